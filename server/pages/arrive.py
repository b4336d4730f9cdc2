"""Bringing a whole board in by page: a bundle with its history, or a board's JSON. First one sees what would come."""

import secrets
from dataclasses import dataclass, field

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from boards import history
from boards.document import Document
from boards.errors import BadFile
from boards.formats import bundle, json_board
from boards.formats.place import place
from boards.schema import Stamp
from boards.visitor import OUTSIDE
from server import auth, bundling, snapshot
from server.bringing import pictured
from server.clock import now_ms
from server.creation import Created, bring_board, create
from server.pages import words
from server.pages.form import one_line, read_form
from server.pages.here import Here, here
from server.pages.page import render
from server.raster import Raster
from server.record import User
from server.refusal import Refusal
from server.secret import new_id
from server.upload import Upload, Uploads, uploaded

PLACE = "new"
"""Where files of boards that are not there yet wait."""
MOST_BYTES = 100 * 1024 * 1024
NOTHING = "Choose a file first."
NOT_OURS = (
    "That is neither a bundle (.zip) of Same Room nor a board of it as JSON. Drawings and tables come into a board."
)
GONE = "That file waited for more than an hour, so we let it go. Choose it again."


@dataclass(slots=True)
class Arrival:
    """A board in a file, as people are told of it before it comes."""

    title: str
    counts: dict[str, int]
    zones: int
    threads: int
    pictures: int
    problems: list[str] = field(default_factory=list)
    rows: int = 0
    first_ms: int = 0
    last_ms: int = 0
    people: int = 0
    snapshots: list[tuple[str, int]] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    """What does not hold together in its chain of snapshots."""


async def choose(request: Request) -> Response:
    """GET asks for a file, POST takes it and goes on to its review."""
    at = await here(request)
    user = _may(at)
    if request.method == "GET":
        return _ask(at)
    try:
        upload = await uploaded(request, "file", MOST_BYTES)
    except HTTPException as error:
        if error.status_code != 413:
            raise
        return _ask(
            at, f"That file is too large: {MOST_BYTES // 1048576} MB at most. Use the command line for it.", 413
        )
    if upload is None:
        return _ask(at, NOTHING, 422)
    try:
        await _read(at, upload)
    except BadFile as error:
        return _ask(at, str(error), 422, upload.name)
    token = _uploads(at).keep(PLACE, user.id, upload, now_ms() / 1000)
    return RedirectResponse(f"/new/from-file/{token}", 303)


async def review(request: Request) -> Response:
    """GET says what would come; POST brings it, or lets it go."""
    at = await here(request)
    user = _may(at)
    token = request.path_params["token"]
    upload = _uploads(at).find(token, PLACE, user.id, now_ms() / 1000)
    if upload is None:
        return _ask(at, GONE, 404)
    form = await read_form(request) if request.method == "POST" else {}
    if form.get("do") == "drop":
        _uploads(at).drop(token)
        return RedirectResponse("/", 303)
    try:
        arrival = await _read(at, upload)
        if form.get("do") == "bring":
            made = await _bring(at, upload)
            await at.store.add_participant(
                auth.new_participant(made.facilitator, user.name, OUTSIDE, now_ms(), session=at.session)
            )
            _uploads(at).drop(token)
            return RedirectResponse(f"/b/{made.id}/archive" if arrival.rows else f"/b/{made.id}", 303)
    except (BadFile, Refusal) as error:
        return _ask(at, str(error), 422, upload.name)
    return render(
        request,
        "arrive_review.html",
        name=one_line(upload.name, 80),
        one=arrival,
        said=words.cards(arrival.counts),
        days=[history.long_day(ms) for ms in (arrival.first_ms, arrival.last_ms)],
        snapshots=[(title, history.long_day(ms)) for title, ms in arrival.snapshots],
    )


def _may(at: Here) -> User:
    if at.user is None:
        raise HTTPException(401, "Only people with a sign-in link make boards. Ask whoever looks after this site.")
    return at.user


async def _read(at: Here, upload: Upload) -> Arrival:
    found: Arrival = await at.store.copied(arrival_of, upload.data)
    return found


def arrival_of(data: bytes) -> Arrival:
    """What is in the file; for a process of its own. Raises BadFile."""
    if not bundle.is_bundle(data):
        return _of_json(data)
    whole = bundling.opened(data, 1)
    board = history.moment([update for _, _, update in whole.rows])
    times = [time_ms for time_ms, _, _ in whole.rows]
    return Arrival(
        whole.title,
        history.counts(board),
        len(board["zones"]),
        len(board["threads"]),
        len(whole.pictures),
        [],
        len(whole.rows),
        min(times, default=0),
        max(times, default=0),
        len(whole.people),
        [(one.title, one.time) for one in whole.snapshots],
        snapshot.chain_faults(whole.chain, {one.id: one for one in whole.snapshots}),
    )


def _of_json(data: bytes) -> Arrival:
    if not data[:4096].lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        raise BadFile(NOT_OURS)
    draft = json_board.read(data)
    pictures = pictured(draft)
    counts, zones, threads = dict(draft.kinds()), len(draft.zones), len(draft.threads)
    return Arrival(draft.title or "A board without a name", counts, zones, threads, len(pictures), draft.problems)


async def _bring(at: Here, upload: Upload) -> Created:
    if bundle.is_bundle(upload.data):
        whole = await at.store.copied(bundling.opened, upload.data, secrets.randbits(31) + 1)
        return await bring_board(at.store, whole, whole.id, now_ms())
    state, title, stamps, pictures = await at.store.copied(filled, upload.data, now_ms())
    document = Document([state])
    try:
        made = await create(at.store, title, document, stamps, now_ms())
    finally:
        document.close()
    for picture in pictures:
        await at.store.add_picture(made.id, picture, None, now_ms())
    return made


def filled(data: bytes, time_ms: int) -> tuple[bytes, str, dict[str, Stamp], list[Raster]]:
    """A board's JSON as a new one: state, title, stamps and pictures; for a process of its own. Raises BadFile."""
    draft = json_board.read(data)
    pictures = pictured(draft)
    title = one_line(draft.title, 120) or "A board without a name"
    document = Document()
    try:
        with document.change():
            document.root("board")["title"] = title
            stamps = place(document, draft, iter(new_id, ""), time_ms)
        return document.state(), title, stamps, pictures
    finally:
        document.close()


def _ask(at: Here, wrong: str | None = None, status: int = 200, name: str = "") -> Response:
    most = MOST_BYTES // 1048576
    return render(at.request, "arrive.html", status, wrong=wrong, name=one_line(name, 80), most_mb=most)


def _uploads(at: Here) -> Uploads:
    return Uploads(at.settings.data / "incoming")
