"""The door of a board: who waits there, letting them in or not now, and whether newcomers wait at all."""

from collections.abc import Mapping
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from server.clock import now_ms
from server.json_body import read_json
from server.pages.facilitator import Facilitator, facilitator
from server.pages.form import one_line
from server.pages.lobby import MAX_RING, waiting_at
from server.record import Lobby

ASK = "Say {let_in: [ids]}, {not_now: [ids]}, or {on: true or false, ring: words}."


async def door(request: Request) -> Response:
    """GET tells who waits; POST {let_in: [ids]}, {not_now: [ids]} or {on, ring}. Both give who waits then."""
    who = await facilitator(request)
    if request.method == "POST":
        await _do(who, await read_json(request))
        await who.at.hub.rights_changed(who.row.id)
    lobby = await who.at.store.lobby(who.row.id)
    waiting = await waiting_at(who.at, who.row.id)
    answer = {"on": lobby.on, "ring": lobby.ring, "waiting": waiting}
    return JSONResponse(answer, headers={"Cache-Control": "private, no-store"})


async def _do(who: Facilitator, asked: Mapping[str, Any]) -> None:
    store, board, me, now = who.at.store, who.row.id, who.me.id, now_ms()
    match asked:
        case {"let_in": list(whom), **rest} if not rest and all(isinstance(one, str) for one in whom):
            await store.let_in(board, me, whom, now)
        case {"not_now": list(whom), **rest} if not rest and all(isinstance(one, str) for one in whom):
            await store.not_now(board, me, whom, now)
        case {"on": bool(on), **rest} if not rest.keys() - {"ring"} and isinstance(rest.get("ring", ""), str):
            ring = rest.get("ring", (await store.lobby(board)).ring)
            await store.set_lobby(board, me, Lobby(on, one_line(ring, MAX_RING)), now)
        case _:
            raise HTTPException(422, ASK)
