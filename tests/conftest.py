"""Fixtures for everyone: real servers, boards on them, and a real browser."""

import gc
import re
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import pytest

from running import Invitations, RunningServer
from running import unused_port as find_unused_port
from visiting import Browser, Place, open_place

StartServer = Callable[..., RunningServer]


LONGEST = (  # noqa: SIM905
    "browser_cards browser_session browser_archive browser_room browser_canvas browser_hand browser_poll browser_desk "
    "browser_pages browser_threads browser_people browser_rehearsal browser_drops browser_zones browser_files "
    "scale postgres faults desk crash lane command report unload stock_clients rights drafts pictures_out erasure "
    "turnstile plain_asgi gate_fuzz search journal store copying slow_reader rules ballots"
).split()
"""Modules that take longest, begun first: no worker is left with a long one while the others have nothing to do."""


def pytest_configure(config: pytest.Config) -> None:
    """The browser's driver is imported only where a browser may be wanted. Nothing that is imported is garbage."""
    gc.disable()
    if not _without_browsers(config):
        config.pluginmanager.import_plugin("browser")


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """A module of which no test is wanted is not imported, by every worker, either."""
    wanted = str(config.option.markexpr)
    if not wanted or collection_path.suffix != ".py":
        return None
    source = collection_path.read_text()
    marks = {mark for line in re.findall("^pytestmark = .*", source, re.M) for mark in re.findall(r"mark\.(\w+)", line)}
    if wanted == "browser":
        return True if "browser" not in marks else None
    return True if any(f"not {mark}" in wanted for mark in marks) and " or " not in wanted else None


def _without_browsers(config: pytest.Config) -> bool:
    return "not browser" in str(config.option.markexpr)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Longest modules first; within a module as they stand there."""
    rank = {f"test_{name}": place for place, name in enumerate(LONGEST)}
    items.sort(key=lambda item: rank.get(item.path.stem, len(rank)))


def pytest_itemcollected(item: pytest.Item) -> None:
    """What needs PostgreSQL is slow: every worker has to start one of its own."""
    fixtures = getattr(item, "fixturenames", ())
    if "postgres" in fixtures or "postgresql" in item.name:
        item.add_marker(pytest.mark.slow)


def pytest_collection_finish() -> None:
    """Modules and tests stay until the end: the garbage collector need not go through them after every few tests."""
    gc.collect()
    gc.freeze()
    gc.enable()
    gc.set_threshold(20_000, 20, 20)


WHY_LINES = 16


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say why a test needed another try: what fails now and then is told by nothing else."""
    for report in terminalreporter.stats.get("rerun", []):
        terminalreporter.section(f"tried again: {report.nodeid}")
        lines = report.longreprtext.splitlines()
        why = [line for line in lines if line.startswith((">", "E "))]
        terminalreporter.line("\n".join([*why[:WHY_LINES], lines[-1]]))


@pytest.fixture
def start_server(tmp_path: Path) -> Iterator[StartServer]:
    """Start a server of this test's own, with these settings. It may be stopped, killed and started again."""
    started: list[RunningServer] = []

    def start(**settings: object) -> RunningServer:
        folder = tmp_path / f"server-{len(started)}"
        folder.mkdir()
        server = RunningServer(folder, **settings)
        started.append(server)
        return server.start()

    yield start
    for server in started:
        server.close()


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    """One running server for all tests that leave it as it is."""
    running = RunningServer(tmp_path_factory.mktemp("server")).start()
    yield running
    running.close()


@pytest.fixture
def board(server: RunningServer) -> Invitations:
    """A new, empty board on the shared server."""
    return server.new_board()


@pytest.fixture
def unused_port() -> int:
    """A port nobody listens on."""
    return find_unused_port()


@pytest.fixture
async def place(tmp_path: Path) -> AsyncIterator[Place]:
    """The application in this process, on a database of this test's own."""
    async with open_place(tmp_path) as opened:
        yield opened


@pytest.fixture
async def amara(place: Place) -> Browser:
    """A facilitator's browser there."""
    return await place.facilitator()
