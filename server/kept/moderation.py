"""What was taken out of cards, and names that are looked for."""

from typing import Any

from server import set_aside as aside
from server.kept.inside import Inside


class Moderation(Inside):
    """What nobody else gets to see."""

    async def set_aside(self, taken: aside.SetAside) -> None:
        """Keep what is being taken out of a card."""
        await self._write(aside.keep, taken)

    async def change_set_aside(self, id_: str, content: dict[str, Any]) -> None:
        """Keep other content under the same id."""
        await self._write(aside.change, id_, content)

    async def set_aside_by(self, board: str, id_: str) -> aside.SetAside | None:
        """What was taken out by one act, while it can be put back."""
        return await self._read(aside.one, board, id_)

    async def set_aside_lately(self, board: str, since: int, most: int) -> list[aside.SetAside]:
        """Acts of the desk that can still be undone, the last one first."""
        return await self._read(aside.lately, board, since, most)

    async def hidden_card(self, board: str, card: str) -> aside.SetAside | None:
        """What a hidden card holds."""
        return await self._read(aside.hidden, board, card)

    async def forget_set_aside(self, id_: str) -> None:
        """It has been put back."""
        await self._write(aside.forget, id_)

    async def watched_names(self, board: str) -> list[str]:
        """Names that are looked for on a board."""
        return await self._read(aside.names, board)

    async def watch_names(self, board: str, names: list[str]) -> None:
        """Look for these names from now on."""
        await self._write(aside.set_names, board, names)
