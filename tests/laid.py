"""An empty database, copied: making its tables anew takes as long as many a test."""

import asyncio
import tempfile
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path

from server.store import Store


def lay_database(path: Path) -> None:
    """Put an empty database there, unless there is one."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(_laid())


async def open_store(path: Path) -> Store:
    """A store on the database there, empty if there was none. To be closed."""
    lay_database(path)
    store = Store(f"sqlite:///{path}")
    await store.open()
    return store


@cache
def _laid() -> bytes:
    """In a thread, for there may be a loop here."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, _make()).result()


async def _make() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        store = Store(f"sqlite:///{folder}/sameroom.db")
        await store.open()
        await store.close()
        return (Path(folder) / "sameroom.db").read_bytes()
