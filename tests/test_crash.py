"""Whatever happens to the server, what it has acknowledged is there afterwards, and boards open by themselves."""

import asyncio
import contextlib
import os
import random
import re
import resource
import subprocess
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from pycrdt import Doc, Map
from websockets.exceptions import ConnectionClosed

from boards.document import plain
from boards.protocol import STEP_1, sync_message
from running import Invitations, RunningServer, run_apart
from server.store import Store
from socket_client import BINARY, RawSocket
from wire_client import WireClient, connected, wire_client

StartServer = Callable[..., RunningServer]
pytestmark = pytest.mark.faults

KILLS = 100 if os.environ.get("SAMEROOM_FAULTS") else 8


def content(doc: Doc[Any]) -> dict[str, Any]:
    cards: dict[str, Any] = plain(doc.get("cards", type=Map))
    return cards


async def work(client: WireClient, rng: random.Random, pause_s: float = 0.0) -> None:
    """Edit as fast as a very busy person, until the connection ends."""
    mine: list[str] = []
    with contextlib.suppress(ConnectionClosed):
        while True:
            what = rng.random()
            if what < 0.5 or not mine:
                mine.append(await client.add(f"words {rng.random()}"))
            elif what < 0.85:
                await client.write(rng.choice(mine), " and more")
            else:
                await client.remove(mine.pop(rng.randrange(len(mine))))
            await asyncio.sleep(pause_s + rng.choice([0.001, 0.002, 0.01]))


def promises(clients: list[WireClient]) -> list[bytes]:
    """All that the server has acknowledged: what it has sent to anyone, and what it has counted as kept."""
    return [
        update
        for client in clients
        for update in (client.served.get_update(), *client.sent_updates[: client.kept if client.own_messages else 0])
    ]


def check_kept(doc: Doc[Any], promised: list[bytes]) -> None:
    """A document holds all of this if applying it changes nothing."""
    before, state = content(doc), doc.get_state()
    for update in promised:
        doc.apply_update(update)
    assert doc.get_state() == state, "an acknowledged change is lost"
    assert content(doc) == before, "an acknowledged change is lost"


async def as_others_see_it(url: str) -> Doc[Any]:
    """The board, as somebody sees it who comes now."""
    async with wire_client(url) as fresh:
        return fresh.served


async def test_nothing_acknowledged_is_lost_when_the_server_is_killed_again_and_again(
    start_server: StartServer,
) -> None:
    seed = random.randrange(2**32)
    print("seed", seed)
    rng = random.Random(seed)
    server = start_server(log_level="warning")
    board = server.new_board()
    url = server.sync_url(board)
    clients = [WireClient(url), WireClient(url), WireClient(url, own_messages=True)]
    waits: list[float] = []
    for _ in range(KILLS):
        async with contextlib.AsyncExitStack() as connections:
            for client in clients:
                await connections.enter_async_context(connected(client))
            working = [asyncio.create_task(work(client, rng)) for client in clients]
            await asyncio.sleep(rng.uniform(0, 0.4))
            await asyncio.to_thread(server.kill)
            await asyncio.gather(*working)
        assert not clients[2].resets, "the test is void: something was refused"
        promised = promises(clients)
        start = time.monotonic()
        await asyncio.to_thread(server.start)
        waits.append(time.monotonic() - start)
        check_kept(await as_others_see_it(url), promised)
    last = content(await as_others_see_it(url))
    print(f"{KILLS} kills; {len(last)} cards; back after {min(waits):.1f} to {max(waits):.1f} s")
    assert len(last) > KILLS, "hardly anything was acknowledged: the test is void"
    async with contextlib.AsyncExitStack() as connections:  # and what was not acknowledged comes with its author
        for client in clients:
            await connections.enter_async_context(connected(client))
        await until(lambda: all(client.synced for client in clients) and all_alike(clients))
    assert content(await as_others_see_it(url)) == clients[0].plain_cards()
    assert run_apart(findings(server)) == []


def all_alike(clients: list[WireClient]) -> bool:
    """Whether everyone sees the same."""
    return all(clients[0].plain_cards() == client.plain_cards() for client in clients)


async def until(check: Callable[[], object], timeout_s: float = 15) -> None:
    """For what no single client can wait for."""
    async with asyncio.timeout(timeout_s):
        while not check():
            await asyncio.sleep(0.1)


async def findings(server: RunningServer) -> list[str]:
    """What `sameroom check` finds wrong."""
    store = Store(server.database)
    await store.open()
    try:
        return await store.check()
    finally:
        await store.close()


# SIGTERM


async def test_sigterm_keeps_what_came_and_ends_within_five_seconds(start_server: StartServer) -> None:
    server = start_server()
    board = server.new_board()
    url = server.sync_url(board)
    clients = [WireClient(url, own_messages=own) for own in (False, True) for _ in range(3)]
    rng = random.Random(1)
    path = f"/sync/{board.id}?invitation={board.observer}"
    async with contextlib.AsyncExitStack() as connections:
        deaf = await connections.enter_async_context(await RawSocket.open(server.port, path, receive_buffer=8192))
        deaf.send(BINARY, sync_message(STEP_1, b"\x00"))
        for client in clients:
            await connections.enter_async_context(connected(client))
        working = [asyncio.create_task(work(client, rng)) for client in clients]
        for client in clients:
            await client.until(lambda c=client: c.acknowledged())  # type: ignore[misc]
        start = time.monotonic()
        status = await asyncio.to_thread(server.stop)
        took = time.monotonic() - start
        await asyncio.gather(*working)
    print(f"SIGTERM with {len(clients)} busy people and one who does not read: {took:.1f} s")
    assert status == 0 and took < 5
    assert {client.ws.close_code for client in clients if client.ws} == {1012}
    promised = promises(clients)
    await asyncio.to_thread(server.start)
    check_kept(await as_others_see_it(url), promised)


# A disk that is full


@asynccontextmanager
async def no_room_on_disk(server: RunningServer) -> AsyncIterator[None]:
    """For a while what this process writes fails as on a full disk, even where a file has room of its own."""
    unlimited = resource.RLIM_INFINITY
    resource.prlimit(server.pid, resource.RLIMIT_FSIZE, (4096, unlimited))
    yield
    resource.prlimit(server.pid, resource.RLIMIT_FSIZE, (unlimited, unlimited))


@contextlib.contextmanager
def disk(folder: Path, mib: int, owner: int = 0) -> Iterator[None]:
    """A small file system of its own in a folder; only root may have one."""
    options = f"size={mib}m,uid={owner},gid={owner}"
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", folder], capture_output=True, check=False)
    if mounted.returncode:
        pytest.skip("this account may not mount; the test with a file size limit stands for this one")
    yield
    subprocess.run(["umount", "-l", folder], check=True)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A folder that is full soon."""
    folder = tmp_path / "disk"
    folder.mkdir()
    with disk(folder, 16):
        yield folder


@asynccontextmanager
async def ballast(folder: Path) -> AsyncIterator[None]:
    """For a while the disk is full to the last byte."""
    heavy = folder / "ballast"
    with heavy.open("wb", buffering=0) as file, contextlib.suppress(OSError):
        while True:
            file.write(b"x" * 4096)
    yield
    heavy.unlink()


async def check_full_disk(server: RunningServer, board: Invitations, full: Callable[[], Any]) -> None:
    """While the disk is full: refused, said so, nothing lost; once there is room: everything goes in."""
    url = server.sync_url(board)
    stock, own = WireClient(url), WireClient(url, own_messages=True)
    async with connected(stock), connected(own):
        before = await stock.add("before")
        await until(lambda: before in stock.acknowledged() and before in own.acknowledged())
        async with full():
            lost_if_silent = []
            for client in (stock, own):
                with contextlib.suppress(ConnectionClosed):
                    for _ in range(200):
                        lost_if_silent.append(await client.add("while the disk is full"))
                        await asyncio.sleep(0.002)
            for client in (stock, own):
                await until(lambda client=client: client.close_code is not None)  # type: ignore[misc]
                assert client.close_code == 4503, client.close_reason
                assert client.kept < client.sent or client is stock
            told = promises([stock, own])
            async with await RawSocket.request(server.port, f"/sync/{board.id}?invitation={board.observer}") as peer:
                assert b" 503 " in peer.head.splitlines()[0] and b"retry-after" in peer.head.lower()
    assert "while the disk" not in server.log and "Guest" not in server.log, "words of cards or names in the log"
    assert re.search(r"ERROR .*(disk is full|disk can't be written)", server.log), server.log
    async with connected(stock), connected(own):  # the same documents come back, as a browser does
        for card in lost_if_silent:
            await stock.until(lambda card=card: card in stock.acknowledged())  # type: ignore[misc]
        await own.until(lambda: own.kept == own.sent)
    check_kept(await as_others_see_it(url), told)


async def test_a_disk_that_takes_no_more_is_told_and_nothing_is_lost(start_server: StartServer) -> None:
    server = start_server()
    await check_full_disk(server, server.new_board(), lambda: no_room_on_disk(server))


async def test_a_full_disk_is_told_and_nothing_is_lost(start_server: StartServer, small_disk: Path) -> None:
    server = start_server(data=small_disk / "data")
    server.data = small_disk / "data"
    await check_full_disk(server, server.new_board(), lambda: ballast(small_disk))


# A data folder that can't be written


def ends_with(server: RunningServer) -> tuple[int, str]:
    """Exit status and last words of a server that should not start."""
    server.launch()
    assert server.process is not None
    status = server.process.wait(20)
    return status, server.log


def test_a_read_only_data_folder_is_told_in_plain_words(tmp_path: Path, small_disk: Path) -> None:
    folder = small_disk / "data"
    folder.mkdir()
    server = RunningServer(tmp_path, data=folder)
    subprocess.run(["mount", "-o", "remount,ro", small_disk], check=True)
    status, words = ends_with(server)
    assert status == 1 and "Traceback" not in words
    assert "read-only" in words or "can't be opened or made" in words


def test_a_data_folder_of_someone_else_is_told_in_plain_words(tmp_path: Path) -> None:
    folder = tmp_path / "not-a-folder"
    folder.write_text("a file stands here")
    status, words = ends_with(RunningServer(tmp_path, data=folder))
    assert status == 1 and "Traceback" not in words and str(folder) in words
