"""Three versions of a text made one."""

import random

from pycrdt import Doc, Text

from boards.merge import CLOSE, merge, rewrite


def test_r280_what_either_side_changed_is_in_the_merged_text() -> None:
    assert merge("abc", "aXbc", "abcY") == "aXbcY"
    assert merge("hello world", "hello brave world", "hello world!") == "hello brave world!"
    assert merge("one two three", "one 2 three", "ONE two three four") == "ONE 2 three four"
    assert (
        merge("same", "same", "other") == merge("same", "other", "same") == merge("same", "other", "other") == "other"
    )
    long = "word " * CLOSE
    assert merge(long, f"A{long}", f"{long}Z") == f"A{long}Z"


def test_r280_no_letter_of_anyone_is_lost_or_doubled_whatever_they_type() -> None:
    seed = random.randrange(2**32)
    print("seed", seed)
    rng = random.Random(seed)
    for _ in range(3_000):
        base = "".join(rng.choice("ab😀é ") for _ in range(rng.randrange(12)))
        mine, theirs = edited(rng, base, "MNO"), edited(rng, base, "TUV")
        merged = merge(base, mine, theirs)
        for letter in "MNOTUV":
            assert merged.count(letter) == (mine + theirs).count(letter), (base, mine, theirs, merged)
        text = Text(base)
        Doc[Text]({"text": text})
        rewrite(text, merged)
        assert str(text) == merged


def edited(rng: random.Random, base: str, letters: str) -> str:
    out = list(base)
    for _ in range(rng.randrange(4)):
        at = rng.randrange(len(out) + 1)
        if rng.random() < 0.6 or not out:
            out.insert(at, rng.choice(letters))
        elif out[at - 1] not in letters:
            out.pop(at - 1)
    return "".join(out)
