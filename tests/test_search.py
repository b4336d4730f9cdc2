"""Search in and across boards and their snapshots (SPEC R532 to R537)."""

import asyncio
import random
import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pycrdt import Map, Text

from boards.document import Document
from boards.search import Term, folded, marked, terms
from outside import PostgresServer, postgres
from server import snapshot
from server.clock import now_ms
from server.creation import Created
from server.gathering import Gatherer, gather
from server.search import Hit, Kept
from visiting import Browser, Place, open_place, read

__all__ = ["postgres"]

AUTHOR = "p" * 21


on_every_database = pytest.mark.parametrize("place", ["sqlite", "postgresql"], indirect=True)


@pytest.fixture
async def place(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Place]:
    settings = {}
    if getattr(request, "param", "sqlite") == "postgresql":
        server: PostgresServer = request.getfixturevalue("postgres")
        settings["database_url"] = server.laid_database()
    async with open_place(tmp_path, **settings) as opened:
        yield opened


@pytest.fixture
async def made(place: Place) -> Created:
    return await place.board()


async def put(place: Place, board: str, id_: str, text: str, **values: Any) -> None:
    def edit(document: Document) -> None:
        fields = values.pop("fields", {})
        whole: dict[str, Any] = {"kind": "note", "zone": None, "pos": [0, 0, 1], "size": [200, 100], "order": "a0"}
        whole |= {"tags": [], "label": "N9", "created": 5, "text": Text(text), "fields": Map(fields)} | values
        document.root("cards")[id_ * 21] = Map(whole)

    await place.app.state.hub.change(board, edit)


def gone(document: Document) -> None:
    del document.root("cards")["a" * 21]


async def reword(place: Place, board: str, id_: str, text: str) -> None:
    def edit(document: Document) -> None:
        document.root("cards")[id_ * 21]["text"] = Text(text)

    await place.app.state.hub.change(board, edit)


async def found(place: Place, typed: str, *boards: str) -> list[Hit]:
    for one in await place.store.stale_words(now_ms() + 1):
        await gather(place.store, one, now_ms())
    rows = [row.id for row in await place.store.boards()]
    return await place.store.find(terms(typed), boards or rows)


async def texts(place: Place, typed: str) -> list[str]:
    return sorted({hit.text for hit in await found(place, typed)})


@on_every_database
async def test_r532_words_their_beginnings_phrases_and_accents_are_found(place: Place, made: Created) -> None:
    await put(place, made.id, "a", "Der Schimmel im Müllraum: seit März")
    await put(place, made.id, "b", "Ο γιατρός δεν απάντησε", fields={"teller": "Δέσποινα"})
    await put(place, made.id, "c", "الطبيب لم يرد", tags=["waiting-list"])
    for typed, expected in {
        "schimmel": 1,
        "MULLRAUM": 1,
        "müllr": 1,
        "γιατρος": 1,
        "Δεσποινα": 1,
        "الطبيب": 1,
        "waiting list": 1,
        '"seit März"': 1,
        '"März seit"': 0,
        "schimmel γιατρός": 0,
        "immel": 0,
    }.items():
        assert len(await texts(place, typed)) == expected, typed
    assert len(await texts(place, "damp")) >= 2, "the demo's own"


@on_every_database
async def test_r533_a_card_is_found_as_it_is_now_and_as_snapshots_have_it(place: Place, made: Created) -> None:
    await put(place, made.id, "a", "Nobody answers the telephone")
    first = await snapshot.take(place.store, place.app.state.hub, made.id, 1, title="Morning")
    await reword(place, made.id, "a", "Nobody answers at all")
    second = await snapshot.take(place.store, place.app.state.hub, made.id, 2, title="Noon")
    (then,) = await found(place, "telephone")
    assert (then.now, then.snapshots, then.now_text) == (False, [first.id], "Nobody answers at all")
    both = await found(place, "nobody answers")
    assert [(hit.now, hit.snapshots) for hit in both] == [(True, [second.id]), (False, [first.id])]
    await place.app.state.hub.change(made.id, gone)
    assert {(hit.now, tuple(hit.snapshots)) for hit in await found(place, "nobody answers")} == {
        (False, (first.id,)),
        (False, (second.id,)),
    }


@on_every_database
async def test_r533_only_what_differs_is_written_and_all_of_it_is_right(place: Place, made: Created) -> None:
    async def kept() -> list[Kept]:
        return await place.store.kept_words(made.id)

    dice = random.Random(5)
    await put(place, made.id, "a", "word0")
    for step in range(12):
        act = dice.choice(["reword", "snapshot", "gather", "put"])
        if act == "reword":
            await reword(place, made.id, "a", f"word{step}")
        elif act == "snapshot":
            await snapshot.take(place.store, place.app.state.hub, made.id, step)
        elif act == "put":
            await put(place, made.id, chr(98 + step), f"word{step}")
        else:
            await found(place, "x")
    await found(place, "x")
    bit_by_bit = sorted(str((row.wording, row.now, sorted(row.snapshots))) for row in await kept())
    await place.store.forget_words(made.id)
    assert await kept() == []
    await found(place, "x")
    at_once = sorted(str((row.wording, row.now, sorted(row.snapshots))) for row in await kept())
    assert bit_by_bit == at_once


@on_every_database
async def test_r534_what_must_not_leave_is_never_found(place: Place, made: Created) -> None:
    await put(place, made.id, "h", "zebra hidden", hidden={"reason": "x"})
    await put(place, made.id, "r", "zebra room", kind="story", author=AUTHOR)
    await put(place, made.id, "k", "zebra kept", kind="story", author=AUTHOR, fields={"keep": "partners"})
    comment = Map({"card": "h" * 21, "text": Text("zebra comment"), "author": AUTHOR, "created": 1})
    await place.app.state.hub.change(made.id, lambda d: d.root("comments").update({"c" * 21: comment}))
    assert await texts(place, "zebra") == ["zebra kept"]
    await snapshot.take(place.store, place.app.state.hub, made.id, 1)
    await found(place, "zebra")
    await place.app.state.hub.change(made.id, lambda d: d.root("cards")["k" * 21].update({"hidden": {"reason": "y"}}))
    assert await texts(place, "zebra") == [], "also not as an older snapshot has it"


async def test_r535_people_find_what_they_may_read(place: Place, made: Created, amara: Browser) -> None:
    other = await place.board("Moving home")
    tom = await place.joined(made)
    everything = (await amara.http.get("/api/search?q=damp")).json()
    assert {one["board"] for one in everything["results"]} == {made.id, other.id}
    mine = (await tom.http.get("/api/search?q=damp")).json()
    assert {one["board"] for one in mine["results"]} == {made.id}
    assert (await place.browser().http.get("/api/search?q=damp")).json()["results"] == []
    (row,) = [one for one in await place.store.participants(made.id) if one.name == "Sunflower"]
    await amara.get(f"/b/{made.id}")  # an administrator is on a board once they have looked at it
    await amara.post(f"/b/{made.id}/people", act="remove", whom=row.id)
    assert (await tom.http.get("/api/search?q=damp")).json()["results"] == []


async def test_r717_a_result_says_what_hangs_on_its_thread_and_leads_to_the_card(
    place: Place, made: Created, amara: Browser
) -> None:
    page = await amara.page("/search?q=Damp+at+home")
    (hit,) = [one for one in page.all("li", class_="hit") if "P2" in one.text]
    assert "1 story, 1 idea and 1 commitment on its thread" in hit.text
    one = await snapshot.take(place.store, place.app.state.hub, made.id, now_ms(), title="Then")
    card = next(
        id_ for id_, c in (await snapshot.moment(place.store, made.id, one.seq))["cards"].items() if c["label"] == "P2"
    )

    def away(document: Document) -> None:
        del document.root("cards")[card]

    await place.app.state.hub.change(made.id, away)
    page = await amara.page("/search?q=Damp+at+home")
    (link,) = [a.attributes["href"] for a in page.all("a") if "P2" in a.text]
    assert link == f"/b/{made.id}/archive/{one.id}#card-{card}"
    assert (await amara.page(link.partition("#")[0])).one("li", id=f"card-{card}")


async def test_r535_each_card_is_listed_once_with_its_snapshots(place: Place, made: Created, amara: Browser) -> None:
    await put(place, made.id, "a", "A quokka by <the> door")
    await snapshot.take(place.store, place.app.state.hub, made.id, 1, title="Early <b>")
    await reword(place, made.id, "a", "A wombat by the door")
    page = read((await amara.get("/search?q=quokka")).text)
    (hit,) = page.all("li", class_="hit")
    assert hit.one("mark").text == "quokka" and "<the>" in hit.text
    assert "Damp at home, only in 1 snapshot: “Early <b>”" in hit.text
    assert "Reworded later, no longer says “quokka” like this." in hit.text
    assert "“quokka”: 1 place on 1 board" in page.one("h1").text
    await snapshot.take(place.store, place.app.state.hub, made.id, 2, title="Late")
    both = read((await amara.get("/search?q=door")).text)
    (hit,) = [one for one in both.all("li", class_="hit") if "wombat" in one.text]
    assert "in 2 snapshots: “Early <b>”, “Late”" in hit.text, "in the order of time, whichever wording matched first"
    assert "Nothing on your boards" in read((await amara.get("/search?q=platypus")).text).text
    narrowed = read((await amara.get("/search?q=damp&kind=problem")).text)
    assert {"k-problem" in one.attributes["class"] for one in narrowed.all("li", class_="hit")} == {True}
    assert not read((await amara.get("/search?q=quokka&when=now")).text).all("li", class_="hit")
    other_words = read((await amara.get("/search?q=quokka&was=damp&kind=problem&when=now")).text)
    assert other_words.all("li", class_="hit"), "what was ticked for other words does not count"


HOSTILE = ['"', '""', "*", "a* OR b", "NEAR(a b)", "text:damp", "damp AND", "-damp", "(((", "\0x", "x" * 5_000, "^damp"]
HOSTILE += ["'; DROP TABLE search; --", "damp " * 2_000, "🙂", "a:* & !b | <-> c", "%_\\", "\u202edamp", "{x}", "a^9"]


@pytest.mark.parametrize("typed", HOSTILE)
async def test_r536_whatever_is_typed_is_only_looked_for(amara: Browser, made: Created, typed: str) -> None:
    answer = await amara.http.get("/search", params={"q": typed}, headers={"Accept": "text/html"})
    assert answer.status_code == 200
    assert (await amara.http.get("/api/search", params={"q": typed})).status_code == 200


@given(st.text(max_size=60), st.text(max_size=300))
@settings(max_examples=150, deadline=None)
def test_r536_marks_hold_the_text_and_stay_within_it(typed: str, text: str) -> None:
    assert len(folded(text)) == len(text)
    pieces = marked(text, terms(typed))
    said = "".join(piece.text for piece in pieces)
    assert said.removeprefix("… ").removesuffix(" …") in text


def test_r536_what_is_marked_is_what_was_looked_for() -> None:
    pieces = marked("The Dämp and the dampness", terms("damp"))
    assert [piece.text for piece in pieces if piece.found] == ["Dämp", "dampness"]
    assert terms("“two words” one a") == [Term(("two", "words"), False), Term(("one",), True), Term(("a",), False)]
    long = "word " * 100 + "needle " + "word " * 100
    shown = marked(long, terms("needle"))
    assert shown[0].text == "… " and any(piece.found for piece in shown) and len("".join(p.text for p in shown)) < 240


async def test_r537_a_deleted_boards_words_are_nowhere(place: Place, made: Created, tmp_path: Path) -> None:
    await put(place, made.id, "a", "xylophone xylophone")
    assert await texts(place, "xylophone")
    await place.store.delete_board(made.id, now_ms())
    assert await found(place, "xylophone") == []
    with sqlite3.connect(tmp_path / "sameroom.db") as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    assert all(b"xylophone" not in path.read_bytes() for path in tmp_path.glob("sameroom.db*"))


async def test_r537_words_are_gathered_beside_the_hot_path(place: Place, made: Created) -> None:
    gatherer = Gatherer(place.store)
    await gatherer.catch_up(now_ms() + 10_000)
    assert [one.board for one in await place.store.stale_words(now_ms() + 1)] == []
    await put(place, made.id, "a", "fresh words")
    head = await place.store.head(made.id)
    await gatherer.catch_up(now_ms())
    assert not await place.store.find(terms("fresh"), [made.id]), "not while the board is busy"
    await gatherer.catch_up(now_ms() + 5_000)
    assert await place.store.find(terms("fresh"), [made.id])
    assert await place.store.head(made.id) == head, "nothing is written to the log"
    gatherer.start()
    await asyncio.sleep(0)
    await gatherer.stop()
