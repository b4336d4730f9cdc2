"""Where people stand on a board by now: the roles they were given, who was removed, which invitations have ended.

What a connection knew when it was opened may be old: it is held against this when it comes in and when this changes.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from boards.errors import Forbidden
from boards.visitor import Role, Visitor

REMOVED = "A facilitator has asked you to leave this room. Your cards stay. Talk to them if you think it is a mistake."
ENDED = "The invitation you came by has ended. Ask a facilitator for a new one."
WAITING = "You are at the door of this board. Somebody who runs it lets you in."
READER = "Your invitation is for the archive of this board, not for the room itself."
TOLD: dict[Role, str] = {
    "facilitator": "You help run this room now: you can change everything on this board.",
    "contributor": "You can write on this board now, and change cards.",
    "reader": "From now on you can read the archive of this board.",
    "observer": "From now on you can read this board, but not change it.",
}
REGROUPED = "You speak for another group on this board now."


@dataclass(frozen=True, slots=True)
class Standing:
    """Everyone's rights on one board, as of one moment."""

    number: int = 0
    """Of the last act that is in here; a standing with a lower one is older."""
    roles: Mapping[str, Role | None] = field(default_factory=dict)
    """Participant -> role, None for who was removed. Who came later is not in it, and has the role they came with."""
    ended: frozenset[str] = frozenset()
    """Ids of invitations that have ended."""
    waiting: frozenset[str] = frozenset()
    """Participants who have not been let in yet."""
    asking: frozenset[str] = frozenset()
    """Those of them who wait for an answer."""
    departments: Mapping[str, str] = field(default_factory=dict)
    """Participant -> the group they speak for by now."""

    def of(self, visitor: Visitor) -> Visitor:
        """The visitor with the rights they have by now. Raises Forbidden for one who may not be here."""
        role = self.roles.get(visitor.participant, visitor.role)
        if role is None:
            raise Forbidden(REMOVED)
        if visitor.participant in self.waiting:
            raise Forbidden(WAITING)
        if role == "reader":
            raise Forbidden(READER)
        if visitor.invitation in self.ended:
            raise Forbidden(ENDED)
        department = self.departments.get(visitor.participant, visitor.department)
        if (role, department) == (visitor.role, visitor.department):
            return visitor
        return replace(visitor, role=role, department=department)

    @property
    def at_the_door(self) -> str:
        """For facilitators: how many wait for an answer."""
        count = len(self.asking)
        return f"{count} {'person is' if count == 1 else 'people are'} waiting to be let in." if count else ""

    def is_as_invited(self, participant: str, role: Role) -> bool:
        """Whether a participant still has the role they were invited with."""
        return self.roles.get(participant, role) == role
