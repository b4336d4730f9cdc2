"""The board's page: a shell with all its script needs to start, and nothing that others may not know."""

from functools import lru_cache
from typing import Any

import segno
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from boards.standing import READER, REMOVED, WAITING
from boards.visitor import CITIZEN, OUTSIDE
from server import auth
from server.clock import now_ms
from server.pages.form import read_form
from server.pages.here import Here, here
from server.pages.join import Said, bound, errors_in, said_in
from server.pages.lobby import lobby_page
from server.pages.page import BOARD, VERSION, built, render
from server.record import BoardRow, Invitation, Participant
from server.secret import new_id
from server.summary import about

UNKNOWN = "You need an invitation to this board. Open the link you were sent, or type the code from the big screen."


async def board(request: Request) -> Response:
    """The live board, for its participants."""
    at = await here(request)
    row = await row_of(at)
    me = await someone(at, row)
    if me.waiting is not None:
        return await lobby_page(at, row, me)
    if me.role == "reader":
        return RedirectResponse(f"/b/{row.id}/archive", 303)
    return render(request, "board.html", entry=built().entries.get(BOARD), board=row, boot=await _boot(at, row, me))


async def row_of(at: Here) -> BoardRow:
    """The board of the address. Raises HTTPException 404."""
    row = await at.store.board(at.request.path_params["board"])
    if row is None:
        raise HTTPException(404, "We can’t find that board. It may have been deleted.")
    return row


async def participant(at: Here, row: BoardRow) -> Participant:
    """Who the browser is in this room. Raises HTTPException 401, 403, also for readers of the archive."""
    me = await member(at, row)
    if me.role == "reader":
        raise HTTPException(403, READER)
    return me


async def member(at: Here, row: BoardRow) -> Participant:
    """Who the browser is on this board or in its archive. Raises HTTPException 401, 403, also for who waits outside."""
    me = await someone(at, row)
    if me.waiting is not None:
        raise HTTPException(403, WAITING)
    return me


async def someone(at: Here, row: BoardRow) -> Participant:
    """Who the browser is on this board, at its door or in its archive; an administrator needs no invitation.

    Raises HTTPException 401, 403.
    """
    me = await auth.participant_of(at.session, row.id, at.store)
    if me is not None and me.removed:
        raise HTTPException(403, REMOVED)
    if me is None and at.user and at.user.admin:
        me = Participant(new_id(), row.id, None, at.user.id, None, at.user.name, OUTSIDE, "facilitator", now_ms())
        await at.store.add_participant(me)
    if me is None:
        raise HTTPException(403 if at.session else 401, UNKNOWN)
    return me


async def _boot(at: Here, row: BoardRow, me: Participant) -> dict[str, Any]:
    """What the page's script starts from."""
    boot: dict[str, Any] = {
        "board": {"id": row.id, "title": row.title, "epoch": row.epoch},
        "me": {"participant": me.id, "name": me.name, "department": me.department, "role": me.role},
        "sync": f"/sync/{row.id}",
        "names": await at.store.authors(row.id),
        "version": VERSION,
    }
    if me.id in await at.store.draft_writers(row.id):
        boot["private"] = True  # something is written or said to them in private
    if me.role == "facilitator" and (invite := await way_in(at, row.id)):
        boot["invite"] = invite
    return boot


async def way_in(at: Here, board: str) -> dict[str, str | None] | None:
    """How to bring people in by the invitation to write that is open to most: without a limit, then the newest."""
    invited = await at.store.invitations_of_board(board)
    open_now = [one for one in invited if one.role == "contributor" and one.lets_in(now_ms())]
    return _invite(at, max(open_now, key=openness)) if open_now else None


def openness(one: Invitation) -> tuple[bool, bool, int]:
    """Which invitation is for everybody: the greatest."""
    return one.places is None, one.expires is None, one.created


def _invite(at: Here, invitation: Invitation) -> dict[str, str | None]:
    """How to bring people in: say the code, send the address, show the picture."""
    url = f"{at.base}/join/{invitation.secret}"
    return {"code": invitation.code, "url": url, "type_at": f"{at.base}/join", "qr": invitation_picture(url)}


@lru_cache(maxsize=1_000)
def invitation_picture(url: str) -> str:
    """The address as a QR code, as SVG to stand in a page. Drawing it takes longer than all else on its page."""
    return segno.make(url, micro=False).svg_inline(border=4, dark="#14302a", light="#ffffff", omitsize=True)


async def me(request: Request) -> Response:
    """Change what we call you on this board, and as whom you are here."""
    at = await here(request)
    row = await row_of(at)
    who = await someone(at, row)
    if who.role == "reader":
        raise HTTPException(403, READER)
    return await _me(at, row, who)


async def seat_code(request: Request) -> Response:
    """A code that takes one's place to another device; shown this once."""
    at = await here(request)
    row = await row_of(at)
    who = await participant(at, row)
    return await _me(at, row, who, await at.store.make_seat_code(who.id, now_ms()))


async def _me(at: Here, row: BoardRow, who: Participant, moving: str = "") -> Response:
    departments = (await about(at.store, at.hub, row))["departments"]
    invited = await at.store.invitations_of_board(row.id)
    speaks_for = next((one.speaks_for for one in invited if one.id == who.invitation), None)
    said, errors = _as_said(who), {}
    if at.request.method == "POST" and not moving:
        said = bound(said_in(await read_form(at.request), departments), speaks_for, departments)
        errors = errors_in(said)
        if not errors:
            await at.store.rename_participant(who.id, said.name, said.group, now_ms())
            await at.hub.rights_changed(row.id)
            return RedirectResponse(f"/b/{row.id}", 303)
    return render(
        at.request,
        "me.html",
        422 if errors else 200,
        title=row.title,
        board=row.id,
        departments=departments,
        speaks_for=speaks_for,
        typed=said,
        errors={"name": None, "group": None, **(errors or {})},
        wrong=bool(errors),
        moving=moving,
        waiting=who.waiting is not None,
        type_at=f"{at.base}/join",
        runs_it=who.role == "facilitator",
    )


def _as_said(who: Participant) -> Said:
    return Said(who.name, CITIZEN if who.department == CITIZEN else "service", who.department)
