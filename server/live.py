"""The WebSocket of one tab: who is this, is there a place, then straight to the room.

Whatever can be refused is refused before the upgrade, as HTTP: y-websocket up to 3.0 forgets its back-off when a
connection opens, so accept-then-close would be tried again every 100 ms by everyone.
"""

import asyncio
import logging
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Protocol

from starlette.requests import HTTPConnection
from starlette.responses import PlainTextResponse
from starlette.routing import WebSocketRoute
from starlette.websockets import WebSocket

from boards.errors import ERASED, Flooding, Forbidden, NoBoard, Rewritten, RoomError
from boards.protocol import SUBPROTOCOL
from boards.visitor import Visitor
from server.auth import NotLetIn, visitor_of
from server.hub import Hub
from server.lane import EXTENSION, Frame
from server.limit import Allowance, Crowd, Crowded
from server.log import About, about
from server.open_room import Seat
from server.outbox import Outbox
from server.settings import Settings, origin_of
from server.store import Store
from server.turnstile import Turn, Turnstile

log = logging.getLogger("sameroom.live")


class Way(Protocol):
    """Out to a tab: the fast lane, or the outbox on a plain ASGI server."""

    def write(self, frame: Frame) -> None:
        """Send one message."""

    def close(self, code: int, reason: str, /) -> None:
        """Close the connection."""


Enter = Callable[[str, Visitor, Callable[[Frame], None], Callable[[int, str], None]], Awaitable[Seat]]
"""How a connection takes its place: on a board, or at a private document."""


class Live:
    """All tabs of this process."""

    def __init__(self, settings: Settings, store: Store, hub: Hub) -> None:
        self.settings, self.store, self.hub = settings, store, hub
        self.crowd = Crowd(settings)
        self.turnstile = Turnstile()
        self.routes = [
            WebSocketRoute("/sync/{board}", self.sync),
            WebSocketRoute("/sync/{board}/draft", self.sync_draft),
        ]

    async def sync(self, websocket: WebSocket) -> None:
        """A connection to one board."""
        await self._sync(websocket, self.hub.enter)

    async def sync_draft(self, websocket: WebSocket) -> None:
        """A connection to a participant's own private document on a board."""
        await self._sync(websocket, self.hub.enter_draft)

    async def _sync(self, websocket: WebSocket, enter: Enter) -> None:
        board = websocket.path_params["board"]
        try:
            if not may_connect(websocket, self.settings):
                raise Refused(403, "Pages of other sites may not connect to this board.")
            self.crowd.check()
            turn = await self.turnstile.turn(hung_up(websocket))
            if turn is not None:
                await self._let_in(websocket, board, enter, turn)
        except (Refused, Crowded, NotLetIn) as refusal:
            about(log, board).info("refused with %d: %s", refusal.status, refusal)
            await refuse(websocket, refusal.status, str(refusal))

    async def _let_in(self, websocket: WebSocket, board: str, enter: Enter, turn: Turn) -> None:
        try:
            visitor = await self._visitor(websocket, board)
            if self.hub.open_room(board) is None:
                turn.over()  # nobody else waits until a large board is loaded; who waits for it comes in by turns too
                await self._opened(board)
                again = await self.turnstile.turn(hung_up(websocket))
                if again is None:
                    return
                turn = again
            with self.crowd.place_for(visitor):
                await Tab(self, websocket, board, visitor, enter).run(turn)
        finally:
            turn.over()

    async def _opened(self, board: str) -> None:
        try:
            await self.hub.open(board)
        except RoomError as error:
            raise refusal_for(error) from error

    async def _visitor(self, websocket: WebSocket, board: str) -> Visitor:
        try:
            visitor = await visitor_of(websocket, board, self.store)
        except RoomError as error:
            raise refusal_for(error) from error
        return replace(visitor, own_messages=SUBPROTOCOL in websocket.scope["subprotocols"])

    async def forget(self, guest: Visitor) -> None:
        """A guest who was nobody goes off the list of people."""
        try:
            await self.store.forget_guest(guest.participant)
        except RoomError as error:
            log.info("participant %s stays on the list: %s", guest.participant, error)


class Refused(Exception):
    """No upgrade: an HTTP status, and words for whoever reads them."""

    def __init__(self, status: int, words: str) -> None:
        super().__init__(words)
        self.status = status


def refusal_for(error: RoomError) -> Refused:
    """The answer when a room can't be entered."""
    if isinstance(error, NoBoard):
        return Refused(404, "We can't find that board.")
    if isinstance(error, Forbidden):
        return Refused(403, error.reason)
    return Refused(503, "This board can't be opened right now. Please try again in a minute.")


class Tab:
    """One connection between its place in the room and the way out."""

    def __init__(self, live: Live, websocket: WebSocket, board: str, visitor: Visitor, enter: Enter) -> None:
        self.live, self.websocket, self.board, self.visitor, self.enter = live, websocket, board, visitor, enter
        self.log: About = about(log, board, visitor.participant)
        self.clock = asyncio.get_running_loop().time
        self.allowance = Allowance(live.settings, self.clock())
        self.seat: Seat
        self.way: Way | None = None
        self.early: list[Frame] = []  # what the room wrote before the upgrade was answered
        self.early_close: tuple[int, str] | None = None

    async def run(self, turn: Turn) -> None:
        """From the seat in the room to the end of the connection. `turn` is over when they have their place."""
        self.seat = await self._take_seat()
        if self.websocket.query_params.get("epoch", str(self.seat.epoch)) != str(self.seat.epoch):
            self.seat.close(Rewritten.code, ERASED)
        try:
            await self.websocket.accept(SUBPROTOCOL if self.visitor.own_messages else None)
            self.log.info("opened")
            turn.over()
            code, reason = await self._serve()
            self.log.info("closed with %d %s", code, reason)
        finally:
            self.seat.leave()
            if self.visitor.invitation and self._was_nobody():
                await self.live.forget(self.visitor)

    def _was_nobody(self) -> bool:
        """Whether nothing is tied to who they came as: they went on as who they had been, or never said a word."""
        member = self.seat.member
        return not member.clients or member.visitor.participant != self.visitor.participant

    async def _take_seat(self) -> Seat:
        """Enter the room before the upgrade, so that a board that can't be opened is refused like any other."""
        try:
            return await self.enter(self.board, self.visitor, self.write, self.close)
        except RoomError as error:
            raise refusal_for(error) from error

    async def _serve(self) -> tuple[int, str]:
        """Messages both ways until the connection is over."""
        extension = self.websocket.scope.get("extensions", {}).get(EXTENSION)
        pause, resume, high_water = self.seat.pause, self.seat.resume, self.live.settings.high_water_bytes
        if extension is None:
            outbox = Outbox(self.websocket, pause, resume, high_water)
            self._go_on_by(outbox)
            return await outbox.run(self.receive)
        lane = extension["attach"](self.receive, pause=pause, resume=resume, high_water=high_water)
        self._go_on_by(lane)
        ended: tuple[int, str] = await lane.closed
        return ended

    def _go_on_by(self, way: Way) -> None:
        self.way = way
        for frame in self.early:
            way.write(frame)
        self.early.clear()
        self.seat.go_on_by(way.write)
        if self.early_close is not None:
            way.close(*self.early_close)

    def write(self, frame: Frame) -> None:
        """The room's way out."""
        if self.way is not None:
            self.way.write(frame)
        else:
            self.early.append(frame)

    def close(self, code: int, reason: str) -> None:
        """The room sends this tab away."""
        if self.way is not None:
            self.way.close(code, reason)
        else:
            self.early_close = (code, reason)

    def receive(self, data: bytes) -> None:
        """A message of this tab, for the room, unless it sends more than people do."""
        if self.allowance.take(len(data), self.clock()):
            self.seat.receive(data)
        else:
            self.log.warning("sends too much, closing with %d", Flooding.code)
            self.seat.close(Flooding.code, "too many messages; come back more slowly")


def hung_up(websocket: WebSocket) -> Callable[[], bool]:
    """What tells whether a connection ended before it was let in; a plain ASGI server tells us when we accept it."""
    over: Callable[[], bool] = websocket.scope.get("extensions", {}).get(EXTENSION, {}).get("over", lambda: False)
    return over


def may_connect(connection: HTTPConnection, settings: Settings) -> bool:
    """Whether a socket is opened by our own pages, or by no browser: browsers always say where a socket comes from."""
    origin = connection.headers.get("origin")
    if origin is None:
        return True
    host = connection.headers.get("host", "").lower()
    own = {f"http://{host}", f"https://{host}"} if host else set()
    return origin_of(origin) in settings.known_origins | own


async def refuse(websocket: WebSocket, status: int, words: str) -> None:
    """Answer the upgrade request with an HTTP status; when to come back is different for everyone."""
    headers = {"Retry-After": str(2 + secrets.randbelow(9))} if status in (429, 503) else None
    if "websocket.http.response" in websocket.scope.get("extensions", {}):
        await websocket.send_denial_response(PlainTextResponse(words, status, headers))
    else:
        await websocket.close()
