"""Departments in files that people write: by name or initials, where a board knows them by id."""

from collections.abc import Mapping
from typing import Any

from boards.visitor import CITIZEN, OUTSIDE


def department_called(word: str, departments: Mapping[str, Mapping[str, Any]]) -> str | None:
    """The id of the department with this id, name or initials (in that order); None where none is, or no word."""
    wanted = word.strip().casefold()
    if not wanted:
        return None
    for id_ in (*departments, CITIZEN, OUTSIDE):
        if id_.casefold() == wanted:
            return id_
    for key in ("name", "initials"):
        for id_, department in sorted(departments.items()):
            if str(department.get(key, "")).strip().casefold() == wanted:
                return id_
    return None


def name_in_file(id_: str | None, departments: Mapping[str, Mapping[str, Any]]) -> str:
    """What to call a department in a file so that `department_called` finds it again."""
    name = str(departments.get(id_ or "", {}).get("name", ""))
    return name if name and department_called(name, departments) == id_ else id_ or ""
