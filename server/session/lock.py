"""Locking a card, or closing the board for changes by others than facilitators."""

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from boards.lock import freeze, lock_card
from boards.schema import is_id
from server.json_body import read_json
from server.pages.facilitator import facilitator


async def lock(request: Request) -> Response:
    """{card, on} locks one card, {board: true, on} closes the board for changes by others than facilitators."""
    who = await facilitator(request)
    asked = await read_json(request)
    card, on = asked.get("card"), asked.get("on")
    if not isinstance(on, bool) or (is_id(card) == (asked.get("board") is True)):
        raise HTTPException(422, "Say {card: id} or {board: true}, and on: true or false.")
    hub = who.at.hub
    if card is None:
        await who.note("frozen" if on else "unfrozen")
        await hub.change(who.row.id, lambda document: freeze(document, on), who.me.id)
    else:
        if not (await who.document()).has("cards", card):
            raise HTTPException(404, "That card is not on the board any more.")
        await who.note("locked" if on else "unlocked", card)
        await hub.change(who.row.id, lambda document: lock_card(document, card, on), who.me.id)
    return JSONResponse({"on": on})
