"""What we promised: the commitments of every board one may see, who answers for them, and how they stand today."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from pycrdt import Map, Text
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from boards import commitment, history
from boards.approval import STAYS, approval_of
from boards.commitment import STATES, STATUS, WORDS, State
from boards.document import Document
from boards.formats.place import place
from boards.restore import rewrite
from boards.review import MOST, meeting
from boards.schema import MAX_TITLE as LONGEST
from boards.visitor import OUTSIDE
from server import auth
from server.clock import now_ms
from server.creation import create
from server.pages.board import participant
from server.pages.form import one_line, read_form
from server.pages.here import Here, here
from server.pages.new import MAX_TITLE
from server.pages.page import ARCHIVE, built, render
from server.record import BoardRow, Participant, User
from server.secret import new_id
from server.summary import summary_of

SIGN_IN = "Sign in, or open a board by its link, to see what was promised there."
GROUPS = {"urgency": "Urgency", "department": "Service", "board": "Board"}
FILTERS: tuple[State, ...] = ("owner", "late", "due", "done")
MAX_WORDS = 2_000


async def ledger(request: Request) -> Response:
    """The list, the most urgent first."""
    at = await here(request)
    entries = await _entries(at)
    today = history.day(now_ms())
    show, by = request.query_params.get("show", ""), request.query_params.get("by", "urgency")
    shown = [one for one in entries if not show or one["state"] == show]
    return render(
        request,
        "ledger.html",
        entry=built().entries.get(ARCHIVE),
        entries=_ordered(shown, by),
        every=len(entries),
        boards=len({one["board"] for one in entries}),
        counts=[(key, STATES[key], sum(one["state"] == key for one in entries)) for key in FILTERS],
        show=show if show in STATES else "",
        by=by if by in GROUPS else "urgency",
        groups=GROUPS,
        states=STATES,
        today=today,
        may_meet=at.user is not None and any(one["state"] not in ("done", "dropped") for one in entries),
        feed=await at.store.has_feed(at.user.id) if at.user else False,
        address=None,
    )


async def _entries(at: Here) -> list[dict[str, Any]]:
    """Every commitment the person may see, with its board and how it stands. Raises HTTPException 401."""
    if at.session is None:
        raise HTTPException(401, SIGN_IN)
    return await entries_of(at, at.user, at.session.id)


async def entries_of(at: Here, user: User | None, session: str | None = None) -> list[dict[str, Any]]:
    """Every commitment on the boards of a person."""
    rows = await at.store.boards()
    if not (user and user.admin):
        mine = await at.store.boards_of(session, user.id if user else None)
        rows = [row for row in rows if row.id in mine]
    today = history.day(now_ms())
    found = []
    for row in rows:
        promises, departments = await _promises(at, row)
        for one in promises:
            about = {"state": commitment.state(one, today), "days": commitment.told_days(one, today)}
            place_ = {"board": row.id, "title": row.title, "department": departments.get(one["owner_department"])}
            found.append({**one, **about, **place_})
    return sorted(found, key=lambda one: (commitment.urgency(one, today), one["title"], one["label"]))


async def _promises(at: Here, row: BoardRow) -> tuple[list[dict[str, Any]], dict[str, dict[str, Any]]]:
    """The commitments of a board and its departments: as they are at this moment where it is open."""
    live = at.hub.open_document(row.id)
    summary = await summary_of(at.store, at.hub, row)
    promises = commitment.commitments(live.plain()) if live is not None else summary.get("commitments", [])
    return promises, {one["id"]: one for one in summary["departments"]}


def _ordered(entries: list[dict[str, Any]], by: str) -> list[tuple[str, list[dict[str, Any]]]]:
    """The list in groups, each with its heading; one group without where nothing was asked for."""
    if by not in ("department", "board"):
        return [("", entries)]
    groups: dict[str, list[dict[str, Any]]] = {}
    for one in entries:
        name = one["title"] if by == "board" else (one["department"] or {"name": "No service named"})["name"]
        groups.setdefault(name, []).append(one)
    return sorted(groups.items(), key=lambda group: group[0].casefold())


# one commitment ------------------------------------------------------------------------------------------------------


async def promise(request: Request) -> Response:
    """GET shows a commitment with its history, POST says how it stands or hands it over."""
    at = await here(request)
    row, me = await _board(at)
    one, departments = await _found(at, row)
    why_not = _why_not(one, me, await at.hub.document(row.id))
    if request.method == "GET":
        return _promise_page(at, row, one, departments, why_not, {}, {})
    if why_not:
        raise HTTPException(403, why_not)
    form = await read_form(request)
    if form.get("act") == "hand":
        new, errors = _handed(one, form, departments)
    else:
        new, errors = _stands(form)
    if errors:
        return _promise_page(at, row, one, departments, "", form, errors)
    await at.hub.change(row.id, lambda document: _write(document, one["id"], new), me.id)
    return RedirectResponse(f"/commitments/{row.id}/{one['id']}", 303)


async def _board(at: Here) -> tuple[BoardRow, Participant]:
    row = await at.store.board(at.request.path_params["board"])
    if row is None:
        raise HTTPException(404, "We can’t find that board. It may have been deleted.")
    return row, await participant(at, row)


async def _found(at: Here, row: BoardRow) -> tuple[dict[str, Any], dict[str, dict[str, Any]]]:
    await at.hub.document(row.id)
    promises, departments = await _promises(at, row)
    one = next((one for one in promises if one["id"] == at.request.path_params["card"]), None)
    if one is None:
        raise HTTPException(404, "We can’t find that commitment. It may have been removed from its board.")
    return one, departments


def _why_not(one: Mapping[str, Any], me: Participant, document: Document) -> str:
    """Why this person may not change a commitment: the rules of the board hold here as well."""
    if me.role == "facilitator":
        return ""
    if me.role != "contributor":
        return "You can read this, but not change it."
    if one["locked"]:
        return "A facilitator has locked this card."
    if document.entry("session", "frozen") is True:
        return "A facilitator has closed the board for changes for now."
    if approval_of(document).waits(me.role, me.department, "commitment"):
        return STAYS
    if document.setting("own_only") and one["author"] != me.id:
        return "On this board everyone changes their own cards only."
    return ""


def _stands(form: Mapping[str, str]) -> tuple[dict[str, Any], dict[str, str]]:
    """How it stands, as said in the form, and what is missing."""
    asked = ("status", "evidence", "checked_by", "reason", "by")
    said = {name: form.get(name, "").strip()[:MAX_WORDS] for name in asked}
    said["sponsor"] = one_line(form.get("sponsor", ""), LONGEST)
    reviews = [day for number in range(4) if (day := form.get(f"review{number}", "").strip())]
    errors = commitment.problems_with(said)
    if any(not commitment.is_day(day) for day in reviews):
        errors["reviews"] = "Write each day as 2027-02-12."
    return {**said, "reviews": sorted(reviews)}, errors


def _handed(
    one: Mapping[str, Any], form: Mapping[str, str], departments: Mapping[str, Mapping[str, Any]]
) -> tuple[dict[str, Any], dict[str, str]]:
    """A new owner, with the chain of names kept."""
    role, person = one_line(form.get("role", ""), LONGEST), one_line(form.get("person", ""), LONGEST)
    department = form.get("department", "")
    if department not in departments:
        department = ""
    if not role and not person:
        return {}, {"person": "Say who takes it on: a role, a person, or both."}

    def name(id_: str) -> str:
        return str(departments.get(id_, {}).get("name", ""))

    step = {
        "from": commitment.who(one["owner"], one["owner_role"], name(one["owner_department"])),
        "to": commitment.who(person, role, name(department)),
        "on": history.day(now_ms()),
    }
    new = {"owner": person, "owner_role": role, "owner_department": department}
    return {**new, "handovers": [*one["handovers"], step]}, {}


def _write(document: Document, id_: str, new: Mapping[str, Any]) -> None:
    """Put what was said into the card's fields; a text that others write in as well is changed word by word."""
    card = document.entry("cards", id_)
    if not isinstance(card, Map):
        return
    if not isinstance(card.get("fields"), Map):
        card["fields"] = Map({})
    fields = card["fields"]
    for name, value in new.items():
        old = fields.get(name)
        if isinstance(old, Text):
            rewrite(old, str(value))
        elif value in ("", []):
            if name in fields:
                del fields[name]
        elif old != value:
            fields[name] = value


def _promise_page(
    at: Here,
    row: BoardRow,
    one: Mapping[str, Any],
    departments: Mapping[str, Any],
    why_not: str,
    typed: Mapping[str, str],
    errors: dict[str, str],
) -> Response:
    today = history.day(now_ms())
    reviews = list(one["reviews"]) + [""] * 4
    said = {name: typed.get(name, one[name]) for name in WORDS}
    return render(
        at.request,
        "promise.html",
        422 if errors else 200,
        entry=built().entries.get(ARCHIVE),
        board=row,
        one=one,
        said=said,
        reviews=[typed.get(f"review{n}", reviews[n]) for n in range(4)],
        usual=commitment.usual_reviews(today),
        departments=sorted(departments.values(), key=lambda d: str(d["name"]).casefold()),
        state=commitment.state(one, today),
        states=STATES,
        statuses=STATUS,
        days=commitment.told_days(one, today),
        why_not=why_not,
        typed=typed,
        errors=dict.fromkeys(("status", "evidence", "checked_by", "reason", "by", "reviews", "person")) | errors,
    )


# a review meeting, and the calendar ----------------------------------------------------------------------------------


async def review(request: Request) -> Response:
    """A new board on which everything that is open is looked at: did we do it?"""
    at = await here(request)
    entries = [one for one in await _entries(at) if one["state"] not in ("done", "dropped")]
    if at.user is None:
        raise HTTPException(403, "Only people with an account make boards. Ask whoever looks after this site.")
    form = await read_form(request)
    if board := form.get("board"):
        entries = [one for one in entries if one["board"] == board]
    if not entries:
        raise HTTPException(422, "There is nothing open to look at.")
    title = one_line(form.get("title", ""), MAX_TITLE) or f"Did we do it? {history.day(now_ms())}"
    departments: dict[str, Any] = {}
    for id_ in dict.fromkeys(one["board"] for one in entries[:MOST]):
        row = await at.store.board(id_)
        if row is not None:
            for one in (await summary_of(at.store, at.hub, row))["departments"]:
                departments[one["id"]] = {key: one[key] for key in ("name", "initials", "colour")}
    document = Document()
    try:
        with document.change():
            document.root("board")["title"] = title
            stamps = place(document, meeting(title, entries, departments), iter(new_id, ""), now_ms())
        made = await create(at.store, title, document, stamps, now_ms())
    finally:
        document.close()
    who = auth.new_participant(made.facilitator, at.user.name, OUTSIDE, now_ms(), session=at.session)
    await at.store.add_participant(who)
    return RedirectResponse(f"/b/{made.id}", 303)


async def calendar(request: Request) -> Response:
    """Make the secret address of one's calendar, or end it."""
    at = await here(request)
    if at.user is None:
        raise HTTPException(401, "Sign in first.")
    form = await read_form(request)
    if form.get("act") == "end":
        await at.store.end_feed(at.user.id)
        return RedirectResponse("/commitments", 303)
    token = await at.store.make_feed(at.user.id, now_ms())
    address = f"{at.base}/commitments/calendar/{token}.ics"
    return render(request, "feed.html", entry=built().entries.get(ARCHIVE), address=address)


async def feed(request: Request) -> Response:
    """The calendar itself, for whoever has its address."""
    at = await here(request)
    user = await at.store.user_of_feed(request.path_params["token"])
    if user is None:
        raise HTTPException(404, "There is no such calendar. Its address may have been changed.")
    entries = await entries_of(at, user)
    for one in entries:
        one["url"] = f"{at.base}/commitments/{one['board']}/{one['id']}"
    stamp = datetime.fromtimestamp(now_ms() / 1000, UTC).strftime("%Y%m%dT%H%M%SZ")
    body = commitment.calendar(entries, history.day(now_ms()), stamp, "What we promised")
    return Response(body, media_type="text/calendar; charset=utf-8", headers={"Cache-Control": "private, max-age=900"})
