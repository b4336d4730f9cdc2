"""The pages in a real browser: axe-core, narrow screens, large text, themes, and everything without script."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, ViewportSize

from axe import wrong_in_looks
from browser import Watch
from running import Invitations, RunningServer, run_apart
from server import auth
from server.clock import now_ms
from server.settings import Settings
from server.store import Store

pytestmark = pytest.mark.browser

NewPage = Callable[..., Page]
SIZES = [ViewportSize(width=width, height=height) for width, height in ((1440, 900), (390, 844), (320, 640))]

NOTE_FIRST_THEME = """
new MutationObserver((_, seen) => {
  if (!document.body) return;
  window.first = document.documentElement.dataset.theme;
  seen.disconnect();
}).observe(document, {childList: true, subtree: true})
"""
"""Which theme the page wears when its body begins, long before it is painted."""


@pytest.fixture(autouse=True)
def refusals(watch: Watch) -> None:
    """The browser notes every page that says no; here they are asked for."""
    watch.expect(r"status of (401|403|404|405|422)")


async def sign_in_link(server: RunningServer) -> str:
    store = Store(f"sqlite:///{server.data / 'sameroom.db'}")
    await store.open()
    try:
        return await auth.first_sign_in(store, Settings(public_url=server.url), now_ms())
    finally:
        await store.close()


@pytest.fixture
def demo(server: RunningServer) -> Invitations:
    return server.new_board("Birth to five: what it’s really like", "demo")


def sign_in(page: Page, server: RunningServer) -> None:
    page.goto(run_apart(sign_in_link(server)))
    page.get_by_label("What should we call you?").fill("Amara")
    page.get_by_role("button", name="Sign me in").click()
    page.get_by_role("heading", name="Hello, Amara").wait_for()


def too_wide(page: Page) -> int:
    """How many pixels one would have to scroll sideways."""
    wide: int = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    return max(0, wide)


def everywhere(page: Page, demo: Invitations) -> Iterator[str]:
    """Open one page after the other, and the states of their forms."""
    for address in (
        "/join",
        f"/join/{demo.contributor}",
        "/sign-in",
        "/accessibility",
        "/privacy",
        "/nowhere",
        f"/b/{demo.id}",
    ):
        page.goto(address)
        yield address
    page.goto("/join")
    page.get_by_label("The code on the big screen").fill("OTER 42")
    page.get_by_role("button", name="Find the room").click()
    page.get_by_text("We can’t find that room").wait_for()
    yield "a wrong code"
    page.goto(f"/join/{demo.contributor}")
    page.get_by_text("Someone who works in a service").click()
    page.get_by_role("button", name="I understand, let me in").click()
    page.get_by_text("Choose the service you work in").wait_for()
    yield "a form with mistakes"


def test_r110_axe_finds_nothing_wrong_at_the_door(new_page: NewPage, demo: Invitations) -> None:
    page = new_page(viewport=SIZES[0])
    wrong = [found for _ in everywhere(page, demo) for found in wrong_in_looks(page)]
    assert wrong == []


def test_r110_axe_finds_nothing_wrong_with_a_facilitators_pages(
    new_page: NewPage, server: RunningServer, demo: Invitations
) -> None:
    page = new_page(viewport=SIZES[1])
    sign_in(page, server)
    wrong = wrong_in_looks(page)
    files = (f"/b/{demo.id}/import", f"/b/{demo.id}/export", "/search?q=damp", "/search?q=zzz", "/boards")
    for address in ("/new", f"/b/{demo.id}/me", f"/b/{demo.id}/people", *files):
        page.goto(address)
        wrong += wrong_in_looks(page)
        assert too_wide(page) == 0, address
    page.goto("/")
    page.get_by_label("Light, dark or high contrast").click()
    wrong += wrong_in_looks(page)
    assert wrong == []


def test_r110_nothing_is_wider_than_the_screen_or_cut_also_with_letters_twice_as_large(
    new_page: NewPage, server: RunningServer, demo: Invitations
) -> None:
    server.new_board("W" * 120, "empty")
    page = new_page(viewport=SIZES[0])
    for address in everywhere(page, demo):
        fits(page, address)
        page.set_viewport_size({"width": 1280, "height": 800})
        page.evaluate("document.documentElement.style.setProperty('font-size', '200%')")
        assert too_wide(page) == 0, address
        cut = page.evaluate(
            "[...document.querySelectorAll('h1, h2, h3, p, label, .btn, li')].filter(e => e.clientWidth && "
            "e.scrollWidth > e.clientWidth + 1 && getComputedStyle(e).overflow !== 'visible').map(e => e.textContent)"
        )
        assert cut == [], address
    sign_in(page, server)
    fits(page, "/")
    page.goto("/new")
    fits(page, "/new")


def fits(page: Page, what: str) -> None:
    """Nothing is wider than the screen, whichever it is."""
    for size in SIZES:
        page.set_viewport_size(size)
        assert too_wide(page) == 0, (what, size)


def test_r110_a_touch_finds_every_target(new_page: NewPage, demo: Invitations) -> None:
    page = new_page(viewport=SIZES[1], has_touch=True, is_mobile=True)
    for address in everywhere(page, demo):
        small = page.evaluate(
            "[...document.querySelectorAll('button, input:not([type=radio]), .choice, .btn, summary')]"
            ".map(e => [e.textContent.trim() || e.id, e.getBoundingClientRect()])"
            ".filter(([, r]) => r.height && (r.height < 40 || r.width < 40)).map(([words]) => words)"
        )
        assert small == [], address


def test_r111_one_comes_in_without_script(new_page: NewPage, demo: Invitations) -> None:
    page = new_page(java_script_enabled=False)
    page.goto(f"/join/{demo.contributor}")
    assert not page.get_by_label("Light, dark or high contrast").is_visible()
    page.get_by_label("What should we call you?").fill("Sunflower")
    assert not page.get_by_text("Which service?").is_visible()
    page.get_by_text("Someone who works in a service").click()
    page.get_by_label("Speech and language").check()
    page.get_by_role("button", name="I understand, let me in").click()
    page.wait_for_url(f"**/b/{demo.id}")
    assert page.locator("noscript h2").is_visible()
    page.goto("/join")
    page.get_by_role("link", name="Birth to five").wait_for()


def test_r111_one_comes_in_by_keyboard_alone(new_page: NewPage, demo: Invitations) -> None:
    page = new_page()
    page.goto(f"/join/{demo.contributor}")
    keys = page.keyboard
    keys.type("Sunflower")  # the first field has the focus
    keys.press("Tab")
    keys.press("Space")
    keys.press("ArrowRight")
    keys.press("Tab")
    keys.press("Space")
    keys.press("Enter")
    page.wait_for_url(f"**/b/{demo.id}")


def test_r111_the_skip_link_is_the_first_stop(new_page: NewPage) -> None:
    page = new_page()
    page.goto("/privacy")
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to the main part")
    box = skip.bounding_box()
    assert box is not None and box["y"] >= 0
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_r112_a_chosen_theme_stays_and_never_flashes(new_page: NewPage) -> None:
    page = new_page(color_scheme="light")
    page.goto("/privacy")
    page.get_by_label("Light, dark or high contrast").click()
    page.get_by_role("radio", name="Dark").check()
    dark = "rgb(15, 27, 24)"
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == dark
    page.add_init_script(NOTE_FIRST_THEME)
    page.goto("/accessibility")
    assert page.evaluate("window.first") == "dark"
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == dark
    page.keyboard.press("Tab")
    page.get_by_label("Light, dark or high contrast").click()
    page.get_by_role("radio", name="As my device").check()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(231, 233, 223)"
    page.keyboard.press("Escape")
    assert not page.get_by_role("radio", name="As my device").is_visible()
