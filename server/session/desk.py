"""The desk over HTTP: who has to be approved, what waits, and what a facilitator does about it.

The list of acts says who, what, which card and when; never the text. What an act takes to undo is set aside for a day.
"""

from collections.abc import Mapping
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from boards import desk, reveal
from boards.approval import KEY, BadChoice, approval_of, chosen
from boards.document import Document, plain
from boards.drafts import DraftRoom
from boards.field import CONSENT
from boards.hiding import Content, content_of, put_back, redacted, words_in
from boards.moderation import INSTEAD, marked
from boards.room import Room
from boards.schema import MAX_TEXT, MAX_TITLE
from boards.session import say
from server.clock import now_ms
from server.desk import Desk, Item
from server.json_body import read_json
from server.pages.board import participant, row_of
from server.pages.facilitator import Facilitator, facilitator
from server.pages.here import here
from server.secret import new_id
from server.session import moderate
from server.session.moderate import TOO_LATE, pairs_in
from server.set_aside import UNDO_S, SetAside, What

WANTED = "Say one of: approve (with what you have seen), put_back (with a reason), hide_words, edit, undo, wait."
GONE = "That card does not wait any more: somebody else has seen to it, or its writer took it away."
CHANGED = "Its writer has changed it meanwhile. Look at it again."
FULL = "This board is full: no card goes on it."
HIDDEN = "That card is hidden now. Show it again first."
MOST_UNDOS = 20
NO_STORE = {"Cache-Control": "private, no-store"}


async def look(request: Request) -> Response:
    """Who has to be approved, all that waits, and what can be undone."""
    who = await facilitator(request)
    return JSONResponse(await _state(who), headers=NO_STORE)


async def act(request: Request) -> Response:
    """{approve: card, seen}, {put_back: card, reason}, {hide_words: card, words}, {edit: card, text}, {undo: id},
    {wait: {everyone, groups, kinds}}."""
    who = await facilitator(request)
    id_: str | None = None
    match await read_json(request):
        case {"approve": str(card), "seen": str(seen)}:
            id_ = await _approve(who, await _item(who, card, seen))
        case {"put_back": str(card), "reason": str(reason)} if 0 < len(" ".join(reason.split())) <= MAX_TITLE:
            id_ = await _put_back(who, await _item(who, card), " ".join(reason.split()))
        case {"hide_words": str(card), "words": list(words)}:
            item, pairs = await _item(who, card), pairs_in(words)
            id_ = await _reword(who, item, redacted(item.content, pairs), "redacted")
        case {"edit": str(card), "text": str(text)} if 0 < len(text.strip()) <= MAX_TEXT:
            item = await _item(who, card)
            id_ = await _reword(who, item, item.content | {"text": text}, "edited")
        case {"undo": str(done)}:
            await undo(who, done)
        case {"wait": dict(choice)}:
            await choose(who, choice)
        case _:
            raise HTTPException(422, WANTED)
    return JSONResponse({"undo": id_, **await _state(who)}, headers=NO_STORE)


async def hand_in(request: Request) -> Response:
    """{card: id}: its writer hands a card in again that was sent back. {take_up: id}: they take up one of their cards
    that is on the board, to write a change of it that waits."""
    at = await here(request)
    row = await row_of(at)
    me = await participant(at, row)
    asked = await read_json(request)
    card = str(asked.get("take_up") or asked.get("card", ""))
    open_board, one = await at.hub.open(row.id), await at.hub.drafts.of_writer(row.id, me.id)
    draft = _draft(one)
    if "take_up" in asked:
        if not _may_take_up(open_board.room, me.id, card):
            raise HTTPException(404, "That card is not yours, or not on the board any more.")
        desk.take_up(draft, card, plain(open_board.room.document.entry("cards", card)))
        at.hub.drafts.touch(one)
        await one.kept()
        return JSONResponse({"taken": card})
    if desk.records_of(draft).get(card, {}).get("state") != "back":
        raise HTTPException(404, "That card was not sent back to you, or you handed it in already.")
    desk.ask(draft, card, now_ms())
    at.hub.drafts.touch(one)
    await one.kept()
    return JSONResponse({"waiting": card})


def _may_take_up(board: Room, me: str, card: str) -> bool:
    document = board.document
    mine = me in (document.fact("cards", card, "author"), board.unsigned.get(card))
    return mine and document.has("cards", card) and not document.fact("cards", card, "hidden")


# what waits ------------------------------------------------------------------------------------------------------


async def _state(who: Facilitator) -> dict[str, Any]:
    store, board = who.at.store, who.row.id
    document = await who.document()
    names = await store.watched_names(board)
    undoable = await store.set_aside_lately(board, now_ms() - UNDO_S * 1000, MOST_UNDOS)
    return {
        "wait": approval_of(document).plain(),
        "items": [_shown(item, names) for item in await _desk(who).queue(board)],
        "done": [{"id": one.id, "what": one.what, "card": one.card, "at": one.time} for one in undoable],
    }


def _shown(item: Item, names: list[str]) -> dict[str, Any]:
    """A card that waits, with its words in pieces, those marked that may tell who someone is."""
    content = item.content
    fields = {name: "\n".join(words_in(value)) for name, value in content["fields"].items() if name not in CONSENT} | {
        "tags": ", ".join(content["tags"])
    }
    parts = {name: marked(words, names) for name, words in fields.items() if words.strip()}
    text = marked(content["text"], names)
    every = [part for these in (text, *parts.values()) for part in these]
    found = dict.fromkeys((part.words, f"[{INSTEAD[part.what]}]") for part in every if part.what)
    return {
        "card": item.card,
        "kind": item.kind,
        "zone": item.zone,
        "since": item.since,
        "seen": item.seen,
        "name": item.writer.name if item.named else None,
        "department": item.writer.department if item.named else None,
        "keep": content["fields"].get("keep"),
        "words": content["text"],
        "before": item.before,
        "text": [part._asdict() for part in text],
        "fields": [{"name": name, "text": [part._asdict() for part in these]} for name, these in parts.items()],
        "marked": [list(pair) for pair in found],
    }


def _desk(who: Facilitator) -> Desk:
    return who.at.hub.drafts.desk


async def _item(who: Facilitator, card: str, seen: str | None = None) -> Item:
    """A card that waits. Raises HTTPException 404 where it does not any more, 409 where it says something else now."""
    item = await _desk(who).find(who.row.id, card)
    if item is None:
        raise HTTPException(404, GONE)
    if seen is not None and item.seen != seen:
        raise HTTPException(409, CHANGED)
    return item


def _still(who: Facilitator, item: Item) -> DraftRoom:
    """Its private document, in the turn of the loop in which it is changed. Raises HTTPException 409."""
    draft = _draft(item.draft)
    if item.draft.closed or not _desk(who).is_as_seen(item):
        raise HTTPException(409, CHANGED)
    return draft


def _draft(one: Any) -> DraftRoom:
    assert isinstance(one.room, DraftRoom)
    return one.room


async def _keep(who: Facilitator, item: Item, what: What, content: dict[str, Any], done: str) -> str:
    """Set aside what it takes to undo this act, and put it on the list."""
    taken = SetAside(new_id(), who.row.id, item.card, what, now_ms(), content | {"writer": item.writer.participant})
    await who.note(done, item.card)
    await who.at.store.set_aside(taken)
    return taken.id


# acts ------------------------------------------------------------------------------------------------------------


async def _approve(who: Facilitator, item: Item) -> str:
    hub, card = who.at.hub, item.card
    open_board = await hub.open(who.row.id)
    board = open_board.room
    if item.before is not None and board.document.fact("cards", card, "hidden"):
        raise HTTPException(409, HIDDEN)
    before = content_of(board.document, card) if item.before is not None else None
    id_ = await _keep(who, item, "approved", {"before": before, "after": item.content}, "approved")
    draft = _still(who, item)
    if item.before is None:
        reveal.show(board, [(draft, card)], now_ms(), names=item.named)
        if not board.document.has("cards", card):
            raise HTTPException(409, FULL)
    else:
        reveal.bring(board, draft, card)
    desk.release(draft, card)
    hub.drafts.touch(open_board, item.draft)
    if item.before is None:
        hub.drafts.tell_moved(open_board, item.draft, card)
    await open_board.kept()
    return id_


async def _put_back(who: Facilitator, item: Item, reason: str) -> str:
    note = new_id()
    id_ = await _keep(who, item, "back", {"note": note}, "put-back")
    draft = _still_there(item)
    desk.send_back(draft, item.card, reason, now_ms())
    desk.tell(draft, note, item.card, "back", reason, now_ms())
    who.at.hub.drafts.touch(item.draft)
    await item.draft.kept()
    return id_


def _still_there(item: Item) -> DraftRoom:
    draft = _draft(item.draft)
    if item.draft.closed or item.card not in desk.waiting_in(draft):
        raise HTTPException(404, GONE)
    return draft


async def _reword(who: Facilitator, item: Item, after: Content, what: What) -> str:
    """Change a card's words before others see them; its writer is told, and what they wrote meanwhile stays."""
    if after == item.content:
        raise HTTPException(409, "Those words are not on the card any more.")
    note, says = new_id(), "edited" if what == "edited" else "words-hidden"
    id_ = await _keep(who, item, what, {"before": item.content, "after": after, "note": note}, says)
    draft = _still_there(item)
    draft.change(lambda document: put_back(document, item.card, after, item.content), None)
    desk.tell(draft, note, item.card, "edited" if what == "edited" else "words-hidden", "", now_ms())
    _desk(who).settled(item)
    who.at.hub.drafts.touch(item.draft)
    await item.draft.kept()
    return id_


async def choose(who: Facilitator, choice: Mapping[str, Any]) -> None:
    """From now on these wait. What waits already goes on waiting."""
    try:
        approval = chosen(choice)
    except BadChoice as error:
        raise HTTPException(422, str(error)) from None
    if approval == approval_of(await who.document()):
        return
    await who.note("approval-on" if approval.on else "approval-off")
    await who.at.hub.change(who.row.id, lambda document: say(document, **{KEY: approval.plain()}), who.me.id)


# undoing ---------------------------------------------------------------------------------------------------------


async def undo(who: Facilitator, id_: str) -> None:
    """Make as if an act had not been done; what people have written since stays. Raises HTTPException 409."""
    store, hub, board = who.at.store, who.at.hub, who.row.id
    taken = await store.set_aside_by(board, id_)
    if taken is not None and taken.what == "redacted" and "writer" not in taken.content:
        await moderate.undo(who, id_)  # they were hidden on the board, not before others saw them
        return
    if taken is None or taken.what == "hidden" or "writer" not in taken.content:
        raise HTTPException(409, TOO_LATE)
    one = await hub.drafts.of_writer(board, taken.content["writer"])
    open_board = await hub.open(board)
    draft, document, card = _draft(one), open_board.room.document, taken.card
    if taken.what == "approved":
        _may_undo_approval(document, taken)
        await who.note("taken-off", card)
        _unapprove(open_board.room, draft, taken)
    elif taken.what == "back":
        if desk.records_of(draft).get(card, {}).get("state") != "back":
            raise HTTPException(409, TOO_LATE)
        await who.note("put-back-undone", card)
        desk.ask(draft, card, now_ms())
    else:
        await who.note("edit-undone" if taken.what == "edited" else "words-shown", card)
        _say_again(open_board.room, draft, taken)
    if note := taken.content.get("note"):
        desk.untell(draft, note)
    hub.drafts.touch(open_board, one)
    await one.kept()
    await open_board.kept()
    await store.forget_set_aside(id_)


def _may_undo_approval(document: Document, taken: SetAside) -> None:
    if not document.has("cards", taken.card) or document.fact("cards", taken.card, "hidden"):
        raise HTTPException(409, "That card is hidden or not on the board any more.")


def _unapprove(board: Room, draft: DraftRoom, taken: SetAside) -> None:
    """A card is its writer's alone again; a change is taken back, and waits."""
    card, before, after = taken.card, taken.content["before"], taken.content["after"]
    if before is None:
        desk.take_back(draft, card, plain(board.document.entry("cards", card)), now_ms())
        board.change(lambda document: _take_off(document, card), None)
        return
    desk.keep(draft, card, plain(board.document.entry("cards", card)))
    board.change(lambda document: put_back(document, card, before, after), None)
    reveal.agree(board, draft, card)
    desk.ask(draft, card, now_ms())


def _take_off(document: Document, card: str) -> None:
    del document.root("cards")[card]


def _say_again(board: Room, draft: DraftRoom, taken: SetAside) -> None:
    """The words as they were, wherever the card is by now: with its writer, on the board, or both."""
    before, after = taken.content["before"], taken.content["after"]
    for room in (draft, board):
        if room.document.has("cards", taken.card) and not room.document.fact("cards", taken.card, "hidden"):
            room.change(lambda document: put_back(document, taken.card, before, after), None)
    if draft.document.has("cards", taken.card) and board.document.has("cards", taken.card):
        reveal.agree(board, draft, taken.card)
