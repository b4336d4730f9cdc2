"""Who comes to a board: all that is known of them, in one look at the database."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from server import board_list, invitation, lobby, people
from server.record import Invitation, Participant, Session

Comer = tuple[str, str | None, str | None]
"""Somebody who comes: to which board, with the token of a session or an invitation's secret, or neither."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """What is known of somebody who comes."""

    session: Session | None
    known: Participant | None
    """Who they are on the board already."""
    invitation: Invitation | None
    """The active invitation they brought, of whichever board; looked for only where they are nobody yet."""
    waits: bool
    """Whether whoever comes by it waits at the door."""


def look_all(connection: Connection, comers: Sequence[Comer]) -> list[Arrival | None]:
    """What is known of each of those who come in one moment."""
    return [look(connection, *comer) for comer in comers]


def look(connection: Connection, board: str, token: str | None, secret: str | None) -> Arrival | None:
    """Somebody comes with the token of a session, or an invitation's secret, or neither; None without such a board."""
    if board_list.one(connection, board) is None:
        return None
    session = people.session(connection, token) if token else None
    known = known_as(connection, board, session)
    brought = invitation.by_secret(connection, secret) if secret and known is None else None
    waits = brought is not None and lobby.waits_as(connection, board, brought.role)
    return Arrival(session, known, brought, waits)


def known_as(connection: Connection, board: str, session: Session | None) -> Participant | None:
    """Who this browser is on a board: by its session, else by the person signed in."""
    if session is None:
        return None
    found = people.participant_of_session(connection, board, session.id)
    if found is None and session.user:
        found = people.participant_of_user(connection, board, session.user)
    return found
