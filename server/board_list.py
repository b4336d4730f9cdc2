"""Boards as things on a list: made, named, listed, deleted."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from boards.errors import NoBoard
from server import ballot, search, set_aside
from server.board_log import GONE
from server.invitation import add_invitation
from server.record import BoardRow, Invitation
from server.tables import (
    acts,
    bindings,
    boards,
    chain,
    checkpoints,
    drafts,
    invitations,
    log,
    participants,
    pictures,
    seat_codes,
    sessions,
    snapshots,
    stamps,
    stretches,
)

CHUNK_ROWS = 2_000
"""Log rows removed in one transaction: others' commits get their turn in between."""

_columns = (
    boards.c.id,
    boards.c.title,
    boards.c.created,
    boards.c.changed,
    boards.c.epoch,
    boards.c.summary,
    boards.c.archived,
    boards.c.until,
)

_one = select(*_columns).where(boards.c.id == bindparam("board"), boards.c.deleted.is_(None))
"""Made once: to put a statement together takes six times as long as to run it, and everybody who comes needs this."""


def add(
    connection: Connection, id_: str, title: str, now_ms: int, invited: Sequence[Invitation] = ()
) -> list[Invitation]:
    """Put a board on the list, without content yet; gives its invitations as kept."""
    connection.execute(insert(boards), {"id": id_, "title": title, "created": now_ms, "changed": now_ms})
    return [add_invitation(connection, invitation) for invitation in invited]


def every(connection: Connection) -> list[BoardRow]:
    """All boards, the one changed last first."""
    rows = select(*_columns).where(boards.c.deleted.is_(None)).order_by(boards.c.changed.desc(), boards.c.id)
    return [BoardRow(*row) for row in connection.execute(rows)]


def one(connection: Connection, id_: str) -> BoardRow | None:
    """One board, or None."""
    row = connection.execute(_one, {"board": id_}).one_or_none()
    return None if row is None else BoardRow(*row)


def set_(connection: Connection, id_: str, /, **values: Any) -> None:
    """Change the title or the summary. Raises NoBoard."""
    if not connection.execute(
        update(boards).where(boards.c.id == id_, boards.c.deleted.is_(None)).values(values)
    ).rowcount:
        raise NoBoard(GONE)


def mark_deleted(connection: Connection, id_: str, now_ms: int) -> None:
    """From here on there is no such board, and nothing more is written to it. Raises NoBoard."""
    set_(connection, id_, deleted=now_ms)


def put_in_bin(connection: Connection, id_: str, now_ms: int, until_ms: int) -> None:
    """The same, but for a while it can be brought back. Raises NoBoard."""
    set_(connection, id_, deleted=now_ms, until=until_ms)


def binned(connection: Connection) -> list[BoardRow]:
    """Boards that can be brought back, the one that goes first first."""
    rows = select(*_columns).where(boards.c.deleted.is_not(None), boards.c.until.is_not(None)).order_by(boards.c.until)
    return [BoardRow(*row) for row in connection.execute(rows)]


def bring_back(connection: Connection, id_: str, now_ms: int) -> None:
    """A deleted board is there again. Raises NoBoard where its time is over."""
    still = boards.c.id == id_, boards.c.deleted.is_not(None), boards.c.until > now_ms
    if not connection.execute(update(boards).where(*still).values(deleted=None, until=None)).rowcount:
        raise NoBoard(GONE)


def delete_now(connection: Connection, id_: str) -> bool:
    """A board in the bin is to be removed now; whether there was one."""
    there = boards.c.id == id_, boards.c.deleted.is_not(None), boards.c.until.is_not(None)
    return bool(connection.execute(update(boards).where(*there).values(until=None)).rowcount)


def marked(connection: Connection, now_ms: int = 0) -> list[str]:
    """Boards that were deleted for good, or whose time to be brought back is over."""
    over = boards.c.until.is_(None) | (boards.c.until <= now_ms)
    return list(connection.execute(select(boards.c.id).where(boards.c.deleted.is_not(None), over)).scalars())


def remove_some(connection: Connection, id_: str) -> bool:
    """Remove a part of a board marked deleted; False when there is nothing left of it."""
    last = select(log.c.seq).where(log.c.board == id_).order_by(log.c.seq).limit(1).offset(CHUNK_ROWS - 1)
    if (seq := connection.execute(last).scalar_one_or_none()) is not None:
        connection.execute(delete(log).where(log.c.board == id_, log.c.seq <= seq))
        return True
    ballot.remove(connection, id_)
    set_aside.remove(connection, id_)
    known_by = select(participants.c.session).where(participants.c.board == id_, participants.c.session.is_not(None))
    browsers = list(connection.execute(known_by).scalars())
    for table in (
        pictures,
        drafts,
        log,
        checkpoints,
        stretches,
        chain,
        snapshots,
        bindings,
        stamps,
        acts,
        seat_codes,
        participants,
        invitations,
    ):
        connection.execute(delete(table).where(table.c.board == id_))
    search.forget(connection, id_)
    connection.execute(delete(boards).where(boards.c.id == id_))
    _forget(connection, browsers)
    return False


def _forget(connection: Connection, browsers: Sequence[str]) -> None:
    """Sessions of people without an account end with their last board."""
    elsewhere = select(participants.c.session).where(participants.c.session == sessions.c.id).exists()
    for session in browsers:
        connection.execute(delete(sessions).where(sessions.c.id == session, sessions.c.user.is_(None), ~elsewhere))
