"""What looking around costs a browser: main-thread time a frame while a large board is panned and zoomed.

Run: .venv/bin/python bench/canvas.py [--cards 1000 5000] [--frames 240]. The page gets one wheel event a frame, as from
a touchpad; figures are Chromium's own TaskDuration and ScriptDuration, in milliseconds a frame, and the 95th
percentile of the time between frames. Chromium runs without a GPU here, so it also draws on the CPU.
"""

import argparse
import os
import random
import sys
import tempfile
from collections.abc import Mapping
from functools import partial
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from playwright.sync_api import CDPSession, Page, ViewportSize, sync_playwright  # noqa: E402
from pycrdt import Map, Text  # noqa: E402

from boards.document import Document  # noqa: E402
from browser import FLAGS  # noqa: E402
from find_chromium import found  # noqa: E402
from guest import Guest  # noqa: E402
from running import RunningServer  # noqa: E402

WORDS = ["the", "form", "asked", "again", "for", "what", "nobody", "could", "tell", "us", "on", "the", "phone"]
KINDS = ["story", "problem", "idea", "commitment", "note"]
DESK = ViewportSize(width=1440, height=900)
COLUMN = 240
ROW = 230

TURN = """
async ({frames, x, y, ctrl}) => {
  const canvas = document.querySelector('.canvas');
  const times = [];
  let last = await new Promise(requestAnimationFrame);
  for (let n = 0; n < frames; n++) {
    const back = n % 120 >= 60 ? -1 : 1;
    const turn = {deltaX: x * back, deltaY: y * back, ctrlKey: ctrl, clientX: 720, clientY: 450};
    canvas.dispatchEvent(new WheelEvent('wheel', {...turn, bubbles: true, cancelable: true}));
    const now = await new Promise(requestAnimationFrame);
    times.push(now - last);
    last = now;
  }
  return times.sort((a, b) => a - b)[Math.floor(times.length * 0.95)];
}
"""

GESTURES = {
    "pan, near": (1.0, {"x": 20, "y": 9, "ctrl": False}),
    "pan, far": (0.2, {"x": 20, "y": 9, "ctrl": False}),
    "zoom": (1.0, {"x": 0, "y": 3, "ctrl": True}),
}


def fill(document: Document, cards: int) -> None:
    """Five wide zones of cards, every second card tied to the one before."""
    rng = random.Random(1)
    across = max(2, round((cards / 5) ** 0.5))
    zones, places, threads = (document.root(name) for name in ("zones", "cards", "threads"))
    width, height = across * COLUMN + 40, (cards // 5 // across + 1) * ROW + 90
    for n, kind in enumerate(KINDS):
        left = n * (width + 60)
        zone = {"title": kind.title(), "prompt": "", "kinds": [kind], "order": f"a{n}"}
        zones[f"zone{n}".ljust(21, "_")] = Map({**zone, "pos": [left, 0, 0], "size": [width, height]})
    for n in range(cards):
        kind, place = n % 5, n // 5
        x = kind * (width + 60) + 20 + place % across * COLUMN
        words = " ".join(rng.choices(WORDS, k=rng.randrange(8, 24)))
        card = {"kind": KINDS[kind], "zone": f"zone{kind}".ljust(21, "_"), "order": f"a{n:05}", "tags": []}
        at = {"pos": [x, 70 + place // across * ROW, n], "size": [192, 180], "text": Text(words), "fields": Map({})}
        places[f"card{n}".ljust(21, "_")] = Map({**card, **at})
    for n in range(1, cards, 2):
        ends = {"from": f"card{n}".ljust(21, "_"), "to": f"card{n - 1}".ljust(21, "_")}
        threads[f"thread{n}".ljust(21, "_")] = Map({"kind": "relates", **ends})


def spent(cdp: CDPSession) -> dict[str, float]:
    """Seconds of the main thread so far, by name."""
    return {metric["name"]: metric["value"] for metric in cdp.send("Performance.getMetrics")["metrics"]}


def measure(page: Page, cdp: CDPSession, zoom: float, turn: Mapping[str, object], frames: int) -> str:
    """One gesture, after a moment for the board to be there at this zoom."""
    page.keyboard.press("0")
    page.wait_for_timeout(600)
    if zoom != 1:
        page.mouse.move(720, 450)
        for _ in range(16):
            page.keyboard.press("-")
            page.wait_for_timeout(260)
            if float(page.locator(".navbox__level").inner_text().split("%")[0]) <= zoom * 100:
                break
    page.evaluate(TURN, {**turn, "frames": 20})
    page.wait_for_timeout(400)
    before = spent(cdp)
    slow = page.evaluate(TURN, {**turn, "frames": frames})
    after = spent(cdp)
    names = {"task": "Task", "script": "Script", "style": "RecalcStyle", "layout": "Layout"}
    costs = {
        short: (after[f"{name}Duration"] - before[f"{name}Duration"]) * 1000 / frames for short, name in names.items()
    }
    told = "  ".join(f"{short} {cost:5.2f}" for short, cost in costs.items())
    return f"{told}  p95 frame {slow:5.1f} ms"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cards", type=int, nargs="+", default=[1000, 5000])
    parser.add_argument("--frames", type=int, default=240)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        server = RunningServer(Path(folder)).start()
        browser = playwright.chromium.launch(executable_path=found(), args=FLAGS)
        try:
            for cards in asked.cards:
                board = server.new_board(f"{cards} cards")
                server.change(board, partial(fill, cards=cards))
                page = browser.new_context(base_url=server.url, viewport=DESK).new_page()
                Guest(page, board, "Grace").seated()
                page.locator("article.card").first.wait_for()
                cdp = page.context.new_cdp_session(page)
                cdp.send("Performance.enable")
                page.locator("article.card").first.focus()
                for name, (zoom, turn) in GESTURES.items():
                    said = measure(page, cdp, zoom, turn, asked.frames)
                    print(f"{cards:5} cards  {name:10} {said}  load {os.getloadavg()[0]:.1f}", flush=True)
                page.context.close()
        finally:
            browser.close()
            server.close()


if __name__ == "__main__":
    main()
