"""Stretches of a board's log in the database: which are wanted, and any row by the one it lies in."""

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from sqlalchemy import Connection, delete, func, insert, select

from boards.stretch import Stretch
from server import archive
from server.board_log import heads
from server.tables import checkpoints, log, stretches

WORTH_BYTES = 1_000_000
"""A checkpoint smaller than this is read in no time."""


class Parts(NamedTuple):
    """What makes a board as it was."""

    updates: list[bytes]
    """To be applied in order."""
    resting: bytes = b""
    """What a stretch says of all that is not in them; empty where they are everything."""

    @property
    def all(self) -> list[bytes]:
        """Both."""
        return [*self.updates, self.resting]


def parts(connection: Connection, board: str, seq: int) -> Parts:
    """What makes a board as it was after row `seq`: by its stretch, or whole where none is ready. Raises NoBoard."""
    newest = (
        select(stretches)
        .where(stretches.c.board == board, stretches.c.after <= seq)
        .order_by(stretches.c.after.desc())
        .limit(1)
    )
    row = connection.execute(newest).one_or_none()
    if row is None or row.until < seq:
        return Parts(archive.updates_until(connection, board, seq))
    then = select(log.c.update).where(log.c.board == board, log.c.seq > row.after, log.c.seq <= seq)
    return Parts([row.moving, *connection.execute(then.order_by(log.c.seq)).scalars()], row.resting)


def wanted(connection: Connection, board: str, *, to_head: bool) -> list[tuple[int, int]]:
    """Rows between large checkpoints that are in no stretch, the latest first: (after, until).

    `to_head`: those after the last checkpoint too, which goes for boards that are at rest.
    """
    states = select(checkpoints.c.seq, func.length(checkpoints.c.state)).where(checkpoints.c.board == board)
    large = {seq: bytes_ >= WORTH_BYTES for seq, bytes_ in connection.execute(states).all()}
    ends = sorted(large.keys() | ({heads(connection, [board]).get(board, 0)} if to_head else set()))
    ready = select(stretches.c.after, stretches.c.until).where(stretches.c.board == board)
    there = [(row.after, row.until) for row in connection.execute(ready)]
    return [
        (after, until)
        for after, until in reversed(list(pairwise(ends)))
        if large.get(after) and not any(begin <= until <= end for begin, end in there)
    ]


def keep(connection: Connection, board: str, between: tuple[int, int], made: Sequence[Stretch], epoch: int) -> bool:
    """Keep what makes these rows ready, unless history was rewritten while it was made."""
    if not archive.is_of(connection, board, epoch):
        return False
    here = stretches.c.board == board, stretches.c.after >= between[0], stretches.c.after < between[1]
    connection.execute(delete(stretches).where(*here))
    there = select(stretches.c.after).where(stretches.c.board == board, stretches.c.after == between[1])
    next_one = connection.execute(there).scalar_one_or_none()
    for one in made:
        if one.after != next_one:
            values = {name: getattr(one, name) for name in ("after", "until", "resting", "moving")}
            connection.execute(insert(stretches), values | {"board": board})
    return True
