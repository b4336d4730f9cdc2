"""What is copied and pasted: cards within and between boards, rows of a spreadsheet, words."""

import re

import pytest
from playwright.sync_api import expect

from guest import Guest
from running import RunningServer
from table import PASTE, Table, bring, tell
from table import table as table

pytestmark = pytest.mark.browser


def test_r388_cards_are_copied_and_pasted_within_and_between_boards_by_keys(
    table: Table, server: RunningServer
) -> None:
    context = table.tom.page.context
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    here = Guest(context.new_page(), server.new_board("Birth to five", "demo"), "Tom").seated()
    here.card("Damp at home").click()
    here.card("What if the health visitor").click(modifiers=["Shift"])
    here.page.keyboard.press("Control+c")
    expect(here.page.locator(".toast", has_text="2 cards copied.")).to_be_visible()
    here.page.keyboard.press("Control+v")
    expect(here.card("Damp at home")).to_have_count(2)
    expect(here.page.locator("article.card.is-selected")).to_have_count(2)
    here.page.keyboard.press("Control+z")
    expect(here.card("Damp at home")).to_have_count(1)
    here.until_saved()
    there = Guest(context.new_page(), server.new_board("Elsewhere", "hear-define-commit"), "Tom").seated()
    there.page.locator("main").focus()
    there.page.keyboard.press("Control+v")
    expect(there.card("Damp at home")).to_contain_text("Problem")
    expect(there.page.locator(".toast", has_text="went where it fits")).to_be_visible()
    expect(there.card("Damp at home").locator(".vh", has_text="Answered by")).to_be_attached()
    there.until_saved()
    for guest in (here, there):
        guest.page.close()


def test_r388_a_story_that_may_not_leave_the_room_is_pasted_on_its_own_board_only(table: Table) -> None:
    tom, amara = table.tom, table.amara
    tell(tom, "stays among us")
    tom.until_saved()
    amara.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    bring(amara, "stays among us").focus()
    amara.page.keyboard.press("Space")
    amara.page.keyboard.press("Control+c")
    expect(amara.page.locator(".toast", has_text="can be pasted on this board only")).to_be_visible()
    assert "stays among us" not in amara.page.evaluate("navigator.clipboard.readText()")
    amara.page.keyboard.press("Control+v")
    expect(amara.card("stays among us")).to_have_count(2)


def test_r389_rows_of_a_spreadsheet_are_cards_in_the_zones_they_name_as_one_step(table: Table) -> None:
    tom = table.tom
    tom.page.keyboard.press("Escape")
    tom.page.locator("main").focus()
    rows = [f"Problem\tProblems\trow {n} of the sheet\tsheet" for n in range(30)]
    text = "\n".join(["Kind\tZone\tText\tTags", *rows])
    tom.page.evaluate(PASTE, ["", text])
    expect(tom.page.locator(".toast", has_text="30 cards pasted from a spreadsheet.")).to_be_visible()
    tom.until_saved()
    tom.page.get_by_role("button", name="Outline", exact=True).click()
    rows_there = tom.page.get_by_role("article", name=re.compile("^Problem P\\d+: row .* of the sheet"))
    expect(rows_there).to_have_count(30)
    expect(rows_there.first).to_contain_text("Tagged sheet")
    tom.page.locator("main").focus()
    tom.page.keyboard.press("Control+z")
    expect(rows_there).to_have_count(0)
    tom.page.get_by_role("button", name="Board", exact=True).click()


def test_r389_a_very_long_table_comes_in_as_far_as_it_may_and_says_so(table: Table) -> None:
    tom = table.tom
    tom.page.locator("main").focus()
    tom.page.evaluate(PASTE, ["", "\n".join(f"wide {n}\tsecond" for n in range(450))])
    expect(tom.page.locator(".toast", has_text="400 cards pasted")).to_contain_text(
        "50 cards did not fit: 400 come in at once."
    )
    tom.until_saved()
    tom.page.keyboard.press("Control+z")
    tom.until_saved()
    tom.page.get_by_role("button", name="Outline", exact=True).click()
    expect(tom.page.get_by_role("article", name=re.compile("wide"))).to_have_count(0)
    tom.page.get_by_role("button", name="Board", exact=True).click()


def test_r389_words_are_one_card_or_on_wish_one_a_line(table: Table) -> None:
    tom = table.tom
    tom.page.locator("main").focus()
    tom.page.evaluate(PASTE, ["", "- first of three lines\n- second of three lines\n- third of three lines"])
    expect(tom.card("second of three lines")).to_have_count(1)
    tom.page.get_by_role("button", name="One card a line (3)").click()
    expect(tom.card("of three lines")).to_have_count(3)
    expect(tom.card("first of three lines")).not_to_contain_text("second")
