"""A board with all its history, out of the database and into another one: what a bundle is made of."""

from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, insert, select

from boards.errors import NoBoard
from boards.room import Row
from boards.schema import Binding, Stamp
from boards.seal import Seal
from server import album, archive, board_list
from server.board_log import GONE, Appender, stamped
from server.people import every_participant
from server.raster import Raster
from server.record import Change, Invitation, Link, Participant, Snapshot
from server.tables import boards, chain, log, participants, snapshots


@dataclass(slots=True)
class Whole:
    """One board with its history."""

    id: str
    title: str
    rows: list[tuple[int, str | None, bytes]]
    """(time, participant, update), in order from the first."""
    stamps: dict[str, Stamp]
    people: list[Participant]
    snapshots: list[Snapshot]
    seals: dict[str, Seal]
    chain: list[Link]
    pictures: list[Raster] = field(default_factory=list)
    client: int | None = None
    """Whose changes the rows are, where a history was told again; nobody else's ever."""
    invited: list[Invitation] = field(default_factory=list)


def read(connection: Connection, board: str) -> Whole:
    """Everything of a board, as of one moment. Raises NoBoard."""
    row = board_list.one(connection, board)
    if row is None:
        raise NoBoard(GONE)
    rows = select(log.c.time, log.c.participant, log.c.update).where(log.c.board == board).order_by(log.c.seq)
    taken = archive.every(connection, board)
    return Whole(
        board,
        row.title,
        [(one.time, one.participant, one.update) for one in connection.execute(rows)],
        stamped(connection, board),
        every_participant(connection, board),
        taken,
        {one.id: archive.seal_of(connection, one.id) for one in taken},
        archive.links(connection, board),
        album.of_board(connection, board),
    )


def write(connection: Connection, whole: Whole, now_ms: int) -> list[Invitation]:
    """Keep a board with its history; gives its invitations as kept."""
    kept = board_list.add(connection, whole.id, whole.title, now_ms, whole.invited)
    changes = [Change(whole.id, [Row(who, update)], time_ms) for time_ms, who, update in whole.rows]
    bindings = {} if whole.client is None else {whole.client: Binding(None)}
    head = Change(whole.id, [], now_ms, bindings, whole.stamps)
    Appender(connection.dialect).append(connection, [head, *changes])
    known = _there(connection, participants, [one.id for one in whole.people])
    for one in whole.people:
        if one.id not in known:
            values = {name: getattr(one, name) for name in ("id", "board", "name", "department", "role", "created")}
            connection.execute(insert(participants), values)
    for taken in whole.snapshots:
        values = {column.name: getattr(taken, column.name) for column in snapshots.c if column.name != "seal"}
        connection.execute(insert(snapshots), values | {"seal": whole.seals[taken.id].as_bytes()})
    for link in whole.chain:
        values = {name: getattr(link, name) for name in ("number", "time", "kind", "snapshot", "body", "hash")}
        connection.execute(insert(chain), values | {"board": whole.id})
    for picture in whole.pictures:
        album.add(connection, whole.id, picture, None, now_ms)
    return kept


def taken_ids(connection: Connection, board: str, snapshot_ids: list[str]) -> tuple[bool, set[str]]:
    """Whether this id of a board was ever given here, and which of these snapshots there are already."""
    given = connection.execute(select(boards.c.id).where(boards.c.id == board)).one_or_none() is not None
    return given, _there(connection, snapshots, snapshot_ids)


def _there(connection: Connection, table: Any, ids: list[str]) -> set[str]:
    found: set[str] = set()
    for start in range(0, len(ids), 500):
        some = ids[start : start + 500]
        found |= set(connection.execute(select(table.c.id).where(table.c.id.in_(some))).scalars())
    return found
