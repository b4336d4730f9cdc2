"""Makes the pictures in README from a real server and a real browser: `python docs/make_pictures.py`."""

import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright  # noqa: E402

from browser import FLAGS  # noqa: E402
from find_chromium import found  # noqa: E402
from guest import Guest  # noqa: E402
from running import Invitations, RunningServer  # noqa: E402

PICTURES = ROOT / "docs" / "pictures"
DESK = ViewportSize(width=1440, height=900)
PHONE = ViewportSize(width=390, height=844)
TITLE = "Birth to five: what it’s really like"


def join(browser: Browser, server: RunningServer, board: Invitations, name: str, group: str, role: str) -> Guest:
    """Someone at a desk, with a group."""
    page = browser.new_context(base_url=server.url, viewport=DESK).new_page()
    return Guest(page, board, name, role, group).seated()


def shoot(page: Page, name: str) -> None:
    """Keep what is on screen."""
    page.wait_for_function("() => document.getAnimations().length === 0")
    page.screenshot(path=PICTURES / f"{name}.png")


def board_with_people(browser: Browser, server: RunningServer, board: Invitations) -> None:
    """A card selected, its thread traced, others' cursors around it."""
    amara = join(browser, server, board, "Amara", "Family hubs", "facilitator")
    for name, group, x, y in (
        ("Helen", "Health visiting", 850, 540),
        ("Jo", "Streets and transport", 560, 705),
        ("Dee", "", 215, 320),
    ):
        other = join(browser, server, board, name, group, "contributor")
        other.page.mouse.move(x - 40, y)
        other.page.mouse.move(x, y, steps=3)
    amara.page.locator("article.card", has_text="knocked on the door").click(position={"x": 60, "y": 12})
    for name in ("Helen", "Jo", "Dee"):
        amara.page.locator(".cursor", has_text=name).wait_for()
    shoot(amara.page, "board")
    amara.page.get_by_role("button", name="Outline", exact=True).click()
    amara.page.get_by_role("heading", name="Stories").wait_for()
    amara.page.get_by_role("article", name="Story S1").first.click()
    shoot(amara.page, "outline")


def phone(browser: Browser, server: RunningServer, board: Invitations) -> None:
    """The board as a feed."""
    page = browser.new_context(base_url=server.url, viewport=PHONE, has_touch=True, is_mobile=True).new_page()
    guest = Guest(page, board, "Sunflower").seated()
    page.get_by_role("button", name="Board", exact=True).click()
    page.get_by_role("button", name="Problems").click()
    shoot(guest.page, "phone")


def pages(browser: Browser, server: RunningServer, board: Invitations) -> None:
    """The door, and the list of boards."""
    page = browser.new_context(base_url=server.url, viewport=DESK).new_page()
    page.goto(f"/join/{board.contributor}")
    page.get_by_label("What should we call you?").fill("Owen")
    page.get_by_label("Someone who works in a service").check()
    page.get_by_label("Speech and language").check()
    shoot(page, "join")
    page = browser.new_context(base_url=server.url, viewport=DESK).new_page()
    page.goto(server.sign_in_address())
    page.get_by_label("What should we call you?").fill("Amara Osei")
    page.get_by_role("button", name="Sign me in").click()
    page.wait_for_url(server.url + "/")
    shoot(page, "home")


def main() -> None:
    """All of them."""
    PICTURES.mkdir(exist_ok=True)
    server = RunningServer(Path(tempfile.mkdtemp())).start()
    try:
        server.new_board("Moving home with a small child", "hear-define-commit")
        server.new_board("Getting to the clinic", "empty")
        board = server.new_board(TITLE, "demo")
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=found(), args=FLAGS)
            board_with_people(browser, server, board)
            phone(browser, server, board)
            pages(browser, server, board)
    finally:
        server.close()


if __name__ == "__main__":
    main()
