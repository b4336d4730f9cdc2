"""Cards under people's hands: all their fields, who holds them, comments, tags, turning, at a desk and on a phone."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO

import pytest
from PIL import Image
from playwright.sync_api import Browser, Locator, Route, ViewportSize, expect
from pycrdt import Map, Text

from boards.document import Document
from boards.schema import KINDS
from browser import Watch
from guest import Guest
from running import Invitations, RunningServer
from server.secret import new_id

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
    server.change(board, take_every_kind)
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


def take_every_kind(document: Document) -> None:
    """The zone of ideas takes all cards: they are turned into others where they lie."""
    for zone in document.root("zones").values():
        if zone["title"] == "Ideas":
            zone["kinds"] = list(KINDS)


def details(guest: Guest) -> Locator:
    """The details beside the canvas."""
    return guest.page.locator("aside.det")


AT_HAND = """async (card) => {
  for (let was, still = 0; still < 3; ) {  // the board may be gliding
    const at = JSON.stringify(card.getBoundingClientRect());
    still = at === was ? still + 1 : 0;
    was = at;
    await new Promise(requestAnimationFrame);
  }
  const { x, y, width, height } = card.getBoundingClientRect();
  return card.contains(document.elementFromPoint(x + width / 2, y + height / 2));
}"""


def bring(guest: Guest, words: str) -> Locator:
    """The card on the canvas, wherever it lies: by way of the outline, where all cards are."""
    card = guest.card(words).first
    guest.page.keyboard.press("Escape")
    if card.count() == 0 or not card.evaluate(AT_HAND):
        guest.page.get_by_role("button", name="Outline", exact=True).click()
        guest.outlined(words).focus()
        guest.page.get_by_role("button", name="Board", exact=True).click()
        expect(card).to_be_focused()  # the canvas shows what was chosen, once it is there
    expect(card).to_be_visible()
    return card


def open_details(guest: Guest, words: str, tab: str = "") -> Locator:
    """By keys: the card's details, and one of their tabs."""
    bring(guest, words).focus()
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
    expect(guest.card(words)).to_be_visible(timeout=15_000)
    if kind != "Idea":
        turn(guest, words, kind)


def tell(guest: Guest, words: str) -> None:
    """A story from the start, by way of the outline."""
    guest.page.keyboard.press("Escape")
    guest.page.get_by_role("button", name="Outline", exact=True).click()
    guest.page.get_by_role("button", name=re.compile("^Add.* to Stories$")).click()
    expect(guest.page.locator("textarea.editor")).to_be_focused()
    guest.page.keyboard.insert_text(words)
    guest.page.keyboard.press("Escape")
    guest.page.get_by_role("button", name="Board", exact=True).click()
    expect(guest.card(words)).to_be_focused()


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
    for field in fields:
        for letter in "é😀ab1234567":
            expect(field).to_have_value(re.compile(letter))
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
    row = tom.outlined("Damp at home")
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
    words = f"who holds this {new_id()}"  # a card of its own: a second try finds what the first has left
    grace = Guest(page, table.amara.board, "Grace").seated()
    add(tom, "Note", words)
    expect(grace.card(words)).to_be_visible()
    grace.card(words).focus()
    grace.page.keyboard.press("Enter")
    grace.page.keyboard.insert_text("!")
    held = tom.card(words)
    expect(held).to_have_class(re.compile("is-held"))
    expect(held).to_have_attribute("aria-label", re.compile("Grace is writing here"))
    held.focus()
    tom.page.keyboard.press("Enter")
    expect(tom.page.locator("textarea.card__field")).to_have_count(0)
    panel = open_details(tom, words, "Note")
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


RISEN = """window.risen = 0;
const animate = Element.prototype.animate;
Element.prototype.animate = function (...how) {
  if (this.matches('article')) window.risen += 1;
  return animate.apply(this, how);
};"""


def many(document: Document) -> None:
    """As an import brings cards, all at once."""
    for n in range(12):
        place = {"pos": [200 + 12 * n, 200 + 12 * n, 100 + n], "size": [192, 120], "zone": None, "order": f"a{n:02}"}
        words = {"kind": "note", "text": Text(f"One of many, {n}"), "tags": [], "fields": Map({})}
        document.root("cards")[new_id()] = Map({**place, **words})


def test_r870_only_a_card_that_is_news_rises_into_its_place(browser: Browser, server: RunningServer) -> None:
    board = server.new_board("Birth to five", "demo")
    context = browser.new_context(base_url=server.url, viewport=DESK)
    context.set_default_timeout(10_000)
    page = context.new_page()
    page.add_init_script(RISEN)
    grace = Guest(page, board, "Grace").seated()
    page.locator(".canvas.is-skilled").wait_for()
    expect(grace.card("Damp at home")).to_be_visible()
    server.change(board, many)
    expect(page.locator("article.card", has_text="One of many")).to_have_count(12)
    assert page.evaluate("risen") == 0
    add(grace, "Note", "just now")
    page.wait_for_function("() => risen === 1")
    context.close()


def test_r378_axe_finds_nothing_wrong_with_details_of_every_kind(table: Table) -> None:
    tom = table.tom
    add(tom, "Touchpoint", "where we met")
    for words in ("It takes two buses", "Damp at home", "What if families held", "Try ten joint", "where we met"):
        open_details(tom, words)
        assert tom.axe_in_themes() == []


def picture(colour: str = "red") -> bytes:
    out = BytesIO()
    Image.new("RGB", (320, 200), colour).save(out, "PNG")
    return out.getvalue()


def test_r383_a_picture_is_chosen_or_dropped_given_words_and_seen_by_everyone(table: Table) -> None:
    tom, amara, yusra = table.tom, table.amara, table.yusra
    add(tom, "Story", "the corner of the bedroom")
    form = open_details(tom, "the corner of the bedroom", "Story").get_by_role("region", name="Picture")
    form.locator("input[type=file]").set_input_files({"name": "damp.png", "mimeType": "image/png", "buffer": picture()})
    put = form.get_by_role("button", name="Put it on the card")
    put.click()
    expect(form.get_by_role("alert")).to_contain_text("Say what it shows")
    assert tom.card("the corner of the bedroom").locator("img.card__picture").count() == 0
    form.get_by_label("Say what the picture shows").fill("Damp above the skirting")
    assert tom.axe() == []
    put.click()
    tom.until_saved()
    shown = amara.card("the corner of the bedroom").locator("img.card__picture")
    expect(shown).to_have_attribute("alt", "Damp above the skirting")
    amara.page.wait_for_function(
        "() => [...document.querySelectorAll('img.card__picture')].every((image) => image.naturalWidth === 320)"
    )
    form.get_by_label("Only for looks").check()
    expect(shown).to_have_attribute("alt", "")
    form.get_by_role("button", name="Take the picture away").click()
    expect(shown).to_have_count(0)
    tom.page.evaluate(
        "bytes => { const data = new DataTransfer();"
        "data.items.add(new File([new Uint8Array(bytes)], 'p.png', {type: 'image/png'}));"
        "document.querySelector('.pic').dispatchEvent(new DragEvent('drop', {dataTransfer: data, bubbles: true})) }",
        list(picture("blue")),
    )
    form.get_by_label("Only for looks").check()
    put.click()
    expect(amara.card("the corner of the bedroom").locator("img.card__picture")).to_be_visible()
    yusra.page.get_by_role("button", name="Board", exact=True).click()
    yusra.page.get_by_role("button", name=re.compile("^Ideas")).click()
    expect(yusra.page.get_by_role("article", name=re.compile("the corner of")).locator("img")).to_be_attached()
    form.locator("input[type=file]")
    tom.page.keyboard.press("Escape")


def test_r383_what_is_no_picture_is_refused_in_words_and_nothing_is_lost(table: Table) -> None:
    tom = table.tom
    add(tom, "Note", "a file that lies")
    form = open_details(tom, "a file that lies", "Note").get_by_role("region", name="Picture")
    form.locator("input[type=file]").set_input_files(
        {"name": "x.png", "mimeType": "image/png", "buffer": b"<svg onload=alert(1)>"}
    )
    expect(form.get_by_role("alert")).to_contain_text("can’t read that as a picture")
    expect(form.get_by_text("Add a picture")).to_be_visible()


def test_r384_comments_are_answered_resolved_reworded_and_found_again(table: Table) -> None:
    tom, amara = table.tom, table.amara
    add(tom, "Idea", "one page for every service")
    talk = open_details(tom, "one page for every service", "Comments")
    talk.get_by_label("Add a comment").fill("Who keeps it?")
    talk.get_by_role("button", name="Add comment").click()
    theirs = open_details(amara, "one page for every service", "Comments 1")
    theirs.get_by_role("button", name=re.compile("^Answer")).click()
    theirs.get_by_label(re.compile("^Answer “Who keeps")).fill("The family does")
    theirs.get_by_role("button", name="Add answer").click()
    expect(talk.get_by_role("list", name="Answers")).to_contain_text("The family does")
    expect(tom.card("one page for every service").locator(".card__count").last).to_have_text("2 comments")
    talk.get_by_role("button", name=re.compile("^Change my comment")).click()
    talk.get_by_label("Change your comment").fill("Who looks after it?")
    talk.get_by_role("button", name="Save").click()
    expect(theirs).to_contain_text("Who looks after it?")
    assert tom.axe() == []
    theirs.get_by_role("button", name=re.compile("^Resolve")).click()
    expect(talk.get_by_text("1 resolved")).to_be_visible()
    expect(tom.card("one page for every service").locator(".card__count")).to_have_count(0)
    tom.page.keyboard.press("Escape")
    tom.page.locator("main").focus()
    tom.page.keyboard.press("Shift+K")
    everything = tom.page.get_by_role("dialog", name="All comments")
    expect(everything).not_to_contain_text("Who looks after it?")
    everything.get_by_role("button", name="Resolved too").click()
    expect(everything).to_contain_text("Who looks after it?")
    assert tom.axe() == []
    everything.get_by_role("button", name=re.compile("one page for every service")).click()
    expect(details(tom).get_by_role("tab", name="Comments", exact=True)).to_be_focused()
    details(tom).get_by_text("1 resolved").click()
    details(tom).get_by_role("button", name=re.compile("^Open again")).click()
    expect(theirs.get_by_role("tab", name="Comments 2")).to_be_visible()


def test_r385_tags_are_added_taken_away_and_offered_again(table: Table) -> None:
    tom, amara = table.tom, table.amara
    add(tom, "Note", "about the bus")
    form = open_details(tom, "about the bus", "Note")
    form.get_by_label("Add a tag").fill("transport, rain")
    form.get_by_label("Add a tag").press("Enter")
    expect(amara.card("about the bus").locator(".card__tags")).to_have_text("transport rain")
    form.get_by_role("button", name="Take the tag rain away").click()
    expect(amara.card("about the bus").locator(".card__tags")).to_have_text("transport")
    other = open_details(amara, "Damp at home", "Problem")
    assert "transport" in other.locator("datalist option").evaluate_all("list => list.map((o) => o.value)")


def test_r386_turning_a_card_keeps_what_fits_and_says_what_is_set_aside(table: Table) -> None:
    tom, amara = table.tom, table.amara
    add(tom, "Problem", "letters with three headings")
    form = open_details(tom, "letters with three headings", "Problem")
    form.get_by_label("Who is affected?").fill("Everyone who gets letters")
    tom.page.keyboard.press("Escape")
    turn(tom, "letters with three headings", "Idea")
    said = tom.page.locator(".toast", has_text="It is an idea now")
    expect(said).to_contain_text("Set aside, and back if you turn it back: who is affected.")
    turn(tom, "letters with three headings", "Problem")
    form = open_details(tom, "letters with three headings", "Problem")
    expect(form.get_by_label("Who is affected?")).to_have_value("Everyone who gets letters")
    add(tom, "Story", "told by Tom alone")
    tom.until_saved()
    bring(amara, "told by Tom alone")


def test_r387_a_story_says_who_may_keep_it_only_through_its_teller(table: Table) -> None:
    tom, amara = table.tom, table.amara
    tell(tom, "what only I may answer for")
    tom.until_saved()
    mine = open_details(tom, "what only I may answer for", "Story")
    expect(mine.locator(".keep input:checked")).to_have_count(0)
    expect(mine).to_contain_text("If you don’t choose, it stays in the room only.")
    mine.get_by_text("The people working on this").click()
    mine.get_by_role("button", name="No", exact=True).click()
    expect(mine.get_by_label("On which day?")).not_to_have_value("")
    theirs = open_details(amara, "what only I may answer for", "Story")
    expect(theirs).to_contain_text("the people working on this")
    expect(theirs).to_contain_text("Please don’t quote it.")
    expect(theirs.get_by_role("radio")).to_have_count(0)
    amara.card("what only I may answer for").focus()
    amara.page.keyboard.press("Shift+F10")
    turning = amara.page.get_by_role("menuitem", name=re.compile("^Turn into"))
    expect(turning).to_have_attribute("aria-disabled", "true")
    expect(turning).to_contain_text("Only its teller")
    amara.page.keyboard.press("Escape")


PASTE = """([html, text]) => {
  const data = new DataTransfer();
  data.setData('text/html', html);
  data.setData('text/plain', text);
  const paste = new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true });
  document.activeElement.dispatchEvent(paste);
}"""


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


def test_r376_the_phone_asks_what_happened_which_services_and_who_may_keep_it(table: Table) -> None:
    yusra, amara = table.yusra, table.amara
    yusra.page.get_by_role("button", name="Add", exact=True).click()
    yusra.page.get_by_role("radio", name="Story", exact=True).check(force=True)
    yusra.page.locator("#compose").fill("They each asked me the same things")
    services = yusra.page.get_by_role("group", name="Which services did it touch?")
    for service in ("Housing", "Health visiting"):
        services.get_by_role("checkbox", name=service).check(force=True)
    expect(yusra.page.locator(".keep input:checked")).to_have_count(0)
    yusra.page.get_by_text("The people working on this").click()
    assert yusra.axe() == []
    yusra.page.get_by_role("button", name="Put it on the board").click()
    yusra.until_saved()
    seen = open_details(amara, "They each asked me the same things", "Story")
    expect(seen).to_contain_text("the people working on this")
    for service in ("Housing", "Health visiting"):
        expect(seen.get_by_role("group", name="Services it touched")).to_contain_text(service)


@pytest.mark.parametrize("large", [False, True])
def test_r376_details_fit_320_pixels_also_with_large_text(table: Table, large: bool) -> None:
    yusra = table.yusra
    yusra.page.set_viewport_size({"width": 320, "height": 640})
    if large:
        yusra.page.evaluate("document.documentElement.style.fontSize = '200%'")
    yusra.page.get_by_role("button", name="Board", exact=True).click()
    for zone, kind in (("Stories", "Story"), ("Problems", "Problem"), ("Commitments", "Commitment")):
        yusra.page.get_by_role("button", name=re.compile(f"^{zone}")).click()
        yusra.page.get_by_role("article", name=re.compile(f"^{kind}")).first.get_by_role(
            "button", name="Details"
        ).click()
        form = yusra.page.get_by_role("dialog")
        for tab in form.get_by_role("tab").all():
            tab.click()
            beside = form.evaluate(
                "(dialog) => [...dialog.querySelectorAll('button, input, textarea, select, p, label, a')]"
                ".filter((e) => !e.closest('.vh') && e.getClientRects().length)"
                ".map((e) => [`${e.tagName}.${e.className} ${e.textContent.slice(0, 30)}`, e.getBoundingClientRect()])"
                ".filter(([, { left, right }]) => right > innerWidth + 1 || left < -1).map(([name]) => name)"
            )
            assert beside == [], (kind, tab.text_content())
        small = form.evaluate(
            "(dialog) => [...dialog.querySelectorAll('button, input:not(.vh), select')]"
            ".map((e) => [e.textContent.slice(0, 30) || e.className, e.getBoundingClientRect()])"
            ".filter(([, box]) => box.width && box.height && (box.height < 24 || box.width < 24)).map(([name]) => name)"
        )
        assert small == [] or large, small
        form.get_by_role("button", name="Close").click()
    yusra.page.evaluate("document.documentElement.style.fontSize = ''")
    yusra.page.set_viewport_size(PHONE)
