"""Moderation in real browsers: marked words hidden, a card hidden with its reason, its writer's own words, and undo."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from boards.approval import KEY
from boards.document import Document
from guest import Guest
from running import Invitations, RunningServer

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
    assert amara.axe_in_themes() == []
    amara.page.get_by_role("button", name="Hide marked words").click()
    for guest in (amara, tom):
        expect(guest.card("[a name] rang [a phone number]")).to_be_visible()
    amara.page.locator(".toast").get_by_role("button", name="Undo").click()
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


PHONE = {"width": 390, "height": 844}
SECRET = "Mrs Pell rang 020 7946 0958"


@pytest.fixture
def room(server: RunningServer) -> Invitations:
    """A new board."""
    return server.new_board("Birth to five", "how-might-we")


def test_r621_what_waits_is_seen_to_by_keys_and_its_writer_sees_where_it_stands(
    room: Invitations, new_page: Callable[..., Page]
) -> None:
    amara = Guest(new_page(viewport=DESK, reduced_motion="reduce"), room, "Amara", "facilitator").seated()
    dee = Guest(new_page(viewport=DESK), room, "Dee").seated()
    phone = Guest(new_page(viewport=PHONE, has_touch=True), room, "Sunflower").seated()
    amara.page.get_by_role("button", name="Approve first").click()
    amara.page.get_by_label("Citizens", exact=True).check()
    assert amara.axe() == []
    amara.page.keyboard.press("Escape")
    expect(dee.page.get_by_text("Whoever runs the room looks at it first.")).to_be_visible()
    phone.page.locator("#compose").fill(SECRET)
    phone.page.get_by_role("button", name="Hand it in").click()
    dee.add_note("The first words", 560, 300)
    expect(dee.card("The first words")).to_contain_text("Waiting for approval")
    item = amara.page.locator(".qi")
    expect(item).to_have_count(2, timeout=15_000)
    named, plain = item.filter(has_text="Mrs Pell"), item.filter(has_text="The first words")
    expect(named.locator("mark")).to_have_count(2)
    assert "first words" not in phone.page.content()
    assert amara.axe_in_themes() == []
    # by keys: the board, the tray, a card, its letters
    amara.page.locator("#board").focus()
    amara.page.keyboard.press("Shift+F6")
    expect(amara.page.locator("[data-region=queue]")).to_be_focused()
    named.focus()
    amara.page.keyboard.press("h")
    hidden = item.filter(has_text="[a name] rang [a phone number]")
    expect(hidden).to_contain_text("No names or numbers found")
    expect(phone.page.locator(".toast", has_text="had words hidden, to keep someone safe")).to_be_visible()
    hidden.focus()
    amara.page.keyboard.press("e")
    amara.page.get_by_role("textbox", name="Its words").fill("A nurse rang")
    amara.page.keyboard.press("Tab")
    amara.page.keyboard.press("Enter")
    expect(item.filter(has_text="A nurse rang")).to_be_focused()
    amara.page.keyboard.press("a")
    expect(phone.page.locator(".toast", has_text="on the board for everyone now")).to_be_visible()
    expect(dee.card("A nurse rang")).to_be_visible()
    expect(plain).to_be_focused()
    amara.page.keyboard.press("s")
    amara.page.keyboard.press("Enter")
    expect(amara.page.get_by_text("Say why, in a few words.")).to_be_visible()
    amara.page.keyboard.type("Which nursery?")
    amara.page.keyboard.press("Enter")
    expect(item).to_have_count(0)
    expect(dee.card("The first words")).to_contain_text("Sent back to you: Which nursery?")
    expect(dee.page.locator("[data-spoken=polite]")).to_contain_text("was sent back to you: Which nursery?")
    dee.page.get_by_role("button", name="Read", exact=True).click()
    assert dee.axe() == []
    dee.page.get_by_role("button", name="Go to the card").click()
    expect(dee.card("The first words")).to_be_focused()
    dee.page.keyboard.press("Enter")
    dee.page.keyboard.press("Control+End")
    dee.page.keyboard.type(" of Eastgate")
    dee.page.keyboard.press("Escape")
    dee.page.keyboard.press("Shift+F10")
    dee.page.get_by_role("menuitem", name="Hand in again").press("Enter")
    expect(dee.card("of Eastgate")).to_contain_text("Waiting for approval")
    item.filter(has_text="of Eastgate").get_by_role("button", name="Approve").click()
    expect(amara.card("of Eastgate")).to_be_visible()
    expect(dee.card("of Eastgate")).not_to_have_class(re.compile("is-silent|is-waiting"))  # the board's own, here too
    expect(dee.card("of Eastgate")).not_to_contain_text("Waiting")
    # what is typed on is a change that waits; the yes is taken back by the toast's Undo
    dee.card("of Eastgate").dblclick()
    dee.page.keyboard.press("Control+End")
    dee.page.keyboard.type(", twice")
    dee.page.keyboard.press("Escape")
    expect(dee.card("Eastgate, twice")).to_contain_text("Your change waits for approval")
    expect(item.filter(has_text="The board says")).to_be_visible()
    expect(amara.card("of Eastgate")).not_to_contain_text("twice")
    toasts = "[...document.querySelectorAll('.toast')].filter((toast) => toast.textContent.includes('approved'))"
    old = amara.page.evaluate_handle(f"() => {toasts}.at(-1) ?? null")
    item.first.get_by_role("button", name="Approve").click()
    expect(amara.card("Eastgate, twice")).to_be_visible()
    # the board may bring the card before the message of this yes: the Undo must not be that of the one before
    amara.page.wait_for_function(f"(old) => ![old, undefined].includes({toasts}.at(-1))", arg=old)
    amara.page.locator(".toast", has_text="approved").last.get_by_role("button", name="Undo").click()
    expect(amara.card("Eastgate, twice")).to_have_count(0)
    expect(dee.card("Eastgate, twice")).to_contain_text("Your change waits for approval")


def everyone_waits(document: Document) -> None:
    """As a facilitator chooses it."""
    document.root("session")[KEY] = {"everyone": True, "groups": [], "kinds": []}


def test_r622_the_desk_and_its_messages_are_there_on_a_phone(
    server: RunningServer, new_page: Callable[..., Page]
) -> None:
    room = server.new_board("Birth to five", "how-might-we")
    server.change(room, everyone_waits)
    amara = Guest(new_page(viewport=PHONE, has_touch=True), room, "Amara", "facilitator").seated()
    lena = Guest(new_page(viewport=PHONE, has_touch=True), room, "Lena").seated()
    for guest in (amara, lena):
        guest.page.wait_for_load_state("networkidle")  # all parts of the page are here
    lena.page.locator("#compose").fill("It takes two buses")
    lena.page.get_by_role("button", name="Hand it in").click()
    lena.page.get_by_role("button", name="Now", exact=True).click()
    expect(lena.page.locator(".tie", has_text="two buses")).to_contain_text("Waiting for approval")
    amara.page.get_by_role("button", name="Look", exact=True).click()
    item = amara.page.locator(".qi", has_text="two buses")
    expect(item).to_be_visible(timeout=15_000)
    assert amara.axe() == []
    item.get_by_role("button", name="Send back").click()
    amara.page.get_by_label("Its writer reads it").fill("From where?")
    amara.page.get_by_role("button", name="Send it back").click()
    expect(lena.page.get_by_role("heading", name="Messages to you")).to_be_visible(timeout=15_000)
    assert lena.axe() == []
    lena.page.get_by_role("button", name="Hand it in again").click()
    expect(lena.page.locator(".tie", has_text="two buses")).to_contain_text("Waiting for approval", timeout=15_000)
    amara.page.get_by_role("button", name="Look", exact=True).click()  # with nothing left the tray had closed
    expect(item).to_be_visible(timeout=15_000)
    item.get_by_role("button", name="Approve").tap()
    expect(lena.page.locator(".toast", has_text="on the board for everyone now")).to_be_visible()


def test_r626_what_only_i_can_see_offers_no_answers_to_it(server: RunningServer, new_page: Callable[..., Page]) -> None:
    board = server.new_board("Quiet", "how-might-we")
    amara = Guest(new_page(viewport=DESK), board, "Amara", "facilitator").seated()
    dee = Guest(new_page(viewport=DESK), board, "Dee").seated()
    phone = Guest(new_page(viewport=PHONE, has_touch=True), board, "Sunflower").seated()
    stage = amara.page.get_by_role("group", name="Stage", exact=True)
    stage.get_by_role("button", name="Alone", exact=True).click()
    phone.page.locator("#compose").fill("An idea of mine")
    phone.page.get_by_role("button", name="Put it in, unseen for now").click()
    phone.page.get_by_role("button", name="See it").click()
    mine = phone.page.locator("article", has_text="An idea of mine")
    expect(mine.get_by_role("button", name="Change it")).to_be_visible()
    expect(mine.get_by_role("button", name="Me too")).to_have_count(0)
    for words, x in (("One of two", 520), ("Two of two", 800)):
        dee.page.get_by_role("button", name="Idea", exact=True).click()
        dee.page.mouse.click(x, 300)
        dee.page.keyboard.type(words)
        dee.page.keyboard.press("Escape")
    toolbar = dee.page.get_by_role("toolbar", name="Two of two")
    expect(toolbar.get_by_role("button", name="Thread")).to_be_visible()
    expect(toolbar.get_by_role("button", name="React")).to_have_count(0)
    # a thread between two that nobody sees: nobody hears of it before they are shown, then all have it
    toolbar.get_by_role("button", name="Thread").click()
    dee.page.get_by_role("dialog").get_by_text("One of two").first.click()
    expect(dee.page.locator(".toast", has_text="Thread added")).to_be_visible()
    amara.page.get_by_role("button", name="Outline", exact=True).click()
    expect(amara.page.get_by_text("One of two")).to_have_count(0)
    amara.page.get_by_role("button", name="Reveal all").click()
    row = amara.page.locator("article.orow", has_text="Two of two")
    expect(row).to_be_visible()
    expect(row.locator(".jumpto").first).to_be_visible()


def test_r627_people_are_found_gone_to_and_given_another_group(
    room: Invitations, new_page: Callable[..., Page]
) -> None:
    amara = Guest(new_page(viewport=DESK, reduced_motion="reduce"), room, "Amara", "facilitator").seated()
    guests = [Guest(new_page(viewport=DESK), room, name).seated() for name in ("Priya", "Len")]
    priya = guests[0].page
    priya.mouse.move(900, 500)
    priya.mouse.wheel(6000, 5000)
    priya.mouse.move(905, 505)
    amara.page.get_by_role("button", name="here").click()
    amara.page.get_by_label("Find a person or group").fill("pri")
    dialog = amara.page.get_by_role("dialog")
    expect(dialog.get_by_role("listitem")).to_have_count(1)
    expect(dialog.get_by_role("status")).to_have_text("1 person fits.")
    assert amara.axe() == []
    cursor = amara.page.locator(".cursor", has_text="Priya")
    expect(cursor).not_to_be_in_viewport()
    amara.page.get_by_role("button", name="Go to where Priya is").click()
    expect(cursor).to_be_in_viewport()
    people = amara.page.context.new_page()
    people.goto(f"/b/{room.id}/people?find=priya")
    people.get_by_label("More for Priya", exact=True).click()
    people.get_by_label("Speaks for").select_option("housing")
    people.locator("details[open]").get_by_role("button", name="Change group").click()
    expect(priya.locator(".toast")).to_contain_text("From now on you speak here for: Housing.")
    people.goto(f"/b/{room.id}/people?find=priya")
    people.get_by_label("More for Priya", exact=True).click()
    people.get_by_role("link", name="Go to where Priya is").click()
    expect(people.locator("[data-spoken=polite]")).to_contain_text("This is where Priya is.", timeout=15_000)
    assert "to=" not in people.url
