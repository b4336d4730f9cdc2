"""What a board costs a browser, beside tldraw and Excalidraw in the same browser with the same cards.

    python hatch_build.py packages bench/peers && (cd bench/peers && node node_modules/vite/bin/vite.js build)
    .venv/bin/python bench/whiteboards.py [--rounds 3] [--cards 1000] [--boards ours tldraw excalidraw] [--out FILE]
    .venv/bin/python bench/whiteboards.py --read FILE...          medians of what was measured before

Every board holds the same cards with the same words at the same places, and a thread for every second card. In each
round the boards take turns in one headless Chromium. Costs are CPU time of the page's main thread (TaskDuration of
CDP's Performance domain, in thread time: what other programs do meanwhile does not count), in milliseconds a frame for
gestures and a second for what others do. Each moves in its own fastest way that its interface offers.

What others do comes over a WebSocket to each: here from the real server, which 50 real connections talk to; to the
peers in the messages of their own products, in plain JSON, taken up by their pages as those products do (bench/
crowd_elsewhere.py, bench/peers/src). The rows "in the page" give the peers the same without a network, by one call of
a function for all 50 people, 20 times a second: less than they ever have to do, told beside it for comparison.

Frame times are told for ours alone: the 95th percentile and the worst, of the time between frames.
"""

import argparse
import functools
import gzip
import http.server
import json
import random
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests"), str(ROOT / "bench")]

from canvas import COLUMN, ROW, WORDS, fill  # noqa: E402
from playwright.sync_api import Browser, CDPSession, Page, Response, ViewportSize, sync_playwright  # noqa: E402

from browser import FLAGS  # noqa: E402
from find_chromium import found  # noqa: E402
from guest import Guest  # noqa: E402
from running import RunningServer  # noqa: E402

PEERS = ROOT / "bench" / "peers" / "dist"
DESK = ViewportSize(width=1440, height=900)
FRAMES = 120
MOVES = 90
SECONDS = 4
IN_PAGE = "… in the page,"
Costs = dict[str, float]

TURN = """async ({wheel, frames, x, y, ctrl}) => {
  const target = document.querySelector(wheel);
  const times = [];
  let last = await new Promise(requestAnimationFrame);
  for (let n = 0; n < frames; n++) {
    const back = n % 120 >= 60 ? -1 : 1;
    const turn = { deltaX: x * back, deltaY: y * back, ctrlKey: ctrl, clientX: 720, clientY: 450 };
    target.dispatchEvent(new WheelEvent('wheel', { ...turn, bubbles: true, cancelable: true }));
    const now = await new Promise(requestAnimationFrame);
    times.push(now - last);
    last = now;
  }
  return times;
}"""
FRAME_TIMES = """() => {
  window.times = [];
  let last = performance.now();
  const next = (now) => { times.push(now - last); last = now; window.timing = requestAnimationFrame(next); };
  window.timing = requestAnimationFrame(next);
}"""
OTHERS = """async ({what, cards, seconds}) => {
  const end = performance.now() + seconds * 1000;
  while (performance.now() < end) {
    const t = performance.now() / 1000;
    if (what === 'cards') bench.cards(cards, Math.round(60 * Math.sin(t * 2)));
    else bench.cursors(t);
    await new Promise((done) => setTimeout(done, 50));
  }
}"""


def content(cards: int) -> dict[str, Any]:
    """The cards that `fill` of bench/canvas.py puts on ours, for the others."""
    rng = random.Random(1)
    across = max(2, round((cards / 5) ** 0.5))
    width = across * COLUMN + 40
    places = []
    for n in range(cards):
        kind, place = n % 5, n // 5
        words = " ".join(rng.choices(WORDS, k=rng.randrange(8, 24)))
        x = kind * (width + 60) + 20 + place % across * COLUMN
        places.append({"x": x, "y": 70 + place // across * ROW, "words": words, "kind": kind})
    return {"cards": places, "threads": [[n, n - 1] for n in range(1, cards, 2)]}


class Meter:
    """CPU time of one page's main thread."""

    def __init__(self, page: Page) -> None:
        self.cdp: CDPSession = page.context.new_cdp_session(page)
        self.cdp.send("Performance.enable", {"timeDomain": "threadTicks"})

    def spent_ms(self) -> float:
        metrics = {metric["name"]: metric["value"] for metric in self.cdp.send("Performance.getMetrics")["metrics"]}
        return float(metrics["TaskDuration"]) * 1000

    def heap_mb(self) -> float:
        self.cdp.send("HeapProfiler.collectGarbage")
        metrics = {metric["name"]: metric["value"] for metric in self.cdp.send("Performance.getMetrics")["metrics"]}
        return float(metrics["JSHeapUsedSize"]) / 2**20

    def mouse(self, kind: str, x: float, y: float, down: bool = True) -> None:
        button = {"button": "left", "buttons": 1} if down else {"button": "none", "buttons": 0}
        self.cdp.send("Input.dispatchMouseEvent", {"type": kind, "x": x, "y": y, "clickCount": 1, **button})


class Board:
    """One product's page with the cards on it; `near` are those in the window at a zoom of 1, `many` a hundred."""

    wheel, turn = ".canvas", 5.0

    def __init__(self, page: Page, cards: int) -> None:
        self.page, self.count = page, cards
        self.meter = Meter(page)
        self.places = content(cards)["cards"]
        self.in_sight = [n for n, at in enumerate(self.places) if at["x"] < 3000 and at["y"] < 1800]

    def look(self, z: float) -> None:
        raise NotImplementedError

    def select(self, cards: list[int]) -> None:
        raise NotImplementedError

    @contextmanager
    def others(self, what: str, cards: list[int]) -> Iterator[None]:
        yield

    def card_at(self, n: int, z: float) -> tuple[float, float]:
        """A point on a card, in the window."""
        at = self.places[n]
        return at["x"] * z + 60 * z, at["y"] * z + 40 * z

    # what is measured

    def costs(self) -> Costs:
        costs: Costs = {"heap MB": self.meter.heap_mb()}
        frames: dict[str, list[float]] = {}
        for name, turn in {
            "pan": {"x": 20, "y": 9, "ctrl": False, "frames": FRAMES},
            "zoom": {"x": 0, "y": self.turn, "ctrl": True, "frames": FRAMES},
        }.items():
            self.look(1)
            costs[f"{name} ms/frame"], frames[name] = self.wheeled(turn)
        for name, count in (("drag one", 1), ("drag 100", 100)):
            costs[f"{name} ms/frame"], frames[name] = self.dragged(count)
        for what in ("cards", "cursors"):
            costs.update(self.watched(what))
        for name, times in frames.items():
            times.sort()
            costs[f"{name} p95 ms"], costs[f"{name} worst ms"] = times[int(len(times) * 0.95)], times[-1]
        return costs

    def wheeled(self, turn: dict[str, Any]) -> tuple[float, list[float]]:
        self.page.evaluate(TURN, {**turn, "wheel": self.wheel, "frames": 12})
        self.look(1)
        before = self.meter.spent_ms()
        times = self.page.evaluate(TURN, {**turn, "wheel": self.wheel})
        return (self.meter.spent_ms() - before) / turn["frames"], times

    def dragged(self, count: int) -> tuple[float, list[float]]:
        z = 1.0 if count == 1 else 0.45
        self.look(z)
        many = self.in_sight[: count + 40]
        held = next(n for n in many if 200 < self.card_at(n, z)[0] < 1100 and 160 < self.card_at(n, z)[1] < 600)
        chosen = [held, *[n for n in many if n != held]][:count]
        if count > 1:
            self.select(chosen)
        x, y = self.card_at(held, z)
        x, y = x + self.left, y + self.top
        self.meter.mouse("mouseMoved", x, y, down=False)
        self.meter.mouse("mousePressed", x, y)
        for n in range(6):
            self.meter.mouse("mouseMoved", x + n, y + n)
        self.page.evaluate(FRAME_TIMES)
        before = self.meter.spent_ms()
        for n in range(MOVES):
            back = n if n < MOVES / 2 else MOVES - n
            self.meter.mouse("mouseMoved", x + back * 4, y + back * 3)
        spent = self.meter.spent_ms() - before
        times = self.page.evaluate("() => { cancelAnimationFrame(timing); return times }")
        self.meter.mouse("mouseReleased", x, y)
        self.page.keyboard.press("Escape")
        self.page.wait_for_timeout(500)
        return spent / MOVES, times[2:] or [0.0]

    left, top = 0.0, 0.0

    def watched(self, what: str) -> Costs:
        self.look(0.45 if what == "cards" else 1)
        with self.others(what, self.in_sight[:50]):
            self.page.wait_for_timeout(600)
            return {f"50 remote {what} ms/s": self.spent_while(lambda: self.page.wait_for_timeout(SECONDS * 1000))}

    def spent_while(self, act: Callable[[], object]) -> float:
        """Milliseconds a second: of as many seconds as it took, for a page that is too busy answers late."""
        before, began = self.meter.spent_ms(), time.monotonic()
        act()
        return (self.meter.spent_ms() - before) / (time.monotonic() - began)


class Ours(Board):
    """Our page, on a real server."""

    url = ""

    def look(self, z: float) -> None:
        """Bring the board's corner to the window's, as a link of ours would: by its own wheel and keys."""
        self.page.evaluate(
            """async (z) => {
              const layer = () => new DOMMatrix(getComputedStyle(document.querySelector('.world')).transform);
              const turn = (how) => document.querySelector('.canvas').dispatchEvent(
                new WheelEvent('wheel', { bubbles: true, cancelable: true, clientX: 0, clientY: 68, ...how }));
              const frames = async () => { for (let n = 0; n < 3; n++) await new Promise(requestAnimationFrame); };
              await frames();
              for (let n = 0; n < 30 && Math.abs(layer().a / z - 1) > 0.001; n++) {
                const off = Math.max(-30, Math.min(30, Math.log(layer().a / z) * 100));
                turn({ ctrlKey: true, deltaY: off });
                await frames();
              }
              turn({ deltaX: layer().e, deltaY: layer().f });
              await frames();
            }""",
            z,
        )
        self.page.wait_for_timeout(500)
        box = self.page.locator(".canvas").bounding_box()
        assert box is not None
        self.left, self.top = box["x"], box["y"]

    def select(self, cards: list[int]) -> None:
        """By Shift and a click each: the first by a click."""
        self.page.evaluate("() => document.querySelector('.canvas').focus()")
        for n, card in enumerate(cards):
            x, y = self.card_at(card, 0.45)
            self.page.keyboard.down("Shift") if n == 1 else None
            self.page.mouse.click(x + self.left, y + self.top)
        self.page.keyboard.up("Shift")

    @contextmanager
    def others(self, what: str, cards: list[int]) -> Iterator[None]:
        ids = [f"card{n}".ljust(21, "_") for n in cards]
        places = [f"{id_},{self.places[n]['x']},{self.places[n]['y']}" for id_, n in zip(ids, cards, strict=True)]
        command = [sys.executable, str(ROOT / "bench/crowd.py"), self.url, what, str(SECONDS + 4), *places]
        crowd = subprocess.Popen(command, stdout=subprocess.PIPE)
        assert crowd.stdout is not None
        for _ in range(5 if what == "cards" else 50):
            crowd.stdout.readline()
        yield
        crowd.wait()


class Peer(Board):
    """Another product's page, driven by the few functions it gives the script."""

    def __init__(self, page: Page, cards: int, name: str) -> None:
        super().__init__(page, cards)
        self.name = name
        self.wheel, self.turn = page.evaluate("() => [bench.wheel, bench.turn]")

    def look(self, z: float) -> None:
        self.page.evaluate("(z) => { bench.look(0, 0, z) }", z)
        self.page.wait_for_timeout(500)

    def select(self, cards: list[int]) -> None:
        self.page.evaluate("(cards) => { bench.selectAt(cards) }", cards)
        self.page.wait_for_timeout(200)

    @contextmanager
    def others(self, what: str, cards: list[int]) -> Iterator[None]:
        places = [f"{n},{self.places[n]['x']},{self.places[n]['y']}" for n in cards]
        command = [sys.executable, str(ROOT / "bench/crowd_elsewhere.py"), self.name, what, *places]
        crowd = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert crowd.stdout is not None
        try:
            self.page.evaluate("(address) => bench.listen(address)", crowd.stdout.readline().strip())
            yield
            self.page.evaluate("() => bench.hush()")
        finally:
            crowd.terminate()
            crowd.wait()

    def watched(self, what: str) -> Costs:
        self.look(0.45 if what == "cards" else 1)
        given = {"what": what, "cards": self.in_sight[:50], "seconds": SECONDS}
        in_page = self.spent_while(lambda: self.page.evaluate(OTHERS, given))
        self.page.wait_for_timeout(500)
        return {**super().watched(what), f"{IN_PAGE} {what}": in_page}


class Sizes:
    """Gzipped bytes of the scripts a page loads."""

    def __init__(self, page: Page) -> None:
        self.bytes = 0
        page.on("response", self._note)

    def _note(self, response: Response) -> None:
        if "javascript" in (response.headers.get("content-type") or ""):
            self.bytes += len(gzip.compress(response.body(), 9))


def first_card(page: Page, ready: str, go: Callable[[], object]) -> float:
    """Milliseconds from setting out until the first card is drawn, by the page's own clock."""
    page.add_init_script(
        "new MutationObserver((_, me) => { if (" + ready + ") { me.disconnect(); requestAnimationFrame(() =>"
        "requestAnimationFrame(() => { window.firstCard = performance.now() })) } })"
        ".observe(document, { subtree: true, childList: true })"
    )
    go()
    page.wait_for_function("() => window.firstCard", timeout=60_000)
    return float(page.evaluate("() => window.firstCard"))


def measure_ours(browser: Browser, server: RunningServer, cards: int) -> Costs:
    board = server.new_board(f"{cards} cards")
    server.change(board, partial(fill, cards=cards))
    page = browser.new_context(base_url=server.url, viewport=DESK).new_page()
    sizes = Sizes(page)
    Guest(page, board, "Grace", "facilitator").seated()
    again = page.context.new_page()
    shown = first_card(again, "document.querySelector('article.card')", lambda: again.goto(page.url))
    page.close()
    again.locator(".canvas.is-skilled").wait_for()
    again.wait_for_timeout(1500)
    ours = Ours(again, cards)
    ours.url = server.sync_url(board)
    costs = {"first card ms": shown, "scripts KiB": sizes.bytes / 1024, **ours.costs()}
    again.context.close()
    return costs


def measure_peer(browser: Browser, address: str, name: str, cards: int) -> Costs:
    page = browser.new_context(viewport=DESK).new_page()
    sizes = Sizes(page)
    ready = {"tldraw": "document.querySelector('.tl-shape')", "excalidraw": "window.bench"}[name]
    shown = first_card(page, ready, lambda: page.goto(f"{address}/{name}.html"))
    page.wait_for_function("() => window.bench")
    page.wait_for_timeout(2500)
    peer = Peer(page, cards, name)
    costs = {"first card ms": shown, "scripts KiB": sizes.bytes / 1024, **peer.costs()}
    page.context.close()
    return costs


@contextmanager
def peers_served(cards: int) -> Iterator[str]:
    """The peers' pages with the board in a file beside them."""
    (PEERS / "board.json").write_text(json.dumps(content(cards)))
    handler = functools.partial(Quiet, directory=str(PEERS))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


class Quiet(http.server.SimpleHTTPRequestHandler):
    """Says nothing."""

    def log_message(self, *_: object) -> None:
        pass


def show(measured: list[dict[str, Any]]) -> None:
    """Medians, a column for each board."""
    names = list(dict.fromkeys(one["board"] for one in measured))
    rows = list(dict.fromkeys(row for one in measured for row in one["costs"]))
    print(f"{'':26}" + "".join(f"{name:>14}" for name in names))
    for row in rows:
        values = [[one["costs"].get(row) for one in measured if one["board"] == name] for name in names]
        told = ["–" if None in some else f"{statistics.median(some):.2f}" for some in values]
        print(f"{row:26}" + "".join(f"{one:>14}" for one in told))
    print(f"rounds: {len(measured) // max(1, len(names))}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--cards", type=int, default=1000)
    parser.add_argument("--boards", nargs="+", default=["ours", "tldraw", "excalidraw"])
    parser.add_argument("--out", type=Path)
    parser.add_argument("--read", type=Path, nargs="+")
    asked = parser.parse_args()
    if asked.read:
        return show([json.loads(line) for file in asked.read for line in file.read_text().splitlines()])
    measured: list[dict[str, Any]] = []
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright, peers_served(asked.cards) as address:
        server = RunningServer(Path(folder)).start()
        browser = playwright.chromium.launch(executable_path=found(), args=FLAGS)
        try:
            for _ in range(asked.rounds):
                for name in asked.boards:
                    costs = (
                        measure_ours(browser, server, asked.cards)
                        if name == "ours"
                        else measure_peer(browser, address, name, asked.cards)
                    )
                    measured.append({"board": name, "cards": asked.cards, "costs": costs})
                    if asked.out:
                        with asked.out.open("a") as file:
                            file.write(json.dumps(measured[-1]) + "\n")
        finally:
            browser.close()
            server.close()
    show(measured)
    return None


if __name__ == "__main__":
    main()
