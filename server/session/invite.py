"""The way in that facilitators show to others: the newest open invitation to write."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from server.pages.board import way_in
from server.pages.facilitator import facilitator


async def invite(request: Request) -> Response:
    """{code, url, type_at, qr}, or {} where no invitation is open."""
    who = await facilitator(request)
    return JSONResponse(await way_in(who.at, who.row.id) or {}, headers={"Cache-Control": "private, no-store"})
