"""The same as the pages, as JSON: for scripts, and for the facilitator's own tools."""

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from boards.document import Document
from boards.formats import json_board
from boards.reading import Reader, readable
from boards.visitor import OUTSIDE
from server import auth
from server.clock import now_ms
from server.creation import ways
from server.json_body import read_json
from server.pages.board import participant
from server.pages.form import one_line
from server.pages.here import Here, here
from server.pages.home import boards_of
from server.pages.new import MAX_TITLE
from server.pages.plan import make_board, plans
from server.record import User


async def list_boards(request: Request) -> Response:
    """The boards of the person signed in."""
    at = await here(request)
    _signed_in(at)
    rows = await boards_of(at)
    listed = [{"id": row.id, "title": row.title, "created": row.created, "changed": row.changed} for row in rows]
    return JSONResponse({"boards": listed})


async def create_board(request: Request) -> Response:
    """A new board from {title, template}; gives its addresses as `sameroom board create --json` does."""
    at = await here(request)
    user = _signed_in(at)
    asked = await read_json(request)
    title = one_line(str(asked.get("title", "")), MAX_TITLE)
    name = str(asked.get("template", "empty"))
    if not title:
        raise HTTPException(422, "Give the board a title.")
    if name not in {plan.name for plan in plans()}:
        raise HTTPException(422, f"There is no template {name[:60]}.")
    made = await make_board(at.store, name, title, now_ms())
    who = auth.new_participant(made.facilitator, user.name, OUTSIDE, now_ms(), session=at.session)
    await at.store.add_participant(who)
    return JSONResponse(ways(at.base, made.id, made.title, made[2:]), 201)


async def export_board(request: Request) -> Response:
    """A board as JSON, as this participant may read it."""
    at = await here(request)
    row = await at.store.board(request.path_params["board"])
    if row is None:
        raise HTTPException(404, "We can’t find that board. It may have been deleted.")
    me = await participant(at, row)
    document: Document = await at.hub.document(row.id)
    reader = Reader(me.id, was_there=True, facilitator=me.role == "facilitator")
    return Response(json_board.write(readable(document.plain(), reader)), media_type="application/json")


def _signed_in(at: Here) -> User:
    if at.user is None:
        raise HTTPException(401, "Sign in first.")
    return at.user


routes = [
    Route("/api/boards", list_boards, methods=["GET"]),
    Route("/api/boards", create_board, methods=["POST"]),
    Route("/api/b/{board}", export_board, methods=["GET"]),
]
