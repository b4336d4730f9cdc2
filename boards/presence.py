"""Who is here and where they point: the newest state of every client id, never stored.

A state older than 30 s is dropped (clients renew theirs every 15 s). A client that leaves is told of with `null` at the
clock it had, which every y-protocols client takes; if it comes back with a clock the others have seen already, it is
passed on with a higher one, or they would ignore it until its next renewal.
"""

import json
from collections.abc import Hashable
from dataclasses import dataclass
from typing import Any

from boards.errors import Malformed, TooLarge
from boards.protocol import GONE, Mind, awareness_of, json_bytes, mind_entry, uint
from boards.schema import MAX_PRESENCE_BYTES, is_id
from boards.visitor import Visitor

EXPIRY_MS = 30_000


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Another process that serves the board."""

    process: str


@dataclass(slots=True)
class Held:
    """One client id that is here."""

    mind: Mind
    entry: bytes
    """The same as a message has it: a full room's is told to everyone who comes."""
    by: Hashable
    """The connection that last spoke for it, or the process through which it is here."""
    seen_ms: int
    visitor: Visitor | None
    """Who it was when they last spoke …"""
    known: "Known | None"
    """… and what the server knows of them."""
    head: bytes
    """How their entries begin."""


class Presence:
    """Everyone's presence on one board."""

    def __init__(self) -> None:
        self._here: dict[int, Held] = {}
        self._quiet = False
        self._clocks: dict[int, int] = {}
        """Clock last passed on for client ids that left."""
        self._stirred: dict[int, bytes] = {}
        """What the others have not been told yet: the newest entry of each."""
        self._ours: dict[int, Mind] = {}
        """What other processes have not been told yet of those who are here through this one."""

    def hush(self, quiet: bool) -> None:
        """In silent writing nobody sees where others point, look or write; say so of all who are here."""
        if quiet and not self._quiet:
            for client, held in self._here.items():
                known = Mind(client, held.mind.clock + 1, hushed(held.mind.state))
                held.mind, held.entry = known, mind_entry(known)
                self._stirred[client] = held.entry
        self._quiet = quiet

    def hear(self, mind: Mind, by: Hashable, visitor: Visitor | None, now_ms: int, *, wordless: bool = False) -> bool:
        """Take what a connection says of one of its client ids; whether it is news, and not only that they are still
        here, which waits for others' news or the next tick. `wordless`: nothing in it may hold words of a person's own.

        Without a visitor it comes from another process (`by` is an Elsewhere), which has written in who it is.
        """
        held = self._here.get(mind.client)
        if mind.state == GONE:
            if held is None or held.by != by or mind.clock < held.mind.clock:
                return False
            return self._gone(mind.client, mind.clock)
        clock = mind.clock
        if held is not None and clock <= held.mind.clock and not moved_here(held, clock, visitor):
            if held.by == by:
                held.seen_ms = now_ms
            return False  # also what standard clients pass on of others: it must not change whose it is
        if held is None:
            clock = max(clock, self._clocks.pop(mind.client, -1) + 1)
        state, who = mind.state, None
        if visitor is not None:
            who = held.known if held is not None and held.visitor is visitor else None
            who = who or known_of(visitor)
            state = identified(state, who)
        state = without_words(state) if wordless else state
        state = hushed(state) if self._quiet else state
        news = held is None or held.by != by or held.mind.state != state
        known = Mind(mind.client, clock, state)
        if held is None:
            entry = mind_entry(known)
            self._here[mind.client] = Held(known, entry, by, now_ms, visitor, who, uint(mind.client))
        else:
            held.mind = known
            held.entry = entry = held.head + uint(clock) + uint(len(state)) + state
            held.by, held.seen_ms, held.visitor, held.known = by, now_ms, visitor, who
        self._stirred[mind.client] = entry
        if visitor is not None:
            self._ours[mind.client] = known
        return news

    def leave(self, by: Hashable) -> bool:
        """A connection ended: what it last spoke for is gone; whether that is news."""
        gone = [client for client, held in self._here.items() if held.by == by]
        for client in gone:
            self._gone(client, self._here[client].mind.clock)
        return bool(gone)

    def expire(self, now_ms: int) -> bool:
        """Drop whoever has not been renewed; whether anyone was."""
        old = [client for client, held in self._here.items() if now_ms - held.seen_ms > EXPIRY_MS]
        for client in old:
            self._gone(client, self._here[client].mind.clock)
        return bool(old)

    def _gone(self, client: int, clock: int) -> bool:
        gone = Mind(client, clock, GONE)
        if not isinstance(self._here.pop(client).by, Elsewhere):
            self._ours[client] = gone
        self._clocks[client] = clock
        self._stirred[client] = mind_entry(gone)
        return True

    @property
    def waits(self) -> bool:
        """Whether there is anything that the others have not been told."""
        return bool(self._stirred)

    def take(self) -> bytes | None:
        """A message with all that is new since the last call, or None."""
        if not self._stirred:
            return None
        stirred, self._stirred = self._stirred, {}
        return awareness_of(stirred.values())

    def take_ours(self) -> list[Mind]:
        """What is new since the last call of those who are here through this process."""
        ours, self._ours = self._ours, {}
        return list(ours.values())

    def all_ours(self) -> list[Mind]:
        """All who are here through this process."""
        return [held.mind for held in self._here.values() if not isinstance(held.by, Elsewhere)]

    def everyone(self) -> bytes | None:
        """A message with all who are here, or None when nobody is."""
        return awareness_of([held.entry for held in self._here.values()]) if self._here else None

    def states(self) -> list[dict[str, Any]]:
        """Everyone's state, as the clients see it."""
        return [json.loads(held.mind.state) for held in self._here.values()]


def moved_here(held: Held, clock: int, visitor: Visitor | None) -> bool:
    """Whether someone came to this process from another, with the clock they had there."""
    return visitor is not None and isinstance(held.by, Elsewhere) and clock == held.mind.clock


def identified(state: bytes, who: "Known") -> bytes:
    """A client's state with what the server knows of the person written over what the client says."""
    if len(state) > MAX_PRESENCE_BYTES:
        raise TooLarge("a presence state is over 2 kB")
    try:
        text = state.decode()
        said, end = _decode_first(text) if text[:1] == "{" else (None, -1)
        if end != len(text):  # blanks around it, or it is not what it should be
            said = _decode(text)
    except (ValueError, RecursionError):
        raise Malformed("a presence state is not JSON") from None
    if not isinstance(said, dict):
        raise Malformed("a presence state is not an object")
    known, written = who
    if said and b"\\u" not in state:
        if known.keys().isdisjoint(said):
            return state.rstrip(BLANK)[:-1] + written
        if known.items() <= said.items() and all(state.count(name) == 1 for name in NAMES):
            return state
    try:
        return json_bytes(said | known)
    except UnicodeEncodeError:
        raise Malformed("a presence state holds half a character") from None


BLANK = b" \t\n\r"
"""What may stand around JSON."""
NAMES = (b'"participant"', b'"name"', b'"department"', b'"role"')


Known = tuple[dict[str, str], bytes]


def known_of(visitor: Visitor) -> Known:
    """What the server knows of a person, and how it ends a state that says nothing of it."""
    known = {
        "participant": visitor.participant,
        "name": visitor.name,
        "department": visitor.department,
        "role": visitor.role,
    }
    return known, b"," + json_bytes(known)[1:]


POINTING = ("cursor", "view", "holding", "dragging", "editing", "caret", "selection")
"""Keys of a state that tell where someone is on the board."""


def hushed(state: bytes) -> bytes:
    """A state without where its person is. Who runs the room still shows where they look."""
    said = json.loads(state)
    keep = {"view"} if said.get("role") == "facilitator" else set()
    return json_bytes({key: None if key in POINTING and key not in keep else value for key, value in said.items()})


def without_words(state: bytes) -> bytes:
    """A state with places, ids and marks only: whoever's words are looked at first has no other way for them either."""
    said = json.loads(state)
    kept = {key: said[key] for key in ("participant", "name", "department", "role") if key in said}
    kept |= {key: said[key] for key in ("away", "remote") if isinstance(said.get(key), bool)}
    kept |= {key: said[key] for key in ("cursor", "view") if _is_place(said.get(key))}
    holding, dragging = said.get("holding"), said.get("dragging")
    kept["holding"] = [id_ for id_ in holding if is_id(id_)] if isinstance(holding, list) else []
    moved = dragging.items() if isinstance(dragging, dict) else ()
    kept["dragging"] = {id_: place for id_, place in moved if is_id(id_) and _is_place(place)}
    kept["editing"] = said["editing"] if is_id(said.get("editing")) else None
    return json_bytes(kept)


def _is_place(value: Any) -> bool:
    numbers = value if isinstance(value, list) else [None]
    return all(isinstance(one, (int, float)) and not isinstance(one, bool) for one in numbers)


def _refuse(constant: str) -> None:
    raise ValueError(constant)


_decoder = json.JSONDecoder(parse_constant=_refuse)
_decode, _decode_first = _decoder.decode, _decoder.raw_decode
