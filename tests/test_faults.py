"""Whatever fails: nothing acknowledged is lost, nothing is doubled, everyone ends up alike, and it heals by itself.

`make faults` runs all of it at full length; without SAMEROOM_FAULTS a bounded share of it runs.
"""

import asyncio
import contextlib
import os
import random
import resource
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

import asyncpg  # type: ignore[import-untyped]
import pytest
from pycrdt import Map, Text

from boards.document import Document
from conftest import StartServer
from history import Person, check, marks, settle
from outside import NOBODY, PostgresServer, ValkeyServer, own_folder
from person import an_id
from running import Invitations, RunningServer, run_apart
from server import clock
from server.hub import RECOVER_S, Hub
from server.record import Participant
from server.settings import Settings
from server.store import Store
from test_crash import as_others_see_it, ballast, content, disk, findings, until
from test_hub import Tab
from test_scale import fetched
from wire_client import WireClient, connected, wire_client
from wires import Cable, cable
from witness import Witness, witness

pytestmark = pytest.mark.faults

ALL = bool(os.environ.get("SAMEROOM_FAULTS"))
KILLS = int(os.environ.get("SAMEROOM_FAULT_ROUNDS") or (100 if ALL else 2))
only_all = pytest.mark.skipif(not ALL, reason="runs with make faults")


class Town:
    """Two servers on one PostgreSQL and one Redis, each behind a cable of its own, and people who write."""

    def __init__(self, stack: AsyncExitStack, folder: Path, rng: random.Random, small_disk: bool = False) -> None:
        self.stack, self.folder, self.rng, self.small_disk = stack, folder, rng, small_disk
        self.people: list[Person] = []
        self.promised: set[str] = set()
        self._living: list[asyncio.Task[None]] = []

    async def build(self) -> "Town":
        for_postgres, for_redis = (self.stack.enter_context(own_folder()) for _ in range(2))
        if self.small_disk:
            self.stack.enter_context(disk(for_postgres, 600, NOBODY))
        self.postgres = await asyncio.to_thread(PostgresServer, for_postgres, max_connections=30)
        self.redis = ValkeyServer(for_redis, "--appendonly", "yes")
        await asyncio.to_thread(self.postgres.start)
        await asyncio.to_thread(self.redis.start)
        self.stack.callback(self.redis.stop)
        self.stack.callback(self.postgres.stop)
        database = self.postgres.new_database()
        self.cables: dict[str, list[Cable]] = {"postgres": [], "redis": [], "people": []}
        self.servers = []
        for number in range(2):
            to_postgres = await self.stack.enter_async_context(cable(self.postgres.port))
            to_redis = await self.stack.enter_async_context(cable(self.redis.port))
            self.cables["postgres"].append(to_postgres)
            self.cables["redis"].append(to_redis)
            own = self.folder / f"{number}"
            own.mkdir()
            server = RunningServer(
                own,
                database_url=database.replace(f":{self.postgres.port}/", f":{to_postgres.port}/"),
                redis_url=f"redis://127.0.0.1:{to_redis.port}/0",
                log_level="warning",
                ping_s=2,
            )
            server.skew(0)
            self.servers.append(server)
            self.stack.push_async_callback(asyncio.to_thread, server.close)  # its cables end in this loop
            server.launch()
        for server in self.servers:
            await asyncio.to_thread(server.wait_ready, 60)
            self.cables["people"].append(await self.stack.enter_async_context(cable(server.port)))
        self.database = database
        self.board: Invitations = await asyncio.to_thread(self.servers[0].new_board)
        return self

    def urls(self) -> list[str]:
        return [self.url(one.port) for one in self.cables["people"]]

    def url(self, port: int) -> str:
        return f"ws://127.0.0.1:{port}/sync/{self.board.id}?invitation={self.board.contributor}"

    def seen_by_someone(self) -> AbstractAsyncContextManager[Witness]:
        """Somebody with a browser, on the first server."""
        return witness(f"http://127.0.0.1:{self.cables['people'][0].port}", self.board)

    def busy(self) -> int:
        """Number of a server that somebody is on."""
        ports = [one.port for one in self.cables["people"]]
        return next(
            ports.index(port)
            for person in self.people
            if person.client.close_code is None and (port := int(person.client.url.split(":")[2].split("/")[0]))
        )

    def come(self, count: int = 4) -> None:
        for number in range(count):
            person = Person(f"p{len(self.people)}n{number}", self.urls, self.rng)
            self.people.append(person)
            self._living.append(asyncio.create_task(person.live()))

    async def a_while(self, seconds: float) -> None:
        """People go on writing; what they are told stays with them."""
        await asyncio.sleep(seconds)

    async def judge(self) -> None:
        """Everything is whole again: look at what there is."""
        before = len(self.promised)
        await self.a_while(1)
        for person in self.people:
            person.writes = True
        await self.a_while(1)
        try:
            await settle(self.people, self.stored)
        except TimeoutError:
            held = [len(marks(content(await as_others_see_it(self.url(one.port))))) for one in self.servers]
            seen: list[object] = [held]
            seen += [
                (p.name, p.client.url[:22], p.client.synced, p.client.close_code, len(p.acknowledged()), p.codes)
                for p in self.people
            ]
            ended = [task.exception() for task in self._living if task.done()]
            raise AssertionError(
                f"{ended} never alike: {seen}\n{self.servers[0].log[-3000:]}\n{self.servers[1].log[-3000:]}"
            ) from None
        for person in self.people:
            self.promised |= person.acknowledged()
        stored = await self.stored()
        check(self.people, stored, self.promised)
        assert len(self.promised) > before or before > 20, "hardly anything was acknowledged: the test is void"
        sent = sum(len(person.sent) for person in self.people)
        print(f"{len(self.promised)} marks acknowledged of {sent} sent; all there, once")

    def told(self) -> Counter[tuple[int | None, str]]:
        """How connections ended, all people's together."""
        return sum((person.codes for person in self.people), Counter())

    async def stored(self) -> dict[str, Any]:
        """The board, as somebody sees it who comes now to either server."""
        return content(await as_others_see_it(self.url(self.rng.choice(self.servers).port)))

    async def leave(self) -> None:
        for task in self._living:
            task.cancel()
        await asyncio.gather(*self._living, return_exceptions=True)


@asynccontextmanager
async def town(folder: Path, small_disk: bool = False) -> AsyncIterator[Town]:
    """`small_disk`: PostgreSQL has one of its own, which can be filled."""
    seed = int(os.environ.get("SAMEROOM_FAULT_SEED") or random.randrange(2**32))
    print("seed", seed)
    async with AsyncExitStack() as stack:
        made = await Town(stack, folder, random.Random(seed), small_disk).build()
        made.come()
        try:
            await made.a_while(1.5)
            yield made
        finally:
            await made.leave()


Harm = Callable[[Town], Coroutine[Any, Any, None]]


async def server_killed(town: Town) -> None:
    for _ in range(KILLS):
        server = town.rng.choice(town.servers)
        await town.a_while(town.rng.uniform(0.05, 0.6))
        await asyncio.to_thread(server.kill)
        await town.a_while(town.rng.uniform(0, 0.3))
        server.launch()
        await asyncio.to_thread(server.wait_ready, 60)
    print(KILLS, "kills")


async def redis_killed(town: Town) -> None:
    for _ in range(10 if ALL else 1):
        await asyncio.to_thread(town.redis.kill)
        await town.a_while(1.5)
        await asyncio.to_thread(town.redis.start)
        await town.a_while(1)


async def redis_restarted_empty(town: Town) -> None:
    await asyncio.to_thread(town.redis.kill)
    for path in town.redis.folder.glob("appendonlydir/*"):
        path.unlink()
    await town.a_while(1)
    await asyncio.to_thread(town.redis.start)


async def redis_frozen(town: Town) -> None:
    town.redis.freeze()
    await town.a_while(30 if ALL else 4)
    assert "Redis does not answer" in await asyncio.to_thread(fetched, town.servers[0], "/readyz")
    town.redis.thaw()


async def redis_flushed(town: Town) -> None:
    for _ in range(5):
        town.redis.say("FLUSHALL")
        await town.a_while(0.4)


async def redis_out_of_memory(town: Town) -> None:
    town.redis.say("CONFIG", "SET", "maxmemory", "1")
    await town.a_while(3)
    town.redis.say("CONFIG", "SET", "maxmemory", "0")


async def postgres_killed(town: Town) -> None:
    for _ in range(10 if ALL else 1):
        await asyncio.to_thread(town.postgres.kill)
        await town.a_while(1.5)
        await asyncio.to_thread(town.postgres.start)
        await town.a_while(1.5)


async def postgres_restarted(town: Town) -> None:
    await asyncio.to_thread(town.postgres.stop)
    await asyncio.to_thread(town.postgres.start)


async def postgres_read_only(town: Town) -> None:
    town.postgres.sql("ALTER SYSTEM SET default_transaction_read_only = on")
    town.postgres.sql("SELECT pg_reload_conf()")
    await town.a_while(3)
    assert "the database is read-only" in town.servers[0].log + town.servers[1].log
    town.postgres.sql("ALTER SYSTEM RESET default_transaction_read_only")
    town.postgres.sql("SELECT pg_reload_conf()")


async def postgres_without_connections(town: Town) -> None:
    taken = []

    async def take_all() -> None:
        with contextlib.suppress(asyncpg.PostgresError, OSError):
            while True:
                taken.append(await asyncpg.connect(town.database))

    await take_all()
    for line in town.cables["postgres"]:
        line.refuses = True
        line.cut()
    await town.a_while(0.5)
    await take_all()  # those that were theirs
    for line in town.cables["postgres"]:
        line.refuses = False
    await town.a_while(3)
    assert "no connection left" in town.servers[0].log + town.servers[1].log
    for connection in taken:
        await connection.close()


async def postgres_disk_full(town: Town) -> None:
    for _ in range(3):
        async with ballast(town.postgres.folder):
            await town.a_while(3)
        await town.a_while(1)
    assert "the database server's disk is full" in town.servers[0].log + town.servers[1].log


async def cut_off(town: Town, line: Cable) -> None:
    """Cut again and again, then for a while."""
    for _ in range(3):
        line.cut()
        await town.a_while(0.5)
    line.refuses = True
    line.cut()
    await town.a_while(2)
    line.refuses = False


async def cut_from_redis(town: Town) -> None:
    await cut_off(town, town.cables["redis"][0])


async def cut_from_postgres(town: Town) -> None:
    await cut_off(town, town.cables["postgres"][town.busy()])


async def cut_from_people(town: Town) -> None:
    await cut_off(town, town.cables["people"][0])


async def silent_postgres(town: Town) -> None:
    """The cable is cut without anyone being told: the server gives up on it by itself."""
    line = town.cables["postgres"][town.busy()]
    line.silent = True
    await town.a_while(20)
    line.silent = False
    line.cut()


async def slow_and_lossy(town: Town) -> None:
    for line in (*town.cables["people"], *town.cables["redis"]):
        line.delay_s, line.loss = 0.15, 0.05  # there and back: 300 ms
    await town.a_while(10 if ALL else 4)
    for line in (*town.cables["people"], *town.cables["redis"]):
        line.delay_s, line.loss = 0.0, 0.0


async def half_open(town: Town) -> None:
    line = town.cables["people"][0]
    line.silent = True
    await town.a_while(6)  # the server's pings find out; the people, when they are told
    line.cut()
    line.silent = False


async def clocks_jump(town: Town) -> None:
    """By an hour, a day, and back before it all began; each server's its own way."""
    for ahead, behind in ((3_600, -3_600), (-7_200, 86_400), (86_400 * 400, -86_400)):
        town.servers[0].skew(ahead)
        town.servers[1].skew(behind)
        await town.a_while(2)
    for server in town.servers:
        server.skew(0)


NOT_SAVED = (4503, "the server can't save right now")
LOADING_MB = 0.0065
"""For each mark on the board: a process that loads it from its rows keeps what that took. Ten kills of PostgreSQL
in a row with 4,400 marks: 114 MB before, 139 after the first, 144 after the last."""
AGAIN = (1011, "another server came first; the board is loaded again")
CUT = {(1006, ""), (None, "")}
LATE = (1011, "no answer to a ping")
"""Pings are 2 s apart here, and this loop is kept for as long by looking through many thousand marks."""
SAID: dict[Harm, set[tuple[int | None, str]]] = {
    postgres_killed: {NOT_SAVED},
    postgres_read_only: {NOT_SAVED},
    postgres_without_connections: {NOT_SAVED},
    postgres_disk_full: {NOT_SAVED},
    cut_from_postgres: {NOT_SAVED},
    silent_postgres: {NOT_SAVED},
}
"""What somebody must have been told. Of Redis nobody is told anything, since nothing stops."""
UNSEEN: set[Harm] = {
    redis_killed,
    redis_restarted_empty,
    redis_frozen,
    redis_flushed,
    redis_out_of_memory,
    cut_from_redis,
    clocks_jump,
}

HARMS: list[Harm] = [server_killed, redis_killed, postgres_killed]
LATER: list[Harm] = [
    redis_restarted_empty,
    redis_frozen,
    redis_flushed,
    redis_out_of_memory,
    postgres_restarted,
    postgres_read_only,
    postgres_without_connections,
    postgres_disk_full,
    cut_from_redis,
    cut_from_postgres,
    cut_from_people,
    silent_postgres,
    slow_and_lossy,
    half_open,
    clocks_jump,
]


OUR_END = "Something went wrong at our end. "
OFFLINE = "You’re offline. Keep going. "
READ: dict[Harm, set[str]] = {
    server_killed: {OFFLINE},
    cut_from_people: {OFFLINE},
    postgres_killed: {OUR_END},
    postgres_read_only: {OUR_END},
    postgres_without_connections: {OUR_END},
    postgres_disk_full: {OUR_END},
}
"""What somebody with a browser on the first server must have read."""


async def seen_by_people(here: Town, grace: Witness, harm: Harm, words: str) -> None:
    """What her page said while it lasted was plain and true; it says that all is well, and her words are there."""
    await grace.all_is_well()
    said = await grace.told()
    print("read:", said)
    begun = {start for start in (OUR_END, OFFLINE) if any(one.startswith(start) for one in said)}
    assert [one for one in said if not one.startswith((OUR_END, OFFLINE))] == []
    assert all("safe" in one for one in said), "it must say what becomes of one's words"
    assert READ.get(harm, set()) <= begun, f"her page did not tell her: {said}"
    assert not begun or harm not in UNSEEN, f"nothing stopped, and yet: {said}"
    texts = [card["text"] for card in (await here.stored()).values()]  # others have written on in it
    assert sum(words in text for text in texts) == 1


async def done_and_judged(here: Town, harm: Harm, grace: Witness | None = None) -> None:
    """Do it; then everything must be whole again, and people must have been told the truth, and nothing else."""
    print("harm:", harm.__name__)
    before = Counter(here.told())
    held = {server.pid: server.memory_bytes() for server in here.servers}
    start = time.monotonic()
    if grace is None:
        await harm(here)
    else:
        await grace.told()
        doing = asyncio.create_task(harm(here))
        await asyncio.sleep(1)
        words = await grace.write()
        await doing
    healed = time.monotonic()
    await here.judge()
    if grace is not None:
        await seen_by_people(here, grace, harm, words)
    told = here.told() - before
    print(f"{harm.__name__}: {healed - start:.0f} s, alike {time.monotonic() - healed:.0f} s later; told {dict(told)}")
    wanted = SAID.get(harm, set())
    assert wanted <= told.keys(), f"people were not told: {told}"
    assert told.keys() <= {LATE} | (set() if harm in UNSEEN else {NOT_SAVED, AGAIN, *CUT}), f"people were told {told}"
    if harm in SAID:
        await here.a_while(RECOVER_S + 2)
    for server in here.servers:
        grown = (server.memory_bytes() - held.get(server.pid, server.memory_bytes())) / 1e6
        print(f"memory {grown:+.1f} MB")
        assert grown < 25 + LOADING_MB * len(here.promised)
    for person in here.people:
        person.writes = True


async def test_r600_whatever_fails_nothing_acknowledged_is_lost_and_everyone_ends_up_alike(tmp_path: Path) -> None:
    async with AsyncExitStack() as stack:
        here = await stack.enter_async_context(town(tmp_path))
        grace = await stack.enter_async_context(here.seen_by_someone()) if ALL else None
        for harm in HARMS:
            await done_and_judged(here, harm, grace)
        assert await asyncio.to_thread(run_apart, findings(here.servers[0])) == []


@only_all
@pytest.mark.parametrize("harm", LATER, ids=lambda harm: harm.__name__)
async def test_r600_and_so_for_every_other_harm(tmp_path: Path, harm: Harm) -> None:
    async with (
        town(tmp_path, small_disk=harm is postgres_disk_full) as here,
        here.seen_by_someone() as grace,
    ):
        await done_and_judged(here, harm, grace)
        assert await asyncio.to_thread(run_apart, findings(here.servers[0])) == []


@only_all
async def test_r900_memory_is_back_where_it_was_when_nothing_could_be_saved_for_a_while(
    start_server: StartServer,
) -> None:
    server = start_server(log_level="error")
    board = server.new_board()
    server.change(board, thousands_of_cards)
    rng = random.Random(0)
    people = [Person(f"p{n}n{n}", lambda: [server.sync_url(board)], rng) for n in range(4)]
    living = [asyncio.create_task(person.live()) for person in people]
    await asyncio.sleep(4)
    before = server.memory_bytes()
    for _ in range(6):
        resource.prlimit(server.pid, resource.RLIMIT_FSIZE, (0, resource.RLIM_INFINITY))
        await asyncio.sleep(1.5)
        resource.prlimit(server.pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
        await asyncio.sleep(2)
    await asyncio.sleep(RECOVER_S + 2)
    grown = (server.memory_bytes() - before) / 1e6
    print(f"memory {grown:+.1f} MB")
    assert sum(sum(person.codes.values()) for person in people) > 12, "hardly anyone was sent away: the test is void"
    assert grown < 80, "two boards' worth; it was five"
    await settle(people, lambda: as_stored(server, board))
    for task in living:
        task.cancel()
    await asyncio.gather(*living, return_exceptions=True)


async def as_stored(server: RunningServer, board: Invitations) -> dict[str, Any]:
    """The board, as somebody sees it who comes now."""
    return content(await as_others_see_it(server.sync_url(board)))


def thousands_of_cards(document: Document) -> None:
    """As an import brings them."""
    for n in range(4_000):
        place = {"pos": [n, n, n], "size": [200, 100], "zone": None, "order": f"a{n:04}"}
        words = {"kind": "note", "text": Text("words " * 10), "tags": [], "fields": Map({})}
        document.root("cards")[an_id(f"many{n}")] = Map({**place, **words})


async def test_r601_one_client_that_comes_back_a_thousand_times_costs_nothing(start_server: StartServer) -> None:
    rounds = 1000 if ALL else 150
    server = start_server(log_level="warning")
    board = server.new_board()
    client = WireClient(server.sync_url(board))

    async def come_back(times: int) -> None:
        for number in range(times):
            async with connected(client):
                await client.until(lambda: client.synced)
                await client.add(f"<c.{number}>") if number % 10 == 0 else None

    await come_back(50)
    before = server.memory_bytes()
    await come_back(rounds)
    grown = (server.memory_bytes() - before) / 1e6
    print(f"{rounds} times: memory +{grown:.1f} MB")
    assert grown < 12
    await until(lambda: "sameroom_open_sockets 0" in fetched(server, "/metrics"))
    assert len(await asyncio.to_thread(run_apart, everyone_on(server, board))) == 1, "they are on the list many times"


async def everyone_on(server: RunningServer, board: Invitations) -> list[Participant]:
    """Who is on the list of people."""
    store = Store(server.database)
    await store.open()
    try:
        return await store.participants(board.id)
    finally:
        await store.close()


async def test_r602_everyone_comes_back_at_once_after_a_restart(start_server: StartServer) -> None:
    people = 500 if ALL else 150
    server = start_server(log_level="warning")
    board = server.new_board(template="demo")
    clients = [WireClient(server.sync_url(board)) for _ in range(people)]
    async with wire_client(server.sync_url(board)) as one:
        card = await one.add("before the restart")
        await one.until(lambda: card in one.acknowledged())
    await asyncio.to_thread(server.stop)
    await asyncio.to_thread(server.start)
    start = time.monotonic()
    async with AsyncExitStack() as stack:
        await asyncio.gather(*(stack.enter_async_context(connected(client)) for client in clients))
        await asyncio.gather(*(client.until(lambda c=client: c.synced, 30) for client in clients))  # type: ignore[misc]
        took = time.monotonic() - start
        print(f"{people} people are back {took:.1f} s after the server ({people / took:.0f} a second, client included)")
        assert all(card in client.plain_cards() for client in clients)
        assert took < 20


async def test_r603_a_torn_last_row_is_left_out_and_nothing_else(start_server: StartServer) -> None:
    rng = random.Random(3)
    server = start_server(log_level="warning")
    board = server.new_board()
    async with wire_client(server.sync_url(board)) as client:
        for number in range(20):
            card = await client.add(f"<a.{number}>")
            await client.until(lambda card=card: card in client.acknowledged())  # type: ignore[misc]
        await asyncio.to_thread(server.kill)
    wal = server.data / "sameroom.db-wal"
    whole = wal.read_bytes()
    wal.write_bytes(whole + whole[32 : 32 + 24 + rng.randrange(4096)])  # half of a frame that was being written
    await asyncio.to_thread(server.start)
    seen = content(await as_others_see_it(server.sync_url(board)))
    assert sorted(marks(seen)) == sorted(f"<a.{number}>" for number in range(20))
    assert run_apart(findings(server)) == []


async def test_r604_a_clock_that_jumps_harms_nobody(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ahead_ms = 0
    monkeypatch.setattr("server.hub.now_ms", lambda: clock.now_ms() + ahead_ms)
    monkeypatch.setattr("server.hub.TEND_S", 0.1)
    store = Store(f"sqlite:///{tmp_path}/sameroom.db")
    await store.open()
    board = an_id("clock")
    await store.create_board(board, "Clock", b"", 1)
    hub = Hub(store, Settings())
    await hub.start()
    try:
        tab = await Tab().enter(hub, board)
        other = await Tab().enter(hub, board)
        for number, jump in enumerate((0, 3_600_000, -7_200_000, 0, 86_400_000)):
            ahead_ms = jump
            tab.add_card(an_id(f"card{number}"))
            async with asyncio.timeout(5):
                while len(list(other.doc.get("cards", type=Map).keys())) < number + 1:
                    other.wake.clear()
                    await other.wake.wait()
            await asyncio.sleep(0.25)  # the hub looks after its rooms meanwhile
        assert tab.closed is None and other.closed is None
    finally:
        await hub.stop()
        await store.close()


async def test_r605_who_slept_for_long_comes_back_with_everything(start_server: StartServer) -> None:
    server = start_server(log_level="warning", unload_after_s=0.2)
    board = server.new_board()
    url = server.sync_url(board)
    sleeper = WireClient(url)
    async with connected(sleeper):
        await sleeper.until(lambda: sleeper.synced)
        await sleeper.add("<s.1>")
        await sleeper.until(lambda: len(sleeper.acknowledged()) == 1)
    await sleeper_adds_offline(sleeper)
    async with wire_client(url) as awake:
        await awake.add("<a.1>")
        await awake.until(lambda: "<a.1>" in marks(awake.acknowledged()))
    await until(lambda: "sameroom_rooms 0" in fetched(server, "/metrics"))  # it left memory, as it would in an hour
    async with connected(sleeper):
        await sleeper.until(lambda: len(marks(sleeper.plain_cards())) == 3 and len(marks(sleeper.acknowledged())) == 3)
    assert sorted(marks(content(await as_others_see_it(url)))) == ["<a.1>", "<s.1>", "<s.2>"]


async def sleeper_adds_offline(sleeper: WireClient) -> None:
    """Edit without a connection."""
    with sleeper.doc.transaction():
        sleeper.cards["s" * 21] = Map(
            {"kind": "note", "zone": None, "pos": [0, 0, 0], "size": [220, 140], "order": "a0", "text": Text("<s.2>")}
        )
    sleeper._outgoing.clear()
