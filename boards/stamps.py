"""What the server writes on each new entry, and the labels it has given: none is given twice."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from heapq import nlargest
from typing import Any

from pycrdt import Map

from boards.document import Document
from boards.schema import LABELS, Stamp
from boards.visitor import Visitor

WRITTEN: dict[str, tuple[str, ...]] = {
    "cards": ("author", "department", "created", "label"),
    "threads": ("author", "created"),
    "strokes": ("author",),
    "comments": ("author", "department", "created"),
}
"""The server's keys, by root."""


class Stamps:
    """Of one board."""

    def __init__(self, known: Mapping[str, Stamp]) -> None:
        self.known = dict(known)
        """By id, also of what is deleted."""
        self._new: dict[str, Stamp] = {}
        self._made: list[tuple[str, str, Visitor]] = []
        self._highest = highest_labels(known.values())

    def made(self, root: str, ids: Iterable[str], visitor: Visitor) -> None:
        """Somebody made these, or brought them back."""
        self._made.extend((root, id_, visitor) for id_ in ids)

    def leave_made(self) -> None:
        """What was made stays without a stamp."""
        self._made.clear()

    def write(self, document: Document, now_ms: int) -> list[bytes]:
        """Stamp what was made; gives the updates."""
        made, self._made = self._made, []
        if not made:
            return []
        with document.change() as out:
            for root, id_, visitor in made:
                self._write_one(document, root, id_, visitor, now_ms)
        return out

    def _write_one(self, document: Document, root: str, id_: str, visitor: Visitor, now_ms: int) -> None:
        entry = document.entry(root, id_)
        if not isinstance(entry, Map) or root not in WRITTEN:
            return
        stamp = self.known.get(id_)
        if stamp is None:
            label = self.next_label(entry.get("kind")) if root == "cards" else ""
            stamp = Stamp(visitor.participant, visitor.department, now_ms, label)
            self.remember({id_: stamp})
        for key in WRITTEN[root]:
            value = getattr(stamp, key)
            if value is not None and key not in entry:
                entry[key] = value

    def remember(self, stamps: Mapping[str, Stamp]) -> None:
        """These were given here."""
        self._new.update(stamps)
        self.hear(stamps)

    def hear(self, stamps: Mapping[str, Stamp]) -> None:
        """These were given, here or by another process."""
        self.known.update(stamps)
        self._count(highest_labels(stamps.values()))

    def take_new(self) -> dict[str, Stamp]:
        """Those given here since the last time, to be kept."""
        new, self._new = self._new, {}
        return new

    def put_back(self, stamps: Mapping[str, Stamp]) -> None:
        """These were not kept: they are new again."""
        self._new = {**stamps, **self._new}

    def relabel(self, document: Document, taken: Collection[str], highest: Mapping[str, int]) -> list[bytes]:
        """Others came first to these labels, and have given labels up to `highest`: others for those not kept yet."""
        self._count(highest)
        with document.change() as out:
            for id_, stamp in self._new.items():
                if stamp.label in taken:
                    label = self._next(stamp.label[:1])
                    self.known[id_] = self._new[id_] = replace(stamp, label=label)
                    entry = document.entry("cards", id_)
                    if isinstance(entry, Map):
                        entry["label"] = label
        return out

    def newest(self, most: int) -> list[str]:
        """Ids of the cards made last, the last one first; some of them may be deleted by now."""
        cards = ((stamp.created, id_) for id_, stamp in self.known.items() if stamp.label)
        return [id_ for _, id_ in nlargest(most, cards)]

    def next_label(self, kind: Any) -> str:
        """The next free label for a card of this kind."""
        return self._next(LABELS.get(kind, "N"))

    def _next(self, letter: str) -> str:
        self._highest[letter] = self._highest.get(letter, 0) + 1
        return f"{letter}{self._highest[letter]}"

    def _count(self, highest: Mapping[str, int]) -> None:
        for letter, number in highest.items():
            self._highest[letter] = max(number, self._highest.get(letter, 0))


def highest_labels(stamps: Iterable[Stamp]) -> dict[str, int]:
    """The highest number given so far for each letter: S3 and S7 give {"S": 7}."""
    highest: dict[str, int] = {}
    for stamp in stamps:
        letter, number = stamp.label[:1], stamp.label[1:]
        if number.isdigit():
            highest[letter] = max(int(number), highest.get(letter, 0))
    return highest
