"""The servers under load: ours with everything on, and its peers as they come. Each on a core of its own."""

import asyncio
import contextlib
import os
import shutil
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any, ClassVar

import psutil
from load import Plan
from pycrdt import Doc
from websockets.sync.client import connect

from boards.document import Document
from boards.protocol import STEP_1, STEP_2, SUBPROTOCOL, UPDATE, Sync, read, sync_message
from outside import valkey_server
from running import RunningServer, run_apart, unused_port
from server.creation import create
from server.store import Store

HERE = Path(__file__).parent
ROOT = HERE.parent
CORE = 0
PATIENT: dict[str, Any] = {"max_size": None, "compression": None, "open_timeout": 60}
"""How our own looks at a board connect: a server under load may take its time."""


class Server:
    """One server for one run."""

    name: ClassVar[str]
    offers: ClassVar[str] = ""
    """The subprotocol of its own page, where it has one."""

    def __init__(self, folder: Path, plan: Plan) -> None:
        self.folder, self.plan = folder, plan
        self.port = unused_port()
        self.process: subprocess.Popen[Any] | None = None
        self.seeding = contextlib.ExitStack()
        """Who brought the boards, still there: some servers forget a board when nobody is on it."""

    def command(self) -> list[str]:
        """How it is started."""
        raise NotImplementedError

    def path(self, board: int) -> str:
        """Where clients of a board connect."""
        return f"/board-{board}"

    def way(self, board: int, person: int) -> tuple[str, str]:
        """Path and prefix of a board for one person, for load.py."""
        return self.path(board), "-"

    def settings_of_its_own(self) -> dict[str, str]:
        """Environment variables beside those that all have."""
        return {}

    def start(self) -> None:
        """Returns when it takes connections, with every board seeded."""
        env = {**os.environ, "PORT": str(self.port), "HOST": "127.0.0.1", "NODE_ENV": "production"}
        env |= self.settings_of_its_own()
        with (self.folder / "server.log").open("ab") as log:
            self.process = subprocess.Popen(
                ["taskset", "-c", str(CORE), *self.command()], cwd=HERE / "servers", env=env, stdout=log, stderr=log
            )
        wait_for(self.port)
        if self.plan.seed:
            for board in range(len(self.plan.boards)):
                self.seed(board)

    def seed(self, board: int) -> None:
        """Bring the plan's state onto a board, as a client does."""
        socket = self.seeding.enter_context(connect(f"ws://127.0.0.1:{self.port}{self.path(board)}", **PATIENT))
        socket.send(sync_message(STEP_1, Doc().get_state()))
        socket.send(sync_message(UPDATE, self.plan.seed))
        time.sleep(0.3)

    @property
    def pid(self) -> int:
        assert self.process
        return self.process.pid

    def family(self) -> list[psutil.Process]:
        """The process and those it started."""
        process = psutil.Process(self.pid)
        return [process, *process.children(recursive=True)]

    def cpu_s(self) -> float:
        """Seconds of a core used so far."""
        total = 0.0
        for process in self.family():
            with contextlib.suppress(psutil.NoSuchProcess):
                times = process.cpu_times()
                total += times.user + times.system
        return total

    def memory_bytes(self) -> int:
        """What the server's own process holds."""
        held: int = psutil.Process(self.pid).memory_info().rss
        return held

    def final(self, board: int) -> Doc[Any]:
        """The document as a client that comes now gets it."""
        doc: Doc[Any] = Doc()
        with connect(f"ws://127.0.0.1:{self.port}{self.path(board)}", **PATIENT) as socket:
            socket.send(sync_message(STEP_1, doc.get_state()))
            return take_until_step_2(socket, doc, lambda data: data)

    def stop(self) -> None:
        """End it."""
        self.seeding.close()
        if self.process and self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(8)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()


def take_until_step_2(socket: Any, doc: Doc[Any], body: Callable[[bytes], bytes]) -> Doc[Any]:
    """Everything up to the first step 2."""
    while True:
        data = body(socket.recv(timeout=30))
        for message in read(data) if data else ():
            if isinstance(message, Sync) and message.kind != STEP_1:
                doc.apply_update(message.body)
                if message.kind == STEP_2:
                    return doc


class Ours(Server):
    """Same Room: gate, log on disk before anyone is shown anything, limits, metrics."""

    name = "same-room"
    offers = SUBPROTOCOL
    settings: dict[str, Any] = {  # noqa: RUF012
        "log_level": "warning",
        "max_connections": 20_000,
        "max_connections_per_invitation": 20_000,
    }

    def start(self) -> None:
        """Boards first, then the server."""
        self.server = RunningServer(self.folder, **self.settings)
        self.port = self.server.port
        self.folder.joinpath("data").mkdir(exist_ok=True)
        self.boards = self.boards_made()
        self.launch(self.server)
        self.process = self.server.process

    def boards_made(self) -> list[tuple[str, str]]:
        """The id and a secret of each."""
        url = f"sqlite:///{self.server.data / 'sameroom.db'}"
        return run_apart(make_boards(url, len(self.plan.boards), self.plan.seed))

    def launch(self, server: RunningServer) -> None:
        """Start one process, on its core."""
        server.launch()
        os.sched_setaffinity(server.pid, {CORE})
        for task in Path(f"/proc/{server.pid}/task").iterdir():
            os.sched_setaffinity(int(task.name), {CORE})
        server.wait_ready()

    def path(self, board: int) -> str:
        """With the contributors' invitation."""
        id_, secret = self.boards[board]
        return f"/sync/{id_}?invitation={secret}"


class OursOnTwo(Ours):
    """Same Room as two processes beside a Redis server, people of each board spread over both."""

    name = "same-room-on-two"

    def start(self) -> None:
        """Redis first; both processes and Redis share a core."""
        self.redis = contextlib.ExitStack()
        valkey = self.redis.enter_context(valkey_server())
        assert valkey.process
        os.sched_setaffinity(valkey.process.pid, {CORE})
        self.settings = {**self.settings, "redis_url": valkey.url}
        super().start()
        self.second = RunningServer(self.folder, **self.settings)
        self.launch(self.second)

    def way(self, board: int, person: int) -> tuple[str, str]:
        """Every other person through the second process."""
        path, prefix = super().way(board, person)
        return (f"@{self.second.port}{path}" if person % 2 else path), prefix

    def family(self) -> list[psutil.Process]:
        """Both processes."""
        second = psutil.Process(self.second.pid)
        return [*super().family(), second, *second.children(recursive=True)]

    def stop(self) -> None:
        """End both, then Redis."""
        if hasattr(self, "second"):
            self.second.close()
        super().stop()
        self.redis.close()


async def make_boards(database_url: str, count: int, seed: bytes) -> list[tuple[str, str]]:
    """Boards with the seed's content, and the secret of a way onto each."""
    store = Store(database_url)
    await store.open()
    made = []
    for number in range(count):
        document = Document([seed] if seed else [], 5)
        now_ms = int(time.time() * 1000)
        new = await create(store, f"Board {number}", document, {}, now_ms)
        made.append((new.id, new.contributor.secret))
    await store.close()
    return made


class YWebsocketServer(Server):
    """@y/websocket-server."""

    name = "y-websocket-server"

    def command(self) -> list[str]:
        """As its own command starts it."""
        return [node(), "node_modules/@y/websocket-server/src/server.js"]


class YWebsocketServerKeeping(YWebsocketServer):
    """@y/websocket-server with the store that comes with it, LevelDB: each change is written down when it has been
    shown, and nothing is forced to disk."""

    name = "y-websocket-server-keeping"

    def settings_of_its_own(self) -> dict[str, str]:
        """Where to write."""
        return {"YPERSISTENCE": str(self.folder / "level")}


class PycrdtWebsocket(Server):
    """pycrdt-websocket."""

    name = "pycrdt-websocket"

    def command(self) -> list[str]:
        """Under uvicorn."""
        return [sys.executable, "pycrdt_websocket.py", str(self.port)]


class Hocuspocus(Server):
    """Hocuspocus, which names the document in every message."""

    name = "hocuspocus"

    def command(self) -> list[str]:
        """Its server class."""
        return [node(), "hocuspocus.mjs"]

    def path(self, board: int) -> str:
        """One address for all."""
        return "/"

    def prefix(self, board: int) -> bytes:
        """The document's name as each message begins."""
        name = f"board-{board}".encode()
        return bytes([len(name)]) + name

    def way(self, board: int, person: int) -> tuple[str, str]:
        """Path and prefix."""
        return "/", self.prefix(board).hex()

    def seed(self, board: int) -> None:
        """Bring the plan's state onto a board."""
        before = self.prefix(board)
        socket = self.seeding.enter_context(connect(f"ws://127.0.0.1:{self.port}/", **PATIENT))
        socket.send(before + b"\2\0\0")
        socket.send(before + sync_message(STEP_1, Doc().get_state()))
        socket.send(before + sync_message(UPDATE, self.plan.seed))
        time.sleep(0.3)

    def final(self, board: int) -> Doc[Any]:
        """The document as a client that comes now gets it."""
        before = self.prefix(board)
        doc: Doc[Any] = Doc()

        def body(data: bytes) -> bytes:
            message = data[len(before) :]
            if message[0] == 4:
                return b"\0" + message[1:]
            return message if message[0] == 0 else b""

        with connect(f"ws://127.0.0.1:{self.port}/", **PATIENT) as socket:
            socket.send(before + b"\2\0\0")
            socket.send(before + sync_message(STEP_1, doc.get_state()))
            return take_until_step_2(socket, doc, body)


ALL: dict[str, type[Server]] = {
    each.name: each
    for each in (Ours, OursOnTwo, YWebsocketServer, YWebsocketServerKeeping, Hocuspocus, PycrdtWebsocket)
}


def node() -> str:
    """Node.js, on PATH or from its package."""
    found = shutil.which("node")
    if found is None:
        raise SystemExit("There is no node on PATH; the peers need one.")
    return found


def wait_for(port: int, timeout_s: float = 20) -> None:
    """Until something answers there."""
    deadline = time.monotonic() + timeout_s
    while time.monotonic() < deadline:
        with contextlib.suppress(OSError):
            asyncio.run(knock(port))
            return
        time.sleep(0.05)
    raise RuntimeError(f"nothing listens on port {port}")


async def knock(port: int) -> None:
    """Connect once."""
    _, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.close()


def fetched(url: str) -> str:
    """A page's text."""
    with urllib.request.urlopen(url, timeout=5) as answer:
        text: str = answer.read().decode()
        return text
