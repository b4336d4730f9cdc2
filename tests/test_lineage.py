"""Lineage: from a story to what was promised, and back."""

from typing import Any

import pytest

from boards.lineage import Threads
from boards.reading import Reader, readable


def board(*threads: tuple[str, str, str]) -> dict[str, Any]:
    kinds = {"S": "story", "P": "problem", "I": "idea", "C": "commitment", "N": "note", "Q": "challenge"}
    names = ("S1", "S2", "S10", "P1", "P2", "I1", "I2", "C1", "C2", "N1", "Q1")
    return {
        "cards": {name: {"kind": kinds[name[0]], "label": name, "text": name, "fields": {}} for name in names},
        "threads": {f"t{n}": {"from": start, "kind": kind, "to": end} for n, (start, kind, end) in enumerate(threads)},
        "comments": {},
    }


CHAIN = (("P1", "rests-on", "S2"), ("P1", "rests-on", "S10"), ("I1", "answers", "P1"), ("C1", "delivers", "I1"))


def test_r458_a_lineage_is_read_both_ways_from_any_card() -> None:
    threads = Threads(board(*CHAIN))
    for card in ("S2", "P1", "I1", "C1"):
        expected = ["S2", "S10", "P1", "I1", "C1"]
        if card == "S2":
            expected.remove("S10")
        assert threads.story_first(card) == expected
    found = threads.lineage("I1")
    assert (found.before, found.after) == (["P1", "S2", "S10"], ["C1"])
    assert found.words["S2"].kind == "rests-on"
    assert threads.lineage("N1").before == threads.lineage("N1").after == []
    with pytest.raises(KeyError):
        threads.lineage("gone")


def test_r458_circles_loose_ends_and_nonsense_do_no_harm() -> None:
    threads = Threads(
        board(
            *CHAIN,
            ("Q1", "challenges", "C1"),
            ("C1", "challenges", "Q1"),
            ("P2", "rests-on", "gone"),
            ("P1", "rests-on", "P1"),
        )
    )
    assert set(threads.story_first("Q1")) == {"S2", "S10", "P1", "I1", "C1", "Q1"}
    assert Threads({"cards": {"x": None}, "threads": {"t": 5}}).ungrounded() == []


def test_r458_what_hangs_loose_is_listed() -> None:
    threads = Threads(board(*CHAIN, ("P2", "relates", "S1"), ("I2", "relates", "P2")))
    assert threads.ungrounded() == ["P2"]
    assert threads.loose() == ["I2"]
    assert threads.orphans() == ["C2"]
    assert threads.unanswered() == ["P2"]
    assert threads.undelivered() == ["I2"]


def kept(label: str, reader: Reader, **about: Any) -> dict[str, Any]:
    whole = board(*CHAIN)
    whole["cards"][label].update(about)
    whole["comments"] = {"c": {"card": label, "text": "a word on it"}}
    return readable(whole, reader)


@pytest.mark.parametrize("keep", [None, "room", "nonsense", 5])
def test_r459_a_story_told_in_the_room_only_is_not_in_the_archive_of_who_was_not_there(keep: Any) -> None:
    about = {"fields": {"keep": keep} if keep else {}, "author": "dee"}
    found = kept("S2", Reader("someone"), **about)
    assert found["cards"]["S2"] == {
        "kind": "story", "label": "S2", "text": "", "fields": {}, "tags": [], "withheld": "room",
    }  # fmt: skip
    assert found["comments"] == {}
    assert Threads(found).story_first("C1") == ["S2", "S10", "P1", "I1", "C1"]
    for reader in (Reader("dee"), Reader("other", was_there=True), Reader("amara", facilitator=True)):
        assert kept("S2", reader, **about)["cards"]["S2"]["text"] == "S2"


def test_r459_a_story_for_partners_or_anyone_is_read_by_all_readers() -> None:
    for keep in ("partners", "anyone"):
        assert kept("S2", Reader(), fields={"keep": keep})["cards"]["S2"]["text"] == "S2"


def test_r459_hidden_cards_are_read_by_facilitators_and_their_author_alone() -> None:
    hidden = {"hidden": {"reason": "a name"}, "author": "dee"}
    assert kept("P1", Reader("other", was_there=True), **hidden)["cards"]["P1"]["withheld"] == "hidden"
    assert "reason" not in str(kept("P1", Reader(), **hidden)["cards"]["P1"])
    assert kept("P1", Reader("dee"), **hidden)["cards"]["P1"]["text"] == "P1"
    assert kept("P1", Reader(facilitator=True), **hidden)["cards"]["P1"]["hidden"] == {"reason": "a name"}


def test_r459_a_story_taken_back_is_read_by_nobody() -> None:
    found = kept("S2", Reader("dee", was_there=True, facilitator=True), withdrawn=1, author="dee")
    assert found["cards"]["S2"]["text"] == ""
    assert found["cards"]["S2"]["withheld"] == "withdrawn"
