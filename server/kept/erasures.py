"""Erasing for good."""

import logging

from sqlalchemy import Connection

from server import board_list, erasure, whole
from server.kept.inside import Inside
from server.whole import Whole

log = logging.getLogger("sameroom.store")


class Erasures(Inside):
    """What is taken out of everything that is kept."""

    async def to_erase(self, board: str) -> tuple[int, Whole, dict[str, list[bytes]]]:
        """A board with its history, its epoch, and its private documents, as of one moment. Raises NoBoard."""

        def read(connection: Connection) -> tuple[int, Whole, dict[str, list[bytes]]]:
            found = whole.read(connection, board)
            row = board_list.one(connection, board)
            return row.epoch if row else 0, found, erasure.drafts_of(connection, board)

        return await self._read(read)

    async def erase(self, asked: erasure.Asked, anew: erasure.Anew, now_ms: int) -> dict[str, int]:
        """Put a board's new history in the old one's place, down to the bytes on the disk; gives the receipt.

        Raises erasure.Moved where the board went on, NotAllowed, NoBoard.
        """
        receipt = await self._write(erasure.carry_out, asked, anew, now_ms)
        for who in anew.drafts:
            self._drafts.pop((asked.board, who), None)
        if not await self._in_thread(self._database.compact):
            log.warning("board %s: erased bytes stay in the files until they are next written back", asked.board)
        return receipt
