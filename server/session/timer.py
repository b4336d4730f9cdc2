"""The timer that all see."""

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from boards.document import Document
from boards.running_order import MAX_TIMER_S
from boards.session import say, timer_of
from boards.timer import Timer, ready
from server.clock import now_ms
from server.json_body import read_json
from server.pages.facilitator import facilitator

WANTED = "Say one of: start (seconds, or true for the one that waits), add (seconds), pause, stop."


async def timer(request: Request) -> Response:
    """{start: seconds | true}, {add: seconds}, {pause: true}, {stop: true}."""
    who = await facilitator(request)
    asked = await read_json(request)
    known = timer_of(await who.document())
    match asked:
        case {"stop": True}:
            new = None
        case {"pause": True} if known:
            new = known.pause(now_ms())
        case {"start": True} if known:
            new = known.go_on(now_ms())
        case {"start": int(seconds)} if seconds is not True and 0 < seconds <= MAX_TIMER_S:
            new = started(seconds)
        case {"add": int(seconds)} if abs(seconds) <= MAX_TIMER_S:
            new = known.add(seconds, now_ms()) if known else started(seconds)
        case _:
            raise HTTPException(422, WANTED)
    kept = new.plain() if new else None

    def keep(document: Document) -> None:
        say(document, timer=kept)

    await who.at.hub.change(who.row.id, keep, who.me.id)
    return JSONResponse({"timer": kept, "now": now_ms()})


def started(seconds: int) -> Timer | None:
    """A timer that runs from now."""
    waiting = ready(seconds)
    return waiting.go_on(now_ms()) if waiting else None
