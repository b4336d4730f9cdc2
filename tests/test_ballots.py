"""Votes over HTTP, and that nothing on the disk says who chose what."""

import asyncio
import hashlib
import json
import re
import sqlite3
from itertools import pairwise
from pathlib import Path
from typing import Any

import httpx
import pytest

from boards.document import plain
from server import ballot_box
from server.creation import Created
from server.secret import digest
from visiting import Browser, Place, open_place, state


@pytest.fixture(autouse=True)
def short_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ballot_box, "MIX_S", 0.02)


class Room:
    """A board with people on it, and what they can do about a vote."""

    def __init__(self, place: Place, made: Created, amara: Browser) -> None:
        self.place, self.made, self.amara = place, made, amara
        self.people: list[Browser] = []
        self.cards: list[str] = []

    @classmethod
    async def of(cls, place: Place, *departments: str) -> "Room":
        made = await place.board()
        room = cls(place, made, await place.facilitator())
        for number, department in enumerate(departments):
            fields = {} if department == "citizen" else {"as_": "service", "department": department}
            room.people.append(await place.joined(made, f"Person {number}", **fields))
        document = await place.app.state.hub.document(made.id)
        room.cards = sorted(
            id_ for id_ in document.root("cards").keys() if document.fact("cards", id_, "kind") == "problem"
        )
        here = [state(one.id, one.department) for one in await place.store.participants(made.id)]
        place.app.state.hub.here = lambda board: here
        return room

    async def poll(self, by: Browser | None = None, **what: Any) -> httpx.Response:
        return await (by or self.amara).http.post(f"/api/b/{self.made.id}/poll", json=what)

    async def open(self, **what: Any) -> str:
        answer = await self.poll(open={"cards": self.cards, **what})
        assert answer.status_code == 201, answer.text
        return str(answer.json()["poll"]["id"])

    async def ballot(self, who: Browser, poll: str, choices: Any = None) -> httpx.Response:
        asked = {"poll": poll} if choices is None else {"poll": poll, "choices": choices}
        return await who.http.post(f"/api/b/{self.made.id}/ballot", json=asked)

    async def session(self) -> dict[str, Any]:
        document = await self.place.app.state.hub.document(self.made.id)
        found: dict[str, Any] = plain(document.root("session"))
        return found


THREE_GROUPS = ("citizen",) * 4 + ("housing",) * 3 + ("police",) * 3


async def test_r330_a_vote_runs_from_its_opening_to_a_result_that_is_part_of_the_board(place: Place) -> None:
    room = await Room.of(place, *THREE_GROUPS)
    poll = await room.open(question="Worth it?", minutes=4)
    told = (await room.session())["poll"]
    assert (told["id"], told["question"], told["cards"]) == (poll, "Worth it?", room.cards)
    assert told["groups"] == [["citizen"], ["housing"], ["police"]]
    a, b, *_ = room.cards
    said = [{a: "agree", b: "agree" if n < 4 else "disagree"} for n in range(10)]
    answers = await asyncio.gather(*map(room.ballot, room.people, [poll] * 10, said))
    assert {answer.status_code for answer in answers} == {200}
    closed = await room.poll(close=True)
    assert closed.status_code == 200
    session = await room.session()
    assert "poll" not in session
    (result,) = session["results"]
    assert result == closed.json()["result"] | {"closed": result["closed"]}
    assert result["people"] == 10
    first, second = (next(row for row in result["rows"] if row["card"] == card) for card in (a, b))
    assert (first["bands"], first["total"], first["verdict"]) == (["most"] * 3, [9, 10], "common")
    assert (second["bands"], second["total"], second["verdict"]) == (["most", "few", "few"], [3, 4], "divided")
    assert result["divided"] == [b]


async def test_r331_a_ballot_can_be_changed_until_the_vote_closes(place: Place) -> None:
    room = await Room.of(place, *THREE_GROUPS)
    poll, card, dee = await room.open(), room.cards[0], room.people[0]
    assert (await room.ballot(dee, poll)).json() == {"poll": poll, "choices": {}, "people": 0}
    for choice in ("agree", "disagree", "pass"):
        answer = await room.ballot(dee, poll, {card: choice})
        assert answer.json() == {"poll": poll, "choices": {card: choice}, "people": 1}
    assert (await room.ballot(dee, poll)).json()["choices"] == {card: "pass"}
    assert (await room.ballot(room.people[1], poll)).json()["choices"] == {}
    taken_back = await room.ballot(dee, poll, {})
    assert (taken_back.json()["choices"], taken_back.json()["people"]) == ({}, 0)
    await room.poll(close=True)
    late = await room.ballot(dee, poll, {card: "agree"})
    assert (late.status_code, late.json()) == (409, {"error": "This vote has closed."})


async def test_r331_who_presses_three_times_at_once_has_one_ballot(place: Place) -> None:
    room = await Room.of(place, *THREE_GROUPS)
    poll, card, dee = await room.open(), room.cards[0], room.people[0]
    await asyncio.gather(*(room.ballot(dee, poll, {card: choice}) for choice in ("agree", "pass", "disagree")))
    answer = (await room.ballot(dee, poll)).json()
    assert (answer["people"], list(answer["choices"])) == (1, [card])


async def test_r332_one_person_has_one_ballot_on_however_many_devices(place: Place) -> None:
    room = await Room.of(place, *THREE_GROUPS)
    tom = await place.user("tom@example.org", "Tom")
    await tom.post(f"/join/{room.made.contributor.secret}", name="Tom", as_="citizen")
    poll, card = await room.open(), room.cards[0]
    desk = await place.signed_in(await sign_in_link(place, "tom@example.org"), "Tom")
    assert (await room.ballot(tom, poll, {card: "agree"})).status_code == 200
    other = await room.ballot(desk, poll, {card: "agree"})
    assert other.status_code == 409
    assert "another device" in other.json()["error"]
    assert (await room.ballot(tom, poll)).json()["people"] == 1


async def sign_in_link(place: Place, email: str) -> str:
    user = await place.store.user_by_email(email)
    assert user is not None
    return f"/sign-in/{await place.store.make_sign_in(user.id, 10**14, 60)}"


async def test_r328_a_bad_ballot_is_refused_in_words_and_changes_nothing(place: Place) -> None:
    room = await Room.of(place, *THREE_GROUPS)
    poll, card, dee = await room.open(), room.cards[0], room.people[0]
    await room.ballot(dee, poll, {card: "agree"})
    bad: Any
    for bad in ({"x" * 21: "agree"}, "agree", {card: "love"}, {card: 2}, []):
        answer = await room.ballot(dee, poll, bad)
        assert answer.status_code == 422 and answer.json()["error"]
    assert (await room.ballot(dee, poll)).json()["choices"] == {card: "agree"}


async def test_r333_only_facilitators_open_and_close_and_observers_do_not_vote(place: Place) -> None:
    room = await Room.of(place, *THREE_GROUPS)
    assert (await room.poll(room.people[0], open={"cards": room.cards})).status_code == 403
    poll = await room.open()
    assert (await room.poll(room.people[0], close=True)).status_code == 403
    watcher = place.browser()
    await watcher.post(f"/join/{room.made.observer.secret}", name="Watcher", as_="citizen")
    assert (await room.ballot(watcher, poll, {room.cards[0]: "agree"})).status_code == 403
    assert (await room.ballot(place.browser(), poll, {room.cards[0]: "agree"})).status_code == 401
    elsewhere = await place.joined(await place.board("Another"), "Visitor")
    assert (await room.ballot(elsewhere, poll, {room.cards[0]: "agree"})).status_code == 403
    foreign = await room.people[0].http.post(
        f"/api/b/{room.made.id}/ballot", json={"poll": poll, "choices": {}}, headers={"Origin": "https://evil.test"}
    )
    assert foreign.status_code == 403


async def test_r801_who_runs_the_room_does_not_vote_and_nobody_counts_them(place: Place, tmp_path: Path) -> None:
    room = await Room.of(place, *THREE_GROUPS)
    here = [*place.app.state.hub.here(room.made.id)]
    here += [state("amara", "housing") | {"role": "facilitator"}, state("obi", "police") | {"role": "observer"}]
    place.app.state.hub.here = lambda board: here
    poll, card = await room.open(), room.cards[0]
    assert (await room.session())["poll"]["groups"] == [["citizen"], ["housing"], ["police"]]
    refused = await room.ballot(room.amara, poll, {card: "agree"})
    assert refused.status_code == 403 and refused.json()["error"] == "You run the room, so you don’t vote."
    await room.ballot(room.people[0], poll, {card: "agree"})
    assert (await room.ballot(room.amara, poll)).json() == {"poll": poll, "choices": {}, "people": 1}
    shown = (await room.amara.get(f"/api/b/{room.made.id}/wall")).json()["poll"]
    assert (shown["answered"], shown["voters"]) == (1, 10)
    papers = {row["participant"] for row in rows(tmp_path)["papers"]}
    assert papers == {one.id for one in await place.store.participants(room.made.id) if one.role == "contributor"}


async def test_r333_one_vote_at_a_time_and_it_can_be_given_more_time(place: Place) -> None:
    room = await Room.of(place, *THREE_GROUPS)
    assert (await room.poll(close=True)).status_code == 409
    await room.open(minutes=2)
    again = await room.poll(open={"cards": room.cards})
    assert again.status_code == 409 and "already" in again.json()["error"]
    ends = (await room.session())["poll"]["ends"]
    assert (await room.poll(add=3)).status_code == 200
    assert (await room.session())["poll"]["ends"] == ends + 180_000
    assert (await room.poll(add="soon")).status_code == 422
    assert (await room.poll(stop=True)).status_code == 422
    assert (await room.poll(open={"cards": []})).json() == {"error": "Choose at least one card to vote on."}
    first, second = await asyncio.gather(room.poll(close=True), room.poll(close=True))
    assert {first.status_code, second.status_code} <= {200, 409}
    assert len((await room.session())["results"]) == 1
    assert (await room.poll(open={"cards": room.cards})).status_code == 201


async def test_r333_a_vote_that_came_with_a_copied_board_just_ends(place: Place) -> None:
    room = await Room.of(place, *THREE_GROUPS)
    await room.open()
    await place.store.remove_poll(room.made.id)
    assert (await room.poll(close=True)).json() == {"result": None}
    assert set(await room.session()) & {"poll", "results"} == set()


async def test_r334_while_a_vote_is_open_nobody_is_told_what_was_chosen(
    place: Place, caplog: pytest.LogCaptureFixture
) -> None:
    """Facilitators and the log included: all that can be asked for, in every form, is how many have answered."""
    caplog.set_level("DEBUG")
    room = await Room.of(place, *THREE_GROUPS)
    poll, card = await room.open(), room.cards[0]
    before = json.dumps(await room.session())
    for who in room.people:
        await room.ballot(who, poll, {card: "disagree"})
    assert json.dumps(await room.session()) == before
    seen = [(await room.amara.get(f"/api/b/{room.made.id}")).text, (await room.amara.get(f"/b/{room.made.id}")).text]
    seen.append((await room.ballot(room.amara, poll)).text)
    assert not any("disagree" in text for text in seen)
    assert "disagree" not in caplog.text
    lines = [record.getMessage() for record in caplog.records if "/ballot" in record.getMessage()]
    assert lines
    people = [one.id for one in await place.store.participants(room.made.id)]
    assert not any(one in line for line in lines for one in people)


# the disk ------------------------------------------------------------------------------------------------------------


def files(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(folder.glob("sameroom.db*")))


def rows(folder: Path) -> dict[str, list[dict[str, Any]]]:
    """Every row of every table, in the order the file has them."""
    with sqlite3.connect(folder / "sameroom.db") as connection:
        connection.row_factory = sqlite3.Row
        names = [row["name"] for row in connection.execute("select name from sqlite_master where type = 'table'")]
        found = {name: [dict(row) for row in connection.execute(f'select * from "{name}"')] for name in names}
    connection.close()
    return found


async def vote_all(room: Room, poll: str) -> list[str]:
    """Everyone votes, one after the other, each in a way of their own; gives their sessions' tokens in that order."""
    for who in room.people:
        assert (await room.ballot(who, poll)).status_code == 200
    for number, who in enumerate(room.people):
        choices = {card: ("agree", "disagree", "pass")[number // 3**at % 3] for at, card in enumerate(room.cards)}
        await room.ballot(who, poll, choices)
    return [str(who.cookie) for who in room.people]


async def test_r335_no_row_ties_a_person_to_a_choice(place: Place, tmp_path: Path) -> None:
    room = await Room.of(place, *THREE_GROUPS)
    poll = await room.open()
    tokens = await vote_all(room, poll)
    everything = rows(tmp_path)
    cast = everything.pop("ballots")
    assert len(cast) == len(tokens) == 10
    assert set(cast[0]) == {"poll", "key", "group", "choices"}  # no person, no session, no time, no number
    people = everything["participants"]
    by_group: dict[int, int] = {}
    for one in cast:
        by_group[one["group"]] = by_group.get(one["group"], 0) + 1
    assert min(by_group.values()) >= 3
    # The keys stand nowhere else, and nothing that does makes one: the tokens they are made from are in no row.
    keys = {one["key"] for one in cast}
    known = {str(value) for table in everything.values() for row in table for value in row.values()}
    assert not keys & known
    assert not any(token in value for token in tokens for value in known)
    assert {digest(token) for token in tokens} <= known
    made = {hashlib.sha256(f"ballot\0{poll}\0{value}".encode()).hexdigest() for value in known}
    assert not keys & made
    # A person's rows are the same whether they voted or not.
    assert {row["participant"] for row in everything["papers"]} >= {
        one["id"] for one in people if one["role"] == "contributor"
    }
    assert set(everything["papers"][0]) == {"poll", "participant", "session"}


async def test_r335_the_order_of_rows_is_not_the_order_of_voting(place: Place, tmp_path: Path) -> None:
    room = await Room.of(place, *THREE_GROUPS)
    poll = await room.open()
    tokens = await vote_all(room, poll)
    everything = rows(tmp_path)
    keys = [one["key"] for one in everything["ballots"]]
    assert keys == sorted(keys)
    voted = [hashlib.sha256(f"ballot\0{poll}\0{token}".encode()).hexdigest() for token in tokens]
    assert sorted(voted) == keys and voted != keys
    for table in ("ballots", "papers"):
        with sqlite3.connect(tmp_path / "sameroom.db") as connection, pytest.raises(sqlite3.OperationalError):
            connection.execute(f"select rowid from {table}")
        connection.close()


async def test_r335_who_vote_at_the_same_time_are_mixed_before_they_reach_the_disk(
    place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ballot_box, "MIX_S", 0.2)
    room = await Room.of(place, *THREE_GROUPS)
    poll = await room.open()
    for who in room.people:
        await room.ballot(who, poll)
    put = place.store.put_ballots
    together: list[list[str]] = []

    async def watched(of: str, cast: Any) -> bool:
        together.append([one.key for one in cast])
        return await put(of, cast)

    monkeypatch.setattr(place.store, "put_ballots", watched)
    await asyncio.gather(*(room.ballot(who, poll, {room.cards[0]: "agree"}) for who in room.people))
    assert [len(batch) for batch in together] == [10]


async def test_r335_a_vote_writes_to_no_page_of_the_database_but_the_ballots(place: Place, tmp_path: Path) -> None:
    """Page by page in the write-ahead log: whoever has every state the file ever had learns no more."""
    room = await Room.of(place, *THREE_GROUPS)
    poll = await room.open()
    for who in room.people:
        await room.ballot(who, poll)
    people = [value for one in await place.store.participants(room.made.id) for value in (one.id, one.session)]
    wal = tmp_path / "sameroom.db-wal"
    before = wal.stat().st_size
    for number, who in enumerate(room.people):
        await room.ballot(who, poll, {room.cards[0]: ("agree", "disagree")[number % 2]})
    written = wal.read_bytes()[before:]
    assert len(written) > 4096
    assert b"disagree" in written
    assert not any(str(id_).encode() in written for id_ in people if id_)


@pytest.mark.slow
async def test_r336_when_a_vote_has_closed_nothing_is_left_of_its_ballots(place: Place, tmp_path: Path) -> None:
    room = await Room.of(place, *THREE_GROUPS)
    poll = await room.open()
    tokens = await vote_all(room, poll)
    keys = [hashlib.sha256(f"ballot\0{poll}\0{token}".encode()).hexdigest().encode() for token in tokens]
    assert any(key in files(tmp_path) for key in keys)
    await room.poll(close=True)
    left = files(tmp_path)
    assert not any(key in left for key in keys)
    assert not re.search(
        rb'"(agree|disagree|pass)"', left.replace(b'"way": "agree"', b"").replace(b'"way":"agree"', b"")
    )
    assert [rows(tmp_path)[table] for table in ("ballots", "papers", "polls")] == [[], [], []]
    assert await place.store.check() == []


async def test_r336_a_deleted_board_takes_its_open_vote_along(place: Place, tmp_path: Path) -> None:
    room = await Room.of(place, *THREE_GROUPS)
    await vote_all(room, await room.open())
    await place.store.delete_board(room.made.id, 1)
    assert [rows(tmp_path)[table] for table in ("ballots", "papers", "polls")] == [[], [], []]


async def test_r336_ballots_outlive_the_server(tmp_path: Path) -> None:
    async with open_place(tmp_path) as place:
        room = await Room.of(place, *THREE_GROUPS)
        poll, card = await room.open(), room.cards[0]
        waiting = [asyncio.create_task(room.ballot(who, poll, {card: "agree"})) for who in room.people]
        await asyncio.sleep(0)
        await asyncio.gather(*waiting)
        cookies = [str(who.cookie) for who in room.people]
    async with open_place(tmp_path) as place:
        dee = place.browser()
        dee.http.cookies.set("sameroom", cookies[0])
        answer = await dee.http.post(f"/api/b/{room.made.id}/ballot", json={"poll": poll})
        assert answer.json() == {"poll": poll, "choices": {card: "agree"}, "people": 10}


def test_r335_the_order_within_a_batch_is_that_of_the_keys() -> None:
    """What `put` does with ballots in any order; the file keeps the order of inserts inside a page."""
    from sqlalchemy import create_engine, event

    from server.ballot import Cast, put
    from server.tables import metadata, polls

    engine = create_engine("sqlite://")
    metadata.create_all(engine)
    said: list[str] = []
    with engine.begin() as connection:
        connection.execute(polls.insert(), {"id": "p", "board": "b", "body": {}, "closing": False})

        def hear(_c: Any, _u: Any, statement: str, values: Any, *_: Any) -> None:
            if statement.startswith("INSERT INTO ballots"):
                said.append(values[1])

        event.listen(engine, "before_cursor_execute", hear)
        assert put(connection, "p", [Cast("p", key, 0, {"c": "agree"}) for key in "dacb"])
    engine.dispose()
    assert len(said) == 4 and all(a < b for a, b in pairwise(said))
