"""People who are in the room beside the browsers of a test: each with a cookie and an open socket, in a thread."""

import asyncio
import contextlib
import threading
from collections.abc import Callable, Coroutine, Sequence
from typing import Any, TypeVar

import httpx

from joined import Joined
from running import Invitations, RunningServer
from wire_client import WireClient

T = TypeVar("T")
RENEW_S = 10.0


class Crowd:
    """Everyone who came."""

    def __init__(self, server: RunningServer, board: Invitations) -> None:
        self.server, self.board = server, board
        self.people: list[Joined] = []
        self.clients: list[WireClient] = []
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="crowd", daemon=True)
        self._thread.start()
        self._tasks: list[asyncio.Task[None]] = []

    def run(self, work: Coroutine[Any, Any, T], timeout_s: float = 30) -> T:
        """Do something in the crowd's thread."""
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(timeout_s)

    def come(self, *departments: str) -> None:
        """One person for each of these, here from now on."""
        self.run(self._come(departments))

    async def _come(self, departments: Sequence[str]) -> None:
        for department in departments:
            http = httpx.AsyncClient(base_url=self.server.url, verify=False, trust_env=False)
            fields = {"as": "citizen"} if department == "citizen" else {"as": "service", "department": department}
            name = f"Person {len(self.people) + 1}"
            answer = await http.post(f"/join/{self.board.contributor}", data={"name": name, **fields})
            assert answer.status_code == 303, answer.text
            person = Joined(self.server, self.board, http)
            client = WireClient(person.sync, cookie=person.cookie)
            await client.open()
            self.people.append(person)
            self.clients.append(client)
            self._tasks += [asyncio.create_task(client.listen()), asyncio.create_task(self._stay(client))]

    async def _stay(self, client: WireClient) -> None:
        with contextlib.suppress(Exception):
            while True:
                await asyncio.sleep(RENEW_S)
                await client.say_presence(b"{}")

    def vote(self, poll: str, choices: Callable[[int], Any]) -> None:
        """Everyone casts their ballot; `choices` by number of the person."""

        async def all_of_them() -> None:
            answers = await asyncio.gather(
                *(one.act("ballot", poll=poll, choices=choices(n)) for n, one in enumerate(self.people))
            )
            assert {answer.status_code for answer in answers} <= {200}, [answer.text for answer in answers]

        self.run(all_of_them())

    def leave(self) -> None:
        """Everyone goes home."""

        async def go() -> None:
            for task in self._tasks:
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)
            for client in self.clients:
                if client.ws is not None:
                    await client.ws.close()
            for person in self.people:
                await person.http.aclose()

        self.run(go())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5)
        self._loop.close()
