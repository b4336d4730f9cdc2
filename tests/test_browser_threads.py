"""Threads by hand and by list, read both ways; tidy zones; people out of sight; what undo leaves alone."""

import asyncio
import json
import re
import threading
import time
from collections.abc import Iterator
from typing import Self

import pytest
from playwright.sync_api import Browser, BrowserContext, FloatRect, ViewportSize, expect

from boards.document import Document
from guest import Guest
from running import RunningServer
from test_browser_hand import CENTRE, DAMP, FAMILIES, LIBRARY, choose, place, until_at
from wire_client import WireClient

pytestmark = pytest.mark.browser

DESK = ViewportSize(width=1440, height=900)
Pair = tuple[Guest, Guest]
HEARD = """() => {
  window.heard = [];
  new MutationObserver(() => heard.push(document.querySelector('#app').textContent))
    .observe(document.querySelector('#app'), { subtree: true, childList: true, characterData: true });
}"""
"""Whatever is said on the page from now on, however briefly."""


@pytest.fixture(scope="module")
def pair(browser: Browser, server: RunningServer) -> Iterator[Pair]:
    """A facilitator and a contributor at one demo board, for all tests of this module."""
    board = server.new_board("Birth to five", "demo")
    contexts: list[BrowserContext] = []

    def seat(name: str, role: str) -> Guest:
        contexts.append(browser.new_context(base_url=server.url, viewport=DESK))
        contexts[-1].set_default_timeout(10_000)
        guest = Guest(contexts[-1].new_page(), board, name, role).seated()
        guest.page.locator(".canvas.is-skilled").wait_for()
        return guest

    yield seat("Amara", "facilitator"), seat("Tom", "contributor")
    for context in contexts:
        context.close()


def test_r428_a_thread_is_dragged_from_the_edge_of_a_card_that_is_only_pointed_at(pair: Pair) -> None:
    amara, tom = pair
    card, other = tom.box("What if the wait"), tom.box(DAMP)
    tom.page.mouse.move(card["x"] + 40, card["y"] + card["height"] / 2)
    handle = tom.card("What if the wait").locator(".card__frame--ends b").first
    box = handle.bounding_box()
    assert box is not None
    tom.page.mouse.move(box["x"] + 7, box["y"] + 7, steps=4)
    tom.page.mouse.down()
    tom.page.mouse.move(other["x"] + 80, other["y"] + 60, steps=8)
    tom.page.mouse.up()
    expect(amara.card("What if the wait")).to_contain_text("Answers P2")
    tom.page.keyboard.press("Control+z")
    expect(amara.card("What if the wait")).to_contain_text("Needs a problem")


def test_r429_the_list_offers_every_kind_of_thread_that_fits(pair: Pair) -> None:
    amara, tom = pair
    tom.card(FAMILIES).click()
    tom.page.keyboard.press("t")
    tom.page.get_by_role("combobox").fill("P2")
    options = tom.page.get_by_role("option")
    expect(options).to_have_count(2)
    expect(options.nth(0)).to_contain_text("Answers")
    expect(options.nth(1)).to_contain_text("Goes with")
    tom.page.keyboard.press("ArrowDown")
    tom.page.keyboard.press("Enter")
    expect(amara.card(FAMILIES)).to_contain_text("Goes with P2")
    tom.card(FAMILIES).focus()
    tom.page.keyboard.press("Control+z")
    expect(amara.card(FAMILIES)).not_to_contain_text("Goes with P2")


TRACED = """(lines) => [...document.querySelectorAll('.drawn .thread--on')]
  .flatMap((path) => (path.getAttribute('d') ?? '').match(/M/g) ?? []).length === lines"""


def test_r863_whoever_selects_a_card_sees_its_whole_lineage_traced(pair: Pair) -> None:
    _, tom = pair
    labels = tom.page.locator(".thread-label")
    tom.page.keyboard.press("Escape")
    expect(labels).to_have_count(0)
    for words in (DAMP, "Try ten joint first visits", "The health visitor came"):
        tom.card(words).click()
        expect(tom.card(words)).to_have_class(re.compile("is-selected"))
        expect(labels).to_have_text(["rests on", "answers", "delivers"], use_inner_text=True)
        # From the story to the commitment, whichever of its cards is selected.
        tom.page.wait_for_function(TRACED, arg=3)
    tom.card(DAMP).focus()
    tom.page.keyboard.press("Escape")
    expect(labels).to_have_count(0)


@pytest.mark.parametrize("view", ["Board", "Outline"])
def test_r430_what_a_card_rests_on_and_what_rests_on_it_is_read_both_ways(pair: Pair, view: str) -> None:
    _, tom = pair
    tom.page.get_by_role("button", name=view, exact=True).click()
    row = tom.card(DAMP) if view == "Board" else tom.page.locator("article.orow", has_text=DAMP)
    row.click()
    row.focus()
    tom.page.keyboard.press("w")
    dialog = tom.page.get_by_role("dialog")
    parts = dialog.locator("section.lineage")
    expect(parts.nth(0)).to_contain_text("Rests on S2")
    expect(parts.nth(1)).to_contain_text("Answered by I2")
    expect(parts.nth(1)).to_contain_text("Delivered by C1")
    assert tom.axe() == []
    parts.nth(1).get_by_role("button", name=re.compile("C1")).click()
    expect(tom.page.locator("article:focus")).to_contain_text("Try ten joint first visits")
    tom.page.get_by_role("button", name="Board", exact=True).click()


def test_r431_tidying_a_zone_lays_its_cards_in_rows_as_one_step(pair: Pair) -> None:
    amara, tom = pair
    words = (LIBRARY, FAMILIES)
    before = [place(tom, text) for text in words]
    amara.page.get_by_role("button", name="Change the zone Ideas").click()
    choose(amara.page, "Tidy up")
    expect(amara.page.get_by_text(re.compile("Ideas is tidy: ")).first).to_be_visible()
    amara.until_saved()
    tom.page.wait_for_function(
        "([words, y]) => [...document.querySelectorAll('article.card')].some((card) =>"
        "card.textContent.includes(words) && new DOMMatrix(getComputedStyle(card).transform).f !== y)",
        arg=[words[0], before[0][1]],
    )
    ideas = ("What if the health visitor", FAMILIES, LIBRARY, "What if the wait")
    boxes = [place(amara, text) for text in ideas]
    for n, (x, y, w, h) in enumerate(boxes):
        for left, top, width, height in boxes[n + 1 :]:
            assert x + w <= left or left + width <= x or y + h <= top or top + height <= y
    amara.page.get_by_role("button", name="Undo", exact=True).last.click()
    for text, (x, y, _, _) in zip(words, before, strict=True):
        until_at(tom, text, x, y)


def overlap(a: FloatRect, b: FloatRect) -> bool:
    """Whether two boxes on screen cover each other somewhere."""
    beside = a["x"] >= b["x"] + b["width"] or b["x"] >= a["x"] + a["width"]
    return not beside and a["y"] < b["y"] + b["height"] and b["y"] < a["y"] + a["height"]


@pytest.mark.parametrize("bar", [".navbox", ".tools"])
def test_r782_nothing_brought_into_view_ends_under_the_bars_nor_do_arrows(pair: Pair, bar: str) -> None:
    amara, tom = pair
    page = tom.page
    page.mouse.move(700, 450)
    page.keyboard.press("Escape")
    page.keyboard.press("1")
    page.keyboard.press("0")
    tom.at_rest()
    under, card = page.locator(bar).bounding_box(), tom.box(DAMP)
    assert under is not None
    page.mouse.wheel(card["x"] - under["x"] + 30, card["y"] - under["y"] + 20)
    page.wait_for_function(
        "([words, bar]) => { const c = [...document.querySelectorAll('article.card')].find((c) =>"
        " c.textContent.includes(words)).getBoundingClientRect(), b = document.querySelector(bar)"
        ".getBoundingClientRect(); return Math.abs(c.x - b.x + 30) < 3 && Math.abs(c.y - b.y + 20) < 3 }",
        arg=[DAMP, bar],
    )
    page.keyboard.press("Control+f")
    page.keyboard.type("Damp at home")
    page.keyboard.press("Enter")
    expect(page.locator("article.card.is-selected")).to_have_count(1)
    tom.at_rest()
    page.keyboard.press("Escape")
    card = tom.box(DAMP)
    for other in (".navbox", ".tools", ".prompt"):
        lies = page.locator(other).bounding_box()
        assert lies is not None and not overlap(card, lies), other
    amara.page.mouse.move(500, 500)
    amara.page.mouse.move(510, 512)
    page.mouse.move(700, 450)
    page.mouse.wheel(*((-4000, -4000) if bar == ".navbox" else (4000, 100)))
    arrow = page.get_by_role("button", name="Look with Amara")
    expect(arrow).to_be_visible()
    tom.at_rest()
    edge = arrow.bounding_box()
    for other in (".navbox", ".tools", ".prompt"):
        lies = page.locator(other).bounding_box()
        assert edge and lies and not overlap(edge, lies), other


def test_r865_arrows_to_several_people_in_one_direction_lie_beside_each_other(
    pair: Pair, browser: Browser, server: RunningServer
) -> None:
    amara, tom = pair
    context = browser.new_context(base_url=server.url, viewport=DESK)
    others = [Guest(context.new_page(), amara.board, f"Grace {n}") for n in range(2)]
    for guest in (amara, *others):
        guest.page.locator(".canvas.is-skilled").wait_for()
        guest.page.mouse.move(500, 400)
        guest.page.mouse.move(520, 420, steps=3)
    tom.page.mouse.move(700, 450)
    tom.page.mouse.wheel(4000, 0)
    arrows = tom.page.locator(".edge-arrow:not([hidden])")
    expect(arrows).to_have_count(3)
    tom.at_rest()
    boxes = [arrow.bounding_box() for arrow in arrows.all()]
    for n, one in enumerate(boxes):
        assert one is not None
        for other in boxes[n + 1 :]:
            assert other is not None and not overlap(one, other)
    context.close()
    expect(arrows).to_have_count(1)
    tom.page.keyboard.press("1")


class Crowd:
    """People at the board's socket who point somewhere else 20 times a second, and then rest."""

    def __init__(self, url: str, count: int) -> None:
        self.url, self.count = url, count
        self.rest, self.go = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._all()))

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.rest.set()
        self.go.set()
        self._thread.join()

    async def _all(self) -> None:
        await asyncio.gather(*(self._one(n) for n in range(self.count)))

    async def _one(self, n: int) -> None:
        client = WireClient(self.url)
        await client.open()
        listening = asyncio.create_task(client.listen())
        step = 0
        while not self.go.is_set() and not (n == 0 and self.rest.is_set()):
            at = [300 + 20 * n, 300] if self.rest.is_set() else [300 + 20 * n, 300 + step % 40]
            await client.say_presence(json.dumps({"cursor": at}).encode())
            step += 1
            await asyncio.sleep(0.05)
        assert client.ws is not None
        await client.ws.close()
        await listening


def test_r891_a_crowd_is_drawn_ten_times_a_second_from_the_newest_state_of_each(
    pair: Pair, server: RunningServer
) -> None:
    amara, tom = pair
    page = tom.page
    page.keyboard.press("1")
    places = """() => [...document.querySelectorAll('.cursor:not([hidden])')]
      .map((face) => new DOMMatrix(getComputedStyle(face).transform)).map(({ e, f }) => [e, f])"""
    with Crowd(server.sync_url(amara.board), 11) as crowd:
        page.wait_for_function(f"() => ({places})().filter(([x]) => x >= 300).length >= 11")
        drawn = page.evaluate(f"""async () => {{
          let [before, drawn] = ['', 0];
          const end = performance.now() + 1500;
          while (performance.now() < end) {{
            await new Promise(requestAnimationFrame);
            const now = JSON.stringify(({places})());
            drawn += now !== before;
            before = now;
          }}
          return drawn / 1.5;
        }}""")
        assert 4 < drawn < 14
        crowd.rest.set()  # they say where they rest, and the first of them goes
        rest = [[300 + 20 * n, 300] for n in range(1, 11)]
        page.wait_for_function(
            f"(rest) => JSON.stringify(({places})().filter(([, y]) => y === 300).sort((a, b) => a[0] - b[0]))"
            " === JSON.stringify(rest)",
            arg=rest,
        )
    page.wait_for_function(f"() => ({places})().every(([, y]) => y !== 300)")


def test_r432_who_is_out_of_sight_has_an_arrow_at_the_edge_and_a_mark_on_the_small_map(pair: Pair) -> None:
    amara, tom = pair
    amara.page.mouse.move(500, 500)
    amara.page.mouse.move(510, 510)
    tom.page.mouse.move(700, 450)
    tom.page.mouse.wheel(4000, 0)
    arrow = tom.page.get_by_role("button", name="Look with Amara")
    expect(arrow).to_be_visible()
    expect(tom.page.locator(".minimap__other:not([hidden])")).to_have_count(1)
    box = arrow.bounding_box()
    assert box is not None
    assert box["x"] < 400
    arrow.click()
    expect(tom.page.get_by_text("You see what Amara sees.")).to_be_visible()
    x, y = amara.page.evaluate(f"({CENTRE})()")
    tom.page.wait_for_function(
        f"([x, y]) => {{ const [a, b] = ({CENTRE})(); return Math.abs(a - x) < 3 && Math.abs(b - y) < 3 }}", arg=[x, y]
    )
    expect(arrow).to_be_hidden()
    tom.page.keyboard.press("Escape")
    expect(tom.page.get_by_text("You see what Amara sees.")).to_be_hidden()
    tom.page.get_by_role("button", name="Look and sound").click()
    tom.page.get_by_label("Show others’ pointers on the board").uncheck()
    tom.page.keyboard.press("Escape")
    expect(tom.page.locator(".cursor:not([hidden])")).to_have_count(0)


def test_r862_a_long_cards_height_is_kept_as_everyone_sees_it_at_rest(pair: Pair, server: RunningServer) -> None:
    amara, tom = pair
    tom.page.keyboard.press("0")
    tom.page.mouse.move(700, 450)
    tom.add_note("Line after line. ", 700, 400)
    tom.card("Line after line").dblclick()
    tom.page.keyboard.insert_text("Line after line. " * 60)  # at once: typed it takes ten seconds
    tom.page.keyboard.press("Escape")
    written = tom.card("Line after line")
    expect(written).to_have_class(re.compile("is-long"))
    expect(written).to_have_class(re.compile("is-open"))
    tom.until_saved()
    open_ = place(tom, "Line after line")[3]
    tom.page.keyboard.press("Escape")
    expect(written).not_to_have_class(re.compile("is-open"))
    folded = place(tom, "Line after line")[3]
    assert open_ > 2 * folded, "selected it shows all of its words"
    kept: list[int] = []

    def look(document: Document) -> None:
        cards = document.root("cards").values()
        kept[:] = [round(card["size"][1]) for card in cards if "Line after" in str(card["text"])]

    end = time.monotonic() + 5
    while kept != [round(folded)] and time.monotonic() < end:
        tom.page.wait_for_timeout(100)
        server.change(amara.board, look)
    assert kept == [round(folded)]
    written.focus()
    tom.page.keyboard.press("Delete")
    expect(written).to_have_count(0)


def test_r433_a_card_stays_when_someone_else_wrote_in_it_and_undo_says_so(pair: Pair) -> None:
    amara, tom = pair
    tom.page.keyboard.press("1")
    tom.page.locator(".canvas").focus()
    tom.page.keyboard.press("Control+Enter")
    tom.page.keyboard.type("What if we asked")
    tom.page.keyboard.press("Escape")
    tom.until_saved()
    amara.card("What if we asked").dblclick()
    amara.page.keyboard.press("Control+End")
    amara.page.keyboard.type(" them first")
    amara.page.keyboard.press("Escape")
    expect(tom.card("What if we asked them first")).to_be_visible()
    tom.page.evaluate(HEARD)
    for _ in range(2):
        tom.page.keyboard.press("Control+z")
    tom.page.wait_for_function(
        "() => heard.some((words) => words.includes('others have written in it since you made'))"
    )
    expect(amara.card("them first")).to_be_visible()
