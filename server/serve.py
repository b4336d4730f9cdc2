"""One serving process, from the opened store to the last byte written."""

import sys
from collections.abc import Awaitable, Callable

import uvicorn

from server.app import create_app, uvicorn_config
from server.settings import Settings
from server.store import Store

SWITCH_S = 0.0005
"""How long the loop may keep the interpreter while the store's writer thread waits for it; Python's 5 ms would be the
longest part of a commit, which takes 1 to 2 ms."""


async def serve(settings: Settings, greet: Callable[[Store], Awaitable[None]] | None = None) -> bool:
    """Serve until told to stop; False if it never came to serving. `greet` is called with the open store before that.

    Raises Unusable when the store can't be opened, in words for the operator.
    """
    sys.setswitchinterval(SWITCH_S)
    store = Store(settings.database)
    await store.open()
    try:
        if greet is not None:
            await greet(store)
        server = uvicorn.Server(uvicorn_config(create_app(settings, store), settings))
        await server.serve()
        return server.started
    finally:
        await store.close()
