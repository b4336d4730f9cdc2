"""The thread that writes: groups, order, kills, full and locked disks."""

import asyncio
import contextlib
import os
import random
import resource
import sqlite3
import subprocess
import tempfile
import threading
import time
from collections.abc import AsyncIterator, Iterator
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import Connection, event

from acceptance import change, engine_of, findings, keep, new_board, person
from boards.errors import NotKept
from boards.room import Row
from laid import open_store
from server import journal, sqlite
from server.record import Change
from server.secret import new_id
from server.store import Store
from store_child import Child, whole


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    made = await open_store(tmp_path / "sameroom.db")
    yield made
    await made.close()


@contextlib.contextmanager
def locked(store: Store) -> Iterator[None]:
    """Another program keeps the database to itself."""
    other = sqlite3.connect(sqlite.file_of(store.url), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    yield
    other.execute("ROLLBACK")
    other.close()


def commits_of(store: Store) -> list[object]:
    """Grows by one with every transaction that is committed from now on."""
    found: list[object] = []
    event.listen(engine_of(store), "commit", found.append)
    return found


async def test_r81_what_comes_while_a_commit_runs_goes_together_into_the_next(store: Store) -> None:
    board = await new_board(store)
    commits = commits_of(store)
    with locked(store):
        waiting = [asyncio.create_task(keep(store, change(board, b"%d" % number))) for number in range(100)]
        joining = asyncio.create_task(store.add_participant(person(board)))
        await asyncio.sleep(0)  # all have been handed in
    await asyncio.gather(*waiting, joining)
    assert len(commits) <= 2
    assert (await store.load(board)).updates == [b"%d" % number for number in range(100)]


async def test_r81_each_is_told_in_the_order_they_were_handed_in(store: Store) -> None:
    board, told = await new_board(store), list[int]()
    finished = asyncio.Event()

    def telling(number: int) -> None:
        told.append(number)
        if number == 49:
            finished.set()

    for number in range(50):
        store.keep([change(board, b"x")], lambda error, number=number: telling(number))  # type: ignore[misc]
    await asyncio.wait_for(finished.wait(), 20)
    assert told == list(range(50))


async def test_r87_handing_in_waits_for_nothing_and_nobody_is_told_before_it_is_kept(store: Store) -> None:
    board = await new_board(store)
    said: asyncio.Future[BaseException | None] = asyncio.get_running_loop().create_future()
    with locked(store):
        store.keep([change(board, b"x")], said.set_result)
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(asyncio.shield(said), 0.1)
        assert (await store.load(board)).updates == []
    assert await asyncio.wait_for(said, 20) is None
    assert (await store.load(board)).updates == [b"x"]


async def test_r916_the_writer_says_that_the_loop_was_told_well_or_ill(store: Store) -> None:
    board = await new_board(store)
    for one, kept in ((change(board, b"x"), True), (Change(board, [Row("half a \ud800 surrogate", b"x")], 1), False)):
        said: asyncio.Future[BaseException | None] = asyncio.get_running_loop().create_future()
        landed = threading.Event()
        store.keep([one], said.set_result, landed.set)
        assert (await asyncio.wait_for(said, 20) is None) == kept
        assert await asyncio.to_thread(landed.wait, 20)


async def test_r86_a_change_at_fault_is_refused_alone(store: Store) -> None:
    board = await new_board(store)
    bad = Change(board, [Row("half a \ud800 surrogate", b"x")], 1)
    with locked(store):
        tasks = [asyncio.create_task(keep(store, one)) for one in (change(board, b"1"), bad, change(board, b"2"))]
        await asyncio.sleep(0)
    said = await asyncio.gather(*tasks, return_exceptions=True)
    assert [type(one) for one in said] == [type(None), NotKept, type(None)]
    assert (await store.load(board)).updates == [b"1", b"2"]
    assert await findings(store) == []


async def test_r86_an_act_that_is_refused_takes_no_change_with_it(store: Store) -> None:
    board = await new_board(store)
    me = person(board)
    with locked(store):
        tasks = [
            asyncio.create_task(one)
            for one in (store.add_participant(me), keep(store, change(board, b"1")), store.add_participant(me))
        ]
        await asyncio.sleep(0)
    said = await asyncio.gather(*tasks, return_exceptions=True)
    assert [one is None for one in said] == [True, True, False]
    assert await store.participants(board) == [me]
    assert (await store.load(board)).updates == [b"1"]


async def test_r85_a_database_locked_for_too_long_gives_not_kept_and_the_store_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = Store(f"sqlite:///{tmp_path}/sameroom.db")
    await store.open()
    board = await new_board(store)
    monkeypatch.setattr(sqlite, "BUSY_MS", 50)
    hasty = Store(store.url)
    with locked(store):
        pass
    await hasty.open()
    with locked(store), pytest.raises(NotKept, match="another program has kept the database locked"):
        await keep(hasty, change(board, b"lost"))
    await keep(hasty, change(board, b"kept"))
    assert (await hasty.load(board)).updates == [b"kept"]
    await hasty.close()
    await store.close()


async def test_r85_after_a_failure_the_writer_starts_on_a_fresh_connection(store: Store) -> None:
    board, used = await new_board(store), []

    def use(connection: Connection) -> None:
        used.append(connection.connection.driver_connection)  # held, so that no other can look the same

    await store._write(use)
    with no_file_over(0), pytest.raises(NotKept):
        await keep(store, change(board, b"lost"))
    await store._write(use)
    assert used[0] is not used[1]


@contextlib.contextmanager
def no_file_over(size: int) -> Iterator[None]:
    """As if the disk were full: no file of this process may grow over this size."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


async def test_r85_a_disk_that_takes_no_more_gives_not_kept_and_the_store_goes_on(store: Store, tmp_path: Path) -> None:
    board = await new_board(store)
    await keep(store, change(board, b"before"))
    most = max((tmp_path / "sameroom.db-wal").stat().st_size, 60_000) + 4096  # its index of the WAL takes 32 KB
    with no_file_over(most):
        for _ in range(2):
            with pytest.raises(NotKept, match="not saved: the disk"):
                await keep(store, change(board, os.urandom(most)))
            with pytest.raises(NotKept, match="not saved: the disk"):
                await store.set_summary(board, {"long": "x" * most})
        assert (await store.load(board)).updates == [b"before"]
    await keep(store, change(board, b"after"))
    await store.rename(board, "again")
    assert (await store.load(board)).updates == [b"before", b"after"]
    assert await findings(store) == []


@pytest.fixture
def small_disk() -> Iterator[Path]:
    """A file system of 2 MB; skips where this account may not mount one."""
    with tempfile.TemporaryDirectory() as folder:
        mounted = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", folder], capture_output=True, check=False
        )
        if mounted.returncode:
            pytest.skip("this account may not mount a file system")
        yield Path(folder)
        subprocess.run(["umount", folder], check=True)


async def test_r910_the_write_ahead_log_is_long_from_the_start(store: Store, tmp_path: Path) -> None:
    board = await new_board(store)
    await keep(store, change(board, b"before"))
    await store.make_room()
    wal, file = tmp_path / "sameroom.db-wal", tmp_path / "sameroom.db"
    assert wal.stat().st_size >= sqlite.WAL_BYTES > file.stat().st_size
    length = wal.stat().st_size
    await keep(store, change(board, b"after"))
    assert wal.stat().st_size == length, "it is written over"
    assert (await store.load(board)).updates == [b"before", b"after"]
    assert await findings(store) == []


async def test_r910_on_a_small_disk_the_server_works_all_the_same(small_disk: Path) -> None:
    store = await open_store(small_disk / "sameroom.db")
    board = await new_board(store)
    await store.make_room()
    await keep(store, change(board, b"a word"))
    assert (await store.load(board)).updates == [b"a word"]
    assert await findings(store) == []
    await store.close()


async def test_r748_changes_of_boards_do_not_wait_for_many_acts(store: Store) -> None:
    board = await new_board(store)
    loop = asyncio.get_running_loop()
    order: list[int | str] = []

    def hand_in() -> None:
        store.keep([change(board, b"a letter")], lambda error: order.append("letter"))

    def noted(number: int, _: object) -> None:
        order.append(number)

    def act(number: int, connection: Connection) -> None:
        if number == 3:
            loop.call_soon_threadsafe(hand_in)
            time.sleep(0.05)

    acts = [store._write(partial(act, number)) for number in range(200)]
    tasks = [asyncio.create_task(one) for one in acts]
    for number, task in enumerate(tasks):
        task.add_done_callback(partial(noted, number))
    await asyncio.gather(*tasks)
    await asyncio.sleep(0)
    assert order.index("letter") <= 2 * journal.MOST_ACTS
    assert [one for one in order if one != "letter"] == list(range(200))


@pytest.mark.faults
async def test_r85_a_full_disk_gives_not_kept_and_the_store_goes_on(small_disk: Path) -> None:
    store = Store(f"sqlite:///{small_disk}/sameroom.db")
    await store.open()
    board = await new_board(store)
    ballast = small_disk / "ballast"
    ballast.write_bytes(b"\0" * 800_000)
    with pytest.raises(NotKept, match="the disk is full"):
        for _ in range(100):
            await keep(store, change(board, os.urandom(50_000)))
    kept = (await store.load(board)).seq
    with pytest.raises(NotKept, match="the disk is full"):
        await keep(store, change(board, os.urandom(50_000)))
    ballast.unlink()
    await keep(store, change(board, b"after"))
    assert (await store.load(board)).seq == kept + 1
    assert await findings(store) == []
    await store.close()


async def test_r80_a_closed_store_has_kept_what_was_handed_in_and_takes_no_more(tmp_path: Path) -> None:
    store = Store(f"sqlite:///{tmp_path}/sameroom.db")
    await store.open()
    board = await new_board(store)
    waiting = [asyncio.create_task(keep(store, change(board, b"%d" % number))) for number in range(20)]
    await asyncio.sleep(0)
    await store.close()
    await asyncio.gather(*waiting)
    with pytest.raises(NotKept, match="closed"):
        await keep(store, change(board, b"late"))
    again = Store(store.url)
    await again.open()
    assert (await again.load(board)).seq == 20
    await again.close()


async def test_r105_the_wal_is_written_back_beside_the_writer(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(journal, "TIDY_PAGES", 100)
    monkeypatch.setattr(journal, "CROWDED_PAGES", 400)
    board = await new_board(store)
    for _ in range(100):
        await keep(store, change(board, os.urandom(50_000)))
    wal = Path(f"{sqlite.file_of(store.url)}-wal")
    assert wal.stat().st_size < 3_000_000  # of 7 MB written


@pytest.mark.faults
async def test_r84_a_kill_at_any_moment_loses_nothing_told_as_kept_and_tears_nothing(tmp_path: Path) -> None:
    seed = random.randrange(2**32)
    print("seed", seed)
    dice = random.Random(seed)
    url = f"sqlite:///{tmp_path}/sameroom.db"
    store = Store(url)
    await store.open()
    board = await new_board(store)
    await store.close()
    kept: list[str] = []
    for turn in range(6):
        child = Child("write", url, board, f"turn{turn}-", "100000", str(dice.choice([100, 3_000, 60_000])))
        child.expect("ready")
        child.say("go")
        child.expect("kept")
        await asyncio.sleep(dice.random() * 0.3)
        child.kill()
        kept += [line.removeprefix("kept ") for line in child.rest()]
        child.wait()
        store = Store(url)
        await store.open()
        there = [whole(update) for update in (await store.load(board)).updates]
        assert set(kept) <= set(there)
        assert len(set(there)) == len(there)
        assert await findings(store) == []
        await store.close()
    assert len(kept) > 50


async def test_r915_the_mark_of_others_stays_while_only_changes_kept_here_are_written(store: Store) -> None:
    board = await new_board(store)
    mark = await store.mark_of_others()
    for number in range(3):
        await keep(store, change(board, b"%d" % number))
        assert await store.mark_of_others() == mark
    await store.add_participant(person(board))
    joined = await store.mark_of_others()
    assert joined != mark, "an act may concern rooms that do not know of it"
    other = Store(store.url)
    await other.open()
    before = await store.mark_of_others()
    await keep(other, change(board, b"theirs"))
    after = await store.mark_of_others()
    assert after != before
    assert await store.mark_of_others() == after
    await other.close()


async def test_r915_after_a_failure_the_mark_is_another(store: Store) -> None:
    board, marks = await new_board(store), [await store.mark_of_others()]
    for _ in range(2):
        with no_file_over(0), pytest.raises(NotKept):
            await keep(store, change(board, b"nobody knows whether it is there"))
        marks.append(await store.mark_of_others())
    assert len(set(marks)) == 3


@pytest.mark.faults
async def test_r82_processes_that_write_to_one_board_at_once_leave_no_gap(store: Store) -> None:
    board = await new_board(store)
    await store.load(board)
    children = [Child("write", store.url, board, name, "150", "200") for name in ("one", "two")]
    for child in children:
        child.expect("ready")
    for child in children:
        child.say("go")
    ours = [b"%d:ours" % number for number in range(50)]
    for update in ours:
        await keep(store, change(board, update))
    told = [line.removeprefix("kept ") for child in children for line in child.rest()]
    assert [child.wait() for child in children] == [0, 0]
    loaded = await store.load(board)
    assert loaded.seq == len(loaded.updates) == 350
    assert [update for update in loaded.updates if update in set(ours)] == ours
    theirs = [row.update for row in (await store.news([board])).rows[board]]
    assert theirs == [update for update in loaded.updates if update not in set(ours)]
    assert sorted(map(whole, theirs)) == sorted(told)
    assert await findings(store) == []


async def test_r80_a_transaction_is_on_the_disk_before_anyone_is_told(store: Store) -> None:
    """SQLite's own word for it, on the very connection that writes."""
    modes = await store._write(
        lambda connection: [
            connection.exec_driver_sql(f"PRAGMA {name}").scalar_one() for name in ("journal_mode", "synchronous")
        ]
    )
    assert modes == ["wal", 2]
    assert new_id() != new_id()
