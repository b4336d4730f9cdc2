"""Polls: what may be asked and chosen, common ground, and that no result tells anyone's vote."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import permutations, product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from boards.bands import Count, band_of, bands, gathered, span_of, told, total_of
from boards.errors import BadBallot, BadPoll
from boards.polls import Ballot, Poll, Result, ask, ballot, common_ground, count, estimates, read_poll, row_of

CARDS = tuple(letter * 21 for letter in "abcdef")
GROUPS = (("citizen",), ("ho",), ("hv",), ("gp",))


def poll(cards: int = 1, way: Any = "agree", dots: int = 0, groups: Any = GROUPS) -> Poll:
    return Poll("q" * 21, "Is this worth it?", way, CARDS[:cards], dots, groups, 1_000)


def ballots(*cards: Sequence[Count]) -> list[Ballot]:
    """One ballot for each vote of each group on each of these cards; who votes for one card votes for the next."""
    out = []
    for group in range(len(cards[0])):
        for voter in range(max(card[group].votes for card in cards)):
            choices = {
                CARDS[at]: "agree" if voter < card[group].agree else "disagree"
                for at, card in enumerate(cards)
                if voter < card[group].votes
            }
            out.append(Ballot(group, choices))
    return out


votes = st.integers(1, 15)
a_count = votes.flatmap(lambda n: st.integers(0, n).map(lambda agree: Count(agree, n)))
counts = st.lists(a_count, min_size=1, max_size=7)


# bands ---------------------------------------------------------------------------------------------------------------


@given(st.integers(3, 400))
def test_r321_every_band_covers_two_counts_and_all_bands_every_count(size: int) -> None:
    found = bands(size)
    assert [low for _, (low, _) in found] == [0, *(high + 1 for _, (_, high) in found[:-1])]
    assert found[-1][1][1] == size
    assert all(high > low for _, (low, high) in found)
    assert len(found) == (4 if size >= 7 else 3 if size >= 5 else 2)


def test_r321_bands_are_called_by_what_they_are() -> None:
    assert [band_of(Count(agree, 10)) for agree in (0, 3, 4, 6, 7, 8, 9, 10)] == [
        "few", "few", "half", "half", "most", "most", "nearly", "nearly",
    ]  # fmt: skip
    assert [band_of(Count(agree, 4)) for agree in range(5)] == ["few", "few", "few", "most", "most"]
    assert band_of(Count(2, 2)) is None


@given(st.dictionaries(st.text("abcdefgh", min_size=1, max_size=2), st.integers(0, 9), max_size=9))
def test_r322_no_group_under_three_is_counted_by_itself(sizes: dict[str, int]) -> None:
    found = gathered(((name,), size) for name, size in sizes.items())
    assert sum(size for _, size in found) == sum(sizes.values())
    assert sorted(name for group, _ in found for name in group) == sorted(name for name, n in sizes.items() if n)
    assert len(found) <= 1 or all(size >= 3 for _, size in found)
    assert found == gathered(((name,), size) for name, size in reversed(sizes.items()))


def test_r322_large_groups_are_not_put_together() -> None:
    assert gathered([(("hv",), 5), (("ho",), 3), (("gp",), 2), (("li",), 1)]) == [
        (("hv",), 5), (("ho",), 3), (("gp", "li"), 3),
    ]  # fmt: skip
    assert gathered([(("hv",), 5), (("ho",), 3), (("gp",), 1)]) == [(("hv",), 5), (("gp", "ho"), 4)]


# nothing gives a group away ------------------------------------------------------------------------------------------

Answers = tuple[int, int, int]
"""Of one group on one card: how many agree, disagree, pass."""


def answers(size: int) -> Iterator[Answers]:
    for agree, against in product(range(size + 1), repeat=2):
        if agree + against <= size:
            yield agree, against, size - agree - against


ALONE = [(3,), (4,), (6,)]
TOGETHER = [
    (3, 3),
    (3, 4),
    (4, 4),
    (5, 3),
    (5, 6),
    (7, 3),
    (8, 4),
    (3, 3, 3),
    (3, 4, 3),
    (2, 3),
    (1, 4),
    (0, 4),
    (8, 0),
]


@pytest.mark.parametrize("sizes", [*ALONE, *TOGETHER])
def test_r323_no_result_of_a_card_fits_only_one_count_of_any_group(sizes: tuple[int, ...]) -> None:
    """By brute force, against a reader who knows this program and how many of each group voted."""
    behind: dict[str, list[tuple[Answers, ...]]] = defaultdict(list)
    for groups in product(*map(answers, sizes)):
        row = row_of(CARDS[0], [Count(one[0], sum(one)) for one in groups], sum(one[1] for one in groups))
        behind[repr(row.plain())].append(groups)
    for shown, worlds in behind.items():
        for group in range(len(sizes)):
            for answer in range(3):
                found = {world[group][answer] for world in worlds}
                # One group is everyone, whose total is told; what everyone or nobody chose still is not.
                fine = found.isdisjoint({0, sizes[0]}) if sizes in ALONE else sizes[group] == 0
                assert len(found) > 1 or fine, (shown, group, answer)


@pytest.mark.parametrize("sizes", [(3, 3), (4, 3), (5, 3), (6,)])
def test_r323_nor_does_a_whole_result_with_its_order_and_its_verdicts(sizes: tuple[int, ...]) -> None:
    behind: dict[str, list[tuple[tuple[int, ...], ...]]] = defaultdict(list)
    one_card = list(product(*(range(size + 1) for size in sizes)))
    for world in product(one_card, repeat=2):
        cards = [[Count(*pair) for pair in zip(card, sizes, strict=True)] for card in world]
        shown = count(poll(2, groups=GROUPS[: len(sizes)]), ballots(*cards), 0)
        behind[repr(shown.plain())].append(world)
    assert len(behind) > 8
    for shown_, worlds in behind.items():
        for card, group in product(range(2), range(len(sizes))):
            found = {world[card][group] for world in worlds}
            assert len(found) > 1 or (len(sizes) == 1 and found.isdisjoint({0, *sizes})), (shown_, card, group)


@given(counts.filter(lambda found: len(found) > 1))
def test_r323_bands_and_total_leave_every_group_two_counts_whatever_their_sizes(found: list[Count]) -> None:
    low, high = total_of(found)
    spans = [span_of(one) for one in found]
    for at, (least, most) in enumerate(spans):
        others_low, others_high = (sum(span[end] for n, span in enumerate(spans) if n != at) for end in (0, 1))
        assert min(most, high - others_low) > max(least, low - others_high)
    assert low <= sum(one.agree for one in found) <= high


@pytest.mark.parametrize("dots", [1, 2, 3])
def test_r324_dots_are_told_as_totals_that_give_no_group_away(dots: int) -> None:
    """Two groups of three, two cards; a voter spreads up to so many dots."""
    spreads = [(a, b) for a, b in product(range(dots + 1), repeat=2) if 0 < a + b <= dots]
    of_group: dict[tuple[int, int, int, int], list[tuple[int, int]]] = {}
    for three in product(spreads, repeat=3):
        (a, b), (c, d) = ([sum(one[n] for one in three), sum(one[n] > 0 for one in three)] for n in (0, 1))
        of_group.setdefault((a, c, b, d), list(three))
    behind: dict[str, list[tuple[tuple[int, int, int, int], ...]]] = defaultdict(list)
    for pair in product(of_group, repeat=2):
        cast = [
            Ballot(at, {CARDS[n]: given for n, given in enumerate(one) if given})
            for at, key in enumerate(pair)
            for one in of_group[key]
        ]
        result = count(poll(2, "dots", dots, GROUPS[:2]), cast, 0)
        assert result.groups == () and all(row.bands == () and row.verdict is None for row in result.rows)
        behind[repr(result.plain())].append(pair)
    for shown, worlds in behind.items():
        for card, group in product(range(2), range(2)):
            assert len({world[group][2 + card] for world in worlds}) > 1, shown


def test_r325_fewer_than_three_voters_have_no_result_by_card() -> None:
    result = count(poll(), ballots([Count(2, 2), Count(0, 0)]), 5)
    assert (result.people, result.rows) == (2, ())


# common ground -------------------------------------------------------------------------------------------------------


@given(counts)
def test_r326_common_ground_is_the_geometric_mean_of_what_each_group_would_say(found: list[Count]) -> None:
    product_ = 1.0
    for agree, n in found:
        product_ *= (agree + 1) / (n + 2)
    assert common_ground(found) == pytest.approx(product_ ** (1 / len(found)))


@given(counts.flatmap(lambda found: st.tuples(st.just(found), st.permutations(found))))
def test_r326_the_order_of_groups_means_nothing(pair: tuple[list[Count], list[Count]]) -> None:
    assert common_ground(pair[0]) == pytest.approx(common_ground(pair[1]))
    one, other = (row_of(CARDS[0], found, 0) for found in pair)
    assert (one.total, one.verdict, sorted(map(str, one.bands))) == (
        other.total,
        other.verdict,
        sorted(map(str, other.bands)),
    )


@given(
    st.lists(st.integers(3, 12), min_size=1, max_size=5).flatmap(
        lambda sizes: st.tuples(
            st.just(sizes), st.lists(st.tuples(*(st.integers(0, size) for size in sizes)), min_size=1, max_size=5)
        )
    )
)
def test_r326_what_all_agree_on_comes_first(drawn: tuple[list[int], list[tuple[int, ...]]]) -> None:
    sizes, others = drawn
    groups = tuple((f"g{n}",) for n in range(len(sizes)))
    cards = [[Count(size, size) for size in sizes], *([Count(*p) for p in zip(o, sizes, strict=True)] for o in others)]
    exact = [common_ground(card) for card in cards]
    assert max(exact) == exact[0]
    result = count(poll(len(cards), groups=groups), ballots(*cards), 0)
    first = next(row for row in result.rows if row.card == CARDS[0])
    assert result.rows[0] == first or result.rows[0].plain() | {"card": ""} == first.plain() | {"card": ""}
    assert first.verdict == "common"


@given(st.integers(6, 40), st.lists(st.integers(3, 6), min_size=2, max_size=5))
def test_r326_a_card_that_one_big_group_loves_alone_comes_after_one_that_all_like(big: int, small: list[int]) -> None:
    loved = [Count(big, big), *(Count(0, n) for n in small)]
    liked = [Count(round(big * 0.7), big), *(Count(n - 1, n) for n in small)]
    assert common_ground(loved) < common_ground(liked)
    groups = tuple((f"g{n}",) for n in range(len(loved)))
    for cards in permutations((loved, liked)):
        result = count(poll(2, groups=groups), ballots(*cards), 0)
        assert result.rows[0].card == CARDS[cards.index(liked)]
        assert {row.card: row.verdict for row in result.rows}[CARDS[cards.index(loved)]] == "divided"


@given(counts.filter(lambda found: len(found) > 1))
def test_r327_what_a_result_is_ordered_by_is_what_it_shows(found: list[Count]) -> None:
    """Other counts with the same bands and the same total told are at the same place."""
    row = row_of(CARDS[0], found, 0)
    for at, one in enumerate(found):
        for agree in range(one.votes + 1):
            other = [*found[:at], Count(agree, one.votes), *found[at + 1 :]]
            if row_of(CARDS[0], other, 0).plain() == row.plain():
                assert common_ground(estimates(other, row.total)) == common_ground(estimates(found, row.total))


def test_r327_the_most_divided_come_first_among_the_divided() -> None:
    sizes = (8, 8, 8)
    cards = [
        [Count(a, n) for a, n in zip(agree, sizes, strict=True)]
        for agree in ((8, 8, 8), (8, 8, 0), (6, 6, 2), (1, 1, 1))
    ]
    result = count(poll(4, groups=GROUPS[:3]), ballots(*cards), 0)
    assert result.divided == (CARDS[1], CARDS[2])
    assert [row.verdict for row in result.rows] == ["common", "divided", "divided", "little"]


@given(st.permutations(ballots([Count(3, 5), Count(2, 3), Count(1, 4)], [Count(0, 5), Count(3, 3), Count(4, 4)])))
def test_r327_the_order_of_ballots_means_nothing(shuffled: list[Ballot]) -> None:
    plain = count(poll(2), shuffled, 0).plain()
    assert plain == count(poll(2), sorted(shuffled, key=repr), 0).plain()


def test_r322_groups_that_hardly_voted_are_put_together_when_the_poll_closes() -> None:
    result = count(poll(), ballots([Count(4, 5), Count(1, 2), Count(1, 1), Count(3, 3)]), 0)
    assert result.groups == (("citizen",), ("gp",), ("ho", "hv"))
    assert len(result.rows[0].bands) == 3


# asking and answering ------------------------------------------------------------------------------------------------


def asked(**said: Any) -> Poll:
    here = {"citizen": 6, "ho": 3, "gp": 1, "li": 2}
    return ask("q" * 21, {"cards": [CARDS[0], CARDS[1]], **said}, CARDS[:4], here, 5_000)


def test_r320_a_poll_knows_its_cards_its_way_and_the_groups_in_the_room() -> None:
    made = asked(minutes=4)
    assert made.groups == (("citizen",), ("ho",), ("gp", "li"))
    assert (made.way, made.dots, made.ends) == ("agree", 0, 245_000)
    assert asked(way="dots", dots=5).dots == 5
    assert read_poll(made.plain()) == made
    assert [made.group_of(name) for name in ("ho", "li", "citizen", "newcomer")] == [1, 2, 0, 2]


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"cards": []}, "at least one"),
        ({"cards": "abc"}, "at least one"),
        ({"cards": [CARDS[0], CARDS[0]]}, "not on the board"),
        ({"cards": [CARDS[5]]}, "not on the board"),
        ({"cards": [["x"]]}, "not on the board"),
        ({"way": "hands"}, "agree, disagree or pass"),
        ({"question": "  "}, "what you are asking"),
        ({"question": "x" * 301}, "too long"),
        ({"way": "dots", "dots": 0}, "1 to 20"),
        ({"minutes": True}, "Minutes"),
    ],
)
def test_r320_a_poll_that_cannot_be_asked_is_refused_in_words(said: dict[str, Any], words: str) -> None:
    with pytest.raises(BadPoll, match=words):
        asked(**said)


def test_r328_a_ballot_holds_choices_of_this_poll_and_no_more_dots_than_everyone_has() -> None:
    agree, dots = poll(3), poll(3, "dots", 3)
    a, b, c = CARDS[:3]
    assert ballot(agree, {c: "pass", a: "agree", b: None}) == {a: "agree", c: "pass"}
    assert list(ballot(agree, {c: "pass", a: "agree"})) == [a, c]  # not the order in which someone answered
    assert ballot(dots, {b: 2, a: 0, c: 1}) == {b: 2, c: 1}
    bad: Any
    for bad in ([], {CARDS[4]: "agree"}, {a: "love"}, {a: 1}, {a: ["agree"]}):
        with pytest.raises(BadBallot):
            ballot(agree, bad)
    for bad in ({a: 4}, {a: 2, b: 2}, {a: -1}, {a: 1.5}, {a: True}, {a: "agree"}):
        with pytest.raises(BadBallot):
            ballot(dots, bad)


def test_r323_told_numbers_are_those_they_tell_of() -> None:
    for width in range(30):
        shown = [told(number, 0, width) for number in range(width + 1)]
        assert all(low <= number <= high for number, (low, high) in enumerate(shown))
        assert all(shown[n] == span for n, span in enumerate(shown) for n in range(span[0], span[1] + 1))


def test_r325_a_result_holds_no_words_of_a_card_and_nobody() -> None:
    result = count(poll(2), ballots([Count(3, 5), Count(2, 3)], [Count(0, 5), Count(3, 3)]), 9)
    assert isinstance(result, Result)
    assert set(result.plain()) == {
        "id", "question", "way", "dots", "people", "groups", "rows", "divided", "opened", "closed",
    }  # fmt: skip
