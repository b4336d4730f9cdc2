"""The store on PostgreSQL: everything a store must do, and what is PostgreSQL's own."""

import asyncio
import contextlib
import json
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import asyncpg  # type: ignore[import-untyped]
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection

from acceptance import MakeStore, StoreAcceptance, change, findings, keep, make_store, new_board, store
from boards.errors import NotKept, WeBroke
from boards.room import Row
from outside import PostgresServer, postgres, postgres_server
from server import board_list
from server import postgres as server_postgres
from server.__main__ import main
from server.refusal import Unusable
from server.store import Store
from server.tables import metadata
from store_child import Child, whole

__all__ = ["make_store", "postgres", "store"]

pytestmark = pytest.mark.slow


@pytest.fixture
def url(postgres: PostgresServer) -> str:
    return postgres.new_database()


class TestOnPostgreSQL(StoreAcceptance):
    """The whole acceptance suite."""

    @pytest.fixture
    def url(self, postgres: PostgresServer) -> str:
        return postgres.laid_database()


@pytest.fixture
def own(request: pytest.FixtureRequest) -> Iterator[PostgresServer]:
    """A server for tests that do it harm."""
    with postgres_server(max_connections=12) as server:
        yield server


@asynccontextmanager
async def opened(url: str) -> AsyncIterator[Store]:
    store = Store(url)
    try:
        await store.open()
        yield store
    finally:
        await store.close()


async def test_r561_the_migrations_make_the_tables_of_this_program(store: Store) -> None:
    def compare(connection: Connection) -> list[object]:
        ours = {"compare_type": True, "include_name": lambda name, *_: not str(name).startswith("search_words")}
        context = MigrationContext.configure(connection, opts=ours)
        return list(compare_metadata(context, metadata))

    assert await store._read(compare) == []


async def test_r561_stores_that_open_a_new_database_at_once_wait_for_one_another(url: str) -> None:
    children = [Child("open", url) for _ in range(3)]
    for child in children:
        child.expect("ready")
    for child in children:
        child.say("go")
    made = [child.expect("made").split()[1] for child in children]
    assert [child.wait() for child in children] == [0, 0, 0]
    async with opened(url) as store:
        assert {row.id for row in await store.boards()} == set(made)


async def test_r561_a_database_of_a_newer_program_or_another_is_refused(
    store: Store, url: str, postgres: PostgresServer
) -> None:
    postgres.sql("UPDATE alembic_version SET version_num = '9999'", url.rsplit("/", 1)[1])
    with pytest.raises(Unusable, match="newer Same Room"):
        async with opened(url):
            pass
    other = postgres.new_database()
    postgres.sql("CREATE TABLE recipes (name text)", other.rsplit("/", 1)[1])
    with pytest.raises(Unusable, match="something else"):
        async with opened(other):
            pass


async def test_r560_processes_that_write_to_one_board_at_once_leave_no_gap(store: Store, url: str) -> None:
    board = await new_board(store)
    children = [Child("write", url, board, name, "100", "300") for name in "abc"]
    for child in children:
        child.expect("ready")
    for child in children:
        child.say("go")
    told = [line.split()[1] for child in children for line in child.rest() if line.startswith("kept")]
    assert [child.wait() for child in children] == [0, 0, 0]
    loaded = await store.load(board)
    names = [whole(update) for update in loaded.updates]
    assert sorted(names) == sorted(told) and len(set(names)) == 300
    for name in "abc":
        assert [n for n in names if n.startswith(name)] == [n for n in told if n.startswith(name)]
    assert await findings(store) == []


async def test_r560_acts_of_several_processes_take_turns(store: Store, make_store: MakeStore) -> None:
    other = await make_store()
    board = await new_board(store)
    await store.set_summary(board, {"count": 0})

    def count(connection: Connection) -> None:
        row = board_list.one(connection, board)
        assert row is not None and row.summary is not None
        board_list.set_(connection, board, summary={"count": row.summary["count"] + 1})

    await asyncio.gather(*(one._write(count) for one in (store, other) for _ in range(25)))
    row = await store.board(board)
    assert row is not None and row.summary == {"count": 50}


async def refused_at_once(store: Store, board: str, words: str, within_s: float = 3) -> None:
    """Writing and reading fail with these words, and soon."""
    start = time.monotonic()
    with pytest.raises(NotKept, match=words):
        await keep(store, change(board, b"not now"))
    assert time.monotonic() - start < within_s


@pytest.mark.faults
async def test_r562_a_server_that_was_killed_is_told_and_all_goes_on_when_it_is_back(own: PostgresServer) -> None:
    url = own.new_database()
    async with opened(url) as store:
        board = await new_board(store)
        await keep(store, change(board, b"before"))
        own.kill()
        await refused_at_once(store, board, "does not answer")
        with pytest.raises(WeBroke, match="does not answer"):
            await store.load(board)
        with pytest.raises(Unusable, match="does not answer: is it running"):
            async with opened(url):
                pass
        await asyncio.to_thread(own.start)
        await keep(store, change(board, b"after"))
        assert (await store.load(board)).updates == [b"before", b"after"]
        own.stop()
        await asyncio.to_thread(own.start)
        await keep(store, change(board, b"and after a restart between two changes"))
        assert len((await store.load(board)).updates) == 3
        assert await findings(store) == []


@pytest.mark.faults
async def test_r562_a_database_that_is_read_only_is_told(own: PostgresServer) -> None:
    url = own.new_database()
    async with opened(url) as store:
        board = await new_board(store)
        own.sql("ALTER SYSTEM SET default_transaction_read_only = on")
        own.sql("SELECT pg_reload_conf()")
        await asyncio.sleep(0.3)
        await refused_at_once(store, board, "the database is read-only")
        assert (await store.load(board)).updates == []
        own.sql("ALTER SYSTEM RESET default_transaction_read_only")
        own.sql("SELECT pg_reload_conf()")
        await asyncio.sleep(0.3)
        await keep(store, change(board, b"after"))


@pytest.mark.faults
async def test_r562_a_server_without_connections_is_told_and_who_has_one_goes_on(own: PostgresServer) -> None:
    url = own.new_database()
    async with opened(url) as store:
        board = await new_board(store)
        await store.load(board)
        taken: list[asyncpg.Connection] = []
        with contextlib.suppress(asyncpg.PostgresError):
            while True:
                taken.append(await asyncpg.connect(url))
        await keep(store, change(board, b"with the connection it has"))
        with pytest.raises(Unusable, match=r"no connection left: raise its max_connections"):
            async with opened(url):
                pass
        for connection in taken:
            await connection.close()
        async with opened(url) as other:
            assert len((await other.load(board)).updates) == 1


@pytest.mark.faults
async def test_r563_a_frozen_server_is_not_waited_for_for_ever(
    own: PostgresServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server_postgres, "ANSWER_S", 0.5)
    monkeypatch.setattr(server_postgres, "CONNECT_S", 0.5)
    async with opened(own.new_database()) as store:
        board = await new_board(store)
        own.freeze()
        await refused_at_once(store, board, "does not answer", within_s=3)
        own.thaw()
        async with asyncio.timeout(15):
            await asyncio.sleep(1)
            while b"after" not in (await store.load(board)).updates:
                with contextlib.suppress(NotKept):  # a disk may take longer than half a second for once
                    await keep(store, change(board, b"after"))


@pytest.mark.faults
async def test_r563_a_process_that_froze_while_it_wrote_does_not_stop_the_others(store: Store, url: str) -> None:
    board, other = await new_board(store), await new_board(store)
    frozen = await asyncpg.connect(url, server_settings={"idle_in_transaction_session_timeout": "1500"})
    await frozen.execute("BEGIN")
    await frozen.execute("SELECT head FROM boards WHERE id = $1 FOR UPDATE", board)
    start = time.monotonic()
    await keep(store, change(other, b"of another board"), change(board, b"of this board"))
    assert time.monotonic() - start < 4
    frozen.terminate()


async def test_r563_a_commit_nobody_heard_the_end_of_is_news_of_someone_else(store: Store) -> None:
    board = await new_board(store)
    await store.load(board)
    await store.news([board])
    before = store._writing.appender.writer
    keeping = store._database.write

    def broken_off(act: Callable[[Connection], object]) -> object:
        keeping(act)
        raise ConnectionResetError

    store._database.write = broken_off  # type: ignore[method-assign, assignment]
    with pytest.raises(NotKept):
        await keep(store, change(board, b"was it kept?"))
    store._database.write = keeping  # type: ignore[method-assign]
    assert store._writing.appender.writer != before
    assert (await store.news([board])).rows == {board: [Row(None, b"was it kept?")]}


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("postgresql://sameroom@127.0.0.1:1/x", "does not answer: is it running, and is its address right"),
        ("postgresql://sameroom:secret@nowhere.invalid/x", "does not answer"),
        ("postgresql://sameroom@127.0.0.1:{port}/nothing", "no database of this name"),
        ("postgresql://someone@127.0.0.1:{port}/postgres", "does not let this account in"),
        ("postgresql://sameroom@127.0.0.1", "ends with the database"),
    ],
)
async def test_r562_an_address_that_leads_nowhere_is_told_without_its_password(
    address: str, words: str, postgres: PostgresServer
) -> None:
    with pytest.raises(Unusable, match=words) as told:
        async with opened(address.format(port=postgres.port)):
            pass
    assert "secret" not in str(told.value)


def test_r564_the_commands_work_on_a_database_of_a_server(url: str, capsys: pytest.CaptureFixture[str]) -> None:
    place = ["--database-url", url]
    assert main(["board", "create", "--title", "Birth to five", "--template", "demo", "--json", *place]) == 0
    made = json.loads(capsys.readouterr().out)
    assert main(["board", "show", made["id"], *place]) == 0
    assert main(["board", "export", made["id"], "--format", "csv", *place]) == 0
    assert "story" in capsys.readouterr().out
    assert main(["user", "add", "kim@example.org", *place]) == 0
    assert main(["check", *place]) == 0
    assert "All is well: 1 board in postgresql://" in capsys.readouterr().out
    assert main(["board", "delete", made["id"], "--yes", *place]) == 0
    assert main(["board", "list", "--json", *place]) == 0
    assert json.loads(capsys.readouterr().out.split("\n", 1)[1]) == []


async def test_r564_a_copy_is_made_with_the_servers_own_tool(store: Store, tmp_path: Path) -> None:
    with pytest.raises(Unusable, match="pg_dump"):
        await store.copy_to(tmp_path / "copy")


async def test_r560_processes_that_write_to_many_boards_at_once_never_lock_each_other_out(
    store: Store, make_store: MakeStore
) -> None:
    other = await make_store()
    boards = [await new_board(store) for _ in range(8)]
    orders = [boards, boards[::-1]]
    await asyncio.gather(
        *(
            keep(one, change(board, b"%d" % number), change(boards[number % 8], b"x"))
            for number in range(12)
            for one, order in zip((store, other), orders, strict=True)
            for board in order
        )
    )
    assert await findings(store) == []
    assert sum([(await store.load(board)).seq for board in boards]) == 2 * 12 * 8 * 2
