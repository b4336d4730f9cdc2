"""What facilitators ask everyone to look at: an invitation that nobody has to take.

Kept in the session as `spotlight`: who asks, since when, and one of
`view` (the part of the board they see: x, y, width, height), `card` (an id), or `follow` (true: go where they go).
"""

from typing import Any

from boards.schema import MAX_COORDINATE, is_id
from boards.value import is_number


def spotlight_of(asked: dict[str, Any], by: str, now_ms: int) -> dict[str, Any] | None:
    """The spotlight that someone asks for; None puts it out. Raises ValueError, in words."""
    said = [key for key in ("view", "card", "follow", "off") if asked.get(key)]
    if len(said) != 1:
        raise ValueError("Say one of: view, card, follow, off.")
    base = {"by": by, "at": now_ms}
    match said[0]:
        case "view":
            return base | {"view": _view(asked["view"])}
        case "card":
            if not is_id(asked["card"]):
                raise ValueError("That is no card.")
            return base | {"card": asked["card"]}
        case "follow":
            return base | {"follow": True}
        case _:
            return None


def _view(view: Any) -> list[float]:
    fine = isinstance(view, list) and len(view) == 4 and all(is_number(n) and abs(n) <= MAX_COORDINATE for n in view)
    if not fine or view[2] <= 0 or view[3] <= 0:
        raise ValueError("A view is x, y, width and height on the board.")
    return [round(n) for n in view]
