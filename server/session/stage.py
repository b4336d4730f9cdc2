"""The running order: moving to a stage, and changing, adding, dropping and re-ordering stages while it goes on."""

from collections.abc import Callable
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from boards.document import Document
from boards.running_order import BadStage, RunningOrder, changed, stage_of
from boards.session import begin, order_of, say
from server.clock import now_ms
from server.json_body import read_json
from server.pages.facilitator import Facilitator, facilitator
from server.secret import new_id
from server.snapshot import take


async def stage(request: Request) -> Response:
    """{go: id} moves there; {put: stage, before: id} changes or adds one; {drop: id}; {order: [ids]}.

    A stage that is there keeps what is not said of it.
    """
    who = await facilitator(request)
    asked = await read_json(request)
    try:
        if "go" in asked:
            await go(who, str(asked["go"]), reveal=asked.get("reveal") is True)
        elif "put" in asked:
            await _put(who, asked["put"], str(asked["before"]) if asked.get("before") else None)
        elif "drop" in asked:
            await _edit(who, lambda order: order.drop(str(asked["drop"])))
        elif "order" in asked:
            await _edit(who, lambda order: order.ordered(_ids(asked["order"])))
        else:
            raise BadStage("Say one of: go, put, drop, order.")
    except BadStage as error:
        raise HTTPException(422, str(error)) from None
    return JSONResponse(order_of(await who.document()).plain())


async def go(who: Facilitator, id_: str, *, reveal: bool) -> None:
    """Move to a stage, keeping the board as the last one left it. Two who press at once move once."""
    before = order_of(await who.document())
    if before.go(id_).now == before.now:
        return
    if before.now is not None and before.now.silent:
        await _show(who, reveal=reveal)
    if before.now is not None and before.now.snapshot:
        await take(who.at.store, who.at.hub, who.row.id, now_ms(), stage=before.now.name, who=who.me.id)
    if order_of(await who.document()).now == before.now:
        await who.note("stage", next(stage.name for stage in before.stages if stage.id == id_))
        await who.at.hub.change(who.row.id, lambda document: _begin(document, id_), who.me.id)


async def _show(who: Facilitator, *, reveal: bool) -> None:
    """Silence ends with its stage. Raises HTTPException 409 where cards are hidden and nobody said to show them."""
    hidden = await who.at.hub.drafts.hidden(who.row.id)
    if hidden and not reveal:
        cards = "1 card is" if hidden == 1 else f"{hidden} cards are"
        raise HTTPException(409, f"{cards} still hidden. Moving on shows them to everyone.")
    await who.at.hub.drafts.reveal(who.row.id, None, who.me.id)


def _begin(document: Document, id_: str) -> None:
    begin(document, order_of(document).go(id_))


async def _put(who: Facilitator, given: Any, before: str | None) -> None:
    id_ = new_id()

    def put(order: RunningOrder) -> RunningOrder:
        place = order.place(str(given.get("id"))) if isinstance(given, dict) else None
        stage = stage_of(given, id_) if place is None else changed(order.stages[place], given)
        return order.put(stage, before)

    await _edit(who, put)


async def _edit(who: Facilitator, edit: Callable[[RunningOrder], RunningOrder]) -> None:
    edit(order_of(await who.document()))  # says what is wrong before anything changes
    await who.note("running-order")
    await who.at.hub.change(who.row.id, lambda document: say(document, **edit(order_of(document)).plain()), who.me.id)


def _ids(given: Any) -> list[str]:
    if not isinstance(given, list) or any(not isinstance(id_, str) for id_ in given):
        raise BadStage("The order is a list of stages’ ids.")
    return given
