"""Bringing a file onto a board that is there already: read, placed beside what it holds, and kept as one change.

What takes long is done by module functions of plain arguments, so that a process of its own can do it.
"""

import secrets
from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple, Protocol

from boards.document import Document
from boards.formats.draft import Draft
from boards.formats.place import beside, place
from boards.formats.reading import draft_of
from boards.room import Row
from boards.schema import Binding, Stamp
from server.record import Change, Loaded
from server.secret import new_id
from server.store import Store

SMALL_BYTES = 200_000
"""Files and boards up to this size are worked on here; larger ones in a process of its own."""


class Rooms(Protocol):
    """The part of the hub that bringing needs."""

    async def settled(self, board: str) -> None:
        """Returns when everything up to now is on disk."""

    async def take_in(self, change: Change) -> None:
        """Keep a change and show it."""


class Placed(NamedTuple):
    """What a draft does to a board."""

    updates: list[bytes]
    client: int
    stamps: dict[str, Stamp]


def placed(
    updates: Sequence[bytes], taken: Collection[int], stamps: Mapping[str, Stamp], draft: Draft, time_ms: int
) -> Placed:
    """Place a draft beside what is on the board of these updates, under a client id that nobody has. Raises BadFile."""
    client = next(c for c in iter(lambda: secrets.randbits(31) + 1, 0) if c not in taken)
    document = Document(updates, client)
    try:
        with document.change() as out:
            new = place(document, draft, iter(new_id, ""), time_ms, beside(document), stamps)
        return Placed(list(out), client, new)
    finally:
        document.close()


def read_and_placed(
    updates: Sequence[bytes],
    taken: Collection[int],
    stamps: Mapping[str, Stamp],
    file: tuple[bytes, str, Mapping[str, str]],
    time_ms: int,
) -> Placed:
    """The same from a file: its bytes, its format, and what was said of it. Raises BadFile and WrongMapping."""
    return placed(updates, taken, stamps, draft_of(*file), time_ms)


def change(board: str, what: Placed, time_ms: int, epoch: int, who: str | None = None) -> Change:
    """What the store keeps of it; `who` is the participant who brought it."""
    rows = [Row(who, update) for update in what.updates]
    return Change(board, rows, time_ms, {what.client: Binding(None)}, what.stamps, epoch=epoch)


async def look(store: Store, data: bytes, format_: str, mapping: Mapping[str, str]) -> Draft:
    """The draft in a file, read where it stops nobody. Raises BadFile and WrongMapping."""
    if len(data) <= SMALL_BYTES:
        return draft_of(data, format_, mapping)
    return await store.apart(draft_of, data, format_, dict(mapping))


async def bring(
    store: Store, rooms: Rooms, board: str, file: tuple[bytes, str, Mapping[str, str]], time_ms: int, who: str
) -> int:
    """Bring a file onto a board as one change that all who are there see; gives how many cards came.

    Raises BadFile, WrongMapping, NoBoard, and NotKept.
    """
    while True:
        await rooms.settled(board)
        loaded = await store.load(board)
        asked = loaded.updates, list(loaded.bindings), loaded.stamps, file, time_ms
        small = len(file[0]) + sum(map(len, loaded.updates)) <= SMALL_BYTES
        what = read_and_placed(*asked) if small else await store.apart(read_and_placed, *asked)
        await rooms.settled(board)
        if not await _label_taken(store, board, loaded, what):
            await rooms.take_in(change(board, what, time_ms, loaded.epoch, who))
            return sum(1 for stamp in what.stamps.values() if stamp.label)


async def _label_taken(store: Store, board: str, before: Loaded, what: Placed) -> bool:
    """Whether someone made a card meanwhile that got the label of one of ours."""
    if await store.head(board) == before.seq:
        return False
    ours = {stamp.label for stamp in what.stamps.values() if stamp.label}
    return any(stamp.label in ours for stamp in (await store.load(board)).stamps.values())
