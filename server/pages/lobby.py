"""The door of a board: who waits there, and the page they see. It works by reloading, too."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from starlette.responses import Response

from boards.naming import listed
from boards.visitor import CITIZEN
from server.clock import now_ms
from server.pages.here import Here
from server.pages.page import render
from server.record import BoardRow, Participant
from server.summary import about

MAX_RING = 120
"""Characters of whom to ring."""
LONG_MS = 5 * 60 * 1000
"""After so long a person is told whom to ring."""


async def lobby_page(at: Here, row: BoardRow, me: Participant) -> Response:
    """What somebody who waits reads; 200, since this is where they should be."""
    board = await about(at.store, at.hub, row)
    names = openers(at, row.id)
    department = next((d for d in board["departments"] if d["id"] == me.department), None)
    return render(
        at.request,
        "lobby.html",
        board=row,
        me=me,
        citizen=me.department == CITIZEN,
        department=department,
        openers=listed(names) if names else "",
        several=len(names) > 1,
        state=state_of(me),
        ring=(await at.store.lobby(row.id)).ring,
        departments=board["departments"],
    )


def openers(at: Here, board: str) -> list[str]:
    """The names of those who run the room and are on the board now; three at most."""
    here = at.hub.here(board)
    names = [str(state["name"]) for state in here if state.get("role") == "facilitator" and state.get("name")]
    return list(dict.fromkeys(names))[:3]


def state_of(me: Participant) -> str:
    """`waiting`, `long` after five minutes, `not-now`, or `in`."""
    if me.waiting is None:
        return "in"
    if me.not_now is not None:
        return "not-now"
    return "long" if now_ms() - me.waiting >= LONG_MS else "waiting"


async def waiting_at(at: Here, board: str) -> list[dict[str, Any]]:
    """Everyone who waits, who came first first: who they say they are, how they came, whether the name is taken."""
    waiting = await at.store.at_the_door(board)
    if not waiting:
        return []
    ways = {one.id: one.code or "a link" for one in await at.store.invitations_of_board(board)}
    names = Counter(one.name.casefold() for one in await at.store.participants(board) if not one.removed)
    return [_told(one, ways, names) for one in waiting]


def _told(one: Participant, ways: Mapping[str, str], names: Counter[str]) -> dict[str, Any]:
    way = ways.get(one.invitation or "", "a link")
    return {
        "participant": one.id,
        "name": one.name,
        "department": one.department,
        "by": way if way == "a link" else f"the code {way}",
        "since": one.waiting,
        "taken": names[one.name.casefold()] > 1,
        "not_now": one.not_now is not None,
    }
