"""Snapshots, and any moment of the past."""

import logging
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from boards import stretch
from boards.errors import NoBoard, Poisoned
from boards.seal import Seal
from server import archive, board_log, stretches
from server.kept.inside import Inside
from server.record import Link, Snapshot
from server.stretches import Parts

log = logging.getLogger("sameroom.store")

T = TypeVar("T")


class Past(Inside):
    """What boards were."""

    async def thicken(self, board: str, rows: int) -> int:
        """See that no row of a board is further than so many rows from a checkpoint; gives how many it made."""
        made = 0
        for seq in await self._read(archive.far_from_checkpoints, board, rows):
            epoch, updates = await self._read(archive.with_epoch, board, seq)
            try:
                state = await self._in_thread(self._worker.state_of, updates)
            except Poisoned:
                log.exception("board %s: no checkpoint of change %d could be made", board, seq)
                break
            made += await self._write(archive.keep_checkpoint, board, seq, state, epoch)
        return made

    async def make_ready(self, board: str, *, to_head: bool) -> int:
        """See that any row is quickly made again, `to_head` those after the last checkpoint too; gives what it made."""
        made = 0
        for after, until in await self._read(stretches.wanted, board, to_head=to_head):
            epoch, base = await self._read(archive.with_epoch, board, after)
            (rows,) = await self._read(archive.rows_between, board, [after, until])
            try:
                found = await self._in_thread(self._worker.run, stretch.stretches, base, rows, after)
            except Poisoned:
                log.exception("board %s: changes %d to %d could not be made ready", board, after, until)
                break
            made += await self._write(stretches.keep, board, (after, until), found, epoch)
        return made

    async def parts_until(self, board: str, seq: int) -> Parts:
        """What makes a board as it was after row `seq`, where it need not be one document. Raises NoBoard."""
        return await self._read(stretches.parts, board, seq)

    async def add_snapshot(self, taken: Snapshot, sealed: Seal) -> Snapshot:
        """Keep a snapshot and put it into its board's chain; server/snapshot.py takes them. Raises NoBoard, Refusal."""
        return await self._write(archive.add, taken, sealed)

    async def snapshots(self, board: str) -> list[Snapshot]:
        """The snapshots of a board, in the order of its log."""
        return await self._read(archive.every, board)

    async def snapshot(self, board: str, id_: str) -> Snapshot | None:
        """One snapshot of a board, or None."""
        return await self._read(archive.one, board, id_)

    async def seal_of(self, snapshot: str) -> Seal:
        """What a snapshot is checked against."""
        return await self._read(archive.seal_of, snapshot)

    async def chain(self, board: str) -> list[Link]:
        """Every snapshot, signature and lawful erasure of a board, each sealed onto the one before."""
        return await self._read(archive.links, board)

    async def sign_snapshot(self, board: str, id_: str, now_ms: int, who: str, name: str) -> Link:
        """Put a name under a snapshot. Raises Refusal."""
        return await self._write(archive.sign, board, id_, now_ms, who, name)

    async def head(self, board: str) -> int:
        """The last row of a board's log. Raises NoBoard."""
        found = await self._read(board_log.heads, [board])
        if board not in found:
            raise NoBoard(board_log.GONE)
        return found[board]

    async def updates_until(self, board: str, seq: int) -> list[bytes]:
        """What makes a board as it was after row `seq`, to be applied in order. Raises NoBoard."""
        return await self._read(archive.updates_until, board, seq)

    async def times(self, board: str, every: int) -> list[tuple[int, int]]:
        """(seq, time) of every so-manieth row of a board, of the first and of the last."""
        return await self._read(archive.times, board, every)

    async def rows_between(self, board: str, ends: Sequence[int]) -> list[list[bytes]]:
        """The rows after the first of these, up to each of the others."""
        return await self._read(archive.rows_between, board, ends)

    async def hands_between(self, board: str, after: int, until: int) -> list[tuple[str | None, bytes]]:
        """The rows of a board after one, up to another, each with the participant who wrote it."""
        return await self._read(archive.hands_between, board, after, until)

    async def wrote(self, board: str, after: int, until: int) -> dict[str, str]:
        """Participant -> group of everyone who changed a board in these rows."""
        return await self._read(archive.wrote, board, after, until)

    async def apart(self, act: Callable[..., T], *args: Any) -> T:
        """Call a module's function in a process of its own: for what takes long on a large board. Raises Poisoned."""
        return await self._in_thread(lambda: self._reader.run(act, *args))

    async def copied(self, act: Callable[..., T], *args: Any) -> T:
        """The same for what may take minutes, and must not keep readers waiting. Raises Poisoned."""
        return await self._in_thread(lambda: self._copier.run(act, *args))
