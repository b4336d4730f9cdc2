"""Signing in by a link that works once, and signing out."""

import logging

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from server import auth
from server.clock import now_ms
from server.pages.form import MAX_NAME, one_line, read_form
from server.pages.here import here
from server.pages.join import new_session
from server.pages.page import render
from server.pages.plan import example_services

log = logging.getLogger("sameroom.pages")

USED = (
    "This sign-in link was used before, or it is more than a day old. Ask whoever looks after this site for a new one."
)


async def sign_in(request: Request) -> Response:
    """Only the button uses the link up: mail programs that look at links in advance do not."""
    at = await here(request)
    if request.method == "GET":
        return render(request, "sign_in.html", departments=example_services())
    name = one_line((await read_form(request)).get("name", ""), MAX_NAME)
    user = await at.store.use_sign_in(request.path_params["token"], now_ms())
    if user is None:
        raise HTTPException(401, USED)
    if name:
        await at.store.rename_user(user.id, name)
    answer = RedirectResponse("/", 303)
    await new_session(at, user.id, answer)  # never the old one: someone else may know its cookie
    log.info("a user signed in: %s", user.id)
    return answer


async def sign_out(request: Request) -> Response:
    """Forget this browser."""
    at = await here(request)
    token = request.cookies.get(auth.COOKIE)
    if token:
        await at.store.end_session(token)
    answer = RedirectResponse("/", 303)
    auth.take_cookie(answer)
    return answer
