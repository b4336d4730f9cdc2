"""A session with real browsers: silent writing and its reveal, the timer, being asked to look."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from guest import Guest
from running import Invitations, RunningServer

pytestmark = pytest.mark.browser

NewPage = Callable[..., Page]
DESK = {"width": 1440, "height": 900}
PHONE = {"width": 390, "height": 844}


@pytest.fixture
def board(server: RunningServer) -> Invitations:
    return server.new_board("How might we", "how-might-we")


def stage(facilitator: Guest, name: str) -> None:
    facilitator.page.get_by_role("group", name="Stage", exact=True).get_by_role("button", name=name, exact=True).click()


def write(guest: Guest, words: str) -> None:
    """One idea, left open for writing."""
    guest.page.get_by_role("button", name="Add an idea").click()
    expect(guest.page.locator("textarea.card__field")).to_be_focused()
    guest.page.keyboard.type(words)


def field(guest: Guest) -> Any:
    return guest.page.evaluate(
        "(() => { const { className, value, selectionStart } = document.activeElement;"
        "return [className, value, selectionStart] })()"
    )


def test_r291_words_written_in_silence_are_shown_under_the_writers_hands(board: Invitations, new_page: NewPage) -> None:
    amara = Guest(new_page(viewport=DESK), board, "Amara", "facilitator").seated()
    dee = Guest(new_page(viewport=DESK), board, "Dee").seated()
    phone = Guest(new_page(viewport=PHONE, has_touch=True), board, "Sunflower").seated()
    stage(amara, "Alone")
    expect(dee.page.get_by_text("No names will be on them")).to_be_visible()
    write(dee, "What if one letter came")
    expect(dee.card("What if one letter")).to_contain_text("Only you can see this")
    phone.page.get_by_role("textbox").fill("What if the library weighed babies?")
    phone.page.get_by_role("button", name="Put it in, unseen for now").click()
    expect(amara.page.get_by_role("button", name="Silent writing")).to_contain_text("2 cards hidden")
    for other in (amara, phone):
        assert "one letter" not in other.page.content()
    assert dee.axe() == []
    stage(amara, "Together")
    expect(amara.page.get_by_role("alertdialog")).to_contain_text("2 cards are still hidden")
    amara.page.get_by_role("button", name="Stay here").click()
    amara.page.get_by_role("button", name="Reveal all").click()
    dee.page.keyboard.type(" from all of them, in words we know", delay=20)
    said = "What if one letter came from all of them, in words we know"
    expect(amara.card(said)).to_be_visible()
    expect(amara.card("weighed babies")).to_be_visible()
    assert field(dee) == ["card__field", said, len(said)]
    expect(dee.card("weighed babies")).to_be_visible()
    dee.page.keyboard.press("Escape")
    expect(dee.card(said)).not_to_contain_text("Only you can see this")
    expect(amara.card(said)).not_to_contain_text("Dee")


def test_r292_who_is_offline_in_silence_is_shown_when_back(board: Invitations, new_page: NewPage, watch: Any) -> None:
    watch.expect("WebSocket|ERR_INTERNET_DISCONNECTED|Failed to load")
    amara = Guest(new_page(viewport=DESK), board, "Amara", "facilitator").seated()
    dee = Guest(new_page(viewport=DESK), board, "Dee").seated()
    stage(amara, "Alone")
    write(dee, "Begun online")
    dee.until_saved()
    dee.page.context.set_offline(True)
    dee.page.keyboard.type(", finished offline")
    dee.page.keyboard.press("Control+Enter")
    dee.page.keyboard.type("Made offline")
    dee.page.keyboard.press("Escape")
    amara.page.get_by_role("button", name="Reveal all").click()
    expect(amara.card("Begun online")).to_be_visible()
    stage(amara, "Together")
    dee.page.context.set_offline(False)
    expect(amara.card("Made offline")).to_be_visible(timeout=20_000)
    expect(amara.card("Begun online, finished offline")).to_be_visible()


def test_r293_being_asked_to_look_moves_nobody_and_takes_no_focus(board: Invitations, new_page: NewPage) -> None:
    amara = Guest(new_page(viewport=DESK), board, "Amara", "facilitator").seated()
    dee = Guest(new_page(viewport=DESK), board, "Dee").seated()
    phone = Guest(new_page(viewport=PHONE, has_touch=True), board, "Sunflower").seated()
    dee.page.get_by_role("button", name="Note", exact=True).click()
    dee.page.mouse.click(700, 400)
    dee.page.keyboard.type("Still writing")
    layer = dee.page.locator(".card", has_text="Still writing").bounding_box()
    amara.page.get_by_role("button", name="Bring everyone").click()
    for other in (dee, phone):
        expect(other.page.get_by_role("region", name="Asked to look")).to_contain_text("Amara asks everyone")
    dee.page.keyboard.type(" here")
    assert field(dee)[:2] == ["card__field", "Still writing here"]
    after = dee.page.locator(".card", has_text="Still writing").bounding_box()
    assert layer and after and layer["x"] == after["x"]
    assert phone.axe() == [] and amara.axe() == []
    phone.page.get_by_role("button", name="Show me").click()
    expect(phone.page.locator(".canvas")).to_be_visible()
    amara.page.get_by_role("button", name="Bring everyone").click()
    expect(dee.page.get_by_role("region", name="Asked to look")).to_have_count(0)


def test_r294_all_see_one_timer_and_the_running_order_changes_live(board: Invitations, new_page: NewPage) -> None:
    amara = Guest(new_page(viewport=DESK), board, "Amara", "facilitator").seated()
    dee = Guest(new_page(viewport=DESK), board, "Dee").seated()
    amara.page.get_by_role("button", name="Take the timer away").or_(
        amara.page.get_by_role("textbox", name="Timer, minutes")
    ).first.wait_for()
    dee.page.evaluate("() => { const now = Date.now; Date.now = () => now() + 3_600_000 }")  # a clock an hour ahead
    stage(amara, "Alone")
    expect(dee.page.get_by_role("timer")).to_contain_text("08:00")
    amara.page.get_by_role("button", name="1 min more").click()
    amara.page.get_by_role("button", name="Start the timer").click()
    expect(dee.page.get_by_role("timer")).to_contain_text("08:5")
    amara.page.get_by_role("button", name="Change the running order").click()
    amara.page.get_by_role("button", name="Add a stage").click()
    amara.page.get_by_label("Name", exact=True).fill("Tea")
    amara.page.get_by_label("Listening: nobody writes").check()
    assert amara.axe() == []
    amara.page.get_by_role("button", name="Save", exact=True).click()
    amara.page.keyboard.press("Escape")
    expect(dee.page.get_by_role("list", name="Stages")).to_contain_text("Tea")
    stage(amara, "Tea")
    expect(dee.page.get_by_role("region", name="What to do now")).to_contain_text("Tea")
    expect(dee.page.get_by_role("button", name="Add an idea")).to_have_count(0)
    amara.page.keyboard.press("F6")
    amara.page.get_by_role("button", name="Take a snapshot").click()
    expect(amara.page.get_by_text("The board is kept as it is now")).to_be_visible()
