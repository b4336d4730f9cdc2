"""A cable between a client and a server that can be cut, slowed, silenced and plugged in elsewhere."""

import asyncio
import contextlib
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


class Cable:
    """Connections to `port` go to `to`, as long as the cable is whole."""

    def __init__(self, to: int, rng: random.Random | None = None) -> None:
        self.to = to
        self.port = 0
        self.delay_s = 0.0
        """From one end to the other."""
        self.loss = 0.0
        """Share of pieces that arrive late by as long as TCP takes to notice and send again; order is kept."""
        self.silent = False
        """Nothing arrives any more, and nobody is told: a half-open connection."""
        self.refuses = False
        self._rng = rng or random.Random(0)
        self._open: set[asyncio.StreamWriter] = set()
        self._server: asyncio.Server
        self._tasks: set[asyncio.Task[None]] = set()

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self.refuses:
            writer.transport.abort()
            return
        try:
            there, back = await asyncio.open_connection("127.0.0.1", self.to)
        except OSError:
            writer.transport.abort()
            return
        self._open |= {writer, back}
        for source, target in ((reader, back), (there, writer)):
            task = asyncio.create_task(self._carry(source, target))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _carry(self, source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
        loop = asyncio.get_running_loop()
        under_way: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue(200)

        async def arrive() -> None:
            while True:
                due_s, data = await under_way.get()
                await asyncio.sleep(max(0.0, due_s - loop.time()))
                while self.silent:
                    await asyncio.sleep(0.05)
                if not data:
                    target.close()
                    return
                target.write(data)
                await target.drain()

        arriving = asyncio.create_task(arrive())
        try:
            while True:
                data = await source.read(16384)
                late_s = self._rng.uniform(0.2, 0.6) if self._rng.random() < self.loss else 0.0
                await under_way.put((loop.time() + self.delay_s + late_s, data))
                if not data:
                    break
            await arriving
        except (OSError, asyncio.CancelledError):
            target.transport.abort()
        finally:
            arriving.cancel()
            with contextlib.suppress(OSError, asyncio.CancelledError):
                await arriving
            self._open.discard(target)

    def cut(self) -> None:
        """Every connection ends at once, at both ends."""
        for writer in list(self._open):
            writer.transport.abort()

    def plug(self, to: int) -> None:
        """Cut it, and lead it to another server from here on."""
        self.to = to
        self.cut()


@asynccontextmanager
async def cable(to: int, rng: random.Random | None = None) -> AsyncIterator[Cable]:
    """A cable to a port of this machine."""
    made = Cable(to, rng)
    made._server = await asyncio.start_server(made._connected, "127.0.0.1", 0)
    made.port = made._server.sockets[0].getsockname()[1]
    try:
        yield made
    finally:
        made._server.close()
        made.silent = False
        made.cut()
        for task in list(made._tasks):
            task.cancel()
        await asyncio.gather(*made._tasks, return_exceptions=True)
