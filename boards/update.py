"""Yjs update bytes (format v1) <-> structs. Strict, and the only file that knows the format.

An update is, for each client, a run of structs with contiguous clocks, and after those a set of deleted ranges. A
struct names its neighbours at the time of writing (`origin`, `right`) or, where it had none, its parent. Decoding keeps
where each struct's bytes are, so that encoding copies what is kept and puts an empty struct of the same length in the
place of what is not. Source: https://github.com/yjs/yjs/blob/v13.6.33/src/utils/encoding.js.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from boards.errors import Malformed, TooLarge
from boards.lib0 import OURS, THEIRS, Id, Limits, Reader, varuint

GC, DELETED, JSON, BINARY, STRING, EMBED, FORMAT, TYPE, ANY, DOC, SKIP = range(11)
"""What a struct holds, as numbered on the wire."""
ARRAY, MAP, TEXT, XML_ELEMENT, XML_FRAGMENT, XML_HOOK, XML_TEXT = range(7)
"""What a TYPE is, as numbered on the wire."""
HAS_ORIGIN, HAS_RIGHT, HAS_KEY = 128, 64, 32
MAX_CLOCK = 1 << 31

Range = tuple[int, int, int]
"""Client id, first clock, length."""


class Struct:
    """A run of one client's changes."""

    __slots__ = ("client", "clock", "end", "key", "kind", "length", "origin", "parent", "right", "start", "value")

    client: int
    clock: int
    length: int
    kind: int
    origin: Id | None
    """What stood to the left when it was written."""
    right: Id | None
    parent: str | Id | None
    """A root's name or a container's id; written only where there are no neighbours."""
    key: str | None
    """Which key of a map; written only where there are no neighbours."""
    value: Any
    """STRING: str. ANY, JSON: list. TYPE: which. FORMAT: (name, JSON). EMBED: JSON. BINARY: bytes. DOC: (guid, any)."""
    start: int
    """Where its bytes begin in the update …"""
    end: int
    """… and end."""

    def __repr__(self) -> str:
        return f"<{self.client}:{self.clock}+{self.length} kind {self.kind} {self.value!r}>"


@dataclass(slots=True)
class Update:
    """A decoded update."""

    structs: dict[int, list[Struct]]
    """By client, clocks contiguous."""
    deletes: list[Range]


def decode(data: bytes, limits: Limits = THEIRS) -> Update:
    """The structs and deletes of an update. Raises Malformed for any irregular byte, TooLarge over a limit."""
    if len(data) > limits.update_bytes:
        raise TooLarge("update too large")
    reader = Reader(data, limits)
    try:
        update = Update(_read_structs(reader), _read_deletes(reader))
    except IndexError:
        raise Malformed("update ends early") from None
    if reader.at != len(data):
        raise Malformed("bytes after the update")
    return update


def _read_structs(reader: Reader) -> dict[int, list[Struct]]:
    room = reader.limits.structs
    clients: dict[int, list[Struct]] = {}
    for _ in range(reader.count()):
        count = reader.count()
        client = reader.uint()
        clock = reader.uint()
        room -= count
        if room < 0:
            raise TooLarge("too many changes in one update")
        if not count or client in clients:
            raise Malformed("a client's changes come in one run")
        reader.own, reader.own_bytes = client, varuint(client)
        clients[client] = run = []
        for _ in range(count):
            struct = _read_struct(reader, client, clock)
            clock += struct.length
            if clock >= MAX_CLOCK:
                raise Malformed("clock too high")
            run.append(struct)
    return clients


def _read_struct(reader: Reader, client: int, clock: int) -> Struct:
    struct = Struct()
    struct.start = at = reader.at
    struct.client = client
    struct.clock = clock
    struct.origin = struct.right = struct.parent = struct.key = struct.value = None
    info = reader.data[at]
    reader.at = at + 1
    struct.kind = kind = info & 31
    if kind in (GC, SKIP):
        if info != kind:
            raise Malformed("unknown kind of change")
    else:
        _read_place(reader, struct, info)
    read = _CONTENT.get(kind)
    if read is None:
        raise Malformed("unknown kind of change")
    struct.length = length = read(reader, struct)
    if not length:
        raise Malformed("empty change")
    struct.end = reader.at
    return struct


def _read_place(reader: Reader, struct: Struct, info: int) -> None:
    if info & HAS_ORIGIN:
        struct.origin = reader.id()
    if info & HAS_RIGHT:
        struct.right = reader.id()
    if info & (HAS_ORIGIN | HAS_RIGHT):
        return
    named = reader.uint()
    if named > 1:
        raise Malformed("unknown kind of parent")
    struct.parent = reader.string() if named else reader.id()
    if info & HAS_KEY:
        struct.key = reader.string()


def _read_length(reader: Reader, struct: Struct) -> int:
    return reader.uint()


def _read_text(reader: Reader, struct: Struct) -> int:
    struct.value = text = reader.string()
    return utf16_length(text)


def _read_any(reader: Reader, struct: Struct) -> int:
    count = reader.count()
    struct.value = [reader.any()] if count == 1 else [reader.any() for _ in range(count)]
    return count


def _read_type(reader: Reader, struct: Struct) -> int:
    struct.value = which = reader.uint()
    if which > XML_TEXT:
        raise Malformed("unknown kind of container")
    if which in (XML_ELEMENT, XML_HOOK):
        reader.string()
    return 1


def _read_json(reader: Reader, struct: Struct) -> int:
    struct.value = [reader.string() for _ in range(reader.count())]
    return len(struct.value)


def _read_format(reader: Reader, struct: Struct) -> int:
    struct.value = (reader.string(), reader.json())
    return 1


def _read_embed(reader: Reader, struct: Struct) -> int:
    struct.value = reader.json()
    return 1


def _read_binary(reader: Reader, struct: Struct) -> int:
    struct.value = reader.take(reader.uint())
    return 1


def _read_doc(reader: Reader, struct: Struct) -> int:
    struct.value = (reader.string(), reader.any())
    return 1


_CONTENT: dict[int, Callable[[Reader, Struct], int]] = {
    GC: _read_length,
    SKIP: _read_length,
    DELETED: _read_length,
    STRING: _read_text,
    ANY: _read_any,
    TYPE: _read_type,
    JSON: _read_json,
    FORMAT: _read_format,
    EMBED: _read_embed,
    BINARY: _read_binary,
    DOC: _read_doc,
}
"""How to read each kind's content; gives its length in clocks."""


def _read_deletes(reader: Reader) -> list[Range]:
    deletes: list[Range] = []
    seen: set[int] = set()
    for _ in range(reader.count()):
        client = reader.uint()
        count = reader.count()
        if client in seen:
            raise Malformed("a client's deletes come in one run")
        seen.add(client)
        if len(deletes) + count > reader.limits.ranges:
            raise TooLarge("too many deletes in one update")
        for _ in range(count):
            clock = reader.uint()
            length = reader.uint()
            if not length or clock + length >= MAX_CLOCK:
                raise Malformed("unlikely delete")
            deletes.append((client, clock, length))
    return deletes


def utf16_length(text: str) -> int:
    """A text's length as Yjs counts it."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le")) // 2


def in_order(clients: Mapping[int, Sequence[Struct]]) -> Iterator[Struct]:
    """Structs in an order in which each builds only on earlier ones, or on what is not among them.

    Raises Malformed where some wait for each other: Yjs would keep them pending for ever.
    """
    if len(clients) == 1:
        yield from _one_after_the_other(*clients.values())
        return
    place = dict.fromkeys(clients, 0)
    reached = {client: run[0].clock for client, run in clients.items()}
    ends = {client: run[-1].clock + run[-1].length for client, run in clients.items()}

    def awaited(struct: Struct) -> Id | None:
        for id_ in (struct.origin, struct.right, struct.parent):
            if type(id_) is tuple and reached.get(id_[0], MAX_CLOCK) <= id_[1] < ends[id_[0]]:
                return id_
        return None

    for first, end in ends.items():
        waiting = {first: end}
        while waiting:
            client, until = next(reversed(waiting.items()))
            run = clients[client]
            need = None
            while reached[client] < until and (need := awaited(struct := run[place[client]])) is None:
                yield struct
                place[client] += 1
                reached[client] += struct.length
            if need is None:
                del waiting[client]
            elif need[0] in waiting:
                raise Malformed("changes that wait for each other")
            else:
                waiting[need[0]] = need[1] + 1


def _one_after_the_other(run: Sequence[Struct]) -> Iterator[Struct]:
    client = run[0].client
    end = run[-1].clock + run[-1].length
    for struct in run:
        for id_ in (struct.origin, struct.right, struct.parent):
            if type(id_) is tuple and id_[0] == client and struct.clock <= id_[1] < end:
                raise Malformed("changes that wait for each other")
        yield struct


def encode(
    data: bytes, structs: Mapping[int, Sequence[Struct]], gone: Collection[Struct] = (), deletes: Iterable[Range] = ()
) -> bytes:
    """An update of these structs of `data`; those in `gone` become empty ones of the same length."""
    out = bytearray(varuint(len(structs)))
    for client, run in structs.items():
        out += varuint(len(run)) + varuint(client) + varuint(run[0].clock)
        _copy(out, data, run, gone)
    ranges: dict[int, list[Range]] = {}
    for range_ in deletes:
        ranges.setdefault(range_[0], []).append(range_)
    out += varuint(len(ranges))
    for client, of_client in ranges.items():
        out += varuint(client) + varuint(len(of_client))
        for _, clock, length in of_client:
            out += varuint(clock) + varuint(length)
    return bytes(out)


def _copy(out: bytearray, data: bytes, run: Sequence[Struct], gone: Collection[Struct]) -> None:
    """Neighbouring structs are copied in one piece."""
    start = end = 0
    for struct in run:
        if struct not in gone and struct.start == end:
            end = struct.end
            continue
        out += data[start:end]
        start = end = struct.start
        if struct in gone:
            out += b"\x00" + varuint(struct.length)
        else:
            end = struct.end
    out += data[start:end]


def split(state: bytes, size: int) -> list[bytes]:
    """An update as several of about `size` bytes, to be applied in this order: nothing is ever pending in between.

    Structs go out only after those they build on; all deletes are in the last part.
    """
    if len(state) <= size:
        return [state]
    update = decode(state, OURS)
    parts: list[bytes] = []
    part: dict[int, list[Struct]] = {}
    filled = 0
    for struct in in_order(update.structs):
        if filled and filled + struct.end - struct.start > size:
            parts.append(encode(state, part))
            part, filled = {}, 0
        part.setdefault(struct.client, []).append(struct)
        filled += struct.end - struct.start
    parts.append(encode(state, part, (), update.deletes))
    return parts
