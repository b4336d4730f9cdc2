"""Everything that is kept: boards, their logs, the people, the invitations. The one face of all of it; each noun has a
file in kept/.

Reads run in a few threads, each on a connection of its own. Writes go through the journal, one thread for all. Every
time is an argument, in milliseconds since 1970.
"""

import asyncio
from pathlib import Path

from boards.errors import WeBroke
from server import board_list, board_log, inspection
from server.database import TROUBLE, fails
from server.journal import Journal
from server.kept.boards import Boards
from server.kept.door import Door
from server.kept.erasures import Erasures
from server.kept.invitations import Invitations
from server.kept.log import Log
from server.kept.moderation import Moderation
from server.kept.participants import Participants
from server.kept.past import Past
from server.kept.pictures import Pictures
from server.kept.polls import Polls
from server.kept.rights import Rights
from server.kept.users import Users
from server.kept.whole import Wholes
from server.kept.words import Words
from server.migrate import migrate


class Store(
    Boards,
    Wholes,
    Words,
    Log,
    Past,
    Erasures,
    Users,
    Participants,
    Door,
    Invitations,
    Rights,
    Polls,
    Pictures,
    Moderation,
):
    """The database of one Same Room. Other processes may have it open as well."""

    async def open(self) -> None:
        """Make or update the database, and start writing. Raises Unusable, in words for the operator."""
        try:
            await self._in_thread(self._make_ready)
        except TROUBLE as error:
            raise fails(self._database, error) from error
        self._journal = Journal(self._database)
        for board in await self._read(board_list.marked):
            await self._remove(board)

    def _make_ready(self) -> None:
        self._database.make_ready()
        migrate(self._database)

    async def make_room(self) -> None:
        """Before a server takes people in: what makes its first commits as quick as later ones."""
        await self._in_thread(self._database.make_room)

    async def close(self) -> None:
        """Write what was handed in, then let go of the database."""
        if self._closed:
            return
        self._closed = True
        if self._journal is not None:
            await self._journal.close()
        await self._in_thread(self._worker.close)
        await self._in_thread(self._reader.close)
        await self._in_thread(self._copier.close)
        self._readers.shutdown()
        await asyncio.to_thread(self._database.close)

    async def copy_to(self, path: Path) -> None:
        """A copy of everything as it is now, made while people work. Raises Unusable."""
        await self._in_thread(self._database.copy, path)

    async def check(self) -> list[str]:
        """What is wrong with what is kept, one finding a line; empty if nothing is."""
        findings = await self._read(inspection.findings, self._database.integrity)
        for board in await self._read(board_list.every):
            try:
                loaded = await self._read(board_log.load, board.id)
                await self._in_thread(self._worker.state_of, loaded.updates)
            except WeBroke as error:
                findings.append(f"Board {board.id} can't be loaded from its log: {error}")
        return findings
