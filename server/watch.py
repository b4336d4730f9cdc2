"""How far this process knows each board's log, so that it can ask what others wrote since.

Everything here runs on the event loop; the reading itself doesn't.
"""

from collections.abc import Collection, Mapping
from typing import Literal

MAX_AHEAD = 1_000


class Watch:
    """Board -> seq up to which every row is known here: loaded, written by us, or heard of."""

    def __init__(self) -> None:
        self._known: dict[str, int] = {}
        # Loaded since the last question: a room that is just opening isn't asked about yet, and not forgotten.
        self._fresh: set[str] = set()
        # Rows of our own after a gap, first -> last: someone else's are in the gap, not heard of yet.
        self._ahead: dict[str, dict[int, int]] = {}
        self._written: dict[str, tuple[int, int]] = {}

    def loaded(self, board: str, seq: int) -> None:
        """A board has been read up to `seq`. Someone may hold an older state of it still, so that one stays."""
        self._known.setdefault(board, seq)
        self._fresh.add(board)

    def kept(self, board: str, first: int, last: int) -> None:
        """Rows of our own are in the log."""
        self._written[board] = (first, last)
        known = self._known.get(board)
        if known is None:
            return
        if known == first - 1:
            self._reach(board, last)
        else:
            ahead = self._ahead.setdefault(board, {})
            if len(ahead) < MAX_AHEAD:
                ahead[first] = last

    def written(self, board: str) -> tuple[int, int] | None:
        """First and last of the rows we wrote last; told once."""
        return self._written.pop(board, None)

    def told(self, board: str, first: int, last: int) -> Literal["next", "old", "early"]:
        """Another process tells us of its rows: whether they are the next ones, or rows before them are missing."""
        known = self._known.get(board)
        if known is None or first > known + 1:
            return "early"
        if last <= known:
            return "old"
        self._reach(board, last)
        return "next"

    def _reach(self, board: str, seq: int) -> None:
        """Every row up to here is known, and so are ours that follow without a gap."""
        seq = max(seq, self._known.get(board, 0))
        ahead = self._ahead.get(board)
        if ahead:
            while (last := ahead.pop(seq + 1, None)) is not None:
                seq = last
            self._ahead[board] = {first: last for first, last in ahead.items() if first > seq}
        self._known[board] = seq

    def asked(self, boards: Collection[str]) -> dict[str, int]:
        """Where to read on, for each of these boards."""
        return {board: self._known[board] for board in boards if board in self._known}

    def forget_all_but(self, boards: Collection[str]) -> None:
        """Boards that are not open any more need no following."""
        followed = self._fresh.union(boards)
        self._known = {board: seq for board, seq in self._known.items() if board in followed}
        self._ahead = {board: ahead for board, ahead in self._ahead.items() if board in followed}
        self._fresh.clear()

    def heard(self, heads: Mapping[str, int]) -> None:
        """Everything up to here has been told."""
        for board, seq in heads.items():
            self._reach(board, seq)
