"""Private documents as kept: in a table of their own, so that nothing that reads a board's log comes upon them."""

from sqlalchemy import Connection, delete, insert, select

from server.record import Change
from server.tables import drafts


def append(connection: Connection, change: Change) -> None:
    """Keep what happened in one private document."""
    assert change.draft is not None
    same = {"board": change.board, "participant": change.draft, "time": change.time_ms}
    if change.rows:
        connection.execute(insert(drafts), [same | {"update": row.update} for row in change.rows])


def load(connection: Connection, board: str, participant: str) -> list[bytes]:
    """A private document's updates, in order."""
    mine = drafts.c.board == board, drafts.c.participant == participant
    return list(connection.execute(select(drafts.c.update).where(*mine).order_by(drafts.c.id)).scalars())


def writers(connection: Connection, board: str) -> list[str]:
    """The participants who have a private document on a board."""
    return list(connection.execute(select(drafts.c.participant).where(drafts.c.board == board).distinct()).scalars())


def rewrite(connection: Connection, board: str, participant: str, state: bytes, now_ms: int) -> None:
    """Keep a private document as its state alone, and nothing of how it came about."""
    connection.execute(delete(drafts).where(drafts.c.board == board, drafts.c.participant == participant))
    values = {"board": board, "participant": participant, "time": now_ms, "update": state}
    connection.execute(insert(drafts), values)
