"""At the door: who are you, here as whom? Then in."""

from typing import Any, NamedTuple

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from boards.standing import REMOVED
from boards.visitor import CITIZEN, OUTSIDE, Role
from server import auth
from server.clock import now_ms
from server.pages import code, words
from server.pages.form import MAX_NAME, one_line, read_form
from server.pages.here import Here, here
from server.pages.page import render
from server.pages.session import new_session
from server.record import BoardRow, Invitation, Participant
from server.refusal import NoLongerOpen
from server.summary import about

LEADS: dict[Role, str] = {
    "facilitator": "You’re invited to help run",
    "contributor": "You’re invited to",
    "observer": "You’re invited to look at",
    "reader": "You’re invited to read the archive of",
}
RANK: dict[Role, int] = {"reader": -1, "observer": 0, "contributor": 1, "facilitator": 2}
A_READER = "A reader"
"""Readers of an archive are seen by nobody, so they may come without a name."""
NOT_A_ROOM = (
    "That link or code doesn’t open a room. It may have ended. "
    "Ask the person who sent it for a new one, or type the code from the big screen."
)


SERVICE = "service"


class Said(NamedTuple):
    """What someone told us about themselves."""

    name: str
    as_: str
    """`citizen`, `service` or nothing yet."""
    department: str

    @property
    def group(self) -> str | None:
        """The group they speak from, once that is clear."""
        if self.as_ == CITIZEN:
            return CITIZEN
        return self.department or None


async def join(request: Request) -> Response:
    """GET shows the form of an invitation, POST lets the person in."""
    at = await here(request)
    key = request.path_params["key"]
    invitation = await code.find(at, key)
    row = await at.store.board(invitation.board) if invitation else None
    if invitation is None or row is None:
        typed = key.upper() if len(key) <= code.MAX_CODE else ""
        return await code.code_page(at, typed, NOT_A_ROOM, 404)
    already = await auth.participant_of(at.session, row.id, at.store)
    if already is not None and already.removed:
        raise HTTPException(403, REMOVED)
    if already is not None and RANK[invitation.role] > RANK[already.role]:
        already = None  # an invitation with more rights is an invitation to the same person
    if request.method == "GET":
        return await _page(at, invitation, row, _known(at), already)
    departments = await _departments(at, row)
    said = bound(said_in(await read_form(request), departments), invitation.speaks_for, departments)
    if invitation.role == "reader":
        return await _let_in(at, invitation, said._replace(name=said.name or A_READER), already)
    errors = errors_in(said)
    if errors:
        return await _page(at, invitation, row, said, already, errors)
    return await _let_in(at, invitation, said, already)


def _known(at: Here) -> Said:
    return Said(at.user.name if at.user else "", "", "")


def said_in(form: dict[str, str], departments: list[dict[str, Any]]) -> Said:
    """The form's answers; a department that the board does not have counts as none."""
    known = {d["id"] for d in departments} | {OUTSIDE}
    department = form.get("department", "")
    as_ = form.get("as", "")
    department = department if department in known else ""
    if as_ == "service" and not departments:
        department = OUTSIDE
    return Said(one_line(form.get("name", ""), MAX_NAME), as_, department)


def bound(said: Said, speaks_for: str | None, departments: list[dict[str, Any]]) -> Said:
    """What was said, as far as the invitation leaves a choice. A department that has gone since leaves any service."""
    if speaks_for is None:
        return said
    if speaks_for == CITIZEN:
        return said._replace(as_=CITIZEN, department="")
    if any(d["id"] == speaks_for for d in departments):
        return said._replace(as_=SERVICE, department=speaks_for)
    return said._replace(as_=SERVICE, department=said.department or ("" if departments else OUTSIDE))


def errors_in(said: Said) -> dict[str, str]:
    """What is missing, by field, in words that say what to do."""
    errors = {}
    if not said.name:
        errors["name"] = "Tell us what to call you. A made-up name is fine."
    if said.as_ == "service" and not said.department:
        errors["group"] = "Choose the service you work in. If it isn’t here, choose “Another, or from outside”."
    elif said.group is None:
        errors["group"] = "Choose one, so that people know who they are talking to."
    return errors


async def _departments(at: Here, row: BoardRow) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (await about(at.store, at.hub, row))["departments"]
    return found


async def _page(
    at: Here,
    invitation: Invitation,
    row: BoardRow,
    said: Said,
    already: Participant | None,
    errors: dict[str, str] | None = None,
) -> Response:
    board = await about(at.store, at.hub, row)
    return render(
        at.request,
        "join.html",
        422 if errors else 200,
        lead=LEADS[invitation.role],
        title=row.title,
        purpose=board["purpose"],
        role=invitation.role,
        board=row.id,
        departments=board["departments"],
        speaks_for=invitation.speaks_for,
        lobby=invitation.role in ("contributor", "observer") and (await at.store.lobby(row.id)).on,
        here=words.present(at.hub.here(row.id))[1],
        already=already,
        typed=said,
        errors={"name": None, "group": None, **(errors or {})},
        wrong=bool(errors),
    )


async def _let_in(at: Here, invitation: Invitation, said: Said, already: Participant | None) -> Response:
    """A new participant, known by this browser from now on."""
    answer = RedirectResponse(f"/b/{invitation.board}", 303)
    if already is not None:  # somebody else at a shared computer
        await at.store.end_session(at.request.cookies[auth.COOKIE])
    session = None if already else at.session
    if session is None:
        session = await new_session(at, None, answer)
    role: Role = "facilitator" if at.user and at.user.admin and not already else invitation.role
    who = auth.new_participant(invitation, said.name, said.group or OUTSIDE, now_ms(), session=session, role=role)
    try:
        who = await at.store.admit(who, now_ms())
    except NoLongerOpen as error:
        raise HTTPException(403, str(error)) from error
    if who.waiting is not None:
        await at.hub.rights_changed(who.board)
    return answer
