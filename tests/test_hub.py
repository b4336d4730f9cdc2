"""The rooms of one process: keep, then show; one room's trouble is never another's."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from functools import partial
from pathlib import Path
from time import perf_counter
from typing import Any

import pytest
from pycrdt import Doc, Map, Text

from acceptance import new_board
from boards.document import Document
from boards.errors import GOING_AWAY, NoBoard, NotKept, Poisoned
from boards.protocol import (
    AWARENESS,
    KEPT,
    STEP_2,
    SYNC,
    UPDATE,
    Mind,
    Reader,
    awareness_message,
    kept_message,
    sync_message,
)
from boards.visitor import Visitor
from laid import lay_database
from person import an_id
from server import lull, pace
from server.hub import Hub
from server.journal import no_matter
from server.lane import Frame
from server.open_room import Seat
from server.record import Change
from server.settings import Settings
from server.store import Store

GRACE = Visitor(an_id("grace"), "Grace", "hv", "contributor", own_messages=True)


class Shaky(Store):
    """A real store whose disk can be made slow or full."""

    full = False
    gate: asyncio.Event | None = None

    def keep(
        self,
        changes: Sequence[Change],
        done: Callable[[BaseException | None], None],
        landed: Callable[[], None] = no_matter,
    ) -> None:
        """Like the real one, or not."""
        if self.full:
            asyncio.get_running_loop().call_soon(done, NotKept("the disk is full"))
        elif self.gate is not None:
            gate, self.gate = self.gate, None
            asyncio.get_running_loop().create_task(self._later(gate, changes, done, landed))
        else:
            super().keep(changes, done, landed)

    async def _later(
        self, gate: asyncio.Event, changes: Sequence[Change], done: Callable[..., None], landed: Callable[[], None]
    ) -> None:
        await gate.wait()
        super().keep(changes, done, landed)


class Tab:
    """What one connection wrote and how it was closed."""

    def __init__(self) -> None:
        self.seat: Seat
        self.doc: Doc[Any] = Doc()
        self.heard: list[bytes] = []
        self.writes: list[list[int]] = []
        """Kinds of message in each write."""
        self.closed: tuple[int, str] | None = None
        self.wake = asyncio.Event()
        self.brought: Doc[Any] | None = None

    def bring(self, doc: "Doc[Any]") -> None:
        """Come with a document, and give what is asked for of it."""
        self.brought = doc

    async def enter(self, hub: Hub, board: str, visitor: Visitor = GRACE) -> "Tab":
        self.seat = await hub.enter(board, visitor, self.write, self.close)
        self.seat.receive(sync_message(0, b"\x00"))
        return self

    def write(self, frame: Frame) -> None:
        self.writes.append([payload[0] for payload in frame.payloads])
        for payload in frame.payloads:
            self.heard.append(payload)
            if payload[0] == SYNC and payload[1]:
                self.doc.apply_update(Reader(payload[2:]).bytes())
            elif payload[0] == SYNC and self.brought is not None:
                answer = sync_message(STEP_2, self.brought.get_update(Reader(payload[2:]).bytes()))
                asyncio.get_running_loop().call_soon(self._say, answer)
        self.wake.set()

    def _say(self, message: bytes) -> None:
        self.seat.receive(message)  # by now it has been given its seat

    def close(self, code: int, reason: str) -> None:
        self.closed = (code, reason)
        self.wake.set()

    def add_card(self, id_: str) -> None:
        """As a client does it."""
        mine: Doc[Any] = Doc()
        mine.get("cards", type=Map)[id_] = card()
        self.seat.receive(sync_message(UPDATE, mine.get_update()))

    def cards(self) -> set[str]:
        return set(self.doc.get("cards", type=Map).keys())

    def has(self, id_: str) -> bool:
        return id_ in self.cards()

    async def until(self, check: Callable[[], Any]) -> None:
        async with asyncio.timeout(5):
            while not check():
                self.wake.clear()
                await self.wake.wait()


def card() -> "Map[Any]":
    return Map({"kind": "note", "pos": [0, 0, 0], "text": Text("words")})


def on_disk(updates: Iterable[bytes]) -> set[str]:
    return set(Document(updates).plain()["cards"])


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Shaky]:
    lay_database(tmp_path / "sameroom.db")
    store = Shaky(f"sqlite:///{tmp_path / 'sameroom.db'}")
    await store.open()
    yield store
    await store.close()


@pytest.fixture
async def hub(store: Shaky) -> AsyncIterator[Hub]:
    hub = Hub(store, Settings(unload_after_s=0))
    await hub.start()
    yield hub
    await hub.stop()


async def test_r1_nobody_hears_of_a_change_while_the_disk_is_busy_with_it(store: Shaky, hub: Hub) -> None:
    board = await new_board(store)
    writer, reader = await Tab().enter(hub, board), await Tab().enter(hub, board)
    store.gate = gate = asyncio.Event()
    before = len(writer.heard), len(reader.heard)
    writer.add_card(an_id("c"))
    await asyncio.sleep(0)
    for _ in range(5):
        await asyncio.sleep(0.01)
    assert (len(writer.heard), len(reader.heard)) == before
    gate.set()
    await reader.until(reader.cards)
    await writer.until(writer.cards)
    assert on_disk((await store.load(board)).updates) == {an_id("c")}


async def test_r913_the_word_that_it_is_kept_comes_in_one_write_with_the_change(store: Shaky, hub: Hub) -> None:
    board = await new_board(store)
    writer, reader = await Tab().enter(hub, board), await Tab().enter(hub, board)
    writer.add_card(an_id("c"))
    await writer.until(lambda: writer.has(an_id("c")))
    await reader.until(lambda: reader.has(an_id("c")))
    assert writer.writes[-1] == [SYNC, KEPT]
    assert reader.writes[-1] == [SYNC]


async def test_r916_what_is_kept_while_the_loop_stands_still_is_shown_at_once(
    store: Shaky, hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lull, "BUSY_HZ", 0)
    monkeypatch.setattr(lull, "LULL_S", 3.0)
    hub._lull.length_s = lull.LULL_S
    board = await new_board(store)
    writer, reader = await Tab().enter(hub, board), await Tab().enter(hub, board)
    for n in range(4):
        sent_s = perf_counter()
        writer.add_card(an_id(f"c{n}"))
        await reader.until(lambda n=n: reader.has(an_id(f"c{n}")))  # type: ignore[misc]
        assert perf_counter() - sent_s < 2


async def test_r913_a_slow_author_hears_of_it_once_they_read_again(store: Shaky, hub: Hub) -> None:
    board = await new_board(store)
    writer, reader = await Tab().enter(hub, board), await Tab().enter(hub, board)
    writer.seat.pause()
    writer.add_card(an_id("c"))
    await reader.until(lambda: reader.has(an_id("c")))
    before = len(writer.heard)
    writer.seat.resume()
    await writer.until(lambda: writer.has(an_id("c")))
    assert kept_message(1) in writer.heard[before:]


async def test_r921_presence_leaves_with_the_change_on_its_way_but_never_waits_for_the_disk(
    store: Shaky, hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    board = await new_board(store)
    writer, reader = await Tab().enter(hub, board), await Tab().enter(hub, board)
    on_disk: list[Callable[[None], None]] = []
    monkeypatch.setattr(store, "keep", lambda _, done, landed: on_disk.append(done))

    async def write(id_: str) -> None:
        writer.add_card(id_)
        while not on_disk:
            await asyncio.sleep(0.001)

    def move(clock: int) -> None:
        writer.seat.receive(awareness_message([Mind(7, clock, b'{"cursor":[1,2]}')]))

    move(1)
    await reader.until(lambda: reader.writes[-1] == [AWARENESS])
    await write(an_id("c"))
    try:
        with monkeypatch.context() as patient:
            patient.setattr(pace, "RIDE_S", 60)
            move(2)
            await asyncio.sleep(4 * pace.TURN_FLOOR_S)
            on_disk.pop()(None)
            assert reader.writes[-1] == [SYNC, AWARENESS]
        await write(an_id("d"))
        move(3)
        await reader.until(lambda: reader.writes[-1] == [AWARENESS])
        assert not reader.has(an_id("d"))
    finally:
        monkeypatch.undo()
        while on_disk:  # or the hub would wait for them when it stops
            on_disk.pop()(None)
    assert reader.has(an_id("d"))


async def test_r4_while_one_batch_is_on_its_way_the_next_gathers(store: Shaky, hub: Hub) -> None:
    board = await new_board(store)
    start = (await store.load(board)).seq
    tab = await Tab().enter(hub, board)
    store.gate = gate = asyncio.Event()
    tab.add_card(an_id("a"))
    await tab.until(lambda: store.gate is None)
    for number in range(5):
        tab.add_card(an_id("b", number))
    gate.set()
    await tab.until(lambda: len(tab.cards()) == 6)
    assert (await store.load(board)).seq - start == 4  # two batches: hers and the server's stamps in each


async def test_r6_what_could_not_be_kept_is_shown_to_nobody_and_can_be_sent_again(store: Shaky, hub: Hub) -> None:
    board = await new_board(store)
    writer, reader = await Tab().enter(hub, board), await Tab().enter(hub, board)
    store.full = True
    writer.add_card(an_id("c"))
    await reader.until(lambda: reader.closed)
    assert writer.closed == reader.closed == (4503, "the server can't save right now")
    assert reader.cards() == set()
    store.full = False
    again = await Tab().enter(hub, board)
    again.add_card(an_id("c"))
    await again.until(again.cards)
    assert on_disk((await store.load(board)).updates) == {an_id("c")}


async def test_r930_memory_is_given_back_after_the_last_of_several_times_that_nothing_could_be_kept(
    store: Shaky, hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    given_back: list[float] = []
    monkeypatch.setattr("server.hub.RECOVER_S", 0.5)
    monkeypatch.setattr("server.memory.collect", lambda: given_back.append(asyncio.get_running_loop().time()))
    board = await new_board(store)
    store.full = True
    last_s = 0.0
    for number in range(3):
        tab = await Tab().enter(hub, board)
        tab.add_card(an_id("c", number))
        await tab.until(lambda tab=tab: tab.closed)  # type: ignore[misc]
        last_s = asyncio.get_running_loop().time()
        await asyncio.sleep(0.05)
    async with asyncio.timeout(5):
        while not given_back or given_back[-1] < last_s + 0.45:
            await asyncio.sleep(0.01)
    await asyncio.sleep(0.6)
    assert len(given_back) == 2, "once for the first and once for the last, and then never again"
    store.full = False


async def test_r7_a_room_that_breaks_is_loaded_again_and_its_neighbour_notices_nothing(
    store: Shaky, hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, two = await new_board(store), await new_board(store, title="Next door")
    here, there = await Tab().enter(hub, one), await Tab().enter(hub, two)
    here.add_card(an_id("a"))
    await here.until(here.cards)
    broken = hub.open_document(one)

    def panic(update: bytes, origin: str) -> bytes:
        raise Poisoned("the document broke")

    monkeypatch.setattr(broken, "apply", panic)
    here.add_card(an_id("b"))
    assert here.closed is not None and here.closed[0] == 1011
    there.add_card(an_id("c"))
    await there.until(there.cards)
    assert there.closed is None
    back = await Tab().enter(hub, one)
    await back.until(back.cards)
    assert back.cards() == {an_id("a")}


async def test_r8_what_the_command_line_writes_to_an_open_board_is_shown(
    store: Shaky, hub: Hub, tmp_path: Path
) -> None:
    board = await new_board(store)
    tab = await Tab().enter(hub, board)
    other_store = Store(store.url)
    await other_store.open()
    other = Hub(other_store, Settings())
    await other.start()
    await other.change(board, lambda document: document.root("cards").update({an_id("x"): card()}))
    await tab.until(tab.cards)
    assert tab.cards() == {an_id("x")}
    await other.stop()
    await other_store.close()


async def test_r9_a_room_that_is_being_opened_misses_nothing(store: Shaky, hub: Hub) -> None:
    board = await new_board(store)
    tabs = await asyncio.gather(*(Tab().enter(hub, board) for _ in range(20)))
    tabs[0].add_card(an_id("c"))
    for tab in tabs:
        await tab.until(tab.cards)
    assert hub.counts()["rooms"] == 1


async def test_r36_an_empty_room_leaves_memory_and_comes_back_whole(store: Shaky, hub: Hub) -> None:
    board = await new_board(store)
    tab = await Tab().enter(hub, board)
    tab.add_card(an_id("c"))
    await tab.until(tab.cards)
    tab.seat.leave()
    async with asyncio.timeout(5):
        while hub.open_boards():
            await asyncio.sleep(0.05)
    back = await Tab().enter(hub, board)
    await back.until(back.cards)


async def test_r38_a_stopping_server_keeps_what_came_and_says_that_it_comes_back(store: Shaky, tmp_path: Path) -> None:
    hub = Hub(store, Settings())
    await hub.start()
    board = await new_board(store)
    tab = await Tab().enter(hub, board)
    tab.add_card(an_id("c"))
    await hub.stop()
    assert tab.closed == (GOING_AWAY, "the server restarts")
    assert on_disk((await store.load(board)).updates) == {an_id("c")}


async def test_r39_a_board_that_is_not_there_can_not_be_entered(hub: Hub) -> None:
    with pytest.raises(NoBoard):
        await Tab().enter(hub, an_id("no"))


async def test_r39_whoever_is_on_a_board_that_is_deleted_is_sent_away(store: Shaky, hub: Hub) -> None:
    board = await new_board(store)
    tab = await Tab().enter(hub, board)
    other = Store(store.url)
    await other.open()
    await other.delete_board(board, 1)
    await tab.until(lambda: tab.closed)
    assert tab.closed is not None and tab.closed[0] == NoBoard.code
    await other.close()


async def test_r5_a_slow_reader_gets_one_difference_when_it_drains_deletes_included(store: Shaky, hub: Hub) -> None:
    board = await new_board(store)
    writer, slow = await Tab().enter(hub, board), await Tab().enter(hub, board)
    writer.add_card(an_id("gone"))
    await slow.until(slow.cards)
    heard = len(slow.heard)
    slow.seat.pause()
    for number in range(20):
        writer.add_card(an_id("c", number))
        await writer.until(partial(writer.has, an_id("c", number)))
    vector = writer.doc.get_state()
    del writer.doc.get("cards", type=Map)[an_id("gone")]
    writer.seat.receive(sync_message(UPDATE, writer.doc.get_update(vector)))
    await hub.change(board, lambda document: document.root("board").update({"title": "done"}))
    assert len(slow.heard) == heard
    slow.seat.resume()
    await slow.until(lambda: len(slow.cards()) == 20)
    assert an_id("gone") not in slow.cards()
    assert len(slow.heard) - heard <= 2
