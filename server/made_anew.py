"""A room made again from its log, off the loop."""

import gc
import secrets
import threading

from boards.room import Room
from boards.standing import Standing
from server.record import Loaded


def room_of(board: str, loaded: Loaded, standing: Standing) -> Room:
    """A room from its log. Takes a while for a large board, so it runs off the loop."""
    with nothing_collected:
        return Room(board, loaded.updates, loaded.bindings, loaded.stamps, secrets.randbits(31) + 1, standing)


class Rest:
    """Lets Python's garbage collector rest while anyone is inside, in whichever thread.

    On 5,000 cards it would take 0.2 s to find that all is in use. Threads that each looked whether it was on left it
    off for good now and then, and nothing of the rooms that were closed from then on was ever freed.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._inside = 0

    def __enter__(self) -> None:
        with self._lock:
            self._inside += 1
            gc.disable()

    def __exit__(self, *_: object) -> None:
        with self._lock:
            self._inside -= 1
            if not self._inside:
                gc.enable()


nothing_collected = Rest()
