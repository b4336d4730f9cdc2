"""People with real browsers on one board: they see each other, lose nothing, and come back."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, Response, ViewportSize, expect

from boards.document import Document
from browser import Watch
from guest import Guest
from running import RunningServer

pytestmark = pytest.mark.browser

DESK = ViewportSize(width=1440, height=900)
PHONE = ViewportSize(width=390, height=844)
NewPage = Callable[..., Page]


@pytest.fixture
def three(server: RunningServer, new_page: NewPage) -> tuple[Guest, Guest, Guest]:
    """Two people at desks and one with a phone, on one board."""
    board = server.new_board("The clinic", "hear-define-commit")
    desk = [Guest(new_page(viewport=DESK), board, name).seated() for name in ("Grace", "Tom")]
    phone = Guest(new_page(viewport=PHONE, has_touch=True, is_mobile=True), board, "Yusra").seated()
    return desk[0], desk[1], phone


def test_r170_two_people_and_a_phone_see_each_others_cards_words_drags_and_cursors(
    three: tuple[Guest, Guest, Guest],
) -> None:
    grace, tom, yusra = three
    grace.add_note("Two buses to get him weighed", 620, 420)
    expect(tom.card("Two buses to get him weighed")).to_be_visible()

    yusra.page.get_by_label(re.compile("Story")).first.check(force=True)
    yusra.page.locator("#compose").fill("Nobody told me about the nursery hours")
    yusra.page.get_by_role("button", name="Put it on the board").click()
    for guest in (grace, tom):
        expect(guest.card("Nobody told me about the nursery hours")).to_be_visible()

    before = tom.box("Two buses")
    grace.drag("Two buses", 120, 80)
    tom.page.wait_for_function(
        "([words, x]) => [...document.querySelectorAll('article.card')]"
        ".some(card => card.textContent.includes(words) && card.getBoundingClientRect().x > x + 60)",
        arg=["Two buses", before["x"]],
    )

    grace.page.mouse.move(700, 300)
    expect(tom.page.locator(".cursor", has_text="Grace")).to_be_visible()

    yusra.page.get_by_role("button", name="Board", exact=True).click()
    yusra.page.get_by_role("button", name=re.compile("^Problems")).click()
    expect(yusra.page.get_by_text("Two buses to get him weighed").first).to_be_visible()
    for guest in three:
        guest.until_saved()


def test_r171_two_who_write_in_one_card_at_once_keep_each_others_words(three: tuple[Guest, Guest, Guest]) -> None:
    grace, tom, _ = three
    grace.add_note("middle", 620, 420)
    expect(tom.card("middle")).to_be_visible()
    grace.card("middle").dblclick()
    expect(grace.page.locator("textarea.card__field")).to_be_focused()
    tom.write_along("middle")
    grace.page.keyboard.press("Home")
    tom.page.keyboard.press("End")
    for left, right in zip("é😀 ab", "12 🚌3", strict=False):
        grace.page.keyboard.insert_text(left)
        tom.page.keyboard.insert_text(right)
    for guest in (grace, tom):
        expect(guest.page.locator("textarea.card__field")).to_have_value("é😀 abmiddle12 🚌3")
        guest.page.keyboard.press("Escape")
        guest.until_saved()


def test_r172_whoever_was_offline_comes_back_with_everything_and_gets_everything(
    three: tuple[Guest, Guest, Guest], watch: Watch
) -> None:
    watch.expect("WebSocket|ERR_INTERNET_DISCONNECTED")
    grace, tom, yusra = three
    grace.add_note("before the cut", 620, 380)
    expect(tom.card("before the cut")).to_be_visible()
    here, line = grace.page.locator("button.people"), yusra.page.locator(".pbar p")
    expect(here).to_have_text("3 here")
    expect(line).to_contain_text("3 here")
    for guest in (grace, yusra):
        guest.page.context.set_offline(True)
        expect(guest.page.get_by_text("You’re offline.")).to_be_visible(timeout=40_000)
    expect(here).to_have_text("People")  # not "1 here": nobody knows
    expect(line).not_to_contain_text("here")
    here.click()
    people = grace.page.get_by_role("dialog", name="The people here")
    expect(people).to_contain_text("Who else is here is known again once there is a connection.")
    grace.page.keyboard.press("Escape")
    grace.add_note("written offline", 620, 560)
    tom.add_note("written meanwhile", 900, 380)
    expect(tom.card("written offline")).to_have_count(0)
    for guest in (grace, yusra):
        guest.page.context.set_offline(False)
    expect(here).to_have_text("3 here", timeout=20_000)
    expect(line).to_contain_text("3 here", timeout=20_000)
    for guest in (grace, tom):
        for words in ("before the cut", "written offline", "written meanwhile"):
            expect(guest.card(words)).to_be_visible(timeout=20_000)
        guest.until_saved()
    tom.page.reload()
    for words in ("before the cut", "written offline", "written meanwhile"):
        expect(tom.card(words)).to_be_visible()


def test_r173_the_server_restarts_under_them_and_they_carry_on(
    server: RunningServer, start_server: Callable[..., RunningServer], browser: Browser
) -> None:
    own = start_server()
    board = own.new_board("The clinic", "hear-define-commit")
    contexts = [browser.new_context(base_url=own.url, viewport=DESK) for _ in range(2)]
    grace, tom = (
        Guest(context.new_page(), board, name).seated()
        for context, name in zip(contexts, ("Grace", "Tom"), strict=True)
    )
    grace.add_note("before the restart", 620, 380)
    expect(tom.card("before the restart")).to_be_visible()
    own.stop()
    grace.add_note("while it was away", 620, 560)
    own.start()
    expect(tom.card("while it was away")).to_be_visible(timeout=20_000)
    for guest in (grace, tom):
        guest.until_saved()
    own.kill()
    own.start()
    tom.add_note("after the kill", 900, 560)
    expect(grace.card("after the kill")).to_be_visible(timeout=20_000)
    for context in contexts:
        context.close()


def test_r174_a_refused_change_gives_the_words_back(server: RunningServer, new_page: NewPage, watch: Watch) -> None:
    watch.expect("WebSocket|ERR_INTERNET_DISCONNECTED")
    board = server.new_board("The clinic", "hear-define-commit")
    grace = Guest(new_page(viewport=DESK), board, "Grace").seated()
    grace.add_note("mine", 620, 380)
    grace.until_saved()
    grace.page.context.set_offline(True)
    expect(grace.page.get_by_text("You’re offline.")).to_be_visible(timeout=40_000)
    server.change(board, lock_every_card)
    tom = Guest(new_page(viewport=DESK), board, "Tom").seated()
    expect(tom.page.locator("article.card.is-locked")).to_contain_text("mine")
    grace.card("mine").dblclick()
    expect(grace.page.locator("textarea.card__field")).to_be_focused()
    grace.page.keyboard.press("End")
    grace.page.keyboard.type(" and more than that")
    grace.page.keyboard.press("Escape")
    grace.page.context.set_offline(False)
    dialog = grace.page.get_by_role("alertdialog")
    expect(dialog).to_contain_text("mine and more than that", timeout=20_000)
    expect(grace.page.locator("article.card.is-locked")).to_contain_text("mine")
    expect(grace.page.locator("article.card.is-locked")).not_to_contain_text("and more")
    dialog.get_by_role("button", name=re.compile("note", re.IGNORECASE)).first.click()
    expect(grace.card("mine and more than that")).to_be_visible()
    grace.until_saved()


def lock_every_card(document: Document) -> None:
    """As a facilitator may."""
    cards = document.root("cards")
    for id_ in list(cards.keys()):
        cards[id_]["locked"] = True


def test_r175_undo_takes_back_my_own_last_act_and_nobody_elses(three: tuple[Guest, Guest, Guest]) -> None:
    grace, tom, _ = three
    grace.add_note("by Grace", 620, 380)
    expect(tom.card("by Grace")).to_be_visible()
    tom.add_note("by Tom", 900, 380)
    expect(grace.card("by Tom")).to_be_visible()
    grace.drag("by Grace", 0, 150)
    grace.until_saved()
    there = grace.box("by Grace")["y"]
    grace.page.locator("main").first.focus()
    grace.page.keyboard.press("Control+z")
    grace.page.wait_for_function(
        "([words, y]) => [...document.querySelectorAll('article.card')]"
        ".some(card => card.textContent.includes(words) && card.getBoundingClientRect().y < y - 60)",
        arg=["by Grace", there],
    )
    expect(grace.card("by Tom")).to_be_visible()


def test_r200_whoever_the_server_no_longer_knows_is_told_so_and_not_that_they_are_offline(
    start_server: Callable[..., RunningServer], browser: Browser
) -> None:
    own = start_server()
    board = own.new_board("The clinic", "hear-define-commit")
    context = browser.new_context(base_url=own.url, viewport=DESK)
    grace = Guest(context.new_page(), board, "Grace").seated()
    context.clear_cookies()
    own.stop()
    own.start()
    expect(grace.page.get_by_text("You are no longer signed in.")).to_be_visible(timeout=30_000)
    context.close()


def test_r179_a_card_names_its_author_also_after_they_left(server: RunningServer, new_page: NewPage) -> None:
    board = server.new_board("The clinic", "hear-define-commit")
    yusra = Guest(new_page(viewport=DESK), board, "Yusra").seated()
    yusra.add_note("I have to go now", 620, 380)
    yusra.until_saved()
    yusra.page.context.close()
    tom = Guest(new_page(viewport=DESK), board, "Tom").seated()
    expect(tom.card("I have to go now")).to_contain_text("Yusra")


def test_r176_axe_finds_nothing_wrong_with_the_board_and_its_outline(server: RunningServer, new_page: NewPage) -> None:
    board = server.new_board("Birth to five", "demo")
    grace = Guest(new_page(viewport=DESK), board, "Grace", "facilitator").seated()
    assert grace.axe_in_themes() == []
    grace.page.get_by_role("button", name="Outline", exact=True).click()
    expect(grace.page.get_by_role("heading", name="Stories")).to_be_visible()
    assert grace.axe_in_themes() == []


def test_r176_axe_finds_nothing_wrong_with_the_phone(server: RunningServer, new_page: NewPage) -> None:
    board = server.new_board("Birth to five", "demo")
    yusra = Guest(new_page(viewport=PHONE, has_touch=True, is_mobile=True), board, "Yusra").seated()
    assert yusra.axe() == []
    for tab in ("Now", "Board", "People"):
        yusra.page.get_by_role("button", name=tab, exact=True).click()
        assert yusra.axe() == []


def test_r177_the_whole_board_is_in_the_outline_at_the_same_address(server: RunningServer, new_page: NewPage) -> None:
    board = server.new_board("Birth to five", "demo")
    grace = Guest(new_page(viewport=DESK), board, "Grace").seated()
    grace.page.goto(f"/b/{board.id}?view=outline")
    grace.until_saved()
    expect(grace.page.get_by_role("heading", level=1)).to_have_count(1)
    expect(grace.page.get_by_role("article")).to_have_count(16)
    expect(grace.page.get_by_role("article", name=re.compile("^Problem P2"))).to_be_visible()


def test_r178_a_participants_first_javascript_is_under_90_kib(server: RunningServer, new_page: NewPage) -> None:
    import gzip

    board = server.new_board("Birth to five", "demo")
    page = new_page(viewport=DESK)
    sizes: dict[str, int] = {}
    idle = False

    def note(response: Response) -> None:
        url = response.url
        if url.endswith(".js") and not idle:
            sizes[url.rsplit("/", 1)[1]] = len(gzip.compress(response.body(), 9))

    page.add_init_script("window.requestIdleCallback = () => 0")  # what comes later, when the page has time, stays out
    page.on("response", note)
    Guest(page, board, "Grace").seated()
    expect(page.locator("article.card").first).to_be_visible()
    assert sizes
    assert sum(sizes.values()) < 90 * 1024, sizes
