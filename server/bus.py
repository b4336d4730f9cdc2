"""What goes between the processes that serve one board: kept changes, who is here, and a bell.

The database orders a board's changes and stays the truth; a bus only carries them faster. Whatever it loses, doubles or
brings out of order is found by the numbers of the log's rows and read from there, so every method may fail in silence.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from boards.schema import Binding, Stamp


@dataclass(frozen=True, slots=True)
class Parcel:
    """What one commit wrote to a board's log: rows `first` to `last`, merged into one update."""

    first: int
    last: int
    update: bytes
    bindings: Mapping[int, Binding] = field(default_factory=dict)
    stamps: Mapping[str, Stamp] = field(default_factory=dict)

    def packed(self) -> bytes:
        """As bytes."""
        bindings = {client: [to.participant, to.invitation] for client, to in self.bindings.items()}
        stamps = {id_: [s.author, s.department, s.created, s.label] for id_, s in self.stamps.items()}
        return _packed([self.first, self.last, bindings, stamps], self.update)

    @staticmethod
    def read(data: bytes) -> "Parcel":
        """From bytes. Raises ValueError."""
        head, update = _read(data)
        try:
            first, last, bindings, stamps = head
            ids = {int(client): Binding(*to) for client, to in bindings.items()}
            return Parcel(first, last, update, ids, {id_: Stamp(*stamp) for id_, stamp in stamps.items()})
        except (TypeError, AttributeError) as error:
            raise ValueError("no parcel") from error


@dataclass(frozen=True, slots=True)
class Glimpse:
    """Who is on a board through one process: presence as the clients get it, and whose the client ids in it are."""

    presence: bytes
    bindings: Mapping[int, Binding]

    def packed(self) -> bytes:
        """As bytes."""
        return _packed({client: [to.participant, to.invitation] for client, to in self.bindings.items()}, self.presence)

    @staticmethod
    def read(data: bytes) -> "Glimpse":
        """From bytes. Raises ValueError."""
        head, presence = _read(data)
        try:
            return Glimpse(presence, {int(client): Binding(*to) for client, to in head.items()})
        except (TypeError, AttributeError) as error:
            raise ValueError("no glimpse") from error


def _packed(head: Any, body: bytes) -> bytes:
    return json.dumps(head, separators=(",", ":")).encode() + b"\n" + body


def _read(data: bytes) -> tuple[Any, bytes]:
    head, found, body = data.partition(b"\n")
    if not found:
        raise ValueError("half a message")
    return json.loads(head), body


class Ears(Protocol):
    """Who listens to a bus. Called on the event loop; what these raise harms no other board."""

    def parcel(self, board: str, parcel: Parcel) -> None:
        """Another process kept this; not always in order, sometimes twice."""

    def glimpse(self, board: str, process: str, glimpse: Glimpse) -> None:
        """People on a board through another process."""

    def bell(self, board: str) -> None:
        """Something else was changed in the database."""

    def asked(self, board: str) -> None:
        """Another process wants to know who is on this board."""

    def dismissed(self, board: str, participant: str | None, code: int, reason: str) -> None:
        """Somebody, or everybody, is to leave a board."""

    def nudged(self, board: str, participant: str) -> None:
        """There is something for somebody in their private document."""

    def lost(self, process: str) -> None:
        """A process has not been heard of for a while."""

    def reconnected(self) -> None:
        """Anything may have been missed."""


class Bus(Protocol):
    """A way to the other processes."""

    @property
    def lit(self) -> bool:
        """Whether it works at the moment."""

    @property
    def alone(self) -> bool:
        """Whether there is nobody to tell anything."""

    async def start(self, ears: Ears) -> None:
        """Begin to listen."""

    async def stop(self) -> None:
        """Say goodbye."""

    async def follow(self, board: str) -> None:
        """Hear of this board from here on: returns once nothing can be missed, or soon where the bus is down."""

    def leave(self, board: str) -> None:
        """Hear no more of it."""

    def send(self, board: str, parcel: Parcel) -> None:
        """Tell the others what was kept; never waits."""

    def show(self, board: str, glimpse: Glimpse) -> None:
        """Tell the others who is here; never waits, may be lost."""

    def ring(self, board: str) -> None:
        """Make the others look into the database; never waits."""

    def ask(self, board: str) -> None:
        """Make the others show who is with them; never waits."""

    def dismiss(self, board: str, participant: str | None, code: int, reason: str) -> None:
        """Make the others close a participant's connections, or everyone's; never waits."""

    def nudge(self, board: str, participant: str) -> None:
        """Make the others tell somebody that there is something in their private document; never waits."""


class Exchange:
    """Where the local buses of one process meet."""

    def __init__(self) -> None:
        self.buses: list[LocalBus] = []


class LocalBus:
    """Between hubs of one process; with an exchange of its own, a bus for a server that is alone."""

    lit = True

    def __init__(self, exchange: Exchange | None = None, process: str = "here") -> None:
        self._exchange = exchange or Exchange()
        self._process = process
        self._followed: set[str] = set()
        self._ears: Ears | None = None

    @property
    def alone(self) -> bool:
        """Whether nobody else is on the exchange."""
        return not self._others()

    def _others(self, board: str | None = None) -> "list[LocalBus]":
        everyone = self._exchange.buses
        return [bus for bus in everyone if bus is not self and (board is None or board in bus._followed)]

    async def start(self, ears: Ears) -> None:
        """Begin to listen."""
        self._ears = ears
        self._exchange.buses.append(self)

    async def stop(self) -> None:
        """Say goodbye."""
        if self in self._exchange.buses:
            self._exchange.buses.remove(self)
        for other in self._others():
            if other._ears is not None:
                other._ears.lost(self._process)

    async def follow(self, board: str) -> None:
        """Hear of this board from here on."""
        self._followed.add(board)

    def leave(self, board: str) -> None:
        """Hear no more of it."""
        self._followed.discard(board)

    def send(self, board: str, parcel: Parcel) -> None:
        """Tell the others what was kept."""
        for ears in self._listening(board):
            ears.parcel(board, parcel)

    def show(self, board: str, glimpse: Glimpse) -> None:
        """Tell the others who is here."""
        for ears in self._listening(board):
            ears.glimpse(board, self._process, glimpse)

    def ring(self, board: str) -> None:
        """Make the others look into the database."""
        for ears in self._listening(board):
            ears.bell(board)

    def ask(self, board: str) -> None:
        """Make the others show who is with them."""
        for ears in self._listening(board):
            ears.asked(board)

    def dismiss(self, board: str, participant: str | None, code: int, reason: str) -> None:
        """Make the others close a participant's connections, or everyone's."""
        for ears in self._listening(board):
            ears.dismissed(board, participant, code, reason)

    def nudge(self, board: str, participant: str) -> None:
        """Make the others tell somebody that there is something in their private document."""
        for ears in self._listening(board):
            ears.nudged(board, participant)

    def _listening(self, board: str) -> list[Ears]:
        return [bus._ears for bus in self._others(board) if bus._ears is not None]
