"""The gate: what is left of an update of which a part is refused."""

from typing import Any

from pycrdt import Doc, Text

from boards.gate import Gate
from boards.update import GC, decode
from guarded import (
    ANA,
    BEN,
    LOCKED,
    ONE,
    TWO,
    a_board,
    ana,
    ben,
    container,
    deleted,
    empty,
    fay,
    one,
    several,
    text,
    update_of,
    where,
)
from scene import MAKE, NEW, Scene, move, write
from scene import scene as scene
from yjs import Yjs
from yjs import yjs as yjs


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
