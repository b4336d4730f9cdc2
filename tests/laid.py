"""An empty database, copied: making its tables anew takes as long as many a test."""

import tempfile
from pathlib import Path

from server.store import Store

_laid: list[bytes] = []


async def lay_database(path: Path) -> None:
    """Put an empty database there, unless there is one."""
    if not _laid:
        with tempfile.TemporaryDirectory() as folder:
            store = Store(f"sqlite:///{folder}/sameroom.db")
            await store.open()
            await store.close()
            _laid.append((Path(folder) / "sameroom.db").read_bytes())
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(_laid[0])


async def open_store(path: Path) -> Store:
    """A store on the database there, empty if there was none. To be closed."""
    await lay_database(path)
    store = Store(f"sqlite:///{path}")
    await store.open()
    return store
