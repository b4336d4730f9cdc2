"""The edges of a JSON Canvas file and the threads of a board."""

import json
from collections.abc import Mapping
from typing import Any

from boards import schema
from boards.errors import BadFile
from boards.formats.canvas_nodes import OURS
from boards.formats.draft import Draft, Item, fits
from boards.formats.source import json_or_nothing

_SIDES = ("top", "right", "bottom", "left")
_ENDS = ("none", "arrow")
_CHOICES = {"fromSide": _SIDES, "toSide": _SIDES, "fromEnd": _ENDS, "toEnd": _ENDS}
_TELLING = ("answers", "delivers", "step", "rests-on")
"""Thread kinds that the kinds of two cards alone may tell. A challenge may be tied to any card by any thread."""


def read_edges(edges: list[dict[str, Any]], draft: Draft, nodes: set[str]) -> None:
    """Add the threads of these edges to the draft; what ties no two cards is kept aside."""
    kinds = {card.key: str(card.values["kind"]) for card in draft.cards}
    seen: set[str] = set()
    for number, edge in enumerate(edges, 1):
        where = _checked(edge, number, seen, nodes)
        start, end = edge["fromNode"], edge["toNode"]
        if start in kinds and end in kinds and start != end:
            draft.threads.append(_thread(edge, where, kinds[start], kinds[end]))
        else:
            draft.aside.setdefault("edges", []).append(edge)
            draft.problems.append(f"{where} ties no two different cards: kept aside.")


def write_edges(
    threads: Mapping[str, Mapping[str, Any]],
    cards: Mapping[str, str],
    kept: Mapping[str, str],
    names: Mapping[str, str],
) -> list[dict[str, Any]]:
    """The edges of a board's threads. `cards` are those in the file with their kinds, `names` their node ids."""
    whole = {id_: t for id_, t in threads.items() if t["from"] in cards and t["to"] in cards}
    extras = {id_: json_or_nothing(kept.get(id_)) for id_ in whole}
    taken: set[str] = set()
    edges = []
    for id_, thread in sorted(whole.items()):
        name = extras[id_].get("id", id_)
        name = id_ if name in taken else name
        taken.add(name)
        edges.append(_edge(name, thread, extras[id_], cards, names))
    return sorted(edges, key=lambda edge: str(edge["id"]))


def _checked(edge: Mapping[str, Any], number: int, seen: set[str], nodes: set[str]) -> str:
    id_ = edge.get("id")
    if not isinstance(id_, str) or not 0 < len(id_) <= schema.MAX_TITLE:
        raise BadFile(f"edge {number} has no id (text of 1 to {schema.MAX_TITLE} characters).")
    where = f'edge {number} ("{id_[:60]}")'
    if id_ in seen:
        raise BadFile(f"{where}: another edge has this id.")
    seen.add(id_)
    for key in ("fromNode", "toNode"):
        if not isinstance(edge.get(key), str):
            raise BadFile(f"{where}: `{key}` must be a node's id.")
        if edge[key] not in nodes:
            raise BadFile(f"{where}: `{key}` names {edge[key][:60]!r}, and there is no such node.")
    for key, choices in _CHOICES.items():
        if key in edge and edge[key] not in choices:
            raise BadFile(f"{where}: `{key}` must be one of {', '.join(choices)}.")
    if not isinstance(edge.get("label", ""), str):
        raise BadFile(f"{where}: the label must be text.")
    return where


def _thread(edge: Mapping[str, Any], where: str, start: str, end: str) -> Item:
    kind = kind_of(edge, start, end)
    values: dict[str, Any] = {"kind": kind, "from": edge["fromNode"], "to": edge["toNode"]}
    ours = edge.get(OURS, {})
    named = ours.get("kind", kind) if isinstance(ours, dict) else None
    if named not in schema.THREAD_KINDS or not fits(named, start, end):
        raise BadFile(f"{where}: `{OURS}.kind` names no thread that may go from a {start} to a {end}.")
    values["kind"] = named
    extra = {key: value for key, value in edge.items() if key not in ("fromNode", "toNode", OURS)}
    words = _words(named)
    if "label" not in extra and words:
        extra["label"] = None  # none in the file, so none again on export
    elif words and extra["label"] == words:
        del extra["label"]
    if schema.is_id(edge["id"]):
        del extra["id"]
    return Item(edge["id"], where, values, json.dumps(extra, ensure_ascii=False) if extra else "")


def kind_of(edge: Mapping[str, Any], start: str, end: str) -> str:
    """The thread kind an edge's label names, else the one that two cards of these kinds tell, else `relates`."""
    label = str(edge.get("label", "")).strip().casefold().replace(" ", "-")
    if label in schema.THREAD_KINDS and fits(label, start, end):
        return label
    return next((kind for kind in _TELLING if not label and fits(kind, start, end)), "relates")


def _words(kind: str) -> str:
    return kind.replace("-", " ") if kind != "relates" else ""


def _edge(
    name: str, thread: Mapping[str, Any], extra: dict[str, Any], cards: Mapping[str, str], names: Mapping[str, str]
) -> dict[str, Any]:
    edge: dict[str, Any] = {"id": name, "fromNode": names[thread["from"]], "toNode": names[thread["to"]]}
    edge |= {key: value for key, value in extra.items() if key not in edge and key != OURS}
    if "label" not in edge and _words(thread["kind"]):
        edge["label"] = _words(thread["kind"])
    elif edge.get("label", "") is None:
        del edge["label"]
    if kind_of(edge, cards[thread["from"]], cards[thread["to"]]) != thread["kind"]:
        edge[OURS] = {"kind": thread["kind"]}
    return edge
