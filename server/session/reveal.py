"""Showing what was written in silence: all of it at once, or one zone."""

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from boards.running_order import RunningOrder
from boards.session import order_of
from server.json_body import read_json
from server.pages.facilitator import facilitator

NOT_SILENT = "Nobody writes in silence now: there is nothing to show."


async def reveal(request: Request) -> Response:
    """{all: true} or {zone: id}; an empty id is outside the zones."""
    who = await facilitator(request)
    asked = await read_json(request)
    zone = asked.get("zone")
    document = await who.document()
    if (asked.get("all") is True) == isinstance(zone, str):
        raise HTTPException(422, "Say {all: true} or {zone: id}.")
    if zone and not document.has("zones", zone):
        raise HTTPException(404, "That zone is not on the board any more.")
    if not is_silent(order_of(document)):
        raise HTTPException(409, NOT_SILENT)
    await who.note("revealed")
    shown = await who.at.hub.drafts.reveal(who.row.id, zone, who.me.id)
    return JSONResponse({"shown": shown})


def is_silent(order: RunningOrder) -> bool:
    """Whether the stage that is now is one of silent writing."""
    return order.now is not None and order.now.silent
