"""Taking an act back from the list of acts on the people page: a form, which works without script."""

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from boards.approval import NOBODY
from boards.running_order import BadStage
from server.pages import people
from server.pages.facilitator import Facilitator, facilitator
from server.pages.form import read_form
from server.session import desk, lock, moderate, stage

OVERTAKEN = (404, 409, 422)


async def undo(request: Request) -> Response:
    """{act, whom}, as the button of the list has them; what does not hold any more is said on the page."""
    who = await facilitator(request)
    form = await read_form(request)
    try:
        await _take_back(who, form.get("act", ""), form.get("whom", ""))
    except BadStage as error:
        return await people.show(who.at, who.row, who.me, str(error))
    except HTTPException as refused:
        if refused.status_code not in OVERTAKEN:
            raise
        more = " Move on from the board to do that." if form.get("act") == "stage" else ""
        return await people.show(who.at, who.row, who.me, f"{refused.detail}{more}")
    return RedirectResponse(f"/b/{who.row.id}/people#acts", 303)


async def _take_back(who: Facilitator, act: str, whom: str) -> None:
    match act:
        case "lock-card" | "unlock-card":
            await lock.carry_out(who, {"card": whom}, on=act == "lock-card")
        case "lock-zone" | "unlock-zone":
            await lock.carry_out(who, {"zone": whom}, on=act == "lock-zone")
        case "own-cards" | "any-cards":
            await lock.carry_out(who, {"own_only": True}, on=act == "own-cards")
        case "freeze" | "unfreeze":
            await lock.carry_out(who, {"board": True}, on=act == "freeze")
        case "unhide":
            await moderate.show(who, whom)
        case "desk":
            await desk.undo(who, whom)
        case "approve-nobody":
            await desk.choose(who, NOBODY.plain())
        case "stage":
            await stage.go(who, whom, reveal=False)
        case _:
            raise HTTPException(400)
