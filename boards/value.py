"""What each key of a board may hold: its type, its limits, and the words for what is wrong with it."""

import json
from collections.abc import Callable
from math import isfinite
from typing import Any, NamedTuple

from boards.schema import (
    KINDS,
    MAX_COORDINATE,
    MAX_FIELD_BYTES,
    MAX_NAME,
    MAX_ORDER,
    MAX_POINTS,
    MAX_SIZE,
    MAX_TAGS,
    MAX_TEXT,
    MAX_TITLE,
    THREAD_KINDS,
    is_id,
)
from boards.update import ANY, MAP, TEXT, TYPE, Struct

MAX_WIDTH = 1_000.0
"""Of a pen, in board units."""


class Shape(NamedTuple):
    """What a key holds."""

    words: str
    """What is said of anything else."""
    fits: Callable[[Any], bool] | None = None
    """Whether it may hold this plain value; None: no plain value."""
    container: int | None = None
    """MAP or TEXT, where it may hold one."""


def objection_to(root: str, key: str, struct: Struct) -> str | None:
    """Why this can't stand at this key, or None where it can."""
    shape = SHAPES[root, key]
    if struct.kind == TYPE:
        fine = struct.value == shape.container
    else:
        fine = struct.kind == ANY and shape.fits is not None and all(map(shape.fits, struct.value))
    return None if fine else shape.words


def is_number(value: Any) -> bool:
    """Whether a value is a finite number."""
    return isinstance(value, int | float) and not isinstance(value, bool) and isfinite(value)


def is_position(value: Any) -> bool:
    """Whether a value is [x, y, z], each on the board."""
    return (
        isinstance(value, list)
        and len(value) == 3
        and all(is_number(number) and -MAX_COORDINATE <= number <= MAX_COORDINATE for number in value)
    )


def is_size(value: Any) -> bool:
    """Whether a value is [width, height]."""
    return (
        isinstance(value, list)
        and len(value) == 2
        and all(is_number(number) and 0 <= number <= MAX_SIZE for number in value)
    )


def is_points(value: Any) -> bool:
    """Whether a value is [x, y, pressure, …]."""
    return isinstance(value, list) and len(value) <= MAX_POINTS and all(map(is_number, value))


def is_tags(value: Any) -> bool:
    """Whether a value is a list of short words."""
    return isinstance(value, list) and len(value) <= MAX_TAGS and all(map(is_words(MAX_NAME), value))


def is_width(value: Any) -> bool:
    """Whether a value is the width of a pen."""
    return is_number(value) and 0 < value <= MAX_WIDTH


def is_words(most: int) -> Callable[[Any], bool]:
    """A test for strings of at most so many characters."""
    return lambda value: isinstance(value, str) and len(value) <= most


def is_kinds(value: Any) -> bool:
    """Whether a value is a list of card kinds."""
    return isinstance(value, list) and len(value) <= len(KINDS) and all(map(is_one_of(KINDS), value))


def is_one_of(names: tuple[str, ...]) -> Callable[[Any], bool]:
    """A test for one of these names."""
    return lambda value: isinstance(value, str) and value in names


def is_json(value: Any) -> bool:
    """Whether a value is JSON and small enough for a field."""
    try:
        text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    except (TypeError, ValueError):
        return False
    return len(text) <= MAX_FIELD_BYTES and len(text.encode()) <= MAX_FIELD_BYTES


_position = Shape("A position is three numbers.", is_position)
_size = Shape("A size is two numbers.", is_size)
_order = Shape("That is no place in an order.", is_words(MAX_ORDER))
_title = Shape(f"A title has at most {MAX_TITLE} characters.", is_words(MAX_TITLE))
_text = Shape("Text here is plain text that people can write together.", container=TEXT)
_card = Shape("That is no card.", is_id)

SHAPES: dict[tuple[str, str], Shape] = {
    ("board", "title"): _title,
    ("board", "purpose"): Shape(f"A purpose has at most {MAX_TEXT:,} characters.", is_words(MAX_TEXT), TEXT),
    ("board", "departments"): Shape("Departments are told apart by their id.", container=MAP),
    ("department", ""): Shape("That is no department.", is_json, MAP),
    ("department", "part"): Shape("That is no part of a department.", is_json),
    ("zones", "title"): _title,
    ("zones", "prompt"): Shape(f"A prompt has at most {MAX_TITLE} characters.", is_words(MAX_TITLE)),
    ("zones", "kinds"): Shape("That is no list of card kinds.", is_kinds),
    ("zones", "pos"): _position,
    ("zones", "size"): _size,
    ("zones", "order"): _order,
    ("cards", "kind"): Shape("There is no such kind of card.", is_one_of(KINDS)),
    ("cards", "zone"): Shape("That is no zone.", lambda value: value is None or is_id(value)),
    ("cards", "pos"): _position,
    ("cards", "size"): _size,
    ("cards", "order"): _order,
    ("cards", "text"): _text,
    ("cards", "fields"): Shape("A card's fields are told apart by their names.", container=MAP),
    ("cards", "tags"): Shape(f"A card has at most {MAX_TAGS} tags, each of at most {MAX_NAME} characters.", is_tags),
    ("fields", ""): Shape(f"A field holds text or data of at most {MAX_FIELD_BYTES:,} bytes.", is_json, TEXT),
    ("threads", "kind"): Shape("There is no such kind of thread.", is_one_of(tuple(THREAD_KINDS))),
    ("threads", "from"): _card,
    ("threads", "to"): _card,
    ("strokes", "points"): Shape(f"A stroke has at most {MAX_POINTS // 3:,} points.", is_points),
    ("strokes", "colour"): Shape("That is no colour.", is_words(MAX_NAME)),
    ("strokes", "width"): Shape("That is no width.", is_width),
    ("strokes", "alt"): Shape(f"A description has at most {MAX_TITLE} characters.", is_words(MAX_TITLE)),
    ("comments", "card"): _card,
    ("comments", "text"): _text,
    ("comments", "parent"): Shape("That is no comment.", is_id),
    ("comments", "resolved"): Shape("A comment is resolved or not.", lambda value: isinstance(value, bool)),
}
"""By root and key; `fields` and `department` stand for what is inside those."""
