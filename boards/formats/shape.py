"""The outline of every kind of card as an SVG path, for whatever the server draws: pictures of boards, small maps.

On a small map a card is a few pixels wide: its corners are larger there, in its own measure, so that its kind is still
told by its shape, and what would be finer than a pixel is left out.
"""

from collections.abc import Callable
from typing import NamedTuple


class Corners(NamedTuple):
    """How large the parts are that tell one kind from another, in board units."""

    round: float = 14
    """Of a story."""
    tail: bool = True
    cut: float = 20
    """Of a problem's corner."""
    arch: float = 24
    """Of an idea's top."""
    foot: float = 5
    """And of its bottom; 0 is square."""
    notch: float = 8
    """Of a commitment's sides: it is a ticket."""
    point: float = 16
    """Of a challenge's side."""


FULL = Corners()
SMALL = Corners(tail=False, cut=34, arch=44, foot=0, notch=9, point=24)

Path = Callable[[float, float, float, float, Corners], str]


def _story(x: float, y: float, w: float, h: float, c: Corners) -> str:
    r = c.round
    top = f"M{x + r:.0f} {y:.0f}h{w - 2 * r:.0f}q{r:g} 0 {r:g} {r:g}v{h - 2 * r:.0f}q0 {r:g}-{r:g} {r:g}"
    if c.tail:
        return f"{top}H{x + r + 2:.0f}L{x:.0f} {y + h + 10:.0f}V{y + r:.0f}q0-{r:g} {r:g}-{r:g}z"
    return f"{top}h{r - w:.0f}v{r - h:.0f}q0-{r:g} {r:g}-{r:g}z"


def _touchpoint(x: float, y: float, w: float, h: float, c: Corners) -> str:
    if not c.tail:
        return _story(x, y, w, h, c)
    return (
        f"M{x + 14:.0f} {y:.0f}h{w - 28:.0f}q14 0 14 14v{h - 28:.0f}q0 14-14 14"
        f"h{28 - w:.0f}q-14 0-14-14v{28 - h:.0f}q0-14 14-14z"
    )


def _problem(x: float, y: float, w: float, h: float, c: Corners) -> str:
    return f"M{x:.0f} {y:.0f}h{w - c.cut:.0f}l{c.cut:g} {c.cut:g}v{h - c.cut:.0f}h{-w:.0f}z"


def _idea(x: float, y: float, w: float, h: float, c: Corners) -> str:
    a, f = c.arch, c.foot
    over = f"v{a + f - h:.0f}q0-{a:g} {a:g}-{a:g}h{w - 2 * a:.0f}q{a:g} 0 {a:g} {a:g}v{h - a - f:.0f}"
    under = f"q0 {f:g}-{f:g} {f:g}h{2 * f - w:.0f}q-{f:g} 0-{f:g}-{f:g}z" if f else "z"
    return f"M{x:.0f} {y + h - f:.0f}{over}{under}"


def _commitment(x: float, y: float, w: float, h: float, c: Corners) -> str:
    down, n = h - 60, c.notch
    bite = f"a{n:g} {n:g} 0 0 0 0"
    return (
        f"M{x:.0f} {y:.0f}h{w:.0f}v{down:.0f}{bite} {2 * n:g}v{h - down - 2 * n:.0f}h{-w:.0f}"
        f"v{down + 2 * n - h:.0f}{bite}-{2 * n:g}z"
    )


def _challenge(x: float, y: float, w: float, h: float, c: Corners) -> str:
    p = c.point
    return f"M{x + p:.0f} {y:.0f}h{w - p:.0f}v{h:.0f}h{p - w:.0f}l-{p:g} {-h / 2:.0f}z"


def _note(x: float, y: float, w: float, h: float, c: Corners) -> str:
    return f"M{x:.0f} {y:.0f}h{w:.0f}v{h:.0f}h{-w:.0f}z"


SHAPES: dict[str, Path] = {
    "story": _story,
    "touchpoint": _touchpoint,
    "problem": _problem,
    "idea": _idea,
    "challenge": _challenge,
    "commitment": _commitment,
    "note": _note,
}


def outline(kind: str, x: float, y: float, w: float, h: float, corners: Corners = FULL) -> str:
    """The path of a card of this kind in this place; an unknown kind is a note."""
    return SHAPES.get(kind, _note)(x, y, w, h, corners)
