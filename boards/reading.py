"""What of a board a reader of the archive may see: hidden cards and stories told in the room only stay away.

A card that may not be read keeps its id, kind, label and place, and its threads, so that what rests on it stays
readable; everything people wrote in it goes, and `withheld` says why.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

KEPT = frozenset({"partners", "anyone"})
"""What a teller chose for a story that goes into the archive. No answer is the room only."""

STAYS = ("kind", "label", "zone", "pos", "size", "order", "created")

Withheld = Literal["hidden", "room", "withdrawn", "waiting"]


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads."""

    participant: str | None = None
    was_there: bool = False
    """They were on the board with the others, not invited to the archive alone."""
    facilitator: bool = False
    closed: frozenset[str] = frozenset()
    """Stories that by now are for the room only: what a teller allows last counts for every moment before."""


def withheld(card: Mapping[str, Any], reader: Reader, id_: str = "") -> Withheld | None:
    """Why this reader may not see a card's words, or None where they may."""
    if card.get("withdrawn"):
        return "withdrawn"
    own = reader.participant is not None and card.get("author") == reader.participant
    if reader.facilitator or own:
        return None
    if card.get("hidden"):
        return "hidden"
    if card.get("waiting"):
        return "waiting"
    fields = card.get("fields")
    keep = fields.get("keep") if isinstance(fields, Mapping) else None
    if card.get("kind") == "story" and not reader.was_there and (keep not in KEPT or id_ in reader.closed):
        return "room"
    return None


def readable(board: Mapping[str, Any], reader: Reader) -> dict[str, Any]:
    """The board as this reader may see it; the one given stays as it is."""
    cards: dict[str, Any] = {}
    shut: set[str] = set()
    for id_, card in board["cards"].items():
        if not isinstance(card, Mapping):
            continue
        why = withheld(card, reader, id_)
        if why is None:
            cards[id_] = card
        else:
            shut.add(id_)
            void = {key: card[key] for key in STAYS if key in card}
            cards[id_] = void | {"text": "", "fields": {}, "tags": [], "withheld": why}
            if why == "withdrawn":
                cards[id_]["withdrawn"] = card["withdrawn"]
    comments = {
        id_: comment
        for id_, comment in board["comments"].items()
        if isinstance(comment, Mapping)
        and comment.get("card") not in shut
        and (reader.facilitator or not comment.get("hidden"))
    }
    return {**board, "cards": cards, "comments": comments}


def closed(board: Mapping[str, Any]) -> list[str]:
    """Stories of a board that are for the room only."""
    return [
        id_
        for id_, card in board["cards"].items()
        if isinstance(card, Mapping) and card.get("kind") == "story" and withheld(card, Reader()) == "room"
    ]
