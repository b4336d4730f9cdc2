"""What facilitators close for changes: a card, a zone, the board, others' cards. The gate holds everyone to it."""

from pycrdt import Map

from boards.document import Document


def lock_card(document: Document, card: str, on: bool) -> None:
    """Lock a card or unlock it; one that was deleted meanwhile is left alone."""
    entry = document.entry("cards", card)
    if isinstance(entry, Map):
        _mark(entry, "locked", on)


def lock_zone(document: Document, zone: str, on: bool) -> None:
    """Lock a zone or unlock it: while it is locked its cards stay as they are, and no others come in."""
    entry = document.entry("zones", zone)
    if isinstance(entry, Map):
        _mark(entry, "locked", on)


def keep_to_own(document: Document, on: bool) -> None:
    """Let everyone change only cards of their own, or any card again."""
    _mark(document.root("board"), "own_only", on)


def freeze(document: Document, on: bool) -> None:
    """Close the board for changes by anybody but facilitators, or open it again."""
    _mark(document.root("session"), "frozen", on)


def _mark(entry: "Map[bool]", key: str, on: bool) -> None:
    if on and entry.get(key) is not True:
        entry[key] = True
    elif not on and key in entry:
        del entry[key]
