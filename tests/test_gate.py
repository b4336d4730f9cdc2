"""The gate: what becomes of an update, whole and in part. People act through real Yjs; what no client would send is
made by hand."""

from typing import Any

import pytest
from pycrdt import Doc, Text

from boards.document import EMPTY
from boards.errors import Gap, Malformed, TooLarge, Unacceptable
from boards.gate import Gate
from boards.judgement import Verdict
from boards.lib0 import varuint
from boards.replacement import replacement
from boards.rules import Rules
from boards.schema import MAX_UPDATE_BYTES, MAX_UPDATE_STRUCTS
from boards.update import ARRAY, DOC, SKIP, TEXT, decode, split
from guarded import (
    ANA,
    BEN,
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
from scene import MAKE, NEW, UNDO, Scene, move, write
from scene import scene as scene
from yjs import Yjs
from yjs import yjs as yjs

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
