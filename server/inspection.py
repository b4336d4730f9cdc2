"""What may be wrong with a database that opens: `sameroom check`."""

from collections.abc import Callable

from sqlalchemy import Connection, ForeignKey, func, select

from server.tables import boards, checkpoints, log, metadata


def findings(connection: Connection, integrity: Callable[[Connection], list[str]]) -> list[str]:
    """Everything amiss that can be seen without loading a board, one finding a line."""
    return [
        *integrity(connection),
        *gaps(connection),
        *early(connection),
        *orphans(connection),
        *left(connection),
    ]


def gaps(connection: Connection) -> list[str]:
    """Logs that don't run from 1 to the head of their board without a hole."""
    count, first, last = func.count(log.c.seq), func.min(log.c.seq), func.max(log.c.seq)
    rows = (
        select(boards.c.id, boards.c.head, count, func.coalesce(first, 1), func.coalesce(last, 0))
        .select_from(boards.outerjoin(log))
        .where(boards.c.deleted.is_(None))
        .group_by(boards.c.id, boards.c.head)
    )
    return [
        f"Board {id_}: its log should have {head} changes and has {count}, numbered {first} to {last}."
        for id_, head, count, first, last in connection.execute(rows)
        if (count, first, last) != (head, 1, head)
    ]


def early(connection: Connection) -> list[str]:
    """Checkpoints of a moment that the log has not reached."""
    rows = (
        select(boards.c.id, checkpoints.c.seq, boards.c.head)
        .join_from(boards, checkpoints)
        .where(checkpoints.c.seq > boards.c.head)
    )
    return [
        f"Board {id_}: it has a checkpoint of change {seq}, but its log ends at {head}."
        for id_, seq, head in connection.execute(rows)
    ]


def orphans(connection: Connection) -> list[str]:
    """Rows that belong to something that is not there."""
    return [
        f"{count} rows of {key.parent.table.name} belong to {key.column.table.name} that are not there."
        for table in metadata.sorted_tables
        for key in sorted(table.foreign_keys, key=lambda key: key.parent.name)
        if (count := _orphans(connection, key))
    ]


def _orphans(connection: Connection, key: ForeignKey) -> int:
    there = select(key.column).where(key.column == key.parent).exists()
    rows = select(func.count()).select_from(key.parent.table).where(key.parent.is_not(None), ~there)
    return connection.execute(rows).scalar_one()


def left(connection: Connection) -> list[str]:
    """Boards deleted, but not removed yet."""
    rows = select(boards.c.id).where(boards.c.deleted.is_not(None), boards.c.until.is_(None))
    return [
        f"Board {id_} was deleted, but part of it is still there; it goes when the server starts."
        for id_ in connection.execute(rows).scalars()
    ]
