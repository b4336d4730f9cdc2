"""Words that may tell who someone is: found and marked for a person to decide about, never changed by themselves.

A hint is a guess. It marks more than it must (any full date may be a birthday) and can't know every name: people give a
list of names to look for, and titles ("Mrs Pell") give away others.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Literal, NamedTuple

What = Literal["email", "nhs", "ni", "phone", "postcode", "date", "name"]

INSTEAD: dict[What, str] = {
    "email": "an e-mail address",
    "nhs": "an NHS number",
    "ni": "a National Insurance number",
    "phone": "a phone number",
    "postcode": "a postcode",
    "date": "a date",
    "name": "a name",
}
"""What stands in place of the words when they are hidden."""

MAX_NAMES = 500
MAX_NAME_LENGTH = 100


class Hint(NamedTuple):
    """Some words of a text."""

    start: int
    end: int
    """Characters, as Python counts them."""
    what: What


EMAIL = re.compile(r"(?<![\w.+-])[\w.+'-]{1,64}@(?:[\w-]{1,63}\.){1,8}[\w-]{2,63}(?![\w-])")
NHS = re.compile(r"(?<![\d-])\d{3}[ -]?\d{3}[ -]?\d{4}(?![\d-])")
NI = re.compile(r"(?<!\w)([A-Z]{2})[ -]?\d{2}[ -]?\d{2}[ -]?\d{2}[ -]?[A-D](?!\w)", re.I)
PHONE = re.compile(r"(?<![\w+])(?:\+\d{1,3}|\(0\d{1,5}\)|0)(?:[ ().-]{0,3}\d){6,13}(?!\w)")
POSTCODE = re.compile(r"(?<!\w)(?:GIR ?0AA|[A-Z]{1,2}\d[A-Z\d]? ?\d[ABD-HJLNP-UW-Z]{2})(?!\w)", re.I)
MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|"
    r"nov(?:ember)?|dec(?:ember)?)"
)
DATES = (
    re.compile(r"(?<![\w/.-])(\d{1,2})([/.-])(\d{1,2})\2((?:19|20)?\d{2})(?![\w/-])"),
    re.compile(r"(?<![\w/.-])((?:19|20)\d{2})-(\d{1,2})-(\d{1,2})(?![\w/-])"),
    re.compile(rf"(?<!\w)\d{{1,2}}(?:st|nd|rd|th)?(?: of)? {MONTH}\.?,? (?:19|20)\d{{2}}(?!\w)", re.I),
    re.compile(rf"(?<!\w){MONTH}\.? \d{{1,2}}(?:st|nd|rd|th)?,? (?:19|20)\d{{2}}(?!\w)", re.I),
)
TITLED = re.compile(
    r"(?<!\w)(?:Mrs?|Ms|Mx|Miss|Dr|Prof|Professor|Sir|Dame|Lord|Lady|Rev|Nurse|Sister|Doctor|Councillor|Cllr)\.? "
    r"(?:[A-Z][\w'’-]{0,40})(?: [A-Z][\w'’-]{1,40}){0,2}"
)
NOT_NI = frozenset({"BG", "GB", "NK", "KN", "TN", "NT", "ZZ"})


def hints(text: str, names: Sequence[str] = ()) -> list[Hint]:
    """The words of a text that may tell who someone is, in order, none over another."""
    taken: list[Hint] = []
    for hint in _found(text, names):
        if all(hint.end <= other.start or hint.start >= other.end for other in taken):
            taken.append(hint)
    return sorted(taken)


def _found(text: str, names: Sequence[str]) -> Iterator[Hint]:
    """The surest first: what is taken by one is no other's."""
    yield from _all(EMAIL, text, "email")
    yield from (hint for hint in _all(NHS, text, "nhs") if is_nhs_number(text[hint.start : hint.end]))
    for match in NI.finditer(text):
        if _may_be_ni(match[1].upper()):
            yield Hint(*match.span(), "ni")
    for pattern in DATES:
        yield from _all(pattern, text, "date")
    for hint in _all(PHONE, text, "phone"):
        if 10 <= sum(character.isdigit() for character in text[hint.start : hint.end]) <= 15:
            yield hint
    yield from _all(POSTCODE, text, "postcode")
    yield from _all(TITLED, text, "name")
    if listed := pattern_of(names):
        yield from _all(listed, text, "name")


def _all(pattern: re.Pattern[str], text: str, what: What) -> Iterator[Hint]:
    return (Hint(*match.span(), what) for match in pattern.finditer(text))


def _may_be_ni(prefix: str) -> bool:
    return prefix not in NOT_NI and prefix[0] not in "DFIQUV" and prefix[1] not in "DFIOQUV"


def is_nhs_number(written: str) -> bool:
    """Whether ten digits end with the check digit of an NHS number (modulus 11)."""
    digits = [int(character) for character in written if character.isdecimal() and character.isascii()]
    if len(digits) != 10:
        return False
    check = 11 - sum(digit * weight for digit, weight in zip(digits, range(10, 1, -1), strict=False)) % 11
    return check != 10 and check % 11 == digits[9]


def pattern_of(names: Sequence[str]) -> re.Pattern[str] | None:
    """Whole words, in capitals or not, with any space between."""
    words = [r"\s+".join(map(re.escape, name.split())) for name in sorted(names, key=len, reverse=True) if name.split()]
    return re.compile(rf"(?<!\w)(?:{'|'.join(words)})(?!\w)", re.I) if words else None


def names_in(said: Iterable[str]) -> list[str]:
    """A list of names as it is kept: without empty and double ones, each one line."""
    found = dict.fromkeys(" ".join(name.split())[:MAX_NAME_LENGTH] for name in said)
    return [name for name in found if len(name) > 1][:MAX_NAMES]


class Part(NamedTuple):
    """A piece of a text, marked or not."""

    words: str
    what: What | None


def marked(text: str, names: Sequence[str] = ()) -> list[Part]:
    """The text in pieces, for drawing; together they are the text."""
    parts, at = [], 0
    for hint in hints(text, names):
        if hint.start > at:
            parts.append(Part(text[at : hint.start], None))
        parts.append(Part(text[hint.start : hint.end], hint.what))
        at = hint.end
    if at < len(text):
        parts.append(Part(text[at:], None))
    return parts


def without(text: str, hidden: Iterable[tuple[str, str]]) -> str:
    """The text with words taken out everywhere and others in their place; longer ones first."""
    for words, instead in sorted(hidden, key=lambda pair: -len(pair[0])):
        if words.strip():
            text = text.replace(words, instead)
    return text
