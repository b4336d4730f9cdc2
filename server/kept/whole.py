"""Boards with all their history, as they come and go in bundles."""

from server import whole
from server.kept.inside import Inside
from server.record import Invitation
from server.whole import Whole


class Wholes(Inside):
    """A board with everything of it."""

    async def whole(self, board: str) -> Whole:
        """A board with all its history. Raises NoBoard."""
        return await self._read(whole.read, board)

    async def bring_whole(self, brought: Whole, now_ms: int) -> list[Invitation]:
        """Keep a new board with the history it had elsewhere; gives its invitations as kept."""

        return await self._write(whole.write, brought, now_ms)

    async def taken_ids(self, board: str, snapshot_ids: list[str]) -> tuple[bool, set[str]]:
        """Whether a board of this id was ever here, and which of these snapshots are."""
        return await self._read(whole.taken_ids, board, snapshot_ids)
