"""Opening and closing a vote. While it is open nobody is told what anyone chose, and nothing is logged of it."""

from collections import Counter
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from boards.document import Document, plain
from boards.errors import BadPoll
from boards.polls import Result, ask, count, longer, voters
from boards.session import say
from server.ballot import Closed
from server.clock import now_ms
from server.hub import Hub
from server.json_body import read_json
from server.pages.facilitator import Facilitator, facilitator
from server.refusal import Taken
from server.secret import new_id

WANTED = "Say one of: open (what is asked, on which cards), add (minutes), close."
NO_POLL = "There is no vote going on."
MAX_RESULTS = 30
"""Results a board keeps; an older one goes when another comes. Snapshots still have it."""


async def poll(request: Request) -> Response:
    """{open: {cards, question, way, dots, minutes}}, {add: minutes} or {close: true}."""
    who = await facilitator(request)
    asked = await read_json(request)
    try:
        match asked:
            case {"open": dict(what)}:
                return JSONResponse(await _open(who, what), 201)
            case {"add": minutes}:
                return JSONResponse(await _extend(who, minutes))
            case {"close": True}:
                return JSONResponse(await _close(request, who))
    except BadPoll as error:
        raise HTTPException(422, str(error)) from None
    except (Taken, Closed) as error:
        raise HTTPException(409, str(error)) from None
    raise HTTPException(422, WANTED)


async def _open(who: Facilitator, asked: dict[str, Any]) -> dict[str, Any]:
    document = await who.document()
    made = ask(new_id(), asked, open_cards(document), present(who.at.hub, who.row.id), now_ms())
    if plain(document.root("session").get("poll")) is None:
        await who.at.store.remove_poll(who.row.id)  # what a server that was stopped while closing left
    people = await who.at.store.participants(who.row.id)
    given = [(one.id, one.session) for one in people if one.session and one.role == "contributor"]
    await who.at.store.open_poll(who.row.id, made, given)
    await who.note("poll-opened")
    await who.at.hub.change(who.row.id, lambda document: say(document, poll=made.plain()), who.me.id)
    return {"poll": made.plain()}


def open_cards(document: Document) -> set[str]:
    """The cards that may be voted on: those everyone can read."""
    cards = document.root("cards")
    return {id_ for id_ in cards.keys() if not document.fact("cards", id_, "hidden")}


def present(hub: Hub, board: str) -> Counter[str]:
    """How many people of each department are here and vote; who runs the room is not counted."""
    return Counter(state["department"] for state in voters(hub.here(board)).values())


async def _extend(who: Facilitator, minutes: Any) -> dict[str, Any]:
    now = await who.at.store.poll(who.row.id)
    if now is None:
        raise HTTPException(409, NO_POLL)
    later = longer(now, minutes, now_ms())
    await who.at.store.extend_poll(later)
    await who.at.hub.change(who.row.id, lambda document: say(document, poll=later.plain()), who.me.id)
    return {"poll": later.plain()}


async def _close(request: Request, who: Facilitator) -> dict[str, Any]:
    await request.app.state.box.empty()
    closed = await who.at.store.close_poll(who.row.id)
    if closed is None:
        # A board that was copied or brought back with a poll in it: there are no ballots, so the poll just ends.
        if plain((await who.document()).root("session").get("poll")) is None:
            raise HTTPException(409, NO_POLL)
        await who.at.hub.change(who.row.id, lambda document: say(document, poll=None), who.me.id)
        return {"result": None}
    await who.note("poll-closed")
    result = count(*closed, now_ms())
    await who.at.hub.change(who.row.id, lambda document: _show(document, result), who.me.id)
    await who.at.store.remove_poll(who.row.id)
    return {"result": result.plain()}


def _show(document: Document, result: Result) -> None:
    """The result becomes part of the board, once: two may have closed the same poll."""
    known = plain(document.root("session").get("results")) or []
    if all(one["id"] != result.poll.id for one in known):
        known = [*known, result.plain()][-MAX_RESULTS:]
    say(document, poll=None, results=known)
