"""What waits for a facilitator's yes on the boards that are open here, and telling facilitators that it does."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from boards import desk
from boards.approval import approval_of, was_ever_on
from boards.document import plain
from boards.drafts import DraftRoom
from boards.errors import Forbidden, NoBoard
from boards.hiding import Content, content_of
from boards.protocol import notice_message
from boards.visitor import Visitor
from server.clock import now_ms
from server.open_room import OpenRoom, Seat
from server.secret import new_id

if TYPE_CHECKING:
    from server.drafts import Drafts

QUIET_MS = 1_000
"""A card comes to the desk once its writer has paused this long: nobody is read over the shoulder."""


@dataclass(frozen=True, slots=True)
class Item:
    """One card that waits."""

    card: str
    draft: OpenRoom
    writer: Visitor
    named: bool
    """Whether it may be told who wrote it."""
    since: int
    kind: str
    zone: str | None
    content: Content
    before: str | None
    """The words on the board, where this is a change of them."""
    seen: str
    """A digest of all that would be said yes to."""


class Desk:
    """The desks of all boards that are open in this process."""

    def __init__(self, drafts: "Drafts") -> None:
        self._drafts = drafts
        self._written: dict[str, dict[str, tuple[str, int]]] = {}
        """Board -> card -> digest, and when it became so."""
        self._told: dict[str, dict[Seat, str]] = {}
        """Board -> what each facilitator was told last."""

    def watches(self, open_board: OpenRoom) -> bool:
        """Whether anything may wait on this board."""
        return was_ever_on(open_board.room.document)

    def forget(self, board: str) -> None:
        """A board has left memory."""
        self._written.pop(board, None)
        self._told.pop(board, None)

    async def queue(self, board: str) -> list[Item]:
        """All that waits on a board, the oldest first."""
        opened = await self._drafts.open_all(board)
        open_board = self._drafts.board_room(board)
        return [] if open_board is None else self._items(open_board, opened)

    async def find(self, board: str, card: str) -> Item | None:
        """One card that waits; also one whose writer is still writing."""
        opened = await self._drafts.open_all(board)
        open_board = self._drafts.board_room(board)
        items = [] if open_board is None else self._items(open_board, opened, at_once=True)
        return next((item for item in items if item.card == card), None)

    def is_as_seen(self, item: Item) -> bool:
        """Whether it still says what a facilitator saw; asked in the turn of the loop in which it is said yes to."""
        draft = item.draft.room
        assert isinstance(draft, DraftRoom)
        return item.card in desk.waiting_in(draft) and digest_of(draft, item.card) == item.seen

    def settled(self, item: Item) -> None:
        """It was changed at the desk: there is no need to wait until its writer pauses."""
        assert isinstance(item.draft.room, DraftRoom)
        self._written.setdefault(item.draft.room.home, {})[item.card] = (digest_of(item.draft.room, item.card), 0)

    def _items(self, open_board: OpenRoom, opened: Iterable[OpenRoom], *, at_once: bool = False) -> list[Item]:
        board, now = open_board.room, now_ms()
        if not was_ever_on(board.document):
            return []
        found: list[Item] = []
        for one in opened:
            draft = one.room
            assert isinstance(draft, DraftRoom)
            if one.closed or not (waiting := desk.waiting_in(draft)):
                continue
            try:
                writer = board.standing.of(draft.writer)
            except Forbidden:
                continue
            for card, since in waiting.items():
                seen, written = self._last_written(draft, card, now)
                if at_once or now - written >= QUIET_MS:
                    change = desk.is_change(draft, card)
                    author = board.document.fact("cards", card, "author")
                    known = author is not None if change else bool(desk.records_of(draft)[card].get("named", True))
                    before = str(board.document.fact("cards", card, "text") or "") if change else None
                    entry = draft.document.entry("cards", card)
                    content = content_of(draft.document, card) or {"text": "", "fields": {}, "tags": []}
                    item = (card, one, writer, known, since, str(entry.get("kind")), plain(entry.get("zone")))
                    found.append(Item(*item, content, before, seen))
        return sorted(found, key=lambda item: (item.since, item.card))

    def _last_written(self, draft: DraftRoom, card: str, now: int) -> tuple[str, int]:
        digest, known = digest_of(draft, card), self._written.setdefault(draft.home, {})
        if card not in known or known[card][0] != digest:
            known[card] = (digest, now)
        return known[card]

    # telling -------------------------------------------------------------------------------------------------------

    async def look_after(self, open_board: OpenRoom, opened: list[OpenRoom]) -> None:
        """Tell facilitators what waits, those who came since too."""
        board = open_board.room.board
        before = self._told.get(board, {})
        if not (before or self.watches(open_board)):
            return
        items = self._items(open_board, opened)
        self._forget_gone(board, opened)
        all_of_it = "".join(f"{item.card}{item.seen}{item.since}" for item in items)
        sign = hashlib.sha256(all_of_it.encode()).hexdigest()[:12]
        approval = json.dumps(approval_of(open_board.room.document).plain(), sort_keys=True)
        news = notice_message(f"desk:{len(items)}:{sign}", words_for(len(items)))
        told: dict[Seat, str] = {}
        for seat in list(open_board.seats.values()):
            visitor = seat.member.visitor
            if visitor.role == "facilitator" and visitor.own_messages:
                told[seat] = sign + approval
                if before.get(seat) != told[seat]:
                    seat.say(news)
        self._told[board] = told

    def _forget_gone(self, board: str, opened: Iterable[OpenRoom]) -> None:
        waiting = {card for one in opened if isinstance(one.room, DraftRoom) for card in desk.waiting_in(one.room)}
        self._written[board] = {card: was for card, was in self._written.get(board, {}).items() if card in waiting}


class Rooms(Protocol):
    """The part of the hub that this needs."""

    @property
    def drafts(self) -> "Drafts":
        """The private documents."""
        ...

    async def open(self, board: str) -> OpenRoom:
        """A room, opened if need be."""
        ...

    def nudge(self, board: str, participant: str) -> None:
        """Tell somebody's own pages that something is in their private document."""
        ...


async def tell_writer(rooms: Rooms, board: str, card: str, what: desk.What, reason: str, by: str) -> None:
    """Leave the writer of a card on the board a message; not who did it themselves, nor where nobody knows them."""
    open_board = await rooms.open(board)
    author = open_board.room.document.fact("cards", card, "author") or open_board.room.unsigned.get(card)
    if not isinstance(author, str) or author == by:
        return
    try:
        one = await rooms.drafts.of_writer(board, author)
    except NoBoard:
        return
    assert isinstance(one.room, DraftRoom)
    desk.tell(one.room, new_id(), card, what, reason, now_ms())
    rooms.drafts.touch(one)
    await one.kept()
    rooms.nudge(board, author)


def digest_of(draft: DraftRoom, card: str) -> str:
    """Tells one state of a card's words from another."""
    content = content_of(draft.document, card) or {}
    kind: Mapping[str, Any] = {"kind": draft.document.fact("cards", card, "kind")}
    return hashlib.sha256(json.dumps([kind, content], sort_keys=True).encode()).hexdigest()[:16]


def words_for(count: int) -> str:
    """For facilitators: how many wait for them."""
    return f"{count} {'card waits' if count == 1 else 'cards wait'} for your yes." if count else ""
