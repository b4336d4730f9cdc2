"""Lawful erasure: gone from everything that is kept, while all else stays what it was, row by row."""

import asyncio
import sqlite3
import threading
import time
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest
from pycrdt import Map, Text
from sqlalchemy import Connection, select
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

from acceptance import change, keep
from boards.document import Document
from boards.erasure import INSTEAD, Erasure, find, told_again
from boards.history import moment
from boards.lib0 import OURS
from boards.protocol import UPDATE, sync_message
from boards.room import Row
from boards.stretch import together
from boards.update import decode
from laid import open_store
from outside import PostgresServer, postgres
from running import RunningServer
from server import erasing, gathering, snapshot
from server.__main__ import main
from server.clock import now_ms
from server.erasure import NAMELESS, OPERATOR, Asked
from server.labour import Labours, Told, tell
from server.raster import Raster
from server.record import Change
from server.refusal import Outrun, Refusal
from server.secret import new_id
from server.set_aside import SetAside
from server.store import Store
from server.tables import metadata
from session_of import Session
from visiting import Browser, Element, Place, read
from wire_client import wire_client

__all__ = ["postgres"]

SECRET = "Wilhelmina Oakapple"
KEEPS = "keeps her own counsel"


def anew(updates: list[bytes], erasure: Erasure) -> list[bytes]:
    return [row for row, _ in told_again(updates, erasure, find(updates, erasure), 77)]


def texts_in(update: bytes) -> str:
    """Every text in an update, whatever it is: what was typed is one struct a letter."""
    found = []
    for run in decode(update, OURS).structs.values():
        found += ["".join(map(str, s.value)) if isinstance(s.value, list) else str(s.value or "") for s in run]
    return "".join(found)


# the history, told again


@pytest.mark.parametrize("seed", range(6))
def test_r701_every_moment_is_what_it_was_but_for_what_was_erased(seed: int) -> None:
    rows = list(Session(seed).rows(140))
    updates, before = [row for row, _ in rows], [board for _, board in rows]
    cards = sorted({id_ for board in before for id_ in board["cards"]})[:3]
    told = anew(updates, Erasure("teller", 5, cards=frozenset(cards)))
    assert len(told) == len(updates)
    document = Document()
    for update, was in zip(told, before, strict=True):
        document.apply(update)
        now = document.plain()
        gone = {
            key
            for root in ("cards", "comments", "reactions")
            for key in was[root]
            if now[root].get(key) != was[root][key]
        }
        for key in gone & set(was["cards"]):
            assert key in cards
            assert (now["cards"][key]["text"], now["cards"][key]["fields"]) == ("", {})
            assert [now["cards"][key].get(k) for k in ("pos", "label", "zone")] == [
                was["cards"][key].get(k) for k in ("pos", "label", "zone")
            ]
        assert all(was["comments"][key]["card"] in cards for key in gone & set(was["comments"]))
        assert {**was, "cards": 0, "comments": 0, "reactions": 0} == {**now, "cards": 0, "comments": 0, "reactions": 0}
    document.close()


@pytest.mark.parametrize("seed", range(6))
def test_r701_erased_words_are_in_no_row_and_everything_without_them_is_as_it_was(seed: int) -> None:
    rows = list(Session(100 + seed).rows(140))
    updates, before = [row for row, _ in rows], [board for _, board in rows]
    erasure = Erasure("named", 5, words=("the  LETTER",))
    touched = find(updates, erasure).touched
    told = anew(updates, erasure)
    assert erasure.pattern is not None
    assert any(map(erasure.pattern.search, map(str, before)))
    document = Document()
    for update, was in zip(told, before, strict=True):
        document.apply(update)
        now = document.plain()
        for root, entries in was.items():
            assert set(entries) == set(now[root])
            for key, value in entries.items():
                assert (root, key) in touched or now[root][key] == value
        assert not erasure.pattern.search(str(now))
    assert INSTEAD in str(document.plain())
    document.close()


def typed(text: str, *, then: str = "") -> list[bytes]:
    """A card into which a text is typed letter by letter, and from whose end some of it is deleted again."""
    document, rows = Document(), []
    with document.change() as out:
        card = {"kind": "story", "label": "S1", "text": Text(""), "fields": Map({"teller": "Dee"}), "tags": []}
        document.root("cards")["c"] = Map({**card, "pos": [1, 2, 3]})
    rows += out
    for letter in text:
        with document.change() as out:
            live = document.entry("cards", "c")["text"]
            live += letter
        rows += out
    for _ in range(len(text) - len(then)):
        with document.change() as out:
            live = document.entry("cards", "c")["text"]
            del live[len(str(live)) - 1 : len(str(live))]
        rows += out
    document.close()
    return rows


@pytest.mark.parametrize("then", [f"It was {SECRET} who came", "It was"])
def test_r702_no_half_typed_or_half_deleted_word_stays_in_any_row(then: str) -> None:
    updates = typed(f"It was {SECRET} who came", then=then)
    told = anew(updates, Erasure("named", 5, words=(SECRET,)))
    said = [moment(told[:n])["cards"]["c"]["text"] for n in range(1, len(told) + 1)]
    assert set(said) == {then.replace(SECRET, INSTEAD)}
    assert "Wil" not in "".join(map(texts_in, told))
    assert moment(told)["cards"]["c"]["fields"] == {"teller": "Dee"}


def test_r702_a_picture_goes_from_every_moment_and_the_words_beside_it_stay() -> None:
    document, rows = Document(), []
    image = {"id": "f" * 64, "width": 4, "height": 3, "alt": "A yard", "looks": False}
    for text, fields in (("Look", {"image": image}), ("Look here", {"image": image, "teller": "Dee"})):
        with document.change() as out:
            card = {"kind": "story", "text": Text(text), "fields": Map[Any](fields), "tags": []}
            document.root("cards")["c"] = Map(card)
        rows += out
    document.close()
    erasure = Erasure("teller", 5, pictures=frozenset({"c"}))
    found = find(rows, erasure)
    assert found.pictures == {"f" * 64}
    told = [row for row, _ in told_again(rows, erasure, found, 9)]
    assert [moment(told[:n])["cards"]["c"]["text"] for n in (1, 2)] == ["Look", "Look here"]
    assert [moment(told[:n])["cards"]["c"]["fields"] for n in (1, 2)] == [{}, {"teller": "Dee"}]


# everything that is kept


class Kept:
    """A board with the secret in everything that keeps words."""

    def __init__(self, store: Store) -> None:
        self.store, self.board, self.card, self.other = store, new_id(), new_id(), new_id()
        self.comment, self.person = new_id(), new_id()
        self.digest = "e" * 64

    async def fill(self) -> None:
        await self.store.create_board(self.board, f"Round at {SECRET}’s", b"", 1)
        document = Document()
        image = {"id": self.digest, "width": 4, "height": 3, "alt": SECRET, "looks": False}
        for number, text in enumerate(("", SECRET[:6], SECRET, f"{SECRET} {KEEPS}")):
            with document.change() as out:
                if not number:
                    for card, words in ((self.card, ""), (self.other, f"Ask {SECRET} first")):
                        entry = {
                            "kind": "story",
                            "label": f"S{1 + (card == self.other)}",
                            "pos": [0, 0, 0],
                            "size": [9, 9],
                        }
                        fields = Map({"teller": SECRET, "keep": "anyone", "image": image})
                        document.root("cards")[card] = Map({**entry, "text": Text(words), "fields": fields, "tags": []})
                    said = {"card": self.card, "text": Text(f"I know {SECRET}")}
                    document.root("comments")[self.comment] = Map(said)
                live = document.entry("cards", self.card)["text"]
                live.clear()
                live += text
            await keep(self.store, change(self.board, *out, by=self.person))
        document.close()
        await self.store.checkpoint(self.board, 1)
        await snapshot.take(self.store, None, self.board, 9, title=f"With {SECRET}", note=f"{SECRET} was here")
        await self.store.add_picture(self.board, Raster(self.digest, "image/webp", 4, 3, b"x"), None, 1)
        content = {"text": SECRET, "fields": {"teller": SECRET}, "tags": []}
        await self.store.set_aside(SetAside(new_id(), self.board, self.card, "hidden", 1, content))
        await self.store.watch_names(self.board, [SECRET, "Somebody Else"])
        for stale in await self.store.stale_words(now_ms()):
            await gathering.gather(self.store, stale, now_ms())
        assert [hit.card for hit in await self.store.find(searched(), [self.board])]

    async def draft(self) -> None:
        """Somebody's private document says it too."""
        from acceptance import person

        who = person(self.board)
        await self.store.add_participant(who)
        document = Document()
        with document.change() as out:
            document.root("cards")[new_id()] = Map({"kind": "story", "text": Text(f"For me: {SECRET}"), "tags": []})
            told = {"card": self.card, "what": "back", "reason": f"Not {SECRET}", "at": 1}
            base = {"kind": "story", "text": f"Had in common: {SECRET}"}
            document.root("session")["moved"] = Map({self.card: base, new_id(): True})
            document.root("session")["notes"] = Map({new_id(): told})
        await keep(self.store, Change(self.board, [Row(who.id, out[0])], 1, draft=who.id))
        document.close()

    async def everything(self) -> str:
        """All that is in all tables, updates taken apart, as one text."""

        def read(connection: Connection) -> str:
            found = []
            for table in metadata.sorted_tables:
                for row in connection.execute(select(table)):
                    for value in row:
                        found.append(value.decode("latin-1") if isinstance(value, bytes) else str(value))
                    if table.name in ("log", "drafts"):
                        found.append(texts_in(row.update))
                    if table.name == "checkpoints":
                        found.append(texts_in(row.state))
                    if table.name == "stretches":
                        found += [texts_in(row.moving), str(together(row.resting, moment([])))]
            return "\0".join(found)

        return await self.store._read(read)


def searched() -> Any:
    from boards.search import terms

    return terms(SECRET)


@pytest.fixture(params=["sqlite", "postgresql"])
async def kept(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Kept]:
    if request.param == "postgresql":
        server: PostgresServer = request.getfixturevalue("postgres")
        store = Store(server.laid_database())
        await store.open()
    else:
        store = await open_store(tmp_path / "sameroom.db")
    made = Kept(store)
    await made.fill()
    yield made
    await store.close()


async def test_r700_erased_words_are_nowhere_in_the_database_however_they_were_kept(kept: Kept, tmp_path: Path) -> None:
    await kept.draft()
    assert SECRET in await kept.everything()
    asked = Asked(kept.board, Erasure("named", now_ms(), words=(SECRET,)), "erased-words", OPERATOR)
    receipt = await erasing.erase(kept.store, None, asked, now_ms())
    assert {name: count > 0 for name, count in receipt.items()} == {
        "changes": True, "things": True, "checkpoints": True, "snapshots": True, "drafts": True,
        "set_aside": True, "pictures": False, "names": True,
    }  # fmt: skip
    there = await kept.everything()
    assert "Wilhelmina" not in there
    assert "Oakapple" not in there
    assert SECRET[:6] not in there
    assert await kept.store.find(searched(), [kept.board]) == []
    for file in tmp_path.glob("sameroom.db*"):
        assert b"Wilhelmin" not in file.read_bytes(), file
    cards = (await snapshot.moment(kept.store, kept.board, await kept.store.head(kept.board)))["cards"]
    assert cards[kept.card]["text"] == f"{INSTEAD} {KEEPS}"
    assert await kept.store.watched_names(kept.board) == ["Somebody Else"]
    (taken,) = await kept.store.snapshots(kept.board)
    assert (taken.title, taken.note) == (f"With {INSTEAD}", f"{INSTEAD} was here")
    assert await snapshot.verify(kept.store, kept.board) == []
    assert await kept.store.check() == []


async def test_r882_erased_words_are_in_nothing_that_was_made_ready_to_be_looked_back_into(
    kept: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("server.stretches.WORTH_BYTES", 0)
    store, board = kept.store, kept.board
    document = Document(await store.updates_until(board, await store.head(board)))
    with document.change() as out:
        document.root("zones")["z"] = Map({"title": f"Near {SECRET}"})
    document.close()
    await keep(store, change(board, *out))
    assert await store.make_ready(board, to_head=True) == 1
    head = await store.head(board)
    assert SECRET in str(together((await store.parts_until(board, head)).resting, moment([])))
    begun, go_on = threading.Event(), threading.Event()
    real = store._worker.run

    def slow(act: Any, *args: Any) -> Any:
        begun.set()
        assert go_on.wait(20)
        return real(act, *args)

    monkeypatch.setattr(store._worker, "run", slow)
    checkpoint = asyncio.create_task(store.checkpoint(board, 1))
    await asyncio.to_thread(begun.wait, 20)
    begun.clear()
    await keep(store, change(board, *out))
    readying = asyncio.create_task(store.make_ready(board, to_head=True))
    await asyncio.to_thread(begun.wait, 20)
    asked = Asked(board, Erasure("named", now_ms(), words=(SECRET,)), "erased-words", OPERATOR)
    await erasing.erase(store, None, asked, now_ms())
    go_on.set()
    assert not await checkpoint, "what was being made of the old history is not kept"
    assert not await readying, "nor this"
    assert (await store.parts_until(board, head)).resting == b""
    assert "Oakapple" not in await kept.everything()
    assert SECRET not in str(moment((await store.parts_until(board, head)).updates))
    monkeypatch.setattr(store._worker, "run", real)
    clean = Document(client=99)
    with clean.change() as out:
        clean.root("zones")["y"] = Map({"title": "Far"})
    clean.close()
    await keep(store, change(board, *out))
    assert await store.make_ready(board, to_head=True) == 1
    seen = await store.parts_until(board, await store.head(board))
    assert SECRET not in str(moment(*seen))


async def test_r700_an_erased_card_keeps_its_place_and_nothing_that_was_said_on_it(kept: Kept, tmp_path: Path) -> None:
    asked = Asked(kept.board, Erasure("teller", 77, cards=frozenset({kept.card})), "erased-card", OPERATOR, kept.card)
    await erasing.erase(kept.store, None, asked, 77)
    there = await kept.everything()
    assert KEEPS not in there
    assert f"I know {SECRET}" not in there
    assert f"Ask {SECRET} first" in there, "another card is not touched"
    for file in tmp_path.glob("sameroom.db*"):
        assert KEEPS.encode() not in file.read_bytes(), file
    board = await snapshot.moment(kept.store, kept.board, await kept.store.head(kept.board))
    card = board["cards"][kept.card]
    assert (card["label"], card["pos"], card["text"], card["withdrawn"]["why"]) == ("S1", [0, 0, 0], "", "teller")
    assert board["comments"] == {}
    assert await kept.store.picture(kept.board, kept.digest) is not None, "another card shows the same picture"
    assert await snapshot.verify(kept.store, kept.board) == []


async def test_r703_the_chain_says_what_was_erased_and_tampering_is_still_found(kept: Kept) -> None:
    asked = Asked(kept.board, Erasure("teller", 77, cards=frozenset({kept.card})), "erased-card", OPERATOR, kept.card)
    await erasing.erase(kept.store, None, asked, 77)
    (told,) = snapshot.erasures(await kept.store.chain(kept.board))
    assert (told["what"], told["time"]) == ("What stood on a card was erased", 77)
    assert told["why"] == "the person it came from asked for it"
    (taken,) = await kept.store.snapshots(kept.board)
    sealed = await kept.store.seal_of(taken.id)
    assert sealed.erased == sorted([f"cards/{kept.card}", f"comments/{kept.comment}"])
    assert sealed.content == taken.content

    def tamper(connection: Connection) -> None:
        from server.tables import checkpoints, log

        rows = connection.execute(select(log).where(log.c.board == kept.board).order_by(log.c.seq)).all()
        document = Document([row.update for row in rows])
        with document.change() as out:
            document.entry("cards", kept.other)["text"] += "!"
        connection.execute(log.update().where(log.c.seq == rows[-1].seq).values(update=document.state()))
        connection.execute(checkpoints.delete())
        assert out

    await kept.store._write(tamper)
    assert any("are not as they were sealed" in finding for finding in await snapshot.verify(kept.store, kept.board))


async def test_r705_what_was_written_onto_the_old_history_is_not_kept(kept: Kept) -> None:
    loaded = await kept.store.load(kept.board)
    asked = Asked(kept.board, Erasure("named", 5, words=(SECRET,)), "erased-words", OPERATOR)
    await erasing.erase(kept.store, None, asked, 5)
    document = Document(loaded.updates)
    with document.change() as out:
        document.entry("cards", kept.card)["text"] += " and more"
    late = Change(kept.board, [Row(None, out[0])], 6, epoch=loaded.epoch)
    with pytest.raises(Outrun):
        await kept.store.keep_now(late)
    document.close()
    assert (await kept.store.load(kept.board)).epoch == loaded.epoch + 1
    assert all(binding.participant is None for binding in (await kept.store.load(kept.board)).bindings.values())


async def test_r705_a_board_that_goes_on_meanwhile_loses_nothing(kept: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
    real: Callable[..., Any] = erasing.made_anew
    went_on: list[bytes] = []

    async def slow(store: Store, board: str, *asked: Any) -> Any:
        made = await real(store, board, *asked)
        if not went_on:
            document = Document()
            with document.change() as out:
                document.root("zones")["z"] = Map({"title": "Meanwhile"})
            went_on.append(out[0])
            await keep(store, change(board, *out))
            document.close()
        return made

    monkeypatch.setattr(erasing, "made_anew", slow)
    asked = Asked(kept.board, Erasure("named", 5, words=(SECRET,)), "erased-words", OPERATOR)
    await erasing.erase(kept.store, None, asked, 5)
    board = await snapshot.moment(kept.store, kept.board, await kept.store.head(kept.board))
    assert board["zones"]["z"]["title"] == "Meanwhile"
    assert "Oakapple" not in await kept.everything()


# people


async def test_r706_a_facilitator_erases_by_page_after_seeing_what_it_takes(place: Place, tmp_path: Path) -> None:
    made, amara = await place.board(), await place.facilitator()
    dee = await place.joined(made, "Dee")
    one = await snapshot.take(place.store, place.app.state.hub, made.id, now_ms(), title="One")
    address = f"/b/{made.id}/erase"
    assert (await dee.get(address)).status_code == 403
    assert (await dee.post(address, what="card", card="S2", why="teller", do="erase", sure="yes")).status_code == 403
    wrong = await amara.post(address, what="card", card="S99", why="")
    assert wrong.status_code == 422
    assert "Give the number of a card" in wrong.text
    assert "Choose why" in wrong.text
    said = {"what": "card", "card": "s2", "why": "teller"}
    review = await amara.post(address, **said, do="look")
    assert "Before it is erased" in review.text
    assert "1 snapshot will no longer hold it" in review.text
    assert (await amara.post(address, **said, do="erase")).status_code == 422, "nobody ticked that they are sure"
    assert "Tuesday" in str(await snapshot.moment(place.store, made.id, one.seq))
    done = await amara.post(address, **said, do="erase", sure="yes")
    assert done.status_code == 303
    receipt = await amara.page(done.headers["location"])
    assert "the person it came from asked for it" in receipt.text
    assert (await dee.get(done.headers["location"])).status_code == 403
    assert "Tuesday" not in str(await snapshot.moment(place.store, made.id, one.seq))
    page = (await dee.page(f"/b/{made.id}/archive/{one.id}")).text
    assert "Taken back by its teller" in page
    assert "Unchanged, but for" in page
    assert "What stood on a card was erased" in (await dee.page(f"/b/{made.id}/archive")).text
    assert "erased what stood on a card, for good" in (await amara.page(f"/b/{made.id}/people")).text
    for file in tmp_path.glob("sameroom.db*"):
        assert b"came Tuesday" not in file.read_bytes(), file


async def test_r706_a_persons_name_goes_from_people_signatures_and_texts(place: Place) -> None:
    made, amara = await place.board(), await place.facilitator("Amara Okafor")
    hub = place.app.state.hub

    def mention(document: Document) -> None:
        text = next(iter(document.root("cards").values()))["text"]
        text += " So said amara okafor."

    await hub.change(made.id, mention)
    one = await snapshot.take(place.store, hub, made.id, now_ms(), title="One")
    await amara.post(f"/b/{made.id}/archive/{one.id}/sign")
    me = next(p for p in await place.store.participants(made.id) if p.name == "Amara Okafor")
    said = {"what": "name", "person": me.id, "also": "yes", "why": "named"}
    done = await amara.post(f"/b/{made.id}/erase", **said, do="erase", sure="yes")
    assert done.status_code == 303, done.text
    chain = await place.store.chain(made.id)
    assert [it.body["name"] for it in chain if it.kind == "signature"] == [NAMELESS]
    assert "made again from link 2" in (await amara.page(done.headers["location"])).text
    assert await snapshot.verify(place.store, made.id) == []
    assert "kafor" not in str(await snapshot.moment(place.store, made.id, one.seq))
    assert NAMELESS in [p.name for p in await place.store.participants(made.id)]


async def test_r706_words_that_never_stood_there_erase_nothing(place: Place) -> None:
    made, amara = await place.board(), await place.facilitator()
    said = {"what": "words", "words": "Rumpelstiltskin", "where": "board", "why": "named"}
    review = await amara.post(f"/b/{made.id}/erase", **said, do="look")
    assert "never stood on this board" in review.text
    assert "Erase it for good" not in review.text


async def command(arguments: list[str]) -> int:
    return await asyncio.to_thread(main, arguments)


async def test_r707_by_command_while_people_are_on_the_board(server: RunningServer) -> None:
    made = server.new_board()
    data = ["--data", str(server.data)]
    async with wire_client(server.sync_url(made)) as dee:
        card = await dee.add(f"{SECRET} told me")
        await dee.until(lambda: card in dee.acknowledged())
        assert await command(["erase", made.id, "--words", SECRET, "--why", "named", "--dry-run", *data]) == 0
        assert await command(["erase", made.id, "--words", "Nobody Ever", "--why", "named", *data]) == 1
        assert dee.close_code is None
        assert await command(["erase", made.id, "--words", SECRET, "--why", "named", "--json", *data]) == 0
        await dee.until(lambda: dee.close_code is not None)
        assert dee.close_code == 4410, dee.close_reason


async def test_r887_the_command_removes_copies_that_wait_and_names_those_it_can_not(
    server: RunningServer, capsys: pytest.CaptureFixture[str]
) -> None:
    made = server.new_board("About Wilhelmina", "demo")
    waiting = server.data / "at-work" / f"{'c' * 22}.copy"
    waiting.parent.mkdir(exist_ok=True)
    waiting.write_text("came Tuesday")
    stuck = waiting.with_name("d.copy")
    stuck.mkdir()  # what is no file can't be removed as one
    asked = ["erase", made.id, "--words", "came Tuesday", "--why", "named", "--data", str(server.data)]
    assert await command([*asked, "--dry-run"]) == 0
    assert waiting.exists(), "nothing was erased yet"
    assert await command([*asked, "--json"]) == 0
    assert not waiting.exists()
    assert f"could not be removed: {stuck}" in capsys.readouterr().err
    stuck.rmdir()


async def test_r704_whoever_comes_back_with_the_old_document_brings_nothing_of_it(server: RunningServer) -> None:
    made = server.new_board()
    url = server.sync_url(made)
    async with wire_client(url) as dee:
        card = await dee.add(f"{SECRET} told me")
        await dee.until(lambda: card in dee.acknowledged())
        held = dee.doc.get_update()
        assert await command(["erase", made.id, "--card", "N1", "--why", "teller", "--data", str(server.data)]) == 0
        await dee.until(lambda: dee.close_code is not None)
    async with wire_client(url) as again:  # with all they had, as standard clients do
        await again.until(lambda: card in again.plain_cards())
        assert again.plain_cards()[card]["text"] == ""
        assert again.ws is not None
        await again.ws.send(sync_message(UPDATE, held))
        await again.until(lambda: again.close_code is not None)
        assert again.close_code == 4422
    with pytest.raises(ConnectionClosed) as closed:  # a page of ours from before
        async with connect(f"{url}&epoch=1") as old:
            while True:
                await old.recv()
    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == 4410
    async with wire_client(f"{url}&epoch=2") as fresh:
        await fresh.until(lambda: card in fresh.plain_cards())
        added = await fresh.add("and life goes on")
        await fresh.until(lambda: added in fresh.acknowledged())
    database = sqlite3.connect(server.data / "sameroom.db")
    rows = [row[0] for row in database.execute('SELECT "update" FROM log WHERE board = ?', (made.id,))]
    database.close()
    assert "Oakapple" not in "".join(map(texts_in, rows))


# on a board with a long history


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> asyncio.Event:
    """Erasing takes until this is set, and no answer waits for it."""
    real: Callable[..., Any] = erasing.made_anew
    go_on = asyncio.Event()

    async def made_anew(store: Store, board: str, erasure: Erasure, far: Path | None = None) -> Any:
        tell(far, 1, 4)
        tell(far, 3_000, 4_000)
        await go_on.wait()
        return await real(store, board, erasure, far)

    monkeypatch.setattr(erasing, "made_anew", made_anew)
    monkeypatch.setattr("server.pages.erase.PATIENCE_S", 0.05)
    return go_on


def hidden(page: Element) -> dict[str, str]:
    """What the form of a page that waits sends again."""
    return {one.attributes["name"]: one.attributes["value"] for one in page.all("input", type="hidden")}


async def test_r820_erasing_from_a_long_history_answers_at_once_and_says_how_far_it_is(
    place: Place, tmp_path: Path, slow: asyncio.Event
) -> None:
    made, amara = await place.board(), await place.facilitator()
    address = f"/b/{made.id}/erase"
    said = {"what": "words", "words": "came Tuesday", "where": "board", "why": "named"}
    page = read((await amara.post(address, **said, do="look")).text)
    assert "Nothing is erased yet" in page.text
    assert "75 %" in page.text
    form = hidden(page)
    assert form["words"] == "came Tuesday", "the page keeps what was asked for"
    far = f"{address}/work/{form['work']}"
    assert (await amara.get(far)).json() == {"over": False, "done": 3_000, "of": 4_000}
    waiting = await amara.post(address, **form)
    assert waiting.status_code == 202
    assert hidden(read(waiting.text))["work"] == form["work"], "asking again begins nothing anew"
    slow.set()
    await until_over(amara, far)
    review = read((await amara.post(address, **form)).text)
    assert "wherever they stand" in review.text
    slow.clear()
    form = hidden(review)
    unsure = read((await amara.post(address, **form, do="erase")).text)
    assert "Tick the box" in unsure.text, "what it takes was worked out already"
    page = read((await amara.post(address, **form, do="erase", sure="yes")).text)
    assert "It goes on if you leave this page" in page.text
    form = hidden(page)
    assert "Tuesday" in str((await place.app.state.hub.document(made.id)).plain())
    slow.set()
    await until_over(amara, f"{address}/work/{form['work']}")
    done = await amara.post(address, **form)
    assert done.status_code == 303
    assert "Erased for good" in (await amara.page(done.headers["location"])).text
    assert "came Tuesday" not in str((await place.app.state.hub.document(made.id)).plain())


async def test_r821_only_who_began_it_asks_after_it_and_nothing_of_it_is_written_down(
    place: Place, tmp_path: Path, slow: asyncio.Event
) -> None:
    made, amara = await place.board(), await place.facilitator()
    dee, other = await place.joined(made, "Dee"), place.browser()
    assert (await other.post(f"/join/{made.facilitator.secret}", name="Ben", as_="citizen")).status_code == 303
    address = f"/b/{made.id}/erase"
    said = {"what": "words", "words": "came Tuesday", "where": "board", "why": "named"}
    form = hidden(read((await amara.post(address, **said, do="look")).text))
    far = f"{address}/work/{form['work']}"
    assert [(await who.get(far)).status_code for who in (amara, other, dee)] == [200, 404, 403]
    assert (await amara.get(f"{address}/work/{'../' * 3}etc")).status_code == 404
    files = [path.read_text() for path in (tmp_path / "at-work").iterdir()]
    assert files
    assert not any("Tuesday" in text for text in files)
    slow.set()
    await until_over(amara, far)


async def test_r821_work_that_ended_with_its_process_is_said_to_have(tmp_path: Path) -> None:
    labours, now = Labours(tmp_path / "at-work"), time.time()
    never = asyncio.Event()

    async def endless(far: Path) -> None:
        await never.wait()

    async def refused(far: Path) -> None:
        raise Refusal("Not today.")

    token = labours.begin("b", "p", endless, now)
    assert labours.look(token, "b", "p", now) == Told("waiting")
    assert labours.look(token, "b", "p", now + 60) == Told("broken"), "its process says no more that it goes on"
    assert labours.look(token, "b", "q", now) is None
    await labours.stop()
    assert labours.look(token, "b", "p", now) == Told("broken"), "the server stopped"
    token = labours.begin("b", "p", refused, now)
    await labours.wait(token, 5)
    assert labours.look(token, "b", "p", now) == Told("refused", result="Not today.")
    labours.begin("b", "p", refused, now + 9_999)
    assert labours.look(token, "b", "p", now) is None, "an hour later it is swept away"
    await labours.stop()


async def until_over(who: Browser, far: str) -> None:
    for _ in range(200):
        if (await who.get(far)).json()["over"]:
            return
        await asyncio.sleep(0.02)
    raise AssertionError("it never ended")
