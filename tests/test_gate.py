"""The gate: what becomes of an update, whole and in part. People act through real Yjs; what no client would send is
made by hand."""

from typing import Any

import pytest
from pycrdt import Doc, Map, Text

from boards.document import EMPTY
from boards.errors import Gap, Malformed, TooLarge, Unacceptable
from boards.gate import Gate
from boards.judgement import Verdict
from boards.lib0 import varuint
from boards.replacement import replacement
from boards.rules import Rules
from boards.schema import MAX_UPDATE_BYTES, MAX_UPDATE_STRUCTS
from boards.update import ARRAY, DOC, GC, SKIP, TEXT, decode, split
from guarded import (
    ANA,
    BEN,
    COMMENT,
    FAY,
    LOCKED,
    ONE,
    PROBLEM,
    SERVER,
    TWO,
    Guarded,
    a_board,
    ana,
    ben,
    container,
    deleted,
    empty,
    fay,
    id_of,
    inside,
    item,
    obi,
    one,
    several,
    several_clients,
    text,
    update_of,
    where,
)
from scene import Scene
from scene import scene as scene
from yjs import Yjs
from yjs import yjs as yjs

NEW = id_of("new")
UNDO = "doc.undo ??= new Y.UndoManager([cards, threads, comments], { captureTimeout: 0 });"
MAKE = f"cards.set('{NEW}', new Y.Map([['kind', 'note'], ['pos', [1, 2, 3]], ['text', new Y.Text('fresh')]]));"


def move(card: str, x: int = 5) -> str:
    return f"cards.get('{card}').set('pos', [{x}, {x}, {x}]);"


def write(card: str, at: int, words: str) -> str:
    return f"cards.get('{card}').get('text').insert({at}, '{words}');"


# the index -----------------------------------------------------------------------------------------------------------


def test_r47_the_index_that_grew_with_a_board_equals_one_made_of_its_state(scene: Scene) -> None:
    for js in (MAKE, move(NEW), write(NEW, 2, "é😀"), f"cards.get('{NEW}').get('text').delete(1, 4)", move(ONE)):
        assert not scene.act(ana, js).dropped
        scene.check_index()
    scene.act(ana, f"cards.delete('{NEW}')")
    scene.check(ana)


def test_r47_an_id_is_known_to_have_been_used_also_after_it_was_deleted_and_the_board_opened_again(
    scene: Scene,
) -> None:
    scene.act(ana, MAKE)
    scene.act(ana, f"cards.delete('{NEW}')")
    assert scene.board.gate.first_writer("cards", NEW) == ANA
    assert Gate(scene.board.state).first_writer("cards", NEW) == ANA
    assert Gate(scene.board.state).first_writer("cards", id_of("never")) is None
    assert Gate(scene.board.state).first_writer("cards", ONE) == SERVER


def test_r47_who_first_used_an_id_stays_so_when_someone_else_brings_it_back(scene: Scene) -> None:
    scene.act(ana, MAKE)
    scene.act(fay, f"{UNDO} cards.delete('{NEW}')")
    assert scene.act(fay, "doc.undo.undo()").made == {"cards": [NEW]}
    assert scene.board.gate.first_writer("cards", NEW) == ANA
    assert Gate(scene.board.state).first_writer("cards", NEW) == ANA


def test_r47_a_board_may_open_from_a_state_in_parts() -> None:
    board = a_board()
    gate = Gate(EMPTY)
    for part in split(board.state, 200):
        gate.absorb(part)
    assert gate.index.vector == board.gate.index.vector


# refused as a whole --------------------------------------------------------------------------------------------------


def refused(board: Guarded, update: bytes, error: type[Exception]) -> None:
    before = board.state
    with pytest.raises(error):
        board.receive(ana, update)
    assert board.state == before


def test_r48_changes_under_someone_elses_client_id_are_refused_whole(scene: Scene) -> None:
    scene.act(ben, move(TWO))
    update = scene.writes(ben, move(TWO, 6))
    refused(scene.board, update, Unacceptable)
    assert scene.board.receive(ben, update).update


def test_r48_changes_under_the_servers_client_id_are_refused_whole(scene: Scene) -> None:
    clock = scene.board.gate.index.vector[SERVER]
    refused(scene.board, update_of(SERVER, clock, empty(1)), Unacceptable)


def test_r48_old_changes_of_others_are_no_offence(scene: Scene) -> None:
    scene.writes(ana, move(ONE))
    verdict = scene.board.receive(ana, scene.yjs.state(scene.peer(ana)))
    assert not verdict.dropped
    assert verdict.clients == set(decode(verdict.update).structs) == {ANA}
    scene.check(ana)


def gaps(board: Guarded) -> dict[str, bytes]:
    vector = board.gate.index.vector
    return {
        "a clock after the next": update_of(ANA, 1, empty(1)),
        "a neighbour not here": update_of(ANA, 0, text("x", origin=(BEN, 0))),
        "a right neighbour not here": update_of(ANA, 0, text("x", right=(SERVER, vector[SERVER]))),
        "a parent not here": update_of(ANA, 0, one("x", parent=(BEN, 3), key="kind")),
        "a delete of what is not here": update_of(ANA, 0, deletes={BEN: [(0, 1)]}),
        "a delete reaching beyond": update_of(ANA, 0, deletes={SERVER: [(vector[SERVER] - 1, 2)]}),
        "a delete of one's own not here": update_of(ANA, 0, empty(1), deletes={ANA: [(1, 1)]}),
        "a Skip": update_of(ANA, 0, empty(1), bytes([SKIP]) + varuint(2), empty(1)),
    }


@pytest.mark.parametrize("what", gaps(a_board()))
def test_r49_an_update_that_builds_on_what_is_not_here_is_a_gap(what: str) -> None:
    board = a_board()
    refused(board, gaps(board)[what], Gap)


def test_r49_what_was_missing_closes_the_gap(scene: Scene) -> None:
    first, second = scene.writes(ana, move(ONE)), scene.writes(ana, move(ONE, 6))
    refused(scene.board, second, Gap)
    scene.board.receive(ana, first)
    scene.board.receive(ana, second)
    assert scene.card(ONE)["pos"] == [6, 6, 6]
    scene.check(ana)


def test_r50_changes_that_wait_for_each_other_are_malformed() -> None:
    board = a_board()
    refused(board, update_of(ANA, 0, text("a", origin=(ANA, 0))), Malformed)
    both = several_clients(update_of(ANA, 0, text("a", origin=(999, 0))), update_of(999, 0, text("b", origin=(ANA, 0))))
    refused(board, both, Malformed)


def test_r50_neighbours_in_two_places_are_malformed() -> None:
    board = a_board()
    mine, his = inside(board, "cards", ONE, "text"), inside(board, "cards", TWO, "text")
    refused(board, update_of(ANA, 0, text("x", origin=mine, right=his)), Malformed)
    pos, kind = where(board, "cards", ONE, "pos"), where(board, "cards", ONE, "kind")
    refused(board, update_of(ANA, 0, one("x", origin=pos, right=kind)), Malformed)


def test_r50_a_change_that_goes_on_from_a_known_one_stays_in_its_place(scene: Scene) -> None:
    first = inside(scene.board, "cards", ONE, "text")
    scene.act(ana, write(ONE, 0, "ab"))
    clock = scene.board.gate.index.vector[ANA] - 1
    elsewhere = where(scene.board, "cards", TWO, "text")
    refused(scene.board, update_of(ANA, clock, text("xyz", parent=elsewhere)), Malformed)
    longer = update_of(ANA, clock, text("bcd", origin=(ANA, clock - 1), right=first))
    assert not scene.board.receive(ana, longer).dropped
    assert scene.card(ONE)["text"].startswith("abcdone")
    scene.check()


def test_r50_inside_a_plain_value_is_malformed() -> None:
    board = a_board()
    refused(board, update_of(ANA, 0, one("x", parent=where(board, "cards", ONE, "kind"), key="a")), Malformed)


def test_r50_words_between_two_letters_that_never_stood_side_by_side_are_refused_whole(scene: Scene) -> None:
    first = inside(scene.board, "cards", ONE, "text")
    third, fifth = (SERVER, first[1] + 2), (SERVER, first[1] + 4)
    for place in ({"right": third}, {"origin": fifth, "right": third}, {"origin": first, "right": fifth}):
        refused(scene.board, update_of(ANA, 0, text("x", **place)), Unacceptable)
    scene.act(ben, write(ONE, 1, "ab"))
    between = update_of(ANA, 0, text("x", origin=first, right=(SERVER, first[1] + 1)))
    assert not scene.board.receive(ana, between).dropped
    scene.check(ben)


def test_r50_a_value_put_before_another_in_a_map_is_refused_whole() -> None:
    board = a_board()
    refused(board, update_of(ANA, 0, one("note", right=where(board, "cards", ONE, "kind"))), Unacceptable)


@pytest.mark.parametrize(
    "js",
    [
        f"cards.get('{ONE}').get('text').insert(1, 'x')",
        f"cards.get('{ONE}').get('text').delete(0, 1)",
        f"cards.get('{ONE}').get('text').delete(1, 1)",
        f"cards.get('{ONE}').get('text').delete(1, 4)",
        f"cards.get('{ONE}').get('text').insert(4, '😀'); cards.get('{ONE}').get('text').insert(5, 'x')",
    ],
)
def test_r51_half_a_character_is_refused_whole(scene: Scene, js: str) -> None:
    scene.act(ana, write(ONE, 0, "😀"))
    refused(scene.board, scene.writes(ana, js), Unacceptable)


def test_r51_so_it_is_on_either_side_alone_and_at_the_start_of_a_change() -> None:
    board = a_board()
    written = inside(board, "cards", ONE, "text")
    board.receive(ana, update_of(ANA, 0, text("😀", right=written)))
    refused(board, update_of(ANA, 2, text("x", origin=(ANA, 0))), Unacceptable)
    refused(board, update_of(ANA, 2, text("x", right=(ANA, 1))), Unacceptable)
    refused(board, update_of(ANA, 1, text("xy", right=written)), Unacceptable)
    assert not board.receive(ana, update_of(ANA, 2, text("x", origin=(ANA, 1)))).dropped


def test_r51_whole_characters_come_and_go(scene: Scene) -> None:
    text_ = f"cards.get('{ONE}').get('text')"
    for js in ("insert(0, 'a😀b👩‍👩‍👧')", "insert(1, '漢')", "delete(2, 2)", "insert(2, '😀😀')", "delete(2, 4)"):
        assert not scene.act(ana, f"{text_}.{js}").dropped
        scene.check(ana)
    scene.board.gate = Gate(scene.board.state)
    refused(scene.board, scene.writes(ana, f"{text_}.delete(4, 1)"), Unacceptable)


def test_r51_yrs_keeps_half_a_character_otherwise_than_yjs(yjs: Yjs) -> None:
    doc: Doc[Any] = Doc(client_id=1)
    written: Any = doc.get("t", type=Text)
    written += "😀"
    yjs.open("halves", 2, doc.get_update())
    doc.apply_update(yjs.do("halves", "doc.getText('t').insert(1, 'x')"))
    assert str(written) != yjs.run("return docs.halves.getText('t').toString()")


def test_r52_nine_levels_are_refused_whole() -> None:
    board = a_board()
    levels = [container(parent="board", key="departments")]
    levels += [container(parent=(FAY, n), key="x") for n in range(8)]
    with pytest.raises(Unacceptable):
        board.receive(fay, update_of(FAY, 0, *levels))
    assert board.receive(fay, update_of(FAY, 0, *levels[:-1])).update


def test_r52_nesting_that_crashes_pycrdt_never_reaches_it() -> None:
    board = a_board()
    nested = [container(ARRAY, parent="cards", key=NEW)] + [container(ARRAY, parent=(ANA, n)) for n in range(4_000)]
    refused(board, update_of(ANA, 0, *nested), Unacceptable)


def test_r52_more_than_5000_new_changes_are_refused_whole(scene: Scene) -> None:
    characters = [empty(1)] * (MAX_UPDATE_STRUCTS + 1)
    refused(scene.board, update_of(ANA, 0, *characters), Unacceptable)
    assert scene.board.receive(ana, update_of(ANA, 0, *characters[1:])).update


def test_r52_old_changes_do_not_count(scene: Scene) -> None:
    for start in range(0, 6_000, 3_000):
        typed = [text("x", origin=(ANA, n - 1)) if n else text("x", parent=where(scene.board, "cards", ONE, "text"))
                 for n in range(start, start + 3_000)]  # fmt: skip
        scene.board.receive(ana, update_of(ANA, start, *typed))
    whole = [text("x", origin=(ANA, n - 1)) if n else text("x", parent=(SERVER, 0)) for n in range(6_001)]
    verdict = scene.board.receive(ana, update_of(ANA, 0, *whole))
    assert not verdict.dropped
    assert scene.board.gate.index.vector[ANA] == 6_001


def test_r52_too_many_bytes_are_refused_unread() -> None:
    refused(a_board(), b"\x00" * (MAX_UPDATE_BYTES + 1), TooLarge)


# refused in part -----------------------------------------------------------------------------------------------------


def test_r53_an_allowed_update_goes_in_as_it_is(scene: Scene) -> None:
    update = scene.writes(ana, move(ONE) + write(TWO, 0, "hm, ") + MAKE)
    verdict = scene.board.receive(ana, update)
    assert verdict.update is update
    assert (verdict.dropped, verdict.clients, verdict.made) == ([], {ANA}, {"cards": [NEW]})
    assert (scene.card(ONE)["pos"], scene.card(TWO)["text"]) == ([5, 5, 5], "hm, two says hello")
    scene.check(ana)


def test_r53_what_is_refused_becomes_empty_and_the_rest_goes_in(scene: Scene) -> None:
    verdict = scene.act(ben, write(TWO, 0, "mine ") + f"session.set('stage', 9); {move(TWO)} cards.delete('{ONE}')")
    assert [(dropped.path, dropped.act) for dropped in verdict.dropped] == [
        (("session", "stage"), "set"),
        (("cards", ONE), "delete"),
    ]
    assert all(dropped.why.endswith(".") for dropped in verdict.dropped)
    (run,) = decode(verdict.update).structs.values()
    assert [struct.kind == GC for struct in run] == [False, True, False]
    assert (scene.card(TWO)["text"], scene.card(TWO)["pos"]) == ("mine two says hello", [5, 5, 5])
    assert scene.card(ONE)["text"] == "one says hello"
    assert scene.board.document.plain()["session"] == {"stage": 1}
    scene.check(ana)


def test_r53_a_stock_client_goes_on_after_a_refusal(scene: Scene) -> None:
    scene.act(ben, "session.set('stage', 9)")
    assert not scene.act(ben, move(TWO, 8)).dropped
    assert scene.card(TWO)["pos"] == [8, 8, 8]
    scene.check(ana)


def test_r53_nothing_is_left_of_old_news_and_of_refused_deletes(scene: Scene) -> None:
    update = scene.writes(ben, move(TWO))
    scene.board.receive(ben, update)
    assert scene.board.receive(ben, update).update == b""
    assert scene.board.receive(ben, scene.yjs.state(scene.peer(ben))).update == b""
    verdict = scene.act(ben, f"cards.delete('{ONE}')")
    assert (verdict.update, verdict.clients, len(verdict.dropped)) == (b"", set(), 1)


def test_r54_a_refused_set_leaves_the_old_value(scene: Scene) -> None:
    old = scene.card(ONE)
    assert scene.act(ben, f"cards.get('{ONE}').set('author', 'ben'); cards.get('{ONE}').set('pos', 'nowhere')").dropped
    assert scene.act(ben, f"cards.set('{ONE}', new Y.Map([['kind', 'note']]))").dropped
    assert scene.card(ONE) == old
    scene.check(ana)


def test_r55_what_leans_on_a_refused_change_goes_with_it(scene: Scene) -> None:
    text_ = f"cards.get('{TWO}').get('text')"
    js = f"{text_}.insertEmbed(3, {{image: 'x'}}); {text_}.insert(4, 'after'); {text_}.insert(3, 'before')"
    verdict = scene.act(ben, js)
    assert [dropped.path for dropped in verdict.dropped] == [("cards", TWO, "text")]
    assert scene.card(TWO)["text"] == "two says hello"
    scene.check(ana)


def test_r55_yrs_takes_what_leans_on_an_empty_struct_and_yjs_does_not(yjs: Yjs) -> None:
    doc: Doc[Any] = Doc(client_id=1)
    written: Any = doc.get("t", type=Text)
    written += "hello"
    yjs.open("leaning", 2, doc.get_update())
    update = update_of(9, 0, empty(1), text("x", origin=(9, 0), right=(1, 3)))
    doc.apply_update(update)
    yjs.take("leaning", update)
    assert str(written) != yjs.run("return docs.leaning.getText('t').toString()") == "hello"


def test_r55_what_leans_on_a_change_refused_earlier_goes_too_and_nobody_is_told(scene: Scene) -> None:
    scene.act(ben, f"cards.get('{TWO}').get('text').insertEmbed(3, {{image: 'x'}})")
    for at in (4, 3):
        assert not scene.act(ben, write(TWO, at, "beside")).dropped
        assert scene.card(TWO)["text"] == "two says hello"
    scene.check(ana)


def test_r55_a_card_put_over_a_refused_one_goes_with_it() -> None:
    board = a_board()
    card = [container(parent="cards", key=NEW), one("ben", parent=(ANA, 0), key="author")]
    over = [container(origin=(ANA, 0)), one("note", parent=(ANA, 2), key="kind")]
    verdict = board.receive(ana, update_of(ANA, 0, *card, *over, deletes={ANA: [(0, 2)]}))
    assert [dropped.path for dropped in verdict.dropped] == [("cards", NEW)]
    assert {struct.kind for struct in decode(verdict.update).structs[ANA]} == {GC}


def test_r56_what_is_inside_something_refused_goes_with_it(scene: Scene) -> None:
    js = f"session.set('x', new Y.Map([['deep', new Y.Map([['t', new Y.Text('words')]])]])); {move(TWO)}"
    verdict = scene.act(ben, js)
    assert [dropped.path for dropped in verdict.dropped] == [("session", "x")]
    assert b"words" not in scene.board.state
    assert scene.card(TWO)["pos"] == [5, 5, 5]
    scene.act(ben, "session.get('x').get('deep').get('t').insert(2, 'more')")
    scene.check(ana)


def test_r57_writing_into_something_deleted_meanwhile_counts_as_taken(scene: Scene) -> None:
    scene.peer(ben)
    scene.act(ana, f"cards.delete('{ONE}')")
    verdict = scene.act(ben, write(ONE, 3, " really") + move(ONE) + f"cards.get('{ONE}').get('text').delete(0, 2)")
    assert not verdict.dropped
    assert {struct.kind for run in decode(verdict.update).structs.values() for struct in run} == {GC}
    assert b"really" not in scene.board.state
    assert scene.card(ONE) is None
    assert not scene.act(ben, write(ONE, 5, "still typing") + f"cards.get('{ONE}').delete('kind')").dropped
    scene.check(ana, ben)


def test_r57_so_it_does_after_the_board_was_opened_again(scene: Scene) -> None:
    scene.peer(ben)
    scene.act(ana, f"cards.delete('{ONE}')")
    scene.board.gate = Gate(scene.board.state)
    js = write(ONE, 3, " really") + move(ONE) + f"cards.get('{ONE}').get('text').delete(0, 2);"
    assert not scene.act(ben, js + f"cards.get('{ONE}').set('fields', new Y.Map([['a', new Y.Text('b')]]))").dropped
    scene.check(ana, ben)


def test_r58_a_full_resync_with_its_old_values_is_taken(scene: Scene) -> None:
    for x in range(4):
        scene.writes(ana, move(ONE, x))
    scene.writes(ana, MAKE + move(NEW) + f"cards.get('{NEW}').set('tags', ['a']); cards.get('{NEW}').delete('tags')")
    scene.writes(ana, f"cards.delete('{NEW}')")
    verdict = scene.board.receive(ana, scene.yjs.state(scene.peer(ana)))
    assert not verdict.dropped
    runs = decode(scene.yjs.state(scene.peer(ana))).structs[ANA]
    assert any(struct.length > 1 for struct in runs)
    assert scene.card(ONE)["pos"] == [3, 3, 3]
    scene.check(ana)


def test_r58_so_is_a_resync_when_someone_elses_value_has_won(scene: Scene) -> None:
    scene.writes(ana, move(ONE, 1))
    scene.act(fay, move(ONE, 2))
    scene.act(fay, move(ONE, 3))
    scene.hear(ana)
    verdict = scene.board.receive(ana, scene.yjs.since(scene.peer(ana), scene.board.document.vector()))
    assert not verdict.dropped
    scene.check(ana, fay)
    assert not scene.act(ana, move(ONE, 4)).dropped
    scene.check(ana, fay)


def test_r58_every_value_of_a_run_is_checked() -> None:
    board = a_board()
    kind = where(board, "cards", ONE, "kind")
    run = update_of(ANA, 0, several("gold", "note", origin=kind), deletes={kind[0]: [(kind[1], 1)], ANA: [(0, 1)]})
    assert [dropped.path for dropped in board.receive(ana, run).dropped] == [("cards", ONE, "kind")]
    assert board.document.fact("cards", ONE, "kind") == "story"


def test_r58_only_deleted_values_come_in_runs() -> None:
    board = a_board()
    kind = where(board, "cards", ONE, "kind")
    run = update_of(ANA, 0, several("note", "note", origin=kind), deletes={kind[0]: [(kind[1], 1)]})
    assert board.receive(ana, run).dropped
    assert board.document.fact("cards", ONE, "kind") == "story"


def test_r59_a_needed_value_is_not_removed_by_a_deleted_one_after_it() -> None:
    board = a_board()
    kind = where(board, "cards", ONE, "kind")
    attacks = (
        update_of(ANA, 0, deleted(1, origin=kind)),
        update_of(ANA, 1, one("note", origin=kind), deletes={ANA: [(1, 1)]}),
        update_of(ANA, 2, one("note", origin=kind), deleted(1, origin=(ANA, 2))),
    )
    for attack in attacks:
        board.receive(ana, attack)
        assert board.document.fact("cards", ONE, "kind") in ("story", "note")


def test_r59_nothing_is_said_of_a_deleted_value_that_is_left_out() -> None:
    board = a_board()
    verdict = board.receive(ana, update_of(ANA, 0, deleted(1, origin=where(board, "cards", LOCKED, "pos"))))
    assert verdict.dropped == []
    assert board.document.fact("cards", LOCKED, "pos") == [1, 2, 3]


def test_r59_words_typed_and_deleted_while_a_card_was_locked_are_no_offence(scene: Scene) -> None:
    scene.peer(ana)
    scene.board.put("cards", f"{ONE}/locked", True)
    scene.writes(ana, write(ONE, 3, "xyz") + f"cards.get('{ONE}').get('text').delete(3, 3)")
    update = scene.yjs.since(scene.peer(ana), scene.board.document.vector())
    verdict = scene.board.receive(ana, update)
    assert (verdict.dropped, verdict.update) == ([], update)
    scene.board.put("cards", f"{ONE}/locked", False)
    scene.hear(ana)
    scene.act(ana, write(ONE, 3, " now"))
    assert scene.card(ONE)["text"] == "one now says hello"
    scene.check(ana)


def test_r59_someone_elses_card_is_not_removed_by_a_deleted_one_after_it() -> None:
    board = a_board()
    card = where(board, "cards", ONE)
    board.receive(ben, update_of(BEN, 0, deleted(1, origin=card)))
    board.receive(ben, update_of(BEN, 1, container(origin=card), deletes={BEN: [(1, 1)]}))
    assert board.document.fact("cards", ONE, "kind") == "story"


def test_r59_what_may_be_removed_may_be_removed_so(scene: Scene) -> None:
    scene.act(fay, f"cards.get('{ONE}').set('tags', ['a'])")
    scene.hear(ana)
    js = f"cards.get('{ONE}').set('tags', ['b']); cards.get('{ONE}').delete('tags')"
    assert not scene.act(ana, js).dropped
    assert "tags" not in scene.card(ONE)
    scene.check(ana, fay)


def test_r59_a_needed_value_goes_only_where_a_kept_one_follows_it() -> None:
    board = a_board()
    kind, first = where(board, "cards", ONE, "kind"), (ANA, 0)
    assert board.receive(ana, update_of(ANA, 0, one("idea", origin=kind), deletes={kind[0]: [(kind[1], 1)]})).update
    # a lower client id whose value lands to the left of the one it deletes: the key would vanish
    sly = update_of(7, 0, one("problem", origin=kind), deletes={ANA: [(0, 1)]})
    board.receive(ana, sly)
    assert board.document.fact("cards", ONE, "kind") == "idea"
    assert board.receive(ana, update_of(ANA, 1, one("note", origin=first), deletes={ANA: [(0, 1)]})).dropped == []
    assert board.document.fact("cards", ONE, "kind") == "note"


def test_r59_a_value_that_lost_to_ones_own_at_the_same_time_may_be_named_deleted(scene: Scene) -> None:
    scene.peer(ana)
    low = scene.yjs
    low.open("low", 7, scene.board.state)
    scene.writes(ana, move(ONE, 1))
    scene.board.receive(ben, low.do("low", move(ONE, 2)))
    scene.hear(ana)
    verdict = scene.board.receive(ana, scene.yjs.since(scene.peer(ana), scene.board.document.vector()))
    assert not verdict.dropped
    assert scene.card(ONE)["pos"] == [1, 1, 1]
    scene.check(ana)


def test_r60_a_spared_card_keeps_all_that_is_in_it(scene: Scene) -> None:
    scene.act(ana, f"cards.get('{ONE}').set('tags', ['kept'])")
    scene.hear(ben)
    before = scene.card(ONE)
    verdict = scene.act(ben, f"cards.delete('{ONE}'); {move(TWO)}")
    assert [(dropped.path, dropped.act) for dropped in verdict.dropped] == [(("cards", ONE), "delete")]
    assert scene.card(ONE) == before
    scene.check(ana)


def test_r60_a_deleted_card_takes_all_in_it_along_the_servers_keys_too(scene: Scene) -> None:
    assert not scene.act(ana, f"cards.delete('{ONE}')").dropped
    assert scene.card(ONE) is None
    scene.check(ana, ben)


# observers -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("js", [MAKE, move(ONE), write(ONE, 0, "x"), f"cards.delete('{ONE}')", "session.set('a', 1)"])
def test_r61_an_observer_changes_nothing_and_leaves_no_trace(scene: Scene, js: str) -> None:
    before = scene.board.state
    verdict = scene.act(obi, js)
    assert (verdict.update, verdict.clients, verdict.made, len(verdict.dropped)) == (b"", set(), {}, 1)
    assert scene.board.state == before


def test_r61_an_observer_who_sends_back_what_is_known_is_not_blamed(scene: Scene) -> None:
    verdict = scene.board.receive(obi, scene.yjs.state(scene.peer(obi)))
    assert (verdict.update, verdict.dropped) == (b"", [])


# kinds that have no place on a board ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "js",
    [
        "doc.getMap('extra').set('a', 1)",
        "doc.getText('cards_').insert(0, 'x')",
        "doc.getXmlFragment('xml').insert(0, [new Y.XmlElement('p')])",
        "const d = new Y.Doc(); d.clientID = doc.clientID; d.getText('cards').insert(0, 'x');"
        " doc.gathered.push(Y.encodeStateAsUpdate(d))",
        "const d = new Y.Doc(); d.clientID = doc.clientID; d.getArray('board').insert(0, [1]);"
        " doc.gathered.push(Y.encodeStateAsUpdate(d))",
        f"cards.get('{TWO}').set('kind', new Y.Doc())",
        f"cards.get('{TWO}').set('text', new Y.XmlText('x'))",
        f"cards.get('{TWO}').set('fields', new Y.Array())",
        f"cards.get('{TWO}').set('kind', new Uint8Array([1]))",
        "session.set('mode', 'mine')",
        "session.delete('stage')",
    ],
)
def test_r62_what_has_no_place_on_a_board_is_refused(scene: Scene, js: str) -> None:
    before = scene.board.document.plain()
    assert scene.act(ana, js).dropped
    assert scene.board.document.plain() == before
    scene.check(ben)


def test_r62_a_text_inside_the_root_of_a_map_is_refused() -> None:
    board = a_board()
    inner = where(board, "cards", ONE)
    attacks = (
        text("x", parent="cards"),
        text("x", parent=inner),
        one("x", parent=where(board, "cards", ONE, "text"), key="bold"),
        item(DOC, b"", parent=inner, key="zone") + b"\x01g\x7e",
        container(TEXT, parent="reactions", key="a"),
    )
    for clock, attack in enumerate(attacks):
        assert board.receive(ana, update_of(ANA, clock, attack)).dropped
    assert board.document.plain() == a_board().document.plain()


# undo ----------------------------------------------------------------------------------------------------------------


def test_r63_undo_and_redo_of_moves_and_words_are_taken(scene: Scene) -> None:
    scene.act(ana, UNDO)
    for js in (move(ONE), write(ONE, 3, " loudly"), move(TWO), f"cards.get('{ONE}').set('tags', ['x'])"):
        scene.act(ana, js)
    scene.act(fay, write(ONE, 0, "I, "))
    scene.hear(ana)
    for act in ("undo", "undo", "redo", "undo", "undo", "undo", "redo", "redo", "redo", "redo"):
        assert not scene.act(ana, f"doc.undo.{act}()").dropped
        scene.check(ana, fay)
    assert scene.card(ONE)["text"] == "I, one loudly says hello"


def test_r63_an_undone_delete_brings_the_card_back_as_it_was(scene: Scene) -> None:
    before = scene.card(ONE)
    scene.act(ana, UNDO)
    scene.act(ana, f"cards.delete('{ONE}')")
    verdict = scene.act(ana, "doc.undo.undo()")
    assert (verdict.dropped, verdict.made) == ([], {"cards": [ONE]})
    assert scene.card(ONE) == before
    scene.check(ana, ben)


def test_r63_deleting_and_bringing_back_within_one_update_is_taken(scene: Scene) -> None:
    before = scene.card(ONE)
    js = f"{UNDO} cards.delete('{ONE}'); doc.undo.undo(); {write(ONE, 0, 'back: ')}"
    assert not scene.act(ana, js).dropped
    assert scene.card(ONE) == {**before, "text": "back: one says hello"}
    scene.check(ana, ben)


def test_r63_a_made_card_may_be_undone_and_redone(scene: Scene) -> None:
    scene.act(ana, UNDO + MAKE)
    scene.hear(ana)
    before = scene.card(NEW)
    assert before["author"] == ana.participant
    assert not scene.act(ana, "doc.undo.undo()").dropped
    assert scene.card(NEW) is None
    assert not scene.act(ana, "doc.undo.redo()").dropped
    assert scene.card(NEW) == before
    scene.check(ana, ben)


def test_r63_a_card_made_deleted_and_brought_back_offline_is_taken(scene: Scene) -> None:
    js = f"{UNDO} {MAKE} doc.undo.undo(); doc.undo.redo(); doc.undo.undo(); doc.undo.redo(); {write(NEW, 0, 'so ')}"
    assert not scene.act(ana, js).dropped
    assert scene.card(NEW)["text"] == "so fresh"
    scene.check(ana, ben)


def test_r63_a_card_made_and_deleted_offline_leaves_nothing(scene: Scene) -> None:
    verdict = scene.act(ana, f"{UNDO} {MAKE} doc.undo.undo();")
    assert (verdict.dropped, verdict.made) == ([], {})
    assert scene.card(NEW) is None
    assert not scene.act(ana, "doc.undo.redo()").dropped
    assert scene.card(NEW)["text"] == "fresh"
    scene.check(ana, ben)


def test_r63_a_place_taken_and_undone_offline_is_redone_later(scene: Scene) -> None:
    bare = f"cards.set('{NEW}', new Y.Map([['kind', 'note'], ['text', new Y.Text('x')]]));"
    assert not scene.act(ana, f"{UNDO} {bare} {move(NEW)} doc.undo.undo()").dropped
    assert "pos" not in scene.card(NEW)
    assert not scene.act(ana, "doc.undo.redo()").dropped
    assert scene.card(NEW)["pos"] == [5, 5, 5]
    scene.check(ana, ben)


def test_r63_locked_cards_stay_as_they_are_under_undo(scene: Scene) -> None:
    scene.act(ana, UNDO + move(ONE))
    scene.board.put("cards", f"{ONE}/locked", True)
    assert scene.act(ana, "doc.undo.undo()").dropped
    assert scene.card(ONE)["pos"] == [5, 5, 5]
    scene.check(ben)


def test_r64_two_people_at_once_keep_both_their_changes(scene: Scene) -> None:
    for who in (ana, ben, fay):
        scene.peer(who)
    updates = {
        ana: scene.writes(ana, write(ONE, 3, " and") + move(TWO, 1)),
        ben: scene.writes(ben, write(ONE, 3, " or") + move(TWO, 2)),
        fay: scene.writes(fay, move(LOCKED, 3) + f"cards.delete('{TWO}')"),
    }
    for who, update in updates.items():
        assert not scene.board.receive(who, update).dropped
    assert scene.card(TWO) is None
    assert scene.card(LOCKED)["pos"] == [3, 3, 3]
    scene.check(ana, ben, fay)


def test_r64_a_person_may_come_with_two_clients_in_one_update(scene: Scene) -> None:
    old = scene.writes(ana, MAKE + write(NEW, 5, "er"))
    scene.yjs.open("second tab", 555, scene.board.state, old)
    scene.yjs.do("second tab", write(NEW, 0, "much ") + move(NEW, 9))
    update = scene.yjs.since("second tab", scene.board.document.vector())
    verdict = scene.board.receive(ana, update)
    assert (verdict.dropped, verdict.clients) == ([], {ANA, 555})
    assert scene.card(NEW)["text"] == "much fresher"
    scene.check()


def test_r64_nothing_refused_is_kept_or_sent(scene: Scene) -> None:
    secret = "SECRETWORDS"
    for js in (
        f"session.set('a', '{secret}')",
        f"doc.getMap('x').set('{secret}', 1)",
        f"cards.get('{ONE}').set('{secret}', 1)",
        f"cards.get('{ONE}').get('text').insert(0, '{secret}', {{bold: true}})",
        f"cards.get('{ONE}').set('kind', '{secret}')",
        f"cards.set('{NEW}', new Y.Map([['text', new Y.Text('{secret}')]]))",
        f"cards.get('{LOCKED}').get('text').insert(0, '{secret}')",
        f"cards.set('{NEW}', new Y.Map([['kind', 'note'], ['author', '{secret}']])); cards.delete('{NEW}')",
    ):
        verdict = scene.act(ben, js)
        assert secret.encode() not in verdict.update + scene.board.state + b"".join(scene.board.sent)
    scene.check(ana)


def test_r64_comments_and_texts_of_others_survive_a_vandal(scene: Scene) -> None:
    before = scene.board.document.plain()
    scene.act(ben, f"cards.delete('{ONE}'); cards.delete('{PROBLEM}'); comments.delete('{COMMENT}'); zones.clear()")
    scene.act(
        ben, f"threads.clear(); board_.clear(); session.clear(); strokes.clear(); cards.get('{TWO}').delete('kind')"
    )
    assert scene.board.document.plain() == before
    scene.check(ana)


def test_r64_the_rule_of_a_text_in_a_new_map_counts_for_what_is_typed_into_it_at_once(scene: Scene) -> None:
    card = Map({"kind": "note", "text": Text("x")})
    scene.board.put("cards", id_of("made"), card)
    scene.board.put("cards", f"{id_of('made')}/locked", True)
    assert scene.act(ben, write(id_of("made"), 0, "y")).dropped


# at a glance ---------------------------------------------------------------------------------------------------------


def test_r918_a_card_that_is_moved_is_judged_at_a_glance(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    for x in range(5):
        assert scene.act(ana, move(ONE, x)).dropped == []
    assert scene.board.glances >= 4
    clock = scene.board.gate.index.vector.get(FAY, 0)
    again = replaced(scene.board, FAY, "cards", ONE, "pos", clock=clock)
    monkeypatch.setattr("boards.gate.Incoming", None)  # nothing of the whole judgement is asked
    rules = Rules(ana, scene.board.document, scene.board.stamps, scene.board.owner)
    monkeypatch.setattr(rules, "may_set", lambda *_, **__: None)
    verdict = scene.board.gate.judge(again, lambda _: True, rules)
    assert verdict == Verdict(again, clients={FAY}, touched={("cards", ONE, "pos")})


def replaced(board: Guarded, client: int, *path: str, clock: int = 0, word: str = "new") -> bytes:
    """Another value in the place of the one at this path."""
    before = where(board, *path)
    return update_of(client, clock, one(word, origin=before), deletes={before[0]: [(before[1], 1)]})


@pytest.mark.parametrize(
    "path", [("cards", LOCKED, "tags"), ("cards", ONE, "author"), ("session", "stage"), ("cards", TWO, "kind")]
)
def test_r918_what_may_not_be_set_is_refused_with_its_reason(path: tuple[str, ...]) -> None:
    board = a_board()
    if path[-1] == "tags":
        board.put("cards", f"{LOCKED}/tags", ["old"])
    verdict = board.receive(ben, replaced(board, BEN, *path))
    assert board.glances == 1
    assert [(dropped.path, dropped.act) for dropped in verdict.dropped] == [(path, "set")]
    assert verdict.dropped[0].why


def test_r918_somebody_elses_client_id_is_refused_whole() -> None:
    board = a_board()
    change = replaced(board, BEN, "cards", TWO, "kind", word="idea")
    with pytest.raises(Unacceptable):
        board.gate.judge(change, lambda client: client != BEN, Rules(ana, board.document, board.stamps, board.owner))
    assert board.receive(ben, change).update == change and board.glances == 1


def test_r918_anything_else_about_a_change_takes_the_whole_judgement() -> None:
    board = a_board()
    index = board.gate.index
    at = where(board, "cards", ONE, "kind")
    here = {at[0]: [(at[1], 1)]}
    other = where(board, "cards", TWO, "kind")
    words = inside(board, "cards", ONE, "text")
    card = where(board, "cards", TWO)
    next_to = next(id_ for id_, container in index.containers.items() if container.path == ("cards", ONE, "text"))
    old = at
    board.put("cards", f"{ONE}/kind", "note")
    now = where(board, "cards", ONE, "kind")
    there = {now[0]: [(now[1], 1)]}
    gone = where(board, "cards", PROBLEM)
    in_it = where(board, "cards", PROBLEM, "kind")
    board.gate.absorb(update_of(SERVER, 0, deletes={gone[0]: [(gone[1], 1)]}))
    known = update_of(ANA, 0, one("note", origin=now), deletes=there)
    assert old != now and replacement(index, decode(known)) is not None
    others = [
        update_of(ANA, 0, one("note", origin=now)),
        update_of(ANA, 0, one("note", origin=now), deletes={other[0]: [(other[1], 1)]}),
        update_of(ANA, 0, one("note", origin=now), deletes={now[0]: [(now[1] - 1, 2)]}),
        update_of(ANA, 0, one("note", origin=now), deletes={now[0]: [(now[1], 1), (other[1], 1)]}),
        update_of(ANA, 0, one("note", origin=now), deletes={**there, FAY: [(0, 1)]}),
        update_of(ANA, 0, one("note", origin=old), deletes=here),
        update_of(ANA, 0, one("note", origin=now), one("note", origin=(ANA, 0)), deletes=there),
        update_of(ANA, 0, several("note", "idea", origin=now), deletes=there),
        update_of(ANA, 0, one("note", origin=now, right=other), deletes=there),
        update_of(ANA, 0, one("note", parent="cards", key=ONE), deletes=there),
        update_of(ANA, 0, container(origin=now), deletes=there),
        update_of(ANA, 0, deleted(1, origin=now), deletes=there),
        update_of(ANA, 1, one("note", origin=now), deletes=there),
        update_of(ANA, 0, one("note", origin=(ANA, 7)), deletes={ANA: [(7, 1)]}),
        update_of(ANA, 0, one("note", origin=(ANA, 0)), deletes={ANA: [(0, 1)]}),
        update_of(ANA, 0, one("x", origin=words), deletes={words[0]: [(words[1], 1)]}),
        update_of(ANA, 0, one("x", origin=card), deletes={card[0]: [(card[1], 1)]}),
        update_of(ANA, 0, one("x", origin=next_to), deletes={next_to[0]: [(next_to[1], 1)]}),
        update_of(ANA, 0, one("x", origin=in_it), deletes={in_it[0]: [(in_it[1], 1)]}),
        several_clients(update_of(ANA, 0, one("note", origin=now)), update_of(BEN, 0, empty(1))),
        update_of(ANA, 0, deletes=there),
    ]
    assert [update for update in others if replacement(index, decode(update)) is not None] == []
