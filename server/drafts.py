"""Private documents as this process carries them: opened with their board, kept with it, shown all at once.

A card moves to the board in the same turn of the loop, and so in the same transaction, in which its private document
says that it has moved: there is no moment at which it is in neither or in both.
"""

import asyncio
import logging
import secrets
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any, Protocol
from weakref import WeakKeyDictionary

from boards import desk, drafts, reveal
from boards.approval import approval_of
from boards.document import Document
from boards.drafts import DraftRoom, address, is_held
from boards.errors import Forbidden, NoBoard, RoomError
from boards.protocol import moved_message
from boards.room import Room
from boards.session import say, session_of
from boards.standing import Standing
from boards.visitor import Visitor
from server.clock import now_ms
from server.desk import Desk
from server.open_room import OpenRoom
from server.store import Store

COMPACT_ROWS = 64
"""A private document of more rows is kept as its state when it is opened."""
LOOK_S = 0.5
"""How often counts are told, and late edits on both sides brought together."""

log = logging.getLogger("sameroom.drafts")


class Rooms(Protocol):
    """The part of the hub that this needs."""

    def open_room(self, board: str) -> OpenRoom | None:
        """A room that is open now."""
        ...

    async def open(self, board: str) -> OpenRoom:
        """A room, opened if need be."""
        ...

    def touch(self, open_room: OpenRoom) -> None:
        """Something gathered in it."""
        ...

    def addresses(self) -> Iterable[str]:
        """Of all rooms that are open."""
        ...


class Drafts:
    """All private documents of this process."""

    def __init__(self, rooms: Rooms, store: Store) -> None:
        self._rooms, self._store = rooms, store
        self.desk = Desk(self)
        self._counts: dict[str, dict[str, Counter[str]]] = {}
        """Board -> writer -> how many of their cards wait, by zone; also of those whose document is closed by now."""
        self._known: set[str] = set()
        """Boards of which every private document has been counted."""
        self._looked: WeakKeyDictionary[OpenRoom, tuple[int, ...]] = WeakKeyDictionary()
        """Private document -> how it, its board and everyone's rights were when it was looked at last."""

    # opening ---------------------------------------------------------------------------------------------------

    async def load(self, board: str, participant: str, standing: Standing) -> DraftRoom:
        """The room of a private document; its board is open by then. Raises NoBoard."""
        who = await self._store.participant(participant)
        if who is None or who.board != board:
            raise NoBoard("there is no such person on this board")
        updates = await self._store.load_draft(board, participant)
        writer = Visitor(who.id, who.name, who.department, who.role)
        facts = lambda: self._board_document(board)  # noqa: E731
        room = DraftRoom(board, writer, updates, secrets.randbits(31) + 1, standing, facts)
        if len(updates) > COMPACT_ROWS:
            await self._store.rewrite_draft(board, participant, room.document.state(), now_ms())
        return room

    def _board_document(self, board: str) -> Document | None:
        open_board = self._rooms.open_room(board)
        return open_board.room.document if open_board else None

    def opened(self, open_draft: OpenRoom) -> None:
        """A private document has been opened: what it says of cards without a name holds from now on."""
        draft = open_draft.room
        assert isinstance(draft, DraftRoom)
        open_board = self._rooms.open_room(draft.home)
        if open_board is None:
            return
        document = open_board.room.document
        for id_ in draft.moved():
            if document.has("cards", id_) and document.fact("cards", id_, "author") is None:
                open_board.room.unsigned[id_] = draft.writer.participant
        self._count(draft)

    async def open_all(self, board: str) -> list[OpenRoom]:
        """Every private document of a board."""
        await self._rooms.open(board)
        writers = await self._store.draft_writers(board)
        opened = await asyncio.gather(*(self._rooms.open(address(board, writer)) for writer in writers))
        self._known.add(board)
        await self.refresh(board)
        return opened

    async def refresh(self, board: str) -> None:
        """Take in what other processes wrote to the private documents that are open here."""
        opened = {draft_of(one).writer.participant: one for one in self.open_now(board)}
        for who, updates in (await self._store.draft_news(board, opened)).items():
            one = opened[who]
            if not one.closed and (message := one.room.news(updates, {}, {})) is not None:
                one.show(message)
                self._count(draft_of(one))

    def board_room(self, board: str) -> OpenRoom | None:
        """The board itself, where it is open now."""
        return self._rooms.open_room(board)

    def touch(self, *rooms: OpenRoom) -> None:
        """Something of the server's own gathered in these."""
        for room in rooms:
            self._rooms.touch(room)

    def tell_moved(self, open_board: OpenRoom, one: OpenRoom, card: str) -> None:
        """Tell its writer's own pages that a card is on the board for everyone, once it is."""
        self._tell_moved(open_board, {one: [card]})

    async def of_writer(self, board: str, participant: str) -> OpenRoom:
        """One person's private document, opened if need be."""
        await self._rooms.open(board)
        return await self._rooms.open(address(board, participant))

    def open_now(self, board: str) -> list[OpenRoom]:
        """The private documents of a board that are open now."""
        found = (self._rooms.open_room(key) for key in list(self._rooms.addresses()) if key.startswith(f"{board}/"))
        return [open_room for open_room in found if open_room is not None]

    # showing ---------------------------------------------------------------------------------------------------

    async def reveal(self, board: str, zone: str | None, by: str) -> int:
        """Show all that was written in silence, or in one zone; gives how many cards. Returns when it is kept."""
        opened = await self.open_all(board)
        open_board = await self._rooms.open(board)
        self._say_shown(open_board, zone, by)
        shown = self._show(opened, by_hand=True)
        self._tell_count(open_board)
        self._rooms.touch(open_board)
        await open_board.kept()
        return shown

    def _say_shown(self, open_board: OpenRoom, zone: str | None, by: str) -> None:
        silent = session_of(open_board.room.document).get("silent")
        if not isinstance(silent, dict):
            return
        shown = silent.get("shown")
        zones = shown if isinstance(shown, list) else []
        new = True if zone is None or shown is True else sorted({*zones, zone})
        open_board.room.change(lambda document: say(document, silent=silent | {"shown": new}), by)

    def before_cut(self, dirty: Iterable[OpenRoom]) -> None:
        """What gathered in private documents: what may be shown of it goes to the board in the same transaction."""
        written = [open_room for open_room in dirty if isinstance(open_room.room, DraftRoom)]
        if written:
            self._show(written)

    def _show(self, opened: Iterable[OpenRoom], *, by_hand: bool = False) -> int:
        """Show what nothing holds back any more, and bring both sides of what was shown before together."""
        boards: dict[str, list[OpenRoom]] = {}
        for open_draft in opened:
            if isinstance(open_draft.room, DraftRoom) and not open_draft.closed:
                boards.setdefault(open_draft.room.home, []).append(open_draft)
        shown = 0
        for board, those in boards.items():
            open_board = self._rooms.open_room(board)
            if open_board is not None and not open_board.closed:
                shown += self._show_on(open_board, those, by_hand=by_hand)
        return shown

    def _show_news(self, open_board: OpenRoom) -> None:
        """Show of private documents in or around which anything has changed since: the others are as they were left."""
        board = open_board.room
        around = (board.document.changes, board.standing.number)
        states = {one: (one.room.document.changes, *around) for one in self.open_now(board.board)}
        news = {one: state for one, state in states.items() if self._looked.get(one) != state}
        self._show(news)
        self._looked.update(news)

    def _show_on(self, open_board: OpenRoom, opened: list[OpenRoom], *, by_hand: bool) -> int:
        board, session = open_board.room, session_of(open_board.room.document)
        names = drafts.names_of(session)
        versions = {one: one.room.version for one in (open_board, *opened)}
        due: dict[OpenRoom, list[str]] = {}
        for one in opened:
            draft = draft_of(one)
            draft.writer = writer_of(board, draft)
            desk.look(board.document, draft, draft.writer, session, now_ms())
            held = desk.records_of(draft)
            if draft.moved():
                reveal.keep_together(board, draft, held)
            cards = draft.cards().items()
            if ids := [i for i, c in cards if i not in held and self._may_go(board, draft, session, c, by_hand)]:
                due[one] = ids
            else:
                reveal.show_threads(board, draft, now_ms(), names=names)
        reveal.show(board, [(draft_of(one), id_) for one, ids in due.items() for id_ in ids], now_ms(), names=names)
        for one, version in versions.items():
            if one.room.version != version:
                self._rooms.touch(one)
        if due:
            self._tell_moved(open_board, due)
        for one in opened:
            self._count(draft_of(one))
        return sum(map(len, due.values()))

    def _may_go(self, board: Room, draft: DraftRoom, session: Mapping[str, Any], card: Any, by_hand: bool) -> bool:
        try:
            writer = board.standing.of(draft.writer)
        except Forbidden:
            return False
        if is_held(session, card):
            return False
        return by_hand or board.rules_for(writer).only_read is None

    def _tell_moved(self, open_board: OpenRoom, due: Mapping[OpenRoom, list[str]]) -> None:
        """Tell the writers' own pages, once the cards are on the board for everyone."""

        def tell(kept: "asyncio.Future[None]") -> None:
            if kept.cancelled() or kept.exception() is not None:
                return
            for one, ids in due.items():
                for seat in list(one.seats.values()):
                    if seat.member.visitor.own_messages:
                        for id_ in ids:
                            seat.say(moved_message(id_, id_))

        open_board.kept().add_done_callback(tell)

    # numbers ---------------------------------------------------------------------------------------------------

    def _count(self, draft: DraftRoom) -> None:
        self._counts.setdefault(draft.home, {})[draft.writer.participant] = draft.count()

    def waiting(self, board: str) -> Counter[str]:
        """How many cards wait on a board, by zone."""
        return sum(self._counts.get(board, {}).values(), Counter())

    async def hidden(self, board: str) -> int:
        """How many cards of a board wait to be shown."""
        await self.open_all(board)
        return self.waiting(board).total()

    def _tell_count(self, open_board: OpenRoom) -> None:
        silent = session_of(open_board.room.document).get("silent")
        if not isinstance(silent, dict):
            return
        waiting = self.waiting(open_board.room.board)
        new = silent | {"count": waiting.total(), "zones": {zone: n for zone, n in sorted(waiting.items()) if n}}
        if new != silent:
            open_board.room.change(lambda document: say(document, silent=new), None)
            self._rooms.touch(open_board)

    # from time to time -----------------------------------------------------------------------------------------

    async def look_after(self) -> None:
        """Count, and bring together what was written after it was shown, for ever."""
        while True:
            await asyncio.sleep(LOOK_S)
            for key in [key for key in self._rooms.addresses() if "/" not in key]:
                try:
                    await self._look_after(key)
                except RoomError as error:
                    log.info("board %s: its private documents can't be looked after: %s", key, error.reason)
                except Exception:
                    log.exception("board %s: its private documents could not be looked after", key)

    async def _look_after(self, board: str) -> None:
        open_board = self._rooms.open_room(board)
        if open_board is None:
            return
        document = open_board.room.document
        if board not in self._known and (document.has("session", "silent") or self.desk.watches(open_board)):
            await self.open_all(board)
        elif approval_of(document).on:
            await self._open_new(board)
        await self.refresh(board)
        if open_board.closed:
            return
        self._show_news(open_board)
        self._tell_count(open_board)
        await self.desk.look_after(open_board, self.open_now(board))

    async def _open_new(self, board: str) -> None:
        """Whoever begins to write in private on another process is watched here too."""
        for writer in await self._store.draft_writers(board):
            if self._rooms.open_room(address(board, writer)) is None:
                await self._rooms.open(address(board, writer))

    def is_watched(self, open_room: OpenRoom) -> bool:
        """Whether a private document stays open although its writer is away: somebody may say yes to it."""
        if not isinstance(open_room.room, DraftRoom):
            return False
        open_board = self._rooms.open_room(open_room.room.home)
        if open_board is None or not open_board.seats:
            return False
        return approval_of(open_board.room.document).on or bool(desk.records_of(open_room.room))

    def board_closed(self, board: str) -> None:
        """A board has left memory."""
        self._known.discard(board)
        self._counts.pop(board, None)
        self.desk.forget(board)


def draft_of(open_draft: OpenRoom) -> DraftRoom:
    """The private document that is open here."""
    assert isinstance(open_draft.room, DraftRoom)
    return open_draft.room


def writer_of(board: Room, draft: DraftRoom) -> Visitor:
    """Whose it is, with the rights they have by now."""
    try:
        return board.standing.of(draft.writer)
    except Forbidden:
        return draft.writer
