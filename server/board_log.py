"""The log of every board: rows appended in order, checkpoints beside them, and how both make a board again."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ARRAY, Connection, Dialect, Select, String, any_, bindparam, delete, insert, select, update

from boards.errors import NoBoard
from boards.room import Row
from boards.schema import Binding, Stamp
from boards.stamps import highest_labels
from server import draft_log
from server.heads import Head, Heads
from server.prepared import Prepared
from server.record import Change, Loaded, News
from server.refusal import Clash
from server.secret import new_id
from server.tables import bindings, boards, checkpoints, log, stamps

GONE = "This board has been deleted, or never was."


@dataclass(slots=True)
class Appended:
    """What came of one append."""

    spans: dict[str, tuple[int, int]] = field(default_factory=dict)
    """Board -> seq of its first and last new row."""
    gone: set[str] = field(default_factory=set)
    """Boards that have been deleted: nothing was written for them."""
    drafts: dict[tuple[str, str], int] = field(default_factory=dict)
    """Board and participant -> the last row of their private document."""
    clashes: dict[str, Clash] = field(default_factory=dict)
    """Boards on which others came first to a label or a client id: nothing was written for them."""


class Appender:
    """Writes changes as rows; seq continues from what the board's row says, under that row's lock."""

    def __init__(self, dialect: Dialect) -> None:
        self.begin_anew()
        self._head = Prepared(
            select(boards.c.head, boards.c.epoch)
            .where(boards.c.id == bindparam("board"), boards.c.deleted.is_(None))
            .with_for_update(),
            dialect,
        )
        self._all_heads = Prepared(all_heads(), dialect) if dialect.name == "postgresql" else None
        # Where many are asked for in one question, asking is cheaper than guessing.
        self._remembered = Heads(dialect) if self._all_heads is None else None
        self._move = Prepared(
            update(boards)
            .where(boards.c.id == bindparam("board"))
            .values(head=bindparam("seq"), changed=bindparam("time")),
            dialect,
        )
        self._append = Prepared(insert(log), dialect)

    def begin_anew(self) -> None:
        """Go on as another writer."""
        self.writer = new_id()

    def append(self, connection: Connection, changes: Sequence[Change]) -> Appended:
        """Write these changes, those of a board in order, in the transaction that is open on this connection."""
        out = Appended()
        by_board: dict[str, list[Change]] = {}
        for change in changes:
            by_board.setdefault(change.board, []).append(change)
        cursor = connection.connection.cursor()
        moved = {} if self._remembered is None else self._remembered.move(cursor, by_board)
        heads = moved
        if asked := by_board.keys() - moved.keys():
            heads = moved | self._heads_of(cursor, sorted(asked))
            out.gone = asked - heads.keys()
            out.clashes = self._clashes(connection, heads, [by_board[board] for board in asked & heads.keys()])
        moves: list[Any] = []
        rows: list[Any] = []
        for board, of_board in by_board.items():
            if board in out.gone or board in out.clashes:
                continue
            head, epoch = heads[board]
            last = head
            for change in of_board:
                if change.draft is not None:
                    out.drafts[board, change.draft] = draft_log.append(connection, change)
                    continue
                rows.extend(self._rows(change, last))
                last += len(change.rows)
                if change.bindings or change.stamps:
                    remember(connection, change, last)
            if last == head:
                continue
            out.spans[board] = head + 1, last
            if board not in moved:
                moves.append(self._move.bind({"board": board, "seq": last, "time": of_board[-1].time_ms}))
            if self._remembered is not None:
                self._remembered.leave(board, last, epoch)
        if moves:
            cursor.executemany(self._move.sql, moves)
        cursor.executemany(self._append.sql, rows)
        cursor.close()
        return out

    def lock(self, connection: Connection, boards: Collection[str]) -> None:
        """Let nobody else write to these boards until this transaction ends."""
        cursor = connection.connection.cursor()
        self._heads_of(cursor, sorted(boards))
        cursor.close()

    def _heads_of(self, cursor: Any, boards: list[str]) -> dict[str, Head]:
        """Lock the rows of these boards, always in one order, so that two who want the same ones wait in line.

        Gives their heads and epochs.
        """
        if self._all_heads is not None:
            cursor.execute(self._all_heads.sql, self._all_heads.bind({"boards": boards}))
            return {board: (head, epoch) for board, head, epoch in cursor.fetchall()}
        found = {}
        for board in boards:
            cursor.execute(self._head.sql, self._head.bind({"board": board}))
            if (row := cursor.fetchone()) is not None:
                found[board] = row[0], row[1]
        return found

    def _clashes(
        self, connection: Connection, heads: Mapping[str, Head], boards: Iterable[Sequence[Change]]
    ) -> dict[str, Clash]:
        """One of each board, before anything is written: what happens on a board and beside it is kept together."""
        return {
            change.board: clash
            for of_board in boards
            for change in of_board
            if (clash := clash_of(connection, change, heads[change.board][1])) is not None
        }

    def _rows(self, change: Change, seq: int) -> Iterable[Any]:
        for number, row in enumerate(change.rows, seq + 1):
            yield self._append.bind(
                {
                    "board": change.board,
                    "seq": number,
                    "time": change.time_ms,
                    "participant": row.participant,
                    "writer": self.writer,
                    "update": row.update,
                }
            )


def all_heads() -> Select[str, int, int]:
    """The heads of many boards in one question: over a network every question costs."""
    among = boards.c.id == any_(bindparam("boards", type_=ARRAY(String)))
    rows = select(boards.c.id, boards.c.head, boards.c.epoch).where(among, boards.c.deleted.is_(None))
    return rows.order_by(boards.c.id).with_for_update()


def clash_of(connection: Connection, change: Change, epoch: int) -> Clash | None:
    """What of a change others gave first. The board's row is locked: nobody gives any more until this is decided."""
    if change.epoch is not None and change.epoch != epoch:
        return Clash(anew=True)
    if change.draft is not None:
        return Clash(drafts=frozenset({change.draft})) if draft_log.outrun(connection, change) else None
    labels = {stamp.label: id_ for id_, stamp in change.stamps.items() if stamp.label}
    taken: set[str] = set()
    strangers: set[int] = set()
    if labels:
        found = select(stamps.c.id, stamps.c.label).where(
            stamps.c.board == change.board, stamps.c.label.in_(list(labels))
        )
        taken = {row.label for row in connection.execute(found) if row.id != labels[row.label]}
    if change.bindings:
        known = select(bindings.c.client, bindings.c.participant).where(
            bindings.c.board == change.board, bindings.c.client.in_(list(change.bindings))
        )
        bound_to = {client: to.participant for client, to in change.bindings.items()}
        strangers = {row.client for row in connection.execute(known) if row.participant != bound_to[row.client]}
    if not taken and not strangers:
        return None
    highest = highest_labels(stamped(connection, change.board).values()) if taken else {}
    return Clash(frozenset(taken), highest, frozenset(strangers))


def remember(connection: Connection, change: Change, seq: int) -> None:
    """Keep the client ids and stamps that came with a change; the newest word on each counts."""
    if change.bindings:
        values = [
            {
                "board": change.board,
                "client": client,
                "participant": to.participant,
                "invitation": to.invitation,
                "seq": seq,
            }
            for client, to in change.bindings.items()
        ]
        key = bindings.c.board == bindparam("board_"), bindings.c.client == bindparam("client_")
        connection.execute(
            delete(bindings).where(*key), [{"board_": change.board, "client_": client} for client in change.bindings]
        )
        connection.execute(insert(bindings), values)
    if change.stamps:
        values = [
            {
                "board": change.board,
                "id": id_,
                "author": stamp.author,
                "department": stamp.department,
                "created": stamp.created,
                "label": stamp.label,
                "seq": seq,
            }
            for id_, stamp in change.stamps.items()
        ]
        key = stamps.c.board == bindparam("board_"), stamps.c.id == bindparam("id_")
        connection.execute(delete(stamps).where(*key), [{"board_": change.board, "id_": id_} for id_ in change.stamps])
        connection.execute(insert(stamps), values)


def load(connection: Connection, board: str) -> Loaded:
    """A board from its newest checkpoint and the rows after it. Raises NoBoard."""
    standing = connection.execute(
        select(boards.c.head, boards.c.epoch).where(boards.c.id == board, boards.c.deleted.is_(None))
    ).one_or_none()
    if standing is None:
        raise NoBoard(GONE)
    _, updates = since_checkpoint(connection, board)
    return Loaded(updates, standing.head, bound(connection, board), stamped(connection, board), standing.epoch)


def since_checkpoint(connection: Connection, board: str) -> tuple[int, list[bytes]]:
    """Seq of the newest checkpoint (0: none), and the updates to replay: its state, then every row after it."""
    newest = connection.execute(
        select(checkpoints.c.seq, checkpoints.c.state)
        .where(checkpoints.c.board == board)
        .order_by(checkpoints.c.seq.desc())
        .limit(1)
    ).one_or_none()
    seq, updates = (newest.seq, [newest.state]) if newest else (0, [])
    rows = select(log.c.update).where(log.c.board == board, log.c.seq > seq).order_by(log.c.seq)
    return seq, updates + list(connection.execute(rows).scalars())


def bound(connection: Connection, board: str, seq: int = -1) -> dict[int, Binding]:
    """Whose the client ids of a board are; only those bound after `seq`."""
    rows = select(bindings.c.client, bindings.c.participant, bindings.c.invitation).where(
        bindings.c.board == board, bindings.c.seq > seq
    )
    return {row.client: Binding(row.participant, row.invitation) for row in connection.execute(rows)}


def stamped(connection: Connection, board: str, seq: int = -1) -> dict[str, Stamp]:
    """The stamps of a board; only those given after `seq`."""
    rows = select(stamps).where(stamps.c.board == board, stamps.c.seq > seq)
    return {row.id: Stamp(row.author, row.department, row.created, row.label) for row in connection.execute(rows)}


def heads(connection: Connection, ids: Collection[str]) -> dict[str, int]:
    """Seq of the last row of each of these boards; deleted ones are left out."""
    rows = select(boards.c.id, boards.c.head).where(boards.c.id.in_(ids), boards.c.deleted.is_(None))
    return {row.id: row.head for row in connection.execute(rows)}


_stands = select(boards.c.id).where(boards.c.id == bindparam("board"), boards.c.deleted.is_(None))


def stands(connection: Connection, board: str) -> bool:
    """Whether there is this board, and it has not been deleted."""
    return connection.execute(_stands, {"board": board}).one_or_none() is not None


def news(connection: Connection, seen: Mapping[str, int], writer: str) -> tuple[News, dict[str, int]]:
    """What writers other than this one wrote after `seen` (board -> seq), and how far that goes."""
    now = heads(connection, list(seen))
    out = News(deleted=frozenset(seen) - frozenset(now))
    for board, head in now.items():
        if head == seen[board]:
            continue
        rows = (
            select(log.c.participant, log.c.update)
            .where(log.c.board == board, log.c.seq > seen[board], log.c.writer != writer)
            .order_by(log.c.seq)
        )
        if found := [Row(row.participant, row.update) for row in connection.execute(rows)]:
            out.rows[board] = found
            out.stamps[board] = stamped(connection, board, seen[board])
            out.bindings[board] = bound(connection, board, seen[board])
    return out, now


def due(connection: Connection, board: str, min_rows: int) -> tuple[int, int, list[bytes]] | None:
    """What a new checkpoint is made of, with its seq and epoch; None while fewer rows came since the last."""
    now = select(boards.c.head, boards.c.epoch).where(boards.c.id == board, boards.c.deleted.is_(None))
    row = connection.execute(now).one_or_none()
    newest = select(checkpoints.c.seq).where(checkpoints.c.board == board).order_by(checkpoints.c.seq.desc()).limit(1)
    last = connection.execute(newest).scalar_one_or_none() or 0
    if row is None or row.head - last < max(1, min_rows):
        return None
    return row.head, row.epoch, since_checkpoint(connection, board)[1]


def keep_checkpoint(connection: Connection, board: str, seq: int, state: bytes) -> bool:
    """Keep a board's full state as of `seq`; False where the board has gone meanwhile."""
    if board not in heads(connection, [board]):
        return False
    connection.execute(delete(checkpoints).where(checkpoints.c.board == board, checkpoints.c.seq == seq))
    connection.execute(insert(checkpoints), {"board": board, "seq": seq, "state": state})
    return True
