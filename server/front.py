"""Around every page: the headers that keep it safe, one line in the log, and an apology when we are at fault."""

import logging
import re
import time
from collections.abc import Awaitable, Callable

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from boards.schema import is_id
from server.settings import Settings

POLICY = (
    "default-src 'self'; connect-src 'self'{sockets}; img-src 'self' data: blob:; style-src 'self'; script-src 'self'; "
    "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    # Addresses hold invitations: no other site may learn them. Not `no-referrer`, which makes forms send Origin: null.
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
HOST = re.compile(r"[A-Za-z0-9.-]+(:\d+)?|\[[0-9A-Fa-f:.]+\](:\d+)?")
HARMLESS = ("board", "id")
"""Parts of an address that may stand in the log, as ids. Others may be invitations, codes or sign-in tokens."""

log = logging.getLogger("sameroom.http")


class Front:
    """ASGI middleware for all of HTTP."""

    def __init__(self, app: ASGIApp, settings: Settings, sorry: Callable[[Request], Awaitable[ASGIApp]]) -> None:
        self.app, self.settings, self.sorry = app, settings, sorry

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        start_s, status = time.perf_counter(), 0

        async def send_with_headers(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                self.add_headers(scope, MutableHeaders(scope=message))
            await send(message)

        try:
            await self.app(scope, receive, send_with_headers)
        except Exception:
            log.exception("%s %s failed", scope["method"], address(scope))
            if status:
                raise  # half an answer is out: the server cuts the connection
            page = await self.sorry(Request(scope, receive))
            await page(scope, receive, send_with_headers)
        said = address(scope)
        # A wall asks every second.
        quiet = said.startswith(("/static/", "/healthz", "/readyz")) or said.endswith("/wall")
        level = logging.DEBUG if quiet else logging.INFO
        board = scope.get("path_params", {}).get("board")
        took_ms = (time.perf_counter() - start_s) * 1000
        log.log(level, "%s %s %d %.0f ms", scope["method"], said, status, took_ms, extra={"board": board})

    def add_headers(self, scope: Scope, headers: MutableHeaders) -> None:
        """What every answer says."""
        for name, value in HEADERS.items():
            headers.setdefault(name, value)
        headers.setdefault("Content-Security-Policy", policy(Request(scope).headers.get("host", "")))
        headers.setdefault("Cache-Control", "private, no-cache")
        if self.settings.public_url.startswith("https:"):
            headers.setdefault("Strict-Transport-Security", "max-age=31536000")


def policy(host: str) -> str:
    """The content security policy; older Safaris do not count a socket to the same host as 'self'."""
    return POLICY.format(sockets=f" ws://{host} wss://{host}" if HOST.fullmatch(host) else "")


def address(scope: Scope) -> str:
    """The address of a request as it may stand in the log: no query, no secret."""
    route = scope.get("route")
    if route is None:
        return "(no such page)"
    path: str = getattr(route, "path", "(page)")
    for name, value in scope.get("path_params", {}).items():
        if name in HARMLESS and is_id(value):
            path = path.replace(f"{{{name}}}", value)
    return path
