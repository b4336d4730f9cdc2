"""Files that wait between their upload and the moment someone brings them in: an hour at most, then they are gone."""

import json
import re
import secrets
from collections.abc import AsyncGenerator
from pathlib import Path
from typing import NamedTuple

from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import Request

from boards.formats.source import MAX_FILE_BYTES

LIVES_S = 3600
MOST_AT_ONCE = 50
"""Files that may wait at a time; the oldest goes when one more comes."""
FORM_BYTES = 64 * 1024
"""What a form may hold beside its file."""

_TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")


class Upload(NamedTuple):
    """A file that someone gave us."""

    name: str
    data: bytes


class Uploads:
    """The files that wait, in a folder of the data folder: whichever process is asked next can find them."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def keep(self, board: str, who: str, upload: Upload, now_s: float) -> str:
        """Keep a file for its participant; gives the word by which it is found again."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._sweep(now_s)
        token = secrets.token_urlsafe(32)
        head = json.dumps({"board": board, "who": who, "name": upload.name}).encode()
        path = self._folder / token
        path.touch(mode=0o600)
        path.write_bytes(head + b"\n" + upload.data)
        return token

    def find(self, token: str, board: str, who: str, now_s: float) -> Upload | None:
        """The file of this word, if this participant gave it for this board within the hour."""
        if not _TOKEN.fullmatch(token):
            return None
        try:
            path = self._folder / token
            fresh = now_s - path.stat().st_mtime < LIVES_S
            head, _, data = path.read_bytes().partition(b"\n")
        except OSError:
            return None
        about = json.loads(head)
        mine = about["board"] == board and about["who"] == who
        return Upload(about["name"], data) if fresh and mine else None

    def drop(self, token: str) -> None:
        """Forget a file."""
        if _TOKEN.fullmatch(token):
            (self._folder / token).unlink(missing_ok=True)

    def _sweep(self, now_s: float) -> None:
        waiting = sorted(((path.stat().st_mtime, path) for path in self._folder.iterdir()), reverse=True)
        for place, (kept_s, path) in enumerate(waiting, 1):
            if place >= MOST_AT_ONCE or now_s - kept_s >= LIVES_S:
                path.unlink(missing_ok=True)


async def uploaded(request: Request, field: str, most_bytes: int = MAX_FILE_BYTES) -> Upload | None:
    """The file in a form, read no further than allowed; None where none was chosen. Raises HTTPException 400, 413."""
    if not request.headers.get("content-type", "").startswith("multipart/form-data"):
        raise HTTPException(400)
    try:
        form = await MultiPartParser(request.headers, _bounded(request, most_bytes + FORM_BYTES), max_files=1).parse()
    except MultiPartException:
        raise HTTPException(400) from None
    try:
        file = form.get(field)
        if not isinstance(file, UploadFile) or not file.filename:
            return None
        return Upload(file.filename[-200:], await file.read())
    finally:
        await form.close()


async def _bounded(request: Request, most_bytes: int) -> AsyncGenerator[bytes, None]:
    seen = 0
    async for chunk in request.stream():
        seen += len(chunk)
        if seen > most_bytes:
            megabytes = MAX_FILE_BYTES // 1048576
            raise HTTPException(413, f"That file is too large. The most is {megabytes} MB. Nothing was brought in.")
        yield chunk
