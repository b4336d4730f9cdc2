"""Who is at the door: what the server knows of the person behind one connection."""

from dataclasses import dataclass
from typing import Literal

Role = Literal["facilitator", "contributor", "observer", "reader"]
"""A reader is invited to the archive alone: never into the room."""

CITIZEN = "citizen"
OUTSIDE = "outside"


@dataclass(frozen=True, slots=True)
class Visitor:
    """A participant as one connection presents them."""

    participant: str
    """21 URL-safe characters; says nothing about the person."""
    name: str
    """As on screen; a name or a pseudonym."""
    department: str
    """A department id of the board, or `citizen`, or `outside`."""
    role: Role
    invitation: str | None = None
    """The invitation's id, for a visitor without a cookie. Such visitors of one invitation may take
    over each other's client ids: that is how a stock client, which keeps no cookie, comes back."""
    own_messages: bool = False
    """Whether the client offered the subprotocol `sameroom.1`."""
