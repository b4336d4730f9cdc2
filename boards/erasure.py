"""Lawful erasure: a board's history told again as if what is erased had never been written.

Every row of the log is told anew (boards/retelling.py) under one client id that nobody had before, so nothing that was
written under any other is left: not in a row, not as a deleted text, not as an old value of a key. Row for row it keeps
its number, time and person, and every moment is what it was but for what was erased.

Words that are erased from a text may stand half typed in the rows before, and half deleted in those after. So a text
that ever had them is, through its whole history, what it says at its end, without them.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from boards.document import EMPTY, Document
from boards.moderation import pattern_of
from boards.reading import STAYS
from boards.retelling import ABSENT, Entry, Watched, differences, made, spec, tell

Why = Literal["teller", "named", "mistake", "time"]

WHY: dict[Why, str] = {
    "teller": "the person it came from asked for it",
    "named": "a person it was about asked for it",
    "mistake": "it should never have been written down",
    "time": "the time to keep it was over",
}
"""Why something is erased, as everyone reads it in the archive; never in anybody's own words."""

INSTEAD = "[erased]"


def gone(card: Mapping[str, Any]) -> str:
    """What became of a card whose words are nowhere any more: `erased for good: …`."""
    said = card.get("withdrawn")
    why = said.get("why") if isinstance(said, Mapping) else "teller"
    if why == "teller" and card.get("kind", "story") == "story":
        return "taken back by its teller"
    reason = dict[Any, str](WHY).get(why, "it had to go")
    return f"erased for good: {reason}"


WORDED: dict[str, tuple[str, ...]] = {
    "cards": ("text", "fields", "tags"),
    "comments": ("text",),
    "zones": ("title", "prompt"),
    "strokes": ("alt",),
}
"""Root -> what people write in its entries."""

Spec = dict[str, Any]

DRAFTS_OWN = ("moved", "desk", "notes")
"""Keys of a private document's session that tell of cards (drafts.py, desk.py)."""


@dataclass(frozen=True, slots=True)
class Erasure:
    """What is to be erased from one board."""

    why: Why
    time_ms: int
    cards: frozenset[str] = frozenset()
    """All that was written on these cards, and about them in comments. Number, place and threads stay."""
    pictures: frozenset[str] = frozenset()
    """The pictures of these cards."""
    words: tuple[str, ...] = ()
    """These words, in capitals or not, wherever they stand whole; INSTEAD takes their place."""
    within: str | None = None
    """The words go from this card and its comments only; None: from the whole board."""

    @property
    def pattern(self) -> re.Pattern[str] | None:
        """What finds the words."""
        return pattern_of(self.words)


@dataclass(slots=True)
class Found:
    """Where on a board what is to be erased ever stood."""

    last: dict[Entry, Spec] = field(default_factory=dict)
    """Entries that the words ever stood in -> what they said last."""
    touched: set[Entry] = field(default_factory=set)
    """All entries that will be told otherwise than they were."""
    rows: int = 0
    """Changes in which it was written, moved or taken away."""
    pictures: set[str] = field(default_factory=set)
    """Digests of pictures that nothing shows any more."""


def find(updates: Iterable[bytes], erasure: Erasure) -> Found:
    """Where it ever stood."""
    found, pattern = Found(), erasure.pattern
    shown: set[str] = set()
    watched = Watched()
    try:
        for update in updates:
            here = False
            for entry in watched.take(update):
                what: str | None
                value = watched.entry(entry)
                if value is None:
                    continue
                what = _erased(entry, value, erasure)
                image = _image(value) if entry[0] == "cards" else None
                if image:
                    (found.pictures if what == "picture" or what == "all" else shown).add(image)
                if what:
                    found.touched.add(entry)
                elif entry in found.last or (pattern and _may_hold(entry, value, erasure) and _says(value, pattern)):
                    found.last[entry] = without(spec(watched.document.entry(*entry)), pattern)
                    found.touched.add(entry)
                    what = "words"
                here = here or what is not None
            found.rows += here
    finally:
        watched.close()
    found.pictures -= shown
    return found


def told_again(
    updates: Iterable[bytes], erasure: Erasure, found: Found, client: int
) -> Iterator[tuple[bytes, Document]]:
    """Every row anew, and the board told so far (as it goes on being told)."""
    watched, told, draft = Watched(), Document(client=client), Document(client=1)
    try:
        for update in updates:
            changes = []
            for root, key in watched.take(update):
                there = watched.document.has(root, key)
                value = watched.document.entry(root, key) if there else ABSENT
                only = watched.names((root, key))
                if there and (instead := _instead((root, key), value, erasure, found)) is not None:
                    value, only = ABSENT, None
                    if instead:
                        with draft.change():
                            draft.root(root)[key] = made(instead)
                        value = draft.entry(root, key)
                changes += differences([root], told.root(root), key, value, only)
            out = tell(told, changes)
            yield (out[0] if out else EMPTY), told
    finally:
        watched.close()
        draft.close()
        told.close()


def _erased(entry: Entry, value: Any, erasure: Erasure) -> Literal["all", "picture", "with"] | None:
    """How an entry is told otherwise, whatever it says; `with`: it goes with its card."""
    root, key = entry
    if root == "cards":
        return "all" if key in erasure.cards else "picture" if key in erasure.pictures and _image(value) else None
    if root == "comments" and isinstance(value, Mapping):
        return "with" if value.get("card") in erasure.cards else None
    if root == "session" and key in DRAFTS_OWN and isinstance(value, Mapping):
        return "with" if _private(value, erasure) != dict(value) else None
    return "with" if root == "reactions" and key.partition(":")[0] in erasure.cards else None


def _instead(entry: Entry, value: Any, erasure: Erasure, found: Found) -> Spec | None:
    """What is told in place of a value; empty: nothing at all; None: what there is."""
    root, key = entry
    if root in ("comments", "reactions") and entry in found.touched and entry not in found.last:
        return {}
    if root == "cards" and key in erasure.cards:
        return _void(spec(value), erasure)
    if root == "session" and key in DRAFTS_OWN and entry in found.touched:
        there = {id_: one.get("is") for id_, one in spec(value).get("map", {}).items()}
        return {"map": {id_: {"is": one} for id_, one in _private(there, erasure).items()}}
    if root == "session" and erasure.pattern is not None and erasure.within is None:
        told: Spec = without(spec(value), erasure.pattern)
        return told
    if entry not in found.touched:
        return None
    now = spec(value)
    if key in erasure.pictures and root == "cards":
        now = _without_picture(now)
    last = found.last.get(entry)
    if last is None:
        return dict(now)
    if "map" not in now or root not in WORDED:
        return last
    said = {name: last["map"][name] for name in WORDED[root] if name in last.get("map", {})}
    kept = {name: one for name, one in now["map"].items() if name not in WORDED[root]}
    return _without_picture({"map": kept | said}) if key in erasure.pictures else {"map": kept | said}


def _private(value: Mapping[str, Any], erasure: Erasure) -> dict[str, Any]:
    """What the server says of cards in a private document, without the erased ones and without the words."""
    told = {}
    for id_, one in value.items():
        card = one.get("card", id_) if isinstance(one, Mapping) else id_
        if card not in erasure.cards:
            told[id_] = without(one, erasure.pattern) if erasure.within in (None, card) and one is not True else one
    return told


def _void(now: Spec, erasure: Erasure) -> Spec:
    there = now.get("map", {})
    kept = {name: there[name] for name in (*STAYS, "department", "locked") if name in there}
    empty = {"text": {"text": ""}, "fields": {"map": {}}, "tags": {"is": []}}
    # Hidden as well: every surface knows what to do with that.
    hidden = {"is": {"reason": WHY[erasure.why], "at": erasure.time_ms}}
    return {"map": kept | empty | {"hidden": hidden, "withdrawn": {"is": {"why": erasure.why, "at": erasure.time_ms}}}}


def _without_picture(now: Spec) -> Spec:
    fields = now["map"].get("fields", {"map": {}})
    rest = {name: one for name, one in fields.get("map", {}).items() if name != "image"}
    return {"map": now["map"] | {"fields": {"map": rest}}}


def _image(card: Any) -> str | None:
    fields = card.get("fields") if isinstance(card, Mapping) else None
    image = fields.get("image") if isinstance(fields, Mapping) else None
    return str(image.get("id")) if isinstance(image, Mapping) else None


def _may_hold(entry: Entry, value: Any, erasure: Erasure) -> bool:
    root, key = entry
    if root == "session":
        return False  # told without them at every moment: nobody types there
    if erasure.within is None:
        return True
    on = value.get("card") if root == "comments" and isinstance(value, Mapping) else key if root == "cards" else None
    return on == erasure.within


def _says(value: Any, pattern: re.Pattern[str]) -> bool:
    return any(pattern.search(text) for text in _texts(value))


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for one in value.values():
            yield from _texts(one)
    elif isinstance(value, Sequence) and not isinstance(value, bytes | bytearray):
        for one in value:
            yield from _texts(one)


def without(value: Any, pattern: re.Pattern[str] | None) -> Any:
    """The same data without the words; the names of keys stay."""
    if pattern is None:
        return value
    if isinstance(value, str):
        return pattern.sub(INSTEAD, value)
    if isinstance(value, Mapping):
        return {key: without(one, pattern) for key, one in value.items()}
    return [without(one, pattern) for one in value] if isinstance(value, list) else value
