"""Reads and writes the root `session`, which only the server does. SPEC.md lists its keys."""

from typing import Any

from boards import running_order, timer
from boards.document import Document, plain
from boards.running_order import RunningOrder
from boards.timer import Timer


def session_of(document: Document) -> dict[str, Any]:
    """The whole session as plain data."""
    found: dict[str, Any] = plain(document.root("session"))
    return found


def order_of(document: Document) -> RunningOrder:
    """The running order."""
    return running_order.read(session_of(document))


def timer_of(document: Document) -> Timer | None:
    """The timer, if one is set."""
    return timer.read(plain(document.root("session").get("timer")))


def say(document: Document, **keys: Any) -> None:
    """Write these keys inside the server's change; None takes one away. What is so already is not written."""
    root = document.root("session")
    for key, value in keys.items():
        if value is None:
            if key in root:
                del root[key]
        elif plain(root.get(key)) != value:
            root[key] = value


def begin(document: Document, order: RunningOrder) -> None:
    """Write an order whose stage has just begun: its timer waits, nothing of it has been shown.

    What everyone was asked to look at belonged to the last one; who shows the way goes on.
    """
    now = order.now
    light = plain(document.root("session").get("spotlight"))
    waiting = timer.ready(now.timer_s) if now else None
    say(
        document,
        **order.plain(),
        timer=waiting.plain() if waiting else None,
        spotlight=light if isinstance(light, dict) and light.get("follow") is True else None,
        silent={"names": now.names, "shown": [], "count": 0, "zones": {}} if now and now.silent else None,
    )
