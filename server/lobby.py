"""The lobby of a board: who has come by an invitation waits there until a facilitator lets them in.

Whether there is one is kept with the board; who waits, with the participant. A person who comes to the door is noted
as an act, so that facilitators hear of it whichever process they are on; the list of what was done leaves it out.
"""

from dataclasses import replace

from sqlalchemy import Connection, bindparam, delete, select, update

from boards.visitor import Role
from server import act, invitation
from server.people import participant, participants_where
from server.record import Lobby, Participant
from server.refusal import NotAllowed
from server.standing import must_facilitate
from server.tables import boards, participants, seat_codes

_of_board = select(boards.c.lobby, boards.c.ring).where(boards.c.id == bindparam("board"))

GONE = "They are not waiting any more."


def of_board(connection: Connection, board: str) -> Lobby:
    """Whether newcomers wait, and whom they may ring."""
    row = connection.execute(_of_board, {"board": board}).one_or_none()
    return Lobby(bool(row and row.lobby), (row.ring or "") if row else "")


def waits(connection: Connection, who: Participant) -> bool:
    """Whether this newcomer has to wait."""
    return waits_as(connection, who.board, who.role)


def waits_as(connection: Connection, board: str, role: Role) -> bool:
    """Whether newcomers of this role have to wait: not those who run the room, nor who only reads the archive."""
    return role in ("contributor", "observer") and of_board(connection, board).on


def admit(connection: Connection, who: Participant, now_ms: int) -> Participant:
    """Put a person on a board by their invitation, at its door where it has one. Raises NoLongerOpen, NoBoard."""
    if not waits(connection, who):
        invitation.admit(connection, who, now_ms)
        return who
    waiting = replace(who, waiting=now_ms)
    invitation.admit(connection, waiting, now_ms)
    act.note(connection, who.board, now_ms, who.id, act.KNOCKED, who.id)
    return waiting


def at_the_door(connection: Connection, board: str) -> list[Participant]:
    """Everyone who waits, who came first first."""
    waiting = participants.c.board == board, participants.c.waiting.is_not(None), participants.c.removed.is_(None)
    return sorted(participants_where(connection, *waiting), key=lambda one: (one.waiting or 0, one.id))


def knock_again(connection: Connection, who: str, now_ms: int) -> None:
    """A person who was told "not now" asks again."""
    known = participant(connection, who)
    if known is not None and known.waiting is not None and known.not_now:
        _set(connection, [who], waiting=now_ms, not_now=None)
        act.note(connection, known.board, now_ms, who, act.KNOCKED, who)


def leave(connection: Connection, who: str, now_ms: int) -> None:
    """A person who waits goes away again; nothing is left of them."""
    known = participant(connection, who)
    if known is not None and known.waiting is not None:
        connection.execute(delete(seat_codes).where(seat_codes.c.participant == who))
        connection.execute(delete(participants).where(participants.c.id == who))
        act.note(connection, known.board, now_ms, who, act.KNOCKED, who)


def let_in(connection: Connection, board: str, actor: str, whom: list[str], now_ms: int) -> None:
    """Let these people in. Raises NotAllowed."""
    for one in _waiting(connection, board, actor, whom):
        _set(connection, [one], waiting=None, not_now=None)
        act.note(connection, board, now_ms, actor, "let-in", one)


def not_now(connection: Connection, board: str, actor: str, whom: list[str], now_ms: int) -> None:
    """Tell these people that they can't come in now; they may ask again. Raises NotAllowed."""
    for one in _waiting(connection, board, actor, whom):
        _set(connection, [one], not_now=now_ms)
        act.note(connection, board, now_ms, actor, "not-now", one)


def set_lobby(connection: Connection, board: str, actor: str, new: Lobby, now_ms: int) -> None:
    """Let newcomers wait from now on, or not: then those who wait come in. Raises NotAllowed."""
    must_facilitate(connection, board, actor)
    before = of_board(connection, board)
    connection.execute(update(boards).where(boards.c.id == board).values(lobby=new.on, ring=new.ring))
    if new.on != before.on:
        act.note(connection, board, now_ms, actor, "lobby" if new.on else "no-lobby")
    if not new.on:
        let_in(connection, board, actor, [one.id for one in at_the_door(connection, board)], now_ms)


def _waiting(connection: Connection, board: str, actor: str, whom: list[str]) -> list[str]:
    must_facilitate(connection, board, actor)
    there = {one.id for one in at_the_door(connection, board)}
    found = [one for one in dict.fromkeys(whom) if one in there]
    if whom and not found:
        raise NotAllowed(GONE)
    return found


def _set(connection: Connection, whom: list[str], **values: int | None) -> None:
    connection.execute(update(participants).where(participants.c.id.in_(whom)).values(values))
