"""The canvas in the hand: what people who know other whiteboards try first, by mouse, finger, pen and keys."""

import re
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import CDPSession, Page, Route, ViewportSize, expect

from browser import Watch
from guest import Guest
from running import Invitations, RunningServer

pytestmark = pytest.mark.browser

DESK = ViewportSize(width=1440, height=900)
PHONE = ViewportSize(width=390, height=844)
NewPage = Callable[..., Page]

CENTRE = """() => {
  const { a, e, f } = new DOMMatrix(getComputedStyle(document.querySelector('.world')).transform);
  const { clientWidth, clientHeight } = document.querySelector('.canvas');
  return [(clientWidth / 2 - e) / a, (clientHeight / 2 - f) / a];
}"""
"""The board's point in the middle of the window."""

LIBRARY = "What if weigh-in was at the library"
FAMILIES = "What if families held"
DAMP = "Damp at home"
BUSES = "It takes two buses"


@pytest.fixture
def room(server: RunningServer) -> Invitations:
    """The demo board."""
    return server.new_board("Birth to five", "demo")


def skilled(guest: Guest) -> Guest:
    """When the parts of the hand that come later are there."""
    guest.page.locator(".canvas.is-skilled").wait_for()
    return guest


@pytest.fixture
def tom(room: Invitations, new_page: NewPage) -> Guest:
    """A contributor at a desk."""
    return skilled(Guest(new_page(viewport=DESK), room, "Tom").seated())


@pytest.fixture
def amara(room: Invitations, new_page: NewPage) -> Guest:
    """A facilitator at a desk."""
    return skilled(Guest(new_page(viewport=DESK), room, "Amara", "facilitator").seated())


@pytest.fixture
def finger(room: Invitations, new_page: NewPage) -> Iterator[tuple[Guest, "Fingers"]]:
    """A contributor with a touch screen as large as a desk's."""
    guest = skilled(Guest(new_page(viewport=DESK, has_touch=True), room, "Yusra").seated())
    yield guest, Fingers(guest.page)


class Fingers:
    """Real touch events, by Chromium's own protocol."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.cdp: CDPSession = page.context.new_cdp_session(page)

    def touch(self, kind: str, *points: tuple[float, float], at_s: float | None = None) -> None:
        """`touchStart`, `touchMove` or `touchEnd`, with the fingers that are down then."""
        down = [{"x": x, "y": y, "id": n} for n, (x, y) in enumerate(points)]
        when = {} if at_s is None else {"timestamp": at_s}
        self.cdp.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": down, **when})

    def swipe(self, x: float, y: float, dx: float, dy: float, steps: int = 8) -> None:
        """A hundred milliseconds' worth, however slow the machine is."""
        began = time.time()
        self.touch("touchStart", (x, y), at_s=began)
        for n in range(1, steps + 1):
            self.touch("touchMove", (x + dx * n / steps, y + dy * n / steps), at_s=began + 0.1 * n / steps)
        self.touch("touchEnd", at_s=began + 0.105)


def place(guest: Guest, words: str) -> list[float]:
    """Where a card is on the board, and how large: x, y, width, height in board units."""
    box: list[float] = guest.card(words).first.evaluate(
        """(card) => {
          const at = new DOMMatrix(getComputedStyle(card).transform);
          return [at.e, at.f, card.offsetWidth, card.offsetHeight];
        }"""
    )
    return box


def until_at(guest: Guest, words: str, x: float, y: float) -> None:
    """Wait until a card is at this place of the board."""
    guest.page.wait_for_function(
        """([words, x, y]) => [...document.querySelectorAll('article.card')].some((card) => {
          const at = new DOMMatrix(getComputedStyle(card).transform);
          return card.textContent.includes(words) && Math.abs(at.e - x) < 1 && Math.abs(at.f - y) < 1;
        })""",
        arg=[words, x, y],
    )


def zoom(guest: Guest) -> float:
    """Pixels a board unit."""
    return float(guest.page.locator(".world").evaluate("(e) => new DOMMatrix(getComputedStyle(e).transform).a"))


def looks_at(guest: Guest) -> tuple[float, float]:
    """The board's origin on the screen, in the next frame but one: moves as the camera does."""
    x, y = guest.page.evaluate(
        """() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => {
          const layer = document.querySelector('.world');
          const at = new DOMMatrix(getComputedStyle(layer).transform);
          done([at.e, at.f]);
        })))"""
    )
    return float(x), float(y)


def grab(guest: Guest, words: str) -> tuple[float, float]:
    """Press a card at its head."""
    box = guest.box(words)
    x, y = box["x"] + box["width"] / 2, box["y"] + 14
    guest.page.mouse.move(x, y)
    guest.page.mouse.down()
    return x, y


def choose(page: Page, *begins: str) -> None:
    """Go to the item of the open menu that begins so, by its arrows, and press it."""
    for word in begins:
        page.wait_for_function("() => document.activeElement.closest('[role=menu]')")
        for _ in range(30):
            if page.evaluate("document.activeElement.textContent").startswith(word):
                break
            page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")


def selected(guest: Guest) -> Any:
    return guest.page.locator("article.card.is-selected")


# copies, groups, lining up --------------------------------------------------------------------------------------------


def test_r410_alt_drag_leaves_the_card_and_drops_a_copy_as_one_step(amara: Guest, tom: Guest) -> None:
    before = place(amara, LIBRARY)
    x, y = grab(amara, LIBRARY)
    amara.page.keyboard.down("Alt")
    amara.page.mouse.move(x - 120, y - 80, steps=6)
    expect(amara.page.locator("article.card", has_text=LIBRARY)).to_have_count(2)
    amara.page.mouse.up()
    amara.page.keyboard.up("Alt")
    expect(tom.card(LIBRARY)).to_have_count(2)
    assert place(amara, LIBRARY)[:2] == before[:2]
    until_at(tom, LIBRARY, *before[:2])
    expect(selected(amara)).to_have_count(1)
    amara.page.keyboard.press("Control+z")
    expect(tom.card(LIBRARY)).to_have_count(1)


def test_r410_copies_of_several_keep_the_threads_among_them(amara: Guest, tom: Guest) -> None:
    amara.card(DAMP).click()
    amara.page.keyboard.press("Control+a")
    threads = "() => document.querySelectorAll('article.card').length"
    cards = tom.page.evaluate(threads)
    amara.page.keyboard.press("Control+d")
    tom.page.wait_for_function("(n) => document.querySelectorAll('article.card').length >= n", arg=cards + 4)
    copy = selected(amara).filter(has_text=DAMP)
    expect(copy).to_contain_text("1 story")
    amara.page.keyboard.press("Control+z")
    tom.page.wait_for_function("(n) => document.querySelectorAll('article.card').length === n", arg=cards)


def test_r411_a_group_lines_up_and_spreads_evenly_by_menu_and_keys(amara: Guest, tom: Guest) -> None:
    amara.card(LIBRARY).click()
    amara.card(FAMILIES).click(modifiers=["Shift"])
    amara.card(DAMP).click(modifiers=["Shift"])
    expect(selected(amara)).to_have_count(3)
    amara.page.keyboard.press("Shift+F10")
    choose(amara.page, "Line up tops")
    tops = [place(amara, words)[1] for words in (LIBRARY, FAMILIES, DAMP)]
    assert len(set(tops)) == 1
    until_at(tom, FAMILIES, *place(amara, FAMILIES)[:2])
    amara.page.keyboard.press("Shift+F10")
    choose(amara.page, "Spread evenly across")
    amara.until_saved()
    spans = sorted((x, x + w) for x, _, w, _ in (place(amara, words) for words in (LIBRARY, FAMILIES, DAMP)))
    gaps = [spans[1][0] - spans[0][1], spans[2][0] - spans[1][1]]
    assert abs(gaps[0] - gaps[1]) <= 1
    amara.page.keyboard.press("Control+z")
    amara.page.keyboard.press("Control+z")
    assert len({place(amara, words)[1] for words in (LIBRARY, FAMILIES, DAMP)}) > 1


def test_r412_a_dragged_card_catches_at_anothers_edge_with_a_guide_unless_ctrl_is_held(tom: Guest) -> None:
    scale = zoom(tom)
    mine, other = place(tom, LIBRARY), place(tom, FAMILIES)
    x, y = grab(tom, LIBRARY)
    to_x, to_y = x + (other[0] - mine[0] + 4) * scale, y + 300 * scale
    tom.page.mouse.move(to_x, to_y, steps=6)
    expect(tom.page.locator(".guide:not([hidden])").first).to_be_visible()
    assert abs(place(tom, LIBRARY)[0] - other[0]) < 0.6
    tom.page.keyboard.down("Control")
    tom.page.mouse.move(to_x, to_y + 1)
    expect(tom.page.locator(".guide:not([hidden])")).to_have_count(0)
    assert abs(place(tom, LIBRARY)[0] - other[0] - 4) < 1.5
    tom.page.keyboard.up("Control")
    tom.page.keyboard.press("Escape")
    tom.page.mouse.up()
    assert place(tom, LIBRARY)[:2] == mine[:2]


def test_r413_cards_are_put_behind_and_before_others_and_nudged_by_keys(amara: Guest, tom: Guest) -> None:
    amara.card(LIBRARY).click()
    cards = "[...document.querySelectorAll('article.card')]"
    layer = f"(words) => {cards}.find((e) => e.textContent.includes(words)).style.zIndex"
    others = f"() => {cards}.map((e) => +e.style.zIndex)"
    amara.page.keyboard.press("]")
    tom.page.wait_for_function(f"(words) => +({layer})(words) === Math.max(...({others})())", arg=LIBRARY)
    amara.page.keyboard.press("[")
    tom.page.wait_for_function(f"(words) => +({layer})(words) === Math.min(...({others})())", arg=LIBRARY)
    x, y = place(amara, LIBRARY)[:2]
    amara.page.keyboard.press("Shift+ArrowRight")
    amara.page.keyboard.press("Alt+Shift+ArrowDown")
    until_at(tom, LIBRARY, x + 8, y + 1)


LIFTED_AND_PRESSED_AT_ONCE = """(item) => {
  document.dispatchEvent(new PointerEvent('pointerup', { bubbles: true, isPrimary: true }));
  item.dispatchEvent(new PointerEvent('pointerdown', { bubbles: true, isPrimary: true }));
  item.click();
}"""
"""As on a slow phone: the finger that asked for the menu is lifted, and the next press comes before any timer."""


def test_r414_several_are_selected_by_one_finger_or_by_keys_alone(finger: tuple[Guest, Fingers], tom: Guest) -> None:
    yusra, fingers = finger
    box = yusra.box(LIBRARY)
    fingers.touch("touchStart", (box["x"] + 60, box["y"] + 60))
    expect(yusra.page.get_by_role("menu")).to_be_visible()
    yusra.page.get_by_role("menuitem", name="Select several").evaluate(LIFTED_AND_PRESSED_AT_ONCE)
    fingers.touch("touchEnd")
    yusra.card(FAMILIES).tap()
    expect(selected(yusra)).to_have_count(2)
    yusra.card(FAMILIES).tap()
    expect(selected(yusra)).to_have_count(1)
    tom.card(LIBRARY).focus()
    tom.page.keyboard.press("x")
    tom.page.keyboard.press("ArrowDown")
    tom.page.keyboard.press("Space")
    expect(selected(tom)).to_have_count(2)
    tom.page.keyboard.press("Escape")
    expect(selected(tom)).to_have_count(2)
    tom.page.keyboard.press("Shift+F10")
    expect(tom.page.get_by_role("menu", name="2 cards")).to_be_visible()


# looking around -------------------------------------------------------------------------------------------------------


def test_r415_zoom_to_everything_to_what_is_selected_and_to_100_percent(tom: Guest) -> None:
    tom.card(LIBRARY).click()
    level = tom.page.locator(".navbox__level")
    tom.page.keyboard.press("1")
    tom.page.wait_for_function("() => parseFloat(document.querySelector('.navbox__level').textContent) < 90")
    tom.page.keyboard.press("0")
    expect(level).to_contain_text("100%")
    tom.page.keyboard.press("-")
    expect(level).to_contain_text("80%")
    tom.page.keyboard.press("2")
    expect(level).to_contain_text("100%")
    card = tom.card(LIBRARY).element_handle()
    tom.page.wait_for_function(
        "(card) => { const { x, width } = card.getBoundingClientRect(); return Math.abs(x + width / 2 - 720) < 120 }",
        arg=card,
    )


def test_r416_a_pinch_zooms_wherever_it_starts_and_two_fingers_pan(finger: tuple[Guest, Fingers]) -> None:
    yusra, fingers = finger
    before = zoom(yusra)
    box = yusra.box(LIBRARY)
    x, y = box["x"] + 60, box["y"] + 60
    fingers.touch("touchStart", (x, y))
    fingers.touch("touchStart", (x, y), (x + 80, y))
    for spread in (100, 120, 140, 160):
        fingers.touch("touchMove", (x, y), (x + spread, y))
    yusra.page.wait_for_function(
        "(z) => parseFloat(document.querySelector('.navbox__level').textContent) > z", arg=before * 190
    )
    at = looks_at(yusra)
    fingers.touch("touchMove", (x + 50, y + 70), (x + 210, y + 70))
    fingers.touch("touchEnd")
    now = looks_at(yusra)
    assert abs(now[0] - at[0] - 50) < 3
    assert abs(now[1] - at[1] - 70) < 3
    expect(selected(yusra)).to_have_count(0)


def test_r416_a_flick_goes_on_for_a_while_unless_less_motion_is_asked_for(finger: tuple[Guest, Fingers]) -> None:
    yusra, fingers = finger
    ways: list[float] = []
    for motion in ("no-preference", "reduce"):
        yusra.page.emulate_media(reduced_motion=motion)
        fingers.swipe(700, 760, -240, -20)
        released = looks_at(yusra)[0]
        yusra.page.wait_for_timeout(500)
        ways.append(abs(looks_at(yusra)[0] - released))
    assert ways[0] > 40
    assert ways[1] < 2


def test_r417_space_drag_middle_button_and_wheel_move_the_board(tom: Guest) -> None:
    tom.page.mouse.click(545, 780)
    at = looks_at(tom)
    tom.page.keyboard.down("Space")
    x, y = grab(tom, DAMP)
    tom.page.mouse.move(x + 100, y + 40, steps=3)
    tom.page.mouse.up()
    tom.page.keyboard.up("Space")
    assert [round(b - a) for a, b in zip(at, looks_at(tom), strict=True)] == [100, 40]
    expect(selected(tom)).to_have_count(0)
    tom.page.mouse.down(button="middle")
    tom.page.mouse.move(x, y, steps=3)
    tom.page.mouse.up(button="middle")
    assert [round(b - a) for a, b in zip(at, looks_at(tom), strict=True)] == [0, 0]
    tom.page.mouse.wheel(0, 30)
    assert round(looks_at(tom)[1] - at[1]) == -30


# finding and following ------------------------------------------------------------------------------------------------


def test_r418_ctrl_f_finds_by_words_number_kind_tag_and_lights_what_fits(amara: Guest) -> None:
    page = amara.page
    page.keyboard.press("Control+f")
    field = page.get_by_role("combobox", name="Find cards, people and tags")
    expect(field).to_be_focused()
    field.fill("damp")
    expect(page.get_by_role("option", name=re.compile("Damp at home")).first).to_be_visible()
    expect(page.locator("article.card.is-found").filter(has_text=DAMP)).to_have_count(1)
    field.fill("p1")
    expect(page.get_by_role("option").first).to_contain_text("Problem P1")
    page.keyboard.press("Enter")
    expect(page.locator("article.card:focus")).to_contain_text("P1")
    expect(page.locator("article.card.is-found")).to_have_count(0)
    page.keyboard.press("Control+f")
    page.keyboard.type("zzzzz")
    expect(page.get_by_text("Nothing on this board fits these words.")).to_be_visible()
    assert amara.axe() == []
    page.keyboard.press("Escape")
    expect(page.locator("search.find")).to_have_count(0)


def test_r418_it_finds_in_the_outline_too(tom: Guest) -> None:
    tom.page.get_by_role("button", name="Outline", exact=True).click()
    tom.page.get_by_role("button", name="Find", exact=True).click()
    tom.page.keyboard.type("library idea")
    expect(tom.page.locator("article.orow.is-found")).to_have_count(1)
    tom.page.keyboard.press("Enter")
    expect(tom.page.locator("article.orow:focus")).to_contain_text(LIBRARY)


def test_r419_who_follows_someone_sees_what_they_see_until_they_move_themselves(amara: Guest, tom: Guest) -> None:
    amara.card(DAMP).click()
    amara.page.keyboard.press("1")
    tom.page.keyboard.press("Control+f")
    tom.page.keyboard.type("amara")
    tom.page.keyboard.press("Enter")
    expect(tom.page.get_by_text("You see what Amara sees.")).to_be_visible()
    level = amara.page.locator(".navbox__level")
    amara.at_rest()
    expect(tom.page.locator(".navbox__level")).to_have_text(level.text_content() or "")
    amara.page.mouse.move(720, 450)
    amara.page.mouse.wheel(300, 200)
    amara.at_rest()
    centre = f"({CENTRE})()"
    tom.page.wait_for_function(
        f"([x, y]) => {{ const [a, b] = {centre}; return Math.abs(a - x) < 2 && Math.abs(b - y) < 2 }}",
        arg=amara.page.evaluate(centre),
    )
    tom.page.mouse.move(720, 450)
    tom.page.mouse.wheel(0, 40)
    expect(tom.page.get_by_text("You see what Amara sees.")).to_be_hidden()


EFFECTS = """() => [...document.querySelectorAll('article.card:not(.is-silent)')].flatMap((card) =>
  [null, '::before', '::after'].flatMap((part) => {
    const { filter, clipPath, maskImage } = getComputedStyle(card, part);
    return [filter, clipPath, maskImage].filter((value) => value !== 'none');
  }))"""


def test_r690_cards_have_no_effects_and_threads_are_paths(tom: Guest) -> None:
    page = tom.page
    page.wait_for_function(
        "() => new Set([...document.querySelectorAll('article.card')].map((e) => e.classList[1])).size >= 4"
    )
    assert page.evaluate(EFFECTS) == []
    assert page.locator(".canvas > canvas:visible").count() == 0
    assert len(page.locator(".drawn__threads .thread").first.get_attribute("d") or "") > 40
    page.mouse.move(720, 450)
    for _ in range(8):
        with_ctrl = "({ bubbles: true, cancelable: true, ctrlKey: true, deltaY: 30, clientX: 720, clientY: 450 })"
        page.locator(".canvas").evaluate(f"(e) => e.dispatchEvent(new WheelEvent('wheel', {with_ctrl}))")
    expect(page.locator(".canvas.is-far")).to_be_visible()
    expect(page.locator(".drawn__far .slip.k-story[d^='M']").first).to_be_visible()


# before all is there --------------------------------------------------------------------------------------------------


def test_r771_a_tool_that_is_still_being_fetched_does_what_it_was_told_meanwhile(
    room: Invitations, new_page: NewPage, watch: Watch
) -> None:
    watch.expect("ERR_FAILED|Failed to fetch")
    page = new_page(viewport=DESK)
    page.route("**/assets/skill-*.js", lambda route: route.abort())
    dee = Guest(page, room, "Dee").seated()
    page.get_by_role("button", name="Note", exact=True).click()
    expect(page.get_by_role("button", name="Note", exact=True)).to_have_attribute("aria-pressed", "true")
    page.mouse.click(720, 600)
    expect(page.locator(".canvas")).to_have_attribute("data-doing", "early")
    page.unroute("**/assets/skill-*.js")
    expect(page.locator("textarea.card__field")).to_be_focused()
    page.keyboard.type("I was quick")
    page.keyboard.press("Escape")
    box = dee.box("I was quick")
    assert box["x"] < 720 < box["x"] + box["width"] and box["y"] < 600 < box["y"] + box["height"]


def test_r923_who_begins_to_write_before_the_field_is_here_gets_it_as_soon_as_it_is(
    room: Invitations, new_page: NewPage, watch: Watch
) -> None:
    watch.expect("ERR_FAILED|Failed to fetch")
    page = new_page(viewport=DESK)
    page.route("**/assets/editor-*.js", lambda route: route.abort())
    dee = Guest(page, room, "Dee").seated()
    page.get_by_role("button", name="Note", exact=True).click()
    page.mouse.click(545, 780)
    expect(page.locator('[data-spoken="urgent"]')).to_contain_text("could not be loaded yet. We keep trying.")
    page.unroute("**/assets/editor-*.js")
    expect(page.locator("textarea.card__field")).to_be_focused()
    page.keyboard.type("The line was dead for a while")
    page.keyboard.press("Escape")
    expect(dee.card("The line was dead for a while")).to_be_visible()


def test_r771_a_zone_is_carried_though_what_carries_it_is_still_being_fetched(
    room: Invitations, new_page: NewPage, tom: Guest
) -> None:
    page = new_page(viewport=DESK)
    waiting: list[Route] = []
    held = [True]
    page.route("**/assets/arrange-*.js", lambda route: waiting.append(route) if held else route.continue_())
    Guest(page, room, "Amara", "facilitator").seated().at_rest()
    skilled(tom)
    theirs = tom.page.get_by_role("region", name="Stories", exact=True)
    top = theirs.evaluate("(zone) => zone.offsetTop")
    head = page.locator(".zone__head", has_text="Stories").bounding_box()
    assert head is not None
    x, y = head["x"] + 70, head["y"] + 24
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x, y + 40, steps=4)
    page.mouse.up()
    expect(page.locator(".canvas")).to_have_attribute("data-doing", "early")
    held.clear()
    for route in waiting:
        route.continue_()
    tom.page.wait_for_function("([zone, top]) => zone.offsetTop > top + 20", arg=[theirs.element_handle(), top])


# menus and dropped things ---------------------------------------------------------------------------------------------


def test_r420_a_right_click_on_the_floor_offers_what_fits_there(amara: Guest, tom: Guest) -> None:
    page = amara.page
    zone = page.get_by_role("region", name="Ideas", exact=True).bounding_box()
    assert zone is not None
    page.mouse.click(zone["x"] + zone["width"] / 2, zone["y"] + zone["height"] - 30, button="right")
    expect(page.get_by_role("menu", name="The board")).to_be_visible()
    assert amara.axe() == []
    page.get_by_role("menuitem", name=re.compile("^Add an idea here")).click()
    expect(page.locator("textarea.card__field")).to_be_focused()
    page.keyboard.type("What if it was open on Sundays")
    page.keyboard.press("Escape")
    expect(tom.card("What if it was open on Sundays")).to_be_visible()


def test_r421_dropped_tables_and_texts_become_notes_in_one_step(amara: Guest, tom: Guest) -> None:
    drop = """async ([name, type, text]) => {
      const files = new DataTransfer();
      files.items.add(new File([text], name, { type }));
      const at = { clientX: 500, clientY: 700, dataTransfer: files, bubbles: true, cancelable: true };
      document.querySelector('.canvas').dispatchEvent(new DragEvent('dragover', at));
      document.querySelector('.canvas').dispatchEvent(new DragEvent('drop', at));
    }"""
    tom.page.evaluate(drop, ["said.csv", "text/csv", "Text,Tags\nThe form came twice,forms\nNobody rang back,phone\n"])
    expect(amara.card("The form came twice")).to_be_visible()
    expect(amara.card("Nobody rang back")).to_be_visible()
    tom.page.get_by_role("button", name="Undo", exact=True).last.click()
    expect(amara.card("The form came twice")).to_have_count(0)
    expect(amara.card("Nobody rang back")).to_have_count(0)
    tom.page.evaluate(drop, ["run.exe", "application/octet-stream", "MZ"])
    expect(tom.page.get_by_text("can’t become cards here").first).to_be_visible()
