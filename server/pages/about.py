"""Pages about the service itself."""

from starlette.requests import Request
from starlette.responses import Response

from server import auth
from server.pages.here import here
from server.pages.page import render


async def accessibility(request: Request) -> Response:
    """What works for whom, and what does not yet."""
    await here(request)
    return render(request, "accessibility.html")


async def privacy(request: Request) -> Response:
    """What is kept, why, for how long, and how to have it removed."""
    await here(request)
    return render(request, "privacy.html", days=auth.COOKIE_LIVES_S // 86_400)
