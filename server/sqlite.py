"""Everything that is SQLite's alone: how it is opened and locked, its words for trouble, its own backup and checks."""

import logging
import os
import shutil
import sqlite3
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, OperationalError

from server.refusal import Unusable

log = logging.getLogger("sameroom.store")

T = TypeVar("T")

BUSY_MS = 5_000
"""How long a transaction waits for another process's before it gives up."""

WRITES = "writes"
"""Execution option of the connection that writes, whose transactions `write` begins and ends."""

CAUSES = {
    sqlite3.SQLITE_FULL: "the disk is full",
    sqlite3.SQLITE_READONLY: "the data folder or the database in it is read-only",
    sqlite3.SQLITE_CANTOPEN: "the database file can't be opened or made: look at the data folder and its rights",
    sqlite3.SQLITE_PERM: "the data folder may not be used by this account",
    sqlite3.SQLITE_BUSY: "another program has kept the database locked for too long",
    sqlite3.SQLITE_LOCKED: "another program has kept the database locked for too long",
    sqlite3.SQLITE_IOERR: "the disk can't be written or read, or is full",
    sqlite3.SQLITE_CORRUPT: "the database file is damaged: run `sameroom check`, or go back to a backup",
    sqlite3.SQLITE_NOTADB: "the file is no Same Room database",
}


class SQLite:
    """A database in a file of its own. One writes at a time, whichever process it is in."""

    shared = False

    def __init__(self, url: str) -> None:
        self.url = self.name = url
        self.engine = engine(url)
        self.dialect = self.engine.dialect
        self._writer: Connection | None = None
        self._writers = 0
        """Connections that wrote, this one included: what one has counted says nothing to the next."""

    def exists(self) -> bool:
        """Whether the file is there."""
        return file_of(self.url).exists()

    def make_ready(self) -> None:
        """Make the folder, and set the file to WAL."""
        make_ready(self.engine, self.url)

    def read(self, act: Callable[[Connection], T]) -> T:
        """Read in one transaction, which sees one moment."""
        with self.engine.connect() as connection, connection.begin():
            return act(connection)

    def write(self, act: Callable[[Connection], T]) -> T:
        """Write in one transaction, under the write lock from its beginning.

        It begins and ends with the driver's own words: SQLAlchemy's way there and back is a tenth of what it costs to
        keep one row. Where `act` goes through SQLAlchemy, that takes itself to be in a transaction too.
        """
        writer = self._ready_to_write()
        _say(writer, "BEGIN IMMEDIATE")
        try:
            result = act(writer)
            _say(writer, "COMMIT")
        finally:
            writer.rollback()  # which is not SQLAlchemy's to end any more
            _driver(writer).rollback()  # nothing, where it is kept
        return result

    def _ready_to_write(self) -> Connection:
        if self._writer is None:
            self._writer = self.engine.connect().execution_options(**{WRITES: True})
            self._writers += 1
        return self._writer

    def mark_of_others(self) -> object:
        """SQLite counts for each connection what was committed on others (https://sqlite.org/pragma.html#data_version)."""
        [(version,)] = _driver(self._ready_to_write()).execute("PRAGMA data_version").fetchall()
        return self._writers, version

    def take_turns(self, connection: Connection) -> None:
        """Nothing to do: whoever writes has the write lock."""

    def let_go(self) -> None:
        """Start again with another connection."""
        writer, self._writer = self._writer, None
        if writer is not None:
            writer.invalidate()
            writer.close()

    def outage(self, error: BaseException) -> bool:
        """Whether the disk, the file or the lock is to blame."""
        return outage(error)

    def cause_of(self, error: BaseException) -> str:
        """An error in words an operator can act on."""
        return cause_of(error)

    def tidy(self) -> int:
        """Write back the WAL."""
        return tidy(self.engine)

    def make_room(self) -> None:
        """Lengthen the WAL."""
        if shutil.disk_usage(file_of(self.url).parent).free >= SPARE_BYTES:
            lengthen_wal(self.engine)

    def scrub(self) -> bool:
        """Leave nothing of what was deleted in the WAL."""
        return scrub(self.engine)

    def compact(self) -> bool:
        """Write the file anew, without its free space, and leave nothing in the WAL."""
        return compact(self.engine, self.url)

    def integrity(self, connection: Connection) -> list[str]:
        """What SQLite finds wrong with the file."""
        return integrity(connection)

    def copy(self, path: Path) -> None:
        """A copy, made by SQLite's own backup."""
        copy(self.engine, path)

    def close(self) -> None:
        """Close every connection."""
        self.engine.dispose()


def engine(url: str) -> Engine:
    """An engine whose connections keep what they commit: it is on the disk when COMMIT returns. Raises Unusable."""
    file_of(url)
    # Errors with their parameters would bring names and cards' words into the log.
    made = create_engine(url, connect_args={"timeout": BUSY_MS / 1000}, max_overflow=-1, hide_parameters=True)
    event.listen(made, "connect", _set_up)
    event.listen(made, "begin", _begin)
    return made


def _set_up(connection: sqlite3.Connection, _: object) -> None:
    connection.isolation_level = None  # BEGIN is ours to say: the driver's own comes too late to lock
    for pragma in (
        "synchronous = FULL",
        "foreign_keys = ON",
        "secure_delete = ON",
        # Writing the WAL back into the file would stop whoever committed: `tidy` does it beside the writer.
        "wal_autocheckpoint = 0",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    """What is read in one transaction is of one moment. Whoever writes has begun already."""
    if not connection.get_execution_options().get(WRITES):
        _say(connection, "BEGIN")


def _say(connection: Connection, words: str) -> None:
    """Straight to the driver; what goes wrong is told as SQLAlchemy would."""
    try:
        _driver(connection).execute(words)
    except sqlite3.Error as error:
        raise OperationalError(words, None, error) from error


def file_of(url: str) -> Path:
    """The database file of an address. Raises Unusable for an address of anything else."""
    try:
        parts = make_url(url)
    except ArgumentError:
        parts = make_url("sqlite://")
    if parts.get_backend_name() != "sqlite" or not parts.database or parts.database.startswith((":memory:", "file:")):
        raise Unusable(
            "The database must be a file of SQLite, or PostgreSQL; its address looks like sqlite:////srv/sameroom.db "
            "or postgresql://name:password@host/sameroom"
        )
    return Path(parts.database)


def make_ready(made: Engine, url: str) -> None:
    """Make the folder, and set the file to WAL, once for its life. Raises Unusable."""
    path = file_of(url)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Unusable(f"The data folder {path.parent} can't be made: {error.strerror}.") from error
    with made.connect() as connection:
        driver = connection.connection.driver_connection
        assert isinstance(driver, sqlite3.Connection)
        _to_wal(driver, time.monotonic() + BUSY_MS / 1000)


def _to_wal(connection: sqlite3.Connection, deadline_s: float) -> None:
    """SQLite asks no busy handler for this one change, so two that open a new file at once wait by hand."""
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if not _is(error, sqlite3.SQLITE_BUSY) or time.monotonic() > deadline_s:
                raise
            time.sleep(0.01)
        else:
            return


def outage(error: BaseException) -> bool:
    """Whether the disk, the file or the lock is to blame, and so everything else would fail as well."""
    cause = error.orig if isinstance(error, DBAPIError) else error
    return isinstance(cause, sqlite3.Error) and not isinstance(
        cause, sqlite3.IntegrityError | sqlite3.ProgrammingError | sqlite3.DataError | sqlite3.InterfaceError
    )


def cause_of(error: BaseException) -> str:
    """An error of the driver in words an operator can act on."""
    cause = error.orig if isinstance(error, DBAPIError) else error
    if not isinstance(cause, sqlite3.Error):
        return f"{type(cause).__name__}: {cause}"
    for code, words in CAUSES.items():
        if _is(cause, code):
            return words
    return f"SQLite says: {cause}"


def _is(error: sqlite3.Error, code: int) -> bool:
    """Extended codes carry the plain one in their low byte."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF == code


def tidy(made: Engine) -> int:
    """Write committed pages back from the WAL, beside readers and the writer; gives the pages still to do."""
    _, pages, done = _wal_checkpoint(made, "PASSIVE")
    return max(0, pages - done)


WAL_BYTES = 16 * 1024 * 1024
"""As long as it gets before it starts again from its beginning, about (journal.CROWDED_PAGES)."""
SPARE_BYTES = 20 * WAL_BYTES
"""Where less is free, nothing is taken in advance."""


def lengthen_wal(made: Engine) -> None:
    """Have the WAL as long at once as it will be: to write over a part of a file costs half of what it costs to make
    the file longer (53 against 112 us of processor time, 130 against 330 us until it is on the disk).

    A transaction that is too large for the cache is written there, and then taken back; the file keeps its length.
    """
    try:
        with made.connect() as connection:
            driver = _driver(connection)
            pages = driver.execute("PRAGMA cache_size").fetchone()[0]
            try:
                driver.execute("PRAGMA cache_size = 8")
                driver.execute("BEGIN IMMEDIATE")
                driver.execute("CREATE TABLE room (bytes BLOB)")
                driver.execute("INSERT INTO room VALUES (zeroblob(?))", (WAL_BYTES,))
                driver.execute("ROLLBACK")
                driver.execute(f"PRAGMA cache_size = {pages}")
            except sqlite3.Error:
                connection.invalidate()
                raise
    except (sqlite3.Error, DBAPIError) as error:
        log.warning("the WAL was not made longer: %s", cause_of(error))


def scrub(made: Engine) -> bool:
    """Leave nothing of what was deleted in the WAL; False while someone reads it still."""
    busy, _, _ = _wal_checkpoint(made, "TRUNCATE")
    return not busy


LARGE_BYTES = 512 * 1024 * 1024
"""Writing a larger file anew would keep everybody waiting; there `secure_delete` alone overwrites what goes."""
SCRUBS = 20


def compact(made: Engine, url: str) -> bool:
    """Write the file anew without its free space; False while someone reads the WAL still."""
    try:
        if file_of(url).stat().st_size <= LARGE_BYTES:
            with made.connect() as connection:
                _driver(connection).execute("VACUUM")
    except (sqlite3.Error, DBAPIError, OSError) as error:
        log.warning("the file could not be written anew: %s", error)
    for _ in range(SCRUBS):
        if scrub(made):
            return True
        time.sleep(0.1)
    return False


def _wal_checkpoint(made: Engine, how: str) -> tuple[int, int, int]:
    """Whether it was kept from it, pages in the WAL, pages written back. What failed now is done by a later one."""
    try:
        with made.connect() as connection:
            busy, pages, done = _driver(connection).execute(f"PRAGMA wal_checkpoint({how})").fetchone()
    except (sqlite3.Error, DBAPIError) as error:
        log.warning("the WAL could not be written back: %s", cause_of(error))
        return 1, 0, 0
    return busy, pages, done


def integrity(connection: Connection) -> list[str]:
    """What SQLite itself finds wrong with the file."""
    rows = connection.exec_driver_sql("PRAGMA integrity_check(20)").all()
    return [f"The database file is damaged: {row[0]}" for row in rows if row[0] != "ok"]


def copy(made: Engine, path: Path) -> None:
    """A copy of the database as it is at one moment, made while others write. Raises Unusable; leaves no half copy."""
    part = path.with_name(path.name + ".part")
    try:
        part.unlink(missing_ok=True)
        with made.connect() as connection:
            target = sqlite3.connect(part)
            try:
                _driver(connection).backup(target)
                # One file, readable from a folder that can't be written to.
                target.execute("PRAGMA journal_mode = DELETE")
            finally:
                target.close()
        _sync(part)
        part.replace(path)
        _sync(path.parent)
    except (sqlite3.Error, DBAPIError, OSError) as error:
        part.unlink(missing_ok=True)
        words = error.strerror if isinstance(error, OSError) else cause_of(error)
        raise Unusable(f"No copy was made at {path}: {words}.") from error


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _driver(connection: Connection) -> Any:
    return connection.connection.driver_connection
