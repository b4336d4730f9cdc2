"""The desk: what waits in private documents for a facilitator's yes, what was sent back, and what its writer is told.

Theory of operation
-------------------
Whoever has to be approved (approval.py) writes in their private document, as in silent writing. There the server keeps
`session.desk`: card -> where it stands, for as long as it is held: `waiting`, or `back` with a reason. Only the server
writes it, so the writer's page reads it and can't change it, and it is kept and comes back with the words themselves.

A card without a record is shown by the same code that shows what was written in silence. So approving is taking the
record away, and nothing else has to know of approval. A card that is approved stays in the private document as well:
what its writer types on is a change that waits, while the board keeps the approved words. Turning approval off lets
nothing through by itself: a record outlives the choice.

`session.notes` are messages to the writer: what was done to their words, and why.
"""

from collections.abc import Mapping
from typing import Any, Literal

from pycrdt import Map, Text

from boards.approval import CONTENT, approval_of
from boards.document import Document, plain
from boards.drafts import DraftRoom, is_held, mark_moved, names_of, said
from boards.field import CONSENT
from boards.hiding import Content, content_of
from boards.visitor import Visitor

DESK = "desk"
NOTES = "notes"
MOST_NOTES = 50
What = Literal["back", "edited", "words-hidden", "words-shown", "hidden", "shown", "taken-off"]
"""What a note tells of."""


def look(board: Document, draft: DraftRoom, writer: Visitor, session: Mapping[str, Any], now_ms: int) -> None:
    """Note what has to be approved since, and forget what has gone."""
    records, approval = records_of(draft), approval_of(board)
    if not (records or approval.on):
        return
    kept: dict[str, dict[str, Any]] = {}
    new = {"state": "waiting", "at": now_ms, "named": names_of(session)}
    for id_, card in draft.cards().items():
        waits = approval.waits(writer.role, writer.department, str(card.get("kind"))) and not is_held(session, card)
        if id_ in records or waits:
            kept[id_] = records.get(id_, new)
    for id_, base in draft.moved().items():
        here = draft.document.has("cards", id_) and board.has("cards", id_)
        if not isinstance(base, dict) or not here or board.fact("cards", id_, "hidden"):
            continue
        kind = str(draft.document.fact("cards", id_, "kind"))
        asked = id_ in records or approval.waits(writer.role, writer.department, kind)
        if asked and differs(content_of(draft.document, id_), base):
            kept[id_] = records.get(id_, new)
    if kept != records:
        draft.change(lambda document: _write(document, DESK, kept), None)


def differs(content: Mapping[str, Any] | None, base: Mapping[str, Any]) -> bool:
    """Whether somebody has written on since both sides were the same."""
    return content is not None and any(content[key] != base.get(key, _NOTHING[key]) for key in CONTENT)


_NOTHING: Content = {"text": "", "fields": {}, "tags": []}


def records_of(draft: DraftRoom) -> dict[str, dict[str, Any]]:
    """Card -> where it stands: its `state` (waiting, back), since when (`at`, ms), whether it may be told who wrote it
    (`named`), and the `reason` it was sent back for."""
    return plain(draft.document.root("session").get(DESK)) or {}


def waiting_in(draft: DraftRoom) -> dict[str, int]:
    """Cards that wait for a yes, and since when (ms)."""
    return {id_: int(one["at"]) for id_, one in records_of(draft).items() if one.get("state") == "waiting"}


def release(draft: DraftRoom, card: str) -> None:
    """It is held no more."""
    _put(draft, card, None)


def ask(draft: DraftRoom, card: str, now_ms: int, *, named: bool = True) -> None:
    """It waits for a yes."""
    _put(draft, card, {"named": named} | {"state": "waiting", "at": now_ms})


def send_back(draft: DraftRoom, card: str, reason: str, now_ms: int) -> None:
    """It is back with its writer, until they hand it in again."""
    _put(draft, card, {"state": "back", "at": now_ms, "reason": reason})


def _put(draft: DraftRoom, card: str, record: Mapping[str, Any] | None) -> None:
    records = records_of(draft)
    before = records.pop(card, {})
    if record is not None:
        records[card] = {**record, "named": before.get("named", record.get("named", True))}
    draft.change(lambda document: _write(document, DESK, records), None)


def is_change(draft: DraftRoom, card: str) -> bool:
    """Whether this is a change of a card that is on the board."""
    return isinstance(draft.moved().get(card), dict)


def take_back(draft: DraftRoom, card: str, entry: Mapping[str, Any], now_ms: int) -> None:
    """A card of the board is its writer's alone again, and waits. `entry`: the board's card as plain data."""
    keep(draft, card, entry)
    draft.change(lambda document: _allow_as_on_the_board(document, card, entry), None)
    draft.change(lambda document: mark_moved(document, {card: None}), None)
    ask(draft, card, now_ms, named="author" in entry)


def take_up(draft: DraftRoom, card: str, entry: Mapping[str, Any]) -> None:
    """A card that is on the board is in its writer's private document too: what they write there is a change of it."""
    if not draft.document.has("cards", card):
        keep(draft, card, entry)
        draft.change(lambda document: mark_moved(document, {card: said(entry)}), None)


def _allow_as_on_the_board(document: Document, card: str, entry: Mapping[str, Any]) -> None:
    """What its teller allows was said on the board, and does not wait: it comes along."""
    fields, said = document.entry("cards", card).get("fields"), entry.get("fields", {})
    for name in CONSENT if isinstance(fields, Map) else ():
        if name in said:
            fields[name] = said[name]
        elif name in fields:
            del fields[name]


def keep(draft: DraftRoom, card: str, entry: Mapping[str, Any]) -> None:
    """Have a card of the board in its writer's private document too, for them to write on."""
    if draft.document.has("cards", card):
        return
    values = {key: entry[key] for key in ("kind", "zone", "pos", "size", "order", "tags") if key in entry}

    def make(document: Document) -> None:
        document.root("cards")[card] = Map(
            values | {"text": Text(str(entry.get("text", ""))), "fields": Map(dict(entry.get("fields", {})))}
        )

    draft.change(make, None)


# notes -----------------------------------------------------------------------------------------------------------


def tell(draft: DraftRoom, id_: str, card: str, what: What, reason: str, now_ms: int) -> None:
    """Leave its writer a message about a card."""
    notes: dict[str, Any] = plain(draft.document.root("session").get(NOTES)) or {}
    notes[id_] = {"card": card, "what": what, "reason": reason, "at": now_ms}
    newest = dict(sorted(notes.items(), key=lambda note: -int(note[1]["at"]))[:MOST_NOTES])
    draft.change(lambda document: _write(document, NOTES, newest), None)


def untell(draft: DraftRoom, id_: str) -> None:
    """Take a message back: what it tells of was undone."""
    notes: dict[str, Any] = plain(draft.document.root("session").get(NOTES)) or {}
    notes.pop(id_, None)
    draft.change(lambda document: _write(document, NOTES, notes), None)


def _write(document: Document, key: str, values: Mapping[str, Any]) -> None:
    """Make a map of the session hold exactly this; what is so already is not written."""
    root = document.root("session")
    if not isinstance(root.get(key), Map):
        root[key] = Map()
    kept = root[key]
    for id_ in [id_ for id_ in kept.keys() if id_ not in values]:
        del kept[id_]
    for id_, value in values.items():
        if plain(kept.get(id_)) != value:
            kept[id_] = value
