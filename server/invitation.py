"""Invitations: a link, and for some a code one can say aloud, that give a role on a board."""

from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, Select, bindparam, func, insert, select, update

from boards.visitor import Role
from server.code_words import new_code, spoken
from server.people import add_participant
from server.record import Invitation, Participant
from server.refusal import NoLongerOpen, Refusal
from server.secret import new_id, new_token
from server.tables import boards, invitations, participants

TRIES = 200
"""For a code that no other active invitation has; of 18,000 codes."""

_one = select(invitations).where(invitations.c.id == bindparam("id"))
_active = select(invitations).where(
    boards.c.id == invitations.c.board, boards.c.deleted.is_(None), invitations.c.ended.is_(None)
)
_by_secret = _active.where(invitations.c.secret == bindparam("secret"))
_by_code = _active.where(invitations.c.code == bindparam("code"))


def invite(
    board: str,
    role: Role,
    now_ms: int,
    *,
    title: str | None = None,
    expires: int | None = None,
    places: int | None = None,
    speaks_for: str | None = None,
) -> Invitation:
    """A new invitation, not kept yet. Contributors get a code; one that makes facilitators must not be guessable."""
    code = new_code() if role == "contributor" else None
    return Invitation(
        new_id(),
        board,
        role,
        new_token(),
        code,
        now_ms,
        title=title,
        expires=expires,
        places=places,
        speaks_for=speaks_for,
    )


def add_invitation(connection: Connection, invitation: Invitation) -> Invitation:
    """Keep an invitation; gives it as kept, with another code where its own is in use. Raises Refusal."""
    kept = replace(invitation, code=_free(connection, invitation.code))
    values = {column.name: getattr(kept, column.name) for column in invitations.columns}
    connection.execute(insert(invitations), values)
    return kept


def _free(connection: Connection, code: str | None) -> str | None:
    if code is None:
        return None
    code = spoken(code)
    for _ in range(TRIES):
        if by_code(connection, code) is None:
            return code
        code = new_code()
    raise Refusal("Every room code is in use: end invitations that are no longer needed.")


def of_board(connection: Connection, board: str) -> list[Invitation]:
    """All invitations of a board, ended ones too, oldest first."""
    rows = select(invitations).where(invitations.c.board == board).order_by(invitations.c.created, invitations.c.id)
    return [_invitation(row) for row in connection.execute(rows)]


def by_secret(connection: Connection, secret: str) -> Invitation | None:
    """The active invitation with this secret."""
    return _found(connection, _by_secret, {"secret": secret})


def by_code(connection: Connection, code: str) -> Invitation | None:
    """The active invitation with this code, however it was typed."""
    return _found(connection, _by_code, {"code": spoken(code)})


def one(connection: Connection, id_: str) -> Invitation | None:
    """One invitation, ended or not, or None."""
    return _found(connection, _one, {"id": id_})


def taken(connection: Connection, board: str) -> dict[str, int]:
    """Invitation -> how many people of this board came by it; those without any are left out."""
    came = participants.c.board == board, participants.c.invitation.is_not(None)
    rows = select(participants.c.invitation, func.count()).where(*came).group_by(participants.c.invitation)
    return {id_: count for id_, count in connection.execute(rows) if id_ is not None}


def admit(connection: Connection, who: Participant, now_ms: int) -> None:
    """Put a person on a board by their invitation, if it still lets people in. Raises NoLongerOpen, NoBoard."""
    found = one(connection, who.invitation or "")
    if found is None or not found.lets_in(now_ms):
        raise NoLongerOpen("This invitation has ended. Ask the person who sent it for a new one.")
    if found.places is not None and taken(connection, who.board).get(found.id, 0) >= found.places:
        raise NoLongerOpen("Everyone this invitation was for has come in. Ask the person who sent it for a new one.")
    add_participant(connection, who)


def end(connection: Connection, id_: str, now_ms: int) -> None:
    """Nobody else comes in by it; its code may be given again."""
    active = invitations.c.id == id_, invitations.c.ended.is_(None)
    connection.execute(update(invitations).where(*active).values(ended=now_ms))


def reopen(connection: Connection, id_: str) -> Invitation | None:
    """Let people in by it again, with another code where its own has been given meanwhile; None if there is none."""
    row = connection.execute(select(invitations).where(invitations.c.id == id_)).one_or_none()
    if row is None or row.ended is None:
        return None if row is None else _invitation(row)
    open_again = replace(_invitation(row), ended=None, code=_free(connection, row.code))
    connection.execute(update(invitations).where(invitations.c.id == id_).values(ended=None, code=open_again.code))
    return open_again


def _found(connection: Connection, which: Select[Any], values: dict[str, str]) -> Invitation | None:
    row = connection.execute(which, values).one_or_none()
    return None if row is None else _invitation(row)


def _invitation(row: Any) -> Invitation:
    return Invitation(
        row.id,
        row.board,
        row.role,
        row.secret,
        row.code,
        row.created,
        row.ended,
        row.title,
        row.expires,
        row.places,
        row.speaks_for,
    )
