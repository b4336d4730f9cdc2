"""The door of boards: who is let in, and who waits."""

from server import lobby
from server.kept.inside import Inside
from server.record import Lobby, Participant


class Door(Inside):
    """Who comes in. What facilitators do raises NotAllowed where `actor` may not."""

    async def admit(self, who: Participant, now_ms: int) -> Participant:
        """Put a person on a board by their invitation. Raises NoLongerOpen, NoBoard."""
        return await self._write(lobby.admit, who, now_ms)

    async def lobby(self, board: str) -> Lobby:
        """Whether newcomers of a board wait until they are let in."""
        return await self._read(lobby.of_board, board)

    async def waits(self, who: Participant) -> bool:
        """Whether this newcomer has to wait at the door."""
        return await self._read(lobby.waits, who)

    async def at_the_door(self, board: str) -> list[Participant]:
        """Everyone who waits to be let in, who came first first."""
        return await self._read(lobby.at_the_door, board)

    async def knock_again(self, who: str, now_ms: int) -> None:
        """A person who was told "not now" asks again."""
        await self._write(lobby.knock_again, who, now_ms)

    async def leave_door(self, who: str, now_ms: int) -> None:
        """A person who waits goes away again."""
        await self._write(lobby.leave, who, now_ms)

    async def set_lobby(self, board: str, actor: str, new: Lobby, now_ms: int) -> None:
        """Let newcomers wait at the door from now on, or not."""
        await self._write(lobby.set_lobby, board, actor, new, now_ms)

    async def let_in(self, board: str, actor: str, whom: list[str], now_ms: int) -> None:
        """Let people in who wait."""
        await self._write(lobby.let_in, board, actor, whom, now_ms)

    async def not_now(self, board: str, actor: str, whom: list[str], now_ms: int) -> None:
        """Tell people who wait that they can't come in now."""
        await self._write(lobby.not_now, board, actor, whom, now_ms)
