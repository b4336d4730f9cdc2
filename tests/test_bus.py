"""The bus between processes: what every bus must do, and what is Redis's own, on a real server."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager

import pytest

from boards.schema import Binding, Stamp
from outside import ValkeyServer, valkey, valkey_server
from running import unused_port
from server import redis_bus
from server.bus import Bus, Exchange, Glimpse, LocalBus, Parcel
from server.redis_bus import RedisBus, stream
from server.refusal import Unusable
from server.secret import new_id

__all__ = ["valkey"]

PARCEL = Parcel(3, 4, b"\x00\nan update", {2**53 - 1: Binding("dee", None), 7: Binding(None, "inv")}, {"c" * 21: Stamp("dee", None, 7, "S1")})  # fmt: skip  # noqa: E501


class Listener:
    """Ears that write down what they hear."""

    def __init__(self) -> None:
        self.heard: list[tuple[object, ...]] = []

    def parcel(self, board: str, parcel: Parcel) -> None:
        self.heard.append(("parcel", board, parcel))

    def glimpse(self, board: str, process: str, glimpse: Glimpse) -> None:
        self.heard.append(("glimpse", board, glimpse))

    def bell(self, board: str) -> None:
        self.heard.append(("bell", board))

    def asked(self, board: str) -> None:
        self.heard.append(("asked", board))

    def dismissed(self, board: str, participant: str | None, code: int, reason: str) -> None:
        self.heard.append(("dismissed", board, participant, code, reason))

    def nudged(self, board: str, participant: str) -> None:
        self.heard.append(("nudged", board, participant))

    def lost(self, process: str) -> None:
        self.heard.append(("lost", process))

    def reconnected(self) -> None:
        self.heard.append(("reconnected",))

    def parcels(self, board: str) -> list[Parcel]:
        return [one[2] for one in self.heard if one[:2] == ("parcel", board)]  # type: ignore[misc]

    async def until(self, what: Callable[[], object], timeout_s: float = 8) -> None:
        deadline = time.monotonic() + timeout_s
        while not what():
            assert time.monotonic() < deadline, f"never heard; heard {self.heard[-20:]}"
            await asyncio.sleep(0.005)


MakeBus = Callable[[], Awaitable[tuple[Bus, Listener]]]


class BusAcceptance:
    """Run against every bus. A module's class gives the fixture `make_bus`."""

    async def test_r570_what_one_sends_the_others_hear_in_order_and_never_itself(self, make_bus: MakeBus) -> None:
        (one, own), (other, ears) = await make_bus(), await make_bus()
        board = new_id()
        for bus in (one, other):
            await bus.follow(board)
        sent = [Parcel(n, n, b"%d" % n * 50) for n in range(1, 120)]
        for parcel in sent:
            one.send(board, parcel)
            await asyncio.sleep(0)
        await ears.until(lambda: len(ears.parcels(board)) == len(sent))
        assert ears.parcels(board) == sent
        assert own.parcels(board) == []

    async def test_r570_a_parcel_comes_as_it_was_sent(self, make_bus: MakeBus) -> None:
        (one, _), (other, ears) = await make_bus(), await make_bus()
        board = new_id()
        await other.follow(board)
        await one.follow(board)
        one.send(board, PARCEL)
        await ears.until(lambda: ears.parcels(board))
        assert ears.parcels(board) == [PARCEL]

    async def test_r570_who_does_not_follow_a_board_hears_nothing_of_it(self, make_bus: MakeBus) -> None:
        (one, _), (other, ears) = await make_bus(), await make_bus()
        board, elsewhere = new_id(), new_id()
        for bus in (one, other):
            await bus.follow(board)
        await one.follow(elsewhere)
        one.send(elsewhere, PARCEL)
        one.ring(elsewhere)
        one.ring(board)
        await ears.until(lambda: ("bell", board) in ears.heard)
        other.leave(board)
        await asyncio.sleep(0.05)
        one.send(board, PARCEL)
        await asyncio.sleep(0.1)
        assert all(elsewhere not in heard for heard in ears.heard)
        assert ears.parcels(board) == []

    async def test_r571_presence_bells_questions_and_farewells_arrive(self, make_bus: MakeBus) -> None:
        (one, _), (other, ears) = await make_bus(), await make_bus()
        board = new_id()
        for bus in (one, other):
            await bus.follow(board)
        glimpse = Glimpse(b"\x01\n\x00", {7: Binding("dee", "inv")})
        one.show(board, glimpse)
        one.ring(board)
        one.ask(board)
        one.dismiss(board, "dee", 4403, "goodbye, and thank you")
        one.dismiss(board, None, 4404, "gone")
        one.nudge(board, "dee")
        wanted = [
            ("glimpse", board, glimpse),
            ("bell", board),
            ("asked", board),
            ("dismissed", board, "dee", 4403, "goodbye, and thank you"),
            ("dismissed", board, None, 4404, "gone"),
            ("nudged", board, "dee"),
        ]
        await ears.until(lambda: all(one in ears.heard for one in wanted))

    async def test_r572_a_process_that_ends_is_missed_at_once(self, make_bus: MakeBus) -> None:
        (one, _), (_, ears) = await make_bus(), await make_bus()
        await asyncio.sleep(0.1)
        await one.stop()
        await ears.until(lambda: any(heard[0] == "lost" for heard in ears.heard), 2)


class TestLocalBus(BusAcceptance):
    """The whole acceptance suite."""

    @pytest.fixture
    async def make_bus(self) -> AsyncIterator[MakeBus]:
        exchange, buses = Exchange(), list[LocalBus]()

        async def make() -> tuple[Bus, Listener]:
            buses.append(LocalBus(exchange, new_id()))
            ears = Listener()
            await buses[-1].start(ears)
            return buses[-1], ears

        yield make
        for bus in buses:
            await bus.stop()

    async def test_r570_a_bus_of_its_own_has_nobody_to_tell(self) -> None:
        bus = LocalBus()
        await bus.start(Listener())
        assert bus.alone


class TestRedisBus(BusAcceptance):
    """The whole acceptance suite."""

    @pytest.fixture
    async def make_bus(self, valkey: ValkeyServer) -> AsyncIterator[MakeBus]:
        async with buses_on(valkey.url) as make:
            yield make


@pytest.fixture(scope="module")
def cluster() -> Iterator[ValkeyServer]:
    """A cluster of one node that has all slots."""
    with valkey_server("--cluster-enabled", "yes", "--cluster-port", str(unused_port())) as server:
        server.say("CLUSTER", "ADDSLOTSRANGE", "0", "16383")
        deadline = time.monotonic() + 10
        while b"cluster_state:ok" not in server.say("CLUSTER", "INFO"):
            assert time.monotonic() < deadline
            time.sleep(0.05)
        yield server


@pytest.mark.slow
class TestRedisCluster(BusAcceptance):
    """The whole acceptance suite."""

    @pytest.fixture
    async def make_bus(self, cluster: ValkeyServer) -> AsyncIterator[MakeBus]:
        async with buses_on(cluster.url) as make:
            yield make


@asynccontextmanager
async def buses_on(url: str) -> AsyncIterator[MakeBus]:
    """Makes buses through this server."""
    buses: list[RedisBus] = []

    async def make() -> tuple[Bus, Listener]:
        buses.append(RedisBus(url))
        ears = Listener()
        await buses[-1].start(ears)
        await ears.until(lambda: buses[-1].lit)
        return buses[-1], ears

    yield make
    for bus in buses:
        await bus.stop()


@pytest.fixture
async def make_bus(valkey: ValkeyServer) -> AsyncIterator[MakeBus]:
    async with buses_on(valkey.url) as make:
        yield make


async def test_r573_what_was_sent_while_the_connection_was_cut_is_read_when_it_is_back(
    make_bus: MakeBus, valkey: ValkeyServer
) -> None:
    (one, _), (other, ears) = await make_bus(), await make_bus()
    board = new_id()
    for bus in (one, other):
        await bus.follow(board)
    one.send(board, Parcel(1, 1, b"before"))
    await ears.until(lambda: len(ears.parcels(board)) == 1)
    ears.heard.clear()
    valkey.say("CLIENT", "KILL", "TYPE", "pubsub")
    valkey.say("XADD", stream(board), "*", "by", "someone", "parcel", Parcel(2, 2, b"meanwhile").packed().decode())
    await ears.until(lambda: ("reconnected",) in ears.heard and ears.parcels(board))
    assert [parcel.update for parcel in ears.parcels(board)] == [b"meanwhile"]


async def test_r574_what_can_not_be_read_rings_the_bell_and_stops_nothing(
    make_bus: MakeBus, valkey: ValkeyServer
) -> None:
    (one, _), (other, ears) = await make_bus(), await make_bus()
    board, fine = new_id(), new_id()
    for bus in (one, other):
        await bus.follow(board)
        await bus.follow(fine)
    valkey.say("XADD", stream(board), "*", "by", "someone", "parcel", "no parcel")
    for note in ("nonsense", "x shown y", "x grown ", "x dismiss [1]"):
        valkey.say("SPUBLISH", redis_bus.channel(board), note)
    one.send(board, PARCEL)
    one.send(fine, PARCEL)
    await ears.until(lambda: ears.parcels(board) and ears.parcels(fine))
    assert ("bell", board) in ears.heard


async def test_r574_a_flooded_board_delays_no_other(make_bus: MakeBus) -> None:
    (one, _), (other, ears) = await make_bus(), await make_bus()
    flooded, fine = new_id(), new_id()
    for bus in (one, other):
        await bus.follow(flooded)
        await bus.follow(fine)
    flooding = True

    async def flood() -> None:
        number = 0
        while flooding:
            number += 1
            one.send(flooded, Parcel(number, number, b"x" * 20_000))
            await asyncio.sleep(0.0005)

    task = asyncio.create_task(flood())
    took: list[float] = []
    for number in range(1, 20):
        await asyncio.sleep(0.03)
        start = time.monotonic()
        one.send(fine, Parcel(number, number, b"y"))
        await ears.until(lambda number=number: len(ears.parcels(fine)) == number)  # type: ignore[misc]
        took.append(time.monotonic() - start)
    flooding = False
    await task
    took.sort()
    beside = len(ears.parcels(flooded))
    print(f"beside {beside} parcels of 20 kB: median {took[9] * 1000:.1f}, most {took[-1] * 1000:.1f} ms")
    assert took[9] < 0.2


async def test_r570_a_parcel_too_large_for_the_bus_rings_the_bell(make_bus: MakeBus) -> None:
    (one, _), (other, ears) = await make_bus(), await make_bus()
    board = new_id()
    for bus in (one, other):
        await bus.follow(board)
    one.send(board, Parcel(1, 1, b"x" * (redis_bus.MAX_PARCEL_BYTES + 1)))
    await ears.until(lambda: ("bell", board) in ears.heard)


async def test_r570_streams_stay_short_and_end_by_themselves(make_bus: MakeBus, valkey: ValkeyServer) -> None:
    (one, _), (other, ears) = await make_bus(), await make_bus()
    board = new_id()
    for bus in (one, other):
        await bus.follow(board)
    for number in range(3000):
        one.send(board, Parcel(number, number, b"x"))
        if number % 40 == 0:
            await asyncio.sleep(0.005)
    await ears.until(lambda: ears.parcels(board) and ears.parcels(board)[-1].first == 2999)
    length = int(valkey.say("XLEN", stream(board))[1:])
    assert redis_bus.STREAM_LENGTH <= length < redis_bus.STREAM_LENGTH * 1.3
    assert 0 < int(valkey.say("TTL", stream(board))[1:]) <= redis_bus.STREAM_LIVES_S


def test_r576_an_address_of_nothing_is_refused_in_words() -> None:
    with pytest.raises(Unusable, match="looks like redis://"):
        RedisBus("http://there")


# A server that fails


@pytest.fixture
def own() -> Iterator[ValkeyServer]:
    """A server for tests that do it harm."""
    with valkey_server() as server:
        yield server


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(redis_bus, "ANSWER_S", 0.5)
    monkeypatch.setattr(redis_bus, "GONE_S", 1.5)
    monkeypatch.setattr(redis_bus, "BEAT_S", 0.3)
    monkeypatch.setattr(redis_bus, "AGAIN_S", 0.1)


async def check_dark_then_lit(one: RedisBus, other: RedisBus, ears: Listener, back: Callable[[], object]) -> None:
    """While it is down nothing waits or raises; once it is back, it works by itself."""
    board = new_id()
    await ears.until(lambda: not one.lit and not other.lit)
    start = time.monotonic()
    await other.follow(board)
    one.send(board, PARCEL)
    one.ring(board)
    assert time.monotonic() - start < 0.1
    ears.heard.clear()
    await asyncio.to_thread(back)
    await ears.until(lambda: one.lit and other.lit and ("reconnected",) in ears.heard)
    await one.follow(board)
    one.send(board, PARCEL)
    await ears.until(lambda: ears.parcels(board) or ("bell", board) in ears.heard)


HARM: dict[str, tuple[Callable[[ValkeyServer], object], Callable[[ValkeyServer], object]]] = {
    "killed": (lambda server: server.kill(), lambda server: server.start()),
    "frozen": (lambda server: server.freeze(), lambda server: server.thaw()),
    "out of memory": (
        lambda server: server.say("CONFIG", "SET", "maxmemory", "1"),
        lambda server: server.say("CONFIG", "SET", "maxmemory", "0"),
    ),
    "read-only": (
        lambda server: server.say("REPLICAOF", "127.0.0.1", "1"),
        lambda server: server.say("REPLICAOF", "NO", "ONE"),
    ),
}


@pytest.mark.faults
@pytest.mark.parametrize("harm", HARM)
async def test_r575_a_server_that_fails_stops_nothing_and_is_taken_up_again(
    own: ValkeyServer, quick: None, harm: str, caplog: pytest.LogCaptureFixture
) -> None:
    do, undo = HARM[harm]
    async with buses_on(own.url) as make:
        (one, _), (other, ears) = await make(), await make()
        assert isinstance(one, RedisBus) and isinstance(other, RedisBus)
        board = new_id()
        await other.follow(board)
        do(own)
        for number in range(3):
            one.send(board, Parcel(number, number, b"x"))
            other.send(board, Parcel(number, number, b"x"))
            await asyncio.sleep(0.05)
        await check_dark_then_lit(one, other, ears, lambda: undo(own))
    said = [record.message for record in caplog.records if record.name == "sameroom.bus"]
    assert sum("the bus is down; boards go on" in words for words in said) <= 4, said


@pytest.mark.faults
async def test_r575_a_server_that_was_flushed_is_written_to_anew(own: ValkeyServer, quick: None) -> None:
    async with buses_on(own.url) as make:
        (one, _), (other, ears) = await make(), await make()
        board = new_id()
        for bus in (one, other):
            await bus.follow(board)
        one.send(board, Parcel(1, 1, b"before"))
        await ears.until(lambda: len(ears.parcels(board)) == 1)
        own.say("FLUSHALL")
        one.send(board, Parcel(2, 2, b"after"))
        await ears.until(lambda: ears.parcels(board)[-1].first == 2 or ("bell", board) in ears.heard)


@pytest.mark.faults
async def test_r572_a_process_that_died_is_missed_after_a_while(own: ValkeyServer, quick: None) -> None:
    async with buses_on(own.url) as make:
        (one, _), (_, ears) = await make(), await make()
        assert isinstance(one, RedisBus)
        await asyncio.sleep(0.5)
        for task in list(one._tasks):  # as if by kill -9: it says nothing more
            task.cancel()
        await ears.until(lambda: ("lost", one.process) in ears.heard, 4)


@pytest.mark.faults
async def test_r572_a_process_that_died_before_its_first_beat_was_heard_is_missed_too(
    own: ValkeyServer, quick: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    beats, mute = RedisBus._beat, list[RedisBus]()

    async def beat(bus: RedisBus) -> None:
        if not mute or mute[0] is bus:
            mute[:] = [bus]
            await asyncio.Event().wait()
        await beats(bus)

    monkeypatch.setattr(RedisBus, "_beat", beat)
    async with buses_on(own.url) as make:
        (one, _), (other, ears) = await make(), await make()
        assert isinstance(one, RedisBus) and mute == [one]
        board = new_id()
        await other.follow(board)
        one.show(board, Glimpse(b"\x01\n\x00", {}))
        await ears.until(lambda: any(what[0] == "glimpse" for what in ears.heard))
        for task in list(one._tasks):
            task.cancel()
        await ears.until(lambda: ("lost", one.process) in ears.heard, 4)
