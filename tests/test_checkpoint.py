"""Checkpoints: the same board, loaded faster, made by a process that may die."""

import asyncio
import os
import random
import signal
import time
from collections.abc import AsyncIterator
from pathlib import Path

import psutil  # type: ignore[import-untyped]
import pytest
from pycrdt import Doc, Map, Text
from sqlalchemy import select

from acceptance import change, keep, new_board
from boards.document import Document
from laid import open_store
from server.store import Store
from server.tables import log
from store_child import Child, gone_by


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    made = await open_store(tmp_path / "sameroom.db")
    yield made
    await made.close()


class Typist:
    """Someone with a copy of the board, who adds, moves, rewords and deletes cards at random."""

    def __init__(self, client: int, dice: random.Random) -> None:
        self.doc: Doc[Map[Map[object]]] = Doc(client_id=client)
        self.cards = self.doc.get("cards", type=Map)
        self._dice = dice

    def act(self) -> bytes:
        before = self.doc.get_state()
        with self.doc.transaction():
            self._act()
        return self.doc.get_update(before)

    def _act(self) -> None:
        ids = sorted(self.cards.keys())
        what = self._dice.random()
        if not ids or what < 0.3:
            fields = {"pos": [self._dice.random(), 1, 2], "text": Text("How might we 🌱 "), "fields": Map({})}
            self.cards[f"{self._dice.randrange(2**64):021d}"] = Map(fields)
            return
        card = self.cards[self._dice.choice(ids)]
        text = card["text"]
        assert isinstance(text, Text)
        if what < 0.5:
            card["pos"] = [self._dice.randrange(5_000), self._dice.random(), 0]
        elif what < 0.7:
            text += self._dice.choice(["nobody told me", " é ", "🌱🌧"])
        elif what < 0.85 and len(str(text)) > 4:
            del text[0:3]
        else:
            del self.cards[self._dice.choice(ids)]


def random_updates(seed: int, count: int) -> list[bytes]:
    """What three people do to one board, each a little behind the others."""
    dice = random.Random(seed)
    typists = [Typist(client, dice) for client in range(seed * 3 + 1, seed * 3 + 4)]
    updates: list[bytes] = []
    for _ in range(count):
        typist = dice.choice(typists)
        if dice.random() < 0.3:
            for update in updates:
                typist.doc.apply_update(update)
        updates.append(typist.act())
    return updates


async def every_row(store: Store, board: str) -> list[bytes]:
    """The whole log, whatever checkpoints there are."""
    rows = select(log.c.update).where(log.c.board == board).order_by(log.c.seq)
    return await store._read(lambda connection: list(connection.execute(rows).scalars()))


def facts(updates: list[bytes]) -> tuple[object, bytes, bytes]:
    """Everything there is to a board: what it shows, what it has seen, and its whole state."""
    document = Document(updates)
    try:
        return document.plain(), document.vector(), document.state()
    finally:
        document.close()


@pytest.mark.parametrize("seed", [None, 1, 2], ids=["any", "1", "2"])
async def test_r88_a_board_from_its_checkpoint_is_the_same_as_from_all_its_rows(store: Store, seed: int | None) -> None:
    seed = random.randrange(2**32) if seed is None else seed
    print("seed", seed)
    board = await new_board(store)
    updates = random_updates(seed, 300)
    await keep(store, change(board, *updates[:200]))
    assert await store.checkpoint(board, 100)
    await keep(store, change(board, *updates[200:]))
    loaded = await store.load(board)
    assert len(loaded.updates) == 101
    assert loaded.seq == 300
    assert facts(loaded.updates) == facts(await every_row(store, board)) == facts(updates)
    assert await store.checkpoint(board, 100)
    assert facts((await store.load(board)).updates) == facts(updates)
    assert len((await store.load(board)).updates) == 1


async def test_r90_rows_stay_when_a_checkpoint_is_made(store: Store) -> None:
    board, updates = await new_board(store), random_updates(3, 50)
    await keep(store, change(board, *updates))
    assert await store.checkpoint(board, 1)
    assert await every_row(store, board) == updates


async def test_r89_a_checkpoint_waits_until_it_is_worth_it(store: Store) -> None:
    board = await new_board(store)
    await keep(store, change(board, *random_updates(4, 20)))
    assert not await store.checkpoint(board, 21)
    assert await store.checkpoint(board, 20)
    assert not await store.checkpoint(board, 1)
    assert not await store.checkpoint("no such board", 1)


async def test_r89_edits_are_kept_while_a_checkpoint_is_made(store: Store) -> None:
    board, updates = await new_board(store), random_updates(5, 120)
    await keep(store, change(board, *updates[:100]))
    making = asyncio.create_task(store.checkpoint(board, 1))
    for update in updates[100:]:
        await keep(store, change(board, update))
    assert await making
    assert facts((await store.load(board)).updates) == facts(updates)


async def test_r89_a_board_deleted_meanwhile_gets_no_checkpoint(store: Store) -> None:
    board = await new_board(store)
    await keep(store, change(board, *random_updates(6, 50)))
    await store.checkpoint(board, 1000)
    making = asyncio.create_task(store.checkpoint(board, 1))
    await store.delete_board(board, 2)
    assert not await making
    assert await store.check() == []


def workers() -> list[psutil.Process]:
    return [one for one in psutil.Process().children() if "spawn_main" in " ".join(one.cmdline())]


async def test_r89_a_worker_that_was_killed_is_started_again(store: Store) -> None:
    board = await new_board(store)
    assert workers() == []
    for seed in (7, 8):
        await keep(store, change(board, *random_updates(seed, 20)))
        assert await store.checkpoint(board, 1)
        (worker,) = workers()
        worker.kill()
        worker.wait(10)
    await keep(store, change(board, *random_updates(9, 20)))
    assert await store.checkpoint(board, 1)


async def test_r89_a_board_that_kills_the_worker_gets_no_checkpoint_and_harms_no_other(
    store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    board, well = await new_board(store), await new_board(store)
    await keep(store, change(board, nested(100_000)), change(well, *random_updates(10, 20)))
    assert not await store.checkpoint(board, 1)
    assert "died of it" in caplog.text
    assert await store.checkpoint(well, 1)


def nested(depth: int) -> bytes:
    """An update with a value of arrays in arrays, so deep that pycrdt overflows its stack; no gate lets such in."""
    value = b"\x75\x01" * depth + b"\x7e"
    return b"\x01\x01\x01\x00" + b"\x08\x01\x05cards\x01" + value + b"\x00"


async def test_r89_an_update_that_can_not_be_applied_gives_no_checkpoint(store: Store) -> None:
    board = await new_board(store)
    await keep(store, change(board, b"no update at all"))
    assert not await store.checkpoint(board, 1)
    assert (await store.load(board)).updates == [b"no update at all"]


async def test_r89_the_worker_ends_with_the_store(tmp_path: Path) -> None:
    store = Store(f"sqlite:///{tmp_path}/sameroom.db")
    await store.open()
    board = await new_board(store)
    await keep(store, change(board, *random_updates(11, 20)))
    await store.checkpoint(board, 1)
    (worker,) = workers()
    await store.close()
    assert not worker.is_running() or worker.status() == psutil.STATUS_ZOMBIE


async def test_r89_the_worker_leaves_ctrl_c_to_the_server(store: Store) -> None:
    board = await new_board(store)
    await keep(store, change(board, *random_updates(12, 20)))
    await store.checkpoint(board, 1)
    (worker,) = workers()
    os.kill(worker.pid, signal.SIGINT)
    await keep(store, change(board, *random_updates(13, 20)))
    assert await store.checkpoint(board, 1)
    assert workers() == [worker]


@pytest.mark.faults
async def test_r89_the_worker_does_not_outlive_a_server_that_was_killed(store: Store) -> None:
    board = await new_board(store)
    await keep(store, change(board, *random_updates(14, 20)))
    child = Child("checkpoint", store.url, board)
    _, *pids = child.expect("workers").split()
    assert len(pids) == 1
    child.kill()
    child.wait()
    assert gone_by(int(pids[0]), time.monotonic() + 10)
