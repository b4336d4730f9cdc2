"""JSON Canvas 1.0 in and out (https://jsoncanvas.org/spec/1.0/): groups are zones, nodes cards, edges threads.

What the format can say and a board can't (ids, colours, sides of an edge, files, unknown keys) is kept as it was read:
a card's under its field `canvas`, the rest in the map `canvas` of the root `board`, both as JSON text, because that
keeps any depth and any number exactly. What a board can say and the format can't is written under our own key
`sameroom`, and only where reading the rest would not tell it.
"""

import json
from collections.abc import Mapping
from typing import Any

from boards.errors import BadFile
from boards.formats.canvas_edges import read_edges, write_edges
from boards.formats.canvas_nodes import KIND_OF_COLOUR, OURS, Nodes, extras_of, group_of, node_box, node_of
from boards.formats.draft import Draft, checked, tied
from boards.formats.source import json_object, json_or_nothing


def read(data: bytes, colours: Mapping[str, str] | None = None) -> Draft:
    """The draft in a .canvas file. `colours` says which colour means which kind: {"1": "problem"}."""
    source = json_object(data)
    nodes, edges = _list(source, "nodes"), _list(source, "edges")
    draft = Draft()
    _read_head(source, draft)
    Nodes(draft, dict(colours or {}) | KIND_OF_COLOUR).read(nodes)
    read_edges(edges, draft, {str(node["id"]) for node in nodes})
    return tied(checked(draft))


def write(board: Mapping[str, Any]) -> bytes:
    """The .canvas file of a board (Document.plain()). Hidden cards stay behind."""
    kept = board["board"].get("canvas", {})
    cards = {id_: card for id_, card in board["cards"].items() if not card.get("hidden")}
    zones = board["zones"]
    extras = {id_: extras_of(card["fields"].get("canvas")) for id_, card in cards.items()}
    extras |= {id_: extras_of(kept.get(id_)) for id_ in zones}
    names = _names(extras)
    groups = {id_: group_of(names[id_], zone, extras[id_]) for id_, zone in zones.items()}
    boxes = {group["id"]: node_box(group) for group in groups.values()}
    nodes = groups | {
        id_: node_of(names[id_], card, extras[id_], boxes, names.get(card.get("zone"))) for id_, card in cards.items()
    }
    entries = sorted((zones | cards).items(), key=lambda e: (e[1]["pos"][2], str(e[1].get("order", "")), names[e[0]]))
    edges = write_edges(board["threads"], {id_: card["kind"] for id_, card in cards.items()}, kept, names)
    return _file(board["board"], [nodes[id_] for id_, _ in entries], edges)


def _names(extras: Mapping[str, Mapping[str, Any]]) -> dict[str, str]:
    """Board id -> the id in the file: the one it came with, unless another has that already."""
    names: dict[str, str] = {}
    taken = set(extras)
    for id_, extra in sorted(extras.items()):
        name = extra.get("id")
        names[id_] = name if isinstance(name, str) and name and name not in taken else id_
        taken.add(names[id_])
    return names


def _list(source: Mapping[str, Any], key: str) -> list[dict[str, Any]]:
    value = source.get(key, [])
    if not isinstance(value, list):
        raise BadFile(f"`{key}` must be a list.")
    for number, entry in enumerate(value, 1):
        if not isinstance(entry, dict):
            raise BadFile(f"{key[:-1]} {number} must be an object.")
    return value


def _read_head(source: Mapping[str, Any], draft: Draft) -> None:
    ours = source.get(OURS, {})
    if not isinstance(ours, dict):
        raise BadFile(f"`{OURS}` must be an object.")
    draft.title = ours.get("title", "")
    draft.settings = {"departments": ours.get("departments", {})}
    unknown = {key: value for key, value in source.items() if key not in ("nodes", "edges", OURS)}
    if unknown:
        draft.aside["top"] = unknown
        draft.problems.append(f"Kept aside: {', '.join(sorted(unknown)[:5])} (not part of JSON Canvas 1.0).")


def _file(board: Mapping[str, Any], nodes: list[dict[str, Any]], edges: list[dict[str, Any]]) -> bytes:
    whole: dict[str, Any] = {}
    kept = [json_or_nothing(text) for key, text in sorted(board.get("canvas", {}).items()) if key.startswith("aside:")]
    for aside in kept:
        whole |= {key: value for key, value in aside.get("top", {}).items() if key not in whole}
        _put_back(nodes, aside.get("nodes", []))
    there = {node["id"] for node in nodes}
    for aside in kept:
        loose = [edge for edge in aside.get("edges", []) if {edge["fromNode"], edge["toNode"]} <= there]
        _put_back(edges, [[len(edges) + n, edge] for n, edge in enumerate(loose)])
    whole |= {"nodes": nodes, "edges": edges}
    ours = {key: board[key] for key in ("title", "departments") if board.get(key)}
    whole |= {OURS: {"version": 1} | ours} if ours else {}
    return (json.dumps(whole, ensure_ascii=False, indent="\t") + "\n").encode()


def _put_back(entries: list[dict[str, Any]], kept: list[list[Any]]) -> None:
    """Put elements back near where they stood, once each; where another has the id by now, it gets a new one."""
    taken = {entry["id"]: entry for entry in entries}
    for index, entry in kept:
        id_, number = entry["id"], 1
        while id_ in taken and taken[id_] != entry:
            number += 1
            id_ = f"{entry['id']}-{number}"
        if id_ not in taken:
            taken[id_] = entry | {"id": id_}
            entries.insert(index, taken[id_])
