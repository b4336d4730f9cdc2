"""The rooms open in this process, and the order in which what they decide is carried out.

Theory of operation
-------------------
Rooms gather changes; the hub takes what all dirty rooms have gathered as one batch each, hands all batches to the store
as one transaction, and shows them when the store says they are on disk. One transaction is under way at a time; what
comes meanwhile goes into the next. Presence is never stored and never waits: it goes out with the next frame or at its
own pace. If the store can't keep a batch, its rooms are closed with a code that says so: nobody saw the batch, and
every client still holds it and sends it again when it comes back.

Loading: a room that is being opened counts as open for news from other processes, so nothing falls between.
"""

import asyncio
import logging
import time
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from typing import Any

from boards.document import Document
from boards.drafts import address, is_draft
from boards.errors import GOING_AWAY, Full, NoBoard, NotKept, Poisoned, RoomError
from boards.protocol import notice_message
from boards.room import Batch, Room
from boards.schema import Stamp
from boards.standing import Standing
from boards.visitor import Visitor
from server import memory
from server.bus import Bus, LocalBus
from server.clock import now_ms
from server.drafts import Drafts
from server.lane import Frame
from server.lull import Lull
from server.made_anew import room_of
from server.neighbours import Neighbours
from server.open_room import OpenRoom, Seat
from server.pace import Pace, Turns
from server.record import Change
from server.refusal import Gone, Outrun
from server.settings import Settings
from server.store import Store

TEND_S = 1.0
"""How often to look after presence, keepalive and empty rooms."""
CHECKPOINT_ROWS = 2000
RECOVER_S = 5.0
"""After a change could not be kept, until memory is looked through: once for all the rooms that were closed."""
LAST_WORDS_S = 0.5
"""How long people may go on writing to a server that is told to stop."""

log = logging.getLogger("sameroom.hub")


class Hub:
    """All open rooms of this process."""

    def __init__(self, store: Store, settings: Settings, bus: Bus | None = None) -> None:
        self._store = store
        self.neighbours = Neighbours(store, bus or LocalBus(), self)
        self._settings = settings
        self._rooms: dict[str, OpenRoom] = {}
        """By board; private documents by drafts.address."""
        self.drafts = Drafts(self, store)
        self._opening: dict[str, asyncio.Task[OpenRoom]] = {}
        self._dirty: dict[OpenRoom, None] = {}
        self._flying: list[tuple[OpenRoom, Batch]] | None = None
        """The batches on their way to the disk."""
        self._aboard: set[OpenRoom] = set()
        """Whose batches they are."""
        self._landed = asyncio.Event()
        self._tasks: set[asyncio.Task[None]] = set()
        self._held: set[str] = set()
        """Boards that nobody may open for a moment."""
        self._stopping = False
        self._recovering = False
        self._set_backs = 0
        """Rooms thrown away so far because a change of theirs could not be kept."""

    async def start(self) -> None:
        """Begin to look after rooms."""
        self._lull = Lull(lambda: self.neighbours.bus.alone)
        self._documents = Pace(self._cut, self._lull)
        self._presence: Turns[OpenRoom] = Turns(OpenRoom.show_presence, self._lull, self._has_news)
        self._spawn(self._tend())
        self._spawn(self.drafts.look_after())
        self._spawn(self.neighbours.watch())
        self._spawn(self.neighbours.show_everyone())
        await self.neighbours.start()

    async def stop(self) -> None:
        """Keep everything that came, then send everyone away; they come back soon."""
        self._stopping = True
        last_s = time.monotonic() + LAST_WORDS_S
        while self._dirty or self._flying is not None:
            if time.monotonic() > last_s:  # some never stop writing: they are sent away before what came is kept
                for open_room in self._rooms.values():
                    open_room.send_everyone_away(GOING_AWAY, "the server restarts")
            self._landed.clear()
            if self._flying is None:
                self._cut()
            else:
                await self._landed.wait()
        for open_room in list(self._rooms.values()):
            self._drop(open_room)
            open_room.close(GOING_AWAY, "the server restarts")
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self.neighbours.stop()

    # for the socket, the pages and the command line -----------------------------------------------------------

    async def enter(
        self, board: str, visitor: Visitor, write: Callable[[Frame], None], close: Callable[[int, str], None]
    ) -> Seat:
        """A connection takes its place. Raises NoBoard, Full, Forbidden."""
        open_room = await self._open(board)
        member, outcome = open_room.room.join(visitor)
        seat = Seat(open_room, member, write, close)
        open_room.sit(seat, outcome.now)
        return seat

    async def enter_draft(
        self, board: str, visitor: Visitor, write: Callable[[Frame], None], close: Callable[[int, str], None]
    ) -> Seat:
        """A connection takes its place at its participant's private document. Raises NoBoard, Full, Forbidden."""
        await self._open(board)
        return await self.enter(address(board, visitor.participant), visitor, write, close)

    async def change(
        self, board: str, edit: Callable[[Document], dict[str, Stamp] | None], participant: str | None = None
    ) -> None:
        """Make a change of the server's own; returns when it is on disk. Raises NoBoard, Full, NotKept."""
        open_room = await self._open(board)
        open_room.room.change(edit, participant)
        self._touch(open_room)
        await open_room.kept()

    async def take_in(self, change: Change) -> None:
        """Keep a change that was made beside the room, then show it to who has the board open. Raises NotKept."""
        await self._store.keep_now(change)
        self.neighbours.take_in(change)

    async def settled(self, board: str) -> None:
        """Returns when everything that came up to now is on disk; at once where the board is not open."""
        open_room = self._rooms.get(board)
        if open_room is not None:
            self._touch(open_room)
            await open_room.kept()

    async def rights_changed(self, board: str) -> None:
        """People's rights on a board were changed in the store: hold everyone to them, here and elsewhere, at once."""
        self.neighbours.ring(board)
        opening = self._opening.get(board)
        if opening is not None:
            await asyncio.wait([opening])
        if board in self._rooms:
            self.restand(board, await self._store.standing(board))

    def close_participant(self, board: str, participant: str, code: int, reason: str) -> None:
        """Close the connections that a participant has to a board, whichever process they are on."""
        self.neighbours.dismiss(board, participant, code, reason)
        self.close_participant_here(board, participant, code, reason)

    def nudge(self, board: str, participant: str) -> None:
        """Tell somebody's own pages, whichever process they are on, that something is in their private document."""
        self.neighbours.nudge(board, participant)
        self.nudge_here(board, participant)

    def nudge_here(self, board: str, participant: str) -> None:
        """Tell those of their pages that are here through this process."""
        open_room = self.open_room(board)
        for seat in [] if open_room is None else list(open_room.seats.values()):
            visitor = seat.member.visitor
            if visitor.participant == participant and visitor.own_messages:
                seat.say(notice_message("note", ""))

    def close_participant_here(self, board: str, participant: str, code: int, reason: str) -> None:
        """Close the connections that a participant has to a board through this process."""
        for open_room in (self.open_room(board), *self.drafts.open_now(board)):
            if open_room is not None:
                open_room.close_participant(participant, code, reason)

    async def document(self, board: str) -> Document:
        """The live document, opened if need be; for reading, at once. Raises NoBoard, Full."""
        return (await self._open(board)).room.document

    def open_boards(self) -> Collection[str]:
        """Ids of the boards that are open now."""
        return [key for key in self._rooms if not is_draft(key)]

    def open_document(self, board: str) -> Document | None:
        """The live document of a board that is open now."""
        open_room = self._rooms.get(board)
        return open_room.room.document if open_room else None

    def here(self, board: str) -> list[dict[str, Any]]:
        """The presence states of everyone on a board."""
        open_room = self._rooms.get(board)
        return open_room.room.presence.states() if open_room else []

    async def newest(self, board: str, most: int) -> list[str]:
        """Ids of the cards of a board that were made last. Raises NoBoard, Full."""
        return (await self._open(board)).room.stamps.newest(most)

    @contextmanager
    def held(self, board: str) -> Iterator[None]:
        """While this lasts nobody has this board open, nor opens it."""
        self._held.add(board)
        try:
            self.close_board(board, GOING_AWAY, "something is being erased from this board")
            yield
        finally:
            self._held.discard(board)

    def close_board(self, board: str, code: int, reason: str) -> None:
        """Send everyone on a board away, whichever process they are on."""
        self.neighbours.dismiss(board, None, code, reason)
        self.close_here(board, code, reason)

    # for private documents

    def open_room(self, board: str) -> OpenRoom | None:
        """A room that is open now."""
        return self._rooms.get(board)

    async def open(self, board: str) -> OpenRoom:
        """A room, opened if need be. Raises NoBoard, Full."""
        return await self._open(board)

    def touch(self, open_room: OpenRoom) -> None:
        """Something gathered in it."""
        self._touch(open_room)

    def addresses(self) -> Collection[str]:
        """Of all rooms that are open."""
        return list(self._rooms)

    def counts(self) -> dict[str, int]:
        """What /metrics shows."""
        return {
            "rooms": len(self._rooms),
            "connections": sum(len(open_room.seats) for open_room in self._rooms.values()),
            "waiting_batches": len(self._flying or ()),
            "bus_lit": int(self.neighbours.bus.lit),
        }

    # opening and closing rooms ---------------------------------------------------------------------------------

    async def _open(self, board: str) -> OpenRoom:
        if self._stopping:
            raise Full("the server restarts")
        if board.partition("/")[0] in self._held:
            raise Full("something is being erased from this board")
        open_room = self._rooms.get(board)
        if open_room is not None:
            return open_room
        opening = self._opening.get(board)
        if opening is None:
            opening = self._opening[board] = asyncio.create_task(self._load(board))
            opening.add_done_callback(lambda _: self._opened(board))
        return await asyncio.shield(opening)

    async def _load(self, board: str) -> OpenRoom:
        home, _, writer = board.partition("/")
        row = await self._store.board(home)
        if row is None:
            raise NoBoard("there is no such board")
        while any(open_room.room.board == board for open_room, _ in self._flying or ()):
            self._landed.clear()  # a room that was closed in mid-flight: its rows must be on disk before they are read
            await self._landed.wait()
        standing = await self._store.standing(home)
        room: Room
        if writer:
            room = await self.drafts.load(home, writer, standing)
        else:
            await self.neighbours.follow(board)
            room = await asyncio.to_thread(room_of, board, await self._store.load(board), standing)
        if self._stopping:
            room.close()
            raise Full("the server restarts")
        open_room = OpenRoom(room, self._touch, self._stir, self.poisoned, now_ms, row.epoch)
        self._rooms[board] = open_room
        if writer:
            self.drafts.opened(open_room)
        else:
            open_room.show_others = self.neighbours.show
            open_room.look_for_more = lambda *who: self._spawn(self.neighbours.look_for_more(*who))
            self.neighbours.opened(board)
        return open_room

    def _opened(self, board: str) -> None:
        self._opening.pop(board, None)
        if board not in self._rooms:
            self.neighbours.leave(board)

    def _drop(self, open_room: OpenRoom) -> None:
        board = open_room.room.board
        if self._rooms.get(board) is open_room:
            del self._rooms[board]
            self.neighbours.leave(board)
            home, _, writer = board.partition("/")
            if writer:
                self._store.forget_draft(home, writer)
        self._dirty.pop(open_room, None)
        self._presence.forget(open_room)

    def poisoned(self, open_room: OpenRoom) -> None:
        """A room can't be trusted any more: out with everyone; the next to come loads it anew."""
        self._drop(open_room)
        error = Poisoned("something went wrong at our end")
        open_room.close(error.code, error.reason, error)

    # documents: keep, then show --------------------------------------------------------------------------------

    def _touch(self, open_room: OpenRoom) -> None:
        if open_room.closed:
            return
        self._lull.heard()
        self._dirty[open_room] = None
        if self._flying is None:
            self._documents.arm()

    def _cut(self) -> None:
        """Take what every dirty room has gathered and have it kept as one transaction."""
        if self._flying is not None:
            return
        self.drafts.before_cut(list(self._dirty))
        dirty, self._dirty = self._dirty, {}
        batches = [(open_room, batch) for open_room in dirty if (batch := self._batch_of(open_room)) is not None]
        changes = [change_of(open_room, batch) for open_room, batch in batches if batch.rows]
        for open_room, batch in batches:
            if not batch.rows:  # only acknowledgements: what they wait for is on disk, since nothing is under way
                self._show(open_room, batch)
        if changes:
            self._flying = [(open_room, batch) for open_room, batch in batches if batch.rows]
            self._aboard = {open_room for open_room, _ in self._flying}
            self._store.keep(changes, self._kept, self._lull.end)

    def _batch_of(self, open_room: OpenRoom) -> Batch | None:
        try:
            return open_room.room.cut(now_ms())
        except Exception:
            log.exception("room %s broke while gathering", open_room.room.board)
            self.poisoned(open_room)
            return None

    def _kept(self, error: BaseException | None) -> None:
        """The store's word on the batches under way."""
        start_s = time.perf_counter()
        batches, self._flying = self._flying or [], None
        self._aboard = set()
        for open_room, batch in batches:
            if error is not None and failed(error, open_room):
                self._not_kept(open_room, batch, error)
            elif not open_room.closed:
                self._show(open_room, batch)
                self.neighbours.kept(open_room.room.board, batch)
        self._documents.spent(time.perf_counter() - start_s)
        if self._dirty:
            self._documents.arm()
        self._landed.set()

    def _not_kept(self, open_room: OpenRoom, batch: Batch, error: BaseException) -> None:
        clash = error.clashes.get(home_of(open_room)) if isinstance(error, Outrun) else None
        if clash is not None and clash.only_labels and not open_room.closed:
            open_room.room.put_back(batch, clash.labels, clash.highest)
            self._touch(open_room)
            return
        log.error("room %s: a change could not be kept; everyone is sent away", open_room.room.board)
        self._drop(open_room)
        self._set_backs += 1
        if not self._recovering:
            self._recovering = True
            self._spawn(self._recover())
        said: RoomError = error if isinstance(error, Gone) else NotKept("the server can't save right now")
        if clash is not None:
            said = Poisoned("another server came first; the board is loaded again")
        open_room.close(said.code, said.reason, error)
        if isinstance(error, Gone):
            self.close_here(home_of(open_room), said.code, said.reason)

    async def _recover(self) -> None:
        """Rooms were thrown away in the middle of their work: what they held is free again when people are back.
        And once more after the last of several times, or what that one left would stay."""
        seen = 0
        while seen != self._set_backs:
            seen = self._set_backs
            await asyncio.sleep(RECOVER_S)
            memory.collect()
            await asyncio.to_thread(memory.give_back)
        self._recovering = False

    # presence --------------------------------------------------------------------------------------------------

    def _has_news(self, open_room: OpenRoom) -> bool:
        """Whether changes of its board will be shown in a moment."""
        return open_room in self._dirty or open_room in self._aboard

    def _stir(self, open_room: OpenRoom) -> None:
        if not open_room.closed:
            self._lull.heard()
            self._presence.want(open_room)

    def _show(self, open_room: OpenRoom, batch: Batch) -> None:
        """Relay a batch; the presence that waits goes along."""
        start_s = time.perf_counter()
        open_room.relay(batch)
        if batch.message is not None:
            self._presence.rode(open_room, time.perf_counter() - start_s)

    # from time to time -----------------------------------------------------------------------------------------

    def _spawn(self, work: Any) -> None:
        task: asyncio.Task[None] = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _tend(self) -> None:
        while True:
            await asyncio.sleep(TEND_S)
            for open_room in list(self._rooms.values()):
                try:
                    self._tend_room(open_room)
                except Exception:
                    log.exception("room %s broke while being looked after", open_room.room.board)
                    self.poisoned(open_room)

    def _tend_room(self, open_room: OpenRoom) -> None:
        now = now_ms()
        outcome = open_room.room.tick(now)
        for message in outcome.everyone:
            open_room.tell(message)
        if outcome.stirred:
            self._stir(open_room)
        if self._may_rest(open_room, now):
            self._rest(open_room)

    def _may_rest(self, open_room: OpenRoom, now: int) -> bool:
        flying = any(open_room is other for other, _ in self._flying or ())
        empty_ms = now - open_room.empty_since_ms
        return (
            not open_room.seats
            and not flying
            and not self.drafts.open_now(open_room.room.board)
            and not self.drafts.is_watched(open_room)
            and open_room not in self._dirty
            and empty_ms >= self._settings.unload_after_s * 1000
        )

    def _rest(self, open_room: OpenRoom) -> None:
        """Nobody is here: the room leaves memory."""
        self._drop(open_room)
        open_room.close(GOING_AWAY, "nobody is here")
        board = open_room.room.board
        if not is_draft(board):
            self.drafts.board_closed(board)
            self._spawn(self._checkpoint(board))

    async def _checkpoint(self, board: str) -> None:
        try:
            await self._store.checkpoint(board, CHECKPOINT_ROWS)
        except Exception:
            log.exception("board %s: no checkpoint was made", board)

    # for the neighbours ----------------------------------------------------------------------------------------

    def opening(self) -> Collection[str]:
        """Boards that are being opened."""
        return [board for board in self._opening if not is_draft(board)]

    def close_here(self, board: str, code: int, reason: str) -> None:
        """Send everyone on a board away who is here through this process."""
        for open_room in (self.open_room(board), *self.drafts.open_now(board)):
            if open_room is not None:
                self._drop(open_room)
                open_room.close(code, reason)

    def restand(self, board: str, standing: Standing) -> None:
        """Hold everyone on a board to their rights."""
        for open_room in (self.open_room(board), *self.drafts.open_now(board)):
            if open_room is not None:
                open_room.restand(standing)


def failed(error: BaseException, open_room: OpenRoom) -> bool:
    """Whether this room's batch was not kept: where only some boards are gone, the rest is on disk."""
    home = home_of(open_room)
    if isinstance(error, Outrun):
        return home in error.clashes or home in error.gone
    return not isinstance(error, Gone) or home in error.boards


def home_of(open_room: OpenRoom) -> str:
    """The board that a room is, or is beside."""
    return open_room.room.board.partition("/")[0]


def change_of(open_room: OpenRoom, batch: Batch) -> Change:
    """A batch as the store takes it."""
    board, _, writer = open_room.room.board.partition("/")
    if writer:
        return Change(board, batch.rows, now_ms(), draft=writer, epoch=open_room.epoch)
    return Change(board, batch.rows, now_ms(), batch.bindings, batch.stamps, epoch=open_room.epoch)
