"""Bring a moment of the past back onto the live board, as one new change; or begin another board with it.

Only what is different is written, letter by letter where a text was reworded, so that whoever is on the board keeps
their place. What protects people does not go back: a hidden card stays hidden, a story that was taken back stays away,
and what a teller allows since stands.
"""

import copy
from collections.abc import Mapping
from typing import Any

from pycrdt import Map, Text

from boards.compare import ABSENT, Change, changes, reworded
from boards.document import Document
from boards.schema import Stamp

CONSENT = frozenset({"keep", "quote", "given_how", "given_on", "expires"})
"""What a teller allows with their story. Nobody else answers for them, and no restoring either."""

TEXTS = {"cards": ("text",), "comments": ("text",)}
"""Keys that are written together, by root."""
MAPS = {"cards": ("fields",), "board": ("departments", "canvas")}
"""Keys that are maps of their own."""


def restore(document: Document, target: Mapping[str, Any]) -> dict[str, Stamp]:
    """Make the board as it was, inside the caller's change; gives the stamps of what comes back."""
    now = document.plain()
    stamps: dict[str, Stamp] = {}
    for change in changes(now, target):
        if _protects(change, now):
            continue
        if change.removed:
            del document.root(change.root)[change.id]
        elif not change.path:
            _put(document, change)
            if isinstance(change.after, dict) and change.root in ("cards", "threads", "strokes", "comments"):
                stamps[change.id] = _stamp(change.after)
        else:
            _set(document.entry(change.root, change.id), change)
    return stamps


def _protects(change: Change, now: Mapping[str, Any]) -> bool:
    """Whether going back here would take from someone what protects them."""
    if change.root != "cards":
        return False
    card = now["cards"].get(change.id)
    if not isinstance(card, Mapping):
        after = change.after if isinstance(change.after, Mapping) else {}
        return bool(after.get("withdrawn"))
    if card.get("withdrawn"):
        return True
    if change.removed:
        return bool(card.get("hidden"))
    key = change.path[0] if change.path else ""
    if key == "fields":
        return len(change.path) < 2 or change.path[1] in CONSENT
    return key == "hidden" and (change.after is ABSENT or not change.after)


def _put(document: Document, change: Change) -> None:
    """A whole entry, as a client or the server would have made it."""
    root, value = change.root, copy.deepcopy(change.after)
    if root == "board":
        deep = change.id in MAPS["board"] and isinstance(value, dict)
        document.root(root)[change.id] = _map(value) if deep else value
    elif not isinstance(value, dict):
        document.root(root)[change.id] = value
    else:
        for key in TEXTS.get(root, ()):
            value[key] = Text(value[key] if isinstance(value.get(key), str) else "")
        for key in MAPS.get(root, ()):
            value[key] = Map(value[key] if isinstance(value.get(key), dict) else {})
        document.root(root)[change.id] = Map(value)


def _map(value: dict[str, Any]) -> Map[Any]:
    return Map({key: Map(inner) if isinstance(inner, dict) else inner for key, inner in value.items()})


def _set(entry: Any, change: Change) -> None:
    """One key of an entry that stays."""
    at = entry
    for key in change.path[:-1]:
        at = at[key]
    key = change.path[-1]
    if change.after is ABSENT:
        del at[key]
    elif isinstance(at.get(key), Text) and isinstance(change.after, str):
        rewrite(at[key], change.after)
    else:
        at[key] = copy.deepcopy(change.after)


def rewrite(text: Text, new: str) -> None:
    """Change a text word by word, so that carets in what stays don't move. pycrdt counts in UTF-8 bytes."""
    at = 0
    for stretch in reworded(str(text), new):
        size = len(stretch.text.encode())
        if stretch.kind == "out":
            del text[at : at + size]
        else:
            if stretch.kind == "in":
                text.insert(at, stretch.text)
            at += size


def _stamp(values: Mapping[str, Any]) -> Stamp:
    created = values.get("created")
    return Stamp(
        author=values.get("author"),
        department=values.get("department"),
        created=created if isinstance(created, int) else 0,
        label=str(values.get("label", "")),
    )


def copied(board: Mapping[str, Any]) -> dict[str, Any]:
    """A board for a new one to begin with: without what may not leave the room, and without its people.

    Give it a board as `reading.readable` leaves it for a reader who was not there.
    """
    cards = {
        id_: {key: value for key, value in card.items() if key not in ("author", "locked")}
        for id_, card in board["cards"].items()
        if not card.get("withheld")
    }
    threads = {
        id_: {key: value for key, value in thread.items() if key != "author"}
        for id_, thread in board["threads"].items()
        if thread.get("from") in cards and thread.get("to") in cards
    }
    comments = {
        id_: {key: value for key, value in comment.items() if key != "author"}
        for id_, comment in board["comments"].items()
        if comment.get("card") in cards
    }
    strokes = {
        id_: {key: value for key, value in stroke.items() if key != "author"}
        for id_, stroke in board["strokes"].items()
    }
    return {
        **board,
        "cards": cards,
        "threads": threads,
        "comments": comments,
        "strokes": strokes,
        "reactions": {},
        "session": _begun_again(board),
    }


def plan(board: Mapping[str, Any]) -> dict[str, Any]:
    """A board's zones, services and running order, and nothing that people wrote."""
    nothing: dict[str, Any] = {root: {} for root in ("cards", "threads", "comments", "strokes", "reactions")}
    settings = {key: value for key, value in board["board"].items() if key in ("departments", "own_only")}
    return {**board, **nothing, "board": settings, "session": _begun_again(board)}


def _begun_again(board: Mapping[str, Any]) -> dict[str, Any]:
    """The running order, before its first stage."""
    stages = board["session"].get("stages")
    if not isinstance(stages, list) or not stages:
        return {}
    first = stages[0]
    return {"stages": copy.deepcopy(stages), "stage": first["id"] if isinstance(first, dict) and "id" in first else 0}
