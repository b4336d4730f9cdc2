"""The list of boards, and the boards that are deleted."""

import logging
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection

from boards.room import Row
from boards.schema import Stamp
from server import board_list
from server.kept.inside import Inside
from server.record import BoardRow, Change, Invitation

log = logging.getLogger("sameroom.store")


class Boards(Inside):
    """Boards on the list, and in the bin."""

    async def create_board(
        self,
        id_: str,
        title: str,
        update: bytes,
        now_ms: int,
        invitations: Sequence[Invitation] = (),
        stamps: Mapping[str, Stamp] | None = None,
    ) -> list[Invitation]:
        """Keep a new board with its first content; gives its invitations as kept: a code in use is replaced."""
        rows = [Row(None, update)] if update else []
        change = Change(id_, rows, now_ms, stamps=stamps or {})

        def act(connection: Connection) -> list[Invitation]:
            kept = board_list.add(connection, id_, title, now_ms, invitations)
            self._writing.appender.append(connection, [change])
            return kept

        return await self._write(act)

    async def boards(self) -> list[BoardRow]:
        """All boards, the one changed last first."""
        return await self._read(board_list.every)

    async def board(self, id_: str) -> BoardRow | None:
        """One board, or None."""
        return await self._read(board_list.one, id_)

    async def rename(self, id_: str, title: str) -> None:
        """Change a board's title on the list. Raises NoBoard."""
        await self._write(board_list.set_, id_, title=title)

    async def set_summary(self, id_: str, summary: dict[str, Any]) -> None:
        """What the home page shows of a board, JSON-able. Raises NoBoard."""
        await self._write(board_list.set_, id_, summary=summary)

    async def delete_board(self, id_: str, now_ms: int) -> None:
        """Delete a board and all that belongs to it, down to the bytes on disk. Raises NoBoard."""
        await self._write(board_list.mark_deleted, id_, now_ms)
        await self._remove(id_)

    async def archive_board(self, id_: str, now_ms: int | None) -> None:
        """Put a board away from the list, or (None) back onto it. Raises NoBoard."""
        await self._write(board_list.set_, id_, archived=now_ms)

    async def put_in_bin(self, id_: str, now_ms: int, until_ms: int) -> None:
        """Delete a board so that it can be brought back until then. Raises NoBoard."""
        await self._write(board_list.put_in_bin, id_, now_ms, until_ms)

    async def binned(self) -> list[BoardRow]:
        """Deleted boards that can be brought back."""
        return await self._read(board_list.binned)

    async def bring_back(self, id_: str, now_ms: int) -> None:
        """A deleted board is there again. Raises NoBoard where its time is over."""
        await self._write(board_list.bring_back, id_, now_ms)

    async def empty_bin(self, now_ms: int, also: str | None = None) -> None:
        """Remove, down to the bytes, boards whose time to be brought back is over, and this one at once."""
        if also is not None:
            await self._write(board_list.delete_now, also)
        for board in await self._read(board_list.marked, now_ms):
            await self._remove(board)

    async def _remove(self, board: str) -> None:
        while await self._write(board_list.remove_some, board):
            pass
        if not await self._in_thread(self._database.scrub):
            log.warning("board %s: deleted bytes stay in the WAL until its next checkpoint", board)
