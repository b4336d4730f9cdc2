"""Ink on the canvas: drawn with mouse, pen and finger, seen while it grows, rubbed out, described, in the outline."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, expect

from guest import Guest
from running import RunningServer

pytestmark = pytest.mark.browser

DESK = ViewportSize(width=1440, height=900)
Pair = tuple[Guest, Guest]

PAINTED = """(selector) => [...document.querySelectorAll(selector)].some((canvas) => {
  if (canvas.hidden || !canvas.width) return false;
  const copy = new OffscreenCanvas(canvas.width, canvas.height).getContext('2d');
  copy.drawImage(canvas, 0, 0);
  return copy.getImageData(0, 0, canvas.width, canvas.height).data.some((byte) => byte);
})"""
"""Whether anything is drawn on a canvas that is shown."""

CONTRAST = """([names, grounds]) => {
  const style = getComputedStyle(document.documentElement);
  const light = (name) => {
    const colour = style.getPropertyValue(`--sr-${name}`).trim();
    const [r, g, b] = [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16) / 255)
      .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  return names.flatMap((name) => grounds.map((ground) => {
    const [a, b] = [light(name), light(ground)].sort((x, y) => y - x);
    return [`${name} on ${ground}`, (a + 0.05) / (b + 0.05)];
  }));
}"""


@pytest.fixture(scope="module")
def pair(browser: Browser, server: RunningServer) -> Iterator[Pair]:
    """A facilitator and a contributor at one empty board, for all tests of this module."""
    board = server.new_board("Ink", "hear-define-commit")
    contexts: list[BrowserContext] = []

    def seat(name: str, role: str) -> Guest:
        contexts.append(browser.new_context(base_url=server.url, viewport=DESK, has_touch=True))
        contexts[-1].set_default_timeout(10_000)
        guest = Guest(contexts[-1].new_page(), board, name, role).seated()
        guest.page.locator(".canvas.is-skilled").wait_for()
        return guest

    yield seat("Amara", "facilitator"), seat("Tom", "contributor")
    for context in contexts:
        context.close()


@pytest.fixture(autouse=True)
def clean(pair: Pair) -> Iterator[None]:
    """After each test nothing is drawn and the pen is put down."""
    yield
    amara, tom = pair
    tom.page.keyboard.press("Escape")
    show(amara, "Outline")
    for _ in range(9):
        bin_ = amara.page.get_by_role("button", name=re.compile(r"^Delete drawing \d"))
        if not bin_.count():
            break
        bin_.first.click()
    for guest in pair:
        show(guest, "Board")
        guest.until_saved()


def show(guest: Guest, view: str) -> None:
    button = guest.page.get_by_role("group", name="View").get_by_role("button", name=view, exact=True)
    if button.get_attribute("aria-pressed") != "true":
        button.click()


def take_pen(guest: Guest, tool: str = "Pen") -> None:
    """The pen from the palette, then the tool from the bar."""
    show(guest, "Board")
    guest.page.get_by_role("button", name="Draw", exact=True).click()
    guest.page.get_by_role("toolbar", name="Drawing").get_by_role("button", name=tool, exact=True).click()
    expect(guest.page.locator(".canvas")).to_have_attribute("data-doing", "erasing" if tool == "Eraser" else "inking")


def draw(page: Page, x: float, y: float, dx: float = 160, dy: float = 40, lift: bool = True) -> None:
    page.mouse.move(x, y)
    page.mouse.down()
    for n in range(1, 13):
        page.mouse.move(x + dx * n / 12, y + dy * n / 12 + 8 * (n % 2))
    if lift:
        page.mouse.up()


def same_spot(one: Guest, other: Guest, x: float, y: float) -> tuple[float, float]:
    """Where a point of one person's screen is on another's, whose window is of another size."""
    lie = """() => {
      const { a, e, f } = new DOMMatrix(getComputedStyle(document.querySelector('.world')).transform);
      const { left, top } = document.querySelector('.canvas').getBoundingClientRect();
      return [a, e + left, f + top];
    }"""
    (a, e, f), (b, g, h) = one.page.evaluate(lie), other.page.evaluate(lie)
    return (x - e) / a * b + g, (y - f) / a * b + h


def drawings(guest: Guest) -> Any:
    """The list of drawings in the outline."""
    show(guest, "Outline")
    return guest.page.get_by_role("region", name=re.compile("^Drawings")).get_by_role("article")


def until_painted(guest: Guest, selector: str) -> None:
    guest.page.wait_for_function(f"(selector) => ({PAINTED})(selector)", arg=selector)


def test_r422_a_stroke_is_seen_while_it_grows_and_is_one_write_and_one_step(pair: Pair) -> None:
    amara, tom = pair
    take_pen(tom)
    draw(tom.page, 600, 300, lift=False)
    until_painted(amara, ".canvas__wet")
    amara.until_saved()
    assert drawings(amara).count() == 0
    show(amara, "Board")
    tom.page.mouse.up()
    until_painted(amara, ".canvas__over")
    expect(drawings(amara)).to_have_count(1)
    tom.page.keyboard.press("Control+z")
    expect(drawings(amara)).to_have_count(0)
    tom.page.keyboard.press("Control+Shift+z")
    expect(drawings(amara)).to_have_count(1)


def test_r422_escape_lets_go_of_a_stroke_and_writes_nothing(pair: Pair) -> None:
    amara, tom = pair
    take_pen(tom)
    draw(tom.page, 600, 300, lift=False)
    tom.page.keyboard.press("Escape")
    tom.page.mouse.up()
    tom.until_saved()
    expect(drawings(amara)).to_have_count(0)


def test_r423_a_pens_pressure_is_kept_and_the_hand_that_holds_it_draws_nothing(pair: Pair) -> None:
    amara, tom = pair
    take_pen(tom)
    cdp = tom.page.context.new_cdp_session(tom.page)

    def pen(kind: str, x: float, y: float, force: float) -> None:
        held = {"button": "left", "buttons": 1, "pointerType": "pen", "force": force, "clickCount": 1}
        cdp.send("Input.dispatchMouseEvent", {"type": kind, "x": x, "y": y, **held})

    def palm(kind: str, *points: tuple[float, float]) -> None:
        down = [{"x": x, "y": y, "id": 7 + n, "radiusX": 30, "radiusY": 30} for n, (x, y) in enumerate(points)]
        cdp.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": down})

    pen("mousePressed", 600, 300, 0.2)
    for n in range(10):
        pen("mouseMoved", 600 + 12 * n, 300 + 3 * n, 0.2 + 0.07 * n)
        if n == 4:
            palm("touchStart", (760, 420))
            palm("touchMove", (770, 440))
    palm("touchEnd")
    pen("mouseReleased", 720, 330, 0)
    tom.until_saved()
    expect(drawings(amara)).to_have_count(1)
    expect(drawings(amara)).to_contain_text("1 stroke")
    before = tom.page.locator(".world").evaluate("(e) => e.style.transform")
    palm("touchStart", (500, 500))
    for n in range(6):
        palm("touchMove", (500 + 20 * n, 500))
    palm("touchEnd")
    tom.page.wait_for_function("(was) => document.querySelector('.world').style.transform !== was", arg=before)
    tom.until_saved()
    expect(drawings(amara)).to_contain_text("1 stroke")


def test_r424_a_rub_takes_away_ones_own_strokes_in_one_step_and_leaves_others(pair: Pair) -> None:
    amara, tom = pair
    take_pen(amara)
    draw(amara.page, *same_spot(tom, amara, 520, 560), 160, 0)
    amara.page.keyboard.press("Escape")
    take_pen(tom)
    draw(tom.page, 560, 500, 0, 140)
    draw(tom.page, 590, 500, 0, 140)
    expect(drawings(amara)).to_have_count(2)
    take_pen(tom, "Eraser")
    draw(tom.page, 480, 565, 260, -4)
    expect(tom.page.get_by_text("Only the person who made this or a facilitator can remove it.").first).to_be_visible()
    expect(drawings(amara)).to_have_count(1)
    expect(drawings(amara)).to_contain_text("Amara")
    tom.page.keyboard.press("Control+z")
    expect(drawings(amara)).to_have_count(2)


INKED = """() => {
  const canvas = document.querySelector('.canvas__over');
  const copy = new OffscreenCanvas(canvas.width, canvas.height).getContext('2d');
  copy.drawImage(canvas, 0, 0);
  const { data, width } = copy.getImageData(0, 0, canvas.width, canvas.height);
  const rows = new Set();
  let [dense, pale] = [0, 0];
  for (let n = 3; n < data.length; n += 4) {
    if (data[n] > 200) dense++;
    else if (data[n] > 60 && data[n] < 140) pale++;
    if (data[n] > 60) rows.add(Math.floor(n / 4 / width));
  }
  return { dense, pale, high: rows.size / (canvas.width / canvas.clientWidth) };
}"""
"""How much ink is dense, how much is seen through, and over how many lines of pixels it goes."""


def test_r864_the_highlighter_is_wide_and_words_are_read_through_it_by_everyone(pair: Pair) -> None:
    amara, tom = pair
    seen = {}
    for tool in ("Pen", "Highlighter"):
        take_pen(tom, tool)
        draw(tom.page, 600, 300, 160, 0)
        tom.page.keyboard.press("Escape")
        until_painted(amara, ".canvas__over")
        tom.page.wait_for_timeout(300)
        seen[tool] = [guest.page.evaluate(INKED) for guest in (tom, amara)]
        tom.page.keyboard.press("Control+z")
        expect(drawings(amara)).to_have_count(0)
        show(amara, "Board")
    for pen, marker in zip(seen["Pen"], seen["Highlighter"], strict=True):
        assert pen["dense"] > pen["pale"]
        assert marker["pale"] > 3 * marker["dense"] > 0, "an edge, and pale within"
        assert marker["high"] > pen["high"] + 8


def test_r425_what_a_drawing_shows_is_said_once_and_stands_in_the_outline(pair: Pair) -> None:
    amara, tom = pair
    take_pen(tom, "Highlighter")
    draw(tom.page, 600, 300)
    tom.page.get_by_role("button", name="Say what it shows", exact=True).click()
    dialog = tom.page.get_by_role("dialog")
    dialog.get_by_role("button", name="Keep it so").click()
    expect(dialog.get_by_role("alert")).to_be_visible()
    assert tom.axe() == []
    dialog.get_by_label("In a few words").fill("A line under the two buses")
    dialog.get_by_role("button", name="Keep it so").click()
    expect(drawings(amara)).to_contain_text("A line under the two buses")
    expect(drawings(amara)).to_contain_text("Drawn by Tom, 1 stroke")
    assert amara.axe() == []
    expect(amara.page.get_by_role("button", name=re.compile("^Say what it shows"))).to_have_count(0)


@pytest.mark.parametrize("theme", ["light", "dark", "contrast"])
def test_r426_every_ink_and_the_bar_can_be_told_from_every_ground(pair: Pair, theme: str) -> None:
    _, tom = pair
    take_pen(tom)
    tom.page.evaluate("theme => document.documentElement.dataset.theme = theme", theme)
    inks = ["ink", "story", "problem", "idea", "commitment"]
    ratios = tom.page.evaluate(CONTRAST, [inks, ["floor", "table", "surface"]])
    assert [pair for pair in ratios if pair[1] < 4.5] == []
    tom.page.wait_for_function("() => document.getAnimations().length === 0")
    assert tom.axe() == []
    tom.page.evaluate("delete document.documentElement.dataset.theme")


def test_r427_the_keys_take_the_pen_the_eraser_and_put_them_down(pair: Pair) -> None:
    _, tom = pair
    tom.page.locator(".canvas").focus()
    for key, doing in {"d": "inking", "e": "erasing", "Escape": "idle"}.items():
        tom.page.keyboard.press(key)
        expect(tom.page.locator(".canvas")).to_have_attribute("data-doing", doing)
