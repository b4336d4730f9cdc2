"""Who is this: the session cookie, sign-in links, invitations, and whether a request comes from our own pages."""

from urllib.parse import urlsplit

from starlette.requests import HTTPConnection
from starlette.responses import Response

from boards.standing import READER, REMOVED, WAITING
from boards.visitor import OUTSIDE, Role, Visitor
from server.arrival import Arrival
from server.clock import now_ms
from server.record import Invitation, Participant, Session, User
from server.refusal import NoLongerOpen, Taken
from server.secret import new_id
from server.settings import Settings, origin_of
from server.store import Store

COOKIE = "sameroom"
COOKIE_LIVES_S = 180 * 24 * 3600
"""Half a year: a participant who comes back within it still owns their cards."""
SIGN_IN_LIVES_S = 24 * 3600
FIRST_EMAIL = "facilitator@localhost"
FIRST_NAME = "Facilitator"


class NotLetIn(Exception):
    """This visitor may not be on this board; the words may be shown to them."""

    status = 403


class NotSignedIn(NotLetIn):
    """Nobody we know, and no invitation."""

    status = 401


class NotInvited(NotLetIn):
    """Somebody we know, or an invitation that no longer holds, but not for this board."""

    status = 403


class NoSuchBoard(NotLetIn):
    """There is no such board (any more)."""

    status = 404


async def session_of(connection: HTTPConnection, store: Store) -> Session | None:
    """The browser's session, if its cookie is one of ours."""
    token = connection.cookies.get(COOKIE)
    return await store.session(token) if token else None


async def user_of(session: Session | None, store: Store) -> User | None:
    """The person signed in with this session."""
    return await store.user(session.user) if session and session.user else None


async def participant_of(session: Session | None, board: str, store: Store) -> Participant | None:
    """Who this browser is on a board: by its session, else by the person signed in."""
    if session is None:
        return None
    found = await store.participant_of_session(board, session.id)
    if found is None and session.user:
        found = await store.participant_of_user(board, session.user)
    return found


async def visitor_of(connection: HTTPConnection, board: str, store: Store) -> Visitor:
    """Who comes to a board: the participant of the cookie, else a new one by `?invitation=`.

    Raises NotSignedIn, NotInvited or NoSuchBoard.
    """
    secret = connection.query_params.get("invitation")
    came = await store.arrival(board, connection.cookies.get(COOKIE), secret)
    if came is None:
        raise NoSuchBoard("We can't find that board.")
    known = came.known
    if known is not None:
        if known.removed:
            raise NotInvited(REMOVED)
        if known.waiting is not None:
            raise NotInvited(WAITING)
        if known.role == "reader":
            raise NotInvited(READER)
        return Visitor(known.id, known.name, known.department, known.role)
    if secret:
        return await _by_invitation(came, board, store)
    if came.session is None:
        raise NotSignedIn("You need an invitation to this board.")
    raise NotInvited("You need an invitation to this board.")


async def _by_invitation(came: Arrival, board: str, store: Store) -> Visitor:
    """A new participant without a cookie, for a client that is no browser page of ours."""
    invitation = came.invitation
    if invitation is None or invitation.board != board or not invitation.lets_in(now_ms()):
        raise NotInvited("That invitation has ended, or belongs to another board.")
    if invitation.role == "reader":
        raise NotInvited(READER)
    if came.waits:
        raise NotInvited("People are let in one by one here. Open the invitation in a browser.")
    speaks_for = OUTSIDE if invitation.speaks_for in (None, "service") else str(invitation.speaks_for)
    guest = new_participant(invitation, "Guest", speaks_for, now_ms())
    try:
        await store.admit(guest, now_ms())
    except NoLongerOpen as error:
        raise NotInvited(str(error)) from error
    return Visitor(guest.id, guest.name, guest.department, guest.role, invitation=invitation.id)


def new_participant(
    invitation: Invitation,
    name: str,
    department: str,
    now_ms: int,
    *,
    session: Session | None = None,
    role: Role | None = None,
) -> Participant:
    """A person who came by an invitation; `role` where they have more rights than it gives."""
    return Participant(
        id=new_id(),
        board=invitation.board,
        session=session.id if session else None,
        user=session.user if session else None,
        invitation=invitation.id,
        name=name,
        department=department,
        role=role or invitation.role,
        created=now_ms,
    )


def is_ours(connection: HTTPConnection, settings: Settings) -> bool:
    """Whether a request that changes something comes from our own pages, or from no browser at all.

    Browsers say where a request comes from in Sec-Fetch-Site, older ones in Origin. With neither there is no page
    to be tricked by, and the cookie is SameSite=Lax besides.
    """
    site = connection.headers.get("sec-fetch-site")
    if site is not None:
        return site in ("same-origin", "none")
    origin = connection.headers.get("origin")
    if origin is None:
        return True
    if settings.public_url and origin == origin_of(settings.public_url):
        return True
    return urlsplit(origin).netloc == connection.headers.get("host")


def give_cookie(response: Response, token: str, settings: Settings) -> None:
    """Let the browser be known again."""
    response.set_cookie(
        COOKIE,
        token,
        max_age=COOKIE_LIVES_S,
        httponly=True,
        samesite="lax",
        secure=settings.public_url.startswith("https:"),
    )


def take_cookie(response: Response) -> None:
    """Forget the browser."""
    response.delete_cookie(COOKIE, httponly=True, samesite="lax")


async def _first_user(store: Store) -> User:
    try:
        return await store.add_user(FIRST_EMAIL, FIRST_NAME, True)
    except Taken:  # another server starts at this moment
        found = await store.user_by_email(FIRST_EMAIL)
        assert found is not None
        return found


async def first_sign_in(store: Store, settings: Settings, time_ms: int) -> str:
    """A fresh address that signs the first facilitator in, once, within a day; makes that person if need be."""
    user = await store.user_by_email(FIRST_EMAIL) or await _first_user(store)
    token = await store.make_sign_in(user.id, time_ms, SIGN_IN_LIVES_S)
    base = settings.public_url.rstrip("/") or f"http://127.0.0.1:{settings.port}"
    return f"{base}/sign-in/{token}"
