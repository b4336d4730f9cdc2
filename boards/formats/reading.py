"""Any file that can come onto a board: which format it is, and its draft."""

import csv
from collections.abc import Mapping

from boards import schema
from boards.errors import BadFile
from boards.formats import bundle, csv_cards, excalidraw, images, json_board, json_canvas, tldraw
from boards.formats.draft import Draft

FORMATS = ("json", "canvas", "csv", "excalidraw", "tldraw", "bundle")
"""What can be read onto a board."""

SUFFIXES = {
    ".json": "json",
    ".canvas": "canvas",
    ".csv": "csv",
    ".tsv": "csv",
    ".excalidraw": "excalidraw",
    ".excalidrawlib": "excalidraw",
    ".tldr": "tldraw",
    ".zip": "bundle",
}
"""The end of a file's name -> its format."""

_COLOURED = {"canvas": json_canvas.read, "excalidraw": excalidraw.read, "tldraw": tldraw.read}
"""Formats whose cards have colours, which may mean kinds."""

_SIGNS = {
    json_board.FORMAT.encode(): "json",
    b'"tldrawFileFormatVersion"': "tldraw",
    b'"excalidraw': "excalidraw",
}
"""What stands in a file of this format, wherever."""


class WrongMapping(Exception):
    """What was said of columns or colours makes no sense; the words say how."""


def format_of(name: str, data: bytes) -> str:
    """The format of a file: by the end of its name, else by what stands in it. A .json may be any of them."""
    suffix = "." + name.rpartition(".")[2].lower()
    known = SUFFIXES.get(suffix)
    if known and suffix != ".json":
        return known
    if bundle.is_bundle(data):
        return "bundle"
    start = data[:4096].removeprefix(b"\xef\xbb\xbf").lstrip()
    if not start.startswith(b"{"):
        return known or "csv"
    return next((format_ for sign, format_ in _SIGNS.items() if sign in data), known or "canvas")


def draft_of(data: bytes, format_: str, mapping: Mapping[str, str]) -> Draft:
    """The draft in a file. `mapping` says what a table's columns are, or which colours mean which kinds.

    Raises BadFile, and WrongMapping.
    """
    if format_ == "csv":
        return csv_cards.read(data, mapping)
    if format_ == "bundle":
        files = bundle.unpack(data)[1]
        draft = json_board.read(files.get(bundle.DATA, b"{}"))
        draft.pictures = pictures_in(files)
        return draft
    if format_ in _COLOURED:
        return _COLOURED[format_](data, _colours(mapping))
    if mapping:
        raise WrongMapping("A mapping is for tables and drawings; a board's JSON says itself what is what.")
    return json_board.read(data)


def pictures_in(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """The pictures of a bundle, by digest."""
    folder = images.FOLDER + "/"
    return {
        name.removeprefix(folder).partition(".")[0]: data for name, data in files.items() if name.startswith(folder)
    }


def mapping_in(given: list[str]) -> dict[str, str]:
    """`Column=field,Other=skip`, and a name with a comma in double quotes: `"What, exactly=text"`."""
    mapping: dict[str, str] = {}
    for text in given:
        for pair in next(csv.reader([text], skipinitialspace=True), []):
            column, equals, field = pair.rpartition("=")
            if not (column.strip() and equals and field.strip()):
                raise WrongMapping(f"{pair!r} is not COLUMN=FIELD.")
            mapping[column.strip()] = field.strip()
    return mapping


def _colours(mapping: Mapping[str, str]) -> dict[str, str]:
    for colour, kind in mapping.items():
        if kind not in schema.KINDS:
            raise WrongMapping(f"{colour}={kind}: {kind!r} is none of {', '.join(schema.KINDS)}.")
    return {colour.lower(): kind for colour, kind in mapping.items()}


def named(name: str, error: BadFile) -> BadFile:
    """The same error with the file's name before it, where several files come in."""
    return BadFile(f"{name}: {error}")
