"""The outline of every kind of card as an SVG path, for pictures that the server draws."""

from collections.abc import Callable

Path = Callable[[float, float, float, float], str]


def _story(x: float, y: float, w: float, h: float) -> str:
    return (
        f"M{x + 14:.0f} {y:.0f}h{w - 28:.0f}q14 0 14 14v{h - 28:.0f}q0 14-14 14"
        f"H{x + 16:.0f}L{x:.0f} {y + h + 10:.0f}V{y + 14:.0f}q0-14 14-14z"
    )


def _touchpoint(x: float, y: float, w: float, h: float) -> str:
    return (
        f"M{x + 14:.0f} {y:.0f}h{w - 28:.0f}q14 0 14 14v{h - 28:.0f}q0 14-14 14"
        f"h{28 - w:.0f}q-14 0-14-14v{28 - h:.0f}q0-14 14-14z"
    )


def _problem(x: float, y: float, w: float, h: float) -> str:
    return f"M{x:.0f} {y:.0f}h{w - 20:.0f}l20 20v{h - 20:.0f}h{-w:.0f}z"


def _idea(x: float, y: float, w: float, h: float) -> str:
    return (
        f"M{x:.0f} {y + h - 5:.0f}v{29 - h:.0f}q0-24 24-24h{w - 48:.0f}q24 0 24 24"
        f"v{h - 29:.0f}q0 5-5 5h{10 - w:.0f}q-5 0-5-5z"
    )


def _commitment(x: float, y: float, w: float, h: float) -> str:
    notch = h - 60
    return (
        f"M{x:.0f} {y:.0f}h{w:.0f}v{notch:.0f}a8 8 0 0 0 0 16v{h - notch - 16:.0f}h{-w:.0f}"
        f"v{notch + 16 - h:.0f}a8 8 0 0 0 0-16z"
    )


def _challenge(x: float, y: float, w: float, h: float) -> str:
    return f"M{x + 16:.0f} {y:.0f}h{w - 16:.0f}v{h:.0f}h{16 - w:.0f}l-16 {-h / 2:.0f}z"


def _note(x: float, y: float, w: float, h: float) -> str:
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
