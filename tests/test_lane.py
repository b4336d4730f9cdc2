"""The contract with uvicorn: a real uvicorn server on either event loop, and clients that may misbehave."""

import asyncio
import contextlib
import socket
import struct
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from random import Random
from typing import Any
from unittest.mock import Mock

import pytest
import uvicorn
import uvloop
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import WebSocketRoute
from starlette.websockets import WebSocket
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus

from server.lane import EXTENSION, Frame, LaneProtocol
from socket_client import BINARY, CLOSE, CONT, PING, PONG, TEXT, RawSocket

FLOOD_FRAMES, FLOOD_BYTES = 200, 65536


def on_both_loops(test: Callable[..., Awaitable[None]]) -> Callable[[Any], None]:
    """Run a test on asyncio's own loop and on uvloop."""

    @pytest.mark.parametrize("loop", [asyncio.new_event_loop, uvloop.new_event_loop], ids=["asyncio", "uvloop"])
    def run(loop: Callable[[], asyncio.AbstractEventLoop]) -> None:
        with asyncio.Runner(loop_factory=loop) as runner:
            runner.run(asyncio.wait_for(test(), 40))

    run.__name__ = test.__name__
    return run


class Room:
    """What the routes of this test saw."""

    def __init__(self) -> None:
        self.got: list[bytes] = []
        self.paused = self.resumed = 0
        self.ended: tuple[int, str] | None = None
        self.protocol: Any = None


class Server:
    """uvicorn with our protocol class and a few routes, in this process."""

    def __init__(self, **options: Any) -> None:
        self.sock = socket.create_server(("127.0.0.1", 0))
        self.port: int = self.sock.getsockname()[1]
        self.url = f"ws://127.0.0.1:{self.port}"
        self.room = Room()
        self.echo_end: tuple[int, str] | None = None
        self.may_attach = asyncio.Event()
        routes = [
            WebSocketRoute("/echo", self.echo),
            WebSocketRoute("/crash", self.crash),
            WebSocketRoute("/busy", self.busy),
            WebSocketRoute("/refuse/{status:int}", self.refuse),
            WebSocketRoute("/{name:path}", self.attached),
        ]
        options = {"ws_per_message_deflate": False, "ws_max_size": 100_000, "log_config": None, **options}
        self.uvicorn = uvicorn.Server(uvicorn.Config(Starlette(routes=routes), ws=LaneProtocol, **options))
        self.uvicorn.capture_signals = contextlib.nullcontext  # type: ignore[method-assign, assignment]

    async def echo(self, websocket: WebSocket) -> None:
        two = "two" if "two" in websocket.scope["subprotocols"] else None
        await websocket.accept(subprotocol=two, headers=[(b"x-room", b"1")])
        while (message := await websocket.receive())["type"] != "websocket.disconnect":
            if message.get("text") == "bye":
                await websocket.close(4001, "as asked")
            elif message.get("text") is not None:
                await websocket.send_text(message["text"])
            else:
                await websocket.send_bytes(message["bytes"])
        self.echo_end = (message["code"], message["reason"])

    async def crash(self, websocket: WebSocket) -> None:
        raise RuntimeError("before accept")

    async def busy(self, websocket: WebSocket) -> None:
        await websocket.accept()
        await self.may_attach.wait()
        await websocket.close(4003, "not listening")
        await websocket.receive()  # the connect message is long gone: this is the first of the unread ones

    async def refuse(self, websocket: WebSocket) -> None:
        status = websocket.path_params["status"]
        if status == 403:
            await websocket.close()
        else:
            await websocket.send_denial_response(PlainTextResponse("not now", status, {"Retry-After": "7"}))

    async def attached(self, websocket: WebSocket) -> None:
        await websocket.accept()
        if websocket.url.path == "/late":
            await self.may_attach.wait()
        room = self.room = Room()

        def receive(data: bytes) -> None:
            if data == b"boom":
                raise RuntimeError("in the room")
            room.got.append(data)
            if data == b"flood":
                frame = Frame(b"f" * FLOOD_BYTES)
                for _ in range(FLOOD_FRAMES):
                    lane.write(frame)
            elif data == b"bye":
                lane.close(4002, "lane says bye")
            else:
                lane.write(Frame(data))

        def pause() -> None:
            room.paused += 1

        def resume() -> None:
            room.resumed += 1

        attach = websocket.scope["extensions"][EXTENSION]["attach"]
        room.protocol = attach.__self__
        lane = attach(receive, pause=pause, resume=resume, high_water=512 * 1024)
        room.ended = await lane.closed


@contextlib.asynccontextmanager
async def serve(**options: Any) -> AsyncIterator[Server]:
    server = Server(**options)
    task = asyncio.create_task(server.uvicorn.serve(sockets=[server.sock]))
    await until(lambda: server.uvicorn.started)
    try:
        yield server
    finally:
        server.uvicorn.should_exit = True
        await asyncio.wait_for(task, 15)


async def until(check: Callable[[], Any], timeout_s: float = 5) -> None:
    async with asyncio.timeout(timeout_s):
        while not check():
            await asyncio.sleep(0.005)


@on_both_loops
async def test_a_route_without_the_lane_is_served_as_by_any_server() -> None:
    async with serve() as server, connect(server.url + "/echo?x=1", subprotocols=["one", "two"]) as ws:  # type: ignore[list-item]
        assert ws.subprotocol == "two" and ws.response and ws.response.headers["x-room"] == "1"
        await ws.send("héllo")
        assert await ws.recv() == "héllo"
        await ws.send([b"a" * 10, b"b" * 10, b"c"])
        assert await ws.recv() == b"a" * 10 + b"b" * 10 + b"c"
        await ws.close(3000, "done")
        await until(lambda: server.echo_end == (3000, "done"))
    async with serve() as server, connect(server.url + "/echo") as ws:
        assert ws.subprotocol is None
        await ws.send("bye")
        await ws.wait_closed()
        assert (ws.close_code, ws.close_reason) == (4001, "as asked")


@on_both_loops
async def test_reading_pauses_while_the_application_is_busy_and_goes_on_after() -> None:
    async with serve() as server, connect(server.url + "/echo") as ws:
        for i in range(300):
            await ws.send(b"%03d" % i * 500)
        for i in range(300):
            assert await ws.recv() == b"%03d" % i * 500


@on_both_loops
async def test_compression_is_understood_where_it_is_configured() -> None:
    async with serve(ws_per_message_deflate=True) as server, connect(server.url + "/echo") as ws:
        assert ws.response and "permessage-deflate" in ws.response.headers["Sec-WebSocket-Extensions"]
        await ws.send(b"z" * 5000)
        assert await ws.recv() == b"z" * 5000
    async with serve() as server, connect(server.url + "/echo") as ws:
        assert ws.response and "Sec-WebSocket-Extensions" not in ws.response.headers


@on_both_loops
async def test_a_refusal_is_a_whole_http_answer_before_the_upgrade() -> None:
    async with serve() as server:
        for path, status, retry in (("/refuse/401", 401, "7"), ("/refuse/503", 503, "7"), ("/refuse/403", 403, None)):
            with pytest.raises(InvalidStatus) as refusal:
                await connect(server.url + path)
            response = refusal.value.response
            assert (response.status_code, response.headers.get("Retry-After")) == (status, retry)
            assert retry is None or bytes(response.body or b"") == b"not now"
        with pytest.raises(InvalidStatus) as refusal:
            await connect(server.url + "/crash")
        assert refusal.value.response.status_code == 500


@on_both_loops
async def test_a_request_that_is_no_proper_upgrade_is_answered_and_not_raised() -> None:
    async with serve() as server:
        async with await RawSocket.request(server.port, "/echo", "Sec-WebSocket-Version: 12") as peer:
            assert peer.head.startswith(b"HTTP/1.1 4")
        async with await RawSocket.open(server.port, "/caf%C3%A9%FF?q=%FF") as peer:
            peer.send(BINARY, b"hi")
            assert await peer.message() == b"hi"
        async with await RawSocket.request(server.port, b"/caf\xe9") as peer:
            assert peer.head.startswith(b"HTTP/1.1 400")


@on_both_loops
async def test_fragments_with_a_ping_between_them_are_one_message() -> None:
    async with serve() as server, await RawSocket.open(server.port, "/room") as peer:
        peer.send(BINARY, b"one", fin=False)
        peer.send(PING, b"ping!")
        peer.send(CONT, b"-two", fin=False)
        peer.send(CONT, b"", fin=False)
        peer.send(CONT, b"-three")
        peer.send(BINARY, b"next")
        got = [await peer.receive() for _ in range(3)]
        assert (PONG, b"ping!") in got
        assert [data for opcode, data in got if opcode == BINARY] == [b"one-two-three", b"next"]
        peer.close(1000, "x")
        assert await peer.closing() == (1000, "x")
        await peer.end()
        await until(lambda: server.room.ended == (1000, "x"))


def frame_of(random: Random, opcode: int, payload: bytes, *, fin: bool = True) -> bytes:
    """A frame as a client sends it; now and then its length is written longer than need be."""
    size, mask = len(payload), random.randbytes(4)
    longer = random.random() < 0.02
    if size < 126 and not longer:
        head = bytes((size | 0x80,))
    elif size < 65536 and not (longer and size > 125):
        head = bytes((126 | 0x80,)) + size.to_bytes(2, "big")
    else:
        head = bytes((127 | 0x80,)) + size.to_bytes(8, "big")
    masks = (mask * (size // 4 + 1))[:size]
    masked = (int.from_bytes(payload, "big") ^ int.from_bytes(masks, "big")).to_bytes(size, "big")
    return bytes((opcode | (0x80 if fin else 0),)) + head + mask + masked


@pytest.mark.parametrize("seed", range(6))
def test_however_bytes_are_cut_the_same_messages_arrive(seed: int) -> None:
    random = Random(seed)
    said: list[bytes] = []
    stream: list[bytes] = []
    for number in range(400):
        payload = number.to_bytes(4, "big") + random.randbytes(random.choice((0, 5, 121, 122, 123, 300, 2000, 70_000)))
        said.append(payload)
        if random.random() < 0.2:
            cut = random.randrange(len(payload))
            stream.append(frame_of(random, BINARY, payload[:cut], fin=False))
            if random.random() < 0.5:
                stream.append(frame_of(random, PING, b"p"))
            stream.append(frame_of(random, CONT, payload[cut:]))
        else:
            stream.append(frame_of(random, BINARY, payload))

    async def send() -> list[bytes]:
        async with serve() as server, await RawSocket.open(server.port, "/room"):
            await until(lambda: server.room.protocol is not None)
            await asyncio.sleep(0.05)
            for chunk in chunks(random, stream):
                server.room.protocol.data_received(chunk)
            await until(lambda: len(server.room.got) == len(said))
            return server.room.got

    assert asyncio.run(send()) == said


@on_both_loops
async def test_what_looks_like_a_frame_inside_another_is_none() -> None:
    inner = b"\x82\x83\0\0\0\0abc"
    outer = b"\x82" + bytes((0x80 | 4 + len(inner),)) + b"\0\0\0\0" + b"1234" + inner
    async with serve() as server, await RawSocket.open(server.port, "/room"):
        await until(lambda: server.room.protocol is not None)
        await asyncio.sleep(0.05)
        for chunk in (inner, outer[: -len(inner)], inner, inner):
            server.room.protocol.data_received(chunk)
        await until(lambda: len(server.room.got) == 3)
        assert server.room.got == [b"abc", b"1234" + inner, b"abc"]
        handed = server.room.protocol.wire.receive_data = Mock()
        server.room.protocol.data_received(inner)
        assert server.room.got[3:] == [b"abc"]
        assert not handed.called


def chunks(random: Random, stream: list[bytes]) -> Iterator[bytes]:
    """A stream as it may arrive: frames alone, several at once, or cut in their midst."""
    waiting = b""
    for frame in stream:
        waiting += frame
        match random.randrange(4):
            case 0 | 1:
                yield waiting
                waiting = b""
            case 2:
                cut = random.randrange(1, len(waiting) + 1)
                yield waiting[:cut]
                waiting = waiting[cut:]
    yield waiting


@on_both_loops
async def test_what_comes_before_attach_is_delivered_after_it_in_order() -> None:
    async with serve() as server, await RawSocket.open(server.port, "/late") as peer:
        for word in (b"first", b"second", b"third"):
            peer.send(BINARY, word)
        peer.send(PING, b"seen")
        assert await peer.receive() == (PONG, b"seen")
        server.may_attach.set()
        assert [await peer.message() for _ in range(3)] == [b"first", b"second", b"third"]


@on_both_loops
async def test_much_that_comes_before_attach_waits_outside_and_is_not_lost() -> None:
    async with serve() as server, await RawSocket.open(server.port, "/late") as peer:
        for i in range(400):
            peer.send(BINARY, b"%03d" % i * 500)
        server.may_attach.set()
        for i in range(400):
            assert await peer.message() == b"%03d" % i * 500


def send_too_large_in_fragments(peer: RawSocket) -> None:
    for i in range(4):
        peer.send(CONT if i else BINARY, b"x" * 30_000, fin=False)


def send_a_message_inside_another(peer: RawSocket) -> None:
    peer.send(BINARY, b"x", fin=False)
    peer.send(BINARY, b"y")


VIOLATIONS: list[tuple[str, int, Callable[[RawSocket], None]]] = [
    ("a text", 1003, lambda peer: peer.send(TEXT, b"hi")),
    ("no mask", 1002, lambda peer: peer.send(BINARY, b"hi", mask=False)),
    ("too large", 4413, lambda peer: peer.send(BINARY, b"x" * 100_001)),
    ("too large in fragments", 4413, send_too_large_in_fragments),
    ("a stray continuation", 1002, lambda peer: peer.send(CONT, b"x")),
    ("a message inside another", 1002, send_a_message_inside_another),
    ("a reserved bit", 1002, lambda peer: peer.send(BINARY, b"x", reserved=0x40)),
    ("a reserved opcode", 1002, lambda peer: peer.send(3, b"x")),
    ("an exception in the route", 1011, lambda peer: peer.send(BINARY, b"boom")),
    ("a close by the route", 4002, lambda peer: peer.send(BINARY, b"bye")),
]


@on_both_loops
async def test_a_violation_closes_that_connection_with_its_code() -> None:
    async with serve() as server:
        for name, code, act in VIOLATIONS:
            async with await RawSocket.open(server.port, "/room") as peer:
                act(peer)
                assert (await peer.closing())[0] == code, name
                if code in (1003, 1011, 4002):  # a closing handshake, which we answer
                    peer.close(code)
                await peer.end()
                await until(lambda: server.room.ended)
                assert server.room.ended and server.room.ended[0] == code, name


@on_both_loops
async def test_invalid_utf8_in_a_plain_route_closes_with_1007() -> None:
    async with serve() as server, await RawSocket.open(server.port, "/echo") as peer:
        peer.send(TEXT, b"\xff\xfe")
        assert (await peer.closing())[0] == 1007


@on_both_loops
async def test_a_close_right_behind_a_violation_raises_nothing() -> None:
    async with serve() as server, await RawSocket.open(server.port, "/room") as peer:
        peer.send(TEXT, b"hi")
        peer.close()
        await until(lambda: server.room.ended)


@on_both_loops
async def test_a_peer_that_half_closes_is_gone() -> None:
    async with serve() as server, await RawSocket.open(server.port, "/room") as peer:
        peer.writer.write_eof()
        await until(lambda: server.room.ended == (1006, ""))


@on_both_loops
async def test_a_silent_peer_is_closed_and_one_that_answers_pings_stays() -> None:
    async with serve(ws_ping_interval=0.1, ws_ping_timeout=0.1) as server:
        async with await RawSocket.open(server.port, "/room") as peer:
            assert (await peer.closing())[0] == 1011
            await until(lambda: server.room.ended == (1011, "no answer to a ping"))
        async with await RawSocket.open(server.port, "/room") as peer:
            for _ in range(5):
                opcode, data = await peer.receive()
                assert opcode == PING
                peer.send(PONG, data)
            assert server.room.ended is None


@pytest.mark.slow
@on_both_loops
async def test_a_buffer_that_drains_slowly_is_a_sign_of_life() -> None:
    short = {"ws_ping_interval": 0.2, "ws_ping_timeout": 0.2}
    async with serve(**short) as server, await RawSocket.open(server.port, "/room", receive_buffer=8192) as peer:
        peer.send(BINARY, b"flood")
        end = time.monotonic() + 1.5
        while time.monotonic() < end:  # reads a little now and then, answers nothing
            await peer.reader.readexactly(FLOOD_BYTES)
            await asyncio.sleep(0.02)
        assert server.room.ended is None and server.room.paused == 1
        await until(lambda: server.room.ended)  # and one that takes nothing at all is dead


@on_both_loops
async def test_a_close_is_finished_although_much_waits_unread() -> None:
    async with serve() as server, await RawSocket.open(server.port, "/busy") as peer:
        for _ in range(400):
            peer.send(BINARY, b"x" * 5000)
        server.may_attach.set()
        assert (await peer.closing())[0] == 4003
        peer.close(4003)
        await peer.end(3)


@on_both_loops
async def test_pause_and_resume_tell_of_a_slow_reader() -> None:
    async with serve() as server, await RawSocket.open(server.port, "/room", receive_buffer=8192) as peer:
        peer.send(BINARY, b"flood")
        await until(lambda: server.room.paused)
        total = 0
        while total < FLOOD_FRAMES * FLOOD_BYTES:
            total += len(await peer.message())
        await until(lambda: server.room.resumed)
        assert (server.room.paused, server.room.resumed) == (1, 1)
        peer.writer.transport.abort()
        await until(lambda: server.room.ended == (1006, ""))


@on_both_loops
async def test_pings_of_a_peer_that_never_reads_do_not_fill_memory() -> None:
    async with serve() as server, await RawSocket.open(server.port, "/room", receive_buffer=8192) as peer:
        peer.send(BINARY, b"flood")
        await until(lambda: server.room.paused)
        before = server.room.protocol.transport.get_write_buffer_size()
        for i in range(20_000):
            peer.send(PING, b"%05d" % i * 20)
        peer.send(BINARY, b"seen")
        await until(lambda: b"seen" in server.room.got, 15)
        assert server.room.protocol.transport.get_write_buffer_size() <= before + 1024
        while (answer := await peer.receive())[0] != PONG:
            pass
        assert answer[1] == b"19999" * 20, "the newest ping is answered"


@pytest.mark.slow
@on_both_loops
async def test_shutdown_closes_with_a_transient_code_and_waits_for_nobody_who_does_not_read() -> None:
    async with serve() as server:
        one, two, deaf = [await RawSocket.open(server.port, path) for path in ("/room", "/echo", "/room")]
        deaf.send(BINARY, b"flood")
        await until(lambda: server.room.paused)
        server.uvicorn.should_exit = True
        start = time.monotonic()
        for peer in (one, two):
            code, _ = await peer.closing()
            assert code == 1012
            peer.close(1012)
            await peer.end()
            peer.writer.close()
    assert time.monotonic() - start < 4
    deaf.writer.transport.abort()


@on_both_loops
async def test_writing_to_a_lane_that_is_over_does_nothing() -> None:
    async with serve() as server, await RawSocket.open(server.port, "/room") as peer:
        peer.send(BINARY, b"bye")
        opcode, data = await peer.receive()
        assert (opcode, struct.unpack("!H", data[:2])[0]) == (CLOSE, 4002)
        lane = server.room.protocol.lane
        for _ in range(10):
            lane.write(Frame(b"late"))
        peer.close(4002)
        await peer.end()


def test_a_frame_is_encoded_as_the_standard_says() -> None:
    for size in (0, 125, 126, 65535, 65536):
        frame = Frame(b"x" * size)
        head = {0: b"\x82\x00", 125: b"\x82\x7d", 126: b"\x82\x7e\x00\x7e", 65535: b"\x82\x7e\xff\xff"}
        assert frame.wire == head.get(size, b"\x82\x7f\x00\x00\x00\x00\x00\x01\x00\x00") + frame.payloads[0]
