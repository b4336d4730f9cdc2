"""What is filled in on a card, in the words people read: names of fields, and answers kept as a word or an id."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

NAMES = {
    "teller": "From",
    "told_by": "Told by",
    "interpreter": "Through an interpreter",
    "when": "When it was",
    "mattered": "What mattered most",
    "helped": "What would have helped",
    "warning": "Be warned of",
    "given_how": "How it was said",
    "given_on": "On",
    "expires": "May be kept until",
    "step": "Step",
    "service": "Service",
    "feeling": "How it felt",
    "again": "Told again",
    "waited": "Waited",
    "affected": "Who is affected",
    "now": "What happens now",
    "matters": "Why it matters to them",
    "cause": "Why that happens",
    "departments": "Services",
    "known": "Known",
    "assumed": "Assumed",
    "unknown": "Not known",
    "success": "Success, for the citizen",
    "measure": "How we’d measure it",
    "question": "How might we…",
    "test": "The smallest test",
    "yes": "Who must say yes",
    "answer": "Our answer",
    "accepted": "Is this answer enough",
    "owner": "Owner",
    "owner_role": "Role",
    "owner_department": "Service",
    "sponsor": "Who stands behind it",
    "first_step": "First small step",
    "first_step_by": "First step by",
    "by": "Done by",
    "reviews": "Looked at again",
    "status": "How it is going",
    "reason": "Why it won’t happen",
    "evidence": "How we can tell it is done",
    "checked_by": "Who checked",
}
"""In the order in which they are told."""
ANSWERS: dict[str, dict[Any, str]] = {
    "told_by": {
        "self": "themselves", "carer": "their carer", "worker": "a worker, for them", "composite": "several people",
    },
    "when": {"month": "This month", "year": "This year", "last-year": "Last year", "longer": "Longer ago"},
    "given_how": {"here": "Here, on the board", "spoken": "Spoken, in the room", "paper": "On paper"},
    "feeling": {-2: "Very low", -1: "Low", 0: "So-so", 1: "Good", 2: "Very good"},
    "status": {"on-the-way": "On the way", "done": "Done", "dropped": "Won’t happen"},
}  # fmt: skip
_DEPARTMENTS = frozenset({"departments", "owner_department", "service"})
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def facts(fields: Mapping[str, Any], departments: Mapping[str, str]) -> dict[str, str]:
    """Name -> what was filled in, for what has words; `departments` by id."""
    order = {name: number for number, name in enumerate(NAMES)}
    found: dict[str, str] = {}
    for name in sorted(fields, key=lambda name: (order.get(name, len(order)), name)):
        if said := _said(name, fields[name], departments):
            found[NAMES.get(name) or name.replace("_", " ").replace("-", " ").capitalize()] = said
    return found


def _said(name: str, value: Any, departments: Mapping[str, str]) -> str:
    if isinstance(value, list):
        return ", ".join(filter(None, (_said(name, one, departments) for one in value)))
    if isinstance(value, bool):
        return "yes" if value else "no"
    if not isinstance(value, str | int | float):
        return ""
    if name in _DEPARTMENTS:
        return departments.get(str(value), str(value))
    return ANSWERS.get(name, {}).get(value) or _day(str(value))


def _day(written: str) -> str:
    """`12 February 2027` of `2027-02-12`; whatever else was written stays as it is."""
    if not _DAY.fullmatch(written):
        return written
    try:
        at = date.fromisoformat(written)
    except ValueError:
        return written
    return f"{at.day} {at:%B %Y}"
