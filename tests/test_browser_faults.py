"""What people with real browsers see while nothing can be saved, and afterwards."""

import resource
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, ViewportSize, expect

from guest import Guest
from running import RunningServer

pytestmark = [pytest.mark.browser, pytest.mark.faults]

DESK = ViewportSize(width=1440, height=900)
PHONE = ViewportSize(width=390, height=844)


@contextmanager
def no_room(server: RunningServer) -> Iterator[None]:
    """Whatever the server writes fails, even where a file has room of its own (a WAL begun anew has)."""
    resource.prlimit(server.pid, resource.RLIMIT_FSIZE, (0, resource.RLIM_INFINITY))
    yield
    resource.prlimit(server.pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))


def test_r606_while_nothing_can_be_saved_people_read_that_and_lose_no_word(
    start_server: Callable[..., RunningServer], browser: Browser
) -> None:
    own = start_server()
    board = own.new_board("The clinic", "hear-define-commit")
    desk, phone, late = (browser.new_context(base_url=own.url, viewport=size) for size in (DESK, PHONE, DESK))
    grace = Guest(desk.new_page(), board, "Grace").seated()
    yusra = Guest(phone.new_page(), board, "Yusra").seated()
    grace.add_note("before", 620, 380)
    grace.until_saved()
    address = f"/b/{board.id}/export/file?format=csv"
    assert grace.page.request.get(address).ok  # the process that makes copies needs room for itself, once
    with no_room(own):
        grace.add_note("while the disk is full", 620, 560)
        for guest in (grace, yusra):
            alert = guest.page.get_by_role("alert").filter(has_text="Something went wrong at our end")
            expect(alert).to_be_visible(timeout=20_000)
            expect(alert).to_contain_text("safe in this browser and will be sent again")
        expect(grace.page.get_by_role("button", name="Not saved yet")).to_be_visible()
        expect(grace.card("while the disk is full")).to_be_visible()
        copy_ = grace.page.request.get(address)
        assert (copy_.status, "before" in copy_.text()) == (200, True), "R850: that only reads"
        page = late.new_page()
        answer = page.goto(f"/join/{board.contributor}")
        assert answer is not None and answer.status == 200
        page.get_by_label("What should we call you?").fill("Tom")
        page.get_by_label("A parent, carer or local person").check()
        page.get_by_role("button", name="let me in").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Nothing can be saved at the moment")
    grace.until_saved()
    expect(grace.page.get_by_text("You’re back.")).to_be_visible()
    tom = Guest(page, board, "Tom").seated()
    expect(tom.card("while the disk is full")).to_be_visible()
    for context in (desk, phone, late):
        context.close()
