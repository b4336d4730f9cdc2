"""Bringing a snapshot back: into the same board as a new change, into a new board, or as a plan without words."""

import re
from typing import Any

from pycrdt import Map
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from boards import history, reading, restore
from boards.document import Document
from boards.formats import json_board
from boards.formats.place import place
from boards.reading import Reader
from boards.schema import MAX_CARDS
from boards.visitor import OUTSIDE
from server import auth, snapshot
from server.clock import now_ms
from server.comparing import sentences
from server.creation import Created, create
from server.pages.archive import SENTENCES
from server.pages.form import one_line, read_form
from server.pages.new import MAX_TITLE
from server.pages.page import render
from server.pages.past import NOW, Past, past
from server.pages.two_maps import MARKS
from server.record import Snapshot
from server.secret import new_id


async def bring_back(request: Request) -> Response:
    """GET says what would happen, POST does it."""
    found = await past(request)
    if not found.facilitates:
        raise HTTPException(403, "Only facilitators bring a snapshot back. Ask one of them.")
    id_ = request.path_params["snapshot"]
    taken = None if id_ == NOW else found.snapshot(id_)
    if request.method == "GET":
        return await _page(found, taken, {})
    form = await read_form(request)
    if form.get("into") == "here" and taken is not None:
        return await _into_here(found, taken)
    if form.get("into") in ("new", "plan"):
        return await _into_new(found, taken, form)
    raise HTTPException(400)


async def _page(found: Past, taken: Snapshot | None, errors: dict[str, str], typed: str = "") -> Response:
    said, more = [], 0
    if taken is not None:
        said, more = await found.compared(await found.ends(None, taken), sentences, SENTENCES)
    return render(
        found.at.request,
        "restore.html",
        422 if errors else 200,
        **found.context,
        one=taken,
        said=said,
        more=more,
        marks=MARKS,
        errors={"title": None, **errors},
        typed=typed or f"{found.row.title}, again"[:MAX_TITLE],
        signed_in=found.at.user is not None,
    )


async def _into_here(found: Past, taken: Snapshot) -> Response:
    """As a new change, with a snapshot before it; nobody is sent away."""
    at, row = found.at, found.row
    target = history.moment(await at.store.updates_until(row.id, taken.seq))
    if len(target["cards"]) > MAX_CARDS:
        raise HTTPException(422, "That board is too large to be brought back here. Make a new board from it.")
    before = f"Before “{taken.title}” was brought back"[: snapshot.MAX_TITLE]
    await snapshot.take(at.store, at.hub, row.id, now_ms(), title=before, who=found.me.id)
    await at.hub.change(row.id, lambda document: restore.restore(document, target), found.me.id)
    title = f"“{taken.title}” brought back"[: snapshot.MAX_TITLE]
    after = await snapshot.take(at.store, at.hub, row.id, now_ms(), title=title, who=found.me.id)
    return RedirectResponse(f"/b/{row.id}/archive/{after.id}", 303)


async def _into_new(found: Past, taken: Snapshot | None, form: dict[str, str]) -> Response:
    """Another board, run by whoever makes it."""
    at = found.at
    if at.user is None:
        raise HTTPException(403, "Only people with an account make boards. Ask whoever looks after this site.")
    title = one_line(form.get("title", ""), MAX_TITLE)
    if not title:
        return await _page(found, taken, {"title": "Give the new board a name."})
    updates = await at.store.updates_until(found.row.id, await found.seq(taken))
    board = await snapshot.made_again(at.store, updates, copy_of, updates, form.get("into") == "plan")
    made = await new_board(at.store, title, board)
    shown = set(re.findall(r'"id": "([0-9a-f]{64})"', board.decode()))
    for picture in await at.store.pictures(found.row.id) if shown else ():
        if picture.digest in shown:
            await at.store.add_picture(made.id, picture, None, now_ms())
    who = auth.new_participant(made.facilitator, at.user.name, OUTSIDE, now_ms(), session=at.session)
    await at.store.add_participant(who)
    return RedirectResponse(f"/b/{made.id}", 303)


def copy_of(updates: list[bytes], bare: bool) -> bytes:
    """A board's JSON for another to begin with; runs in the worker for a large one."""
    board = reading.readable(history.moment(updates), Reader())
    return json_board.write(restore.plan(board) if bare else restore.copied(board))


async def new_board(store: Any, title: str, board: bytes) -> Created:
    """Keep a board's JSON as a new board of this name."""
    document = Document()
    try:
        draft = json_board.read(board)
        draft.title = title
        with document.change():
            document.root("board")["title"] = title
            stamps = place(document, draft, iter(new_id, ""), now_ms())
            if not document.setting("departments"):
                document.root("board")["departments"] = Map({})
        return await create(store, title, document, stamps, now_ms())
    finally:
        document.close()
