"""Where cards go that come without a place: in rows, none over another, in their zone where they have one.

A zone that is too small grows downwards, and everything that lies wholly below it moves down by as much: that can't
bring about an overlap, because what moves only moves away from what stays.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

CARD_WIDTH = 226.0
GAP = 16.0
MARGIN = 20.0
"""Between a zone's edge and its cards."""
HEAD = 60.0
"""A zone's title and prompt."""
BESIDE = 80.0
"""Between what is on the board and what comes to it."""

_LINE_CHARACTERS = 27
_LINE_HEIGHT = 20.5
_CARD_CHROME = 84.0
_MAX_CARD_HEIGHT = 420.0


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in board units."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """The first x beyond it."""
        return self.x + self.width

    @property
    def bottom(self) -> float:
        """The first y beyond it."""
        return self.y + self.height

    def holds(self, x: float, y: float) -> bool:
        """Whether this point is in it."""
        return self.x <= x <= self.right and self.y <= y <= self.bottom

    def moved(self, dx: float, dy: float) -> "Box":
        """The same box elsewhere."""
        return replace(self, x=self.x + dx, y=self.y + dy)


def around(boxes: Iterable[Box]) -> Box | None:
    """The smallest box that holds them all."""
    found = list(boxes)
    if not found:
        return None
    left, top = min(box.x for box in found), min(box.y for box in found)
    return Box(left, top, max(b.right for b in found) - left, max(b.bottom for b in found) - top)


def card_size(text: str, width: float = CARD_WIDTH) -> tuple[float, float]:
    """A size that shows this text without a scroll bar, for all but very long ones."""
    a_line = max(8, int(_LINE_CHARACTERS * width / CARD_WIDTH))
    lines = sum(max(1, math.ceil(len(line) / a_line)) for line in text.split("\n"))
    return width, min(_MAX_CARD_HEIGHT, math.ceil(_CARD_CHROME + lines * _LINE_HEIGHT))


def rows(sizes: Sequence[tuple[float, float]], x: float, y: float, width: float) -> list[Box]:
    """Boxes of these sizes from left to right, then in the next row, within a width (one a row at the least)."""
    placed: list[Box] = []
    left, top, tallest = x, y, 0.0
    for wide, high in sizes:
        if left > x and left + wide > x + width:
            left, top, tallest = x, top + tallest + GAP, 0.0
        placed.append(Box(left, top, wide, high))
        left, tallest = left + wide + GAP, max(tallest, high)
    return placed


def comfortable_width(sizes: Sequence[tuple[float, float]]) -> float:
    """A width at which these boxes fill about a square, of at least two and at most twelve usual cards."""
    area = sum((wide + GAP) * (high + GAP) for wide, high in sizes)
    columns = min(12, max(2, round(math.sqrt(area) / (CARD_WIDTH + GAP))))
    return columns * (CARD_WIDTH + GAP) - GAP


def zone_around(boxes: Sequence[Box]) -> Box:
    """A zone that holds these cards with its title above them; an empty one where there are none."""
    inner = around(boxes) or Box(0, 0, 2 * CARD_WIDTH + GAP, 240)
    return Box(inner.x - MARGIN, inner.y - HEAD, inner.width + 2 * MARGIN, inner.height + HEAD + MARGIN)
