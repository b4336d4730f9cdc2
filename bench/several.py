"""What several servers cost: PostgreSQL's commits, turns of acts, and the way through Redis. Feeds docs/scale.md.

.venv/bin/python bench/several.py
"""

import asyncio
import statistics
import sys
import tempfile
import time
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parents[1]), str(Path(__file__).parents[1] / "tests")]

from acceptance import change, keep, new_board, person  # noqa: E402
from outside import postgres_server, valkey_server  # noqa: E402
from server.bus import Bus, Ears, Glimpse, Parcel  # noqa: E402
from server.redis_bus import RedisBus  # noqa: E402
from server.secret import new_id  # noqa: E402
from server.store import Store  # noqa: E402

ROW = b"x" * 300


def told(name: str, times: list[float]) -> None:
    times = sorted(times)
    p50, p99 = statistics.median(times) * 1000, times[int(len(times) * 0.99)] * 1000
    print(f"| {name} | {p50:.1f} | {p99:.1f} |")


async def steady(store: Store, per_s: int, seconds: float) -> list[float]:
    board, took = await new_board(store), []
    for _ in range(int(per_s * seconds)):
        start = time.perf_counter()
        await keep(store, change(board, ROW))
        took.append(time.perf_counter() - start)
        await asyncio.sleep(max(0.0, 1 / per_s - took[-1]))
    return took


async def flat_out(stores: list[Store], boards: list[str], seconds: float) -> float:
    end_s, done = time.perf_counter() + seconds, 0

    async def one(store: Store, board: str) -> None:
        nonlocal done
        while time.perf_counter() < end_s:
            await keep(store, change(board, ROW))
            done += 1

    await asyncio.gather(*(one(store, board) for store in stores for board in boards))
    return done / seconds


async def joins(stores: list[Store], board: str, seconds: float) -> float:
    end_s, done = time.perf_counter() + seconds, 0

    async def one(store: Store) -> None:
        nonlocal done
        while time.perf_counter() < end_s:
            await store.add_participant(person(board))
            done += 1

    await asyncio.gather(*(one(store) for store in stores for _ in range(20)))
    return done / seconds


class Clocked:
    """Ears that note when a parcel came."""

    def __init__(self) -> None:
        self.came: dict[int, float] = {}

    def parcel(self, board: str, parcel: Parcel) -> None:
        self.came[parcel.first] = time.perf_counter()

    def glimpse(self, board: str, process: str, glimpse: Glimpse) -> None: ...
    def bell(self, board: str) -> None: ...
    def asked(self, board: str) -> None: ...
    def dismissed(self, board: str, participant: str | None, code: int, reason: str) -> None: ...
    def lost(self, process: str) -> None: ...
    def reconnected(self) -> None: ...


async def through_redis(url: str) -> None:
    one, other, ears = RedisBus(url), RedisBus(url), Clocked()
    quiet: Ears = Clocked()
    both: list[Bus] = [one, other]
    await one.start(quiet)
    await other.start(ears)
    board = new_id()
    for bus in both:
        await bus.follow(board)
    sent: dict[int, float] = {}
    cpu_s = time.process_time()
    for number in range(1, 1001):
        sent[number] = time.perf_counter()
        one.send(board, Parcel(number, number, ROW))
        await asyncio.sleep(0.008)
    await asyncio.sleep(0.5)
    cpu_s = time.process_time() - cpu_s
    told("a parcel through Redis, 125 a second", [ears.came[n] - sent[n] for n in sent])
    print(f"both ends of it take {cpu_s / 1000 * 1e6:.0f} µs of CPU a parcel")
    for bus in both:
        await bus.stop()


async def main() -> None:
    print("| what | p50 ms | p99 ms |\n|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        store = Store(f"sqlite:///{folder}/sameroom.db")
        await store.open()
        told("SQLite: a change kept, 60 a second", await steady(store, 60, 5))
        await store.close()
    with postgres_server() as postgres:
        stores = [Store(postgres.new_database())]
        await stores[0].open()
        stores += [Store(stores[0].url) for _ in range(2)]
        for store in stores[1:]:
            await store.open()
        told("PostgreSQL: a change kept, 60 a second", await steady(stores[0], 60, 5))
        boards = [await new_board(stores[0]) for _ in range(20)]
        rates = {
            "one process, one board": await flat_out(stores[:1], boards[:1], 4),
            "three processes, one board": await flat_out(stores, boards[:1], 4),
            "one process, 20 boards": await flat_out(stores[:1], boards, 4),
            "three processes, 20 boards": await flat_out(stores, boards, 4),
        }
        people = {n: await joins(stores[:n], boards[0], 4) for n in (1, 3)}
        for store in stores:
            await store.close()
    with valkey_server() as valkey:
        await through_redis(valkey.url)
    for name, rate in rates.items():
        print(f"changes kept a second, as fast as it goes, {name}: {rate:.0f}")
    for count, rate in people.items():
        print(f"people joining a second, {count} processes taking turns: {rate:.0f}")


if __name__ == "__main__":
    asyncio.run(main())
