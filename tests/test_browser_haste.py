"""Who is quicker than the page: keys before their part is here, another card before the outline is drawn."""

import re

import pytest
from playwright.sync_api import Route, expect

from guest import Guest
from running import Invitations, RunningServer
from table import PASTE, Table, bring, tell
from table import table as table

pytestmark = pytest.mark.browser


class Hurried(Guest):
    """Somebody on a page of which one part is kept back until they let it come."""

    def __init__(self, table: Table, board: Invitations, part: str) -> None:
        context = table.tom.page.context
        context.grant_permissions(["clipboard-read", "clipboard-write"])
        page = context.new_page()
        self.waiting: list[Route] = []
        page.route(f"**/assets/{part}-*.js", lambda route: self.waiting.append(route))
        super().__init__(page, board, "Tom")
        self.seated()

    def let_it_come(self) -> None:
        for _ in range(100):
            if self.waiting:
                break
            self.page.wait_for_timeout(50)
        self.waiting[0].continue_()


def test_r866_who_copies_and_pastes_before_all_of_the_page_is_here_has_it_done_when_it_is(
    table: Table, server: RunningServer
) -> None:
    board = server.new_board("In a hurry", "demo")
    for key in ("Control+c", "Control+v"):
        quick = Hurried(table, board, "clipboard")
        quick.card("Damp at home").click()
        quick.page.keyboard.press(key)
        expect(quick.page.locator(".toast")).to_have_count(0)
        quick.let_it_come()
        if key == "Control+c":
            expect(quick.page.locator(".toast", has_text="1 card copied.")).to_be_visible()
        else:
            expect(quick.card("Damp at home")).to_have_count(2)
        quick.until_saved()
        quick.page.close()


def test_r866_what_is_copied_and_pasted_at_once_before_that_is_what_was_selected_then(
    table: Table, server: RunningServer
) -> None:
    quick = Hurried(table, server.new_board("In a hurry too", "demo"), "clipboard")
    quick.page.evaluate("() => navigator.clipboard.writeText('from long ago')")
    quick.card("Damp at home").click()
    quick.page.keyboard.press("Control+c")
    quick.card("What if the health visitor").click()
    quick.page.keyboard.press("Control+v")
    quick.let_it_come()
    expect(quick.card("Damp at home")).to_have_count(2)
    expect(quick.card("What if the health visitor")).to_have_count(1)
    expect(quick.card("from long ago")).to_have_count(0)
    quick.page.close()


def test_r866_keys_for_the_whole_page_that_are_pressed_before_their_part_is_here_are_done_when_it_is(
    table: Table, server: RunningServer
) -> None:
    quick = Hurried(table, server.new_board("All keys", "demo"), "keys")
    quick.page.keyboard.press("Control+f")
    expect(quick.page.locator("search.find")).to_have_count(0)
    quick.let_it_come()
    expect(quick.page.get_by_role("combobox", name="Find cards, people and tags")).to_be_focused()
    quick.until_saved()
    quick.page.close()


def test_r940_what_is_pasted_before_the_board_can_be_seen_comes_to_where_one_looks(
    table: Table, server: RunningServer
) -> None:
    quick = Hurried(table, server.new_board("Not to be seen yet", "hear-define-commit"), "canvas")
    page = quick.page
    page.wait_for_function("() => performance.getEntriesByType('resource').some(({ name }) => /clipboard-/.test(name))")
    page.evaluate(PASTE, ["", "pasted before it is seen"])
    page.wait_for_timeout(300)
    quick.let_it_come()
    expect(quick.card("pasted before it is seen")).to_be_visible()
    quick.at_rest()
    box, size = quick.box("pasted before it is seen"), page.viewport_size
    assert size is not None
    assert abs(box["x"] + box["width"] / 2 - size["width"] / 2) < box["width"]
    assert abs(box["y"] + box["height"] / 2 - size["height"] / 2) < 2 * box["height"]
    quick.until_saved()
    page.close()


TO_ANOTHER_AFTER_SOME_FRAMES = """async ([words, frames]) => {
  const frame = requestAnimationFrame, held = [];
  const pass = () => held.splice(0).forEach((run) => run(performance.now()));
  window.requestAnimationFrame = (run) => held.push(run);
  [...document.querySelectorAll('button')].find((b) => b.textContent.trim() === 'Outline').click();
  const there = () => [...document.querySelectorAll('article[id^=card-]')].find((a) => a.textContent.includes(words));
  while (!there()) await new Promise((resolve) => setTimeout(resolve, 5));
  for (let n = 0; n < frames; n++) pass();
  there().focus();
  window.requestAnimationFrame = frame;
  pass();
  await new Promise((resolve) => frame(() => setTimeout(resolve)));
  return document.activeElement === there();
}"""


@pytest.mark.parametrize("frames", (0, 1))
def test_r945_who_goes_to_another_card_while_the_outline_is_drawn_stays_there(table: Table, frames: int) -> None:
    tom = table.tom
    tom.page.keyboard.press("Escape")
    bring(tom, "Damp at home").click()
    expect(tom.card("Damp at home")).to_have_class(re.compile("is-selected"))
    assert tom.page.evaluate(TO_ANOTHER_AFTER_SOME_FRAMES, ["Try ten joint first visits", frames])
    tom.page.get_by_role("button", name="Board", exact=True).click()
    expect(tom.card("Try ten joint first visits")).to_be_focused()


SCROLLED_BETWEEN_TWO_CLICKS = """async (card) => {
  const host = card.closest('.canvas');
  host.scrollLeft = 400;
  host.dispatchEvent(new PointerEvent('pointerenter'));
  await new Promise((done) => host.addEventListener('scroll', () => setTimeout(done), { once: true }));
  const { right, y } = card.getBoundingClientRect();
  host.dispatchEvent(new MouseEvent('dblclick', { clientX: right - 8, clientY: y + 8, bubbles: true }));
}"""
"""The browser scrolls to what it found, as the hand is on the card."""


def test_r942_a_double_click_means_the_card_under_it_although_the_browser_scrolled_meanwhile(table: Table) -> None:
    tom = table.tom
    tell(tom, "clicked while it scrolls")
    tom.at_rest()
    tom.card("clicked while it scrolls").evaluate(SCROLLED_BETWEEN_TWO_CLICKS)
    field = tom.card("clicked while it scrolls").locator("textarea.card__field")
    expect(field).to_be_focused()
    tom.page.keyboard.press("Escape")
    tom.until_saved()
