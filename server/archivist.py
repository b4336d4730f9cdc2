"""Looks after the archive while people are at work: a snapshot from time to time, and checkpoints near every row.

Any row of a log is made again from the checkpoint before it. A room writes one only when it goes to rest, so a long day
would leave one at its end; here a row is never far from one, in logs of older days as well. What lies between two of a
large board is made ready to be looked back into.
"""

import asyncio
import logging

from boards.errors import RoomError
from server import snapshot
from server.clock import now_ms
from server.hub import Hub
from server.settings import Settings
from server.store import Store

TURN_S = 60.0
NEAR_ROWS = 10_000
"""Rows that are read again at most for a moment: 0.1 s. A checkpoint of a board of 5,000 cards takes 3 MB."""
MINUTE_MS = 60_000

log = logging.getLogger("sameroom.archive")


class Archivist:
    """One for the process; it looks after the boards that are open here."""

    def __init__(self, store: Store, hub: Hub, settings: Settings) -> None:
        self._store, self._hub = store, hub
        self._every_ms = settings.snapshot_every_min * MINUTE_MS
        self._begun: dict[str, int] = {}
        """Board -> since when people have been at work on it, or when its last snapshot was taken."""
        self._task: asyncio.Task[None] | None = None
        self._readying: dict[str, asyncio.Task[None]] = {}

    def start(self) -> None:
        """Begin to look after things."""
        self._task = asyncio.create_task(self._run())

    async def stop(self) -> None:
        """Let go."""
        tasks = [*([self._task] if self._task is not None else ()), *self._readying.values()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def make_ready(self, board: str) -> asyncio.Task[None]:
        """Somebody begins to look back: whatever of a board is not ready for that becomes so, meanwhile."""
        if board not in self._readying:
            task = self._readying[board] = asyncio.create_task(self._make_ready(board))
            task.add_done_callback(lambda _: self._readying.pop(board, None))
        return self._readying[board]

    async def _make_ready(self, board: str) -> None:
        try:
            await self._store.make_ready(board, to_head=True)
        except RoomError as error:  # deleted or full meanwhile; it is read as it is
            log.info("board %s: %s", board, error)
        except Exception:
            log.exception("board %s: its past could not be made ready", board)

    async def _run(self) -> None:
        while True:
            await asyncio.sleep(TURN_S)
            for board in list(self._hub.open_boards()):
                try:
                    await self.look_after(board, now_ms())
                except RoomError as error:  # deleted or full meanwhile: it is looked at again in a minute
                    log.info("board %s: %s", board, error)
                except Exception:
                    log.exception("board %s: its archive could not be looked after", board)

    async def look_after(self, board: str, now_ms: int) -> None:
        """One board: a snapshot if it is time, a checkpoint if the last one is far."""
        await self._store.checkpoint(board, NEAR_ROWS)
        await self._store.make_ready(board, to_head=False)
        if not self._every_ms or not self._hub.here(board):
            self._begun.pop(board, None)
            return
        begun = self._begun.setdefault(board, now_ms)
        taken = await self._store.snapshots(board)
        last_ms, last_seq = (taken[-1].time, taken[-1].seq) if taken else (0, 0)
        changed = await self._store.head(board) > last_seq
        if changed and now_ms - max(begun, last_ms) >= self._every_ms:
            await snapshot.take(self._store, self._hub, board, now_ms, note="Kept by itself while people were at work.")
