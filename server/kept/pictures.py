"""The pictures of boards."""

from server import album
from server.kept.inside import Inside
from server.raster import Raster


class Pictures(Inside):
    """Pictures by their digest."""

    async def add_picture(self, board: str, picture: Raster, participant: str | None, now_ms: int) -> None:
        """Keep a picture for a board's cards. Raises NoBoard; Refusal when the board has too many."""
        await self._write(album.add, board, picture, participant, now_ms)

    async def picture(self, board: str, digest: str) -> Raster | None:
        """A picture of a board, or None."""
        return await self._read(album.one, board, digest)

    async def pictures(self, board: str) -> list[Raster]:
        """All pictures of a board, for what goes out with it."""
        return await self._read(album.of_board, board)

    async def picture_digests(self, board: str) -> list[str]:
        """The names of a board's pictures."""
        return await self._read(album.digests, board)

    async def remove_picture(self, board: str, digest: str) -> bool:
        """Take a picture away for good; whether there was one."""
        return await self._write(album.remove, board, digest)

    async def copy_pictures(self, source: str, target: str, now_ms: int) -> int:
        """Give another board this one's pictures; how many. Raises NoBoard."""
        return await self._write(album.copy, source, target, now_ms)
