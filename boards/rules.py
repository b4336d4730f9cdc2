"""What a participant may do to a board: by role, author and lock, and by what each key may hold.

One Rules stands for one visitor and one update, and looks a fact up only when a change asks for it. Every answer is
None for "yes", or why not, in words for the person whose change it is. What values look like is in value.py.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from pycrdt import Map

from boards import running_order
from boards.approval import CONTENT, LOOKED_AT, NO_COMMENT, NO_DRAWING, STAYS, Approval, approval_of
from boards.document import Document, plain
from boards.field import CONSENT, objection_to_field
from boards.running_order import LISTEN, SILENT, Stage
from boards.schema import (
    CLIENT_KEYS,
    LABELS,
    MAX_CARDS,
    MAX_COMMENTS,
    MAX_DEPARTMENTS,
    MAX_FIELDS,
    MAX_NAME,
    MAX_STROKES,
    MAX_THREADS,
    MAX_ZONES,
    REACTIONS,
    SERVER_KEYS,
    THREAD_KINDS,
    Stamp,
    is_id,
)
from boards.update import ANY, DELETED, MAP, STRING, TYPE, Struct
from boards.value import objection_to
from boards.visitor import Visitor
from boards.zone import why_not_in

Path = tuple[str, ...]
"""Root, id, key …"""

NAMES = {"zones": "zone", "cards": "card", "threads": "thread", "strokes": "stroke", "comments": "comment"}
"""What one entry of a root is called."""

MOST = {
    "zones": MAX_ZONES,
    "cards": MAX_CARDS,
    "threads": MAX_THREADS,
    "strokes": MAX_STROKES,
    "comments": MAX_COMMENTS,
}
"""How many a board holds."""

NEEDED: dict[str, frozenset[str]] = {
    "cards": frozenset({"kind", "pos", "text"}),
    "threads": frozenset({"kind", "from", "to"}),
    "strokes": frozenset({"points"}),
    "comments": frozenset({"card", "text"}),
}
"""Keys that may be written over but not removed."""

BORN_WITH: dict[str, tuple[str, ...]] = {
    "cards": ("kind",),
    "threads": ("kind", "from", "to"),
    "strokes": ("points",),
    "comments": ("card",),
}
"""Keys without which nothing is made."""

FIXED: dict[str, frozenset[str]] = {"threads": CLIENT_KEYS["threads"], "comments": frozenset({"card", "parent"})}
"""Keys that stay as they were made."""

ANYONES: dict[str, frozenset[str]] = {"comments": frozenset({"resolved"})}
"""Keys that everyone who may write at all changes, whoever made the thing."""


TELLERS = "Only its teller says who may keep a story, and whether it may be quoted."

ONLY_READ = "Observers can look at the board, but not change it."
ZONE_LOCKED = "This zone is locked: its cards stay as they are, and no others come in."
FROZEN = "A facilitator has closed this board for changes for now. You can read it."

_KINDS_BY_LETTER = {letter: kind for kind, letter in LABELS.items()}


HIDDEN = "A facilitator has hidden this card."
ERASED = "What stood on this card was erased for good. Make a new one."


class Rules:
    """What one visitor may do, for one update."""

    def __init__(
        self,
        visitor: Visitor,
        document: Document,
        stamps: Mapping[str, Stamp],
        owner: Callable[[str, str], str | None],
        unsigned: Mapping[str, str] | None = None,
    ) -> None:
        """`stamps` by id, also of what is deleted; `owner(root, id)` is the participant who first used that id;
        `unsigned`: who wrote what bears no name."""
        self._visitor = visitor
        self._document = document
        self._stamps = stamps
        self._owner = owner
        self._unsigned = unsigned or {}
        self._edits: dict[tuple[str, str], str | None] = {}
        self._coming: set[str] = set()
        """Cards and comments that this update means to make, or made and deleted again."""
        self._made: dict[str, dict[str, Any]] = {}
        """Root -> what this update makes; for cards, their kind."""
        self._field_names: dict[Path, set[str]] = {}
        self._session: dict[str, Any] | None = None
        self._approval: Approval | None = None
        self._kinds_now: dict[str, Any] = {}
        self._zones_now: dict[str, Any] = {}
        """Cards that this update has turned into another kind, or put into another zone, so far."""

    @property
    def only_read(self) -> str | None:
        """Why this visitor changes nothing at all; None for who may."""
        if self._visitor.role in ("observer", "reader"):
            return ONLY_READ
        return None if self._facilitates or self._document.value("session", "frozen") is not True else FROZEN

    @property
    def _facilitates(self) -> bool:
        return self._visitor.role == "facilitator"

    def is_servers_own(self, path: Path) -> bool:
        """Whether only the server writes this key."""
        return len(path) == 3 and path[2] in SERVER_KEYS.get(path[0], ())

    # setting ---------------------------------------------------------------------------------------------------

    def may_set(self, path: Path, struct: Struct, made_here: bool) -> str | None:
        """May this value stand at this key? `made_here`: its card, thread … is made by the same update."""
        root = path[0]
        if root == "board":
            return self._may_set_board(path, struct)
        if root == "reactions":
            return self._may_react(path, struct)
        if root not in NAMES:
            return "Only the server writes that." if root == "session" else "A board has no such part."
        if len(path) == 2:
            return self._may_begin(root, path[1], struct)
        if len(path) > 3:
            return self._may_set_field(path, struct, made_here)
        return self._may_set_key(path, struct, made_here)

    def _may_begin(self, root: str, id_: str, struct: Struct) -> str | None:
        if not is_id(id_):
            return "That is no id."
        if root == "zones" and not self._facilitates:
            return "Only facilitators change zones."
        if struct.kind != DELETED and (struct.kind != TYPE or struct.value != MAP):
            return f"That is no {NAMES[root]}."
        if root in ("cards", "comments"):
            self._coming.add(id_)
        return None

    def _may_set_key(self, path: Path, struct: Struct, made_here: bool) -> str | None:
        root, id_, key = path
        if self.is_servers_own(path):
            return self._may_bring_back(path, struct) if made_here else "Only the server writes that."
        if key not in CLIENT_KEYS[root]:
            return f"A {NAMES[root]} has no “{key[:MAX_NAME]}”."
        if not made_here:
            if key in FIXED.get(root, ()):
                return f"That part of a {NAMES[root]} stays as it was made."
            why = None if key in ANYONES.get(root, ()) else self.may_edit(root, id_) or self._unseen(path)
            if why := why or self._objection_to_turning(root, id_, key):
                return why
            if root == "cards" and key == "zone" and struct.kind == ANY and (why := self._closed(struct.value)):
                return why
        why = None if struct.kind == DELETED else objection_to(root, key, struct)
        if why or made_here or root != "cards" or struct.kind != ANY:
            return why
        if key == "kind":
            return self._may_turn(id_, struct)
        return self._may_go_to(id_, struct) if key == "zone" else None

    def _may_turn(self, id_: str, struct: Struct) -> str | None:
        """A card becomes a kind that may be added now and that its zone takes, or what it was made as."""
        if any(self.looks_first(kind) for kind in struct.value):
            return STAYS
        why = self._objection_to_kinds(id_, struct.value)
        zone = self._zones_now.get(id_, self._document.fact("cards", id_, "zone"))
        kinds = [kind for kind in struct.value if kind != self._was_made_as(id_)]
        why = why or self._objection_to_place([zone], kinds)
        if why is None:
            self._kinds_now[id_] = struct.value[-1]
        return why

    def _may_go_to(self, id_: str, struct: Struct) -> str | None:
        kind = self._kinds_now.get(id_, self._document.fact("cards", id_, "kind"))
        why = self._objection_to_place(struct.value, [kind])
        if why is None:
            self._zones_now[id_] = struct.value[-1]
        return why

    def _objection_to_place(self, zones: Iterable[Any], kinds: Iterable[Any]) -> str | None:
        """A zone takes cards of the kinds it names, from facilitators as from everyone."""
        named = [zone for zone in zones if isinstance(zone, str)]
        whys = (why_not_in(*self._zone(zone), kind) for zone in named for kind in kinds)
        return next((why for why in whys if why), None)

    def _zone(self, zone: str) -> tuple[Any, Any]:
        """A zone's title and the kinds it names."""
        return self._document.fact("zones", zone, "title"), self._document.fact("zones", zone, "kinds")

    def _objection_to_turning(self, root: str, id_: str, key: str) -> str | None:
        """What was told as a story stays one, with its permission, until its teller makes something else of it."""
        if (root, key) != ("cards", "kind") or self._was_made_as(id_) != "story" or self._tells(id_):
            return None
        return "Only its teller makes something else of a story."

    def _tells(self, card: str) -> bool:
        """Whether this visitor answers for a card: its author, and a facilitator for one that has none."""
        author = self._author("cards", card)
        return self._facilitates if author is None else author == self._visitor.participant

    def _may_bring_back(self, path: Path, struct: Struct) -> str | None:
        """A deleted card that comes back brings what the server wrote on it, word for word."""
        root, id_, key = path
        if struct.kind == DELETED:
            return None
        values = struct.value if struct.kind == ANY else [object()]
        if root == "zones":
            return None if all(isinstance(value, bool) for value in values) else "Only the server writes that."
        stamp = self._stamps.get(id_)
        if stamp is None:
            return "Only the server writes that."
        if key in ("locked", "hidden", "withdrawn"):
            fine = self._facilitates or not any(values)
            return None if fine else f"What was {key} can only be brought back by a facilitator."
        expected = getattr(stamp, key)
        same = all(value == expected and not isinstance(value, bool) for value in values)
        return None if same else "Only the server writes that."

    def _may_set_field(self, path: Path, struct: Struct, made_here: bool) -> str | None:
        if path[0] != "cards" or path[2] != "fields" or len(path) > 4:
            return "There is no such part."
        why = None if made_here else self.may_edit("cards", path[1]) or self._unseen(path)
        if not (why or made_here) and path[3] in CONSENT and not self._tells(path[1]):
            why = TELLERS
        if why or struct.kind == DELETED:
            return why
        if not 0 < len(path[3]) <= MAX_NAME:
            return f"A field's name has at most {MAX_NAME} characters."
        # What an import brought may be odd: a deleted card comes back as it was.
        promise = None if made_here and path[1] in self._stamps else objection_to_field(path[3], struct)
        return promise or objection_to("fields", "", struct) or self._objection_to_more_fields(path, made_here)

    def _objection_to_more_fields(self, path: Path, made_here: bool) -> str | None:
        names = self._field_names.get(path[:2])
        if names is None:
            card = None if made_here else self._document.entry("cards", path[1])
            fields = card.get("fields") if isinstance(card, Map) else None
            names = self._field_names[path[:2]] = set(fields.keys()) if isinstance(fields, Map) else set()
        names.add(path[3])
        return f"A card has at most {MAX_FIELDS} fields." if len(names) > MAX_FIELDS else None

    def _may_set_board(self, path: Path, struct: Struct) -> str | None:
        if not self._facilitates:
            return "Only facilitators change the board itself."
        if path[1] == "own_only":
            return "Only the server writes that."
        if path[1] not in CLIENT_KEYS["board"]:
            return "A board has no such part."
        if len(path) > 2 and path[1] != "departments":
            return "There is no such part."
        if struct.kind == DELETED:
            return None
        if len(path) == 3 and self._departments_with(path[2]) > MAX_DEPARTMENTS:
            return f"A board has at most {MAX_DEPARTMENTS} departments."
        return objection_to(
            *(("board", path[1]), ("department", ""), ("department", "part"))[min(len(path), 4) - 2], struct
        )

    def _departments_with(self, id_: str) -> int:
        names = self._field_names.get(("board", "departments"))
        if names is None:
            departments = self._document.entry("board", "departments")
            names = set(departments.keys()) if isinstance(departments, Map) else set()
            self._field_names["board", "departments"] = names
        names.add(id_)
        return len(names)

    def _may_react(self, path: Path, struct: Struct) -> str | None:
        parts = path[1].split(":")
        if len(path) > 2 or len(parts) != 3 or parts[2] not in REACTIONS or not is_id(parts[0]):
            return "There is no such reaction."
        if parts[1] != self._visitor.participant:
            return "A reaction is given by oneself."
        if struct.kind == DELETED:
            return None
        if struct.kind != ANY or any(value is not True for value in struct.value):
            return "There is no such reaction."
        return None if self._was_there(parts[0]) else "There is no such card."

    # text ------------------------------------------------------------------------------------------------------

    def may_write(self, path: Path, struct: Struct | None, made_here: bool) -> str | None:
        """May this be put into the text at this path; or, with None, text there be deleted?"""
        if struct is not None and struct.kind != STRING:
            return "Text here is plain: no formatting, nothing embedded."
        if made_here:
            return None
        if path[0] == "board":
            return None if self._facilitates else "Only facilitators change the board itself."
        return self.may_edit(path[0], path[1]) or self._unseen(path)

    # words that are looked at first ----------------------------------------------------------------------------

    def looks_first(self, kind: Any = None) -> bool:
        """Whether this visitor's words are looked at before others have them: all of them, or on a kind of card."""
        if self._facilitates:
            return False
        if self._approval is None:
            self._approval = approval_of(self._document)
        role, department = self._visitor.role, self._visitor.department
        if kind is None:
            return self._approval.asks(role, department)
        return self._approval.waits(role, department, str(kind))

    def _unseen(self, path: Path) -> str | None:
        """Why words here are not changed on the board itself: nobody has looked at them."""
        root = path[0]
        if root in ("comments", "strokes"):
            return (NO_COMMENT if root == "comments" else NO_DRAWING) if self.looks_first() else None
        if root != "cards" or path[2] not in (*CONTENT, "kind") or path[-1] in CONSENT:
            return None
        return STAYS if self.looks_first(self._document.fact("cards", path[1], "kind")) else None

    def _objection_to_unseen(self, root: str, values: Mapping[str, list[Any]]) -> str | None:
        """Why something new comes to the board by another way."""
        if root == "cards":
            return LOOKED_AT if any(self.looks_first(kind) for kind in values.get("kind", [None])) else None
        if root in ("comments", "strokes") and self.looks_first():
            return NO_COMMENT if root == "comments" else NO_DRAWING
        return None

    def may_edit(self, root: str, id_: str) -> str | None:
        """May the keys and the text of this card, zone, thread … be changed?"""
        key = (root, id_)
        if key not in self._edits:
            self._edits[key] = self._may_edit(root, id_)
        return self._edits[key]

    def _may_edit(self, root: str, id_: str) -> str | None:
        if root == "cards":
            return self._may_edit_card(id_)
        if root == "zones":
            return None if self._facilitates else "Only facilitators change zones."
        if root in ("strokes", "comments"):
            return None if self._is_mine(root, id_) else f"Only its author changes a {NAMES[root]}."
        return f"A {NAMES.get(root, root)} stays as it was made."

    def _may_edit_card(self, id_: str) -> str | None:
        if self._facilitates:
            return None
        if why := self._locked(id_):
            return ERASED if self._document.fact("cards", id_, "withdrawn") else why
        if self._document.setting("own_only") and not self._is_mine("cards", id_):
            return "On this board everyone changes only their own cards."
        return None

    def _locked(self, card: str) -> str | None:
        if self._document.fact("cards", card, "hidden"):
            return HIDDEN
        if self._document.fact("cards", card, "locked"):
            return "This card is locked."
        return self._closed([self._document.fact("cards", card, "zone")])

    def _closed(self, zones: Iterable[Any]) -> str | None:
        """Whether one of these zones is locked; cards are neither put there nor taken away."""
        if self._facilitates or not any(self._document.fact("zones", z, "locked") for z in zones if isinstance(z, str)):
            return None
        return ZONE_LOCKED

    def _is_mine(self, root: str, id_: str) -> bool:
        mine = self._visitor.participant
        return self._author(root, id_) == mine or self._unsigned.get(id_) == mine

    def _author(self, root: str, id_: str) -> str | None:
        stamp = self._stamps.get(id_)
        if stamp is not None:
            return stamp.author
        author = self._document.fact(root, id_, "author")
        return author if isinstance(author, str) else self._owner(root, id_)

    # removing --------------------------------------------------------------------------------------------------

    def may_delete(self, path: Path) -> str | None:
        """May this key be removed, with nothing in its place?"""
        root, id_, *rest = path
        if root == "board":
            if id_ == "own_only":
                return "Only the server changes that."
            return None if self._facilitates else "Only facilitators change the board itself."
        if root == "reactions":
            mine = id_.split(":")[1:2] == [self._visitor.participant]
            return None if mine else "A reaction is taken back by who gave it."
        if root not in NAMES:
            return "Only the server changes that."
        if not rest:
            return self._may_remove(root, id_)
        if rest[0] in SERVER_KEYS.get(root, ()):
            return "Only the server changes that."
        if rest[0] in NEEDED.get(root, ()):
            return f"A {NAMES[root]} needs its {rest[0]}."
        if rest[0] in ANYONES.get(root, ()):
            return None
        if rest[0] in FIXED.get(root, ()):
            return f"That part of a {NAMES[root]} stays as it was made."
        if root == "cards" and rest[-1] in CONSENT and len(rest) == 2 and not self._tells(id_):
            return TELLERS
        return self.may_edit(root, id_) or self._unseen(path)

    def _may_remove(self, root: str, id_: str) -> str | None:
        if self._facilitates:
            return None
        if root == "zones":
            return "Only facilitators change zones."
        if not self._is_mine(root, id_):
            return f"Only its author or a facilitator deletes a {NAMES[root]}."
        return self._locked(id_) if root == "cards" else None

    # making ----------------------------------------------------------------------------------------------------

    def may_make(self, root: str, id_: str, values: Mapping[str, list[Any]], *, used: bool, dead: bool) -> str | None:
        """May this whole entry be made, or brought back?

        `values`: key -> its plain values (several only where two clients wrote beside each other). `used`: the id was
        used before. `dead`: the same update deletes it again. Ask for cards before threads and comments.
        """
        if root not in NAMES:
            return None
        if (used or id_ in self._stamps) and not (self._facilitates or self._is_mine(root, id_)):
            return f"Only its author or a facilitator brings a {NAMES[root]} back."
        if root == "zones" and not used and any(values.get("locked", ())):
            return "Only the server writes that."
        if dead:
            return None
        made = self._made.setdefault(root, {})
        if len(self._document.root(root)) + len(made) >= MOST[root]:
            return f"A board holds at most {MOST[root]:,} {root}."
        why = (
            self._objection_to_new(root, values, back=used)
            or self._objection_in_stage(root, id_, values, back=used)
            or self._objection_to_unseen(root, values)
        )
        if why is None:
            made[id_] = values["kind"][-1] if root == "cards" else True
        return why

    def take_note_of_refusal(self, root: str, id_: str) -> None:
        """This entry is not made after all: nothing can be tied to it."""
        if root in ("cards", "comments"):
            self._coming.discard(id_)
            self._made.get(root, {}).pop(id_, None)

    def _objection_to_new(self, root: str, values: Mapping[str, list[Any]], *, back: bool) -> str | None:
        for key in BORN_WITH.get(root, ()):
            if not values.get(key):
                return f"A new {NAMES[root]} needs its {key}."
        if root == "cards":
            zones = values.get("zone", ())
            return self._closed(zones) or (None if back else self._objection_to_place(zones, values["kind"]))
        if root == "threads":
            return self._objection_to_thread(values, back=back)
        if root == "comments" and not back:
            return self._objection_to_comment(values)
        return None

    def _objection_to_comment(self, values: Mapping[str, list[Any]]) -> str | None:
        if not all(map(self._was_there, values["card"])):
            return "There is no such card."
        for parent in values.get("parent", ()):
            card = self._document.fact("comments", parent, "card")
            if card is None and parent not in self._coming and parent not in self._stamps:
                return "There is no such comment."
            if card not in (None, *values["card"]) or self._document.fact("comments", parent, "parent"):
                return "A reply is to a comment on the same card, and not to another reply."
        return None

    # the stage -------------------------------------------------------------------------------------------------

    @property
    def session(self) -> Mapping[str, Any]:
        """The root `session` as plain data."""
        if self._session is None:
            self._session = plain(self._document.root("session"))
        return self._session

    @property
    def stage(self) -> Stage | None:
        """The stage it is now."""
        return running_order.read(self.session).now

    def _objection_in_stage(self, root: str, id_: str, values: Mapping[str, list[Any]], *, back: bool) -> str | None:
        """Why this stage lets nothing of this sort be made by this visitor."""
        stage = self.stage
        if stage is None or root == "zones":
            return None
        if stage.attention and not back:
            return LISTEN
        if root != "cards":
            return None
        why = self._objection_to_kinds(id_, values["kind"])
        return why or (None if back else self._objection_to_showing(values.get("zone", [None])))

    def _objection_to_kinds(self, id_: str, kinds: Iterable[Any]) -> str | None:
        """A card is of a kind that may be added now, or of the one it was made as."""
        stage, visitor = self.stage, self._visitor
        if stage is None:
            return None
        whys = (stage.why_not(str(k), visitor.role, visitor.department) for k in kinds if k != self._was_made_as(id_))
        return next((why for why in whys if why), None)

    def _objection_to_showing(self, zones: list[Any]) -> str | None:
        """In silent writing cards are kept in their writers' own documents until they are shown."""
        if self._facilitates or not any(running_order.is_private(self.session, zone) for zone in zones):
            return None
        return SILENT

    def _objection_to_thread(self, values: Mapping[str, list[Any]], *, back: bool) -> str | None:
        kind, begin, end = (values[key][0] for key in ("kind", "from", "to"))
        if any(len(values[key]) > 1 for key in ("kind", "from", "to")) or begin == end:
            return "A thread goes from one card to another."
        if back:  # its cards may be of other kinds by now, or gone
            return None
        if not (self._was_there(begin) and self._was_there(end)):
            return "There is no such card."
        begins, ends = self._kind(begin), self._kind(end)
        may_begin, may_end = THREAD_KINDS[kind]
        fits = (begins is None or begins in may_begin) and (ends is None or ends in may_end)
        return None if fits else f"A “{kind}” thread doesn't go from a {begins} to a {ends}."

    def _kind(self, card: str) -> Any:
        """A card's kind; for one deleted meanwhile what it was made as."""
        made = self._made.get("cards", {})
        kind = made[card] if card in made else self._document.fact("cards", card, "kind")
        return kind or self._was_made_as(card)

    def _was_there(self, card: str) -> bool:
        """Whether there is or was such a card: who wrote on one that was deleted meanwhile is not to blame."""
        return card in self._coming or self._document.has("cards", card) or self._was_made_as(card) is not None

    def _was_made_as(self, card: str) -> str | None:
        stamp = self._stamps.get(card)
        return _KINDS_BY_LETTER.get(stamp.label[:1]) if stamp else None
