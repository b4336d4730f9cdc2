"""What facilitators did to people, invitations and locks: noted in the same transaction as the deed itself."""

from collections.abc import Collection

from sqlalchemy import Connection, func, insert, select

from boards.errors import NoBoard
from server.board_log import GONE
from server.record import Act
from server.tables import acts, boards

KNOCKED = "knocked"
"""Somebody came to the door, or left it: no act of a facilitator, and on no list. It tells other processes."""


def note(connection: Connection, board: str, now_ms: int, actor: str, act: str, whom: str | None = None) -> None:
    """Put an act on a board's list. Raises NoBoard."""
    standing = select(boards.c.id).where(boards.c.id == board, boards.c.deleted.is_(None)).with_for_update()
    if connection.execute(standing).one_or_none() is None:
        raise NoBoard(GONE)
    number = newest(connection, [board]).get(board, 0) + 1
    values = {"board": board, "number": number, "time": now_ms, "actor": actor, "act": act, "whom": whom}
    connection.execute(insert(acts), values)


def newest(connection: Connection, ids: Collection[str]) -> dict[str, int]:
    """Board -> number of its last act; boards without any are left out."""
    rows = (
        select(acts.c.board, func.max(acts.c.number).label("number"))
        .where(acts.c.board.in_(ids))
        .group_by(acts.c.board)
    )
    return {row.board: row.number for row in connection.execute(rows)}


def of_board(connection: Connection, board: str, most: int | None = None) -> list[Act]:
    """The acts of a board, the last one first; the last `most` only."""
    rows = select(acts).where(acts.c.board == board, acts.c.act != KNOCKED).order_by(acts.c.number.desc()).limit(most)
    return [Act(row.number, row.time, row.actor, row.act, row.whom) for row in connection.execute(rows)]
