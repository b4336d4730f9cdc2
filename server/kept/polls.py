"""Open polls and their ballots."""

import logging
from collections.abc import Collection

from boards.polls import Ballot, Poll
from server import ballot
from server.kept.inside import Inside

log = logging.getLogger("sameroom.store")


class Polls(Inside):
    """Polls, until nothing of them is left."""

    async def open_poll(self, board: str, poll: Poll, given: Collection[tuple[str, str]]) -> None:
        """Begin a poll; `given`: participants and the sessions that may vote for them. Raises Taken."""
        await self._write(ballot.open_, board, poll, given)

    async def poll(self, board: str) -> Poll | None:
        """The open poll of a board."""
        return await self._read(ballot.of_board, board)

    async def take_paper(self, poll: str, participant: str, session: str) -> None:
        """Give a participant their voting paper, if they have none. Raises Closed, Elsewhere."""
        if await self._read(ballot.paper_of, poll, participant) != session:
            await self._write(ballot.take_paper, poll, participant, session)

    async def choices(self, poll: str, key: str) -> dict[str, str | int]:
        """The choices under a key; none, where nothing lies there."""
        return await self._read(ballot.of_key, poll, key)

    async def put_ballots(self, poll: str, cast: Collection[ballot.Cast]) -> bool:
        """Put ballots in the box; False where the poll has closed."""
        return await self._write(ballot.put, poll, cast)

    async def voters(self, poll: str) -> int:
        """How many have answered something."""
        return await self._read(ballot.people, poll)

    async def extend_poll(self, poll: Poll) -> None:
        """Give a poll another end. Raises Closed."""
        await self._write(ballot.extend, poll)

    async def close_poll(self, board: str) -> tuple[Poll, list[Ballot]] | None:
        """Take no more ballots; gives the poll and all ballots, until `remove_poll`. None without an open poll."""
        return await self._write(ballot.close, board)

    async def remove_poll(self, board: str) -> None:
        """Leave nothing of a poll, down to the bytes on disk."""
        await self._write(ballot.remove, board)
        if not await self._in_thread(self._database.scrub):
            log.warning("board %s: deleted ballots stay in the files until they are next scrubbed", board)
