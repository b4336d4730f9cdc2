"""Who may do what to a board, acted out by real Yjs clients in front of the gate."""

import pytest
from pycrdt import Map, Text

from boards import rules
from boards.document import Document
from boards.rules import Rules
from boards.schema import CLIENT_KEYS, KINDS, MAX_FIELDS, MAX_TEXT, REACTIONS, SERVER_KEYS, THREAD_KINDS
from boards.value import SHAPES
from boards.visitor import Visitor
from guarded import (
    ANA,
    COMMENT,
    LOCKED,
    ONE,
    PROBLEM,
    STROKE,
    THREAD,
    TWO,
    ZONE,
    a_board,
    ana,
    ben,
    fay,
    id_of,
    inside,
    text,
    update_of,
    visitor,
    where,
)
from scene import Scene
from scene import scene as scene
from yjs import yjs as yjs

NEW = id_of("new")


def make(id_: str = NEW, kind: str = "'note'", more: str = "") -> str:
    return f"cards.set('{id_}', new Y.Map([['kind', {kind}], ['text', new Y.Text('fresh')], {more}]));"


def allowed(scene: Scene, who: Visitor, js: str) -> None:
    scene.hear(who)
    verdict = scene.act(who, js)
    assert verdict.dropped == []
    assert verdict.update
    scene.check(who)


def refused(scene: Scene, who: Visitor, js: str, why: str = "") -> None:
    scene.hear(who)
    before = scene.board.document.plain()
    verdict = scene.act(who, js)
    scene.reset(who)
    assert verdict.dropped
    assert why in verdict.dropped[0].why
    assert scene.board.document.plain() == before
    scene.check()


# the board itself, zones, the session --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "js",
    [
        "board_.set('title', 'Birth to five')",
        "board_.set('purpose', 'To hear'); board_.set('purpose', new Y.Text('more'))",
        "board_.set('departments', new Y.Map([['health', new Y.Map([['name', 'Health'], ['colour', 3]])]]));"
        " board_.get('departments').set('x', {name: 'X'}); board_.get('departments').delete('health')",
        f"zones.set('{NEW}', new Y.Map([['title', 'Ideas'], ['prompt', 'What if?'], ['kinds', ['idea']],"
        " ['pos', [0, 0, 1]], ['size', [100, 50]], ['order', 'a1']]))",
        f"zones.get('{ZONE}').set('title', 'Heard')",
        f"zones.delete('{ZONE}')",
    ],
)
def test_r65_only_facilitators_change_the_board_and_its_zones(scene: Scene, js: str) -> None:
    refused(scene, ana, js, "Only facilitators change")
    allowed(scene, fay, js)


@pytest.mark.parametrize(
    "js",
    [
        "board_.set('title', 'x'.repeat(301))",
        "board_.set('title', 5)",
        "board_.set('owner', 'me')",
        "board_.set('own_only', true)",
        "board_.set('departments', [1])",
        "board_.set('title', new Y.Map([['a', 1]]))",
        "zones.set('short', new Y.Map())",
        f"zones.set('{NEW}', 'a plain value')",
        f"zones.get('{ZONE}').set('kinds', ['rant'])",
        f"zones.get('{ZONE}').set('pos', [1, 2])",
        f"zones.get('{ZONE}').set('colour', 'red')",
        f"zones.get('{ZONE}').set('title', new Y.Text('x'))",
        "session.set('stage', 2)",
        "session.delete('stage')",
    ],
)
def test_r65_facilitators_too_keep_to_the_shape_of_a_board(scene: Scene, js: str) -> None:
    refused(scene, fay, js)


def test_r65_departments_are_at_most_sixty(scene: Scene) -> None:
    allowed(scene, fay, "board_.set('departments', new Y.Map()); const d = board_.get('departments');"
            " for (let n = 0; n < 60; n++) d.set('d' + n, {name: 'x'})")  # fmt: skip
    refused(scene, fay, "board_.get('departments').set('one more', {})", "at most 60")


# cards ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
def test_r66_contributors_make_cards_of_every_kind(scene: Scene, kind: str) -> None:
    more = (
        "['pos', [1, -2.5, 3]], ['size', [200, 120]], ['order', 'a0'], ['zone', null], ['tags', ['a', 'b']],"
        " ['fields', new Y.Map([['teller', 'Dee'], ['help', new Y.Text('more')], ['odd', {a: [1, null, true]}]])]"
    )
    verdict = scene.act(ana, make(kind=f"'{kind}'", more=more))
    assert (verdict.dropped, verdict.made) == ([], {"cards": [NEW]})
    scene.check(ben)


@pytest.mark.parametrize("kind", ["undefined", "'rant'", "5", "null", "['note']", "new Y.Text('note')"])
def test_r66_a_card_without_a_proper_kind_is_refused_as_a_unit(scene: Scene, kind: str) -> None:
    refused(scene, ana, make(kind=kind))
    refused(scene, ana, f"cards.set('{NEW}', new Y.Map([['text', new Y.Text('x')]]))", "A new card needs its kind.")
    assert b"fresh" not in scene.board.state


def test_r66_a_card_whose_kind_is_removed_at_once_is_refused_as_a_unit(scene: Scene) -> None:
    refused(scene, ana, make() + f"cards.get('{NEW}').delete('kind')", "needs its kind")


def test_r66_a_bad_key_of_a_new_card_is_left_out_and_the_card_goes_in(scene: Scene) -> None:
    verdict = scene.act(ana, make(more="['pos', ['x', 0, 0]], ['colour', 'red'], ['tags', ['ok']]"))
    assert {dropped.path[2] for dropped in verdict.dropped} == {"pos", "colour"}
    assert verdict.made == {"cards": [NEW]}
    card = scene.card(NEW)
    assert (card["tags"], card["text"], "pos" in card) == (["ok"], "fresh", False)
    scene.check(ben)


EDITS = [
    "set('pos', [9, 9, 9])",
    "set('size', [10, 20])",
    f"set('zone', '{ZONE}')",
    "set('order', 'a2')",
    "set('kind', 'idea')",
    "set('tags', ['urgent'])",
    "get('text').insert(0, 'Well, ')",
    "get('text').delete(0, 2)",
    "get('fields').set('teller', 'Dee')",
    "set('text', new Y.Text('instead'))",
]


@pytest.mark.parametrize("edit", EDITS)
def test_r67_contributors_change_any_card_that_is_not_locked(scene: Scene, edit: str) -> None:
    allowed(scene, ben, f"cards.get('{ONE}').{edit}")
    refused(scene, ana, f"cards.get('{LOCKED}').{edit}", "This card is locked.")
    allowed(scene, fay, f"cards.get('{LOCKED}').{edit}")


@pytest.mark.parametrize("edit", EDITS)
def test_r67_where_everyone_keeps_to_their_own_cards_only_those_change(scene: Scene, edit: str) -> None:
    scene.board.put("board", "own_only", True)
    refused(scene, ben, f"cards.get('{ONE}').{edit}", "only their own cards")
    allowed(scene, ana, f"cards.get('{ONE}').{edit}")
    allowed(scene, fay, f"cards.get('{TWO}').{edit}")


@pytest.mark.parametrize("edit", [edit for edit in EDITS if ZONE not in edit])
def test_r224_cards_of_a_locked_zone_are_changed_by_facilitators_alone(scene: Scene, edit: str) -> None:
    scene.board.put("cards", f"{ONE}/zone", ZONE)
    scene.board.put("zones", f"{ZONE}/locked", True)
    refused(scene, ana, f"cards.get('{ONE}').{edit}", "This zone is locked")
    allowed(scene, ben, f"cards.get('{TWO}').{edit}")
    allowed(scene, fay, f"cards.get('{ONE}').{edit}")


def test_r224_no_card_comes_into_a_locked_zone_or_leaves_it(scene: Scene) -> None:
    scene.board.put("zones", f"{ZONE}/locked", True)
    scene.board.put("cards", f"{PROBLEM}/zone", ZONE)
    for js in (
        f"cards.get('{ONE}').set('zone', '{ZONE}')",
        make(more=f"['zone', '{ZONE}']"),
        f"{make()} cards.get('{NEW}').set('zone', '{ZONE}')",
        f"cards.get('{PROBLEM}').set('zone', null)",
        f"cards.get('{PROBLEM}').delete('zone')",
        f"cards.delete('{PROBLEM}')",
    ):
        refused(scene, ana, js)
    allowed(scene, fay, f"cards.get('{ONE}').set('zone', '{ZONE}')")
    scene.board.put("zones", f"{ZONE}/locked", False)
    allowed(scene, ana, f"cards.get('{ONE}').set('zone', null)")


def test_r224_a_card_deleted_before_its_zone_was_locked_is_brought_back_by_a_facilitator(scene: Scene) -> None:
    scene.board.put("cards", f"{ONE}/zone", ZONE)
    allowed(scene, ana, f"cards.delete('{ONE}')")
    scene.board.put("zones", f"{ZONE}/locked", True)
    again = (
        f"cards.set('{ONE}', new Y.Map([['kind', 'story'], ['pos', [1, 2, 3]], ['zone', '{ZONE}'],"
        " ['text', new Y.Text('back')]]))"
    )
    refused(scene, ana, again, "This zone is locked")
    allowed(scene, fay, again)


def test_r224_a_facilitator_who_undoes_the_delete_of_a_locked_zone_brings_the_lock_back(scene: Scene) -> None:
    zone = "new Y.Map([['title', 'Stories'], ['pos', [0, 0, 0]], ['locked', true]])"
    scene.board.put("zones", f"{ZONE}/locked", True)
    allowed(scene, fay, f"zones.delete('{ZONE}')")
    allowed(scene, fay, f"zones.set('{ZONE}', {zone})")
    refused(scene, fay, f"zones.set('{NEW}', {zone})", "Only the server writes that.")
    refused(scene, fay, f"zones.get('{ZONE}').set('locked', false)", "Only the server writes that.")
    refused(scene, fay, f"zones.get('{ZONE}').delete('locked')", "Only the server changes that.")


def test_r660_a_zone_takes_cards_of_the_kinds_it_names_from_everyone(scene: Scene) -> None:
    scene.board.put("zones", f"{ZONE}/kinds", ["story", "touchpoint"])
    only = "“Stories” takes stories and touchpoints only."
    for who in (ana, fay):
        refused(scene, who, make(more=f"['zone', '{ZONE}']"), only)
        refused(scene, who, f"cards.get('{PROBLEM}').set('zone', '{ZONE}')", only)
    refused(scene, ana, f"{make()} cards.get('{NEW}').set('zone', '{ZONE}')", only)
    allowed(scene, ana, make(kind="'story'", more=f"['zone', '{ZONE}']"))
    refused(scene, ana, f"cards.get('{NEW}').set('kind', 'idea')", only)
    allowed(scene, ana, f"cards.get('{NEW}').set('kind', 'touchpoint')")
    allowed(scene, ana, f"cards.get('{NEW}').set('kind', 'story')")


def test_r660_turned_and_moved_in_one_go_a_card_counts_as_what_it_has_become(scene: Scene) -> None:
    scene.board.put("zones", f"{ZONE}/kinds", ["idea"])
    allowed(scene, ben, f"cards.get('{PROBLEM}').set('kind', 'idea'); cards.get('{PROBLEM}').set('zone', '{ZONE}')")
    refused(scene, ben, f"cards.get('{PROBLEM}').set('kind', 'touchpoint')", "takes ideas only")


def test_r660_what_lies_in_a_zone_stays_when_the_zone_is_made_for_other_kinds(scene: Scene) -> None:
    scene.board.put("cards", f"{PROBLEM}/zone", ZONE)
    scene.board.put("zones", f"{ZONE}/kinds", ["story"])
    allowed(scene, ana, f"cards.get('{PROBLEM}').set('pos', [9, 9, 9]); cards.get('{PROBLEM}').set('order', 'b')")
    allowed(scene, fay, f"cards.get('{PROBLEM}').set('zone', null)")
    refused(scene, fay, f"cards.get('{PROBLEM}').set('zone', '{ZONE}')", "takes stories only")
    scene.board.put("zones", f"{ZONE}/kinds", [])
    allowed(scene, ana, f"cards.get('{PROBLEM}').set('zone', '{ZONE}')")


def test_r225_who_may_change_what_is_the_servers_to_write(scene: Scene) -> None:
    for who in (ana, fay):
        refused(scene, who, "board_.set('own_only', true)")
    scene.board.put("board", "own_only", True)
    for who in (ana, fay):
        refused(scene, who, "board_.set('own_only', false)")
        refused(scene, who, "board_.delete('own_only')")


@pytest.mark.parametrize("edit", ["delete('kind')", "delete('pos')", "delete('text')"])
def test_r67_what_a_card_needs_is_written_over_but_not_removed(scene: Scene, edit: str) -> None:
    refused(scene, ana, f"cards.get('{ONE}').{edit}", "A card needs its")
    refused(scene, fay, f"cards.get('{ONE}').{edit}", "A card needs its")


def test_r67_what_a_card_may_lack_is_removed(scene: Scene) -> None:
    allowed(scene, ben, f"const c = cards.get('{ONE}'); c.set('tags', ['a']); c.set('order', 'a'); c.set('zone', null)")
    allowed(scene, ben, f"const c = cards.get('{ONE}'); c.delete('tags'); c.delete('order'); c.delete('zone')")
    allowed(scene, ben, f"cards.get('{ONE}').get('fields').set('a', 1)")
    allowed(scene, ben, f"cards.get('{ONE}').get('fields').delete('a')")


def test_r68_a_card_is_deleted_by_its_author_or_a_facilitator(scene: Scene) -> None:
    refused(scene, ben, f"cards.delete('{ONE}')", "Only its author or a facilitator")
    allowed(scene, ana, f"cards.delete('{ONE}')")
    allowed(scene, fay, f"cards.delete('{TWO}')")


def test_r68_a_locked_card_is_deleted_by_a_facilitator_alone(scene: Scene) -> None:
    refused(scene, ana, f"cards.delete('{LOCKED}')", "This card is locked.")
    refused(scene, ana, f"cards.delete('{LOCKED}'); {make(LOCKED)}")
    allowed(scene, fay, f"cards.delete('{LOCKED}')")


def test_r68_a_card_of_the_board_itself_is_deleted_by_a_facilitator_alone(scene: Scene) -> None:
    scene.board.put("cards", NEW, Map({"kind": "note", "text": Text("from the template")}))
    refused(scene, ana, f"cards.delete('{NEW}')")
    allowed(scene, fay, f"cards.delete('{NEW}')")


def test_r68_a_card_is_its_makers_before_the_server_has_stamped_it(scene: Scene) -> None:
    first = scene.writes(ana, make())
    board = scene.board
    verdict = board.judge(ana, first)
    board.bindings[ANA] = ana.participant
    board.gate.absorb(board.document.apply(verdict.update))
    assert not scene.act(ana, f"cards.delete('{NEW}')").dropped
    assert not board.document.has("cards", NEW)


# what only the server writes -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("key", sorted(SERVER_KEYS["cards"]))
def test_r69_keys_of_the_server_are_not_written_by_clients(scene: Scene, key: str) -> None:
    for who in (ana, fay):
        refused(scene, who, f"cards.get('{ONE}').set('{key}', 'mine')", "Only the server writes that.")
        refused(scene, who, f"cards.get('{ONE}').set('{key}', true)")


@pytest.mark.parametrize("key", ["author", "department", "created", "label"])
def test_r69_nor_removed(scene: Scene, key: str) -> None:
    for who in (ana, fay):
        refused(scene, who, f"cards.get('{ONE}').delete('{key}')", "Only the server changes that.")
    refused(scene, ana, f"cards.get('{LOCKED}').delete('locked')")
    refused(scene, ana, f"comments.get('{COMMENT}').delete('author')")


@pytest.mark.parametrize("key", sorted(SERVER_KEYS["cards"]))
def test_r70_a_new_card_with_a_key_of_the_server_is_refused_as_a_unit(scene: Scene, key: str) -> None:
    for who in (ana, fay):
        refused(scene, who, make(more=f"['{key}', '{ana.participant}']"), "Only the server writes that.")
    assert b"fresh" not in scene.board.state


def test_r70_so_are_threads_comments_and_strokes_with_a_forged_author(scene: Scene) -> None:
    forged = f"['author', '{ben.participant}']"
    ends = f"['kind', 'relates'], ['from', '{ONE}'], ['to', '{TWO}']"
    refused(scene, ana, f"threads.set('{NEW}', new Y.Map([{ends}, {forged}]))")
    refused(scene, ana, f"comments.set('{NEW}', new Y.Map([['card', '{ONE}'], ['text', new Y.Text('x')], {forged}]))")
    refused(scene, ana, f"strokes.set('{NEW}', new Y.Map([['points', [1, 2, 3]], {forged}]))")


UNDO = "doc.undo ??= new Y.UndoManager([cards, threads, comments, strokes], { captureTimeout: 0 });"


DELETABLE = [("cards", ONE), ("threads", THREAD), ("comments", COMMENT), ("strokes", STROKE)]


@pytest.mark.parametrize(("root", "id_"), DELETABLE)
def test_r71_a_delete_is_undone_by_the_author_and_by_a_facilitator(scene: Scene, root: str, id_: str) -> None:
    before = scene.board.document.plain()
    for who in (ana, fay):
        allowed(scene, who, f"{UNDO} {root}.delete('{id_}')")
        assert id_ not in scene.board.document.plain()[root]
        allowed(scene, who, "doc.undo.undo()")
        assert scene.board.document.plain() == before
        scene.hear(fay)


def brought_back(author: str, label: str = "N1", created: str = "1700000000000", more: str = "") -> str:
    stamp = f"['author', '{author}'], ['label', '{label}'], ['created', {created}], ['department', 'citizen']{more}"
    return make(ONE, more=stamp)


def test_r71_what_comes_back_must_be_as_the_server_wrote_it(scene: Scene) -> None:
    scene.act(ana, f"cards.delete('{ONE}')")
    refused(scene, ana, brought_back(ben.participant), "Only the server writes that.")
    refused(scene, ana, brought_back(ana.participant, label="N2"))
    refused(scene, ana, brought_back(ana.participant, created="1700000000001"))
    refused(scene, ana, brought_back(ana.participant, created="true"))
    allowed(scene, ana, brought_back(ana.participant))


def test_r71_someone_elses_card_is_not_brought_back(scene: Scene) -> None:
    scene.act(ana, f"cards.delete('{ONE}')")
    refused(scene, ben, brought_back(ana.participant), "Only its author or a facilitator brings")
    refused(scene, ben, make(ONE))
    allowed(scene, fay, brought_back(ana.participant))


def test_r71_what_was_hidden_is_brought_back_by_a_facilitator_alone(scene: Scene) -> None:
    scene.board.put("cards", f"{ONE}/hidden", True)
    refused(scene, ana, f"cards.delete('{ONE}')", "A facilitator has hidden this card.")
    allowed(scene, fay, f"{UNDO} cards.delete('{ONE}')")
    refused(scene, ana, brought_back(ana.participant, more=", ['hidden', true]"), "brought back by a facilitator")
    allowed(scene, fay, "doc.undo.undo()")
    scene.board.put("cards", f"{TWO}/locked", True)
    allowed(scene, fay, f"{UNDO} cards.delete('{TWO}')")
    allowed(scene, fay, "doc.undo.undo()")


# ids -----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("id_", ["", "short", "x" * 20, "x" * 22, "x" * 20 + "/", "é" * 21, "Mrs Smith, 4 High St."])
def test_r72_ids_are_21_url_safe_characters(scene: Scene, id_: str) -> None:
    refused(scene, ana, make(id_), "That is no id.")
    refused(scene, fay, f"zones.set('{id_}', new Y.Map())", "That is no id.")
    refused(scene, ana, f"{make(id_)} cards.delete('{id_}'); cards.get('{ONE}').set('kind', 'x')")
    assert id_ == "" or id_.encode() not in scene.board.state


def test_r72_an_id_that_stands_is_not_overwritten(scene: Scene) -> None:
    for who in (ben, ana, fay):
        refused(scene, who, "cards._map.get = () => undefined; " + make(ONE))
    refused(scene, ben, make(ONE))


def test_r72_an_id_of_something_deleted_is_not_taken_by_someone_else(scene: Scene) -> None:
    scene.act(ana, f"strokes.set('{NEW}', new Y.Map([['points', [1, 2, 3]]]))")
    scene.act(ana, f"strokes.delete('{NEW}')")
    scene.board.stamps.clear()
    refused(scene, ben, f"strokes.set('{NEW}', new Y.Map([['points', [1, 2, 3]]]))", "Only its author or a facilitator")
    allowed(scene, ana, f"strokes.set('{NEW}', new Y.Map([['points', [1, 2, 3]]]))")


# text and values -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", [f"cards.get('{ONE}').get('text')", f"comments.get('{COMMENT}').get('text')"])
def test_r73_text_is_plain(scene: Scene, text: str) -> None:
    refused(scene, ana, f"{text}.format(0, 3, {{bold: true}})", "Text here is plain")
    refused(scene, ana, f"{text}.insertEmbed(0, {{image: 'x'}})", "Text here is plain")
    refused(scene, ana, f"{text}.setAttribute('a', 'b')")


def test_r73_words_typed_bold_are_refused_with_their_formatting(scene: Scene) -> None:
    verdict = scene.act(ana, f"cards.get('{ONE}').get('text').insert(0, 'loud', {{bold: true}})")
    assert verdict.dropped
    assert scene.card(ONE)["text"] == "one says hello"
    scene.check(ben)


def test_r73_a_text_has_a_limit(scene: Scene) -> None:
    text = f"cards.get('{ONE}').get('text')"
    rest = MAX_TEXT - len("one says hello")
    refused(scene, ana, f"{text}.insert(3, 'x'.repeat({rest + 1}))", "at most 20,000 characters")
    allowed(scene, ana, f"{text}.delete(0, {text}.length); {text}.insert(0, 'y'.repeat({MAX_TEXT}))")
    assert scene.card(ONE)["text"] == "y" * MAX_TEXT
    refused(scene, ben, f"{text}.insert(3, 'x')", "at most 20,000 characters")
    allowed(scene, ben, f"{text}.delete(0, 1)")
    allowed(scene, ben, f"{text}.insert(0, 'x')")
    verdict = scene.act(ana, make() + f"cards.get('{NEW}').get('text').insert(0, 'x'.repeat({MAX_TEXT}))")
    assert verdict.dropped
    scene.check()


def test_r73_what_is_known_already_does_not_count_twice(scene: Scene) -> None:
    right = inside(scene.board, "cards", ONE, "text")
    scene.act(ana, f"cards.get('{ONE}').get('text').insert(0, 'y'.repeat(15000))")
    longer = text("y" * 15_000 + "z", right=right)
    assert not scene.board.receive(ana, update_of(ANA, 0, longer)).dropped
    assert "yzone" in scene.card(ONE)["text"]


BAD_VALUES = {
    "pos": ["[1, 2]", "[1, 2, '3']", "[1, 2, null]", "[1, 2, NaN]", "[1, Infinity, 0]", "[1e8, 0, 0]", "[0, -1e8, 0]",
            "[true, 0, 0]", "5", "null", "{x: 1}", "new Y.Array()", "new Uint8Array([1, 2, 3])"],
    "size": ["[1]", "[-1, 5]", "[30000, 5]", "'big'"],
    "order": ["5", "null", "'x'.repeat(501)", "['a']"],
    "zone": ["'a zone'", "5", "true", "[]"],
    "kind": ["'Note'", "''", "null"],
    "tags": ["'a'", "[1]", "Array(51).fill('a')", "['x'.repeat(101)]", "new Y.Array()"],
    "text": ["'plain'", "new Y.Map([['a', 1]])", "new Y.Array()", "null", "new Y.XmlText('x')"],
    "fields": ["{}", "new Y.Text('x')", "null"],
    "colour": ["'red'"],
}  # fmt: skip


@pytest.mark.parametrize(("key", "value"), [(key, value) for key, values in BAD_VALUES.items() for value in values])
def test_r74_a_value_out_of_shape_is_refused_and_the_old_one_stays(scene: Scene, key: str, value: str) -> None:
    refused(scene, ana, f"cards.get('{ONE}').set('{key}', {value})")
    refused(scene, fay, f"cards.get('{ONE}').set('{key}', {value})")


def test_r74_every_key_that_clients_write_has_a_shape() -> None:
    assert {(root, key) for root, keys in CLIENT_KEYS.items() for key in keys} <= set(SHAPES)


FIT_FOR_A_FIELD = ["'x'.repeat(19998)", "{deep: [[1, [2, {a: null}]]]}", "0.1", "null", "new Y.Text('x')"]
UNFIT = ["'x'.repeat(20001)", "'é'.repeat(10000)", "NaN", "[Infinity]", "new Uint8Array([1])", "new Y.Map()"]


@pytest.mark.parametrize("value", FIT_FOR_A_FIELD)
def test_r75_fields_hold_json_or_text_under_any_name(scene: Scene, value: str) -> None:
    allowed(scene, ben, f"cards.get('{ONE}').get('fields').set('brand new', {value})")


@pytest.mark.parametrize("value", [*UNFIT, "new Y.Doc()"])
def test_r75_fields_hold_nothing_else(scene: Scene, value: str) -> None:
    refused(scene, ben, f"cards.get('{ONE}').get('fields').set('a', {value})", "A field holds")


def test_r75_fields_are_at_most_a_hundred(scene: Scene) -> None:
    fields = f"const f = cards.get('{ONE}').get('fields');"
    allowed(scene, ben, f"{fields} for (let n = 0; n < {MAX_FIELDS}; n++) f.set('f' + n, n)")
    refused(scene, ben, f"{fields} f.set('more', 1)", "at most 100 fields")
    allowed(scene, ben, f"{fields} f.set('f3', 'again')")
    refused(scene, ben, f"{fields} f.set('x'.repeat(101), 1); f.set('', 1)", "name")


# threads, comments, strokes, reactions -------------------------------------------------------------------------------


def thread(kind: str, begin: str, end: str, id_: str = NEW) -> str:
    return f"threads.set('{id_}', new Y.Map([['kind', '{kind}'], ['from', '{begin}'], ['to', '{end}']]));"


@pytest.mark.parametrize("kind", THREAD_KINDS)
def test_r76_threads_go_between_the_kinds_of_cards_they_fit(scene: Scene, kind: str) -> None:
    begins, ends = THREAD_KINDS[kind]
    for m, begin in enumerate(KINDS):
        for n, end in enumerate(KINDS):
            a, b = id_of(f"a{m}{n}"), id_of(f"b{m}{n}")
            js = make(a, f"'{begin}'") + make(b, f"'{end}'") + thread(kind, a, b, id_of(f"t{m}{n}"))
            verdict = scene.act(ana, js)
            assert bool(verdict.dropped) != (begin in begins and end in ends)
    scene.check(ben)


@pytest.mark.parametrize(
    "js",
    [
        thread("relates", ONE, ONE),
        thread("relates", ONE, id_of("nobody")),
        thread("relates", id_of("nobody"), ONE),
        thread("likes", ONE, TWO),
        thread("rests-on", TWO, ONE),
        f"threads.set('{NEW}', new Y.Map([['kind', 'relates'], ['from', '{ONE}']]))",
        f"threads.set('{NEW}', new Y.Map([['kind', 'relates'], ['from', '{ONE}'], ['to', 5]]))",
        f"threads.set('{NEW}', {{kind: 'relates', from: '{ONE}', to: '{TWO}'}})",
    ],
)
def test_r76_other_threads_are_refused_as_a_unit(scene: Scene, js: str) -> None:
    refused(scene, ana, js)


def test_r76_what_is_tied_to_a_card_deleted_meanwhile_is_taken(scene: Scene) -> None:
    scene.peer(ben)
    scene.act(ana, f"cards.delete('{ONE}')")
    comment = f"comments.set('{id_of('late')}', new Y.Map([['card', '{ONE}'], ['text', new Y.Text('oh')]]));"
    js = f"{thread('relates', TWO, ONE)} {comment} reactions.set('{ONE}:{ben.participant}:me-too', true)"
    assert not scene.act(ben, js).dropped
    scene.check(ana, ben)


def test_r76_a_thread_comes_back_also_when_its_cards_are_of_other_kinds_by_now(scene: Scene) -> None:
    allowed(scene, ana, f"{UNDO} threads.delete('{THREAD}')")
    allowed(scene, ben, f"cards.get('{PROBLEM}').set('kind', 'note')")
    allowed(scene, ana, "doc.undo.undo()")
    assert THREAD in scene.board.document.plain()["threads"]


def test_r76_a_thread_to_a_card_that_was_refused_is_refused(scene: Scene) -> None:
    refused(scene, ana, make(kind="'rant'") + thread("relates", ONE, NEW, id_of("thread2")))


@pytest.mark.parametrize("edit", ["set('to', 'x')", "set('kind', 'relates')", "delete('from')", "set('label', 'x')"])
def test_r76_a_thread_stays_as_it_was_made(scene: Scene, edit: str) -> None:
    for who in (ana, fay):
        refused(scene, who, f"threads.get('{THREAD}').{edit}")


def test_r76_a_thread_is_deleted_by_its_author_or_a_facilitator(scene: Scene) -> None:
    refused(scene, ben, f"threads.delete('{THREAD}')", "Only its author or a facilitator deletes a thread.")
    allowed(scene, ana, f"threads.delete('{THREAD}')")
    allowed(scene, ben, thread("relates", ONE, TWO))
    allowed(scene, fay, f"threads.delete('{NEW}')")


def test_r77_comments_are_made_on_cards_changed_by_their_author_and_deleted_by_facilitators_too(scene: Scene) -> None:
    comment = f"comments.get('{COMMENT}')"
    for who in (ben, fay):
        refused(scene, who, f"{comment}.get('text').insert(0, 'not ')", "Only its author changes a comment.")
        refused(scene, who, f"{comment}.get('text').delete(0, 2)", "Only its author changes a comment.")
        refused(scene, who, f"{comment}.set('text', new Y.Text('x'))")
    allowed(scene, ana, f"{comment}.get('text').insert(0, 'Yes: ')")
    refused(scene, ana, f"{comment}.set('card', '{TWO}')", "stays as it was made")
    refused(scene, ben, f"comments.delete('{COMMENT}')")
    allowed(scene, ben, f"comments.set('{NEW}', new Y.Map([['card', '{ONE}'], ['text', new Y.Text('and me')]]))")
    allowed(scene, fay, f"comments.delete('{NEW}')")
    allowed(scene, ana, f"comments.delete('{COMMENT}')")
    refused(scene, ana, f"comments.set('{id_of('lost')}', new Y.Map([['card', '{NEW}']]))", "There is no such card.")
    refused(scene, ana, f"comments.set('{id_of('lost')}', new Y.Map([['text', new Y.Text('x')]]))", "needs its card")


def test_r77_strokes_are_drawn_and_deleted_by_their_author(scene: Scene) -> None:
    drawn = "[['points', [1, 2, 0.5, 2, 3, 0.5]], ['colour', '#333'], ['width', 4], ['alt', 'an arrow']]"
    allowed(scene, ben, f"strokes.set('{NEW}', new Y.Map({drawn}))")
    refused(scene, ben, f"strokes.delete('{STROKE}')")
    refused(scene, ben, f"strokes.get('{STROKE}').set('alt', 'mine')", "Only its author")
    allowed(scene, ana, f"strokes.get('{STROKE}').set('alt', 'a line')")
    allowed(scene, ana, f"strokes.delete('{STROKE}')")
    allowed(scene, fay, f"strokes.delete('{NEW}')")
    for points in ("'x'", "[1, 'x']", "[NaN]", "Array(30001).fill(1)"):
        refused(scene, ana, f"strokes.set('{id_of('bad')}', new Y.Map([['points', {points}]]))", "needs its points" * 0)


@pytest.mark.parametrize("kind", REACTIONS)
def test_r78_reactions_are_given_and_taken_back_by_oneself(scene: Scene, kind: str) -> None:
    mine, his = f"{ONE}:{ana.participant}:{kind}", f"{ONE}:{ben.participant}:{kind}"
    allowed(scene, ana, f"reactions.set('{mine}', true)")
    allowed(scene, ben, f"reactions.set('{his}', true)")
    for who in (ana, fay):
        refused(scene, who, f"reactions.delete('{his}')", "taken back by who gave it")
    allowed(scene, ana, f"reactions.delete('{mine}')")
    allowed(scene, ana, f"reactions.set('{mine}', true); reactions.set('{mine}', true)")
    allowed(scene, ana, make() + f"reactions.set('{NEW}:{ana.participant}:{kind}', true)")


@pytest.mark.parametrize(
    ("key", "value"),
    [
        (f"{ONE}:{ben.participant}:me-too", "true"),
        (f"{ONE}:{ana.participant}:hate", "true"),
        (f"{ONE}:{ana.participant}", "true"),
        (f"{id_of('nobody')}:{ana.participant}:me-too", "true"),
        (f"x:{ana.participant}:me-too", "true"),
        (f"{ONE}:{ana.participant}:me-too", "false"),
        (f"{ONE}:{ana.participant}:me-too", "1"),
        (f"{ONE}:{ana.participant}:me-too", "new Y.Map()"),
    ],
)
def test_r78_other_reactions_are_refused(scene: Scene, key: str, value: str) -> None:
    refused(scene, ana, f"reactions.set('{key}', {value})")


@pytest.mark.parametrize("root", ["cards", "threads", "comments", "strokes", "zones"])
def test_r74_a_board_holds_only_so_many(scene: Scene, root: str, monkeypatch: pytest.MonkeyPatch) -> None:
    there = len(scene.board.document.root(root))
    monkeypatch.setitem(rules.MOST, root, there + 1)
    new = {
        "cards": "[['kind', 'note']]",
        "threads": f"[['kind', 'relates'], ['from', '{ONE}'], ['to', '{TWO}']]",
        "comments": f"[['card', '{ONE}']]",
        "strokes": "[['points', [1]]]",
        "zones": "[['title', 'x']]",
    }[root]
    makes = [f"{root}.set('{id_of(name)}', new Y.Map({new}));" for name in ("first", "second", "third")]
    verdict = scene.act(fay, makes[0] + makes[1])
    assert [dropped.why for dropped in verdict.dropped] == [f"A board holds at most {there + 1:,} {root}."]
    refused(scene, fay, makes[2], "A board holds at most")


# cost ----------------------------------------------------------------------------------------------------------------


class Asked(Document):
    """Counts how often a fact was looked up."""

    times = 0

    def fact(self, root: str, id_: str, key: str) -> object:
        self.times += 1
        return super().fact(root, id_, key)


def test_r67_a_lock_is_looked_up_once_an_update_and_only_when_it_matters() -> None:
    document = Asked([a_board().state])
    asked = Rules(ana, document, {}, lambda root, id_: None)
    assert document.times == 0
    for _ in range(5):
        assert asked.may_edit("cards", ONE) is None
    assert document.times == 3  # whether it is hidden, its own lock, and its zone
    document.close()


def test_r53_answers_are_words_for_a_person() -> None:
    board = a_board()
    document = board.document
    stranger = Rules(visitor("stranger"), document, board.stamps, board.owner)
    for path in (("cards", ONE), ("cards", ONE, "kind"), ("zones", ZONE), ("session", "stage"), ("reactions", "a:b:c")):
        why = stranger.may_delete(path)
        assert why is not None and why[0].isupper() and why.endswith(".") and ONE not in why
    assert where(board, "cards", PROBLEM) and update_of(ANA, 0) == b"\x00\x00"
