"""The shape of a board document: its roots, kinds, threads, who writes which key, and every limit.

The client holds the same facts in client/src/board/schema.ts; tests/vectors/schema.json holds both to one truth.
Positions are board units: 1 unit is 1 CSS pixel at zoom 1, x to the right, y down, z the paint order.
"""

import re
from dataclasses import dataclass

ROOTS = ("board", "zones", "cards", "threads", "strokes", "comments", "reactions", "session")

KINDS = ("story", "touchpoint", "problem", "idea", "challenge", "commitment", "note")

LABELS = {
    "story": "S",
    "touchpoint": "T",
    "problem": "P",
    "idea": "I",
    "challenge": "Q",
    "commitment": "C",
    "note": "N",
}
"""The letter a card's label starts with: the third story is S3."""

THREAD_KINDS: dict[str, tuple[frozenset[str], frozenset[str]]] = {
    "rests-on": (frozenset({"problem"}), frozenset({"story"})),
    "answers": (frozenset({"idea"}), frozenset({"problem"})),
    "delivers": (frozenset({"commitment"}), frozenset({"idea", "problem"})),
    "challenges": (frozenset({"challenge"}), frozenset(KINDS)),
    "step": (frozenset({"touchpoint"}), frozenset({"story"})),
    "relates": (frozenset(KINDS), frozenset(KINDS)),
}
"""Thread kind -> (kinds it may start from, kinds it may end at)."""

REACTIONS = ("me-too", "we-can-help", "tell-more")

SERVER_KEYS: dict[str, frozenset[str]] = {
    "zones": frozenset({"locked"}),
    "cards": frozenset({"author", "department", "created", "locked", "hidden", "withdrawn", "label"}),
    "threads": frozenset({"author", "created"}),
    "strokes": frozenset({"author"}),
    "comments": frozenset({"author", "department", "created", "hidden"}),
}
"""Keys that only the server writes, by root."""

CLIENT_KEYS: dict[str, frozenset[str]] = {
    "board": frozenset({"title", "purpose", "departments"}),
    "zones": frozenset({"title", "prompt", "kinds", "pos", "size", "order"}),
    "cards": frozenset({"kind", "zone", "pos", "size", "order", "text", "fields", "tags"}),
    "threads": frozenset({"kind", "from", "to"}),
    "strokes": frozenset({"points", "colour", "width", "alt"}),
    "comments": frozenset({"card", "text", "parent", "resolved"}),
}
"""Keys that a client with the right may write, by root."""

ID = re.compile(r"[A-Za-z0-9_-]{21}")
"""Ids are made by the client (or the server for what it makes) and are never anything personal."""

MAX_CARDS = 10_000
MAX_ZONES = 200
MAX_THREADS = 20_000
MAX_STROKES = 20_000
MAX_COMMENTS = 20_000
MAX_DEPARTMENTS = 60
MAX_TEXT = 20_000
"""Characters in a card's, comment's or field's text."""
MAX_TITLE = 300
"""Characters in a title or a prompt."""
MAX_NAME = 100
"""Characters in a tag, a field's name or a colour."""
MAX_ORDER = 500
"""Characters in an order string: each insert between two grows it a little."""
MAX_TAGS = 50
MAX_FIELDS = 100
MAX_FIELD_BYTES = 20_000
"""Of one field's value, as JSON."""
MAX_DEPTH = 8
"""Levels of nesting, in containers and in values."""
MAX_COORDINATE = 10_000_000.0
MAX_SIZE = 20_000.0
MAX_POINTS = 30_000
"""Numbers in a stroke: x, y and pressure of 10,000 points."""

MAX_UPDATE_BYTES = 2 * 1024 * 1024
MAX_UPDATE_STRUCTS = 5_000
MAX_UPDATE_RANGES = 200_000
"""Deleted ranges: a full resync carries the document's whole delete set."""
MAX_PRESENCE_BYTES = 2_048
MAX_CLIENTS = 64
"""Client ids that one connection may bring."""


@dataclass(frozen=True, slots=True)
class Stamp:
    """What the server wrote on a card when it was made; kept for good, so that an undone delete can bring it back."""

    author: str | None
    """Participant id; None where the server made the card (template, import)."""
    department: str | None
    created: int
    """Milliseconds since 1970."""
    label: str
    """`S3`; never given twice on a board."""


@dataclass(frozen=True, slots=True)
class Binding:
    """Whose client id this is, for good."""

    participant: str | None
    """None: the server's own."""
    invitation: str | None = None
    """Set where the participant came without a cookie (see Visitor.invitation)."""


def is_id(value: object) -> bool:
    """Whether this may be the id of a card, zone, thread, stroke or comment."""
    return isinstance(value, str) and ID.fullmatch(value) is not None
