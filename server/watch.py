"""How far this process knows each board's log, so that it can ask what others wrote since.

Everything here runs on the event loop; the reading itself doesn't.
"""

from collections.abc import Collection, Mapping


class Watch:
    """Board -> seq up to which every row is known here: loaded, written by us, or heard of."""

    def __init__(self) -> None:
        self._known: dict[str, int] = {}
        # Loaded since the last question: a room that is just opening isn't asked about yet, and not forgotten.
        self._fresh: set[str] = set()

    def loaded(self, board: str, seq: int) -> None:
        """A board has been read up to `seq`. Someone may hold an older state of it still, so that one stays."""
        self._known.setdefault(board, seq)
        self._fresh.add(board)

    def kept(self, board: str, first: int, last: int) -> None:
        """Rows of our own are in the log. With a gap before them, someone else's are there, not heard of yet."""
        if self._known.get(board) == first - 1:
            self._known[board] = last

    def asked(self, boards: Collection[str]) -> dict[str, int]:
        """Where to read on, for each of these boards; the others are forgotten."""
        followed = self._fresh.union(boards)
        self._known = {board: seq for board, seq in self._known.items() if board in followed}
        self._fresh.clear()
        return {board: self._known[board] for board in boards if board in self._known}

    def heard(self, heads: Mapping[str, int]) -> None:
        """Everything up to here has been told."""
        for board, seq in heads.items():
            self._known[board] = max(seq, self._known.get(board, 0))
