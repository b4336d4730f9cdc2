"""The pictures of a board over HTTP: brought by who may write there, seen by who is on it, and by nobody else."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from server import auth
from server.clock import now_ms
from server.pages.here import Here, here
from server.raster import MAX_UPLOAD_BYTES, NoPicture, redrawn
from server.record import Participant
from server.refusal import Refusal

AT_ONCE = 2
"""Pictures that are drawn at the same time: each may take 160 MB and a second of a core."""
WAITING = 20

HEADERS = {
    # Whoever opens it by itself gets a picture and nothing that could act as a page of ours.
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Content-Disposition": "inline; filename=picture",
    # The browser asks each time: a story may be taken back, or its reader be asked to leave.
    "Cache-Control": "private, no-cache",
}
TOO_LARGE = f"That picture is too large: {MAX_UPLOAD_BYTES // 1024 // 1024} MB at most."


class Easel:
    """Where pictures are drawn anew: a few at a time, the others wait, and too many are sent away."""

    def __init__(self) -> None:
        self._free = asyncio.Semaphore(AT_ONCE)
        self._waiting = 0

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """Wait for a place. Raises HTTPException 503."""
        if self._waiting >= WAITING:
            raise HTTPException(503, "Many pictures came at once. Please try again in a minute.")
        self._waiting += 1
        try:
            async with self._free:
                yield
        finally:
            self._waiting -= 1


async def add(request: Request) -> Response:
    """A picture as the body of a request; gives {id, width, height} for the card that shows it."""
    at = await here(request)
    board, who = await _on_board(at)
    if who.role == "observer":
        raise HTTPException(403, "You are here to watch, so you can’t add pictures.")
    if not request.headers.get("content-type", "").startswith("image/"):
        raise HTTPException(415, "Send a picture.")
    easel: Easel = request.app.state.easel
    async with easel.turn():
        upload = await _body(request)
        try:
            picture = await asyncio.to_thread(redrawn, upload)
        except NoPicture as why:
            raise HTTPException(415, str(why)) from None
    try:
        await at.store.add_picture(board, picture, who.id, now_ms())
    except Refusal as why:
        raise HTTPException(409, str(why)) from None
    return JSONResponse({"id": picture.digest, "width": picture.width, "height": picture.height}, 201)


async def show(request: Request) -> Response:
    """One picture, to people of its board."""
    at = await here(request)
    board, _ = await _on_board(at)
    digest = request.path_params["picture"]
    tag = f'"{digest[:32]}"'
    picture = await at.store.picture(board, digest)
    if picture is None:
        raise HTTPException(404, "That picture is no longer here.")
    headers = HEADERS | {"ETag": tag}
    if request.headers.get("if-none-match") == tag:
        return Response(status_code=304, headers=headers)
    return Response(picture.data, media_type=picture.type, headers=headers)


async def _on_board(at: Here) -> tuple[str, Participant]:
    """The board, and who asks. Raises HTTPException 401, 403, 404."""
    board = at.request.path_params["board"]
    if await at.store.board(board) is None:
        raise HTTPException(404, "We can’t find that board. It may have been deleted.")
    who = await auth.participant_of(at.session, board, at.store)
    if who is None or who.removed:
        raise HTTPException(403 if at.session else 401, "Pictures are for the people on their board.")
    return board, who


async def _body(request: Request) -> bytes:
    """The whole body, if it is not too large. Raises HTTPException 413."""
    said = request.headers.get("content-length", "")
    if said.isdigit() and int(said) > MAX_UPLOAD_BYTES:
        raise HTTPException(413, TOO_LARGE)
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > MAX_UPLOAD_BYTES:
            raise HTTPException(413, TOO_LARGE)
    return bytes(body)


routes = [
    Route("/api/b/{board}/pictures", add, methods=["POST"]),
    Route("/b/{board}/pictures/{picture}", show),
]
