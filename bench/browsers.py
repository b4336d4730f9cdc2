"""From one person's hand to another's screen: two Chromium pages on one real server.

`python bench/browsers.py [ROUNDS]` types letters into a card on one page and measures when the other page's card shows
them; then drops new cards and measures when they stand on the other page. Times are the browser's own: from the input
event on one page to the change of the document tree on the other, both on one machine's clock.
"""

import statistics
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from playwright.sync_api import Page, ViewportSize, expect, sync_playwright  # noqa: E402

from browser import FLAGS  # noqa: E402
from find_chromium import found  # noqa: E402
from guest import Guest  # noqa: E402
from running import RunningServer  # noqa: E402

NOTE_INPUT = """() => {
  window.sent = [];
  document.addEventListener('input', (e) => sent.push(performance.timeOrigin + e.timeStamp), true);
  document.addEventListener('dblclick', (e) => sent.push(performance.timeOrigin + e.timeStamp), true);
}"""
NOTE_CHANGE = """() => {
  window.seen = [];
  const words = () => [...document.querySelectorAll('article.card .card__say')].map((e) => e.textContent.length);
  let last = JSON.stringify(words());
  new MutationObserver(() => {
    const now = JSON.stringify(words());
    if (now !== last) seen.push(performance.timeOrigin + performance.now());
    last = now;
  }).observe(document.querySelector('.canvas'), { subtree: true, childList: true, characterData: true });
}"""


def latencies(writer: Page, reader: Page, act: "object", rounds: int) -> list[float]:
    """Do something so often, one at a time; the time from each input to its change on the other page."""
    out = []
    for number in range(rounds):
        writer.evaluate("() => { sent.length = 0 }")
        reader.evaluate("() => { seen.length = 0 }")
        act(number)  # type: ignore[operator]
        reader.wait_for_function("() => seen.length > 0")
        out.append(reader.evaluate("() => seen[0]") - writer.evaluate("() => sent[0]"))
        writer.wait_for_timeout(30)
    return out


def show(name: str, times: list[float]) -> None:
    """One line."""
    times = sorted(times)
    p99 = times[min(len(times) - 1, int(len(times) * 0.99))]
    print(f"{name:12} median {statistics.median(times):6.1f} ms   p99 {p99:6.1f} ms   of {len(times)}")


def main(rounds: int) -> None:
    """Both measures."""
    server = RunningServer(Path(tempfile.mkdtemp())).start()
    try:
        board = server.new_board("Latency", "hear-define-commit")
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=found(), args=FLAGS)
            size = ViewportSize(width=1440, height=900)
            guests = [
                Guest(browser.new_context(base_url=server.url, viewport=size).new_page(), board, name).seated()
                for name in ("Grace", "Tom")
            ]
            writer, reader = (guest.page for guest in guests)
            guests[0].add_note("x", 700, 500)
            expect(guests[1].card("x")).to_be_visible()
            writer.evaluate(NOTE_INPUT)
            reader.evaluate(NOTE_CHANGE)
            guests[0].card("x").dblclick()
            show("a letter", latencies(writer, reader, lambda n: writer.keyboard.type("abc"[n % 3]), rounds))
            writer.keyboard.press("Escape")

            def drop(number: int) -> None:
                writer.keyboard.press("Escape")
                writer.mouse.dblclick(200 + number % 6 * 40, 250 + number % 8 * 50)
                writer.keyboard.type("n")

            show("a new card", latencies(writer, reader, drop, min(rounds, 60)))
            browser.close()
    finally:
        server.close()


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 200)
