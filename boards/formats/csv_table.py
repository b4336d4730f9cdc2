"""A CSV file as rows of cells: its encoding, its delimiter, its quoting, and the line each row starts on.

Spreadsheets run what looks like a formula. A cell that begins with = + - or @ (or a tab or return) is written with a
quote before it and read without one (https://owasp.org/www-community/attacks/CSV_Injection). A cell that already begins
with quotes before such a sign gets one more, so that nothing is lost either way.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from boards.errors import BadFile
from boards.formats.source import bounded

MAX_COLUMNS = 1_000
_MAX_CELL = 1_000_000
_DELIMITERS = (",", ";", "\t", "|")
_FORMULA = re.compile(r"'*[=+\-@\t\r]")


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table."""

    line: int
    """The line of the file that it starts on, from 1."""
    cells: list[str]


def read_table(data: bytes) -> tuple[list[Row], str]:
    """The rows that hold anything, and a remark on the encoding (empty when it was UTF-8)."""
    text, remark = _decoded(bounded(data))
    text = text.removeprefix("\ufeff")
    delimiter, skipped = _declared(text)
    lines = text.split("\n", 1)[1] if skipped and "\n" in text else ("" if skipped else text)
    rows = list(_rows(lines, delimiter or _likely_delimiter(lines), skipped))
    return [row for row in rows if any(cell.strip() for cell in row.cells)], remark


def write_table(rows: Iterable[Sequence[str]]) -> bytes:
    """A CSV file that spreadsheets open as UTF-8 (it begins with a byte order mark)."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerows([cell.replace("\0", "") for cell in row] for row in rows)  # no table can hold a zero byte
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def disarmed(cell: str) -> str:
    """The cell as no spreadsheet runs it."""
    return "'" + cell if _FORMULA.match(cell) else cell


def rearmed(cell: str) -> str:
    """The cell as it was before `disarmed`."""
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell


def _decoded(data: bytes) -> tuple[str, str]:
    for mark, encoding in ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if data.startswith(mark):
            return _strictly(data, encoding), "The file was read as UTF-16."
    try:
        return _no_zeros(data.decode("utf-8")), ""
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
    text = _strictly(data, "cp1252")
    return text, f"Line {line} is not UTF-8, so the file was read as Windows-1252. Look at its accents."


def _strictly(data: bytes, encoding: str) -> str:
    try:
        return _no_zeros(data.decode(encoding))
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise BadFile(f"Line {line} is neither UTF-8 nor {encoding.upper()} text. Save the file as UTF-8.") from error


def _no_zeros(text: str) -> str:
    if "\0" in text:
        raise BadFile(f"Line {text[: text.index(chr(0))].count(chr(10)) + 1} holds a zero byte: this is no CSV file.")
    return text


def _declared(text: str) -> tuple[str, int]:
    """Excel's own first line `sep=;`."""
    first = text.split("\n", 1)[0].strip()
    declared = len(first) == 5 and first.casefold().startswith("sep=")
    return (first[4], 1) if declared else ("", 0)


def _likely_delimiter(text: str) -> str:
    """The delimiter that splits the first rows most evenly into most cells."""
    sample = "\n".join(text.split("\n", 40)[:40])
    return max(_DELIMITERS, key=lambda delimiter: _evenness(sample, delimiter))


def _evenness(sample: str, delimiter: str) -> tuple[int, int]:
    try:
        widths = [len(row) for row in csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter) if row]
    except csv.Error:
        return 0, 0
    if not widths or widths[0] < 2:
        return 0, 0
    return sum(width == widths[0] for width in widths), widths[0]


def _rows(text: str, delimiter: str, line: int) -> Iterator[Row]:
    csv.field_size_limit(_MAX_CELL)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    start = line + 1
    try:
        for cells in reader:
            if len(cells) > MAX_COLUMNS:
                raise BadFile(f"Line {start} has {len(cells)} columns; the most is {MAX_COLUMNS}.")
            yield Row(start, cells)
            start = line + reader.line_num + 1
    except csv.Error as error:
        raise BadFile(f"Line {start}: {_plainly(str(error))}.") from error


def _plainly(error: str) -> str:
    if "unexpected end of data" in error:
        return "a quote opens here and never closes"
    if "expected after" in error:
        return "there is text after a closing quote (a quote inside a text must be doubled)"
    if "field larger" in error:
        return "a cell is too large (perhaps a quote that never closes)"
    return error
