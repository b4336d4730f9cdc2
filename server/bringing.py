"""Bringing a file onto a board that is there already: read, placed beside what it holds, and kept as one change.

What takes long is done by module functions of plain arguments, so that a process of its own can do it.
"""

import secrets
from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple, Protocol

from boards.document import Document
from boards.field import is_picture
from boards.formats.draft import Draft
from boards.formats.place import beside, place
from boards.formats.reading import draft_of
from boards.room import Row
from boards.schema import Binding, Stamp
from server.raster import MAX_UPLOAD_BYTES, NoPicture, Raster, as_it_is, redrawn
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
    pictures: list[Raster]
    """Of the cards that came; to be kept before they are."""


def placed(
    updates: Sequence[bytes],
    taken: Collection[int],
    stamps: Mapping[str, Stamp],
    draft: Draft,
    time_ms: int,
    known: Collection[str] = (),
) -> Placed:
    """Place a draft beside what is on the board of these updates, under a client id that nobody has. Raises BadFile.

    `known` are the digests of the pictures that the board has.
    """
    pictures = pictured(draft, known)
    client = next(c for c in iter(lambda: secrets.randbits(31) + 1, 0) if c not in taken)
    document = Document(updates, client)
    try:
        with document.change() as out:
            new = place(document, draft, iter(new_id, ""), time_ms, beside(document), stamps)
        return Placed(list(out), client, new, pictures)
    finally:
        document.close()


def read_and_placed(
    updates: Sequence[bytes],
    taken: Collection[int],
    stamps: Mapping[str, Stamp],
    file: tuple[bytes, str, Mapping[str, str]],
    time_ms: int,
    known: Collection[str] = (),
) -> Placed:
    """The same from a file: its bytes, its format, and what was said of it. Raises BadFile and WrongMapping."""
    return placed(updates, taken, stamps, draft_of(*file), time_ms, known)


def pictured(draft: Draft, known: Collection[str] = ()) -> list[Raster]:
    """The pictures of a draft's cards: as they are where a server like this one drew them, else drawn anew.

    What is no picture, or did not come along, is taken off its card, and that is said.
    """
    found: dict[str, Raster | None] = {}
    for card in draft.cards:
        fields = card.values.get("fields") or {}
        image = fields.get("image")
        if image is None or (is_picture(image) and image["id"] in known and image["id"] not in draft.pictures):
            continue
        digest = image["id"] if is_picture(image) else ""
        if digest not in found:
            found[digest] = _drawn(draft.pictures.get(digest), digest)
        drawn = found[digest]
        rest = {name: value for name, value in fields.items() if name != "image"}
        if drawn is None:
            draft.problems.append(f"{card.where}: its picture did not come along, so the card comes without it.")
        else:
            rest["image"] = {**image, "id": drawn.digest, "width": drawn.width, "height": drawn.height}
        card.values["fields"] = rest
    return [picture for picture in found.values() if picture is not None]


def _drawn(data: bytes | None, digest: str) -> Raster | None:
    if data is None or len(data) > MAX_UPLOAD_BYTES:
        return None
    try:
        return as_it_is(data, digest) or redrawn(data)
    except NoPicture:
        return None


def looked_at(data: bytes, format_: str, mapping: Mapping[str, str], known: Collection[str] = ()) -> Draft:
    """The draft in a file, as it would come in. Raises BadFile and WrongMapping."""
    draft = draft_of(data, format_, mapping)
    pictured(draft, known)
    return draft


def change(board: str, what: Placed, time_ms: int, epoch: int, who: str | None = None) -> Change:
    """What the store keeps of it; `who` is the participant who brought it."""
    rows = [Row(who, update) for update in what.updates]
    return Change(board, rows, time_ms, {what.client: Binding(None)}, what.stamps, epoch=epoch)


async def look(store: Store, board: str, data: bytes, format_: str, mapping: Mapping[str, str]) -> Draft:
    """The draft in a file, read where it stops nobody. Raises BadFile and WrongMapping."""
    known = await store.picture_digests(board)
    if len(data) <= SMALL_BYTES:
        return looked_at(data, format_, mapping, known)
    return await store.apart(looked_at, data, format_, dict(mapping), known)


async def bring(
    store: Store, rooms: Rooms, board: str, file: tuple[bytes, str, Mapping[str, str]], time_ms: int, who: str
) -> int:
    """Bring a file onto a board as one change that all who are there see; gives how many cards came.

    Raises BadFile, WrongMapping, NoBoard, Refusal (too many pictures), and NotKept.
    """
    while True:
        await rooms.settled(board)
        loaded = await store.load(board)
        known = await store.picture_digests(board)
        asked = loaded.updates, list(loaded.bindings), loaded.stamps, file, time_ms, known
        small = len(file[0]) + sum(map(len, loaded.updates)) <= SMALL_BYTES
        what = read_and_placed(*asked) if small else await store.apart(read_and_placed, *asked)
        await rooms.settled(board)
        if not await _label_taken(store, board, loaded, what):
            for picture in what.pictures:
                await store.add_picture(board, picture, who, time_ms)
            await rooms.take_in(change(board, what, time_ms, loaded.epoch, who))
            return sum(1 for stamp in what.stamps.values() if stamp.label)


async def _label_taken(store: Store, board: str, before: Loaded, what: Placed) -> bool:
    """Whether someone made a card meanwhile that got the label of one of ours."""
    if await store.head(board) == before.seq:
        return False
    ours = {stamp.label for stamp in what.stamps.values() if stamp.label}
    return any(stamp.label in ours for stamp in (await store.load(board)).stamps.values())
