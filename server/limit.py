"""How much one connection may send, and how many connections there may be.

Counted by participant and by invitation, never by network address: a whole office, school or library shares one.
"""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from boards.visitor import Visitor
from server.settings import Settings

BURST_S = 10
"""A bucket holds what may be sent in this many seconds: pasting a large group of cards, or coming back after an hour
offline, is one burst. Someone who drags and types sends about 130 messages a second and never empties it."""


class Allowance:
    """What one connection may send: two token buckets, of messages and of bytes."""

    __slots__ = ("_asked_s", "_bytes", "_bytes_per_s", "_messages", "_messages_per_s", "_most_bytes", "_most_messages")

    def __init__(self, settings: Settings, now_s: float) -> None:
        self._messages_per_s = settings.max_messages_per_s
        # A whole first sync of the largest size must always fit.
        self._bytes_per_s = max(settings.max_bytes_per_s, settings.max_message_bytes * 2 // BURST_S)
        self._messages: float = self._messages_per_s * BURST_S
        self._bytes: float = self._bytes_per_s * BURST_S
        self._most_messages, self._most_bytes = self._messages, self._bytes
        self._asked_s = now_s

    def take(self, size: int, now_s: float) -> bool:
        """Whether a message of this size is within what may be sent by now."""
        gone_s = now_s - self._asked_s
        self._asked_s = now_s
        self._messages = min(self._messages + gone_s * self._messages_per_s, self._most_messages) - 1
        self._bytes = min(self._bytes + gone_s * self._bytes_per_s, self._most_bytes) - size
        return self._messages >= 0 and self._bytes >= 0


class Crowded(Exception):
    """No place for this connection now. `status` is HTTP's: 503 the process is full, 429 this visitor has too many."""

    def __init__(self, status: int, words: str) -> None:
        super().__init__(words)
        self.status = status


class Crowd:
    """The connections of this process."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.total = 0
        self.by_participant: Counter[str] = Counter()
        self.by_invitation: Counter[str] = Counter()

    def check(self) -> None:
        """Raises Crowded when the process is full."""
        if self.total >= self.settings.max_connections:
            raise Crowded(503, "Same Room is full at the moment. Please try again in a minute.")

    @contextmanager
    def place_for(self, visitor: Visitor) -> Iterator[None]:
        """A place for as long as the connection lasts. Raises Crowded."""
        self.check()
        if self.by_participant[visitor.participant] >= self.settings.max_connections_per_participant:
            raise Crowded(429, "You have this board open too many times. Please close some of its tabs.")
        if (
            visitor.invitation
            and self.by_invitation[visitor.invitation] >= self.settings.max_connections_per_invitation
        ):
            raise Crowded(429, "Too many connections came by this invitation. Please try again in a minute.")
        self._count(visitor, 1)
        try:
            yield
        finally:
            self._count(visitor, -1)

    def _count(self, visitor: Visitor, step: int) -> None:
        self.total += step
        for counter, key in ((self.by_participant, visitor.participant), (self.by_invitation, visitor.invitation)):
            if key:
                counter[key] += step
                if not counter[key]:
                    del counter[key]  # or every participant who was ever here stays in memory
