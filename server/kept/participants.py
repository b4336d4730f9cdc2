"""The people of boards."""

from collections.abc import Sequence
from functools import cached_property

from boards.visitor import Role
from server import people, seat_code
from server import standing as rights
from server.arrival import Arrival, Comer, look_all
from server.kept.inside import Inside
from server.record import Participant
from server.together import Together


class Participants(Inside):
    """Who is who on a board."""

    async def roles(self, session_id: str | None, user_id: str | None) -> dict[str, Role]:
        """Board -> what this browser or this user may do there; boards they were removed from are left out."""
        return await self._read(people.roles, session_id, user_id)

    async def add_participant(self, who: Participant) -> None:
        """Put a person on a board. Raises NoBoard."""
        await self._write(people.add_participant, who)

    async def forget_guest(self, id_: str) -> None:
        """Take a person off a board who was never more than a connection."""
        await self._write(people.forget_guest, id_)

    async def make_seat_code(self, participant: str, now_ms: int) -> str:
        """A code by which a person takes their place to another device, once. Raises Refusal."""
        return await self._write(seat_code.make, participant, now_ms)

    async def board_of_seat_code(self, typed: str, now_ms: int) -> str | None:
        """The board on which somebody's place waits for this code."""
        return await self._read(seat_code.board_of, typed, now_ms)

    async def use_seat_code(self, typed: str, session_id: str, now_ms: int) -> Participant | None:
        """Give the place of this code to another browser; None where the code is wrong, used or too old."""
        return await self._write(seat_code.use, typed, session_id, now_ms)

    async def participant(self, id_: str) -> Participant | None:
        """One participant, or None."""
        return await self._read(people.participant, id_)

    async def arrival(self, board: str, token: str | None, secret: str | None) -> Arrival | None:
        """What is known of somebody who comes to a board with a browser's token or an invitation's secret, or neither;
        None where there is no such board."""
        return await self._arrivals.ask((board, token, secret))

    @cached_property
    def _arrivals(self) -> Together[Comer, Arrival | None]:
        return Together(self._look)

    async def _look(self, comers: Sequence[Comer]) -> list[Arrival | None]:
        return await self._read(look_all, comers)

    async def participant_of_session(self, board: str, session_id: str) -> Participant | None:
        """Who this browser is on this board."""
        return await self._read(people.participant_of_session, board, session_id)

    async def participant_of_user(self, board: str, user_id: str) -> Participant | None:
        """Who this user is on this board."""
        return await self._read(people.participant_of_user, board, user_id)

    async def participants(self, board: str) -> list[Participant]:
        """All participants of a board, in the order they came."""
        return await self._read(people.every_participant, board)

    async def authors(self, board: str) -> dict[str, str]:
        """Participant -> name of everyone who made something on a board, also of those who left."""
        return await self._read(people.authors, board)

    async def boards_of(self, session_id: str | None, user_id: str | None) -> set[str]:
        """The boards on which this browser or this user is someone."""
        return await self._read(people.boards_of, session_id, user_id)

    async def rename_participant(
        self, id_: str, name: str, department: str | None = None, now_ms: int = 0
    ) -> Participant | None:
        """Change a participant's name, and department if given; gives them as they are now, or None."""
        values = {"name": name} if department is None else {"name": name, "department": department}
        return await self._write(rights.rename, id_, now_ms, **values)
