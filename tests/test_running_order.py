"""Stages as data, who may add what in each, the timer, the spotlight: and that the gate holds everyone to it."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from boards import running_order, timer
from boards.running_order import LISTEN, Adds, BadStage, RunningOrder, Stage, stage_of
from boards.spotlight import spotlight_of
from boards.visitor import Visitor
from guarded import LOCKED, ONE, TWO, ana, ben, fay, id_of
from scene import Scene
from scene import scene as scene
from yjs import yjs as yjs

LISTEN_STAGE = Stage("listen", "Listen", adds=(Adds(("story",), departments=("citizen",)), Adds(("note",))))
HEAR = Stage("hear", "Hear", attention=True)
FREE = Stage("free", "Free")
hv = replace(ben, department="health-visiting")


def put(scene: Scene, *stages: Stage, now: str) -> None:
    for key, value in RunningOrder(stages).go(now).plain().items():
        scene.board.put("session", key, value)


def make(id_: str, kind: str) -> str:
    return f"cards.set('{id_}', new Y.Map([['kind', '{kind}'], ['text', new Y.Text('fresh')]]));"


def refused(scene: Scene, who: Visitor, js: str, why: str) -> None:
    """Nothing of it reaches the document, the log, or anyone else."""
    scene.hear(who)
    before, sent = scene.board.document.plain(), len(scene.board.sent)
    verdict = scene.act(who, js)
    scene.reset(who)
    assert why in verdict.dropped[0].why
    assert scene.board.document.plain() == before
    assert b"fresh" not in b"".join(scene.board.sent[sent:])
    scene.check()


def allowed(scene: Scene, who: Visitor, js: str) -> None:
    scene.hear(who)
    assert scene.act(who, js).dropped == []
    scene.check(who)


# data -----------------------------------------------------------------------------------------------------------------


def test_r260_a_stage_comes_back_from_its_data_and_bare_names_are_stages() -> None:
    stage = Stage(
        "s",
        "Write",
        "What if…",
        "Three minutes.",
        (Adds(("idea",), ("contributor",), ("citizen",)),),
        silent=True,
        names=False,
        timer_s=180,
        poll="dots",
        question="Which would you try first?",
        poll_kind="idea",
        dots=5,
        poll_minutes=0,
        snapshot=False,
    )
    assert stage_of(stage.plain(), "x") == stage
    old = running_order.read({"stages": ["Arrive", "Listen"], "stage": 1})
    assert [one.name for one in old.stages] == ["Arrive", "Listen"] and old.now == old.stages[1]
    assert old.now.allows("story", "contributor", "citizen") and old.now.snapshot and old.now.names


@pytest.mark.parametrize(
    ("given", "why"),
    [
        (3, "an object"),
        ({}, "a name"),
        ({"name": "x" * 101}, "name"),
        ({"name": "Tea", "timer_s": -1}, "timer"),
        ({"name": "Tea", "timer_s": True}, "timer"),
        ({"name": "Tea", "adds": [{"kinds": ["cake"]}]}, "Kinds of card"),
        ({"name": "Tea", "adds": [{"kinds": ["note"], "roles": ["observer"]}]}, "Roles"),
        ({"name": "Tea", "visible": "dark"}, "visible"),
        ({"name": "Tea", "poll": "show of hands"}, "poll"),
        ({"name": "Tea", "poll": "dots", "dots": 0}, "1 to 20 dots"),
        ({"name": "Tea", "poll_kind": "cake"}, "poll_kind"),
        ({"name": "Tea", "poll_minutes": 5000}, "at most a day"),
        ({"name": "Tea", "question": "x" * 301}, "question"),
        ({"name": "Tea", "names": False}, "silent writing"),
        ({"name": "Tea", "visible": "silent", "attention": True}, "listening"),
        ({"name": "Tea", "snapshot": "yes"}, "yes or no"),
    ],
)
def test_r260_what_is_wrong_with_a_stage_is_said(given: Any, why: str) -> None:
    with pytest.raises(BadStage, match=why):
        stage_of(given, "x")


def test_r260_whatever_a_session_holds_reads_as_a_running_order() -> None:
    for stages in (None, 7, [], [3, None, {"name": 5}], [{"name": "A", "adds": "no"}]):
        for now in (None, True, "gone", 9, -4):
            order = running_order.read({"stages": stages, "stage": now})
            assert order.now is None or order.now in order.stages


def test_r261_stages_are_added_changed_dropped_and_put_in_order_around_the_one_it_is_now() -> None:
    order = RunningOrder((FREE, HEAR)).go("hear").put(LISTEN_STAGE, before="free")
    assert [stage.id for stage in order.stages] == ["listen", "free", "hear"] and order.now == HEAR
    assert order.ordered(["hear", "free", "listen"]).now == HEAR
    assert order.drop("free").now == HEAR
    assert order.put(replace(FREE, name="Open")).stages[1].name == "Open"
    wrongs: list[Callable[[], object]] = [
        lambda: order.drop("hear"),
        lambda: order.go("gone"),
        lambda: order.ordered(["hear", "free"]),
        lambda: order.put(replace(HEAR, attention=False, silent=True)),
    ]
    for wrong in wrongs:
        with pytest.raises(BadStage):
            wrong()


# rights in the gate ---------------------------------------------------------------------------------------------------


def test_r262_in_a_stage_people_add_the_kinds_it_lets_them(scene: Scene) -> None:
    put(scene, LISTEN_STAGE, FREE, now="listen")
    allowed(scene, ana, make(id_of("s"), "story"))
    allowed(scene, hv, make(id_of("n"), "note"))
    allowed(scene, fay, make(id_of("f"), "idea"))
    refused(scene, hv, make(id_of("x"), "story"), "you can add notes, not stories")
    refused(scene, ana, make(id_of("y"), "idea"), "you can add stories and notes, not ideas")
    put(scene, LISTEN_STAGE, FREE, now="free")
    allowed(scene, ana, make(id_of("y2"), "idea"))


def test_r262_nobody_gets_round_a_stage_by_turning_or_bringing_back_a_card(scene: Scene) -> None:
    allowed(scene, ana, make(id_of("n"), "note"))
    put(scene, Stage("n", "Notes", adds=(Adds(("note",)),)), now="n")
    refused(scene, ana, f"cards.get('{id_of('n')}').set('kind', 'idea')", "not ideas")
    allowed(scene, ana, f"cards.get('{ONE}').get('text').insert(0, 'still my words ')")
    allowed(scene, ana, f"cards.delete('{id_of('n')}')")
    refused(scene, ana, make(id_of("n"), "idea"), "not ideas")
    refused(scene, ana, make(id_of("n"), "idea") + f"cards.delete('{id_of('n')}');" + make(id_of("n"), "idea"), "")


def test_r263_while_all_listen_nobody_adds_anything(scene: Scene) -> None:
    put(scene, HEAR, now="hear")
    for who in (ana, fay):
        refused(scene, who, make(id_of("x"), "note"), LISTEN)
        comment = f"comments.set('{id_of('c')}', new Y.Map([['card', '{ONE}'], ['text', new Y.Text('fresh')]]))"
        refused(scene, who, comment, LISTEN)
        thread = f"threads.set('{id_of('t')}', new Y.Map([['kind','relates'], ['from','{ONE}'], ['to','{TWO}']]))"
        refused(scene, who, thread, LISTEN)
    allowed(scene, ben, f"cards.get('{TWO}').get('text').insert(0, 'as I was writing ')")
    refused(scene, ana, f"session.set('stage', 'free'); {make(id_of('z'), 'note')}", "")
    assert scene.card(LOCKED) is not None


def test_r643_a_stage_that_is_changed_while_it_goes_on_holds_at_once_for_every_client(scene: Scene) -> None:
    stage = Stage("s", "Listen")
    put(scene, stage, now="s")
    allowed(scene, hv, make(id_of("a"), "story"))
    allowed(scene, hv, make(id_of("n"), "note"))
    some = (Adds(("story",), departments=("citizen",)), Adds(("idea",), roles=("facilitator",)), Adds(("note",)))
    put(scene, replace(stage, adds=some), now="s")
    allowed(scene, ana, make(id_of("b"), "story"))
    allowed(scene, fay, make(id_of("i"), "idea"))
    refused(scene, hv, make(id_of("c"), "story"), "you can add notes, not stories")
    refused(scene, ana, make(id_of("j"), "idea"), "you can add stories and notes, not ideas")
    refused(scene, hv, f"cards.get('{id_of('n')}').set('kind', 'story')", "not stories")
    refused(scene, hv, f"session.set('stages', []); {make(id_of('d'), 'story')}", "Only the server")
    refused(scene, hv, f"session.set('stage', ''); session.delete('stages'); {make(id_of('e'), 'story')}", "")
    allowed(scene, hv, f"cards.get('{id_of('a')}').get('text').insert(0, 'still mine: ')")
    put(scene, replace(stage, adds=some, attention=True), now="s")
    refused(scene, ana, make(id_of("f"), "story"), LISTEN)
    put(scene, stage, now="s")
    allowed(scene, hv, make(id_of("c"), "story"))


# timer and spotlight --------------------------------------------------------------------------------------------------


def test_r265_a_timer_runs_pauses_gets_longer_and_loses_nothing_at_zero() -> None:
    waits = timer.ready(60)
    assert waits is not None and waits.left(5) == 60_000
    runs = waits.go_on(1_000)
    assert runs.left(31_000) == 30_000 and runs.go_on(50_000) == runs
    stands = runs.pause(31_000)
    assert stands.left(10**9) == 30_000
    assert stands.go_on(100_000).left(100_000) == 30_000
    over = runs.add(60, 31_000)
    assert over.left(31_000) == 90_000 and over.total_s == 120
    late = runs.add(60, 200_000)
    assert runs.left(200_000) == 0 and late.left(200_000) == 60_000
    for one in (waits, runs, stands):
        assert timer.read(one.plain()) == one
    assert timer.ready(0) is None and timer.read({"total_s": "x"}) is None and timer.read(None) is None


def test_r266_a_spotlight_is_one_thing_to_look_at() -> None:
    assert spotlight_of({"view": [1, 2.4, 300, 200]}, "p", 5) == {"by": "p", "at": 5, "view": [1, 2, 300, 200]}
    assert spotlight_of({"card": ONE}, "p", 5) == {"by": "p", "at": 5, "card": ONE}
    assert spotlight_of({"follow": True}, "p", 5) == {"by": "p", "at": 5, "follow": True}
    assert spotlight_of({"off": True}, "p", 5) is None
    for bad in (
        {},
        {"card": "x"},
        {"view": [1, 2, 0, 3]},
        {"view": [1, 2, float("inf"), 3]},
        {"off": True, "card": ONE},
    ):
        with pytest.raises(ValueError):
            spotlight_of(bad, "p", 5)
