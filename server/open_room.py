"""One room as this process carries it: its seats, what is written to them, and readers that are slow.

A seat whose transport is full gets nothing queued. It is marked behind, with the state vector of what it has had; when
it drains it gets one difference and the newest presence. A state vector says nothing of deletes, so "did it miss
anything" is a mark of its own, and the difference always carries every delete.
"""

import asyncio
import logging
from collections.abc import Callable, Mapping

from boards.first_sync import Answer
from boards.protocol import clock_message, kept_message
from boards.room import STIRRED, Batch, Member, Room
from boards.standing import Standing
from server.lane import Frame

HELD_LIMIT = 16
"""Messages for one slow reader alone that may wait; more means it asks without ever reading."""
FLOODED = 4529

log = logging.getLogger("sameroom.room")


class Seat:
    """One connection's place in an open room. Its methods are called from the transport: they never wait or raise."""

    def __init__(
        self, open_room: "OpenRoom", member: Member, write: Callable[[Frame], None], close: Callable[[int, str], None]
    ) -> None:
        self.member = member
        self.gone = False
        self._room = open_room
        self._write = write
        self._close = close
        self._behind = False
        self._missed: bytes | None = None
        """State vector of what it had before the first thing it missed."""
        self._held: list[bytes] = []
        self._kept_due = 0

    @property
    def epoch(self) -> int:
        """Of the history that this place is in."""
        return self._room.epoch

    def receive(self, data: bytes) -> None:
        """One WebSocket message came."""
        if not self.gone:
            self._room.receive(self, data)

    def leave(self) -> None:
        """The connection is over."""
        if not self.gone:
            self.gone = True
            self._room.left(self)

    def go_on_by(self, write: Callable[[Frame], None]) -> None:
        """From here on the way out is this one."""
        self._write = write

    def pause(self) -> None:
        """The transport is full."""
        self._behind = True

    def resume(self) -> None:
        """The transport has drained: one difference for all it missed, and who is here now."""
        if self.gone:
            return
        self._behind = False
        missed, self._missed = self._missed, None
        if missed is not None:
            self._room.answer(self, missed)
        everyone = self._room.room.presence.everyone()
        if everyone is not None:
            self.write(Frame(everyone))
        held, self._held = self._held, []
        for message in held:
            self.say(message)
        if self._kept_due:
            self.acknowledge(self._kept_due)

    def close(self, code: int, reason: str) -> None:
        """Send them away."""
        if not self.gone:
            self.leave()
            self._close(code, reason)

    def write(self, frame: Frame) -> None:
        """Presence and the like: whoever is behind gets the newest later."""
        if not self._behind:
            self._write(frame)

    def relay(self, frame: Frame, before: bytes, kept: int | None = None) -> None:
        """A change of the document; `before` is the state vector without it. `kept`: how many of its messages are on
        disk by now, told in the same write."""
        if not self._behind:
            self._write(frame if kept is None else Frame(*frame.payloads, kept_message(kept)))
            return
        if self._missed is None:
            self._missed = before
        if kept is not None:
            self._kept_due = kept

    def say(self, message: bytes) -> None:
        """Something for this one alone."""
        if not self._behind:
            self._write(Frame(message))
        elif len(self._held) < HELD_LIMIT:
            self._held.append(message)
        else:
            self.close(FLOODED, "asks without reading")

    def acknowledge(self, count: int) -> None:
        """Tell how many of its messages are on disk."""
        self._kept_due = count if self._behind else 0
        if not self._behind:
            self._write(Frame(kept_message(count)))

    def give(self, answer: Answer) -> None:
        """Send the answer to a sync step 1; to a slow reader, later and anew."""
        if self._behind:
            self._missed = answer.vector
            return
        for frame in framed(answer):
            self._write(frame)
        for message in (*answer.before, answer.last):
            self._write(Frame(message))


def framed(answer: Answer) -> list[Frame]:
    """The shared part of an answer, encoded once for all who get it."""
    base = answer.base
    if base is None:
        return []
    frames = base.frames.get(answer.packed)
    if frames is None:
        frames = base.frames[answer.packed] = [Frame(message) for message in base.messages(answer.packed)]
    assert isinstance(frames, list)
    return frames


NOBODY: Mapping[Seat, int] = {}


class OpenRoom:
    """A room with its seats."""

    def __init__(
        self,
        room: Room,
        touch: Callable[["OpenRoom"], None],
        stir: Callable[["OpenRoom"], None],
        broke: Callable[["OpenRoom"], None],
        now_ms: Callable[[], int],
        epoch: int = 1,
    ) -> None:
        self.room, self.epoch = room, epoch
        self.seats: dict[Member, Seat] = {}
        self.empty_since_ms = now_ms()
        self.closed = False
        self._touch, self._stir, self._broke, self._now_ms = touch, stir, broke, now_ms
        self.show_others: Callable[[OpenRoom], None] | None = None
        """Shows who is here to other processes."""
        self.look_for_more: Callable[[OpenRoom, Seat], None] | None = None
        """Takes in what other processes kept, then has this seat asked again."""
        self._waiting: list[tuple[Seat, Answer]] = []
        self._wanted: list[tuple[int, asyncio.Future[None]]] = []

    # coming and going ------------------------------------------------------------------------------------------

    def sit(self, seat: Seat, first: list[bytes]) -> None:
        """A connection has its place; `first` is what it is told at once."""
        self.seats[seat.member] = seat
        seat.member.may_be_ahead = self.look_for_more is not None
        if seat.member.visitor.own_messages:
            seat.say(clock_message(self._now_ms()))
        for message in first:
            seat.say(message)

    def left(self, seat: Seat) -> None:
        """A connection is over."""
        self.seats.pop(seat.member, None)
        if not self.seats:
            self.empty_since_ms = self._now_ms()
        if self.room.leave(seat.member).stirred:
            self._stir(self)

    # what comes in ---------------------------------------------------------------------------------------------

    def receive(self, seat: Seat, data: bytes) -> None:
        """A message of a seat: let the room decide, then do it."""
        try:
            outcome = self.room.receive(seat.member, data, self._now_ms())
        except Exception:
            log.exception("room %s broke on a message of %s", self.room.board, seat.member.visitor.participant)
            self._broke(self)
            return
        if outcome is STIRRED:
            self._stir(self)
            return
        for message in outcome.now:
            seat.say(message)
        for answer in outcome.answers:
            self._give(seat, answer)
        if outcome.touched:
            self._touch(self)
        if outcome.stirred:
            self._stir(self)
        if outcome.ahead and self.look_for_more is not None:
            self.look_for_more(self, seat)
        if outcome.refused:
            self._note_refusal(seat, outcome.refused)
        if outcome.close is not None:
            self._send_away(seat, outcome.close.code, outcome.close.reason)

    def ask_again(self, seat: Seat) -> None:
        """What other processes kept is here: what has this seat beyond that?"""
        if not (seat.gone or self.closed):
            seat.say(self.room.ask_again(seat.member))

    def restand(self, standing: Standing) -> None:
        """Rights have changed: tell those whose rights they are, and send away who may not be here any more."""
        for member, outcome in self.room.restand(standing):
            seat = self.seats.get(member)
            if seat is None:
                continue
            for message in outcome.now:
                seat.say(message)
            if outcome.close is not None:
                self._send_away(seat, outcome.close.code, outcome.close.reason)

    def close_participant(self, participant: str, code: int, reason: str) -> None:
        """Close every connection of one participant."""
        for seat in list(self.seats.values()):
            if seat.member.visitor.participant == participant:
                self._send_away(seat, code, reason)

    def answer(self, seat: Seat, vector: bytes) -> None:
        """Give a seat what it lacks."""
        self._give(seat, self.room.answer(seat.member, vector))

    def _give(self, seat: Seat, answer: Answer) -> None:
        if answer.version <= self.room.kept_version:
            seat.give(answer)
        else:
            self._waiting.append((seat, answer))

    def _note_refusal(self, seat: Seat, why: list[str]) -> None:
        who = seat.member.visitor.participant
        log.info("room %s: %d parts of an update of %s refused: %s", self.room.board, len(why), who, why[0])

    def _send_away(self, seat: Seat, code: int, reason: str) -> None:
        log.info("room %s: closing %s with %d: %s", self.room.board, seat.member.visitor.participant, code, reason)
        seat.close(code, reason)

    # what goes out ---------------------------------------------------------------------------------------------

    def relay(self, batch: Batch) -> None:
        """A batch is on disk: show it to everyone, its authors included, then send what waited for it."""
        owed = {seat: count for member, count in batch.owed if (seat := self.seats.get(member)) is not None}
        if batch.message is not None:
            self.show(batch.message, owed)
        else:
            for seat, count in owed.items():
                seat.acknowledge(count)
        self.room.kept(batch)
        if self._waiting:
            self._send_what_waited()
        while self._wanted and self._wanted[0][0] <= batch.version:
            future = self._wanted.pop(0)[1]
            if not future.done():
                future.set_result(None)

    def show(self, message: bytes, owed: Mapping[Seat, int] = NOBODY) -> None:
        """A kept change of the document, for everyone, and with it the presence that waits.

        `owed`: its authors, with how many messages of each are on disk by now.
        """
        presence = self.room.presence.take()
        frame = Frame(message) if presence is None else Frame(message, presence)
        before = self.room.kept_vector
        for seat in list(self.seats.values()):
            seat.relay(frame, before, owed.get(seat))
        self.room.spoke(self._now_ms())
        if presence is not None and self.show_others is not None:
            self.show_others(self)

    def show_presence(self) -> None:
        """The newest presence, for everyone."""
        message = self.room.presence.take()
        if message is not None:
            self.tell(message)
        if self.show_others is not None:
            self.show_others(self)

    def stir(self) -> None:
        """Presence changed elsewhere."""
        self._stir(self)

    def tell(self, message: bytes) -> None:
        """A message for everyone that may be missed."""
        frame = Frame(message)
        for seat in list(self.seats.values()):
            seat.write(frame)
        self.room.spoke(self._now_ms())

    def _send_what_waited(self) -> None:
        waiting, self._waiting = self._waiting, []
        for seat, answer in waiting:
            if not seat.gone:
                self._give(seat, answer)

    # the server's own wishes -----------------------------------------------------------------------------------

    def kept(self) -> "asyncio.Future[None]":
        """Done when everything up to now is on disk."""
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        if self.room.version <= self.room.kept_version:
            future.set_result(None)
        else:
            self._wanted.append((self.room.version, future))
        return future

    def send_everyone_away(self, code: int, reason: str) -> None:
        """Everyone out."""
        for seat in list(self.seats.values()):
            seat.close(code, reason)

    def close(self, code: int, reason: str, error: BaseException | None = None) -> None:
        """Everyone out; the room is not used again."""
        self.closed = True
        self.send_everyone_away(code, reason)
        for _, future in self._wanted:
            if not future.done():
                future.set_exception(error or ConnectionError(reason))
        self._wanted = []
        self.room.close()
