"""Keeping the board as it is now, whenever a facilitator wants to."""

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from server.clock import now_ms
from server.json_body import read_json
from server.pages.facilitator import facilitator
from server.pages.form import one_line
from server.snapshot import MAX_TITLE, take


async def snapshot(request: Request) -> Response:
    """{} or {title}: the snapshot's id and title."""
    who = await facilitator(request)
    title = (await read_json(request)).get("title", "")
    if not isinstance(title, str):
        raise HTTPException(422, "A snapshot’s title is text.")
    at, named = who.at, one_line(title, MAX_TITLE)
    taken = await take(at.store, at.hub, who.row.id, now_ms(), title=named, who=who.me.id)
    return JSONResponse({"id": taken.id, "title": taken.title}, 201)
