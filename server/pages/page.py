"""Drawing a page: the templates, what all of them need, and the addresses of the built scripts and styles."""

import importlib.metadata
import json
import logging
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse

from server.pages.icon import icon
from server.pages.minimap import minimap

log = logging.getLogger("sameroom.pages")

HERE = Path(__file__).parent.parent
MANIFEST = HERE / "static" / ".vite" / "manifest.json"
STATIC = "/static/"
THEME, PAGE, BOARD = "src/theme.ts", "src/page.ts", "src/app/main.tsx"
ARCHIVE, WALL = "src/archive/page.ts", "src/wall/main.tsx"
FONT = "atkinson-hyperlegible-next-latin-wght-normal.woff2"


def _version() -> str:
    try:
        return importlib.metadata.version("sameroom")
    except importlib.metadata.PackageNotFoundError:  # run from its folder, not installed
        return "dev"


VERSION = _version()


class Assets(NamedTuple):
    """Addresses of what one entry of the client needs."""

    script: str
    styles: list[str]
    preloads: list[str]
    """Scripts that the entry imports at once."""


class Built(NamedTuple):
    """The built client: its entries, and the font that every page shows at once."""

    entries: dict[str, Assets]
    font: str | None


def render(request: Request, template: str, status: int = 200, **context: Any) -> HTMLResponse:
    """A page; what `base.html` needs of the request is added."""
    client = built()
    common = {"font": client.font, "theme": client.entries.get(THEME), "entry": client.entries.get(PAGE)}
    common |= {"user": getattr(request.state, "user", None), "path": request.url.path, "version": VERSION}
    html = templates.get_template(template).render({**common, **context})
    return HTMLResponse(html, status, headers={"Cache-Control": "private, no-cache"})


def built() -> Built:
    """The built client as it is on disk now: a new build is noticed without a restart."""
    try:
        return _read_manifest(MANIFEST, MANIFEST.stat().st_mtime_ns)
    except FileNotFoundError:
        log.warning("The client is not built, so pages come without style: %s is missing", MANIFEST)
        return Built({}, None)


@lru_cache(maxsize=1)
def _read_manifest(path: Path, _mtime_ns: int) -> Built:
    chunks: dict[str, dict[str, Any]] = json.loads(path.read_text())
    entries = {name: _assets(chunks, name) for name, chunk in chunks.items() if chunk.get("isEntry")}
    fonts = [chunk["file"] for name, chunk in chunks.items() if name.endswith(FONT)]
    return Built(entries, STATIC + fonts[0] if fonts else None)


def _assets(chunks: dict[str, dict[str, Any]], entry: str) -> Assets:
    """An entry with everything it imports before it runs."""
    names = [entry]
    for name in names:
        names += [found for found in chunks[name].get("imports", []) if found not in names]
    styles = [STATIC + css for name in reversed(names) for css in chunks[name].get("css", [])]
    preloads = [STATIC + chunks[name]["file"] for name in names[1:]]
    return Assets(STATIC + chunks[entry]["file"], list(dict.fromkeys(styles)), preloads)


templates = Environment(
    loader=FileSystemLoader(HERE / "templates"),
    autoescape=True,
    trim_blocks=True,
    lstrip_blocks=True,
    undefined=StrictUndefined,
)
templates.globals |= {"icon": icon, "minimap": minimap, "BOARD": BOARD}
