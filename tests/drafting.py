"""For the tests of formats: boards made at random, and drafts put on boards."""

import itertools
from collections.abc import Iterator, Mapping
from typing import Any

from hypothesis import strategies as st

from boards.document import Document
from boards.formats.draft import Draft, fits
from boards.formats.json_board import read as read_board
from boards.formats.json_board import write as write_board
from boards.formats.place import place
from boards.schema import KINDS, LABELS, REACTIONS, THREAD_KINDS, Stamp

NOW_MS = 1_763_500_000_000


def ids(start: int = 0) -> Iterator[str]:
    return (f"{number:021d}" for number in itertools.count(start))


def placed(draft: Draft, at: tuple[float, float] | None = None) -> dict[str, Any]:
    """The board that a draft makes of an empty one."""
    document = Document()
    put(document, draft, at=at)
    board = document.plain()
    document.close()
    return board


def put(
    document: Document,
    draft: Draft,
    at: tuple[float, float] | None = None,
    stamps: Mapping[str, Stamp] | None = None,
    start: int = 10**6,
) -> dict[str, Stamp]:
    """Put a draft on a board that may hold something."""
    with document.change():
        return place(document, draft, ids(start), NOW_MS, at, stamps)


def document_of(board: dict[str, Any]) -> Document:
    """A document that holds exactly this board."""
    document = Document()
    with document.change():
        place(document, read_board(write_board(board)), ids(10**7), NOW_MS)
    return document


def sound_text(most: int = 40) -> st.SearchStrategy[str]:
    """Anything a person may type or paste; no half characters and no zero bytes."""
    plain = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=most)
    awkward = st.sampled_from(
        ["=1+1", "'=x", "''@a", "-5", "+44 7700", "a;b,c", 'say "no"', "l1\nl2\r\nl3\rl4", "json:1"]
    )
    return plain | awkward


def as_kept(number: float) -> float:
    """A document gives whole numbers back as integers."""
    return int(number) if number.is_integer() else number


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.floats(-1e6, 1e6).map(as_kept) | sound_text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(sound_text(8), inner, max_size=3),
    max_leaves=6,
)

COORDINATES = st.integers(-100_000, 100_000)
ORDERS = st.integers(0, 9).map(lambda n: f"a{n}")


def named(most: int) -> st.SearchStrategy[list[str]]:
    return st.integers(0, most).map(lambda count: list(itertools.islice(ids(), count)))


@st.composite
def boards(draw: st.DrawFn) -> dict[str, Any]:
    """A board as Document.plain() gives it, with everything a board may hold."""
    departments = {
        id_: {"name": draw(sound_text(12)), "initials": id_[:2].upper(), "colour": colour}
        for colour, id_ in enumerate(["housing", "health"], 1)
    }
    zone_ids = [f"z{id_[1:]}" for id_ in draw(named(3))]
    card_ids = [f"c{id_[1:]}" for id_ in draw(named(6))]
    zones = {id_: draw(_zone()) | {"order": f"a{n}"} for n, id_ in enumerate(zone_ids)}
    numbers = itertools.count(1)
    cards = {id_: draw(_card([None, *zone_ids], next(numbers))) for id_ in card_ids}
    return {
        "board": {"title": draw(sound_text()), "purpose": draw(sound_text()), "departments": departments},
        "zones": zones,
        "cards": cards,
        "threads": _threads(draw, cards),
        "strokes": {f"s{'0' * 20}": {"points": draw(st.lists(COORDINATES, max_size=6)), "colour": 1, "author": "p"}},
        "comments": {f"k{id_[1:]}": {"card": id_, "text": draw(sound_text()), "author": "p"} for id_ in card_ids[:2]},
        "reactions": {f"{id_}:{'p' * 21}:{REACTIONS[0]}": True for id_ in card_ids[:2]},
        "session": draw(st.sampled_from([{}, {"stages": ["Arrive", "Listen"], "stage": 1}])),
    }


@st.composite
def _zone(draw: st.DrawFn) -> dict[str, Any]:
    return {
        "title": draw(sound_text()),
        "prompt": draw(sound_text()),
        "kinds": draw(st.lists(st.sampled_from(KINDS), max_size=2, unique=True)),
        "pos": [draw(COORDINATES), draw(COORDINATES), draw(st.integers(0, 50))],
        "size": [draw(st.integers(1, 20_000)), draw(st.integers(1, 20_000))],
    }


@st.composite
def _card(draw: st.DrawFn, zones: list[str | None], number: int) -> dict[str, Any]:
    kind = draw(st.sampled_from(KINDS))
    fields = draw(st.dictionaries(sound_text(12).filter(bool), JSON_VALUES, max_size=3))
    fields.pop("canvas", None)
    card = {
        "kind": kind,
        "zone": draw(st.sampled_from(zones)),
        "pos": [draw(COORDINATES), draw(COORDINATES), draw(st.integers(0, 50))],
        "size": [draw(st.integers(1, 2_000)), draw(st.integers(1, 2_000))],
        "order": draw(ORDERS),
        "text": draw(sound_text(200)),
        "fields": fields,
        "tags": draw(st.lists(sound_text(12), max_size=3)),
        "created": draw(st.integers(0, 2_000_000_000_000)),
        "label": f"{LABELS[kind]}{number}",
    }
    department = draw(st.sampled_from([None, "housing", "citizen"]))
    return card | ({"department": department} if department else {}) | draw(st.sampled_from([{}, {"locked": True}]))


def _threads(draw: st.DrawFn, cards: dict[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    pairs = list(itertools.permutations(cards, 2))
    threads = {}
    for number, (start, end) in enumerate(
        draw(st.lists(st.sampled_from(pairs), max_size=5, unique=True)) if pairs else []
    ):
        kinds = [kind for kind in THREAD_KINDS if fits(kind, cards[start]["kind"], cards[end]["kind"])]
        threads[f"t{number:020d}"] = {
            "kind": draw(st.sampled_from(kinds)),
            "from": start,
            "to": end,
            "created": NOW_MS,
        }
    return threads
