"""Whose hands were on what between two rows of a log: who wrote in a card's words, who put it elsewhere, who took it
away. What nobody is named for (silent stages, the server's own changes) stays nobody's."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Literal

from boards.document import Document

Deed = Literal["words", "place", "fields", "removed", "threads"]
Hands = Mapping[tuple[str, Deed], Sequence[str]]
"""(card, deed) -> participants, who began first."""

PLACE = frozenset({"pos", "zone", "order"})
WHOLE = frozenset({"text"})


def hands_on(base: Sequence[bytes], rows: Iterable[tuple[str | None, bytes]]) -> dict[tuple[str, Deed], list[str]]:
    """Who did what to each card in these rows, after the board that `base` makes."""
    document = Document(base)
    found: dict[tuple[str, Deed], list[str]] = {}
    seen: set[tuple[str, Deed]] = set()
    cards = document.root("cards")
    subscription = cards.observe_deep(_noted(seen))
    try:
        for who, update in rows:
            seen.clear()
            document.apply(update)
            for deed in seen if who is not None else ():
                people = found.setdefault(deed, [])
                if who not in people:
                    people.append(str(who))
    finally:
        cards.unobserve(subscription)
        document.close()
    return found


def _noted(seen: set[tuple[str, Deed]]) -> Callable[[list[Any]], None]:
    def note(events: list[Any]) -> None:
        for event in events:
            path = [str(part) for part in event.path]
            if not path:
                seen.update((key, "removed") for key, change in event.keys.items() if change["action"] == "delete")
            elif len(path) == 1:
                keys = set(event.keys)
                deeds: dict[Deed, bool] = {"place": bool(keys & PLACE), "words": bool(keys & WHOLE)}
                deeds["fields"] = bool(keys - PLACE - WHOLE)
                seen.update((path[0], deed) for deed, done in deeds.items() if done)
            else:
                seen.add((path[0], "words" if path[1] == "text" else "fields"))

    return note
