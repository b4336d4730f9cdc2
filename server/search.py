"""The words of boards in the database: gathered, brought up to date, found.

Finding is the one thing in which databases differ: SQLite has FTS5, PostgreSQL its own full text. Both are here, behind
`find`.
"""

from collections.abc import Collection, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection, bindparam, delete, func, insert, select, text, update

from boards.search import Term, Wording, folded
from server.tables import boards, search, searched, snapshots

MOST_FOUND = 500
"""Rows of one search: more would not be read by anyone."""


class Stale(NamedTuple):
    """A board of which words have not been gathered yet."""

    board: str
    head: int
    seq: int
    """Up to where they have been; 0: never."""
    fresh: list[str]
    """Snapshots that were taken since."""


class Kept(NamedTuple):
    """A wording as it is kept."""

    id: int
    wording: Wording
    now: bool
    snapshots: list[str]


class Hit(NamedTuple):
    """A wording that was found."""

    board: str
    card: str
    kind: str
    facts: dict[str, str]
    text: str
    now: bool
    snapshots: list[str]
    now_text: str | None
    """What the card says now, where it says something else."""


def stale(connection: Connection, before_ms: int) -> list[Stale]:
    """Boards that have changed since their words were gathered, and not in the last moments."""
    taken: dict[str, list[str]] = {}
    for one in connection.execute(select(snapshots.c.board, snapshots.c.id).order_by(snapshots.c.seq)):
        taken.setdefault(one.board, []).append(one.id)
    rows = (
        select(boards.c.id, boards.c.head, boards.c.changed, searched.c.seq, searched.c.snapshots)
        .select_from(boards.outerjoin(searched, searched.c.board == boards.c.id))
        .where(boards.c.deleted.is_(None))
        .order_by(boards.c.changed.desc())
    )
    found = []
    for row in connection.execute(rows):
        known = set(row.snapshots or ())
        fresh = [id_ for id_ in taken.get(row.id, []) if id_ not in known]
        if fresh or ((row.seq is None or row.seq != row.head) and row.changed <= before_ms):
            found.append(Stale(row.id, row.head, row.seq or 0, fresh))
    return found


def kept(connection: Connection, board: str) -> list[Kept]:
    """Everything that is kept of a board."""
    rows = connection.execute(select(search).where(search.c.board == board))
    return [
        Kept(
            row.id,
            Wording(row.card, row.kind, row.text, tuple(sorted(row.facts.items()))),
            row.now,
            list(row.snapshots),
        )
        for row in rows
    ]


def change(
    connection: Connection,
    board: str,
    gone: Sequence[int],
    changed: Sequence[Kept],
    new: Sequence[tuple[Wording, bool, list[str]]],
) -> None:
    """Take rows out, change where others are found, and put new ones in; a few at a time, for others write too."""
    if connection.execute(select(boards.c.id).where(boards.c.id == board, boards.c.deleted.is_(None))).first() is None:
        return
    if gone:
        connection.execute(delete(search).where(search.c.id == bindparam("id_")), [{"id_": id_} for id_ in gone])
    for one in changed:
        values = {"now": one.now, "snapshots": one.snapshots}
        connection.execute(update(search).where(search.c.id == one.id).values(values))
    if new:
        connection.execute(insert(search), [_values(board, *one) for one in new])


def _values(board: str, wording: Wording, now: bool, where: list[str]) -> dict[str, Any]:
    return {
        "board": board,
        "card": wording.card,
        "kind": wording.kind,
        "facts": dict(wording.facts),
        "text": wording.text,
        "folded": folded(wording.text).replace("\0", ""),
        "now": now,
        "snapshots": where,
    }


def done(connection: Connection, board: str, seq: int, taken: list[str], now_ms: int) -> None:
    """The words of a board have been gathered up to this row."""
    if connection.execute(select(boards.c.id).where(boards.c.id == board, boards.c.deleted.is_(None))).first() is None:
        return
    connection.execute(delete(searched).where(searched.c.board == board))
    connection.execute(insert(searched), {"board": board, "seq": seq, "time": now_ms, "snapshots": taken})


def forget(connection: Connection, board: str) -> None:
    """Take all words of a board out, and their bytes from the index too."""
    connection.execute(delete(search).where(search.c.board == board))
    connection.execute(delete(searched).where(searched.c.board == board))
    if connection.dialect.name == "sqlite":
        # FTS5 marks what is deleted and drops it when segments are merged: merge them all now.
        connection.execute(text("INSERT INTO search_words(search_words) VALUES ('optimize')"))


def find(connection: Connection, looked_for: Sequence[Term], within: Collection[str]) -> list[Hit]:
    """Wordings that hold all of this, on these boards, the best first."""
    if not looked_for or not within:
        return []
    ranked = _sqlite(looked_for) if connection.dialect.name == "sqlite" else _postgresql(looked_for)
    statement = (
        select(search)
        .join(ranked, ranked.c.id == search.c.id)
        .where(search.c.board.in_(list(within)))
        .order_by(search.c.now.desc(), ranked.c.rank, search.c.id)
        .limit(MOST_FOUND)
    )
    rows = connection.execute(statement).all()
    now = _now_texts(connection, {row.card for row in rows if not row.now})
    return [
        Hit(
            row.board,
            row.card,
            row.kind,
            dict(row.facts),
            row.text,
            row.now,
            list(row.snapshots),
            now.get((row.board, row.card, row.kind)) if not row.now else None,
        )
        for row in rows
    ]


def _sqlite(looked_for: Sequence[Term]) -> Any:
    """FTS5: every word in quotes, so that nothing a person types is an operator."""
    said = " AND ".join('"' + " ".join(term.words) + '"' + ("*" if term.begins else "") for term in looked_for)
    return (
        text("SELECT rowid AS id, rank FROM search_words WHERE search_words MATCH :said")
        .bindparams(said=said)
        .columns(search.c.id, rank=search.c.id.type)
        .subquery("ranked")
    )


def _postgresql(looked_for: Sequence[Term]) -> Any:
    """Words only: nothing a person types is an operator of to_tsquery."""
    said = " & ".join("(" + " <-> ".join(term.words) + (":*" if term.begins else "") + ")" for term in looked_for)
    vector = func.to_tsvector(text("'simple'"), search.c.folded)
    query = func.to_tsquery(text("'simple'"), said)
    ranked = select(search.c.id, (-func.ts_rank(vector, query)).label("rank")).where(vector.op("@@")(query))
    return ranked.subquery("ranked")


def _now_texts(connection: Connection, cards: set[str]) -> dict[tuple[str, str, str], str]:
    found: dict[tuple[str, str, str], str] = {}
    ids = sorted(cards)
    for start in range(0, len(ids), 500):
        rows = select(search.c.board, search.c.card, search.c.kind, search.c.text).where(
            search.c.card.in_(ids[start : start + 500]), search.c.now.is_(True)
        )
        found |= {(row.board, row.card, row.kind): row.text for row in connection.execute(rows)}
    return found
