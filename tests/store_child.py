"""A process of its own that opens a store and writes; run as a script, and the handle its test holds.

What it tells its test goes out line by line, at once, so that a kill -9 can't take back what was said.
"""

import asyncio
import os
import subprocess
import sys
import time
from pathlib import Path

import psutil  # type: ignore[import-untyped]

HERE = Path(__file__).parent
NOBODY = 65534


class Child:
    """The test's end."""

    def __init__(self, act: str, *args: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, str(HERE / "store_child.py"), act, *args],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": f"{HERE.parent}:{HERE}"},
        )

    def expect(self, start: str) -> str:
        """The next line it says; fails if that is something else."""
        assert self.process.stdout is not None
        line = self.process.stdout.readline().strip()
        assert line.startswith(start), f"the child said {line!r}, not {start!r}"
        return line

    def say(self, line: str) -> None:
        """Tell it to go on."""
        assert self.process.stdin is not None
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()

    def rest(self) -> list[str]:
        """All whole lines it still says, until it ends."""
        assert self.process.stdout is not None
        return [line.strip() for line in self.process.stdout if line.endswith("\n")]

    def kill(self) -> None:
        """kill -9."""
        self.process.kill()

    def wait(self) -> int:
        """Its exit status."""
        for stream in (self.process.stdin, self.process.stdout):
            if stream is not None:
                stream.close()
        return self.process.wait(20)


def tell(line: str) -> None:
    os.write(1, (line + "\n").encode())


async def open_and_make(url: str, as_whom: str = "") -> int:
    """Open the store, when told to, and make a board."""
    from server.refusal import Unusable
    from server.secret import new_id
    from server.store import Store

    tell("ready")
    sys.stdin.readline()
    if as_whom == "nobody" and os.getuid() == 0:
        os.setuid(NOBODY)  # root may write anywhere
    store, board = Store(url), new_id()
    try:
        await store.open()
    except Unusable as error:
        tell(f"refused {error}")
        await store.close()
        return 1
    await store.create_board(board, "from a child", b"", 1)
    await store.close()
    tell(f"made {board}")
    return 0


async def write(url: str, board: str, name: str, count: str, size: str) -> int:
    """Write numbered rows, a few calls at a time, and tell of each when it is kept."""
    from acceptance import change, keep
    from server.store import Store

    store = Store(url)
    await store.open()
    tell("ready")
    sys.stdin.readline()
    numbers = iter(range(int(count)))

    async def some() -> None:
        for number in numbers:
            await keep(store, change(board, marked(f"{name}{number}", int(size))))
            tell(f"kept {name}{number}")

    await asyncio.gather(*(some() for _ in range(4)))
    await store.close()
    return 0


async def checkpoint(url: str, board: str) -> int:
    """Make a checkpoint, tell who made it, and wait to be killed."""
    from server.store import Store

    store = Store(url)
    await store.open()
    assert await store.checkpoint(board, 1)
    workers = [child.pid for child in psutil.Process().children() if "spawn_main" in " ".join(child.cmdline())]
    tell("workers " + " ".join(map(str, workers)))
    sys.stdin.readline()
    return 0


def marked(name: str, size: int) -> bytes:
    """An update that shows when it was torn: its name, again and again, and its own length."""
    body = (name.encode() + b".") * (size // (len(name) + 1) + 1)
    return b"%d:" % len(body) + body


def whole(update: bytes) -> str:
    """The name in an update that was not torn. Raises AssertionError for one that was."""
    length, body = update.split(b":", 1)
    name = body.split(b".", 1)[0]
    assert len(body) == int(length)
    assert body == (name + b".") * (len(body) // (len(name) + 1))
    return name.decode()


def gone_by(pid: int, deadline_s: float) -> bool:
    """Whether a process is gone before a deadline."""
    while time.monotonic() < deadline_s:
        if not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE:
            return True
        time.sleep(0.02)
    return False


if __name__ == "__main__":
    acts = {"open": open_and_make, "write": write, "checkpoint": checkpoint}
    sys.exit(asyncio.run(acts[sys.argv[1]](*sys.argv[2:])))  # type: ignore[operator]
