"""y-protocols frames <-> meaning; the only file that knows them.

Strict and bounded, unlike the decoders of the libraries: a varUint has at most 53 bits, a varString counts UTF-8 bytes,
nothing may be left over. Several messages may come in one WebSocket message; we send one each, since
newer clients misread a message after one they do not know. Source: y-protocols' PROTOCOL.md and sync.js.
"""

import json
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from boards.errors import Malformed

SYNC, AWARENESS, AUTH, QUERY_AWARENESS = 0, 1, 2, 3
STEP_1, STEP_2, UPDATE = 0, 1, 2
KEPT, RESET, MOVED, NOTICE, PACKED, CLOCK = 100, 101, 102, 103, 104, 105
"""Our own messages, sent only to clients that offered SUBPROTOCOL."""

SUBPROTOCOL = "sameroom.1"
MAX_INT = (1 << 53) - 1
KEEPALIVE = b"\x01\x01\x00"
"""An awareness message about nobody: counts as a message for clients that want one every 30 s."""
GONE = b"null"


class Sync(NamedTuple):
    """A sync message: STEP_1 with a state vector, STEP_2 or UPDATE with an update."""

    kind: int
    body: bytes


class Mind(NamedTuple):
    """The presence of one client id as it is on the wire."""

    client: int
    clock: int
    state: bytes
    """JSON; `null` where the client is gone."""


class Awareness(NamedTuple):
    """Presence of one or more client ids."""

    minds: tuple[Mind, ...]


@dataclass(frozen=True, slots=True)
class Query:
    """A wish to hear everyone's presence."""


@dataclass(frozen=True, slots=True)
class Unknown:
    """A message type that is not ours to understand; ends its WebSocket message."""

    kind: int


Message = Sync | Awareness | Query | Unknown


class Reader:
    """Reads bounded varints and byte strings; raises Malformed at the first irregularity."""

    __slots__ = ("at", "data", "end")

    def __init__(self, data: bytes) -> None:
        self.data, self.at, self.end = data, 0, len(data)

    def uint(self) -> int:
        """A varUint of at most 53 bits."""
        data, at, value, shift = self.data, self.at, 0, 0
        while at < self.end:
            byte = data[at]
            at += 1
            value |= (byte & 127) << shift
            if byte < 128:
                if value > MAX_INT:
                    break
                self.at = at
                return value
            shift += 7
            if shift > 56:
                break
        raise Malformed("a number is cut off or too large")

    def bytes(self) -> bytes:
        """A byte string with its length before it."""
        size = self.uint()
        start = self.at
        if size > self.end - start:
            raise Malformed("a byte string is cut off")
        self.at = start + size
        return self.data[start : self.at]


def uint(value: int) -> bytes:
    """A varUint."""
    if value < 128:
        return bytes((value,))
    if value < 16384:
        return bytes((value & 127 | 128, value >> 7))
    out = bytearray()
    while value > 127:
        out.append(value & 127 | 128)
        value >>= 7
    out.append(value)
    return bytes(out)


def var_bytes(data: bytes) -> bytes:
    """A byte string with its length before it."""
    return uint(len(data)) + data


def var_string(text: str) -> bytes:
    """A string with its length in UTF-8 bytes before it."""
    return var_bytes(text.encode())


def read(data: bytes) -> Iterator[Message]:
    """The messages in one WebSocket message, in order. Raises Malformed where they stop making sense."""
    if not data:
        raise Malformed("an empty message")
    reader = Reader(data)
    while reader.at < reader.end:
        kind = reader.uint()
        if kind == SYNC:
            step = reader.uint()
            if step > UPDATE:
                raise Malformed("no such sync message")
            yield Sync(step, reader.bytes())
        elif kind == AWARENESS:
            yield Awareness(read_minds(reader.bytes()))
        elif kind == QUERY_AWARENESS:
            yield Query()
        else:
            yield Unknown(kind)
            return


def lone_minds(data: bytes) -> tuple[Mind, ...] | None:
    """What most messages are: presence and nothing else; None for any other. Raises Malformed as `read` does."""
    if not data or data[0] != AWARENESS:
        return None
    mind = _lone_mind(data)
    if mind is not None:
        return (mind,)
    reader = Reader(data)
    reader.at = 1
    body = reader.bytes()
    return read_minds(body) if reader.at == reader.end else None


LONG_SHIFT = 49
"""Of the last byte that a number of 53 bits can have."""


def _lone_mind(data: bytes) -> Mind | None:
    """Presence of one client id, in one go: thousands come a second. None: not that, or odd in some way."""
    try:
        size, at = data[1], 2
        if size > 127:
            if data[2] > 127:
                return None
            size, at = size & 127 | data[2] << 7, 3
        if at + size != len(data) or data[at] != 1:
            return None
        client = byte = data[at + 1]
        at += 2
        if byte > 127:
            client, shift = byte & 127, 7
            while byte > 127:
                if shift > LONG_SHIFT:
                    return None
                byte = data[at]
                client |= (byte & 127) << shift
                at += 1
                shift += 7
        clock = byte = data[at]
        at += 1
        if byte > 127:
            clock, shift = byte & 127, 7
            while byte > 127:
                if shift > LONG_SHIFT:
                    return None
                byte = data[at]
                clock |= (byte & 127) << shift
                at += 1
                shift += 7
        size = data[at]
        at += 1
        if size > 127:
            size, at = size & 127 | data[at] << 7, at + 1
        if client > MAX_INT or clock > MAX_INT or data[at - 1] > 127 or at + size != len(data):
            return None
        return Mind(client, clock, data[at:])
    except IndexError:
        return None


def read_minds(data: bytes) -> tuple[Mind, ...]:
    """The body of an awareness message."""
    reader = Reader(data)
    count = reader.uint()
    if count > len(data):
        raise Malformed("more people than bytes")
    minds = tuple([Mind(reader.uint(), reader.uint(), reader.bytes()) for _ in range(count)])
    if reader.at != reader.end:
        raise Malformed("bytes are left over after the presence")
    return minds


def read_vector(data: bytes) -> bytes:
    """A state vector, checked; an empty one stands for having nothing."""
    if not data:
        return b"\x00"
    reader = Reader(data)
    for _ in range(reader.uint()):
        reader.uint()
        reader.uint()
    if reader.at != reader.end:
        raise Malformed("bytes are left over after the state vector")
    return data


def sync_message(kind: int, body: bytes) -> bytes:
    """A sync message."""
    return bytes((SYNC, kind)) + var_bytes(body)


def mind_entry(mind: Mind) -> bytes:
    """What an awareness message says of one client id."""
    return uint(mind.client) + uint(mind.clock) + var_bytes(mind.state)


def awareness_of(entries: Collection[bytes]) -> bytes:
    """An awareness message of such entries."""
    return bytes((AWARENESS,)) + var_bytes(uint(len(entries)) + b"".join(entries))


def awareness_message(minds: Iterable[Mind]) -> bytes:
    """An awareness message about these client ids."""
    return awareness_of([mind_entry(mind) for mind in minds])


def kept_message(count: int) -> bytes:
    """The first `count` sync messages with an update that this connection sent are on disk."""
    return bytes((KEPT,)) + uint(count)


def reset_message(code: str, words: str) -> bytes:
    """Start afresh: a new document, a new client id; `words` say why."""
    return bytes((RESET,)) + var_string(code) + var_string(words)


def moved_message(draft: str, card: str) -> bytes:
    """What this page wrote in private as `draft` is on the board now, as `card`."""
    return bytes((MOVED,)) + var_string(draft) + var_string(card)


def notice_message(kind: str, words: str) -> bytes:
    """Something a person should know."""
    return bytes((NOTICE,)) + var_string(kind) + var_string(words)


def clock_message(now_ms: int) -> bytes:
    """What time it is here: the clocks of people's machines may be wrong, and the timer is everyone's."""
    return bytes((CLOCK,)) + uint(now_ms)


def packed_message(deflated: bytes) -> bytes:
    """One other message, deflated (raw)."""
    return bytes((PACKED,)) + var_bytes(deflated)


_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def json_bytes(value: object) -> bytes:
    """JSON as small as it gets, in UTF-8."""
    return _encode(value).encode()
