"""How things and groups on a board are called in a sentence: kinds, ties, cards, departments; numbers and lists."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from boards.visitor import CITIZEN, OUTSIDE

KINDS = {
    "story": ("story", "stories"),
    "touchpoint": ("step", "steps"),
    "problem": ("problem", "problems"),
    "idea": ("idea", "ideas"),
    "challenge": ("challenge", "challenges"),
    "commitment": ("commitment", "commitments"),
    "note": ("note", "notes"),
}
THREADS = {
    "rests-on": "rests on",
    "answers": "answers",
    "delivers": "delivers",
    "challenges": "challenges",
    "step": "is a step of",
    "relates": "goes with",
}
NO_LONGER = {
    "rests-on": "no longer rests on",
    "answers": "no longer answers",
    "delivers": "no longer delivers",
    "challenges": "no longer challenges",
    "step": "is no longer a step of",
    "relates": "no longer goes with",
}
NAME_WORDS = 6
"""Of a card's first words, as its name."""


def first_words(card: Mapping[str, Any], most: int = NAME_WORDS) -> str:
    """How a card is called in a sentence: its first words."""
    words = re.sub(r"[“”\"]", "", str(card.get("text", ""))).split()
    said = " ".join(words[:most])
    return f"{said.rstrip('.,;:')}…" if len(words) > most else said


def title(card: Mapping[str, Any]) -> str:
    """`P2 Damp at home is seen…`."""
    return f"{card.get('label', '')} {first_words(card)}".strip() or "A card"


def group_name(id_: str | None, departments: Mapping[str, Any]) -> str:
    """A group as people call it."""
    if id_ == CITIZEN:
        return "a citizen"
    if id_ == OUTSIDE:
        return "someone from outside"
    found = departments.get(id_ or "", {})
    return str(found.get("name") or "") if isinstance(found, Mapping) else ""


def groups_name(id_: str | None, departments: Mapping[str, Any]) -> str:
    """A group in the plural."""
    if id_ == CITIZEN:
        return "citizens"
    if id_ == OUTSIDE:
        return "people from outside"
    return group_name(id_, departments) or "nobody we know"


def listed(words: Iterable[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    *most, last = words
    return f"{', '.join(most)} and {last}" if most else last


def count(n: int, one: str, many: str) -> str:
    """`1 story`, `4 stories`."""
    return f"{n:,} {one if n == 1 else many}"


def counted(n: int, kind: str) -> str:
    """The same of cards of a kind."""
    return count(n, *KINDS.get(kind, ("card", "cards")))


def reason(hidden: Any) -> str:
    """Why a card was hidden, as far as it was said."""
    found = hidden.get("reason", "") if isinstance(hidden, Mapping) else hidden
    return found if isinstance(found, str) else ""
