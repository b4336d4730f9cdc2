"""Where in its log a session moved to another stage: looked up once, and then only in what is new."""

from dataclasses import dataclass, field

from boards.replay import stage_marks
from server.snapshot import made_again
from server.store import Store

CHUNK_ROWS = 10_000
"""Rows that are looked through in one go: a quarter of a second, in which a seek waits."""
MOST_BOARDS = 200


@dataclass(slots=True)
class _Known:
    epoch: int
    until: int = 0
    marks: list[tuple[int, str, str]] = field(default_factory=list)


class StageMarks:
    """What is known of boards in this process; what a board's history says is never kept elsewhere."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._known: dict[str, _Known] = {}

    async def of(self, board: str, epoch: int, head: int) -> list[tuple[int, str, str]]:
        """(row, id of the stage, its name) up to this row, in order. Raises NoBoard."""
        known = self._known.pop(board, None)
        if known is None or known.epoch != epoch:
            known = _Known(epoch)
        marks, until = list(known.marks), known.until
        while until < head:
            end = min(until + CHUNK_ROWS, head)
            base = await self._store.updates_until(board, until) if until else []
            (rows,) = await self._store.rows_between(board, [until, end])
            marks += await made_again(self._store, [*base, *rows], stage_marks, base, rows, until)
            until = end
        self._known[board] = _Known(epoch, until, marks)
        if len(self._known) > MOST_BOARDS:
            del self._known[next(iter(self._known))]
        return [mark for mark in marks if mark[0] <= head]
