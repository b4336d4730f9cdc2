"""Both maps of a comparison, drawn by the server: what stayed is faint, what changed wears the mark of how.

The words beside them are the real content; the maps are decoration for those who see them.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from markupsafe import Markup, escape

from boards.formats.shape import SHAPES, SMALL, outline
from boards.said import Badge
from server.pages.minimap import EMPTY, MARGIN, Box
from server.summary import box_of

MARKS = {
    "added": "M-8 0h16M0-8v16",
    "removed": "M-8 0h16",
    "withdrawn": "M-8 0h16",
    "moved": "M-8 0h15M1-6l6 6-6 6",
    "reworded": "M-9 3c3-8 7-8 9-3s6 5 9-3",
    "changed": "M-9 3c3-8 7-8 9-3s6 5 9-3",
    "threaded": "M-8 6C-2 6 2-6 8-6",
    "hidden": "M-8-8 8 8M-9 0c4-6 14-6 18 0",
    "shown": "M-9 0c4-6 14-6 18 0-4 6-14 6-18 0",
}
"""Sign -> its drawing, about a middle of 0, 0."""
MAX_CARDS = 1_500
"""Cards drawn on one map; of a larger board only what changed and as many of the others."""


def two_maps(before: Mapping[str, Any], after: Mapping[str, Any], badges: Iterable[Badge]) -> tuple[Markup, Markup]:
    """The map before and the map after, with the same frame."""
    worn = {badge.card: badge.sign for badge in badges}
    boxes = [box for board in (before, after) for root in ("zones", "cards") for box in _boxes(board, root).values()]
    view = _view(boxes)
    return _map(before, after, worn, view, True), _map(after, before, worn, view, False)


def _boxes(board: Mapping[str, Any], root: str) -> dict[str, Box]:
    return {id_: (x, y, max(w, 1), max(h, 1)) for id_, thing in board[root].items() if (box := box_of(thing))
            for x, y, w, h in [box]}  # fmt: skip


def _view(boxes: list[Box]) -> Box:
    if not boxes:
        return EMPTY
    left, top = min(box[0] for box in boxes) - MARGIN, min(box[1] for box in boxes) - MARGIN
    width = max(box[0] + box[2] for box in boxes) + MARGIN - left
    height = max(box[1] + box[3] for box in boxes) + MARGIN - top
    return left, top, width, min(max(height, width * 0.45), width * 1.2)


def _map(board: Mapping[str, Any], other: Mapping[str, Any], worn: Mapping[str, str], view: Box, first: bool) -> Markup:
    x, y, w, h = view
    scale = max(w, h) / 1_000
    parts = [f'<rect class="m-floor" x="{x:.0f}" y="{y:.0f}" width="{w:.0f}" height="{h:.0f}"/>']
    for zx, zy, zw, zh in _boxes(board, "zones").values():
        parts.append(f'<rect class="m-zone" x="{zx:.0f}" y="{zy:.0f}" width="{zw:.0f}" height="{zh:.0f}" rx="22"/>')
    cards, others = _boxes(board, "cards"), _boxes(other, "cards")
    shown = sorted(cards, key=lambda id_: id_ not in worn)[:MAX_CARDS]
    marks = []
    for id_ in shown:
        kind = str(board["cards"][id_].get("kind"))
        sign = worn.get(id_)
        void = bool(board["cards"][id_].get("withheld"))
        state = "m-void" if void else "m-diff" if sign else "m-same"
        path = outline(kind, *cards[id_], SMALL)
        gone = sign in ("removed", "withdrawn") and first
        css = f"m-{kind if kind in SHAPES else 'note'} {state}{' m-gone' if gone else ''}"
        parts.append(f'<path class="m-card {css}" data-card="{escape(id_)}" d="{path}"/>')
        if sign and not (first and sign == "added"):
            bx, by, bw, _ = cards[id_]
            marks.append(_badge(sign, bx + bw, by, scale))
        if sign == "moved" and not first and id_ in others:
            marks.append(_way(others[id_], cards[id_]))
    body = "".join(parts + marks)
    view_box = f"{x:.0f} {y:.0f} {w:.0f} {h:.0f}"
    return Markup(f'<svg class="minimap minimap--lines twomap" viewBox="{view_box}" aria-hidden="true">{body}</svg>')


def _badge(sign: str, x: float, y: float, scale: float) -> str:
    size = max(scale * 1.6, 1.0)
    place = f"translate({x:.0f} {y:.0f}) scale({size:.2f})"
    return f'<g class="m-badge m-badge--{sign}" transform="{place}"><circle r="17"/><path d="{MARKS[sign]}"/></g>'


def _way(start: Box, end: Box) -> str:
    """From where a card was to where it is."""
    sx, sy, ex, ey = start[0] + start[2] / 2, start[1] + start[3] / 2, end[0] + end[2] / 2, end[1] + end[3] / 2
    sw, sh = start[2], start[3]
    box = f'<rect class="m-was" x="{start[0]:.0f}" y="{start[1]:.0f}" width="{sw:.0f}" height="{sh:.0f}" rx="10"/>'
    return f'{box}<path class="m-way" d="M{sx:.0f} {sy:.0f}L{ex:.0f} {ey:.0f}"/>'
