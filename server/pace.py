"""How often to flush: at once after quiet, more rarely the more a flush costs."""

import asyncio
from collections.abc import Callable
from math import inf
from time import perf_counter
from typing import Generic, TypeVar

from server.lull import Lull

T = TypeVar("T")

FLOOR_S = 0.001
"""Least time between two commits. Twenty rooms of five see a change after 2.1 ms (the median, on a disk) with this,
after 3.8 with three times as much, and take no more of a core that could be told from how much it varies; at a quicker
hour after 1.0 and 1.8 ms, for 22 and 19.6 % of a core."""
SHARE = 4
"""A flush may take one part in this many of the time."""
TURN_FLOOR_S = 0.012
"""Least time between two looks at who is where: half of what eyes notice of a cursor. Single runs with 50 people moving
at 20 Hz took 35 to 40 % of a core with every 2 ms, 28 to 33 % with every 7, 23 to 28 % with every 10."""
TURN_SHARE = 8
EACH_S = 0.0012
MOST_SHARED_S = 0.024
"""Each room that is busy makes everybody's turns rarer by EACH_S, up to MOST_SHARED_S, which is still twice for each
move of a cursor: a turn of a small room is little more than its system calls, and brings several states in one."""
TICK_S = 0.004
"""Least time between two times that turns are given."""
FLUSH_CEILING_S = 0.03
"""Most time between two commits. With 500 people moving, 50 of them writing, a flush takes 15 ms and more; each wrote
20 times a second, and what they wrote was seen after 80 ms (99 of 100) with this, after 130 to 200 with 50 ms."""
CEILING_S = 0.05
RIDE_S = 0.01
"""A turn that is due waits so long for something of theirs that is on its way: a full room is written to half as often
where both leave in one."""
REGULAR_S = 0.06
REGULAR = 3
"""Where many rooms are busy, a turn also waits for something that comes regularly, as changes do while a card is moved
(20 a second): whose last so many rides were no further apart than this has the next within it. What is seen of cursors
then moves as often as the card does."""
SOON_S = 0.0005
"""Not worth a timer."""


class Pace:
    """Calls `flush` when armed, now or as soon as it may."""

    def __init__(self, flush: Callable[[], None], lull: Lull) -> None:
        self._flush, self._lull = flush, lull
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
        if wait_s <= max(SOON_S, self._lull.length_s):  # a timer would be late by as much
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
        self._gap_s = min(max(FLOOR_S, cost_s * SHARE), FLUSH_CEILING_S)


class Turns(Generic[T]):
    """Calls `take` for each who wants it, now or as soon as their last turn is long enough ago.

    Each has a pace of their own: a full room must not slow down a small one. Turns that fall close together are taken
    together: waking up costs as much as a turn of a small room.
    """

    def __init__(self, take: Callable[[T], None], lull: Lull, rides: Callable[[T], bool] = lambda _: False) -> None:
        """`rides`: whether something is on its way to them that a turn may be had along with."""
        self._take, self._lull, self._rides = take, lull, rides
        self._wanting: dict[T, None] = {}
        self._next_s: dict[T, float] = {}
        self._rode: dict[T, tuple[float, int]] = {}
        """When each last had a turn along with something else, and how many times running it had come regularly."""
        self._busy: set[T] = set()
        """Who had a turn since `_counted_s`."""
        self._counted_s = 0.0
        self._shared_s = 0.0
        """Least time between two turns of one, for how many there are."""
        self._waking = False
        self._fired_s = 0.0
        self._loop = asyncio.get_running_loop()

    def want(self, who: T) -> None:
        """Something waits for a turn of theirs."""
        self._wanting[who] = None
        if not self._waking:
            self._wake()

    def rode(self, who: T, cost_s: float) -> None:
        """They had a turn along with something else, and it took this long."""
        now_s = perf_counter()
        last_s, times = self._rode.get(who, (0.0, 0))
        self._rode[who] = now_s, times + 1 if now_s - last_s < REGULAR_S else 0
        self.had(who, cost_s)

    def had(self, who: T, cost_s: float) -> None:
        """They had a turn, and it took this long."""
        self._wanting.pop(who, None)
        now_s = perf_counter()
        if now_s - self._counted_s > CEILING_S:
            self._shared_s = min(len(self._busy) * EACH_S, MOST_SHARED_S)
            self._busy.clear()
            self._counted_s = now_s
        self._busy.add(who)
        self._next_s[who] = now_s + min(max(TURN_FLOOR_S, self._shared_s, cost_s * TURN_SHARE), CEILING_S)

    def forget(self, who: T) -> None:
        """They are gone."""
        self._wanting.pop(who, None)
        self._next_s.pop(who, None)
        self._rode.pop(who, None)

    def _wake(self) -> None:
        self._waking = True
        due_s = self._fired_s + TICK_S
        wait_s = due_s - perf_counter()
        if wait_s <= SOON_S:
            self._loop.call_soon(self._fire)
        else:
            self._loop.call_later(wait_s, self._fire)
            self._lull.due(due_s)

    def _fire(self) -> None:
        self._waking = False
        self._lull.due(inf)
        self._fired_s = now_s = perf_counter()
        soon_s = now_s + TICK_S / 2
        for who in [who for who in self._wanting if self._next_s.get(who, 0.0) <= soon_s]:
            if self._will_ride(who, soon_s):
                continue
            self._take(who)
            end_s = perf_counter()
            self.had(who, end_s - now_s)
            now_s = end_s
        if self._wanting:
            self._wake()

    def _will_ride(self, who: T, now_s: float) -> bool:
        if self._next_s.get(who, 0.0) > now_s - RIDE_S and self._rides(who):
            return True
        last_s, times = self._rode.get(who, (0.0, 0))
        return self._shared_s > TURN_FLOOR_S and times >= REGULAR and now_s < last_s + REGULAR_S
