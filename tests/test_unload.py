"""Rooms that are empty leave memory, all of it."""

import asyncio
import gc
import os
import sys
import time
import urllib.request
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from pycrdt import Doc

from boards.document import Document
from boards.template import DEMO, fill, load
from boards.visitor import Visitor
from running import RunningServer, run_apart
from server.creation import Created, create
from server.hub import Hub
from server.made_anew import nothing_collected
from server.secret import new_id
from server.settings import Settings
from server.store import Store
from wire_client import wire_client

MIB = 1024 * 1024
ALL = bool(os.environ.get("SAMEROOM_FAULTS"))
ROOMS = 200 if ALL else 80
ROUNDS = 5 if ALL else 1
GROWTH = MIB if ALL else 2 * MIB
"""A round may cost so much, 5 KiB a room at full length and 25 else; a room that stayed would cost a hundred."""
MOST_ROUNDS = 30
"""What is ever loaded is loaded, and the allocator has what it keeps for good, after some 15 rounds at the latest, as
was seen: 141 MiB after the second, 157 after the 11th, 162 after the 45th."""


async def make_boards(url: str, count: int) -> list[Created]:
    """Many boards with the demo's content."""
    store = Store(url)
    await store.open()
    try:
        document = Document()
        with document.change():
            stamps = fill(document, load(DEMO), iter(new_id, ""), 0)
        boards = [await create(store, "A room", document, stamps, 0) for _ in range(count)]
        document.close()
        return boards
    finally:
        await store.close()


def gauge(server: RunningServer, name: str) -> int:
    """One number of /metrics."""
    with urllib.request.urlopen(f"{server.url}/metrics", timeout=5) as answer:
        lines = answer.read().decode().splitlines()
    return int(next(line for line in lines if line.startswith(f"sameroom_{name} ")).split()[1])


async def visit_all(server: RunningServer, boards: list[Created]) -> None:
    """Somebody comes to each board, 20 at a time, and leaves."""
    gate = asyncio.Semaphore(20)

    async def visit(board: Created) -> None:
        url = f"{server.ws}/sync/{board.id}?invitation={board.contributor.secret}"
        async with gate, wire_client(url) as client:
            assert client.plain_cards()

    await asyncio.gather(*(visit(board) for board in boards))
    deadline = time.monotonic() + 20
    while gauge(server, "rooms"):
        assert time.monotonic() < deadline, "rooms stay open"
        await asyncio.sleep(0.05)


async def test_memory_returns_after_many_rooms(start_server: Callable[..., RunningServer]) -> None:
    server = start_server(unload_after_s=0.1)
    boards = run_apart(make_boards(f"sqlite:///{server.data / 'sameroom.db'}", ROOMS))
    await visit_all(server, boards)
    held = [server.memory_bytes()]
    while len(held) <= ROUNDS or held[-1] - held[-1 - ROUNDS] >= ROUNDS * GROWTH:
        assert len(held) < MOST_ROUNDS, f"each round costs memory: {held}"
        await visit_all(server, boards)
        held.append(server.memory_bytes())
    print(f"server RSS after each {ROOMS} rooms: {' '.join(f'{one / MIB:.0f}' for one in held)} MiB")
    assert gauge(server, "open_sockets") == 0


async def test_no_document_is_left_behind(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'sameroom.db'}"
    boards = run_apart(make_boards(url, 20))
    store = Store(url)
    await store.open()
    hub = Hub(store, Settings(unload_after_s=0.0))
    await hub.start()
    try:
        before = documents()
        for board in boards:
            ann = Visitor("a" * 21, "Ann", "outside", "contributor")
            seat = await hub.enter(board.id, ann, lambda frame: None, lambda code, reason: None)
            seat.leave()
            del seat
        async with asyncio.timeout(10):
            while hub.open_boards():
                await asyncio.sleep(0.05)
        assert documents() <= before + 1, "the hub may still have the last one in its hand"
    finally:
        await hub.stop()
        await store.close()


def test_r36_the_garbage_collector_is_back_when_the_last_of_many_rooms_is_loaded() -> None:
    before_s = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(8) as threads:
            for done in [threads.submit(load_many) for _ in range(8)]:
                done.result()
        assert gc.isenabled()
        with nothing_collected:
            assert not gc.isenabled()
    finally:
        sys.setswitchinterval(before_s)
        gc.enable()


def load_many() -> None:
    for _ in range(10_000):
        with nothing_collected:
            sum(range(30))


def documents() -> int:
    """Live pycrdt documents of this process."""
    gc.collect()
    found: list[Any] = [thing for thing in gc.get_objects() if isinstance(thing, Doc)]
    return len(found)


pytestmark = pytest.mark.faults
