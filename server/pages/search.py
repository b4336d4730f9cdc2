"""Search in and across boards and their snapshots: each card once, with where it says so."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from boards import history, schema
from boards.lineage import Threads
from boards.naming import KINDS, count
from boards.search import COMMENT, Piece, Term, marked, terms
from boards.visitor import CITIZEN, OUTSIDE
from server import snapshot
from server.clock import now_ms
from server.gathering import gather
from server.pages import words
from server.pages.form import one_line
from server.pages.here import Here, here
from server.pages.page import render
from server.record import BoardRow, Snapshot
from server.search import Hit
from server.summary import about

MOST_LOOKED_AT = 5
"""Boards, or moments of them, that one page of results reads to tell what hangs on a card's thread."""
SHOWN = 12
MOST = 300
NOW, OLDER = "now", "older"
FRESH = 3
"""Boards whose words one search may bring up to date before it looks."""
KIND_WORDS = {kind: many.capitalize() for kind, (_, many) in KINDS.items()} | {COMMENT: "Comments"}


@dataclass(slots=True)
class Found:
    """A card or comment that was found, with every place."""

    hit: Hit
    """The best wording of it."""
    snapshots: list[str] = field(default_factory=list)

    @property
    def now(self) -> bool:
        """Whether it says so on the board now."""
        return self.hit.now


async def search(request: Request) -> Response:
    """The page."""
    at = await here(request)
    query = request.query_params
    typed = one_line(query.get("q", ""), 300)
    looked_for = terms(typed)
    rows = await _boards(at)
    found, taken = await _found(at, looked_for, rows)
    # What was ticked belongs to the words it was ticked for.
    same = one_line(query.get("was", typed), 300) == typed
    kinds, boards, when = (query.getlist(name) if same else [] for name in ("kind", "board", "when"))
    kept = _narrowed(found, kinds, boards, when)
    most = min(MOST, int(query["show"]) if query.get("show", "").isdigit() else SHOWN)
    there = {one.hit.board for one in kept[:most]}
    groups = {id_: (await about(at.store, at.hub, rows[id_]))["departments"] for id_ in there}
    on = await _threads(at, kept[:most], taken)
    shown = [_result(one, looked_for, rows[one.hit.board], taken, groups[one.hit.board], on) for one in kept[:most]]
    return render(
        request,
        "search.html",
        typed=typed,
        asked=bool(looked_for),
        known=bool(rows),
        results=shown,
        total=len(kept),
        on=len({one.hit.board for one in kept}),
        kinds=_choices(Counter(one.hit.kind for one in found), KIND_WORDS, kinds),
        boards=_choices(Counter(one.hit.board for one in found), _titles(rows), boards),
        when=[
            (NOW, "Now on the board", NOW in when or not when),
            (OLDER, "Older snapshots", OLDER in when or not when),
        ],
        narrowed=bool(kinds or boards or when),
        more=_more(request, most) if len(kept) > most else None,
    )


async def search_json(request: Request) -> Response:
    """The same as JSON."""
    at = await here(request)
    query = request.query_params
    looked_for = terms(query.get("q", ""))
    rows = await _boards(at)
    found, taken = await _found(at, looked_for, rows)
    kept = _narrowed(found, query.getlist("kind"), query.getlist("board"), query.getlist("when"))
    results = [
        {
            "board": one.hit.board,
            "title": rows[one.hit.board].title,
            "card": one.hit.card,
            "kind": one.hit.kind,
            "label": one.hit.facts.get("label", ""),
            "text": one.hit.text,
            "now": one.now,
            "snapshots": [{"id": id_, "title": taken[id_].title} for id_ in one.snapshots if id_ in taken],
        }
        for one in kept[:MOST]
    ]
    return JSONResponse({"query": query.get("q", ""), "total": len(kept), "results": results})


async def _boards(at: Here) -> dict[str, BoardRow]:
    """The boards that the person may read; of those they read the archive of only, snapshots."""
    every = await at.store.boards()
    if at.user is not None and at.user.admin:
        return {row.id: row for row in every}
    mine = await at.store.roles(at.session.id if at.session else None, at.user.id if at.user else None)
    return {row.id: row for row in every if row.id in mine}


async def _found(
    at: Here, looked_for: Sequence[Term], rows: Mapping[str, BoardRow]
) -> tuple[list[Found], dict[str, Snapshot]]:
    """Every card once, the best wording of it first; and the snapshots it may be in."""
    if not looked_for or not rows:
        return [], {}
    stale = [one for one in await at.store.stale_words(now_ms()) if one.board in rows]
    for one in stale[:FRESH]:
        await gather(at.store, one, now_ms())
    hits = await at.store.find(looked_for, list(rows))
    if not (at.user and at.user.admin):
        roles = await at.store.roles(at.session.id if at.session else None, at.user.id if at.user else None)
        hits = [one for one in hits if roles.get(one.board) != "reader" or one.snapshots]
    cards: dict[tuple[str, str, str], Found] = {}
    for hit in hits:
        known = cards.setdefault((hit.board, hit.card, hit.kind if hit.kind != COMMENT else hit.text), Found(hit))
        known.snapshots += [id_ for id_ in hit.snapshots if id_ not in known.snapshots]
    taken: dict[str, Snapshot] = {}
    for board in {one.hit.board for one in cards.values() if one.snapshots}:
        taken |= {snap.id: snap for snap in await at.store.snapshots(board)}
    order = {id_: place for place, id_ in enumerate(taken)}
    for card in cards.values():  # each wording brought its own, in whatever order they matched
        card.snapshots.sort(key=lambda id_: order.get(id_, -1))
    return list(cards.values()), taken


async def _threads(at: Here, shown: Sequence[Found], taken: Mapping[str, Snapshot]) -> dict[tuple[str, str], str]:
    """(board, card) -> what hangs on its thread, as it is now, or as the last snapshot has it that holds the card."""
    wanted: dict[tuple[str, int | None], list[str]] = {}
    for one in shown:
        latest = next((taken[id_].seq for id_ in reversed(one.snapshots) if id_ in taken), None)
        wanted.setdefault((one.hit.board, None if one.now else latest), []).append(one.hit.card)
    found: dict[tuple[str, str], str] = {}
    for (board, seq), cards in list(wanted.items())[:MOST_LOOKED_AT]:
        updates = await at.store.updates_until(board, await at.store.head(board) if seq is None else seq)
        said = await snapshot.made_again(at.store, updates, on_threads, updates, cards)
        found |= {(board, card): f"{words.cards(counts)} on its thread" for card, counts in said.items()}
    return found


def on_threads(updates: Sequence[bytes], cards: Sequence[str]) -> dict[str, dict[str, int]]:
    """Card -> how many of each kind hang on its thread, both ways; in the worker for a large board."""
    board = history.moment(updates)
    threads = Threads(board)
    found = {}
    for card in cards:
        if card in threads.cards:
            line = threads.lineage(card)
            kinds = Counter(str(threads.cards[id_].get("kind")) for id_ in (*line.before, *line.after))
            if kinds:
                found[card] = dict(kinds)
    return found


def _narrowed(found: list[Found], kinds: list[str], boards: list[str], when: list[str]) -> list[Found]:
    return [
        one
        for one in found
        if (not kinds or one.hit.kind in kinds)
        and (not boards or one.hit.board in boards)
        and (not when or (NOW in when and one.now) or (OLDER in when and bool(one.snapshots)))
    ]


def _choices(counted: Counter[str], names: Mapping[str, str], chosen: list[str]) -> list[tuple[str, str, int, bool]]:
    return [(id_, names[id_], counted[id_], id_ in chosen or not chosen) for id_ in names if counted[id_]]


def _titles(rows: Mapping[str, BoardRow]) -> dict[str, str]:
    return {id_: row.title for id_, row in rows.items()}


def _more(request: Request, most: int) -> str:
    query = [(name, value) for name, value in request.query_params.multi_items() if name != "show"]
    return "/search?" + urlencode([*query, ("show", str(most + 4 * SHOWN))])


def _result(
    one: Found,
    looked_for: Sequence[Term],
    row: BoardRow,
    taken: Mapping[str, Snapshot],
    departments: list[dict[str, Any]],
    on: Mapping[tuple[str, str], str],
) -> dict[str, Any]:
    hit = one.hit
    snapshots = [taken[id_] for id_ in one.snapshots if id_ in taken]
    latest = snapshots[-1] if snapshots else None
    by = hit.facts.get("department", "")
    text = hit.text.split("\n")
    said = text[0] if any(piece.found for piece in marked(text[0], looked_for)) else hit.text
    to = (
        f"/b/{row.id}?card={hit.card}"
        if one.now or latest is None
        else f"/b/{row.id}/archive/{latest.id}#card-{hit.card}"
    )
    return {
        "kind": hit.kind if hit.kind in schema.KINDS else "note",
        "is_comment": hit.kind == COMMENT,
        "label": hit.facts.get("label", ""),
        "pieces": marked(said.replace("\n", " "), looked_for),
        "of": _short(hit.facts.get("of", "")) if hit.kind == COMMENT else "",
        "to": to,
        "citizen": by == CITIZEN,
        "outside": by == OUTSIDE,
        "department": next((d for d in departments if d["id"] == by), None),
        "teller": hit.facts.get("teller", ""),
        "where": _where(row, one, snapshots),
        "thread": on.get((row.id, hit.card), ""),
        "older": _older(one, looked_for),
        "compare": f"/b/{row.id}/archive/compare?from={latest.id}&to=now" if latest and not one.now else None,
    }


def _where(row: BoardRow, one: Found, snapshots: Sequence[Snapshot]) -> str:
    """`Birth to five, in 4 snapshots: “Listen”, …`."""
    names = [f"“{snap.title}”" for snap in snapshots]
    if not names:
        return f"{row.title}, now on the board"
    listed = ", ".join(names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")
    only = "" if one.now else "only "
    return f"{row.title}, {only}in {count(len(names), 'snapshot', 'snapshots')}: {listed}"


def _older(one: Found, looked_for: Sequence[Term]) -> str:
    """Why a card that is found does not say so on the board."""
    if one.now:
        return ""
    said = " ".join(" ".join(term.words) for term in looked_for)
    if one.hit.now_text is None:
        return "No longer on the board."
    return f"Reworded later, no longer says “{said}” like this."


def _short(text: str) -> str:
    return text if len(text) <= 90 else text[:90].rsplit(" ", 1)[0] + "…"


__all__ = ["Piece", "search", "search_json"]
