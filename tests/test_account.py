"""What changed, in sentences a person would say."""

import copy
from typing import Any

import pytest

from boards import template
from boards.account import account
from boards.document import Document
from boards.said import badges, tally


@pytest.fixture(scope="module")
def morning() -> dict[str, Any]:
    """The demo board."""
    document, number = Document(), iter(range(1_000))
    with document.change():
        template.fill(document, template.load("demo"), iter(lambda: f"id{next(number):019}", ""), 1)
    return document.plain()


@pytest.fixture
def before(morning: dict[str, Any]) -> dict[str, Any]:
    return copy.deepcopy(morning)


@pytest.fixture
def after(morning: dict[str, Any]) -> dict[str, Any]:
    return copy.deepcopy(morning)


def card(board: dict[str, Any], label: str) -> Any:
    return next(one for one in board["cards"].values() if one["label"] == label)


def remove(board: dict[str, Any], *labels: str) -> None:
    ids = {id_ for id_, one in board["cards"].items() if one["label"] in labels}
    board["cards"] = {id_: one for id_, one in board["cards"].items() if id_ not in ids}
    board["threads"] = {id_: t for id_, t in board["threads"].items() if not ids & {t["from"], t["to"]}}


def said(before: dict[str, Any], after: dict[str, Any], names: dict[str, str] | None = None) -> list[str]:
    return [one.text for one in account(before, after, names)]


def test_r457_nothing_changed_is_nothing_said(before: dict[str, Any], after: dict[str, Any]) -> None:
    after["session"]["stage"] = 4
    assert said(before, after) == []


def test_r457_a_new_card_is_told_with_its_group_and_what_it_rests_on(before: Any, after: Any) -> None:
    remove(before, "P2", "C1")
    card(after, "P2")["department"] = "health-visiting"
    card(after, "P2")["author"] = "helen"
    assert said(before, after) == [
        "P2 Damp at home is seen by… was added by Health visiting. It rests on S2.",
        "C1 Try ten joint first visits in… was added by Housing. It delivers I2.",
        "I2 now answers P2.",
    ]
    assert said(before, after, {"helen": "Helen"})[0].startswith(
        "P2 Damp at home is seen by… was added by Helen, Health visiting."
    )


def test_r457_many_new_cards_are_one_sentence_by_group_with_the_single_ones_under_it(before: Any, after: Any) -> None:
    remove(before, "S1", "S2", "S3", "S4", "S5")
    told = account(before, after)
    assert told[0].text == "5 stories were added by citizens."
    assert told[0].more[0].text.startswith("S1 I told the same story")
    assert tally(told)["added"] == 5


def test_r457_words_moves_threads_hiding_and_removal_are_told(before: Any, after: Any) -> None:
    card(before, "P1")["text"] = "Parents repeat themselves. Nobody knows."
    card(after, "P1")["text"] = "Parents carry the file. Nobody knows."
    card(after, "S3")["zone"] = card(after, "P1")["zone"]
    card(after, "P4")["pos"][1] += 40
    card(after, "S4")["hidden"] = {"reason": "a name is in it"}
    card(before, "S5")["hidden"] = {"reason": "?"}
    remove(after, "I4")
    after["threads"]["new"] = {
        "kind": "rests-on",
        "from": next(id_ for id_, one in after["cards"].items() if one["label"] == "P3"),
        "to": next(id_ for id_, one in after["cards"].items() if one["label"] == "S1"),
    }
    card(after, "C1")["fields"]["by"] = "2027-03-31"
    told = account(before, after)
    assert [one.text for one in told] == [
        "P1 was reworded: “Parents [repeat themselves] carry the file. Nobody knows.”",
        "C1: its date is now “2027-03-31”; it was “2027-02-12”.",
        "P3 now rests on S1.",
        "S4 was hidden: a name is in it.",
        "S5 is shown again.",
        "S3 Nobody told me about the two-year-old… moved from “Stories” to “Problems”.",
        "P4 Visits are planned around our buildings… moved in “Problems”.",
        "I4 What if the wait for speech… was removed.",
    ]
    signs = {after["cards"].get(b.card, {"label": "I4"})["label"]: b.sign for b in badges(told)}
    assert signs == {
        "P1": "reworded", "C1": "changed", "P3": "threaded", "S1": "threaded",
        "S4": "hidden", "S5": "shown", "S3": "moved", "P4": "moved", "I4": "removed",
    }  # fmt: skip


def test_r457_a_story_taken_back_is_told_without_its_words(before: Any, after: Any) -> None:
    card(after, "S2").update({"text": "", "fields": {}, "withdrawn": 5})
    assert said(before, after) == ["S2 was taken back by its teller."]


def test_r457_of_a_card_that_may_not_be_read_no_words_are_told(before: Any, after: Any) -> None:
    card(after, "S2").update({"text": "", "fields": {}, "withheld": "hidden"})
    assert said(before, after) == ["S2 was hidden."]
    assert "Tuesday" not in "".join(said(after, before))
