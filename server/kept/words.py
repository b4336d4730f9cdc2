"""What of boards can be searched."""

from collections.abc import Collection, Sequence

from boards.search import Term, Wording
from server import search
from server.kept.inside import Inside
from server.search import Hit, Kept, Stale


class Words(Inside):
    """The words of boards."""

    async def stale_words(self, before_ms: int) -> list[Stale]:
        """Boards that changed, not after `before_ms`, since their words were gathered."""
        return await self._read(search.stale, before_ms)

    async def kept_words(self, board: str) -> list[Kept]:
        """What of a board can be searched."""
        return await self._read(search.kept, board)

    async def change_words(
        self,
        board: str,
        gone: Sequence[int],
        changed: Sequence[Kept],
        new: Sequence[tuple[Wording, bool, list[str]]],
    ) -> None:
        """Change a few rows of it."""
        await self._write(search.change, board, gone, changed, new)

    async def words_gathered(self, board: str, seq: int, taken: list[str], now_ms: int) -> None:
        """What can be searched of a board is what it says at this row."""
        await self._write(search.done, board, seq, taken, now_ms)

    async def forget_words(self, board: str) -> None:
        """Nothing of a board can be searched until its words are gathered anew."""
        await self._write(search.forget, board)

    async def find(self, looked_for: Sequence[Term], within: Collection[str]) -> list[Hit]:
        """Wordings that hold all of this, on these boards, the best first."""
        return await self._read(search.find, looked_for, within)
