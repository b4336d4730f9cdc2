"""Snapshots on a real store: taken, chained, signed, checked."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from boards.document import Document
from boards.errors import NoBoard
from boards.room import Row
from laid import open_store
from server import archive, snapshot
from server.archivist import Archivist
from server.clock import now_ms
from server.hub import Hub
from server.pages.plan import make_board
from server.record import Change, Participant
from server.secret import new_id
from server.settings import Settings
from server.store import Store


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    kept = await open_store(tmp_path / "sameroom.db")
    yield kept
    await kept.close()


@pytest.fixture
async def hub(store: Store) -> AsyncIterator[Hub]:
    rooms = Hub(store, Settings())
    await rooms.start()
    yield rooms
    await rooms.stop()


async def demo(store: Store) -> str:
    return (await make_board(store, "demo", "Birth to five", now_ms())).id


def card_of(board: dict[str, dict[str, dict[str, str]]], label: str) -> str:
    return next(id_ for id_, card in board["cards"].items() if card["label"] == label)


def reworded(label: str, words: str):  # type: ignore[no-untyped-def]
    def edit(document: Document) -> None:
        text = document.entry("cards", card_of(document.plain(), label))["text"]
        text.clear()
        text += words

    return edit


async def test_r454_a_snapshot_is_the_board_at_a_row_whatever_is_written_after(store: Store, hub: Hub) -> None:
    board = await demo(store)
    await hub.change(board, reworded("P1", "Before"))
    first = await snapshot.take(store, hub, board, now_ms(), title="Problems drafted", note="before lunch")
    await hub.change(board, reworded("P1", "After"))
    second = await snapshot.take(store, hub, board, now_ms())
    words = [(await snapshot.moment(store, board, one.seq))["cards"] for one in await store.snapshots(board)]
    assert [cards[card_of({"cards": cards}, "P1")]["text"] for cards in words] == ["Before", "After"]
    assert first.seq < second.seq == await store.head(board)
    assert first.note == "before lunch"
    assert first.counts | {"zones": 0} == {
        "story": 7, "problem": 4, "idea": 4, "commitment": 1, "zones": 0, "threads": 10,
    }  # fmt: skip
    assert await snapshot.verify(store, board) == []


async def test_r454_a_snapshot_holds_what_was_written_a_moment_before(store: Store, hub: Hub) -> None:
    board = await demo(store)
    await hub.document(board)
    writing = asyncio.create_task(hub.change(board, reworded("P1", "Just now")))
    await asyncio.sleep(0)
    taken = await snapshot.take(store, hub, board, now_ms())
    await writing
    found = await snapshot.moment(store, board, taken.seq)
    assert found["cards"][card_of(found, "P1")]["text"] == "Just now"


async def test_r454_a_snapshot_without_a_title_is_named_after_its_stage(store: Store, hub: Hub) -> None:
    board = await demo(store)
    taken = [await snapshot.take(store, hub, board, now_ms(), stage="Listen") for _ in range(2)]
    assert [one.title for one in taken] == ["Listen", "Listen, 2"]
    with pytest.raises(NoBoard):
        await snapshot.take(store, hub, new_id(), now_ms())


async def test_r453_a_snapshot_says_who_was_in_the_room_by_group(store: Store, hub: Hub) -> None:
    board = await demo(store)
    people = [
        Participant(new_id(), board, None, None, None, "A", department, "contributor", 1)
        for department in ["citizen"] * 4 + ["housing"] * 3 + ["library", "midwifery", "outside"]
    ]
    for who in people:
        await store.add_participant(who)
        await hub.change(board, reworded("P1", who.id), who.id)
    taken = await snapshot.take(store, hub, board, now_ms())
    assert taken.present == [
        {"groups": ["citizen"], "count": 4},
        {"groups": ["housing"], "count": 3},
        {"groups": ["library", "midwifery", "outside"], "count": 3},
    ]
    assert (await snapshot.take(store, hub, board, now_ms())).present == []


async def test_r452_snapshots_and_signatures_of_a_board_are_one_chain(store: Store, hub: Hub) -> None:
    board = await demo(store)
    first = await snapshot.take(store, hub, board, now_ms())
    await store.sign_snapshot(board, first.id, now_ms(), "amara", "Amara")
    await store.sign_snapshot(board, first.id, now_ms(), "amara", "Amara")
    await snapshot.take(store, hub, board, now_ms())
    links = await store.chain(board)
    assert [(it.number, it.kind) for it in links] == [(1, "snapshot"), (2, "signature"), (3, "snapshot")]
    assert links[1].body["content"] == first.content
    assert await snapshot.verify(store, board) == []


@pytest.mark.parametrize(
    ("tampering", "said"),
    [
        ("UPDATE snapshots SET title = 'Other'", "Link 1 says something else"),
        ("UPDATE snapshots SET content = 'ab'", "its seal does not belong to it"),
        ("UPDATE chain SET time = 1 WHERE number = 1", "The chain is broken at link 1"),
        ("DELETE FROM chain WHERE number = 1", "The chain is broken at link 1"),
        ("UPDATE chain SET body = replace(body, 'Amara', 'Bob') WHERE number = 2", "The chain is broken at link 2"),
        ("DELETE FROM snapshots", "Link 1 says something else"),
        ("UPDATE log SET \"update\" = x'0000' WHERE seq = 2", "entries are not as they were sealed"),
    ],
)
async def test_r452_whatever_is_changed_afterwards_is_found(
    store: Store, hub: Hub, tmp_path: Path, tampering: str, said: str
) -> None:
    board = await demo(store)
    await hub.change(board, reworded("P1", "What we said"))
    taken = await snapshot.take(store, hub, board, now_ms())
    await store.sign_snapshot(board, taken.id, now_ms(), "amara", "Amara")
    database = sqlite3.connect(tmp_path / "sameroom.db")
    with database:
        database.execute(tampering)
    database.close()
    assert any(said in finding for finding in await snapshot.verify(store, board))


async def test_r451_a_lawful_erasure_is_in_the_chain_and_breaks_no_seal(store: Store, hub: Hub) -> None:
    board = await demo(store)
    taken = await snapshot.take(store, hub, board, now_ms())
    story = card_of(await snapshot.moment(store, board, taken.seq), "S1")

    def erase(document: Document) -> None:
        del document.root("cards")[story]

    updates = await store.updates_until(board, taken.seq)
    document = Document(updates)
    with document.change():
        erase(document)
    rewritten = document.state()
    await store._write(lambda c: rewrite(c, board, rewritten))  # what an erasure does to the log
    assert any("1 entries are not as they were" in f for f in await snapshot.verify(store, board))
    await store._write(archive.record_erasure, board, [f"cards/{story}"], 5, "taken back by its teller")
    assert await snapshot.verify(store, board) == []
    assert (await store.snapshot(board, taken.id)) == taken


def rewrite(connection, board: str, state: bytes) -> None:  # type: ignore[no-untyped-def]
    from server.tables import log

    connection.execute(log.update().where(log.c.board == board).values(update=state))


async def test_r454_any_row_can_be_read_from_the_nearest_checkpoint(store: Store) -> None:
    board = new_id()
    await store.create_board(board, "A room", b"", 1)
    document, states = Document(), []
    for number in range(60):
        with document.change() as out:
            document.root("board")["title"] = f"Title {number}"
        kept: asyncio.Future[BaseException | None] = asyncio.get_running_loop().create_future()
        store.keep([Change(board, [Row(None, out[0])], number)], kept.set_result)
        assert await kept is None
        states.append(document.plain())
        if number in (19, 39):
            assert await store.checkpoint(board, 1)
    for seq, expected in enumerate(states, 1):
        assert await snapshot.moment(store, board, seq) == expected
    assert len(await store.updates_until(board, 41)) == 2


async def test_r471_while_people_are_at_work_a_snapshot_is_taken_from_time_to_time(store: Store, hub: Hub) -> None:
    board = await demo(store)
    archivist = Archivist(store, hub, Settings(snapshot_every_min=30))
    here = [{"participant": "dee", "department": "citizen"}]
    start, minute = now_ms(), 60_000
    await hub.document(board)
    await archivist.look_after(board, start)
    await archivist.look_after(board, start + 90 * minute)
    assert await store.snapshots(board) == []  # nobody was here
    hub.here = lambda board: here  # type: ignore[method-assign]
    for minutes in (100, 129):
        await archivist.look_after(board, start + minutes * minute)
        assert await store.snapshots(board) == []
    for minutes in (130, 140, 165, 200):  # the board did not change after the first
        await archivist.look_after(board, start + minutes * minute)
        assert [one.title for one in await store.snapshots(board)] == ["Imagine"]
    await hub.change(board, reworded("P1", "After lunch"))
    await archivist.look_after(board, start + 201 * minute)
    assert [one.title for one in await store.snapshots(board)] == ["Imagine", "Imagine, 2"]
    await Archivist(store, hub, Settings(snapshot_every_min=0)).look_after(board, start + 900 * minute)
    assert len(await store.snapshots(board)) == 2


async def test_r472_no_row_of_a_history_is_far_from_a_checkpoint(store: Store) -> None:
    board = new_id()
    await store.create_board(board, "A room", b"", 1)
    document = Document()
    for number in range(95):
        with document.change() as out:
            document.root("board")["title"] = f"Title {number}"
        kept: asyncio.Future[BaseException | None] = asyncio.get_running_loop().create_future()
        store.keep([Change(board, [Row(None, out[0])], number)], kept.set_result)
        await kept
    assert await store.thicken(board, 20) == 4
    assert await store.thicken(board, 20) == 0
    assert max([len(await store.updates_until(board, seq)) for seq in range(1, 96)]) <= 21
    assert (await snapshot.moment(store, board, 41))["board"]["title"] == "Title 40"
