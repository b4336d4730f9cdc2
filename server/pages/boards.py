"""All boards of the person signed in: found by title, service or state, put away, deleted and brought back."""

from typing import Any
from urllib.parse import urlencode

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from boards.errors import NoBoard
from boards.naming import count
from boards.search import folded
from server.clock import now_ms
from server.pages import words
from server.pages.form import one_line, read_form
from server.pages.here import Here, here
from server.pages.home import boards_of, describe
from server.pages.page import render
from server.record import BoardRow
from server.summary import summaries

IN_USE, LIVE, AWAY, DELETED = "in-use", "live", "archived", "deleted"
STATES = {IN_USE: "In use", LIVE: "Live now", AWAY: "Put away", DELETED: "Deleted"}
DAY_MS = 86_400_000
SHOWN = 60
NOT_YOURS = "Only the people who run a room can put it away or delete it."
TOO_LATE = "That board can’t be brought back any more."


async def boards(request: Request) -> Response:
    """The list; POST does one thing to one board."""
    at = await here(request)
    if at.user is None:
        raise HTTPException(401, "Sign in to see your boards. To come into a room, use its link or code.")
    if request.method == "POST":
        return await _carry_out(at, await read_form(request))
    query = request.query_params
    typed, state = one_line(query.get("q", ""), 120), query.get("state", IN_USE)
    state = state if state in STATES else IN_USE
    mine = await _runs(at)
    every = await boards_of(at)
    bin_ = [row for row in await at.store.binned() if row.id in mine or at.user.admin]
    rows = bin_ if state == DELETED else [row for row in every if (row.archived is not None) == (state == AWAY)]
    rows = [row for row in rows if all(word in folded(row.title) for word in folded(typed).split())]
    found = {} if state == DELETED else await summaries(at.store, at.hub, rows)
    services = sorted({d["name"] for summary in found.values() for d in summary["departments"]}, key=str.casefold)
    service = query.get("service", "")
    if service:
        rows = [row for row in rows if any(d["name"] == service for d in found.get(row.id, {}).get("departments", []))]
    drawn = [_drawn(at, row, found.get(row.id)) for row in rows]
    drawn = [one for one in drawn if state != LIVE or one["live"]]
    return render(
        request,
        "boards.html",
        boards=[one | {"mine": at.user.admin or one["id"] in mine} for one in drawn[:SHOWN]],
        total=len(drawn),
        typed=typed,
        state=state,
        states=STATES,
        service=service,
        services=services,
        days=at.settings.bin_days,
        said=SAID.get(query.get("done", "")),
        query=urlencode({"q": typed, "state": state, "service": service}),
    )


SAID = {
    "archive": "It is put away. You find it under “Put away”.",
    "unarchive": "It is on the list again.",
    "delete": "It is deleted. You find it under “Deleted” until it goes for good.",
    "bring-back": "It is there again, with everything on it.",
    "now": "It is gone for good.",
}


def _drawn(at: Here, row: BoardRow, summary: dict[str, Any] | None) -> dict[str, Any]:
    if summary is None:
        left = max(1, -(-((row.until or 0) - now_ms()) // DAY_MS))
        state = f"Goes for good in {count(left, 'day', 'days')}"
        return {"id": row.id, "title": row.title, "live": False, "state": state, "words": "", "summary": None}
    drawn = describe(at, row, summary)
    if row.archived is not None:
        drawn["state"] = f"Put away {words.ago(row.archived, now_ms())}"
    return drawn


async def _runs(at: Here) -> set[str]:
    """The boards that the person facilitates."""
    roles = await at.store.roles(at.session.id if at.session else None, at.user.id if at.user else None)
    return {board for board, role in roles.items() if role == "facilitator"}


async def _carry_out(at: Here, form: dict[str, str]) -> Response:
    act, board = form.get("act", ""), form.get("board", "")
    assert at.user is not None
    if not at.user.admin and board not in await _runs(at):
        raise HTTPException(403, NOT_YOURS)
    try:
        await _do(at, act, board)
    except NoBoard:
        raise HTTPException(404, TOO_LATE) from None
    query = one_line(form.get("query", ""), 600)
    return RedirectResponse(f"/boards?{query}&{urlencode({'done': act})}", 303)


async def _do(at: Here, act: str, board: str) -> None:
    time_ms = now_ms()
    if act in ("archive", "unarchive"):
        await at.store.archive_board(board, time_ms if act == "archive" else None)
    elif act == "delete":
        await at.hub.settled(board)
        await at.store.put_in_bin(board, time_ms, time_ms + at.settings.bin_days * DAY_MS)
        at.hub.close_board(board, NoBoard.code, "this board was deleted")
        if at.settings.bin_days == 0:
            await at.store.empty_bin(time_ms, board)
    elif act == "bring-back":
        await at.store.bring_back(board, time_ms)
    elif act == "now":
        await at.store.empty_bin(time_ms, board)
    else:
        raise HTTPException(400)
