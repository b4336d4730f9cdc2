"""How a person at a board's door stands: asked by their page, and what they can do there."""

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from server.clock import now_ms
from server.pages.board import row_of, someone
from server.pages.form import read_form
from server.pages.here import here
from server.pages.lobby import state_of


async def place(request: Request) -> Response:
    """GET gives {state}; POST asks again or leaves."""
    at = await here(request)
    row = await row_of(at)
    me = await someone(at, row)
    if request.method == "GET":
        return JSONResponse({"state": state_of(me)}, headers={"Cache-Control": "private, no-store"})
    do = (await read_form(request)).get("do")
    if do == "ask":
        await at.store.knock_again(me.id, now_ms())
    elif do == "leave":
        await at.store.leave_door(me.id, now_ms())
    else:
        raise HTTPException(400)
    await at.hub.rights_changed(row.id)
    return RedirectResponse("/join" if do == "leave" else f"/b/{row.id}", 303)
