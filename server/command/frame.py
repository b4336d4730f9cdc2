"""What all commands share: the store opened for one of them, what they print, and why they refuse."""

import argparse
import asyncio
import json
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

from server.database import database_of
from server.refusal import Unusable
from server.settings import Settings
from server.store import Store

Subcommands = Any
"""What argparse's add_subparsers gives; its type has no public name."""

Command = Callable[[Store, argparse.Namespace, Settings], Awaitable[int]]
"""What a command does with an open store; gives its exit status."""


def with_store(command: Command, *, makes: bool = False) -> Callable[[argparse.Namespace, Settings], int]:
    """A command on an open store. Only one that `makes` things may begin a database where there is none."""

    def run(options: argparse.Namespace, settings: Settings) -> int:
        return asyncio.run(_opened(command, options, settings, makes))

    return run


async def _opened(command: Command, options: argparse.Namespace, settings: Settings, makes: bool) -> int:
    async with store_of(settings, makes) as store:
        return await command(store, options, settings)


@asynccontextmanager
async def store_of(settings: Settings, makes: bool = False) -> AsyncIterator[Store]:
    """The store that the settings name, open. Raises Unusable."""
    database = database_of(settings.database)
    if not makes and not database.exists():
        raise Unusable(f"There are no boards yet: {database.name} does not exist. Is --data (or SAMEROOM_DATA) right?")
    store = Store(settings.database)
    await store.open()
    try:
        yield store
    finally:
        await store.close()


def as_json(value: Any) -> None:
    """Print a value as one JSON document."""
    print(json.dumps(value, ensure_ascii=False, indent=2))


def is_watched() -> bool:
    """Whether a person looks on, who can be asked."""
    return sys.stdin.isatty() and sys.stdout.isatty()
