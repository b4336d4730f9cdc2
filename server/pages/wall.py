"""The room's big screen: a page that reads nothing but the projection of boards/wall.py, again and again."""

import hashlib
import json
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from boards import wall as projection
from server.clock import now_ms
from server.pages.board import participant, row_of, way_in
from server.pages.here import Here, here
from server.pages.page import WALL, built, render
from server.record import BoardRow, Participant


async def wall(request: Request) -> Response:
    """The page itself: the board's name, and where its script asks."""
    at = await here(request)
    row = await row_of(at)
    await participant(at, row)
    boot = {"title": row.title, "from": f"/api/b/{row.id}/wall"}
    return render(request, "wall.html", entry=built().entries.get(WALL), board=row, boot=boot)


async def shown(request: Request) -> Response:
    """What the wall shows now, as JSON; 304 where it is what the asker has."""
    at = await here(request)
    row = await row_of(at)
    me = await participant(at, row)
    body = json.dumps(await _now(at, row, me), ensure_ascii=False, separators=(",", ":")).encode()
    tag = f'"{hashlib.sha256(body).hexdigest()[:20]}"'
    headers = {"ETag": tag, "X-Now": str(now_ms()), "Cache-Control": "private, no-cache"}
    if request.headers.get("if-none-match") == tag:
        return Response(status_code=304, headers=headers)
    return Response(body, headers=headers, media_type="application/json")


async def _now(at: Here, row: BoardRow, me: Participant) -> dict[str, Any]:
    document = await at.hub.document(row.id)
    newest = await at.hub.newest(row.id, projection.LOOKED_AT)
    poll = await at.store.poll(row.id)
    answered = await at.store.voters(poll.id) if poll else 0
    told = projection.wall(document, newest, at.hub.here(row.id), await at.store.authors(row.id), answered)
    # Who only watches is given no way to come back as one who writes.
    return told | {"invite": await way_in(at, row.id) if me.role != "observer" else None}
