"""Lawful erasure in the database: one transaction in which a board's whole history becomes another.

Whatever holds people's words is here, table by table; what is left out holds ids, times and numbers only.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from boards.erasure import INSTEAD, Erasure, without
from boards.errors import NoBoard
from server import act, album, archive, search
from server.board_log import GONE
from server.refusal import Refusal
from server.secret import new_id
from server.standing import must_facilitate
from server.tables import (
    bindings,
    boards,
    checkpoints,
    drafts,
    invitations,
    log,
    participants,
    polls,
    set_aside,
    snapshots,
    stamps,
    stretches,
    watched_names,
)

OPERATOR = "operator"
"""Who did it, where it was done by command: whoever runs the service."""
NAMELESS = "Name erased"


class Moved(Refusal):
    """The board went on while its history was being told again."""


@dataclass(slots=True)
class Anew:
    """A board's history after the erasure."""

    rows: list[bytes]
    state: bytes
    client: int
    clients: list[int]
    """Every client id under which anything was written before: nobody's from now on."""
    epoch: int
    erased: dict[str, list[str]]
    """Snapshot -> entries in it that are not what they were when it was sealed."""
    drafts: dict[str, bytes]
    """Participant -> their private document anew; only those that had something of it."""
    pictures: list[str] = field(default_factory=list)
    """Digests of pictures that go."""
    changes: int = 0
    """Rows that say something else than before."""
    things: int = 0
    """Cards, comments and the like that do."""


@dataclass(frozen=True, slots=True)
class Asked:
    """An erasure as somebody asked for it."""

    board: str
    erasure: Erasure
    act: str
    actor: str
    """A participant's id, or OPERATOR."""
    whom: str | None = None
    person: str | None = None
    """The participant whose name goes."""


def carry_out(connection: Connection, asked: Asked, anew: Anew, now_ms: int) -> dict[str, int]:
    """Put the new history in the old one's place; gives the receipt: store -> how many things in it were rewritten.

    Raises Moved, NotAllowed, NoBoard.
    """
    board, pattern = asked.board, asked.erasure.pattern
    row = connection.execute(
        select(boards.c.head, boards.c.epoch, boards.c.title, boards.c.ring)
        .where(boards.c.id == board, boards.c.deleted.is_(None))
        .with_for_update()
    ).one_or_none()
    if row is None:
        raise NoBoard(GONE)
    if (row.head, row.epoch) != (len(anew.rows), anew.epoch):
        raise Moved("The board was changed while its history was being rewritten.")
    if asked.actor != OPERATOR:
        must_facilitate(connection, board, asked.actor)
    act.note(connection, board, now_ms, asked.actor, asked.act, asked.whom)
    receipt = {"changes": anew.changes, "things": anew.things}
    receipt["checkpoints"] = _log(connection, board, anew)
    _clients(connection, board, anew, row.head)
    everywhere = pattern if asked.erasure.within is None else None
    values: dict[str, Any] = {"epoch": row.epoch + 1, "summary": None, "changed": now_ms}
    if everywhere is not None:
        values |= {"title": without(row.title, everywhere), "ring": without(row.ring, everywhere)}
    connection.execute(update(boards).where(boards.c.id == board).values(values))
    receipt["snapshots"] = sum(1 for entries in anew.erased.values() if entries)
    search.forget(connection, board)
    receipt["set_aside"] = _set_aside(connection, asked)
    receipt["drafts"] = _drafts(connection, board, anew.drafts, now_ms)
    receipt["pictures"] = sum(album.remove(connection, board, digest) for digest in anew.pictures)
    if asked.erasure.cards:
        nobody = stamps.c.board == board, stamps.c.id.in_(asked.erasure.cards)
        connection.execute(update(stamps).where(*nobody).values(author=None))
    receipt["names"] = _names(connection, asked, everywhere)
    _chain(connection, asked, anew, everywhere, receipt, now_ms)
    return receipt


def _log(connection: Connection, board: str, anew: Anew) -> int:
    """Every row keeps its number, time and person; all that was made of the old ones goes."""
    writer = new_id()
    key = log.c.board == board, log.c.seq == bindparam("seq_")
    if anew.rows:
        connection.execute(
            update(log).where(*key).values(update=bindparam("update_"), writer=writer),
            [{"seq_": seq, "update_": row} for seq, row in enumerate(anew.rows, 1)],
        )
    connection.execute(delete(stretches).where(stretches.c.board == board))
    gone = connection.execute(delete(checkpoints).where(checkpoints.c.board == board)).rowcount
    if anew.rows:
        connection.execute(insert(checkpoints), {"board": board, "seq": len(anew.rows), "state": anew.state})
    return gone


def _clients(connection: Connection, board: str, anew: Anew, seq: int) -> None:
    """Nobody writes any more under an id from before: a browser that has been away would bring all of it back."""
    mine = bindings.c.board == board
    known = set(connection.execute(select(bindings.c.client).where(mine)).scalars())
    connection.execute(update(bindings).where(mine).values(participant=None, invitation=None, seq=seq))
    new = ({*anew.clients, anew.client}) - known
    if new:
        same = {"board": board, "participant": None, "invitation": None, "seq": seq}
        connection.execute(insert(bindings), [same | {"client": client} for client in sorted(new)])


def _chain(
    connection: Connection,
    asked: Asked,
    anew: Anew,
    pattern: re.Pattern[str] | None,
    receipt: Mapping[str, int],
    now_ms: int,
) -> None:
    """What was erased can't be checked any more, all else can; the chain says when, why, and how much."""
    remade = _titles(connection, asked, pattern)
    facts = {"what": asked.act, "receipt": dict(receipt)} | ({"remade": remade} if remade else {})
    names = {name for entries in anew.erased.values() for name in entries}
    archive.record_erasure(connection, asked.board, names, now_ms, asked.erasure.why, facts)


def _titles(connection: Connection, asked: Asked, pattern: re.Pattern[str] | None) -> int:
    """Words in titles, notes and signatures; gives the first link that had to be made again, 0 for none."""
    board = asked.board
    if pattern is not None:
        taken = select(snapshots.c.id, snapshots.c.title, snapshots.c.note, snapshots.c.stage)
        for one in connection.execute(taken.where(snapshots.c.board == board)).all():
            said = {"title": one.title, "note": one.note, "stage": one.stage}
            if (now := without(said, pattern)) != said:
                connection.execute(update(snapshots).where(snapshots.c.id == one.id).values(now))

    def changed(body: dict[str, Any]) -> dict[str, Any]:
        now: dict[str, Any] = without(body, pattern)
        if asked.person is not None and now.get("who") == asked.person and "name" in now:
            now = now | {"name": NAMELESS}
        return now

    return archive.remake(connection, board, changed)


def _set_aside(connection: Connection, asked: Asked) -> int:
    """What was hidden in cards, and waits to be put back."""
    erasure, count = asked.erasure, 0
    for one in connection.execute(select(set_aside).where(set_aside.c.board == asked.board)).all():
        if one.card in erasure.cards:
            connection.execute(delete(set_aside).where(set_aside.c.id == one.id))
            count += 1
            continue
        content = one.content
        if erasure.within in (None, one.card):
            content = without(content, erasure.pattern)
        if one.card in erasure.pictures:
            content = _without_image(content)
        if content != one.content:
            connection.execute(update(set_aside).where(set_aside.c.id == one.id).values(content=content))
            count += 1
    return count


def _without_image(content: Any) -> Any:
    if not isinstance(content, Mapping):
        return content
    return {
        key: {name: value for name, value in one.items() if name != "image"} if key == "fields" else _without_image(one)
        for key, one in content.items()
    }


def _drafts(connection: Connection, board: str, anew: Mapping[str, bytes], now_ms: int) -> int:
    for who, state in anew.items():
        connection.execute(delete(drafts).where(drafts.c.board == board, drafts.c.participant == who))
        connection.execute(insert(drafts), {"board": board, "participant": who, "time": now_ms, "update": state})
    return len(anew)


def _names(connection: Connection, asked: Asked, pattern: re.Pattern[str] | None) -> int:
    """Names beside the document: of people, of whom an invitation is for, that were looked for, in an open vote."""
    board, count = asked.board, 0
    if asked.person is not None:
        mine = participants.c.board == board, participants.c.id == asked.person
        count += connection.execute(update(participants).where(*mine).values(name=NAMELESS)).rowcount
    if pattern is None:
        return count
    for one in connection.execute(select(invitations.c.id, invitations.c.title).where(invitations.c.board == board)):
        if (title := without(one.title, pattern)) != one.title:
            connection.execute(update(invitations).where(invitations.c.id == one.id).values(title=title))
            count += 1
    people = select(participants.c.id, participants.c.name).where(participants.c.board == board)
    for person in connection.execute(people).all():
        if (name := without(person.name, pattern)) != person.name:
            name = NAMELESS if name == INSTEAD else name
            connection.execute(update(participants).where(participants.c.id == person.id).values(name=name))
            count += 1
    count += _json(connection, watched_names, watched_names.c.board == board, watched_names.c.names, pattern)
    return count + _json(connection, polls, polls.c.board == board, polls.c.body, pattern)


def _json(connection: Connection, table: Any, where: Any, column: Any, pattern: re.Pattern[str]) -> int:
    count = 0
    for (value,) in connection.execute(select(column).where(where)).all():
        now = without(value, pattern)
        if now != value:
            now = [one for one in now if one != INSTEAD] if isinstance(now, list) else now
            connection.execute(update(table).where(where).values({column.name: now}))
            count += 1
    return count


def drafts_of(connection: Connection, board: str) -> dict[str, list[bytes]]:
    """The private documents of a board, by participant."""
    rows = select(drafts.c.participant, drafts.c.update).where(drafts.c.board == board).order_by(drafts.c.id)
    found: dict[str, list[bytes]] = {}
    for row in connection.execute(rows):
        found.setdefault(row.participant, []).append(row.update)
    return found
