"""The whole board as JSON, in and out, exactly: every root of the document under its own name, and a version.

Read onto an empty board it gives that board again, ids, authors and labels included. Whole numbers are written as such;
the document itself keeps no other kind of number.
"""

import base64
import json
from collections.abc import Mapping
from typing import Any

from boards import schema
from boards.errors import BadFile
from boards.formats.draft import Draft, Item, check_text, checked, is_number
from boards.formats.source import EXACT, json_object

FORMAT = "same-room-board"
VERSION = 1
MAX_PICTURES = 400

NOTHING: Mapping[str, bytes] = {}

_TIES = {"threads": ("from", "to"), "comments": ("card",)}
"""Root -> keys that name cards. A card that is gone may still be named."""


def read(data: bytes) -> Draft:
    """The draft in a board's JSON."""
    source = json_object(data)
    if source.get("format") != FORMAT:
        raise BadFile(f'This is no board of Same Room: `format` must be "{FORMAT}".')
    if source.get("version") != VERSION:
        raise BadFile(
            f"This board was written as version {str(source.get('version'))[:20]}; this program reads {VERSION}."
        )
    roots = {root: _root(source, root) for root in schema.ROOTS}
    draft = Draft(title=roots["board"].get("title", ""), settings=_settings(roots["board"]), session=roots["session"])
    for root in ("zones", "cards", "threads", "strokes", "comments"):
        for key, values in roots[root].items():
            draft.items(root).append(_item(root, key, values))
    draft.reactions = [_reaction(key, value) for key, value in roots["reactions"].items()]
    draft.pictures = _pictures(source.get("pictures", {}))
    return checked(draft)


def _pictures(given: Any) -> dict[str, bytes]:
    """The pictures that come along; whether they are any is looked at by whoever draws them anew."""
    if not isinstance(given, dict) or len(given) > MAX_PICTURES:
        raise BadFile(f"`pictures` must be an object of at most {MAX_PICTURES} pictures.")
    found = {}
    for digest, text in given.items():
        try:
            found[digest] = base64.b64decode(text, validate=True)
        except (ValueError, TypeError):
            raise BadFile(f"pictures.{digest[:64]} is no base64.") from None
    return found


def write(board: Mapping[str, Any], pictures: Mapping[str, bytes] = NOTHING) -> bytes:
    """The JSON of a board (Document.plain()), the same bytes for the same board; with its pictures, where given."""
    whole = {"format": FORMAT, "version": VERSION} | {root: board[root] for root in schema.ROOTS}
    if pictures:
        whole["pictures"] = {digest: base64.b64encode(data).decode() for digest, data in pictures.items()}
    text = json.dumps(whole, ensure_ascii=False, allow_nan=False, indent=1, sort_keys=True)
    return (text + "\n").encode()


def _root(source: Mapping[str, Any], root: str) -> dict[str, Any]:
    value = source.get(root, {})
    if not isinstance(value, dict):
        raise BadFile(f"`{root}` must be an object.")
    return {key: _as_kept(entry, f"{root}.{key[:60]}") for key, entry in value.items()}


def _as_kept(value: Any, where: str) -> Any:
    """The value as a document keeps it: whole numbers up to 2^53, and larger ones that are a float exactly."""
    if isinstance(value, dict):
        return {key: _as_kept(item, f"{where}.{key[:60]}") for key, item in value.items()}
    if isinstance(value, list):
        return [_as_kept(item, where) for item in value]
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) > EXACT:
        if abs(value) > 10**308 or float(value) != value:
            raise BadFile(f"{where} holds a number too large to keep exactly.")
        return float(value)
    return value


def _settings(board: dict[str, Any]) -> dict[str, Any]:
    kept = board.get("canvas", {})
    if not isinstance(kept, dict) or not all(isinstance(text, str) for text in kept.values()):
        raise BadFile("`board.canvas` must hold texts.")
    return board


def _item(root: str, key: str, values: Any) -> Item:
    where = f"{root}.{key[:60]}"
    if not schema.is_id(key):
        raise BadFile(f"{where}: an id has 21 characters of A-Z, a-z, 0-9, _ and -.")
    if not isinstance(values, dict):
        raise BadFile(f"{where} must be an object.")
    for tie in _TIES.get(root, ()):
        if not isinstance(values.get(tie), str):
            raise BadFile(f"{where}: `{tie}` must be a card's id.")
    if root == "cards":
        _check_stamp(values, where)
    elif root == "comments":
        check_text(values.get("text"), where)
    elif root == "strokes":
        _check_points(values.get("points", []), where)
    return Item(key, where, values)


def _check_stamp(card: Mapping[str, Any], where: str) -> None:
    for key in ("zone", "author", "department"):
        if not isinstance(card.get(key), str | None):
            raise BadFile(f"{where}: `{key}` must be an id or null.")


def _check_points(points: Any, where: str) -> None:
    if not isinstance(points, list) or len(points) > schema.MAX_POINTS or not all(map(is_number, points)):
        raise BadFile(f"{where}: `points` must be at most {schema.MAX_POINTS:,} numbers.")


def _reaction(key: str, value: Any) -> str:
    if value is not True or key.count(":") != 2:
        raise BadFile(f"reactions.{key[:80]} must be `card:participant:kind` and true.")
    return key
