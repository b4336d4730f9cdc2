"""What was written, what was acknowledged, what is there: and whether that fits together.

Every edit is unique: a mark that stands in a card's text once. A mark counts as acknowledged when the server has sent
it to anyone, its author among them. In the end acknowledged ⊆ there ⊆ sent, nothing is there twice, and everyone has
the same document, which is the stored one.
"""

import asyncio
import contextlib
import random
import re
from collections import Counter
from collections.abc import Awaitable, Callable
from typing import Any

from websockets.exceptions import WebSocketException

from wire_client import WireClient, connected

MARK = re.compile(r"<[a-z0-9]+\.\d+>")


class Person:
    """Someone who writes, and comes back whenever the connection ends, as browsers do."""

    def __init__(self, name: str, urls: Callable[[], list[str]], rng: random.Random, pause_s: float = 0.05) -> None:
        self.name, self._urls, self._rng, self._pause_s = name, urls, rng, pause_s
        self.client = WireClient("")
        self.sent: set[str] = set()
        self.codes: Counter[tuple[int | None, str]] = Counter()
        """How connections ended."""
        self.connections = 0
        self.writes = True
        self._number = 0
        self._mine: list[str] = []

    async def live(self) -> None:
        """Until cancelled."""
        wait_s = 0.05
        while True:
            self.client.url = self._rng.choice(self._urls())
            before = self.connections
            with contextlib.suppress(OSError, WebSocketException, TimeoutError):
                async with connected(self.client):
                    self.connections += 1
                    wait_s = 0.05
                    await self._write()
            if self.connections > before:
                self.codes[self.client.close_code, self.client.close_reason] += 1
            await asyncio.sleep(wait_s * self._rng.uniform(0.5, 1.5))
            wait_s = min(wait_s * 2, 1.0)

    async def _write(self) -> None:
        while self.client.close_code is None:
            if self.writes and self.client.synced:
                await self._edit()
            await asyncio.sleep(self._pause_s * self._rng.uniform(0.5, 1.5))

    async def _edit(self) -> None:
        self._number += 1
        mark = f"<{self.name}.{self._number}>"
        self.sent.add(mark)
        there = list(self.client.cards.keys())
        if self._rng.random() < 0.3 or not there:
            await self.client.add(mark)
        else:
            await self.client.write(self._rng.choice(there), mark)

    def acknowledged(self) -> set[str]:
        """Marks that the server has sent them."""
        return set(marks(self.client.acknowledged()))


def marks(cards: dict[str, Any]) -> list[str]:
    """Every mark on a board, as often as it is there."""
    return [mark for card in cards.values() for mark in MARK.findall(str(card.get("text", "")))]


async def settle(people: list[Person], look: Callable[[], Awaitable[dict[str, Any]]], timeout_s: float = 40) -> None:
    """Nobody writes any more; wait until everyone has what `look` finds stored.

    What somebody was told is no measure of that: where a connection ends between an edit and its echo, the edit is
    kept, and whoever comes back with it is never sent it again.
    """
    for person in people:
        person.writes = False
    async with asyncio.timeout(timeout_s):
        while not _alike(people, await look()):
            await asyncio.sleep(0.2)


def _alike(people: list[Person], stored: dict[str, Any]) -> bool:
    return all(
        person.client.close_code is None and person.client.synced and person.client.plain_cards() == stored
        for person in people
    )


def check(people: list[Person], stored: dict[str, Any], promised: set[str]) -> None:
    """Whether what is stored fits what happened. `promised` is what was acknowledged at any time."""
    there = Counter(marks(stored))
    sent = set().union(*(person.sent for person in people))
    acknowledged = promised.union(*(person.acknowledged() for person in people))
    assert acknowledged <= there.keys(), f"acknowledged and lost: {sorted(acknowledged - there.keys())[:10]}"
    assert there.keys() <= sent, f"nobody wrote {sorted(there.keys() - sent)[:10]}"
    assert not [mark for mark, times in there.items() if times > 1], "something is there twice"
    for person in people:
        assert person.client.plain_cards() == stored, f"{person.name} has something else"
