"""The room's big screen in a real browser."""

import json
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Response, expect

from browser import Watch
from guest import Guest
from running import RunningServer

pytestmark = pytest.mark.browser

SCREEN = {"width": 1920, "height": 1080}


def test_r344_the_wall_follows_the_room_says_when_it_is_offline_and_comes_back(
    server: RunningServer, new_page: Callable[..., Page], watch: Watch
) -> None:
    watch.expect("ERR_INTERNET_DISCONNECTED")
    board = server.new_board("Birth to five", "demo")
    screen = Guest(new_page(viewport=SCREEN), board, "Amara", "facilitator")
    sockets: list[str] = []
    received: list[str] = []

    def read(answer: Response) -> None:
        if "/api/" in answer.url and answer.status == 200:
            received.append(answer.text())

    screen.page.on("websocket", lambda socket: sockets.append(socket.url))
    screen.page.on("response", read)
    screen.page.goto(f"/b/{board.id}/wall")
    sockets.clear()  # of the board's page before
    expect(screen.page.get_by_role("article")).to_have_count(3)
    expect(screen.page.get_by_text("Point your camera here")).to_be_visible()
    page = new_page(viewport={"width": 1440, "height": 900})
    tom = Guest(page, board, "Tom").seated()
    tom.add_note("A drop-in day in every library", 700, 300)
    expect(screen.page.get_by_role("article").first).to_contain_text("A drop-in day in every library")
    expect(screen.page.get_by_role("article").first).to_contain_text("Tom")
    expect(screen.page.get_by_text("1 in the room")).to_be_visible()
    assert screen.axe_in_themes() == []
    screen.page.context.set_offline(True)
    expect(screen.page.get_by_text("Not connected.")).to_be_visible()
    expect(screen.page.get_by_role("article").first).to_contain_text("A drop-in day")
    screen.page.context.set_offline(False)
    expect(screen.page.get_by_text("Not connected.")).to_be_hidden(timeout=10_000)
    sizes = screen.page.evaluate(
        "[...document.querySelectorAll('#wall *')].filter(e => e.checkVisibility() && [...e.childNodes]"
        ".some(n => n.nodeType === 3 && n.data.trim())).map(e => parseFloat(getComputedStyle(e).fontSize))"
    )
    assert min(sizes) >= 20  # initials in marks are repeated in words elsewhere
    assert sockets == []
    assert all(set(json.loads(text)) >= {"cards", "here", "silent"} for text in received if '"cards"' in text)
