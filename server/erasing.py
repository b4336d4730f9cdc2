"""Erasing something from a board for good, in everything this service holds of it.

The history is told again beside the room; if the board went on meanwhile it is done once more, and then with the room
held shut for a moment. Afterwards every browser is sent away and begins with a new copy; what it brings of the old one
is nobody's any more, and is refused.
"""

import asyncio
import logging
import secrets
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, asynccontextmanager, nullcontext
from pathlib import Path
from typing import Any, Protocol

from boards.document import Document
from boards.erasure import Erasure, Found, find, told_again
from boards.errors import ERASED, Rewritten
from boards.history import moment
from boards.lib0 import OURS
from boards.seal import Seal, broken
from boards.update import decode
from server.erasure import Anew, Asked, Moved
from server.labour import tell
from server.refusal import Refusal
from server.store import Store

TRIES = 6
SMALL_BYTES, SMALL_ROWS = 200_000, 500
"""A history up to this size is told again in a thread here; a larger one in a process of its own."""
BUSY = "This board is being changed too much right now. Nothing was erased. Please try again in a quieter moment."

log = logging.getLogger("sameroom.archive")


class Rooms(Protocol):
    """The part of the hub that erasing needs."""

    async def settled(self, board: str) -> None:
        """Returns when everything up to now is on disk."""

    def held(self, board: str) -> AbstractContextManager[None]:
        """While this lasts nobody has this board open, nor opens it."""

    def close_board(self, board: str, code: int, reason: str) -> None:
        """Send everyone on a board away, whichever process they are on."""

    async def rights_changed(self, board: str) -> None:
        """Others look into the database."""


async def erase(
    store: Store, rooms: Rooms | None, asked: Asked, now_ms: int, far: Path | None = None
) -> dict[str, int]:
    """Erase it everywhere; gives the receipt (server/erasure.py). Raises Refusal, NotAllowed, NoBoard.

    `far`: where to say how far it is (server/labour.py).
    """
    for attempt in range(TRIES):
        async with _quiet(rooms, asked.board, attempt > 0):
            anew = await made_anew(store, asked.board, asked.erasure, far)
            try:
                receipt = await store.erase(asked, anew, now_ms)
            except Moved:
                continue
        log.info("board %s: %s; %d changes were rewritten", asked.board, asked.act, anew.changes)
        if rooms is not None:
            rooms.close_board(asked.board, Rewritten.code, ERASED)
            await rooms.rights_changed(asked.board)
        return receipt
    raise Refusal(BUSY)


@asynccontextmanager
async def _quiet(rooms: Rooms | None, board: str, held: bool) -> AsyncIterator[None]:
    if rooms is not None:
        await rooms.settled(board)
    with rooms.held(board) if rooms is not None and held else nullcontext():
        yield


async def made_anew(store: Store, board: str, erasure: Erasure, far: Path | None = None) -> Anew:
    """The board's history without it, and what would be rewritten. Changes nothing. Raises NoBoard."""
    epoch, whole, drafts = await store.to_erase(board)
    seals = [(one.id, one.seq, whole.seals[one.id].as_bytes()) for one in whole.snapshots]
    client = secrets.randbits(31) + 1
    updates = [update for _, _, update in whole.rows]
    asked = updates, erasure, client, seals, drafts, epoch, far
    small = sum(map(len, updates)) <= SMALL_BYTES and len(updates) <= SMALL_ROWS
    anew: Anew = await (asyncio.to_thread(retell, *asked) if small else store.copied(retell, *asked))
    return anew


def retell(
    updates: Sequence[bytes],
    erasure: Erasure,
    client: int,
    seals: Sequence[tuple[str, int, bytes]],
    drafts: Mapping[str, Sequence[bytes]],
    epoch: int,
    far: Path | None = None,
) -> Anew:
    """Runs in a process of its own: it takes about as long as bringing in a bundle of the board."""
    clients = sorted({client for update in updates for client in decode(update, OURS).structs})
    while client in clients:
        client = client % (2**31 - 1) + 1
    every = 2 * len(updates)
    found = find(_counted(updates, far, 0, every), erasure)
    wanted = {seq for _, seq, _ in seals}
    rows, moments, state = [], {0: moment([])}, b""
    for seq, (row, told) in enumerate(
        told_again(_counted(updates, far, len(updates), every), erasure, found, client), 1
    ):
        rows.append(row)
        if seq in wanted:
            moments[seq] = told.plain()
        if seq == len(updates):
            state = told.state()
    names = {f"{root}/{key}" for root, key in found.touched}
    erased = {id_: _lost(moments[seq], Seal.from_bytes(sealed), names) for id_, seq, sealed in seals}
    things = len(found.touched)
    private = {}
    for who, of_them in drafts.items():
        theirs = find(of_them, erasure)
        if theirs.touched:
            things += len(theirs.touched)
            private[who] = _state(of_them, erasure, theirs)
    pictures = sorted(found.pictures)
    return Anew(rows, state, client, clients, epoch, erased, private, pictures, found.rows, things)


def _counted(updates: Sequence[bytes], far: Path | None, before: int, of: int) -> Iterator[bytes]:
    for number, update in enumerate(updates, 1):
        yield update
        tell(far, before + number, of)


def _lost(board: Mapping[str, Any], sealed: Seal, names: set[str]) -> list[str]:
    """What of a seal can't be checked any more because of this; whatever else is not as it was stays a finding."""
    return [name for name in broken(board, sealed) if name in names]


def _state(updates: Sequence[bytes], erasure: Erasure, found: Found) -> bytes:
    fresh = Document()
    client = fresh.client
    fresh.close()
    state = b""
    for number, (_, told) in enumerate(told_again(updates, erasure, found, client), 1):
        if number == len(updates):
            state = told.state()
    return state
