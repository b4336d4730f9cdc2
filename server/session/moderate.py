"""Hiding cards and words in them, and putting them back. The list of acts says who, what and when; never the text."""

from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from boards.document import Document
from boards.hiding import Content, content_of, hide, put_back, redact, redacted, unhide
from boards.moderation import INSTEAD, marked, names_in
from boards.schema import MAX_TITLE
from server.clock import now_ms
from server.desk import tell_writer
from server.json_body import read_json
from server.pages.board import participant, row_of
from server.pages.facilitator import Facilitator, facilitator
from server.pages.here import here
from server.secret import new_id
from server.set_aside import SetAside

WANTED = "Say one of: check, hide, unhide, redact (each with a card), undo, names."
GONE = "That card is not on the board any more."
TOO_LATE = "That can’t be undone any more."
MAX_WORDS = 200


async def moderate(request: Request) -> Response:
    """{check: card}, {hide: card, reason}, {unhide: card}, {redact: card, words: [[words, instead]]}, {undo: id},
    {names: [..]} or {names: true} to read them."""
    who = await facilitator(request)
    match await read_json(request):
        case {"check": str(card)}:
            answer = await _check(who, card)
        case {"hide": str(card), "reason": str(reason)} if len(reason) <= MAX_TITLE:
            answer = await _hide(who, card, " ".join(reason.split()))
        case {"unhide": str(card)}:
            answer = await show(who, card)
        case {"redact": str(card), "words": list(words)}:
            answer = await _redact(who, card, pairs_in(words))
        case {"undo": str(id_)}:
            answer = await undo(who, id_)
        case {"names": True}:
            answer = {"names": await who.at.store.watched_names(who.row.id)}
        case {"names": list(names)} if all(isinstance(name, str) for name in names):
            kept = names_in(names)
            await who.note("names-listed")
            await who.at.store.watch_names(who.row.id, kept)
            answer = {"names": kept}
        case _:
            raise HTTPException(422, WANTED)
    return JSONResponse(answer)


async def hidden(request: Request) -> Response:
    """What a hidden card holds, for its writer and for facilitators."""
    at = await here(request)
    row = await row_of(at)
    me = await participant(at, row)
    card = request.path_params["card"]
    document: Document = await at.hub.document(row.id)
    mine = document.fact("cards", card, "author") == me.id
    taken = await at.store.hidden_card(row.id, card) if mine or me.role == "facilitator" else None
    if taken is None:
        raise HTTPException(404, GONE)
    return JSONResponse({"text": taken.content["text"]}, headers={"Cache-Control": "private, no-store"})


async def _content(who: Facilitator, card: str) -> Content:
    found = content_of(await who.document(), card)
    if found is None:
        raise HTTPException(404, GONE)
    return found


async def _check(who: Facilitator, card: str) -> dict[str, Any]:
    """The card's words with those marked that may tell who someone is."""
    content = await _content(who, card)
    names = await who.at.store.watched_names(who.row.id)
    texts = [content["text"], *(value for value in content["fields"].values() if isinstance(value, str))]
    parts = [part for text in texts for part in marked(text, names)]
    found = dict.fromkeys((part.words, f"[{INSTEAD[part.what]}]") for part in parts if part.what)
    shown = [{"words": part.words, "what": part.what} for part in marked(content["text"], names)]
    return {"parts": shown, "words": [list(pair) for pair in found]}


async def _hide(who: Facilitator, card: str, reason: str) -> dict[str, Any]:
    if (await who.document()).fact("cards", card, "hidden"):
        return {"hidden": card}
    taken = SetAside(new_id(), who.row.id, card, "hidden", now_ms(), await _content(who, card))
    await who.note("card-hidden", card)
    await who.at.store.set_aside(taken)
    last: list[Content | None] = []

    def take(document: Document) -> None:
        last.append(content_of(document, card))
        hide(document, card, reason, now_ms())

    await who.at.hub.change(who.row.id, take, who.me.id)
    if last[0] is not None and last[0] != taken.content:  # somebody was writing
        await who.at.store.change_set_aside(taken.id, last[0])
    await tell_writer(who.at.hub, who.row.id, card, "hidden", reason, who.me.id)
    return {"hidden": card}


async def show(who: Facilitator, card: str) -> dict[str, Any]:
    """A hidden card is as it was. Raises HTTPException 404."""
    taken = await who.at.store.hidden_card(who.row.id, card)
    if taken is None:
        raise HTTPException(404, GONE)
    await who.note("card-shown", card)
    await who.at.hub.change(who.row.id, lambda document: unhide(document, card, taken.content), who.me.id)
    await who.at.store.forget_set_aside(taken.id)
    await tell_writer(who.at.hub, who.row.id, card, "shown", "", who.me.id)
    return {"shown": card}


def pairs_in(words: list[Any]) -> list[tuple[str, str]]:
    """Words and what stands in their place, as asked for. Raises HTTPException 422."""
    pairs = [
        (str(pair[0]), str(pair[1])[:MAX_TITLE])
        for pair in words[:MAX_WORDS]
        if isinstance(pair, list) and len(pair) == 2 and str(pair[0]).strip()
    ]
    if not pairs or len(pairs) < len(words):
        raise HTTPException(422, "Say which words, and what stands in their place.")
    return pairs


async def _redact(who: Facilitator, card: str, pairs: list[tuple[str, str]]) -> dict[str, Any]:
    before = await _content(who, card)
    after = redacted(before, pairs)
    if after == before:
        raise HTTPException(409, "Those words are not on the card any more.")
    taken = SetAside(new_id(), who.row.id, card, "redacted", now_ms(), {"before": before, "after": after})
    await who.note("words-hidden", card)
    await who.at.store.set_aside(taken)
    await who.at.hub.change(who.row.id, lambda document: redact(document, card, pairs), who.me.id)
    await tell_writer(who.at.hub, who.row.id, card, "words-hidden", "", who.me.id)
    return {"undo": taken.id}


async def undo(who: Facilitator, id_: str) -> dict[str, Any]:
    """Words that were hidden on the board are back in their card. Raises HTTPException 409."""
    taken = await who.at.store.set_aside_by(who.row.id, id_)
    if taken is None or taken.what != "redacted" or "writer" in taken.content:
        raise HTTPException(409, TOO_LATE)
    before, after = taken.content["before"], taken.content["after"]
    await who.note("words-shown", taken.card)
    await who.at.hub.change(who.row.id, lambda document: put_back(document, taken.card, before, after), who.me.id)
    await who.at.store.forget_set_aside(id_)
    await tell_writer(who.at.hub, who.row.id, taken.card, "words-shown", "", who.me.id)
    return {"shown": taken.card}
