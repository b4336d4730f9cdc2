"""Private documents as kept: in a table of their own, so that nothing that reads a board's log comes upon them."""

from collections.abc import Mapping

from sqlalchemy import Connection, delete, func, insert, select

from server.record import Change
from server.tables import boards, drafts


def append(connection: Connection, change: Change) -> int:
    """Keep what happened in one private document; gives its last row."""
    assert change.draft is not None
    same = {"board": change.board, "participant": change.draft, "time": change.time_ms}
    if change.rows:
        connection.execute(insert(drafts), [same | {"update": row.update} for row in change.rows])
    return last(connection, change.board, change.draft)


def last(connection: Connection, board: str, participant: str) -> int:
    """The last row of a private document; 0 for none."""
    mine = drafts.c.board == board, drafts.c.participant == participant
    return connection.execute(select(func.max(drafts.c.id)).where(*mine)).scalar_one() or 0


def outrun(connection: Connection, change: Change) -> bool:
    """Whether another process has written to this private document since it was read here. Its board is locked."""
    if change.draft is None or change.draft_after is None:
        return False
    return last(connection, change.board, change.draft) != change.draft_after


def load(connection: Connection, board: str, participant: str) -> tuple[int, list[bytes]]:
    """A private document: its last row, and its updates in order."""
    mine = drafts.c.board == board, drafts.c.participant == participant
    rows = connection.execute(select(drafts.c.id, drafts.c.update).where(*mine).order_by(drafts.c.id)).all()
    return (rows[-1].id if rows else 0), [row.update for row in rows]


def news(connection: Connection, board: str, seen: Mapping[str, int]) -> dict[str, tuple[int, list[bytes]]]:
    """Private documents of a board (participant -> last row read) to which somebody else has written: all of each."""
    heads = select(drafts.c.participant, func.max(drafts.c.id)).where(drafts.c.board == board)
    now = {row[0]: row[1] for row in connection.execute(heads.group_by(drafts.c.participant))}
    return {who: load(connection, board, who) for who, head in seen.items() if now.get(who, 0) != head}


def writers(connection: Connection, board: str) -> list[str]:
    """The participants who have a private document on a board."""
    return list(connection.execute(select(drafts.c.participant).where(drafts.c.board == board).distinct()).scalars())


def rewrite(connection: Connection, board: str, participant: str, state: bytes, now_ms: int, after: int) -> int:
    """Keep a private document as its state alone, and nothing of how it came about; gives its last row.

    Not where somebody else has written to it since row `after`.
    """
    lock(connection, board)
    if last(connection, board, participant) != after:
        return after
    connection.execute(delete(drafts).where(drafts.c.board == board, drafts.c.participant == participant))
    values = {"board": board, "participant": participant, "time": now_ms, "update": state}
    connection.execute(insert(drafts), values)
    return last(connection, board, participant)


def lock(connection: Connection, board: str) -> None:
    """Wait until nobody else writes to this board or beside it."""
    connection.execute(select(boards.c.head).where(boards.c.id == board).with_for_update())
