"""Polls: what is asked, what a ballot may hold, and what becomes of the ballots when the poll closes.

A result is made of bands and totals as bands.py allows them, and everything else in it (the order, the verdicts, what
is most divided) is worked out from those alone: nothing in a result says more than what it shows.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import exp, log
from typing import Any, Literal, cast

from boards.bands import LEAST, LEVEL, Band, Count, Range, band_of, gathered, span_of, told, total_of
from boards.errors import BadBallot, BadPoll
from boards.running_order import DOTS, MAX_DOTS
from boards.schema import MAX_TITLE, is_id

Way = Literal["agree", "dots"]
ANSWERS = ("agree", "disagree", "pass")
MAX_POLL_CARDS = 60
QUESTION = "Is this worth solving together?"

Verdict = Literal["common", "divided", "some", "little"]
"""Common ground; divided; some support; little support."""

Choices = Mapping[str, str | int]
"""Card id -> an answer, or a number of dots."""

Group = tuple[str, ...]
"""The departments (citizens and outsiders too) that are counted as one."""


@dataclass(frozen=True, slots=True)
class Poll:
    """A question about some cards."""

    id: str
    question: str
    way: Way
    cards: tuple[str, ...]
    dots: int
    """How many each person has; 0 where they answer."""
    groups: tuple[Group, ...]
    """As the people in the room were when it opened, each of at least three; the last takes in whoever comes later."""
    opened: int
    """Milliseconds since 1970."""
    ends: int | None = None
    """When its time is up; nothing happens then by itself."""

    def group_of(self, department: str) -> int:
        """Which of the groups a person is counted in."""
        for number, group in enumerate(self.groups):
            if department in group:
                return number
        return max(0, len(self.groups) - 1)

    def plain(self) -> dict[str, Any]:
        """As JSON-able data."""
        return {
            "id": self.id,
            "question": self.question,
            "way": self.way,
            "cards": list(self.cards),
            "dots": self.dots,
            "groups": [list(group) for group in self.groups],
            "opened": self.opened,
            "ends": self.ends,
        }


def voters(here: Iterable[Mapping[str, Any]]) -> dict[str, Mapping[str, Any]]:
    """Who of those here may vote, by participant, from their presence: not who runs the room, nor who watches."""
    return {one["participant"]: one for one in here if one["role"] == "contributor"}


def read_poll(kept: Mapping[str, Any]) -> Poll:
    """A poll from what `plain` made of it."""
    fields = {**kept, "cards": tuple(kept["cards"]), "groups": tuple(map(tuple, kept["groups"]))}
    return Poll(**fields)


def ask(id_: str, said: Mapping[str, Any], known: Iterable[str], present: Mapping[str, int], now_ms: int) -> Poll:
    """A poll as a facilitator asked for it. Raises BadPoll.

    `known`: the cards of the board that may be voted on. `present`: department -> people here who may vote.
    """
    cards = said.get("cards")
    if not isinstance(cards, list) or not cards:
        raise BadPoll("Choose at least one card to vote on.")
    if len(cards) > MAX_POLL_CARDS:
        raise BadPoll(f"A vote has at most {MAX_POLL_CARDS} cards. Choose fewer.")
    if not all(is_id(card) for card in cards) or len(set(cards)) < len(cards) or set(cards) - set(known):
        raise BadPoll("One of these cards is not on the board any more. Choose again.")
    way = said.get("way", "agree")
    if way not in ("agree", "dots"):
        raise BadPoll("People answer with agree, disagree or pass, or with dots.")
    question = said.get("question", QUESTION)
    if not isinstance(question, str) or not question.strip():
        raise BadPoll("Write what you are asking.")
    if len(question) > MAX_TITLE:
        raise BadPoll(f"The question is too long: {MAX_TITLE} characters at most.")
    dots = _number(said.get("dots", DOTS), MAX_DOTS, "Dots") if way == "dots" else 0
    minutes = said.get("minutes")
    ends = None if minutes is None else now_ms + _number(minutes, 24 * 60, "Minutes") * 60_000
    groups = tuple(group for group, _ in gathered(((name,), size) for name, size in present.items()))
    return Poll(id_, question.strip(), cast(Way, way), tuple(cards), dots, groups, now_ms, ends)


def longer(poll: Poll, minutes: Any, now_ms: int) -> Poll:
    """The same poll with more time: from its end, or from now where that has passed or there is none."""
    return replace(poll, ends=max(poll.ends or 0, now_ms) + _number(minutes, 24 * 60, "Minutes") * 60_000)


def _number(value: Any, most: int, what: str) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= most:
        raise BadPoll(f"{what}: a number from 1 to {most}.")
    return value


def ballot(poll: Poll, said: Any) -> dict[str, str | int]:
    """A ballot's choices as they are kept: in the poll's order, without what was left out. Raises BadBallot."""
    if not isinstance(said, dict):
        raise BadBallot("A ballot says something of each card.")
    if set(said) - set(poll.cards):
        raise BadBallot("One of these cards is not in this vote.")
    choices = {card: said[card] for card in poll.cards if said.get(card) not in (None, 0)}
    if poll.way == "agree":
        if not all(choice in ANSWERS for choice in choices.values()):
            raise BadBallot("Answer with agree, disagree or pass.")
        return choices
    if not all(isinstance(n, int) and not isinstance(n, bool) and n > 0 for n in choices.values()):
        raise BadBallot("Give each card a number of dots.")
    if sum(choices.values()) > poll.dots:
        raise BadBallot(f"You have {poll.dots} dots. Take one back first.")
    return choices


@dataclass(frozen=True, slots=True)
class Ballot:
    """What someone chose. Whose it is stands nowhere."""

    group: int
    choices: Choices


@dataclass(frozen=True, slots=True)
class Row:
    """What a closed poll tells of one card."""

    card: str
    votes: int
    """People who said something of it."""
    total: Range
    """How many of them agree; with dots, how many dots it got."""
    against: Range | None = None
    """How many of the others disagree; the rest passed. None where that can't be told, or with dots."""
    bands: tuple[Band | None, ...] = ()
    """By group; None: too few to say. Empty where there is only one group, or with dots."""
    verdict: Verdict | None = None
    """None with dots."""

    def plain(self) -> dict[str, Any]:
        """As JSON-able data."""
        return {
            "card": self.card,
            "votes": self.votes,
            "total": list(self.total),
            "against": list(self.against) if self.against else None,
            "bands": list(self.bands),
            "verdict": self.verdict,
        }


@dataclass(frozen=True, slots=True)
class Result:
    """What a closed poll tells everyone."""

    poll: Poll
    people: int
    """How many took part."""
    groups: tuple[Group, ...] = ()
    """Whose bands the rows show; none where there is only one group."""
    rows: tuple[Row, ...] = ()
    """Common ground first; none where fewer than three took part."""
    divided: tuple[str, ...] = ()
    """Cards, the most divided first."""
    closed: int = field(default=0, compare=False)

    def plain(self) -> dict[str, Any]:
        """As JSON-able data; it holds no words of any card."""
        return {
            "id": self.poll.id,
            "question": self.poll.question,
            "way": self.poll.way,
            "dots": self.poll.dots,
            "people": self.people,
            "groups": [list(group) for group in self.groups],
            "rows": [row.plain() for row in self.rows],
            "divided": list(self.divided),
            "opened": self.poll.opened,
            "closed": self.closed,
        }


def common_ground(counts: Iterable[tuple[float, int]]) -> float:
    """How far every group backs a card: the geometric mean over groups of (agree + 1) / (votes + 2)."""
    logs = [log((agree + 1) / (votes + 2)) for agree, votes in counts]
    return exp(sum(logs) / len(logs)) if logs else 0.5


def count(poll: Poll, ballots: Iterable[Ballot], now_ms: int) -> Result:
    """The result of a poll. The order of the ballots means nothing."""
    cast_ = [one for one in ballots if one.choices]
    if len(cast_) < LEAST:
        return Result(poll, len(cast_), closed=now_ms)
    if poll.way == "dots":
        return Result(poll, len(cast_), rows=_dot_rows(poll, cast_), closed=now_ms)
    took_part = Counter(one.group for one in cast_)
    names = {number: poll.groups[number] if number < len(poll.groups) else () for number in took_part}
    groups = [group for group, _ in gathered((names[number], size) for number, size in took_part.items())]
    home = {
        number: next((at for at, group in enumerate(groups) if set(names[number]) <= set(group)), len(groups) - 1)
        for number in took_part
    }
    tallies = [_tally(card, [(home[one.group], one.choices) for one in cast_], len(groups)) for card in poll.cards]
    told_ = sorted(tallies, key=lambda tally: -tally.score)  # equal ones stay in the poll's order
    divided = sorted((tally for tally in tallies if tally.row.verdict == "divided"), key=lambda tally: -tally.spread)
    return Result(
        poll,
        len(cast_),
        tuple(groups) if len(groups) > 1 else (),
        tuple(tally.row for tally in told_),
        tuple(tally.row.card for tally in divided),
        now_ms,
    )


@dataclass(frozen=True, slots=True)
class _Tally:
    """A row, and what it is sorted by: both worked out from what the row shows."""

    row: Row
    score: float
    spread: float


def _tally(card: str, said: Sequence[tuple[int, Choices]], groups: int) -> _Tally:
    answers = [
        Counter(choices[card] for at, choices in said if at == group and card in choices) for group in range(groups)
    ]
    counts = [Count(answer["agree"], answer.total()) for answer in answers]
    row = row_of(card, counts, sum(answer["disagree"] for answer in answers))
    shares = estimates(counts, row.total)
    backed = [(agree + 1) / (votes + 2) for agree, votes in shares if votes]
    spread = max(backed) - min(backed) if len(backed) > 1 else 0.5 - abs(0.5 - backed[0]) if backed else 0.0
    return _Tally(row, common_ground((agree, votes) for agree, votes in shares if votes), spread)


def row_of(card: str, counts: Sequence[Count], against: int) -> Row:
    """What may be told of a card with these counts by group, and so many who disagree."""
    votes = sum(one.votes for one in counts)
    alone = len(counts) == 1
    total = told(counts[0].agree, 0, votes) if alone else total_of(counts)
    shown = () if alone else tuple(band_of(one) for one in counts)
    rest = votes - total[0] if total[0] == total[1] else 0
    others = told(against, 0, rest) if rest else None
    return Row(card, votes, total, others, shown, verdict_of(shown, total, votes))


def estimates(counts: Sequence[Count], total: Range) -> list[tuple[float, int]]:
    """Each group's count as far as bands and total tell it, with its votes."""
    voted = [one for one in counts if one.votes]
    if len(voted) == 1:
        return [((total[0] + total[1]) / 2, voted[0].votes)]
    spans = [span_of(one) for one in voted]
    low, high = sum(span[0] for span in spans), sum(span[1] for span in spans)
    share = ((total[0] + total[1]) / 2 - low) / (high - low) if high > low else 0.0
    return [(span[0] + share * (span[1] - span[0]), one.votes) for span, one in zip(spans, voted, strict=True)]


def verdict_of(shown: Sequence[Band | None], total: Range, votes: int) -> Verdict:
    """What the bands come to, in a word."""
    levels = [LEVEL[band] for band in shown if band]
    if not levels:
        whole = band_of(Count(total[0], votes))
        return "common" if whole in ("most", "nearly") else "divided" if whole == "half" else "little"
    backing = sum(level >= LEVEL["most"] for level in levels)
    if backing and min(levels) == LEVEL["few"]:
        return "divided"
    if not backing:
        return "little"
    return "common" if backing * 2 >= len(levels) else "some"


def _dot_rows(poll: Poll, cast_: Sequence[Ballot]) -> tuple[Row, ...]:
    """With dots only totals are told: everyone has the same number, so a split by group could be worked out."""
    most = poll.dots * len(cast_)
    rows = []
    for card in poll.cards:
        given = [one.choices[card] for one in cast_ if card in one.choices]
        dots = sum(cast(int, n) for n in given)
        # So many that at most one person can have given none: told as a range, from two who can.
        nearly_all = poll.dots * (len(cast_) - 2) + 1
        total = (nearly_all, most) if dots >= nearly_all else told(dots, 0, most)
        rows.append(Row(card, len(cast_), total))
    return tuple(sorted(rows, key=lambda row: -row.total[0]))
