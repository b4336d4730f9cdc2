"""The fifty people of bench/crowd.py, told to a page of tldraw or Excalidraw over a WebSocket of this machine.

Run: python bench/crowd_elsewhere.py tldraw|excalidraw cursors|cards [CARD,X,Y]... It says its address and tells whoever
connects, until they leave. Each product is told in its own way, only in plain JSON and with less in it than its own
server sends: tldraw's gathers what everyone changed and sends that 60 times a second (sync-core, RoomSession.ts);
Excalidraw's passes on each message of each person, there encrypted (excalidraw-app, Portal.tsx).
"""

import asyncio
import contextlib
import json
import math
import sys
import time
from collections.abc import Iterator
from typing import Any

from websockets.asyncio.server import ServerConnection, serve
from websockets.exceptions import ConnectionClosed

RATE_HZ = 20
GATHERED_HZ = 60
Place = tuple[int, float, float]


def pointer(n: int, t: float) -> tuple[int, int]:
    """Where one of them points at a moment."""
    return round(700 + 500 * math.sin(t + n)), round(450 + 300 * math.cos(t * 1.3 + n))


def moved(n: int, t: float, cards: list[Place]) -> list[Place]:
    """Where one of them has dragged these cards."""
    dx = round(60 * math.sin(t * 2 + n))
    return [(card, x + dx, y + dx / 2) for card, x, y in cards]


def to_tldraw(n: int, t: float, cards: list[Place]) -> dict[str, Any]:
    """What one of them changed, as a patch of records."""
    if cards:
        diff = {f"shape:card{card}": ["patch", {"x": ["put", x], "y": ["put", y]}] for card, x, y in moved(n, t, cards)}
        return {"type": "patch", "diff": diff}
    x, y = pointer(n, t)
    cursor = ["patch", {"x": ["put", x], "y": ["put", y]}]
    changed = {"cursor": cursor, "lastActivityTimestamp": ["put", round(time.time() * 1000)]}
    return {"type": "patch", "diff": {f"instance_presence:p{n}": ["patch", changed]}}


def to_excalidraw(n: int, t: float, cards: list[Place]) -> dict[str, Any]:
    """A message of one of them."""
    if cards:
        elements = [{"id": f"card{card}", "x": x, "y": y} for card, x, y in moved(n, t, cards)]
        return {"type": "SCENE_UPDATE", "payload": {"elements": elements}}
    x, y = pointer(n, t)
    who = {"socketId": f"s{n}", "username": f"Person {n}"}
    at = {"pointer": {"x": x, "y": y, "tool": "pointer"}, "button": "up", "selectedElementIds": {}}
    return {"type": "MOUSE_LOCATION", "payload": {**who, **at}}


def turns(people: int) -> Iterator[tuple[float, int]]:
    """Who tells something when, in seconds from now: each at their own moment, as on a real board."""
    tick = 0
    while True:
        for n in range(people):
            yield (tick + n / people) / RATE_HZ, n
        tick += 1


async def tell(ws: ServerConnection, product: str, shares: list[list[Place]]) -> None:
    """All that they do, as it happens."""
    began = time.monotonic()
    gathered: list[dict[str, Any]] = []
    sent = began
    for at, n in turns(len(shares)):
        await asyncio.sleep(max(0.0, began + at - time.monotonic()))
        now = time.monotonic()
        if product == "excalidraw":
            await ws.send(json.dumps(to_excalidraw(n, now, shares[n])))
            continue
        gathered.append(to_tldraw(n, now, shares[n]))
        if now - sent >= 1 / GATHERED_HZ:
            await ws.send(json.dumps({"type": "data", "data": gathered}))
            gathered, sent = [], now


async def main(product: str, what: str, places: list[str]) -> None:
    """Serve until ended."""
    cards = [(int(card), float(x), float(y)) for card, x, y in (place.split(",") for place in places)]
    shares = [cards[n::5] for n in range(5)] if what == "cards" else [[] for _ in range(50)]

    async def connected(ws: ServerConnection) -> None:
        with contextlib.suppress(ConnectionClosed):
            await tell(ws, product, shares)

    async with serve(connected, "127.0.0.1", 0, compression=None) as server:
        print(f"ws://127.0.0.1:{server.sockets[0].getsockname()[1]}", flush=True)
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], sys.argv[2], sys.argv[3:]))
