"""For tests in browsers: three people at the demo board, and what they do with its cards by keys."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, Locator, ViewportSize, expect

from boards.document import Document
from boards.schema import KINDS
from browser import Watch
from guest import Guest
from running import RunningServer

DESK = ViewportSize(width=1440, height=900)
PHONE = ViewportSize(width=390, height=844)


@dataclass
class Table:
    """Who sits at the demo board."""

    server: RunningServer
    amara: Guest
    """A facilitator."""
    tom: Guest
    """Of Housing."""
    yusra: Guest
    """With a phone."""


@pytest.fixture(scope="module")
def table(browser: Browser, server: RunningServer) -> Iterator[Table]:
    """Three people at one board for all tests here; each test uses cards of its own."""
    board = server.new_board("Birth to five", "demo")
    server.change(board, take_every_kind)
    watch = Watch(server.url)
    watch.expect("409|413|415|422")
    contexts = [browser.new_context(base_url=server.url, viewport=DESK) for _ in range(2)]
    contexts.append(browser.new_context(base_url=server.url, viewport=PHONE, has_touch=True, is_mobile=True))
    for context in contexts:
        context.set_default_timeout(10_000)
        watch.follow(context)
    amara = Guest(contexts[0].new_page(), board, "Amara", "facilitator").seated()
    tom = Guest(contexts[1].new_page(), board, "Tom", group="Housing").seated()
    yusra = Guest(contexts[2].new_page(), board, "Yusra").seated()
    yield Table(server, amara, tom, yusra)
    for context in contexts:
        context.close()
    watch.check()


def take_every_kind(document: Document) -> None:
    """The zone of ideas takes all cards: they are turned into others where they lie."""
    for zone in document.root("zones").values():
        if zone["title"] == "Ideas":
            zone["kinds"] = list(KINDS)


def details(guest: Guest) -> Locator:
    """The details beside the canvas."""
    return guest.page.locator("aside.det")


AT_HAND = """async (card) => {
  for (let was, still = 0; still < 3; ) {  // the board may be gliding
    const at = JSON.stringify(card.getBoundingClientRect());
    still = at === was ? still + 1 : 0;
    was = at;
    await new Promise(requestAnimationFrame);
  }
  const { x, y, width, height } = card.getBoundingClientRect();
  return card.contains(document.elementFromPoint(x + width / 2, y + height / 2));
}"""


def bring(guest: Guest, words: str) -> Locator:
    """The card on the canvas, wherever it lies: by way of the outline, where all cards are."""
    card = guest.card(words).first
    guest.page.keyboard.press("Escape")
    if card.count() == 0 or not card.evaluate(AT_HAND):
        guest.page.get_by_role("button", name="Outline", exact=True).click()
        guest.outlined(words).focus()
        guest.page.get_by_role("button", name="Board", exact=True).click()
        expect(card).to_be_focused()  # the canvas shows what was chosen, once it is there
    expect(card).to_be_visible()
    return card


def open_details(guest: Guest, words: str, tab: str = "") -> Locator:
    """By keys: the card's details, and one of their tabs."""
    bring(guest, words).focus()
    guest.page.keyboard.press("Alt+Enter")
    found = details(guest)
    expect(found.get_by_role("tab", selected=True)).to_be_focused()
    found.get_by_role("tab", name=re.compile(f"^{tab}") if tab else re.compile("")).first.click()
    return found


def add(guest: Guest, kind: str, words: str) -> None:
    """A card of this kind with these words, by keys alone: what the stage asks for, turned into it."""
    guest.page.keyboard.press("Escape")
    guest.page.locator("main").focus()
    guest.page.keyboard.press("Control+Enter")
    expect(guest.page.locator("textarea.card__field")).to_be_focused()
    guest.page.keyboard.insert_text(words)
    guest.page.keyboard.press("Escape")
    expect(guest.card(words)).to_be_visible(timeout=15_000)
    if kind != "Idea":
        turn(guest, words, kind)


def tell(guest: Guest, words: str) -> None:
    """A story from the start, by way of the outline."""
    guest.page.keyboard.press("Escape")
    guest.page.get_by_role("button", name="Outline", exact=True).click()
    guest.page.get_by_role("button", name=re.compile("^Add.* to Stories$")).click()
    expect(guest.page.locator("textarea.editor")).to_be_focused()
    guest.page.keyboard.insert_text(words)
    guest.page.keyboard.press("Escape")
    guest.page.get_by_role("button", name="Board", exact=True).click()
    expect(guest.card(words)).to_be_focused()


def turn(guest: Guest, words: str, kind: str) -> None:
    """Turn a card into another kind by its menu, with keys alone."""
    guest.card(words).focus()
    guest.page.keyboard.press("Shift+F10")
    guest.page.get_by_role("menuitem", name=re.compile("^Turn into")).press("Enter")
    guest.page.get_by_role("menuitem", name=kind, exact=True).press("Enter")


PASTE = """([html, text]) => {
  const data = new DataTransfer();
  data.setData('text/html', html);
  data.setData('text/plain', text);
  const paste = new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true });
  document.activeElement.dispatchEvent(paste);
}"""
