"""Any moment of a board again, from what the store gives: a checkpoint and the rows after it."""

from collections.abc import Sequence
from typing import Any

from boards.document import Document


def moment(updates: Sequence[bytes]) -> dict[str, Any]:
    """A board as plain data, as it was after these updates."""
    document = Document(updates)
    try:
        return document.plain()
    finally:
        document.close()


def stage_name(board: dict[str, Any]) -> str | None:
    """The name of the stage a board is in, if it has a running order."""
    session = board.get("session", {})
    stages, stage = session.get("stages"), session.get("stage")
    if not (isinstance(stages, list) and isinstance(stage, int) and 0 <= stage < len(stages)):
        return None
    found = stages[stage]
    name = found.get("name") if isinstance(found, dict) else found
    return name if isinstance(name, str) else None


def counts(board: dict[str, Any]) -> dict[str, int]:
    """Cards by kind, hidden ones left out; zones; threads."""
    cards = [card for card in board["cards"].values() if isinstance(card, dict) and not card.get("hidden")]
    kinds: dict[str, int] = {}
    for card in cards:
        kind = str(card.get("kind"))
        kinds[kind] = kinds.get(kind, 0) + 1
    return {**kinds, "zones": len(board["zones"]), "threads": len(board["threads"])}
