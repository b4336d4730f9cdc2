"""A reader that stops costs the server no queue, and ends with the same board as everyone once it reads again."""

import asyncio
import contextlib
import random
from collections.abc import Callable
from typing import Any

import pytest
from pycrdt import Doc, Map

from boards.document import plain
from boards.protocol import STEP_1, Sync, read, sync_message
from running import RunningServer
from socket_client import BINARY, RawSocket
from wire_client import WireClient, wire_client

MIB = 1024 * 1024
CARD_BYTES = 10_000
EDITS = 1_000
LIVE_CARDS = 10


async def write_and_delete(writer: WireClient, edits: int, rng: random.Random) -> None:
    """Many large cards, most of them deleted soon after: much traffic, a small board."""
    cards: list[str] = []
    for number in range(edits):
        cards.append(await writer.add(rng.randbytes(CARD_BYTES // 2).hex()))
        if len(cards) > LIVE_CARDS:
            await writer.remove(cards.pop(rng.randrange(LIVE_CARDS)))
        if number % 10 == 0:
            await writer.until(lambda last=cards[-1]: last in writer.acknowledged())  # type: ignore[misc]


class SlowReader:
    """Syncs once, then reads only when told to."""

    def __init__(self, peer: RawSocket) -> None:
        self.peer = peer
        self.doc: Doc[Any] = Doc()
        self.frames = 0

    async def sync(self) -> None:
        self.peer.send(BINARY, sync_message(STEP_1, b"\x00"))
        await self.read_until(lambda kinds: 1 in kinds)

    async def read_until(self, check: Callable[[set[int]], bool]) -> None:
        kinds: set[int] = set()
        async with asyncio.timeout(30):
            while not check(kinds):
                opcode, data = await self.peer.receive(30)
                if opcode != BINARY:
                    continue
                for message in read(data):
                    if isinstance(message, Sync) and message.kind:
                        self.frames += 1
                        self.doc.apply_update(message.body)
                        kinds.add(message.kind)

    def cards(self) -> dict[str, Any]:
        found: dict[str, Any] = plain(self.doc.get("cards", type=Map))
        return found


async def test_a_reader_that_stops_costs_no_memory_and_ends_equal(start_server: Callable[..., RunningServer]) -> None:
    seed = random.randrange(2**32)
    print("seed", seed)
    rng = random.Random(seed)
    server = start_server(max_bytes_per_s=100 * MIB, max_messages_per_s=100_000)
    board = server.new_board()
    path = f"/sync/{board.id}?invitation={board.observer}"
    async with (
        wire_client(server.sync_url(board)) as writer,
        wire_client(server.sync_url(board, "observer")) as neighbour,
        await RawSocket.open(server.port, path, receive_buffer=16384) as peer,
    ):
        slow = SlowReader(peer)
        await slow.sync()
        await write_and_delete(writer, 300, rng)  # everything that is ever loaded is loaded
        await slow.read_until(lambda _: slow.cards() == writer.acknowledged())
        before, frames_before = server.memory_bytes(), slow.frames

        await write_and_delete(writer, EDITS, rng)  # nobody reads at `slow`
        last = next(iter(writer.plain_cards()))
        await writer.remove(last)  # a delete alone moves no state vector
        await writer.until(lambda: last not in writer.acknowledged())
        grown = server.memory_bytes() - before

        await neighbour.until(lambda: neighbour.acknowledged() == writer.plain_cards())
        await slow.read_until(lambda _: slow.cards() == writer.plain_cards())
        sent = EDITS * 2 * CARD_BYTES // MIB
        frames = slow.frames - frames_before
        print(f"{EDITS} edits, {sent} MiB for each reader; server RSS {grown / MIB:+.1f} MiB; {frames} frames then")
        assert grown < 8 * MIB
        assert frames < EDITS / 2, "it was sent one difference, not everything it missed"
        assert slow.doc.get_state() == writer.served.get_state()


async def test_a_reader_that_only_asks_is_closed(start_server: Callable[..., RunningServer]) -> None:
    """Asking for the whole board again and again without reading must not fill memory either."""
    server = start_server(max_messages_per_s=100_000)
    board = server.new_board()
    async with wire_client(server.sync_url(board)) as writer:
        for _ in range(20):
            await writer.add("x" * 15_000)
        await writer.until(lambda: len(writer.acknowledged()) == 20)
        before = server.memory_bytes()
        path = f"/sync/{board.id}?invitation={board.observer}"
        async with await RawSocket.open(server.port, path, receive_buffer=16384) as peer:
            with contextlib.suppress(ConnectionError):
                for _ in range(2_000):
                    peer.send(BINARY, sync_message(STEP_1, b"\x00"))
                    await peer.writer.drain()
            card = await writer.add("still here")
            await writer.until(lambda: card in writer.acknowledged())
            grown = server.memory_bytes() - before
            print(f"2000 questions for 300 kB, no answer read: server RSS {grown / MIB:+.1f} MiB")
            assert grown < 16 * MIB


pytestmark = pytest.mark.faults
