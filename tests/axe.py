"""What axe-core finds wrong with a page: as it is, and in every look that people and their devices may choose."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

AXE = (Path(__file__).parent.parent / "client/node_modules/axe-core/axe.min.js").read_text()
THEMES = ("light", "dark", "contrast")
"""Chosen on the page."""
LOOKS: tuple[dict[str, Any], ...] = ({"color_scheme": "dark"}, {"contrast": "more"}, {"forced_colors": "active"})
"""Chosen on the device; what people see who chose nothing comes first."""
OF_COLOURS = "runOnly: ['color-contrast', 'link-in-text-block']"
"""The rules that a look can break. Names, roles and order are the same in all, and are looked at in one."""


def wrong(page: Page, which: str = "") -> list[str]:
    """What axe-core finds as the page is now, once nothing moves any more."""
    still(page)
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)
    found = page.evaluate(f"axe.run(document, {{resultTypes: ['violations'], {which}}})")
    return [
        f"{page.url} {v['id']}: {v['help']}: {[n['html'][:150] for n in v['nodes'][:3]]}" for v in found["violations"]
    ]


def wrong_in_themes(page: Page) -> list[str]:
    """The same in every theme of ours."""
    found: list[str] = []
    before = page.evaluate("document.documentElement.dataset.theme")
    for theme in THEMES:
        page.evaluate("theme => document.documentElement.dataset.theme = theme", theme)
        found += [f"{theme}: {one}" for one in wrong(page, "" if theme == THEMES[0] else OF_COLOURS)]
    page.evaluate(
        "now => { const { dataset } = document.documentElement; delete dataset.theme; if (now) dataset.theme = now; }",
        before,
    )
    return found


def wrong_in_looks(page: Page) -> list[str]:
    """The same in every look that a device may ask for."""
    found = wrong(page)
    for look in LOOKS:
        with worn(page, look):
            found += [f"{look}: {one}" for one in wrong(page, OF_COLOURS)]
    return found


@contextmanager
def worn(page: Page, look: dict[str, Any]) -> Iterator[None]:
    """For a while the device asks for this."""
    page.emulate_media(**look)
    yield
    as_it_was: dict[str, Any] = dict.fromkeys(look, "null")
    page.emulate_media(**as_it_was)


def still(page: Page) -> None:
    """Where all that moves has come to its end: half way from one colour to another there is no contrast."""
    page.wait_for_function(
        """() => {
          const going = () => document.getAnimations().filter(({ playState, effect }) =>
            playState === 'running' && effect.getComputedTiming().iterations < Infinity);
          for (const one of going()) one.finish();
          return going().length === 0;
        }"""
    )
