"""Writing on where the writer left off: what is kept must be what would be kept by asking first."""

import random
import shutil
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, delete, select, update

from boards.room import Row
from boards.schema import Binding, Stamp
from laid import lay_database
from server.board_list import add
from server.board_log import Appended, Appender
from server.heads import MOST, Head, Heads, is_only_rows
from server.record import Change
from server.sqlite import SQLite
from server.tables import bindings, boards, drafts, log, stamps

BOARDS = ("board one", "board two", "board three")
ROUNDS = 2_000
TABLES = (boards, log, stamps, bindings, drafts)


class Counting(Heads):
    """Counts the boards whose heads it moved without asking."""

    moved = 0

    def move(self, cursor: Any, by_board: Mapping[str, Sequence[Change]]) -> dict[str, Head]:
        """Move, and count."""
        moved = super().move(cursor, by_board)
        self.moved += len(moved)
        return moved


class Asking(Counting):
    """Remembers nothing."""

    def leave(self, board: str, head: int, epoch: int) -> None:
        """Forget it."""


class Broken(Exception):
    """What goes wrong before a transaction is kept."""


class Writer:
    """One process's, on a database."""

    def __init__(self, path: Path, heads: type[Counting] = Counting) -> None:
        self.database = SQLite(f"sqlite:///{path}")
        self.appender = Appender(self.database.dialect)
        self.appender.writer = "w"
        self.heads = self.appender._remembered = heads(self.database.dialect)
        self.driver.execute("PRAGMA foreign_keys = OFF")
        self.driver.execute("PRAGMA synchronous = OFF")

    @property
    def driver(self) -> Any:
        return self.database._ready_to_write().connection.driver_connection

    def append(self, changes: list[Change], *, breaks: bool = False) -> Appended | None:
        def act(connection: Connection) -> Appended:
            out = self.appender.append(connection, changes)
            if breaks:
                raise Broken
            return out

        try:
            return self.database.write(act)
        except Broken:
            return None

    def tables(self) -> list[list[Any]]:
        """All that is kept."""
        return [self.database.read(lambda c, table=table: list(c.execute(select(table)).all())) for table in TABLES]  # type: ignore[misc]

    def close(self) -> None:
        self.database.let_go()
        self.database.close()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A database with some boards."""
    path = tmp_path / "one.db"
    lay_database(path)
    database = SQLite(f"sqlite:///{path}")
    for board in BOARDS:
        database.write(lambda connection, board=board: add(connection, board, "A title", 1))  # type: ignore[misc]
    database.let_go()
    database.close()
    return path


@pytest.fixture
def writer(path: Path) -> Iterator[Writer]:
    """One that remembers."""
    writer = Writer(path)
    yield writer
    writer.close()


def any_change(dice: random.Random, now_ms: int) -> Change:
    """Rows most of the time, and sometimes what comes beside them."""
    bound, stamped, draft = (dice.random() < 0.1 for _ in range(3))
    rows = [Row(dice.choice(("a", None)), dice.randbytes(5)) for _ in range(dice.choice((0, 1, 1, 1, 2)))]
    return Change(
        dice.choice(BOARDS),
        rows,
        now_ms + dice.randrange(3),
        {dice.randrange(9): Binding(dice.choice(("a", "b")))} if bound and not draft else {},
        {f"card {dice.randrange(9)}": Stamp("a", None, 1, f"S{dice.randrange(9)}")} if stamped and not draft else {},
        "a" if draft else None,
        dice.choice((None, None, 0)) if draft else None,
        dice.choice((None, 1, 1, 1, 2)),
    )


def happens_elsewhere(dice: random.Random, connection: Connection) -> None:
    """What other processes do to a board's row."""
    board = boards.c.id == dice.choice(BOARDS)
    what = dice.choice(("deleted", "back", "back", "anew", "as before", "as before", "shorter"))
    if what in ("deleted", "back"):
        connection.execute(update(boards).where(board).values(deleted=5 if what == "deleted" else None))
    elif what in ("anew", "as before"):
        connection.execute(update(boards).where(board).values(epoch=2 if what == "anew" else 1))
    else:
        connection.execute(delete(log))
        connection.execute(update(boards).values(head=0))


@pytest.mark.parametrize("seed", range(3))
def test_r924_whatever_happens_all_is_kept_as_if_the_writer_had_asked_first(path: Path, seed: int) -> None:
    twin = path.with_name("two.db")
    shutil.copy(path, twin)
    remembers, asks = Writer(path), Writer(twin, Asking)
    others = Writer(path), Writer(twin)
    dice = random.Random(seed)
    for number in range(ROUNDS):
        changes = [any_change(dice, number) for _ in range(dice.choice((1, 1, 2, 4)))]
        breaks, elsewhere, who = dice.random() < 0.05, dice.random(), dice.getstate()
        if elsewhere < 0.06:
            for other in others:
                dice.setstate(who)
                other.database.write(lambda connection: happens_elsewhere(dice, connection))
        elif elsewhere < 0.2:
            one, two = (other.append(changes) for other in others)
            assert one == two
        else:
            assert remembers.append(changes, breaks=breaks) == asks.append(changes, breaks=breaks)
        if number % 20 == 0:
            assert remembers.tables() == asks.tables()
    assert remembers.tables() == asks.tables()
    assert remembers.heads.moved > ROUNDS / 10 and not asks.heads.moved
    for each in (remembers, asks, *others):
        each.close()


def test_r924_a_writer_that_goes_on_asks_nothing(writer: Writer) -> None:
    asked: list[str] = []
    writer.append([Change(BOARDS[0], [Row("a", b"1")], 1), Change(BOARDS[1], [Row("a", b"2")], 1)])
    writer.driver.set_trace_callback(asked.append)
    done = writer.append([Change(BOARDS[1], [Row("a", b"3")], 1), Change(BOARDS[0], [Row("a", b"4")], 2)])
    assert done is not None and done.spans == {BOARDS[0]: (2, 2), BOARDS[1]: (2, 2)}
    assert [words.split()[0] for words in asked] == ["BEGIN", "UPDATE", "UPDATE", "INSERT", "INSERT", "COMMIT"]


def test_r924_only_so_many_boards_are_remembered(writer: Writer) -> None:
    heads = Heads(writer.database.dialect)
    for number in range(MOST + 5):
        heads.leave(f"{number}", 1, 1)
    assert len(heads._left) == 5


def test_r924_what_others_may_have_been_first_to_is_asked_for() -> None:
    row = [Row("a", b"1")]
    assert is_only_rows(Change("b", row, 1), 1) and is_only_rows(Change("b", row, 1, epoch=1), 1)
    assert not is_only_rows(Change("b", row, 1, epoch=2), 1)
    assert not is_only_rows(Change("b", [], 1), 1)
    assert not is_only_rows(Change("b", row, 1, draft="a"), 1)
    assert not is_only_rows(Change("b", row, 1, {7: Binding("a")}), 1)
    assert not is_only_rows(Change("b", row, 1, {}, {"c": Stamp("a", None, 1, "S1")}), 1)
