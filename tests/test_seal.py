"""Seals: what was signed is shown to be unchanged, and what was lawfully erased may go."""

import random
from typing import Any

import pytest

from boards import group, seal


def board(**cards: str) -> dict[str, Any]:
    entries = {name: {"kind": "story", "text": text, "pos": [1, 2, 3]} for name, text in cards.items()}
    return {"board": {"title": "Damp"}, "cards": entries, "session": {"stage": 1}}


def sealed(of: dict[str, Any]) -> seal.Seal:
    return seal.seal(of, random.Random(1).randbytes(seal.salt_bytes(of)))


def test_r450_a_board_that_did_not_change_fits_its_seal_whatever_the_order_of_its_keys() -> None:
    before = board(a="One", b="Two")
    turned = {"cards": dict(reversed(before["cards"].items())), "board": before["board"], "session": {"stage": 2}}
    assert seal.broken(turned, sealed(before)) == []


@pytest.mark.parametrize(
    ("after", "wrong"),
    [
        (board(a="One", b="Two!"), ["cards/b"]),
        (board(a="One"), ["cards/b"]),
        (board(a="One", b="Two", c=""), ["cards/c"]),
        (board(a="Two", b="One"), ["cards/a", "cards/b"]),
        ({**board(a="One", b="Two"), "board": {"title": "Mould"}}, ["board/title"]),
    ],
)
def test_r450_every_entry_that_was_changed_added_or_removed_is_named(after: dict[str, Any], wrong: list[str]) -> None:
    assert seal.broken(after, sealed(board(a="One", b="Two"))) == wrong


def test_r451_what_was_erased_can_no_longer_be_guessed_and_all_else_is_still_checked() -> None:
    whole = sealed(board(a="One", b="Two"))
    without = seal.Seal.from_bytes(whole.without({"cards/a"}).as_bytes())
    assert without.content == whole.content
    assert without.erased == ["cards/a"]
    assert without.leaves["cards/a"][0] == b""
    assert seal.broken(board(a="Taken back", b="Two"), without) == []
    assert seal.broken(board(a="Taken back", b="Other"), without) == ["cards/b"]


def test_r450_two_equal_cards_have_leaves_that_tell_nobody_so() -> None:
    leaves = sealed(board(a="Same", b="Same")).leaves
    assert leaves["cards/a"][1] != leaves["cards/b"][1]


def test_r452_a_link_changes_with_everything_it_says() -> None:
    links = {
        seal.link(1, 5, "snapshot", {"a": 1}, ""),
        seal.link(2, 5, "snapshot", {"a": 1}, ""),
        seal.link(1, 6, "snapshot", {"a": 1}, ""),
        seal.link(1, 5, "erasure", {"a": 1}, ""),
        seal.link(1, 5, "snapshot", {"a": 2}, ""),
        seal.link(1, 5, "snapshot", {"a": 1}, "x"),
    }
    assert len(links) == 6


def said(counts: dict[str, int]) -> list[tuple[tuple[str, ...], int]]:
    return [(one.names, one.count) for one in group.merged(counts)]


def test_r453_groups_under_three_are_counted_together() -> None:
    assert said({"citizen": 6, "housing": 4, "library": 1, "midwifery": 2}) == [
        (("citizen",), 6),
        (("housing",), 4),
        (("library", "midwifery"), 3),
    ]


def test_r453_where_even_together_they_are_too_few_the_smallest_other_group_joins_them() -> None:
    assert said({"citizen": 6, "housing": 4, "library": 1}) == [(("citizen",), 6), (("housing", "library"), 5)]
    assert said({"library": 1}) == [(("library",), 1)]
    assert said({}) == []
