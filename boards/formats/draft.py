"""What a file holds, in a board's own shape, before it is on any board: checked, with nothing lost and nothing placed.

An item's values are keys of the board document (schema.py) as plain data. What may be missing, `place` fills in: `pos`,
`size`, `order`, and all that the server stamps.
"""

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from boards import schema
from boards.errors import BadFile

ITEM_LIMITS = {
    "zones": schema.MAX_ZONES,
    "cards": schema.MAX_CARDS,
    "threads": schema.MAX_THREADS,
    "strokes": schema.MAX_STROKES,
    "comments": schema.MAX_COMMENTS,
}


@dataclass(slots=True)
class Item:
    """One zone, card, thread, stroke or comment of a file."""

    key: str
    """What the file's other items call it; it becomes the id on the board where it can."""
    where: str
    """For errors: `line 7`, `node 3 ("a1b2")`."""
    values: dict[str, Any]
    kept: str = ""
    """Of a zone or thread: what the format said beyond the board's keys, as JSON, for the next export."""


@dataclass(slots=True)
class Draft:
    """A whole file, ready to be placed."""

    title: str = ""
    settings: dict[str, Any] = field(default_factory=dict)
    """Keys of the root `board`; on a board that has them already, its own stand."""
    session: dict[str, Any] = field(default_factory=dict)
    zones: list[Item] = field(default_factory=list)
    cards: list[Item] = field(default_factory=list)
    threads: list[Item] = field(default_factory=list)
    strokes: list[Item] = field(default_factory=list)
    comments: list[Item] = field(default_factory=list)
    reactions: list[str] = field(default_factory=list)
    aside: dict[str, Any] = field(default_factory=dict)
    """What no board can show; kept with the board and given back on export."""
    departments_by_name: bool = False
    """Whether cards name their department as people do, and not by its id."""
    colours: dict[str, int] = field(default_factory=dict)
    """Of a drawing: colour, as the file names it -> how many cards have it."""
    columns: dict[str, str] = field(default_factory=dict)
    """Of a table: heading -> what it was taken for."""
    pictures: dict[str, bytes] = field(default_factory=dict)
    """Digest, as the cards name it -> the picture's file, as it came."""
    problems: list[str] = field(default_factory=list)
    """What the person who imports should know: what was set aside or changed, and where."""

    def items(self, root: str) -> list[Item]:
        """The items of one root, in the file's order."""
        found: list[Item] = getattr(self, root)
        return found

    def kinds(self) -> Counter[str]:
        """How many cards of each kind."""
        return Counter(card.values["kind"] for card in self.cards)


def checked(draft: Draft) -> Draft:
    """The same draft, if a board can hold every item of it. Raises BadFile with the item at fault."""
    _check_title(draft.title, "The title")
    _check_settings(draft.settings)
    for root, most in ITEM_LIMITS.items():
        if len(draft.items(root)) > most:
            raise BadFile(f"The file has {len(draft.items(root)):,} {root}; a board holds {most:,}.")
    for zone in draft.zones:
        _check_zone(zone)
    for card in draft.cards:
        _check_card(card)
    for thread in draft.threads:
        if thread.values.get("kind") not in schema.THREAD_KINDS:
            raise BadFile(f"{thread.where}: the kind must be one of {', '.join(schema.THREAD_KINDS)}.")
    return draft


def tied(draft: Draft) -> Draft:
    """The same draft, if its items name only each other and every thread fits its cards. Raises BadFile."""
    zones = {zone.key for zone in draft.zones}
    for card in draft.cards:
        zone = card.values.get("zone")
        if zone is not None and zone not in zones:
            raise BadFile(f"{card.where}: there is no zone {str(zone)[:60]!r} in the file.")
    cards = {card.key: str(card.values["kind"]) for card in draft.cards}
    for thread in draft.threads:
        _check_ends(thread, cards)
    return draft


def fits(kind: str, start: str, end: str) -> bool:
    """Whether a thread of this kind may go from a card of kind `start` to one of kind `end`."""
    starts, ends = schema.THREAD_KINDS[kind]
    return start in starts and end in ends


def _check_settings(settings: Mapping[str, Any]) -> None:
    for key in ("title", "purpose"):
        _check_title(settings.get(key, ""), f"The board's {key}")
    departments = settings.get("departments", {})
    if not isinstance(departments, dict) or len(departments) > schema.MAX_DEPARTMENTS:
        raise BadFile(f"The departments must be an object of at most {schema.MAX_DEPARTMENTS}.")
    for name, department in departments.items():
        if not isinstance(department, dict) or not 0 < len(name) <= schema.MAX_TITLE:
            raise BadFile(f"department {name[:60]!r} must be an object with a name, initials and a colour.")
        _check_title(department.get("name"), f"department {name[:60]!r}: the name")
        _check_title(department.get("initials"), f"department {name[:60]!r}: the initials")
        if not is_number(department.get("colour")):
            raise BadFile(f"department {name[:60]!r}: the colour must be a number from 1 to 12.")


def _check_zone(zone: Item) -> None:
    _check_title(zone.values.get("title", ""), f"{zone.where}: the title")
    _check_title(zone.values.get("prompt", ""), f"{zone.where}: the prompt")
    _check_kinds(zone)
    _check_place(zone)


def _check_kinds(zone: Item) -> None:
    kinds = zone.values.get("kinds", [])
    if not isinstance(kinds, list) or any(kind not in schema.KINDS for kind in kinds):
        raise BadFile(f"{zone.where}: `kinds` must be a list of {', '.join(schema.KINDS)}.")


def _check_card(card: Item) -> None:
    values = card.values
    if values.get("kind") not in schema.KINDS:
        raise BadFile(f"{card.where}: the kind must be one of {', '.join(schema.KINDS)}.")
    check_text(values.get("text", ""), card.where)
    _check_tags(values.get("tags", []), card.where)
    _check_fields(values.get("fields", {}), card.where)
    _check_place(card)


def _check_ends(thread: Item, cards: dict[str, str]) -> None:
    kind, start, end = (str(thread.values.get(key)) for key in ("kind", "from", "to"))
    for card in (start, end):
        if card not in cards:
            raise BadFile(f"{thread.where}: there is no card {card[:60]!r} in the file.")
    if start == end:
        raise BadFile(f"{thread.where}: a thread can't tie a card to itself.")
    if not fits(kind, cards[start], cards[end]):
        raise BadFile(f"{thread.where}: {kind!r} can't go from a {cards[start]} to a {cards[end]}.")


def check_text(text: Any, where: str) -> None:
    """Raise BadFile unless this is text that a card can hold."""
    if not isinstance(text, str):
        raise BadFile(f"{where}: the text must be a string.")
    if len(text) > schema.MAX_TEXT:
        raise BadFile(f"{where}: the text has {len(text):,} characters; a card holds {schema.MAX_TEXT:,}.")


def _check_title(title: Any, what: str) -> None:
    if not isinstance(title, str) or len(title) > schema.MAX_TITLE:
        raise BadFile(f"{what} must be text of at most {schema.MAX_TITLE} characters.")


def _check_tags(tags: Any, where: str) -> None:
    if not isinstance(tags, list) or any(not isinstance(tag, str) for tag in tags):
        raise BadFile(f"{where}: the tags must be a list of words.")
    if len(tags) > schema.MAX_TAGS or any(len(tag) > schema.MAX_TITLE for tag in tags):
        raise BadFile(f"{where}: at most {schema.MAX_TAGS} tags of {schema.MAX_TITLE} characters.")


def _check_fields(fields: Any, where: str) -> None:
    if not isinstance(fields, dict) or len(fields) > schema.MAX_FIELDS:
        raise BadFile(f"{where}: a card holds at most {schema.MAX_FIELDS} fields.")
    for name, value in fields.items():
        if not name or len(name) > schema.MAX_TITLE:
            raise BadFile(f"{where}: a field's name has 1 to {schema.MAX_TITLE} characters.")
        if len(json.dumps(value, ensure_ascii=False).encode()) > schema.MAX_FIELD_BYTES:
            raise BadFile(f"{where}: the field {name[:60]!r} is over {schema.MAX_FIELD_BYTES:,} bytes.")
        if _depth(value) > schema.MAX_DEPTH:
            raise BadFile(f"{where}: the field {name[:60]!r} is nested over {schema.MAX_DEPTH} levels deep.")


def _depth(value: Any) -> int:
    if isinstance(value, dict):
        return 1 + max(map(_depth, value.values()), default=0)
    if isinstance(value, list):
        return 1 + max(map(_depth, value), default=0)
    return 0


def _check_place(item: Item) -> None:
    pos, size = item.values.get("pos"), item.values.get("size")
    if pos is not None and not (_numbers(pos, 3) and all(abs(n) <= schema.MAX_COORDINATE for n in pos)):
        raise BadFile(f"{item.where}: the position must be three numbers within {schema.MAX_COORDINATE:,.0f}.")
    if size is not None and not (_numbers(size, 2) and all(0 < n <= schema.MAX_SIZE for n in size)):
        raise BadFile(f"{item.where}: the size must be two numbers above 0, at most {schema.MAX_SIZE:,.0f}.")


def _numbers(value: Any, count: int) -> bool:
    return isinstance(value, list) and len(value) == count and all(is_number(item) for item in value)


def is_number(value: Any) -> bool:
    """Whether this is a number; true and false are none."""
    return isinstance(value, int | float) and not isinstance(value, bool)
