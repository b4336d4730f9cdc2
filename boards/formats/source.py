"""The bytes of a file someone gave us: size, encoding, JSON and links, each refused by name when it is bad."""

import json
import re
from typing import Any

from boards.errors import BadFile

MAX_FILE_BYTES = 20 * 1024 * 1024
MAX_NESTING = 64
"""Levels of a file's JSON: far more than any board, far less than what would exhaust the reader."""
EXACT = 2**53
"""Whole numbers up to here survive every reader of JSON."""

_SCRIPTS = ("javascript:", "vbscript:", "data:")
_IGNORED_IN_LINKS = re.compile(r"[\x00-\x20\x7f\u200b-\u200f\u2028-\u202e\ufeff]")
_SURROGATE = re.compile(r"[\ud800-\udfff]")


def bounded(data: bytes) -> bytes:
    """The same bytes, if they are not too many."""
    if len(data) > MAX_FILE_BYTES:
        raise BadFile(f"The file has {len(data) / 1048576:.1f} MB; the most is {MAX_FILE_BYTES // 1048576} MB.")
    return data


def json_object(data: bytes) -> dict[str, Any]:
    """The JSON object that a file holds. Refuses broken text, deep nesting and numbers that are none."""
    try:
        text = bounded(data).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadFile(f"The file is not UTF-8 text: byte {error.start + 1} can't be read.") from error
    value = json_value(text, "The file")
    if not isinstance(value, dict):
        raise BadFile("The file holds no JSON object.")
    return value


def json_value(text: str, where: str) -> Any:
    """The JSON value in a text, of a depth and of numbers that can be kept."""
    try:
        value = json.loads(text, parse_constant=_not_a_number)
    except json.JSONDecodeError as error:
        raise BadFile(f"{where}, line {error.lineno}, is not JSON: {error.msg} at character {error.colno}.") from error
    except RecursionError as error:
        raise BadFile(f"{where} is nested more than {MAX_NESTING} levels deep.") from error
    except ValueError as error:  # a number of thousands of digits
        raise BadFile(f"{where} holds a number that can't be read: {error}.") from error
    _sound(value, where, 1)
    return value


def json_or_nothing(text: object) -> dict[str, Any]:
    """The JSON object in a text that we once wrote; an empty one where somebody else has been at it."""
    try:
        value = json.loads(text) if isinstance(text, str) else {}
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}


def safe_link(link: str, where: str) -> str:
    """The same link, unless opening it would run a script. Browsers overlook spaces and controls in it, so do we."""
    if _IGNORED_IN_LINKS.sub("", link).casefold().startswith(_SCRIPTS):
        raise BadFile(f"{where}: the link would run a script, so it can't come in.")
    return link


def _not_a_number(word: str) -> Any:
    raise BadFile(f"The file holds {word}, which is not a number JSON knows.")


def _sound(value: Any, where: str, level: int) -> None:
    if level > MAX_NESTING:
        raise BadFile(f"{where} is nested more than {MAX_NESTING} levels deep.")
    if isinstance(value, str):
        _whole_characters(value, where)
    elif isinstance(value, float) and value in (float("inf"), float("-inf")):
        raise BadFile(f"{where} holds a number too large to keep.")
    elif isinstance(value, list):
        for index, item in enumerate(value):
            _sound(item, f"{_inside(where)}[{index}]", level + 1)
    elif isinstance(value, dict):
        for key, item in value.items():
            _whole_characters(key, where)
            _sound(item, f"{_inside(where)}.{key[:40]}" if level > 1 else key[:40], level + 1)


def _inside(where: str) -> str:
    return where if len(where) < 200 else where[:200] + "…"


def _whole_characters(text: str, where: str) -> None:
    if _SURROGATE.search(text):
        raise BadFile(f"{where} holds half a character (a lone surrogate).")
