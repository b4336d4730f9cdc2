"""The plans a board can start from, and the services that come to it."""

from dataclasses import replace
from typing import Any, NamedTuple

from boards import template
from boards.document import Document
from boards.schema import MAX_DEPARTMENTS
from boards.template import Template
from server.creation import Created, create
from server.pages.form import one_line
from server.secret import new_id
from server.store import Store

LAST = "empty"
"""Offered after the others: somebody new needs a plan more than a blank floor."""
MAX_SERVICE_NAME = 60
COLOURS = 12


class Plan(NamedTuple):
    """A template as a page offers it."""

    name: str
    title: str
    about: str


def plans() -> list[Plan]:
    """Every plan, the blank one last."""
    every = sorted(template.every(), key=lambda t: t.name == LAST)
    return [Plan(t.name, t.title, t.says) for t in every]


def usual_services(name: str) -> list[str]:
    """The services a plan brings along, by name."""
    return [str(entry["name"]) for entry in _given(template.load(name)).values()]


def example_services() -> list[dict[str, Any]]:
    """Services to draw in a room that is no board's."""
    return [{"id": id_, **entry} for id_, entry in _given(template.load(LAST)).items()]


def services(typed: str, given: dict[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """Departments by id from names on lines; one of `given` keeps its initials and colour. Raises ValueError."""
    names = list(dict.fromkeys(name for line in typed.splitlines() if (name := one_line(line, MAX_SERVICE_NAME))))
    if len(names) > MAX_DEPARTMENTS:
        raise ValueError(f"A board has room for {MAX_DEPARTMENTS} services. You have {len(names)}: put some together.")
    known = {str(entry["name"]).casefold(): (id_, entry) for id_, entry in given.items()}
    found = dict(known[name.casefold()] for name in names if name.casefold() in known)
    for name in names:
        if name.casefold() not in known:
            found[new_id()] = {"name": name, "initials": _initials(name, found), "colour": _colour(found)}
    return found


def _initials(name: str, others: dict[str, dict[str, Any]]) -> str:
    """Two letters that no other service of the board has, if the name has such."""
    taken = {entry["initials"] for entry in others.values()}
    heads = [word[0] for word in name.split() if word[0].isalnum() and word.lower() not in ("and", "of", "the", "for")]
    letters = [c for c in name if c.isalnum()] or ["?"]
    tries = [heads[:2]] if len(heads) > 1 else []
    tries += [[letters[0], other] for other in letters[1:]]
    options = ["".join(pair).upper()[:3] for pair in tries] or [letters[0].upper()]
    return next((option for option in options if option not in taken), options[0])


def _colour(others: dict[str, dict[str, Any]]) -> int:
    """The colour used least so far."""
    used = [entry["colour"] for entry in others.values()]
    return min(range(1, COLOURS + 1), key=lambda colour: (used.count(colour), colour))


def _given(plan: Template) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = plan.draft.settings.get("departments", {})
    return found


async def make_board(store: Store, name: str, title: str, now_ms: int, typed_services: str | None = None) -> Created:
    """A new board from a plan. Raises KeyError for a plan there is not, ValueError for services that don't fit."""
    plan = template.load(name)
    if typed_services is not None:
        draft = replace(plan.draft, title=title)
        draft.settings = {**draft.settings, "departments": services(typed_services, _given(plan))}
        plan = replace(plan, draft=draft)
    document = Document()
    try:
        with document.change():
            document.root("board")["title"] = title
            stamps = template.fill(document, plan, iter(new_id, ""), now_ms)
        return await create(store, title, document, stamps, now_ms)
    finally:
        document.close()
