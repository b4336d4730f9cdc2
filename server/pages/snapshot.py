"""One snapshot as a page that reads well on paper and without script: by kind, each card with its lineage to unfold."""

from collections.abc import Sequence
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from boards import history, reading, seal
from boards.erasure import gone
from boards.lineage import Threads, label_order
from boards.naming import KINDS, THREADS, first_words
from boards.reading import Reader
from boards.seal import Seal
from server import snapshot
from server.pages.page import render
from server.pages.past import NOW, Past, departments_of, past
from server.record import Link, Snapshot

ORDER = ("problem", "story", "idea", "commitment", "challenge", "touchpoint", "note")
"""Kinds in the order they are read: what was found, what it rests on, what came of it."""
MOST = 150
"""Cards of a kind on the page before the rest has a page of its own."""
MOST_STEPS = 12
"""Cards of a lineage that unfold in place."""


async def show(request: Request) -> Response:
    """A snapshot, or the board as it is now."""
    found = await past(request)
    id_ = request.path_params["snapshot"]
    taken = None if id_ == NOW else found.snapshot(id_)
    kind = request.query_params.get("kind", "")
    sealed = await found.at.store.seal_of(taken.id) if taken else None
    drawn = await found.ask(taken, outline, kind if kind in ORDER else "", sealed)
    links = await found.at.store.chain(found.row.id)
    here = found.taken.index(taken) if taken else len(found.taken)
    return render(
        request,
        "snapshot.html",
        **found.context,
        one=taken,
        drawn=drawn,
        kinds=[(kind, KINDS[kind]) for kind in ORDER],
        only=kind if kind in ORDER else "",
        before=found.taken[here - 1] if here else None,
        people=await found.people(taken, drawn["departments"]),
        names=await found.at.store.authors(found.row.id),
        proof=proof(found, taken, links, drawn["broken"], len(sealed.erased)) if taken and sealed else None,
    )


def proof(found: Past, taken: Snapshot, links: Sequence[Link], broken: list[str], erased: int) -> dict[str, Any]:
    """Whether a snapshot is as it was, who signed it, and by which fingerprint others can check that."""
    link = next((it for it in links if it.kind == "snapshot" and it.snapshot == taken.id), None)
    faults = snapshot.chain_faults(links, {one.id: one for one in found.taken})
    signed = [it for it in links if it.kind == "signature" and it.snapshot == taken.id]
    return {
        "unchanged": not broken and not faults,
        "changed": len(broken),
        "chain": not faults,
        "erased": erased,
        "fingerprint": " ".join(link.hash[i : i + 4] for i in range(0, 24, 4)) if link else "",
        "signed": signed,
        "mine": any(it.body["who"] == found.me.id for it in signed),
    }


def outline(updates: Sequence[bytes], reader: Reader, only: str, sealed: Seal | None) -> dict[str, Any]:
    """All that the page says of the board, small enough to travel; runs in the worker for a large board."""
    whole = history.moment(updates)
    board = reading.readable(whole, reader)
    threads = Threads(board)
    comments: dict[str, list[dict[str, Any]]] = {}
    for comment in sorted(board["comments"].values(), key=lambda c: c.get("created") or 0):
        comments.setdefault(str(comment.get("card")), []).append(comment)
    sections = {}
    for kind in ORDER:
        ids = [id_ for id_, card in board["cards"].items() if card.get("kind") == kind]
        ids.sort(key=lambda id_: (label_order(board["cards"][id_]), id_))
        shown = ids if kind == only else [] if only else ids[:MOST]
        sections[kind] = {"count": len(ids), "cards": [_card(board, threads, id_, comments) for id_ in shown]}
    keeps = [card for card in board["cards"].values() if card.get("kind") == "story"]
    return {
        "title": board["board"].get("title", ""),
        "purpose": board["board"].get("purpose", ""),
        "departments": departments_of(board),
        "sections": sections,
        "stories": _custody(keeps),
        "loose": {
            "ungrounded": [_named(board, id_) for id_ in threads.ungrounded()[:MOST]],
            "loose": [_named(board, id_) for id_ in threads.loose()[:MOST]],
            "orphans": [_named(board, id_) for id_ in threads.orphans()[:MOST]],
            "undelivered": [_named(board, id_) for id_ in threads.undelivered()[:MOST]],
        },
        "broken": seal.broken(whole, sealed) if sealed else [],
    }


def _custody(stories: list[dict[str, Any]]) -> dict[str, int]:
    """How many stories everyone may read, partners may read, or are withheld here, and why."""
    found: dict[str, int] = {}
    for card in stories:
        why = card.get("withheld") or card.get("fields", {}).get("keep") or "room"
        found[str(why)] = found.get(str(why), 0) + 1
    return found


def _named(board: dict[str, Any], id_: str) -> dict[str, str]:
    card = board["cards"][id_]
    return {"id": id_, "label": str(card.get("label", "")), "words": first_words(card, 12)}


def _card(
    board: dict[str, Any], threads: Threads, id_: str, comments: dict[str, list[dict[str, Any]]]
) -> dict[str, Any]:
    card = board["cards"][id_]
    found = threads.lineage(id_)
    chain = threads.story_first(id_)
    steps = [
        _step(board, other, threads, other == id_)
        for other in (chain if len(chain) <= MOST_STEPS else _near(chain, id_))
    ]
    return {
        **_step(board, id_, threads, True),
        "fields": card.get("fields", {}),
        "tags": [tag for tag in card.get("tags", []) if isinstance(tag, str)],
        "comments": comments.get(id_, []),
        "rests": [_named(board, tie.card)["label"] for tie in threads.up.get(id_, ())],
        "steps": steps if len(chain) > 1 else [],
        "further": max(0, len(chain) - len(steps)),
        "beside": [_named(board, tie.card) for tie in threads.beside.get(id_, ())],
        "before": len(found.before),
    }


def _near(chain: list[str], id_: str) -> list[str]:
    """The part of a long lineage around a card."""
    at = chain.index(id_)
    start = max(0, min(at - MOST_STEPS // 2, len(chain) - MOST_STEPS))
    return chain[start : start + MOST_STEPS]


def _step(board: dict[str, Any], id_: str, threads: Threads, here: bool) -> dict[str, Any]:
    card = board["cards"][id_]
    tie = next(iter(threads.up.get(id_, ())), None)
    how = f"{THREADS[tie.kind]} {board['cards'][tie.card].get('label', '')}" if tie else ""
    return {
        "id": id_,
        "kind": card.get("kind"),
        "label": str(card.get("label", "")),
        "text": str(card.get("text", "")),
        "author": card.get("author"),
        "department": card.get("department"),
        "created": card.get("created"),
        "withheld": card.get("withheld"),
        "gone": gone(card) if card.get("withdrawn") else "",
        "hidden": bool(card.get("hidden")),
        "teller": str(card.get("fields", {}).get("teller", "") or ""),
        "fields": card.get("fields", {}),
        "how": how,
        "here": here,
    }
