"""A session with real browsers: silent writing and its reveal, the timer, being asked to look."""

import re
import time
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, WebSocketRoute, expect

from browser import shoot
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


def test_r291_writing_goes_on_also_where_word_of_the_reveal_comes_before_the_board_does(
    board: Invitations, new_page: NewPage
) -> None:
    amara = Guest(new_page(viewport=DESK), board, "Amara", "facilitator").seated()
    page = new_page(viewport=DESK)
    late: list[str | bytes] = []
    page_side: list[WebSocketRoute] = []
    waits: list[bool] = []

    def through(route: WebSocketRoute) -> None:
        server = route.connect_to_server()
        page_side.append(route)
        route.on_message(server.send)
        server.on_message(lambda message: late.append(message) if waits else route.send(message))

    page.route_web_socket(re.compile(r"/sync/[^/]+$"), through)
    dee = Guest(page, board, "Dee").seated()
    stage(amara, "Alone")
    write(dee, "What if one letter came")
    expect(dee.card("What if one letter")).to_contain_text("Only you can see this")
    expect(amara.page.get_by_role("button", name="Silent writing")).to_contain_text("1 card hidden")
    waits.append(True)
    amara.page.get_by_role("button", name="Reveal all").click()
    expect(amara.card("What if one letter came")).to_be_visible()
    dee.page.keyboard.type(" from all of them", delay=20)
    expect(dee.page.get_by_text("on the board for everyone now").first).to_be_visible()
    dee.page.keyboard.type(", soon", delay=20)
    assert late, "the board was to wait"
    said = "What if one letter came from all of them, soon"
    assert field(dee) == ["card__field", said, len(said)]
    waits.clear()
    for message in late:
        page_side[-1].send(message)
    expect(amara.card(said)).to_be_visible()
    assert field(dee) == ["card__field", said, len(said)]


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


@pytest.mark.parametrize("to", ["Together", "Choose"])
def test_r843_words_that_stall_across_a_change_of_stage_come_late_or_are_given_back(
    board: Invitations, new_page: NewPage, to: str
) -> None:
    amara = Guest(new_page(viewport=DESK), board, "Amara", "facilitator").seated()
    page = new_page(viewport=DESK)
    held: list[tuple[WebSocketRoute, str | bytes]] = []
    stalls: list[bool] = []

    def through(route: WebSocketRoute) -> None:
        server = route.connect_to_server()
        route.on_message(lambda message: held.append((server, message)) if stalls else server.send(message))

    page.route_web_socket(re.compile(r"/sync/[^/]+/draft$"), through)
    dee = Guest(page, board, "Dee").seated()
    stage(amara, "Alone")
    write(dee, "What if one letter came")
    expect(amara.page.get_by_role("button", name="Silent writing")).to_contain_text("1 card hidden")
    dee.until_saved()
    stalls.append(True)
    page.keyboard.type(" from all of them")
    page.keyboard.press("Control+Enter")
    page.keyboard.type("What if the library weighed babies?")
    expect(dee.card("What if the library weighed babies?")).to_be_visible()
    stage(amara, to)
    amara.page.get_by_role("button", name="Show them and move on").click()
    expect(amara.card("What if one letter came")).to_be_visible()
    stages = amara.page.get_by_role("list", name="Stages")
    expect(stages.locator('[aria-current="step"]')).to_contain_text(to)  # cards are shown first, then the stage changes
    assert held, "the line was to stall"
    stalls.clear()
    for server, message in held:
        server.send(message)
    expect(amara.card("What if one letter came from all of them")).to_be_visible()
    if to == "Together":  # where ideas still fit
        expect(amara.card("What if the library weighed babies?")).to_be_visible()
        return
    given_back = page.get_by_role("alertdialog", name="That change didn’t go in")
    expect(given_back).to_contain_text("What if the library weighed babies?")
    expect(given_back).to_contain_text("In “Choose” you can add notes, not ideas.")
    expect(given_back).not_to_contain_text("one letter")
    shoot(page, "given-back")
    given_back.get_by_role("button", name="Post as a new note").click()
    expect(amara.card("What if the library weighed babies?")).to_be_visible()


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
    expect(amara.page.locator(".toast", has_text="The board is kept as it is now")).to_be_visible()


def ask(guest: Guest, noun: str, what: dict[str, Any]) -> Any:
    """An act of a facilitator, past the page."""
    return guest.page.evaluate(
        "([to, what]) => fetch(to, {method: 'POST', headers: {'Content-Type': 'application/json'},"
        " body: JSON.stringify(what)}).then((answer) => answer.json())",
        [f"/api/b/{guest.board.id}/{noun}", what],
    )


def test_r645_the_vote_begins_with_what_the_stage_says(board: Invitations, new_page: NewPage) -> None:
    amara = Guest(new_page(viewport=DESK), board, "Amara", "facilitator").seated()
    page = amara.page
    now = page.get_by_role("group", name="Stage", exact=True).locator('[aria-current="step"]').inner_text().strip()
    page.get_by_role("button", name="Change the running order").click()
    page.get_by_role("button", name=f"Change {now}").click()
    page.get_by_label("Dots to spread").check()
    page.get_by_label("What it asks").fill("Which would you try first?")
    page.get_by_label("About").select_option("notes")
    page.get_by_label("For how long").select_option("10 min")
    page.get_by_label("Dots each").fill("5")
    page.get_by_label("Keep the board as it is when this stage is left").uncheck()
    shoot(page, "stage-vote")
    page.get_by_role("button", name="Save", exact=True).click()
    listed = page.get_by_role("dialog").get_by_role("listitem").filter(has_text=now)
    expect(listed).to_contain_text("not kept when left")
    page.keyboard.press("Escape")
    page.mouse.click(700, 400)
    amara.add_note("Weigh babies at the library", 600, 400)
    page.get_by_role("button", name="Start a vote").click()
    expect(page.get_by_label("What are we asking?")).to_have_value("Which would you try first?")
    expect(page.get_by_role("radio", name="Note", exact=True)).to_be_checked()
    expect(page.get_by_label("Dots each")).to_have_value("5")
    expect(page.get_by_role("button", name="10 min")).to_have_attribute("aria-pressed", "true")


def test_r646_the_running_order_is_changed_by_keys_alone(board: Invitations, new_page: NewPage) -> None:
    amara = Guest(new_page(viewport=DESK), board, "Amara", "facilitator").seated()
    page, keys = amara.page, amara.page.keyboard
    page.get_by_role("button", name="Change the running order").press("Enter")
    dialog = page.get_by_role("dialog", name="The running order")
    expect(dialog.get_by_role("listitem").first).to_be_visible()
    names = [words.split("\n")[0] for words in dialog.get_by_role("listitem").all_inner_texts()]
    page.get_by_role("button", name=f"{names[-1]} earlier").press("Enter")
    expect(dialog.get_by_role("listitem").nth(len(names) - 2)).to_contain_text(names[-1])
    expect(page.get_by_role("button", name=f"{names[-1]} earlier")).to_be_focused()
    expect(page.locator('[data-spoken="polite"]')).to_contain_text(f"is number {len(names) - 1} of {len(names)}")
    page.get_by_role("button", name="Add a stage").press("Enter")
    expect(page.get_by_label("Name", exact=True)).to_be_focused()
    keys.press("Enter")
    expect(dialog.get_by_role("alert")).to_contain_text("Give the stage a name")
    page.get_by_label("Name", exact=True).focus()
    keys.type("Tea")
    page.get_by_role("checkbox", name="Story").focus()
    keys.press("Space")
    page.get_by_label("Stories, by").focus()
    keys.type("these")
    page.get_by_role("checkbox", name="Citizens").focus()
    keys.press("Space")
    shoot(page, "running-order")
    assert amara.axe_in_themes() == []
    page.set_viewport_size({"width": 320, "height": 640})
    shoot(page, "running-order-narrow")
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.wait_for_function("(dialog) => dialog.scrollWidth <= dialog.clientWidth", arg=dialog.element_handle())
    small = (
        "els => els.map((e) => e.getBoundingClientRect()).filter((r) => r.width && Math.min(r.width, r.height) < 24)"
    )
    assert dialog.locator("button, select, label.chip, label.choice").evaluate_all(small) == []
    page.get_by_label("Name", exact=True).focus()
    keys.press("Enter")
    expect(page.get_by_role("button", name="Add a stage")).to_be_focused()
    expect(dialog.get_by_role("listitem").filter(has_text="Tea")).to_contain_text("not by everyone")


def offset(guest: Guest) -> float:
    """How far right of the middle of the canvas the note about buses is."""
    found: float = guest.page.evaluate(
        "() => { const canvas = document.querySelector('.canvas').getBoundingClientRect();"
        "const card = [...document.querySelectorAll('article.card')].find((one) => one.textContent.includes('buses'));"
        "return card.getBoundingClientRect().x - canvas.x - canvas.width / 2 }"
    )
    return found


def until(check: Callable[[], bool], timeout_s: float = 10) -> None:
    """Wait until this is so."""
    deadline = time.monotonic() + timeout_s
    while not check():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_r647_who_is_asked_to_look_at_a_card_or_to_follow_is_moved_only_by_themselves(
    board: Invitations, new_page: NewPage
) -> None:
    amara = Guest(new_page(viewport=DESK), board, "Amara", "facilitator").seated()
    dee = Guest(new_page(viewport=DESK), board, "Dee").seated()
    phone = Guest(new_page(viewport=PHONE, has_touch=True, is_mobile=True), board, "Sunflower").seated()
    dee.add_note("Two buses to get him weighed", 640, 330)
    phone.page.locator("#compose").fill("Half a")
    dee.card("Two buses").dblclick()
    dee.page.keyboard.press("End")
    before = dee.box("Two buses")

    # A card: the phone goes to it in its list, and nobody before they say so.
    amara.card("Two buses").focus()
    amara.page.keyboard.press("Shift+F10")
    amara.page.get_by_role("menuitem", name="Ask everyone to look").click()
    for other in (dee, phone):
        expect(other.page.get_by_role("region", name="Asked to look")).to_contain_text(
            "Amara asks you to look at Note N1"
        )
    phone.page.keyboard.type(" sentence")
    assert phone.page.evaluate("document.activeElement.id") == "compose"
    expect(phone.page.locator("#compose")).to_have_value("Half a sentence")
    dee.page.keyboard.type(", every week")
    assert field(dee)[:2] == ["card__field", "Two buses to get him weighed, every week"]
    assert dee.box("Two buses")["x"] == before["x"]
    bar = phone.page.get_by_role("region", name="Asked to look")
    box = bar.get_by_role("button", name="Show me").bounding_box()
    assert box and box["height"] >= 44
    bar.get_by_role("button", name="Show me").tap()
    expect(phone.page.get_by_text("Two buses to get him weighed").first).to_be_in_viewport()
    expect(bar).to_have_count(0)

    shoot(dee.page, "look-desk")
    shoot(phone.page, "look-phone")
    # Following: from when Dee agrees, not while she writes, and until she takes the board in hand.
    amara.page.get_by_role("button", name="Bring everyone").click()  # puts out the card
    amara.page.get_by_role("button", name="Bring everyone").click()
    amara.page.get_by_role("button", name="Let them follow me").click()
    along = dee.page.get_by_role("button", name="Look along")
    expect(along).to_be_visible()
    assert dee.box("Two buses")["x"] == before["x"]
    dee.page.keyboard.press("Escape")
    expect(dee.page.locator("textarea.card__field")).to_have_count(0)
    along.click()
    expect(dee.page.get_by_text("You see what Amara sees.")).to_be_visible()

    def amara_goes(dx: int) -> None:
        """She moves the board under her pointer."""
        x = offset(amara)
        amara.page.mouse.move(500, 300)
        amara.page.mouse.wheel(dx, 0)
        until(lambda: abs(offset(amara) - x + dx) < 3)

    def sees_the_same() -> bool:
        return abs(offset(dee) - offset(amara)) < 3

    until(sees_the_same)
    amara_goes(120)
    until(sees_the_same)
    dee.card("Two buses").dblclick()
    expect(dee.page.locator("textarea.card__field")).to_be_focused()
    before = dee.box("Two buses")
    amara_goes(-200)
    dee.page.keyboard.type(" and back", delay=40)
    assert abs(dee.box("Two buses")["x"] - before["x"]) < 2 and not sees_the_same()
    expect(dee.page.get_by_text("You see what Amara sees.")).to_be_visible()
    dee.page.keyboard.press("Escape")
    until(sees_the_same)
    dee.page.mouse.move(300, 700)
    dee.page.mouse.wheel(0, 60)
    expect(dee.page.get_by_text("You see what Amara sees.")).to_be_hidden()
    still = offset(dee)
    amara_goes(150)
    dee.page.wait_for_timeout(400)
    assert abs(offset(dee) - still) < 3

    # She stops showing the way: whoever still follows is let go.
    amara.page.get_by_role("button", name="Bring everyone").click()
    amara.page.get_by_role("button", name="Bring everyone").click()
    amara.page.get_by_role("button", name="Let them follow me").click()
    along.click()
    expect(dee.page.get_by_text("You see what Amara sees.")).to_be_visible()
    amara.page.get_by_role("button", name="Bring everyone").click()
    expect(dee.page.get_by_text("You see what Amara sees.")).to_be_hidden()


def test_r648_the_bar_is_one_row_for_who_runs_the_room(server: RunningServer, new_page: NewPage) -> None:
    board = server.new_board("Birth to five: what it is really like for us", "hear-define-commit")
    amara = Guest(new_page(viewport=DESK), board, "Amara", "facilitator").seated()
    page = amara.page
    for timer in ({"stop": True}, {"start": 90}, {"start": 50}):
        ask(amara, "timer", timer)
        expect(page.locator(".topbar").get_by_role("timer")).to_have_count(0 if "stop" in timer else 1)
        for width in (1440, 1280, 1024, 900, 730):
            page.set_viewport_size({"width": width, "height": 800})
            for _ in range(2):  # with the panel open and closed
                page.locator("#run-the-room").press("Enter")
                page.wait_for_timeout(60)
                shoot(page, f"bar-{width}-{next(iter(timer.values()))}-{page.locator('#dock').count()}")
                bar = page.locator(".topbar").bounding_box()
                assert bar and bar["height"] <= 70, (width, timer, bar)
                assert page.evaluate("document.documentElement.scrollWidth") <= width
                cut = "els => els.filter((e) => e.getClientRects().length && e.scrollWidth > e.clientWidth + 1).length"
                assert page.locator(".topbar button").evaluate_all(cut) == 0
    page.set_viewport_size({"width": 1024, "height": 800})
    for name in ("Run the room", "Find"):
        expect(page.locator(".topbar").get_by_role("button", name=name, exact=True)).to_be_visible()
    page.get_by_label("More of this board").first.click()
    page.get_by_role("button", name="Look and sound").click()
    expect(page.get_by_role("dialog", name="Look and sound")).to_be_visible()


def test_r840_a_small_window_has_one_row_of_bar_and_no_message_over_what_is_asked(
    board: Invitations, new_page: NewPage
) -> None:
    amara = Guest(new_page(viewport=DESK), board, "Amara", "facilitator").seated()
    dee = Guest(new_page(viewport={"width": 1020, "height": 700}), board, "Dee").seated()
    page = dee.page
    stage(amara, "Together")
    ask(amara, "timer", {"start": 300})
    expect(page.get_by_role("timer")).to_be_visible()
    for width in (1020, 940, 730):
        page.set_viewport_size({"width": width, "height": 700})
        page.wait_for_timeout(60)
        bar = page.locator(".topbar").bounding_box()
        assert bar and bar["height"] <= 70, (width, bar)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert dee.axe() == []
    more = page.get_by_label("More of this board").first
    more.press("Enter")
    page.get_by_role("button", name="Show as an outline").press("Enter")
    expect(page.get_by_role("main", name="Board outline")).to_be_visible()
    expect(page.get_by_role("button", name="Show as an outline")).to_be_hidden()
    more.press("Enter")
    page.get_by_role("button", name="Find", exact=True).press("Enter")
    expect(page.get_by_role("combobox", name="Find cards, people and tags")).to_be_visible()
    page.keyboard.press("Escape")
    page.set_viewport_size({"width": 390, "height": 844})
    page.get_by_role("navigation", name="Main").get_by_role("button", name="Add").click()
    page.locator("#compose").fill("What if the form came to us?")
    page.get_by_role("button", name="Put it on the board").click()
    told = page.locator(".toast")
    expect(told).to_be_visible()
    shoot(page, "phone-message")
    low, asked = told.bounding_box(), page.locator(".compose__ask").bounding_box()
    assert low and asked and low["y"] + low["height"] <= asked["y"], (low, asked)


def test_r649_at_zero_nothing_is_lost_and_the_timer_goes_on_by_a_minute(board: Invitations, new_page: NewPage) -> None:
    amara = Guest(new_page(viewport=DESK), board, "Amara", "facilitator").seated()
    dee = Guest(new_page(viewport=DESK), board, "Dee").seated()
    dock = amara.page.get_by_role("complementary", name="Run the room")
    clock = dee.page.get_by_role("timer")
    dock.get_by_role("button", name="Take the timer away").or_(dock.get_by_label("Timer, minutes")).first.wait_for()
    dock.get_by_label("Timer, minutes").fill("0,05")
    dock.get_by_role("button", name="Start", exact=True).click()
    expect(clock).to_contain_text("Last minute")
    dee.page.get_by_role("button", name="Note", exact=True).click()
    dee.page.mouse.click(700, 400)
    dee.page.keyboard.type("I am still")
    expect(clock).to_contain_text("Time’s up")
    expect(dee.page.locator('[data-spoken="polite"]')).to_contain_text("You can finish what you are writing.")
    dee.page.keyboard.type(" writing this")
    assert field(dee)[:2] == ["card__field", "I am still writing this"]
    expect(dock.get_by_text("time’s up")).to_be_visible()
    expect(dee.page.get_by_role("button", name="Note", exact=True)).to_be_enabled()
    dock.get_by_role("button", name="1 min more").click()
    expect(clock).to_contain_text("00:5")
    dock.get_by_role("button", name="Pause the timer").click()
    expect(clock).to_contain_text("Paused")
    stands = clock.inner_text()
    dee.page.wait_for_timeout(1_200)
    assert clock.inner_text() == stands
    dock.get_by_role("button", name="1 min more").click()
    expect(clock).to_contain_text("01:5")
    dock.get_by_role("button", name="Start the timer").click()
    expect(clock).not_to_contain_text("Paused")
    assert field(dee)[:2] == ["card__field", "I am still writing this"]
    dee.page.keyboard.press("Escape")
    expect(amara.card("I am still writing this")).to_be_visible()
