"""Everything that is PostgreSQL's alone: how it is reached and locked, its words for trouble.

Theory of operation. The store's threads call and wait; asyncpg wants a loop. So each thread that comes gets a line of
its own: a connection with the loop that carries it, driven by that thread, with no hop between threads on the way to
disk. asyncpg was chosen over a blocking driver because it gives up by itself: a blocking one waits for ever for a
server that is frozen or behind a cut cable, and people would never hear that nothing is saved.

Several processes write at once. Changes of a board queue up on the board's row (SELECT … FOR UPDATE), reads see one
moment (REPEATABLE READ), and acts, which were written for one writer at a time, take turns on an advisory lock. Whoever
dies or freezes in the middle of a transaction is cut off by the server, sooner than the others stop waiting.
"""

import asyncio
import contextlib
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

from sqlalchemy import URL, Connection, NullPool, make_url, text
from sqlalchemy.dialects.postgresql.asyncpg import AsyncAdapt_asyncpg_dbapi
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from server.refusal import Unusable

T = TypeVar("T")

CONNECT_S = 5
ANSWER_S = 15
"""How long to wait for the server's answer to one statement before it counts as gone."""
FROZEN_MS = 4_000
"""After so long a transaction in which its process says nothing more is ended by the server …"""
LOCKED_MS = 8_000
"""… and so long others wait for its locks."""
DEADLOCKS = 5
"""How often a transaction is tried again that the server has ended for others' sake."""
ACTS = 0x5A4E_0001
"""Key of the lock on which acts take turns. Any number that no other program on this database uses."""
FRESH = "fresh"

CAUSES = {
    "53100": "the database server's disk is full",
    "53200": "the database server has no memory left",
    "53300": "the database server has no connection left: raise its max_connections, or run fewer servers",
    "25006": "the database is read-only: it is a standby, or was set so",
    "28000": "the database server does not let this account in",
    "28P01": "the database server does not take this password",
    "3D000": "there is no database of this name on the server: make it with createdb",
    "42501": "this account may not use these tables",
    "55P03": "another program has kept the database locked for too long",
    "57014": "the database server took too long",
    "57P01": "the database server is shutting down",
    "57P02": "the database server has crashed and is starting again",
    "57P03": "the database server is starting or stopping",
    "58030": "the database server can't write or read its disk",
    "XX001": "the database is damaged: go back to a backup",
    "XX002": "the database is damaged: go back to a backup",
}
GONE = "the database server does not answer: is it running, and is its address right?"
OUTAGES = ("08", "25006", "28", "3D", "42501", "53", "55P03", "57", "58", "XX")
"""Classes and members of SQLSTATE that are nobody's statement's fault."""


class Postgres:
    """A database on a PostgreSQL server, for any number of processes."""

    shared = True

    def __init__(self, url: str) -> None:
        self._url = address_of(url)
        self.name = self._url.set(drivername="postgresql").render_as_string(hide_password=True)
        self.dialect = create_async_engine(self._url).dialect
        self._mine = threading.local()
        self._lines: list[Line] = []
        self._writer = self._line("READ COMMITTED")

    def _line(self, isolation: str) -> "Line":
        line = Line(self._url, isolation)
        self._lines.append(line)
        return line

    def exists(self) -> bool:
        """Whoever names a server has made a database there."""
        return True

    def make_ready(self) -> None:
        """Nothing to do: the database is the operator's to make."""

    def read(self, act: Callable[[Connection], T]) -> T:
        """Read in one transaction, which sees one moment."""
        line: Line | None = getattr(self._mine, "line", None)
        if line is None:
            line = self._mine.line = self._line("REPEATABLE READ")
        return line.run(act)

    def write(self, act: Callable[[Connection], T]) -> T:
        """Write in one transaction."""
        return self._writer.run(act)

    def mark_of_others(self) -> object:
        """Never the same: whether others wrote is not told any cheaper than what they wrote."""
        return object()

    def take_turns(self, connection: Connection) -> None:
        """Wait for the lock on which acts take turns."""
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": ACTS})

    def let_go(self) -> None:
        """Start again with another connection."""
        self._writer.drop()

    def outage(self, error: BaseException) -> bool:
        """Whether the server, its disk, the way to it or a lock is to blame."""
        state = sqlstate(error)
        return lost(error) or (
            state is not None and (state.startswith(OUTAGES) or state in ("25006", "42501", "55P03"))
        )

    def cause_of(self, error: BaseException) -> str:
        """An error in words an operator can act on."""
        state = sqlstate(error)
        if state in CAUSES:
            return CAUSES[state]
        if lost(error):
            return GONE
        cause = error.orig if isinstance(error, DBAPIError) else error
        return f"PostgreSQL says {state}" if state else f"{type(cause).__name__}: {cause}"

    def tidy(self) -> int:
        """Nothing to do: the server looks after its own files."""
        return 0

    def make_room(self) -> None:
        """Nothing to do: the server makes its files long in advance."""

    def scrub(self) -> bool:
        """Take out deleted rows. The server's write-ahead log and backups keep them as long as its operator says."""
        line = Line(self._url, "AUTOCOMMIT")
        try:
            line.run(lambda connection: connection.execute(text("VACUUM")))
        except (SQLAlchemyError, OSError):
            return False
        finally:
            line.close()
        return True

    def compact(self) -> bool:
        """The same: its vacuum leaves free space empty of rows."""
        return self.scrub()

    def integrity(self, connection: Connection) -> list[str]:
        """Nothing: a PostgreSQL server checks its own pages."""
        return []

    def copy(self, path: Path) -> None:
        """Raises Unusable: that is done with PostgreSQL's own tools."""
        raise Unusable(
            f"No copy was made at {path}: copy a PostgreSQL database with its own tool, "
            f"`pg_dump --format=custom --file={path} {self.name}`."
        )

    def close(self) -> None:
        """Close every connection. No thread may be using one."""
        for line in self._lines:
            line.close()


class Line:
    """A connection, and the loop that carries it. One thread at a time uses it."""

    def __init__(self, url: URL, isolation: str) -> None:
        self._engine: AsyncEngine = create_async_engine(
            url,
            poolclass=NullPool,
            isolation_level=isolation,
            hide_parameters=True,  # errors with their parameters would bring names and cards' words into the log
            connect_args={
                "timeout": CONNECT_S,
                "command_timeout": ANSWER_S,
                "server_settings": {
                    "application_name": "sameroom",
                    "lock_timeout": str(LOCKED_MS),
                    "idle_in_transaction_session_timeout": str(FROZEN_MS),
                },
            },
        )
        self._runner = asyncio.Runner()
        self._connection: AsyncConnection | None = None
        self._ending = False

    def run(self, act: Callable[[Connection], T]) -> T:
        """Do this in one transaction, again on a fresh connection where the one that stood ready has died unnoticed."""
        stood_ready = self._connection is not None
        try:
            return self._run(act)
        except (SQLAlchemyError, OSError, AsyncAdapt_asyncpg_dbapi.Error) as error:
            if not lost(error):
                raise
            self.drop()
            if not stood_ready or self._ending:  # whether a commit that was broken off took place, nobody can say
                raise
        return self._run(act)

    def _run(self, act: Callable[[Connection], T]) -> T:
        """Again where the server chose this transaction to end a deadlock; nothing of it was done then."""
        for _ in range(DEADLOCKS):
            try:
                return self._runner.run(self._transact(act))
            except (SQLAlchemyError, AsyncAdapt_asyncpg_dbapi.Error) as error:
                if sqlstate(error) not in ("40P01", "40001"):
                    raise
        return self._runner.run(self._transact(act))

    async def _transact(self, act: Callable[[Connection], T]) -> T:
        self._ending = False
        if self._connection is None:
            self._connection = await self._engine.connect()
        async with self._connection.begin():
            result = await self._connection.run_sync(act)
            self._ending = True
        return result

    def drop(self) -> None:
        """Forget the connection."""
        connection, self._connection = self._connection, None
        if connection is not None:
            with contextlib.suppress(SQLAlchemyError, OSError, AsyncAdapt_asyncpg_dbapi.Error):
                self._runner.run(_end(connection))

    def close(self) -> None:
        """Close the connection and its loop."""
        self.drop()
        self._runner.close()


async def _end(connection: AsyncConnection) -> None:
    try:
        await connection.invalidate()
        await connection.close()
    finally:
        await asyncio.sleep(0)  # the socket is closed in the loop's next turn


def address_of(url: str) -> URL:
    """The address with the driver we use. Raises Unusable for one without a database's name."""
    found = make_url(url).set(drivername="postgresql+asyncpg")
    query = dict(found.query)
    if "sslmode" in query:  # as every other program of PostgreSQL calls it
        query["ssl"] = query.pop("sslmode")
    if not found.database:
        raise Unusable("A PostgreSQL address ends with the database: postgresql://name:password@host/sameroom")
    return found.set(query=query)


def causes(error: BaseException | None) -> Iterator[BaseException]:
    """An error, and what it came from."""
    while error is not None:
        yield error
        error = getattr(error, "orig", None) or error.__cause__


def sqlstate(error: BaseException) -> str | None:
    """The server's five letters for what went wrong, if it said any."""
    states = (getattr(cause, "sqlstate", None) for cause in causes(error))
    return next((state for state in states if isinstance(state, str)), None)


def lost(error: BaseException) -> bool:
    """Whether the server did not answer, or hung up."""
    if isinstance(error, DBAPIError) and error.connection_invalidated:
        return True
    if any(isinstance(cause, OSError) for cause in causes(error)):
        return True
    state = sqlstate(error) or ""
    return state.startswith("08") or state in ("57P01", "57P02", "57P03", "25P03")
