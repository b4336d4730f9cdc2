"""What people read when something is refused or goes wrong: what happened, and what to do next."""

import logging
from http import HTTPStatus
from typing import NamedTuple

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from boards.errors import NoBoard, NotKept, RoomError
from server.auth import NotLetIn
from server.front import address
from server.pages.page import render
from server.refusal import Gone, NotAllowed, Refusal

log = logging.getLogger("sameroom.pages")


class Sorry(NamedTuple):
    """One kind of trouble."""

    heading: str
    words: str
    ways: tuple[tuple[str, str], ...]
    """Where to go from here: (address, what the button says)."""


BOARDS, CODE = ("/", "Go to the start"), ("/join", "Join with a code")

SORRY = {
    400: Sorry("We couldn’t read that", "Go back, check what you typed, and try again.", (BOARDS,)),
    401: Sorry("We don’t know you yet", "Open the link you were sent, or type the code from the big screen.", (CODE,)),
    403: Sorry("You need an invitation for this", "Ask the person who runs the session for a link.", (CODE, BOARDS)),
    404: Sorry("We can’t find that page", "The address may be mistyped, or the page has moved.", (BOARDS, CODE)),
    405: Sorry("That doesn’t work here", "Go back and use the buttons on the page.", (BOARDS,)),
    413: Sorry("That is too much at once", "Go back and shorten what you typed.", (BOARDS,)),
    429: Sorry("One moment, please", "Too much came at once. Wait a minute, then try again.", (CODE,)),
    500: Sorry("Something went wrong at our end", "It isn’t your fault. Wait a moment, then try again.", (BOARDS,)),
    503: Sorry("We can’t let you in just now", "The room is full or starting again. Try in a minute.", (BOARDS,)),
}

NOT_KEPT = Sorry(
    "Nothing can be saved at the moment",
    "The server can’t write down what you sent, so it was not taken. Go back, and try again in a minute.",
    (BOARDS,),
)


def sorry(
    request: Request,
    status: int,
    words: str = "",
    headers: dict[str, str] | None = None,
    page: Sorry | None = None,
) -> Response:
    """The answer to a request that can't be met, in the shape that the asker can read."""
    page = page or SORRY.get(status) or SORRY[500 if status >= 500 else 400]
    words = words or page.words
    answer: Response
    if request.url.path.startswith("/api/"):
        answer = JSONResponse({"error": words}, status)
    elif "text/html" in request.headers.get("accept", "text/html"):
        answer = render(request, "error.html", status, heading=page.heading, words=words, ways=page.ways)
    else:
        answer = PlainTextResponse(words, status)
    answer.headers.update(headers or {})
    return answer


async def on_http(request: Request, error: Exception) -> Response:
    """Whatever a page or the router refused with a status."""
    assert isinstance(error, HTTPException)
    if error.status_code < 400:
        return Response(status_code=error.status_code, headers=error.headers)
    own_words = error.detail if error.detail != HTTPStatus(error.status_code).phrase else ""
    headers = dict(error.headers or {})
    if error.status_code in (429, 503):
        headers.setdefault("Retry-After", "30")
    return sorry(request, error.status_code, own_words, headers)


async def on_not_let_in(request: Request, error: Exception) -> Response:
    """A visitor who may not be on a board."""
    assert isinstance(error, NotLetIn)
    return sorry(request, error.status, str(error))


async def on_room(request: Request, error: Exception) -> Response:
    """A room that does not exist, is full, or can't keep what it was given."""
    status = 404 if isinstance(error, NoBoard | Gone) else 503
    log.log(logging.INFO if status == 404 else logging.ERROR, "%s: %s", address(request.scope), error)
    headers = {} if status == 404 else {"Retry-After": "30"}
    return sorry(request, status, headers=headers, page=NOT_KEPT if isinstance(error, NotKept) and headers else None)


async def on_refusal(request: Request, error: Exception) -> Response:
    """The store would not do it, and says why."""
    return sorry(request, 503, str(error))


async def on_not_allowed(request: Request, error: Exception) -> Response:
    """Something that not even a facilitator may do, or that only they may."""
    return sorry(request, 403, str(error))


handlers = {
    HTTPException: on_http,
    NotLetIn: on_not_let_in,
    RoomError: on_room,
    NotAllowed: on_not_allowed,
    Refusal: on_refusal,
}
"""For Starlette's exception_handlers. Errors that nobody foresaw are caught by front.py."""
