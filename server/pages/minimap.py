"""A board as a small picture: its tables and cards from above, by kind. Colours come from the page's theme."""

from typing import Any

from markupsafe import Markup

from boards.formats.shape import SHAPES, SMALL, outline

Box = tuple[float, float, float, float]
"""x, y, width, height in board units."""

MARGIN = 24
CROPPED = 0.35
"""The share of a tall board that the picture may leave out at the bottom rather than shrink everything."""
EMPTY: Box = (0, 0, 1360, 770)


def minimap(drawn: dict[str, Any], frame: float, *, lines: bool = False) -> Markup:
    """The picture for a summary's `map`, `frame` wide for 1 high; `lines` draws words as lines on the cards."""
    zones = [_box(zone) for zone in drawn.get("zones", [])]
    cards = [(str(kind), _box(box)) for kind, *box in drawn.get("cards", [])]
    x, y, w, h = _view([*zones, *(box for _, box in cards)], frame)
    shapes = [_rect("m-floor", (x, y, w, h), 0), *(_rect("m-zone", zone, 22) for zone in zones)]
    shapes += [_card(kind, box, lines) for kind, box in cards]
    css = "minimap minimap--lines" if lines else "minimap"
    view = f"{x:.0f} {y:.0f} {w:.0f} {h:.0f}"
    return Markup(f'<svg class="{css}" viewBox="{view}" aria-hidden="true">{"".join(shapes)}</svg>')


def _box(numbers: Any) -> Box:
    """Four numbers and nothing else: what is drawn comes from a board, and goes into markup."""
    x, y, w, h = (float(number) for number in numbers)
    return x, y, max(w, 1.0), max(h, 1.0)


def _view(boxes: list[Box], frame: float) -> Box:
    """The part of the board that the picture shows: all of its width, with the frame's proportions."""
    if not boxes:
        boxes = [EMPTY]
    left, top = min(box[0] for box in boxes) - MARGIN, min(box[1] for box in boxes) - MARGIN
    width = max(box[0] + box[2] for box in boxes) + MARGIN - left
    height = max(box[1] + box[3] for box in boxes) + MARGIN - top
    shown = max(height * (1 - CROPPED), min(height, width / frame))
    if width / shown >= frame:  # wide: floor above and below
        gap = width / frame - shown
        return left, top - gap / 2, width, width / frame
    gap = shown * frame - width
    return left - gap / 2, top, shown * frame, shown


def _rect(css: str, box: Box, radius: float) -> str:
    x, y, w, h = box
    return f'<rect class="{css}" x="{x:.0f}" y="{y:.0f}" width="{w:.0f}" height="{h:.0f}" rx="{radius:.0f}"/>'


def _card(kind: str, box: Box, lines: bool) -> str:
    """One card in the shape of its kind."""
    css = f"m-card m-{kind}" if kind in SHAPES else "m-card m-note"
    body = f'<path class="{css}" d="{outline(kind, *box, SMALL)}"/>'
    return body + (_lines(css, box) if lines else "")


def _lines(css: str, box: Box) -> str:
    """Three lines that stand for the words."""
    x, y, w, _ = box
    widths = ((w - 40) * share for share in (0.8, 1.0, 0.62))
    drawn = (f"M{x + 20:.0f} {y + 34 + 24 * i:.0f}h{max(width, 20):.0f}" for i, width in enumerate(widths))
    return f'<path class="m-line {css}-line" d="{"".join(drawn)}"/>'.replace("m-card ", "")
