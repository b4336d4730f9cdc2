"""Any moment of a board again, from what the store gives: a checkpoint and the rows after it."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from boards import running_order, stretch
from boards.document import Document


def moment(updates: Sequence[bytes], resting: bytes = b"") -> dict[str, Any]:
    """A board as plain data, as it was after these updates; `resting` is what a stretch says of all else."""
    document = Document(updates, to_read=True)
    try:
        board = document.plain()
    finally:
        document.close()
    return stretch.together(resting, board) if resting else board


def stage_name(board: dict[str, Any]) -> str | None:
    """The name of the stage a board is in, if it has a running order."""
    now = running_order.read(board.get("session", {})).now
    return now.name if now else None


def counts(board: dict[str, Any]) -> dict[str, int]:
    """Cards by kind, hidden ones left out; zones; threads."""
    cards = [card for card in board["cards"].values() if isinstance(card, dict) and not card.get("hidden")]
    kinds: dict[str, int] = {}
    for card in cards:
        kind = str(card.get("kind"))
        kinds[kind] = kinds.get(kind, 0) + 1
    return {**kinds, "zones": len(board["zones"]), "threads": len(board["threads"])}


def long_day(ms: int) -> str:
    """The same as people write it, as `8 October 2026`."""
    at = datetime.fromtimestamp(ms / 1000, UTC)
    return f"{at.day} {at:%B %Y}"


def day(ms: int) -> str:
    """The day of a moment, as `2027-02-12`, by UTC."""
    return datetime.fromtimestamp(ms / 1000, UTC).strftime("%Y-%m-%d")
