"""The built client's files, straight from memory: read and compressed once, not once for everyone in a full room.

Names under `assets/` carry a hash of their content, so a browser may keep them for ever.
"""

import gzip
import hashlib
import mimetypes
from functools import lru_cache
from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

FOLDER = Path(__file__).parent / "static"
FOR_EVER = "public, max-age=31536000, immutable"
ASK_AGAIN = "no-cache"
mimetypes.add_type("font/woff2", ".woff2")  # not known to Python on every system
COMPRESSIBLE = ("text/", "application/javascript", "application/json", "image/svg+xml")


class Asset:
    """One file: as it is and, where that is smaller, compressed."""

    def __init__(self, path: Path) -> None:
        self.body = path.read_bytes()
        self.type = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
        self.tag = f'"{hashlib.sha256(self.body).hexdigest()[:20]}"'
        self.packed = gzip.compress(self.body, mtime=0) if self.type.startswith(COMPRESSIBLE) else None
        if self.packed is not None and len(self.packed) >= len(self.body):
            self.packed = None


@lru_cache(maxsize=500)
def _read(path: Path, _changed_ns: int) -> Asset:
    return Asset(path)


def find(name: str) -> Asset | None:
    """A file of the built client, if there is one by this name; a new build is noticed without a restart."""
    path = (FOLDER / name).resolve()
    if not path.is_relative_to(FOLDER.resolve()) or not path.is_file():
        return None
    return _read(path, path.stat().st_mtime_ns)


async def asset(request: Request) -> Response:
    """GET /static/…"""
    name = request.path_params["name"]
    found = find(name)
    if found is None:
        raise HTTPException(404)
    headers = {"ETag": found.tag, "Cache-Control": FOR_EVER if name.startswith("assets/") else ASK_AGAIN}
    if request.headers.get("if-none-match") == found.tag:
        return Response(status_code=304, headers=headers)
    body = found.body
    if found.packed is not None:
        headers["Vary"] = "Accept-Encoding"
        if "gzip" in request.headers.get("accept-encoding", ""):
            headers["Content-Encoding"] = "gzip"
            body = found.packed
    return Response(body, media_type=found.type, headers=headers)


routes = [Route("/static/{name:path}", asset)]
