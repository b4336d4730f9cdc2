"""A drawing of another tool on its way into a draft: its frames and groups, boxes with words, arrows and pen strokes.

excalidraw.py and tldraw.py read their files into a Sketch; what becomes of it is decided here, once for both:

- A frame is a zone. A group is a zone too, if nothing is grouped around it or at least two cards are in it. So is a
  box with few words around at least two cards; its words are the zone's title.
- Everything with words is a card; a box without words is one where an arrow ends at it, else its outline is a stroke.
- An arrow between two cards is a thread; any other arrow or line is a stroke. Words on an arrow that don't name the
  thread are a card in its middle.
- Other tools' boxes are often smaller than a card that can be read, so the whole drawing is enlarged, evenly.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from statistics import median
from typing import Any

from boards import schema
from boards.errors import BadFile
from boards.formats.canvas_edges import kind_of
from boards.formats.draft import Draft, Item, checked, is_number, tied
from boards.formats.layout import CARD_WIDTH, GAP, Box, around, card_size, zone_around
from boards.formats.source import safe_link

Point = tuple[float, float, float]
"""x, y and how hard the pen was pressed."""

_MOST_LARGER = 2.5
_CARD_HEIGHT = 104.0
_NARROWEST, _WIDEST = 150.0, 640.0
_CELL = 400.0
_MOST_AROUND = 200
"""Boxes looked at as zones, the largest first: a file of ten thousand boxes must not take all day."""
_MOST_COMPARED = 2_000_000
"""Pairs of cards looked at when they are pulled apart; what is left then stays as it is."""
_TIES_NAMED = {"goes with": "relates"}


@dataclass(slots=True)
class Area:
    """A frame or a group."""

    key: str
    where: str
    title: str = ""
    box: Box | None = None
    """None: as large as what is in it."""
    within: str | None = None
    is_group: bool = False


@dataclass(slots=True)
class Shape:
    """A box, with words or without."""

    key: str
    where: str
    box: Box
    text: str = ""
    colour: str = ""
    link: str = ""
    area: str | None = None
    outline: list[Point] = field(default_factory=list)
    """What to draw where it is no card; empty: nothing."""


@dataclass(slots=True)
class Line:
    """An arrow, a line or a pen stroke."""

    key: str
    where: str
    points: list[Point]
    start: str | None = None
    """The shape an arrow comes from."""
    end: str | None = None
    label: str = ""
    colour: str = ""
    width: float = 2
    area: str | None = None
    is_arrow: bool = False


@dataclass(slots=True)
class Sketch:
    """A whole drawing, in its file's own units."""

    title: str = ""
    areas: dict[str, Area] = field(default_factory=dict)
    shapes: dict[str, Shape] = field(default_factory=dict)
    lines: list[Line] = field(default_factory=list)
    left_out: Counter[str] = field(default_factory=Counter)
    """What was set aside, in words -> how often."""

    def draft(self, kinds: Mapping[str, str]) -> Draft:
        """The draft of this drawing; `kinds` says which colour means which kind of card. Raises BadFile."""
        return _Drafting(self, {colour.casefold(): kind for colour, kind in kinds.items()}).carry_out()


class _Drafting:
    def __init__(self, sketch: Sketch, kinds: Mapping[str, str]) -> None:
        self.sketch, self.kinds = sketch, kinds
        self.draft = Draft(title=sketch.title[: schema.MAX_TITLE])
        tied_to = {end for line in sketch.lines if line.is_arrow for end in (line.start, line.end)}
        self.cards = {key: shape for key, shape in sketch.shapes.items() if shape.text.strip() or key in tied_to}
        for key in self._boxes_around_others(tied_to):
            self._make_zone(self.cards.pop(key))

    def _boxes_around_others(self, tied_to: set[str | None]) -> list[str]:
        few = [key for key, card in self.cards.items() if key not in tied_to and len(card.text) <= schema.MAX_NAME]
        few.sort(key=lambda key: self.cards[key].box.width * self.cards[key].box.height, reverse=True)
        middles = {key: _centre(card.box) for key, card in self.cards.items()}
        found = []
        for key in few[:_MOST_AROUND]:
            box = self.cards[key].box
            inside = (k for k, at in middles.items() if box.holds(*at) and _smaller(self.cards[k].box, box))
            if len(list(inside)) > 1:
                found.append(key)
        return found

    def _make_zone(self, shape: Shape) -> None:
        """The things in the box that are in no smaller area are in this one."""
        title = " ".join(shape.text.split())
        inside = [other for other in self.sketch.shapes.values() if other.box != shape.box]
        outside: set[str | None] = set()
        for thing in inside:
            if not (shape.box.holds(*_centre(thing.box)) and _smaller(thing.box, shape.box)):
                outside.update(self._around(thing.area))
            elif thing.area == shape.area:
                thing.area = shape.key
        for area in self.sketch.areas.values():
            if area.is_group and area.within == shape.area and area.key not in outside and area.key != shape.area:
                area.within = shape.key
        self.sketch.areas[shape.key] = Area(shape.key, shape.where, title, shape.box, shape.area)
        shape.text, shape.outline = "", []

    def carry_out(self) -> Draft:
        self._label_arrows()
        zones = self._zones()
        scale = self._scale()
        boxes = {key: _card_box(shape, scale) for key, shape in self.cards.items()}
        _pull_apart(boxes, {key: _enlarged(card.box, scale) for key, card in self.cards.items()})
        zone_of = {key: self._zone(shape.area, zones) for key, shape in self.cards.items()}
        self._write_zones(zones, boxes, zone_of, scale)
        self._write_cards(boxes, zone_of)
        self._write_lines(scale)
        self._say()
        return tied(checked(self.draft))

    # what is what

    def _label_arrows(self) -> None:
        """Words on an arrow that name no thread are a card of their own, in its middle."""
        for line in self.sketch.lines:
            if line.label.strip() and not self._names_its_thread(line):
                x, y, _ = line.points[len(line.points) // 2] if len(line.points) > 2 else _middle(line.points)
                key = f"{line.key} label"
                width, height = card_size(line.label)
                box = Box(x - width / 2, y - height / 2, width, height)
                self.cards[key] = Shape(key, line.where, box, line.label, area=line.area)

    def _names_its_thread(self, line: Line) -> bool:
        if not self._ties(line):
            return False
        words = line.label.strip().casefold()
        start, end = (self._kind(self.cards[key]) for key in (line.start or "", line.end or ""))
        named = _TIES_NAMED.get(words, words.replace(" ", "-"))
        return named == kind_of({"label": named}, start, end) and named in schema.THREAD_KINDS

    def _ties(self, line: Line) -> bool:
        both = line.start in self.cards and line.end in self.cards
        return line.is_arrow and both and line.start != line.end

    def _kind(self, card: Shape) -> str:
        return self.kinds.get(card.colour.casefold(), "note") if card.colour else "note"

    def _zones(self) -> list[Area]:
        held = Counter(key for card in self.cards.values() for key in self._around(card.area))
        return [
            area
            for area in self.sketch.areas.values()
            if not area.is_group or area.within not in self.sketch.areas or held[area.key] > 1
        ]

    def _around(self, key: str | None) -> set[str]:
        seen: set[str] = set()
        while key in self.sketch.areas and key not in seen:
            seen.add(key)
            key = self.sketch.areas[key].within
        return seen

    def _zone(self, key: str | None, zones: list[Area]) -> str | None:
        """The innermost zone around something."""
        known = {zone.key for zone in zones}
        seen: set[str] = set()
        while key is not None and key not in known and key not in seen:
            seen.add(key)
            area = self.sketch.areas.get(key)
            key = area.within if area else None
        return key if key in known else None

    # where it goes

    def _scale(self) -> float:
        sizes = [card.box for card in self.cards.values()]
        if not sizes:
            return 1.0
        wanted = max(
            CARD_WIDTH / max(1.0, median(box.width for box in sizes)),
            _CARD_HEIGHT / max(1.0, median(box.height for box in sizes)),
        )
        return min(_MOST_LARGER, max(1.0, wanted))

    def _write_zones(
        self, zones: list[Area], boxes: Mapping[str, Box], zone_of: Mapping[str, str | None], scale: float
    ) -> None:
        within = {zone.key: [key for key in self._around(zone.key) if key != zone.key] for zone in zones}
        held: dict[str, list[Box]] = defaultdict(list)
        for key, box in boxes.items():
            for outer in self._around(zone_of[key]):
                held[outer].append(box)
        for line in self.sketch.lines:
            drawn = _around_points(line.points, scale)
            for outer in self._around(self._zone(line.area, zones)):
                held[outer].append(drawn)
        for shape in self.sketch.shapes.values():
            if shape.key not in self.cards and shape.outline:
                for outer in self._around(self._zone(shape.area, zones)):
                    held[outer].append(_enlarged(shape.box, scale))
        inner_first = sorted(zones, key=lambda zone: -len(within[zone.key]))
        done: dict[str, Box] = {}
        for zone in inner_first:
            own = [_enlarged(zone.box, scale)] if zone.box else []
            whole = around([*own, *([zone_around(held[zone.key])] if held[zone.key] else [])])
            done[zone.key] = whole or Box(0, 0, 2 * CARD_WIDTH, 240)
            for outer in within[zone.key]:
                held[outer].append(done[zone.key])
        group = 0
        for z, zone in enumerate(sorted(zones, key=lambda zone: len(within[zone.key]))):
            group += zone.is_group
            title = zone.title.strip() or (f"Group {group}" if zone.is_group else "")
            values: dict[str, Any] = {"title": title[: schema.MAX_TITLE], "prompt": "", "kinds": []}
            self.draft.zones.append(Item(zone.key, zone.where, values | _placed(done[zone.key], z)))

    def _write_cards(self, boxes: Mapping[str, Box], zone_of: Mapping[str, str | None]) -> None:
        """In reading order, zone by zone, which is the order in the outline; painted in the file's order."""
        painted = {key: z for z, key in enumerate(self.cards, len(self.draft.zones))}
        for key in sorted(self.cards, key=lambda k: (round(boxes[k].y / 60), boxes[k].x, painted[k])):
            card = self.cards[key]
            values: dict[str, Any] = {"kind": self._kind(card), "zone": zone_of[key], "text": card.text, "tags": []}
            named = {"colour": card.colour, "link": card.link}
            values["fields"] = {name: value for name, value in named.items() if value}
            self.draft.cards.append(Item(key, card.where, values | _placed(boxes[key], painted[key])))
            if card.colour:
                self.draft.colours[card.colour] = self.draft.colours.get(card.colour, 0) + 1

    def _write_lines(self, scale: float) -> None:
        for line in self.sketch.lines:
            if self._ties(line):
                self._tie(line)
            else:
                self.sketch.left_out["arrow between things that are no cards: drawn as a line"] += line.is_arrow
                self._draw(line, scale)
        for shape in self.sketch.shapes.values():
            if shape.key not in self.cards and shape.outline:
                self.sketch.left_out["shape without words: its outline is drawn"] += 1
                self._draw(Line(shape.key, shape.where, shape.outline, colour=shape.colour), scale)

    def _tie(self, line: Line) -> None:
        assert line.start and line.end
        start, end = (self._kind(self.cards[key]) for key in (line.start, line.end))
        words = line.label.strip().casefold()
        named = _TIES_NAMED.get(words, words) if self._names_its_thread(line) else ""
        values = {"kind": kind_of({"label": named}, start, end), "from": line.start, "to": line.end}
        self.draft.threads.append(Item(line.key, line.where, values))

    def _draw(self, line: Line, scale: float) -> None:
        points = line.points
        most = schema.MAX_POINTS // 3
        if len(points) > most:
            step = -(-len(points) // most)
            points = [*points[:-1:step], points[-1]][:most]
            self.sketch.left_out["very long stroke: drawn with fewer points"] += 1
        flat = [round(number, 2) for x, y, p in points for number in (x * scale, y * scale, p)]
        values = {"points": flat, "colour": line.colour or "ink", "width": max(1.0, min(40.0, line.width * scale))}
        self.draft.strokes.append(Item(line.key, line.where, values))

    def _say(self) -> None:
        for what, count in self.sketch.left_out.items():
            if count:
                self.draft.problems.append(f"{count:,} × {what}.")


def number(source: Mapping[str, Any], key: str, where: str, default: float | None = None) -> float:
    """A number of an element, within what a board can place. Raises BadFile."""
    value = source.get(key, default)
    if value is None and default is not None:
        return default
    if not is_number(value):
        raise BadFile(f"{where}: `{key}` must be a number.")
    if not abs(value) <= schema.MAX_COORDINATE:  # written so that what is no number at all is refused too
        raise BadFile(f"{where}: `{key}` is {value:.3g}; the most is {schema.MAX_COORDINATE:,.0f}.")
    return float(value)


def words(source: Mapping[str, Any], key: str, where: str) -> str:
    """A text of an element, empty where there is none; line breaks as a board keeps them. Raises BadFile."""
    value = source.get(key)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise BadFile(f"{where}: `{key}` must be text.")
    if len(value) > schema.MAX_TEXT:
        raise BadFile(f"{where}: the text has {len(value):,} characters; a card holds {schema.MAX_TEXT:,}.")
    return value.replace("\r\n", "\n").replace("\r", "\n")


def link(source: Mapping[str, Any], key: str, where: str) -> str:
    """A link of an element that runs no script. Raises BadFile."""
    return safe_link(words(source, key, where), f"{where}, `{key}`")


def objects(source: Mapping[str, Any], key: str, where: str) -> list[dict[str, Any]]:
    """A list of objects. Raises BadFile with the entry at fault."""
    value = source.get(key)
    if not isinstance(value, list):
        raise BadFile(f"{where}: `{key}` must be a list.")
    for position, entry in enumerate(value, 1):
        if not isinstance(entry, dict):
            raise BadFile(f"{where}: {key} {position} must be an object.")
    return value


def _card_box(shape: Shape, scale: float) -> Box:
    """Large enough for its words, around the same middle; one that is wider than anyone reads keeps its left edge."""
    box = _enlarged(shape.box, scale)
    width = min(max(box.width, _NARROWEST), _WIDEST)
    _, needed = card_size(shape.text, width)
    height = min(max(box.height, needed), schema.MAX_SIZE)
    left = box.x if box.width > width else box.x + (box.width - width) / 2
    return Box(round(left), round(box.y + (box.height - height) / 2), round(width), round(height))


def _pull_apart(boxes: dict[str, Box], before: Mapping[str, Box]) -> None:
    """Cards that lie over each other only because they grew move down, from the top on; a grid keeps it quick."""
    grid: dict[tuple[int, int], list[str]] = defaultdict(list)
    compared = 0
    for key in sorted(boxes, key=lambda k: (boxes[k].y, boxes[k].x)):
        below: float | None = boxes[key].y
        while below is not None and compared < _MOST_COMPARED:
            box = boxes[key] = boxes[key].moved(0, below - boxes[key].y)
            near = [other for cell in _cells(box) for other in grid[cell]]
            compared += len(near) + 1
            over = [k for k in near if _overlap(boxes[k], box) and not _overlap(before[k], before[key])]
            below = max((boxes[k].bottom + GAP for k in over), default=None)
        for cell in _cells(boxes[key]):
            grid[cell].append(key)


def _cells(box: Box) -> list[tuple[int, int]]:
    """The squares of a coarse grid that a box touches, of a huge one the first few."""
    columns = range(int(box.x // _CELL), int(min(box.right, box.x + 8 * _CELL) // _CELL) + 1)
    rows = range(int(box.y // _CELL), int(min(box.bottom, box.y + 8 * _CELL) // _CELL) + 1)
    return [(column, row) for column in columns for row in rows]


def _centre(box: Box) -> tuple[float, float]:
    return box.x + box.width / 2, box.y + box.height / 2


def _smaller(box: Box, than: Box) -> bool:
    return box.width * box.height < than.width * than.height


def _overlap(a: Box, b: Box) -> bool:
    return a.x < b.right and b.x < a.right and a.y < b.bottom and b.y < a.bottom


def _enlarged(box: Box, scale: float) -> Box:
    return Box(box.x * scale, box.y * scale, box.width * scale, box.height * scale)


def _around_points(points: list[Point], scale: float) -> Box:
    xs, ys = [p[0] * scale for p in points], [p[1] * scale for p in points]
    return Box(min(xs), min(ys), max(xs) - min(xs), max(ys) - min(ys))


def _middle(points: list[Point]) -> Point:
    return (points[0][0] + points[-1][0]) / 2, (points[0][1] + points[-1][1]) / 2, 0.5


def _placed(box: Box, z: int) -> dict[str, Any]:
    size = [max(1, min(round(box.width), schema.MAX_SIZE)), max(1, min(round(box.height), schema.MAX_SIZE))]
    return {"pos": [round(box.x), round(box.y), z], "size": size}
