"""A busy event loop stands still for a moment before it looks for messages again, so that one look finds several.

Waking up costs as much as a message asks for, and what is done several times in a row is done from warm caches; network
cards hold back their interrupts for the same reasons. Nobody waits for long: looks are LULL_S apart at most, a lull is
over at once when something else has ended (so what is on disk is shown without delay), and where few messages come
there is none.
"""

import asyncio
import contextlib
import threading
from collections.abc import Callable
from math import inf
from time import perf_counter

LULL_S = 0.003
"""Most time between two looks …"""
BUSY_HZ = 1_500
MOST_HZ = 10_000
"""… where from so many messages to so many come in a second, four for each and more. With fewer, as on a board of 50
people, it gains nothing that could be told, and changes come later; with more, a look finds several anyway."""
COUNT_S = 0.05
"""How long they are counted at least."""
WORTH_S = 0.0002
"""Less is left to the loop itself."""


class Lull:
    """Of one event loop."""

    def __init__(self, alone: Callable[[], bool] = lambda: True) -> None:
        """`alone`: whether no other process serves the same boards. What goes back and forth between them would wait
        once for each of its steps."""
        self.length_s = 0.0
        """How long the loop may stand still, at present."""
        self._alone = alone
        self._loop = asyncio.get_running_loop()
        self._over = threading.Lock()
        self._over.acquire()
        self._heard = 0
        self._enough = BUSY_HZ * COUNT_S
        """How many are worth a look at the clock, while it does not stand still."""
        self._counted_s = self._looked_s = perf_counter()
        self._due_s = inf
        self._armed = self._more = False

    def heard(self) -> None:
        """A message came that changes something."""
        self._heard += 1
        if self.length_s:
            self._more = True
            if not self._armed:
                self._armed = True
                self._loop.call_soon(self._rest)
        elif self._heard >= self._enough:
            self._look_at_the_clock(perf_counter())

    def due(self, at_s: float) -> None:
        """Something is to be done then: by perf_counter, inf for nothing. There is one such thing at a time."""
        self._due_s = at_s

    def end(self) -> None:
        """Something else waits for the loop, which has been told. May be called from any thread."""
        with contextlib.suppress(RuntimeError):  # another one has said so
            self._over.release()

    def _look_at_the_clock(self, now_s: float) -> None:
        """Find out whether to stand still: not from a moment alone, for any number may come while much is written."""
        passed_s = now_s - self._counted_s
        if passed_s < COUNT_S:
            self._enough *= 2
            return
        busy = BUSY_HZ * passed_s <= self._heard <= MOST_HZ * passed_s
        self.length_s = LULL_S if busy and self._alone() else 0.0
        self._heard, self._counted_s, self._enough = 0, now_s, BUSY_HZ * COUNT_S

    def _rest(self) -> None:
        """Stand still, once a round of the loop has brought nothing more: by then, what was to be written has left."""
        if self._more:
            self._more = False
            self._loop.call_soon(self._rest)
            return
        self._armed = False
        now_s = perf_counter()
        self._look_at_the_clock(now_s)
        left_s = min(self._looked_s + self.length_s, self._due_s) - now_s
        if left_s > WORTH_S:
            self._over.acquire(timeout=left_s)
            now_s = perf_counter()
        self._looked_s = now_s
