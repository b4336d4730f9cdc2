"""What promises hang on: a story's permission and picture, replies and what is resolved, acted out before the gate."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from boards.field import CONSENT, KEEP, MAX_ALT, QUOTE
from boards.visitor import Visitor
from guarded import COMMENT, LOCKED, ONE, PROBLEM, TWO, ana, ben, fay, id_of, obi
from scene import Scene
from scene import scene as scene
from test_rules import NEW, allowed, make, refused
from yjs import yjs as yjs

REPLY, OTHER = id_of("reply"), id_of("other")
DIGEST = "0f" * 32


def fields(card: str = ONE) -> str:
    return f"cards.get('{card}').get('fields')"


def comment(id_: str, card: str = ONE, more: str = "") -> str:
    return f"comments.set('{id_}', new Y.Map([['card', '{card}'], ['text', new Y.Text('so')], {more}]));"


def reply(id_: str, parent: str, card: str = ONE) -> str:
    return comment(id_, card, f"['parent', '{parent}']")


@pytest.mark.parametrize("key", ["keep", "quote", "given_how", "given_on", "expires"])
def test_r371_what_a_teller_allows_is_said_by_its_teller_alone(scene: Scene, key: str) -> None:
    value = {"keep": "partners", "quote": "no"}.get(key, "paper")
    for who in (ben, fay):
        refused(scene, who, f"{fields()}.set('{key}', '{value}')", "Only its teller")
    allowed(scene, ana, f"{fields()}.set('{key}', '{value}')")
    for who in (ben, fay):
        refused(scene, who, f"{fields()}.delete('{key}')", "Only its teller")
    fresh = f"cards.get('{ONE}').set('fields', new Y.Map([['{key}', '{value}']]))"
    verdict = scene.act(ben, fresh)
    assert [dropped.path for dropped in verdict.dropped] == [("cards", ONE, "fields", key)]
    scene.reset(ben)
    scene.check()


def test_r371_a_facilitator_answers_for_a_card_without_an_author(scene: Scene) -> None:
    scene.board.stamps[ONE] = replace(scene.board.stamps[ONE], author=None)
    refused(scene, ben, f"{fields()}.set('keep', 'anyone')", "Only its teller")
    allowed(scene, fay, f"{fields()}.set('keep', 'anyone')")


def test_r371_whoever_makes_a_card_answers_for_it_at_once(scene: Scene) -> None:
    allowed(scene, ben, make(kind="'story'", more="['fields', new Y.Map([['keep', 'room'], ['quote', 'yes']])]"))
    allowed(scene, ben, f"{fields(NEW)}.set('keep', 'anyone')")
    refused(scene, ana, f"{fields(NEW)}.set('keep', 'room')", "Only its teller")


@pytest.mark.parametrize("value", ["'everyone'", "''", "true", "null", "['room']", "{}", "new Y.Text('room')"])
@pytest.mark.parametrize("key", ["keep", "quote"])
def test_r371_an_answer_is_one_of_those_asked_for(scene: Scene, key: str, value: str) -> None:
    refused(scene, ana, f"{fields()}.set('{key}', {value})")


def test_r371_a_card_comes_back_with_what_its_teller_allowed(scene: Scene) -> None:
    scene.act(ana, f"{fields()}.set('keep', 'partners')")
    card = scene.card(ONE)
    allowed(scene, ana, f"cards.delete('{ONE}')")
    back = (
        f"cards.set('{ONE}', new Y.Map([['kind', 'story'], ['pos', [1, 2, 3]], ['text', new Y.Text('back')],"
        f" ['author', '{card['author']}'], ['department', '{card['department']}'], ['created', {card['created']}],"
        f" ['label', '{card['label']}'], ['fields', new Y.Map([['keep', 'partners']])]]))"
    )
    allowed(scene, ana, back)
    assert scene.card(ONE)["fields"] == {"keep": "partners"}


def test_r372_only_its_teller_makes_something_else_of_a_story(scene: Scene) -> None:
    scene.board.stamps[ONE] = replace(scene.board.stamps[ONE], label="S1")
    for who in (ben, fay):
        refused(scene, who, f"cards.get('{ONE}').set('kind', 'note')", "Only its teller")
        allowed(scene, who, f"cards.get('{TWO}').set('kind', 'story')")
        allowed(scene, who, f"cards.get('{TWO}').set('kind', 'note')")
    allowed(scene, ana, f"cards.get('{ONE}').set('kind', 'note')")


GOOD = f"{{id: '{DIGEST}', width: 640, height: 480, alt: 'Damp above the skirting', looks: false}}"


def test_r373_a_picture_is_named_with_its_size_and_its_words(scene: Scene) -> None:
    allowed(scene, ben, f"{fields()}.set('image', {GOOD})")
    allowed(scene, ana, f"{fields()}.set('image', {{...{GOOD}, alt: '', looks: true}})")
    allowed(scene, ana, f"{fields()}.delete('image')")


@pytest.mark.parametrize(
    "change",
    [
        "alt: ''",
        "alt: '   '",
        "alt: 5",
        f"alt: 'x'.repeat({MAX_ALT + 1})",
        "looks: 'no'",
        "id: '../secret'",
        "id: 'https://elsewhere.example/x.png'",
        f"id: '{DIGEST.upper()}'",
        "width: 0",
        "height: 1e9",
        "width: NaN",
        "src: 'data:image/svg+xml,x'",
    ],
)
def test_r373_anything_else_is_no_picture(scene: Scene, change: str) -> None:
    refused(scene, ana, f"{fields()}.set('image', {{...{GOOD}, {change}}})")


@pytest.mark.parametrize("value", ["'a.png'", "[1]", "null", "new Y.Text('x')", "{}"])
def test_r373_nor_is_another_kind_of_value(scene: Scene, value: str) -> None:
    refused(scene, ana, f"{fields()}.set('image', {value})")


def test_r370_a_comment_is_replied_to_on_its_own_card_and_no_deeper(scene: Scene) -> None:
    allowed(scene, ben, reply(REPLY, COMMENT))
    assert scene.board.document.plain()["comments"][REPLY]["parent"] == COMMENT
    refused(scene, ana, reply(OTHER, REPLY), "not to another reply")
    refused(scene, ana, reply(OTHER, COMMENT, TWO), "on the same card")
    refused(scene, ana, reply(OTHER, id_of("nowhere")), "There is no such comment.")
    refused(scene, ana, f"comments.get('{COMMENT}').set('parent', '{REPLY}')", "stays as it was made")
    refused(scene, ben, f"comments.get('{REPLY}').delete('parent')", "stays as it was made")
    refused(scene, ben, f"comments.get('{REPLY}').set('parent', '{id_of('nowhere')}')", "stays as it was made")


def test_r370_a_comment_and_its_reply_come_together_and_a_reply_to_one_deleted_meanwhile_is_taken(scene: Scene) -> None:
    allowed(scene, ben, comment(NEW) + reply(REPLY, NEW))
    late = scene.writes(ben, reply(OTHER, COMMENT))
    scene.board.receive(fay, scene.writes(fay, f"comments.delete('{COMMENT}')"))
    assert scene.board.receive(ben, late).dropped == []
    scene.check()


def test_r370_a_reply_to_a_refused_comment_is_refused(scene: Scene) -> None:
    verdict = scene.act(ben, comment(NEW, more="['author', 'me'],") + reply(REPLY, NEW))
    assert verdict.made == {}
    assert set(scene.board.document.plain()["comments"]) == {COMMENT}
    scene.check()


@pytest.mark.parametrize("who", [ana, ben, fay])
def test_r370_whoever_may_write_resolves_a_comment_and_opens_it_again(scene: Scene, who: Visitor) -> None:
    allowed(scene, who, f"comments.get('{COMMENT}').set('resolved', true)")
    allowed(scene, who, f"comments.get('{COMMENT}').set('resolved', false)")
    allowed(scene, who, f"comments.get('{COMMENT}').delete('resolved')")
    refused(scene, who, f"comments.get('{COMMENT}').set('resolved', 'yes')", "resolved or not")
    refused(scene, who, f"comments.get('{COMMENT}').set('resolved', new Y.Map())")


def test_r370_observers_resolve_nothing(scene: Scene) -> None:
    before = scene.board.document.plain()
    assert scene.act(obi, f"comments.get('{COMMENT}').set('resolved', true)").update == b""
    assert scene.board.document.plain() == before


def test_r370_locked_cards_are_commented_on(scene: Scene) -> None:
    allowed(scene, ben, comment(NEW, LOCKED) + comment(OTHER, PROBLEM))
    allowed(scene, ana, f"comments.get('{NEW}').set('resolved', true)")


def test_r371_the_client_asks_what_the_server_judges() -> None:
    vectors = json.loads((Path(__file__).parent / "vectors/field.json").read_text())
    assert vectors == {"keep": list(KEEP), "quote": list(QUOTE), "consent": sorted(CONSENT), "alt": MAX_ALT}
