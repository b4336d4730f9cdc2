"""Bringing the past back: onto the same board while people work, into a new one, as a plan."""

import asyncio
import copy
import random
from contextlib import AsyncExitStack
from functools import partial
from typing import Any

import pytest
from pycrdt import Doc, Map, Text

from boards import restore
from boards.compare import changes
from boards.document import Document
from boards.history import moment
from boards.restore import CONSENT, rewrite
from boards.seal import canonical
from running import Invitations, RunningServer, run_apart
from server.store import Store
from session_of import Session
from test_archive import hub, taken
from visiting import Place
from wire_client import WireClient, wire_client

SEEDS = range(6)


def content(board: dict[str, Any]) -> bytes:
    return canonical({root: board[root] for root in board if root != "session"})


@pytest.mark.parametrize("seed", SEEDS)
def test_r463_every_row_of_a_random_session_is_that_moment_again(seed: int) -> None:
    session, dice = Session(seed), random.Random(seed)
    updates: list[bytes] = []
    moments: list[dict[str, Any]] = []
    checkpoints: list[tuple[int, bytes]] = [(0, b"")]
    for update, board in session.rows(120):
        updates.append(update)
        moments.append(board)
        if dice.random() < 0.05:
            checkpoints.append((len(updates), moment_state(updates)))
    for seq, expected in enumerate(moments, 1):
        at, state = max(one for one in checkpoints if one[0] <= seq)
        assert canonical(moment([state] * bool(at) + updates[at:seq])) == canonical(expected), f"seed {seed} row {seq}"


def moment_state(updates: list[bytes]) -> bytes:
    document = Document(updates)
    try:
        return document.state()
    finally:
        document.close()


def protected(now: dict[str, Any], target: dict[str, Any]) -> dict[str, Any]:
    """The target as it may come back: hidden cards stay hidden, consent stays as it is now."""
    out = copy.deepcopy(target)
    for id_, card in now["cards"].items():
        if id_ in out["cards"]:
            if card.get("hidden"):
                out["cards"][id_]["hidden"] = out["cards"][id_].get("hidden") or card["hidden"]
            for name in CONSENT:
                out["cards"][id_]["fields"].pop(name, None)
                if name in card["fields"]:
                    out["cards"][id_]["fields"][name] = card["fields"][name]
        elif card.get("hidden"):
            out["cards"][id_] = card
    return out


@pytest.mark.parametrize("seed", SEEDS)
def test_r464_a_board_brought_back_is_as_it_was_and_the_session_goes_on(seed: int) -> None:
    session = Session(100 + seed)
    moments = [board for _, board in session.rows(90)]
    dice = random.Random(seed)
    for _ in range(6):
        target = dice.choice(moments)
        now = session.document.plain()
        with session.document.change():
            stamps = restore.restore(session.document, target)
        after = session.document.plain()
        assert content(after) == content(protected(now, target)), f"seed {seed}"
        assert after["session"] == now["session"]
        new = target["cards"].keys() - now["cards"].keys()
        assert {id_ for id_ in stamps if id_ in target["cards"]} == new
        list(session.rows(10))


def test_r464_only_the_words_that_differ_are_written() -> None:
    doc: Doc[Any] = Doc()
    text = doc.get("t", type=Text)
    text += "Énormous damp 😀 at home"
    events: list[Any] = []
    subscription = text.observe(lambda event: events.append(event.delta))
    rewrite(text, "Énormous mould 😀 at home, again")
    assert str(text) == "Énormous mould 😀 at home, again"
    kept = max(part["retain"] for event in events for part in event if "retain" in part)
    assert kept >= len("Énormous ".encode())
    assert not any(part.get("delete", 0) > len("damp") for event in events for part in event)
    text.unobserve(subscription)


def test_r465_what_protects_people_does_not_go_back() -> None:
    document = Document()
    with document.change():
        for name in ("hidden", "taken", "asked"):
            document.root("cards")[name] = Map(
                {"kind": "story", "text": Text("words"), "fields": Map({"keep": "anyone"})}
            )
    before = document.plain()
    with document.change():
        document.entry("cards", "hidden")["hidden"] = {"reason": "a name"}
        document.entry("cards", "taken")["text"].clear()
        document.entry("cards", "taken")["withdrawn"] = 5
        document.entry("cards", "asked")["fields"]["keep"] = "room"
    now = document.plain()
    with document.change() as out:
        assert restore.restore(document, before) == {}
    assert out == []
    assert changes(now, document.plain()) == []


def test_r466_a_board_copied_for_another_has_no_people_and_nothing_withheld() -> None:
    board: dict[str, Any] = {
        "board": {"title": "A", "departments": {}, "purpose": "p"},
        "zones": {"z": {"title": "Stories"}},
        "cards": {
            "s": {"kind": "story", "text": "mine", "author": "dee", "label": "S1"},
            "w": {"kind": "story", "text": "", "withheld": "room", "label": "S2"},
        },
        "threads": {"t": {"from": "s", "to": "w", "kind": "relates"}},
        "comments": {"c": {"card": "w", "text": "?"}, "d": {"card": "s", "text": "!", "author": "dee"}},
        "strokes": {},
        "reactions": {"s:dee:me-too": True},
        "session": {"stages": [{"id": "a", "name": "Arrive"}, {"id": "b"}], "stage": "b", "timer": {}},
    }
    copy_ = restore.copied(board)
    assert "dee" not in str(copy_)
    assert (list(copy_["cards"]), copy_["threads"], list(copy_["comments"])) == (["s"], {}, ["d"])
    assert copy_["session"] == {"stages": board["session"]["stages"], "stage": "a"}
    bare = restore.plan(board)
    assert (bare["cards"], bare["zones"], bare["board"]) == ({}, board["zones"], {"departments": {}})


async def test_r464_a_facilitator_brings_a_snapshot_back_with_one_taken_before(place: Place) -> None:
    made = await place.board()
    one = await taken(place, made, "Morning")
    amara, dee = await place.facilitator(), await place.joined(made, "Dee")

    def clear(document: Document) -> None:
        for id_ in list(document.root("cards").keys()):
            del document.root("cards")[id_]

    await hub(place).change(made.id, clear)
    address = f"/b/{made.id}/archive/{one.id}/restore"
    assert (await dee.get(address)).status_code == 403
    assert (await dee.post(address, into="here")).status_code == 403
    assert "7 stories" in (await amara.page(address)).text
    assert (await amara.post(address, into="here")).status_code == 303
    document = await hub(place).document(made.id)
    assert len(document.root("cards")) == 16
    assert [one.title for one in await place.store.snapshots(made.id)] == [
        "Morning", "Before “Morning” was brought back", "“Morning” brought back",
    ]  # fmt: skip
    assert "like that already" in (await amara.page(address)).text
    assert (await amara.post(address, into="nonsense")).status_code == 400


async def test_r466_a_snapshot_begins_a_new_board_or_is_its_plan(place: Place) -> None:
    made = await place.board()
    one = await taken(place, made, "Morning")
    amara = await place.facilitator()
    address = f"/b/{made.id}/archive/{one.id}/restore"
    assert (await amara.post(address, into="new", title=" ")).status_code == 422
    for into, cards in (("new", 16), ("plan", 0)):
        answer = await amara.post(address, into=into, title="Next year")
        board = answer.headers["location"].removeprefix("/b/")
        document = await hub(place).document(board)
        assert (len(document.root("cards")), len(document.root("zones"))) == (cards, 4)
        assert document.setting("title") == "Next year"
        assert document.plain()["session"]["stages"]


async def edit_on(client: WireClient, id_: str, stop: asyncio.Event, dice: random.Random) -> int:
    """Someone who goes on writing in a card of their own, whatever else happens."""
    written = 0
    while not stop.is_set():
        await client.write(id_, f"{written} ")
        written += 1
        await asyncio.sleep(0.005 + dice.random() * 0.02)
    return written


async def test_r467_a_board_is_brought_back_while_ten_people_edit_and_nobody_is_cut_off(server: RunningServer) -> None:
    board = server.new_board("Birth to five", "demo")
    async with AsyncExitStack() as stack:
        people = [
            await stack.enter_async_context(wire_client(server.sync_url(board), own_messages=True)) for _ in range(10)
        ]
        for person in people:
            await person.until(partial(getattr, person, "synced"))
        stop, dice = asyncio.Event(), random.Random(7)
        for n, person in enumerate(people):
            await person.add("start ", f"{n:021}")
        for person in people:
            await person.until(partial(holds, person, 26))
        before = await asyncio.to_thread(seq_of, server, board)
        writing = [asyncio.create_task(edit_on(person, f"{n:021}", stop, dice)) for n, person in enumerate(people)]
        await asyncio.sleep(0.1)
        await asyncio.to_thread(server.change, board, lambda document: document.root("threads").clear())
        await people[0].until(partial(has_threads, people[0], 0))
        await asyncio.to_thread(bring_back, server, board, before)
        for person in people:
            await person.until(partial(has_threads, person, 10))
        stop.set()
        written = await asyncio.gather(*writing)
        for person in people:
            await person.settle()
        texts = {n: str(people[0].cards[f"{n:021}"]["text"]) for n in range(10)}
        for person in people:
            assert (person.close_code, person.resets) == (None, [])
            await person.until(partial(reads, person, texts))
        assert all(count > 5 for count in written)
        assert has_threads(people[0], 10)
        assert all(texts[n].endswith(f"{written[n] - 1} ") for n in range(10))


def holds(person: WireClient, cards: int) -> bool:
    return len(person.cards) >= cards


def has_threads(person: WireClient, count: int) -> bool:
    return len(person.doc.get("threads", type=Map)) == count


def reads(person: WireClient, texts: dict[int, str]) -> bool:
    return {n: str(person.cards[f"{n:021}"]["text"]) for n in texts} == texts


def seq_of(server: RunningServer, board: Invitations) -> int:
    async def ask() -> int:
        store = Store(f"sqlite:///{server.data / 'sameroom.db'}")
        await store.open()
        try:
            return await store.head(board.id)
        finally:
            await store.close()

    return run_apart(ask())


def bring_back(server: RunningServer, board: Invitations, seq: int) -> None:
    """As another process does it: the change reaches the open room like any other."""

    async def ask() -> dict[str, Any]:
        store = Store(f"sqlite:///{server.data / 'sameroom.db'}")
        await store.open()
        try:
            return moment(await store.updates_until(board.id, seq))
        finally:
            await store.close()

    target = run_apart(ask())

    def edit(document: Document) -> None:
        restore.restore(document, target)

    server.change(board, edit)
