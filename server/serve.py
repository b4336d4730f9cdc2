"""One serving process, from the opened store to the last byte written."""

import asyncio
import signal
import sys
from collections.abc import Awaitable, Callable

import uvicorn

from server.app import create_app, uvicorn_config
from server.settings import Settings
from server.store import Store

SWITCH_S = 0.0005
"""How long the loop may keep the interpreter while the store's writer thread waits for it; Python's 5 ms would be the
longest part of a commit, which takes 1 to 2 ms."""


Greet = Callable[[Store], Awaitable[None]]


def run(settings: Settings, greet: Greet | None = None) -> bool:
    """Serve until told to stop; False if it never came to serving. `greet` is called with the open store before that.

    Raises Unusable when the store can't be opened, in words for the operator.
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
    await store.open()
    try:
        if greet is not None:
            await greet(store)
        server = uvicorn.Server(uvicorn_config(create_app(settings, store), settings))
        _survive_signals()
        await server.serve()
        return server.started
    finally:
        await store.close()


def _survive_signals() -> None:
    """uvicorn raises the signal that stopped it again when it is done; that would end us before the store is closed."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: None)
