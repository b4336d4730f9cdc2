"""Coming in by the code on the big screen."""

import asyncio
import logging
import time

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from boards.errors import Forbidden
from server import seat_code
from server.clock import now_ms
from server.knock import Door
from server.pages.form import one_line, read_form
from server.pages.here import Here, here
from server.pages.page import render
from server.pages.plan import example_services
from server.pages.session import new_session
from server.record import BoardRow, Invitation

log = logging.getLogger("sameroom.pages")

door = Door()
"""One for the process."""
MAX_CODE = 40
"""Longer than any code: what is longer is the secret of a link, which nobody can guess."""
ROOMS = 3
"""Rooms of before that are offered."""
WRONG = "We can’t find that room. Check the code on the big screen. It looks like OTTER 42."
EMPTY = "Type the code from the big screen. It looks like OTTER 42."
WRONG_SEAT = "That code doesn’t work any more. It works once, for 15 minutes. Get a new one on the other device."
MOVED = "You carry on on another device now."
BUSY = "A lot of codes are being tried right now. Wait a minute, then try again, or ask for the link."


async def ask_code(request: Request) -> Response:
    """Which room?"""
    at = await here(request)
    if request.method == "GET":
        return await code_page(at)
    typed = one_line((await read_form(request)).get("code", ""), MAX_CODE)
    if not typed:
        return await code_page(at, error=EMPTY, status=422)
    if seat_code.is_long_enough(typed):
        return await take_seat(at, typed)
    invitation = await find_by_code(at, typed)
    if invitation is None or invitation.code is None:
        return await code_page(at, typed, WRONG, 404)
    return RedirectResponse(f"/join/{invitation.code.replace(' ', '').lower()}", 303)


async def code_page(at: Here, typed: str = "", error: str | None = None, status: int = 200) -> Response:
    """The question for the code, with what was typed."""
    rooms = await rooms_before(at)
    services = example_services()
    return render(at.request, "code.html", status, typed=typed, error=error, rooms=rooms, departments=services)


async def rooms_before(at: Here) -> list[BoardRow]:
    """Boards that this browser has been on, so that people who come back need no code."""
    if at.session is None:
        return []
    mine = await at.store.boards_of(at.session.id, at.session.user)
    return [row for row in await at.store.boards() if row.id in mine][:ROOMS] if mine else []


async def find_by_code(at: Here, typed: str) -> Invitation | None:
    """The invitation with this code. A wrong one costs everyone's patience; HTTPException 429 when it is gone."""
    if not door.may_try(time.monotonic()):
        raise HTTPException(429, BUSY, {"Retry-After": str(door.retry_after_s)})
    found = await at.store.invitation_by_code(typed)
    if found is None:
        await _be_patient()
    return found if found and found.lets_in(now_ms()) else None


async def _be_patient() -> None:
    wait_s = door.wrong()
    log.info("a wrong code was tried; waiting %.1f s", wait_s)
    await asyncio.sleep(wait_s)


async def take_seat(at: Here, typed: str) -> Response:
    """Carry on here as who somebody was on another device, by their personal code."""
    if not door.may_try(time.monotonic()):
        raise HTTPException(429, BUSY, {"Retry-After": str(door.retry_after_s)})
    board = await at.store.board_of_seat_code(typed, now_ms())
    if board is not None:
        answer = RedirectResponse(f"/b/{board}", 303)
        session = at.session or await new_session(at, None, answer)
        who = await at.store.use_seat_code(typed, session.id, now_ms())
        if who is not None:
            if who.user is None:  # someone with an account is known on every device they sign in on
                at.hub.close_participant(board, who.id, Forbidden.code, MOVED)
            return answer
    await _be_patient()
    return await code_page(at, typed, WRONG_SEAT, 404)


async def find(at: Here, key: str) -> Invitation | None:
    """The invitation of an address: the secret of a link, or a code."""
    by_link = await at.store.invitation_by_secret(key)
    if by_link is not None or len(key) > MAX_CODE:
        return by_link if by_link and by_link.lets_in(now_ms()) else None
    return await find_by_code(at, key)
