"""A person with a browser, for tests: joins by invitation and works with the page as people do."""

import re
from typing import Any

from playwright.sync_api import Locator, Page, expect

from axe import wrong, wrong_in_themes
from running import Invitations

AT_REST = """async () => {
  const look = () => ['.world', '.navbox__level'].map((part) => document.querySelector(part))
    .map((part) => part && part.style.transform + part.textContent.length + getComputedStyle(part).transform).join();
  const runs = ({ playState, effect }) => playState === 'running' && effect.getComputedTiming().iterations < Infinity;
  for (let [before, end] = ['', performance.now() + 10_000]; performance.now() < end;) {
    if (before === (before = look()) && !document.getAnimations().some(runs)) return true;
    await new Promise((then) => setTimeout(then, 120));
  }
  return false;
}"""
"""Whether the board comes to rest: it lies where it lay a moment ago, and nothing on it moves."""


class Guest:
    """One person's page on one board."""

    def __init__(self, page: Page, board: Invitations, name: str, role: str = "contributor", group: str = "") -> None:
        """Join; `group` is a service of the board, or nothing for a local person, who is spared the door."""
        self.page = page
        self.board = board
        self.name = name
        door = f"/join/{getattr(board, role)}"
        if group:
            self._come_by(door, group)
        else:
            answer = page.context.request.post(door, form={"name": name, "as": "citizen"}, max_redirects=0)
            assert answer.status == 303, answer.text()
            page.goto(f"/b/{board.id}")

    def _come_by(self, door: str, group: str) -> None:
        self.page.goto(door)
        self.page.get_by_label("What should we call you?").fill(self.name)
        self.page.get_by_label("Someone who works in a service").check()
        self.page.get_by_label(group).check()
        self.page.get_by_role("button", name="let me in").click()
        self.page.wait_for_url(f"**/b/{self.board.id}")

    def seated(self) -> "Guest":
        """Wait until the board is here and everything is saved."""
        self.until_saved()
        return self

    def until_saved(self) -> None:
        """The saved light is on: everything of this person is on the server's disk."""
        expect(self.page.get_by_role("button", name="Saved", exact=True)).to_be_visible(timeout=15_000)

    def at_rest(self) -> None:
        """Wait until the board has stopped moving."""
        assert self.page.evaluate(AT_REST)

    def card(self, words: str) -> Locator:
        """The card with these words, on the canvas."""
        return self.page.locator("article.card", has_text=words)

    def outlined(self, words: str) -> Locator:
        """The card with these words, in the outline; not the one of a canvas that is still being put away."""
        return self.page.locator("article[id^=card-]", has_text=words).first

    def add_note(self, words: str, x: int, y: int) -> None:
        """A note, by tool and click, then its words, then Escape."""
        self.page.get_by_role("button", name="Note", exact=True).click()
        self.page.mouse.click(x, y)
        field = self.page.locator("textarea.card__field")
        expect(field).to_be_focused()
        self.page.keyboard.type(words)
        self.page.keyboard.press("Escape")
        expect(self.card(words)).to_be_visible()

    def write_along(self, words: str) -> None:
        """Write in a card that someone else is writing in, on purpose."""
        expect(self.card(words)).to_have_class(re.compile("is-held"))
        self.card(words).dblclick()
        self.page.get_by_role("button", name="Write together").click()
        expect(self.page.locator("textarea.card__field")).to_be_focused()

    def drag(self, words: str, dx: int, dy: int) -> None:
        """Move a card with the mouse."""
        box = self.box(words)
        x, y = box["x"] + box["width"] / 2, box["y"] + 14
        self.page.mouse.move(x, y)
        self.page.mouse.down()
        self.page.mouse.move(x + dx / 2, y + dy / 2, steps=4)
        self.page.mouse.move(x + dx, y + dy, steps=4)
        self.page.mouse.up()

    def box(self, words: str) -> Any:
        """Where a card is on screen."""
        box = self.card(words).bounding_box()
        assert box is not None
        return box

    def axe(self) -> list[str]:
        """What axe-core finds wrong with the page as it is now."""
        return wrong(self.page)

    def axe_in_themes(self) -> list[str]:
        """The same in every theme."""
        return wrong_in_themes(self.page)
