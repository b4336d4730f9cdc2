"""The log of each board, and of each private document; how far this process knows them."""

import asyncio
import logging
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace

from boards.errors import Poisoned
from server import archive, board_log, draft_log
from server.journal import Spans, no_matter
from server.kept.inside import Inside
from server.record import Change, Loaded, News
from server.watch import Watch

log = logging.getLogger("sameroom.store")

MIN_ROWS = 2_000
"""Log rows from which a new checkpoint is worth its work."""


class Log(Inside):
    """What is kept of documents, row by row."""

    async def load(self, board: str) -> Loaded:
        """A board as kept: its newest checkpoint and the rows after it. Raises NoBoard."""
        loaded = await self._read(board_log.load, board)
        self._watch.loaded(board, loaded.seq)
        return loaded

    def keep(
        self,
        changes: Sequence[Change],
        done: Callable[[BaseException | None], None],
        landed: Callable[[], None] = no_matter,
    ) -> None:
        """Put changes on the disk, all of them or none; never waits. Call it on the event loop.

        `done` is called on the loop: with None once they are there, with NotKept if they never will be, with Gone
        (a NotKept) if some of the boards have been deleted, with Outrun (a NotKept) if other processes came first to a
        label or a client id; then only the rest was kept. `landed` is called from the writer's thread, right after the
        loop was told to call `done`.
        """

        def tell(error: BaseException | None, spans: Spans) -> None:
            for board, (first, last) in spans.items():
                self._watch.kept(board, first, last)
            done(error)

        self._writing.keep([self._after(change) for change in changes], tell, self._drafts.update, landed)

    def _after(self, change: Change) -> Change:
        """A change of a private document knows what it builds on."""
        if change.draft is None:
            return change
        return replace(change, draft_after=self._drafts.get((change.board, change.draft)))

    async def keep_now(self, change: Change) -> None:
        """Put a change on the disk and wait until it is there. Raises NotKept."""
        kept: asyncio.Future[None] = asyncio.get_running_loop().create_future()

        def done(error: BaseException | None) -> None:
            if error is None:
                kept.set_result(None)
            else:
                kept.set_exception(error)

        self.keep([change], done)
        await kept

    async def load_draft(self, board: str, participant: str) -> list[bytes]:
        """A participant's private document as kept, in order."""
        last, updates = await self._read(draft_log.load, board, participant)
        self._drafts[board, participant] = last
        return updates

    async def draft_news(self, board: str, participants: Collection[str]) -> dict[str, list[bytes]]:
        """What other processes wrote to these private documents since we last asked, or loaded them."""
        seen = {who: self._drafts[board, who] for who in participants if (board, who) in self._drafts}
        if not seen:
            return {}
        found = await self._read(draft_log.news, board, seen)
        out = {}
        for who, (last, updates) in found.items():
            if self._drafts.get((board, who)) == seen[who]:  # we have written nothing meanwhile
                self._drafts[board, who] = last
                out[who] = updates
        return out

    def forget_draft(self, board: str, participant: str) -> None:
        """A private document is open here no more."""
        self._drafts.pop((board, participant), None)

    async def draft_writers(self, board: str) -> list[str]:
        """The participants who have a private document on a board."""
        return await self._read(draft_log.writers, board)

    async def rewrite_draft(self, board: str, participant: str, state: bytes, now_ms: int) -> None:
        """Keep a private document as its state alone."""
        after = self._drafts.get((board, participant), 0)
        self._drafts[board, participant] = await self._write(
            draft_log.rewrite, board, participant, state, now_ms, after
        )

    async def mark_of_others(self) -> object:
        """Equal to an earlier one only if since then nothing has been written but changes that were kept here."""
        return await self._writing.mark_of_others()

    async def news(self, boards: Collection[str], only: bool = True) -> News:
        """What other processes wrote to these boards since we last asked (or loaded them), and which they deleted.

        The other boards are forgotten, unless these are not the `only` ones that are open.
        """
        seen = self._watch.asked(boards)
        if only:
            self._watch.forget_all_but(boards)
        if not seen:
            return News()
        news, heads = await self._read(board_log.news, seen, self._writing.appender.writer)
        self._watch.heard(heads)
        return news

    @property
    def watch(self) -> Watch:
        """How far this process knows each log; for what comes from other processes on another way."""
        return self._watch

    async def checkpoint(self, board: str, min_rows: int = MIN_ROWS) -> bool:
        """Keep the board's full state, so that it loads fast; False if fewer than `min_rows` came since the last."""
        found = await self._read(board_log.due, board, min_rows)
        if found is None:
            return False
        seq, epoch, updates = found
        try:
            state = await self._in_thread(self._worker.state_of, updates)
        except Poisoned:
            log.exception("board %s: no checkpoint could be made", board)
            return False
        return await self._write(archive.keep_checkpoint, board, seq, state, epoch)
