"""The fields of a card that a promise hangs on: who may keep a story, may it be quoted, and its picture.

All other fields are anyone's to fill in and hold what they like (value.py); the client knows what they are called
(client/src/board/field.ts). These few are judged: tests/vectors/field.json holds both sides to one truth.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any

from boards.update import ANY, Struct
from boards.value import is_number, is_words

KEEP = ("room", "partners", "anyone")
"""Who may keep a story: nobody after today, the people working on this, anyone. No answer means the room."""
QUOTE = ("yes", "no")

CONSENT = frozenset({"keep", "quote", "given_how", "given_on", "expires"})
"""What a teller allows with their story. Nobody else answers for them."""

MAX_ALT = 1_000
"""Characters in the words for a picture."""
MAX_SIDE = 20_000

_DIGEST = re.compile(r"[0-9a-f]{64}")


def is_picture(value: Any) -> bool:
    """Whether this names a picture of the board, with its size and either words for it or that it is only for looks."""
    if not isinstance(value, dict) or set(value) != {"id", "width", "height", "alt", "looks"}:
        return False
    sides = all(is_number(value[side]) and 0 < value[side] <= MAX_SIDE for side in ("width", "height"))
    said = is_words(MAX_ALT)(value["alt"]) and isinstance(value["looks"], bool)
    told = said and (value["looks"] or bool(value["alt"].strip()))
    return sides and told and isinstance(value["id"], str) and _DIGEST.fullmatch(value["id"]) is not None


_SHAPES: Mapping[str, tuple[Callable[[Any], bool], str]] = {
    "keep": (lambda value: value in KEEP, "A story is kept by the room, by partners, or by anyone."),
    "quote": (lambda value: value in QUOTE, "People may quote a story, or not: yes or no."),
    "image": (is_picture, "A picture needs words that say what it shows, or to be marked as only for looks."),
}


def objection_to_field(name: str, struct: Struct) -> str | None:
    """Why this can't stand in the field of this name, or None where it can."""
    if name not in _SHAPES:
        return None
    fits, words = _SHAPES[name]
    fine = struct.kind == ANY and all(isinstance(value, str | dict) and fits(value) for value in struct.value)
    return None if fine else words
