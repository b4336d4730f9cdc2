"""The boards of the person signed in: the one that is live first, then the others, then plans to start from."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from boards.visitor import CITIZEN
from server.clock import now_ms
from server.pages import words
from server.pages.code import code_page
from server.pages.here import Here, here
from server.pages.page import render
from server.pages.plan import plans
from server.record import BoardRow
from server.summary import summaries

SHOWN = 9
"""Boards on the page before a button shows the rest."""


async def home(request: Request) -> Response:
    """The person's boards; for everyone else the question which room they are looking for."""
    at = await here(request)
    if at.user is None:
        return await code_page(at)
    boards = [row for row in await boards_of(at) if row.archived is None]
    shown = boards if "all" in request.query_params else boards[:SHOWN]
    found = await summaries(at.store, at.hub, shown)
    drawn = [describe(at, row, found[row.id]) for row in shown]
    drawn.sort(key=lambda board: -board["people"])
    return render(
        request,
        "home.html",
        first=drawn[0] if drawn else None,
        boards=drawn[1:],
        hidden=len(boards) - len(shown),
        plans=plans(),
    )


async def boards_of(at: Here) -> list[BoardRow]:
    """The boards a signed-in person sees: all for an administrator, else those they are on; the newest change first."""
    assert at.user is not None
    rows = await at.store.boards()
    if at.user.admin:
        return rows
    mine = await at.store.boards_of(at.session.id if at.session else None, at.user.id)
    return [row for row in rows if row.id in mine]


def describe(at: Here, row: BoardRow, summary: dict[str, Any]) -> dict[str, Any]:
    """A board as the home page shows it: its state in words, never in colour alone."""
    inside, people = words.present(at.hub.here(row.id))
    written = words.cards(summary["counts"])
    said = f"{written} so far." if written else "Nothing on it yet."
    return {
        "id": row.id,
        "title": row.title,
        "live": people > 0,
        "people": people,
        "state": _state(row, summary, people),
        "words": f"{said} {_sentence(inside)}".strip(),
        "citizens": CITIZEN in summary["wrote"],
        "departments": [d for d in summary["departments"] if d["id"] in summary["wrote"]],
        "summary": summary,
    }


def _state(row: BoardRow, summary: dict[str, Any], people: int) -> str:
    if people:
        return f"Live: {summary['stage']}" if summary["stage"] else "Live now"
    return f"Changed {words.ago(row.changed, now_ms())}"


def _sentence(inside: str) -> str:
    return f"{inside}." if inside else ""
