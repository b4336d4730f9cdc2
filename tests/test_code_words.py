"""Room codes one can say aloud."""

import itertools

import pytest

from server.code_words import WORDS, new_code, spoken


def test_r102_there_are_enough_words_and_each_stands_once() -> None:
    assert len(WORDS) >= 200
    assert len(set(WORDS)) == len(WORDS)
    assert all(word.isalpha() and word.isascii() and word.isupper() and 3 <= len(word) <= 13 for word in WORDS)


def test_r102_no_two_words_are_taken_for_each_other() -> None:
    assert [pair for pair in itertools.combinations(WORDS, 2) if distance(*pair) < 3] == []


def test_r102_a_code_is_a_word_and_two_digits() -> None:
    for _ in range(100):
        word, number = new_code().split(" ")
        assert word in WORDS
        assert 10 <= int(number) <= 99


@pytest.mark.parametrize(
    "typed", ["OTTER 42", "otter42", " Otter - 42 ", "o t t e r 4 2", "OTTER\u00a042", "otter.42!"]
)
def test_r98_a_code_may_be_typed_in_any_way(typed: str) -> None:
    assert spoken(typed) == "OTTER 42"


def distance(one: str, other: str) -> int:
    """Letters to put in, take out or change."""
    row = list(range(len(other) + 1))
    for number, letter in enumerate(one, 1):
        above, row = row, [number]
        for column, its in enumerate(other, 1):
            row.append(min(above[column] + 1, row[-1] + 1, above[column - 1] + (letter != its)))
    return row[-1]
