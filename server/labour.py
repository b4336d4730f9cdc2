"""Work that takes longer than anyone should wait for an answer: it is begun, and asked after until it is done.

What is known of it is a small file in the data folder, so that whichever process is asked next can tell. The file holds
numbers and what came of it, never what was asked for. A copy that was made waits beside it. Where nothing can be
written, as on a full disk, both stay in the memory of the process that does the work.
"""

import asyncio
import contextlib
import json
import logging
import os
import re
import secrets
from collections.abc import Awaitable, Callable, Iterable
from pathlib import Path
from typing import Any, Literal, NamedTuple

from boards.errors import RoomError
from server.refusal import Refusal

BEAT_S = 2.0
DEAD_AFTER_S = 20.0
"""Who has not said for so long that it goes on has ended with its process."""
KEPT_S = 3600
TOLD_EVERY = 1_000
MOST_FILES = 24
"""Copies that wait to be fetched: each may have 40 MB. Who comes too late has theirs made again."""
MOST_IN_MEMORY = 4
MOST_UNWRITTEN = 1_000
AGAIN_S = 60.0
"""Until it is tried again to remove a copy that could not be."""
ERASED = "erased"
"""A file whose time is when something was last erased: a copy that was begun before is not kept."""

State = Literal["waiting", "working", "done", "refused", "broken"]

_TOKEN = re.compile(r"[A-Za-z0-9_-]{22}")

log = logging.getLogger("sameroom.labour")


class Told(NamedTuple):
    """How far a piece of work is."""

    state: State
    """`waiting` for its turn, `working`, `done`, `refused` with a reason, or `broken` off."""
    done: int = 0
    of: int = 0
    result: Any = None
    """What came of it; where it was refused, why."""

    @property
    def over(self) -> bool:
        """Whether nothing more will come."""
        return self.state not in ("waiting", "working")


class Labours:
    """The work that was begun in this process."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._unwritten: dict[str, dict[str, Any]] = {}
        """What could not be written down."""
        self._files: dict[str, bytes] = {}
        """Copies that could not."""
        self._left: set[Path] = set()
        """Copies that should be gone."""
        self._again: asyncio.Task[None] | None = None

    def begin(self, board: str, who: str, act: Callable[[Path], Awaitable[Any]], now_s: float) -> str:
        """Begin it; gives the word by which its participant asks after it. `act` gets the file to tell() in."""
        with contextlib.suppress(OSError):
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._sweep(now_s)
        token = secrets.token_urlsafe(16)
        self._write(token, {"board": board, "who": who, "state": "waiting"})
        self._tasks[token] = asyncio.create_task(self._do(token, {"board": board, "who": who}, act))
        return token

    async def wait(self, token: str, seconds: float) -> None:
        """Until it is over, or for so long."""
        if token in self._tasks:
            await asyncio.wait([self._tasks[token]], timeout=seconds)

    def look(self, token: str, board: str, who: str, now_s: float) -> Told | None:
        """How far it is; None where this participant began no such work on this board."""
        if not _TOKEN.fullmatch(token):
            return None
        about = self._unwritten.get(token) or self._read(token)
        if about is None or about.get("board") != board or about.get("who") != who:
            return None
        if about["state"] != "waiting":
            return Told(about["state"], result=about.get("result"))
        if now_s - self._beat_of(token, now_s) > DEAD_AFTER_S:
            return Told("broken")
        done, of = self._progress(token)
        return Told("working" if of else "waiting", done, of)

    def file(self, token: str) -> bytes | None:
        """The file that came of it, once; None where it was fetched already, or waited too long."""
        if token in self._files:
            return self._files.pop(token)
        if not _TOKEN.fullmatch(token) or self._path(token, "copy") in self._left:
            return None
        try:
            data = self._path(token, "copy").read_bytes()
            self._path(token, "copy").unlink()
        except OSError:
            return None
        return data

    def forget(self) -> None:
        """Every copy that waits, or is being made: something was erased from a board, and may stand in them.

        What can't be removed is given to nobody, and tried again.
        """
        self._files.clear()
        self._left |= set(forget_copies(self._folder))
        if self._left and self._again is None:
            log.warning("%d copies that wait could not be removed from %s", len(self._left), self._folder)
            self._again = asyncio.create_task(self._forget_again())

    async def _forget_again(self) -> None:
        while self._left:
            await asyncio.sleep(AGAIN_S)
            self._left = set(_removed(self._left))
        self._again = None

    @property
    def left(self) -> int:
        """Copies that should be gone and could not be removed yet."""
        return len(self._left)

    async def stop(self) -> None:
        """The process ends: what is not done is broken off."""
        tasks = [*self._tasks.values(), *([self._again] if self._again is not None else ())]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        for token in self._tasks:  # what had not even started
            if about := self._read(token):
                self._write(token, about | {"state": "broken"})
        self._tasks.clear()

    async def _do(self, token: str, about: dict[str, Any], act: Callable[[Path], Awaitable[Any]]) -> None:
        beat = asyncio.create_task(self._beat(token))
        end: dict[str, Any] = {"state": "broken"}
        erased = self._erased()
        try:
            made = await act(self._path(token, "far"))
            if not isinstance(made, bytes):
                end = {"state": "done", "result": made}
            elif erased == self._erased():
                self._keep(token, made)
                end = {"state": "done", "result": None}
        except (Refusal, RoomError) as refusal:
            end = {"state": "refused", "result": str(refusal)}
        except Exception:
            log.exception("board %s: a long piece of work failed", about["board"])
        finally:
            beat.cancel()
            self._tasks.pop(token, None)
            self._write(token, about | end)
            with contextlib.suppress(OSError):
                self._path(token, "far").unlink(missing_ok=True)

    async def _beat(self, token: str) -> None:
        while True:
            await asyncio.sleep(BEAT_S)
            with contextlib.suppress(OSError):
                os.utime(self._path(token))

    def _erased(self) -> int:
        """When something was last erased, by whichever process."""
        try:
            return (self._folder / ERASED).stat().st_mtime_ns
        except OSError:
            return 0

    def _progress(self, token: str) -> tuple[int, int]:
        try:
            done, of = self._path(token, "far").read_text().split()
            return int(done), int(of)
        except (OSError, ValueError):
            return 0, 0

    def _path(self, token: str, kind: str = "json") -> Path:
        return self._folder / f"{token}.{kind}"

    def _write(self, token: str, about: dict[str, Any]) -> None:
        self._unwritten.pop(token, None)
        try:
            _put(self._path(token, "new"), self._path(token), json.dumps(about).encode())
        except OSError:
            self._unwritten[token] = about
            with contextlib.suppress(OSError):  # what it said before is not so any more
                self._path(token).unlink(missing_ok=True)
            while len(self._unwritten) > MOST_UNWRITTEN:
                del self._unwritten[next(iter(self._unwritten))]

    def _read(self, token: str) -> dict[str, Any] | None:
        try:
            about = json.loads(self._path(token).read_bytes())
        except (OSError, ValueError):
            return None
        return about if isinstance(about, dict) else None

    def _beat_of(self, token: str, now_s: float) -> float:
        """When its process last said that it goes on."""
        if token in self._unwritten and token in self._tasks:
            return now_s
        try:
            return self._path(token).stat().st_mtime
        except OSError:
            return 0.0

    def _keep(self, token: str, data: bytes) -> None:
        try:
            _put(self._path(token, "copy-new"), self._path(token, "copy"), data)
        except OSError:
            with contextlib.suppress(OSError):
                self._path(token, "copy-new").unlink(missing_ok=True)
            self._files[token] = data
            if len(self._files) > MOST_IN_MEMORY:
                del self._files[next(iter(self._files))]

    def _sweep(self, now_s: float) -> None:
        for path in self._folder.iterdir():
            with contextlib.suppress(OSError):
                if now_s - path.stat().st_mtime > KEPT_S:
                    path.unlink()
        copies = sorted(self._folder.glob("*.copy"), key=lambda path: path.stat().st_mtime)
        for path in copies[: max(0, len(copies) - MOST_FILES)]:
            path.unlink(missing_ok=True)


def at_work(data: Path) -> Path:
    """Where in the data folder it is written down."""
    return data / "at-work"


def forget_copies(folder: Path) -> list[Path]:
    """Copies that wait in this folder, or are being made, by whichever process; gives those that it can't remove."""
    with contextlib.suppress(OSError):  # no folder: nothing waits
        (folder / ERASED).touch(mode=0o600)
    return _removed(folder.glob("*.copy*"))


def _removed(paths: Iterable[Path]) -> list[Path]:
    """Remove these; gives those that are still there."""
    left = []
    for path in paths:
        try:
            path.unlink(missing_ok=True)
        except OSError:
            left.append(path)
    return left


def _put(fresh: Path, path: Path, data: bytes) -> None:
    """A file that is there as a whole or not at all, for this server's own eyes."""
    fresh.touch(mode=0o600)
    fresh.write_bytes(data)
    fresh.replace(path)


def tell(far: Path | None, done: int, of: int) -> None:
    """Say how far it is, from whichever process is at it; most calls do nothing."""
    if far is None or not (done % TOLD_EVERY == 0 or done == of):
        return
    fresh = far.with_suffix(".far-new")
    with contextlib.suppress(OSError):  # the one who began it may be gone
        fresh.write_text(f"{done} {of}")
        fresh.replace(far)
