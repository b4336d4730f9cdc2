"""Patience with wrong codes: guessing is slow for everyone together, and nobody is locked out by address.

A whole office, library or school shares one address, so counting by address would lock out the room that is joining.
Instead one bucket for the process: every wrong code takes a token and waits a little, longer the emptier the bucket.
With 204 words and 90 numbers, a guesser who keeps it empty needs ten hours to try every code once.
"""

from dataclasses import dataclass

CAPACITY = 120
"""Wrong codes at once: a full hall in which everyone mistypes once."""
REFILL_PER_S = 0.5
SLOWEST_S = 1.5


@dataclass(slots=True)
class Door:
    """Where codes are tried. Time comes as an argument, in seconds, from any clock that only goes on."""

    tokens: float = CAPACITY
    asked_s: float = 0.0
    capacity: int = CAPACITY
    refill_per_s: float = REFILL_PER_S

    def may_try(self, now_s: float) -> bool:
        """Whether a code may be tried now at all."""
        gone_s = max(0.0, now_s - self.asked_s)
        self.tokens = min(self.capacity, self.tokens + gone_s * self.refill_per_s)
        self.asked_s = now_s
        return self.tokens >= 1

    def wrong(self) -> float:
        """A wrong code was tried: how many seconds to wait before saying so."""
        self.tokens -= 1
        return SLOWEST_S * (1 - max(self.tokens, 0) / self.capacity)

    def was_right(self) -> None:
        """What was counted as wrong in advance was right after all."""
        self.tokens += 1

    @property
    def retry_after_s(self) -> int:
        """How long until somebody may try again."""
        return max(1, round((1 - self.tokens) / self.refill_per_s))
