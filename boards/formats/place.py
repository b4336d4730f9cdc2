"""Puts a draft on a board: ids, places, order, labels and stamps, then one change of the document.

What is on the board stays as it is. A zone of the draft without a position is the board's zone of the same title where
there is one. Ids of the file are kept where they are free on this board, so that a board written as JSON and read again
is the same.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from pycrdt import Map, Text

from boards import order
from boards.document import Document
from boards.errors import BadFile
from boards.formats.department import department_called
from boards.formats.draft import ITEM_LIMITS, Draft, Item
from boards.formats.layout import BESIDE, Box, around, card_size
from boards.formats.spread import Spread
from boards.schema import LABELS, Stamp, is_id

_MAPS_OF_SETTINGS = ("departments", "canvas")
"""Keys of the root `board` that are maps of their own, so that two people may change two entries at once."""

_LABEL = re.compile(r"[A-Z][0-9]{1,6}")


def place(
    document: Document,
    draft: Draft,
    ids: Iterator[str],
    now_ms: int,
    at: tuple[float, float] | None = None,
    stamps: Mapping[str, Stamp] | None = None,
) -> dict[str, Stamp]:
    """Put a draft on a board inside the caller's change; gives the stamps of what is new there.

    `at` is where the top left of the draft's positions goes, None leaves them as they are. `stamps` are those of
    everything the board ever had: no label and no id is given twice.
    """
    return _Placing(document, draft, ids, now_ms, stamps or {}).carry_out(at)


def beside(document: Document) -> tuple[float, float] | None:
    """A free spot to the right of everything on the board; None where it is empty."""
    taken = around(boxes_of(document).values())
    return None if taken is None else (taken.right + BESIDE, taken.y)


def boxes_of(document: Document) -> dict[tuple[str, str], Box]:
    """(root, id) -> the box of every zone and card on the board."""
    return {
        (root, id_): box_of(values)
        for root in ("zones", "cards")
        for id_, values in document.plain()[root].items()
        if isinstance(values, dict) and "pos" in values and "size" in values
    }


def box_of(values: Mapping[str, Any]) -> Box:
    """The box of a zone or card that has its place."""
    return Box(values["pos"][0], values["pos"][1], values["size"][0], values["size"][1])


class _Placing:
    """One draft on its way to one board."""

    def __init__(
        self, document: Document, draft: Draft, ids: Iterator[str], now_ms: int, stamps: Mapping[str, Stamp]
    ) -> None:
        self.document, self.draft, self.ids, self.now_ms, self.known = document, draft, ids, now_ms, stamps
        self.before = document.plain()
        self.labels = {stamp.label for stamp in stamps.values()}
        self.labels |= {str(card.get("label")) for card in self.before["cards"].values()}
        self.numbers = self._highest_numbers()
        self.new_id: dict[str, dict[str, str]] = {}
        self.offset = (0.0, 0.0)
        self.stamps: dict[str, Stamp] = {}

    def carry_out(self, at: tuple[float, float] | None) -> dict[str, Stamp]:
        self._check_room()
        known_zones = self._zones_known_by_title()
        for root in ("zones", "cards", "threads", "strokes", "comments"):
            self.new_id[root] = {item.key: self._id(root, item.key) for item in self.draft.items(root)}
        self.new_id["zones"].update(known_zones)
        zones = [replace(zone, values=dict(zone.values)) for zone in self.draft.zones if zone.key not in known_zones]
        cards = [dict(card.values) for card in self.draft.cards]
        if self.draft.departments_by_name:
            self._find_departments(cards)
        self._find_places(zones, cards, known_zones, at)
        self._write_settings()
        self._write_zones(zones)
        self._write_cards(cards)
        self._write_rest()
        return self.stamps

    def _check_room(self) -> None:
        for root, most in ITEM_LIMITS.items():
            there, more = len(self.before[root]), len(self.draft.items(root))
            if there + more > most:
                raise BadFile(f"The board has {there:,} {root} and the file {more:,}; a board holds {most:,}.")

    # ids and labels

    def _id(self, root: str, key: str) -> str:
        free = is_id(key) and not self.document.has(root, key) and key not in self.known
        return key if free else next(self.ids)

    def _zones_known_by_title(self) -> dict[str, str]:
        titles = {
            str(zone.get("title", "")).strip().casefold(): id_
            for id_, zone in sorted(self.before["zones"].items(), reverse=True)
        }
        wanted = {
            z.key: str(z.values.get("title", "")).strip().casefold() for z in self.draft.zones if "pos" not in z.values
        }
        return {key: titles[title] for key, title in wanted.items() if title in titles}

    def _highest_numbers(self) -> dict[str, int]:
        highest = dict.fromkeys(LABELS.values(), 0)
        for label in self.labels:
            letter, number = label[:1], label[1:]
            if letter in highest and number.isascii() and number.isdigit():
                highest[letter] = max(highest[letter], int(number))
        return highest

    def _label(self, card: Mapping[str, Any]) -> str:
        label = card.get("label")
        if not isinstance(label, str) or not _LABEL.fullmatch(label) or label in self.labels:
            letter = LABELS[card["kind"]]
            label = None
            while label is None or label in self.labels:
                self.numbers[letter] += 1
                label = f"{letter}{self.numbers[letter]}"
        self.labels.add(label)
        return label

    def _find_departments(self, cards: list[dict[str, Any]]) -> None:
        """A name that no department of the board has stays with the card as a field."""
        departments = self.before["board"].get("departments", {}) | self.draft.settings.get("departments", {})
        for card in cards:
            word = card.pop("department", None)
            id_ = department_called(word, departments) if word else None
            if id_ is not None:
                card["department"] = id_
            elif word:
                card["fields"] = {"department": word} | card["fields"]

    # places

    def _find_places(
        self, zones: list[Item], cards: list[dict[str, Any]], known: Mapping[str, str], at: tuple[float, float] | None
    ) -> None:
        for card in cards:
            card.setdefault("size", list(card_size(str(card.get("text", "")))))
        spread = Spread(boxes_of(self.document), self.before["cards"])
        if at is not None:
            self.offset = _shift([*(item.values for item in zones), *cards], at)
        spread.settle(zones, cards, known, lowest_z=self._top())
        for (root, id_), y in spread.pushed.items():
            entry = self.document.entry(root, id_)
            entry["pos"] = [entry["pos"][0], y, entry["pos"][2]]
        for id_, height in spread.grown.items():
            entry = self.document.entry("zones", id_)
            entry["size"] = [entry["size"][0], height]

    def _top(self) -> float:
        """The paint order of the newcomers starts above what is on the board."""
        return 1 + max(
            (v["pos"][2] for root in ("zones", "cards") for v in self.before[root].values() if "pos" in v), default=-1
        )

    # writing

    def _write_settings(self) -> None:
        board = self.document.root("board")
        for key, value in self.draft.settings.items():
            if key in _MAPS_OF_SETTINGS:
                self._merge(key, {self._renamed(name): entry for name, entry in value.items()})
            elif key not in board:
                board[key] = value
        if self.draft.title and not board.get("title"):
            board["title"] = self.draft.title
        session = self.document.root("session")
        for key, value in self.draft.session.items():
            if key not in session:
                session[key] = value

    def _renamed(self, id_: str) -> str:
        return self.new_id["threads"].get(id_) or self.new_id["zones"].get(id_) or id_

    def _merge(self, key: str, entries: Mapping[str, Any]) -> None:
        board = self.document.root("board")
        if not isinstance(board.get(key), Map):
            board[key] = Map()
        for name, value in entries.items():
            if name not in board[key]:
                board[key][name] = value

    def _write_zones(self, zones: list[Item]) -> None:
        root = self.document.root("zones")
        last = max((str(zone.get("order", "")) for zone in self.before["zones"].values()), default="")
        for zone in zones:
            last = self._order(zone.values, last)
            root[self.new_id["zones"][zone.key]] = Map(zone.values | {"order": last})

    def _write_cards(self, cards: list[dict[str, Any]]) -> None:
        root, last = self.document.root("cards"), self._last_orders()
        for item, values in zip(self.draft.cards, cards, strict=True):
            id_ = self.new_id["cards"][item.key]
            zone = values.get("zone")
            zone = None if zone is None else self._found("zones", zone)
            last[zone] = self._order(values, last.get(zone))
            stamp = self.stamps[id_] = self._stamp(values, self._label(values))
            root[id_] = Map(_card(values, zone, last[zone], stamp))

    def _order(self, values: Mapping[str, Any], last: str | None) -> str:
        own = values.get("order")
        return own if isinstance(own, str) and order.sound(own) else order.following(last)

    def _last_orders(self) -> dict[str | None, str]:
        last: dict[str | None, str] = {}
        for card in self.before["cards"].values():
            zone = card.get("zone")
            last[zone] = max(last.get(zone, ""), str(card.get("order", "")))
        return last

    def _stamp(self, values: Mapping[str, Any], label: str = "") -> Stamp:
        created = values.get("created")
        return Stamp(
            author=values.get("author"),
            department=values.get("department"),
            created=created if isinstance(created, int) else self.now_ms,
            label=label,
        )

    def _write_rest(self) -> None:
        for thread in self.draft.threads:
            ends = {end: self._found("cards", thread.values[end]) for end in ("from", "to")}
            self._put("threads", thread, {"created": self.now_ms} | thread.values | ends)
        for stroke in self.draft.strokes:
            self._put("strokes", stroke, _moved_points(stroke.values, self.offset))
        for comment in self.draft.comments:
            card, text = self._found("cards", comment.values["card"]), Text(comment.values["text"])
            parent = comment.values.get("parent")
            reply = {"parent": self._found("comments", parent)} if isinstance(parent, str) else {}
            self._put("comments", comment, comment.values | {"card": card, "text": text} | reply)
        reactions = self.document.root("reactions")
        for reaction in self.draft.reactions:
            card, _, rest = reaction.partition(":")
            reactions[f"{self._found('cards', card)}:{rest}"] = True
        self._keep_aside()

    def _keep_aside(self) -> None:
        kept: dict[str, str] = {}
        for root in ("zones", "threads"):
            kept |= {self.new_id[root][item.key]: item.kept for item in self.draft.items(root) if item.kept}
        if self.draft.aside:
            kept["aside:" + next(self.ids)] = json.dumps(self.draft.aside, ensure_ascii=False)
        if kept:
            self._merge("canvas", kept)

    def _found(self, root: str, key: str) -> str:
        """The new id of what the file calls `key`. What the file only mentions keeps its name."""
        return self.new_id[root].get(key, key)

    def _put(self, root: str, item: Item, values: dict[str, Any]) -> None:
        id_ = self.new_id[root][item.key]
        self.document.root(root)[id_] = Map(values)
        self.stamps[id_] = self._stamp(values)


def _card(values: Mapping[str, Any], zone: str | None, order_: str, stamp: Stamp) -> dict[str, Any]:
    whole = dict(values) | {"zone": zone, "order": order_, "label": stamp.label, "created": stamp.created}
    whole |= {"text": Text(whole.get("text", "")), "fields": Map(whole.get("fields", {}))}
    if stamp.department is not None:
        whole["department"] = stamp.department
    return whole


def _shift(items: list[dict[str, Any]], at: tuple[float, float]) -> tuple[float, float]:
    """Move what has a place so that its top left is at `at`; gives by how much."""
    placed = [item for item in items if "pos" in item]
    if not placed:
        return 0.0, 0.0
    dx = at[0] - min(item["pos"][0] for item in placed)
    dy = at[1] - min(item["pos"][1] for item in placed)
    for item in placed:
        item["pos"] = [item["pos"][0] + dx, item["pos"][1] + dy, item["pos"][2]]
    return dx, dy


def _moved_points(stroke: Mapping[str, Any], offset: tuple[float, float]) -> dict[str, Any]:
    """A stroke elsewhere: its points are x, y, pressure, x, y, pressure and so on."""
    shift = (*offset, 0.0)
    points = stroke.get("points", [])
    return dict(stroke) | {"points": [number + shift[index % 3] for index, number in enumerate(points)]}
