"""Signing in by another provider: off to it, and back."""

import logging
from typing import TYPE_CHECKING

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from server.clock import now_ms
from server.journey import Journey
from server.pages.here import Here, here
from server.pages.page import render
from server.pages.plan import example_services
from server.pages.session import new_session
from server.refusal import NotAllowed, SignInFailed

if TYPE_CHECKING:
    from server.oidc import Provider

log = logging.getLogger("sameroom.pages")

COOKIE = "sameroom-journey"
PATH = "/sign-in/oidc"
LIVES_S = 600


def provider_of(at: Here) -> "Provider":
    """The provider of this server. HTTPException 404 where none is set."""
    if not at.settings.oidc_issuer:
        raise HTTPException(404)
    state = at.request.app.state
    if not hasattr(state, "oidc"):
        from server.oidc import Provider  # only where it is used: what it needs takes 0.3 s to load

        state.oidc = Provider(at.settings)
    found: Provider = state.oidc
    return found


async def leave(request: Request) -> Response:
    """Off to the provider."""
    at = await here(request)
    journey = Journey.begin()
    try:
        answer = RedirectResponse(await provider_of(at).address(journey), 303)
    except SignInFailed as failed:
        return _failed(at, str(failed), 503)
    answer.set_cookie(
        COOKIE,
        journey.packed(),
        max_age=LIVES_S,
        path=PATH,
        httponly=True,
        samesite="lax",  # strict would not be sent when the provider sends the browser back
        secure=at.settings.public_url.startswith("https:"),
    )
    return answer


async def come_back(request: Request) -> Response:
    """Back from the provider, with its answer in the address; it is used once."""
    at = await here(request)
    provider = provider_of(at)
    journey = Journey.unpacked(request.cookies.get(COOKIE))
    try:
        person = await provider.person(journey, dict(request.query_params))
        user = await at.store.user_of_person(person, at.settings, now_ms())
    except SignInFailed as failed:
        answer = _failed(at, str(failed), 401)
    except NotAllowed as refusal:
        answer = _failed(at, str(refusal), 403)
    else:
        answer = RedirectResponse("/", 303)
        await new_session(at, user.id, answer)  # never the old one: someone else may know its cookie
        log.info("a user signed in by the provider: %s", user.id)
    answer.delete_cookie(COOKIE, path=PATH, httponly=True, samesite="lax")
    return answer


def _failed(at: Here, words: str, status: int) -> Response:
    return render(
        at.request,
        "password.html",
        status,
        email="",
        error=words,
        by_provider=True,
        provider=at.settings.oidc_name,
        departments=example_services(),
    )
