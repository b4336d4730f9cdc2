"""A person at a room's table, for tests without a socket: a Yjs document of their own and what they say with it."""

from collections.abc import Iterable
from typing import Any

from pycrdt import Doc, Map, Text, TransactionEvent

from boards.document import plain
from boards.protocol import (
    KEPT,
    NOTICE,
    RESET,
    STEP_1,
    STEP_2,
    UPDATE,
    Awareness,
    Reader,
    Sync,
    Unknown,
    read,
    sync_message,
)
from boards.room import Batch, Member, Outcome, Room
from boards.schema import ROOTS
from boards.visitor import Role, Visitor


def an_id(letter: str, number: int = 0) -> str:
    """21 characters, the same every time."""
    return (letter + str(number)).rjust(21, "-")


class Person:
    """Sits in a room, edits, and reads what comes."""

    def __init__(
        self,
        room: Room,
        name: str,
        role: Role = "contributor",
        *,
        own_messages: bool = True,
        invitation: str | None = None,
        participant: str | None = None,
        doc: "Doc[Any] | None" = None,
    ) -> None:
        self.room = room
        self.visitor = Visitor(participant or an_id(name), name, "hv", role, invitation, own_messages)
        self.doc: Doc[Any] = doc or Doc()
        self.roots: dict[str, Map[Any]] = {root: self.doc.get(root, type=Map) for root in ROOTS}
        self.out: list[bytes] = []
        self.kept: int | None = None
        self.resets: list[str] = []
        self.notices: list[tuple[str, str]] = []
        self.asked: list[bytes] = []
        self.minds: dict[int, bytes] = {}
        self.hearing = False
        self.subscription = self.doc.observe(self._changed)
        self.member: Member
        self.sit()

    def _changed(self, event: TransactionEvent) -> None:
        if not self.hearing:
            self.out.append(event.update)

    def sit(self) -> Outcome:
        """Open a (new) connection."""
        self.member, outcome = self.room.join(self.visitor)
        self.hear(outcome.now)
        return outcome

    def sync(self, now_ms: int = 0) -> None:
        """Ask for the board and answer what was asked; everything the room has must be kept."""
        outcome = self.room.receive(self.member, sync_message(STEP_1, self.doc.get_state()), now_ms)
        for answer in outcome.answers:
            assert answer.version <= self.room.kept_version
            messages = list(answer.base.messages(packed=False)) if answer.base else []
            self.hear([*messages, *answer.before, answer.last])
        vector = self.asked[-1] if self.asked else b"\x00"
        self.say(sync_message(STEP_2, self.doc.get_update(vector)), now_ms)
        self.out.clear()

    def say(self, message: bytes, now_ms: int = 0) -> Outcome:
        """Send one message and hear what comes for this one alone."""
        outcome = self.room.receive(self.member, message, now_ms)
        self.hear(outcome.now)
        return outcome

    def send(self, now_ms: int = 0) -> Outcome:
        """Send the oldest unsent edit."""
        return self.say(sync_message(UPDATE, self.out.pop(0)), now_ms)

    def hear(self, messages: Iterable[bytes]) -> None:
        """Take in what the room sent."""
        self.hearing = True
        for data in messages:
            for message in read(data):
                match message:
                    case Sync(kind=0):
                        self.asked.append(message.body)
                    case Sync():
                        self.doc.apply_update(message.body)
                    case Awareness():
                        self.minds |= {mind.client: mind.state for mind in message.minds}
                    case Unknown(kind=k) if k == KEPT:
                        self.kept = Reader(data[1:]).uint()
                    case Unknown(kind=k) if k == RESET:
                        self.resets.append(Reader(data[1:]).bytes().decode())
                    case Unknown(kind=k) if k == NOTICE:
                        body = Reader(data[1:])
                        self.notices.append((body.bytes().decode(), body.bytes().decode()))
                    case _:
                        raise AssertionError(message)
        self.hearing = False

    def add_card(self, id_: str, text: str = "", **keys: Any) -> None:
        """Make a card as a client does."""
        card = {"kind": "note", "zone": None, "pos": [0, 0, 0], "size": [240, 120], "order": "a0", "tags": []}
        self.roots["cards"][id_] = Map({**card, **keys, "text": Text(text), "fields": Map()})

    def card(self, id_: str) -> Any:
        """A card as this person sees it."""
        return plain(self.roots["cards"].get(id_))

    def board(self) -> dict[str, Any]:
        """The whole board as this person sees it."""
        return {name: plain(root) for name, root in self.roots.items()}


def keep(room: Room, people: Iterable[Person], now_ms: int = 0) -> Batch | None:
    """What the server does: cut, keep, show everyone, tell the authors."""
    batch = room.cut(now_ms)
    if batch is None:
        return None
    for person in people:
        if batch.message is not None and person.member in room.members:
            person.hear([batch.message])
    room.kept(batch)
    for member, count in batch.owed:
        for person in people:
            if person.member is member:
                person.kept = count
    return batch
