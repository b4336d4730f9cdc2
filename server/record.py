"""What goes into the store and comes out of it. Every time is in milliseconds since 1970."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from boards.room import Row
from boards.schema import Binding, Stamp
from boards.visitor import Role


@dataclass(frozen=True, slots=True)
class Change:
    """What happened on one board since the last flush, to be kept as a whole."""

    board: str
    rows: Sequence[Row]
    time_ms: int
    bindings: Mapping[int, Binding] = field(default_factory=dict)
    """Client ids bound since then."""
    stamps: Mapping[str, Stamp] = field(default_factory=dict)
    """By id of the card, thread, stroke or comment stamped since then."""
    draft: str | None = None
    """Whose private document it is of; None: the board itself."""
    draft_after: int | None = None
    """The last row of that document as it is known here; None where it was never read."""
    epoch: int | None = None
    """Of the history it builds on: it is not kept once that was rewritten. None: it builds on nothing."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """A board as kept: apply the updates in order to have it again."""

    updates: list[bytes]
    """The newest checkpoint, if any, then every row after it."""
    seq: int
    """Of the last row; 0 for a board without any."""
    bindings: dict[int, Binding]
    stamps: dict[str, Stamp]
    epoch: int


@dataclass(frozen=True, slots=True)
class News:
    """What other processes did to some boards since the last time we asked; boards without news are left out."""

    rows: dict[str, list[Row]] = field(default_factory=dict)
    stamps: dict[str, dict[str, Stamp]] = field(default_factory=dict)
    bindings: dict[str, dict[int, Binding]] = field(default_factory=dict)
    deleted: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class BoardRow:
    """A board on the list of boards."""

    id: str
    title: str
    created: int
    changed: int
    epoch: int
    """Raised when history was rewritten: browsers with an older epoch drop their copy."""
    summary: dict[str, Any] | None
    """What the home page shows of it: counts, people; whatever was last set."""
    archived: int | None = None
    """Since when it is put away from the list."""
    until: int | None = None
    """It was deleted, and can be brought back until then."""


@dataclass(frozen=True, slots=True)
class User:
    """Someone with an account: a facilitator or administrator."""

    id: str
    email: str
    name: str
    admin: bool
    signed_in: int | None = None
    """When they last used a sign-in link."""


@dataclass(frozen=True, slots=True)
class Vouched:
    """Somebody another provider vouches for."""

    issuer: str
    subject: str
    """What the provider calls them, always the same."""
    email: str
    verified: bool
    """Whether the provider says that this address is theirs."""
    name: str


@dataclass(frozen=True, slots=True)
class Session:
    """One browser that we know again by its cookie; signed in or not."""

    id: str
    user: str | None
    created: int


@dataclass(frozen=True, slots=True)
class Participant:
    """A person on one board."""

    id: str
    board: str
    session: str | None
    user: str | None
    invitation: str | None
    name: str
    department: str
    role: Role
    created: int
    removed: int | None = None
    """When a facilitator removed them from the room; they may be let back in."""
    waiting: int | None = None
    """Since when they wait at the door; None for who is in."""
    not_now: int | None = None
    """When they were told that they can't come in now; they may ask again."""


@dataclass(frozen=True, slots=True)
class Lobby:
    """Whether newcomers of a board wait until they are let in."""

    on: bool
    ring: str
    """Whom they may ring if nobody answers, in the facilitators' words."""


@dataclass(frozen=True, slots=True)
class Act:
    """Something a facilitator did to people, invitations or locks. Never holds anybody's words."""

    number: int
    """1, 2, 3 … on each board."""
    time: int
    actor: str
    """The participant who did it."""
    act: str
    whom: str | None
    """A participant's, an invitation's or a card's id, as the act has it; None for the board as a whole."""


@dataclass(frozen=True, slots=True)
class Invitation:
    """A way onto a board: a link, and for some a code one can say aloud."""

    id: str
    board: str
    role: Role
    secret: str
    code: str | None
    """`OTTER 42`. None for roles that must not be guessed."""
    created: int
    ended: int | None = None
    title: str | None = None
    """Whom it is for, in the facilitator's words."""
    expires: int | None = None
    places: int | None = None
    """How many people may come by it; None: any number."""
    speaks_for: str | None = None
    """For which group they speak: `citizen`, `service` (any), or a department's id; None: whichever they choose."""

    def lets_in(self, now_ms: int) -> bool:
        """Whether people come in by it now, if it has a place left."""
        return self.ended is None and (self.expires is None or now_ms < self.expires)


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A board as it was at one row of its log, named and kept."""

    id: str
    board: str
    seq: int
    """The last row of the log that belongs to it."""
    time: int
    title: str
    note: str
    stage: str | None
    """The name of the stage it was taken in or after."""
    who: str | None
    """The participant who took it; None: the server itself."""
    counts: dict[str, int]
    """Cards by kind, and `zones`, `threads`."""
    present: list[dict[str, Any]]
    """Who was in the room: [{"groups": [department, …], "count": n}], groups under three together."""
    content: str
    """The hash of all that is on it (boards/seal.py)."""
    map: dict[str, Any]
    """For its small picture: boxes of zones and cards, as in a board's summary."""

    @property
    def facts(self) -> dict[str, Any]:
        """What its link in the chain says of it."""
        said = ("id", "seq", "time", "title", "note", "stage", "who", "counts", "present", "content")
        return {name: getattr(self, name) for name in said}


@dataclass(frozen=True, slots=True)
class Link:
    """One link of a board's chain."""

    number: int
    time: int
    kind: Literal["snapshot", "signature", "erasure"]
    snapshot: str | None
    body: dict[str, Any]
    hash: str
