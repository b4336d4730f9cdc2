"""The whole application on one screen: what is where, and what starts and stops with it."""

import math
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route
from starlette.types import ASGIApp

from server import api, asset, pages, picture, session
from server.archivist import Archivist
from server.ballot_box import BallotBox
from server.bus import Bus
from server.front import Front
from server.gathering import Gatherer
from server.hub import Hub
from server.labour import Labours, at_work
from server.lane import LaneProtocol
from server.live import Live
from server.settings import Settings
from server.sorry import handlers, sorry
from server.stage_marks import StageMarks
from server.store import Store


def create_app(settings: Settings, store: Store, bus: Bus | None = None) -> Starlette:
    """Same Room on this store, which is open already; `app.state` has settings, store and hub."""
    hub = Hub(store, settings, bus)
    archivist = Archivist(store, hub, settings)
    gatherer = Gatherer(store)
    live, box = Live(settings, store, hub), BallotBox(store)
    routes: list[BaseRoute] = [
        *pages.routes,
        *api.routes,
        *session.routes,
        *live.routes,
        *asset.routes,
        *picture.routes,
        Route("/healthz", health),
        Route("/readyz", ready),
        Route("/metrics", metrics),
    ]

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        await hub.start()
        archivist.start()
        gatherer.start()
        try:
            yield
        finally:
            await app.state.labours.stop()
            await gatherer.stop()
            await archivist.stop()
            await box.empty()
            await hub.stop()

    app = Starlette(
        routes=routes,
        lifespan=lifespan,
        middleware=[Middleware(Front, settings=settings, sorry=our_fault)],
        exception_handlers=handlers,
    )
    app.state.settings, app.state.store, app.state.hub, app.state.live, app.state.box = settings, store, hub, live, box
    app.state.easel = picture.Easel()
    app.state.archivist, app.state.stage_marks = archivist, StageMarks(store)
    app.state.labours = Labours(at_work(settings.data))
    return app


DARK = "Redis does not answer: boards go on, and what people do on other servers arrives within a second or so."


async def our_fault(request: Request) -> ASGIApp:
    """The page for an error nobody foresaw."""
    return sorry(request, 500)


async def health(request: Request) -> Response:
    """Whether the process is alive."""
    return PlainTextResponse("alive\n")


async def ready(request: Request) -> Response:
    """Whether boards can be opened: the database answers."""
    await request.app.state.store.board("")
    lit = request.app.state.hub.neighbours.bus.lit
    return PlainTextResponse("ready\n" if lit else f"ready\n{DARK}\n")


async def metrics(request: Request) -> Response:
    """Prometheus' text format. Counts only: nothing here says who or what."""
    live = request.app.state.live
    counts = {
        **request.app.state.hub.counts(),
        "open_sockets": live.crowd.total,
        "at_turnstile": live.turnstile.waiting,
    }
    lines = [f"# TYPE sameroom_{name} gauge\nsameroom_{name} {count}\n" for name, count in counts.items()]
    return PlainTextResponse("".join(lines), media_type="text/plain; version=0.0.4")


def uvicorn_config(app: ASGIApp, settings: Settings) -> uvicorn.Config:
    """How this application is served."""
    return uvicorn.Config(
        app,
        host=settings.host,
        port=settings.port,
        http="httptools",
        ws=LaneProtocol,
        ws_max_size=settings.max_message_bytes,
        ws_ping_interval=settings.ping_s or None,
        ws_ping_timeout=settings.ping_s or None,
        ws_per_message_deflate=False,  # costs memory and time on every connection; large first syncs are packed as data
        log_config=None,  # ours is set by log.start
        access_log=False,  # it prints query strings, and ours hold invitations
        server_header=False,
        backlog=4096,
        timeout_graceful_shutdown=math.ceil(settings.shutdown_s),
    )
