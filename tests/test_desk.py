"""The desk over real sockets: who receives what before the yes, that no way leads round it, and nothing is lost."""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack
from typing import Any

import pytest
from pycrdt import Map, Text

from boards.approval import Approval, BadChoice, chosen
from boards.document import plain
from conftest import StartServer
from running import Invitations, RunningServer
from server.secret import new_id
from session_people import NAMELESS, OPEN, SILENT, Attendee, attend, everything_in, soon
from test_drafts import rows

SECRET = "Mrs Pell rang 020 7946 0958"
HIDDEN = "[a name] rang [a phone number]"


class Room:
    """A facilitator, a citizen who has to be approved, and others who must not know yet."""

    def __init__(self, made: Invitations, fay: Attendee, ana: Attendee, ben: Attendee) -> None:
        self.made, self.fay, self.ana, self.ben = made, fay, ana, ben

    async def act(self, **what: Any) -> Any:
        return await self.fay.do("desk", **what)

    async def look(self) -> Any:
        return (await self.fay.http.get(f"/api/b/{self.made.id}/desk")).json()

    async def item(self, card: str, words: str | None = None) -> Any:
        """A card on the desk, once it is there and says this."""
        async with asyncio.timeout(8):
            while True:
                items = {one["card"]: one for one in (await self.look())["items"]}
                if card in items and words in (None, items[card]["words"]):
                    return items[card]
                await asyncio.sleep(0.1)

    async def approve(self, card: str, words: str | None = None) -> str:
        undo: str = (await self.act(approve=card, seen=(await self.item(card, words))["seen"]))["undo"]
        return undo

    async def acts(self) -> list[str]:
        table = (await self.fay.http.get(f"/b/{self.made.id}/people/acts.csv")).text
        return [line.split(",")[3] for line in table.splitlines()[1:]]


@pytest.fixture
async def room(server: RunningServer) -> AsyncIterator[Room]:
    async with AsyncExitStack() as stack:
        made = server.new_board("Desk", "hear-define-commit")
        fay = await stack.enter_async_context(attend(server, made, "Fay", "facilitator", "health-visiting"))
        ana = await stack.enter_async_context(attend(server, made, "Ana"))
        ben = await stack.enter_async_context(attend(server, made, "Ben", group="housing"))
        await fay.do("desk", wait={"groups": ["citizen"]})
        for one in (fay, ana, ben):
            await one.board.until(lambda one=one: "approve" in one.session)  # type: ignore[misc]
        yield Room(made, fay, ana, ben)


def desk_of(who: Attendee, key: str = "desk") -> dict[str, Any]:
    """What the server says in somebody's private document."""
    found = who.draft.doc.get("session", type=Map).get(key)
    return {} if found is None else dict(plain(found))


def test_r610_who_waits_is_chosen_by_everyone_group_or_kind_and_facilitators_never_wait() -> None:
    some = chosen({"groups": ["citizen"], "kinds": ["story"]})
    assert some.waits("contributor", "citizen", "note") and some.waits("contributor", "housing", "story")
    assert not some.waits("contributor", "housing", "note") and not some.waits("facilitator", "citizen", "story")
    assert some.asks("contributor", "citizen") and not some.asks("contributor", "housing")
    assert chosen({"everyone": True}).waits("contributor", "outside", "idea")
    assert chosen(some.plain()) == some and not chosen({}).on and chosen({}) == Approval()
    nonsense: list[Any] = [[], {"everyone": 1}, {"groups": "citizen"}, {"kinds": ["cheese"]}, {"groups": [""]}]
    for bad in nonsense:
        with pytest.raises(BadChoice):
            chosen(bad)


async def test_r610_only_facilitators_choose_and_see_the_desk(room: Room) -> None:
    assert (await room.ana.ask("desk", wait={})).status_code == 403
    assert (await room.ben.http.get(f"/api/b/{room.made.id}/desk")).status_code == 403
    for bad in ({"wait": {"kinds": ["cheese"]}}, {"wait": 1}, {"put_back": "x", "reason": " "}, {}):
        assert (await room.fay.ask("desk", **bad)).status_code == 422
    assert (await room.fay.ask("desk", approve="x" * 21, seen="")).status_code == 404
    assert room.ana.session["approve"] == {"everyone": False, "groups": ["citizen"], "kinds": []}
    free = await room.ben.board.add("Ben's words")
    await room.ana.board.until(lambda: room.ana.card(free))  # whoever was not chosen writes as ever
    await room.act(wait={"kinds": ["note"]})
    await room.ben.board.until(lambda: room.ben.session["approve"]["kinds"] == ["note"])
    await room.ben.board.add("not any more")
    await room.ben.board.until(lambda: room.ben.board.resets)


async def test_r611_nobody_receives_a_byte_of_what_waits_until_the_yes(room: Room, server: RunningServer) -> None:
    async with (
        attend(server, room.made, "Obi", "observer") as obi,
        attend(server, room.made, "Stock", own_messages=False) as stock,
    ):
        card = await room.ana.draft.add(SECRET)
        item = await room.item(card)
        wall = await room.ben.http.get(f"/api/b/{room.made.id}/wall")
        assert wall.status_code == 200
        async with attend(server, room.made, "Late") as late:
            others = (room.fay, room.ben, obi, stock, late)
            received = [*(one.board.raw + one.draft.raw for one in others), room.ana.board.raw]
        pages = [wall.text, (await room.ben.http.get(f"/api/b/{room.made.id}")).text, server.log]
        for held in (*map(everything_in, received), *(page.encode() for page in pages)):
            assert b"Pell" not in held and card.encode() not in held
        assert rows(server, 'select 1 from log where board = ? and instr("update", ?)', room.made.id, card) == []
        assert desk_of(room.ana)[card]["state"] == "waiting"
        await soon(lambda: any(kind.startswith("desk:1:") for kind, _ in room.fay.board.notices))
        assert not [kind for kind, _ in (*room.ben.board.notices, *room.ana.board.notices) if kind[:4] == "desk"]
        assert (item["name"], item["department"], item["kind"], item["before"]) == ("Ana", "citizen", "note", None)
        assert item["marked"] == [["Mrs Pell", "[a name]"], ["020 7946 0958", "[a phone number]"]]
        await room.act(approve=card, seen=item["seen"])
        for one in (room.fay, room.ben, obi, stock):
            await one.board.until(lambda one=one: one.card(card))  # type: ignore[misc]
        shown = room.ben.card(card)
        assert (shown["text"], shown["author"], shown["label"]) == (SECRET, room.ana.participant, "N1")
        assert (await room.look())["items"] == [] and desk_of(room.ana) == {}


WAYS: Mapping[str, Any] = {
    "a card": lambda board, ids: board.cards.update({new_id(): note("BYPASS")}),
    "words in another's card": lambda board, ids: board.cards[ids["bens"]]["text"].insert(0, "BYPASS"),
    "words in one's own": lambda board, ids: board.cards[ids["own"]]["text"].insert(0, "BYPASS"),
    "a field": lambda board, ids: board.cards[ids["own"]]["fields"].update({"helped": "BYPASS"}),
    "a tag": lambda board, ids: board.cards[ids["own"]].update({"tags": ["BYPASS"]}),
    "other words altogether": lambda board, ids: board.cards[ids["own"]].update({"text": Text("BYPASS")}),
    "a comment": lambda board, ids: board.doc.get("comments", type=Map).update(
        {new_id(): Map({"card": ids["bens"], "text": Text("BYPASS")})}
    ),
    "a drawing": lambda board, ids: board.doc.get("strokes", type=Map).update(
        {new_id(): Map({"points": [0, 0, 1], "colour": "ink", "width": 2, "alt": "BYPASS"})}
    ),
    "the desk itself": lambda board, ids: board.doc.get("session", type=Map).update({"approve": {"groups": []}}),
}


def note(words: str, kind: str = "note") -> "Map[Any]":
    place = {"zone": None, "pos": [0, 0, 0], "size": [220, 140], "order": "a0"}
    return Map({"kind": kind, **place, "text": Text(words), "fields": Map({}), "tags": []})


async def test_r612_no_modified_client_gets_round_the_desk(room: Room, server: RunningServer) -> None:
    own, bens, promise = await room.ana.draft.add("fine"), await room.ben.board.add("Ben's"), new_id()
    await room.approve(own)
    room.fay.board.cards[promise] = note("A promise", "commitment")
    await room.fay.board.send_edits()
    await room.ben.board.until(lambda: room.ben.card(promise))
    handed = await room.ana.http.post(
        f"/commitments/{room.made.id}/{promise}", data={"act": "hand", "person": "BYPASS"}
    )
    assert handed.status_code == 403
    for way, do in WAYS.items():
        async with room.ana.client() as bad:
            await bad.until(lambda bad=bad: bad.synced and own in bad.plain_cards() and bens in bad.plain_cards())
            with bad.doc.transaction():
                do(bad, {"own": own, "bens": bens})
            await bad.send_edits()
            await bad.until(lambda bad=bad: bad.resets), way
    state = {"note": "BYPASS", "editing": "BYPASS", "holding": ["BYPASS"], "cursor": [3, 4], "dragging": {"BYPASS": 1}}
    await room.ana.board.say_presence(json.dumps(state).encode())
    await room.ben.board.until(lambda: any(b"[3,4]" in told for _, told in room.ben.board.presence.values()))
    async with room.ana.client() as bad:  # taken away, then brought back with other words
        await bad.until(lambda: own in bad.plain_cards())
        await bad.remove(own)
        await room.ben.board.until(lambda: room.ben.card(own) is None)
        bad.cards[own] = note("BYPASS")
        await bad.send_edits()
        await bad.until(lambda: bad.resets)
    async with room.ana.client("/draft") as bad:  # nor by the private document's own keys
        await bad.until(lambda: bad.synced)
        bad.doc.get("session", type=Map)["desk"] = Map({})
        await bad.send_edits()
        await bad.until(lambda: bad.resets)
    await room.act(wait={"kinds": ["story"]})
    await room.ana.board.until(lambda: room.ana.session["approve"]["kinds"] == ["story"])
    turned = await room.ana.board.add("a note may be")
    await room.ben.board.until(lambda: room.ben.card(turned))
    room.ana.board.cards[turned]["kind"] = "story"
    await room.ana.board.send_edits()
    await room.ana.board.until(lambda: room.ana.board.resets)
    received = everything_in(room.ben.board.raw)
    assert b"BYPASS" not in received and room.ben.card(turned)["kind"] == "note"
    assert room.ben.card(own) is None and room.ben.card(bens)["text"] == "Ben's"
    assert rows(server, "select 1 from log where board = ? and instr(\"update\", 'BYPASS')", room.made.id) == []


async def test_r612_what_holds_no_words_is_free(room: Room) -> None:
    own, bens = await room.ana.draft.add("fine"), await room.ben.board.add("Ben's")
    await room.approve(own)
    await room.ana.board.until(lambda: room.ana.card(own) and room.ana.card(bens))
    with room.ana.board.doc.transaction():
        room.ana.board.cards[own]["pos"] = [40, 40, 3]
        room.ana.board.doc.get("reactions", type=Map)[f"{bens}:{room.ana.participant}:me-too"] = True
        thread = Map({"kind": "relates", "from": own, "to": bens})
        room.ana.board.doc.get("threads", type=Map)[new_id()] = thread
    await room.ana.board.send_edits()
    await room.ben.board.until(lambda: room.ben.card(own)["pos"] == [40, 40, 3])
    assert room.ana.board.resets == []


@pytest.mark.slow
async def test_r613_exactly_what_was_seen_is_approved_and_what_is_typed_on_waits(room: Room) -> None:
    card = await room.ana.draft.add("one")
    seen = (await room.item(card))["seen"]
    await room.ana.draft.write(card, " two")
    await soon_words(room, card, "one two")
    assert (await room.fay.ask("desk", approve=card, seen=seen)).status_code == 409
    assert room.ben.card(card) is None
    await room.approve(card, "one two")
    await room.ben.board.until(lambda: room.ben.card(card))
    await room.ana.draft.write(card, " SECRET")
    change = await room.item(card, "one two SECRET")
    assert change["before"] == "one two" and room.ben.card(card)["text"] == "one two"
    room.fay.board.cards[card]["text"].insert(0, "Fay: ")  # others write on it meanwhile
    await room.fay.board.send_edits()
    await room.ana.draft.until(lambda: room.ana.draft.plain_cards()[card]["text"] == "Fay: one two SECRET")
    assert b"SECRET" not in everything_in(room.ben.board.raw)
    undo = await room.approve(card, "Fay: one two SECRET")
    await room.ben.board.until(lambda: room.ben.card(card)["text"] == "Fay: one two SECRET")
    await room.act(undo=undo)
    await room.ben.board.until(lambda: room.ben.card(card)["text"] == "Fay: one two")
    assert (await room.item(card))["words"] == "Fay: one two SECRET"
    assert (await room.fay.ask("desk", undo=undo)).status_code == 409


async def test_r613_what_was_on_the_board_before_is_taken_up_for_a_change_that_waits(room: Room) -> None:
    await room.act(wait={})
    await room.ana.board.until(lambda: not room.ana.session["approve"]["groups"])
    card, bens = await room.ana.board.add("before"), await room.ben.board.add("Ben's")
    await room.ben.board.until(lambda: room.ben.card(card))
    await room.act(wait={"everyone": True})
    assert (await room.ana.ask("hand-in", take_up=bens)).status_code == 404
    await room.ana.do("hand-in", take_up=card)
    await room.ana.draft.until(lambda: card in room.ana.draft.plain_cards())
    await room.ana.draft.write(card, " and after")
    assert (await room.item(card, "before and after"))["before"] == "before"
    assert room.ben.card(card)["text"] == "before"
    await room.approve(card)
    await room.ben.board.until(lambda: room.ben.card(card)["text"] == "before and after")


async def soon_words(room: Room, card: str, words: str) -> None:
    """Wait until the server has these words."""
    await room.ana.draft.settle()
    assert room.ana.draft.plain_cards()[card]["text"] == words


async def test_r614_words_are_hidden_and_changed_before_the_yes_and_its_writer_is_told(room: Room) -> None:
    card = await room.ana.draft.add(SECRET)
    item = await room.item(card)
    hidden = await room.act(hide_words=card, words=item["marked"])
    assert [one["words"] for one in hidden["items"]] == [HIDDEN] and hidden["items"][0]["marked"] == []
    await room.ana.draft.until(lambda: room.ana.draft.plain_cards()[card]["text"] == HIDDEN)
    assert [one["what"] for one in desk_of(room.ana, "notes").values()] == ["words-hidden"]
    await room.act(undo=hidden["undo"])
    await room.ana.draft.until(lambda: room.ana.draft.plain_cards()[card]["text"] == SECRET)
    assert desk_of(room.ana, "notes") == {}
    edited = await room.act(edit=card, text="A nurse rang")
    assert edited["items"][0]["words"] == "A nurse rang"
    await room.ana.draft.until(lambda: room.ana.draft.plain_cards()[card]["text"] == "A nurse rang")
    await room.ana.draft.write(card, " twice")
    await soon_words(room, card, "A nurse rang twice")
    await room.act(undo=edited["undo"])
    await room.ana.draft.until(lambda: room.ana.draft.plain_cards()[card]["text"] == f"{SECRET} twice")
    again = await room.act(hide_words=card, words=item["marked"])
    await room.approve(card)
    await room.ben.board.until(lambda: room.ben.card(card)["text"] == f"{HIDDEN} twice")
    assert b"Pell" not in everything_in(room.ben.board.raw)
    await room.act(undo=again["undo"])  # also once it is on the board
    await room.ben.board.until(lambda: room.ben.card(card)["text"] == f"{SECRET} twice")
    assert (await room.look())["items"] == []


@pytest.mark.slow
async def test_r615_a_card_is_put_back_with_a_reason_changed_and_handed_in_again(room: Room) -> None:
    card = await room.ana.draft.add("Nurse Pell was rude")
    await room.item(card)
    put_back = await room.act(put_back=card, reason="Please  leave her name out.")
    assert put_back["items"] == []
    await room.ana.draft.until(lambda: desk_of(room.ana).get(card, {}).get("state") == "back")
    told = next(iter(desk_of(room.ana, "notes").values()))
    assert (told["card"], told["what"], told["reason"]) == (card, "back", "Please leave her name out.")
    assert room.ana.draft.plain_cards()[card]["text"] == "Nurse Pell was rude"
    await room.act(undo=put_back["undo"])
    await room.ana.draft.until(lambda: desk_of(room.ana)[card]["state"] == "waiting")
    assert desk_of(room.ana, "notes") == {}
    await room.act(put_back=card, reason="Her name.")
    assert (await room.ben.ask("hand-in", card=card)).status_code == 404
    await room.ana.draft.write(card, ", twice")
    await asyncio.sleep(0.7)
    assert (await room.look())["items"] == []  # it stays with its writer until they say so
    await room.ana.do("hand-in", card=card)
    assert (await room.ana.ask("hand-in", card=card)).status_code == 404
    await room.approve(card, "Nurse Pell was rude, twice")
    await room.ben.board.until(lambda: room.ben.card(card))


async def test_r615_what_is_handed_in_again_at_once_is_told_to_facilitators_anew(room: Room) -> None:
    card = await room.ana.draft.add("It takes two buses")
    await room.item(card)

    def told() -> list[str]:
        return [kind for kind, _ in room.fay.board.notices if kind.startswith("desk:1:")]

    await soon(lambda: told())
    before = told()
    await room.act(put_back=card, reason="From where?")
    await room.ana.do("hand-in", card=card)
    await soon(lambda: len(told()) > len(before))
    assert told()[-1] not in before


async def test_r616_a_yes_is_taken_back_and_the_card_comes_back_as_it_was(room: Room) -> None:
    card = await room.ana.draft.add("fine")
    undo = await room.approve(card)
    await room.ana.board.until(lambda: room.ana.card(card))
    await room.ana.draft.remove(card)  # its writer's page has gone over to the board's card
    await room.ana.draft.settle()
    await room.act(undo=undo)
    await room.ben.board.until(lambda: room.ben.card(card) is None)
    await room.ana.draft.until(lambda: room.ana.draft.plain_cards()[card]["text"] == "fine")
    assert desk_of(room.ana)[card]["state"] == "waiting"
    await room.approve(card)
    await room.ben.board.until(lambda: room.ben.card(card))
    assert (room.ben.card(card)["label"], room.ben.card(card)["author"]) == ("N1", room.ana.participant)


@pytest.mark.slow
async def test_r617_what_was_done_at_the_desk_is_listed_without_the_words(room: Room) -> None:
    card = await room.ana.draft.add(SECRET)
    item = await room.item(card)
    await room.act(hide_words=card, words=item["marked"])
    edited = await room.act(edit=card, text="Somebody rang")
    await room.act(undo=edited["undo"])
    await room.act(put_back=card, reason="REASON")
    await room.ana.do("hand-in", card=card)
    await room.act(undo=await room.approve(card))
    await room.act(wait={})
    done = ["approval-on", "words-hidden", "edited", "edit-undone", "put-back", "approved", "taken-off", "approval-off"]
    assert await room.acts() == done
    page = (await room.fay.http.get(f"/b/{room.made.id}/people")).text
    assert "took back the yes to a card" in page and "Pell" not in page and "REASON" not in page


@pytest.mark.slow
async def test_r618_nothing_that_waits_is_lost(start_server: StartServer) -> None:
    server = start_server()
    made = server.new_board("Desk", "empty")
    async with attend(server, made, "Fay", "facilitator") as fay, attend(server, made, "Ana") as ana:
        await fay.do("desk", wait={"everyone": True})
        back = await ana.draft.add("sent back")
        room = Room(made, fay, ana, fay)
        await room.item(back)
        await room.act(put_back=back, reason="Why")
        card = await ana.draft.add("waits")
        await room.item(card)
        await ana.leave()  # its writer is away, and the facilitator too
        await fay.leave()
        await asyncio.to_thread(server.kill)
        await asyncio.to_thread(server.start)
        await fay.sit()
        assert fay.session["approve"]["everyone"] is True if fay.session else True
        await room.item(card, "waits")
        await room.act(wait={})  # letting everyone write at once lets nothing through by itself
        await asyncio.sleep(1.2)
        assert [one["card"] for one in (await room.look())["items"]] == [card] and fay.card(card) is None
        await room.approve(card)
        await fay.board.until(lambda: fay.card(card))
        assert fay.card(card)["author"] == ana.participant
        await ana.sit()
        await ana.draft.until(lambda: desk_of(ana).get(back, {}).get("reason") == "Why")
        await ana.do("hand-in", card=back)
        await room.approve(back)
        await fay.board.until(lambda: fay.card(back))


@pytest.mark.slow
async def test_r619_silence_comes_before_the_desk_and_without_names_the_desk_has_none(room: Room) -> None:
    for stage in (SILENT, NAMELESS, OPEN):
        await room.fay.do("stage", put=stage)
    await room.fay.do("stage", go=SILENT["id"])
    card = await room.ana.draft.add(SECRET)
    await soon(lambda: room.fay.session["silent"]["count"] == 1)
    await asyncio.sleep(1.5)
    state = await room.look()
    assert state["items"] == [] and "Pell" not in str(state)
    assert (await room.fay.ask("desk", approve=card, seen="")).status_code == 404
    assert await room.fay.do("reveal", all=True) == {"shown": 0}
    assert (await room.item(card))["name"] == "Ana" and room.ben.card(card) is None
    await soon(lambda: room.fay.session["silent"]["count"] == 0)
    await room.fay.do("stage", go=NAMELESS["id"])  # what waits from before goes on waiting, and keeps its name
    assert (await room.item(card))["name"] == "Ana"
    other = await room.ana.draft.add("nameless words")
    await soon(lambda: room.fay.session["silent"]["count"] == 1)
    await room.fay.do("reveal", all=True)
    item = await room.item(other)
    assert item["name"] is None and item["department"] is None
    await room.fay.do("stage", put={**SILENT, "id": "third"})
    await room.fay.do("stage", go="third", reveal=True)
    item = await room.item(other)
    assert item["name"] is None  # nor by a later stage that has names
    await room.act(approve=other, seen=item["seen"])
    await room.ben.board.until(lambda: room.ben.card(other))
    assert "author" not in room.ben.card(other)


async def test_r620_the_writer_of_a_card_is_told_what_was_done_to_it_and_why(room: Room) -> None:
    card = await room.ben.board.add("Mrs Pell")
    await room.fay.board.until(lambda: room.fay.card(card))
    await room.fay.do("moderate", redact=card, words=[["Mrs Pell", "[a name]"]])
    await room.fay.do("moderate", hide=card, reason="It may still name her")
    await room.ben.draft.until(lambda: len(desk_of(room.ben, "notes")) == 2)
    told = {one["what"]: one["reason"] for one in desk_of(room.ben, "notes").values()}
    assert told == {"words-hidden": "", "hidden": "It may still name her"}
    assert ("note", "") in room.ben.board.notices and ("note", "") not in room.ana.board.notices
    page = (await room.ben.http.get(f"/b/{room.made.id}")).text
    assert '"private": true' in page or '"private":true' in page
    mine = await room.fay.board.add("Fay's own")
    await room.fay.board.settle()
    await room.fay.do("moderate", hide=mine, reason="Oops")
    assert desk_of(room.fay, "notes") == {}


async def test_r625_moving_on_is_in_the_list_of_acts(room: Room) -> None:
    await room.fay.do("stage", put=OPEN)
    await room.fay.do("stage", go=OPEN["id"])
    await room.fay.do("stage", go=OPEN["id"])
    assert await room.acts() == ["approval-on", "running-order", "stage"]
    page = (await room.fay.http.get(f"/b/{room.made.id}/people")).text
    assert "moved the room on to “Open”" in page
