"""Making a board: its first content and the invitations it is born with, kept together."""

from typing import NamedTuple

from boards.document import Document
from boards.schema import Stamp
from server.invitation import invite
from server.record import Invitation
from server.secret import new_id
from server.store import Store


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
    invited = [invite(id_, role, now_ms) for role in ("facilitator", "contributor", "observer")]
    kept = await store.create_board(id_, title, document.state(), now_ms, invited, stamps)
    return Created(id_, title, *kept)
