"""Bring everyone here, look at this card, follow me: invitations that all see and nobody has to take."""

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from boards.document import Document
from boards.session import say
from boards.spotlight import spotlight_of
from server.clock import now_ms
from server.json_body import read_json
from server.pages.facilitator import facilitator


async def spotlight(request: Request) -> Response:
    """{view: [x, y, w, h]}, {card: id}, {follow: true} or {off: true}."""
    who = await facilitator(request)
    try:
        light = spotlight_of(await read_json(request), who.me.id, now_ms())
    except ValueError as error:
        raise HTTPException(422, str(error)) from None
    if light and "card" in light and not (await who.document()).has("cards", light["card"]):
        raise HTTPException(404, "That card is not on the board any more.")

    def keep(document: Document) -> None:
        say(document, spotlight=light)

    await who.at.hub.change(who.row.id, keep, who.me.id)
    return JSONResponse({"spotlight": light})
