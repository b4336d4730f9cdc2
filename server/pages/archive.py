"""The archive of a board: its snapshots in a row, and what changed between two of them, in words and on both maps."""

from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from boards.said import SIGNS, badges, tally
from server import snapshot
from server.clock import now_ms
from server.comparing import Ends, told
from server.pages import words
from server.pages.form import one_line, read_form
from server.pages.page import render
from server.pages.past import NOW, Past, departments_of, past, present
from server.pages.two_maps import MARKS, two_maps
from server.record import Snapshot
from server.snapshot import MAX_NOTE, MAX_TITLE

SHOWN = 60
"""Snapshots in the row; older ones are on the list below it."""
SENTENCES = 60
"""Before the rest is folded away."""


async def archive(request: Request) -> Response:
    """The snapshots of a board; the last two of them compared, or those chosen."""
    found = await past(request)
    if not found.taken:
        return await _page(found, None)
    first, second = _chosen(found)
    return await _page(found, await _compared(found, first, second))


async def compare(request: Request) -> Response:
    """The same page at the address that names its two snapshots."""
    found = await past(request)
    if not found.taken:
        return RedirectResponse(f"/b/{found.row.id}/archive", 303)
    first, second = _chosen(found)
    return await _page(found, await _compared(found, first, second), compares=True)


def _chosen(found: Past) -> tuple[Snapshot | None, Snapshot | None]:
    """The snapshots that the address names, the earlier first; None is now. Otherwise the last two."""
    query = found.at.request.query_params
    first, second = query.get("from", ""), query.get("to", "")
    if not first and not second:
        return (found.taken[-2], found.taken[-1]) if len(found.taken) > 1 else (found.taken[-1], None)
    ends = [None if id_ in (NOW, "") else found.snapshot(id_) for id_ in (first, second)]
    ends.sort(key=lambda one: (one is None, one.seq if one else 0, one.time if one else 0))
    return ends[0], ends[1]


async def _compared(found: Past, first: Snapshot | None, second: Snapshot | None) -> dict[str, Any]:
    names = "names" in found.at.request.query_params
    ends = await found.ends(first, second, names=names)
    return {"a": first, "b": second, "names": names, **await found.compared(ends, drawn)}


def drawn(ends: Ends) -> dict[str, Any]:
    """What the page says of a comparison; runs in the worker for a large board."""
    before, after, said = told(ends)
    map_a, map_b = two_maps(before, after, badges(said))
    return {
        "map_a": map_a,
        "map_b": map_b,
        "counts_a": words.cards(_counts(before)) or "Nothing on it yet",
        "counts_b": words.cards(_counts(after)) or "Nothing on it yet",
        "said": said[:SENTENCES],
        "rest": said[SENTENCES:],
        "tally": [(sign, SIGNS[sign], count) for sign, count in tally(said).items()],
        "departments": departments_of(after),
    }


def _counts(board: dict[str, Any]) -> dict[str, int]:
    found: dict[str, int] = {}
    for card in board["cards"].values():
        if card.get("withheld") not in ("hidden", "waiting"):
            found[str(card.get("kind"))] = found.get(str(card.get("kind")), 0) + 1
    return found


async def _page(found: Past, compared: dict[str, Any] | None, *, compares: bool = False) -> Response:
    departments = compared["departments"] if compared else {}
    frames = found.taken[-SHOWN:]
    links = await found.at.store.chain(found.row.id)
    signed = next((it for it in reversed(links) if it.kind == "signature"), None)
    return render(
        found.at.request,
        "archive.html",
        **found.context,
        frames=[(one, words.cards(one.counts), present(one.present, departments)) for one in frames],
        older=len(found.taken) - len(frames),
        compared=compared,
        compares=compares,
        here=await found.people(None, departments),
        erasures=snapshot.erasures(links),
        signed=signed,
        erased_since=sum(1 for it in links if it.kind == "erasure" and signed and it.number > signed.number),
        marks=MARKS,
    )


async def take(request: Request) -> Response:
    """A facilitator takes a snapshot."""
    found = await past(request)
    if not found.facilitates:
        raise HTTPException(403, "Only facilitators take snapshots. Ask one of them.")
    form = await read_form(request)
    taken = await snapshot.take(
        found.at.store,
        found.at.hub,
        found.row.id,
        now_ms(),
        title=one_line(form.get("title", ""), MAX_TITLE),
        note=form.get("note", "").strip()[:MAX_NOTE],
        who=found.me.id,
    )
    return RedirectResponse(f"/b/{found.row.id}/archive/{taken.id}", 303)


async def sign(request: Request) -> Response:
    """A facilitator puts their name under a snapshot."""
    found = await past(request)
    taken = found.snapshot(request.path_params["snapshot"])
    if not found.facilitates:
        raise HTTPException(403, "Only facilitators sign a snapshot off. Ask one of them.")
    await found.at.store.sign_snapshot(found.row.id, taken.id, now_ms(), found.me.id, found.me.name)
    return RedirectResponse(f"/b/{found.row.id}/archive/{taken.id}", 303)
