"""A busy loop stands still between two looks for messages, and never keeps anybody waiting for more than that."""

import asyncio
import threading
from math import inf
from time import perf_counter

import pytest

from server import lull
from server.lull import BUSY_HZ, COUNT_S, LULL_S, MOST_HZ, Lull


async def busy() -> Lull:
    """One that has been told of as many messages as make it stand still, and has just looked."""
    made = Lull()
    while not made.length_s:
        await asyncio.sleep(1.5 * COUNT_S)
        for _ in range(int(4 * BUSY_HZ * COUNT_S)):
            made.heard()
    made.heard()
    await rounds(3)
    return made


async def rounds(count: int) -> None:
    """Let the loop go round so many times."""
    for _ in range(count):
        await asyncio.sleep(0)


class Watched:
    """In the place of a lull's lock: what it was asked to wait for, in order with what else is noted."""

    def __init__(self, made: Lull) -> None:
        self.noted: list[str | float] = []
        self._wait = made._over.acquire
        self.release = made._over.release
        made._over = self  # type: ignore[assignment]

    def acquire(self, timeout: float) -> bool:
        """As a lock does it."""
        self.noted.append(timeout)
        return self._wait(timeout=timeout)


async def test_r916_where_few_messages_come_the_loop_never_stands_still() -> None:
    quiet = Lull()
    watched = Watched(quiet)
    end_s = perf_counter() + 4 * COUNT_S
    while perf_counter() < end_s:  # half of what makes it busy
        quiet.heard()
        await rounds(4)
        await asyncio.sleep(2 / BUSY_HZ)
    assert watched.noted == [] and quiet.length_s == 0


async def test_r916_where_many_come_looks_are_apart_and_find_several() -> None:
    made = await busy()
    watched = Watched(made)
    start_s = perf_counter()
    async with asyncio.timeout(10):
        while len(watched.noted) < 10:
            for _ in range(20):
                made.heard()
            await rounds(3)
    waited_s = [float(still_s) for still_s in watched.noted]
    assert min(waited_s) > 0 and max(waited_s) <= LULL_S
    assert perf_counter() - start_s > 0.9 * sum(waited_s)


async def test_r916_what_is_on_its_way_out_leaves_first() -> None:
    async with asyncio.timeout(10):
        while True:  # until this machine does not stand still by itself meanwhile
            made = await busy()
            watched = Watched(made)
            made.heard()
            asyncio.get_running_loop().call_soon(watched.noted.append, "written")
            await rounds(4)
            if len(watched.noted) > 1:
                break
    assert watched.noted[0] == "written"


async def test_r916_what_has_ended_elsewhere_ends_the_lull(monkeypatch: pytest.MonkeyPatch) -> None:
    made = await busy()
    monkeypatch.setattr(lull, "LULL_S", 10.0)
    made.length_s = 10.0
    heard: list[float] = []
    loop = asyncio.get_running_loop()

    def tell() -> None:
        loop.call_soon_threadsafe(lambda: heard.append(perf_counter()))
        made.end()

    made.heard()
    start_s = perf_counter()
    threading.Timer(0.1, tell).start()
    while not heard:
        await asyncio.sleep(0)
    assert 0.1 <= heard[0] - start_s < 5, "it stood still, and no longer than that"
    made.end()
    made.end()  # twice is as good as once


async def test_r916_where_more_come_than_need_be_waited_for_the_loop_does_not_stand_still() -> None:
    made = Lull()
    end_s = perf_counter() + 4 * COUNT_S
    while perf_counter() < end_s:
        for _ in range(int(MOST_HZ * COUNT_S)):
            made.heard()
        await asyncio.sleep(0)
    assert made.length_s == 0


async def test_r916_who_is_not_alone_never_stands_still(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lull, "MOST_HZ", inf)
    among_others, alone = Lull(lambda: False), Lull(lambda: True)
    while not alone.length_s:
        await asyncio.sleep(COUNT_S)
        for made in (among_others, alone):
            for _ in range(int(4 * BUSY_HZ * COUNT_S)):
                made.heard()
    assert (among_others.length_s, alone.length_s) == (0, LULL_S)


async def test_r916_who_was_busy_is_quiet_again() -> None:
    made = await busy()
    await asyncio.sleep(10 * COUNT_S)
    made.heard()
    await rounds(3)
    assert made.length_s == 0
