"""Whose words are looked at before others have them: chosen by facilitators, by group or by kind of card.

Kept in the session's key `approve`, which everyone may read: nobody finds out only by writing. A facilitator's own
words never wait.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from boards.document import Document
from boards.schema import KINDS, MAX_DEPARTMENTS, MAX_TITLE

KEY = "approve"
CONTENT = ("text", "fields", "tags")
"""Keys of a card that hold words."""

LOOKED_AT = "Your words are looked at before others see them: they go to whoever runs the room first."
STAYS = "Words are looked at before others see them, so what is on the board already is not changed from here."
NO_COMMENT = "Your words are looked at before others see them, and a comment can’t wait. Put it on a card."
NO_DRAWING = "Your words are looked at before others see them, and a drawing can’t wait. Put it on a card."


class BadChoice(ValueError):
    """A choice that can't be: the words say why."""


@dataclass(frozen=True, slots=True)
class Approval:
    """Who has to be approved."""

    everyone: bool = False
    groups: frozenset[str] = frozenset()
    """Department ids, `citizen`, `outside`."""
    kinds: frozenset[str] = frozenset()

    @property
    def on(self) -> bool:
        """Whether anybody has to be."""
        return self.everyone or bool(self.groups or self.kinds)

    def asks(self, role: str, department: str) -> bool:
        """Whether all words of such a person are looked at first."""
        return role != "facilitator" and (self.everyone or department in self.groups)

    def waits(self, role: str, department: str, kind: str) -> bool:
        """Whether such a person's card of this kind is looked at first."""
        return role != "facilitator" and (self.asks(role, department) or kind in self.kinds)

    def plain(self) -> dict[str, Any]:
        """As kept in the session."""
        return {"everyone": self.everyone, "groups": sorted(self.groups), "kinds": sorted(self.kinds)}


NOBODY = Approval()


def approval_of(document: Document) -> Approval:
    """Who has to be approved on a board."""
    kept = document.value("session", KEY)
    return NOBODY if kept is None else read(kept)


def was_ever_on(document: Document) -> bool:
    """Whether anybody ever had to be: something may still wait."""
    return KEY in document.root("session")


def read(kept: Any) -> Approval:
    """What the session holds; nobody where that makes no sense."""
    try:
        return chosen(kept)
    except BadChoice:
        return NOBODY


def chosen(given: Any) -> Approval:
    """What a person chose. Raises BadChoice."""
    if not isinstance(given, Mapping):
        raise BadChoice("Say who waits: everyone, groups, kinds.")
    everyone = given.get("everyone", False)
    if not isinstance(everyone, bool):
        raise BadChoice("“everyone” is yes or no.")
    kinds = _words(given.get("kinds", []), "kinds")
    if any(kind not in KINDS for kind in kinds):
        raise BadChoice(f"Kinds of card are {', '.join(KINDS)}.")
    return Approval(everyone, frozenset(_words(given.get("groups", []), "groups")), frozenset(kinds))


def _words(given: Any, what: str) -> Sequence[str]:
    if not isinstance(given, list) or len(given) > MAX_DEPARTMENTS + 2:
        raise BadChoice(f"“{what}” is a list.")
    if any(not isinstance(word, str) or not 0 < len(word) <= MAX_TITLE for word in given):
        raise BadChoice(f"“{what}” is a list of words.")
    return given
