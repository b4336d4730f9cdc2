"""Making a board: its first content and the invitations it is born with, kept together."""

from collections.abc import Iterable
from dataclasses import replace
from typing import NamedTuple

from boards.document import Document
from boards.schema import Stamp
from boards.visitor import Role
from server.bundling import settled
from server.invitation import invite
from server.record import Invitation
from server.secret import new_id
from server.store import Store
from server.whole import Whole

ROLES: tuple[Role, ...] = ("facilitator", "contributor", "observer")


class Created(NamedTuple):
    """A new board and the ways onto it."""

    id: str
    title: str
    facilitator: Invitation
    contributor: Invitation
    observer: Invitation


async def create(store: Store, title: str, document: Document, stamps: dict[str, Stamp], now_ms: int) -> Created:
    """Keep a filled document as a new board. Raises Refusal."""
    id_ = new_id()
    invited = [invite(id_, role, now_ms) for role in ROLES]
    kept = await store.create_board(id_, title, document.state(), now_ms, invited, stamps)
    return Created(id_, title, *kept)


async def bring_board(store: Store, whole: Whole, wanted: str, now_ms: int) -> Created:
    """Keep a board that comes with its history, under this id where it was never given here. Raises Refusal."""
    given, there = await store.taken_ids(wanted, [one.id for one in whole.snapshots])
    id_ = new_id() if given else wanted
    made = settled(whole, id_, there, [new_id() for _ in there], now_ms)
    made = replace(made, invited=[invite(id_, role, now_ms) for role in ROLES])
    return Created(id_, made.title, *await store.bring_whole(made, now_ms))


def ways(base: str, id_: str, title: str, invitations: Iterable[Invitation]) -> dict[str, object]:
    """The object that scripts rely on: the ways onto a board, null where one was ended."""
    active = {invitation.role: invitation for invitation in invitations if invitation.ended is None}
    socket = "ws" + base.removeprefix("http")
    pages = {role: f"{base}/join/{invitation.secret}" for role, invitation in active.items()}
    syncs = {role: f"{socket}/sync/{id_}?invitation={invitation.secret}" for role, invitation in active.items()}
    return {
        "id": id_,
        "title": title,
        **{f"{role}_url": pages.get(role) for role in ROLES},
        "code": active["contributor"].code if "contributor" in active else None,
        "sync": {role: syncs.get(role) for role in ROLES},
    }
