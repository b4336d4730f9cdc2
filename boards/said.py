"""A sentence about what changed: its sign, its parts, the cards it is about; and what all of them come to."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

Sign = Literal["added", "reworded", "moved", "threaded", "changed", "hidden", "shown", "removed", "withdrawn"]

SIGNS: dict[Sign, tuple[str, str]] = {
    "added": ("+", "added"),
    "reworded": ("~", "reworded"),
    "moved": ("→", "moved"),
    "threaded": ("⌁", "threaded"),
    "changed": ("~", "changed"),
    "hidden": ("◌", "hidden"),
    "shown": ("○", "shown again"),
    "removed": ("−", "removed"),
    "withdrawn": ("−", "taken back"),
}
"""Sign -> its mark and its word."""

ALONE = 3
"""What is alike is told one by one up to so many; more become one sentence."""


class Part(NamedTuple):
    """A piece of a sentence."""

    text: str
    style: Literal["", "name", "out", "in"] = ""


@dataclass(slots=True)
class Said:
    """One sentence."""

    sign: Sign
    parts: list[Part]
    cards: list[str] = field(default_factory=list)
    """Ids of the cards it is about."""
    more: list["Said"] = field(default_factory=list)
    """The single ones of a sentence about many."""

    @property
    def text(self) -> str:
        """As plain text; what was struck out in [brackets]."""
        return "".join(f"[{part.text}] " if part.style == "out" else part.text for part in self.parts)


@dataclass(frozen=True, slots=True)
class Badge:
    """What a card wears on the map."""

    sign: Sign
    card: str


def badges(said: Iterable[Said]) -> list[Badge]:
    """The mark of every card that is told of; the first that is said of it counts."""
    found: dict[str, Badge] = {}
    for one in said:
        for inner in one.more or [one]:
            for card in inner.cards:
                found.setdefault(card, Badge(inner.sign, card))
    return list(found.values())


def tally(said: Iterable[Said]) -> dict[Sign, int]:
    """How many cards (or other things) were added, reworded, moved …"""
    counted: Counter[Sign] = Counter()
    for one in said:
        for inner in one.more or [one]:
            counted[inner.sign] += max(1, len(inner.cards))
    return {sign: counted[sign] for sign in SIGNS if counted[sign]}


def gathered(said: list[Said], sign: Sign, words: Callable[[int], str], most: int = 8) -> list[Said]:
    """Many alike as one sentence with the single ones under it; a few as they are."""
    if (len(said) <= most and sign != "moved") or len(said) <= ALONE:
        return said
    cards = [card for one in said for card in one.cards]
    return [Said(sign, [Part(words(len(said)), "name"), Part(".")], list(dict.fromkeys(cards)), said)]
