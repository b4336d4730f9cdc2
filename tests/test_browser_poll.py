"""A secret vote in real browsers: at a desk by keys, on a phone by thumb, with a room of others."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from browser import Watch
from crowd import Crowd
from guest import Guest
from running import Invitations, RunningServer

pytestmark = pytest.mark.browser

DESK = {"width": 1440, "height": 900}
PHONE = {"width": 390, "height": 844}
NewPage = Callable[..., Page]


@pytest.fixture
def room(server: RunningServer) -> Iterator[Crowd]:
    board = server.new_board("Birth to five", "demo")
    crowd = Crowd(server, board)
    crowd.come("citizen", "citizen", "citizen", "housing", "housing", "housing", "police")
    yield crowd
    crowd.leave()


def come(new_page: NewPage, board: Invitations, name: str, role: str = "contributor", **options: object) -> Guest:
    return Guest(new_page(**{"viewport": DESK, **options}), board, name, role).seated()


def open_vote(amara: Guest, way: str = "") -> None:
    amara.page.get_by_role("button", name="Start a vote").click()
    amara.page.get_by_role("radio", name="Problem", exact=True).check(force=True)
    expect(amara.page.get_by_text("4 of 4 problems")).to_be_visible()
    if way:
        amara.page.get_by_label(way).check()
    amara.page.get_by_role("button", name="Open the vote").click()


def poll_of(page: Page, board: Invitations) -> dict[str, Any]:
    got: dict[str, list[str]] = page.evaluate(
        f"fetch('/api/b/{board.id}').then(r => r.json()).then(b => b.session.poll)"
    )
    return got


def test_r337_a_room_votes_by_keys_and_by_thumb_and_sees_the_results_together(new_page: NewPage, room: Crowd) -> None:
    amara = come(new_page, room.board, "Amara", "facilitator")
    tom = come(new_page, room.board, "Tom")
    dee = come(new_page, room.board, "Dee", viewport=PHONE, has_touch=True, is_mobile=True)
    tom.page.get_by_role("button", name="Note", exact=True).focus()
    open_vote(amara)
    expect(tom.page.get_by_text("A secret vote is open.")).to_be_visible()
    expect(tom.page.get_by_role("button", name="Note", exact=True)).to_be_focused()  # nothing takes the focus
    expect(tom.page.locator('[data-spoken="polite"]')).to_contain_text("A vote is open")

    # At the desk, by keys alone.
    tom.page.get_by_role("button", name="Vote", exact=True).press("Enter")
    expect(tom.page.get_by_text("Problem 1 of 4")).to_be_visible()
    expect(tom.page.get_by_label("The story it rests on")).to_contain_text("nine people")
    expect(tom.page.get_by_text("Secret, even from Amara")).to_be_visible()
    tom.page.keyboard.press("a")
    expect(tom.page.get_by_role("button", name="Agree", exact=True)).to_have_attribute("aria-pressed", "true")
    tom.page.keyboard.press("ArrowRight")
    expect(tom.page.get_by_text("Problem 2 of 4")).to_be_visible()
    tom.page.keyboard.press("d")
    tom.page.keyboard.press("p")
    expect(tom.page.get_by_text("You pass, now showing")).to_be_visible()
    expect(tom.page.get_by_text("Your answers are kept.")).to_be_visible()
    tom.page.keyboard.press("Escape")
    expect(tom.page.get_by_text("You answered 2 of 4 cards.")).to_be_visible()
    tom.page.reload()
    tom.page.get_by_role("button", name="Your answers").click()
    expect(tom.page.get_by_text("You pass", exact=True)).to_be_visible()  # found again by this browser

    # On the phone, one card a screen.
    dee.page.get_by_role("button", name="Vote", exact=True).last.tap()
    for _ in range(3):
        dee.page.get_by_role("button", name="Agree", exact=True).tap()
        dee.page.get_by_role("button", name="Next").tap()
    dee.page.get_by_role("button", name="Disagree", exact=True).tap()
    box = dee.page.get_by_role("button", name="Disagree", exact=True).bounding_box()
    assert box is not None and box["height"] >= 44 and box["y"] + box["height"] < PHONE["height"]
    expect(dee.page.get_by_text("Your answers are kept.")).to_be_attached()

    poll = poll_of(amara.page, room.board)
    assert poll["groups"] == [["citizen"], ["housing", "police"]]
    one, two, three, four = poll["cards"]
    room.vote(
        str(poll["id"]), lambda n: {one: "agree", two: "agree", three: "agree" if n < 3 else "disagree", four: "pass"}
    )
    amara.page.get_by_role("button", name="Vote is open").click()
    expect(amara.page.get_by_text("9 people have answered something, of 9 here.")).to_be_visible()
    assert "agree," not in amara.page.get_by_role("dialog").inner_text()
    amara.page.get_by_role("button", name="Close the vote").click()
    amara.page.get_by_role("button", name="Close it for everyone").click()

    # Everyone sees the same, where they were.
    for guest in (amara, tom):
        rows = guest.page.get_by_role("table").get_by_role("row")
        expect(rows).to_have_count(5)
        expect(rows.nth(1)).to_contain_text("7 to 9 of 9 agree")
        expect(rows.nth(1)).to_contain_text("Common ground")
        divided = guest.page.get_by_role("row", name="P3")
        expect(divided).to_contain_text("Most")
        expect(divided).to_contain_text("Few")
        expect(divided).to_contain_text("Divided")
        expect(guest.page.get_by_role("heading", name="Most divided: P3")).to_be_visible()
        expect(guest.page.get_by_role("columnheader", name="Housing and Neighbourhood police")).to_be_visible()
    expect(dee.page.get_by_role("heading", name="What we agree on")).to_be_visible()
    expect(dee.page.locator("dl").first).to_contain_text("Nearly all")

    # It becomes a card, and can be found again in the outline.
    amara.page.get_by_role("button", name="Put on the board").click()
    card = amara.page.locator("article.card", has_text="Vote: Is this worth solving together?")
    expect(card).to_be_focused()
    expect(card).to_contain_text("P3, ")
    assert "Nearly" not in card.inner_text() and "Housing" not in card.inner_text()
    tom.page.keyboard.press("Escape")
    tom.page.get_by_role("button", name="Outline", exact=True).click()
    tom.page.get_by_role("button", name="See the results").click()
    expect(tom.page.get_by_role("table")).to_be_visible()


def test_r338_offline_a_vote_says_that_it_needs_a_connection(new_page: NewPage, room: Crowd, watch: Watch) -> None:
    watch.expect("Failed to load resource|WebSocket connection|ERR_INTERNET_DISCONNECTED")
    amara = come(new_page, room.board, "Amara", "facilitator")
    tom = come(new_page, room.board, "Tom")
    open_vote(amara)
    tom.page.get_by_role("button", name="Vote", exact=True).click()
    expect(tom.page.get_by_text("Problem 1 of 4")).to_be_visible()
    tom.page.keyboard.press("a")
    expect(tom.page.get_by_text("Your answers are kept.")).to_be_visible()
    tom.page.context.set_offline(True)
    expect(tom.page.get_by_text("Votes need a connection, so they can be counted once.")).to_be_visible()
    tom.page.keyboard.press("d")
    tom.page.get_by_role("button", name="Disagree", exact=True).click(force=True)
    expect(tom.page.locator('[data-spoken="urgent"]')).to_contain_text("Votes need a connection")
    expect(tom.page.get_by_role("button", name="Agree", exact=True)).to_have_attribute("aria-pressed", "true")
    tom.page.context.set_offline(False)
    expect(tom.page.get_by_text("Votes need a connection, so they can be counted once.")).to_be_hidden(timeout=15_000)
    tom.page.get_by_role("button", name="Disagree", exact=True).click()
    expect(tom.page.get_by_text("You disagree, now showing")).to_be_visible()
    expect(tom.page.get_by_text("Your answers are kept.")).to_be_visible()


def test_r339_a_vote_with_dots_and_axe_in_every_theme(new_page: NewPage, room: Crowd) -> None:
    amara = come(new_page, room.board, "Amara", "facilitator", reduced_motion="reduce")
    dee = come(new_page, room.board, "Dee", viewport={"width": 320, "height": 640}, reduced_motion="reduce")
    amara.page.get_by_role("button", name="Start a vote").click()
    expect(amara.page.get_by_role("button", name="Open the vote")).to_be_visible()
    assert amara.axe_in_themes() == []
    amara.page.keyboard.press("Escape")
    open_vote(amara, "Dots")
    dee.page.get_by_role("button", name="Vote", exact=True).last.click()
    more = dee.page.get_by_role("button", name="One dot more")
    for _ in range(3):
        more.click()
    expect(more).to_have_attribute("aria-disabled", "true")
    expect(dee.page.get_by_text("0 of 3 left")).to_be_visible()
    dee.page.get_by_role("button", name="One dot less").click()
    expect(dee.page.get_by_text("1 of 3 left")).to_be_visible()
    expect(dee.page.get_by_text("Your answers are kept.")).to_be_attached()
    assert dee.axe_in_themes() == []
    assert dee.page.evaluate("document.documentElement.scrollWidth") <= 320
    poll = poll_of(amara.page, room.board)
    room.vote(str(poll["id"]), lambda n: {poll["cards"][n % 4]: 2, poll["cards"][3 - n % 4]: 1})
    amara.page.get_by_role("button", name="Vote is open").click()
    assert amara.axe_in_themes() == []
    amara.page.get_by_role("button", name="Close the vote").click()
    amara.page.get_by_role("button", name="Close it for everyone").click()
    expect(amara.page.get_by_role("row", name="P1")).to_contain_text("dots")
    expect(amara.page.get_by_text("Dots are counted for the whole room")).to_be_visible()
    assert amara.axe_in_themes() == []
    assert dee.axe_in_themes() == []
    assert dee.page.evaluate("document.documentElement.scrollWidth") <= 320
