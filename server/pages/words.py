"""Numbers, times and people, as a person would say them."""

from collections.abc import Mapping
from typing import Any

from boards.history import long_day
from boards.naming import KINDS, count, listed
from boards.visitor import CITIZEN, OUTSIDE

MINUTE_MS, HOUR_MS, DAY_MS = 60_000, 3_600_000, 86_400_000


def cards(counts: Mapping[str, int]) -> str:
    """`7 stories, 4 problems and 1 commitment`; empty for a board without cards."""
    said = [count(counts[kind], *words) for kind, words in KINDS.items() if counts.get(kind)]
    return listed(said) if said else ""


def present(states: list[dict[str, Any]]) -> tuple[str, int]:
    """Who is in a room, as a sentence without its end, and how many people that is (a person may have many tabs)."""
    people = {str(state.get("participant")): str(state.get("department")) for state in states}
    groups = list(people.values())
    citizens, outside = groups.count(CITIZEN), groups.count(OUTSIDE)
    services = set(groups) - {CITIZEN, OUTSIDE}
    staff = len(groups) - citizens - outside
    said = []
    if citizens:
        said.append(count(citizens, "citizen", "citizens"))
    if staff:
        said.append(f"{count(staff, 'person', 'people')} from {count(len(services), 'service', 'services')}")
    if outside:
        said.append(count(outside, "other person", "other people") if said else count(outside, "person", "people"))
    if not said:
        return "", 0
    return f"{listed(said)} {'is' if len(groups) == 1 else 'are'} in the room", len(groups)


def places(taken: int, places: int | None) -> str:
    """`6 people came`, `2 of 4 came`."""
    if places is None:
        return f"{count(taken, 'person', 'people')} came" if taken else "nobody came yet"
    return f"{taken:,} of {places:,} came"


def left(then_ms: int, now_ms: int) -> str:
    """`5 minutes left`, `2 days left`: to the nearest."""
    rest = max(0, then_ms - now_ms)
    if rest < HOUR_MS - MINUTE_MS / 2:
        return f"{count(max(1, round(rest / MINUTE_MS)), 'minute', 'minutes')} left"
    if rest < 2 * DAY_MS:
        return f"{count(round(rest / HOUR_MS), 'hour', 'hours')} left"
    return f"{count(round(rest / DAY_MS), 'day', 'days')} left"


def ago(then_ms: int, now_ms: int) -> str:
    """`just now`, `5 minutes ago`, `yesterday`, `8 October 2026`: never a clock time, which needs a time zone."""
    past = max(0, now_ms - then_ms)
    if past < MINUTE_MS:
        return "just now"
    if past < HOUR_MS:
        return f"{count(past // MINUTE_MS, 'minute', 'minutes')} ago"
    if past < DAY_MS:
        return f"{count(past // HOUR_MS, 'hour', 'hours')} ago"
    if past < 7 * DAY_MS:
        return f"{count(past // DAY_MS, 'day', 'days')} ago"
    return long_day(then_ms)
