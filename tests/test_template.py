"""Boards to begin with (SPEC R140 to R143)."""

import itertools
from collections.abc import Iterator
from importlib.resources import files
from typing import Any

import pytest

from boards import running_order, schema, template
from boards.document import Document
from boards.formats.layout import Box
from boards.formats.place import box_of
from boards.schema import Stamp

NOW_MS = 1_763_500_000_000


def ids() -> Iterator[str]:
    return (f"{number:021d}" for number in itertools.count())


def filled(name: str) -> tuple[dict[str, Any], dict[str, Stamp]]:
    document = Document()
    with document.change():
        stamps = template.fill(document, template.load(name), ids(), NOW_MS)
    board = document.plain()
    document.close()
    return board, stamps


def overlaps(a: Box, b: Box) -> bool:
    return a.x < b.right and b.x < a.right and a.y < b.bottom and b.y < a.bottom


def test_r140_every_file_in_the_folder_is_offered_and_reads() -> None:
    found = {entry.name.removesuffix(".toml") for entry in (files("boards") / "templates").iterdir()}
    assert found == {*template.NAMES, "departments"}
    assert [t.name for t in template.every()] == list(template.NAMES)
    assert all(t.says for t in template.every())


def test_r140_a_name_that_is_none_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        template.load("../demo")


def test_r141_the_empty_room_has_departments_and_nothing_else() -> None:
    board, stamps = filled("empty")
    assert len(board["board"]["departments"]) == 12
    assert board["zones"] == board["cards"] == board["threads"] == board["session"] == {}
    assert stamps == {}


def test_r141_every_department_has_initials_and_a_colour_of_its_own() -> None:
    departments = filled("demo")[0]["board"]["departments"].values()
    assert sorted(d["colour"] for d in departments) == list(range(1, 13))
    assert len({d["initials"] for d in departments}) == len({d["name"] for d in departments}) == 12


def test_r141_hear_define_commit_has_its_four_zones_in_order() -> None:
    board, _ = filled("hear-define-commit")
    zones = sorted(board["zones"].values(), key=lambda zone: zone["order"])
    assert [zone["title"] for zone in zones] == ["Stories", "Problems", "Ideas", "Commitments"]
    assert board["session"]["stage"] == "arrive"


def test_r142_the_demo_board_holds_the_morning_of_birth_to_five() -> None:
    board, stamps = filled("demo")
    kinds = [card["kind"] for card in board["cards"].values()]
    assert {kind: kinds.count(kind) for kind in kinds} == {"story": 7, "problem": 4, "idea": 4, "commitment": 1}
    assert board["board"]["title"] == "Birth to five: what it’s really like"
    assert board["session"]["stage"] == "imagine"
    assert {id_: stamps[id_].label for id_ in board["cards"]} == {i: c["label"] for i, c in board["cards"].items()}
    assert set(stamps) == {*board["cards"], *board["threads"]}
    assert all(stamp.author is None and stamp.created == NOW_MS for stamp in stamps.values())


def test_r142_the_demo_boards_threads_fit_their_cards() -> None:
    cards, threads = (filled("demo")[0][root] for root in ("cards", "threads"))
    assert len(threads) == 10
    for thread in threads.values():
        starts, ends = schema.THREAD_KINDS[thread["kind"]]
        assert cards[thread["from"]]["kind"] in starts
        assert cards[thread["to"]]["kind"] in ends


def test_r142_the_demo_boards_cards_lie_in_their_zones_and_not_over_each_other() -> None:
    board, _ = filled("demo")
    for card in board["cards"].values():
        zone, box = box_of(board["zones"][card["zone"]]), box_of(card)
        assert zone.holds(box.x, box.y) and zone.holds(box.right, box.bottom), card["label"]
    for one, other in itertools.combinations(board["cards"].values(), 2):
        assert not overlaps(box_of(one), box_of(other)), (one["label"], other["label"])


def test_r142_departments_named_on_cards_are_departments_of_the_board() -> None:
    board, _ = filled("demo")
    known = {*board["board"]["departments"], "citizen"}
    for card in board["cards"].values():
        named = [card.get("department", "citizen"), *card["fields"].get("departments", [])]
        assert set(named) <= known


def test_r143_a_template_fills_two_boards_alike_and_leaves_a_title_alone() -> None:
    document = Document()
    with document.change():
        document.root("board")["title"] = "Ours"
        template.fill(document, template.load("demo"), ids(), NOW_MS)
    board, _ = filled("demo")
    assert document.plain() == board | {"board": board["board"] | {"title": "Ours"}}
    document.close()


PLANS = [name for name in template.NAMES if name not in ("empty", "demo")]


@pytest.mark.parametrize("name", PLANS)
def test_r267_every_plan_has_a_running_order_in_plain_words_and_zones_for_what_it_asks(name: str) -> None:
    board, _ = filled(name)
    order = running_order.read(board["session"])
    assert order.at == 0 and len(order.stages) >= 4
    homes = {kind for zone in board["zones"].values() for kind in zone["kinds"]}
    for stage in order.stages:
        assert stage.prompt and stage.hint and len(stage.prompt) < 90 and len(stage.hint) < 140
        assert stage.attention or stage.allows("note", "contributor", "citizen") or stage.silent
        asked = {kind for adds in stage.adds for kind in adds.kinds} - {"note"}
        assert asked <= homes, f"{name}: {stage.name} asks for {asked - homes}, and there is no zone for it"
    boxes = [box_of(zone) for zone in board["zones"].values()]
    assert not any(overlaps(a, b) for a, b in itertools.combinations(boxes, 2))


def test_r267_there_are_ten_plans_and_one_board_to_look_at() -> None:
    assert len(template.NAMES) == 11
    assert any(stage.silent and not stage.names for name in PLANS for stage in _stages(name))
    assert any(stage.poll for name in PLANS for stage in _stages(name))


def _stages(name: str) -> tuple[running_order.Stage, ...]:
    return running_order.read(filled(name)[0]["session"]).stages
