"""Clients as others publish them, against a real server: nothing of ours on their side."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest
import y_py as y_py_untyped
from pycrdt import Doc, Map, Provider, Text
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from boards.document import plain
from boards.protocol import STEP_1, STEP_2, UPDATE, Sync, read, sync_message
from running import RunningServer
from server.secret import new_id
from stock import StockClient, stock_host
from wire_client import WireClient, wire_client

y_py: Any = y_py_untyped
"""Its stubs do not match what it does."""

VERSIONS = ["1", "2", "3", "4"]
"""npm y-websocket 1.5, 2.1 and 3.1 on Yjs 13; @y/websocket 4 rc on Yjs 14."""


def text_of(look: dict[str, Any], card: str) -> str | None:
    words: str | None = look["cards"].get(card, {}).get("text")
    return words


@pytest.mark.parametrize("version", VERSIONS)
async def test_a_stock_npm_client_edits_together_with_another(server: RunningServer, version: str) -> None:
    url = server.sync_url(server.new_board())
    async with stock_host() as host, wire_client(url) as other:
        client = await host.client("ann", version, url)
        await client.until(lambda look: look["synced"])
        mine, theirs = new_id(), await other.add("from the other side 👩‍👧")
        await client.do("add", card=mine, text="from npm: zoë 👋")
        await other.until(lambda: mine in other.plain_cards())
        assert other.plain_cards()[mine]["text"] == "from npm: zoë 👋"
        assert other.plain_cards()[mine]["label"] == "N2", "the server stamps a stock client's cards too"
        await client.until(lambda look: text_of(look, theirs) == "from the other side 👩‍👧")
        await client.do("write", card=theirs, at=0, text="👋 ")
        await client.do("move", card=theirs, pos=[7, 8, 9])
        await other.write(mine, "!")
        await client.until(lambda look: text_of(look, mine) == "from npm: zoë 👋!")
        await other.until(lambda: other.plain_cards()[theirs]["pos"] == [7, 8, 9])
        assert other.plain_cards()[theirs]["text"].startswith("👋 from")
        await client.do("remove", card=mine)
        await other.until(lambda: mine not in other.plain_cards())


@pytest.mark.parametrize("version", VERSIONS)
async def test_a_stock_npm_client_sees_and_shows_presence(server: RunningServer, version: str) -> None:
    url = server.sync_url(server.new_board())
    async with stock_host() as host, wire_client(url) as other:
        client = await host.client("ann", version, url)
        await client.until(lambda look: look["synced"])
        await client.do("presence", state={"cursor": [1, 2], "name": "Somebody Else"})
        me = (await client.look())["clientId"]
        await other.until(lambda: b'"cursor":[1,2]' in other.presence.get(me, (0, b""))[1].replace(b" ", b""))
        assert json.loads(other.presence[me][1])["name"] == "Guest", "the server says who they are"
        await other.say_presence(b'{"cursor": [3, 4]}')
        await client.until(lambda look: look["presence"].get(str(other.doc.client_id), {}).get("cursor") == [3, 4])
        await client.do("close")
        await other.until(lambda: other.presence[me][1] == b"null")


@pytest.mark.slow
async def test_stock_npm_clients_come_back_after_a_restart_with_what_they_wrote_meanwhile(
    start_server: Callable[..., RunningServer],
) -> None:
    server = start_server()
    url = server.sync_url(server.new_board())
    async with stock_host() as host:
        pairs = [
            [await host.client(f"{name}{version}", version, url) for name in ("ann", "ben")] for version in VERSIONS
        ]
        everyone = [client for pair in pairs for client in pair]
        for client in everyone:
            await client.until(lambda look: look["synced"])
        before, during = [new_id() for _ in pairs], [new_id() for _ in pairs]
        for (ann, ben), card in zip(pairs, before, strict=True):
            await ann.do("add", card=card, text="before")
            await ben.until(lambda look, card=card: card in look["cards"])  # type: ignore[misc]
        await asyncio.to_thread(server.stop)
        for client in everyone:
            await client.until(lambda look: not look["connected"])
            assert (await client.look())["closed"][0] == 1012, "a code that means: come back soon"
        for (ann, ben), known, new in zip(pairs, before, during, strict=True):
            await ann.do("add", card=new, text="while it was away")
            await ben.do("write", card=known, at=6, text=" and after")
        await asyncio.to_thread(server.start)
        for client in everyone:
            await client.until(
                lambda look: (
                    all(text_of(look, card) == "before and after" for card in before)
                    and all(text_of(look, card) == "while it was away" for card in during)
                )
            )


@asynccontextmanager
async def pycrdt_provider(url: str, doc: Doc[Any]) -> AsyncIterator[None]:
    """pycrdt's own provider over the websockets client."""
    async with connect(url) as ws, Provider(doc, Channel(ws)):
        yield


class Channel:
    """What pycrdt's provider asks of a transport."""

    def __init__(self, ws: ClientConnection) -> None:
        self.ws = ws
        self.path = "board"

    def __aiter__(self) -> "Channel":
        return self

    async def __anext__(self) -> bytes:
        try:
            return await self.recv()
        except ConnectionClosed:
            raise StopAsyncIteration from None

    async def send(self, message: bytes) -> None:
        await self.ws.send(message)

    async def recv(self) -> bytes:
        data = await self.ws.recv()
        assert isinstance(data, bytes)
        return data


def cards_of(doc: Doc[Any]) -> Map[Any]:
    cards: Map[Any] = doc.get("cards", type=Map)
    return cards


def append(doc: Doc[Any], card: str, words: str) -> None:
    text: Text = cards_of(doc)[card]["text"]
    text += words


async def until(check: Callable[[], Any], timeout_s: float = 10) -> None:
    """For clients that offer nothing to wait on."""
    async with asyncio.timeout(timeout_s):
        while not check():
            await asyncio.sleep(0.01)


@pytest.mark.slow
async def test_pycrdts_own_provider_edits_together_with_another_and_comes_back(
    start_server: Callable[..., RunningServer],
) -> None:
    server = start_server()
    url = server.sync_url(server.new_board())
    doc: Doc[Any] = Doc()
    async with wire_client(url) as other, pycrdt_provider(url, doc):
        theirs = await other.add("from the other side")
        await until(lambda: theirs in cards_of(doc))
        mine = new_id()
        cards_of(doc)[mine] = Map({"kind": "note", "zone": None, "pos": [0, 0, 0], "text": Text("from pycrdt")})
        append(doc, theirs, " 👋")
        await other.until(lambda: other.plain_cards().get(mine, {}).get("text") == "from pycrdt")
        await other.until(lambda: other.plain_cards()[theirs]["text"].endswith("👋"))
    await asyncio.to_thread(server.stop)
    append(doc, mine, ", offline")
    await asyncio.to_thread(server.start)
    async with wire_client(url) as other, pycrdt_provider(url, doc):
        await other.until(lambda: other.plain_cards()[mine]["text"] == "from pycrdt, offline")
    assert plain(cards_of(doc))[theirs]["text"].endswith("👋")


class YPyClient:
    """A y-py document that speaks the protocol over the websockets client; y-py ships no provider."""

    def __init__(self) -> None:
        self.doc: Any = y_py.YDoc()
        self.cards: Any = self.doc.get_map("cards")
        self.ws: Any = None

    async def listen(self) -> None:
        with contextlib.suppress(ConnectionClosed):
            async for data in self.ws:
                for message in read(data):
                    match message:
                        case Sync(kind=0, body=vector):
                            await self.ws.send(sync_message(STEP_2, y_py.encode_state_as_update(self.doc, vector)))
                        case Sync(body=update):
                            y_py.apply_update(self.doc, update)

    async def edit(self, act: Callable[[Any], None]) -> None:
        vector = y_py.encode_state_vector(self.doc)
        with self.doc.begin_transaction() as txn:
            act(txn)
        await self.ws.send(sync_message(UPDATE, y_py.encode_state_as_update(self.doc, vector)))

    def plain(self) -> dict[str, Any]:
        cards: dict[str, Any] = json.loads(self.cards.to_json())
        return cards


@asynccontextmanager
async def y_py_connected(client: YPyClient, url: str) -> AsyncIterator[None]:
    async with connect(url) as client.ws:
        await client.ws.send(sync_message(STEP_1, y_py.encode_state_vector(client.doc)))
        listening = asyncio.create_task(client.listen())
        yield
        await client.ws.close()
        await listening


@pytest.mark.slow
async def test_a_y_py_document_edits_together_with_another_and_comes_back(
    start_server: Callable[..., RunningServer],
) -> None:
    server = start_server()
    url = server.sync_url(server.new_board())
    client = YPyClient()
    async with wire_client(url) as other, y_py_connected(client, url):
        theirs = await other.add("from the other side")
        await until(lambda: theirs in client.plain())
        mine = new_id()
        card = y_py.YMap({"kind": "note", "zone": None, "pos": [0, 0, 0], "text": y_py.YText("from y-py")})
        await client.edit(lambda txn: client.cards.set(txn, mine, card))
        await client.edit(lambda txn: client.cards[theirs]["text"].insert(txn, 0, "hey, "))
        await other.until(lambda: other.plain_cards().get(mine, {}).get("text") == "from y-py")
        await other.until(lambda: other.plain_cards()[theirs]["text"] == "hey, from the other side")
    await asyncio.to_thread(server.stop)
    await asyncio.to_thread(server.start)
    other = WireClient(url)
    async with y_py_connected(client, url), wire_client(url) as other:
        await client.edit(lambda txn: client.cards[mine]["text"].insert(txn, 0, "again "))
        await other.until(lambda: other.plain_cards()[mine]["text"] == "again from y-py")


async def test_a_stock_client_that_is_refused_for_good_stops_asking(
    start_server: Callable[..., RunningServer],
) -> None:
    """From 3.1 on; older ones ask again, ever more slowly."""
    server = start_server(max_message_bytes=20_000)
    async with stock_host() as host:
        client: StockClient = await host.client("ann", "3", server.sync_url(server.new_board()))
        await client.until(lambda look: look["synced"])
        await client.do("add", card=new_id(), text="x" * 25_000)
        look = await client.until(lambda look: look["closed"] and not look["wanted"])
        assert look["closed"] == [4413]
