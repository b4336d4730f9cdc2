"""The session's timer: runs to a moment, or stands still with so much left. At zero it is over, and nothing else.

Kept in the session as plain data in the server's time; clients learn that time too, since their clocks may be wrong.
"""

from dataclasses import dataclass, replace
from typing import Any

from boards.running_order import MAX_TIMER_S


@dataclass(frozen=True, slots=True)
class Timer:
    """A timer; `ends` while it runs, else `left_ms`."""

    total_s: int
    """How long it was meant to be, added minutes included."""
    ends: int | None = None
    """Milliseconds since 1970, by the server's clock."""
    left_ms: int = 0

    def plain(self) -> dict[str, Any]:
        """As kept in the session."""
        return {"total_s": self.total_s, "ends": self.ends, "left_ms": self.left_ms if self.ends is None else None}

    def left(self, now_ms: int) -> int:
        """Milliseconds left; nothing where it is over."""
        return max(0, self.ends - now_ms) if self.ends is not None else self.left_ms

    def add(self, seconds: int, now_ms: int) -> "Timer":
        """Longer, or shorter, from now on; one that is over runs again."""
        left = min(max(0, self.left(now_ms) + seconds * 1000), MAX_TIMER_S * 1000)
        total = min(max(0, self.total_s + seconds), MAX_TIMER_S)
        return (
            replace(self, total_s=total, ends=now_ms + left)
            if self.ends
            else replace(self, total_s=total, left_ms=left)
        )

    def pause(self, now_ms: int) -> "Timer":
        """Stand still."""
        return replace(self, ends=None, left_ms=self.left(now_ms))

    def go_on(self, now_ms: int) -> "Timer":
        """Run."""
        return self if self.ends is not None else replace(self, ends=now_ms + self.left_ms, left_ms=0)


def ready(seconds: int) -> Timer | None:
    """A timer that waits to be started; none for no time."""
    return Timer(seconds, None, seconds * 1000) if seconds > 0 else None


def read(kept: Any) -> Timer | None:
    """The timer as kept, or None."""
    if not isinstance(kept, dict):
        return None
    total, ends, left = kept.get("total_s"), kept.get("ends"), kept.get("left_ms")
    if not isinstance(total, int) or not isinstance(ends, int | None) or not isinstance(left, int | None):
        return None
    return Timer(total, ends, left or 0)
