"""Ballots wait here for a moment and go to the disk together, in the order of their keys.

One at a time, the order of commits would be the order in which people pressed. Whoever voted is answered when their
ballot is on the disk.
"""

import asyncio
from collections import defaultdict

from server.ballot import CLOSED, Cast, Closed
from server.store import Store

MIX_S = 1.5
"""Long enough that in a room of people who vote at the same time several come together."""


class BallotBox:
    """The ballots that are on their way, of all boards of this process."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._waiting: dict[tuple[str, str], Cast] = {}
        self._told: list[tuple[str, asyncio.Future[None]]] = []
        self._round: asyncio.Task[None] | None = None

    async def cast(self, cast: Cast) -> None:
        """Take a ballot in place of the voter's last one; returns when it is on the disk. Raises Closed."""
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting[cast.poll, cast.key] = cast
        self._told.append((cast.poll, done))
        if self._round is None:
            self._round = asyncio.create_task(self._mix())
        await done

    def waiting(self, poll: str, key: str) -> dict[str, str | int] | None:
        """What a voter chose last, while it is not on the disk yet."""
        found = self._waiting.get((poll, key))
        return None if found is None else dict(found.choices)

    async def _mix(self) -> None:
        await asyncio.sleep(MIX_S)
        self._round = None
        await self.empty()

    async def empty(self) -> None:
        """Have everything that waits kept, now."""
        waiting, self._waiting = self._waiting, {}
        told, self._told = self._told, []
        by_poll: dict[str, list[Cast]] = defaultdict(list)
        for one in waiting.values():
            by_poll[one.poll].append(one)
        for poll, cast in by_poll.items():
            mine = [done for of, done in told if of == poll and not done.done()]
            try:
                kept = await self._store.put_ballots(poll, cast)
            except Exception as error:
                for done in mine:
                    done.set_exception(error)
                if not mine:
                    raise
                continue
            for done in mine:
                if kept:
                    done.set_result(None)
                else:
                    done.set_exception(Closed(CLOSED))
