"""Shows what was written in private: copies it into the board, and keeps both sides together afterwards."""

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from pycrdt import Map, Text

from boards import order
from boards.document import Document, plain
from boards.drafts import DraftRoom, mark_moved, said, stamp_of
from boards.formats.layout import Box
from boards.formats.place import boxes_of
from boards.formats.spread import Spread
from boards.merge import merge, rewrite
from boards.room import Room
from boards.schema import MAX_CARDS, Stamp


@dataclass(slots=True)
class Leaving:
    """One card on its way to the board."""

    draft: DraftRoom
    id: str
    card: dict[str, Any]
    """As it will be on the board."""
    base: dict[str, Any]
    """As it is in the private document."""


def show(board: Room, cards: Sequence[tuple[DraftRoom, str]], now_ms: int, *, names: bool) -> None:
    """Copy these cards to the board, with their authors where names are on. In no writer's order: by their ids."""
    leaving = [
        Leaving(draft, id_, dict(card), said(card))
        for draft, id_ in sorted(cards, key=lambda entry: entry[1])
        if (card := draft.cards().get(id_)) and not board.document.has("cards", id_)
    ]
    leaving = leaving[: max(0, MAX_CARDS - len(board.document.root("cards")))]
    if leaving:
        board.change(lambda document: _find_places(document, [one.card for one in leaving]), None)
    for writer in dict.fromkeys(one.draft.writer.participant if names else None for one in leaving):
        mine = [one for one in leaving if not names or one.draft.writer.participant == writer]
        board.change(partial(_write, board, mine, now_ms, names), writer)
    for draft in dict.fromkeys(draft for draft, _ in cards):
        ids = {one.id: one.base for one in leaving if one.draft is draft}
        if ids:
            draft.change(partial(mark_moved, bases=ids), None)
            nameless = [id_ for id_ in ids if board.document.fact("cards", id_, "author") is None]
            board.unsigned |= dict.fromkeys(nameless, draft.writer.participant)
        show_threads(board, draft, now_ms, names=names)


def _write(board: Room, leaving: Sequence[Leaving], now_ms: int, names: bool, document: Document) -> dict[str, Stamp]:
    stamps = {}
    root, last = document.root("cards"), _last_orders(document)
    for one in leaving:
        card, zone = one.card, one.card["zone"]
        stamp = board.stamp_for(one.id, one.draft.writer.participant)
        if stamp is None:
            stamp = stamps[one.id] = stamp_of(board, one.draft.writer, str(card["kind"]), now_ms, names=names)
        last[zone] = order.following(last.get(zone))
        values: dict[str, Any] = {
            "kind": card["kind"],
            "zone": zone,
            "pos": card["pos"],
            "size": card["size"],
            "order": last[zone],
            "tags": card.get("tags", []),
            "label": stamp.label,
            "created": stamp.created,
        }
        if stamp.author is not None:
            values |= {"author": stamp.author, "department": stamp.department}
        root[one.id] = Map(values | {"text": Text(str(card.get("text", ""))), "fields": Map(_fields(one))})
    return stamps


def _fields(one: Leaving) -> dict[str, Any]:
    """A card's fields; what is a living text in the private document is one on the board."""
    kept = one.draft.document.entry("cards", one.id).get("fields")
    fields: dict[str, Any] = one.card.get("fields", {})
    living = {name for name in fields if isinstance(kept, Map) and isinstance(kept.get(name), Text)}
    return {name: Text(str(value)) if name in living else value for name, value in fields.items()}


def _last_orders(document: Document) -> dict[str | None, str]:
    last: dict[str | None, str] = {}
    for card in plain(document.root("cards")).values():
        last[card.get("zone")] = max(last.get(card.get("zone"), ""), str(card.get("order", "")))
    return last


# places


def _find_places(document: Document, cards: Sequence[dict[str, Any]]) -> None:
    """Nobody saw where others wrote: a card keeps its place where that is free, else it gets one in its zone."""
    zones = set(document.root("zones").keys())
    taken = boxes_of(document)
    stand = [box for (root, _), box in taken.items() if root == "cards"]
    for card in cards:
        card["zone"] = card["zone"] if card.get("zone") in zones else None
        card.setdefault("size", [240, 160])
        box = Box(*card["pos"][:2], *card["size"]) if "pos" in card else None
        if box is None or any(_over(box, other) for other in stand):
            card.pop("pos", None)
        else:
            stand.append(box)
    board_cards = plain(document.root("cards"))
    tops = [item["pos"][2] for item in board_cards.values() if isinstance(item.get("pos"), list)]
    spread = Spread(taken, board_cards)
    spread.settle([], list(cards), {zone: zone for zone in zones}, lowest_z=1 + max(tops, default=0))
    for (root, id_), y in spread.pushed.items():
        entry = document.entry(root, id_)
        entry["pos"] = [entry["pos"][0], y, entry["pos"][2]]
    for id_, height in spread.grown.items():
        entry = document.entry("zones", id_)
        entry["size"] = [entry["size"][0], height]


def _over(one: Box, other: Box) -> bool:
    return one.x < other.right and other.x < one.right and one.y < other.bottom and other.y < one.bottom


# threads


def show_threads(board: Room, draft: DraftRoom, now_ms: int, *, names: bool) -> None:
    """Threads of the private document whose two cards are on the board go there; they are never changed afterwards."""
    document = board.document
    ready = {
        id_: thread
        for id_, thread in draft.threads().items()
        if document.has("cards", thread.get("from", "")) and document.has("cards", thread.get("to", ""))
    }
    if not ready:
        return
    author = draft.writer.participant if names else None

    def write(document: Document) -> dict[str, Stamp]:
        root = document.root("threads")
        new = {id_: thread for id_, thread in ready.items() if id_ not in root}
        for id_, thread in new.items():
            own = {"author": author} if author is not None else {}
            root[id_] = Map({key: thread[key] for key in ("kind", "from", "to")} | {"created": now_ms} | own)
        return {id_: Stamp(author, None, now_ms, "") for id_ in new}

    def take_out(document: Document) -> None:
        for id_ in ready:
            del document.root("threads")[id_]

    board.change(write, author)
    if not names:
        board.unsigned |= dict.fromkeys(ready, draft.writer.participant)
    draft.change(take_out, None)


# afterwards


def keep_together(board: Room, draft: DraftRoom, held: Container[str] = ()) -> None:
    """Bring what was written since, in the private document or on the board, to the other side.

    `held`: cards whose words stay in the private document for now.
    """
    document, mine = board.document, draft.document
    bases: dict[str, Any] = {}
    for id_, base in draft.moved().items():
        unsigned = board.unsigned.get(id_) == draft.writer.participant
        if not mine.has("cards", id_):  # its writer's page has gone over to the board's card
            if base is not True or not unsigned:
                bases[id_] = True if unsigned else None
        elif isinstance(base, dict) and document.has("cards", id_) and not document.fact("cards", id_, "hidden"):
            author = None if unsigned else draft.writer.participant
            now = _take_in(board, draft, id_, base) if id_ in held else _together(board, draft, id_, base, author)
            if now != base:
                bases[id_] = now
    if bases:
        draft.change(lambda document: mark_moved(document, bases), None)


def bring(board: Room, draft: DraftRoom, id_: str) -> None:
    """Bring what its writer wrote since in a card that was shown to the board now, whoever may change it there."""
    base = draft.moved().get(id_)
    if isinstance(base, dict):
        author = None if board.unsigned.get(id_) == draft.writer.participant else draft.writer.participant
        now = _together(board, draft, id_, base, author, by_hand=True)
        draft.change(lambda document: mark_moved(document, {id_: now}), None)


def agree(board: Room, draft: DraftRoom, id_: str) -> None:
    """What the board says now is what both sides have in common; what else its writer wrote is a change of that."""
    public = board.document.entry("cards", id_)
    if isinstance(draft.moved().get(id_), dict) and isinstance(public, Map):
        now = said(plain(draft.document.entry("cards", id_))) | {
            key: plain(public[key]) for key in ("text", "fields", "tags") if key in public
        }
        draft.change(lambda document: mark_moved(document, {id_: now}), None)


def _take_in(board: Room, draft: DraftRoom, id_: str, base: Mapping[str, Any]) -> dict[str, Any]:
    """What others wrote on the board comes to its writer, whose own words stay where they are."""
    public = str(board.document.entry("cards", id_).get("text") or "")
    if public == base.get("text", ""):
        return dict(base)
    text = merge(str(base.get("text", "")), str(draft.document.entry("cards", id_).get("text") or ""), public)
    draft.change(lambda document: _reword(document.entry("cards", id_), text), None)
    return dict(base) | {"text": public}


def _together(
    board: Room, draft: DraftRoom, id_: str, base: Mapping[str, Any], author: str | None, *, by_hand: bool = False
) -> dict[str, Any]:
    private, public = draft.document.entry("cards", id_), board.document.entry("cards", id_)
    if not isinstance(private, Map) or not isinstance(public, Map):
        return dict(base)
    written = said(plain(private))
    texts = str(base.get("text", "")), str(written.get("text", "")), str(public.get("text") or "")
    text = merge(*texts)
    news = written != base
    if not news and text == texts[1]:
        return dict(base)
    rules = board.rules_for(draft.writer)
    if news and not by_hand and (rules.only_read or rules.may_edit("cards", id_)):
        return dict(base)  # not now: it stays with its writer until it may be changed
    if news:
        board.change(lambda document: _bring(document.entry("cards", id_), base, written, text), author)
    if text != texts[1]:
        draft.change(lambda document: _reword(document.entry("cards", id_), text), None)
    return written | {"text": text}


def _bring(card: Any, base: Mapping[str, Any], written: Mapping[str, Any], text: str) -> None:
    for key in ("pos", "size", "tags"):
        if key in written and written[key] != base.get(key):
            card[key] = written[key]
    fields, old = written.get("fields", {}), base.get("fields", {})
    if fields != old and isinstance(card.get("fields"), Map):
        for name in {*fields, *old}:
            if name not in fields and name in card["fields"]:
                del card["fields"][name]
            elif name in fields and fields[name] != old.get(name):
                _set_field(card["fields"], name, fields[name])
    _reword(card, text)


def _set_field(fields: Any, name: str, value: Any) -> None:
    living = fields.get(name)
    if isinstance(living, Text) and isinstance(value, str):
        rewrite(living, value)
    else:
        fields[name] = value


def _reword(card: Any, text: str) -> None:
    if isinstance(card.get("text"), Text) and str(card["text"]) != text:
        rewrite(card["text"], text)
