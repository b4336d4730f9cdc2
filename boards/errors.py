"""Everything that can go wrong with a room, and the close code that tells the client what to do next.

44xx: stay away until something changes. 45xx: reconnect and resync. Standard y-websocket clients from
3.1 on treat 4400-4499 as final and retry anything else.
"""

GOING_AWAY = 1012
"""The server restarts: reconnect soon."""


class RoomError(Exception):
    """A connection must be closed: with which code, and why."""

    code = 1011

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class TheyBroke(RoomError):
    """The participant's client sent something wrong; the room goes on without it."""


class Malformed(TheyBroke):
    """Bytes that are no y-protocols message or no Yjs update."""

    code = 4400


class Forbidden(TheyBroke):
    """This participant may not be here (any more)."""

    code = 4403


class NoBoard(TheyBroke):
    """There is no such board (any more)."""

    code = 4404


class Rewritten(TheyBroke):
    """Something was erased from the board's whole history: drop every copy and begin with a new document."""

    code = 4410


ERASED = "Something was erased from this board for good. It is opened afresh."


class TooLarge(TheyBroke):
    """A message, an update or a presence state over its limit."""

    code = 4413


class Unacceptable(TheyBroke):
    """A well-formed update that can't be taken even in part: start afresh with a new document."""

    code = 4422


class Flooding(TheyBroke):
    """More messages than a person can make; come back more slowly."""

    code = 4529


class WeBroke(RoomError):
    """The fault is the server's."""


class NotKept(WeBroke):
    """A change could not be written to disk, so nobody was shown it."""

    code = 4503


class Full(WeBroke):
    """No place for another connection now; try again in a while."""

    code = 4529


class Poisoned(WeBroke):
    """The live document can't be trusted any more; it is loaded again from the store."""

    code = 1011


class Gap(Exception):
    """An update builds on changes this room lacks: ask the client for them with a sync step 1."""


class Ahead(Exception):
    """An answer holds changes of others that are not known here: look whether another process kept them."""


class BadFile(Exception):
    """A file that can't come in: the words name the line or the element at fault, and go to the person as they are."""


class BadPoll(Exception):
    """A poll that can't be asked like this; the words go to the facilitator as they are."""


class BadBallot(Exception):
    """A ballot that can't be counted; the words go to the voter as they are."""
