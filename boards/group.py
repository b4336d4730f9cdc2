"""How many people of which group: counted together where a group is so small that a count would point at a person."""

from collections.abc import Mapping
from dataclasses import dataclass

LEAST = 3
"""People in the smallest group that is counted by itself."""


@dataclass(frozen=True, slots=True)
class Group:
    """People counted together."""

    names: tuple[str, ...]
    """Their department ids, `citizen` or `outside`; more than one where small groups were put together."""
    count: int


def merged(counts: Mapping[str, int], least: int = LEAST) -> list[Group]:
    """Groups of at least `least` people, the largest first; smaller ones are one group together.

    Where even together they are too few, the smallest of the others joins them.
    """
    large = sorted(((count, name) for name, count in counts.items() if count >= least), key=lambda it: (-it[0], it[1]))
    small = sorted((name, count) for name, count in counts.items() if 0 < count < least)
    rest = sum(count for _, count in small)
    names = [name for name, _ in small]
    while 0 < rest < least and large:
        count, name = large.pop()
        rest += count
        names.append(name)
    groups = [Group((name,), count) for count, name in large]
    return [*groups, Group(tuple(sorted(names)), rest)] if rest else groups
