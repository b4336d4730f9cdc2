"""Moderation in real browsers: marked words hidden, a card hidden with its reason, its writer's own words, and undo."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from guest import Guest
from running import RunningServer

pytestmark = pytest.mark.browser

DESK = {"width": 1440, "height": 900}


def test_r358_a_facilitator_hides_words_and_a_card_and_puts_both_back(
    server: RunningServer, new_page: Callable[..., Page]
) -> None:
    board = server.new_board("Birth to five", "empty")
    amara = Guest(new_page(viewport=DESK, reduced_motion="reduce"), board, "Amara", "facilitator").seated()
    tom = Guest(new_page(viewport=DESK), board, "Tom").seated()
    tom.add_note("Mrs Pell rang 020 7946 0958", 500, 300)
    card = amara.card("Mrs Pell")
    expect(card).to_be_visible()
    desk(amara)
    expect(amara.page.locator("mark")).to_have_count(4)  # in the text, and in the list
    for theme in ("light", "dark", "contrast"):
        amara.page.evaluate(f"document.documentElement.dataset.theme = '{theme}'")
        amara.page.wait_for_timeout(150)
        assert amara.axe() == [], theme
    amara.page.get_by_role("button", name="Hide marked words").click()
    for guest in (amara, tom):
        expect(guest.card("[a name] rang [a phone number]")).to_be_visible()
    amara.page.get_by_role("button", name="Undo").last.click()
    expect(tom.card("Mrs Pell rang 020 7946 0958")).to_be_visible()

    desk(amara)
    amara.page.get_by_role("button", name="Hide the card").click()
    expect(amara.page.get_by_text("Say why, in a few words.")).to_be_visible()
    amara.page.get_by_label("Or hide the whole card. Why?").fill("It names a nurse")
    amara.page.keyboard.press("Enter")
    for guest in (amara, tom):
        hidden = guest.page.locator("article.card", has_text="Hidden by a facilitator: It names a nurse")
        expect(hidden).to_be_visible()
        assert "Pell" not in guest.page.locator("main").inner_text()
    tom.page.locator("article.card").click(button="right")
    tom.page.get_by_role("menuitem", name="See my words").click()
    expect(tom.page.get_by_text("Mrs Pell rang 020 7946 0958")).to_be_visible()
    tom.page.keyboard.press("Escape")
    amara.page.locator("article.card").focus()
    amara.page.keyboard.press("Shift+F10")
    amara.page.get_by_role("menuitem", name="Show it again").press("Enter")
    expect(tom.card("Mrs Pell rang 020 7946 0958")).to_be_visible()


def desk(amara: Guest) -> None:
    amara.page.locator("article.card").focus()
    amara.page.keyboard.press("Shift+F10")
    amara.page.get_by_role("menuitem", name="Check for names, or hide").press("Enter")
    expect(amara.page.get_by_text("Words that may tell who someone is")).to_be_visible()
