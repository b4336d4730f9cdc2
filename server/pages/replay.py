"""The session again: the page with its bar of time, any moment in full, and what each step after it changes."""

import gzip
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from boards import replay
from server import snapshot
from server.archivist import NEAR_ROWS, Archivist
from server.pages.page import render
from server.pages.past import NOW, Past, past
from server.stage_marks import StageMarks

TICKS = 300
"""Moments at which the bar of time stops."""
BARS = 100
SAMPLES = 4_000
"""Rows looked at to find out when people were at work."""
MOST_STEPS = 60
"""In one answer."""


async def page(request: Request) -> Response:
    """The replay; without script it says where the snapshots are."""
    found = await past(request)
    head = await found.seq(None)
    await found.at.store.thicken(found.row.id, NEAR_ROWS)
    archivist: Archivist = request.app.state.archivist
    archivist.make_ready(found.row.id)
    sampled = await found.at.store.times(found.row.id, max(1, head // SAMPLES))
    ticks = replay.timeline(sampled, TICKS)
    boot = {
        **_boot(found),
        "ticks": ticks,
        "bars": _bars(ticks),
        "marks": [{"seq": one.seq, "title": one.title, "stage": one.stage} for one in found.taken],
        "names": await found.at.store.authors(found.row.id),
        "moment": f"/b/{found.row.id}/archive/replay/",
    }
    return render(request, "replay.html", **found.context, boot=boot, empty=not ticks)


def _boot(found: Past) -> dict[str, Any]:
    return {"board": {"id": found.row.id, "title": found.row.title, "epoch": found.row.epoch}}


def _bars(ticks: list[list[int]]) -> list[int]:
    """How many rows were written in each part of the bar of time."""
    if len(ticks) < 2:
        return []
    bars = [0] * min(BARS, len(ticks))
    before = 0
    for number, (seq, _) in enumerate(ticks):
        bars[number * len(bars) // len(ticks)] += seq - before
        before = seq
    return bars


async def moment(request: Request) -> Response:
    """The board after one row, in full."""
    found = await past(request)
    seq = await _row(found, request.path_params["seq"])
    parts = await found.at.store.parts_until(found.row.id, seq)
    asked = parts.updates, found.reader(None), _names(request), seq, parts.resting
    return _sent(request, await snapshot.made_again(found.at.store, parts.all, replay.packed_frame, *asked))


async def steps(request: Request) -> Response:
    """What is different after each of these rows: `?at=120,135,151`, the first being the board as it is shown now."""
    found = await past(request)
    asked = request.query_params.get("at", "").split(",")[: MOST_STEPS + 1]
    rows = [await _row(found, text) for text in asked]
    if len(rows) < 2 or rows != sorted(rows):
        raise HTTPException(400)
    base = await found.at.store.updates_until(found.row.id, rows[0])
    then = await found.at.store.rows_between(found.row.id, rows)
    whole = base, then, found.reader(None), _names(request), rows[1:]
    return _sent(request, await snapshot.made_again(found.at.store, base, replay.packed_steps, *whole))


async def stages(request: Request) -> Response:
    """Where the session moved to another stage; asked for once the page is there."""
    found = await past(request)
    head = await found.seq(None)
    await found.at.store.thicken(found.row.id, NEAR_ROWS)
    known: StageMarks = request.app.state.stage_marks
    marks = await known.of(found.row.id, found.row.epoch, head)
    told = [{"seq": seq, "name": name} for seq, _, name in marks]
    return JSONResponse({"stages": told}, headers={"Cache-Control": "private, no-store"})


async def still(request: Request) -> Response:
    """A snapshot on the canvas, to look around in."""
    found = await past(request)
    id_ = request.path_params["snapshot"]
    taken = None if id_ == NOW else found.snapshot(id_)
    boot = {
        **_boot(found),
        "names": await found.at.store.authors(found.row.id),
        "moment": f"/b/{found.row.id}/archive/{id_}/board.json",
    }
    return render(request, "still.html", **found.context, boot=boot, one=taken)


async def board(request: Request) -> Response:
    """A snapshot as the canvas takes it."""
    found = await past(request)
    id_ = request.path_params["snapshot"]
    taken = None if id_ == NOW else found.snapshot(id_)
    return _sent(request, await found.ask(taken, replay.packed_frame, True))


def _sent(request: Request, packed: bytes) -> Response:
    """JSON that was packed where it was made; unpacked for the rare one that does not take that."""
    headers = {"Vary": "Accept-Encoding", "Cache-Control": "private, no-store"}
    if "gzip" not in request.headers.get("accept-encoding", ""):
        return Response(gzip.decompress(packed), media_type="application/json", headers=headers)
    return Response(packed, media_type="application/json", headers={**headers, "Content-Encoding": "gzip"})


async def _row(found: Past, text: str) -> int:
    head = await found.at.store.head(found.row.id)
    if not (text.isascii() and text.isdigit()) or not 0 <= int(text[:12]) <= head:
        raise HTTPException(404, "There is no such moment of this board.")
    return int(text)


def _names(request: Request) -> bool:
    return request.query_params.get("names") == "on"
