"""Words that may tell who someone is: found where they are, never a crash, and gone when they are hidden."""

from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from boards.moderation import INSTEAD, hints, is_nhs_number, marked, names_in, without


def found(text: str, *names: str) -> list[tuple[str, str]]:
    return [(text[hint.start : hint.end], hint.what) for hint in hints(text, names)]


@pytest.mark.parametrize(
    ("words", "what"),
    [
        ("dee.o'brien+x@mail.example.org", "email"),
        ("a@b.co", "email"),
        ("943 476 5919", "nhs"),
        ("943-476-5919", "nhs"),
        ("9434765919", "nhs"),
        ("AB 12 34 56 C", "ni"),
        ("ab123456c", "ni"),
        ("020 7946 0958", "phone"),
        ("(0161) 496 0000", "phone"),
        ("07700 900123", "phone"),
        ("+44 7700 900 123", "phone"),
        ("+44 (0)20 7946 0958", "phone"),
        ("+353 1 234 5678", "phone"),
        ("SW1A 1AA", "postcode"),
        ("m1 1ae", "postcode"),
        ("EC1A1BB", "postcode"),
        ("12/03/1987", "date"),
        ("3.4.87", "date"),
        ("1987-03-12", "date"),
        ("12th March 1987", "date"),
        ("March 12, 1987", "date"),
        ("Mrs Pell", "name"),
        ("Dr. O’Hara Smith", "name"),
    ],
)
@pytest.mark.parametrize("around", ["{}", "I said {}.", "({})", "it was {}, then", "so:\n{}\nand", "“{}”"])
def test_r350_personal_data_is_found_wherever_it_stands(words: str, what: str, around: str) -> None:
    assert found(around.format(words)) == [(words, what)]


@pytest.mark.parametrize(
    "text",
    [
        "We waited 18 months and 3 weeks.",
        "9434765918",  # the check digit is wrong
        "1234567890",
        "GB 12 34 56 A is no prefix in use",
        "Room B12 at 10:30",
        "about 250 000 people",
        "The doctor and the nurse came. Miss a turn.",
        "In March 1987 we moved.",
        "He paid 12/3 of it",
        "say @home or a@b",
        "version 1.2.3.4",
    ],
)
def test_r350_ordinary_words_and_numbers_are_not_marked(text: str) -> None:
    assert found(text) == []


def test_r351_names_of_the_list_are_found_as_whole_words_in_capitals_or_not() -> None:
    names = names_in([" Tanner’s  Row ", "Ann", "", "a", "Ann", "José Núñez"])
    assert names == ["Tanner’s Row", "Ann", "José Núñez"]
    assert found("ANN met Anna at Tanner’s\nRow with josé núñez; Ann’s turn", *names) == [
        ("ANN", "name"), ("Tanner’s\nRow", "name"), ("josé núñez", "name"), ("Ann", "name"),
    ]  # fmt: skip
    assert found("a.b", "a.b", "(x") == [("a.b", "name")]
    assert found("axb", "a.b") == []


anything = st.text(max_size=400) | st.text(alphabet="0123456789+-() ./@abAB\n’", max_size=400)


@given(anything, st.lists(st.text(max_size=20), max_size=6))
@example("0" * 5_000, [])
@example("a." * 3_000 + "@", [])
@example("+1" + " ().-" * 2_000, [])
@example("Mr A" * 2_000, ["A A"])
def test_r352_no_text_breaks_it_and_its_pieces_are_the_text(text: str, names: list[str]) -> None:
    parts = marked(text, names)
    assert "".join(part.words for part in parts) == text
    spots = hints(text, names)
    assert all(a.end <= b.start for a, b in pairwise(spots))
    assert all(hint.start < hint.end for hint in spots)


@given(st.text(alphabet="abc xyz,.", max_size=60), st.integers(0, 999_999_999), st.text(alphabet="xyz .", max_size=60))
def test_r350_every_number_with_a_right_check_digit_is_found(before: str, nine: int, after: str) -> None:
    for check in range(10):
        number = f"{nine:09}{check}"
        written = f"{number[:3]} {number[3:6]} {number[6:]}"
        if is_nhs_number(written):
            assert (written, "nhs") in found(f"{before} {written} {after}")
            return


@given(anything)
def test_r353_words_that_are_hidden_are_gone(text: str) -> None:
    parts = [part for part in marked(text) if part.what]
    left = without(text, [(part.words, INSTEAD[part.what]) for part in parts if part.what])
    for part in parts:
        assert part.words in "".join(INSTEAD.values()) or part.words not in left
