"""What the columns of a CSV table are: by what the person who imports says, else by their headings."""

import re
from collections.abc import Mapping

from boards.errors import BadFile
from boards.formats.csv_table import Row, rearmed

COLUMNS = ("label", "kind", "zone", "text", "department", "tags", "threads", "x", "y", "width", "height", "created")
"""What an exported table begins with; the cards' fields follow."""

REST = "fields"
"""The column for fields that have none of their own."""
FIELD = "field:"
"""Before the name of a field that is called like a column."""
SKIP = "skip"

_GUESSES = {
    "label": ("label", "ref", "reference"),
    "kind": ("kind", "type", "card type", "category"),
    "zone": ("zone", "column", "frame", "section", "group", "list", "stage", "area", "where"),
    "text": ("text", "content", "what they said", "story", "quote", "note", "description", "body", "comment"),
    "department": ("department", "dept", "service", "team", "organisation", "organization"),
    "tags": ("tags", "tag", "labels", "keywords", "themes", "theme"),
    "threads": ("threads",),
    FIELD + "teller": ("teller", "told by", "name", "pseudonym", "who", "person", "participant", "author"),
    "x": ("x",),
    "y": ("y",),
    "width": ("width",),
    "height": ("height",),
    "created": ("created",),
    REST: (REST,),
}
"""What a column may be headed, most telling first."""


def columns_of(head: Row, mapping: Mapping[str, str]) -> tuple[dict[int, str], list[str]]:
    """Column number -> one of COLUMNS, REST or `field:NAME`; and what should be said of it.

    `mapping` names columns by their headings: {"What they said": "text", "Row": "skip"}.
    """
    headings = [_heading(cell) for cell in head.cells]
    columns = _asked(head, headings, mapping)
    _guess(headings, columns)
    remarks = []
    for index, heading in enumerate(headings):
        if not heading and index not in columns:
            columns[index] = SKIP
            remarks.append(f"Column {index + 1} has no heading: left out.")
        columns.setdefault(index, heading if heading.startswith(FIELD) else FIELD + heading)
    _each_once(head, columns)
    return {index: target for index, target in columns.items() if target != SKIP}, remarks


def heading_of(field: str) -> str:
    """The heading for a field's column that is read as this field again."""
    taken = field.startswith(FIELD) or field != field.strip() or _plain(field) in _words()
    return field if field == "teller" or not taken else FIELD + field


def _words() -> set[str]:
    return {word for words in _GUESSES.values() for word in words}


def _heading(cell: str) -> str:
    heading = rearmed(cell)
    return heading if heading.startswith(FIELD) else heading.strip()


def _asked(head: Row, headings: list[str], mapping: Mapping[str, str]) -> dict[int, str]:
    columns: dict[int, str] = {}
    for column, target in mapping.items():
        found = [index for index, heading in enumerate(headings) if heading and _plain(heading) == _plain(column)]
        if not found:
            raise BadFile(f"Line {head.line}: there is no column {column!r}. There are: {', '.join(headings)}.")
        known = target in (*COLUMNS, REST, SKIP) or target.startswith(FIELD)
        columns[found[0]] = target if known else FIELD + target
    return columns


def _guess(headings: list[str], columns: dict[int, str]) -> None:
    plain = [_plain(heading) for heading in headings]
    for target, words in _GUESSES.items():
        found = [(words.index(word), i) for i, word in enumerate(plain) if word in words and i not in columns]
        if found and target not in columns.values():
            columns[min(found)[1]] = target
    for pair in (("x", "y"), ("width", "height")):
        lonely = [index for index, target in columns.items() if target in pair]
        if len(lonely) == 1:
            del columns[lonely[0]]
    if len(headings) == 1:
        columns.setdefault(0, "text")


def _each_once(head: Row, columns: Mapping[int, str]) -> None:
    targets = [target for target in columns.values() if target != SKIP]
    double = next((target for target in targets if targets.count(target) > 1), None)
    if double:
        raise BadFile(f"Line {head.line}: two columns are {double.removeprefix(FIELD)!r}. Say what one of them is.")


def _plain(heading: str) -> str:
    """A heading without case, underscores and marks; a field's own heading as it is."""
    return heading if heading.startswith(FIELD) else " ".join(re.sub(r"[_\-:?*.]+", " ", heading).casefold().split())
