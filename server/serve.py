"""One serving process, from the opened store to the last byte written."""

import asyncio
import errno
import gc
import signal
import socket
import sys
from collections.abc import Awaitable, Callable
from contextlib import suppress
from functools import partial
from types import FrameType

import uvicorn

from server.app import create_app, uvicorn_config
from server.bus import Bus
from server.refusal import Unusable
from server.settings import Settings
from server.store import Store

SWITCH_S = 0.0005
"""How long the loop may keep the interpreter while the store's writer thread waits for it; Python's 5 ms would be the
longest part of a commit, which takes 1 to 2 ms."""

TICK_S = 1.0
"""How long one date is good for."""

Greet = Callable[[Store, int], Awaitable[None]]


def run(settings: Settings, greet: Greet | None = None) -> bool:
    """Serve until told to stop; False if it never came to serving.

    `greet` is called when people can connect, with the open store and the port. Raises Unusable when the store can't
    be opened or the port is taken, in words for the operator.
    """
    sys.setswitchinterval(SWITCH_S)
    with asyncio.Runner(loop_factory=_loop_factory()) as runner:
        return runner.run(serve(settings, greet))


def _loop_factory() -> Callable[[], asyncio.AbstractEventLoop] | None:
    """uvloop's loop, where there is uvloop."""
    if sys.platform == "win32":
        return None
    import uvloop

    return uvloop.new_event_loop


async def serve(settings: Settings, greet: Greet | None) -> bool:
    """What `run` runs."""
    store = Store(settings.database)
    with listening(settings) as sock:
        await store.open()
        try:
            await store.make_room()
            server = Server(uvicorn_config(create_app(settings, store, bus_of(settings)), settings))
            if greet is not None:
                server.greet = partial(greet, store, sock.getsockname()[1])
            _survive_signals()
            await server.serve(sockets=[sock])
            return server.started
        finally:
            await store.close()


def bus_of(settings: Settings) -> Bus | None:
    """The way to other servers, where there is one. Raises Unusable."""
    if not settings.redis_url:
        return None
    from server.redis_bus import RedisBus  # with its driver; who is alone needs none

    return RedisBus(settings.redis_url)


class Server(uvicorn.Server):
    """uvicorn's server, which says when people can connect."""

    greet: Callable[[], Awaitable[None]] | None = None

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self._loop = asyncio.get_running_loop()
        self._told = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, then greet."""
        await super().startup(sockets)
        _spare_what_stays()
        if self.started and self.greet is not None:
            await self.greet()

    async def main_loop(self) -> None:
        """Serve until told to stop. uvicorn's own wakes up ten times a second to see whether it is; this one, for the
        date that answers carry."""
        while not await self.on_tick(0):
            with suppress(TimeoutError):
                async with asyncio.timeout(TICK_S):
                    await self._told.wait()

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """A signal says that it is time."""
        super().handle_exit(sig, frame)
        self._loop.call_soon_threadsafe(self._told.set)


def listening(settings: Settings) -> socket.socket:
    """The socket to serve on, bound before anything is opened. Raises Unusable, naming the port."""
    try:
        found = socket.getaddrinfo(settings.host, settings.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
        family, _, _, _, address = found[0]
        return socket.create_server(address, family=family)
    except OSError as error:
        where = f"port {settings.port} of {settings.host}"
        if error.errno == errno.EADDRINUSE:
            raise Unusable(
                f"Another program uses {where}, perhaps Same Room itself. Stop it, or choose another port with --port."
            ) from error
        raise Unusable(f"Same Room can't listen on {where}: {error.strerror or error}.") from error


def _spare_what_stays() -> None:
    """Nothing made so far will ever be garbage: looking through it took 0.06 s each time, in which nobody was heard."""
    gc.collect()
    gc.freeze()


def _survive_signals() -> None:
    """uvicorn raises the signal that stopped it again when it is done; that would end us before the store is closed."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: None)
