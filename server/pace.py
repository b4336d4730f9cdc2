"""How often to flush: at once after quiet, more rarely the more a flush costs."""

import asyncio
from collections.abc import Callable
from time import perf_counter

FLOOR_S = 0.002
"""Least time between two flushes; unnoticed in a room of five, and half of what eyes notice of a cursor."""
CEILING_S = 0.05
SHARE = 5
"""A flush may take one part in this many of the time. Measured with 100 people moving at 20 Hz: a fixed 2 ms
costs 39 % of a core, 8 ms costs 21 % and is felt in small rooms."""


class Pace:
    """Calls `flush` when armed, now or as soon as it may."""

    def __init__(self, flush: Callable[[], None]) -> None:
        self._flush = flush
        self._armed = False
        self._last_s = 0.0
        self._gap_s = 0.0
        self._loop = asyncio.get_running_loop()

    def arm(self) -> None:
        """Something is waiting to be flushed."""
        if self._armed:
            return
        self._armed = True
        wait_s = self._last_s + self._gap_s - perf_counter()
        if wait_s <= 0.0005:
            self._loop.call_soon(self._fire)
        else:
            self._loop.call_later(wait_s, self._fire)

    def _fire(self) -> None:
        self._armed = False
        start_s = perf_counter()
        self._flush()
        self.spent(perf_counter() - start_s)

    def spent(self, cost_s: float) -> None:
        """A flush took this long: the next may come after a time in proportion."""
        self._last_s = perf_counter()
        self._gap_s = min(max(FLOOR_S, cost_s * SHARE), CEILING_S)
