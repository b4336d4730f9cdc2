"""Cards under people's hands: all their fields, who holds them, comments, tags, turning, at a desk and on a phone."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, Locator, ViewportSize, expect

from browser import Watch
from guest import Guest
from running import RunningServer

pytestmark = pytest.mark.browser

DESK = ViewportSize(width=1440, height=900)
PHONE = ViewportSize(width=390, height=844)


@dataclass
class Table:
    """Who sits at the demo board."""

    server: RunningServer
    amara: Guest
    """A facilitator."""
    tom: Guest
    """Of Housing."""
    yusra: Guest
    """With a phone."""


@pytest.fixture(scope="module")
def table(browser: Browser, server: RunningServer) -> Iterator[Table]:
    """Three people at one board for all tests here; each test uses cards of its own."""
    board = server.new_board("Birth to five", "demo")
    watch = Watch(server.url)
    watch.expect("409|413|415|422")
    contexts = [browser.new_context(base_url=server.url, viewport=DESK) for _ in range(2)]
    contexts.append(browser.new_context(base_url=server.url, viewport=PHONE, has_touch=True, is_mobile=True))
    for context in contexts:
        context.set_default_timeout(10_000)
        watch.follow(context)
    amara = Guest(contexts[0].new_page(), board, "Amara", "facilitator").seated()
    tom = Guest(contexts[1].new_page(), board, "Tom", group="Housing").seated()
    yusra = Guest(contexts[2].new_page(), board, "Yusra").seated()
    yield Table(server, amara, tom, yusra)
    for context in contexts:
        context.close()
    watch.check()


def details(guest: Guest) -> Locator:
    """The details beside the canvas."""
    return guest.page.locator("aside.det")


def open_details(guest: Guest, words: str, tab: str = "") -> Locator:
    """By keys: the card's details, and one of their tabs."""
    guest.page.keyboard.press("Escape")
    guest.card(words).first.focus()
    guest.page.keyboard.press("Alt+Enter")
    found = details(guest)
    expect(found.get_by_role("tab", selected=True)).to_be_focused()
    found.get_by_role("tab", name=re.compile(f"^{tab}") if tab else re.compile("")).first.click()
    return found


def add(guest: Guest, kind: str, words: str) -> None:
    """A card of this kind with these words, by keys alone: what the stage asks for, turned into it."""
    guest.page.keyboard.press("Escape")
    guest.page.locator("main").focus()
    guest.page.keyboard.press("Control+Enter")
    expect(guest.page.locator("textarea.card__field")).to_be_focused()
    guest.page.keyboard.insert_text(words)
    guest.page.keyboard.press("Escape")
    expect(guest.card(words)).to_be_visible()
    if kind != "Idea":
        turn(guest, words, kind)


def turn(guest: Guest, words: str, kind: str) -> None:
    """Turn a card into another kind by its menu, with keys alone."""
    guest.card(words).focus()
    guest.page.keyboard.press("Shift+F10")
    guest.page.get_by_role("menuitem", name=re.compile("^Turn into")).press("Enter")
    guest.page.get_by_role("menuitem", name=kind, exact=True).press("Enter")


TEXTS = {
    "Story": [
        "Teller’s name here",
        "What mattered most?",
        "What would have helped?",
        "What should readers be warned of?",
    ],
    "Problem": [
        "Who is affected?",
        "Why it matters to them",
        "What happens now?",
        "Why does that happen?",
        "Known",
        "Assumed",
        "Not known",
        "Success, for the citizen",
        "How we’d measure it",
    ],
    "Idea": ["How might we…", "The smallest test", "Who must say yes?"],
    "Touchpoint": ["How long was the wait?"],
    "Challenge": ["Our answer"],
    "Commitment": ["Role", "Person", "Who stands behind it?", "First small step"],
}  # fmt: skip
CHOICES = {
    "Story": {"Told by": "carer", "When was it?": "last-year"},
    "Touchpoint": {"Which service?": "housing"},
    "Commitment": {"Service": "housing", "How is it going?": "done"},
}
DAYS = {"Commitment": {"First step by": "2027-01-05", "Done by": "2027-02-12"}}
PRESSED = {
    "Story": ["Yes"],
    "Touchpoint": ["Very low", "Yes"],
    "Challenge": ["No"],
}


@pytest.mark.parametrize("kind", TEXTS)
def test_r374_every_field_of_a_kind_saves_by_itself_and_others_see_it(table: Table, kind: str) -> None:
    tom, amara = table.tom, table.amara
    words = f"fields of a {kind.lower()}"
    add(tom, kind, words)
    form = open_details(tom, words)
    for label in TEXTS[kind]:
        form.get_by_label(label, exact=True).fill(f"about {label}")
    for label, value in CHOICES.get(kind, {}).items():
        form.get_by_label(label, exact=True).select_option(value)
    for label, day in DAYS.get(kind, {}).items():
        form.get_by_label(label, exact=True).fill(day)
    for name in PRESSED.get(kind, []):
        form.get_by_role("button", name=name, exact=True).first.click()
    tom.until_saved()
    seen = open_details(amara, words)
    for label in TEXTS[kind]:
        expect(seen.get_by_label(label, exact=True)).to_have_value(f"about {label}")
    for label, value in (CHOICES.get(kind, {}) | DAYS.get(kind, {})).items():
        expect(seen.get_by_label(label, exact=True)).to_have_value(value)
    if kind != "Story":  # only its teller is asked what they allow
        for name in PRESSED.get(kind, []):
            expect(seen.get_by_role("button", name=name, exact=True).first).to_have_attribute("aria-pressed", "true")


def test_r375_two_write_in_one_empty_field_at_once_and_keep_each_others_words(table: Table) -> None:
    tom, amara = table.tom, table.amara
    add(tom, "Problem", "nobody owns the damp here")
    fields = [
        open_details(guest, "nobody owns the damp here").get_by_label("Who is affected?") for guest in (tom, amara)
    ]
    fields[0].click()
    tom.page.keyboard.insert_text("é😀")
    details(amara).get_by_role("button", name="Write together").click()
    fields[1].click()
    tom.page.context.set_offline(False)
    for left, right in zip("ab👩‍👩‍👧d", "1234567", strict=False):
        tom.page.keyboard.insert_text(left)
        amara.page.keyboard.press("End")
        amara.page.keyboard.insert_text(right)
    for guest in (tom, amara):
        guest.page.wait_for_function(
            "() => { const v = document.querySelector('[data-field=affected]').value;"
            "return [...'é😀ab1234'].every((letter) => v.includes(letter)) }"
        )
    expect(fields[0]).to_have_value(fields[1].input_value())
    amara.page.keyboard.press("Control+Home")
    name = details(tom).locator(".together:has([data-field=affected]) .caret--other")
    expect(name).to_have_attribute("data-name", "Amara")


def test_r376_details_stand_beside_the_canvas_which_keeps_the_card_in_view(table: Table) -> None:
    tom = table.tom
    panel = open_details(tom, "Visits are planned", "Problem")
    box = panel.bounding_box()
    assert box is not None and box["width"] == 600
    tom.page.wait_for_function(
        "() => { const card = document.querySelector('article.card.is-selected').getBoundingClientRect();"
        "const edge = document.querySelector('aside.det').getBoundingClientRect().left;"
        "return card.left >= 0 && card.right <= edge && card.top >= 68 && card.bottom <= innerHeight }"
    )
    expect(panel.get_by_role("heading", level=2)).to_have_text("Problem P4")
    tom.page.keyboard.press("Alt+PageUp")
    expect(panel.get_by_role("heading", level=2)).to_have_text("Problem P3")
    tom.card("Damp at home").click()
    expect(panel.get_by_role("heading", level=2)).to_have_text("Problem P2")
    panel.get_by_role("tab", selected=True).press("ArrowRight")
    expect(panel.get_by_role("tab", name="Thread 2")).to_be_focused()
    tom.page.keyboard.press("Escape")
    expect(panel).to_have_count(0)
    expect(tom.card("Damp at home")).to_be_focused()


def test_r376_where_there_is_no_room_details_are_a_page_and_in_the_outline_a_column(table: Table) -> None:
    tom, yusra = table.tom, table.yusra
    tom.page.set_viewport_size({"width": 860, "height": 700})
    tom.card("Damp at home").focus()
    tom.page.keyboard.press("Alt+Enter")
    page = tom.page.get_by_role("dialog", name="Problem P2")
    expect(page).to_be_visible()
    box = page.bounding_box()
    assert box is not None and box["width"] == 860
    tom.page.keyboard.press("Escape")
    expect(tom.card("Damp at home")).to_be_focused()
    tom.page.set_viewport_size(DESK)
    tom.page.get_by_role("button", name="Outline", exact=True).click()
    row = tom.page.get_by_role("article", name=re.compile("^Problem P2"))
    row.focus()
    tom.page.keyboard.press("Alt+Enter")
    expect(tom.page.get_by_role("tab", name="Problem")).to_be_focused()
    expect(tom.page.get_by_label("The problem, in one sentence")).to_have_value(re.compile("^Damp at home"))
    tom.page.keyboard.press("Escape")
    expect(row).to_be_focused()
    tom.page.get_by_role("button", name="Board", exact=True).click()
    yusra.page.get_by_role("button", name="Board", exact=True).click()
    yusra.page.get_by_role("button", name=re.compile("^Problems")).click()
    yusra.page.get_by_role("article", name=re.compile("^Problem P2")).get_by_role("button", name="Details").click()
    form = yusra.page.get_by_role("dialog", name="Problem P2")
    form.get_by_label("What happens now?").fill("Everyone writes it down")
    assert yusra.page.evaluate("document.documentElement.scrollWidth") <= 390
    assert yusra.axe() == []
    form.get_by_role("button", name="Close").click()
    panel = open_details(tom, "Damp at home", "Problem")
    expect(panel.get_by_label("What happens now?")).to_have_value("Everyone writes it down")
    yusra.page.get_by_role("button", name="Add", exact=True).click()


def test_r377_who_writes_in_a_card_holds_it_until_they_stop_or_others_join_in(
    table: Table, browser: Browser, server: RunningServer
) -> None:
    tom, amara = table.tom, table.amara
    context = browser.new_context(base_url=server.url, viewport=DESK)
    context.set_default_timeout(10_000)
    page = context.new_page()
    page.clock.install()
    grace = Guest(page, table.amara.board, "Grace").seated()
    add(tom, "Note", "who holds this")
    expect(grace.card("who holds this")).to_be_visible()
    grace.card("who holds this").focus()
    grace.page.keyboard.press("Enter")
    grace.page.keyboard.insert_text("!")
    held = tom.card("who holds this")
    expect(held).to_have_class(re.compile("is-held"))
    expect(held).to_have_attribute("aria-label", re.compile("Grace is writing here"))
    held.focus()
    tom.page.keyboard.press("Enter")
    expect(tom.page.locator("textarea.card__field")).to_have_count(0)
    panel = open_details(tom, "who holds this", "Note")
    expect(panel).to_contain_text("Held by Grace")
    expect(panel.get_by_label("Words")).to_have_attribute("readonly", "")
    panel.get_by_role("tab", name="Comments").click()
    panel.get_by_label("Add a comment").fill("I can still say something")
    panel.get_by_role("button", name="Add comment").click()
    expect(panel).to_contain_text("I can still say something")
    page.clock.fast_forward(21_000)
    expect(held).not_to_have_class(re.compile("is-held"))
    panel.get_by_role("tab", name="Note").click()
    expect(panel.get_by_label("Words")).not_to_have_attribute("readonly", "")
    context.close()
    assert amara.page.url


@pytest.mark.parametrize("theme", ["light", "dark", "contrast"])
def test_r378_axe_finds_nothing_wrong_with_details_of_every_kind(table: Table, theme: str) -> None:
    tom = table.tom
    tom.page.evaluate("theme => document.documentElement.dataset.theme = theme", theme)
    for words in ("Two buses", "Damp at home", "What if families held", "Try ten joint", "fields of a touchpoint"):
        open_details(tom, words if words != "Two buses" else "It takes two buses")
        tom.page.wait_for_function("() => document.getAnimations().length === 0")
        assert tom.axe() == []
    tom.page.evaluate("document.documentElement.dataset.theme = 'light'")
