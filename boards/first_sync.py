"""The whole board for someone who has nothing yet: encoded once, shared by all who join.

A base (the full state, split into segments so that no standard client waits 30 s for one frame) and the tail of what
changed since. The base is built anew only when the tail has grown to a good part of it: rebuilding at every edit is
what makes a crowd at the door slow while others work.
"""

import zlib
from dataclasses import dataclass, field

from pycrdt import merge_updates

from boards.document import EMPTY, Document
from boards.protocol import STEP_2, UPDATE, packed_message, sync_message
from boards.update import split

SEGMENT_BYTES = 128 * 1024
PACK_FROM_BYTES = 16 * 1024
"""Smaller states are not worth deflating."""
TAIL_FLOOR_BYTES = 64 * 1024
NOTHING = b"\x00"
"""The state vector of someone who has nothing."""


@dataclass(slots=True)
class Base:
    """The full state at one version, as messages."""

    version: int
    size: int
    plain: tuple[bytes, ...]
    _packed: tuple[bytes, ...] | None = None
    frames: dict[bool, object] = field(default_factory=dict)
    """For whoever sends: the messages as they go out, encoded once; key: packed or not."""

    def messages(self, packed: bool) -> tuple[bytes, ...]:
        """The messages, deflated where the reader takes that and it pays."""
        if not packed or self.size < PACK_FROM_BYTES:
            return self.plain
        if self._packed is None:
            self._packed = tuple(packed_message(deflate(message)) for message in self.plain)
        return self._packed


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to a sync step 1: may be sent once everything up to `version` is kept."""

    vector: bytes
    """The state vector it answers."""
    version: int
    last: bytes
    """The step 2 that ends it."""
    base: Base | None = None
    packed: bool = False
    before: tuple[bytes, ...] = ()


class FirstSync:
    """The shared first sync of one open board."""

    def __init__(self) -> None:
        self._base: Base | None = None
        self._tail: list[bytes] = []
        self._tail_bytes = 0
        self._tail_version = 0
        self._merged: bytes | None = None

    def grow(self, version: int, update: bytes) -> None:
        """The board changed: `version` is what it is at with this update."""
        if self._base is None:
            return
        self._tail.append(update)
        self._tail_bytes += len(update)
        self._tail_version = version
        self._merged = None
        if self._tail_bytes > max(TAIL_FLOOR_BYTES, self._base.size // 4):
            self._base = None

    def answer(self, document: Document, version: int, packed: bool) -> Answer:
        """The whole board, for a reader that has nothing. `version` is what `document` is at."""
        if self._base is None:
            self._base = self._build(document, version)
            self._tail, self._tail_bytes, self._merged = [], 0, EMPTY
            self._tail_version = version
        if self._merged is None:
            self._merged = merge_updates(*self._tail) if len(self._tail) > 1 else self._tail[0]
            self._tail = [self._merged]
        return Answer(NOTHING, self._tail_version, sync_message(STEP_2, self._merged), self._base, packed)

    def _build(self, document: Document, version: int) -> Base:
        state = document.state()
        parts = [state] if len(state) <= SEGMENT_BYTES else split(state, SEGMENT_BYTES)
        return Base(version, len(state), tuple(sync_message(UPDATE, part) for part in parts))


def deflate(data: bytes) -> bytes:
    """Raw deflate, as a browser's DecompressionStream('deflate-raw') reads it."""
    packer = zlib.compressobj(6, zlib.DEFLATED, -zlib.MAX_WBITS)
    return packer.compress(data) + packer.flush()
