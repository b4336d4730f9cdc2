"""Private documents: what a participant writes that nobody else may see yet.

Theory of operation
-------------------
Each participant may have a private document beside the board: a room of its own, which only they enter, with cards and
threads in the board's own shape. A card is shown by copying it into the board under the id it has: so the writer's page
shows one card throughout, and copying twice is copying once. The board, not the writer's own browser, stamps it.

The writer may be typing while it is shown, or be offline. So the private card stays, and with it a `base` (in the
private document's `session.moved`, which only the server writes): what both sides last had in common. Whatever comes
later on either side is merged with the base (merge.py) and written to both, until the writer's own page has gone over
to the board's card and deletes the private one. Nothing has to be frozen, and nothing is lost whoever is late.

Where names are off, the board's card bears no author and no department, the log's row no participant, and its letters
are the server's, not the writer's client id. That it is theirs only their private document tells (`Room.unsigned`).

A card is judged by the stage it comes in. Who was away when that began may bring cards of the silent stages before,
with the first answer of a connection, once: then the server knows they are here, and says so in `session.stage`.

What is in a private document goes to nobody but its writer: it is in a table of its own, is never relayed, and no
reader of boards reads it. Others learn numbers (`count`).
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from pycrdt import Map

from boards import running_order
from boards.document import Document, plain
from boards.protocol import STEP_2, Sync
from boards.room import Member, Outcome, Room
from boards.rules import FROZEN, ONLY_READ, Rules
from boards.running_order import LISTEN
from boards.schema import Stamp
from boards.session import say
from boards.standing import Standing
from boards.visitor import Visitor

MOVED = "moved"
STAGE = "stage"
"""Key of a private document's session: the stage from which on its writer was heard."""
CARD_KEYS = ("kind", "zone", "pos", "size", "text", "fields", "tags")
"""What a writer says of a card."""
NOT_HERE = "Only cards and threads are written in private."
SHOWN = "There is something with this id on the board already."


class DraftRules(Rules):
    """What a participant may do in their own private document: what the stage lets them, and what is late for it."""

    def __init__(self, visitor: Visitor, draft: Document, board: Document | None, *, late: bool = False) -> None:
        """`late`: this was written while its writer was away, in this stage or in a silent one before it."""
        super().__init__(visitor, draft, {}, lambda root, id_: visitor.participant)
        self._draft, self._board, self._late = draft, board, late

    @property
    def only_read(self) -> str | None:
        """Why this visitor writes nothing at all."""
        if self._visitor.role == "observer":
            return ONLY_READ
        return FROZEN if self.session.get("frozen") is True and not self._facilitates else None

    @property
    def session(self) -> Mapping[str, Any]:
        """The board's session."""
        if self._session is None:
            self._session = {} if self._board is None else plain(self._board.root("session"))
        return self._session

    def looks_first(self, kind: Any = None) -> bool:
        """In private everything may be written: what has to be approved is, on its way to the board."""
        return False

    def may_set(self, path: tuple[str, ...], struct: Any, made_here: bool) -> str | None:
        """May this value stand at this key?"""
        if path[0] not in ("cards", "threads"):
            return NOT_HERE
        return super().may_set(path, struct, made_here)

    def may_make(self, root: str, id_: str, values: Mapping[str, list[Any]], *, used: bool, dead: bool) -> str | None:
        """May this whole card or thread be made?"""
        if not used and not dead and self._board is not None and self._board.has(root, id_):
            return SHOWN
        return super().may_make(root, id_, values, used=used, dead=dead)

    def _objection_in_stage(self, root: str, id_: str, values: Mapping[str, list[Any]], *, back: bool) -> str | None:
        stages = self._stages()
        if not stages or back:
            return None
        if all(stage.attention for stage in stages):
            return LISTEN
        return self._objection_to_kinds(id_, values["kind"]) if root == "cards" else None

    def _objection_to_kinds(self, id_: str, kinds: Iterable[Any]) -> str | None:
        visitor, stages = self._visitor, self._stages()
        whys = [
            [stage.why_not(str(kind), visitor.role, visitor.department) for stage in stages]
            for kind in kinds
            if kind != self._document.fact("cards", id_, "kind")
        ]
        return next((reasons[-1] for reasons in whys if reasons and all(reasons)), None)

    def _stages(self) -> list[running_order.Stage]:
        """The stages whose cards may come: this one, and for who was away the silent ones before it."""
        return lately(self.session)[None if self._late else -1 :]

    def _zone(self, zone: str) -> tuple[Any, Any]:
        if self._board is None:
            return None, None
        return self._board.fact("zones", zone, "title"), self._board.fact("zones", zone, "kinds")

    def _was_there(self, card: str) -> bool:
        return super()._was_there(card) or (self._board is not None and self._board.has("cards", card))

    def _kind(self, card: str) -> Any:
        return super()._kind(card) or (self._board and self._board.fact("cards", card, "kind"))


def lately(session: Mapping[str, Any]) -> list[running_order.Stage]:
    """The stages whose cards may come now: the silent ones there have been (someone may be late), and this one."""
    order = running_order.read(session)
    if order.now is None:
        return []
    return [stage for stage in order.stages[: order.at] if stage.silent] + [order.now]


def names_of(session: Mapping[str, Any]) -> bool:
    """Whether what was written in silence lately bears its writer's name: as the last silent stage said."""
    silent = [stage for stage in lately(session) if stage.silent]
    return silent[-1].names if silent else True


class DraftRoom(Room):
    """One participant's private document."""

    def __init__(
        self,
        board: str,
        writer: Visitor,
        updates: list[bytes],
        client: int,
        standing: Standing,
        facts: Callable[[], Document | None],
    ) -> None:
        """`facts` gives the live document of the board, if that is open."""
        super().__init__(address(board, writer.participant), updates, {}, {}, client, standing)
        self.home = board
        self.writer = writer
        self._facts = facts
        self._answered: set[Member] = set()
        """Connections that have said what they have."""
        self._late = False
        """Whether what is being judged was written while its writer was away."""

    def join(self, visitor: Visitor) -> Any:
        """Its writer has opened a connection."""
        member, outcome = super().join(visitor)
        self.writer = member.visitor
        return member, outcome

    def leave(self, member: Member) -> Outcome:
        """A connection of its writer ended."""
        self._answered.discard(member)
        return super().leave(member)

    def rules_for(self, visitor: Visitor) -> Rules:
        """What its writer may do in it."""
        return DraftRules(visitor, self.document, self._facts(), late=self._late)

    def _take(self, member: Member, message: Sync, outcome: Outcome) -> None:
        super()._take(member, message, outcome)
        if message.kind == STEP_2 and not member.gap:
            self._answered.add(member)

    def _judge(self, member: Member, message: Sync, outcome: Outcome) -> None:
        board = self._facts()
        before = [] if board is None else lately(plain(board.root("session")))[:-1]
        now = board.value("session", "stage") if board is not None and before else None
        here = now is None or self.document.value("session", STAGE) == now
        self._late = not here and message.kind == STEP_2 and member not in self._answered
        super()._judge(member, message, outcome)
        self._late = False
        if not here and (message.kind == STEP_2 or member in self._answered):
            self.change(lambda draft: say(draft, stage=now), None)
            outcome.touched = True

    def _stamp(self, now_ms: int) -> None:
        """Stamps are given on the board, when a card is shown."""
        self.stamps.leave_made()

    # what is in it ---------------------------------------------------------------------------------------------

    def cards(self) -> dict[str, dict[str, Any]]:
        """Cards that have something on them and are not on the board yet."""
        found: dict[str, dict[str, Any]] = plain(self.document.root("cards"))
        moved = self.moved()
        return {id_: card for id_, card in found.items() if id_ not in moved and _says_something(card)}

    def moved(self) -> dict[str, Any]:
        """Cards that are on the board: id -> what both sides last had in common; True where its writer is through."""
        return plain(self.document.root("session").get(MOVED)) or {}

    def threads(self) -> dict[str, dict[str, Any]]:
        """Threads that are not on the board yet."""
        found: dict[str, dict[str, Any]] = plain(self.document.root("threads"))
        return found

    def count(self) -> Counter[str]:
        """How many cards silent writing keeps from the board, by zone; outside the zones under ''."""
        board = self._facts()
        session = {} if board is None else plain(board.root("session"))
        waits = self.document.root("session").get("desk") or ()
        cards = [card for id_, card in self.cards().items() if id_ not in waits]
        held = [card for card in cards if board is None or is_held(session, card)]
        return Counter(str(card.get("zone") or "") for card in held)


def address(board: str, participant: str) -> str:
    """What the room of a private document is called. Ids hold no slash."""
    return f"{board}/{participant}"


def is_draft(room: str) -> bool:
    """Whether a room of this name is that of a private document."""
    return "/" in room


def said(card: Mapping[str, Any]) -> dict[str, Any]:
    """What its writer says of a card."""
    return {key: card[key] for key in CARD_KEYS if key in card}


def _says_something(card: Any) -> bool:
    if not isinstance(card, dict) or not card.get("kind"):
        return False
    return bool(str(card.get("text", "")).strip())


def is_held(session: Mapping[str, Any], card: Mapping[str, Any]) -> bool:
    """Whether silent writing still keeps this card to its writer."""
    return running_order.is_silent(session, card.get("zone"))


def mark_moved(draft: Document, bases: Mapping[str, Any]) -> None:
    """Inside the server's change of a private document: what is on the board now."""
    root = draft.root("session")
    if not isinstance(root.get(MOVED), Map):
        root[MOVED] = Map()
    moved = root[MOVED]
    for id_, base in bases.items():
        if base is None:
            if id_ in moved:
                del moved[id_]
        elif plain(moved.get(id_)) != base:
            moved[id_] = base


def stamp_of(room: Room, writer: Visitor, kind: str, now_ms: int, *, names: bool) -> Stamp:
    """What the server writes on a card that is shown."""
    author, department = (writer.participant, writer.department) if names else (None, None)
    return Stamp(author, department, now_ms, room.stamps.next_label(kind))
