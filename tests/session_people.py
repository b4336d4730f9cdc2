"""People in a session for tests: they join as browsers do, and write on the board and in private over real sockets."""

import asyncio
import json
import zlib
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

import httpx

from boards.protocol import PACKED, Reader, Sync, read
from boards.update import decode
from running import Invitations, RunningServer
from server import auth
from wire_client import WireClient, wire_client

SILENT = {"id": "quiet", "name": "Quiet", "visible": "silent", "adds": [{"kinds": ["note", "idea"]}]}
NAMELESS = {**SILENT, "id": "nameless", "name": "Nameless", "names": False}
OPEN = {"id": "open", "name": "Open"}


class Attendee:
    """One person: their browser's cookie, their place on the board, their private document."""

    def __init__(self, server: RunningServer, board: Invitations, name: str) -> None:
        self.server, self.made, self.name = server, board, name
        self.http = httpx.AsyncClient(
            base_url=server.url, headers={"Origin": server.url}, verify=False, trust_env=False
        )
        self.participant = self.group = ""
        self.board: WireClient
        self.draft: WireClient
        self._stack = AsyncExitStack()

    async def join(self, role: str, group: str) -> None:
        """Through the door, as a browser."""
        self.group = group
        form = (
            {"name": self.name, "as": "citizen"}
            if group == "citizen"
            else {"name": self.name, "as": "service", "department": group}
        )
        answer = await self.http.post(f"/join/{getattr(self.made, role)}", data=form)
        assert answer.status_code == 303, answer.text
        page = (await self.http.get(f"/b/{self.made.id}")).text
        boot = page.partition('id="boot"')[2].partition(">")[2].partition("</script>")[0]
        self.participant = json.loads(boot)["me"]["participant"]

    @property
    def cookie(self) -> str:
        return f"{auth.COOKIE}={self.http.cookies[auth.COOKIE]}"

    def client(self, where: str = "", *, own_messages: bool = True) -> Any:
        """A connection to the board, or (`/draft`) to their private document."""
        url = f"{self.server.ws}/sync/{self.made.id}{where}"
        return wire_client(url, own_messages=own_messages, cookie=self.cookie)

    async def sit(self, *, own_messages: bool = True) -> None:
        """Open both."""
        self.board = await self._stack.enter_async_context(self.client(own_messages=own_messages))
        self.draft = await self._stack.enter_async_context(self.client("/draft", own_messages=own_messages))

    async def leave(self) -> None:
        """Close both connections; the browser stays."""
        await self._stack.aclose()
        self._stack = AsyncExitStack()

    async def ask(self, noun: str, **what: Any) -> httpx.Response:
        """An act of a facilitator."""
        return await self.http.post(f"/api/b/{self.made.id}/{noun}", json=what)

    async def do(self, noun: str, **what: Any) -> Any:
        """An act that is allowed."""
        answer = await self.ask(noun, **what)
        assert answer.status_code == 200, answer.text
        return answer.json()

    @property
    def session(self) -> dict[str, Any]:
        """The session as this person sees it."""
        from boards.document import plain

        found: dict[str, Any] = plain(self.board.doc.get("session", type=self.board.cards.__class__))
        return found

    def card(self, id_: str) -> Any:
        """A card of the board as this person sees it."""
        return self.board.plain_cards().get(id_)


@asynccontextmanager
async def attend(
    server: RunningServer,
    board: Invitations,
    name: str,
    role: str = "contributor",
    group: str = "citizen",
    **options: bool,
) -> AsyncIterator[Attendee]:
    """Somebody at the board, until the test is over."""
    person = Attendee(server, board, name)
    await person.join(role, group)
    try:
        await person.sit(**options)
        yield person
    finally:
        await person.leave()
        await person.http.aclose()


def everything_in(raw: list[bytes]) -> bytes:
    """All that messages hold, as it came and unpacked: for finding words that should not be there.

    Typed text is one struct for each letter, so the letters of every update are put together as well.
    """
    found = []
    for data in raw:
        found.append(data)
        if data[0] == PACKED:
            data = zlib.decompress(Reader(data[1:]).bytes(), -zlib.MAX_WBITS)
            found.append(data)
        for message in read(data):
            if isinstance(message, Sync) and message.kind:
                structs = [struct for run in decode(message.body).structs.values() for struct in run]
                found.append("".join(s.value for s in structs if isinstance(s.value, str)).encode())
    return b"\n".join(found)


async def soon(check: Any, timeout_s: float = 8) -> None:
    """Wait until this is so."""
    async with asyncio.timeout(timeout_s):
        while not check():
            await asyncio.sleep(0.02)
