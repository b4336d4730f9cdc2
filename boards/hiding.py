"""Hiding a card, or words in it: what is hidden leaves the document, so that no browser holds it any more.

All of these run inside the server's change. What they take out they give to the caller, who keeps it apart from the
board until it is put back.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from pycrdt import Map, Text

from boards.document import Document, plain
from boards.merge import merge, rewrite
from boards.moderation import without

Content = dict[str, Any]
"""What people wrote in a card: text, fields, tags."""


def content_of(document: Document, card: str) -> Content | None:
    """What people wrote in a card; None where it has gone."""
    entry = document.entry("cards", card)
    if not isinstance(entry, Map):
        return None
    return {
        "text": str(entry.get("text") or ""),
        "fields": plain(entry.get("fields")) or {},
        "tags": plain(entry.get("tags")) or [],
    }


def hide(document: Document, card: str, reason: str, now_ms: int) -> None:
    """Take what people wrote out of a card, and say why; its place, kind, number and threads stay."""
    entry = document.entry("cards", card)
    if not isinstance(entry, Map):
        return
    _write(entry, {"text": "", "fields": {}, "tags": []})
    entry["hidden"] = {"reason": reason, "at": now_ms}


def unhide(document: Document, card: str, content: Mapping[str, Any]) -> None:
    """Put back what people wrote in a card."""
    entry = document.entry("cards", card)
    if isinstance(entry, Map) and "hidden" in entry:
        _write(entry, content)
        del entry["hidden"]


def redact(document: Document, card: str, words: Iterable[tuple[str, str]]) -> None:
    """Take words out of a card everywhere in it, and others in their place."""
    entry, before = document.entry("cards", card), content_of(document, card)
    if isinstance(entry, Map) and before is not None:
        _write(entry, redacted(before, list(words)))


def redacted(content: Mapping[str, Any], words: list[tuple[str, str]]) -> Content:
    """A card's content without these words."""
    fields = {key: _without(value, words) for key, value in content["fields"].items()}
    return {
        "text": without(content["text"], words),
        "fields": fields,
        "tags": [without(tag, words) for tag in content["tags"]],
    }


def _without(value: Any, words: list[tuple[str, str]]) -> Any:
    """A field without these words, however deep they are in it."""
    if isinstance(value, str):
        return without(value, words)
    if isinstance(value, list):
        return [_without(item, words) for item in value]
    if isinstance(value, dict):
        return {key: _without(item, words) for key, item in value.items()}
    return value


def words_in(value: Any) -> list[str]:
    """All that is written in a field, however deep."""
    if isinstance(value, str):
        return [value] if value.strip() else []
    inside = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [words for item in inside for words in words_in(item)]


def put_back(document: Document, card: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> None:
    """Undo a redaction; what people have written since stays."""
    entry, now = document.entry("cards", card), content_of(document, card)
    if not isinstance(entry, Map) or now is None:
        return
    fields = dict(now["fields"])
    for key, value in before["fields"].items():
        if isinstance(value, str) and isinstance(fields.get(key), str):
            fields[key] = merge(after["fields"].get(key, ""), value, fields[key])
        elif key in fields and fields[key] == after["fields"].get(key):
            fields[key] = value
    text = merge(after["text"], before["text"], now["text"])
    tags = before["tags"] if now["tags"] == after["tags"] else now["tags"]
    _write(entry, {"text": text, "fields": fields, "tags": tags})


def _write(entry: "Map[Any]", content: Mapping[str, Any]) -> None:
    """Make a card read so; what is so already is not written."""
    if isinstance(entry.get("text"), Text):
        rewrite(entry["text"], content["text"])
    fields = entry.get("fields")
    if isinstance(fields, Map):
        for key in [key for key in fields.keys() if key not in content["fields"]]:
            del fields[key]
        for key, value in content["fields"].items():
            if isinstance(fields.get(key), Text) and isinstance(value, str):
                rewrite(fields[key], value)
            elif plain(fields.get(key)) != value:
                fields[key] = value
    if plain(entry.get("tags")) != content["tags"]:
        entry["tags"] = content["tags"]
