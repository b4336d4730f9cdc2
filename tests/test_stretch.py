"""Stretches of a log made ready: whatever is seen through one is what the whole log says."""

import random

import pytest
from sqlalchemy import Connection, select

from acceptance import change, keep
from boards import stretch
from boards.document import Document
from boards.history import moment
from boards.reading import Reader
from boards.replay import frame
from boards.seal import canonical
from server.archivist import Archivist
from server.clock import now_ms
from server.tables import stretches
from session_of import Session
from visiting import Place


def crowd(seed: int, count: int) -> tuple[list[bytes], list[dict[str, object]]]:
    """Four people at once, each of whom hears of the others late: the rows of the log, and the board after each."""
    dice = random.Random(seed)
    people = [Session(seed * 10 + n) for n in range(4)]
    behind = [0] * len(people)
    server, rows, boards = Document(), list[bytes](), list[dict[str, object]]()
    for n, person in enumerate(people):
        person.number = n * 1_000  # nobody's ids are another's
    while len(rows) < count:
        n = dice.randrange(len(people))
        person = people[n]
        if dice.random() < 0.4:
            for row in rows[behind[n] :]:
                person.document.apply(row)
            behind[n] = len(rows)
        for update, _ in person.rows(dice.randint(1, 3)):
            if row := server.apply(update):
                rows.append(row)
                boards.append(server.plain())
    for document in (server, *(person.document for person in people)):
        document.close()
    return rows[:count], boards[:count]


@pytest.fixture
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    """Stretches as short as they come."""
    monkeypatch.setattr(stretch, "LEAST_ROWS", 0)


@pytest.mark.parametrize("seed", range(6))
def test_r880_at_every_row_a_stretch_says_what_the_whole_log_says(
    seed: int, short: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows, boards = crowd(seed, 150)
    for most in (4, 12, 10_000):
        monkeypatch.setattr(stretch, "MOST_MOVING", most)
        base = random.Random(seed + most).randint(0, 60)
        seen = set()
        for one in stretch.stretches(rows[:base], rows[base:], base):
            for seq in range(max(1, one.after), one.until + 1):
                found = moment([one.moving, *rows[one.after : seq]], one.resting)
                assert canonical(found) == canonical(boards[seq - 1]), f"seed {seed}, most {most}, row {seq}"
                seen.add(seq)
        assert seen == set(range(max(1, base), len(rows) + 1)), "every row lies in a stretch"


@pytest.mark.parametrize("names", [True, False])
@pytest.mark.parametrize("reader", [Reader(facilitator=True), Reader("p" * 20)], ids=["facilitator", "reader"])
def test_r880_what_a_reader_may_not_see_is_no_more_seen_through_a_stretch(reader: Reader, names: bool) -> None:
    rows, _ = crowd(7, 120)
    (one,) = stretch.stretches(rows[:50], rows[50:], 50)
    for seq in range(50, 121, 5):
        shown = frame([one.moving, *rows[50:seq]], reader, names, one.resting)
        assert canonical(shown) == canonical(frame(rows[:seq], reader, names)), seq


def test_r881_a_row_that_moves_everything_lies_between_two_stretches_and_what_moves_is_bounded(
    short: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stretch, "MOST_MOVING", 6)
    session = Session(1)
    rows = [row for row, _ in session.rows(100)]
    assert len(session.document.root("cards")) > 6
    with session.document.change() as out:
        for card in session.document.root("cards").values():
            card["pos"] = [1, 1, 1]
    rows += out
    rows += [row for row, _ in session.rows(30)]
    found = stretch.stretches(rows[:5], rows[5:], 5)
    assert 100 in {one.until for one in found}
    assert 101 in {one.after for one in found}
    monkeypatch.setattr(stretch, "LEAST_ROWS", 500)
    ends = stretch.stretches(rows[:5], rows[5:], 5)
    assert [(one.after, one.until) for one in ends] == [(found[0].after, found[0].until), (found[-1].after, len(rows))]


def test_r881_what_rests_is_left_out_of_the_document_of_a_stretch() -> None:
    session = Session(2)
    rows = [row for row, _ in session.rows(400)]
    card = session.some("cards")
    with session.document.change() as out:
        session.document.entry("cards", card)["order"] = "z"
    (one,) = stretch.stretches(rows, out, len(rows))
    moving = Document([one.moving])
    whole = Document(rows)
    assert list(moving.root("cards").keys()) == [card]
    assert len(one.moving) * 4 < len(whole.state())
    moving.close()
    whole.close()


# kept


async def test_r882_opening_the_replay_makes_every_row_ready_meanwhile(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = await place.board()
    dee, store = await place.joined(made, "Dee"), place.store
    document = Document(await store.updates_until(made.id, await store.head(made.id)))

    async def go_on(count: int) -> None:
        for _ in range(count):
            with document.change() as out:
                entries = list(document.root("cards").values())
                entries[dice.randrange(len(entries))]["pos"] = [dice.randint(0, 999), 0, 0]
            await keep(store, change(made.id, *out))

    dice = random.Random(5)
    await store.checkpoint(made.id, 1)
    assert await store.make_ready(made.id, to_head=True) == 0, "so small a board is read in no time"
    monkeypatch.setattr("server.stretches.WORTH_BYTES", 0)
    await go_on(4)
    await store.checkpoint(made.id, 1)
    first, between = 1, await store.head(made.id)
    await go_on(4)
    archivist: Archivist = place.app.state.archivist
    await archivist.look_after(made.id, 1)
    head = await store.head(made.id)
    ready = [seq for seq in range(first, head + 1) if (await store.parts_until(made.id, seq)).resting]
    assert ready[-1] == between, "what goes on is not made ready while it does"
    await dee.page(f"/b/{made.id}/archive/replay")
    await archivist.make_ready(made.id)
    ready += [seq for seq in range(between + 1, head + 1) if (await store.parts_until(made.id, seq)).resting]
    assert ready == list(range(ready[0], head + 1))
    for seq in range(first, head + 1):
        shown = (await dee.get(f"/b/{made.id}/archive/replay/{seq}?names=on")).json()["board"]
        updates = await store.updates_until(made.id, seq)
        assert shown["cards"] == frame(updates, Reader(was_there=True), True)["board"]["cards"], seq
    assert await store.make_ready(made.id, to_head=True) == 0
    await go_on(3)
    assert not (await store.parts_until(made.id, head + 2)).resting
    shown = (await dee.get(f"/b/{made.id}/archive/replay/{head + 2}?names=on")).json()["board"]
    assert shown["cards"] == moment(await store.updates_until(made.id, head + 2))["cards"]
    assert await store.make_ready(made.id, to_head=True) == 1
    assert (await store.parts_until(made.id, head + 2)).resting
    document.close()


async def test_r882_a_deleted_board_takes_what_was_made_ready_with_it(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("server.stretches.WORTH_BYTES", 0)
    made = await place.board()
    await place.store.checkpoint(made.id, 1)
    document = Document()
    with document.change() as out:
        document.root("board")["purpose"] = "x"
    document.close()
    await keep(place.store, change(made.id, *out))
    assert await place.store.make_ready(made.id, to_head=True) == 1

    def left(connection: Connection) -> int:
        return len(connection.execute(select(stretches)).all())

    assert await place.store._read(left) == 1
    await place.store.delete_board(made.id, now_ms())
    assert await place.store._read(left) == 0
