"""Making a board: what it is about, the plan, and who is coming."""

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from boards.visitor import OUTSIDE
from server import auth
from server.clock import now_ms
from server.pages.form import one_line, read_form
from server.pages.here import Here, here
from server.pages.page import render
from server.pages.plan import make_board, plans, usual_services
from server.record import User

MAX_TITLE = 120
"""Characters that still fit on the room's screen."""
FIRST_PLAN = "hear-define-commit"


async def new_board(request: Request) -> Response:
    """The form, and the board it makes."""
    at = await here(request)
    if at.user is None:
        raise HTTPException(401, "Only people with a sign-in link make boards. Ask whoever looks after this site.")
    if request.method == "GET":
        plan = request.query_params.get("plan", "")
        plan = plan if plan in {p.name for p in plans()} else FIRST_PLAN
        return _page(at, {"title": "", "plan": plan, "services": "\n".join(usual_services(plan))}, {})
    return await _make(at, at.user, await read_form(request))


async def _make(at: Here, user: User, form: dict[str, str]) -> Response:
    typed = {name: form.get(name, "") for name in ("title", "plan", "services")}
    title = one_line(typed["title"], MAX_TITLE)
    errors = {} if title else {"title": "Give the room a name, so that people know where they are."}
    if typed["plan"] not in {plan.name for plan in plans()}:
        errors["plan"] = "Choose a plan to start from."
    if errors:
        return _page(at, typed, errors)
    try:
        made = await make_board(at.store, typed["plan"], title, now_ms(), typed["services"])
    except ValueError as error:
        return _page(at, typed, {"services": str(error)})
    who = auth.new_participant(made.facilitator, user.name, OUTSIDE, now_ms(), session=at.session)
    await at.store.add_participant(who)
    return RedirectResponse(f"/b/{made.id}", 303)


def _page(at: Here, typed: dict[str, str], errors: dict[str, str]) -> Response:
    said = {"title": None, "plan": None, "services": None, **errors}
    status = 422 if errors else 200
    return render(at.request, "new.html", status, typed=typed, errors=said, wrong=bool(errors), plans=plans())
