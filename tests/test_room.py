"""A room is told what happened and says what should happen next. Start reading here."""

import json
from typing import Any

import pytest
from pycrdt import Doc, Map, Text, merge_updates

from boards.document import Document
from boards.errors import Malformed, TooLarge, Unacceptable
from boards.protocol import KEEPALIVE, STEP_1, STEP_2, UPDATE, Mind, awareness_message, sync_message, uint
from boards.room import Room
from boards.schema import Binding, Stamp
from person import Person, an_id, keep

EMPTY_UPDATE = b"\x00\x00"


@pytest.fixture
def room() -> Room:
    return Room("board", [], {}, {}, client=1)


def test_r1_a_card_is_shown_to_all_once_it_is_kept_and_to_none_before(room: Room) -> None:
    grace, tom = Person(room, "grace"), Person(room, "tom")
    grace.add_card(an_id("c"), "Two buses to get him weighed")
    outcome = grace.send()
    assert outcome.touched and not outcome.now
    assert tom.card(an_id("c")) is None
    batch = keep(room, [grace, tom], now_ms=5000)
    assert batch is not None and batch.message is not None
    assert tom.card(an_id("c"))["text"] == "Two buses to get him weighed"


def test_r2_the_author_is_shown_the_kept_change_too(room: Room) -> None:
    grace = Person(room, "grace")
    grace.add_card(an_id("c"))
    grace.send()
    keep(room, [grace], now_ms=5000)
    assert grace.card(an_id("c"))["author"] == grace.visitor.participant


def test_r3_what_is_kept_is_told_by_count_and_only_when_it_is_on_disk(room: Room) -> None:
    grace = Person(room, "grace")
    grace.add_card(an_id("c"))
    grace.send()
    assert grace.kept is None
    first = room.cut(0)
    assert first is not None and first.owed == [(grace.member, 1)]
    grace.roots["cards"][an_id("c")]["pos"] = [5, 5, 0]
    grace.send()
    second = room.cut(0)
    assert second is not None and second.owed == [(grace.member, 2)]


def test_r3_a_message_that_changes_nothing_counts_as_kept_at_once_in_a_quiet_room(room: Room) -> None:
    grace = Person(room, "grace")
    grace.say(sync_message(STEP_2, EMPTY_UPDATE))
    assert grace.kept == 1


def test_r3_a_message_that_changes_nothing_waits_while_others_are_not_kept(room: Room) -> None:
    grace, tom = Person(room, "grace"), Person(room, "tom")
    tom.add_card(an_id("c"))
    tom.send()
    grace.say(sync_message(STEP_2, EMPTY_UPDATE))
    assert grace.kept is None
    keep(room, [grace, tom])
    assert [grace.kept, tom.kept] == [1, 1]


def test_r4_a_batch_has_one_row_for_each_participant_and_the_servers_own_last(room: Room) -> None:
    grace, tom = Person(room, "grace"), Person(room, "tom")
    for number, person in enumerate([grace, tom, grace]):
        person.add_card(an_id("c", number))
        person.send()
    batch = room.cut(7)
    assert batch is not None
    assert [row.participant for row in batch.rows] == [grace.visitor.participant, tom.visitor.participant, None]
    replay = Document(row.update for row in batch.rows)
    assert replay.plain() == room.document.plain()
    assert len(replay.plain()["cards"]) == 3


def test_r4_every_row_stands_on_those_before_it(room: Room) -> None:
    grace, tom = Person(room, "grace"), Person(room, "tom")
    rows = []
    for number, person in enumerate([grace, tom, tom, grace]):
        person.add_card(an_id("c", number))
        person.send()
        if number == 1:
            room.change(lambda document: document.root("cards")[an_id("c", 0)].update({"locked": True}), "someone")
        if number % 2:
            batch = keep(room, [grace, tom])
            assert batch is not None
            rows += [row.update for row in batch.rows]
    document = Document()
    for row in rows:
        before = document.plain()
        assert document.apply(row)
        assert document.plain() != before


def test_r5_an_answer_names_the_version_it_must_wait_for(room: Room) -> None:
    grace, tom = Person(room, "grace"), Person(room, "tom")
    grace.add_card(an_id("c"))
    grace.send()
    outcome = tom.say(sync_message(STEP_1, b"\x00"))
    assert outcome.answers[0].version > room.kept_version
    keep(room, [grace])
    assert outcome.answers[0].version <= room.kept_version
    tom.sync()
    assert tom.board() == grace.board()


def test_r5_someone_who_lost_the_line_gets_only_what_is_new_deletes_included(room: Room) -> None:
    grace, tom = Person(room, "grace"), Person(room, "tom")
    for number in range(2):
        grace.add_card(an_id("c", number), "words " * 50)
        grace.send()
    keep(room, [grace, tom])
    room.leave(tom.member)
    del grace.roots["cards"][an_id("c", 0)]
    grace.send()
    keep(room, [grace])
    tom.sit()
    (answer,) = room.receive(tom.member, sync_message(STEP_1, tom.doc.get_state()), 0).answers
    assert answer.base is None and len(answer.last) < 200
    tom.hear([answer.last])
    assert tom.board() == grace.board()


def test_r8_what_another_process_kept_is_shown_at_once(room: Room) -> None:
    other = Document([room.document.state()])
    with other.change() as out:
        other.root("cards")[an_id("c")] = Map({"kind": "note"})
    stamp = Stamp(None, "citizen", 5, "N7")
    grace = Person(room, "grace")
    message = room.news(out, {other.client: Binding(None)}, {an_id("c"): stamp})
    assert message is not None
    grace.hear([message])
    assert grace.card(an_id("c")) == {"kind": "note"}
    grace.add_card(an_id("d"))
    grace.send()
    keep(room, [grace])
    assert grace.card(an_id("d"))["label"] == "N8"
    assert room.news(out, {}, {}) is None
    thief: Doc[Any] = Doc(client_id=other.client)
    thief.apply_update(room.document.state())
    vector = thief.get_state()
    thief.get("cards", type=Map)[an_id("e")] = Map({"kind": "note"})
    grace.say(sync_message(UPDATE, thief.get_update(vector)))
    assert grace.resets


def test_r14_a_large_board_comes_in_segments_with_a_step_2_at_the_end(room: Room) -> None:
    grace, tom = Person(room, "grace"), Person(room, "tom")
    for number in range(60):
        grace.add_card(an_id("c", number), f"{number} " * 3000)
        grace.send()
        keep(room, [grace])
    (answer,) = room.receive(tom.member, sync_message(STEP_1, b"\x00"), 0).answers
    assert answer.base is not None
    messages = answer.base.messages(packed=False)
    assert len(messages) >= 3 and all(message[:2] == bytes((0, UPDATE)) for message in messages)
    assert max(map(len, messages)) < 200_000
    assert answer.last[:2] == bytes((0, STEP_2))
    packed = answer.base.messages(packed=True)
    assert sum(map(len, packed)) < sum(map(len, messages)) / 5
    tom.hear([*messages, answer.last])
    assert tom.board() == grace.board()


def test_r14_all_who_join_share_one_base_and_get_what_came_since_as_a_tail(room: Room) -> None:
    grace = Person(room, "grace")
    grace.add_card(an_id("c"), "x" * 100_000)
    grace.send()
    keep(room, [grace])
    first = room.receive(Person(room, "ann").member, sync_message(STEP_1, b"\x00"), 0).answers[0]
    grace.roots["cards"][an_id("c")]["pos"] = [9, 9, 0]
    grace.send()
    keep(room, [grace])
    tom = Person(room, "tom")
    second = room.receive(tom.member, sync_message(STEP_1, b"\x00"), 0).answers[0]
    assert second.base is first.base and first.base is not None
    tom.hear([*first.base.messages(packed=False), second.last])
    assert tom.card(an_id("c"))["pos"] == [9, 9, 0]


def test_r15_a_quiet_room_sends_a_keepalive_before_clients_give_up(room: Room) -> None:
    Person(room, "grace")
    assert room.tick(11_000).everyone == []
    assert room.tick(12_000).everyone == [KEEPALIVE]
    assert room.tick(13_000).everyone == []
    assert room.tick(24_000).everyone == [KEEPALIVE]


def test_r914_who_is_only_still_here_is_told_of_with_the_next_tick(room: Room) -> None:
    grace = Person(room, "grace")

    def say(clock: int) -> bool:
        return room.receive(grace.member, awareness_message([Mind(7, clock, b'{"cursor":[1,2]}')]), 1_000).stirred

    assert say(1)
    room.presence.take()
    assert not room.tick(2_000).stirred
    assert not say(2)
    assert room.tick(3_000).stirred
    assert room.presence.take() is not None
    assert not room.tick(4_000).stirred


def test_r16_an_update_with_a_gap_before_it_is_asked_for_and_not_called_kept(room: Room) -> None:
    grace, tom = Person(room, "grace"), Person(room, "tom")
    grace.add_card(an_id("c", 1))
    grace.add_card(an_id("c", 2))
    lost = grace.out.pop(0)
    asked = len(grace.asked)
    grace.send()
    assert len(grace.asked) == asked + 1
    keep(room, [grace, tom])
    assert grace.kept is None and tom.board()["cards"] == {}
    grace.say(sync_message(STEP_2, grace.doc.get_update(grace.asked[-1])))
    keep(room, [grace, tom])
    assert grace.kept == 2 and len(tom.board()["cards"]) == 2
    assert lost


def test_r16_an_answer_that_leaves_out_what_was_asked_for_is_not_asked_for_again(room: Room) -> None:
    for own in (True, False):
        person = Person(room, "p", own_messages=own)
        person.add_card(an_id("c", 1))
        person.add_card(an_id("c", 2))
        asked = len(person.asked)
        outcome = person.say(sync_message(STEP_2, person.out[1]))
        assert len(person.asked) == asked
        assert bool(person.resets) is own
        assert isinstance(outcome.close, Unacceptable) is not own


def test_r607_who_may_be_ahead_is_asked_again_once_before_changes_of_others_are_refused(room: Room) -> None:
    grace, tom = Person(room, "grace"), Person(room, "tom", own_messages=False)
    grace.add_card(an_id("c"))
    grace.send()
    keep(room, [grace, tom])
    ahead: Doc[Any] = Doc(client_id=grace.doc.client_id)
    ahead.apply_update(grace.doc.get_update())
    ahead.get("cards", type=Map)[an_id("d")] = Map({"kind": "note", "pos": [0, 0, 0], "text": Text("more")})
    tom.member.may_be_ahead = True
    brought = sync_message(STEP_2, ahead.get_update(tom.asked[-1]))
    first, second = tom.say(brought), tom.say(brought)
    assert (first.ahead, second.ahead) == (True, False)
    assert first.close is second.close is None and not tom.resets
    assert keep(room, [grace, tom]) is None and room.document.entry("cards", an_id("d")) is None
    grace.say(sync_message(UPDATE, ahead.get_update(grace.doc.get_state())))  # what others kept is known by now
    keep(room, [grace, tom])
    asked = len(tom.asked)
    tom.hear([room.ask_again(tom.member)])
    assert len(tom.asked) == asked + 1
    assert ahead.get_update(tom.asked[-1]) == EMPTY_UPDATE
    ahead.get("cards", type=Map)[an_id("e")] = Map({"kind": "note", "pos": [0, 0, 0], "text": Text("forged")})
    forged = tom.say(sync_message(STEP_2, ahead.get_update(tom.asked[-1])))
    assert isinstance(forged.close, Unacceptable) and not forged.ahead


def test_r17_a_bad_state_vector_closes_that_connection(room: Room) -> None:
    outcome = Person(room, "grace").say(sync_message(STEP_1, b"\x05\x01"))
    assert isinstance(outcome.close, Malformed)


def test_r20_a_client_id_belongs_to_the_participant_who_first_used_it(room: Room) -> None:
    grace, tom = Person(room, "grace"), Person(room, "tom", own_messages=False)
    grace.add_card(an_id("c"))
    grace.send()
    keep(room, [grace, tom])
    thief: Doc[Any] = Doc(client_id=grace.doc.client_id)
    thief.apply_update(tom.doc.get_update())
    vector = thief.get_state()
    thief.get("cards", type=Map)[an_id("d")] = Map({"kind": "note"})
    outcome = tom.say(sync_message(UPDATE, thief.get_update(vector)))
    assert isinstance(outcome.close, Unacceptable)
    assert keep(room, [grace, tom]) is None
    assert not tom.say(awareness_message([Mind(grace.doc.client_id, 99, b'{"x":1}')])).stirred


def test_r20_the_servers_own_client_id_can_not_be_used(room: Room) -> None:
    thief: Doc[Any] = Doc(client_id=1)
    thief.get("cards", type=Map)[an_id("d")] = Map({"kind": "note"})
    outcome = Person(room, "tom", own_messages=False).say(sync_message(UPDATE, thief.get_update()))
    assert isinstance(outcome.close, Unacceptable)


def test_r20_bindings_are_kept_with_the_first_row(room: Room) -> None:
    grace = Person(room, "grace")
    grace.say(awareness_message([Mind(77, 1, b"{}")]))
    grace.add_card(an_id("c"))
    grace.send()
    batch = room.cut(0)
    assert batch is not None
    mine = Binding(grace.visitor.participant)
    assert batch.bindings == {1: Binding(None), 77: mine, grace.doc.client_id: mine}


def test_r21_a_stock_client_that_comes_back_goes_on_as_who_it_was(room: Room) -> None:
    before = Person(room, "a", own_messages=False, invitation="inv")
    before.add_card(an_id("c"))
    before.send()
    keep(room, [before])
    room.leave(before.member)
    after = Person(room, "b", own_messages=False, invitation="inv", doc=before.doc)
    after.say(awareness_message([Mind(before.doc.client_id, 1, b"{}")]))
    del after.roots["cards"][an_id("c")]
    after.send()
    keep(room, [after])
    assert not room.document.has("cards", an_id("c"))
    assert after.member.visitor.participant == before.visitor.participant
    stranger = Person(room, "s", own_messages=False, invitation="other", doc=before.doc)
    after.add_card(an_id("d"))
    assert isinstance(stranger.say(sync_message(UPDATE, after.out.pop(0))).close, Unacceptable)


def test_r22_passing_on_what_others_said_makes_nobody_someone_else(room: Room) -> None:
    ann = Person(room, "ann", own_messages=False, invitation="inv")
    ben = Person(room, "ben", own_messages=False, invitation="inv")
    ann.say(awareness_message([Mind(ann.doc.client_id, 1, b'{"cursor":[1,2]}')]))
    ben.say(awareness_message([Mind(ben.doc.client_id, 1, b"{}")]))
    room.presence.take()
    for state in (b'{"cursor":[1,2]}', b"null"):
        assert not ben.say(awareness_message([Mind(ann.doc.client_id, 1, state)])).stirred
    assert ben.member.visitor.participant == ben.visitor.participant
    room.leave(ben.member)
    assert [state["name"] for state in room.presence.states()] == ["ann"]


def test_r23_the_server_stamps_a_new_card_in_the_same_batch(room: Room) -> None:
    grace = Person(room, "grace")
    grace.add_card(an_id("c"), kind="story")
    grace.send()
    batch = keep(room, [grace], now_ms=1234)
    assert batch is not None
    stamp = Stamp(grace.visitor.participant, "hv", 1234, "S1")
    assert batch.stamps == {an_id("c"): stamp}
    card = grace.card(an_id("c"))
    assert (card["author"], card["department"], card["created"], card["label"]) == (
        grace.visitor.participant,
        "hv",
        1234,
        "S1",
    )


def test_r24_a_label_is_never_given_twice(room: Room) -> None:
    grace = Person(room, "grace")
    for number in range(3):
        grace.add_card(an_id("c", number), kind="story")
        grace.send()
    keep(room, [grace])
    del grace.roots["cards"][an_id("c", 2)]
    grace.send()
    keep(room, [grace])
    again = Room("board", [room.document.state()], {}, room.stamps.known, client=2)
    ann = Person(again, "ann")
    ann.sync()
    ann.add_card(an_id("d"), kind="story")
    ann.send()
    keep(again, [ann])
    assert ann.card(an_id("d"))["label"] == "S4"


def test_r25_an_undone_delete_brings_the_card_back_as_it_was_stamped(room: Room) -> None:
    grace = Person(room, "grace")
    grace.add_card(an_id("c"), "words", kind="story")
    grace.send()
    keep(room, [grace], now_ms=1234)
    before = grace.card(an_id("c"))
    del grace.roots["cards"][an_id("c")]
    grace.send()
    keep(room, [grace], now_ms=2000)
    stamped = {key: before[key] for key in ("author", "department", "created", "label")}
    grace.add_card(an_id("c"), "words", kind="story", **stamped)
    outcome = grace.send()
    assert not outcome.refused
    keep(room, [grace], now_ms=3000)
    assert grace.card(an_id("c")) == before


def test_r26_after_a_refusal_our_client_is_told_to_start_afresh_and_a_stock_client_is_not(room: Room) -> None:
    grace, stock = Person(room, "grace"), Person(room, "tom", own_messages=False)
    for person in (grace, stock):
        person.roots["board"]["title"] = "mine now"
        person.add_card(an_id("c", person is grace))
        outcome = person.send()
        assert outcome.refused and outcome.close is None
        person.send()
    assert len(grace.resets) == 1 and not stock.resets
    keep(room, [grace])
    assert room.document.setting("title") is None
    assert len(room.document.plain()["cards"]) == 2


def test_r27_an_update_that_can_not_be_taken_even_in_part_resets_ours_and_closes_others(room: Room) -> None:
    for own in (True, False):
        person = Person(room, "p", own_messages=own)
        thief: Doc[Any] = Doc(client_id=1)
        thief.get("cards", type=Map)[an_id("d")] = Map({"kind": "note"})
        outcome = person.say(sync_message(UPDATE, thief.get_update()))
        assert bool(person.resets) is own
        assert isinstance(outcome.close, Unacceptable) is not own


@pytest.mark.parametrize(
    ("message", "error"),
    [
        (b"\x00\x07\x00", Malformed),
        (sync_message(UPDATE, b"\x01\x02\x03"), Malformed),
        (awareness_message([Mind(5, 1, b"[]")]), Malformed),
        (awareness_message([Mind(5, 1, b'{"a":"' + b"x" * 3000 + b'"}')]), TooLarge),
        (b"\x00" + uint(2) + uint(1 << 40), Malformed),
    ],
)
def test_r28_nonsense_closes_that_connection_and_changes_nothing(
    room: Room, message: bytes, error: type[Exception]
) -> None:
    grace, tom = Person(room, "grace"), Person(room, "tom")
    outcome = grace.say(message)
    assert isinstance(outcome.close, error)
    tom.add_card(an_id("c"))
    tom.send()
    keep(room, [tom])
    assert tom.kept == 1


def test_r29_people_in_the_room_are_told_of_to_whoever_comes(room: Room) -> None:
    grace = Person(room, "grace")
    grace.say(awareness_message([Mind(grace.doc.client_id, 1, b'{"cursor":null}')]))
    tom = Person(room, "tom")
    assert json.loads(tom.minds[grace.doc.client_id])["name"] == "grace"
    assert room.leave(grace.member).stirred


def test_r35_nothing_is_ever_pending_in_the_live_document(room: Room) -> None:
    grace = Person(room, "grace")
    parts = []
    for number in range(4):
        grace.add_card(an_id("c", number))
        parts.append(grace.out.pop(0))
    for part in (parts[3], parts[1], merge_updates(parts[2], parts[3]), parts[0]):
        grace.say(sync_message(UPDATE, part))
    keep(room, [grace])
    assert set(room.document.plain()["cards"]) == {an_id("c", 0)}
    grace.say(sync_message(STEP_2, grace.doc.get_update(grace.asked[-1])))
    keep(room, [grace])
    assert len(room.document.plain()["cards"]) == 4
    assert Document([room.document.state()]).plain() == room.document.plain()
