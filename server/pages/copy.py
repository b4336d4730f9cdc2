"""Taking a copy of a board along: which moment of it, and in which format."""

from urllib.parse import quote

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from boards.history import long_day
from server import bundling, copying
from server.clock import now_ms
from server.pages.page import render
from server.pages.past import NOW, Past, past
from server.refusal import Refusal


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
    if format_ == "bundle":
        return await _bundle(who)
    updates = await who.at.store.updates_until(who.row.id, await who.seq(taken))
    title = who.row.title
    said = (
        f"As it was on {long_day(taken.time)}, in “{taken.title}”." if taken else f"As it was on {long_day(now_ms())}."
    )
    pictures = await who.at.store.pictures(who.row.id) if format_ in copying.WITH_PICTURES else []
    try:
        data, _ = await who.at.store.copied(copying.copied_from, updates, format_, (said,), pictures)
    except Refusal as refusal:
        return _ask(who, wrong=str(refusal), status=503)
    return _file(data, title, format_)


async def _bundle(who: Past) -> Response:
    """The whole archive at once, for those who were in the room."""
    if who.me.role == "reader":
        raise HTTPException(403, "You were invited to read the archive. Ask whoever runs the room for the bundle.")
    await who.at.hub.settled(who.row.id)
    data, _ = await who.at.store.copied(bundling.packed, await who.at.store.whole(who.row.id))
    return _file(data, who.row.title, "bundle")


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
