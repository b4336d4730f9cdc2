"""Silent writing over real sockets: who receives what, and that nothing is lost whoever is late."""

import asyncio
import json
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from functools import partial
from typing import Any

import pytest
from pycrdt import Map, Text

from boards import desk
from boards.document import Document
from boards.drafts import DraftRoom
from boards.running_order import SILENT as SILENT_WORDS
from boards.running_order import RunningOrder, stage_of
from boards.update import decode
from conftest import StartServer
from guarded import ana as ana_
from guarded import fay as fay_
from running import RunningServer, run_apart
from scene import Scene
from scene import scene as scene
from server.hub import Hub
from server.secret import new_id
from server.store import Store
from session_people import NAMELESS, OPEN, SILENT, Attendee, attend, everything_in, soon
from test_running_order import refused
from visiting import Place
from yjs import yjs as yjs

SECRET = "nobody may read this yet"
PLAN = "hear-define-commit"


async def silence(fay: Attendee, stage: Mapping[str, object] = SILENT) -> None:
    """A running order of one silent stage and one open one, and the silent one is now."""
    for one in (stage, OPEN):
        await fay.do("stage", put=one)
    await fay.do("stage", go=stage["id"])


def rows(server: RunningServer, query: str, *values: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(server.data / "sameroom.db")) as database:
        return database.execute(query, values).fetchall()


async def test_r281_nobody_receives_what_is_written_in_silence_until_it_is_shown(server: RunningServer) -> None:
    made = server.new_board("Quiet", PLAN)
    async with (
        attend(server, made, "Fay", "facilitator") as fay,
        attend(server, made, "Ana") as ana,
        attend(server, made, "Ben") as ben,
        attend(server, made, "Obi", "observer") as obi,
        attend(server, made, "Stock", own_messages=False) as stock,
    ):
        others = (fay, ben, obi, stock)
        await silence(fay)
        card = await ana.draft.add(SECRET)
        await ana.draft.write(card, ", and neither this")
        await soon(lambda: all(other.session.get("silent", {}).get("count") == 1 for other in others))
        async with attend(server, made, "Late") as late:  # the first sync, packed, tells nothing either
            received = [*(other.board.raw + other.draft.raw for other in (*others, late)), ana.board.raw]
        for raw in received:
            assert b"nobody" not in everything_in(raw) and b"neither" not in everything_in(raw)
            assert card.encode() not in everything_in(raw)
        page = await fay.http.get(f"/api/b/{made.id}")
        assert "nobody" not in page.text and "nobody" not in (await fay.http.get("/")).text
        assert rows(server, 'select 1 from log where board = ? and instr("update", ?)', made.id, card) == []
        assert "nobody" not in server.log
        assert await fay.do("reveal", all=True) == {"shown": 1}
        for other in others:
            await other.board.until(partial(other.card, card))
            assert SECRET.encode() in everything_in(other.board.raw)
        shown = ben.card(card)
        assert shown["text"] == f"{SECRET}, and neither this" and shown["label"] == "N1"
        assert (shown["author"], shown["department"]) == (ana.participant, "citizen")
        assert fay.session["silent"]["shown"] is True and fay.session["silent"]["count"] == 0


async def test_r282_without_names_nothing_tells_who_wrote_what(server: RunningServer) -> None:
    made = server.new_board("Quiet", PLAN)
    async with (
        attend(server, made, "Fay", "facilitator") as fay,
        attend(server, made, "Ana") as ana,
        attend(server, made, "Ben") as ben,
    ):
        await silence(fay, NAMELESS)
        card = await ana.draft.add(SECRET)
        state = {"cursor": [5, 5], "editing": card, "holding": [card], "dragging": {card: [1, 2]}, "view": [0, 0, 1]}
        await ana.board.say_presence(json.dumps(state).encode())
        await soon(lambda: fay.session["silent"]["count"] == 1)
        await fay.do("reveal", all=True)
        await ben.board.until(lambda: ben.card(card))
        await ana.draft.write(card, ", typed on")
        await ben.board.until(lambda: ben.card(card)["text"].endswith("typed on"))
        shown = ben.card(card)
        assert "author" not in shown and "department" not in shown
        told = [json.loads(state) for _, state in ben.board.presence.values()]
        mine = [one for one in told if one and one["participant"] == ana.participant]
        assert mine and not any(
            one.get(key) for one in mine for key in ("cursor", "editing", "holding", "dragging", "view")
        )
        assert card.encode() not in b"".join(state for _, state in ben.board.presence.values())
        ids = {ana.draft.doc.client_id, ana.board.doc.client_id}
        assert not ids & set(decode(ben.board.doc.get_update()).structs)
        assert rows(server, "select 1 from log where board = ? and participant = ?", made.id, ana.participant) == []
        kept = rows(server, "select author, department from stamps where board = ? and id = ?", made.id, card)
        assert kept == [(None, None)]
        # what is added later is nameless too, and not put on the board itself
        later = await ana.draft.add("one more")
        await ben.board.until(lambda: ben.card(later))
        assert "author" not in ben.card(later)
        await ben.board.add("by the front door")
        await ben.board.until(lambda: ben.board.resets)
        # and yet it is hers as long as her own document says so: she may take it back
        await ana.board.until(lambda: ana.card(card))
        await ana.board.remove(card)
        await ben.board.until(lambda: ben.card(card) is None)
        assert ana.board.resets == []


async def test_r283_one_zone_is_shown_and_the_others_stay_hidden(server: RunningServer) -> None:
    made = server.new_board("Quiet", PLAN)
    async with attend(server, made, "Fay", "facilitator") as fay, attend(server, made, "Ana") as ana:
        await silence(fay)
        zones = list(fay.board.doc.get("zones", type=Map).keys())
        one, two = await put(ana, zones[0], "the first"), await put(ana, zones[1], "the second")
        await soon(lambda: fay.session["silent"]["zones"] == {zones[0]: 1, zones[1]: 1})
        assert await fay.do("reveal", zone=zones[0]) == {"shown": 1}
        await fay.board.until(lambda: fay.card(one))
        assert fay.card(two) is None and zones[1].encode() + b" 1" not in everything_in(fay.board.raw)
        assert fay.session["silent"] == {"names": True, "shown": [zones[0]], "count": 1, "zones": {zones[1]: 1}}
        three = await put(ana, zones[0], "later, in the open zone")
        await fay.board.until(lambda: fay.card(three))
        assert (await fay.ask("reveal", zone="x" * 21)).status_code == 404
        assert (await fay.ask("reveal")).status_code == 422
        assert (await ana.ask("reveal", all=True)).status_code == 403
        await fay.do("reveal", all=True)
        await fay.board.until(lambda: fay.card(two))
        boxes = [(*fay.card(id_)["pos"][:2], *fay.card(id_)["size"]) for id_ in (one, three)]
        (ax, ay, aw, ah), (bx, by, bw, bh) = boxes
        assert ax + aw <= bx or bx + bw <= ax or ay + ah <= by or by + bh <= ay, "cards lie on each other"


async def test_r660_in_silence_too_a_zone_takes_only_the_kinds_it_names(server: RunningServer) -> None:
    made = server.new_board("Quiet", PLAN)
    async with attend(server, made, "Fay", "facilitator") as fay, attend(server, made, "Ana") as ana:
        await silence(fay)
        zones = [id_ for id_, zone in fay.board.doc.get("zones", type=Map).items() if "idea" not in zone["kinds"]]
        await put(ana, zones[0], "an idea among other things", "idea")
        async with attend(server, made, "Ben") as ben:
            await put(ben, zones[0], "a note")
            await soon(lambda: fay.session["silent"]["zones"] == {zones[0]: 1})
            await put(ben, zones[0], "another note")
            await soon(lambda: fay.session["silent"]["zones"] == {zones[0]: 2})


async def put(who: Attendee, zone: str | None, words: str, kind: str = "note") -> str:
    """A card in a zone, at the place where everyone puts theirs."""
    id_ = new_id()
    with who.draft.doc.transaction():
        who.draft.cards[id_] = Map(
            {"kind": kind, "zone": zone, "pos": [0, 0, 0], "size": [220, 140], "order": "a0", "text": Text(words)}
        )
    await who.draft.send_edits()
    return id_


async def test_r284_who_types_while_it_is_shown_loses_no_letter(server: RunningServer) -> None:
    made = server.new_board("Quiet", PLAN)
    async with (
        attend(server, made, "Fay", "facilitator") as fay,
        attend(server, made, "Ana") as ana,
        attend(server, made, "Stock", own_messages=False) as stock,
    ):
        await silence(fay)
        cards = [await who.draft.add("words:") for who in (ana, stock)]
        await soon(lambda: fay.session["silent"]["count"] == 2)
        typed = ""
        revealing: asyncio.Task[object] | None = None
        for n in range(120):
            typed += f" {n}"
            for who, card in zip((ana, stock), cards, strict=True):
                await who.draft.write(card, f" {n}")
            if n == 40:
                revealing = asyncio.create_task(fay.do("reveal", all=True))
            if n == 80:
                await fay.board.until(lambda: fay.card(cards[0]))
                text: Text = fay.board.cards[cards[0]]["text"]
                text.insert(0, "Fay says: ")
                await fay.board.send_edits()
            await asyncio.sleep(0.002)
        assert revealing is not None and await revealing == {"shown": 2}
        await fay.board.until(lambda: fay.card(cards[0])["text"] == f"Fay says: words:{typed}")
        await fay.board.until(lambda: fay.card(cards[1])["text"] == f"words:{typed}")
        await ana.draft.until(lambda: ana.draft.plain_cards()[cards[0]]["text"] == f"Fay says: words:{typed}")


async def test_r285_who_was_away_loses_nothing_and_it_is_shown_when_they_are_back(server: RunningServer) -> None:
    made = server.new_board("Quiet", PLAN)
    async with attend(server, made, "Fay", "facilitator") as fay, attend(server, made, "Ana") as ana:
        await silence(fay)
        begun = await ana.draft.add("begun")
        await soon(lambda: fay.session["silent"]["count"] == 1)
        ws = ana.draft.ws
        assert ws is not None
        await ws.close()
        offline = await add_offline(ana, "written offline")
        text: Text = ana.draft.cards[begun]["text"]
        text += " and finished offline"
        ana.draft._outgoing.clear()
        await fay.do("reveal", all=True)
        await fay.board.until(lambda: fay.card(begun))
        await fay.do("stage", go="open")
        assert fay.card(begun)["text"] == "begun" and fay.card(offline) is None
        await ana.draft.open()
        listening = asyncio.create_task(ana.draft.listen())
        await fay.board.until(lambda: fay.card(offline) and fay.card(begun)["text"] == "begun and finished offline")
        assert fay.card(offline)["author"] == ana.participant
        assert ana.draft.resets == []
        listening.cancel()


async def add_offline(who: Attendee, words: str, kind: str = "idea") -> str:
    """A new card while there is no connection."""
    card = new_id()
    with who.draft.doc.transaction():
        who.draft.cards[card] = Map(
            {"kind": kind, "zone": None, "pos": [0, 0, 0], "size": [220, 140], "order": "a0", "text": Text(words)}
        )
    who.draft._outgoing.clear()
    return card


async def test_r286_moving_on_asks_first_then_shows_everything_and_keeps_it(server: RunningServer) -> None:
    made = server.new_board("Quiet", PLAN)
    async with attend(server, made, "Fay", "facilitator") as fay, attend(server, made, "Ana") as ana:
        await silence(fay)
        card = await ana.draft.add(SECRET)
        await ana.draft.until(lambda: ana.draft.acknowledged().get(card))
        answer = await fay.ask("stage", go="open")
        assert answer.status_code == 409 and "1 card is still hidden" in answer.json()["error"]
        assert fay.session["stage"] == "quiet" and fay.card(card) is None
        await fay.do("stage", go="open", reveal=True)
        await fay.board.until(lambda: fay.card(card) and fay.session["stage"] == "open")
        assert "silent" not in fay.session
        [snapshot] = rows(server, "select counts from snapshots where board = ? and stage = 'Quiet'", made.id)
        assert json.loads(str(snapshot[0]))["note"] == 1


@pytest.mark.slow
async def test_r287_what_is_written_in_silence_survives_the_servers_end(start_server: StartServer) -> None:
    server = start_server()
    made = server.new_board("Quiet", PLAN)
    async with attend(server, made, "Fay", "facilitator") as fay, attend(server, made, "Ana") as ana:
        await silence(fay)
        card = await ana.draft.add(SECRET)
        await ana.draft.until(lambda: ana.draft.acknowledged().get(card))
        server.kill()
        await asyncio.to_thread(server.start)
        async with fay.client() as board:
            session = board.doc.get("session", type=Map)
            await board.until(lambda: session["silent"]["count"] == 1)
            assert (await fay.do("reveal", all=True))["shown"] == 1
            await board.until(lambda: card in board.plain_cards())
            assert board.plain_cards()[card]["author"] == ana.participant


async def test_r289_a_private_document_holds_only_what_the_stage_lets_its_writer_add(server: RunningServer) -> None:
    made = server.new_board("Quiet", PLAN)
    async with attend(server, made, "Fay", "facilitator") as fay, attend(server, made, "Ana") as ana:
        known = await ana.board.add("in the open")
        await fay.board.until(lambda: fay.card(known))
        await silence(fay)
        before = len(ana.draft.raw)
        await ana.draft.add(SECRET, known)  # an id of the board
        with ana.draft.doc.transaction():  # a kind that may not be added
            story = {"kind": "story", "zone": None, "pos": [0, 0, 0], "size": [9, 9], "text": Text(SECRET)}
            ana.draft.cards["story".rjust(21, "-")] = Map(story)
        ana.draft.doc.get("session", type=Map)["moved"] = {"x": 1}
        ana.draft.doc.get("comments", type=Map)["comment".rjust(21, "-")] = Map({"card": known, "text": Text(SECRET)})
        await ana.draft.send_edits()
        await ana.draft.until(lambda: len(ana.draft.resets) == 4)
        assert ana.draft.acknowledged() == {} and b"nobody" not in everything_in(ana.draft.raw[before:])
        await fay.do("reveal", all=True)
        assert fay.card(known)["text"] == "in the open"
        async with attend(server, made, "Obi", "observer") as obi:
            await obi.draft.add(SECRET)
            await obi.draft.until(lambda: obi.draft.resets)
        assert b"nobody" not in everything_in(fay.board.raw)


async def test_r800_a_later_silent_stage_takes_only_its_own_kinds_and_what_is_late(server: RunningServer) -> None:
    made = server.new_board("Quiet", PLAN)
    later = {**SILENT, "id": "later", "name": "Ideas alone", "adds": [{"kinds": ["idea"]}]}
    async with (
        attend(server, made, "Fay", "facilitator") as fay,
        attend(server, made, "Ana") as ana,
        attend(server, made, "Mal", own_messages=False) as mal,
    ):
        await fay.do("stage", put=later)
        await silence(fay)
        for one in (ana, mal):
            known = await one.draft.add("in time")
            await soon(lambda known=known: fay.session["silent"]["count"])
        await fay.do("reveal", all=True)
        ws = ana.draft.ws
        assert ws is not None
        await ws.close()
        away = [await add_offline(ana, "a note in the bus", "note"), await add_offline(ana, "an idea in the bus")]
        await fay.do("stage", go="later")
        await mal.board.until(lambda: mal.session["stage"] == "later")
        # a stock client that is here writes what only the stage before took, again and again
        for words in (SECRET, f"{SECRET}, again"):
            await mal.draft.add(words)
        fits = await put(mal, None, "an idea of now", "idea")
        turned = await put(mal, None, "first an idea", "idea")
        await mal.draft.until(lambda: mal.draft.acknowledged().get(turned))
        mal.draft.cards[turned]["kind"] = "note"
        await mal.draft.send_edits()
        await soon(lambda: fay.session["silent"]["count"] == 2)
        # nor does it help to come back and call it old
        old = mal.draft.ws
        assert old is not None
        await old.close()
        await add_offline(mal, SECRET, "note")
        await mal.draft.open()
        again = asyncio.create_task(mal.draft.listen())
        # who was away brings both
        await ana.draft.open()
        listening = asyncio.create_task(ana.draft.listen())
        await soon(lambda: fay.session["silent"]["count"] == 4)
        await ana.draft.add(SECRET)
        await ana.draft.until(lambda: ana.draft.resets)
        assert await fay.do("reveal", all=True) == {"shown": 4}
        await fay.board.until(lambda: all(fay.card(card) for card in (fits, turned, *away)))
        assert fay.card(turned)["kind"] == "idea"
        assert b"nobody may" not in everything_in(fay.board.raw)
        for task in (again, listening):
            task.cancel()


async def test_r643_in_silence_too_a_changed_stage_holds_at_once_for_every_client(server: RunningServer) -> None:
    made = server.new_board("Quiet")
    async with (
        attend(server, made, "Fay", "facilitator") as fay,
        attend(server, made, "Ana") as ana,
        attend(server, made, "Hal", group="housing") as hal,
    ):
        await silence(fay)
        early = await hal.draft.add("written while it was open to all")
        await soon(lambda: fay.session["silent"]["count"] == 1)
        citizens = [{"kinds": ["note"], "departments": ["citizen"]}, {"kinds": ["idea"], "roles": ["facilitator"]}]
        await fay.do("stage", put={"id": SILENT["id"], "adds": citizens})
        late = await hal.draft.add(SECRET)
        await hal.draft.until(lambda: hal.draft.resets)
        mine = await ana.draft.add("a citizen's")
        await soon(lambda: fay.session["silent"]["count"] == 2)
        await hal.board.add(SECRET)  # nor round it, on the board
        await hal.board.until(lambda: hal.board.resets)
        assert await fay.do("reveal", all=True) == {"shown": 2}
        await ana.board.until(lambda: ana.card(mine) and ana.card(early))
        assert ana.card(late) is None
        for one in (fay, ana, hal):
            assert b"nobody may" not in everything_in(one.board.raw)


async def test_r941_private_documents_are_gone_through_when_something_changed_and_else_left(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = await place.board(plan=PLAN)
    await place.joined(made)
    hub: Hub = place.app.state.hub
    (ana,) = [one for one in await place.store.participants(made.id) if one.role == "contributor"]
    draft = await hub.drafts.of_writer(made.id, ana.id)
    looks: list[DraftRoom] = []
    look = desk.look

    def counted(board: Document, room: DraftRoom, *about: Any) -> None:
        looks.append(room)
        look(board, room, *about)

    monkeypatch.setattr(desk, "look", counted)

    async def looked() -> int:
        looks.clear()
        for _ in range(3):
            await hub.drafts._look_after(made.id)
        return len(looks)

    assert await looked() == 1
    assert await looked() == 0
    await hub.change(made.id, lambda document: document.root("board").update({"title": "Another"}))
    assert await looked() == 1
    draft.room.change(lambda document: document.root("session").update({"stage": "x"}), None)
    assert await looked() == 1
    assert await looked() == 0


async def test_r290_private_documents_go_with_their_board(server: RunningServer) -> None:
    made = server.new_board("Quiet", PLAN)
    async with attend(server, made, "Fay", "facilitator") as fay, attend(server, made, "Ana") as ana:
        await silence(fay)
        card = await ana.draft.add("kept until the board goes")
        await ana.draft.until(lambda: ana.draft.acknowledged().get(card))
        assert rows(server, "select 1 from drafts where board = ?", made.id)

        async def delete() -> None:
            store = Store(f"sqlite:///{server.data / 'sameroom.db'}")
            await store.open()
            await store.delete_board(made.id, 1)
            await store.close()

        run_apart(delete())
        try:
            await soon(lambda: ana.draft.close_code and ana.board.close_code)
        except TimeoutError:
            print(server.log[-6000:])
            raise
        assert (ana.draft.close_code, ana.board.close_code) == (4404, 4404)
        assert rows(server, "select 1 from drafts where board = ?", made.id) == []


def test_r288_in_silence_nobody_puts_a_card_on_the_board_itself(scene: Scene) -> None:
    order = RunningOrder((stage_of(SILENT, "x"),)).go("quiet")
    for key, value in {**order.plain(), "silent": {"names": True, "shown": [], "count": 0, "zones": {}}}.items():
        scene.board.put("session", key, value)
    make = "cards.set('%s', new Y.Map([['kind', 'note'], ['text', new Y.Text('fresh')]]));"
    refused(scene, ana_, make % "new1".ljust(21, "_"), SILENT_WORDS)
    scene.hear(fay_)
    assert scene.act(fay_, make % "new2".ljust(21, "_")).dropped == []
    scene.board.put("session", "silent", {"names": True, "shown": True, "count": 0, "zones": {}})
    scene.hear(ana_)
    assert scene.act(ana_, make % "new3".ljust(21, "_")).dropped == []
