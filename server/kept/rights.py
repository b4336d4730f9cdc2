"""Rights, and what facilitators did about them."""

from collections.abc import Collection

from boards.standing import Standing
from boards.visitor import Role
from server import act
from server import standing as rights
from server.kept.inside import Inside
from server.record import Act


class Rights(Inside):
    """All of these raise NotAllowed where `actor` may not."""

    async def standing(self, board: str) -> Standing:
        """Everyone's rights on a board."""
        return await self._read(rights.standing, board)

    async def set_role(self, board: str, actor: str, whom: str, role: Role, now_ms: int) -> None:
        """Give a person another role."""
        await self._write(rights.set_role, board, actor, whom, role, now_ms)

    async def set_group(self, board: str, actor: str, whom: str, department: str, now_ms: int) -> None:
        """Have a person speak for another group."""
        await self._write(rights.set_group, board, actor, whom, department, now_ms)

    async def remove_person(self, board: str, actor: str, whom: str, now_ms: int) -> None:
        """Remove a person from the room; what they wrote stays."""
        await self._write(rights.remove, board, actor, whom, now_ms)

    async def let_back(self, board: str, actor: str, whom: str, now_ms: int) -> None:
        """Let a person who was removed in again."""
        await self._write(rights.let_back, board, actor, whom, now_ms)

    async def note_act(self, board: str, actor: str, what: str, whom: str | None, now_ms: int) -> None:
        """Note what a facilitator does to the document."""
        await self._write(rights.note_act, board, actor, what, whom, now_ms)

    async def acts(self, board: str, most: int | None = None) -> list[Act]:
        """What facilitators did, the last act first."""
        return await self._read(act.of_board, board, most)

    async def newest_acts(self, boards: Collection[str]) -> dict[str, int]:
        """Board -> number of its last act: what tells that rights have changed, whichever process changed them."""
        return await self._read(act.newest, boards)
