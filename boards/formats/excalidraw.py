"""Excalidraw's drawings (.excalidraw) and libraries (.excalidrawlib, both versions), in.

Frames and groups are zones, boxes with words cards, arrows between them threads, pen strokes strokes (sketch.py).
What elements look like is learned from files and from
https://docs.excalidraw.com/docs/codebase/json-schema; what is deleted in a file stays out.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from boards.errors import BadFile
from boards.formats.draft import Draft
from boards.formats.layout import Box, around
from boards.formats.sketch import Area, Line, Point, Shape, Sketch, link, number, objects, words
from boards.formats.source import json_object

DRAWING, LIBRARY = "excalidraw", "excalidrawlib"

_BOXES = ("rectangle", "ellipse", "diamond")
_LINES = ("arrow", "line", "freedraw")
_FRAMES = ("frame", "magicframe")
_BLACK = ("#000000", "#000", "#1e1e1e", "black")
"""What a pen draws with before anyone has chosen a colour."""
_MOST_MERGED = 400
_BESIDE = 120.0
"""Between the items of a library, which lie anywhere in the file."""


def read(data: bytes, colours: Mapping[str, str] | None = None) -> Draft:
    """The draft in a drawing or library. `colours` says which colour means which kind: {"#ffec99": "problem"}."""
    source = json_object(data)
    type_ = source.get("type")
    sketch = Sketch()
    if type_ == LIBRARY:
        _read_library(source, sketch)
    elif type_ == DRAWING:
        _Elements(sketch, objects(source, "elements", "The file"), "").read()
    else:
        raise BadFile(f'This is no drawing of Excalidraw: `type` must be "{DRAWING}" or "{LIBRARY}".')
    return sketch.draft(colours or {})


def _read_library(source: Mapping[str, Any], sketch: Sketch) -> None:
    """The items of a library from left to right, in rows."""
    items = _items(source)
    left, top, tallest = 0.0, 0.0, 0.0
    for position, (name, elements) in enumerate(items, 1):
        part = Sketch()
        _Elements(part, elements, f"item {position}, ", str(position)).read()
        box = around([*(s.box for s in part.shapes.values()), *(_box_of(line.points) for line in part.lines)])
        if box is None:
            continue
        if left > 0 and left + box.width > 4000:
            left, top, tallest = 0.0, top + tallest + _BESIDE, 0.0
        _move(part, left - box.x, top - box.y)
        left, tallest = left + box.width + _BESIDE, max(tallest, box.height)
        outer = [area for area in part.areas.values() if area.within is None]
        if name and len(outer) == 1 and not outer[0].title:
            outer[0].title = name
        sketch.areas |= part.areas
        sketch.shapes |= part.shapes
        sketch.lines += part.lines
        sketch.left_out += part.left_out


def _items(source: Mapping[str, Any]) -> list[tuple[str, list[dict[str, Any]]]]:
    """Name and elements of every item: version 1 has lists of elements, version 2 objects with a name."""
    if "libraryItems" in source:
        items = objects(source, "libraryItems", "The file")
        named = [(f"item {n}", item) for n, item in enumerate(items, 1)]
        return [(words(item, "name", where), objects(item, "elements", where)) for where, item in named]
    lists = source.get("library")
    if not isinstance(lists, list):
        raise BadFile("The file: `library` must be a list.")
    return [("", objects({"elements": elements}, "elements", f"item {n}")) for n, elements in enumerate(lists, 1)]


class _Elements:
    """The elements of one drawing on their way into a sketch."""

    def __init__(self, sketch: Sketch, elements: list[dict[str, Any]], where: str, prefix: str = "") -> None:
        self.sketch, self.prefix, self.all = sketch, prefix, elements
        self.elements: list[tuple[str, str, dict[str, Any]]] = []
        seen: Counter[str] = Counter()
        for position, element in enumerate(elements, 1):
            id_, type_ = element.get("id"), element.get("type")
            if not isinstance(type_, str):
                raise BadFile(f"{where}element {position} has no type.")
            if not isinstance(id_, str):
                raise BadFile(f"{where}element {position} has no id.")
            seen[id_] += 1
            key = self.key(id_) + (f" {seen[id_]}" if seen[id_] > 1 else "")
            if element.get("isDeleted") is not True:
                self.elements.append((key, f'{where}element {position} ("{id_[:40]}")', element))
        self.label_of: dict[str, str] = {}
        """Key of a box or arrow -> the words bound to it."""

    def key(self, id_: str) -> str:
        return f"{self.prefix}/{id_}" if self.prefix else id_

    def read(self) -> None:
        known = {key for key, _, element in self.elements if element["type"] in (*_BOXES, *_LINES)}
        free: list[tuple[str, str, dict[str, Any]]] = []
        for key, where, element in self.elements:
            if element["type"] == "text":
                bound = element.get("containerId")
                box = self.key(bound) if isinstance(bound, str) else ""
                if box in known:
                    said = self.label_of.get(box)
                    self.label_of[box] = _said(element, where) if said is None else f"{said}\n{_said(element, where)}"
                else:
                    free.append((key, where, element))
        for key, where, element in self.elements:
            self._read_one(key, where, element)
        self._put_words_in_boxes(free)

    def _read_one(self, key: str, where: str, element: dict[str, Any]) -> None:
        type_ = element["type"]
        if type_ in _FRAMES:
            title = words(element, "name", where)
            self.sketch.areas[key] = Area(key, where, title, _box(element, where))
        elif type_ in _BOXES:
            self._shape(key, where, element, self.label_of.get(key, ""), _outline(type_, element, where))
        elif type_ == "text":
            bound = element.get("containerId")
            if not (isinstance(bound, str) and self.key(bound) in self.label_of):
                self._shape(key, where, element, _said(element, where), [])
        elif type_ in _LINES:
            self._line(key, where, element)
        elif type_ in ("iframe", "embeddable"):
            address = link(element, "link", where)
            if address:
                self._shape(key, where, element, address, [])
        elif type_ == "image":
            self.sketch.left_out["picture: pictures in drawings stay out"] += 1
        elif type_ != "selection":
            self.sketch.left_out[f"{type_[:40]}: unknown here, left out"] += 1

    def _shape(self, key: str, where: str, element: dict[str, Any], text: str, outline: list[Point]) -> None:
        box, address = _box(element, where), link(element, "link", where)
        shape = Shape(key, where, box, text, _colour(element, where), address, self._area(element, where), outline)
        self.sketch.shapes[key] = shape

    def _line(self, key: str, where: str, element: dict[str, Any]) -> None:
        points = _points(element, where)
        if not points:
            return
        start, end = (self._bound(element, side, where) for side in ("startBinding", "endBinding"))
        if element.get("startArrowhead") and not element.get("endArrowhead"):
            start, end = end, start
        line = Line(key, where, points, start, end, self.label_of.get(key, ""))
        line.colour, line.width = _pen(element, where), number(element, "strokeWidth", where, 1)
        line.area = self._area(element, where)
        line.is_arrow = element["type"] == "arrow" or bool(start and end)
        self.sketch.lines.append(line)

    def _bound(self, element: dict[str, Any], side: str, where: str) -> str | None:
        binding = element.get(side)
        if binding is None:
            return None
        id_ = binding.get("elementId") if isinstance(binding, dict) else None
        if not isinstance(id_, str):
            raise BadFile(f"{where}: `{side}.elementId` must be an element's id.")
        return self.key(id_)

    def _area(self, element: dict[str, Any], where: str) -> str | None:
        """The innermost group or else the frame; makes the groups known on the way, from the outside in."""
        frame = element.get("frameId")
        outer = self.key(frame) if isinstance(frame, str) else None
        groups = element.get("groupIds") or []
        if not isinstance(groups, list) or not all(isinstance(group, str) for group in groups):
            raise BadFile(f"{where}: `groupIds` must be a list of ids.")
        for group in reversed(groups):
            key = self.key(f"group {group}")
            self.sketch.areas.setdefault(key, Area(key, where, within=outer, is_group=True))
            outer = key
        return outer

    def _put_words_in_boxes(self, free: Iterable[tuple[str, str, dict[str, Any]]]) -> None:
        """Before text could be bound to a box, people grouped the two: the only text in a box of its group is its."""
        groups: dict[str, list[Shape]] = defaultdict(list)
        texts = {key for key, _, _ in free}
        for shape in self.sketch.shapes.values():
            if shape.area and shape.area in self.sketch.areas and self.sketch.areas[shape.area].is_group:
                groups[shape.area].append(shape)
        for shapes in groups.values():
            if len(shapes) <= _MOST_MERGED:
                boxes = [shape for shape in shapes if shape.key not in texts and not shape.text]
                self._merge(boxes, [shape for shape in shapes if shape.key in texts])

    def _merge(self, boxes: list[Shape], texts: list[Shape]) -> None:
        for text in texts:
            x, y = text.box.x + text.box.width / 2, text.box.y + text.box.height / 2
            around_it = [box for box in boxes if box.box.holds(x, y)]
            if not around_it:
                continue
            box = min(around_it, key=lambda b: b.box.width * b.box.height)
            others = [t for t in texts if t is not text and box.box.holds(t.box.x, t.box.y + t.box.height / 2)]
            if not others and not box.text:
                box.text, box.link = text.text, box.link or text.link
                self.sketch.shapes.pop(text.key)


def _box(element: Mapping[str, Any], where: str) -> Box:
    x, y, width, height = (number(element, key, where) for key in ("x", "y", "width", "height"))
    return Box(min(x, x + width), min(y, y + height), abs(width), abs(height))


def _said(element: Mapping[str, Any], where: str) -> str:
    """Words as they were typed, without the breaks that a narrow box put in."""
    return words(element, "originalText", where) or words(element, "text", where)


def _colour(element: Mapping[str, Any], where: str) -> str:
    filled = words(element, "backgroundColor", where).strip().lower()
    if element["type"] != "text" and filled and filled != "transparent":
        return filled[:40]
    return _pen(element, where)


def _pen(element: Mapping[str, Any], where: str) -> str:
    drawn = words(element, "strokeColor", where).strip().lower()
    return "" if drawn in (*_BLACK, "transparent") else drawn[:40]


def _points(element: Mapping[str, Any], where: str) -> list[Point]:
    pressures = element.get("pressures") or []
    given = element.get("points")
    if not isinstance(given, list) or not isinstance(pressures, list):
        raise BadFile(f"{where}: `points` must be a list of points.")
    x, y, points = number(element, "x", where), number(element, "y", where), []
    for position, point in enumerate(given):
        if not isinstance(point, list) or len(point) < 2:
            raise BadFile(f"{where}: point {position + 1} must be two numbers.")
        at = {"x": point[0], "y": point[1], "pressure": pressures[position] if position < len(pressures) else None}
        spot = f"{where}, point {position + 1}"
        points.append((x + number(at, "x", spot), y + number(at, "y", spot), number(at, "pressure", spot, 0.5)))
    return _turned(points, number(element, "angle", where, 0))


def _outline(type_: str, element: Mapping[str, Any], where: str) -> list[Point]:
    box = _box(element, where)
    x, y, w, h = box.x, box.y, box.width, box.height
    if type_ == "ellipse":
        turns = [n * math.pi / 12 for n in range(25)]
        corners = [(x + w / 2 * (1 + math.cos(t)), y + h / 2 * (1 + math.sin(t))) for t in turns]
    elif type_ == "diamond":
        corners = [(x + w / 2, y), (x + w, y + h / 2), (x + w / 2, y + h), (x, y + h / 2), (x + w / 2, y)]
    else:
        corners = [(x, y), (x + w, y), (x + w, y + h), (x, y + h), (x, y)]
    return _turned([(px, py, 0.5) for px, py in corners], number(element, "angle", where, 0))


def _turned(points: list[Point], angle: float) -> list[Point]:
    """Turned about the middle of what the points enclose."""
    if not points or not angle:
        return points
    box = _box_of(points)
    cx, cy, cos, sin = box.x + box.width / 2, box.y + box.height / 2, math.cos(angle), math.sin(angle)
    return [(cx + (x - cx) * cos - (y - cy) * sin, cy + (x - cx) * sin + (y - cy) * cos, p) for x, y, p in points]


def _box_of(points: list[Point]) -> Box:
    xs, ys = [p[0] for p in points], [p[1] for p in points]
    return Box(min(xs), min(ys), max(xs) - min(xs), max(ys) - min(ys))


def _move(part: Sketch, dx: float, dy: float) -> None:
    for shape in part.shapes.values():
        shape.box = shape.box.moved(dx, dy)
        shape.outline = [(x + dx, y + dy, p) for x, y, p in shape.outline]
    for line in part.lines:
        line.points = [(x + dx, y + dy, p) for x, y, p in line.points]
    for area in part.areas.values():
        area.box = area.box and area.box.moved(dx, dy)
