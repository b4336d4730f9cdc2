"""The same application on servers that know nothing of the fast lane."""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, cast

import pytest
import uvicorn
from starlette.types import ASGIApp

from laid import lay_database
from running import Invitations, is_ready, make_board, unused_port
from server.app import create_app
from server.settings import Settings
from server.store import Store
from socket_client import BINARY, RawSocket
from test_live import refusal
from test_slow_reader import SlowReader
from wire_client import wire_client

EDITS = 550
"""10 MB for each reader: the kernel alone takes 4 of them."""


@asynccontextmanager
async def by_uvicorn(app: ASGIApp, port: int) -> AsyncIterator[None]:
    """uvicorn with a WebSocket protocol class of its own."""
    options: dict[str, Any] = {"log_config": None, "ws": "websockets-sansio", "ws_per_message_deflate": False}
    server = uvicorn.Server(uvicorn.Config(app, port=port, timeout_graceful_shutdown=2, **options))
    server.capture_signals = contextlib.nullcontext  # type: ignore[method-assign, assignment]
    task = asyncio.create_task(server.serve())
    try:
        yield
    finally:
        server.should_exit = True
        await task


@asynccontextmanager
async def by_hypercorn(app: ASGIApp, port: int) -> AsyncIterator[None]:
    import hypercorn.asyncio  # not by every worker: it takes 0.1 s
    import hypercorn.config

    config = hypercorn.config.Config()
    config.bind = [f"127.0.0.1:{port}"]
    config.errorlog = None
    config.graceful_timeout = 1
    stop = asyncio.Event()
    task = asyncio.create_task(hypercorn.asyncio.serve(cast(Any, app), config, shutdown_trigger=stop.wait))
    try:
        yield
    finally:
        stop.set()
        await task


@pytest.fixture(params=[by_uvicorn, by_hypercorn], ids=["uvicorn", "hypercorn"])
async def place(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[tuple[int, Invitations]]:
    """A port, and a board that is served there."""
    url = f"sqlite:///{tmp_path / 'sameroom.db'}"
    lay_database(tmp_path / "sameroom.db")
    board = await make_board(url, "A room", "empty")
    port = unused_port()
    store = Store(url)
    await store.open()
    app = create_app(Settings(data=tmp_path, high_water_bytes=64 * 1024, max_messages_per_s=10_000), store)
    async with request.param(app, port):
        deadline = time.monotonic() + 10
        while not await asyncio.to_thread(is_ready, f"http://127.0.0.1:{port}"):
            assert time.monotonic() < deadline
        yield port, board
    await store.close()


def sync_url(place: tuple[int, Invitations], role: str = "contributor") -> str:
    port, board = place
    return f"ws://127.0.0.1:{port}/sync/{board.id}?invitation={getattr(board, role)}"


async def test_people_edit_together_without_the_fast_lane(place: tuple[int, Invitations]) -> None:
    async with wire_client(sync_url(place)) as ann, wire_client(sync_url(place), own_messages=True) as ben:
        first = await ann.add("one")
        await ben.until(lambda: first in ben.plain_cards())
        await ben.write(first, ", two")
        await ann.until(lambda: ann.plain_cards()[first]["text"] == "one, two")
        await ben.until(lambda: ben.kept == ben.sent)
        await ann.say_presence(b'{"cursor": [1, 2]}')
        await ben.until(lambda: b"cursor" in ben.presence.get(ann.doc.client_id, (0, b""))[1])
    async with wire_client(sync_url(place)) as later:
        assert later.plain_cards()[first]["text"] == "one, two"


async def test_refusals_and_bad_input_are_the_same_without_the_fast_lane(place: tuple[int, Invitations]) -> None:
    port, board = place
    status, _, words = await refusal(f"ws://127.0.0.1:{port}/sync/{board.id}")
    assert status == 401 and "invitation" in words
    async with await RawSocket.open(port, f"/sync/{board.id}?invitation={board.contributor}") as peer:
        peer.send(BINARY, b"\xff" * 20)
        assert (await peer.closing())[0] == 4400


@pytest.mark.slow
async def test_a_slow_reader_without_the_fast_lane_ends_equal(place: tuple[int, Invitations]) -> None:
    port, board = place
    path = f"/sync/{board.id}?invitation={board.observer}"
    async with (
        wire_client(sync_url(place)) as writer,
        await RawSocket.open(port, path, receive_buffer=8192) as peer,
    ):
        cards = []
        for number in range(EDITS):
            cards.append(await writer.add("x" * 19_000))
            if number > 5:
                await writer.remove(cards[number - 5])
            await writer.until(lambda: cards[-1] in writer.acknowledged())  # so each is a frame of its own
        slow = SlowReader(peer)
        await slow.sync()
        await slow.read_until(lambda _: slow.cards() == writer.plain_cards())
        print(slow.frames, f"frames of {EDITS} edits")
        assert slow.frames < EDITS / 2, "it was sent one difference, not everything it missed"
