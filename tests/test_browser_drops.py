"""What is dropped and pasted on the canvas: pictures, files of other boards, and five hundred cards dragged as one."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from guest import Guest
from running import RunningServer

pytestmark = pytest.mark.browser

DESK = ViewportSize(width=1440, height=900)
EXPECTED = (r"status of 415 .*/pictures", r"status of 422 .*/import")
NewPage = Callable[..., Page]
Pair = tuple[Guest, Guest]

DROP = """async ([files, x, y, how]) => {
  const all = new DataTransfer();
  for (const [name, type, text] of files) {
    let part = text;
    if (text === 'a picture') {
      const canvas = Object.assign(document.createElement('canvas'), { width: 300, height: 200 });
      const g = canvas.getContext('2d');
      g.fillStyle = '#387';
      g.fillRect(0, 0, 300, 200);
      part = await new Promise((done) => canvas.toBlob(done, type));
    }
    if (typeof text === 'number') part = new Uint8Array(text);
    all.items.add(new File([part], name, { type }));
  }
  const canvas = document.querySelector('.canvas');
  if (how === 'paste') {
    const event = new ClipboardEvent('paste', { clipboardData: all, bubbles: true, cancelable: true });
    return canvas.dispatchEvent(event);
  }
  const at = { clientX: x, clientY: y, dataTransfer: all, bubbles: true, cancelable: true };
  canvas.dispatchEvent(new DragEvent('dragover', at));
  canvas.dispatchEvent(new DragEvent('drop', at));
}"""


@pytest.fixture(scope="module")
def pair(server: RunningServer, new_module_page: NewPage) -> Pair:
    """A facilitator and a contributor at an empty board."""
    board = server.new_board("Birth to five", "empty")
    page = new_module_page(viewport=DESK)
    page.add_init_script("localStorage.setItem('sameroom.dock', 'closed')")
    amara = Guest(page, board, "Amara", "facilitator").seated()
    return amara, Guest(new_module_page(viewport=DESK), board, "Tom", group="Housing").seated()


def put(page: Page, *files: tuple[str, str, object], x: int = 500, y: int = 300, how: str = "drop") -> None:
    page.locator(".canvas.is-skilled").wait_for()
    page.evaluate(DROP, [[list(file) for file in files], x, y, how])


def compose(tom: Guest) -> None:
    """A note whose words are written with an input method, the way Japanese is."""
    tom.page.get_by_role("button", name="Note", exact=True).click()
    tom.page.mouse.click(420, 260)
    field = tom.page.locator("textarea.card__field")
    expect(field).to_be_focused()
    keys = tom.page.context.new_cdp_session(tom.page)
    for so_far in ("に", "にほ", "にほn", "にほん"):
        keys.send(
            "Input.imeSetComposition", {"text": so_far, "selectionStart": len(so_far), "selectionEnd": len(so_far)}
        )
    expect(field).to_have_value("にほん")
    keys.send("Input.insertText", {"text": "日本"})
    tom.page.keyboard.type(" ok")
    tom.page.keyboard.press("Escape")


def test_r677_words_composed_with_an_input_method_arrive_whole(pair: Pair) -> None:
    amara, tom = pair
    compose(tom)
    expect(amara.card("日本").locator(".card__say")).to_have_text("日本 ok")


def test_r780_the_first_card_of_an_empty_board_stays_where_it_was_put(pair: Pair) -> None:
    _, tom = pair
    if not tom.card("日本").count():
        compose(tom)
    box = tom.box("日本")
    assert abs(box["x"] + box["width"] / 2 - 420) < 2
    assert box["y"] < 260 < box["y"] + box["height"]
    tom.card("日本").click()
    tom.page.keyboard.press("Delete")
    expect(tom.card("日本")).to_have_count(0)


def test_r678_a_rectangle_on_the_floor_selects_what_it_touches_and_shift_takes_one_out(pair: Pair) -> None:
    amara, tom = pair
    page = tom.page
    page.locator(".canvas.is-skilled").wait_for()
    tom.add_note("one of them", 420, 260)
    tom.add_note("beside it", 800, 260)
    page.mouse.move(250, 170)
    page.mouse.down()
    page.mouse.move(600, 400, steps=3)
    page.mouse.move(1000, 480, steps=3)
    expect(page.locator(".marquee")).to_be_visible()
    page.mouse.up()
    expect(page.locator("article.card.is-selected")).to_have_count(2)
    page.keyboard.press("Delete")  # what is selected by hand is in hand, though no card has the focus
    page.get_by_role("button", name="Keep them").click()
    tom.card("beside it").click(modifiers=["Shift"])
    expect(page.locator("article.card.is-selected")).to_have_count(1)
    tom.card("beside it").click()
    page.keyboard.press("r")
    page.get_by_role("menuitemcheckbox", name="This happened to me too").click()
    expect(amara.card("beside it").locator(".card__count")).to_have_text(re.compile("^1"))
    page.keyboard.press("Control+a")
    page.keyboard.press("Delete")
    page.get_by_role("alertdialog").get_by_role("button", name=re.compile("^Delete")).click()
    expect(amara.page.locator("article.card")).to_have_count(0)


WIDTH = """([words, x, w]) => [...document.querySelectorAll('article.card')].some((card) => {
  const at = new DOMMatrix(getComputedStyle(card).transform).e;
  return card.textContent.includes(words) && Math.abs(at - x) < 2 && Math.abs(card.offsetWidth - w) < 2;
})"""
"""Whether a card is drawn at this place of the board, so wide."""


@pytest.mark.parametrize("side", ["right", "left"])
def test_r783_a_card_is_sized_by_a_corner_as_one_step(pair: Pair, side: str) -> None:
    amara, tom = pair
    page = tom.page
    words = f"sized by its {side}"
    tom.add_note(words, 500, 260)
    tom.card(words).click()
    box = tom.box(words)
    at, width = tom.card(words).evaluate("(e) => [new DOMMatrix(getComputedStyle(e).transform).e, e.offsetWidth]")
    zoom = box["width"] / width
    x, pull = (box["x"] + box["width"], 90) if side == "right" else (box["x"], -90)
    page.mouse.move(x, box["y"] + box["height"])
    page.mouse.down()
    page.mouse.move(x + pull, box["y"] + box["height"], steps=4)
    expect(page.locator(".canvas")).to_have_attribute("data-doing", "resizing")
    page.mouse.up()
    wide = [words, at + min(pull, 0) / zoom, width + 90 / zoom]
    for guest in (tom, amara):
        guest.page.wait_for_function(WIDTH, arg=wide)
    page.keyboard.press("Control+z")
    for guest in (tom, amara):
        guest.page.wait_for_function(WIDTH, arg=[words, at, width])
    page.keyboard.press("Delete")
    expect(amara.card(words)).to_have_count(0)


def test_r784_ctrl_d_copies_a_card_and_each_reaction_is_given_and_taken_back(pair: Pair) -> None:
    amara, tom = pair
    page = tom.page
    tom.add_note("one of two", 500, 260)
    tom.card("one of two").click()
    page.keyboard.press("Control+d")
    expect(amara.card("one of two")).to_have_count(2)
    expect(page.locator("article.card.is-selected")).to_have_count(1)
    page.keyboard.press("Control+z")
    expect(amara.card("one of two")).to_have_count(1)
    tom.card("one of two").click()
    counts = amara.card("one of two").locator(".card__count")
    given = (("We can help", 1), ("Tell us more", 2), ("We can help", 1))
    for name, many in given:
        expect(tom.card("one of two")).to_be_focused()
        page.keyboard.press("r")
        page.get_by_role("menuitemcheckbox", name=name).click()
        expect(page.get_by_role("menu")).to_have_count(0)
        expect(counts).to_have_count(many)
    expect(tom.card("one of two")).to_be_focused()
    page.keyboard.press("r")
    expect(page.get_by_role("menuitemcheckbox", name="We can help")).not_to_be_checked()
    expect(page.get_by_role("menuitemcheckbox", name="Tell us more")).to_be_checked()
    page.keyboard.press("Escape")
    expect(tom.card("one of two")).to_be_focused()
    page.keyboard.press("Delete")
    expect(amara.card("one of two")).to_have_count(0)


def test_r785_the_sheet_of_keys_opens_by_its_key_and_gives_the_focus_back(pair: Pair) -> None:
    _, tom = pair
    tom.add_note("where keys are asked for", 500, 260)
    card = tom.card("where keys")
    expect(card).to_be_focused()
    tom.page.keyboard.press("?")
    sheet = tom.page.get_by_role("dialog", name="Keys")
    expect(sheet).to_contain_text("On a card")
    tom.page.keyboard.press("Escape")
    expect(sheet).to_have_count(0)
    expect(card).to_be_focused()
    tom.page.keyboard.press("Delete")
    expect(card).to_have_count(0)


def test_r786_a_pointer_wears_name_and_service_until_one_switches_them_off(pair: Pair) -> None:
    amara, tom = pair
    tag = amara.page.locator(".cursor:not([hidden]) .cursor__tag")
    tom.page.mouse.move(640, 500)
    tom.page.mouse.move(660, 520, steps=3)
    expect(tag).to_have_text(re.compile("Tom.*Housing"))
    amara.page.get_by_role("button", name="Look and sound").click()
    switch = amara.page.get_by_label("Show others’ pointers on the board")
    switch.uncheck()
    expect(tag).to_have_count(0)
    tom.page.mouse.move(700, 500, steps=3)
    switch.check()
    tom.page.mouse.move(640, 520, steps=3)
    expect(tag).to_have_text(re.compile("Tom"))
    amara.page.keyboard.press("Escape")


def test_r787_an_emoji_is_written_passed_and_taken_away_whole(pair: Pair) -> None:
    amara, tom = pair
    page = tom.page
    tom.add_note("no smile yet", 500, 260)
    tom.card("no smile yet").dblclick()
    field = page.locator("textarea.card__field")
    expect(field).to_be_focused()
    page.keyboard.press("Control+a")
    page.keyboard.insert_text("a😀b😃")
    page.keyboard.press("Backspace")
    page.keyboard.insert_text("😄")
    expect(field).to_have_value("a😀b😄")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    assert field.evaluate("(e) => e.selectionStart") == 1
    page.keyboard.press("Delete")
    page.keyboard.insert_text("👍🏽")
    page.keyboard.press("Escape")
    expect(amara.card("👍").locator(".card__say")).to_have_text("a👍🏽b😄")
    tom.until_saved()
    page.keyboard.press("Delete")
    expect(amara.page.locator("article.card")).to_have_count(0)


def green_door(tom: Guest) -> None:
    """A story on the board, of a picture alone."""
    put(tom.page, ("door.png", "image/png", "a picture"))
    dialog = tom.page.get_by_role("dialog", name="A picture for the board")
    dialog.get_by_label("Say what the picture shows").fill("A green door")
    dialog.get_by_role("button", name="Put it on the board").click()
    expect(tom.page.locator("article.card--story")).to_be_visible()


def test_r670_a_dropped_picture_is_a_story_once_it_has_words(pair: Pair) -> None:
    amara, tom = pair
    put(tom.page, ("door.png", "image/png", "a picture"))
    dialog = tom.page.get_by_role("dialog", name="A picture for the board")
    dialog.get_by_role("button", name="Put it on the board").click()
    expect(dialog.get_by_role("alert")).to_contain_text("Say what it shows")
    assert tom.axe() == []
    dialog.get_by_label("Say what the picture shows").fill("A green door")
    dialog.get_by_role("button", name="Put it on the board").click()
    story = amara.page.locator("article.card--story", has=amara.page.get_by_alt_text("A green door"))
    expect(story).to_be_visible()
    expect(tom.page.locator("article.card--story")).to_be_focused()
    tom.page.keyboard.press("Control+z")
    expect(story).to_have_count(0)
    tom.page.keyboard.press("Control+Shift+z")
    expect(story).to_be_visible()


def test_r671_on_a_story_a_picture_goes_onto_it_and_several_are_asked_for_one_by_one(pair: Pair) -> None:
    amara, tom = pair
    if not tom.page.locator("article.card--story").count():
        green_door(tom)
    amara.page.mouse.move(5, 500)
    box = tom.page.locator("article.card--story").first.bounding_box()
    assert box is not None
    x, y = round(box["x"] + 60), round(box["y"] + box["height"] - 30)
    both = ("one.png", "image/png", "a picture"), ("two.webp", "image/webp", "a picture")
    put(tom.page, *both, x=x, y=y)
    dialog = tom.page.get_by_role("dialog")
    expect(dialog).to_have_accessible_name("A picture for this story, 1 of 2")
    dialog.get_by_label("Say what the picture shows").fill("The waiting room")
    dialog.get_by_role("button", name="Put it on the story").click()
    expect(dialog).to_have_accessible_name("A picture for the board, 2 of 2")
    dialog.get_by_text("Only for looks").click()
    dialog.get_by_role("button", name="Put it on the board").click()
    expect(dialog).to_have_count(0)
    expect(amara.page.locator("article.card--story")).to_have_count(2)
    expect(amara.page.get_by_alt_text("The waiting room")).to_be_visible()


def test_r672_what_is_no_picture_or_too_large_is_said_and_a_pasted_one_is_taken(pair: Pair) -> None:
    _, tom = pair
    put(tom.page, ("huge.png", "image/png", 13_000_000), ("odd.png", "image/png", "not a picture at all"))
    dialog = tom.page.get_by_role("dialog")
    expect(dialog.get_by_role("alert")).to_contain_text("huge.png: That picture is too large: 12 MB at most.")
    dialog.get_by_role("button", name="Leave this one out").click()
    expect(dialog.get_by_role("alert")).to_contain_text("odd.png:")
    dialog.get_by_role("button", name="Leave it out").click()
    expect(dialog).to_have_count(0)
    put(tom.page, ("pasted.png", "image/png", "a picture"), how="paste")
    expect(dialog.get_by_role("img", name="What you just brought")).to_be_visible()
    dialog.get_by_role("button", name="Leave it out").click()
    tom.until_saved()


def test_r673_boards_and_drawings_lead_who_may_to_their_review(pair: Pair) -> None:
    amara, tom = pair
    drawing = (
        '{"nodes":[{"id":"a","type":"text","text":"From elsewhere","x":0,"y":0,"width":200,"height":90}],"edges":[]}'
    )
    put(tom.page, ("theirs.canvas", "", drawing))
    expect(tom.page.get_by_text("Only a facilitator brings “theirs.canvas” in.").first).to_be_visible()
    put(amara.page, ("broken.canvas", "", "{"))
    expect(amara.page.locator(".toast").last).to_contain_text("broken.canvas")
    put(amara.page, ("theirs.canvas", "", drawing))
    amara.page.wait_for_url("**/import/*")
    expect(amara.page.get_by_text("From elsewhere").first).to_be_visible()
    amara.page.goto(f"/b/{amara.board.id}")
    amara.seated()


def place(guest: Guest, words: str) -> str:
    """Where a card is drawn, on the board."""
    style: str = guest.page.locator("article.card", has_text=words).first.evaluate("(e) => e.style.transform")
    return style


def test_r674_five_hundred_cards_are_dragged_as_one_step_and_others_see_them_go(pair: Pair) -> None:
    amara, tom = pair
    rows = "\n".join(f"Row {n} of many" for n in range(500))
    put(tom.page, ("rows.tsv", "text/tab-separated-values", f"Text\n{rows}"), x=180, y=640)
    expect(tom.page.get_by_text("500 notes made").first).to_be_visible()
    tom.until_saved()
    before = place(tom, "Row 0 of many")
    box = tom.box("Row 0 of many")
    tom.page.mouse.move(box["x"] + 80, box["y"] + 10)
    tom.page.mouse.down()
    tom.page.mouse.move(box["x"] + 130, box["y"] - 40, steps=3)
    frame = amara.page.locator(".moving-group")
    expect(frame).to_contain_text("Tom is moving 500 cards")
    was = frame.evaluate("(e) => e.style.transform")
    tom.page.mouse.move(box["x"] + 280, box["y"] - 140, steps=4)
    amara.page.wait_for_function("(was) => document.querySelector('.moving-group').style.transform !== was", arg=was)
    tom.page.mouse.up()
    expect(frame).to_have_count(0)
    tom.until_saved()
    after = place(tom, "Row 0 of many")
    assert after != before
    expect(amara.page.locator("article.card", has_text=re.compile("Row 0 of"))).to_have_css(
        "transform", re.compile(".")
    )
    moved = "([words, at]) => [...document.querySelectorAll('article.card')].some("
    moved += "(c) => c.textContent.includes(words) && c.style.transform === at)"
    amara.page.wait_for_function(moved, arg=["Row 0 of many", after])
    tom.page.keyboard.press("Control+z")
    tom.page.wait_for_function(moved, arg=["Row 0 of many", before])
    amara.page.wait_for_function(moved, arg=["Row 0 of many", before])
    tom.until_saved()
    tom.page.keyboard.press("Delete")
    tom.page.get_by_role("alertdialog").get_by_role("button", name=re.compile("^Delete")).click()
    amara.page.wait_for_function("() => document.querySelectorAll('article.card--note').length === 0")
    tom.until_saved()
    tom.page.keyboard.press("Control+z")
    amara.page.wait_for_function(moved, arg=["Row 0 of many", before])
    tom.until_saved()
