"""What people read when something can't be shown: what happened, and where to go from here."""

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from server.pages.page import render

WORDS: dict[int, tuple[str, str]] = {
    400: (
        "We didn't understand that",
        "Something in the address or the form was not right. Please go back and try again.",
    ),
    401: ("Please sign in first", "This page is for people who have signed in. Open your sign-in link again."),
    403: (
        "This page isn't open to you",
        "You may need an invitation, or the one you used has ended. Ask whoever invited you.",
    ),
    404: ("We can't find that page", "The address may be mistyped, or what was here has been deleted."),
    405: ("That can't be done here", "Please go back and try again."),
    413: ("That was too much", "What you sent is larger than we can take. Please send less at once."),
    429: ("Too many tries", "Please wait a minute, then try again."),
    500: ("Something went wrong", "It is our fault, not yours, and it has been noted. Please try again in a minute."),
    503: ("Same Room can't do that just now", "Please try again in a minute. Nothing that was saved is lost."),
}
WAYS = [("/", "Go to the start page"), ("/join", "Join with a code")]


async def http_error(request: Request, error: Exception) -> Response:
    """Starlette's handler for a page that said no."""
    assert isinstance(error, HTTPException)
    if error.status_code < 400:
        return Response(status_code=error.status_code, headers=error.headers)
    response = sorry(request, error.status_code)
    response.headers.update(error.headers or {})
    return response


def sorry(request: Request, status: int) -> Response:
    """The page for this status, or the same as JSON for a program."""
    heading, words = WORDS.get(status) or WORDS[500 if status >= 500 else 400]
    if request.url.path.startswith("/api/"):
        return JSONResponse({"error": f"{heading}. {words}"}, status)
    return render(request, "error.html", status, heading=heading, words=words, ways=WAYS)
