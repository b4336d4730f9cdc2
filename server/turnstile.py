"""Whoever comes is let in no faster than those who are in can bear.

When a server is back, or a line that many share, stock clients return as one: all wait for the same times, without
jitter. Each costs a few reads, a row and a first sync. So those that are too many at once wait here, before their
upgrade is answered. No client minds that (stock ones look at the clock only once they are connected), while everyone
who is turned away comes again, in one moment with all the others.

How many go through follows from how late this loop is: a late tick halves it, ticks on time raise it by and by.
"""

import asyncio
from collections import deque
from collections.abc import Callable

from server.limit import Crowded

TICK_S = 0.01
LATE_S = 0.02
"""A tick later than this says that people inside begin to notice."""
FEWEST, MOST = 1.0, 16.0
"""People let through in one tick. As measured, 500 came onto a board of 1 MB in 0.64 to 0.70 s with these; what 20
others wrote meanwhile was seen after 34 to 50 ms (99 of 100). With twice as many it took longer; when all came at once
it was 513 ms."""
RISE = 0.5
COMING = 24
"""How many may be on their way to their place. Those who are looked up and written down together cost less: with 6 it
took 0.9 s."""
PATIENCE_S = 20.0
"""Our own client gives up after 30 s without a word, many a proxy after 60 s."""
WAITING = 4_000
FULL = "Too many people are coming in at this moment. Please try again in a minute."


class Turn:
    """Somebody's turn to come in; over when they have their place, or went away."""

    __slots__ = ("_over",)

    def __init__(self, over: Callable[[], None]) -> None:
        self._over: Callable[[], None] | None = over

    def over(self) -> None:
        """The next may come; may be said twice."""
        if self._over is not None:
            self._over()
            self._over = None


class Waiting:
    """Somebody at the turnstile."""

    __slots__ = ("gone", "let_through", "until_s")

    def __init__(self, loop: asyncio.AbstractEventLoop, gone: Callable[[], bool]) -> None:
        self.let_through: asyncio.Future[bool] = loop.create_future()
        self.gone = gone
        self.until_s = loop.time() + PATIENCE_S


class Turnstile:
    """The way into one process."""

    def __init__(self, loop: asyncio.AbstractEventLoop | None = None) -> None:
        """`loop`: another clock than the running loop's, for tests."""
        self._loop = loop
        self._waiting: deque[Waiting] = deque()
        self._coming = 0
        self._pace = MOST
        self._left = int(MOST)
        """How many may still go through before the next tick."""
        self._due_s: float | None = None
        """When the next tick is due; None while nobody comes."""

    @property
    def waiting(self) -> int:
        """How many wait."""
        return len(self._waiting)

    async def turn(self, gone: Callable[[], bool]) -> Turn | None:
        """Wait for a turn; None when they have hung up meanwhile, which `gone` tells. Raises Crowded."""
        loop = self._loop or asyncio.get_running_loop()
        if self._due_s is None:
            self._tick_later(loop)
        if self._waiting or not self._is_free():
            if len(self._waiting) >= WAITING:
                raise Crowded(503, FULL)
            return await self._wait(Waiting(loop, gone))
        self._count()
        return Turn(self._arrived)

    async def _wait(self, one: Waiting) -> Turn | None:
        self._waiting.append(one)
        try:
            return Turn(self._arrived) if await one.let_through else None
        except asyncio.CancelledError:
            if not one.let_through.cancelled() and one.let_through.result():
                self._arrived()
            raise

    def _is_free(self) -> bool:
        return self._left > 0 and self._coming < COMING

    def _count(self) -> None:
        self._left -= 1
        self._coming += 1

    def _arrived(self) -> None:
        self._coming -= 1
        if self._waiting:
            self._let_through((self._loop or asyncio.get_running_loop()).time())

    def _tick_later(self, loop: asyncio.AbstractEventLoop) -> None:
        self._due_s = loop.time() + TICK_S
        loop.call_at(self._due_s, self._tick, loop)

    def _tick(self, loop: asyncio.AbstractEventLoop) -> None:
        assert self._due_s is not None
        late_s = loop.time() - self._due_s
        self._pace = max(self._pace / 2, FEWEST) if late_s > LATE_S else min(self._pace + RISE, MOST)
        self._left = int(self._pace)
        self._let_through(loop.time())
        if self._waiting or self._coming or self._pace < MOST:
            self._tick_later(loop)
        else:
            self._due_s = None

    def _let_through(self, now_s: float) -> None:
        while self._waiting:
            one = self._waiting[0]
            if one.let_through.done():  # cancelled
                pass
            elif one.gone():
                one.let_through.set_result(False)
            elif one.until_s < now_s:
                one.let_through.set_exception(Crowded(503, FULL))
            elif self._is_free():
                self._count()
                one.let_through.set_result(True)
            else:
                return
            self._waiting.popleft()
