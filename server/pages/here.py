"""What a page needs of the running server, and who is asking for it."""

from starlette.exceptions import HTTPException
from starlette.requests import Request

from server import auth
from server.hub import Hub
from server.record import Session, User
from server.settings import Settings
from server.store import Store


class Here:
    """One request's view of the server."""

    def __init__(self, request: Request) -> None:
        state = request.app.state
        self.request = request
        self.store: Store = state.store
        self.hub: Hub = state.hub
        self.settings: Settings = state.settings
        self.session: Session | None = None
        self.user: User | None = None

    @property
    def base(self) -> str:
        """The address people use, without a slash at the end: as set, else as they reached us."""
        return self.settings.public_url.rstrip("/") or str(self.request.base_url).rstrip("/")


async def here(request: Request) -> Here:
    """The server and the person; a change from somebody else's page is refused (HTTPException 403)."""
    found = Here(request)
    if request.method not in ("GET", "HEAD") and not auth.is_ours(request, found.settings):
        raise HTTPException(403, "That came from another website, so we didn't do it. Go to our page and try there.")
    found.session = await auth.session_of(request, found.store)
    found.user = await auth.user_of(found.session, found.store)
    request.state.user = found.user
    return found
