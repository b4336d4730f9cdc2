"""How much of a count may be told: bands instead of numbers for a group, and totals that give no group away.

Theory of operation
-------------------
"6 of 6 in housing agree" tells everyone's vote. So a group's count is told as a band, and every band covers at least
two counts. Bands and an exact total together are a sum with few unknowns: three groups at the top of their bands and a
total of everyone leave one solution. So a total at either end of what the bands allow is told together with its
neighbour, as a range: either all groups are at the top or one of them is one below, and nobody can say which.
What is told is worked out from the bands and the distance of the total from their ends, never from anything finer, so
that knowing this file does not help either. Sums of more than two numbers are held to the same (against and passed).
"""

from collections.abc import Iterable, Sequence
from typing import Literal, NamedTuple

Band = Literal["few", "half", "most", "nearly"]
"""Few, about half, most, nearly all."""

LEAST = 3
"""People in the smallest group that is told of by itself."""

LEVEL: dict[Band, int] = {"few": 0, "half": 1, "most": 2, "nearly": 3}

Range = tuple[int, int]
"""Lowest and highest count it may be; the same twice where the count is told as it is."""


class Count(NamedTuple):
    """How many of a group's votes on a card were for it."""

    agree: int
    votes: int


def bands(votes: int) -> list[tuple[Band, Range]]:
    """The bands of a group with so many votes, lowest first; none where they are too few to be told apart."""
    if votes < LEAST:
        return []
    if votes < 5:
        return [("few", (0, votes - 2)), ("most", (votes - 1, votes))]
    if votes < 7:
        return [("few", (0, 1)), ("half", (2, votes - 2)), ("nearly", (votes - 1, votes))]
    few, half, nearly = (votes - 1) // 3, votes * 3 // 5, votes - max(1, votes // 6)
    if votes == 7:  # eight counts for four bands
        few, half = 1, 3
    return [("few", (0, few)), ("half", (few + 1, half)), ("most", (half + 1, nearly - 1)), ("nearly", (nearly, votes))]


def band_of(count: Count) -> Band | None:
    """The band a count lies in; None where the group has too few votes on this card to say anything."""
    return next((name for name, (low, high) in bands(count.votes) if low <= count.agree <= high), None)


def span_of(count: Count) -> Range:
    """All the counts that the band of this one covers."""
    found = (span for _, span in bands(count.votes) if span[0] <= count.agree <= span[1])
    return next(found, (0, count.votes))


def total_of(counts: Sequence[Count]) -> Range:
    """What may be told of the sum of these groups' counts beside their bands."""
    spans = [span_of(count) for count in counts if count.votes]
    if len(spans) == 1:
        return spans[0]
    low, high = (sum(span[end] for span in spans) for end in (0, 1))
    return told(sum(count.agree for count in counts), low, high)


def told(number: int, low: int, high: int) -> Range:
    """A number between these ends as it may be told: as it is, or with its neighbour where it is at an end.

    Where the ends are so near that their neighbours meet, only the ends are told.
    """
    if high - low < LEAST:
        return low, high
    if number - low < 2:
        return low, low + 1
    if high - number < 2:
        return high - 1, high
    return number, number


def gathered(sizes: Iterable[tuple[tuple[str, ...], int]]) -> list[tuple[tuple[str, ...], int]]:
    """Groups of at least three: the smaller ones are counted together, with the next larger one if need be.

    In: groups, each as the departments in it, and their sizes. Out: the same, largest first, what was put together
    last; nobody at all gives no group, and fewer than three people one.
    """
    ordered = sorted(((group, size) for group, size in sizes if size), key=lambda entry: (-entry[1], entry[0]))
    kept = [entry for entry in ordered if entry[1] >= LEAST]
    rest = [entry for entry in ordered if entry[1] < LEAST]
    while rest and sum(size for _, size in rest) < LEAST and kept:
        rest.insert(0, kept.pop())
    kept.sort(key=lambda entry: len(entry[0]) > 1)
    if not rest:
        return kept
    together = tuple(sorted(department for group, _ in rest for department in group))
    return [*kept, (together, sum(size for _, size in rest))]
