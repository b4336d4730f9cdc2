"""How the store reads and writes: threads to read, the journal to write. Every noun in this folder stands on it."""

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Concatenate, ParamSpec, TypeVar

from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from boards.errors import WeBroke
from server.checkpoint import Worker
from server.database import TROUBLE, database_of
from server.journal import Journal
from server.refusal import Refusal
from server.watch import Watch

log = logging.getLogger("sameroom.store")

READERS = 4

READER_NICE = 3
"""Somebody looks at an empty page until it is done; but those in the room come first."""

P = ParamSpec("P")
T = TypeVar("T")


class Inside:
    """A database that is open, and who works on it."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._database = database_of(url)
        self._readers = ThreadPoolExecutor(READERS, "store-read")
        self._worker = Worker()
        # Who reads the archive does not wait for checkpoints, nor for everything else that is at work.
        self._reader = Worker(READER_NICE)
        self._copier = Worker()
        self._watch = Watch()
        self._drafts: dict[tuple[str, str], int] = {}
        """Board and participant -> the last row of their private document that is known here."""
        self._journal: Journal | None = None
        self._closed = False

    @property
    def _writing(self) -> Journal:
        if self._journal is None:
            raise RuntimeError("the store has not been opened")
        return self._journal

    async def _write(self, act: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        def run(connection: Connection) -> T:
            return act(connection, *args, **kwargs)

        try:
            return await self._writing.act(run)
        except IntegrityError as error:
            raise Refusal(f"That does not fit with what is kept: {error.orig}") from error

    async def _read(self, act: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        def run() -> T:
            return self._database.read(lambda connection: act(connection, *args, **kwargs))

        try:
            return await self._in_thread(run)
        except TROUBLE as error:
            cause = self._database.cause_of(error)
            log.error("a read failed: %s", cause, exc_info=error)
            raise WeBroke(f"the store can't be read: {cause}") from error

    async def _in_thread(self, act: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._readers, partial(act, *args, **kwargs))
