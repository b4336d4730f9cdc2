"""What other processes do on the boards that are open here, and what they are told of ours.

Theory of operation
-------------------
The database has everything, in order. Asked often, it is all that several processes need; a bus makes it faster. A
parcel on the bus that follows on what is known here is taken in at once. One that comes too early waits for a moment
for what is before it (mostly a commit of our own whose end we have not heard of yet); then the database is asked. So
are boards whose bell rang, all boards when the bus comes back, and all boards from time to time: often without a bus,
rarely with one, and not where the database says that nobody else has written.
"""

import asyncio
import contextlib
import logging
from collections.abc import Collection, Mapping
from typing import Protocol

from boards.errors import ERASED, NoBoard, NotKept, Rewritten
from boards.presence import Elsewhere
from boards.protocol import awareness_message
from boards.room import Batch, merged_update
from boards.schema import Binding, Stamp
from boards.standing import Standing
from server.bus import Bus, Glimpse, Parcel
from server.clock import now_ms
from server.open_room import OpenRoom, Seat
from server.record import Change, News
from server.store import Store
from server.together import Together

NEWS_S = 0.5
"""How often to ask what other processes did, without a bus …"""
NEWS_WITH_BUS_S = 2.0
"""… and with one."""
MARK_S = 0.1
"""How long to wait for the word that nobody else wrote: the writer may be waiting for a lock. Then all is asked."""
EARLY_S = 0.05
"""How long a parcel waits for those before it."""
MAX_EARLY = 200
GLIMPSE_S = 10.0
"""How often everyone who is here is shown to the others, whatever they have been told before."""

log = logging.getLogger("sameroom.hub")


class Rooms(Protocol):
    """What the hub gives."""

    def open_room(self, board: str) -> OpenRoom | None:
        """A room that is open now."""

    def opening(self) -> Collection[str]:
        """Boards that are being opened."""

    def open_boards(self) -> Collection[str]:
        """Boards that are open."""

    def close_here(self, board: str, code: int, reason: str) -> None:
        """Send everyone on a board away who is here through this process."""

    def close_participant_here(self, board: str, participant: str, code: int, reason: str) -> None:
        """Close one participant's connections through this process."""

    def nudge_here(self, board: str, participant: str) -> None:
        """Tell somebody's pages through this process to look into their private document."""

    def restand(self, board: str, standing: Standing) -> None:
        """Hold everyone on a board to their rights."""

    def poisoned(self, open_room: OpenRoom) -> None:
        """A room can't be trusted any more."""


class Neighbours:
    """The other processes, as the rooms of this one see them. It is the bus's ears."""

    def __init__(self, store: Store, bus: Bus, rooms: Rooms) -> None:
        self._store, self._bus, self._rooms = store, bus, rooms
        self._early: dict[str, list[Parcel]] = {}
        self._ask: set[str] = set()
        """Boards to ask the database about now."""
        self._asking = asyncio.Event()
        self._heard_all: object = None
        """The store's mark when all was last asked and answered."""
        self._early_news: dict[str, list[News]] = {}
        """News of boards that are being opened."""
        self._looks: Together[str, bool] = Together(self._look)

    async def start(self) -> None:
        """Begin to listen."""
        await self._bus.start(self)

    async def stop(self) -> None:
        """Say goodbye."""
        await self._bus.stop()

    @property
    def bus(self) -> Bus:
        """The way to them."""
        return self._bus

    # what they are told ----------------------------------------------------------------------------------------

    async def follow(self, board: str) -> None:
        """A board is about to be loaded."""
        self._early_news[board] = []
        await self._bus.follow(board)

    def opened(self, board: str) -> None:
        """A board has been loaded; what others wrote meanwhile may be missing in it, and so is who is with them."""
        for news in self._early_news.pop(board, ()):
            self.take_news(board, news)
        self.bell(board)
        self._bus.ask(board)  # not before: there was no room that could have taken the answers

    def leave(self, board: str) -> None:
        """A board is open here no more."""
        self._early_news.pop(board, None)
        self._early.pop(board, None)
        self._bus.leave(board)

    def kept(self, board: str, batch: Batch) -> None:
        """A batch is on disk."""
        span = self._store.watch.written(board)
        if span is not None and not self._bus.alone:
            update = merged_update([row.update for row in batch.rows])
            self._bus.send(board, Parcel(*span, update, batch.bindings, batch.stamps))
        if board in self._early:
            self._take_what_was_early(board)

    def take_in(self, change: Change) -> None:
        """A change made beside the rooms is on disk: whoever has the board open takes it in, here and elsewhere."""
        board = change.board
        rows = {board: list(change.rows)}
        self.take_news(board, News(rows, {board: dict(change.stamps)}, {board: dict(change.bindings)}))
        self.ring(board)

    def show(self, open_room: OpenRoom, everyone: bool = False) -> None:
        """Who is on a board through this process: what is new of it, or everyone."""
        presence = open_room.room.presence
        minds = presence.take_ours()
        if everyone:
            minds = presence.all_ours()
        if minds and not self._bus.alone:
            bindings = open_room.room.bindings_of(mind.client for mind in minds)
            self._bus.show(open_room.room.board, Glimpse(awareness_message(minds), bindings))

    def ring(self, board: str) -> None:
        """Something was changed in the database: rights, the list of boards."""
        self._bus.ring(board)

    def dismiss(self, board: str, participant: str | None, code: int, reason: str) -> None:
        """Somebody, or everybody, is to leave a board."""
        self._bus.dismiss(board, participant, code, reason)

    def nudge(self, board: str, participant: str) -> None:
        """There is something for somebody in their private document."""
        self._bus.nudge(board, participant)

    # what they tell us -----------------------------------------------------------------------------------------

    def parcel(self, board: str, parcel: Parcel) -> None:
        """Another process kept this."""
        open_room = self._rooms.open_room(board)
        if open_room is None:
            self.bell(board)  # it is being opened: what was loaded may be older
            return
        match self._store.watch.told(board, parcel.first, parcel.last):
            case "next":
                self._take_in(open_room, [parcel.update], parcel.bindings, parcel.stamps)
                self._take_what_was_early(board)
            case "early":
                self._hold(board, parcel)

    def _take_in(
        self, open_room: OpenRoom, updates: list[bytes], bindings: Mapping[int, Binding], stamps: Mapping[str, Stamp]
    ) -> None:
        try:
            message = open_room.room.news(updates, bindings, stamps)
        except Exception:
            log.exception("room %s broke on what another process kept", open_room.room.board)
            self._rooms.poisoned(open_room)
            return
        if message is not None:
            open_room.show(message)

    def _hold(self, board: str, parcel: Parcel) -> None:
        early = self._early.setdefault(board, [])
        early.append(parcel)
        if len(early) > MAX_EARLY:
            self.bell(board)
        elif len(early) == 1:
            asyncio.get_running_loop().call_later(EARLY_S, self._ask_if_early, board)

    def _take_what_was_early(self, board: str) -> None:
        early = self._early.pop(board, None)
        for parcel in sorted(early or (), key=lambda parcel: parcel.first):
            self.parcel(board, parcel)

    def _ask_if_early(self, board: str) -> None:
        if board in self._early:
            self._take_what_was_early(board)
        if board in self._early:
            self.bell(board)

    def glimpse(self, board: str, process: str, glimpse: Glimpse) -> None:
        """People on a board through another process."""
        open_room = self._rooms.open_room(board)
        if open_room is not None and open_room.room.hear_elsewhere(
            Elsewhere(process), glimpse.presence, glimpse.bindings, now_ms()
        ):
            open_room.stir()

    def asked(self, board: str) -> None:
        """Another process wants to know who is on this board."""
        open_room = self._rooms.open_room(board)
        if open_room is not None:
            self.show(open_room, everyone=True)

    def dismissed(self, board: str, participant: str | None, code: int, reason: str) -> None:
        """Somebody, or everybody, is to leave a board."""
        if participant is None:
            self._rooms.close_here(board, code, reason)
        else:
            self._rooms.close_participant_here(board, participant, code, reason)

    def nudged(self, board: str, participant: str) -> None:
        """There is something for somebody in their private document."""
        self._rooms.nudge_here(board, participant)

    def lost(self, process: str) -> None:
        """A process is gone, and its people with it."""
        for board in list(self._rooms.open_boards()):
            open_room = self._rooms.open_room(board)
            if open_room is not None and open_room.room.presence.leave(Elsewhere(process)):
                open_room.stir()

    def bell(self, board: str) -> None:
        """Look into the database."""
        self._ask.add(board)
        self._asking.set()

    def reconnected(self) -> None:
        """Anything may have been missed, and others may have missed us."""
        for board in list(self._rooms.open_boards()):
            self.bell(board)
            self._bus.ask(board)
            self.asked(board)

    # asking the database ---------------------------------------------------------------------------------------

    async def watch(self) -> None:
        """Ask, for as long as the hub lives."""
        loop = asyncio.get_running_loop()
        asked_s = loop.time()
        while True:
            every_s = NEWS_WITH_BUS_S if self._bus.lit and not self._bus.alone else NEWS_S
            try:
                async with asyncio.timeout(max(0.0, asked_s + every_s - loop.time())):
                    await self._asking.wait()
            except TimeoutError:
                asked_s = loop.time()
                await self._hear_all()
            self._asking.clear()
            rung, self._ask = self._ask, set()
            await self._hear(rung, all_of_them=False)

    async def _hear_all(self) -> None:
        """Of every board, unless nobody else has written since; of a board opened since then its bell was rung."""
        boards = {*self._rooms.open_boards(), *self._rooms.opening()}
        if not boards:
            return
        mark: object = object()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(MARK_S):
                mark = await self._store.mark_of_others()
        if mark != self._heard_all:
            self._ask.clear()
            self._heard_all = mark
            await self._hear(boards, all_of_them=True)

    async def show_everyone(self) -> None:
        """Show who is here from time to time: notes of presence may be lost."""
        while True:
            await asyncio.sleep(GLIMPSE_S)
            for board in list(self._rooms.open_boards()):
                if self._bus.alone or not self._bus.lit:
                    break
                self.asked(board)

    async def look_for_more(self, open_room: OpenRoom, seat: Seat) -> None:
        """Somebody brings what is not known here and not theirs: take in what others kept, then ask them again."""
        if await self._looks.ask(open_room.room.board):
            open_room.ask_again(seat)
        else:
            seat.close(NotKept.code, "the server can't save right now")

    async def _look(self, boards: Collection[str]) -> list[bool]:
        heard = await self._hear(boards, all_of_them=False)
        return [heard] * len(boards)

    async def _hear(self, boards: Collection[str], all_of_them: bool) -> bool:
        """Take in what others did to these boards; whether the store could say."""
        if not boards:
            return True
        try:
            self._pass_on(await self._store.news(boards, only=all_of_them))
        except Exception:
            log.exception("the store could not say what other processes did")
            self._heard_all = None
            return False
        await self._hear_of_rights([board for board in boards if self._rooms.open_room(board) is not None])
        return True

    async def _hear_of_rights(self, boards: list[str]) -> None:
        """Acts of other processes; ours are known already."""
        try:
            newest = await self._store.newest_acts(boards) if boards else {}
            for board, number in newest.items():
                open_room = self._rooms.open_room(board)
                if open_room is not None and number > open_room.room.standing.number:
                    row = await self._store.board(board)
                    if row is not None and row.epoch != open_room.epoch:
                        self._rooms.close_here(board, Rewritten.code, ERASED)
                    else:
                        self._rooms.restand(board, await self._store.standing(board))
        except Exception:
            log.exception("the store could not say whose rights have changed")
            self._heard_all = None

    def _pass_on(self, news: News) -> None:
        for board in news.deleted:
            self._rooms.close_here(board, NoBoard.code, "this board was deleted")
        for board in {*news.rows, *news.stamps, *news.bindings}:
            self.take_news(board, news)
        for board in list(self._early):
            self._take_what_was_early(board)

    def take_news(self, board: str, news: News) -> None:
        """What other processes wrote to a board, from the database."""
        open_room = self._rooms.open_room(board)
        if board in self._early_news:
            self._early_news[board].append(news)
        elif open_room is not None:
            updates = [row.update for row in news.rows.get(board, ())]
            self._take_in(open_room, updates, news.bindings.get(board, {}), news.stamps.get(board, {}))
