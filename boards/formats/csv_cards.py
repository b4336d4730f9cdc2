"""Cards as a CSV table, in and out: one row a card, one column a thing about it.

The table does not hold the size of zones, paint order, strokes, comments, reactions and authors. A cell that isn't text
is written as `json:` and its JSON; the words of a list are set apart by `; `.
"""

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from boards import schema
from boards.errors import BadFile
from boards.formats.csv_columns import COLUMNS, FIELD, REST, columns_of, heading_of
from boards.formats.csv_table import Row, disarmed, read_table, rearmed, write_table
from boards.formats.department import name_in_file
from boards.formats.draft import Draft, Item, check_text, checked, tied
from boards.formats.source import json_value, safe_link

_OWN_COLUMNS = 500
"""Fields that get a column of their own, the most used first; a board may have any number of them."""
_LISTS = ("departments", "services")
"""Fields that hold a list of words."""
_KIND_WORDS = {
    "stories": "story",
    "quote": "story",
    "pledge": "commitment",
    "action": "commitment",
    "step": "touchpoint",
}
_LINKS = ("url", "link", "href", "image", "website")
_LABEL = re.compile(r"[A-Z][0-9]{1,6}")
_THREAD = re.compile(r"\s*([a-z-]+)\s+(\S+)\s*")
_JSON = "json:"


def read(data: bytes, mapping: Mapping[str, str] | None = None) -> Draft:
    """The draft in a table. `mapping` says what a column is, by its heading: {"What they said": "text"}."""
    rows, remark = read_table(data)
    if not rows:
        raise BadFile("The file holds no rows.")
    columns, remarks = columns_of(rows[0], mapping or {})
    if "text" not in columns.values():
        raise BadFile(f"Line {rows[0].line}: no column holds the cards' text. Say which one does, as COLUMN=text.")
    table = _Table(columns, len(rows[0].cells))
    table.draft.columns = {
        rearmed(cell).strip(): columns.get(i, "left out") for i, cell in enumerate(rows[0].cells) if cell.strip()
    }
    table.draft.problems = [*filter(None, [remark]), *remarks]
    for row in rows[1:]:
        table.add(row)
    table.tie()
    return tied(checked(table.draft))


def headings(data: bytes) -> dict[str, str]:
    """What a table's columns are headed -> what stands first in them. Raises BadFile for what is no table."""
    rows, _ = read_table(data)
    if not rows:
        raise BadFile("The file holds no rows.")
    found: dict[str, str] = {}
    for index, cell in enumerate(rows[0].cells):
        heading = rearmed(cell).strip()
        below = (rearmed(row.cells[index]).strip() for row in rows[1:50] if index < len(row.cells))
        if heading:
            found.setdefault(heading, next(filter(None, below), ""))
    return found


def write(board: Mapping[str, Any]) -> bytes:
    """The table of a board's cards (Document.plain()), zone by zone. Hidden cards stay behind."""
    cards = {id_: card for id_, card in board["cards"].items() if not card.get("hidden")}
    used = Counter(name for card in cards.values() for name in card["fields"] if name and name != "canvas")
    names = sorted(name for name, _ in used.most_common(_OWN_COLUMNS))
    rest = len(used) > len(names)
    table = [[*COLUMNS, *(disarmed(heading_of(name)) for name in names), *([REST] if rest else [])]]
    for id_ in sorted(cards, key=_in_reading_order(cards, board["zones"])):
        fields = {name: value for name, value in cards[id_]["fields"].items() if name in used}
        own = [disarmed(_cell(name, fields.pop(name))) if name in fields else "" for name in names]
        last = [(_JSON + _json(fields)) if fields else ""] if rest else []
        table.append([*_columns(id_, cards, board), *own, *last])
    return write_table(table)


class _Table:
    """The rows of one file on their way into a draft."""

    def __init__(self, columns: Mapping[int, str], width: int) -> None:
        self.draft = Draft(departments_by_name=True)
        self.columns, self.width = columns, width
        self.lines: dict[str, int] = {}
        self.zones: set[str] = set()
        self.threads: list[tuple[str, str, str]] = []
        """(key of the card, where, what stands in its cell)"""

    def add(self, row: Row) -> None:
        where = f"Line {row.line}"
        if any(cell.strip() for cell in row.cells[self.width :]):
            raise BadFile(f"{where} has {len(row.cells)} cells, but there are {self.width} headings.")
        cells = {target: rearmed(row.cells[i]) for i, target in self.columns.items() if i < len(row.cells)}
        fields = dict(_fields(cells, where))
        values: dict[str, Any] = {"text": cells.get("text", ""), "tags": _words(cells.get("tags", ""), where)}
        check_text(values["text"], where)
        values |= {"kind": self._kind(cells, fields), "zone": self._zone(cells.get("zone", ""), where)}
        values |= _place(cells, where) | _stamped(cells, fields) | {"fields": fields}
        key = values.get("label", where)
        if key in self.lines:
            raise BadFile(f"{where}: the label {key} stands on line {self.lines[key]} already.")
        self.lines[key] = row.line
        self.draft.cards.append(Item(key, where, values))
        if cells.get("threads", "").strip():
            self.threads.append((key, where, cells["threads"]))

    def tie(self) -> None:
        """Add the threads, now that every card is known."""
        for key, where, cell in self.threads:
            for number, part in enumerate(filter(str.strip, cell.split(";"))):
                found = _THREAD.fullmatch(part)
                if not found or found[2] not in self.lines:
                    raise BadFile(f"{where}: {part.strip()[:60]!r} is no thread to a card of this file (rests-on S1).")
                values = {"kind": found[1], "from": key, "to": found[2]}
                self.draft.threads.append(Item(f"{where} {number}", where, values))

    def _kind(self, cells: Mapping[str, str], fields: dict[str, Any]) -> str:
        """The kind a word names. A word that names none makes a note and stays with it as a field."""
        word = cells.get("kind", "").strip().casefold()
        singular = word.removesuffix("s")
        for kind in (word, singular, _KIND_WORDS.get(word, ""), _KIND_WORDS.get(singular, "")):
            if kind in schema.KINDS:
                return kind
        if word:
            fields.setdefault("kind", cells["kind"])
            remark = f"{cells['kind'].strip()[:40]!r} is no kind of card: those came in as notes."
            self.draft.problems += [remark] if remark not in self.draft.problems else []
        return "note"

    def _zone(self, title: str, where: str) -> str | None:
        key = title.strip().casefold()
        if key and key not in self.zones:
            self.zones.add(key)
            self.draft.zones.append(Item(key, where, {"title": title, "prompt": "", "kinds": []}))
        return key or None


def _fields(cells: Mapping[str, str], where: str) -> Iterator[tuple[str, Any]]:
    for target, cell in cells.items():
        name = target.removeprefix(FIELD)
        if target == REST and cell:
            rest = _value(REST, cell, where)
            if not isinstance(rest, dict):
                raise BadFile(f"{where}: the column {REST!r} holds no JSON object.")
            yield from rest.items()
        elif target.startswith(FIELD) and name != "canvas" and cell:
            yield name, _value(name, cell, where)


def _value(name: str, cell: str, where: str) -> Any:
    if cell.startswith(_JSON):
        return json_value(cell.removeprefix(_JSON), f"{where}, {name[:40]!r}")
    if name.casefold() in _LINKS:
        safe_link(cell, f"{where}, {name[:40]!r}")
    return _words(cell, where) if name in _LISTS else cell


def _words(cell: str, where: str) -> list[str]:
    if cell.startswith(_JSON):
        words = json_value(cell.removeprefix(_JSON), where)
        if not isinstance(words, list):
            raise BadFile(f"{where}: {cell[:60]!r} is no list.")
        return words
    return [word for part in cell.split(";" if ";" in cell else ",") if (word := part.strip())]


def _place(cells: Mapping[str, str], where: str) -> dict[str, list[float]]:
    place: dict[str, list[float]] = {}
    for key, (one, other) in {"pos": ("x", "y"), "size": ("width", "height")}.items():
        filled = [bool(cells.get(column, "").strip()) for column in (one, other)]
        if any(filled) and not all(filled):
            raise BadFile(f"{where} has only one of {one!r} and {other!r}.")
        if any(filled):
            place[key] = [_number(cells[one], one, where), _number(cells[other], other, where)]
    if "pos" in place:
        place["pos"].append(0)
    return place


def _number(cell: str, column: str, where: str) -> float:
    try:
        number = float(cell.strip().replace(",", "."))
    except ValueError as error:
        raise BadFile(f"{where}: {cell.strip()[:40]!r} in the column {column!r} is not a number.") from error
    return int(number) if number.is_integer() else number


def _stamped(cells: Mapping[str, str], fields: dict[str, Any]) -> dict[str, Any]:
    """Label, department and time, where they are ones; else they stay with the card as fields."""
    values: dict[str, Any] = {}
    tests: dict[str, Callable[[str], object]] = {
        "label": _LABEL.fullmatch,
        "department": bool,
        "created": lambda cell: cell.isascii() and cell.isdigit() and len(cell) < 15,
    }
    for key, sound in tests.items():
        cell = cells.get(key, "").strip()
        if sound(cell):
            values[key] = int(cell) if key == "created" else cell
        elif cell:
            fields.setdefault(key, cell)
    return values


def _columns(id_: str, cards: Mapping[str, Mapping[str, Any]], board: Mapping[str, Any]) -> list[str]:
    card = cards[id_]
    tied_to = [
        (cards[thread["to"]]["label"], thread["kind"])
        for thread in board["threads"].values()
        if thread["from"] == id_ and "label" in cards.get(thread["to"], {})
    ]
    written = {
        "label": card.get("label", ""),
        "kind": card["kind"],
        "zone": disarmed(board["zones"].get(card.get("zone"), {}).get("title", "")),
        "text": disarmed(card["text"]),
        "department": disarmed(name_in_file(card.get("department"), board["board"].get("departments", {}))),
        "tags": disarmed(_joined(card.get("tags", []))),
        "threads": "; ".join(f"{kind} {label}" for label, kind in sorted(tied_to)),
        "created": str(card.get("created", "")),
    }
    written |= dict(zip(("x", "y", "width", "height"), map(str, (*card["pos"][:2], *card["size"])), strict=True))
    return [written[column] for column in COLUMNS]


def _cell(name: str, value: Any) -> str:
    if isinstance(value, list) and name in _LISTS and value:
        return _joined(value)
    plain = isinstance(value, str) and value and not value.startswith(_JSON) and name not in _LISTS
    return str(value) if plain else _JSON + _json(value)


def _joined(words: list[Any]) -> str:
    """Words as people write a list, as JSON where one of them would not survive that."""
    plain = all(
        isinstance(w, str) and w and w == w.strip() and not re.search("[;,]", w) and not w.startswith(_JSON)
        for w in words
    )
    return "; ".join(words) if plain else _JSON + _json(words)


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _in_reading_order(
    cards: Mapping[str, Mapping[str, Any]], zones: Mapping[str, Mapping[str, Any]]
) -> Callable[[str], tuple[str, str, str, str]]:
    def place(id_: str) -> tuple[str, str, str, str]:
        zone = str(cards[id_].get("zone"))
        last = "~" if zone not in zones else str(zones[zone].get("order", ""))
        return last, zone, str(cards[id_].get("order", "")), id_

    return place
