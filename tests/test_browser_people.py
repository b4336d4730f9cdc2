"""Rights that change under people's hands, in real browsers: what the page offers changes with them, and is said."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from browser import Watch
from guest import Guest
from running import Invitations, RunningServer

pytestmark = pytest.mark.browser

DESK = ViewportSize(width=1440, height=900)
PHONE = ViewportSize(width=390, height=844)
NewPage = Callable[..., Page]


@pytest.fixture
def board(server: RunningServer) -> Invitations:
    return server.new_board("The clinic", "hear-define-commit")


@contextmanager
def at_the_people(guest: Guest) -> Iterator[Page]:
    """The people page of the board, in a tab of the same browser."""
    page = guest.page.context.new_page()
    page.goto(f"/b/{guest.board.id}/people")
    yield page
    page.close()


def choose(page: Page, name: str, words: str) -> None:
    """One thing of a person's menu on the people page."""
    page.get_by_label(f"More for {name}", exact=True).click()
    page.locator("details[open]").get_by_role("button", name=words).click()
    page.wait_for_load_state()


def spoken(guest: Guest) -> str:
    """What a screen reader was told at once."""
    return guest.page.locator("[data-spoken=urgent]").inner_text()


def test_r213_another_role_changes_at_once_what_an_open_tab_offers(board: Invitations, new_page: NewPage) -> None:
    amara = Guest(new_page(viewport=DESK), board, "Amara", "facilitator").seated()
    dee = Guest(new_page(viewport=DESK), board, "Dee").seated()
    note = dee.page.get_by_role("button", name="Note", exact=True)
    dee.add_note("mine", 620, 420)
    with at_the_people(amara) as page:
        choose(page, "Dee", "Make an observer")
        expect(note).to_have_count(0)
        expect(dee.page.locator(".toast", has_text="read this board, but not change it")).to_be_visible()
        expect(dee.page.locator("[data-spoken=urgent]")).to_contain_text("read this board")
        dee.card("mine").dblclick()
        expect(dee.page.locator("textarea.card__field")).to_have_count(0)
        expect(dee.page.locator(".prompt")).to_have_count(0)
        choose(page, "Dee", "Make a facilitator")
        expect(note).to_be_visible()
        expect(dee.page.get_by_role("button", name="Run the room")).to_be_visible()
        expect(dee.page.get_by_role("button", name="Invite")).to_be_visible()
        expect(dee.page.locator(".may-arrange")).to_have_count(1)
        choose(page, "Dee", "Make a contributor")
        expect(dee.page.get_by_role("button", name="Run the room")).to_have_count(0)
        expect(dee.page.get_by_role("button", name="Invite")).to_have_count(0)
        expect(dee.page.locator(".may-arrange")).to_have_count(0)
    dee.add_note("again", 620, 600)
    expect(amara.card("again")).to_be_visible()


def test_r214_whoever_is_removed_reads_so_in_place_of_their_board(
    board: Invitations, new_page: NewPage, watch: Watch
) -> None:
    watch.expect("status of 403|WebSocket")
    amara = Guest(new_page(viewport=DESK), board, "Amara", "facilitator").seated()
    dee = Guest(new_page(viewport=DESK), board, "Dee").seated()
    dee.add_note("stays", 620, 420)
    with at_the_people(amara) as page:
        choose(page, "Dee", "Remove from the room")
        expect(dee.page.get_by_text("A facilitator has asked you to leave this room")).to_be_visible()
        expect(amara.card("stays")).to_be_visible()
        page.locator(".crowd__removed").get_by_role("button", name="Let back in").click()
        expect(page.locator(".crowd__removed")).to_have_count(0)  # a page that is closed while it loads may never close
    dee.page.get_by_role("button", name="Try again").click()
    expect(dee.card("stays")).to_be_visible()


def menu(guest: Guest, words: str) -> None:
    guest.page.get_by_role("menuitem", name=words).click()


def test_r227_a_facilitator_locks_a_card_and_a_zone_by_keyboard_and_others_are_told(
    board: Invitations, new_page: NewPage
) -> None:
    amara = Guest(new_page(viewport=DESK), board, "Amara", "facilitator").seated()
    dee = Guest(new_page(viewport=DESK), board, "Dee").seated()
    dee.add_note("mine", 620, 420)
    amara.page.get_by_role("button", name="Outline", exact=True).click()
    amara.outlined("mine").focus()
    amara.page.keyboard.press("Shift+F10")
    amara.page.keyboard.press("l")
    amara.page.keyboard.press("Enter")
    expect(amara.page.get_by_role("article", name=re.compile("mine.*locked"))).to_be_visible()
    expect(dee.page.locator("[data-spoken=urgent]")).to_contain_text("is locked now")
    dee.card("mine").dblclick()
    expect(dee.page.locator("textarea.card__field")).to_have_count(0)

    zone = amara.page.locator("section.ozone", has_text="mine")
    zone.locator(".ozone__edit").focus()
    amara.page.keyboard.press("Enter")
    amara.page.keyboard.press("l")
    amara.page.keyboard.press("Enter")
    expect(zone.get_by_text("Locked", exact=True).first).to_be_visible()
    expect(dee.page.locator("section.zone.is-locked")).to_have_count(1)
    expect(dee.page.locator("[data-spoken=urgent]")).to_contain_text("is locked now")
    dee.page.get_by_role("button", name="Outline", exact=True).click()
    expect(
        dee.page.locator("section.ozone", has_text="mine").get_by_role("button", name=re.compile("^Add"))
    ).to_have_count(0)
    assert dee.axe() == [] and amara.axe() == []


def test_r944_the_tools_of_a_card_are_named_as_the_card_is_now(board: Invitations, new_page: NewPage) -> None:
    amara = Guest(new_page(viewport=DESK), board, "Amara", "facilitator").seated()
    dee = Guest(new_page(viewport=DESK), board, "Dee").seated()
    dee.add_note("words", 620, 420)
    amara.card("words").click()
    expect(amara.page.get_by_role("toolbar", name="Note N1: words", exact=True)).to_be_visible()
    dee.card("words").dblclick()
    expect(dee.page.locator("textarea.card__field")).to_be_focused()
    dee.page.keyboard.press("Control+Home")
    dee.page.keyboard.type("other ")
    expect(amara.page.get_by_role("toolbar", name="Note N1: other words", exact=True)).to_be_visible()


def test_r227_a_board_closed_for_changes_says_so_on_every_surface(board: Invitations, new_page: NewPage) -> None:
    amara = Guest(new_page(viewport=DESK), board, "Amara", "facilitator").seated()
    dee = Guest(new_page(viewport=DESK), board, "Dee").seated()
    yusra = Guest(new_page(viewport=PHONE, has_touch=True, is_mobile=True), board, "Yusra").seated()
    dee.add_note("words", 620, 420)
    dee.card("words").click()
    bar = dee.page.get_by_role("toolbar", name="Note N1")
    expect(bar.get_by_role("button", name="Edit")).not_to_have_attribute("aria-disabled", "true")
    dee.card("words").dblclick()
    expect(dee.page.locator("textarea.card__field")).to_be_focused()
    amara.page.get_by_role("button", name="Look and sound").click()
    amara.page.get_by_label("Only facilitators change the board").check()
    amara.page.keyboard.press("Escape")
    for guest in (dee, yusra):
        expect(guest.page.get_by_text("The board is closed for changes for now.")).to_be_visible()
        expect(guest.page.locator("[data-spoken=urgent]")).to_contain_text("closed the board for changes")
    expect(dee.page.locator("textarea.card__field")).to_have_count(0)
    tools = dee.page.get_by_role("toolbar", name="Tools")
    for tool in ("Note", "Thread", "Comment", "Draw"):
        expect(tools.get_by_role("button", name=tool, exact=True)).to_have_attribute("aria-disabled", "true")
    expect(dee.page.locator(".toast", has_text="closed")).to_have_count(0)  # the banner says so
    expect(yusra.page.get_by_role("button", name="Put it on the board")).to_have_count(0)
    for deed in ("Edit", "React", "Move"):
        expect(bar.get_by_role("button", name=deed)).to_have_attribute("aria-disabled", "true")
    bar.get_by_role("button", name="Edit").press("Enter")
    expect(dee.page.locator("textarea.card__field")).to_have_count(0)
    expect(dee.page.locator(".toast", has_text="closed this board")).to_be_visible()
    bar.get_by_role("button", name="Details").press("Enter")
    expect(dee.page.locator("aside.det")).to_contain_text("words")
    for guest in (amara, dee, yusra):
        assert guest.axe() == []
    amara.page.get_by_role("button", name="Open it again", exact=True).click()
    expect(yusra.page.get_by_role("button", name="Put it on the board")).to_be_visible()
    expect(dee.page.locator(".banner")).to_have_count(0)
    dee.add_note("again", 620, 600)


def test_r225_where_everyone_keeps_to_their_own_cards_the_page_offers_no_more(
    board: Invitations, new_page: NewPage
) -> None:
    amara = Guest(new_page(viewport=DESK), board, "Amara", "facilitator").seated()
    dee = Guest(new_page(viewport=DESK), board, "Dee").seated()
    amara.add_note("of Amara", 620, 420)
    expect(dee.card("of Amara")).to_be_visible()
    amara.page.get_by_role("button", name="Look and sound").click()
    amara.page.get_by_label("Everyone changes only their own cards").check()
    expect(dee.page.locator("[data-spoken=urgent]")).to_contain_text("only cards of their own")
    dee.card("of Amara").dblclick()
    expect(dee.page.locator("textarea.card__field")).to_have_count(0)
    dee.add_note("of Dee", 620, 600)
    expect(amara.card("of Dee")).to_be_visible()


def test_r234_newcomers_wait_and_a_facilitator_lets_them_in_by_a_key(
    server: RunningServer, board: Invitations, new_page: NewPage
) -> None:
    amara = Guest(new_page(viewport=DESK), board, "Amara", "facilitator").seated()
    amara.page.get_by_role("button", name="Look and sound").click()
    amara.page.get_by_label("People wait to be let in").check()
    amara.page.keyboard.press("Escape")
    dee = Guest(new_page(viewport=PHONE, has_touch=True, is_mobile=True), board, "Dee")
    tom = Guest(new_page(viewport=DESK, java_script_enabled=False), board, "Tom")
    expect(dee.page.get_by_role("heading", name="You’re at the door, Dee")).to_be_visible()
    expect(tom.page.get_by_role("heading", name="You’re at the door, Tom")).to_be_visible()
    expect(dee.page.get_by_text("Amara can see you and will let you in.")).to_be_visible()
    expect(amara.page.get_by_text("2 people are waiting to be let in.").first).to_be_visible()
    expect(amara.page.locator("[data-spoken=polite]")).to_contain_text("waiting to be let in")
    assert dee.axe() == []
    amara.page.get_by_role("button", name="See who").click()
    expect(amara.page.get_by_role("button", name="Let in Dee")).to_be_focused()
    assert amara.axe() == []
    amara.page.keyboard.press("l")
    expect(dee.page.get_by_text("You can come in now.")).to_be_visible()
    dee.until_saved()
    amara.page.get_by_role("button", name="Not now for Tom").focus()
    amara.page.keyboard.press("n")
    expect(amara.page.get_by_text("You said: not now.")).to_be_visible()
    tom.page.reload()
    expect(tom.page.get_by_role("heading", name="Not just now, Tom")).to_be_visible()
    tom.page.get_by_role("button", name="Ask again").click()
    expect(tom.page.get_by_role("heading", name="You’re at the door, Tom")).to_be_visible()
    amara.page.get_by_role("button", name="Let in Tom").click()
    expect(amara.page.get_by_text("waiting to be let in.")).to_have_count(0)
