"""A person with a browser that has no script, for tests of the pages: it keeps cookies, reads HTML and fills in forms.

The application runs in this process, on a real store; nothing listens on a port.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path

import httpx
from starlette.applications import Starlette

from laid import lay_database
from server import auth
from server.app import create_app
from server.clock import now_ms
from server.creation import Created
from server.pages.plan import make_board
from server.settings import Settings
from server.store import Store

BASE = "http://room.test"
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}


@dataclass
class Element:
    """One element of a page."""

    tag: str
    attributes: dict[str, str]
    children: "list[Element | str]" = field(default_factory=list)

    @property
    def text(self) -> str:
        """What it says, spaces tidied."""
        parts = (child if isinstance(child, str) else child.text for child in self.children)
        return " ".join(" ".join(parts).split())

    def all(self, tag: str = "", **attributes: str) -> "list[Element]":
        """Every element below with this tag and these attributes; `class_` matches one class of several."""
        found = []
        for child in self.children:
            if isinstance(child, Element):
                if child.matches(tag, attributes):
                    found.append(child)
                found += child.all(tag, **attributes)
        return found

    def one(self, tag: str = "", **attributes: str) -> "Element":
        """The only such element."""
        found = self.all(tag, **attributes)
        assert len(found) == 1, f"{len(found)} of {tag} {attributes}"
        return found[0]

    def matches(self, tag: str, attributes: dict[str, str]) -> bool:
        """Whether this is such an element."""
        if tag and self.tag != tag:
            return False
        for name, value in attributes.items():
            own = self.attributes.get(name.rstrip("_"))
            if own is None or (value not in own.split() if name == "class_" else own != value):
                return False
        return True


class Reader(HTMLParser):
    """HTML to elements. Our pages close what they open: anything else fails the test."""

    def __init__(self) -> None:
        super().__init__()
        self.root = Element("", {})
        self.open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs})
        self.open[-1].children.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open[-1].children.append(Element(tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop().tag == tag, f"</{tag}> closes something else"

    def handle_data(self, data: str) -> None:
        self.open[-1].children.append(data)


def read(html: str) -> Element:
    """A page as elements."""
    reader = Reader()
    reader.feed(html)
    reader.close()
    assert len(reader.open) == 1, f"<{reader.open[-1].tag}> is never closed"
    return reader.root


class Browser:
    """One person's browser."""

    def __init__(self, app: Starlette) -> None:
        transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
        self.http = httpx.AsyncClient(transport=transport, base_url=BASE, follow_redirects=False, trust_env=False)

    async def get(self, address: str, **headers: str) -> httpx.Response:
        """Follow a link."""
        return await self.http.get(address, headers={"Accept": "text/html", **_with_dashes(headers)})

    async def page(self, address: str) -> Element:
        """Follow a link to a page, and the redirects on the way."""
        answer = await self.http.get(address, follow_redirects=True)
        assert answer.status_code == 200, f"{answer.status_code}: {answer.text[:300]}"
        return read(answer.text)

    async def post(self, address: str, **fields: str) -> httpx.Response:
        """Send a form of ours; `as_` is the field `as`."""
        data = {name.rstrip("_"): value for name, value in fields.items()}
        return await self.http.post(address, data=data, headers={"Origin": BASE, "Sec-Fetch-Site": "same-origin"})

    @property
    def cookie(self) -> str | None:
        """The session's token."""
        return self.http.cookies.get(auth.COOKIE)


def _with_dashes(headers: dict[str, str]) -> dict[str, str]:
    return {name.replace("_", "-"): value for name, value in headers.items()}


class Place:
    """The running application, and everyone who visits it."""

    def __init__(self, store: Store, settings: Settings, app: Starlette) -> None:
        self.store, self.settings, self.app = store, settings, app
        self.browsers: list[Browser] = []

    def browser(self) -> Browser:
        """Someone new."""
        self.browsers.append(Browser(self.app))
        return self.browsers[-1]

    async def board(self, title: str = "Damp at home", plan: str = "demo") -> Created:
        """A new board."""
        return await make_board(self.store, plan, title, now_ms())

    async def facilitator(self, name: str = "Amara") -> Browser:
        """Someone signed in by the link that the server prints: an administrator."""
        return await self.signed_in(await auth.first_sign_in(self.store, self.settings, now_ms()), name)

    async def user(self, email: str, name: str) -> Browser:
        """Someone signed in who is no administrator."""
        account = await self.store.add_user(email, name, False)
        return await self.signed_in(f"/sign-in/{await self.store.make_sign_in(account.id, now_ms(), 60)}", name)

    async def signed_in(self, address: str, name: str) -> Browser:
        """A new browser that used a sign-in link."""
        browser = self.browser()
        answer = await browser.post(address, name=name)
        assert answer.status_code == 303, answer.text
        return browser

    async def joined(self, made: Created, name: str = "Sunflower", **fields: str) -> Browser:
        """A new browser that came onto a board by its link."""
        browser = self.browser()
        answer = await browser.post(f"/join/{made.contributor.secret}", name=name, **({"as_": "citizen"} | fields))
        assert answer.status_code == 303, answer.text
        return browser


@asynccontextmanager
async def open_place(folder: Path, **settings: object) -> AsyncIterator[Place]:
    """The application on a new database, until the test is over."""
    read_settings = Settings.read({}, **{"data": str(folder), "public_url": BASE, **settings})
    if "database_url" not in settings:
        lay_database(folder / "sameroom.db")
    store = Store(read_settings.database)
    await store.open()
    app = create_app(read_settings, store)
    place = Place(store, read_settings, app)
    try:
        async with app.router.lifespan_context(app):
            yield place
    finally:
        for browser in place.browsers:
            await browser.http.aclose()
        await store.close()


def state(participant: str, department: str) -> dict[str, str]:
    """Someone's presence, as the hub tells it."""
    return {"participant": participant, "department": department, "name": "x", "role": "contributor"}
