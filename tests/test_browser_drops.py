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
    return amara, Guest(new_module_page(viewport=DESK), board, "Tom").seated()


def put(page: Page, *files: tuple[str, str, object], x: int = 500, y: int = 300, how: str = "drop") -> None:
    page.locator(".canvas.is-skilled").wait_for()
    page.evaluate(DROP, [[list(file) for file in files], x, y, how])


def test_r677_words_composed_with_an_input_method_arrive_whole(pair: Pair) -> None:
    amara, tom = pair
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
    expect(amara.card("日本").locator(".card__say")).to_have_text("日本 ok")


def test_r780_the_first_card_of_an_empty_board_stays_where_it_was_put(pair: Pair) -> None:
    box = pair[1].box("日本")
    assert abs(box["x"] + box["width"] / 2 - 420) < 2
    assert box["y"] < 260 < box["y"] + box["height"]


def test_r678_a_rectangle_on_the_floor_selects_what_it_touches_and_shift_takes_one_out(pair: Pair) -> None:
    amara, tom = pair
    page = tom.page
    page.locator(".canvas.is-skilled").wait_for()
    tom.add_note("beside it", 800, 260)
    page.mouse.move(250, 170)
    page.mouse.down()
    page.mouse.move(600, 400, steps=3)
    page.mouse.move(1000, 480, steps=3)
    expect(page.locator(".marquee")).to_be_visible()
    page.mouse.up()
    expect(page.locator("article.card.is-selected")).to_have_count(2)
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
