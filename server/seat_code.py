"""A code by which a person takes their place on a board to another device: once, within a quarter of an hour.

Two room codes long: with the patience of the door a guesser has some 600 tries at one of 340 million.
"""

from sqlalchemy import Connection, delete, insert, select, update

from server.code_words import new_code, spoken
from server.people import participant
from server.record import Participant
from server.refusal import Refusal
from server.secret import digest
from server.tables import participants, seat_codes

LIVES_MS = 15 * 60 * 1000
GONE = "You are not on this board any more."


def is_long_enough(typed: str) -> bool:
    """Whether this may be such a code, and no room's: two words with a number after each."""
    return len(spoken(typed).split()) == 3


def make(connection: Connection, id_: str, now_ms: int) -> str:
    """A new code for a participant, in place of the one before. Only its digest is kept. Raises Refusal."""
    who = participant(connection, id_)
    if who is None or who.removed:
        raise Refusal(GONE)
    connection.execute(delete(seat_codes).where((seat_codes.c.participant == id_) | (seat_codes.c.expires <= now_ms)))
    code = f"{new_code()} {new_code()}"
    values = {
        "digest": digest(spoken(code)),
        "board": who.board,
        "participant": id_,
        "expires": now_ms + LIVES_MS,
    }
    connection.execute(insert(seat_codes), values)
    return code


def board_of(connection: Connection, typed: str, now_ms: int) -> str | None:
    """The board of a code that holds."""
    mine = seat_codes.c.digest == digest(spoken(typed))
    return connection.execute(
        select(seat_codes.c.board).where(mine, seat_codes.c.expires > now_ms)
    ).scalar_one_or_none()


def use(connection: Connection, typed: str, session: str, now_ms: int) -> Participant | None:
    """Give a participant's place to the browser of this session; None where the code is wrong, used or too old.

    Whoever that browser was on the board before is known by nobody from then on.
    """
    mine = seat_codes.c.digest == digest(spoken(typed))
    found = select(seat_codes.c.participant).where(mine, seat_codes.c.expires > now_ms)
    id_ = connection.execute(found).scalar_one_or_none()
    if id_ is None or not connection.execute(delete(seat_codes).where(mine)).rowcount:
        return None
    who = participant(connection, id_)
    if who is None or who.removed:
        return None
    before = participants.c.board == who.board, participants.c.session == session
    connection.execute(update(participants).where(*before).values(session=None))
    connection.execute(update(participants).where(participants.c.id == id_).values(session=session))
    return participant(connection, id_)
