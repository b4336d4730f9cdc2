"""What the store refuses outside a room, in words that the person at the keyboard can act on."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from boards.errors import NoBoard, NotKept


class Refusal(Exception):
    """The store will not do this; the message says what happened and what to do."""


class Unusable(Refusal):
    """The database can't be opened: the folder, the disk, or its age."""


class Taken(Refusal):
    """There is one already."""


class NoLongerOpen(Refusal):
    """An invitation that has ended, or has no place left; the words are for who came with it."""


class NotAllowed(Refusal):
    """Nobody may do this to that person, invitation or card; the words are for the facilitator who tried."""


@dataclass(frozen=True, slots=True)
class Clash:
    """What other processes gave first on one board."""

    labels: frozenset[str] = frozenset()
    """Labels that other cards have."""
    highest: Mapping[str, int] = field(default_factory=dict)
    """Letter -> the highest number that any label has."""
    clients: frozenset[int] = frozenset()
    """Client ids that are somebody else's."""
    drafts: frozenset[str] = frozenset()
    """Private documents to which others have written."""
    anew: bool = False
    """The board's history was rewritten, because something was erased."""

    @property
    def only_labels(self) -> bool:
        """Whether the rest can be kept under other labels."""
        return not self.clients and not self.drafts and not self.anew


class Outrun(NotKept):
    """Others came first on these boards, or have deleted them; whatever else was in the same call is kept."""

    def __init__(self, clashes: Mapping[str, Clash], gone: frozenset[str]) -> None:
        super().__init__("another server changed this board at the same moment")
        self.clashes, self.gone = clashes, gone


class SignInFailed(Exception):
    """Nobody is signed in; the words are for the person who tried."""


class Gone(NotKept):
    """These boards have been deleted meanwhile; whatever else was in the same call is kept."""

    code = NoBoard.code

    def __init__(self, boards: frozenset[str]) -> None:
        super().__init__("this board has been deleted")
        self.boards = boards
