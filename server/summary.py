"""What the home and join pages show of a board without opening it: counts, departments and a small map."""

import asyncio
import time
from collections import Counter
from contextlib import suppress
from typing import Any, Protocol

from boards import running_order
from boards.commitment import commitments
from boards.document import Document
from boards.errors import NotKept
from boards.reading import closed
from boards.schema import KINDS
from boards.visitor import CITIZEN, OUTSIDE
from server.record import BoardRow
from server.store import Store

MAP_CARDS = 250
"""Enough to show the shape of a board; more would be heavier than the page."""
FRESH_S = 10.0
"""How long the summary of an open board stands."""
WAITED_FOR = 12
"""Boards whose summary one page view may bring up to date; the others keep an older one until the next view."""


class OpenBoards(Protocol):
    """The part of the hub that pages ask."""

    def open_document(self, board: str) -> Document | None:
        """The live document, if the board is open here."""
        ...

    def here(self, board: str) -> list[dict[str, Any]]:
        """The presence states of who is here."""
        ...


def summarise(board: dict[str, Any]) -> dict[str, Any]:
    """The summary of a board given as plain data (Document.plain)."""
    cards = [card for card in board["cards"].values() if isinstance(card, dict) and not card.get("hidden")]
    now = running_order.read(board["session"]).now
    return {
        "counts": {kind: n for kind, n in Counter(card.get("kind") for card in cards).items() if kind in KINDS},
        **_about(board["board"].get("departments"), board["board"].get("purpose")),
        "wrote": sorted({str(card["department"]) for card in cards if card.get("department")}),
        "stage": now.name if now else None,
        "commitments": commitments(board),
        "closed": closed(board),
        "map": {
            "zones": [box for zone in board["zones"].values() if (box := box_of(zone))],
            "cards": [[card.get("kind"), *box] for card in cards[:MAP_CARDS] if (box := box_of(card))],
        },
    }


def _about(departments: Any, purpose: Any) -> dict[str, Any]:
    """What people are told at the door."""
    return {"departments": _departments(departments), "purpose": str(purpose or "")}


def _departments(given: Any) -> list[dict[str, Any]]:
    """Departments as {id, name, initials, colour}, by name; a half-written one gets what it lacks."""
    departments = given if isinstance(given, dict) else {}
    rows = [
        {
            "id": id_,
            "name": str(entry.get("name") or id_),
            "initials": str(entry.get("initials") or id_[:2].upper())[:3],
            "colour": entry["colour"] if entry.get("colour") in range(1, 13) else 8,
        }
        for id_, entry in departments.items()
        if isinstance(entry, dict) and id_ not in (CITIZEN, OUTSIDE)
    ]
    return sorted(rows, key=lambda row: str(row["name"]).casefold())


def box_of(thing: Any) -> list[int] | None:
    """Where a card or zone lies, in whole board units: x, y, width, height."""
    try:
        (x, y, *_), (w, h) = thing["pos"], thing["size"]
        return [round(x), round(y), round(w), round(h)]
    except (KeyError, TypeError, ValueError, OverflowError):
        return None


async def about(store: Store, hub: OpenBoards, row: BoardRow) -> dict[str, Any]:
    """A board's departments and purpose as of now; cheap, for a whole hall may be at the door of a large board."""
    live = hub.open_document(row.id)
    if live is not None:
        return _about(live.setting("departments"), live.setting("purpose"))
    return await summary_of(store, hub, row)


async def summary_of(store: Store, hub: OpenBoards, row: BoardRow) -> dict[str, Any]:
    """A board's summary as of now: from its live document, from the cache, or from its log."""
    live = hub.open_document(row.id)
    if live is not None:
        return _of_live(row.id, live)
    if row.summary and row.summary.get("changed") == row.changed and "closed" in row.summary:
        return row.summary
    loaded = await store.load(row.id)
    summary = await asyncio.to_thread(_summarise_log, loaded.updates)
    summary["changed"] = row.changed
    with suppress(NotKept):  # it is only remembered: who looks reads it all the same
        await store.set_summary(row.id, summary)
    return summary


def _of_live(board: str, document: Document) -> dict[str, Any]:
    """Counting 5,000 cards takes a third of a second, in which nobody else is served: not on every view."""
    now_s = time.monotonic()
    for known in [known for known, (at_s, _) in _counted.items() if now_s - at_s >= FRESH_S]:
        del _counted[known]
    if board not in _counted:
        _counted[board] = now_s, summarise(document.plain())
    return _counted[board][1]


_counted: dict[str, tuple[float, dict[str, Any]]] = {}
"""Open boards counted lately: when, and what."""


def _summarise_log(updates: list[bytes]) -> dict[str, Any]:
    """In a thread of its own from load to release: a document may not change threads."""
    document = Document(updates)
    try:
        return summarise(document.plain())
    finally:
        document.close()


async def summaries(store: Store, hub: OpenBoards, rows: list[BoardRow]) -> dict[str, dict[str, Any]]:
    """Summaries of many boards, newest first; at most WAITED_FOR of them are read from their logs."""
    found: dict[str, dict[str, Any]] = {}
    read = 0
    for row in rows:
        fresh = hub.open_document(row.id) or (row.summary and row.summary.get("changed") == row.changed)
        if not fresh and read >= WAITED_FOR:
            found[row.id] = row.summary or EMPTY
            continue
        read += 0 if fresh else 1
        found[row.id] = await summary_of(store, hub, row)
    return found


EMPTY: dict[str, Any] = {
    "counts": {},
    "departments": [],
    "wrote": [],
    "purpose": "",
    "stage": None,
    "commitments": [],
    "closed": [],
    "map": {"zones": [], "cards": []},
}
"""Of a board whose log has not been read yet."""
