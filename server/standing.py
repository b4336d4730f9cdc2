"""Rights of the people on a board as kept, and what a facilitator may change about them.

Who did it is checked again in the transaction that does it: two facilitators who take each other's rights away at the
same moment do not both succeed, and a board is never left without anyone to run it.
"""

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import Connection, or_, select, update

from boards.standing import Standing
from boards.visitor import Role
from server import act, invitation, people
from server.people import participant
from server.record import Invitation, Participant
from server.refusal import NotAllowed
from server.tables import invitations, participants, users

ONLY_FACILITATORS = "Only facilitators of this board may do that."
LAST = "Make somebody else a facilitator first: a board needs one."
NOT_HERE = "We can’t find that person on this board."
NO_INVITATION = "We can’t find that invitation on this board."


def standing(connection: Connection, board: str) -> Standing:
    """Everyone's rights on a board, as of its last act."""
    number = act.newest(connection, [board]).get(board, 0)
    columns = participants.c
    people = select(columns.id, columns.role, columns.department, columns.removed, columns.waiting, columns.not_now)
    rows = connection.execute(people.where(columns.board == board)).all()
    waiting = [row for row in rows if row.waiting is not None and not row.removed]
    ended = select(invitations.c.id).where(invitations.c.board == board, invitations.c.ended.is_not(None))
    return Standing(
        number,
        {row.id: None if row.removed else row.role for row in rows},
        frozenset(connection.execute(ended).scalars()),
        frozenset(row.id for row in waiting),
        frozenset(row.id for row in waiting if row.not_now is None),
        {row.id: row.department for row in rows},
    )


def set_role(connection: Connection, board: str, actor: str, whom: str, role: Role, now_ms: int) -> None:
    """Give a person another role. Raises NotAllowed."""
    person = _person(connection, board, actor, whom)
    if person[0].removed or person[0].role == role:
        return
    if role != "facilitator":
        _may_lose_rights(connection, board, person)
    _set(connection, person, role=role)
    act.note(connection, board, now_ms, actor, role, whom)


def set_group(connection: Connection, board: str, actor: str, whom: str, department: str, now_ms: int) -> None:
    """Have a person speak for another group from now on; what they wrote keeps the one it has. Raises NotAllowed."""
    person = _person(connection, board, actor, whom)
    if any(one.department != department for one in person):
        _set(connection, person, department=department)
        act.note(connection, board, now_ms, actor, "regrouped", whom)


def rename(connection: Connection, id_: str, now_ms: int, /, **values: str) -> Participant | None:
    """Call oneself something else, or speak for another group: that holds in every open connection."""
    before, after = participant(connection, id_), people.set_participant(connection, id_, **values)
    if before is not None and after is not None and before.department != after.department:
        act.note(connection, after.board, now_ms, id_, act.KNOCKED, id_)
    return after


def remove(connection: Connection, board: str, actor: str, whom: str, now_ms: int) -> None:
    """Remove a person from the room; what they wrote stays. Raises NotAllowed."""
    person = _person(connection, board, actor, whom)
    if person[0].removed:
        return
    _may_lose_rights(connection, board, person)
    _set(connection, person, removed=now_ms)
    act.note(connection, board, now_ms, actor, "removed", whom)


def let_back(connection: Connection, board: str, actor: str, whom: str, now_ms: int) -> None:
    """Let a person who was removed in again, with the rights they had. Raises NotAllowed."""
    person = _person(connection, board, actor, whom)
    if person[0].removed:
        _set(connection, person, removed=None)
        act.note(connection, board, now_ms, actor, "let-back", whom)


def add_invitation(connection: Connection, actor: str, new: Invitation, now_ms: int) -> Invitation:
    """Keep a facilitator's new invitation; gives it as kept. Raises NotAllowed, Refusal."""
    must_facilitate(connection, new.board, actor)
    kept = invitation.add_invitation(connection, new)
    act.note(connection, new.board, now_ms, actor, "invited", kept.id)
    return kept


def end_invitation(connection: Connection, board: str, actor: str, which: str, now_ms: int) -> None:
    """Nobody else comes in by it. Raises NotAllowed."""
    found = _invitation(connection, board, actor, which)
    if found.ended is None:
        invitation.end(connection, which, now_ms)
        act.note(connection, board, now_ms, actor, "ended", which)


def reopen_invitation(connection: Connection, board: str, actor: str, which: str, now_ms: int) -> None:
    """Let people in by it again. Raises NotAllowed, Refusal."""
    found = _invitation(connection, board, actor, which)
    if found.expires is not None and found.expires <= now_ms:
        raise NotAllowed("The time of this invitation is over. Make a new one.")
    if found.ended is not None:
        invitation.reopen(connection, which)
        act.note(connection, board, now_ms, actor, "reopened", which)


def renew_invitation(connection: Connection, board: str, actor: str, which: str, now_ms: int) -> Invitation:
    """End an invitation and make another like it, with a link and code of its own. Raises NotAllowed, Refusal."""
    old = _invitation(connection, board, actor, which)
    if not old.lets_in(now_ms):
        raise NotAllowed("That invitation has ended. Make a new one.")
    end_invitation(connection, board, actor, which, now_ms)
    new = replace(invitation.invite(board, old.role, now_ms), title=old.title, speaks_for=old.speaks_for)
    new = replace(new, expires=old.expires, places=old.places)
    return add_invitation(connection, actor, new, now_ms)


def note_act(connection: Connection, board: str, actor: str, what: str, whom: str | None, now_ms: int) -> None:
    """Note something done to the board's document, such as a lock. Raises NotAllowed."""
    must_facilitate(connection, board, actor)
    act.note(connection, board, now_ms, actor, what, whom)


def must_facilitate(connection: Connection, board: str, actor: str) -> None:
    """Raises NotAllowed for who does not run this board, by now."""
    who = participant(connection, actor)
    if who is None or who.board != board or who.removed or who.role != "facilitator":
        raise NotAllowed(ONLY_FACILITATORS)


def _person(connection: Connection, board: str, actor: str, whom: str) -> list[Participant]:
    """Someone as everything they are on this board: people who came again with more rights are on it twice."""
    must_facilitate(connection, board, actor)
    who = participant(connection, whom)
    if who is None or who.board != board:
        raise NotAllowed(NOT_HERE)
    known = ((participants.c.session, who.session), (participants.c.user, who.user))
    same = or_(participants.c.id == whom, *(column == value for column, value in known if value is not None))
    ids = connection.execute(select(participants.c.id).where(participants.c.board == board, same)).scalars().all()
    others = [found for id_ in ids if id_ != whom and (found := participant(connection, id_)) is not None]
    return [who, *others]


def _may_lose_rights(connection: Connection, board: str, person: Sequence[Participant]) -> None:
    """Raises NotAllowed where nobody could run the board without this person, or nobody can keep them out of it."""
    owners = [one.user for one in person if one.user]
    admin = select(users.c.id).where(users.c.id.in_(owners), users.c.admin)
    if connection.execute(admin.limit(1)).one_or_none():
        raise NotAllowed("They look after this site, so they stay a facilitator of every board.")
    ids = [one.id for one in person]
    others = select(participants.c.id).where(
        participants.c.board == board,
        participants.c.role == "facilitator",
        participants.c.removed.is_(None),
        participants.c.id.not_in(ids),
        or_(participants.c.session.is_not(None), participants.c.user.is_not(None)),
    )
    if any(one.role == "facilitator" for one in person) and not connection.execute(others.limit(1)).one_or_none():
        raise NotAllowed(LAST)


def _set(connection: Connection, person: Sequence[Participant], **values: str | int | None) -> None:
    ids = [one.id for one in person]
    connection.execute(update(participants).where(participants.c.id.in_(ids)).values(values))


def _invitation(connection: Connection, board: str, actor: str, which: str) -> Invitation:
    must_facilitate(connection, board, actor)
    found = invitation.one(connection, which)
    if found is None or found.board != board:
        raise NotAllowed(NO_INVITATION)
    return found
