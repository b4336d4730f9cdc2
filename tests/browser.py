"""A real Chromium for tests marked `browser`, which use Playwright's synchronous API.

The browser lives for one module, whose tests are all synchronous: Playwright keeps an event loop running in this
thread, and the asynchronous tests of other modules need it for themselves.
"""

import os
import re
from collections.abc import Callable, Generator, Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any, cast
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Error,
    Page,
    Request,
    WebError,
    WebSocket,
    expect,
    sync_playwright,
)

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
        self._hears: dict[str, Callable[[Any], None]] = {
            "request": self._asked,
            "page": self._follow_page,
            "console": self._said,
            "weberror": self._broke,
        }

    def expect(self, pattern: str) -> None:
        """Errors that match this are part of the test: a server that is down, a refused form."""
        self._expected.append(pattern)

    def follow(self, context: BrowserContext) -> None:
        """Watch every page of a context."""
        for event, hear in self._hears.items():
            context.on(cast(Any, event), hear)
        for page in context.pages:
            self._follow_page(page)

    def leave(self, context: BrowserContext) -> None:
        """Watch it no more."""
        for event, hear in self._hears.items():
            context.remove_listener(event, hear)
        for page in context.pages:
            page.remove_listener("websocket", self._connected)

    def _asked(self, request: Request) -> None:
        self._went_to(request.url)

    def _follow_page(self, page: Page) -> None:
        Page.on(page, "websocket", self._connected)

    def _connected(self, socket: WebSocket) -> None:
        self._went_to(socket.url)

    def _broke(self, error: WebError) -> None:
        self.errors.append(str(error.error))

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
    expect.set_options(timeout=10_000)
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


FAILED = pytest.StashKey[bool]()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Function, call: pytest.CallInfo[None]) -> Generator[None, Any, Any]:
    """After a test that failed, the people whom its module shares sit down anew, at a board of their own.

    Whatever the test left behind, an open dialog or a moved card, would fail its next try and all tests after it.
    """
    report = yield
    if report.failed:
        item.stash[FAILED] = True
    if call.when == "teardown" and item.stash.get(FAILED, False):
        item.stash[FAILED] = False
        for *_, fixture in item._fixtureinfo.name2fixturedefs.values():
            if fixture.scope == "module" and fixture.baseid == item.nodeid.partition("::")[0]:
                try:
                    fixture.finish(item._request)  # type: ignore[arg-type]  # as its own teardown does
                except (AssertionError, Error) as error:
                    report.sections.append(("what else was wrong", str(error)))
    return report


LASTING = (
    "add_init_script",
    "add_locator_handler",
    "emulate_media",
    "expose_binding",
    "expose_function",
    "on",
    "once",
    "route",
    "route_from_har",
    "route_web_socket",
    "set_extra_http_headers",
    "set_viewport_size",
)
"""What a test can do to a page that would still be so on whatever it shows next."""


class Contexts:
    """Browser contexts that know nobody, by the options they were made with, most with a page to spare.

    A page that has shown ours before has its process, and their scripts compiled: it opens in half the time.
    """

    def __init__(self, browser: Browser, origin: str) -> None:
        self._browser, self._origin = browser, origin
        self._free: dict[str, list[BrowserContext]] = {}
        self._keys: dict[BrowserContext, str] = {}
        self._changed: set[Page] = set()

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

    def page(self, context: BrowserContext) -> Page:
        """A page of it that is as good as new."""
        if context.pages:
            return context.pages[0]
        page = context.new_page()
        for name in LASTING:
            setattr(page, name, partial(self._change, page, getattr(page, name)))
        setattr(context, "new_cdp_session", partial(self._change, page, context.new_cdp_session))  # noqa: B010
        return page

    def _change(self, page: Page, change: Callable[..., Any], *args: Any, **options: Any) -> Any:
        self._changed.add(page)
        return change(*args, **options)

    def give_back(self, context: BrowserContext) -> None:
        """Forget the person."""
        try:
            context.set_offline(False)
            kept, *others = context.pages or [context.new_page()]
            for page in others:
                page.close()
            self._forget(context, kept)
            if kept in self._changed:
                self._changed.discard(kept)
                kept.close()
        except Error:  # the test closed it, or it will not be left
            with suppress(Error):
                context.close()
            return
        self._free[self._keys[context]].append(context)

    def _forget(self, context: BrowserContext, page: Page) -> None:
        page.goto("/healthz")
        page.mouse.up()
        page.mouse.move(0, 0)
        for key in ("Shift", "Control", "Alt"):
            page.keyboard.up(key)
        page.evaluate("sessionStorage.clear(); localStorage.clear()")
        context.clear_permissions()
        context.clear_cookies()
        devtools = BrowserContext.new_cdp_session(context, page)
        devtools.send("Storage.clearDataForOrigin", {"origin": self._origin, "storageTypes": "all"})
        devtools.detach()


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
        return contexts.page(context)

    yield open_page
    for context in taken:
        watch.leave(context)
        contexts.give_back(context)


@pytest.fixture
def page(new_page: Callable[..., Page]) -> Page:
    """One person's page."""
    return new_page()
