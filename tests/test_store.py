"""The store on SQLite: everything a store must do, and what is the file's own."""

import asyncio
import os
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import func, select, text

from acceptance import (
    MakeStore,
    StoreAcceptance,
    change,
    engine_of,
    findings,
    keep,
    make_store,
    new_board,
    person,
    store,
)
from boards.errors import WeBroke
from boards.room import Row
from boards.schema import Binding, Stamp
from laid import open_store
from server import board_list, migrate, sqlite
from server.record import Change
from server.refusal import Gone, Unusable
from server.secret import new_id
from server.store import Store
from server.tables import log, metadata
from store_child import Child

__all__ = ["make_store", "store"]


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path}/data/sameroom.db"


class TestOnSQLite(StoreAcceptance):
    """The whole acceptance suite."""


def bytes_of(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.iterdir())


async def test_r92_a_deleted_board_leaves_no_byte_in_any_file(store: Store, tmp_path: Path) -> None:
    board, stays = await new_board(store, title="a marked title"), await new_board(store)
    await keep(store, *(change(board, b"a marked update %d" % number * 50) for number in range(200)))
    await keep(store, Change(board, [Row("a marked participant", b"-")], 1, {1: Binding("a marked binding")},
                             {new_id(): Stamp("a marked author", None, 1, "S1")}))  # fmt: skip
    await store.add_participant(person(board, session=None))
    await keep(store, change(stays, b"what stays"))
    assert b"a marked" in bytes_of(tmp_path / "data")
    await store.delete_board(board, 2)
    left = bytes_of(tmp_path / "data")
    assert b"a marked" not in left
    assert b"Dee" not in left
    assert b"what stays" in left


async def test_r92_a_deletion_that_was_broken_off_is_finished_at_the_next_start(
    store: Store, make_store: MakeStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(board_list, "CHUNK_ROWS", 10)
    board = await new_board(store)
    await keep(store, change(board, *[b"x"] * 35))
    await store._write(board_list.mark_deleted, board, 5)
    await store._write(board_list.remove_some, board)
    assert len(await store.check()) == 1
    again = await make_store()
    assert await again.check() == []
    with sqlite3.connect(sqlite.file_of(store.url)) as plain:
        assert plain.execute("SELECT count(*) FROM log").fetchone() == (0,)
    plain.close()


async def test_r92_nothing_is_written_to_a_board_that_is_being_removed(store: Store) -> None:
    board = await new_board(store)
    await store._write(board_list.mark_deleted, board, 5)
    with pytest.raises(Gone):
        await keep(store, change(board, b"late"))
    assert await store._read(lambda connection: connection.execute(select(func.count(log.c.seq))).scalar_one()) == 0


async def test_r97_a_token_can_not_be_read_from_the_files(store: Store, tmp_path: Path) -> None:
    user = await store.add_user("kim@example.org", "Kim")
    tokens = [await store.make_session(user.id, 1), await store.make_sign_in(user.id, 1, 60)]
    assert all(token.encode() not in bytes_of(tmp_path / "data") for token in tokens)


async def test_r93_the_migrations_make_the_tables_of_this_program(store: Store) -> None:
    with engine_of(store).connect() as connection:
        ours = {"compare_type": True, "include_name": lambda name, *_: not str(name).startswith("search_words")}
        context = MigrationContext.configure(connection, opts=ours)
        assert compare_metadata(context, metadata) == []
    assert ScriptDirectory.from_config(migrate.settings()).get_current_head() == migrate.HEAD


@pytest.mark.slow
async def test_r93_stores_that_open_a_new_database_at_once_wait_for_one_another(url: str, tmp_path: Path) -> None:
    children = [Child("open", url) for _ in range(3)]
    for child in children:
        child.expect("ready")
    for child in children:
        child.say("go")
    made = [child.expect("made").split()[1] for child in children]
    assert [child.wait() for child in children] == [0, 0, 0]
    store = Store(url)
    await store.open()
    assert {row.id for row in await store.boards()} == set(made)
    await store.close()


async def test_r93_a_new_database_that_another_holds_is_waited_for(url: str, tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    other = sqlite3.connect(sqlite.file_of(url), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    store = Store(url)
    opening = asyncio.create_task(store.open())
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(asyncio.shield(opening), 0.1)
    other.execute("ROLLBACK")
    other.close()
    await opening
    assert await store.boards() == []
    await store.close()


async def test_r94_a_database_of_a_newer_program_is_refused_and_left_alone(store: Store, url: str) -> None:
    board = await new_board(store)
    with engine_of(store).begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    newer = Store(url)
    with pytest.raises(Unusable, match=rf"newer Same Room \(schema 9999; this program knows {migrate.HEAD}\)"):
        await newer.open()
    await newer.close()
    assert (await store.load(board)).seq == 0


async def test_r94_a_database_of_another_program_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    with sqlite3.connect(path) as plain:
        plain.execute("CREATE TABLE recipes (name TEXT)")
    plain.close()
    before = path.read_bytes()
    store = Store(f"sqlite:///{path}")
    with pytest.raises(Unusable, match="something else"):
        await store.open()
    await store.close()
    assert sqlite3_tables(path) == ["recipes"]
    assert len(path.read_bytes()) == len(before)


def sqlite3_tables(path: Path) -> list[str]:
    plain = sqlite3.connect(path)
    names = [row[0] for row in plain.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    plain.close()
    return names


async def test_r94_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    (tmp_path / "notes.db").write_text("Dear diary, " * 500)
    store = Store(f"sqlite:///{tmp_path}/notes.db")
    with pytest.raises(Unusable, match="no Same Room database"):
        await store.open()
    await store.close()


async def test_r95_a_data_folder_that_can_not_be_made_is_told_plainly(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    store = Store(f"sqlite:///{tmp_path}/file/data/sameroom.db")
    with pytest.raises(Unusable, match=r"data folder .* can't be made"):
        await store.open()
    await store.close()


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that any account may enter; pytest's own are for one account alone."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        yield folder


@pytest.mark.parametrize("new", [True, False])
async def test_r95_a_read_only_data_folder_is_told_plainly(new: bool, open_folder: Path) -> None:
    url = f"sqlite:///{open_folder}/sameroom.db"
    if not new:
        store = Store(url)
        await store.open()
        await store.close()
    for path in open_folder.iterdir():
        path.chmod(0o444)
    open_folder.chmod(0o555)
    child = Child("open", url, "nobody")
    child.expect("ready")
    child.say("go")
    said = child.expect("refused")
    assert "can't be used" in said
    assert "read-only" in said or "look at the data folder" in said
    assert child.wait() == 1
    open_folder.chmod(0o755)


async def test_r95_a_database_that_another_program_keeps_locked_is_told_plainly(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("server.sqlite.BUSY_MS", 20)
    await (await open_store(tmp_path / "sameroom.db")).close()
    with closing(sqlite3.connect(tmp_path / "sameroom.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(Unusable, match="another program has kept the database locked for too long"):
            await Store(f"sqlite:///{tmp_path}/sameroom.db").open()
        other.execute("ROLLBACK")
    await (await open_store(tmp_path / "sameroom.db")).close()


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///:memory:", "mysql://there/sameroom", "sameroom.db"])
async def test_r95_a_database_that_is_no_file_is_refused(url: str) -> None:
    with pytest.raises(Unusable, match="must be a file"):
        Store(url)


async def test_r95_a_read_that_fails_says_why(store: Store) -> None:
    board = await new_board(store)
    with engine_of(store).begin() as connection:
        connection.execute(text("ALTER TABLE log RENAME TO hidden"))
    with pytest.raises(WeBroke, match="can't be read"):
        await store.load(board)


async def test_r100_a_copy_is_whole_though_others_write_meanwhile(store: Store, tmp_path: Path) -> None:
    board = await new_board(store)
    await keep(store, change(board, *[os.urandom(3000) for _ in range(1000)]))
    writing = asyncio.create_task(keep_on_writing(store, board))
    await store.copy_to(tmp_path / "copy.db")
    writing.cancel()
    copy = Store(f"sqlite:///{tmp_path}/copy.db")
    await copy.open()
    assert (await copy.load(board)).updates[:1000] == (await store.load(board)).updates[:1000]
    assert await findings(copy) == []
    await copy.close()
    assert not list(tmp_path.glob("*.part"))


async def keep_on_writing(store: Store, board: str) -> None:
    while True:
        await keep(store, change(board, b"meanwhile"))


async def test_r100_a_copy_that_can_not_be_made_is_told_plainly_and_leaves_nothing(
    store: Store, tmp_path: Path
) -> None:
    with pytest.raises(Unusable, match="No copy was made"):
        await store.copy_to(tmp_path / "nowhere" / "copy.db")
    (tmp_path / "folder.db").mkdir()
    with pytest.raises(Unusable, match="No copy was made"):
        await store.copy_to(tmp_path / "folder.db")
    assert not list(tmp_path.glob("*.part"))


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        ("DELETE FROM log WHERE seq = 2", "should have 3 changes and has 2, numbered 1 to 3"),
        ("DELETE FROM log WHERE seq = 3", "should have 3 changes and has 2, numbered 1 to 2"),
        ("INSERT INTO checkpoints SELECT id, 9, x'0000' FROM boards", "checkpoint of change 9, but its log ends at 3"),
        ("UPDATE log SET board = 'nowhere' WHERE seq = 3", "1 rows of log belong to boards that are not there"),
        ("UPDATE log SET \"update\" = x'ff' WHERE seq = 2", "can't be loaded from its log"),
        ("UPDATE boards SET deleted = 5", "was deleted, but part of it is still there"),
    ],
)
async def test_r101_a_check_finds_what_is_wrong(store: Store, damage: str, words: str) -> None:
    board = await new_board(store)
    await keep(store, change(board, *[b"\x00\x00"] * 3))
    assert await store.check() == []
    plain = sqlite3.connect(sqlite.file_of(store.url))
    plain.execute(damage)
    plain.commit()
    plain.close()
    assert any(words in finding for finding in await store.check())


async def test_r101_a_check_finds_a_damaged_file(store: Store, url: str) -> None:
    board = await new_board(store)
    await keep(store, change(board, *[os.urandom(2000) for _ in range(100)]))
    await store.close()
    path = sqlite.file_of(url)
    data = bytearray(path.read_bytes())
    data[-40_000:-20_000] = b"\xaa" * 20_000
    path.write_bytes(data)
    again = Store(url)
    await again.open()
    findings = await again.check()
    await again.close()
    assert any("damaged" in finding for finding in findings)
