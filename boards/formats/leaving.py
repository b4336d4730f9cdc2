"""What of a board may leave it in a file: hidden cards and stories told in the room only stay behind.

A story that somebody told here and gave no answer for is for the room only. One that came in with a file or a template
has no teller on this board; it goes as it came, unless an answer stands with it.
"""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from boards.reading import KEPT, STAYS, Withheld

WHY = {
    "hidden": "hidden by the people who run the room",
    "waiting": "waiting to be looked at",
    "room": "told in the room only",
    "withdrawn": "taken back or erased",
}


def stays(card: Mapping[str, Any]) -> Withheld | None:
    """Why a card stays behind, or None where it may go."""
    if card.get("withdrawn"):
        return "withdrawn"
    if card.get("hidden"):
        return "hidden"
    if card.get("waiting"):
        return "waiting"
    fields = card.get("fields")
    keep = fields.get("keep") if isinstance(fields, Mapping) else None
    told_here = card.get("author") is not None
    if card.get("kind") == "story" and keep not in KEPT and (told_here or keep is not None):
        return "room"
    return None


def leaving(board: Mapping[str, Any], *, voids: bool = False) -> tuple[dict[str, Any], Counter[str]]:
    """The board as it may leave (Document.plain()), and how many cards stay behind, why.

    With `voids` they keep their place without their words, so that what rests on them stays readable.
    """
    why = {id_: reason for id_, card in board["cards"].items() if (reason := stays(card))}
    cards = {id_: card for id_, card in board["cards"].items() if id_ not in why}
    if voids:
        for id_, reason in why.items():
            kept = {key: board["cards"][id_][key] for key in STAYS if key in board["cards"][id_]}
            cards[id_] = kept | {"text": "", "fields": {}, "tags": [], "withheld": reason}
    threads = {
        id_: thread
        for id_, thread in board["threads"].items()
        if voids or not {thread.get("from"), thread.get("to")} & why.keys()
    }
    comments = {
        id_: comment
        for id_, comment in board["comments"].items()
        if comment.get("card") not in why and not comment.get("hidden")
    }
    reactions = {key: on for key, on in board["reactions"].items() if key.partition(":")[0] not in why}
    left = {"cards": cards, "threads": threads, "comments": comments, "reactions": reactions}
    return {**board, **left}, Counter(why.values())


def remark(behind: Mapping[str, int]) -> str:
    """`3 cards stay behind: 1 hidden …, 2 told in the room only.`; empty where none does."""
    if not behind:
        return ""
    count = sum(behind.values())
    reasons = ", ".join(f"{number} {WHY[reason]}" for reason, number in sorted(behind.items()))
    return f"{count} {'card stays' if count == 1 else 'cards stay'} behind: {reasons}."
