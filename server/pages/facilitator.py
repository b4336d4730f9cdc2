"""Who asks for an act of a facilitator, or why they may not: whatever only facilitators do begins with it."""

from dataclasses import dataclass

from starlette.exceptions import HTTPException
from starlette.requests import Request

from boards.document import Document
from server.clock import now_ms
from server.pages.board import participant, row_of
from server.pages.here import Here, here
from server.record import BoardRow, Participant

NOT_YOURS = "Only the people who run this room can do that. Ask one of them."


@dataclass(frozen=True, slots=True)
class Facilitator:
    """The facilitator of a board who asks for something, with what it takes to do it."""

    at: Here
    row: BoardRow
    me: Participant

    async def note(self, act: str, whom: str | None = None) -> None:
        """Put an act on the board's list, before it is done. Raises NotAllowed for who is no facilitator by now."""
        await self.at.store.note_act(self.row.id, self.me.id, act, whom, now_ms())

    async def document(self) -> Document:
        """The live document, for reading at once."""
        return await self.at.hub.document(self.row.id)


async def facilitator(request: Request) -> Facilitator:
    """The facilitator of the board in the address. Raises HTTPException 401, 403 or 404."""
    at = await here(request)
    row = await row_of(at)
    me = await participant(at, row)
    if me.role != "facilitator":
        raise HTTPException(403, NOT_YOURS)
    return Facilitator(at, row, me)
