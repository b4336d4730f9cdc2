"""A real Chromium for tests marked `browser`, which use Playwright's synchronous API.

The browser lives for one module, whose tests are all synchronous: Playwright keeps an event loop running in this
thread, and the asynchronous tests of other modules need it for themselves.
"""

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Error, Page, Request, sync_playwright

from find_chromium import found
from running import RunningServer

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
LOCAL_SCHEMES = ("data", "blob", "about")
THEMES: dict[str, dict[str, Any]] = {"dark": {"color_scheme": "dark"}, "contrast": {"contrast": "more"}}
WORN = THEMES.get(os.environ.get("SAMEROOM_THEME", ""), {})  # by the people of tests that ask for no theme of their own


class Watch:
    """What a page did that no page of ours should do."""

    def __init__(self, origin: str) -> None:
        self.origin = urlsplit(origin).netloc
        self.errors: list[str] = []
        self.strangers: list[str] = []
        self._expected: list[str] = []

    def expect(self, pattern: str) -> None:
        """Errors that match this are part of the test: a server that is down, a refused form."""
        self._expected.append(pattern)

    def follow(self, context: BrowserContext) -> None:
        """Watch every page of a context."""
        context.on("request", self._asked)
        context.on("page", self._follow_page)

    def leave(self, context: BrowserContext) -> None:
        """Watch it no more."""
        context.remove_listener("request", self._asked)
        context.remove_listener("page", self._follow_page)

    def _asked(self, request: Request) -> None:
        self._went_to(request.url)

    def _follow_page(self, page: Page) -> None:
        page.on("console", self._said)
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("websocket", lambda socket: self._went_to(socket.url))

    def _said(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.errors.append(f"{message.text} ({message.location.get('url', '')})")

    def _went_to(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme not in LOCAL_SCHEMES and parts.netloc != self.origin:
            self.strangers.append(url)

    def check(self) -> None:
        """Nothing went wrong on any page, and nothing left the origin."""
        unexpected = [e for e in self.errors if not any(re.search(pattern, e) for pattern in self._expected)]
        assert not unexpected, "errors in the browser:\n" + "\n".join(unexpected)
        assert not self.strangers, "requests to other places:\n" + "\n".join(self.strangers)


def shoot(page: Page, name: str) -> None:
    """A picture of the page for people to look at, where SAMEROOM_SHOTS names a folder for them."""
    if folder := os.environ.get("SAMEROOM_SHOTS"):
        page.screenshot(path=Path(folder) / f"{name}.png")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium, headless."""
    path = found()
    assert path is not None, "there is no Chromium: run `make test`, or set SAMEROOM_CHROMIUM"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def watch(server: RunningServer) -> Iterator[Watch]:
    """Collects errors of all pages of this test, and checks at its end that there were none."""
    watching = Watch(server.url)
    yield watching
    watching.check()


class Contexts:
    """Browser contexts that know nobody, by the options they were made with.

    A context that has shown our pages before has their scripts compiled: a page in it opens in two thirds of the time.
    """

    def __init__(self, browser: Browser, origin: str) -> None:
        self._browser, self._origin = browser, origin
        self._free: dict[str, list[BrowserContext]] = {}
        self._keys: dict[BrowserContext, str] = {}

    def take(self, **options: Any) -> BrowserContext:
        """One for a person who was never here."""
        options = {**WORN, **options}
        key = repr(sorted(options.items()))
        free = self._free.setdefault(key, [])
        if free:
            return free.pop()
        context = self._browser.new_context(base_url=self._origin, **options)
        context.set_default_timeout(10_000)
        self._keys[context] = key
        return context

    def give_back(self, context: BrowserContext) -> None:
        """Forget the person."""
        try:
            for page in context.pages:
                page.close()
            context.set_offline(False)
            context.clear_permissions()
            context.clear_cookies()
            blank = context.new_page()
            devtools = context.new_cdp_session(blank)
            devtools.send("Storage.clearDataForOrigin", {"origin": self._origin, "storageTypes": "all"})
            blank.close()
        except Error:  # the test closed it
            return
        self._free[self._keys[context]].append(context)


@pytest.fixture(scope="module")
def contexts(browser: Browser, server: RunningServer) -> Contexts:
    """Contexts for the people of this module."""
    return Contexts(browser, server.url)


@pytest.fixture
def new_page(contexts: Contexts, watch: Watch) -> Iterator[Callable[..., Page]]:
    """Open a page as another person: `new_page(viewport={"width": 390, "height": 844})`. Cookies are its own."""
    yield from _opening(contexts, watch)


@pytest.fixture(scope="module")
def new_module_page(
    request: pytest.FixtureRequest, contexts: Contexts, server: RunningServer
) -> Iterator[Callable[..., Page]]:
    """The same for people who stay for all tests of a module; what went wrong on their pages shows at its end, but for
    what its EXPECTED names."""
    watch = Watch(server.url)
    for pattern in getattr(request.module, "EXPECTED", ()):
        watch.expect(pattern)
    yield from _opening(contexts, watch)
    watch.check()


def _opening(contexts: Contexts, watch: Watch) -> Iterator[Callable[..., Page]]:
    taken: list[BrowserContext] = []

    def open_page(**options: Any) -> Page:
        context = contexts.take(**options)
        watch.follow(context)
        taken.append(context)
        return context.new_page()

    yield open_page
    for context in taken:
        watch.leave(context)
        contexts.give_back(context)


@pytest.fixture
def page(new_page: Callable[..., Page]) -> Page:
    """One person's page."""
    return new_page()
