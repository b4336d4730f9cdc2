"""The gate: undo and redo, several at once, and whatever somebody tries."""

from pycrdt import Map, Text

from guarded import (
    ANA,
    COMMENT,
    LOCKED,
    ONE,
    PROBLEM,
    TWO,
    ana,
    ben,
    fay,
    id_of,
)
from scene import MAKE, NEW, UNDO, Scene, move, write
from scene import scene as scene
from yjs import yjs as yjs


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
