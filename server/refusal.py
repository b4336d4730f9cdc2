"""What the store refuses outside a room, in words that the person at the keyboard can act on."""

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


class Gone(NotKept):
    """These boards have been deleted meanwhile; whatever else was in the same call is kept."""

    code = NoBoard.code

    def __init__(self, boards: frozenset[str]) -> None:
        super().__init__("this board has been deleted")
        self.boards = boards
