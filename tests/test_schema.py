"""The schema against tests/vectors/schema.json, which the client's own test reads too."""

import json
from pathlib import Path
from typing import Any

from boards import schema

VECTORS = json.loads((Path(__file__).parent / "vectors" / "schema.json").read_text())


def unordered(facts: dict[str, Any]) -> dict[str, Any]:
    """The same facts with sets where the order says nothing."""
    return facts | {
        "thread_kinds": {
            kind: {"from": set(ends["from"]), "to": set(ends["to"])} for kind, ends in facts["thread_kinds"].items()
        },
        "server_keys": {root: set(keys) for root, keys in facts["server_keys"].items()},
    }


def test_the_schema_says_what_the_vectors_shared_with_the_client_say() -> None:
    said = {
        "roots": list(schema.ROOTS),
        "kinds": list(schema.KINDS),
        "thread_kinds": {kind: {"from": start, "to": end} for kind, (start, end) in schema.THREAD_KINDS.items()},
        "reactions": list(schema.REACTIONS),
        "server_keys": schema.SERVER_KEYS,
        "limits": {
            "cards": schema.MAX_CARDS,
            "zones": schema.MAX_ZONES,
            "threads": schema.MAX_THREADS,
            "comments": schema.MAX_COMMENTS,
            "strokes": schema.MAX_STROKES,
            "points": schema.MAX_POINTS // 3,
            "text": schema.MAX_TEXT,
            "title": schema.MAX_TITLE,
            "tags": schema.MAX_TAGS,
            "fields": schema.MAX_FIELDS,
            "field_bytes": schema.MAX_FIELD_BYTES,
            "coordinate": schema.MAX_COORDINATE,
            "size": schema.MAX_SIZE,
        },
        "id": schema.ID.pattern,
    }
    assert unordered(said) == unordered(VECTORS)
