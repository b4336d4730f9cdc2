"""The pictures of boards, in the database: what is copied, backed up or deleted with it goes as one thing.

A picture is named by the digest of its bytes. The same picture twice on a board is one row; two boards never share one,
so that a board is deleted without looking at any other.
"""

from typing import Any

from sqlalchemy import Connection, Select, delete, func, insert, select

from boards.errors import NoBoard
from server.board_log import GONE
from server.raster import Raster
from server.refusal import Refusal
from server.tables import boards, pictures

MOST = 400
"""Pictures on one board: about 100 MB."""
FULL = f"This board holds {MOST} pictures already, which is as many as a board holds."


def add(connection: Connection, board: str, picture: Raster, participant: str | None, now_ms: int) -> None:
    """Keep a picture for a board. Raises NoBoard, and Refusal when the board has too many."""
    there = select(boards.c.id).where(boards.c.id == board, boards.c.deleted.is_(None))
    if connection.execute(there).scalar_one_or_none() is None:
        raise NoBoard(GONE)
    if one(connection, board, picture.digest) is not None:
        return
    if connection.execute(select(func.count()).where(pictures.c.board == board)).scalar_one() >= MOST:
        raise Refusal(FULL)
    values = picture._asdict() | {"board": board, "participant": participant, "created": now_ms}
    connection.execute(insert(pictures), values)


def one(connection: Connection, board: str, digest: str) -> Raster | None:
    """A picture of a board, or None."""
    row = connection.execute(_rows().where(pictures.c.board == board, pictures.c.digest == digest)).one_or_none()
    return None if row is None else Raster(*row)


def of_board(connection: Connection, board: str) -> list[Raster]:
    """All pictures of a board, for what goes out with it: a bundle, a copy, an archive."""
    rows = connection.execute(_rows().where(pictures.c.board == board).order_by(pictures.c.digest))
    return [Raster(*row) for row in rows]


def digests(connection: Connection, board: str) -> list[str]:
    """The names of all pictures of a board."""
    return list(connection.execute(select(pictures.c.digest).where(pictures.c.board == board)).scalars())


def remove(connection: Connection, board: str, digest: str) -> bool:
    """Take a picture away for good: its story was taken back. Whether there was one."""
    gone = delete(pictures).where(pictures.c.board == board, pictures.c.digest == digest)
    return connection.execute(gone).rowcount > 0


def copy(connection: Connection, source: str, target: str, now_ms: int) -> int:
    """Give another board the pictures of this one, as where it becomes a new board; how many. Raises NoBoard."""
    found = of_board(connection, source)
    for picture in found:
        add(connection, target, picture, None, now_ms)
    return len(found)


def _rows() -> Select[Any]:
    return select(pictures.c.digest, pictures.c.type, pictures.c.width, pictures.c.height, pictures.c.data)
