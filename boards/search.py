"""What of a board can be searched, and how what a person types is read and found again in a text."""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from boards.formats.leaving import stays

COMMENT = "comment"
MAX_TERMS = 12
MAX_TERM = 60
SHORTEST_BEGINNING = 3
"""Letters from which a word also finds longer words that begin with it."""

_WORD = re.compile(r"\w+")
_PARTS = re.compile(r"[\"“”„«»]([^\"“”„«»]+)[\"“”„«»]|(\w+)")
_FIELDS = (
    "teller",
    "owner",
    "service",
    "services",
    "what_happens",
    "why",
    "cause",
    "measure",
    "evidence",
    "first_step",
)
"""Fields with words worth finding, beside the text."""


@dataclass(frozen=True, slots=True)
class Wording:
    """What a card says at some moment."""

    card: str
    kind: str
    text: str
    facts: tuple[tuple[str, str], ...]
    """label, department, teller."""


class Term(NamedTuple):
    """One thing to find: a word, or words in this order."""

    words: tuple[str, ...]
    begins: bool
    """Whether the last word may go on."""


def wordings(board: Mapping[str, Any]) -> Iterator[Wording]:
    """Every card and comment of a board that may be searched, as it stands."""
    cards = board["cards"]
    for id_, card in sorted(cards.items()):
        if isinstance(card, Mapping) and stays(card) is None:
            said = _said(card)
            if said:
                yield Wording(id_, str(card.get("kind")), said, _facts(card))
    for _, comment in sorted(board["comments"].items()):
        card = cards.get(comment.get("card")) if isinstance(comment, Mapping) else None
        if isinstance(card, Mapping) and stays(card) is None and not comment.get("hidden"):
            said = str(comment.get("text", "")).strip()
            if said:
                facts = dict(_facts(card)) | {"department": str(comment.get("department") or ""), "teller": ""}
                yield Wording(str(comment["card"]), COMMENT, said, tuple(sorted(facts.items())))


def _said(card: Mapping[str, Any]) -> str:
    """Its text, then what else it says in words, then its tags."""
    fields = card.get("fields", {})
    more = [value for name in _FIELDS if isinstance(value := fields.get(name), str | list)]
    lists = [" ".join(map(str, value)) if isinstance(value, list) else value for value in [*more, card.get("tags", [])]]
    return "\n".join(filter(None, [str(card.get("text", "")).strip(), *lists]))[:20_000]


def _facts(card: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    fields = card.get("fields", {})
    facts = {
        "label": str(card.get("label") or ""),
        "department": str(card.get("department") or ""),
        "teller": str(fields.get("teller") or fields.get("owner") or "")[:80],
        "of": str(card.get("text", ""))[:200],
    }
    return tuple(sorted(facts.items()))


def terms(typed: str) -> list[Term]:
    """What to look for: “words in quotes” together, other words anywhere, all of them. Empty where there is no word."""
    found: list[Term] = []
    for quoted, word in _PARTS.findall(unicodedata.normalize("NFKC", typed[:500])):
        if quoted:
            words = tuple(part[:MAX_TERM] for part in _WORD.findall(folded(quoted)))
            if words:
                found.append(Term(words[:MAX_TERMS], False))
        else:
            found.extend(
                Term((part[:MAX_TERM],), len(part) >= SHORTEST_BEGINNING) for part in _WORD.findall(folded(word))
            )
    return list(dict.fromkeys(found))[:MAX_TERMS]


def folded(text: str) -> str:
    """A text without accents and capitals, letter for letter."""
    return "".join(_plain(c) for c in text)


def _plain(c: str) -> str:
    bare = "".join(part for part in unicodedata.normalize("NFD", c) if not unicodedata.combining(part))
    low = bare.casefold() if len(bare.casefold()) == 1 else bare.lower()
    return low if len(low) == 1 else c


class Piece(NamedTuple):
    """A piece of a text, and whether it was looked for."""

    text: str
    found: bool


def marked(text: str, looked_for: Sequence[Term], most: int = 220) -> list[Piece]:
    """The part of a text around what was looked for, in pieces; with … where it was cut."""
    spans = _spans(text, looked_for)
    start = 0
    if spans and spans[0][0] > most * 2 // 3:
        start = max(0, text.rfind(" ", 0, spans[0][0] - most // 3) + 1)
    end = len(text) if len(text) - start <= most else max(text.rfind(" ", start, start + most), start + most // 2)
    pieces = [Piece("… ", False)] if start else []
    at = start
    for first, last in spans:
        if first >= at and last <= end:
            pieces += [Piece(text[at:first], False), Piece(text[first:last], True)]
            at = last
    pieces.append(Piece(text[at:end] + (" …" if end < len(text) else ""), False))
    return [piece for piece in pieces if piece.text]


def _spans(text: str, looked_for: Sequence[Term]) -> list[tuple[int, int]]:
    plain = folded(text)
    spans: list[tuple[int, int]] = []
    for term in looked_for:
        body = r"\W+".join(map(re.escape, term.words))
        pattern = rf"(?<!\w){body}" + (r"\w*" if term.begins else r"(?!\w)")
        spans += [found.span() for found in re.finditer(pattern, plain)]
    spans.sort()
    apart: list[tuple[int, int]] = []
    for span in spans:
        if not apart or span[0] >= apart[-1][1]:
            apart.append(span)
    return apart
