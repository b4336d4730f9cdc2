"""The way in: however many come at once, those who are in notice nothing, and nobody is sent away."""

import asyncio
import contextlib
import os
import statistics
import time
from collections import Counter
from collections.abc import Callable, Coroutine
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any, cast

import pytest
import uvicorn

from conftest import StartServer
from running import Invitations, make_board, unused_port
from server import doorstep, turnstile
from server.app import create_app, uvicorn_config
from server.limit import Crowded
from server.record import Loaded
from server.settings import Settings
from server.store import Store
from server.turnstile import COMING, MOST, Turn, Turnstile
from socket_client import RawSocket
from stock import stock_host
from test_scale import fetched
from wire_client import WireClient, wire_client

ALL = bool(os.environ.get("SAMEROOM_FAULTS"))
NOTICED_MS = 100 if ALL else 400
"""The short run is one among others. On a busy machine it is three times what letters take when nobody comes."""


def here() -> bool:
    """Nobody has hung up."""
    return False


async def come(gate: Turnstile, count: int, gone: Callable[[], bool] = here) -> list[asyncio.Task[Turn | None]]:
    """So many come in one moment."""
    tasks = [asyncio.create_task(gate.turn(gone)) for _ in range(count)]
    await asyncio.sleep(0)
    return tasks


def through(tasks: list[asyncio.Task[Turn | None]]) -> int:
    return sum(task.done() for task in tasks)


async def test_r740_whoever_comes_when_few_come_waits_for_nothing() -> None:
    gate = Turnstile()
    for _ in range(min(COMING, int(MOST))):
        task = asyncio.create_task(gate.turn(here))
        await asyncio.sleep(0)
        assert task.done() and gate.waiting == 0


async def test_r740_many_are_let_in_one_after_the_other_in_the_order_they_came() -> None:
    gate = Turnstile()
    came: list[int] = []
    inside = most_inside = 0

    async def one(number: int) -> None:
        nonlocal inside, most_inside
        turn = await gate.turn(here)
        assert turn is not None
        came.append(number)
        inside += 1
        most_inside = max(most_inside, inside)
        await asyncio.sleep(0.02)
        inside -= 1
        turn.over()
        turn.over()

    start = time.monotonic()
    await asyncio.wait_for(asyncio.gather(*(one(number) for number in range(300))), 20)
    assert came == list(range(300))
    assert most_inside == COMING
    assert time.monotonic() - start > 300 / MOST * turnstile.TICK_S * 0.8, "all at once"
    assert gate.waiting == 0


class Clock:
    """A loop whose timers go off when a test says so, as late as it says."""

    def __init__(self) -> None:
        self.now_s = 0.0
        self.due: list[tuple[float, Callable[[], object]]] = []
        self.create_future = asyncio.get_running_loop().create_future

    def time(self) -> float:
        return self.now_s

    def call_at(self, when_s: float, act: Callable[..., object], *arguments: object) -> None:
        self.due.append((when_s, lambda: act(*arguments)))

    async def go_on(self, late_s: float) -> None:
        [(when_s, act)] = self.due
        self.due.clear()
        self.now_s = when_s + late_s
        act()
        await asyncio.sleep(0)


async def test_r741_while_the_loop_is_late_fewer_are_let_in_and_more_again_when_it_is_not() -> None:
    clock = Clock()
    gate = Turnstile(cast(asyncio.AbstractEventLoop, clock))
    tasks = await come(gate, 500)
    counted = 0

    async def go_in() -> int:
        """Who has a turn takes it, and gives it to the next."""
        nonlocal counted
        before, last = counted, -1
        while last < counted:
            last = counted
            for task in tasks:
                if task.done() and (turn := task.result()):
                    turn.over()
            await asyncio.sleep(0)
            counted = through(tasks)
        return counted - before

    async def let_in(late_s: float) -> int:
        await clock.go_on(late_s)
        return await go_in()

    assert await go_in() == MOST
    assert [await let_in(0.03) for _ in range(6)] == [8, 4, 2, 1, 1, 1]
    on_time = [await let_in(0.001) for _ in range(40)]
    assert on_time == sorted(on_time) and on_time[:2] == [1, 2] and on_time[-1] == MOST
    assert await let_in(0.2) == int(MOST / 2)
    while len(tasks) > counted:
        await let_in(0)
    assert gate.waiting == 0
    while clock.due:
        await let_in(0)  # and it comes to rest


async def test_r742_who_hung_up_takes_nobodys_turn() -> None:
    gate = Turnstile()
    inside = await come(gate, COMING)
    while through(inside) < COMING:
        await asyncio.sleep(turnstile.TICK_S)
    ghosts, last = await come(gate, 500, lambda: True), await come(gate, 1)
    turn = inside[0].result()
    assert turn is not None
    turn.over()
    assert await asyncio.wait_for(last[0], 1) is not None
    assert [await ghost for ghost in ghosts] == [None] * 500


async def test_r742_who_is_cancelled_gives_the_turn_back() -> None:
    gate = Turnstile()
    for _ in range(COMING + 1):
        tasks = await come(gate, 1 + int(MOST))
        while through(tasks) < len(tasks):
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
        for task in tasks:
            if not task.cancelled() and (turn := task.result()):
                turn.over()
    assert await asyncio.wait_for(gate.turn(here), 1) is not None


async def test_r743_who_would_wait_too_long_is_told_to_come_later(monkeypatch: pytest.MonkeyPatch) -> None:
    gate = Turnstile()
    inside = await come(gate, COMING)
    while through(inside) < COMING:
        await asyncio.sleep(turnstile.TICK_S)
    monkeypatch.setattr(turnstile, "PATIENCE_S", 0.05)
    monkeypatch.setattr(turnstile, "WAITING", 3)
    waiting = await come(gate, 3)
    with pytest.raises(Crowded, match="try again") as told:
        await gate.turn(here)
    assert told.value.status == 503
    answers = await asyncio.wait_for(asyncio.gather(*waiting, return_exceptions=True), 5)
    assert all(isinstance(answer, Crowded) for answer in answers)
    assert gate.waiting == 0


def test_r746_requests_to_come_in_are_read_a_few_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    now_s = 1.0
    turns: list[Callable[[], None]] = []

    class Loop:
        def call_later(self, wait_s: float, act: Callable[[], None]) -> None:
            assert wait_s == doorstep.TURN_S
            turns.append(act)

    monkeypatch.setattr(doorstep, "perf_counter", lambda: now_s)
    step = doorstep.Doorstep(cast(asyncio.AbstractEventLoop, Loop()))
    read: list[int] = []

    def reading(number: int) -> Callable[[], None]:
        def act() -> None:
            nonlocal now_s
            now_s += 0.0011
            read.append(number)

        return act

    for number in range(10):
        step.wait(reading(number))
    counts = [len(read)]
    while turns:
        now_s += doorstep.TURN_S
        turns.pop(0)()
        counts.append(len(read))
    assert counts == [4, 8, 10] and read == list(range(10))
    now_s += 1
    step.wait(reading(10))
    assert read[-1] == 10 and not turns, "one who comes alone waits for nothing"


# With real connections


class Slow(Store):
    """A store that loads one board only when it may."""

    slow = ""

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self.may = asyncio.Event()

    async def load(self, board: str) -> Loaded:
        if board == self.slow:
            await self.may.wait()
        return await super().load(board)


async def test_r744_who_waits_for_a_board_that_loads_slowly_holds_up_nobody_on_another(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'sameroom.db'}"
    large, small = [await make_board(url, "A room", "empty") for _ in range(2)]
    store = Slow(url)
    store.slow = large.id
    await store.open()
    settings = Settings(data=tmp_path, port=unused_port())
    server = uvicorn.Server(uvicorn_config(create_app(settings, store), settings))
    server.capture_signals = contextlib.nullcontext  # type: ignore[method-assign, assignment]
    serving = asyncio.create_task(server.serve())
    while not server.started:
        await asyncio.sleep(0.01)

    def where(board: Invitations) -> str:
        return f"ws://127.0.0.1:{settings.port}/sync/{board.id}?invitation={board.contributor}"

    async with AsyncExitStack() as stack:
        many = [asyncio.create_task(stack.enter_async_context(wire_client(where(large)))) for _ in range(3 * COMING)]
        await asyncio.sleep(0.3)
        await asyncio.wait_for(stack.enter_async_context(wire_client(where(small))), 5)
        assert not any(task.done() for task in many)
        store.may.set()
        await asyncio.wait_for(asyncio.gather(*many), 20)
    server.should_exit = True
    await serving
    await store.close()


async def letters(writer: WireClient, reader: WireClient, card: str, until: Callable[[], bool]) -> list[float]:
    """Somebody types, 20 letters a second: how long until somebody else sees each, in ms."""
    took: list[float] = []
    while not until():
        start = time.monotonic()
        await writer.write(card, "x")
        wanted = len(str(writer.plain_cards()[card]["text"]))
        await reader.until(lambda wanted=wanted: len(str(reader.plain_cards()[card]["text"])) >= wanted, 30)  # type: ignore[misc]
        took.append((time.monotonic() - start) * 1000)
        await asyncio.sleep(max(0.0, 0.05 - (time.monotonic() - start)))
    return took


def said(took: list[float]) -> str:
    return f"{len(took)} letters p50 {statistics.median(took):.0f} p95 {near_worst(took):.0f} worst {max(took):.0f} ms"


def near_worst(took: list[float]) -> float:
    """19 of 20 took no longer. Of 80 letters the worst may be that of a disk which stood still for once."""
    return sorted(took)[max(0, len(took) - 1 - len(took) // 20)]


@pytest.mark.faults
async def test_r745_stock_clients_that_return_in_one_moment_are_let_in_and_nobody_inside_notices(
    start_server: StartServer,
) -> None:
    people = 500 if ALL else 100
    server = start_server(log_level="warning")
    full, small = server.new_board(template="demo"), server.new_board()
    async with AsyncExitStack() as stack:
        host = await stack.enter_async_context(stock_host(nice=15))
        pairs = []
        for board in (full, small):
            writer, reader = [await stack.enter_async_context(wire_client(server.sync_url(board))) for _ in range(2)]
            card = await writer.add("")
            await reader.until(lambda card=card, reader=reader: card in reader.plain_cards())  # type: ignore[misc]
            pairs.append((writer, reader, card))
        url, _, secret = server.sync_url(full).rpartition("?invitation=")
        url, _, room = url.rpartition("/")
        where = {"version": "3", "url": url, "room": room, "params": {"invitation": secret}}
        await host.ask("flock", client="f", count=people, **where)
        flock: dict[str, Any] = {}

        async def all_are_in() -> None:
            async with asyncio.timeout(60):
                while (flock.update(await host.ask("look_at_flock", card=pairs[0][2])) or flock)["synced"] < people:
                    await asyncio.sleep(0.1)

        async def meanwhile(what: str, work: Coroutine[Any, Any, None]) -> list[list[float]]:
            task = asyncio.create_task(work)
            took = await asyncio.gather(*(letters(*pair, task.done) for pair in pairs))
            await task
            print(f"{what}: {'; '.join(map(said, took))}")
            return took

        await meanwhile("coming", all_are_in())
        quiet = await meanwhile("quiet", asyncio.sleep(2))
        await host.ask("cut_flock")
        took = await meanwhile("returning", all_are_in())
        backs = flock["back_ms"]
        print(f"{people} were back after {backs[0]:.0f} to {backs[-1]:.0f} ms; codes {flock['closed']}")
        assert flock["informed"] == people and flock["closed"] in ([1006], [None])
        assert max(map(near_worst, took)) < max(NOTICED_MS, 3 * max(map(near_worst, quiet)))
        await asyncio.sleep(0.5)
        assert "sameroom_at_turnstile 0" in fetched(server, "/metrics")


@pytest.mark.faults
async def test_r747_a_server_that_stops_while_many_come_in_ends_in_time_and_tells_everyone_to_come_back(
    start_server: StartServer,
) -> None:
    server = start_server(log_level="warning")
    board = server.new_board(template="demo")
    path = f"/sync/{board.id}?invitation={board.contributor}"

    async def knock() -> bytes:
        async with await RawSocket.request(server.port, path) as peer:
            if not peer.head.startswith(b"HTTP/1.1 101"):
                return peer.head.split()[1]
            code, _ = await peer.closing(8)
            return str(code).encode()

    many = [asyncio.create_task(knock()) for _ in range(300)]
    async with asyncio.timeout(10):
        while "sameroom_at_turnstile 0" in await asyncio.to_thread(fetched, server, "/metrics"):
            pass
    start = time.monotonic()
    assert await asyncio.to_thread(server.stop) == 0
    took = time.monotonic() - start
    ends = Counter(
        end.decode() if isinstance(end, bytes) else type(end).__name__
        for end in await asyncio.gather(*many, return_exceptions=True)
    )
    print(f"ended within {took:.1f} s; {dict(ends)}")
    assert took < 5
    assert ends["503"], "nobody waited: the test is void"
    assert ends.keys() <= {"1012", "503", "IncompleteReadError", "ConnectionResetError", "ConnectionRefusedError"}
    assert "Traceback" not in server.log, server.log
