"""tldraw's files (.tldr), in, with both schemas of its store: 1 (text, ties inside arrows), 2 (rich text, bindings).

Frames and groups are zones, notes, shapes and texts with words cards, arrows between them threads, pen strokes strokes
(sketch.py). Where a file has several pages, they lie side by side, each in a zone of its own. Nothing is read of the
records that say who had the file open: instances, page states, cameras, pointers, presences and users.

What records look like: https://tldraw.dev/reference/tlschema/TLShape, and how points are packed:
https://github.com/tldraw/tldraw/blob/main/packages/tlschema/src/misc/b64Vecs.ts
"""

import base64
import binascii
import math
import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from boards.errors import BadFile
from boards.formats.draft import Draft
from boards.formats.layout import Box, around
from boards.formats.sketch import Area, Line, Point, Shape, Sketch, link, number, objects, words
from boards.formats.source import json_object, safe_link

SCHEMAS = (1, 2)
PERSONAL = ("instance", "instance_page_state", "instance_presence", "pointer", "camera", "user", "user_document")
"""Records of who had the file open and where they looked: never read."""

_NOTE = 200.0
_TEXT_HEIGHT = 24.0
_BETWEEN_PAGES = 400.0
_DEPTH = 32
_BLACK = ("black", "")
_PACKED = struct.Struct("<3e")
_FIRST = struct.Struct("<3f")


def read(data: bytes, colours: Mapping[str, str] | None = None) -> Draft:
    """The draft in a .tldr file. `colours` says which colour means which kind: {"yellow": "problem"}."""
    source = json_object(data)
    if "tldrawFileFormatVersion" not in source:
        if isinstance(source.get("document"), dict) and "pages" in source["document"]:
            raise BadFile("This was written by tldraw before 2023. Open it there, save it again, and bring that.")
        raise BadFile("This is no file of tldraw: it lacks `tldrawFileFormatVersion`.")
    if source["tldrawFileFormatVersion"] != 1:
        raise BadFile(f"The file is of version {str(source['tldrawFileFormatVersion'])[:20]}; this program reads 1.")
    schema = source.get("schema")
    version = schema.get("schemaVersion") if isinstance(schema, dict) else None
    if version not in SCHEMAS:
        raise BadFile(f"`schema.schemaVersion` is {str(version)[:20]}; this program reads 1 and 2.")
    return _Records(objects(source, "records", "The file")).sketch().draft(colours or {})


@dataclass(frozen=True, slots=True)
class _Frame:
    """Where a shape's own units lie on its page: turned by `angle` about `x`, `y`."""

    x: float = 0.0
    y: float = 0.0
    angle: float = 0.0

    def at(self, x: float, y: float) -> tuple[float, float]:
        cos, sin = math.cos(self.angle), math.sin(self.angle)
        return self.x + x * cos - y * sin, self.y + x * sin + y * cos


class _Records:
    """The records of one file."""

    def __init__(self, records: list[dict[str, Any]]) -> None:
        self.shapes: dict[str, tuple[str, dict[str, Any]]] = {}
        self.pages: dict[str, str] = {}
        self.assets: dict[str, dict[str, Any]] = {}
        self.bindings: list[tuple[str, dict[str, Any]]] = []
        self.out = Sketch()
        self.frames: dict[str, _Frame] = {}
        personal = 0
        for position, record in enumerate(records, 1):
            personal += self._sort(record, position)
        if personal:
            self.out.left_out["record of who had the file open: never read"] += personal

    def _sort(self, record: dict[str, Any], position: int) -> bool:
        type_, id_ = record.get("typeName"), record.get("id")
        if not isinstance(type_, str) or not isinstance(id_, str):
            raise BadFile(f"record {position} has no `typeName` or no `id`.")
        where = f'record {position} ("{id_[:40]}")'
        if type_ == "shape":
            if id_ in self.shapes:
                raise BadFile(f"{where}: another shape has this id.")
            self.shapes[id_] = (where, record)
        elif type_ == "page":
            self.pages[id_] = words(record, "name", where)
        elif type_ == "asset":
            self.assets[id_] = record
        elif type_ == "binding":
            self.bindings.append((where, record))
        elif type_ == "document":
            self.out.title = words(record, "name", where)
        elif type_ not in PERSONAL:
            self.out.left_out[f"record {type_[:40]}: unknown here, left out"] += 1
        return type_ in PERSONAL

    def sketch(self) -> Sketch:
        ends = self._ends()
        for id_, (where, record) in sorted(self.shapes.items(), key=lambda item: str(item[1][1].get("index"))):
            self._read(id_, where, record, ends)
        if len(self.pages) > 1:
            self._set_pages_apart()
        return self.out

    def _ends(self) -> dict[tuple[str, str], str]:
        """(arrow, "start" or "end") -> the shape it is tied to, of bindings that are records of their own."""
        ends: dict[tuple[str, str], str] = {}
        for where, binding in self.bindings:
            arrow, to, props = binding.get("fromId"), binding.get("toId"), binding.get("props")
            if not isinstance(arrow, str) or not isinstance(to, str) or not isinstance(props, dict):
                raise BadFile(f"{where}: a binding has `fromId`, `toId` and `props`.")
            terminal = props.get("terminal")
            if binding.get("type") == "arrow" and terminal in ("start", "end"):
                ends[arrow, str(terminal)] = to
        return ends

    # one shape

    def _read(self, id_: str, where: str, record: dict[str, Any], ends: Mapping[tuple[str, str], str]) -> None:
        type_, props = record.get("type"), record.get("props")
        if not isinstance(type_, str):
            raise BadFile(f"{where}: a shape has a type.")
        if not isinstance(props, dict):
            raise BadFile(f"{where}: `props` must be an object.")
        frame, area = self._frame(id_, 0), self._area(record)
        if type_ in ("frame", "group"):
            box = _box(frame, _size(props, where, ("w", "h"))) if type_ == "frame" else None
            title = words(props, "name", where)
            self.out.areas[id_] = Area(id_, where, title, box, area, is_group=type_ == "group")
        elif type_ == "arrow":
            self.out.lines.append(self._arrow(id_, where, props, frame, area, ends))
        elif type_ in ("draw", "highlight", "line"):
            points = _drawn(props, where) if type_ != "line" else _bent(props, where)
            placed = [(*frame.at(x, y), p) for x, y, p in points]
            if placed:
                width = {"s": 2, "m": 3.5, "l": 5, "xl": 10}.get(words(props, "size", where), 3.5)
                self.out.lines.append(Line(id_, where, placed, colour=_colour(props, where), width=width, area=area))
        elif type_ in ("geo", "note", "text", "bookmark", "embed"):
            self._box_with_words(type_, id_, where, props, frame, area)
        elif type_ in ("image", "video"):
            self.out.left_out["picture or film: those in drawings stay out"] += 1
        else:
            self.out.left_out[f"shape {type_[:40]}: unknown here, left out"] += 1

    def _box_with_words(
        self, type_: str, id_: str, where: str, props: dict[str, Any], frame: _Frame, area: str | None
    ) -> None:
        said, address = said_in(props, where), link(props, "url", where)
        if type_ == "note":
            grown = number(props, "growY", where, 0)
            scale = number(props, "scale", where, 1)
            size = (_NOTE * scale, (_NOTE + grown) * scale)
        elif type_ == "text":
            size = (number(props, "w", where, 100), _TEXT_HEIGHT * (said.count("\n") + 1))
        else:
            size = _size(props, where, ("w", "h"))
            size = (size[0], size[1] + number(props, "growY", where, 0))
        if type_ in ("bookmark", "embed"):
            said = "\n".join(filter(None, [*self._bookmarked(props, where), address]))
        box = _box(frame, size)
        outline = _outline(frame, size, words(props, "geo", where)) if type_ == "geo" else []
        self.out.shapes[id_] = Shape(id_, where, box, said, _colour(props, where), address, area, outline)

    def _bookmarked(self, props: dict[str, Any], where: str) -> list[str]:
        asset = self.assets.get(str(props.get("assetId")), {}).get("props")
        if not isinstance(asset, dict):
            return []
        return [words(asset, key, where) for key in ("title", "description")]

    def _arrow(
        self,
        id_: str,
        where: str,
        props: dict[str, Any],
        frame: _Frame,
        area: str | None,
        ends: Mapping[tuple[str, str], str],
    ) -> Line:
        points: list[Point] = []
        tied: dict[str, str | None] = {}
        for side in ("start", "end"):
            end = props.get(side)
            if not isinstance(end, dict):
                raise BadFile(f"{where}: `{side}` must be an object.")
            bound = end.get("boundShapeId") if end.get("type") == "binding" else ends.get((id_, side))
            if bound is not None and not isinstance(bound, str):
                raise BadFile(f"{where}: `{side}.boundShapeId` must be a shape's id.")
            tied[side] = bound
            points.append((*self._end_point(end, bound, frame, f"{where}, {side}"), 0.5))
        heads = [words(props, f"arrowhead{side}", where) for side in ("Start", "End")]
        start, end = ("end", "start") if heads[0] not in ("", "none") and heads[1] == "none" else ("start", "end")
        line = Line(id_, where, points, tied[start], tied[end], said_in(props, where), _colour(props, where), 3.5, area)
        line.is_arrow = True
        return line

    def _end_point(self, end: dict[str, Any], bound: str | None, frame: _Frame, where: str) -> tuple[float, float]:
        if "x" in end or bound is None:
            return frame.at(number(end, "x", where, 0), number(end, "y", where, 0))
        there = self._frame(bound, 0) if bound in self.shapes else frame
        return there.x, there.y

    # where a shape is

    def _frame(self, id_: str, level: int) -> _Frame:
        """The shape's own units on its page: every parent moves and turns what is in it."""
        if id_ in self.frames:
            return self.frames[id_]
        where, record = self.shapes[id_]
        if level > _DEPTH:
            raise BadFile(f"{where}: shapes are nested more than {_DEPTH} deep, or in a circle.")
        parent = record.get("parentId")
        outer = self._frame(parent, level + 1) if isinstance(parent, str) and parent in self.shapes else _Frame()
        x, y = outer.at(number(record, "x", where, 0), number(record, "y", where, 0))
        frame = self.frames[id_] = _Frame(x, y, outer.angle + number(record, "rotation", where, 0))
        return frame

    def _area(self, record: dict[str, Any]) -> str | None:
        parent = record.get("parentId")
        if not isinstance(parent, str):
            return None
        if parent in self.shapes and self.shapes[parent][1].get("type") in ("frame", "group"):
            return parent
        return f"zone of {parent}" if parent in self.pages and len(self.pages) > 1 else None

    def _set_pages_apart(self) -> None:
        left = 0.0
        for id_, name in self.pages.items():
            page = f"zone of {id_}"
            inside = {page}
            for _ in range(_DEPTH):  # areas come in any order
                more = {area.key for area in self.out.areas.values() if area.within in inside} - inside
                inside |= more
                if not more:
                    break
            shapes = [shape for shape in self.out.shapes.values() if shape.area in inside]
            lines = [line for line in self.out.lines if line.area in inside]
            areas = [area for area in self.out.areas.values() if area.key in inside and area.box]
            boxes = [*(s.box for s in shapes), *(b for a in areas if (b := a.box)), *(map(_box_of, lines))]
            whole = around(boxes)
            if whole is None:
                continue
            dx = left - whole.x
            left += whole.width + _BETWEEN_PAGES
            for shape in shapes:
                shape.box = shape.box.moved(dx, 0)
                shape.outline = [(x + dx, y, p) for x, y, p in shape.outline]
            for line in lines:
                line.points = [(x + dx, y, p) for x, y, p in line.points]
            for area in areas:
                area.box = area.box and area.box.moved(dx, 0)
            self.out.areas[page] = Area(page, f'page "{name[:40]}"', name)


def said_in(props: Mapping[str, Any], where: str) -> str:
    """The words of a shape: plain text in older files, a rich text's paragraphs and lists in newer ones."""
    rich = props.get("richText")
    if rich is None:
        return words(props, "text", where)
    if not isinstance(rich, dict):
        raise BadFile(f"{where}: `richText` must be an object.")
    return words({"text": "\n".join(_paragraphs(rich, where)).strip("\n")}, "text", where)


def _paragraphs(node: Mapping[str, Any], where: str, mark: str = "") -> Iterator[str]:
    content = node.get("content", [])
    if not isinstance(content, list) or not all(isinstance(child, dict) for child in content):
        raise BadFile(f"{where}: `richText.content` must be a list of objects.")
    type_ = node.get("type")
    if type_ in ("paragraph", "heading", "codeBlock"):
        yield mark + "".join(_inline(child, where) for child in content)
    else:
        listed = {"bulletList": "• ", "orderedList": "1. ", "taskList": "• "}.get(str(type_))
        for position, child in enumerate(content, 1):
            own = listed.replace("1", str(position)) if listed else mark
            for index, line in enumerate(_paragraphs(child, where, own if listed or type_ == "listItem" else "")):
                yield line if index == 0 or not own else line.removeprefix(own)


def _inline(node: Mapping[str, Any], where: str) -> str:
    if node.get("type") == "hardBreak":
        return "\n"
    marks = node.get("marks", [])
    if not isinstance(marks, list):
        raise BadFile(f"{where}: `marks` must be a list.")
    text = words(node, "text", where)
    for mark in marks:
        attributes = mark.get("attrs") if isinstance(mark, dict) else None
        address = attributes.get("href") if isinstance(attributes, dict) else None
        if isinstance(address, str):
            safe_link(address, f"{where}, a link in its text")
            text = text if address in text else f"{text} ({address})"
    return text


def _size(props: Mapping[str, Any], where: str, keys: tuple[str, str]) -> tuple[float, float]:
    width, height = (number(props, key, where) for key in keys)
    return abs(width), abs(height)


def _box(frame: _Frame, size: tuple[float, float]) -> Box:
    """Around the middle that it has when turned."""
    width, height = size
    x, y = frame.at(width / 2, height / 2)
    return Box(x - width / 2, y - height / 2, width, height)


def _outline(frame: _Frame, size: tuple[float, float], geo: str) -> list[Point]:
    w, h = size
    if geo == "ellipse" or geo == "oval":
        turns = [n * math.pi / 12 for n in range(25)]
        corners = [(w / 2 * (1 + math.cos(t)), h / 2 * (1 + math.sin(t))) for t in turns]
    elif geo == "diamond":
        corners = [(w / 2, 0), (w, h / 2), (w / 2, h), (0, h / 2), (w / 2, 0)]
    elif geo == "triangle":
        corners = [(w / 2, 0), (w, h), (0, h), (w / 2, 0)]
    else:
        corners = [(0, 0), (w, 0), (w, h), (0, h), (0, 0)]
    return [(*frame.at(x, y), 0.5) for x, y in corners]


def _colour(props: Mapping[str, Any], where: str) -> str:
    colour = words(props, "color", where).strip().lower()
    return "" if colour in _BLACK else colour[:40]


def _drawn(props: Mapping[str, Any], where: str) -> list[Point]:
    across, down = number(props, "scaleX", where, 1), number(props, "scaleY", where, 1)
    points: list[Point] = []
    for segment in objects(props, "segments", where):
        if "path" in segment:
            points += _unpacked(segment["path"], where, by_steps=True)
        elif isinstance(segment.get("points"), str):
            points += _unpacked(segment["points"], where, by_steps=False)
        else:
            points += [_point(point, where) for point in objects(segment, "points", where)]
    return [(x * across, y * down, p) for x, y, p in points]


def _bent(props: Mapping[str, Any], where: str) -> list[Point]:
    """The corners of a line: a list, or by name with an order among them; in the oldest files, handles."""
    given = props.get("points", props.get("handles"))
    if isinstance(given, dict):
        if not all(isinstance(point, dict) for point in given.values()):
            raise BadFile(f"{where}: `points` must hold points.")
        given = sorted(given.values(), key=lambda point: str(point.get("index")))
    return [_point(point, where) for point in objects({"points": given}, "points", where)]


def _point(point: Mapping[str, Any], where: str) -> Point:
    return number(point, "x", where), number(point, "y", where), number(point, "z", where, 0.5)


def _unpacked(packed: Any, where: str, by_steps: bool) -> list[Point]:
    """Points as base64: half-precision numbers, or a single-precision point and half-precision steps from it."""
    try:
        data = base64.b64decode(packed if isinstance(packed, str) else "?", validate=True)
        if not by_steps:
            points = [(x, y, z) for x, y, z in _PACKED.iter_unpack(data)]
        elif data:
            x, y, z = _FIRST.unpack(data[:12])
            points = [(x, y, z)]
            for dx, dy, dz in _PACKED.iter_unpack(data[12:]):
                x, y, z = x + dx, y + dy, z + dz
                points.append((x, y, z))
        else:
            points = []
    except (binascii.Error, struct.error, ValueError) as error:
        raise BadFile(f"{where}: its points can't be read.") from error
    return [_point({"x": x, "y": y, "z": z if math.isfinite(z) else 0.5}, where) for x, y, z in points]


def _box_of(line: Line) -> Box:
    xs, ys = [p[0] for p in line.points], [p[1] for p in line.points]
    return Box(min(xs), min(ys), max(xs) - min(xs), max(ys) - min(ys))
