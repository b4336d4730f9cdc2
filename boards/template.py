"""Boards to begin with: a template is a TOML file in boards/templates, part of the program like its code.

A new one is a new file there and its name in NAMES; tests/test_template.py reads them all.
"""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from boards.document import Document
from boards.errors import BadFile
from boards.formats.draft import Draft, Item, checked, tied
from boards.formats.place import place
from boards.running_order import RunningOrder, stage_of
from boards.schema import Stamp

NAMES = (
    "empty",
    "hear-define-commit",
    "what-is-the-problem",
    "journey",
    "families-and-staff",
    "five-whys",
    "how-might-we",
    "common-ground",
    "did-we-do-it",
    "handing-over",
    "demo",
)
"""Every template, in the order they are offered."""

DEMO = "demo"


@dataclass(frozen=True, slots=True)
class Template:
    """A board to begin with."""

    name: str
    title: str
    """As offered; the demo's is also its board's title."""
    says: str
    """What it is good for, in a sentence."""
    draft: Draft


@cache
def load(name: str) -> Template:
    """The template of this name. Raises KeyError where there is none."""
    if name not in NAMES:
        raise KeyError(name)
    source = tomllib.loads(_text(name))
    return Template(name, source["title"], source["says"], tied(checked(_draft(source))))


def every() -> list[Template]:
    """All templates, in the order they are offered."""
    return [load(name) for name in NAMES]


def fill(document: Document, template: Template, ids: Iterator[str], now_ms: int) -> dict[str, Stamp]:
    """Write a template into an empty document, inside the caller's change; gives the stamps of its cards.

    A title that the document has already stands.
    """
    return place(document, template.draft, ids, now_ms)


def _text(name: str) -> str:
    return (files("boards") / "templates" / f"{name}.toml").read_text("utf-8")


@cache
def _departments() -> dict[str, dict[str, Any]]:
    return tomllib.loads(_text("departments"))


def _draft(source: dict[str, Any]) -> Draft:
    departments = {name: dict(_departments()[name]) for name in source["departments"]}
    draft = Draft(title=source["title"])
    draft.settings = {"departments": departments, "purpose": source.get("purpose", "")}
    if "stages" in source:
        draft.session = _running_order(source).plain()
    draft.zones = [_item(zone, f"zone {zone['key']}") for zone in source.get("zones", [])]
    draft.cards = [_item(card, f"card {card['key']}") for card in source.get("cards", [])]
    draft.threads = [_item(thread, f"thread {n}") for n, thread in enumerate(source.get("threads", []), 1)]
    _layer(draft)
    return draft


def _running_order(source: dict[str, Any]) -> RunningOrder:
    """The stages of the file, each with an id from its name."""
    stages = tuple(stage_of(entry, _slug(entry)) for entry in source["stages"])
    if len({stage.id for stage in stages}) < len(stages):
        raise BadFile("Two stages have the same name; give one an id.")
    return RunningOrder(stages, source.get("stage", 0))


def _slug(entry: Any) -> str:
    name = entry if isinstance(entry, str) else str(entry.get("name", ""))
    return "-".join("".join(c if c.isalnum() else " " for c in name.lower()).split())


def _item(entry: dict[str, Any], where: str) -> Item:
    return Item(entry.get("key", where), where, {key: value for key, value in entry.items() if key != "key"})


def _layer(draft: Draft) -> None:
    """Zones at the bottom, then the cards in the file's order."""
    for zone in draft.zones:
        zone.values = {"prompt": "", "kinds": []} | zone.values
    for card in draft.cards:
        card.values = {"zone": None, "text": "", "fields": {}, "tags": []} | card.values
    for z, item in enumerate([*draft.zones, *draft.cards]):
        item.values["pos"] = [*item.values["pos"], z]
