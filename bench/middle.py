"""The middle of several runs; needs nothing that is not Python's own."""

import statistics
from typing import Any


def good(every: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The runs that say something; all, where none does."""
    return [one for one in every if not one["void"]] or every


def median(every: list[dict[str, Any]]) -> dict[str, Any]:
    """The middle of each figure."""
    runs = good(every)
    out: dict[str, Any] = {}
    for key, value in runs[0].items():
        if isinstance(value, dict):
            out[key] = {part: statistics.median([one[key][part] for one in runs]) for part in value}
        elif isinstance(value, int | float):
            out[key] = statistics.median([one[key] for one in runs])
    return out
