"""The archive of a board in the database: its snapshots, the chain that seals them, and any row of its log again."""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, insert, or_, select, update

from boards.errors import NoBoard
from boards.seal import Seal, link
from server import board_log
from server.board_log import GONE, heads
from server.record import Link, Snapshot
from server.refusal import Refusal
from server.tables import boards, chain, checkpoints, log, participants, snapshots

_columns = tuple(column for column in snapshots.c if column.name != "seal")


def add(connection: Connection, taken: Snapshot, sealed: Seal) -> Snapshot:
    """Keep a snapshot and put it into the chain. Raises NoBoard."""
    head = heads(connection, [taken.board]).get(taken.board)
    if head is None:
        raise NoBoard(GONE)
    if not 0 <= taken.seq <= head:
        raise Refusal(f"The log of this board has {head} changes: there is no change {taken.seq}.")
    values = {column.name: getattr(taken, column.name) for column in _columns}
    connection.execute(insert(snapshots), values | {"seal": sealed.as_bytes()})
    _append(connection, taken.board, taken.time, "snapshot", taken.id, taken.facts)
    return taken


def _append(
    connection: Connection, board: str, time_ms: int, kind: str, snapshot: str | None, body: dict[str, Any]
) -> Link:
    last = connection.execute(
        select(chain.c.number, chain.c.hash).where(chain.c.board == board).order_by(chain.c.number.desc()).limit(1)
    ).one_or_none()
    number, before = (last.number + 1, last.hash) if last else (1, "")
    made = Link(number, time_ms, kind, snapshot, body, link(number, time_ms, kind, body, before))  # type: ignore[arg-type]
    values = {name: getattr(made, name) for name in ("number", "time", "kind", "snapshot", "body", "hash")}
    connection.execute(insert(chain), values | {"board": board})
    return made


def every(connection: Connection, board: str) -> list[Snapshot]:
    """The snapshots of a board, in the order of its log."""
    rows = select(*_columns).where(snapshots.c.board == board).order_by(snapshots.c.seq, snapshots.c.time)
    return [Snapshot(**row._mapping) for row in connection.execute(rows)]


def one(connection: Connection, board: str, id_: str) -> Snapshot | None:
    """One snapshot of a board, or None."""
    row = select(*_columns).where(snapshots.c.board == board, snapshots.c.id == id_)
    found = connection.execute(row).one_or_none()
    return None if found is None else Snapshot(**found._mapping)


def seal_of(connection: Connection, id_: str) -> Seal:
    """What a snapshot is checked against."""
    return Seal.from_bytes(connection.execute(select(snapshots.c.seal).where(snapshots.c.id == id_)).scalar_one())


def links(connection: Connection, board: str) -> list[Link]:
    """The chain of a board, from its first link."""
    rows = select(chain).where(chain.c.board == board).order_by(chain.c.number)
    return [Link(row.number, row.time, row.kind, row.snapshot, row.body, row.hash) for row in connection.execute(rows)]


def sign(connection: Connection, board: str, id_: str, now_ms: int, who: str, name: str) -> Link:
    """A facilitator puts their name under a snapshot; once each. Raises Refusal."""
    found = one(connection, board, id_)
    if found is None:
        raise Refusal("There is no such snapshot.")
    mine = [it for it in links(connection, board) if it.kind == "signature" and it.snapshot == id_]
    for signed in mine:
        if signed.body["who"] == who:
            return signed
    body = {"snapshot": id_, "content": found.content, "who": who, "name": name}
    return _append(connection, board, now_ms, "signature", id_, body)


def record_erasure(
    connection: Connection,
    board: str,
    names: Collection[str],
    now_ms: int,
    why: str,
    facts: Mapping[str, Any] | None = None,
) -> Link:
    """Entries (`cards/<id>`, …) were lawfully erased: their salts go from every snapshot, and the chain says so.

    Call it in the transaction that rewrites the log.
    """
    for row in connection.execute(select(snapshots.c.id, snapshots.c.seal).where(snapshots.c.board == board)).all():
        sealed = Seal.from_bytes(row.seal)
        if sealed.leaves.keys() & set(names):
            kept = sealed.without(names).as_bytes()
            connection.execute(update(snapshots).where(snapshots.c.id == row.id).values(seal=kept))
    return _append(connection, board, now_ms, "erasure", None, {"entries": sorted(names), "why": why, **(facts or {})})


def remake(connection: Connection, board: str, changed: Callable[[dict[str, Any]], dict[str, Any]]) -> int:
    """Let links say something else, as where a name in them was erased; all links after the first are made again.

    Gives its number, 0 where nothing changed.
    """
    first, before = 0, ""
    for it in links(connection, board):
        body = changed(it.body)
        first = first or (it.number if body != it.body else 0)
        if first:
            before = link(it.number, it.time, it.kind, body, before)
            mine = chain.c.board == board, chain.c.number == it.number
            connection.execute(update(chain).where(*mine).values(body=body, hash=before))
        else:
            before = it.hash
    return first


def updates_until(connection: Connection, board: str, seq: int) -> list[bytes]:
    """What makes a board as it was after row `seq`: the nearest checkpoint, and the rows after that. Raises NoBoard."""
    if board not in heads(connection, [board]):
        raise NoBoard(GONE)
    at, updates = nearest(connection, board, seq)
    rows = select(log.c.update).where(log.c.board == board, log.c.seq > at, log.c.seq <= seq).order_by(log.c.seq)
    return updates + list(connection.execute(rows).scalars())


def nearest(connection: Connection, board: str, seq: int) -> tuple[int, list[bytes]]:
    """The newest checkpoint that is not after `seq`: its own seq (0: none) and state."""
    newest = (
        select(checkpoints.c.seq, checkpoints.c.state)
        .where(checkpoints.c.board == board, checkpoints.c.seq <= seq)
        .order_by(checkpoints.c.seq.desc())
        .limit(1)
    )
    row = connection.execute(newest).one_or_none()
    return (row.seq, [row.state]) if row else (0, [])


def wrote(connection: Connection, board: str, after: int, until: int) -> dict[str, str]:
    """Participant -> group of everyone who changed a board in these rows."""
    rows = (
        select(log.c.participant, participants.c.department)
        .distinct()
        .join(participants, participants.c.id == log.c.participant)
        .where(log.c.board == board, log.c.seq > after, log.c.seq <= until)
    )
    return {row.participant: row.department for row in connection.execute(rows)}


def far_from_checkpoints(connection: Connection, board: str, rows: int) -> list[int]:
    """Rows at which a checkpoint would have to stand, so that none is further than `rows` from one."""
    head = heads(connection, [board]).get(board, 0)
    known = select(checkpoints.c.seq).where(checkpoints.c.board == board).order_by(checkpoints.c.seq)
    found: list[int] = []
    at = 0
    for seq in [*connection.execute(known).scalars(), head]:
        found += range(at + rows, seq, rows)
        at = seq
    return found


def with_epoch(connection: Connection, board: str, seq: int) -> tuple[int, list[bytes]]:
    """What makes a board as it was after row `seq`, and the epoch its history is of. Raises NoBoard."""
    row = connection.execute(select(boards.c.epoch).where(boards.c.id == board)).one_or_none()
    return (row.epoch if row else 0), updates_until(connection, board, seq)


def is_of(connection: Connection, board: str, epoch: int) -> bool:
    """Whether a board's history is still that of this epoch; until the transaction is over it stays so."""
    row = connection.execute(select(boards.c.epoch).where(boards.c.id == board).with_for_update()).one_or_none()
    return row is not None and row.epoch == epoch


def keep_checkpoint(connection: Connection, board: str, seq: int, state: bytes, epoch: int) -> bool:
    """Keep a checkpoint, unless history was rewritten while it was made."""
    return is_of(connection, board, epoch) and board_log.keep_checkpoint(connection, board, seq, state)


def times(connection: Connection, board: str, every: int) -> list[tuple[int, int]]:
    """(seq, time) of every so-manieth row of a board, of the first and of the last."""
    head = heads(connection, [board]).get(board, 0)
    chosen = or_(log.c.seq % every == 0, log.c.seq == 1, log.c.seq == head)
    rows = select(log.c.seq, log.c.time).where(log.c.board == board, chosen).order_by(log.c.seq)
    return [(row.seq, row.time) for row in connection.execute(rows)]


def hands_between(connection: Connection, board: str, after: int, until: int) -> list[tuple[str | None, bytes]]:
    """The rows after one, up to another, each with who wrote it."""
    rows = select(log.c.participant, log.c.update).where(log.c.board == board, log.c.seq > after, log.c.seq <= until)
    return [(row.participant, row.update) for row in connection.execute(rows.order_by(log.c.seq))]


def rows_between(connection: Connection, board: str, ends: Sequence[int]) -> list[list[bytes]]:
    """The rows after the first of these, up to each of the others."""
    rows = select(log.c.seq, log.c.update).where(log.c.board == board, log.c.seq > ends[0], log.c.seq <= ends[-1])
    found: list[list[bytes]] = [[] for _ in ends[1:]]
    place = 0
    for row in connection.execute(rows.order_by(log.c.seq)):
        while row.seq > ends[place + 1]:
            place += 1
        found[place].append(row.update)
    return found
