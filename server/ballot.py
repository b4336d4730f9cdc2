"""Open polls and their ballots, as rows that say nothing of who chose what. docs/secret-polls.md says against whom."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select, update

from boards.polls import Ballot, Poll, read_poll
from server.refusal import Refusal, Taken
from server.tables import ballots, papers, polls

CLOSED = "This vote has closed."
ELSEWHERE = "You have this vote open on another device. Answer there, so that your vote counts once."


class Closed(Refusal):
    """There is no such poll any more."""


class Elsewhere(Refusal):
    """This person's voting paper belongs to another browser."""


@dataclass(frozen=True, slots=True)
class Cast:
    """A ballot on its way into the box."""

    poll: str
    key: str
    group: int
    choices: Mapping[str, str | int]


def key_of(poll: str, token: str) -> str:
    """Where a browser's ballot lies. The database has only another digest of the token, so it can't work this out."""
    return hashlib.sha256(f"ballot\0{poll}\0{token}".encode()).hexdigest()


def open_(connection: Connection, board: str, poll: Poll, given: Iterable[tuple[str, str]]) -> None:
    """Begin a poll; `given`: participants with the session their voting paper goes to. Raises Taken."""
    if of_board(connection, board) is not None:
        raise Taken("There is a vote going on already. Close it first.")
    connection.execute(insert(polls), {"id": poll.id, "board": board, "body": poll.plain(), "closing": False})
    rows = [{"poll": poll.id, "participant": who, "session": session} for who, session in sorted(given)]
    if rows:
        connection.execute(insert(papers), rows)


def of_board(connection: Connection, board: str) -> Poll | None:
    """The open poll of a board, also where it is closing."""
    body: Any = connection.execute(select(polls.c.body).where(polls.c.board == board)).scalar_one_or_none()
    return None if body is None else read_poll(body)


def take_paper(connection: Connection, poll: str, participant: str, session: str) -> None:
    """Look at a poll, as everyone's browser does by itself. Raises Closed, Elsewhere."""
    _check_open(connection, poll)
    held = paper_of(connection, poll, participant)
    if held is None:
        connection.execute(insert(papers), {"poll": poll, "participant": participant, "session": session})
    elif held != session:
        raise Elsewhere(ELSEWHERE)


def paper_of(connection: Connection, poll: str, participant: str) -> str | None:
    """The session that votes for a participant, if they have had their paper."""
    mine = papers.c.poll == poll, papers.c.participant == participant
    return connection.execute(select(papers.c.session).where(*mine)).scalar_one_or_none()


def of_key(connection: Connection, poll: str, key: str) -> dict[str, str | int]:
    """What lies under a key."""
    found = select(ballots.c.choices).where(ballots.c.poll == poll, ballots.c.key == key)
    choices: dict[str, str | int] | None = connection.execute(found).scalar_one_or_none()
    return choices or {}


def put(connection: Connection, poll: str, cast: Iterable[Cast]) -> bool:
    """Put ballots in the box, in place of those under the same keys; whether the poll was open still."""
    if not is_open(connection, poll):
        return False
    for one in sorted(cast, key=lambda one: one.key):  # never the order in which they came
        connection.execute(delete(ballots).where(ballots.c.poll == poll, ballots.c.key == one.key))
        if one.choices:
            values = {"poll": poll, "key": one.key, "group": one.group, "choices": dict(one.choices)}
            connection.execute(insert(ballots), values)
    return True


def people(connection: Connection, poll: str) -> int:
    """How many have answered something."""
    return connection.execute(select(func.count()).where(ballots.c.poll == poll)).scalar_one()


def is_open(connection: Connection, poll: str) -> bool:
    """Whether ballots are taken."""
    rows = select(polls.c.id).where(polls.c.id == poll, polls.c.closing.is_(False))
    return connection.execute(rows).scalar_one_or_none() is not None


def _check_open(connection: Connection, poll: str) -> None:
    if not is_open(connection, poll):
        raise Closed(CLOSED)


def extend(connection: Connection, poll: Poll) -> None:
    """Keep a poll as it is now, with another end. Raises Closed."""
    _check_open(connection, poll.id)
    connection.execute(update(polls).where(polls.c.id == poll.id).values(body=poll.plain()))


def close(connection: Connection, board: str) -> tuple[Poll, list[Ballot]] | None:
    """Take no more ballots; gives those there are. None where the board has no open poll."""
    poll = of_board(connection, board)
    if poll is None:
        return None
    connection.execute(update(polls).where(polls.c.id == poll.id).values(closing=True))
    rows = connection.execute(select(ballots.c.group, ballots.c.choices).where(ballots.c.poll == poll.id))
    return poll, [Ballot(group, choices) for group, choices in rows]


def remove(connection: Connection, board: str) -> None:
    """Leave nothing of a board's poll but what the board shows."""
    mine = select(polls.c.id).where(polls.c.board == board)
    for table in (papers, ballots):
        connection.execute(delete(table).where(table.c.poll.in_(mine)))
    connection.execute(delete(polls).where(polls.c.board == board))
