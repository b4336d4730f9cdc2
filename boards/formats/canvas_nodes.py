"""The nodes of a JSON Canvas file and the zones and cards of a board."""

import json
from collections.abc import Mapping
from typing import Any

from boards import schema
from boards.errors import BadFile
from boards.formats.draft import Draft, Item, check_text, is_number
from boards.formats.layout import Box
from boards.formats.place import box_of
from boards.formats.source import json_or_nothing, safe_link

OURS = "sameroom"
COLOURS = {
    "story": "#c2577f",
    "touchpoint": "#8c6bbd",
    "problem": "#4f76b0",
    "idea": "#b98209",
    "challenge": "#bf5f31",
    "commitment": "#3c8a66",
}
"""Kind -> the colour other tools show it in: the card's edge on our board. A note has none."""

KIND_OF_COLOUR = {colour: kind for kind, colour in COLOURS.items()}
_SHOWN = {"text": "text", "file": "file", "link": "url"}
"""Node type -> the key whose value the card shows."""
_PLACE = ("x", "y", "width", "height")
_OUR_TYPES: dict[str, type] = {
    "kind": str,
    "fields": dict,
    "tags": list,
    "order": str,
    "label": str,
    "department": str,
    "created": int,
    "locked": bool,
    "prompt": str,
    "kinds": list,
}


class Nodes:
    """The nodes of one file on their way into a draft."""

    def __init__(self, draft: Draft, kinds: Mapping[str, str]) -> None:
        self.draft, self.kinds = draft, kinds
        self.seen: set[str] = set()
        self.groups: dict[str, Box] = {}

    def read(self, nodes: list[dict[str, Any]]) -> None:
        """Add a zone for every group and a card for every other node of a known type."""
        found = [(index, self._where(index + 1, node), node) for index, node in enumerate(nodes)]
        for index, where, node in found:
            if node["type"] == "group":
                self._group(index, where, node)
        for index, where, node in found:
            if node["type"] in _SHOWN:
                self._card(index, where, node)
            elif node["type"] != "group":
                _check_texts(node, ("url", "file"), where)
                self.draft.aside.setdefault("nodes", []).append([index, node])
                self.draft.problems.append(f"{where} is of the unknown type {node['type'][:40]!r}: kept aside.")

    def _where(self, number: int, node: dict[str, Any]) -> str:
        id_, type_ = node.get("id"), node.get("type")
        if not isinstance(id_, str) or not 0 < len(id_) <= schema.MAX_TITLE:
            raise BadFile(f"node {number} has no id (text of 1 to {schema.MAX_TITLE} characters).")
        where = f'node {number} ("{id_[:60]}")'
        if id_ in self.seen:
            raise BadFile(f"{where}: another node has this id.")
        self.seen.add(id_)
        if not isinstance(type_, str):
            raise BadFile(f"{where} has no type (text, file, link or group).")
        return where

    def _group(self, index: int, where: str, node: dict[str, Any]) -> None:
        label = node.get("label", "")
        if not isinstance(label, str):
            raise BadFile(f"{where}: the label must be text.")
        _check_texts(node, ("background", "backgroundStyle", "color"), where)
        ours = _ours(node, where)
        values = {"title": label, "prompt": ours.get("prompt", ""), "kinds": ours.get("kinds", [])}
        values |= {key: ours[key] for key in ("order",) if key in ours} | self._place(index, where, node)
        self.groups[node["id"]] = box_of(values)
        extra = {k: v for k, v in node.items() if k not in (*_PLACE, "type", OURS)}
        if label:
            del extra["label"]
        self.draft.zones.append(Item(node["id"], where, values, _kept(extra, node["id"])))

    def _card(self, index: int, where: str, node: dict[str, Any]) -> None:
        shown = _SHOWN[node["type"]]
        check_text(node.get(shown), where)
        _check_texts(node, ("url", "file", "subpath", "color"), where)
        ours = _ours(node, where)
        values = {"tags": [], "fields": {}} | {key: ours[key] for key in ours if key in _OUR_TYPES}
        values |= {"text": node[shown], "kind": ours.get("kind", kind_of(node, self.kinds))}
        values |= self._place(index, where, node)
        values["zone"] = ours["zone"] if "zone" in ours else zone_at(box_of(values), self.groups)
        extra = {k: v for k, v in node.items() if k not in (*_PLACE, "text", OURS)}
        if node["type"] == "text":
            del extra["type"]
        if extra.get("color") == COLOURS.get(values["kind"], ""):
            del extra["color"]
        kept = _kept(extra, node["id"])
        fields = {name: value for name, value in values["fields"].items() if name != "canvas"}
        values["fields"] = fields | ({"canvas": kept} if kept else {})
        colour = str(extra.get("color", "")).lower()
        if colour and "kind" not in ours:
            self.draft.colours[colour] = self.draft.colours.get(colour, 0) + 1
        self.draft.cards.append(Item(node["id"], where, values))

    def _place(self, z: int, where: str, node: dict[str, Any]) -> dict[str, Any]:
        for key in _PLACE:
            if not is_number(node.get(key)):
                raise BadFile(f"{where}: `{key}` must be a number.")
        size = [min(max(node[key], 1), schema.MAX_SIZE) for key in ("width", "height")]
        if size != [node["width"], node["height"]]:
            self.draft.problems.append(f"{where} was {node['width']} by {node['height']}: now {size[0]} by {size[1]}.")
        return {"pos": [node["x"], node["y"], z], "size": size}


def kind_of(node: Mapping[str, Any], kinds: Mapping[str, str]) -> str:
    """The kind that a node's colour means."""
    colour = node.get("color")
    return kinds.get(colour.lower(), "note") if isinstance(colour, str) else "note"


def zone_at(card: Box, zones: Mapping[str, Box]) -> str | None:
    """The smallest zone that the card's middle lies in."""
    x, y = card.x + card.width / 2, card.y + card.height / 2
    around = [(box.width * box.height, id_) for id_, box in zones.items() if box.holds(x, y)]
    return min(around)[1] if around else None


def _ours(node: Mapping[str, Any], where: str) -> dict[str, Any]:
    ours = node.get(OURS, {})
    if not isinstance(ours, dict):
        raise BadFile(f"{where}: `{OURS}` must be an object.")
    for key, type_ in _OUR_TYPES.items():
        if key in ours and not isinstance(ours[key], type_):
            raise BadFile(f"{where}: `{OURS}.{key}` has the wrong type.")
    if not isinstance(ours.get("zone"), str | None):
        raise BadFile(f"{where}: `{OURS}.zone` must be a node's id or null.")
    return ours


def _check_texts(node: Mapping[str, Any], keys: tuple[str, ...], where: str) -> None:
    for key in keys:
        value = node.get(key, "")
        if not isinstance(value, str):
            raise BadFile(f"{where}: `{key}` must be text.")
        safe_link(value, f"{where}, `{key}`")


def _kept(extra: Mapping[str, Any], id_: str) -> str:
    """What to keep beside the item. An id that a board can use needs no keeping."""
    rest = {key: value for key, value in extra.items() if not (key == "id" and schema.is_id(id_))}
    return json.dumps(rest, ensure_ascii=False) if rest else ""


def extras_of(kept: object) -> dict[str, Any]:
    """What was kept beside a card or zone. A participant may write into a field, so links are looked at again."""
    extras = json_or_nothing(kept)
    try:
        _check_texts(extras, ("url", "file", "background"), "")
    except BadFile:
        return {}
    return extras


def group_of(name: str, zone: Mapping[str, Any], extra: Mapping[str, Any]) -> dict[str, Any]:
    """The group node of a zone."""
    node = {"id": name, "type": "group"} | _place_of(zone)
    if zone.get("title"):
        node["label"] = zone["title"]
    node |= {key: value for key, value in extra.items() if key != "id" and key not in node}
    ours = {key: zone[key] for key in ("prompt", "kinds", "order") if zone.get(key)}
    return node | ({OURS: ours} if ours else {})


def node_of(
    name: str, card: Mapping[str, Any], extra: Mapping[str, Any], zones: Mapping[str, Box], zone: str | None
) -> dict[str, Any]:
    """The node of a card. `zones` are the boxes of the file's groups, `zone` is the group the card belongs to."""
    type_ = _type_of(card, extra)
    node = {"id": name, "type": type_} | _place_of(card) | {_SHOWN[type_]: card["text"]}
    node |= {key: value for key, value in extra.items() if key not in ("id", "type") and key not in node}
    if "color" not in node and card["kind"] in COLOURS:
        node["color"] = COLOURS[card["kind"]]
    ours = _what_only_we_say(card, node, zones, zone)
    return node | ({OURS: ours} if ours else {})


def _type_of(card: Mapping[str, Any], extra: Mapping[str, Any]) -> str:
    """A file or link node stays one while its card says what it said; reworded, it is a text node."""
    type_ = extra.get("type")
    return type_ if type_ in ("file", "link") and extra.get(_SHOWN[type_]) == card["text"] else "text"


def _place_of(values: Mapping[str, Any]) -> dict[str, int]:
    (x, y, _), (width, height) = values["pos"], values["size"]
    return {"x": round(x), "y": round(y), "width": max(1, round(width)), "height": max(1, round(height))}


def node_box(node: Mapping[str, Any]) -> Box:
    """The box of a node as the file has it."""
    return Box(*(node[key] for key in _PLACE))


def _what_only_we_say(
    card: Mapping[str, Any], node: Mapping[str, Any], zones: Mapping[str, Box], zone: str | None
) -> dict[str, Any]:
    ours = {key: card[key] for key in ("tags", "order", "label", "department", "locked") if card.get(key)}
    ours |= {"created": card["created"]} if "created" in card else {}
    fields = {key: value for key, value in card["fields"].items() if key != "canvas"}
    ours |= {"fields": fields} if fields else {}
    if kind_of(node, KIND_OF_COLOUR) != card["kind"]:
        ours["kind"] = card["kind"]
    zone = zone if zone in zones else None
    if zone_at(node_box(node), zones) != zone:
        ours["zone"] = zone
    return ours
