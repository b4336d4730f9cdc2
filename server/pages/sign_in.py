"""Signing in, by a link that works once or by password, and signing out."""

import asyncio
import logging
import time

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from server import auth, password
from server.clock import now_ms
from server.pages.form import MAX_NAME, one_line, read_form
from server.pages.here import Here, here
from server.pages.page import render
from server.pages.plan import example_services
from server.pages.session import new_session
from server.tries import Tries

log = logging.getLogger("sameroom.pages")

USED = (
    "This sign-in link was used before, or it is more than a day old. Ask whoever looks after this site for a new one."
)
WRONG = "That e-mail and password don’t go together. Check both and try again."
EMPTY = "Type the e-mail of your account, and your password."
BUSY = "Too many tries just now. Wait a minute and try again, or ask for a sign-in link."
MAX_EMAIL = 254

tries = Tries()
"""One for the process."""


async def sign_in(request: Request) -> Response:
    """Only the button uses the link up: mail programs that look at links in advance do not."""
    at = await here(request)
    if request.method == "GET":
        return _link_page(at, "", None)
    form = await read_form(request)
    name, chosen = one_line(form.get("name", ""), MAX_NAME), form.get("password", "")
    wrong = password.objection_to(chosen) if chosen else None
    if wrong:
        return _link_page(at, name, wrong)
    user = await at.store.use_sign_in(request.path_params["token"], now_ms())
    if user is None:
        raise HTTPException(401, USED)
    if name:
        await at.store.rename_user(user.id, name)
    if chosen:
        await at.store.set_password(user.id, await password.hashed(chosen))
    return await _signed_in(at, user.id)


def _link_page(at: Here, name: str, wrong: str | None) -> Response:
    status = 422 if wrong else 200
    services = example_services()
    return render(
        at.request, "sign_in.html", status, name=name, error=wrong, shortest=password.SHORTEST, departments=services
    )


async def by_password(request: Request) -> Response:
    """The form for e-mail and password. What was wrong is never said more exactly than that."""
    at = await here(request)
    if request.method == "GET":
        return _password_page(at)
    form = await read_form(request)
    email, given = one_line(form.get("email", ""), MAX_EMAIL), form.get("password", "")
    if not (email and given):
        return _password_page(at, email, EMPTY, 422)
    user = await _known(at, email, given)
    return _password_page(at, email, WRONG, 401) if user is None else await _signed_in(at, user)


async def _known(at: Here, email: str, given: str) -> str | None:
    """Whose e-mail and password these are. HTTPException 429 where patience is gone."""
    retry_after_s = tries.begin(email, time.monotonic())
    if retry_after_s:
        raise HTTPException(429, BUSY, {"Retry-After": str(retry_after_s)})
    found = await at.store.password_of(email)
    user, kept = found or (None, None)
    if await password.matches(kept, given):
        tries.was_right(email)
        return user
    log.info("a sign-in by password failed")
    await asyncio.sleep(tries.wait_s(email))
    return None


def _password_page(at: Here, email: str = "", error: str | None = None, status: int = 200) -> Response:
    return render(
        at.request,
        "password.html",
        status,
        email=email,
        error=error,
        by_provider=False,
        provider=(at.settings.oidc_name or "another account") if at.settings.oidc_issuer else None,
        departments=example_services(),
    )


async def _signed_in(at: Here, user: str) -> Response:
    await at.store.note_sign_in(user, now_ms())
    answer = RedirectResponse("/", 303)
    await new_session(at, user, answer)  # never the old one: someone else may know its cookie
    log.info("a user signed in: %s", user)
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
