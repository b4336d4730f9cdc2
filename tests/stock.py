"""Stock npm clients for tests: talks to tests/peers/client.mjs, one JSON line at a time."""

import asyncio
import itertools
import json
import shutil
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

PEERS = Path(__file__).parent / "peers"


class StockHost:
    """The node process that the clients live in."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.process = process
        self._numbers = itertools.count()
        self._turn = asyncio.Lock()

    async def ask(self, do: str, **command: Any) -> dict[str, Any]:
        """Have one command carried out; gives its answer."""
        assert self.process.stdin and self.process.stdout
        number = next(self._numbers)
        async with self._turn, asyncio.timeout(20):
            self.process.stdin.write(json.dumps({"id": number, "do": do, **command}).encode() + b"\n")
            # A stock client says what worries it on standard output, between our lines.
            while not (line := await self.process.stdout.readline()).startswith(b'{"id":%d' % number):
                assert line, "the node process ended"
        answer: dict[str, Any] = json.loads(line)
        assert "error" not in answer, answer["error"]
        return answer

    async def client(self, name: str, version: str, sync_url: str) -> "StockClient":
        """Open a client on a sync address of the form ws://…/sync/{board}?invitation=…"""
        address, _, secret = sync_url.partition("?invitation=")
        url, _, room = address.rpartition("/")
        await self.ask("open", client=name, version=version, url=url, room=room, params={"invitation": secret})
        return StockClient(self, name)


class StockClient:
    """One client with its document."""

    def __init__(self, host: StockHost, name: str) -> None:
        self.host, self.name = host, name

    async def do(self, what: str, **command: Any) -> None:
        await self.host.ask(what, client=self.name, **command)

    async def look(self) -> dict[str, Any]:
        """How it stands: connected, synced, cards, presence, close codes."""
        return await self.host.ask("look", client=self.name)

    async def until(self, check: Callable[[dict[str, Any]], Any], timeout_s: float = 10) -> dict[str, Any]:
        """Wait until its look is like this; gives the look."""
        look: dict[str, Any] = {}
        try:
            async with asyncio.timeout(timeout_s):
                while not check(look := await self.look()):
                    await asyncio.sleep(0.01)
        except TimeoutError:
            raise AssertionError(f"{self.name} never came to be so; last look: {look}") from None
        return look


@asynccontextmanager
async def stock_host(nice: int = 0) -> AsyncIterator[StockHost]:
    """A node process for this test; `nice` to the others on the machine, where it has very many clients."""
    node = shutil.which("node")
    assert node, "there is no node: run `make test`"
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(
        "nice", "-n", str(nice), node, "client.mjs", cwd=PEERS, stdin=pipe, stdout=pipe
    )
    try:
        yield StockHost(process)
    finally:
        assert process.stdin
        process.stdin.close()
        await process.wait()
