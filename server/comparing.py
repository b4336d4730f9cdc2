"""Two moments of a board held against each other, beside the server: in words, by whom, and on both maps."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from boards import account, hands, history, reading
from boards.reading import Reader
from boards.said import Said

MOST_ROWS = 20_000
"""Between two moments further apart, who did each thing is not looked for: that would take a second and more."""

Board = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Ends:
    """What makes both moments again, and what is needed to tell who did it."""

    before: Sequence[bytes]
    after: Sequence[bytes]
    before_reader: Reader
    after_reader: Reader
    rows: Sequence[tuple[str | None, bytes]] = ()
    """Those between the two; none where the later comes first, or they are too far apart."""
    groups: Mapping[str, str] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)


def boards_of(ends: Ends) -> tuple[Board, Board]:
    """Both boards as their reader may see them."""
    return (
        reading.readable(history.moment(ends.before), ends.before_reader),
        reading.readable(history.moment(ends.after), ends.after_reader),
    )


def told(ends: Ends) -> tuple[Board, Board, list[Said]]:
    """Both boards, and everything that changed between them."""
    before, after = boards_of(ends)
    deeds = hands.hands_on(ends.before, ends.rows) if ends.rows else {}
    return before, after, account.account(before, after, ends.names, deeds, ends.groups)


def sentences(ends: Ends, most: int) -> tuple[list[Said], int]:
    """The first sentences, and how many more there are."""
    said = told(ends)[2]
    return said[:most], max(0, len(said) - most)
