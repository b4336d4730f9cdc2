"""Pictures of the canvas to look at: the busy board at three zooms, themes and two sizes, and its other states.

Run: .venv/bin/python bench/looks.py FOLDER [--only busy states]. Nothing is judged here: open them, and judge.
"""

import argparse
import sys
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests"), str(ROOT / "bench")]

from canvas import fill  # noqa: E402
from playwright.sync_api import Page, ViewportSize, sync_playwright  # noqa: E402

from browser import FLAGS  # noqa: E402
from find_chromium import found  # noqa: E402
from guest import Guest  # noqa: E402
from running import RunningServer  # noqa: E402

THEMES = ("light", "dark", "contrast")
SIZES = {"desk": ViewportSize(width=1440, height=900), "phone": ViewportSize(width=390, height=844)}
ZOOMS = {"whole": "1", "near": "0", "far": "1----"}
LONG = (
    "We rang on the Monday and were told it was the wrong number, and on the Tuesday the right number was engaged, "
    "and on Wednesday somebody said that Donaudampfschifffahrtsgesellschaftskapitänswitwenrentenauszahlungsstelle "
    "was where to ask, https://example.org/a/very/long/address/that/goes/on/and/on/without/a/place/to/break "
) * 4
Open = Callable[..., Page]


def settle(page: Page) -> None:
    page.locator(".canvas.is-skilled").wait_for()
    page.wait_for_timeout(700)


def to_canvas(guest: Guest) -> None:
    """A phone opens on its tabs; the canvas is one tap away."""
    page = guest.page
    page.locator(".canvas, .tabs").first.wait_for()
    if not page.locator(".canvas").count():
        page.get_by_role("button", name="Board", exact=True).click()
        page.locator(".chip--line").click()
    settle(guest.page)


def busy(server: RunningServer, open_page: Open, folder: Path) -> None:
    board = server.new_board("Birth to five", "demo")
    for size, viewport in SIZES.items():
        for theme in THEMES:
            page = open_page(viewport=viewport, has_touch=size == "phone", is_mobile=size == "phone")
            page.add_init_script(f"localStorage.setItem('sameroom.theme', '{theme}')")
            guest = Guest(page, board, f"{theme} {size}")
            to_canvas(guest)
            for zoom, keys in ZOOMS.items():
                page.locator(".canvas").focus()
                for key in keys:
                    page.keyboard.press(key)
                    page.wait_for_timeout(500)  # flown there, and at rest
                page.screenshot(path=folder / f"busy-{size}-{theme}-{zoom}.png")
            page.context.close()


def states(server: RunningServer, open_page: Open, folder: Path) -> None:
    def look(name: str, page: Page) -> None:
        page.wait_for_timeout(600)
        page.screenshot(path=folder / f"state-{name}.png")

    empty = Guest(open_page(viewport=SIZES["desk"]), server.new_board("Nothing yet", "empty"), "Dee")
    settle(empty.page)
    look("empty", empty.page)
    plan = Guest(open_page(viewport=SIZES["desk"]), server.new_board("Begun", "hear-define-commit"), "Dee")
    settle(plan.page)
    look("zones-without-cards", plan.page)
    long = Guest(open_page(viewport=SIZES["desk"]), server.new_board("Long " * 40, "empty"), "Dee " * 12)
    settle(long.page)
    long.add_note(LONG, 400, 160)
    long.add_note("ok", 900, 200)
    look("long", long.page)
    long.page.context.set_offline(True)
    long.page.get_by_text("offline").first.wait_for()
    look("offline", long.page)
    thousand = server.new_board("A thousand cards")
    server.change(thousand, partial(fill, cards=1_000))
    many = Guest(open_page(viewport=SIZES["desk"]), thousand, "Dee")
    settle(many.page)
    look("thousand-near", many.page)
    many.page.locator(".canvas").focus()
    many.page.keyboard.press("1")
    look("thousand-whole", many.page)
    many.page.keyboard.press("Control+a")
    look("thousand-chosen", many.page)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--only", nargs="*", choices=("busy", "states"), default=("busy", "states"))
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as data, sync_playwright() as playwright:
        server = RunningServer(Path(data)).start()
        chromium = playwright.chromium.launch(executable_path=found(), args=FLAGS)

        def open_page(**how: object) -> Page:
            return chromium.new_context(base_url=server.url, **how).new_page()  # type: ignore[arg-type]

        try:
            for part in (busy, states):
                if part.__name__ in options.only:
                    part(server, open_page, options.folder)
        finally:
            chromium.close()
            server.close()


if __name__ == "__main__":
    main()
