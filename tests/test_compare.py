"""What changed between two moments, without loss, and word by word."""

import copy
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from boards.compare import ABSENT, Stretch, applied, changes, reworded, same, shortened
from boards.seal import SEALED, canonical

names = st.sampled_from(["a", "b", "c", "d", "keep", "text", "pos", "fields"])
values = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 3) | st.sampled_from([0.5, -1.25]) | st.text(max_size=4),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names, inner, max_size=3),
    max_leaves=6,
)
entry = st.dictionaries(names, values, max_size=4) | values
boards = st.fixed_dictionaries({root: st.dictionaries(names, entry, max_size=4) for root in SEALED})


@pytest.mark.slow
@settings(max_examples=80, deadline=None)
@given(boards, boards)
def test_r455_what_changed_applied_to_the_first_gives_the_second(one: dict[str, Any], other: dict[str, Any]) -> None:
    before = copy.deepcopy(one)
    out = applied(one, changes(one, other))
    assert canonical(out) == canonical(other)
    assert one == before
    assert same(out, other)


@pytest.mark.slow
@settings(max_examples=30, deadline=None)
@given(boards, boards)
def test_r455_and_turned_round_it_gives_the_first_again(one: dict[str, Any], other: dict[str, Any]) -> None:
    turned = [type(c)(c.root, c.id, c.path, c.after, c.before) for c in changes(one, other)]
    assert same(applied(other, turned), one)
    assert changes(one, one) == []


def test_r455_a_change_names_the_least_that_is_different() -> None:
    one = {"cards": {"x": {"text": "a", "fields": {"keep": "room", "teller": "Dee"}, "tags": ["q"]}}}
    other = {"cards": {"x": {"text": "a", "fields": {"keep": "anyone", "teller": "Dee"}}, "y": {"text": ""}}}
    assert [(c.id, c.path, c.before, c.after) for c in changes(one, other)] == [
        ("x", ("fields", "keep"), "room", "anyone"),
        ("x", ("tags",), ["q"], ABSENT),
        ("y", (), ABSENT, {"text": ""}),
    ]


words = st.text(alphabet="ab \n.é", max_size=30)


@settings(max_examples=150, deadline=None)
@given(words, words)
def test_r456_what_stayed_and_went_is_the_old_text_and_what_stayed_and_came_the_new(old: str, new: str) -> None:
    found = reworded(old, new)
    assert "".join(one.text for one in found if one.kind != "in") == old
    assert "".join(one.text for one in found if one.kind != "out") == new
    assert all(one.text for one in found)


def test_r456_words_that_changed_together_are_one_phrase() -> None:
    assert reworded("Parents repeat themselves.", "Parents carry the file.") == [
        Stretch("same", "Parents "),
        Stretch("out", "repeat themselves"),
        Stretch("in", "carry the file"),
        Stretch("same", "."),
    ]


def test_r456_a_long_text_is_shown_around_what_changed() -> None:
    text = " ".join(f"word{n}" for n in range(100))
    said = shortened(reworded(text, text.replace("word50", "mould")))
    assert "".join(one.text for one in said if one.kind != "out") == (
        "… word44 word45 word46 word47 word48 word49 mould word51 word52 word53 word54 word55 word56 …"
    )


def test_r456_texts_with_nothing_in_common_take_no_time() -> None:
    old, new = "a b " * 5_000, "c d " * 5_000
    assert [one.kind for one in reworded(old, new)] == ["out", "in", "same"]
