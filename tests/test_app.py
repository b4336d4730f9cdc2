"""What every page carries, what the log may say, and what a program may ask."""

import asyncio
import gzip
import logging
import re
import urllib.request
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from laid import open_store
from running import RunningServer
from server import asset
from server.app import create_app, our_fault, uvicorn_config
from server.front import Front, policy
from server.lane import LaneProtocol
from server.log import Line, about
from server.settings import Settings


@pytest.fixture
async def app(tmp_path: Path) -> AsyncIterator[Starlette]:
    """The application, started, on a store of its own."""
    store = await open_store(tmp_path / "sameroom.db")
    made = create_app(Settings(data=tmp_path, public_url="https://room.example.org"), store)
    async with made.router.lifespan_context(made):
        yield made
    await store.close()


def client_of(app: Any) -> httpx.AsyncClient:
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    return httpx.AsyncClient(transport=transport, base_url="http://room.example.org", trust_env=False)


async def test_every_answer_carries_the_headers_that_keep_it_safe(app: Starlette) -> None:
    async with client_of(app) as client:
        for path in ("/", "/join", "/nowhere", "/healthz", "/static/none.js"):
            headers = (await client.get(path)).headers
            rules = headers["content-security-policy"]
            assert "default-src 'self'" in rules and "frame-ancestors 'none'" in rules and "unsafe" not in rules
            assert "connect-src 'self' ws://room.example.org wss://room.example.org;" in rules
            assert headers["x-content-type-options"] == "nosniff"
            assert headers["referrer-policy"] == "same-origin"
            assert headers["strict-transport-security"] == "max-age=31536000"
            assert "server" not in headers


def test_a_strange_host_does_not_get_into_the_policy() -> None:
    assert "evil" not in policy("room.example.org; script-src evil.example")
    assert "ws://[::1]:8000" in policy("[::1]:8000")


async def test_a_page_that_is_not_there_says_so_in_words_and_to_programs_in_json(app: Starlette) -> None:
    async with client_of(app) as client:
        page = await client.get("/nowhere", headers={"accept": "text/html"})
        assert page.status_code == 404 and "<h1>" in page.text and "Not Found" not in page.text
        answer = await client.get("/api/nowhere")
        assert answer.status_code == 404 and answer.json()["error"]


async def broken(request: Request) -> Response:
    raise RuntimeError("a detail that nobody outside should read")


async def test_an_error_of_ours_is_logged_and_told_without_its_details(caplog: pytest.LogCaptureFixture) -> None:
    front = Middleware(Front, settings=Settings(), sorry=our_fault)
    async with client_of(Starlette(routes=[Route("/b/{board}", broken)], middleware=[front])) as client:
        page = await client.get("/b/V1StGXR8_Z5jdHi6B-myT")
    assert page.status_code == 500 and "detail" not in page.text and "content-security-policy" in page.headers
    assert "a detail that nobody outside should read" in caplog.text


async def fine(request: Request) -> Response:
    return PlainTextResponse("fine")


async def test_the_log_names_the_page_but_no_secret_of_its_address(caplog: pytest.LogCaptureFixture) -> None:
    routes = [Route("/b/{board}", fine), Route("/join/{key}", fine), Route("/sign-in/{token}", fine)]
    front = Middleware(Front, settings=Settings(), sorry=our_fault)
    with caplog.at_level(logging.INFO, "sameroom.http"):
        async with client_of(Starlette(routes=routes, middleware=[front])) as client:
            for path in ("/b/V1StGXR8_Z5jdHi6B-myT?invitation=s3cret", "/join/s3cret", "/sign-in/s3cret", "/s3cret"):
                await client.get(path)
            await client.get("/b/s3cret-is-no-id")
    said = [record.getMessage() for record in caplog.records if record.name == "sameroom.http"]
    assert "s3cret" not in caplog.text
    assert [re.sub(r" \d+ ms", "", line) for line in said] == [
        "GET /b/V1StGXR8_Z5jdHi6B-myT 200",
        "GET /join/{key} 200",
        "GET /sign-in/{token} 200",
        "GET (no such page) 404",
        "GET /b/{board} 200",
    ]


def test_a_record_is_one_line_that_says_whom_it_is_about() -> None:
    record = logging.LogRecord("sameroom.live", logging.INFO, __file__, 1, "opened\nINFO forged", (), None)
    record.board, record.participant = "b1", "p1"
    line = Line().format(record)
    assert line.endswith("INFO sameroom.live: opened\\nINFO forged board=b1 participant=p1") and "\n" not in line


def test_what_is_logged_about_someone_names_board_and_participant(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO):
        about(logging.getLogger("sameroom.test"), "b1", "p1").info("hello %s", "there")
    record = caplog.records[-1]
    assert (record.getMessage(), record.__dict__["board"], record.__dict__["participant"]) == (
        "hello there",
        "b1",
        "p1",
    )


async def test_health_readiness_and_gauges_answer(app: Starlette) -> None:
    async with client_of(app) as client:
        assert (await client.get("/healthz")).text == "alive\n"
        assert (await client.get("/readyz")).text == "ready\n"
        gauges = (await client.get("/metrics")).text
    assert "# TYPE sameroom_rooms gauge\nsameroom_rooms 0\n" in gauges and "sameroom_open_sockets 0\n" in gauges


async def test_a_store_that_can_not_be_read_is_not_ready(app: Starlette, monkeypatch: pytest.MonkeyPatch) -> None:
    async def fail(_: str) -> None:
        raise OSError("gone")

    monkeypatch.setattr(app.state.store, "board", fail)
    async with client_of(app) as client:
        assert (await client.get("/readyz")).status_code == 500
        assert (await client.get("/healthz")).status_code == 200


async def test_built_files_are_kept_by_browsers_only_where_their_name_is_their_content(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "assets").mkdir()
    (tmp_path / "assets" / "main-4f2a.js").write_text("let a = 1;\n" * 100)
    (tmp_path / "logo.svg").write_text("<svg/>")
    (tmp_path.parent / "outside.txt").write_text("secret")
    monkeypatch.setattr(asset, "FOLDER", tmp_path)
    async with client_of(Starlette(routes=asset.routes)) as client:
        script = await client.get("/static/assets/main-4f2a.js")
        assert script.headers["cache-control"].endswith("immutable") and script.headers["content-encoding"] == "gzip"
        assert script.text == "let a = 1;\n" * 100 and "javascript" in script.headers["content-type"]
        again = await client.get("/static/assets/main-4f2a.js", headers={"if-none-match": script.headers["etag"]})
        assert again.status_code == 304 and not again.content
        plain = await client.get("/static/assets/main-4f2a.js", headers={"accept-encoding": "identity"})
        assert "content-encoding" not in plain.headers and gzip.compress(plain.content) != plain.content
        logo = await client.get("/static/logo.svg")
        assert logo.headers["cache-control"] == "no-cache"
        for path in ("/static/none.js", "/static/%2e%2e/outside.txt", "/static/assets", "/static/"):
            assert (await client.get(path)).status_code == 404


def test_uvicorn_is_told_to_keep_secrets_out_of_the_log() -> None:
    config = uvicorn_config(Starlette(), Settings())
    assert config.access_log is False and config.ws is LaneProtocol and config.ws_per_message_deflate is False
    assert config.ws_max_size == Settings().max_message_bytes


async def test_a_real_server_answers_pages_too(server: RunningServer) -> None:
    def get() -> tuple[int, str]:
        with urllib.request.urlopen(f"{server.url}/join", timeout=10) as answer:
            return answer.status, answer.read().decode()

    status, page = await asyncio.to_thread(get)
    assert status == 200 and "<title>" in page
    async with asyncio.timeout(5):  # the line is written when the answer has left
        while "GET /join 200" not in server.log:
            await asyncio.sleep(0.01)
