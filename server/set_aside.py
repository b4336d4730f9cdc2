"""What facilitators took out of cards, kept apart from the board until it is put back; and the names they look for."""

from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import Connection, delete, insert, select, update

from server.tables import set_aside, watched_names

What = Literal["hidden", "redacted", "edited", "approved", "back"]
UNDO_S = 24 * 3600
"""How long an act of the desk can be undone; then what it takes is forgotten. A hidden card stays for good."""


@dataclass(frozen=True, slots=True)
class SetAside:
    """What was taken out of one card by one act."""

    id: str
    board: str
    card: str
    what: What
    time: int
    content: dict[str, Any]
    """Of a hidden card what it holds; of other words `before` and `after`; `note`: what its writer was told."""


def keep(connection: Connection, taken: SetAside) -> None:
    """Keep it; what is too old to be undone goes."""
    old = set_aside.c.what != "hidden", set_aside.c.time < taken.time - UNDO_S * 1000
    connection.execute(delete(set_aside).where(*old))
    connection.execute(insert(set_aside), {column.name: getattr(taken, column.name) for column in set_aside.columns})


def change(connection: Connection, id_: str, content: dict[str, Any]) -> None:
    """Keep other content under the same id: somebody wrote in the card at the last moment."""
    connection.execute(update(set_aside).where(set_aside.c.id == id_).values(content=content))


def one(connection: Connection, board: str, id_: str) -> SetAside | None:
    """What was taken out by one act."""
    row = connection.execute(select(set_aside).where(set_aside.c.board == board, set_aside.c.id == id_)).one_or_none()
    return None if row is None else SetAside(*row)


def lately(connection: Connection, board: str, since: int, most: int) -> list[SetAside]:
    """The acts of the desk that can still be undone, the last one first."""
    mine = set_aside.c.board == board, set_aside.c.what != "hidden", set_aside.c.time >= since
    rows = select(set_aside).where(*mine).order_by(set_aside.c.time.desc()).limit(most)
    return [SetAside(*row) for row in connection.execute(rows)]


def hidden(connection: Connection, board: str, card: str) -> SetAside | None:
    """What a hidden card holds."""
    mine = set_aside.c.board == board, set_aside.c.card == card, set_aside.c.what == "hidden"
    row = connection.execute(select(set_aside).where(*mine).order_by(set_aside.c.time.desc()).limit(1)).one_or_none()
    return None if row is None else SetAside(*row)


def forget(connection: Connection, id_: str) -> None:
    """It has been put back."""
    connection.execute(delete(set_aside).where(set_aside.c.id == id_))


def names(connection: Connection, board: str) -> list[str]:
    """The names that are looked for on a board."""
    found: list[str] | None = connection.execute(
        select(watched_names.c.names).where(watched_names.c.board == board)
    ).scalar_one_or_none()
    return found or []


def set_names(connection: Connection, board: str, names: list[str]) -> None:
    """Look for these names from now on."""
    connection.execute(delete(watched_names).where(watched_names.c.board == board))
    if names:
        connection.execute(insert(watched_names), {"board": board, "names": names})


def remove(connection: Connection, board: str) -> None:
    """Everything of a board that is being deleted."""
    for table in (set_aside, watched_names):
        connection.execute(delete(table).where(table.c.board == board))
