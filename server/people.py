"""People: users with an account, their sign-in links, browsers we know again, participants of boards."""

from typing import Any

from sqlalchemy import Connection, Select, bindparam, delete, false, insert, or_, select, update

from boards.errors import NoBoard
from boards.visitor import Role
from server.board_log import GONE, stands
from server.record import Participant, Session, User
from server.refusal import Taken
from server.secret import digest, new_id, new_token
from server.tables import feeds, participants, sessions, sign_ins, stamps, users

_shown = (users.c.id, users.c.email, users.c.name, users.c.admin, users.c.signed_in)
"""What the rest of the program knows of a user: never the password's hash."""

_insert = insert(participants)
_columns = participants.columns.keys()
_session = select(sessions).where(sessions.c.digest == bindparam("digest"))
_newest_first = select(participants).order_by(participants.c.created.desc(), participants.c.id).limit(1)
_by_id = _newest_first.where(participants.c.id == bindparam("id"))
_on_board = _newest_first.where(participants.c.board == bindparam("board"))
_by_session = _on_board.where(participants.c.session == bindparam("session"))
_by_user = _on_board.where(participants.c.user == bindparam("user"))


def add_user(connection: Connection, email: str, name: str, admin: bool) -> User:
    """Open an account. Raises Taken."""
    if user_by_email(connection, email):
        raise Taken(f"There is a user {email.strip()} already.")
    user = User(new_id(), _plain(email), name, admin)
    values = {column.name: getattr(user, column.name) for column in _shown}
    connection.execute(insert(users), values)
    return user


def every_user(connection: Connection) -> list[User]:
    """All users, by address."""
    return [User(*row) for row in connection.execute(select(*_shown).order_by(users.c.email))]


def user(connection: Connection, id_: str) -> User | None:
    """One user, or None."""
    row = connection.execute(select(*_shown).where(users.c.id == id_)).one_or_none()
    return None if row is None else User(*row)


def user_by_email(connection: Connection, email: str) -> User | None:
    """The user with this address, in capitals or not."""
    row = connection.execute(select(*_shown).where(users.c.email == _plain(email))).one_or_none()
    return None if row is None else User(*row)


def rename_user(connection: Connection, id_: str, name: str) -> User | None:
    """Change a user's name; gives them as they are now, or None."""
    connection.execute(update(users).where(users.c.id == id_).values(name=name))
    return user(connection, id_)


def password_of(connection: Connection, email: str) -> tuple[str, str | None] | None:
    """Id and hashed password of the user with this address; None where there is no such user."""
    row = connection.execute(select(users.c.id, users.c.password).where(users.c.email == _plain(email))).one_or_none()
    return None if row is None else (row.id, row.password)


def set_password(connection: Connection, user: str, hashed: str) -> None:
    """From now on this is the user's password; browsers that were signed in have to sign in again."""
    connection.execute(update(users).where(users.c.id == user).values(password=hashed))
    mine = sessions.c.user == user
    known_by = select(sessions.c.id).where(mine).scalar_subquery()
    connection.execute(update(participants).where(participants.c.session.in_(known_by)).values(session=None))
    connection.execute(delete(sessions).where(mine))


def signed_in(connection: Connection, user: str, now_ms: int) -> None:
    """Note that a user signed in."""
    connection.execute(update(users).where(users.c.id == user).values(signed_in=now_ms))


def _plain(email: str) -> str:
    return email.strip().casefold()


def make_sign_in(connection: Connection, user: str, now_ms: int, lives_s: float) -> str:
    """A token that signs this user in, once, until it expires. Only its digest is kept."""
    token = new_token()
    connection.execute(delete(sign_ins).where(sign_ins.c.expires <= now_ms))
    values = {"digest": digest(token), "user": user, "expires": now_ms + round(lives_s * 1000)}
    connection.execute(insert(sign_ins), values)
    return token


def use_sign_in(connection: Connection, token: str, now_ms: int) -> User | None:
    """Whom this token signs in; None where it is unknown, used or too old."""
    mine = sign_ins.c.digest == digest(token)
    id_ = connection.execute(select(sign_ins.c.user).where(mine, sign_ins.c.expires > now_ms)).scalar_one_or_none()
    if id_ is None or not connection.execute(delete(sign_ins).where(mine)).rowcount:
        return None
    connection.execute(update(users).where(users.c.id == id_).values(signed_in=now_ms))
    return user(connection, id_)


def make_session(connection: Connection, user: str | None, now_ms: int) -> str:
    """A token by which a browser is known again. Only its digest is kept."""
    token = new_token()
    values = {"id": new_id(), "digest": digest(token), "user": user, "created": now_ms}
    connection.execute(insert(sessions), values)
    return token


def session(connection: Connection, token: str) -> Session | None:
    """The session of this token, or None."""
    row = connection.execute(_session, {"digest": digest(token)}).one_or_none()
    return None if row is None else Session(row.id, row.user, row.created)


def end_session(connection: Connection, token: str) -> None:
    """Forget a browser; its participants stay on their boards, known by nobody."""
    mine = select(sessions.c.id).where(sessions.c.digest == digest(token)).scalar_subquery()
    connection.execute(update(participants).where(participants.c.session == mine).values(session=None))
    connection.execute(delete(sessions).where(sessions.c.digest == digest(token)))


def add_participant(connection: Connection, who: Participant) -> None:
    """Put a person on a board. Raises NoBoard."""
    if not stands(connection, who.board):
        raise NoBoard(GONE)
    connection.execute(_insert, {name: getattr(who, name) for name in _columns})


def forget_guest(connection: Connection, id_: str) -> None:
    """Take a person off a board who came without a browser of ours and was never more than a connection."""
    guest = participants.c.id == id_, participants.c.session.is_(None), participants.c.user.is_(None)
    connection.execute(delete(participants).where(*guest))


def participant(connection: Connection, id_: str) -> Participant | None:
    """One participant, or None."""
    return _found(connection, _by_id, {"id": id_})


def participant_of_session(connection: Connection, board: str, session: str) -> Participant | None:
    """Who this browser is on this board."""
    return _found(connection, _by_session, {"board": board, "session": session})


def participant_of_user(connection: Connection, board: str, user: str) -> Participant | None:
    """Who this user is on this board."""
    return _found(connection, _by_user, {"board": board, "user": user})


def every_participant(connection: Connection, board: str) -> list[Participant]:
    """All participants of a board, in the order they came."""
    rows = select(participants).where(participants.c.board == board)
    return [_participant(row) for row in connection.execute(rows.order_by(participants.c.created, participants.c.id))]


def participants_where(connection: Connection, *which: Any) -> list[Participant]:
    """The participants for whom all of this holds."""
    return [_participant(row) for row in connection.execute(select(participants).where(*which))]


def authors(connection: Connection, board: str) -> dict[str, str]:
    """Participant -> name of everyone who made something on a board, also of those who left."""
    wrote = select(stamps.c.author).where(stamps.c.board == board)
    rows = select(participants.c.id, participants.c.name).where(
        participants.c.board == board, participants.c.id.in_(wrote)
    )
    return {row.id: row.name for row in connection.execute(rows)}


def boards_of(connection: Connection, session: str | None, user: str | None) -> set[str]:
    """The boards on which this browser or this user is someone."""
    known = ((participants.c.session, session), (participants.c.user, user))
    mine = or_(false(), *(column == value for column, value in known if value is not None))
    return set(connection.execute(select(participants.c.board).where(mine)).scalars())


def roles(connection: Connection, session: str | None, user: str | None) -> dict[str, Role]:
    """Board -> the role of this browser or this user there, by the last word on it; not where they were removed."""
    found: dict[str, Participant] = {}
    for column, value in ((participants.c.user, user), (participants.c.session, session)):
        if value is not None:
            rows = (
                select(participants).where(column == value).order_by(participants.c.created, participants.c.id.desc())
            )
            found |= {row.board: _participant(row) for row in connection.execute(rows)}
    return {board: one.role for board, one in found.items() if not one.removed}


def set_participant(connection: Connection, id_: str, /, **values: Any) -> Participant | None:
    """Change a participant's name or department; gives them as they are now, or None."""
    connection.execute(update(participants).where(participants.c.id == id_).values(values))
    return participant(connection, id_)


def _found(connection: Connection, which: Select[Any], values: dict[str, str]) -> Participant | None:
    row = connection.execute(which, values).one_or_none()
    return None if row is None else _participant(row)


def _participant(row: Any) -> Participant:
    return Participant(
        row.id,
        row.board,
        row.session,
        row.user,
        row.invitation,
        row.name,
        row.department,
        row.role,
        row.created,
        row.removed,
        row.waiting,
        row.not_now,
    )


def make_feed(connection: Connection, user: str, now_ms: int) -> str:
    """A secret by which a calendar is read; only its digest is kept, and the one before ends."""
    end_feed(connection, user)
    token = new_token()
    connection.execute(insert(feeds), {"user": user, "digest": digest(token), "created": now_ms})
    return token


def end_feed(connection: Connection, user: str) -> None:
    """Nobody reads this calendar any more."""
    connection.execute(delete(feeds).where(feeds.c.user == user))


def has_feed(connection: Connection, user: str) -> bool:
    """Whether this calendar can be read."""
    return connection.execute(select(feeds.c.user).where(feeds.c.user == user)).one_or_none() is not None


def user_of_feed(connection: Connection, token: str) -> User | None:
    """Whose calendar this is, or None."""
    id_ = connection.execute(select(feeds.c.user).where(feeds.c.digest == digest(token))).scalar_one_or_none()
    return None if id_ is None else user(connection, id_)
