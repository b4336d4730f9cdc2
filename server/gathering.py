"""Keeps what can be searched up to date, beside everything else: after a board has been quiet for a moment, its words
are gathered from what is on the disk, and only what differs is written, a few rows at a time."""

import asyncio
import logging
from collections.abc import Mapping, Sequence
from typing import Any

from boards import history
from boards.errors import RoomError
from boards.formats.leaving import stays
from boards.search import Wording, wordings
from server import snapshot
from server.clock import now_ms
from server.search import Kept, Stale
from server.store import Store

EVERY_S = 4.0
QUIET_MS = 3_000
"""A board that changes all the time is gathered when it pauses, or every minute."""
AT_LEAST_MS = 60_000
ROWS_AT_ONCE = 100
"""Written in one go: others' changes get their turn in between."""

log = logging.getLogger("sameroom.search")

Where = dict[Wording, tuple[bool, list[str]]]
"""Wording -> whether it says so now, and in which snapshots."""


class Gatherer:
    """The background task of one process."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._task: asyncio.Task[None] | None = None
        self._first_seen: dict[str, int] = {}

    def start(self) -> None:
        """Begin."""
        self._task = asyncio.create_task(self._run())

    async def stop(self) -> None:
        """End."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _run(self) -> None:
        while True:
            await asyncio.sleep(EVERY_S)
            try:
                await self.catch_up(now_ms())
                await self._store.empty_bin(now_ms())
            except Exception:
                log.exception("words could not be gathered; trying again")

    async def catch_up(self, time_ms: int, quiet_ms: int = QUIET_MS, most: int = 20) -> None:
        """Gather the words of boards that changed."""
        behind = await self._store.stale_words(time_ms - quiet_ms)
        busy = [one for one in await self._store.stale_words(time_ms) if one not in behind]
        for one in busy:
            if time_ms - self._first_seen.setdefault(one.board, time_ms) >= AT_LEAST_MS:
                behind.append(one)
        for one in behind[:most]:
            self._first_seen.pop(one.board, None)
            try:
                await gather(self._store, one, time_ms)
            except RoomError as error:
                log.warning("board %s: its words could not be gathered: %s", one.board, error)


async def gather(store: Store, one: Stale, time_ms: int) -> None:
    """Bring what is kept of one board up to what it says at `one.head`, and in snapshots taken since."""
    there = {row.wording: row for row in await store.kept_words(one.board)}
    where: Where = {wording: (False, list(row.snapshots)) for wording, row in there.items()}
    known = {id_ for row in there.values() for id_ in row.snapshots}
    taken = await store.snapshots(one.board)
    for snap in taken:
        if snap.id in one.fresh and snap.id not in known:
            said = await _words(store, one.board, snap.seq)
            for wording in said["wordings"]:
                now, ids = where.get(wording, (False, []))
                where[wording] = now, [*ids, snap.id]
    said = await _words(store, one.board, one.head)
    for wording in said["wordings"]:
        where[wording] = True, where.get(wording, (False, []))[1]
    shut: set[str] = said["shut"]
    where = {w: (now, ids) for w, (now, ids) in where.items() if (now or ids) and w.card not in shut}
    await _write(store, one.board, there, where)
    await store.words_gathered(one.board, one.head, [snap.id for snap in taken], time_ms)


async def _words(store: Store, board: str, seq: int) -> dict[str, Any]:
    updates = await store.updates_until(board, seq)
    found: dict[str, Any] = await snapshot.made_again(store, updates, words_of, updates)
    return found


def words_of(updates: Sequence[bytes]) -> dict[str, Any]:
    """What can be searched of a board after these updates, and the cards that must not be; for a process of its own."""
    board = history.moment(updates)
    shut = {id_ for id_, card in board["cards"].items() if stays(card)}
    return {"wordings": list(wordings(board)), "shut": shut}


async def _write(store: Store, board: str, there: Mapping[Wording, Kept], where: Where) -> None:
    gone = [row.id for wording, row in there.items() if wording not in where]
    changed = [
        row._replace(now=where[wording][0], snapshots=where[wording][1])
        for wording, row in there.items()
        if wording in where and where[wording] != (row.now, row.snapshots)
    ]
    new = [(wording, now, ids) for wording, (now, ids) in where.items() if wording not in there]
    for start in range(0, max(len(gone), len(changed), len(new)), ROWS_AT_ONCE):
        part = slice(start, start + ROWS_AT_ONCE)
        await store.change_words(board, gone[part], changed[part], new[part])
        await asyncio.sleep(0)
