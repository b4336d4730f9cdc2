"""A real server in a process of its own, for tests: started, waited for, stopped, killed, started again."""

import asyncio
import contextlib
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import psutil  # type: ignore[import-untyped]

from boards.document import Document
from boards.template import fill, load
from laid import lay_database
from server.creation import create
from server.hub import Hub
from server.secret import new_id
from server.settings import Settings
from server.store import Store

ROOT = Path(__file__).parent.parent
START_S = 60.0
COMMAND = [sys.executable, "-W", "error", "-m", "server", "serve"]

T = TypeVar("T")


@dataclass(frozen=True)
class Invitations:
    """A board and the secrets of the ways onto it."""

    id: str
    title: str
    facilitator: str
    contributor: str
    observer: str


class RunningServer:
    """One server on its own data folder and port; both stay the same when it is started again."""

    def __init__(self, folder: Path, **settings: object) -> None:
        self.folder = folder
        self.port = unused_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.ws = f"ws://127.0.0.1:{self.port}"
        self.data = folder / "data"
        self.log_path = folder / "server.log"
        self.settings = {"port": self.port, "data": self.data, "public_url": self.url, **settings}
        self.process: subprocess.Popen[bytes] | None = None
        self.surroundings: dict[str, str] = {}
        """Variables that are not of its settings."""

    def skew(self, seconds: float) -> None:
        """Set its clock wrong by so much; before its first start too, or it keeps the right one."""
        file = self.folder / "skew"
        held = file.with_suffix(".new")
        held.write_text(str(seconds))
        held.replace(file)
        self.surroundings = {"SKEW_FILE": str(file), "PYTHONPATH": str(ROOT / "tests" / "skewed")}

    @property
    def database(self) -> str:
        """Where its boards are."""
        return str(self.settings.get("database_url") or f"sqlite:///{self.data / 'sameroom.db'}")

    @property
    def pid(self) -> int:
        assert self.process is not None
        return self.process.pid

    @property
    def log(self) -> str:
        """Everything it has written to standard error and output, of all its lives."""
        return self.log_path.read_text() if self.log_path.exists() else ""

    def launch(self) -> None:
        """Start it without waiting."""
        ours = {f"SAMEROOM_{name.upper()}": str(value) for name, value in self.settings.items()}
        if "database_url" not in self.settings:
            lay_database(self.data / "sameroom.db")
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("SAMEROOM_")}
        with self.log_path.open("ab") as log:
            self.process = subprocess.Popen(
                COMMAND,
                cwd=ROOT,
                env={**inherited, **ours, **self.surroundings},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )

    def start(self) -> "RunningServer":
        """Start it; returns when boards can be opened."""
        self.launch()
        self.wait_ready()
        return self

    def wait_ready(self, timeout_s: float = START_S) -> None:
        """Until /readyz says yes; an early death is told with the log."""
        assert self.process is not None
        deadline = time.monotonic() + timeout_s
        while True:
            if is_ready(self.url):
                return
            with contextlib.suppress(subprocess.TimeoutExpired):
                status = self.process.wait(0.02)
                raise AssertionError(f"the server ended with {status}:\n{self.log}")
            assert time.monotonic() < deadline, f"the server is not ready after {timeout_s} s:\n{self.log}"

    def sign_in_address(self) -> str:
        """The address it printed for the first facilitator."""
        found = re.findall(r"http\S+/sign-in/\S+", self.log)
        assert found, f"no sign-in address was printed:\n{self.log}"
        return str(found[-1])

    def memory_bytes(self) -> int:
        """What the process holds in memory."""
        held: int = psutil.Process(self.pid).memory_info().rss
        return held

    def stop(self, timeout_s: float = 10) -> int:
        """SIGTERM; gives the exit status."""
        assert self.process is not None
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout_s)

    def kill(self) -> None:
        """SIGKILL: no time to say anything."""
        assert self.process is not None
        self.process.kill()
        self.process.wait(10)

    def close(self) -> None:
        """Whatever state it is in: end it."""
        if self.process is not None and self.process.poll() is None:
            try:
                self.stop()
            except subprocess.TimeoutExpired:
                self.kill()

    def new_board(self, title: str = "A room", template: str = "empty") -> Invitations:
        """Make a board in this server's database, as the command line does, running or not."""
        return run_apart(make_board(self.database, title, template))

    def change(self, board: Invitations, edit: Callable[[Document], None]) -> None:
        """Change a board as another process does, with the server running or not."""
        run_apart(change_board(self.database, board.id, edit))

    def sync_url(self, board: Invitations, role: str = "contributor") -> str:
        """Where a stock client of this role connects."""
        return f"{self.ws}/sync/{board.id}?invitation={getattr(board, role)}"


async def make_board(database_url: str, title: str, template: str) -> Invitations:
    """A new board from a template, with its three invitations."""
    store = Store(database_url)
    await store.open()
    try:
        document = Document()
        now_ms = int(time.time() * 1000)
        with document.change():
            document.root("board")["title"] = title
            stamps = fill(document, load(template), iter(new_id, ""), now_ms)
        made = await create(store, title, document, stamps, now_ms)
    finally:
        await store.close()
    return Invitations(made.id, title, made.facilitator.secret, made.contributor.secret, made.observer.secret)


async def change_board(database_url: str, board: str, edit: Callable[[Document], None]) -> None:
    """One change of the server's own, by a process beside it."""
    store = Store(database_url)
    await store.open()
    hub = Hub(store, Settings())
    await hub.start()
    try:
        await hub.change(board, edit)
    finally:
        await hub.stop()
        await store.close()


def run_apart(coroutine: Coroutine[Any, Any, T]) -> T:
    """Run a coroutine to its end from anywhere, also where a loop is running."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, coroutine).result()


def is_ready(url: str) -> bool:
    """Whether the server there can open boards."""
    try:
        with urllib.request.urlopen(f"{url}/readyz", timeout=2) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, ConnectionError, TimeoutError):
        return False


def unused_port() -> int:
    """A port nobody listens on at the moment."""
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        port: int = sock.getsockname()[1]
        return port
