"""A voter's own ballot: looked at and changed until the vote closes.

A look and a vote are the same request, so that the log does not tell them apart. Nothing here is logged or kept with a
participant's id; see docs/secret-polls.md.
"""

from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from boards.errors import BadBallot
from boards.polls import Poll
from boards.polls import ballot as choices_of
from server import auth
from server.ballot import CLOSED, Cast, Closed, Elsewhere, key_of
from server.ballot_box import BallotBox
from server.json_body import read_json
from server.pages.board import participant, row_of
from server.pages.here import Here, here
from server.record import Participant

WHY_NOT = {
    "observer": "You are here to watch, so you don’t vote.",
    "facilitator": "You run the room, so you don’t vote.",
}


async def ballot(request: Request) -> Response:
    """{poll: id} gives what I chose; {poll: id, choices: {card: answer or dots}} changes it.

    Who runs the room is told how many have answered.
    """
    at = await here(request)
    row = await row_of(at)
    asked = await read_json(request)
    poll = await at.store.poll(row.id)
    if poll is None or asked.get("poll") != poll.id:
        raise HTTPException(409, CLOSED)
    box: BallotBox = request.app.state.box
    me = await participant(at, row)
    if me.role == "facilitator" and "choices" not in asked:
        return JSONResponse({"poll": poll.id, "choices": {}, "people": await at.store.voters(poll.id)})
    try:
        cast = await _mine(at, me, poll)
        if "choices" in asked:
            choices = choices_of(poll, asked["choices"])
            await box.cast(Cast(cast.poll, cast.key, cast.group, choices))
        else:
            choices = box.waiting(poll.id, cast.key) or await at.store.choices(poll.id, cast.key)
    except BadBallot as error:
        raise HTTPException(422, str(error)) from None
    except (Closed, Elsewhere) as error:
        raise HTTPException(409, str(error)) from None
    answer: dict[str, Any] = {"poll": poll.id, "choices": choices, "people": await at.store.voters(poll.id)}
    return JSONResponse(answer)


async def _mine(at: Here, me: Participant, poll: Poll) -> Cast:
    """The place of this browser's ballot. Raises HTTPException, Closed, Elsewhere."""
    if me.role in WHY_NOT:
        raise HTTPException(403, WHY_NOT[me.role])
    token = at.request.cookies.get(auth.COOKIE, "")
    assert at.session is not None
    await at.store.take_paper(poll.id, me.id, at.session.id)
    return Cast(poll.id, key_of(poll.id, token), poll.group_of(me.department), {})
