"""Locking a card or a zone, keeping everyone to their own cards, or closing the whole board for changes."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from boards.document import Document
from boards.lock import freeze, keep_to_own, lock_card, lock_zone
from boards.schema import is_id
from server.json_body import read_json
from server.pages.facilitator import Facilitator, facilitator

ASK = "Say {card: id}, {zone: id}, {own_only: true} or {board: true}, and on: true or false."


class Locking(NamedTuple):
    """One act: how the list calls it, about what, and what it does to the document."""

    on: str
    off: str
    whom: str | None
    do: Callable[[Document, bool], None]


async def lock(request: Request) -> Response:
    """{card, on}, {zone, on}, {own_only: true, on} or {board: true, on}: by one of them, others are held back."""
    who = await facilitator(request)
    asked = await read_json(request)
    on = asked.get("on")
    if not isinstance(on, bool):
        raise HTTPException(422, ASK)
    await carry_out(who, asked, on=on)
    return JSONResponse({"on": on})


async def carry_out(who: Facilitator, asked: Mapping[str, Any], *, on: bool) -> None:
    """Lock what is asked for, or open it again. Raises HTTPException 404, 422."""
    locking = _asked_for(asked)
    if locking is None:
        raise HTTPException(422, ASK)
    if locking.whom is not None:
        root = "cards" if "card" in asked else "zones"
        if not (await who.document()).has(root, locking.whom):
            raise HTTPException(404, f"That {root[:-1]} is not on the board any more.")
    await who.note(locking.on if on else locking.off, locking.whom)
    await who.at.hub.change(who.row.id, lambda document: locking.do(document, on), who.me.id)


def _asked_for(asked: Mapping[str, Any]) -> Locking | None:
    match {name: value for name, value in asked.items() if name != "on"}:
        case {"card": card, **rest} if is_id(card) and not rest:
            return Locking("locked", "unlocked", card, lambda document, on: lock_card(document, card, on))
        case {"zone": zone, **rest} if is_id(zone) and not rest:
            return Locking("zone-locked", "zone-unlocked", zone, lambda document, on: lock_zone(document, zone, on))
        case {"own_only": True, **rest} if not rest:
            return Locking("own-cards", "any-cards", None, keep_to_own)
        case {"board": True, **rest} if not rest:
            return Locking("frozen", "unfrozen", None, freeze)
    return None
