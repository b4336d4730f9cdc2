"""The canvas under people's hands: zones, menus, carets, large text, themes."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, ViewportSize, expect

from axe import still
from guest import Guest
from running import RunningServer

pytestmark = pytest.mark.browser

DESK = ViewportSize(width=1440, height=900)
SMALL_PHONE = ViewportSize(width=320, height=640)
NewPage = Callable[..., Page]
Pair = tuple[Guest, Guest]

CUT = """() => {
  const unseen = '.vh, [hidden], svg, canvas, .stage__name';
  const shown = (e) => e.clientWidth > 1 && e.clientHeight > 1 && !e.closest(unseen);
  const clips = (e, way) => getComputedStyle(e)[way] === 'hidden' || getComputedStyle(e)[way] === 'clip';
  return [...document.querySelectorAll('#app :is(button, a, h1, h2, h3, p, label, legend, b, li, span)')]
    .filter((e) => shown(e) && (
      (e.scrollWidth > e.clientWidth + 1 && (clips(e, 'overflowX') || e.matches('button, .btn'))) ||
      (e.scrollHeight > e.clientHeight + 1 && clips(e, 'overflowY'))))
    .map((e) => `${e.tagName}.${e.className}: ${e.textContent.slice(0, 40)}`);
}"""
BESIDE = """() => [...document.querySelectorAll('#app :is(button, a, h1, h2, h3, p, label, input)')]
  .filter((e) => !e.closest('.vh, .canvas, .zbar, .skip, [hidden]'))
  .filter((e) => { const r = e.getBoundingClientRect(); return r.width && (r.left < -1 || r.right > innerWidth + 1); })
  .map((e) => `${e.tagName}.${e.className}: ${e.textContent.slice(0, 40)}`)"""
OVERLAPS = """() => {
  const boxes = [...document.querySelectorAll('article.card')].map((e) => [e.ariaLabel, e.getBoundingClientRect()]);
  return boxes.flatMap(([a, p], i) => boxes.slice(i + 1)
    .filter(([, q]) => p.left < q.right && q.left < p.right && p.top < q.bottom && q.top < p.bottom)
    .map(([b]) => `${a} / ${b}`));
}"""


@pytest.fixture
def pair(server: RunningServer, new_page: NewPage) -> Pair:
    """A facilitator and a contributor at the demo board."""
    board = server.new_board("Birth to five", "demo")
    page = new_page(viewport=DESK)
    page.add_init_script("localStorage.setItem('sameroom.dock', 'closed')")  # beside the dock the board is smaller
    amara = Guest(page, board, "Amara", "facilitator").seated()
    return amara, Guest(new_page(viewport=DESK), board, "Tom").seated()


def zone(guest: Guest, title: str) -> Locator:
    """A zone on the canvas."""
    return guest.page.get_by_role("region", name=title, exact=True)


def place(guest: Guest, title: str) -> tuple[float, float, float, float]:
    """Where a zone lies on the board, and how large it is."""
    box: list[float] = zone(guest, title).evaluate(
        "({ style }) => ['left', 'top', 'width', 'height'].map((side) => parseFloat(style[side]))"
    )
    return box[0], box[1], box[2], box[3]


def until_placed(guest: Guest, title: str, **sides: float) -> None:
    """Wait until a zone's sides are so; told by name: left, top, width, height."""
    for side, length in sides.items():
        expect(zone(guest, title)).to_have_css(side, f"{length:g}px")


def drag(page: Page, x: float, y: float, dx: float, dy: float) -> None:
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + dx / 2, y + dy / 2, steps=4)
    page.mouse.move(x + dx, y + dy, steps=4)
    page.mouse.up()


def corner(guest: Guest, title: str, name: str = "nw") -> tuple[float, float]:
    """Where the first pixels of a zone's heading are, or one of its corners."""
    part = zone(guest, title).locator(".zone__head" if name == "nw" else f".zone__grip--{name}")
    box = part.bounding_box()
    assert box is not None
    return (box["x"] + 70, box["y"] + 24) if name == "nw" else (box["x"] + 12, box["y"] + 12)


ON_BOARD = "(card) => { const at = new DOMMatrix(getComputedStyle(card).transform); return [at.e, at.f]; }"
"""Where a card lies on the board: on the screen it moves as well when the bar above comes to its full height."""


def test_r180_a_facilitator_drags_a_zone_by_its_heading_and_its_cards_come_along(pair: Pair) -> None:
    amara, tom = pair
    left, top, width, height = place(amara, "Problems")
    x, y = tom.card("Damp at home").evaluate(ON_BOARD)
    drag(amara.page, *corner(amara, "Problems"), 40, 60)
    until_placed(tom, "Problems", left=left + 40, top=top + 60, width=width, height=height)
    tom.page.wait_for_function(
        f"([words, x, y]) => [...document.querySelectorAll('article.card')].some((card) => {{"
        f"const at = ({ON_BOARD})(card);"
        "return card.textContent.includes(words) && Math.abs(at[0] - x) < 1 && Math.abs(at[1] - y) < 1 })",
        arg=["Damp at home", x + 40, y + 60],
    )
    amara.until_saved()
    amara.page.keyboard.press("Escape")
    amara.page.keyboard.press("Control+z")
    until_placed(tom, "Problems", left=left, top=top)


def test_r180_a_facilitator_sizes_a_zone_by_a_corner_and_escape_lets_go(pair: Pair) -> None:
    amara, tom = pair
    left, top, width, height = place(amara, "Ideas")
    amara.page.mouse.click(*corner(amara, "Ideas"))
    x, y = corner(amara, "Ideas", "ne")
    drag(amara.page, x, y, 0, 20)
    until_placed(tom, "Ideas", left=left, top=top + 20, width=width, height=height - 20)
    x, y = corner(amara, "Ideas", "ne")
    amara.page.mouse.move(x, y)
    amara.page.mouse.down()
    amara.page.mouse.move(x - 30, y - 30, steps=4)
    until_placed(amara, "Ideas", top=top - 10)
    amara.page.keyboard.press("Escape")
    amara.page.mouse.up()
    until_placed(amara, "Ideas", top=top + 20)


def test_r181_all_that_is_done_to_a_zone_by_pointer_is_done_by_keys(pair: Pair) -> None:
    amara, tom = pair
    left, top, width, height = place(amara, "Stories")
    menu = amara.page.get_by_role("button", name="Change the zone Stories")
    menu.focus()
    amara.page.keyboard.press("Shift+ArrowDown")
    amara.page.keyboard.press("Alt+Shift+ArrowRight")
    until_placed(tom, "Stories", left=left, top=top + 8, width=width + 8, height=height)
    amara.page.keyboard.press("Enter")
    for first in ("Move left", "Move left", "Move down", "Wider", "Taller", "Taller", "Narrower", "Later"):
        press_item(amara.page, first)
    until_placed(tom, "Stories", left=left - 80, top=top + 48, width=width + 8, height=height + 80)
    amara.page.keyboard.press("Escape")
    expect(menu).to_be_focused()
    tom.page.get_by_role("button", name="Outline", exact=True).click()
    expect(tom.page.get_by_role("main").get_by_role("heading", level=2).first).to_contain_text("Problems")
    amara.page.keyboard.press("Enter")
    press_item(amara.page, "Delete")
    expect(zone(amara, "Stories")).to_have_count(0)
    expect(amara.card("Two buses").or_(amara.card("two buses")).first).to_be_visible()


def press_item(page: Page, begins: str) -> None:
    """Go to the next item of the open menu that begins so, with the arrows, and press it."""
    page.wait_for_function("() => document.activeElement.closest('[role=menu]')")
    for _ in range(20):
        if page.evaluate("document.activeElement.textContent").startswith(begins):
            return page.keyboard.press("Enter")
        page.keyboard.press("ArrowDown")
    raise AssertionError(f"the menu has nothing that begins with {begins}")


def test_r181_a_zone_is_named_asked_and_given_its_kinds_in_a_dialog(pair: Pair) -> None:
    amara, tom = pair
    amara.page.get_by_role("button", name="Zone", exact=True).click()
    dialog = amara.page.get_by_role("dialog")
    dialog.get_by_label("What is it called?").fill("Steps")
    dialog.get_by_label("What does it ask?").fill("What happened next?")
    dialog.get_by_text("Touchpoint", exact=True).click()
    dialog.get_by_text("Note", exact=True).click()
    dialog.get_by_role("button", name="Put it on the board").click()
    expect(zone(tom, "Steps")).to_contain_text("What happened next?")
    tom.page.get_by_role("button", name="Outline", exact=True).click()
    steps = tom.page.get_by_role("region", name=re.compile("^Steps"))
    steps.get_by_role("button", name="Add a step").click()
    expect(steps.get_by_role("article", name=re.compile("^Touchpoint"))).to_be_visible()


def test_r183_who_may_not_arrange_zones_sees_nothing_of_it_and_moves_none(pair: Pair) -> None:
    amara, tom = pair
    before = place(tom, "Problems")
    expect(tom.page.get_by_role("button", name=re.compile("Change the zone"))).to_have_count(0)
    head = zone(tom, "Problems").locator(".zone__head")
    expect(head).not_to_have_css("cursor", "grab")
    drag(tom.page, *corner(tom, "Problems"), 60, 60)
    expect(zone(tom, "Problems").locator(".zone__grip")).to_have_count(0)
    tom.until_saved()
    assert place(tom, "Problems") == before == place(amara, "Problems")
    tom.page.get_by_role("button", name="Outline", exact=True).click()
    expect(tom.page.get_by_role("heading", name="Stories")).to_be_visible()
    expect(tom.page.get_by_role("button", name=re.compile("Change the zone"))).to_have_count(0)


def test_r185_the_card_menu_copies_raises_and_opens_the_outline_by_keys(pair: Pair) -> None:
    amara, tom = pair
    words = "What if weigh-in was at the library"
    amara.card(words).click()
    amara.page.keyboard.press("Shift+F10")
    press_item(amara.page, "Duplicate")
    expect(tom.card(words)).to_have_count(2)
    copied = amara.page.locator("article.card.is-selected")
    expect(copied).to_be_focused()
    expect(copied).to_contain_text(words)
    amara.card("What if families held").click()
    amara.page.keyboard.press("Alt+F10")
    amara.page.keyboard.press("ArrowLeft")
    amara.page.keyboard.press("Enter")
    press_item(amara.page, "Bring to front")
    tom.page.wait_for_function(
        "words => { const cards = [...document.querySelectorAll('article.card')];"
        "const top = Math.max(...cards.map((card) => +card.style.zIndex));"
        "return cards.some((card) => card.textContent.includes(words) && +card.style.zIndex === top) }",
        arg="What if families held",
    )
    amara.page.keyboard.press("Escape")
    amara.card("What if families held").focus()
    amara.page.keyboard.press("Shift+F10")
    press_item(amara.page, "Open in the outline")
    expect(amara.page.locator("article.orow:focus")).to_contain_text("What if families held")


ONE_ON_AND_TO_ITS_TOOLS = """() => {
  const press = (key, altKey) => document.activeElement.dispatchEvent(
    new KeyboardEvent('keydown', { key, altKey, bubbles: true, cancelable: true }));
  press('ArrowDown', false);
  const card = document.activeElement.ariaLabel;
  press('F10', true);
  return [card, document.activeElement.closest('[role=toolbar]')?.ariaLabel];
}"""
"""Both keys before the page is drawn again."""


def test_r943_keys_reach_the_tools_of_the_card_that_is_selected_now_however_quick_they_are(pair: Pair) -> None:
    amara, _ = pair
    amara.card("What if families held").click()
    tools = amara.page.get_by_role("toolbar", name=re.compile("^Idea .*What if families held"))
    expect(tools).to_be_visible()
    card, of_card = amara.page.evaluate(ONE_ON_AND_TO_ITS_TOOLS)
    assert "What if families held" not in card
    assert of_card.split(":")[0] == card.split(":")[0]
    amara.page.keyboard.press("Escape")


def test_r186_at_twice_the_text_size_no_card_covers_another_and_nothing_is_cut(pair: Pair) -> None:
    amara, _ = pair
    overlaps = amara.page.evaluate(OVERLAPS)
    enlarge(amara.page)
    assert amara.page.evaluate(OVERLAPS) == overlaps == []
    assert amara.page.evaluate(CUT) == []
    amara.card("Damp at home").click()
    assert amara.page.evaluate(CUT) == []
    amara.page.locator(".boardmenu > summary").click()
    assert amara.page.evaluate(CUT) == []
    amara.page.get_by_role("button", name="Show as an outline").click()
    expect(amara.page.get_by_role("heading", name="Stories")).to_be_visible()
    assert amara.page.evaluate(CUT) == []
    assert amara.page.evaluate(BESIDE) == []


@pytest.mark.parametrize("large", [False, True])
def test_r186_on_320_pixels_nothing_is_cut_or_beside_the_screen(
    server: RunningServer, new_page: NewPage, large: bool
) -> None:
    board = server.new_board("Birth to five", "demo")
    yusra = Guest(new_page(viewport=SMALL_PHONE, has_touch=True, is_mobile=True), board, "Yusra").seated()
    if large:
        enlarge(yusra.page)
    for tab in ("Now", "Board", "Add", "People"):
        yusra.page.get_by_role("button", name=tab, exact=True).click()
        assert yusra.page.evaluate(CUT) == [], tab
        assert yusra.page.evaluate(BESIDE) == [], tab


OVER = """(boxes) => { const [a, b] = boxes.map((what) => document.querySelector(what).getBoundingClientRect());
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom; }"""


def test_r861_on_a_phone_the_board_is_zoomed_with_one_finger_too(server: RunningServer, new_page: NewPage) -> None:
    board = server.new_board("Birth to five", "demo")
    yusra = Guest(new_page(viewport=SMALL_PHONE, has_touch=True, is_mobile=True), board, "Yusra").seated()
    page = yusra.page
    page.get_by_role("button", name="Board", exact=True).tap()
    page.get_by_role("button", name="See it as a map").tap()
    page.locator(".canvas.is-skilled").wait_for()
    scale = "() => new DOMMatrix(getComputedStyle(document.querySelector('.world')).transform).a"
    for name, sign in (("Zoom out", -1), ("Zoom in", 1)):
        before = page.evaluate(scale)
        button = page.get_by_role("button", name=name)
        box = button.bounding_box()
        assert box is not None and min(box["width"], box["height"]) >= 44
        button.tap()
        page.wait_for_function(f"([was, sign]) => (({scale})() - was) * sign > 0", arg=[before, sign])
    page.get_by_role("button", name="See the whole board").tap()
    page.wait_for_function(
        "() => [...document.querySelectorAll('.zone')].every((zone) => { const box = zone.getBoundingClientRect();"
        " return box.left >= 0 && box.right <= innerWidth + 1; })"
    )
    assert page.evaluate(OVER, [".pcanvas__back", ".pcanvas__zoom"]) is False
    assert page.evaluate(BESIDE) == []
    still(page)
    assert yusra.axe() == []


def enlarge(page: Page) -> None:
    """As a browser does whose text size is set to twice the usual."""
    page.evaluate("document.documentElement.style.fontSize = '200%'; dispatchEvent(new Event('resize'))")
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")


def test_r187_carets_and_selections_of_others_are_seen_with_their_names_within_a_second(pair: Pair) -> None:
    amara, tom = pair
    words = "It takes two buses"
    amara.card(words).dblclick()
    expect(amara.page.locator("textarea.card__field")).to_be_focused()
    tom.write_along(words)
    for writer, reader in ((amara, tom), (tom, amara)):
        writer.page.keyboard.press("Control+Home")
        reader.page.wait_for_function(
            "name => [...document.querySelectorAll('.card__say > .caret--other')]"
            ".some((caret) => getComputedStyle(caret, '::after').content === `\"${name}\"`)",
            arg=writer.name,
            timeout=1_000,
        )
        select(writer.page, 4, 13)
        expect(reader.card(words).locator(".caret__range")).to_have_text("takes two", timeout=1_000)
        select(writer.page, 0, 0)
        expect(reader.card(words).locator(".caret__range")).to_have_count(0, timeout=1_000)


def select(page: Page, start: int, end: int) -> None:
    """Select these letters in the card that is being written in."""
    page.locator("textarea.card__field").evaluate("(field, ends) => field.setSelectionRange(...ends)", [start, end])


def test_r188_the_small_map_wears_the_theme_and_only_moves_its_frame_with_the_camera(pair: Pair) -> None:
    _, tom = pair
    light = map_colours(tom.page)
    tom.page.evaluate("document.documentElement.dataset.theme = 'dark'")
    tom.page.wait_for_function(
        "before => document.querySelector('.minimap canvas').toDataURL() !== before", arg=light["picture"]
    )
    dark = map_colours(tom.page)
    tom.page.mouse.move(700, 500)
    tom.page.mouse.wheel(60, 40)
    tom.page.wait_for_function(
        "before => document.querySelector('.minimap__look').style.transform !== before", arg=dark["frame"]
    )
    assert map_colours(tom.page)["picture"] == dark["picture"]


def map_colours(page: Page) -> Any:
    """The small map's picture, and where its frame is."""
    page.wait_for_function("() => (document.querySelector('.minimap__look')?.style.transform ?? '') !== ''")
    return page.evaluate(
        "() => ({ picture: document.querySelector('.minimap canvas').toDataURL(),"
        "frame: document.querySelector('.minimap__look').style.transform })"
    )


def test_r189_axe_finds_nothing_wrong_with_zones_in_hand_and_menus(pair: Pair) -> None:
    amara, _ = pair
    amara.page.get_by_role("button", name="Change the zone Ideas").focus()
    assert amara.axe_in_themes() == []
    amara.page.keyboard.press("Enter")
    expect(amara.page.get_by_role("menu")).to_be_visible()
    assert amara.axe_in_themes() == []
    press_item(amara.page, "Name, question and kinds…")
    expect(amara.page.get_by_role("dialog")).to_be_visible()
    assert amara.axe_in_themes() == []
    amara.page.keyboard.press("Escape")
    amara.card("Damp at home").click()
    amara.page.keyboard.press("Shift+F10")
    expect(amara.page.get_by_role("menu")).to_be_visible()
    assert amara.axe_in_themes() == []
