"""Heads of boards as their writer left them, so that it need not ask before it goes on writing."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Dialect, bindparam, update

from server.prepared import Prepared
from server.record import Change
from server.tables import boards

MOST = 10_000
"""Boards that are remembered; a few hundred bytes each."""

Head = tuple[int, int]
"""Seq of a board's last row, and its epoch."""


class Heads:
    """What one writer remembers. No more than a guess: the database compares it, in the statement that moves a head."""

    def __init__(self, dialect: Dialect) -> None:
        self._left: dict[str, Head] = {}
        as_left = boards.c.head == bindparam("left"), boards.c.epoch == bindparam("epoch_left")
        self._move = Prepared(
            update(boards)
            .where(boards.c.id == bindparam("board"), *as_left, boards.c.deleted.is_(None))
            .values(head=bindparam("seq"), changed=bindparam("time")),
            dialect,
        )

    def leave(self, board: str, head: int, epoch: int) -> None:
        """This is how it is, unless somebody else writes or the transaction is not kept."""
        if len(self._left) >= MOST:
            self._left.clear()
        self._left[board] = head, epoch

    def move(self, cursor: Any, by_board: Mapping[str, Sequence[Change]]) -> dict[str, Head]:
        """Move the heads of boards that are as they were left, where all that is to be kept are rows of the history
        that they have; gives these boards as they were before. Nothing has happened to any other."""
        moved: dict[str, Head] = {}
        for board, changes in by_board.items():
            left = self._left.get(board)
            if left is None or not all(is_only_rows(change, left[1]) for change in changes):
                continue
            head, epoch = left
            seq = head + sum(len(change.rows) for change in changes)
            values = {"board": board, "left": head, "epoch_left": epoch, "seq": seq, "time": changes[-1].time_ms}
            cursor.execute(self._move.sql, self._move.bind(values))
            if cursor.rowcount:
                moved[board] = left
        return moved


def is_only_rows(change: Change, epoch: int) -> bool:
    """Whether nothing else comes with it that others might have been first to."""
    return (
        bool(change.rows)
        and not change.stamps
        and not change.bindings
        and change.draft is None
        and change.epoch in (None, epoch)
    )
