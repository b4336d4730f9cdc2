"""What a zone takes: cards of the kinds it names, the one it is mainly for first; any card where it names none."""

from collections.abc import Sequence
from typing import Any


def why_not_in(title: Any, kinds: Any, kind: Any) -> str | None:
    """Why a card of this kind may not be put into this zone; None where it may, or where its kind can't be known."""
    named = [one for one in kinds if isinstance(one, str)] if isinstance(kinds, list) else []
    if not named or kind is None or kind in named:
        return None
    name = f"“{title}”" if isinstance(title, str) and title else "This zone"
    return f"{name} takes {_listed([_many(one) for one in named])} only."


def _many(kind: str) -> str:
    return "stories" if kind == "story" else f"{kind}s"


def _listed(words: Sequence[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
