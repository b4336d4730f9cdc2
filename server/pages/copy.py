"""Taking a copy of a board along: which moment of it, and in which format."""

import time
from urllib.parse import quote

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from boards.history import long_day
from server import bundling, copying
from server.clock import now_ms
from server.labour import Labours
from server.pages.page import ARCHIVE, built, render
from server.pages.past import NOW, Past, past
from server.record import Snapshot

PATIENCE_S = 6.0
"""How long an answer waits for a copy: most are made by then. On a large board a page says so, and asks after it."""
UNFINISHED = "That copy was not finished. Please make it again."


async def export(request: Request) -> Response:
    """The page that asks."""
    return _ask(await past(request))


async def export_file(request: Request) -> Response:
    """The copy itself, as a file to keep."""
    who = await past(request)
    format_, which = request.query_params.get("format", ""), request.query_params.get("snapshot", NOW)
    if format_ not in copying.FORMATS:
        return _ask(who, wrong="Choose how you want it.", status=422)
    taken = None if which in (NOW, "") else who.snapshot(which)
    if taken is None and who.me.role == "reader":
        raise HTTPException(403, "You were invited to the archive: choose one of its snapshots.")
    if format_ == "bundle" and who.me.role == "reader":
        raise HTTPException(403, "You were invited to read the archive. Ask whoever runs the room for the bundle.")
    labours, token = _labours(request), request.query_params.get("work", "")
    told = labours.look(token, *_whose(who, format_, which), time.time())
    if told is None:
        token = labours.begin(*_whose(who, format_, which), lambda _: _made(who, format_, taken), time.time())
    await labours.wait(token, PATIENCE_S)
    told = labours.look(token, *_whose(who, format_, which), time.time())
    if told is not None and not told.over:
        about = {"format": format_, "says": copying.FORMATS[format_].says, "snapshot": which, "work": token}
        page = {"board": who.row, "me": who.me, "entry": built().entries.get(ARCHIVE)}
        return render(request, "export_work.html", 202, **page, **about)
    data = labours.file(token)
    if data is None:
        why = str(told.result) if told is not None and told.state == "refused" else UNFINISHED
        return _ask(who, wrong=why, status=503)
    return _file(data, who.row.title, format_)


async def work(request: Request) -> Response:
    """Whether it is there, for the page that waits."""
    who = await past(request)
    format_, which = request.query_params.get("format", ""), request.query_params.get("snapshot", NOW)
    told = _labours(request).look(request.path_params["token"], *_whose(who, format_, which), time.time())
    if told is None:
        raise HTTPException(404)
    return JSONResponse({"over": told.over, "done": told.done, "of": told.of}, headers={"Cache-Control": "no-store"})


def _labours(request: Request) -> Labours:
    found: Labours = request.app.state.labours
    return found


def _whose(who: Past, format_: str, which: str) -> tuple[str, str]:
    """What is being made, and for whom: of this history, in which whatever was erased up to now is not."""
    return f"{who.row.id} {who.row.epoch} {which} {format_}", who.me.id


async def _made(who: Past, format_: str, taken: Snapshot | None) -> bytes:
    store, board = who.at.store, who.row.id
    if format_ == "bundle":
        await who.settled()
        data, _ = await store.copied(bundling.packed, await store.whole(board))
        return data
    updates = await store.updates_until(board, await who.seq(taken))
    said = (
        f"As it was on {long_day(taken.time)}, in “{taken.title}”." if taken else f"As it was on {long_day(now_ms())}."
    )
    pictures = await store.pictures(board) if format_ in copying.WITH_PICTURES else []
    data, _ = await store.copied(copying.copied_from, updates, format_, (said,), pictures)
    return data


def _file(data: bytes, title: str, format_: str) -> Response:
    name = copying.file_name(title, format_)
    nice = quote(title[:80].replace("/", "-") + copying.FORMATS[format_].suffix)
    disposition = f"attachment; filename=\"{name}\"; filename*=UTF-8''{nice}"
    return Response(data, headers={"Content-Type": copying.FORMATS[format_].type, "Content-Disposition": disposition})


def _ask(who: Past, *, wrong: str | None = None, status: int = 200) -> Response:
    chosen = who.at.request.query_params
    reads_only = who.me.role == "reader"
    offered = {name: one for name, one in copying.FORMATS.items() if not (reads_only and name == "bundle")}
    formats = [(name, one.says, one.about) for name, one in offered.items()]
    return render(
        who.at.request,
        "export.html",
        status,
        board=who.row,
        wrong=wrong,
        reads_only=reads_only,
        snapshots=[(one.id, one.title, long_day(one.time)) for one in reversed(who.taken)],
        formats=formats,
        format=chosen.get("format", "pdf"),
        snapshot=chosen.get("snapshot", NOW),
    )
