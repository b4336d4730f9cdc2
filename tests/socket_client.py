"""A WebSocket client that may misbehave: it writes frames by hand and reads only when told to."""

import asyncio
import os
import socket
import struct
from types import TracebackType

CONT, TEXT, BINARY, CLOSE, PING, PONG = 0, 1, 2, 8, 9, 10


class RawSocket:
    """One hand-made connection."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, head: bytes) -> None:
        self.reader, self.writer, self.head = reader, writer, head

    @classmethod
    async def request(cls, port: int, path: str | bytes, *headers: str, receive_buffer: int = 0) -> "RawSocket":
        """Ask for an upgrade; `head` holds the answer, whatever it is."""
        sock = socket.socket()
        if receive_buffer:
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
        sock.setblocking(False)
        await asyncio.get_running_loop().sock_connect(sock, ("127.0.0.1", port))
        # A small limit: StreamReader stops reading from the socket at twice this, so that a test can stop reading.
        reader, writer = await asyncio.open_connection(sock=sock, limit=65536)
        path = path.encode() if isinstance(path, str) else path
        fixed = ["Host: x", "Upgrade: websocket", "Connection: Upgrade", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="]
        if not any(header.startswith("Sec-WebSocket-Version") for header in headers):
            fixed.append("Sec-WebSocket-Version: 13")
        lines = "\r\n".join([*fixed, *headers, "", ""]).encode()
        writer.write(b"GET " + path + b" HTTP/1.1\r\n" + lines)
        return cls(reader, writer, await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), 5))

    @classmethod
    async def open(cls, port: int, path: str, *headers: str, receive_buffer: int = 0) -> "RawSocket":
        """An accepted connection."""
        self = await cls.request(port, path, *headers, receive_buffer=receive_buffer)
        assert self.head.startswith(b"HTTP/1.1 101"), self.head
        return self

    def send(self, opcode: int, data: bytes = b"", *, fin: bool = True, mask: bool = True, reserved: int = 0) -> None:
        """Write one frame, right or wrong."""
        head = bytes(((0x80 if fin else 0) | reserved | opcode,))
        size, bit = len(data), 0x80 if mask else 0
        if size < 126:
            head += bytes((bit | size,))
        elif size < 65536:
            head += bytes((bit | 126,)) + struct.pack("!H", size)
        else:
            head += bytes((bit | 127,)) + struct.pack("!Q", size)
        if mask:
            key = os.urandom(4)
            stream = int.from_bytes(key * (size // 4 + 1), "big") >> (32 - size % 4 * 8) if size else 0
            data = key + (int.from_bytes(data, "big") ^ stream).to_bytes(size, "big")
        self.writer.write(head + data)

    def close(self, code: int = 1000, reason: str = "") -> None:
        """Send a close frame."""
        self.send(CLOSE, struct.pack("!H", code) + reason.encode())

    async def receive(self, timeout_s: float = 5) -> tuple[int, bytes]:
        """The next frame: opcode and payload."""
        return await asyncio.wait_for(self._receive(), timeout_s)

    async def _receive(self) -> tuple[int, bytes]:
        first, size = await self.reader.readexactly(2)
        size &= 127
        if size == 126:
            (size,) = struct.unpack("!H", await self.reader.readexactly(2))
        elif size == 127:
            (size,) = struct.unpack("!Q", await self.reader.readexactly(8))
        return first & 15, await self.reader.readexactly(size)

    async def message(self, timeout_s: float = 5) -> bytes:
        """The next binary message."""
        opcode, data = await self.receive(timeout_s)
        assert opcode == BINARY, (opcode, data)
        return data

    async def closing(self, timeout_s: float = 5) -> tuple[int, str]:
        """Code and reason of the close frame, whatever comes before it."""
        async with asyncio.timeout(timeout_s):
            while True:
                opcode, data = await self._receive()
                if opcode == CLOSE:
                    return struct.unpack("!H", data[:2])[0], data[2:].decode()

    async def end(self, timeout_s: float = 7) -> None:
        """Wait until the server has let the connection go, with nothing more to say."""
        assert await asyncio.wait_for(self.reader.read(), timeout_s) == b""

    async def __aenter__(self) -> "RawSocket":
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        self.writer.transport.abort()
