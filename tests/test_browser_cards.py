"""Cards under people's hands: all their fields, who holds them, comments, tags, turning, at a desk and on a phone."""

import re
from io import BytesIO

import pytest
from PIL import Image
from playwright.sync_api import Browser, expect
from pycrdt import Map, Text

from boards.document import Document
from guest import Guest
from running import RunningServer
from server.secret import new_id
from table import DESK, PHONE, Table, add, bring, details, open_details, tell, turn
from table import table as table

pytestmark = pytest.mark.browser

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
