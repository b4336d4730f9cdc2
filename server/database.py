"""What the store asks of a database, whichever it is. What differs is in one file each: sqlite.py, postgres.py.

Everything here blocks: the store calls it in its threads. `read` may run in several at once; `write` runs in the
journal's thread alone.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Protocol, TypeVar

from sqlalchemy import Connection, Dialect
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, SQLAlchemyError

from server.refusal import Unusable
from server.sqlite import SQLite

T = TypeVar("T")

TROUBLE = (SQLAlchemyError, OSError)
"""What a database that can't be reached, read or written raises; a network that is down raises no error of SQL."""


class Database(Protocol):
    """A place to keep everything."""

    dialect: Dialect
    shared: bool
    """Whether several may write at once. Then acts take turns and are kept apart from the changes of boards."""

    @property
    def name(self) -> str:
        """How operators know it; without a password."""

    def exists(self) -> bool:
        """Whether there may be boards in it."""

    def make_ready(self) -> None:
        """What must be done once before the first connection. Raises Unusable."""

    def read(self, act: Callable[[Connection], T]) -> T:
        """Read in one transaction, which sees one moment."""

    def write(self, act: Callable[[Connection], T]) -> T:
        """Write in one transaction; on disk when this returns. `act` may be called a second time on a fresh connection,
        where the first was found dead."""

    def mark_of_others(self) -> object:
        """Equal to an earlier one only if nobody but `write` has written since. Called in the journal's thread."""

    def take_turns(self, connection: Connection) -> None:
        """Wait until nobody else acts, and keep others waiting until this transaction ends."""

    def let_go(self) -> None:
        """After an error nothing is known of the writer's connection: the next write begins with another."""

    def outage(self, error: BaseException) -> bool:
        """Whether the database itself, its disk or a lock is to blame, and so everything else would fail as well."""

    def cause_of(self, error: BaseException) -> str:
        """An error in words an operator can act on."""

    def tidy(self) -> int:
        """Upkeep beside the writer; gives how many pages are still to do."""

    def make_room(self) -> None:
        """Before a server takes people in: what makes its first commits as quick as later ones."""

    def scrub(self) -> bool:
        """Leave nothing of what was deleted in the files; False while that can't be."""

    def compact(self) -> bool:
        """The same, and nothing of it in free space of the files either; it may take seconds."""

    def integrity(self, connection: Connection) -> list[str]:
        """What the database finds wrong with itself."""

    def copy(self, path: Path) -> None:
        """A copy of everything as it is at one moment, made while others write. Raises Unusable."""

    def close(self) -> None:
        """Let go of it."""


def database_of(url: str) -> Database:
    """The database of an address. Raises Unusable for an address of anything else."""
    try:
        kind = make_url(url).get_backend_name()
    except ArgumentError:
        kind = "nothing"
    if kind != "postgresql":
        return SQLite(url)
    from server.postgres import Postgres  # with its driver; who has no PostgreSQL needs none

    return Postgres(url)


def fails(database: Database, error: BaseException) -> Unusable:
    """What the operator is told on opening."""
    return Unusable(f"The database {database.name} can't be used: {database.cause_of(error)}.")
