"""Worker processes: checkpoints, past moments and reports are made there, so that no edit waits for a large board."""

import gc
import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import ParamSpec, TypeVar

from boards.document import Document
from boards.errors import Poisoned

P = ParamSpec("P")
T = TypeVar("T")


class Worker:
    """One process, started when first needed, started again when it died."""

    def __init__(self, nice: int = 10) -> None:
        """`nice`: how far it gives way to the server."""
        self._nice = nice
        self._pool: ProcessPoolExecutor | None = None
        # Two threads may want the worker at once, and one of them may find it dead.
        self._lock = threading.Lock()

    def state_of(self, updates: Sequence[bytes]) -> bytes:
        """The full state of a board from its updates, in order. Blocks: call it off the event loop.

        Raises Poisoned where they can't be applied, or where the worker died of them twice.
        """
        return self.run(state_of, updates)

    def run(self, act: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Call a module's function in the process. Blocks. Raises Poisoned where the worker died of it twice."""
        pool = self._ready()
        try:
            return pool.submit(act, *args, **kwargs).result()
        except BrokenProcessPool:
            pool = self._ready(instead_of=pool)
        try:
            return pool.submit(act, *args, **kwargs).result()
        except BrokenProcessPool as error:
            raise Poisoned("the process that loaded it died of it") from error

    def _ready(self, instead_of: ProcessPoolExecutor | None = None) -> ProcessPoolExecutor:
        with self._lock:
            if self._pool is None or self._pool is instead_of:
                # Forking a process that has threads and an event loop is asking for a deadlock.
                spawn = multiprocessing.get_context("spawn")
                self._pool = ProcessPoolExecutor(1, mp_context=spawn, initializer=settle_in, initargs=(self._nice,))
            return self._pool

    def close(self) -> None:
        """End the process."""
        with self._lock:
            pool, self._pool = self._pool, None
        if pool is not None:
            pool.shutdown(wait=True, cancel_futures=True)


def state_of(updates: Sequence[bytes]) -> bytes:
    """The full state after these updates; runs in the worker."""
    try:
        document = Document(updates)
    except (ValueError, RuntimeError) as error:
        raise Poisoned(str(error)) from None
    try:
        return document.state()
    finally:
        document.close()


def settle_in(nice: int) -> None:
    """Give way to the server, leave Ctrl-C to it, and don't outlive it however it ended."""
    os.nice(nice)
    # Boards are built as large plain trees here and dropped whole: looking through them for cycles finds none.
    gc.freeze()
    gc.set_threshold(100_000)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(0)
