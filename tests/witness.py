"""Someone with a real browser while servers, networks and databases fail: what their page tells them, and their words.

For asynchronous tests; tests/browser.py is for the others.
"""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from playwright.async_api import Page, async_playwright, expect

from browser import FLAGS
from find_chromium import found
from running import Invitations

NOTE_ALL = """
window.told = [];
const look = () => {
  const words = document.querySelector('.banner')?.textContent.trim() ?? '';
  if (words && words !== window.told.at(-1)) window.told.push(words);
};
document.addEventListener('DOMContentLoaded', () =>
  new MutationObserver(look).observe(document.body, { childList: true, subtree: true, characterData: true }));
"""
"""Remembers everything the page has said under its bar."""
FIELD_IS_HERE = "() => performance.getEntriesByType('resource').some(({ name }) => name.includes('/assets/editor-'))"
BACK = "You’re back."


class Witness:
    """Their page on a board."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self._number = 0

    async def write(self) -> str:
        """A note in their own words, whatever the weather; gives the words."""
        self._number += 1
        words = f"seen {self._number} times"
        await self.page.locator("main").focus()
        await self.page.keyboard.press("Control+Enter")
        await expect(self.page.locator("textarea.card__field")).to_be_focused()
        await self.page.keyboard.insert_text(words)
        await self.page.keyboard.press("Escape")
        return words

    async def told(self) -> list[str]:
        """What the page has said since this was last asked, in order; that one is back is no trouble."""
        said: list[str] = await self.page.evaluate("window.told.splice(0)")
        return [words for words in said if not words.startswith(BACK)]

    async def all_is_well(self) -> None:
        """The page says that everything is saved, and nothing else."""
        await expect(self.page.get_by_role("button", name="Saved", exact=True)).to_be_visible(timeout=40_000)
        trouble = self.page.locator(".banner").filter(has_not_text=re.compile(BACK))
        await expect(trouble).to_have_count(0)


@asynccontextmanager
async def witness(url: str, board: Invitations) -> AsyncIterator[Witness]:
    """Somebody comes to a server's board by its invitation, and stays until the end."""
    async with async_playwright() as playwright:
        chromium = await playwright.chromium.launch(executable_path=found(), args=FLAGS)
        try:
            context = await chromium.new_context(base_url=url, viewport={"width": 1440, "height": 900})
            context.set_default_timeout(20_000)
            form: dict[str, str | float | bool] = {"name": "Grace", "as": "citizen"}
            answer = await context.request.post(f"/join/{board.contributor}", form=form, max_redirects=0)
            assert answer.status == 303, await answer.text()
            page = await context.new_page()
            await page.add_init_script(NOTE_ALL)
            await page.goto(f"/b/{board.id}")
            one = Witness(page)
            await one.all_is_well()
            await page.wait_for_function(FIELD_IS_HERE)  # she has been there for a moment when things begin to fail
            yield one
        finally:
            await chromium.close()
