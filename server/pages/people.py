"""The people of a board and the ways onto it, for its facilitators: who is here, with what rights."""

import csv
import io
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any, get_args

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from boards.visitor import CITIZEN, OUTSIDE, Role
from server.clock import now_ms
from server.invitation import invite
from server.pages import words
from server.pages.board import invitation_picture, openness
from server.pages.deed import described
from server.pages.facilitator import facilitator
from server.pages.form import MAX_NAME, one_line, read_form
from server.pages.here import Here
from server.pages.join import SERVICE
from server.pages.lobby import MAX_RING, waiting_at
from server.pages.page import render
from server.pages.undo import Now, ways
from server.record import BoardRow, Invitation, Lobby, Participant
from server.refusal import NotAllowed, Refusal
from server.set_aside import UNDO_S
from server.summary import about

MOST_PLACES = 5_000
SHOWN_ACTS = 12
ROLES: tuple[Role, ...] = get_args(Role)
CAN: dict[Role, str] = {
    "facilitator": "Run the room",
    "contributor": "Write",
    "observer": "Read",
    "reader": "Read the archive",
}
FOR: dict[Role, str] = {
    "facilitator": "Helpers",
    "contributor": "Everyone",
    "observer": "Visitors",
    "reader": "Reviewers",
}
"""Whom an invitation is for where nobody said."""
GROUP_NAMES = {CITIZEN: "Citizens", OUTSIDE: "Other services and outside"}
UNTIL = {
    "": "I end it",
    "1": "An hour from now",
    "8": "8 hours from now",
    "24": "A day from now",
    "168": "A week from now",
}


async def people(request: Request) -> Response:
    """GET shows everyone, POST does one thing about them."""
    who = await facilitator(request)
    at, row, me = who.at, who.row, who.me
    if request.method == "GET":
        return await show(at, row, me)
    form = await read_form(request)
    try:
        where = await _carry_out(at, row, me, form)
    except (NotAllowed, Refusal) as refusal:
        return await show(at, row, me, str(refusal))
    await at.hub.rights_changed(row.id)
    return RedirectResponse(f"/b/{row.id}/people{where}", 303)


async def acts_csv(request: Request) -> Response:
    """The list of acts as a table: ids as kept, and names as they are now."""
    who = await facilitator(request)
    at, row = who.at, who.row
    names = await _names(at, row)
    out = io.StringIO()
    table = csv.writer(out)
    table.writerow(("when", "by", "by id", "act", "whom", "whom id"))
    for act in reversed(await at.store.acts(row.id)):
        when = datetime.fromtimestamp(act.time / 1000, UTC).isoformat(timespec="seconds")
        whom, id_ = (act.whom or "", "") if act.act == "stage" else (names.get(act.whom or "", ""), act.whom or "")
        table.writerow((when, _cell(names.get(act.actor, "")), act.actor, act.act, _cell(whom), id_))
    headers = {"Content-Disposition": 'attachment; filename="acts.csv"', "Cache-Control": "private, no-store"}
    return Response("\ufeff" + out.getvalue(), media_type="text/csv; charset=utf-8", headers=headers)


def _cell(words: str) -> str:
    """Words that no spreadsheet takes for a formula."""
    return f"'{words}" if words.startswith(("=", "+", "-", "@")) else words


# doing -----------------------------------------------------------------------------------------------------------


async def _carry_out(at: Here, row: BoardRow, me: Participant, form: dict[str, str]) -> str:
    """Do what the form asks; gives the part of the page to come back to. Raises NotAllowed, Refusal."""
    act, whom, time = form.get("act", ""), form.get("whom", ""), now_ms()
    store = at.store
    if act == "invite":
        departments = {d["id"] for d in (await about(store, at.hub, row))["departments"]}
        made = await store.make_invitation(me.id, _asked_for(row.id, form, time, departments), time)
        return f"#i-{made.id}"
    if act == "renew":
        return f"#i-{(await store.renew_invitation(row.id, me.id, whom, time)).id}"
    if act == "lobby":
        await store.set_lobby(
            row.id, me.id, Lobby(form.get("on") == "yes", one_line(form.get("ring", ""), MAX_RING)), time
        )
        return "#ways"
    if act in ("let-in", "let-all-in"):
        waiting = [one.id for one in await store.at_the_door(row.id)]
        await store.let_in(row.id, me.id, [whom] if act == "let-in" else waiting, time)
        return ""
    if act == "not-now":
        await store.not_now(row.id, me.id, [whom], time)
        return ""
    if act == "group":
        known = {CITIZEN, OUTSIDE, *(d["id"] for d in (await about(store, at.hub, row))["departments"])}
        if form.get("department") not in known:
            raise NotAllowed("Choose the group they speak for.")
        await store.set_group(row.id, me.id, whom, form["department"], time)
        return f"#p-{whom}"
    if act in ROLES:
        await store.set_role(row.id, me.id, whom, act, time)
        return f"#p-{whom}"
    simple: dict[str, Callable[[str, str, str, int], Awaitable[None]]] = {
        "remove": store.remove_person,
        "let-back": store.let_back,
        "end": store.close_invitation,
        "reopen": store.open_invitation,
    }
    if act not in simple:
        raise HTTPException(400)
    await simple[act](row.id, me.id, whom, time)
    if act == "remove" and form.get("also") == "end":
        await _end_theirs(at, row, me, whom, time)
    return "#acts"


async def _end_theirs(at: Here, row: BoardRow, me: Participant, whom: str, time: int) -> None:
    person = await at.store.participant(whom)
    if person is not None and person.invitation:
        await at.store.close_invitation(row.id, me.id, person.invitation, time)


def _asked_for(board: str, form: dict[str, str], time: int, departments: set[str]) -> Invitation:
    role, until, places = form.get("role", ""), form.get("until", ""), form.get("places", "").strip()
    if role not in CAN or until not in UNTIL:
        raise HTTPException(400)
    speaks_for = form.get("speaks_for", "")
    if speaks_for not in {"", CITIZEN, SERVICE, *departments}:
        raise HTTPException(400)
    if places and not (places.isascii() and places.isdigit() and 0 < int(places[:9]) <= MOST_PLACES):
        raise NotAllowed(f"How many people? Give a number from 1 to {MOST_PLACES:,}, or leave it empty.")
    return invite(
        board,
        role,
        time,
        title=one_line(form.get("title", ""), MAX_NAME) or None,
        expires=time + int(until) * words.HOUR_MS if until else None,
        places=int(places) if places else None,
        speaks_for=speaks_for or None,
    )


# showing ---------------------------------------------------------------------------------------------------------


async def show(at: Here, row: BoardRow, me: Participant, wrong: str = "") -> Response:
    """The page, with what went wrong on top."""
    everyone = await at.store.participants(row.id)
    departments = (await about(at.store, at.hub, row))["departments"]
    group_names = {d["id"]: str(d["name"]) for d in departments}
    present = {str(state.get("participant")) for state in at.hub.here(row.id)}
    invited = [_invitation(at, one, taken, group_names) for one, taken in await _with_places(at, row)]
    coded = [one for one in await at.store.invitations_of_board(row.id) if one.code and one.lets_in(now_ms())]
    find = one_line(at.request.query_params.get("find", ""), MAX_NAME)
    door = max(coded, key=openness, default=None)
    groups = _fitting(_groups(everyone, departments, present), find)
    acts = await at.store.acts(row.id, SHOWN_ACTS)
    names = await _names(at, row)
    now = Now(
        frozenset(one.id for one in everyone if one.removed),
        {one["id"]: one for one in invited},
        await at.hub.document(row.id),
        await at.store.set_aside_lately(row.id, now_ms() - UNDO_S * 1000, SHOWN_ACTS),
    )
    back = ways(acts, now)
    said = [described(act, names, now_ms()) | {"back": way} for act, way in zip(acts, back, strict=True)]
    return render(
        at.request,
        "people.html",
        422 if wrong else 200,
        board=row,
        me=me,
        wrong=wrong,
        departments=departments,
        lobby=await at.store.lobby(row.id),
        waiting=[_at_door(one, departments) for one in await waiting_at(at, row.id)],
        groups=groups,
        find=find,
        found=sum(len(group["people"]) for group in groups),
        removed=[one for one in _persons(everyone) if one.removed],
        door=next((one for one in invited if door is not None and one["id"] == door.id), None),
        invitations=sorted(invited, key=lambda one: not one["open"]),
        type_at=f"{at.base}/join",
        acts=said,
        can=CAN,
        until=UNTIL,
    )


def _at_door(one: dict[str, Any], departments: list[dict[str, Any]]) -> dict[str, Any]:
    group = next((d for d in departments if d["id"] == one["department"]), None)
    who = "Citizen" if one["department"] == CITIZEN else group["name"] if group else "From outside"
    return {**one, "group": group, "who": who, "when": words.ago(one["since"], now_ms())}


def _persons(everyone: list[Participant]) -> list[Participant]:
    """Each person once, as what they came last."""
    return list({one.user or one.session or one.id: one for one in everyone}.values())


def _groups(everyone: list[Participant], departments: list[dict[str, Any]], present: set[str]) -> list[dict[str, Any]]:
    """The people by the group they speak for, citizens first; who can't come back only while they are here."""
    known = {d["id"] for d in departments}
    by: dict[str, list[dict[str, Any]]] = {}
    for one in _persons(everyone):
        if one.removed or one.waiting is not None or not (one.session or one.user or one.id in present):
            continue
        group = one.department if one.department in known | {CITIZEN} else OUTSIDE
        by.setdefault(group, []).append({"person": one, "here": one.id in present})
    order = [(CITIZEN, None), *((d["id"], d) for d in departments), (OUTSIDE, None)]
    return [{"id": id_, "department": d, "people": by[id_]} for id_, d in order if id_ in by]


def _fitting(groups: list[dict[str, Any]], find: str) -> list[dict[str, Any]]:
    """Those whose name, or whose group's name, holds these words."""
    words_ = find.casefold()
    fitting = []
    for group in groups:
        name = group["department"]["name"] if group["department"] else GROUP_NAMES[group["id"]]
        whole = words_ in str(name).casefold()
        people = [one for one in group["people"] if whole or words_ in one["person"].name.casefold()]
        if people:
            fitting.append({**group, "people": people})
    return fitting


async def _with_places(at: Here, row: BoardRow) -> list[tuple[Invitation, int]]:
    taken = await at.store.places_taken(row.id)
    return [(one, taken.get(one.id, 0)) for one in await at.store.invitations_of_board(row.id)]


def _invitation(at: Here, one: Invitation, taken: int, groups: dict[str, str]) -> dict[str, Any]:
    time = now_ms()
    full = one.places is not None and taken >= one.places
    url = f"{at.base}/join/{one.secret}"
    return {
        "id": one.id,
        "title": one.title or FOR[one.role],
        "can": CAN[one.role],
        "code": one.code,
        "url": url,
        "qr": invitation_picture(url) if one.lets_in(time) else "",
        "speaks_for": {CITIZEN: "citizens", SERVICE: "people of services"}.get(
            one.speaks_for or "", groups.get(one.speaks_for or "", "")
        ),
        "came": words.places(taken, one.places),
        "open": one.lets_in(time),
        "over": one.ended is None and not one.lets_in(time),
        "may_reopen": one.ended is not None and (one.expires is None or one.expires > time),
        "until": _until(one, full, time),
    }


def _until(one: Invitation, full: bool, time: int) -> str:
    if one.ended is not None:
        return f"Ended {words.ago(one.ended, time)}"
    if one.expires is not None and one.expires <= time:
        return f"Over {words.ago(one.expires, time)}"
    if full:
        return "Full"
    return words.left(one.expires, time) if one.expires is not None else "You end it"


async def _names(at: Here, row: BoardRow) -> dict[str, str]:
    """What people and invitations are called, by id."""
    names = {one.id: one.title or FOR[one.role] for one in await at.store.invitations_of_board(row.id)}
    return names | {one.id: one.name for one in await at.store.participants(row.id)}
