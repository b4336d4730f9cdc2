"""A client that speaks the y-websocket protocol by hand, and knows which of its changes the server has acknowledged.

`doc` is what the person sees. `served` holds only what the server sent: since it sends changes when they are on disk,
to their author too, whatever is in `served` is acknowledged. With `own_messages` the server also counts what is kept.
"""

import asyncio
import secrets
import zlib
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

from pycrdt import Doc, Map, Text, TransactionEvent
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Subprotocol

from boards.document import plain
from boards.protocol import (
    KEPT,
    NOTICE,
    PACKED,
    RESET,
    STEP_1,
    STEP_2,
    SUBPROTOCOL,
    UPDATE,
    Awareness,
    Message,
    Mind,
    Reader,
    Sync,
    awareness_message,
    read,
    sync_message,
)
from server.secret import new_id


class WireClient:
    """One person's document and, while it is connected, their connection."""

    def __init__(self, url: str, *, own_messages: bool = False, cookie: str = "") -> None:
        self.url, self.own_messages, self.cookie = url, own_messages, cookie
        self.doc: Doc[Any] = Doc(client_id=secrets.randbits(31) + 1)  # 32 bits, as in Yjs 13 and all browsers today
        self.served: Doc[Any] = Doc()
        self.cards: Map[Any] = self.doc.get("cards", type=Map)
        self.served_cards: Map[Any] = self.served.get("cards", type=Map)
        self.ws: ClientConnection | None = None
        self.close_code: int | None = None
        self.close_reason = ""
        self.synced = False
        self.sent = 0  # sync messages with an update, on this connection
        self.sent_updates: list[bytes] = []  # those updates
        self.kept = 0  # how many of those the server says are on disk
        self.resets: list[str] = []  # codes of what the server did not take
        self.notices: list[tuple[str, str]] = []  # kind and words of what the server says of itself
        self.presence: dict[int, tuple[int, bytes]] = {}
        self.sync_sizes: list[int] = []  # of the updates the server sent
        self.raw: list[bytes] = []  # every WebSocket message the server sent, as it came
        self._clock = 0
        self._taking = False
        self._changed = asyncio.Event()
        self._outgoing: list[bytes] = []
        self._subscription = self.doc.observe(self._edited)

    async def open(self) -> None:
        """Connect, as a provider does."""
        offered = [Subprotocol(SUBPROTOCOL)] if self.own_messages else None
        self.ws = await connect(
            self.url,
            subprotocols=offered,
            additional_headers={"Cookie": self.cookie} if self.cookie else None,
            compression=None,
            max_size=None,
            ping_interval=None,
        )
        self.synced, self.sent, self.kept = False, 0, 0
        self.close_code, self.close_reason = None, ""
        self.sent_updates = []
        self._outgoing.clear()
        await self.ws.send(sync_message(STEP_1, self.doc.get_state()))
        await self.say_presence(b"{}")

    async def listen(self) -> None:
        """Take what comes until the connection ends."""
        assert self.ws is not None
        try:
            async for data in self.ws:
                assert isinstance(data, bytes)
                self.raw.append(data)
                await self._take_all(data)
                self._changed.set()
        except ConnectionClosed:
            pass
        self.close_code, self.close_reason = self.ws.close_code, self.ws.close_reason or ""
        self._changed.set()

    async def _take_all(self, data: bytes) -> None:
        if data[0] == KEPT:
            self.kept = Reader(data[1:]).uint()
        elif data[0] == RESET:
            self.resets.append(Reader(data[1:]).bytes().decode())
        elif data[0] == NOTICE:
            body = Reader(data[1:])
            self.notices.append((body.bytes().decode(), body.bytes().decode()))
        elif data[0] == PACKED:
            await self._take_all(zlib.decompress(Reader(data[1:]).bytes(), -zlib.MAX_WBITS))
        else:
            for message in read(data):
                await self._take(message)

    async def _take(self, message: Message) -> None:
        match message:
            case Sync(kind=0):
                await self._send_update(STEP_2, self.doc.get_update(message.body))
            case Sync():
                self.served.apply_update(message.body)
                self._taking = True
                self.doc.apply_update(message.body)
                self._taking = False
                self.sync_sizes.append(len(message.body))
                self.synced = self.synced or message.kind == STEP_2
            case Awareness():
                self.presence.update({mind.client: (mind.clock, mind.state) for mind in message.minds})

    async def _send_update(self, kind: int, update: bytes) -> None:
        assert self.ws is not None
        self.sent += 1
        self.sent_updates.append(update)
        await self.ws.send(sync_message(kind, update))

    def _edited(self, event: TransactionEvent) -> None:
        if not self._taking and event.update != b"\x00\x00":
            self._outgoing.append(event.update)

    async def send_edits(self) -> None:
        """Send what was edited since the last time."""
        outgoing, self._outgoing[:] = list(self._outgoing), []
        for update in outgoing:
            await self._send_update(UPDATE, update)

    async def add(self, words: str, id_: str | None = None, pos: tuple[float, float] = (0, 0)) -> str:
        """A new card."""
        id_ = id_ or new_id()
        with self.doc.transaction():
            self.cards[id_] = Map(
                {"kind": "note", "zone": None, "pos": [*pos, 0], "size": [220, 140], "order": "a0", "text": Text(words)}
            )
        await self.send_edits()
        return id_

    async def write(self, id_: str, words: str) -> None:
        """Words at the end of a card."""
        text: Text = self.cards[id_]["text"]
        text += words
        await self.send_edits()

    async def remove(self, id_: str) -> None:
        """Delete a card."""
        del self.cards[id_]
        await self.send_edits()

    async def say_presence(self, state: bytes) -> None:
        """Set this client's presence, as JSON."""
        assert self.ws is not None
        self._clock += 1
        await self.ws.send(awareness_message([Mind(self.doc.client_id, self._clock, state)]))

    async def settle(self) -> None:
        """Wait until all that the server has taken so far is on disk and shown. For clients with `own_messages`."""
        await self._send_update(UPDATE, b"\x00\x00")
        await self.until(lambda: self.kept == self.sent)

    def forget(self) -> None:
        """Let go of the documents: pycrdt keeps an observed one for ever."""
        self.doc.unobserve(self._subscription)

    async def until(self, check: Callable[[], Any], timeout_s: float = 10) -> None:
        """Wait until something the server sends makes this so; an end of the connection is told with its code."""
        try:
            async with asyncio.timeout(timeout_s):
                while not check():
                    assert self.close_code is None, f"closed with {self.close_code} {self.close_reason}"
                    self._changed.clear()
                    await self._changed.wait()
        except TimeoutError:
            raise AssertionError(f"never came to be so; last seen: {self.plain_cards()!s:.2000}") from None

    async def closed(self, timeout_s: float = 10) -> None:
        """Wait until the server has ended the connection."""
        async with asyncio.timeout(timeout_s):
            while self.close_code is None:
                self._changed.clear()
                await self._changed.wait()

    def plain_cards(self) -> dict[str, Any]:
        """What the person sees."""
        cards: dict[str, Any] = plain(self.cards)
        return cards

    def acknowledged(self) -> dict[str, Any]:
        """What the server has sent, its author's own changes among it."""
        cards: dict[str, Any] = plain(self.served_cards)
        return cards


@asynccontextmanager
async def wire_client(url: str, *, own_messages: bool = False, cookie: str = "") -> AsyncIterator[WireClient]:
    """A connected client that has had its first sync."""
    client = WireClient(url, own_messages=own_messages, cookie=cookie)
    async with connected(client):
        await client.until(lambda: client.synced)
        yield client
    client.forget()


@asynccontextmanager
async def connected(client: WireClient) -> AsyncIterator[None]:
    """Connect a client for a while."""
    await client.open()
    listening = asyncio.create_task(client.listen())
    try:
        yield
    finally:
        assert client.ws is not None
        await client.ws.close()
        await listening
