"""Finds a place for every zone and card of a draft that has none, beside what the board holds already."""

from collections.abc import Mapping
from typing import Any

from boards.formats.draft import Item
from boards.formats.layout import BESIDE, HEAD, MARGIN, Box, around, comfortable_width, rows, zone_around

Entry = tuple[str, str]
"""(root, id)"""


class Spread:
    """A board's boxes while newcomers are fitted in."""

    def __init__(self, taken: Mapping[Entry, Box], cards: Mapping[str, Mapping[str, Any]]) -> None:
        """`taken` is what stands on the board, `cards` the board's cards as plain data (for their zones)."""
        self._taken = dict(taken)
        self._zone_of = {id_: card.get("zone") for id_, card in cards.items()}
        self.pushed: dict[Entry, float] = {}
        """What had to move down -> its new y."""
        self.grown: dict[str, float] = {}
        """Zone id -> its new height."""

    def settle(self, zones: list[Item], cards: list[dict[str, Any]], known: Mapping[str, str], lowest_z: float) -> None:
        """Give `pos` and `size` to all that lack them. `known` maps zones of the draft to zones of the board."""
        waiting: dict[str | None, list[dict[str, Any]]] = {}
        for card in cards:
            if "pos" not in card:
                waiting.setdefault(card.get("zone"), []).append(card)
        for key, id_ in known.items():
            self._into_known(id_, waiting.pop(key, []), [c for c in cards if c.get("zone") == key and "pos" in c])
        self._new_zones(zones, cards, waiting)
        self._loose([card for cards_ in waiting.values() for card in cards_], zones, cards)
        self._paint_order(zones, cards, lowest_z)

    def _into_known(self, id_: str, cards: list[dict[str, Any]], placed: list[dict[str, Any]]) -> None:
        zone = self._taken.get(("zones", id_))
        if zone is None or not cards:
            return
        inside = [
            box for (root, card), box in self._taken.items() if root == "cards" and self._zone_of.get(card) == id_
        ]
        lowest = max([zone.y + HEAD - MARGIN, *(box.bottom for box in [*inside, *map(_box, placed)])])
        boxes = rows(_sizes(cards), zone.x + MARGIN, lowest + MARGIN, zone.width - 2 * MARGIN)
        _give(cards, boxes)
        self._grow(id_, zone, max(box.bottom for box in boxes) + MARGIN)

    def _grow(self, id_: str, zone: Box, bottom: float) -> None:
        more = bottom - zone.bottom
        if more <= 0:
            return
        self.grown[id_] = zone.height + more
        self._taken["zones", id_] = Box(zone.x, zone.y, zone.width, zone.height + more)
        for entry, box in list(self._taken.items()):
            if self._lies_below(entry, zone.bottom):
                self._taken[entry] = box.moved(0, more)
                self.pushed[entry] = self._taken[entry].y

    def _lies_below(self, entry: Entry, line: float) -> bool:
        """Cards go with their zone; a zone or a loose card goes by where it stands."""
        root, id_ = entry
        zone = ("zones", str(self._zone_of.get(id_)))
        judged = zone if root == "cards" and zone in self._taken else entry
        return self._taken[judged].y >= line

    def _new_zones(
        self, zones: list[Item], cards: list[dict[str, Any]], waiting: dict[str | None, list[dict[str, Any]]]
    ) -> None:
        for zone in zones:
            placed = [card for card in cards if card.get("zone") == zone.key and "pos" in card]
            mine = waiting.pop(zone.key, [])
            if "pos" not in zone.values:
                self._new_zone(zone, placed, mine, zones, cards)
            elif mine:
                box = _box(zone.values)
                lowest = max([box.y + HEAD - MARGIN, *(_box(card).bottom for card in placed)])
                _give(mine, rows(_sizes(mine), box.x + MARGIN, lowest + MARGIN, box.width - 2 * MARGIN))

    def _new_zone(
        self,
        zone: Item,
        placed: list[dict[str, Any]],
        mine: list[dict[str, Any]],
        zones: list[Item],
        cards: list[dict[str, Any]],
    ) -> None:
        free = self._free_spot(zones, cards)
        if placed and mine:
            whole = zone_around([_box(card) for card in placed])
            _give(mine, rows(_sizes(mine), whole.x + MARGIN, whole.bottom, max(whole.width, 300) - 2 * MARGIN))
        elif mine:
            _give(mine, rows(_sizes(mine), free[0] + MARGIN, free[1] + HEAD, comfortable_width(_sizes(mine))))
        box = zone_around([_box(card) for card in placed + mine])
        if not placed and not mine:
            box = Box(*free, box.width, box.height)
        zone.values["pos"], zone.values["size"] = [box.x, box.y, 0], [box.width, box.height]

    def _loose(self, cards: list[dict[str, Any]], zones: list[Item], others: list[dict[str, Any]]) -> None:
        if cards:
            x, y = self._free_spot(zones, others)
            _give(cards, rows(_sizes(cards), x, y, comfortable_width(_sizes(cards))))

    def _free_spot(self, zones: list[Item], cards: list[dict[str, Any]]) -> tuple[float, float]:
        """To the right of everything that has its place by now."""
        newcomers = [_box(values) for values in [*(z.values for z in zones), *cards] if "pos" in values]
        taken = around([*self._taken.values(), *newcomers])
        return (0.0, 0.0) if taken is None else (taken.right + BESIDE, taken.y)

    def _paint_order(self, zones: list[Item], cards: list[dict[str, Any]], lowest: float) -> None:
        """Newcomers above what was there. Those that came with an order keep it among themselves."""
        values = [*(zone.values for zone in zones), *cards]
        if lowest == 0 and all(item["pos"][2] is not None for item in values):
            return
        ranked = sorted(values, key=lambda item: item["pos"][2] or 0)
        for z, item in enumerate(ranked):
            item["pos"] = [*item["pos"][:2], lowest + z]


def _box(values: Mapping[str, Any]) -> Box:
    return Box(values["pos"][0], values["pos"][1], values["size"][0], values["size"][1])


def _sizes(cards: list[dict[str, Any]]) -> list[tuple[float, float]]:
    return [(card["size"][0], card["size"][1]) for card in cards]


def _give(cards: list[dict[str, Any]], boxes: list[Box]) -> None:
    for card, box in zip(cards, boxes, strict=True):
        card["pos"] = [box.x, box.y, None]
