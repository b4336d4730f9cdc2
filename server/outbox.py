"""A connection on a plain ASGI server: what the lane does, through send() and receive(), a queue and a task."""

import asyncio
from collections import deque
from collections.abc import Callable

from starlette.websockets import WebSocket, WebSocketDisconnect

from boards.errors import Malformed
from server.lane import Frame


class Outbox:
    """The write side that a room sees; `run` moves messages both ways until the connection is over."""

    def __init__(
        self, websocket: WebSocket, pause: Callable[[], None], resume: Callable[[], None], high_water: int
    ) -> None:
        self._websocket = websocket
        self._pause, self._resume, self._high_water = pause, resume, high_water
        self._frames: deque[Frame] = deque()
        self._unsent_bytes = 0
        self._paused = False
        self._ending: tuple[int, str] | None = None
        self._wake = asyncio.Event()

    def write(self, frame: Frame) -> None:
        """Queue a frame; tells the room to stop when too much waits."""
        if self._ending is not None:
            return
        self._frames.append(frame)
        self._unsent_bytes += len(frame.wire)
        self._wake.set()
        if self._unsent_bytes > self._high_water and not self._paused:
            self._paused = True
            self._pause()

    def close(self, code: int, reason: str) -> None:
        """Close; what waits is dropped, since whoever is closed comes back and asks for what is missing."""
        if self._ending is None:
            self._ending = (code, reason)
            self._wake.set()

    async def run(self, receive: Callable[[bytes], None]) -> tuple[int, str]:
        """Serve the connection; gives the code and reason it ended with."""
        reading = asyncio.create_task(self._read(receive))
        writing = asyncio.create_task(self._write())
        try:
            await asyncio.wait((reading, writing), return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in (reading, writing):
                task.cancel()
            ended = await asyncio.gather(reading, writing, return_exceptions=True)
        for end in ended:
            if isinstance(end, Exception) and not isinstance(end, (OSError, WebSocketDisconnect)):
                raise end
        return next((end for end in ended if isinstance(end, tuple)), (1006, ""))

    async def _read(self, receive: Callable[[bytes], None]) -> tuple[int, str]:
        while True:
            message = await self._websocket.receive()
            if message["type"] == "websocket.disconnect":
                return message.get("code", 1005), message.get("reason") or ""
            data = message.get("bytes")
            if data is None:
                self.close(Malformed.code, "binary messages only")
            elif self._ending is None:
                receive(data)

    async def _write(self) -> tuple[int, str]:
        while self._ending is None:
            while self._frames and self._ending is None:
                frame = self._frames.popleft()
                for payload in frame.payloads:
                    await self._websocket.send_bytes(payload)
                self._sent(frame)
            self._wake.clear()
            if not self._frames and self._ending is None:
                await self._wake.wait()
        await self._websocket.close(*self._ending)
        return self._ending

    def _sent(self, frame: Frame) -> None:
        self._unsent_bytes -= len(frame.wire)
        if self._paused and self._unsent_bytes < self._high_water // 4:
            self._paused = False
            self._resume()
