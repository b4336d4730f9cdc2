"""A stretch of a log, made ready to be looked back into: what rests in it as plain data, what moves as a document.

A checkpoint holds everything anyone typed up to it, and most of its time goes into that. Yet between two checkpoints
most cards rest. A stretch says what those are, once and for all its rows; the document beside it has let go of them, so
it is small, and takes the rows of the stretch as the whole one would.
"""

import json
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from boards.document import Document

MOST_MOVING = 1_500
"""Entries that move in one stretch. A row that changes more than that at once lies between two."""
LEAST_ROWS = 500
"""Shorter ones are not worth their room, but at the ends of what is asked for."""

Entry = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Stretch:
    """The moments from the one after row `after` up to the one after row `until`."""

    after: int
    until: int
    resting: bytes
    moving: bytes
    """A document's state as of `after`."""


def stretches(base: Sequence[bytes], rows: Sequence[bytes], after: int) -> list[Stretch]:
    """What makes these rows ready, which follow row `after`, up to which `base` makes the board."""
    return [
        _made([*base, *rows[:begin]], moving, after + begin, after + end)
        for begin, end, moving in _cut(base, rows)
        if end - begin >= LEAST_ROWS or begin == 0 or end == len(rows)
    ]


def _cut(base: Sequence[bytes], rows: Sequence[bytes]) -> list[tuple[int, int, set[Entry]]]:
    """Where stretches begin and end, and what moves in each."""
    found: list[tuple[int, int, set[Entry]]] = []
    begin, moving = 0, set[Entry]()
    document = Document(base)
    try:
        with document.following() as touched:
            for number, row in enumerate(rows):
                touched.clear()
                document.apply(row)
                if len(moving | touched) > MOST_MOVING:
                    found.append((begin, number, moving))
                    begin, moving = number + 1, set()
                else:
                    moving |= touched
    finally:
        document.close()
    return [*found, (begin, len(rows), moving)]


def _made(updates: Sequence[bytes], moving: set[Entry], after: int, until: int) -> Stretch:
    document = Document(updates)
    try:
        board = document.plain()
        rest = {
            root: {id_: entry for id_, entry in entries.items() if (root, id_) not in moving}
            for root, entries in board.items()
        }
        document.let_go((root, id_) for root, entries in rest.items() for id_ in entries)
        return Stretch(
            after, until, zlib.compress(json.dumps(rest, separators=(",", ":")).encode(), 1), document.state()
        )
    finally:
        document.close()


def together(resting: bytes, moving: dict[str, Any]) -> dict[str, Any]:
    """The board again, from what rests and what has become of the rest."""
    rest = json.loads(zlib.decompress(resting))
    return {root: {**rest.get(root, {}), **entries} for root, entries in moving.items()}
