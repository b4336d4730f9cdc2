"""Processes side by side on one database: whatever the bus loses, doubles or mixes up, they end up alike."""

import asyncio
import random
import threading
from collections.abc import AsyncIterator, Callable, Collection
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from pycrdt import Doc, Map

from acceptance import new_board
from boards.errors import Forbidden, NotKept, WeBroke
from boards.protocol import RESET, Awareness, Mind, awareness_message, read
from boards.visitor import Visitor
from laid import lay_database
from person import an_id
from server import neighbours
from server.bus import Exchange, Glimpse, LocalBus, Parcel
from server.hub import Hub
from server.record import Loaded, News
from server.settings import Settings
from server.store import Store
from test_hub import GRACE, Tab, card


class Lossy(LocalBus):
    """A bus on which a test decides what becomes of every parcel and every glimpse."""

    def __init__(self, exchange: Exchange, process: str) -> None:
        super().__init__(exchange, process)
        self.carry: Callable[[str, Parcel], None] = super().send
        self.blind = False

    def send(self, board: str, parcel: Parcel) -> None:
        self.carry(board, parcel)

    def show(self, board: str, glimpse: Glimpse) -> None:
        if not self.blind:
            super().show(board, glimpse)


class Slow(Store):
    """A store that takes its time to load, and counts how often it told what others wrote."""

    told = 0

    async def news(self, boards: Collection[str], only: bool = True) -> News:
        news = await super().news(boards, only)
        self.told += 1
        return news

    async def load(self, board: str) -> Loaded:
        loaded = await super().load(board)
        await asyncio.sleep(0.2)
        return loaded


@pytest.fixture
async def stores(tmp_path: Path) -> AsyncIterator[list[Store]]:
    """One database, as two processes have it open."""
    lay_database(tmp_path / "sameroom.db")
    both = [Slow(f"sqlite:///{tmp_path / 'sameroom.db'}") for _ in range(2)]
    for store in both:
        await store.open()
    yield list(both)
    for store in both:
        await store.close()


@pytest.fixture
def buses() -> list[Lossy]:
    exchange = Exchange()
    return [Lossy(exchange, an_id(name)) for name in ("one", "two")]


@pytest.fixture
async def hubs(stores: list[Store], buses: list[Lossy]) -> AsyncIterator[list[Hub]]:
    both = [Hub(store, Settings(unload_after_s=0), bus) for store, bus in zip(stores, buses, strict=True)]
    for hub in both:
        await hub.start()
    yield both
    for hub in both:
        await hub.stop()


TOM = Visitor(an_id("tom"), "Tom", "ho", "contributor")


async def enter_both(hubs: list[Hub], board: str) -> list[Tab]:
    return [await Tab().enter(hub, board) for hub in hubs]


async def told(store: Slow) -> None:
    """Until it has been asked what others wrote to a board that was just opened."""
    async with asyncio.timeout(5):
        while not store.told:
            await asyncio.sleep(0.01)


def people(tab: Tab) -> set[int]:
    """Client ids this tab was last told are here."""
    states: dict[int, bytes] = {}
    for payload in tab.heard:
        for message in read(payload) if payload[0] == 1 else ():
            if isinstance(message, Awareness):
                states |= {mind.client: mind.state for mind in message.minds}
    return {client for client, state in states.items() if state != b"null"}


def say(tab: Tab, client: int, clock: int = 1) -> None:
    tab.seat.receive(awareness_message([Mind(client, clock, b'{"cursor": [1, 2]}')]))


async def test_r931_presence_that_leaves_along_with_a_change_reaches_other_processes(
    stores: list[Store], buses: list[Lossy], monkeypatch: pytest.MonkeyPatch, hubs: list[Hub]
) -> None:
    monkeypatch.setattr("server.pace.TURN_FLOOR_S", 0.5)
    monkeypatch.setattr("server.pace.CEILING_S", 0.5)
    board = await new_board(stores[0])
    one, _ = await enter_both(hubs, board)
    shown: list[Glimpse] = []
    monkeypatch.setattr(buses[0], "show", lambda board, glimpse: shown.append(glimpse))
    say(one, 7)
    async with asyncio.timeout(5):
        while not shown:
            await asyncio.sleep(0.01)
    shown.clear()
    say(one, 7, clock=2)  # its turn comes in half a second
    one.add_card(an_id("c"))
    await one.until(one.cards)
    (glimpse,) = shown
    assert [mind.clock for message in read(glimpse.presence) for mind in message.minds] == [2]  # type: ignore[union-attr]


async def test_r750_what_was_lost_on_the_bus_and_is_followed_by_nothing_comes_within_seconds(
    stores: list[Store], buses: list[Lossy], monkeypatch: pytest.MonkeyPatch, hubs: list[Hub]
) -> None:
    assert neighbours.NEWS_WITH_BUS_S <= 5, "every few seconds"
    monkeypatch.setattr(neighbours, "NEWS_WITH_BUS_S", 0.3)
    board = await new_board(stores[0])
    one, two = await enter_both(hubs, board)
    buses[0].carry = lambda *_: None
    assert not buses[0].alone and buses[0].lit
    for name in ("first", "second"):
        one.add_card(an_id(name))
    await two.until(lambda: two.cards() == {an_id("first"), an_id("second")})


@pytest.mark.parametrize("own_messages", [True, False], ids=["own client", "stock client"])
@pytest.mark.parametrize("heard_before", [True, False], ids=["heard of it", "never heard of it"])
async def test_r607_who_brings_what_another_process_kept_last_is_not_taken_for_its_author(
    stores: list[Slow],
    buses: list[Lossy],
    monkeypatch: pytest.MonkeyPatch,
    hubs: list[Hub],
    heard_before: bool,
    own_messages: bool,
) -> None:
    monkeypatch.setattr(neighbours, "NEWS_WITH_BUS_S", 60)
    board = await new_board(stores[0])
    ways = [replace(GRACE, invitation="inv"), replace(TOM, invitation="inv", own_messages=own_messages)]
    one, two = [await Tab().enter(hub, board, ways[0]) for hub in hubs]
    await told(stores[1])
    if heard_before:
        one.add_card(an_id("before"))
        await two.until(two.cards)
    buses[0].carry = lambda *_: None
    one.add_card(an_id("last"))  # stamped by the first process, under its own client id
    await one.until(lambda: one.has(an_id("last")))
    assert not two.has(an_id("last"))
    one.seat.leave()
    mine: Doc[Any] = Doc()
    mine.apply_update(one.doc.get_update())
    mine.get("cards", type=Map)[an_id("mine")] = card()
    again = Tab()
    again.bring(mine)
    await again.enter(hubs[1], board, ways[1])
    await two.until(lambda: two.has(an_id("last")) and two.has(an_id("mine")))
    assert again.closed is None and two.closed is None
    assert not [payload for payload in again.heard if payload[0] == RESET]
    cards = (await hubs[1].document(board)).plain()["cards"]
    assert cards[an_id("last")]["label"] == one.doc.get("cards", type=Map)[an_id("last")]["label"]
    assert again.seat.member.visitor.participant == TOM.participant, "nobody becomes who they heard of"
    assert cards[an_id("last")]["author"] == GRACE.participant and cards[an_id("mine")]["author"] == TOM.participant
    labels = [one_card["label"] for one_card in cards.values()]
    assert len(set(labels)) == len(labels) == 2 + heard_before


async def test_r607_where_the_database_can_not_say_nobody_is_blamed(
    stores: list[Slow], hubs: list[Hub], monkeypatch: pytest.MonkeyPatch
) -> None:
    board = await new_board(stores[0])
    await Tab().enter(hubs[0], board)
    await told(stores[0])

    async def away(*_: object, **__: object) -> News:
        raise NotKept("the database is away")

    monkeypatch.setattr(stores[0], "news", away)
    tab = Tab()
    mine: Doc[Any] = Doc()
    mine.get("cards", type=Map)[an_id("mine")] = card()
    tab.bring(mine)
    await tab.enter(hubs[0], board)
    await tab.until(lambda: tab.closed)
    assert tab.closed is not None and tab.closed[0] == NotKept.code
    assert not [payload for payload in tab.heard if payload[0] == RESET]


async def test_r607_who_brings_what_nobody_kept_is_sent_away_all_the_same(stores: list[Store], hubs: list[Hub]) -> None:
    board = await new_board(stores[0])
    one, _ = await enter_both(hubs, board)
    one.add_card(an_id("theirs"))
    await one.until(lambda: one.has(an_id("theirs")))
    bindings = hubs[0]._rooms[board].room._bindings
    servers_own = next(client for client, binding in bindings.items() if binding.participant is None)
    forged: Doc[Any] = Doc(client_id=servers_own)
    forged.apply_update(one.doc.get_update())
    forged.get("cards", type=Map)[an_id("theirs")]["label"] = "P99"
    again = Tab()
    again.bring(forged)
    await again.enter(hubs[0], board, replace(GRACE, own_messages=False))
    await again.until(lambda: again.closed)
    assert again.closed == (4422, "changes under a client id that is someone else's")


async def test_r750_parcels_that_come_late_twice_and_in_any_order_make_the_same_board(
    stores: list[Store], buses: list[Lossy], hubs: list[Hub]
) -> None:
    seed = random.randrange(2**32)
    print("seed", seed)
    rng = random.Random(seed)
    board = await new_board(stores[0])
    tabs = await enter_both(hubs, board)
    for bus in buses:
        straight = bus.carry

        def shaken(board: str, parcel: Parcel, straight: Callable[[str, Parcel], None] = straight) -> None:
            for _ in range(rng.choice((0, 1, 1, 2))):
                asyncio.get_running_loop().call_later(rng.uniform(0, 0.08), straight, board, parcel)

        bus.carry = shaken
    wanted = set()
    for number in range(60):
        wanted.add(an_id(f"card{number}"))
        rng.choice(tabs).add_card(an_id(f"card{number}"))
        await asyncio.sleep(rng.uniform(0, 0.01))
    for tab in tabs:
        await tab.until(lambda tab=tab: tab.cards() == wanted)  # type: ignore[misc]
    one, two = [(await hub.document(board)).plain()["cards"] for hub in hubs]
    assert one == two and one.keys() == wanted
    assert all(tab.closed is None for tab in tabs)


async def test_r750_what_is_kept_elsewhere_while_a_board_is_loaded_is_not_missed(
    stores: list[Store], hubs: list[Hub], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(neighbours, "NEWS_WITH_BUS_S", 60)
    board = await new_board(stores[0])
    one = await Tab().enter(hubs[0], board)
    entering = asyncio.create_task(Tab().enter(hubs[1], board))
    wanted = {an_id(f"card{number}") for number in range(20)}
    for id_ in sorted(wanted):
        one.add_card(id_)
        await asyncio.sleep(0.015)  # some before it is read, some after
    two = await entering
    await two.until(lambda: two.cards() == wanted)


@pytest.fixture
async def lone(stores: list[Store], monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Hub]:
    """A hub without a bus: what the other store writes is found in the database alone."""
    monkeypatch.setattr(neighbours, "NEWS_S", 0.05)
    hub = Hub(stores[0], Settings(unload_after_s=0))
    await hub.start()
    yield hub
    await hub.stop()


async def write_elsewhere(store: Store, board: str, id_: str) -> None:
    """Another process, which tells nobody, keeps a card."""
    hub = Hub(store, Settings(unload_after_s=0))
    await hub.start()
    tab = await Tab().enter(hub, board)
    tab.add_card(id_)
    await tab.until(tab.cards)
    await hub.stop()


async def seated_and_asked(hub: Hub, store: Store, before_news: Callable[[Collection[str]], None]) -> tuple[Tab, str]:
    """Somebody on a new board; from now on this is called before the store is asked what others wrote."""
    board = await new_board(store)
    tab = await Tab().enter(hub, board)
    await asyncio.sleep(0.3)
    news = store.news

    async def asked(boards: Collection[str], only: bool = True) -> News:
        before_news(boards)
        return await news(boards, only)

    store.news = asked  # type: ignore[method-assign]
    return tab, board


async def test_r915_where_nobody_else_writes_no_board_is_asked_for(stores: list[Store], lone: Hub) -> None:
    asked: list[Collection[str]] = []
    tab, board = await seated_and_asked(lone, stores[0], asked.append)
    for number in range(10):
        tab.add_card(an_id(f"ours{number}"))
        await asyncio.sleep(0.03)
    assert asked == []
    await write_elsewhere(stores[1], board, an_id("theirs"))
    await tab.until(lambda: an_id("theirs") in tab.cards())
    assert asked


async def test_r915_what_could_not_be_read_is_asked_for_again(stores: list[Store], lone: Hub) -> None:
    failed: list[Collection[str]] = []

    def fail_twice(boards: Collection[str]) -> None:
        if len(failed) < 2:
            failed.append(boards)
            raise WeBroke("the store can't be read")

    tab, board = await seated_and_asked(lone, stores[0], fail_twice)
    await write_elsewhere(stores[1], board, an_id("theirs"))
    await tab.until(lambda: an_id("theirs") in tab.cards())
    assert len(failed) == 2


async def test_r915_a_writer_that_waits_keeps_nobody_from_hearing_of_others(
    stores: list[Store], lone: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    board = await new_board(stores[0])
    tab = await Tab().enter(lone, board)
    waiting = threading.Event()
    monkeypatch.setattr(stores[0]._database, "mark_of_others", lambda: waiting.wait(20))
    await write_elsewhere(stores[1], board, an_id("theirs"))
    await tab.until(lambda: an_id("theirs") in tab.cards())
    assert not waiting.is_set()
    waiting.set()


async def test_r751_who_opens_a_board_is_told_at_once_who_is_on_it_elsewhere(
    stores: list[Store], hubs: list[Hub]
) -> None:
    board = await new_board(stores[0])
    early = await Tab().enter(hubs[0], board)
    say(early, 1234)
    await early.until(lambda: 1234 in people(early))
    late = await Tab().enter(hubs[1], board)  # takes longer to load than an answer takes
    await late.until(lambda: 1234 in people(late))
    say(late, 5678)
    await early.until(lambda: 5678 in people(early))


async def test_r751_presence_that_was_lost_on_the_bus_is_shown_again(
    stores: list[Store], buses: list[Lossy], hubs: list[Hub], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert neighbours.GLIMPSE_S <= 15, "as often as clients renew theirs"
    board = await new_board(stores[0])
    one, two = await enter_both(hubs, board)
    buses[0].blind = True
    say(one, 1234)
    await one.until(lambda: 1234 in people(one))
    await asyncio.sleep(0.05)
    assert 1234 not in people(two)
    buses[0].blind = False
    monkeypatch.setattr(neighbours, "GLIMPSE_S", 0.05)
    again = asyncio.create_task(hubs[0].neighbours.show_everyone())
    await two.until(lambda: 1234 in people(two))
    again.cancel()


async def test_r752_rights_are_judged_where_a_change_comes_in_by_what_another_process_said_of_them(
    stores: list[Store], hubs: list[Hub]
) -> None:
    board = await new_board(stores[0])
    one, two = await enter_both(hubs, board)
    say(two, 1234)
    await one.until(lambda: 1234 in people(one))
    hubs[0].close_participant(board, GRACE.participant, Forbidden.code, "goodbye")
    await two.until(lambda: two.closed)
    assert two.closed == (Forbidden.code, "goodbye")
    assert one.closed == (Forbidden.code, "goodbye")
