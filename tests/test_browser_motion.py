"""What the browser is asked while the camera moves, by its own trace: neither zones nor layers cost a picture."""

import json
from collections import Counter
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, ViewportSize
from pycrdt import Map

from boards.document import Document
from guest import Guest
from running import RunningServer

pytestmark = pytest.mark.browser

DESK = ViewportSize(width=1440, height=900)
NewPage = Callable[..., Page]
FRAMES = 56

WHEEL = """async ({ frames, ...turn }) => {
  for (let n = 0; n < frames; n++) {
    const wheel = new WheelEvent('wheel', { clientX: 720, clientY: 450, bubbles: true, cancelable: true, ...turn });
    document.querySelector('.canvas').dispatchEvent(wheel);
    await new Promise(requestAnimationFrame);
  }
}"""


@pytest.fixture(scope="module")
def wide(server: RunningServer, new_module_page: NewPage) -> Page:
    """A board of two zones, each as wide as five screens, and nothing on them."""
    board = server.new_board("Wide")

    def zones(document: Document) -> None:
        for n in range(2):
            document.root("zones")[f"wide{n}".ljust(21, "_")] = Map(
                {"title": f"Wide {n}", "prompt": "", "order": f"a{n}", "pos": [n * 7_300, 0, n], "size": [7_200, 7_200]}
            )

    server.change(board, zones)
    page = new_module_page(viewport=DESK)
    Guest(page, board, "Tom").seated()
    return page


def traced(page: Page, **turn: object) -> Counter[str]:
    """How often Chromium did what, by name, while the wheel was turned for so many frames."""
    page.locator(".canvas:not(.is-moving)").wait_for()
    browser = page.context.browser
    assert browser is not None
    browser.start_tracing(page=page, categories=["blink", "cc"])
    page.evaluate(WHEEL, {"frames": FRAMES, **turn})
    return Counter(event["name"] for event in json.loads(browser.stop_tracing())["traceEvents"] if event["ph"] == "X")


def test_r932_a_zone_seen_for_the_first_time_is_filled_with_its_colour_not_drawn(wide: Page) -> None:
    did = traced(wide, deltaY=5, ctrlKey=True)
    assert 0 < did["RasterTask"] < 1_000, did  # 250, on a busy machine 600; with a line that is a shadow 1,700
    traced(wide, deltaY=-5, ctrlKey=True)


def test_r933_while_the_camera_moves_nobody_asks_which_layers_lie_over_which(wide: Page) -> None:
    did = traced(wide, deltaX=9, deltaY=5)
    assert 0 < did["PaintArtifactCompositor::Update"] < 8, did  # once as it sets out; without the ride at every frame
