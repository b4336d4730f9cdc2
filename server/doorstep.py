"""Upgrade requests are read a few at a time: five hundred in one turn of the loop would take a sixth of a second.

Whoever stands here has a connection and has asked, but nobody has looked at what they ask. See turnstile.py for what
comes after.
"""

import asyncio
from collections import deque
from collections.abc import Callable
from time import perf_counter
from weakref import WeakKeyDictionary

TURN_S = 0.008
SHARE_S = 0.004
"""Of each turn, for reading requests."""


class Doorstep:
    """Those who have asked to come in, in the order they came."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._waiting: deque[Callable[[], None]] = deque()
        self._began_s = 0.0
        self._spent_s = 0.0

    def wait(self, read: Callable[[], None]) -> None:
        """Read a request, at once where few ask."""
        now_s = perf_counter()
        if now_s - self._began_s > TURN_S and not self._waiting:
            self._began_s, self._spent_s = now_s, 0.0
        if self._waiting or self._spent_s >= SHARE_S:
            self._waiting.append(read)
            if len(self._waiting) == 1:
                self._loop.call_later(TURN_S, self._go_on)
        else:
            self._read(read)

    def _read(self, read: Callable[[], None]) -> None:
        start_s = perf_counter()
        read()
        self._spent_s += perf_counter() - start_s

    def _go_on(self) -> None:
        self._began_s, self._spent_s = perf_counter(), 0.0
        while self._waiting and self._spent_s < SHARE_S:
            self._read(self._waiting.popleft())
        if self._waiting:
            self._loop.call_later(TURN_S, self._go_on)


_doorsteps: WeakKeyDictionary[object, Doorstep] = WeakKeyDictionary()


def doorstep_of(server: object, loop: asyncio.AbstractEventLoop) -> Doorstep:
    """The doorstep of one server, which all its connections share."""
    found = _doorsteps.get(server)
    if found is None:
        found = _doorsteps[server] = Doorstep(loop)
    return found
