"""Fifty people at a board's socket who move: `python bench/crowd.py URL cursors|cards SECONDS [CARD,X,Y]...`.

Each tells where they are 20 times a second, as our page does: their pointer, or two cards each that they drag.
"""

import asyncio
import json
import math
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from wire_client import WireClient  # noqa: E402

RATE_HZ = 20


def state(n: int, t: float, dragged: list[tuple[str, float, float]]) -> bytes:
    """What one of them tells at a moment."""
    at = [round(700 + 500 * math.sin(t + n)), round(450 + 300 * math.cos(t * 1.3 + n))]
    dx = round(60 * math.sin(t * 2 + n))
    dragging = {card: [round(x + dx), round(y + dx / 2)] for card, x, y in dragged}
    said = {"cursor": None if dragged else at, "view": None, "holding": list(dragging), "dragging": dragging}
    return json.dumps({**said, "editing": None, "away": False}).encode()


async def person(url: str, n: int, dragged: list[tuple[str, float, float]], until: float) -> None:
    """One of them, for as long as it lasts."""
    client = WireClient(url)
    await client.open()
    listening = asyncio.create_task(client.listen())
    print("here", flush=True)
    await asyncio.sleep(n / 50 / RATE_HZ)
    while time.monotonic() < until:
        await client.say_presence(state(n, time.monotonic(), dragged))
        await asyncio.sleep(1 / RATE_HZ)
    listening.cancel()
    assert client.ws is not None
    await client.ws.close()


async def main(url: str, what: str, seconds: float, places: list[str]) -> None:
    """All of them."""
    cards = [(card, float(x), float(y)) for card, x, y in (place.split(",") for place in places)]
    shares = [cards[n::5] for n in range(5)] if what == "cards" else [[] for _ in range(50)]
    until = time.monotonic() + seconds
    await asyncio.gather(*(person(url, n, share, until) for n, share in enumerate(shares)))


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], sys.argv[2], float(sys.argv[3]), sys.argv[4:]))
