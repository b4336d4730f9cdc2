"""Making the browser known: a session, and the cookie that tells of it."""

from starlette.responses import Response

from server import auth
from server.clock import now_ms
from server.pages.here import Here
from server.record import Session


async def new_session(at: Here, user: str | None, answer: Response) -> Session:
    """A session of which the answer's cookie tells the browser."""
    token = await at.store.make_session(user, now_ms())
    auth.give_cookie(answer, token, at.settings)
    session = await at.store.session(token)
    assert session is not None
    return session
