"""The fast lane: uvicorn's WebSocket protocol class, with a way past ASGI once a connection has been let in.

Theory of operation. uvicorn makes one LaneProtocol for each upgrade request. It runs the ASGI application as any server
does, so cookies, rights and refusals stay in the routes. An accepted route may then take its connection over:

    attach = websocket.scope["extensions"][EXTENSION]["attach"]
    lane = attach(receive, pause=…, resume=…, high_water=…)
    lane.write(frame)             # frames are encoded once and shared by all who get them
    code, reason = await lane.closed

From there on no task, queue or await lies between the transport and the room. Reading, masking, fragments, limits and
the two handshakes are websockets' public sans-I/O ServerProtocol; this file only moves its bytes. Once attached,
frames that come alone and whole take a shorter way (server/whole_frames.py).

`stage` goes connecting -> refusing | open. `over` is set once, when the application has nothing more to do with
the connection; the transport may take a while longer, to let the last bytes leave.

How uvicorn calls a `ws` class is written down nowhere: uvicorn is pinned, and tests/test_lane.py is the contract.
"""

import asyncio
import contextlib
import email.utils
import logging
import secrets
import socket
from collections.abc import Callable, MutableMapping
from http import HTTPStatus
from typing import Any, Literal, cast
from urllib.parse import unquote

from uvicorn.config import Config
from uvicorn.server import ServerState
from websockets import frames
from websockets.datastructures import Headers
from websockets.extensions.permessage_deflate import ServerPerMessageDeflateFactory
from websockets.http11 import Request, Response
from websockets.protocol import SEND_EOF, State
from websockets.server import ServerProtocol

from boards.errors import GOING_AWAY, Poisoned, TooLarge
from server.doorstep import doorstep_of
from server.whole_frames import WholeFrames

EXTENSION = "sameroom.lane"
Message = MutableMapping[str, Any]
log = logging.getLogger("sameroom.lane")

CLOSE_TIMEOUT_S = 5.0
"""For the closing handshake, and for the last bytes to leave."""

SHUTDOWN_TIMEOUT_S = 2.0
"""The same when the server stops, which has five seconds for everything."""

QUEUE_LIMIT_BYTES = 64 * 1024
"""What may wait for an application that has not attached; then reading stops."""


UNSENT_IN_KERNEL_BYTES = 128 * 1024
"""What the kernel may hold unsent. By itself it takes megabytes of a slow reader's frames before we notice: they would
be stale when they arrive, and to keepalive the line would look dead for as long as a third of them takes."""

TCP_NOTSENT_LOWAT = getattr(socket, "TCP_NOTSENT_LOWAT", 25)
"""Named in Python from 3.12 on; the number is Linux's."""


class ClientDisconnected(OSError):
    """Raised by the ASGI send() once the connection is over; the ASGI specification asks for an OSError."""


class Frame:
    """A WebSocket message, encoded once for all who get it; or several that leave in one system call."""

    __slots__ = ("payloads", "wire")

    def __init__(self, *payloads: bytes) -> None:
        self.payloads = payloads
        self.wire = b"".join([part for payload in payloads for part in (_header(len(payload)), payload)])


def _header(size: int) -> bytes:
    """The head of an unfragmented binary frame from a server, which does not mask (RFC 6455, 5.2)."""
    if size < 126:
        return bytes((0x82, size))
    if size < 65536:
        return b"\x82\x7e" + size.to_bytes(2, "big")
    return b"\x82\x7f" + size.to_bytes(8, "big")


class Wire(ServerProtocol):
    """websockets' core, closing with our own code where a message is too large.

    Its 1009 means "try again" to a y-websocket client, which would send the same message for ever.
    """

    def fail(self, code: frames.CloseCode | int, reason: str = "") -> None:
        """Close after a violation."""
        if code == frames.CloseCode.MESSAGE_TOO_BIG:
            code, reason = TooLarge.code, f"a message may have {self.max_message_size} bytes"
        super().fail(code, reason)


class Lane:
    """A connection taken over by its route."""

    __slots__ = ("_send", "close", "closed")

    def __init__(self, send: Callable[[bytes], None], close: Callable[[int, str], None]) -> None:
        self._send = send
        self.close = close
        self.closed: asyncio.Future[tuple[int, str]] = asyncio.get_running_loop().create_future()

    def write(self, frame: Frame) -> None:
        """Send a frame; does nothing once the connection is over."""
        self._send(frame.wire)

    def end(self, code: int, reason: str) -> None:
        """The protocol's word that the connection is over."""
        self._send = _nowhere
        if not self.closed.done():
            self.closed.set_result((code, reason))


def _nowhere(data: bytes) -> None:
    """Where frames for a closed connection go."""


def _nothing(*_: object) -> None:
    """A callback the route did not ask for."""


class LaneProtocol(asyncio.Protocol):
    """One WebSocket connection; give this class to uvicorn as `ws`."""

    def __init__(
        self,
        config: Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        if not config.loaded:
            config.load()
        self.config, self.server_state, self.app_state = config, server_state, app_state
        self.loop = _loop or asyncio.get_running_loop()
        self.wire = Wire(extensions=_deflate(config), max_size=config.ws_max_size, logger=log)
        self.whole = WholeFrames(0 if config.ws_per_message_deflate else config.ws_max_size)
        self.stage: Literal["connecting", "refusing", "open"] = "connecting"
        self.over = False
        self.unread: list[bytes] | None = []  # what came before the upgrade request was read
        self.response: Response  # the 101 that websockets prepared, or the refusal being assembled
        self.partial: bytearray | None = None  # the message being put together from fragments
        self.text = False  # whether the message being read is a text
        # Plain ASGI
        self.queue: asyncio.Queue[Message] = asyncio.Queue()
        self.queued_bytes = 0
        self.reading_paused = False
        self.writable = asyncio.Event()
        self.writable.set()
        self.disconnect: Message = {}
        # Attached
        self.lane: Lane | None = None
        self.backlog: list[bytes | None] | None = None  # came before attach; delivered right after it returns
        self.receive: Callable[[bytes], None] = _nothing
        self.pause: Callable[[], None] = _nothing
        self.resume: Callable[[], None] = _nothing
        # Keepalive
        self.heard = False  # anything since the last ping
        self.timer: asyncio.TimerHandle | None = None
        self.pong = b""  # the answer to the newest ping, held back while the peer does not read

    # What the transport tells us

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """The HTTP protocol hands its transport over."""
        self.transport = cast(asyncio.Transport, transport)
        self.server_state.connections.add(cast(Any, self))

    def data_received(self, data: bytes) -> None:
        """Bytes came in."""
        self.heard = True
        if self.unread is not None:
            self.unread.append(data)
            if len(self.unread) == 1:
                doorstep_of(self.server_state, self.loop).wait(self.read_request)
            return
        if self.is_plain_sailing() and (message := self.whole.read(data)) is not None:
            self.text = False
            self.deliver(message)
            return
        if self.wire.state is State.CLOSED:
            return
        self.wire.receive_data(data)
        self.whole.follow(data)
        for event in self.wire.events_received():
            if isinstance(event, frames.Frame):
                self.whole.gave(event)
                self.frame_received(event)
            elif isinstance(event, Request):
                self.whole.begin(data)
                self.request_received(event)
        self.flush()

    def is_plain_sailing(self) -> bool:
        """Whether a message would go straight to the route: nothing is closing, half read, or waiting before it."""
        return (
            self.lane is not None
            and self.backlog is None
            and self.partial is None
            and not self.over
            and self.wire.state is State.OPEN
        )

    def read_request(self) -> None:
        """It is this connection's turn on the doorstep."""
        unread, self.unread = self.unread or [], None
        if not self.over:
            self.data_received(b"".join(unread))

    def eof_received(self) -> None:
        """The peer sends nothing more: without a close frame, that is the end."""
        self.wire.receive_eof()
        self.flush()

    def connection_lost(self, exc: Exception | None) -> None:
        """The transport is gone."""
        self.server_state.connections.discard(cast(Any, self))
        self.wire.receive_eof()
        self.finish(frames.CloseCode.ABNORMAL_CLOSURE, "")
        self.writable.set()

    def pause_writing(self) -> None:
        """The peer reads more slowly than we write."""
        self.writable.clear()
        self.pause()

    def resume_writing(self) -> None:
        """What was written has left."""
        self.writable.set()
        if self.over:
            return
        self.transport.write(self.pong)
        self.pong = b""
        self.resume()

    def shutdown(self) -> None:
        """The server stops; uvicorn calls this for every connection."""
        if self.stage == "open":
            self.start_close(GOING_AWAY, "the server restarts")
        elif not self.over:
            self.answer(self.wire.reject(HTTPStatus.SERVICE_UNAVAILABLE, ""))
        self.loop.call_later(SHUTDOWN_TIMEOUT_S, self.transport.abort)

    # In

    def request_received(self, request: Request) -> None:
        """The upgrade request: the application says yes or no."""
        self.response = self.wire.accept(request)
        if self.response.status_code != HTTPStatus.SWITCHING_PROTOCOLS:
            self.answer(self.response)
            return
        self.queue.put_nowait({"type": "websocket.connect"})
        task = self.loop.create_task(self.run_app(self.scope_of(request)))
        self.server_state.tasks.add(task)
        task.add_done_callback(self.server_state.tasks.discard)

    def scope_of(self, request: Request) -> Message:
        """The ASGI scope, with our extension."""
        raw_path, _, query = request.path.partition("?")
        root, info = self.config.root_path, self.transport.get_extra_info
        offered = ",".join(request.headers.get_all("Sec-WebSocket-Protocol"))
        return {
            "type": "websocket",
            "asgi": {"version": self.config.asgi_version, "spec_version": "2.4"},
            "http_version": "1.1",
            "scheme": "wss" if info("sslcontext") else "ws",
            "server": _address(info("sockname")),
            "client": _address(info("peername")),
            "root_path": root,
            "path": root + unquote(raw_path),
            "raw_path": (root + raw_path).encode("ascii"),  # uvicorn's HTTP side has refused all other bytes
            "query_string": query.encode("ascii"),
            "headers": [(k.lower().encode("latin-1"), v.encode("latin-1")) for k, v in request.headers.raw_items()],
            "subprotocols": [name.strip() for name in offered.split(",") if name.strip()],
            "state": self.app_state.copy(),
            "extensions": {"websocket.http.response": {}, EXTENSION: self.extension()},
        }

    def frame_received(self, frame: frames.Frame) -> None:
        """A frame; websockets has answered pings and closes itself and checked the order of fragments."""
        if self.over or frame.opcode not in frames.DATA_OPCODES:
            return
        if frame.opcode is not frames.Opcode.CONT:
            self.text = frame.opcode is frames.Opcode.TEXT
            self.partial = None if frame.fin else bytearray(frame.data)
            if frame.fin:
                self.message_received(bytes(frame.data))
            return
        assert self.partial is not None
        self.partial += frame.data
        if frame.fin:
            whole, self.partial = bytes(self.partial), None
            self.message_received(whole)

    def message_received(self, data: bytes) -> None:
        """A whole message, for whoever has this connection."""
        if self.lane is None:
            self.enqueue(data)
        elif self.backlog is not None:
            self.backlog.append(None if self.text else data)
        else:
            self.deliver(None if self.text else data)

    def enqueue(self, data: bytes) -> None:
        """Keep a message for the application's receive(); stop reading when many wait."""
        try:
            message: Message = {
                "type": "websocket.receive",
                **({"text": data.decode()} if self.text else {"bytes": data}),
            }
        except UnicodeDecodeError:
            self.start_close(frames.CloseCode.INVALID_DATA, "invalid UTF-8")
            return
        self.queue.put_nowait(message)
        self.queued_bytes += _cost(message)
        if self.queued_bytes > QUEUE_LIMIT_BYTES and not self.reading_paused:
            self.reading_paused = True
            self.transport.pause_reading()

    def deliver(self, data: bytes | None) -> None:
        """Hand a message to the route; None stands for a text, which no route of ours takes."""
        if data is None:
            self.start_close(frames.CloseCode.UNSUPPORTED_DATA, "binary messages only")
            return
        try:
            self.receive(data)
        except Exception:
            log.exception("a message could not be handled")
            self.start_close(Poisoned.code, "internal error")

    # Out

    def flush(self) -> None:
        """Write what websockets wants written: handshakes, pongs, closes, plain ASGI messages."""
        out = self.wire.data_to_send()
        if not out:
            return
        if not self.writable.is_set() and self.wire.state is State.OPEN:
            # Only pongs come here. A peer that pings and never reads must not fill our memory: the newest answer is
            # enough (RFC 6455, 5.5.3).
            self.pong = out[-1]
            return
        if data := b"".join(out):
            self.transport.write(data)
        if out[-1] == SEND_EOF:
            self.end_of_writing()

    def end_of_writing(self) -> None:
        """Closing handshake done, connection failed, or upgrade refused: let the transport go."""
        self.wire.receive_eof()
        ending = self.wire.close_exc
        close = ending.rcvd or ending.sent
        self.finish(*(close.code, close.reason) if close else (frames.CloseCode.ABNORMAL_CLOSURE, ""))
        if ending.rcvd or self.stage != "open" or not self.transport.can_write_eof():
            self.transport.close()
        else:
            # We failed the connection: closing with input unread would reset it, and the close frame would be lost.
            self.transport.write_eof()
            self.resume_reading()
        self.loop.call_later(CLOSE_TIMEOUT_S, self.transport.abort)

    def answer(self, response: Response) -> None:
        """Send the response to the upgrade request."""
        self.wire.send_response(response)
        self.flush()

    def start_close(self, code: int = frames.CloseCode.NORMAL_CLOSURE, reason: str = "") -> None:
        """Close from our side."""
        if self.over:
            return
        self.finish(code, reason)
        if self.wire.state is State.OPEN:
            self.wire.send_close(code, reason)
        self.flush()
        self.resume_reading()  # the peer's answer must be seen
        self.loop.call_later(CLOSE_TIMEOUT_S, self.transport.abort)

    def finish(self, code: int, reason: str) -> None:
        """The connection is over for the application."""
        if self.over:
            return
        self.over = True
        self.disconnect = {"type": "websocket.disconnect", "code": code, "reason": reason}
        self.queue.put_nowait(self.disconnect)
        if self.timer:
            self.timer.cancel()
        if self.lane:
            self.lane.end(code, reason)

    def resume_reading(self) -> None:
        """Undo what enqueue did."""
        if self.reading_paused:
            self.reading_paused = False
            self.transport.resume_reading()

    # Keepalive: whatever was heard, and a buffer that drains, is a sign of life

    def ping(self) -> None:
        """Ask for a sign of life; where much is unsent already, that it drains will be the sign."""
        if self.writable.is_set():
            self.wire.send_ping(secrets.token_bytes(4))
            self.flush()
        self.heard = False
        timeout_s = self.config.ws_ping_timeout
        if timeout_s is None:
            self.ping_later(self.config.ws_ping_interval)
        else:
            unsent = self.transport.get_write_buffer_size()
            self.timer = self.loop.call_later(timeout_s, self.check_life, unsent, timeout_s)

    def ping_later(self, wait_s: float | None) -> None:
        """Ping after this time, or never where pings are off."""
        if wait_s:
            self.timer = self.loop.call_later(wait_s, self.ping)

    def check_life(self, unsent: int, timeout_s: float) -> None:
        """No answer in time? A slow line that still takes our bytes answers when it gets to the ping."""
        if self.heard or self.reading_paused or self.transport.get_write_buffer_size() < unsent:
            self.ping_later(max((self.config.ws_ping_interval or 0) - timeout_s, 0.001))
        else:
            self.wire.fail(frames.CloseCode.INTERNAL_ERROR, "no answer to a ping")
            self.flush()

    # The application's side

    def extension(self) -> dict[str, Callable[..., Any]]:
        """What a route finds in its scope: how to take the connection over, and whether it has ended meanwhile."""
        return {"attach": self.attach, "over": lambda: self.over}

    def attach(
        self,
        receive: Callable[[bytes], None],
        *,
        pause: Callable[[], None] = _nothing,
        resume: Callable[[], None] = _nothing,
        high_water: int,
    ) -> Lane:
        """Take the connection over; `pause` and `resume` tell when over `high_water` bytes are unsent, and when not."""
        if self.over:
            raise ClientDisconnected
        if self.stage != "open" or self.lane:
            raise RuntimeError("attach once, after websocket.accept")
        self.receive, self.pause, self.resume = receive, pause, resume
        self.transport.set_write_buffer_limits(high=high_water)
        _keep_kernel_queue_short(self.transport)
        self.lane = Lane(self.transport.write, self.start_close)
        waiting = [self.queue.get_nowait() for _ in range(self.queue.qsize())]
        self.backlog = [message.get("bytes") for message in waiting if message["type"] == "websocket.receive"]
        self.loop.call_soon(self.deliver_backlog)  # not here: the route needs the lane we are about to give it
        self.resume_reading()
        return self.lane

    def deliver_backlog(self) -> None:
        """What came before attach, in order and before anything newer."""
        backlog, self.backlog = self.backlog or [], None
        for data in backlog:
            if not self.over:
                self.deliver(data)

    async def run_app(self, scope: Message) -> None:
        """Run the application for this connection, and end what it left open."""
        code = Poisoned.code
        try:
            await self.config.loaded_app(cast(Any, scope), cast(Any, self.asgi_receive), cast(Any, self.asgi_send))
            code = frames.CloseCode.NORMAL_CLOSURE
        except ClientDisconnected:
            pass
        except Exception:
            log.exception("the application failed")
        finally:
            if self.stage == "open":
                self.start_close(code)
            elif not self.over:
                self.answer(self.wire.reject(HTTPStatus.INTERNAL_SERVER_ERROR, ""))

    async def asgi_receive(self) -> Message:
        """The application's receive()."""
        if self.over and self.queue.empty():
            return self.disconnect
        message = await self.queue.get()
        if message["type"] == "websocket.receive":
            self.queued_bytes -= _cost(message)
            if self.queued_bytes < QUEUE_LIMIT_BYTES // 2:
                self.resume_reading()
        return message

    async def asgi_send(self, message: Message) -> None:
        """The application's send()."""
        await self.writable.wait()
        if self.over:
            raise ClientDisconnected
        match self.stage, message["type"]:
            case "open", "websocket.send":
                self.send_message(message)
            case "open", "websocket.close":
                self.start_close(message.get("code", 1000), message.get("reason") or "")
            case "connecting", "websocket.accept":
                self.accept(message)
            case "connecting", "websocket.close":
                self.answer(self.wire.reject(HTTPStatus.FORBIDDEN, ""))
            case "connecting", "websocket.http.response.start":
                self.start_refusal(message)
            case "refusing", "websocket.http.response.body":
                self.go_on_refusing(message)
            case stage, kind:
                raise RuntimeError(f"unexpected ASGI message {kind!r} while {stage}")

    def send_message(self, message: Message) -> None:
        """Plain ASGI: one message."""
        if message.get("bytes") is not None:
            self.wire.send_binary(message["bytes"])
        else:
            self.wire.send_text(message["text"].encode())
        self.flush()

    def accept(self, message: Message) -> None:
        """Open the connection."""
        headers = self.response.headers
        del headers["Date"]  # uvicorn's default headers bring their own
        extra = [*self.server_state.default_headers, *message.get("headers", [])]
        if message.get("subprotocol"):
            extra.append((b"Sec-WebSocket-Protocol", message["subprotocol"].encode("ascii")))
        for name, value in extra:
            headers[name.decode("latin-1")] = value.decode("latin-1")
        self.stage = "open"
        self.answer(self.response)
        self.ping_later(self.config.ws_ping_interval)

    def start_refusal(self, message: Message) -> None:
        """Begin an HTTP answer in place of the upgrade."""
        status = HTTPStatus(message["status"])
        if status < HTTPStatus.OK:
            raise RuntimeError("a refusal needs a final HTTP status")
        headers = Headers((k.decode("latin-1"), v.decode("latin-1")) for k, v in message.get("headers", []))
        self.response, self.stage = Response(status.value, status.phrase, headers, b""), "refusing"

    def go_on_refusing(self, message: Message) -> None:
        """More of that answer; sent once it is whole."""
        self.response.body = bytes(self.response.body or b"") + message.get("body", b"")
        if not message.get("more_body", False):
            headers = self.response.headers
            headers.setdefault("Date", email.utils.formatdate(usegmt=True))
            headers.setdefault("Connection", "close")
            headers.setdefault("Content-Length", str(len(self.response.body)))
            self.answer(self.response)


def _cost(message: Message) -> int:
    """Roughly the bytes a waiting message takes."""
    return len(message.get("bytes") or message.get("text") or "") + 256


def _keep_kernel_queue_short(transport: asyncio.Transport) -> None:
    """Have the kernel take no more unsent bytes than it needs; where it does not know how, nothing is lost."""
    sock = transport.get_extra_info("socket")
    if sock is not None and sock.family in (socket.AF_INET, socket.AF_INET6):
        with contextlib.suppress(OSError):
            sock.setsockopt(socket.IPPROTO_TCP, TCP_NOTSENT_LOWAT, UNSENT_IN_KERNEL_BYTES)


def _address(info: Any) -> tuple[str, int] | None:
    """Host and port, where the transport has them."""
    return (str(info[0]), int(info[1])) if isinstance(info, tuple) else None


def _deflate(config: Config) -> list[ServerPerMessageDeflateFactory] | None:
    """permessage-deflate only where the configuration asks for it: it costs memory and time on every connection."""
    if not config.ws_per_message_deflate:
        return None
    settings = {"memLevel": 5}
    return [
        ServerPerMessageDeflateFactory(server_max_window_bits=12, client_max_window_bits=12, compress_settings=settings)
    ]
