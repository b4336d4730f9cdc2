"""Zones that take some kinds only, and zones folded up: by pointer, keys, menus and in the outline."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, ViewportSize, expect

from guest import Guest
from running import RunningServer

pytestmark = pytest.mark.browser

DESK = ViewportSize(width=1440, height=900)
NewPage = Callable[..., Page]
Pair = tuple[Guest, Guest]


@pytest.fixture(scope="module")
def pair(server: RunningServer, new_module_page: NewPage) -> Pair:
    """A facilitator and a contributor at the demo board."""
    board = server.new_board("Birth to five", "demo")
    page = new_module_page(viewport=DESK)
    page.add_init_script("localStorage.setItem('sameroom.dock', 'closed')")
    amara = Guest(page, board, "Amara", "facilitator").seated()
    return amara, Guest(new_module_page(viewport=DESK), board, "Tom").seated()


def zone(guest: Guest, title: str) -> Locator:
    return guest.page.get_by_role("region", name=title, exact=True)


def middle(place: Locator) -> tuple[float, float]:
    box = place.bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def carry(guest: Guest, words: str, to: tuple[float, float]) -> None:
    """Drag a card by its head to a point."""
    box = guest.box(words)
    guest.page.mouse.move(box["x"] + box["width"] / 2, box["y"] + 12)
    guest.page.mouse.down()
    guest.page.mouse.move(to[0] - 40, to[1] - 30, steps=4)
    guest.page.mouse.move(*to, steps=4)
    guest.page.mouse.up()


def choose(page: Page, label: str) -> None:
    page.get_by_role("menuitem", name=re.compile(f"^{re.escape(label)}")).first.click()


def test_r662_a_card_is_not_dropped_made_or_turned_where_its_kind_is_not_taken_and_that_is_said(pair: Pair) -> None:
    _, tom = pair
    only = "“Stories” takes stories, touchpoints, challenges and notes only."
    words = "What if weigh-in was at the library"
    before = tom.box(words)
    carry(tom, words, middle(zone(tom, "Stories")))
    expect(tom.page.get_by_text(only).first).to_be_visible()
    tom.page.wait_for_function(
        "([w, x]) => [...document.querySelectorAll('article.card')].some((c) =>"
        " c.textContent.includes(w) && Math.abs(c.getBoundingClientRect().x - x) < 1)",
        arg=[words, before["x"]],
    )
    tom.card(words).click()
    tom.page.keyboard.press("m")
    barred = tom.page.get_by_role("menuitem", name=re.compile("^Stories"))
    expect(barred).to_have_attribute("aria-disabled", "true")
    expect(barred).to_contain_text("not for ideas")
    tom.page.keyboard.press("Escape")
    expect(tom.card(words)).to_be_focused()
    tom.page.keyboard.press("Shift+F10")
    choose(tom.page, "Turn into")
    expect(tom.page.get_by_role("menuitem", name=re.compile("^Commitment"))).to_contain_text("takes ideas")
    tom.page.keyboard.press("Escape")
    tom.page.get_by_role("button", name="Problem", exact=True).click()
    cards = tom.page.locator("article.card").count()
    x, y = middle(zone(tom, "Stories"))
    tom.page.mouse.click(x, y)
    expect(tom.page.locator(".toast").last).to_contain_text(only)
    assert tom.page.locator("article.card").count() == cards
    tom.until_saved()


NAMES = """() => [...document.querySelectorAll('.zone-name:not([hidden])')].map((name) => {
  const at = name.getBoundingClientRect(), up = document.querySelector('.canvas').getBoundingClientRect();
  return { words: name.textContent, size: getComputedStyle(name).fontSize, top: at.top - up.top, height: at.height,
    left: at.left, right: at.right, whole: name.scrollWidth <= name.clientWidth };
})"""
"""Zones' names as they are drawn from afar."""


def test_r860_from_afar_zones_wear_their_names_over_all_cards_and_are_carried_by_them(pair: Pair) -> None:
    amara, tom = pair
    for guest in pair:
        guest.page.locator(".canvas").focus()
        guest.page.keyboard.press("1")
        for _ in range(5):
            guest.page.keyboard.press("-")
        expect(guest.page.locator(".zone-name")).to_have_count(4)
        guest.page.wait_for_function("() => !document.querySelector('.canvas').classList.contains('is-moving')")
    names = {name["words"]: name for name in tom.page.evaluate(NAMES)}
    assert set(names) == {"Stories", "Problems", "Ideas", "Commitments"}
    for name in names.values():
        assert name["size"] == "13px"
        assert abs(name["height"] - 22) < 1, "as large as a word on screen is, however far the board"
        assert name["whole"]
    tops = {words: zone(tom, words).bounding_box() for words in names}
    for words in ("Stories", "Problems", "Ideas"):
        box, name = tops[words], names[words]
        assert box is not None
        assert abs(name["left"] - box["x"]) < 2
        assert name["right"] <= box["x"] + box["width"] + 1
    expect(zone(tom, "Stories").locator(".zone__head")).to_have_css("opacity", "0")
    x, y = middle(amara.page.locator(".zone-name", has_text="Ideas"))
    before = zone(tom, "Ideas").evaluate("(e) => e.style.top")
    amara.page.mouse.move(x, y)
    amara.page.mouse.down()
    amara.page.mouse.move(x, y - 10, steps=3)
    amara.page.mouse.move(x, y - 20, steps=3)
    amara.page.mouse.up()
    expect(zone(tom, "Ideas")).not_to_have_css("top", before)
    amara.until_saved()
    amara.page.keyboard.press("Escape")
    amara.page.keyboard.press("Control+z")
    expect(zone(tom, "Ideas")).to_have_css("top", before)
    for guest in pair:
        guest.page.keyboard.press("1")
        expect(guest.page.locator(".zone-name")).to_have_count(0)


POINTS = """(path) => { if (!path.getAttribute('d')) return []; const at = path.getScreenCTM(); const points = [];
  for (let n = 0, all = path.getTotalLength(); n <= all; n += 3) {
    const { x, y } = path.getPointAtLength(n).matrixTransform(at); points.push([x, y]); }
  return points; }"""
"""Where a drawn path goes, on screen."""


def threads_in(guest: Guest, *boxes: tuple[float, float, float, float]) -> list[int]:
    """How many points of threads lie in each box on screen: left, top, right, bottom."""
    found: list[int] = guest.page.evaluate(
        f"""(boxes) => {{ const points = [...document.querySelectorAll('.drawn__threads path')]
        .flatMap({POINTS});
        return boxes.map(([l, t, r, b]) => points.filter(([x, y]) => x > l && x < r && y > t && y < b).length); }}""",
        [list(box) for box in boxes],
    )
    return found


def test_r663_a_zone_folds_for_me_alone_and_its_threads_end_at_it(pair: Pair) -> None:
    amara, tom = pair
    story = tom.page.locator("article.card", has=tom.page.locator(".kind", has_text="Story"))
    expect(story.nth(3)).to_be_visible()
    count = story.count()
    amara_sees = amara.page.locator("article.card").count()
    tom.page.get_by_role("button", name="Fold up the zone Stories").click()
    folded = zone(tom, "Stories")
    expect(folded).to_have_class(re.compile("is-folded"))
    expect(story).to_have_count(0)
    expect(folded).to_have_css("height", "60px")
    bar = folded.bounding_box()
    assert bar is not None
    left, top, right, bottom = bar["x"], bar["y"], bar["x"] + bar["width"], bar["y"] + bar["height"]
    edge, below = threads_in(
        tom, (right - 4, top, right + 8, bottom), (left + 20, bottom + 20, right - 20, bottom + 300)
    )
    assert edge > 0, "threads end at the folded zone"
    assert below == 0, "nothing is painted where its cards were"
    assert amara.page.locator("article.card").count() == amara_sees
    tom.page.reload()
    expect(zone(tom, "Stories")).to_have_class(re.compile("is-folded"))
    opener = tom.page.get_by_role("button", name="Open the zone Stories")
    expect(opener).to_have_attribute("aria-expanded", "false")
    assert tom.axe() == []
    opener.focus()
    tom.page.keyboard.press("Enter")
    expect(story).to_have_count(count)


def test_r664_folding_by_key_by_menu_and_in_the_outline(pair: Pair) -> None:
    amara, tom = pair
    problems = tom.page.locator("article.card", has=tom.page.locator(".kind", has_text="Problem"))
    problems.first.click()
    tom.page.keyboard.press("f")
    expect(problems).to_have_count(0)
    opener = tom.page.get_by_role("button", name="Open the zone Problems")
    expect(opener).to_be_focused()
    expect(tom.page.locator("[data-spoken=polite]")).to_contain_text("Problems is folded")
    tom.page.get_by_role("button", name="Outline", exact=True).click()
    outlined = tom.page.get_by_role("region", name=re.compile("^Problems"))
    expect(outlined.get_by_role("article")).to_have_count(0)
    outlined.get_by_role("button", name=re.compile("^Open Problems")).click()
    expect(outlined.get_by_role("article").first).to_be_visible()
    outlined.get_by_role("button", name=re.compile("^Fold up Problems")).press("Enter")
    expect(outlined.get_by_role("article")).to_have_count(0)
    tom.page.get_by_role("button", name="Board", exact=True).click()
    tom.page.mouse.click(*middle(zone(tom, "Problems")), button="right")
    choose(tom.page, "Open Problems, for me")
    expect(problems.first).to_be_visible()
    amara.page.get_by_role("button", name="Change the zone Ideas").click()
    choose(amara.page, "Fold it up, for me")
    expect(zone(amara, "Ideas")).to_have_class(re.compile("is-folded"))


def test_r665_a_card_dropped_on_a_folded_zone_goes_in_and_who_goes_to_a_card_finds_it(pair: Pair) -> None:
    amara, tom = pair
    fold = amara.page.get_by_role("button", name="Fold up the zone Ideas")
    if fold.count():
        fold.click()
    tom.add_note("to be put away", 1100, 700)
    expect(amara.card("to be put away")).to_be_visible()
    amara.at_rest()  # it rises into its place
    amara.page.mouse.move(700, 500)
    amara.page.mouse.wheel(0, -150)  # at the window's edge the board would move on under the card
    expect(zone(amara, "Ideas")).to_be_in_viewport()
    amara.at_rest()
    carry(amara, "to be put away", middle(zone(amara, "Ideas")))
    expect(amara.card("to be put away")).to_have_count(0)
    ideas = zone(tom, "Ideas").bounding_box()
    assert ideas is not None
    tom.page.wait_for_function(
        "([z]) => { const c = [...document.querySelectorAll('article.card')]"
        ".find((c) => c.textContent.includes('to be put away'))?.getBoundingClientRect();"
        " return c && c.x >= z.x && c.y >= z.y + 40 && c.right <= z.x + z.width + 1; }",
        arg=[ideas],
    )
    amara.page.keyboard.press("Control+f")
    amara.page.keyboard.type("put away")
    expect(amara.page.get_by_role("option").or_(amara.page.locator(".find li")).first).to_be_visible()
    amara.page.keyboard.press("Enter")
    expect(amara.card("to be put away")).to_be_focused()
    expect(zone(amara, "Ideas")).not_to_have_class(re.compile("is-folded"))


def test_r675_threads_go_round_headings_and_invitations(server: RunningServer, new_module_page: NewPage) -> None:
    board = server.new_board("Round the words", "empty")
    page = new_module_page(viewport=DESK)
    page.add_init_script("localStorage.setItem('sameroom.dock', 'closed')")
    amara = Guest(page, board, "Amara", "facilitator").seated()
    page.locator(".canvas.is-skilled").wait_for()
    for title in ("Before", "Between", "After"):
        page.get_by_role("button", name="Zone", exact=True).click()
        page.get_by_role("dialog").get_by_label("What is it called?").fill(title)
        page.get_by_role("dialog").get_by_role("button", name="Put it on the board").click()
    page.locator("article.card, .zone__head").first.wait_for()
    page.locator(".canvas").focus()
    page.keyboard.press("1")
    amara.at_rest()
    box = [zone(amara, title).bounding_box() for title in ("Before", "Between", "After")]
    invitation = zone(amara, "Between").locator(".zone__empty").bounding_box()
    assert invitation is not None and box[0] is not None and box[2] is not None
    height = round(invitation["y"] + invitation["height"] / 2)
    amara.add_note("from here", round(box[0]["x"] + box[0]["width"] / 2), height)
    amara.add_note("to there", round(box[2]["x"] + box[2]["width"] / 2), height)
    amara.card("from here").click()
    page.keyboard.press("t")
    page.keyboard.type("to there")
    page.keyboard.press("Enter")
    expect(page.locator(".thread-label")).to_have_count(1)
    amara.at_rest()
    words = page.evaluate(
        """() => [...document.querySelectorAll('.zone__head h2, .zone__head p, .zone__empty')].map((e) => {
        const range = document.createRange(); range.selectNodeContents(e);
        const { left, top, right, bottom } = range.getBoundingClientRect(); return [left, top, right, bottom]; })"""
    )
    assert sum(threads_in(amara, (0, 0, 1440, 900))) > 50
    assert threads_in(amara, *words) == [0] * 9
    label = page.locator(".thread-label").bounding_box()
    assert label is not None
    text = (
        zone(amara, "Between")
        .locator(".zone__empty")
        .evaluate(
            "(e) => { const r = document.createRange(); r.selectNodeContents(e);"
            " return r.getBoundingClientRect().toJSON(); }"
        )
    )
    assert label["y"] >= text["bottom"] - 1 or label["y"] + label["height"] <= text["top"] + 1


def test_r676_the_board_is_fitted_again_beside_the_panel_and_a_chosen_card_stays_in_sight(pair: Pair) -> None:
    amara, _ = pair
    page = amara.page
    level = page.locator(".navbox__level")
    page.locator(".canvas").focus()
    page.keyboard.press("0")
    page.keyboard.press("1")
    amara.at_rest()
    whole = level.text_content() or ""
    page.get_by_role("button", name="Run the room", exact=True).click()
    page.get_by_role("complementary", name="Run the room").wait_for()
    expect(level).not_to_have_text(whole)
    edge = page.locator(".canvas").bounding_box()
    right = zone(amara, "Commitments").bounding_box()
    assert edge is not None and right is not None
    assert right["x"] + right["width"] <= edge["x"] + edge["width"] + 1
    page.get_by_role("button", name="Close this panel").click()
    expect(level).to_have_text(whole)
    page.set_viewport_size({"width": 1100, "height": 800})
    expect(level).not_to_have_text(whole)
    page.set_viewport_size({"width": 1440, "height": 900})
    expect(level).to_have_text(whole)
    page.keyboard.press("Escape")
    page.mouse.move(700, 500)
    page.mouse.wheel(6, 0)
    page.mouse.wheel(-6, 0)
    amara.card("Try ten joint first visits").click()
    page.get_by_role("button", name="Run the room", exact=True).click()
    page.get_by_role("complementary", name="Run the room").wait_for()
    amara.at_rest()
    expect(level).to_have_text(whole)
    card, edge = amara.box("Try ten joint first visits"), page.locator(".canvas").bounding_box()
    assert edge is not None and card["x"] + card["width"] <= edge["x"] + edge["width"]
    page.get_by_role("button", name="Close this panel").click()
