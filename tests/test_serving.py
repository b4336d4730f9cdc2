"""A server that has nothing to do, and one that is told to stop."""

import asyncio
import signal
import time
import urllib.request
from collections.abc import Iterator
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

import pytest
import uvicorn

from running import RunningServer
from server.serve import Server

SETTLED_S = 2.0
WATCHED_S = 3.0


@pytest.fixture
def alone(tmp_path: Path) -> Iterator[RunningServer]:
    """A server of its own, which nobody visits."""
    running = RunningServer(tmp_path)
    yield running.start()
    running.close()


def test_r919_a_server_that_nobody_visits_wakes_up_to_look_at_the_database_and_for_the_date(
    alone: RunningServer,
) -> None:
    time.sleep(SETTLED_S)
    before = woken(alone)
    time.sleep(WATCHED_S)
    assert (woken(alone) - before) / WATCHED_S < 12
    with urllib.request.urlopen(f"{alone.url}/healthz", timeout=5) as answer:
        assert abs(parsedate_to_datetime(answer.headers["date"]).timestamp() - time.time()) < 2.5


async def test_r919_it_stops_when_it_is_told_and_not_when_it_would_wake_up_next(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("server.serve.TICK_S", 600.0)
    told = signal.signal(signal.SIGTERM, lambda *_: None)  # uvicorn raises it once more when it is done
    try:
        server = Server(uvicorn.Config(nothing_here, port=0, log_config=None, lifespan="off"))
        serving = asyncio.create_task(server.serve())
        async with asyncio.timeout(10):
            while not server.started:
                await asyncio.sleep(0.01)
            signal.raise_signal(signal.SIGTERM)
            await serving
    finally:
        signal.signal(signal.SIGTERM, told)


async def nothing_here(scope: Any, receive: Any, send: Any) -> None:
    """An application nobody asks for anything."""
    raise AssertionError(scope)


def woken(server: RunningServer) -> int:
    """How often its event loop has gone to sleep since it started."""
    status = Path(f"/proc/{server.pid}/task/{server.pid}/status").read_text()
    return int(status.split("nonvoluntary")[0].rsplit("voluntary_ctxt_switches:", 1)[1])
