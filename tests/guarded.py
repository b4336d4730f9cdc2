"""For tests: a live document behind its gate, as a room keeps it, and hand-made updates that no client would send."""

from collections.abc import Mapping
from typing import Any

from pycrdt import Map, Text

from boards.document import Document
from boards.gate import Gate
from boards.incoming import Incoming
from boards.index import Container, Index
from boards.judgement import Judgement, Verdict
from boards.lib0 import OURS, Id, varuint
from boards.replacement import replacement
from boards.rules import Rules
from boards.schema import ROOTS, SERVER_KEYS, Stamp
from boards.update import ANY, DELETED, GC, HAS_KEY, HAS_ORIGIN, HAS_RIGHT, MAP, STRING, TYPE, decode
from boards.visitor import Role, Visitor

SERVER = 1
ANA, BEN, FAY, OBI = 101, 102, 103, 104
"""Client ids of the four below."""


def id_of(name: str) -> str:
    """A readable id of 21 characters."""
    return name.ljust(21, "_")


def visitor(name: str, role: Role = "contributor") -> Visitor:
    return Visitor(id_of(name), name, "citizen", role)


ana, ben, fay, obi = visitor("ana"), visitor("ben"), visitor("fay", "facilitator"), visitor("obi", "observer")
ONE, TWO, LOCKED, PROBLEM = id_of("one"), id_of("two"), id_of("locked"), id_of("problem")
ZONE, THREAD, COMMENT, STROKE = id_of("zone"), id_of("thread"), id_of("comment"), id_of("stroke")


class Guarded:
    """A live document, its gate, whose client ids are whose, and what the server stamped."""

    def __init__(self) -> None:
        self.document = Document(client=SERVER)
        self.stamps: dict[str, Stamp] = {}
        with self.document.change():
            pass
        self.gate = Gate(self.document.state())
        self.bindings: dict[int, str | None] = {SERVER: None}
        self.sent: list[bytes] = []
        """All updates that went out to everyone."""
        self.glances = 0
        """How many updates were known at a glance."""

    @property
    def state(self) -> bytes:
        return self.document.state()

    def owner(self, root: str, id_: str) -> str | None:
        return self.bindings.get(self.gate.first_writer(root, id_) or 0)

    def judge(self, who: Visitor, update: bytes) -> Verdict:
        def rules() -> Rules:
            return Rules(who, self.document, self.stamps, self.owner)

        def mine(client: int) -> bool:
            return self.bindings.get(client, who.participant) == who.participant

        verdict = self.gate.judge(update, mine, rules())
        if rules().only_read is None and replacement(self.gate.index, decode(update)) is not None:
            self.glances += 1
            incoming = Incoming(self.gate.index, decode(update), mine)
            whole = Judgement(self.gate.index, rules(), incoming).verdict(update)
            assert verdict == whole, "at a glance it may not be judged otherwise"
        return verdict

    def receive(self, who: Visitor, update: bytes, now_ms: int = 1_700_000_000_000) -> Verdict:
        """Judge an update, apply what is left of it, stamp what it made."""
        verdict = self.judge(who, update)
        for client in verdict.clients:
            self.bindings.setdefault(client, who.participant)
        if verdict.update:
            self._took(self.document.apply(verdict.update, verdict.touched))
        for root, ids in verdict.made.items():
            for id_ in ids:
                self._stamp(who, root, id_, now_ms)
        return verdict

    def put(self, root: str, key: str, value: Any) -> None:
        """The server's own change: set a key of a root, or of an entry (`key` = "id/key")."""
        id_, _, inner = key.partition("/")
        with self.document.change() as out:
            target = self.document.root(root)
            if inner:
                target[id_][inner] = value
            else:
                target[id_] = value
        for update in out:
            self._took(update)

    def remove(self, root: str, id_: str) -> None:
        """The server deletes something."""
        with self.document.change() as out:
            del self.document.root(root)[id_]
        for update in out:
            self._took(update)

    def _took(self, update: bytes) -> None:
        if update:
            self.gate.absorb(update)
            self.sent.append(update)

    def _stamp(self, who: Visitor, root: str, id_: str, now_ms: int) -> None:
        entry = self.document.entry(root, id_)
        if not isinstance(entry, Map) or root not in SERVER_KEYS:
            return
        label = "N1" if root == "cards" else ""
        stamp = self.stamps.setdefault(id_, Stamp(who.participant, who.department, now_ms, label))
        with self.document.change() as out:
            for key in ("author", "department", "created", "label"):
                if key in SERVER_KEYS[root] and key not in entry:
                    entry[key] = getattr(stamp, key)
        for update in out:
            self._took(update)


def a_board() -> Guarded:
    """A board with cards of Ana and Ben, a locked one, a problem, a thread, a comment and a stroke of Ana."""
    board = Guarded()
    for id_, author, kind in (
        (ONE, ana, "story"),
        (TWO, ben, "note"),
        (LOCKED, ana, "note"),
        (PROBLEM, ana, "problem"),
    ):
        text = f"{id_.strip('_')} says hello"
        stamped(board, "cards", id_, author, {"kind": kind, "pos": [1, 2, 3], "text": Text(text), "fields": Map({})})
    board.put("cards", f"{LOCKED}/locked", True)
    board.put("zones", ZONE, Map({"title": "Stories", "pos": [0, 0, 0]}))
    stamped(board, "threads", THREAD, ana, {"kind": "rests-on", "from": PROBLEM, "to": ONE})
    stamped(board, "comments", COMMENT, ana, {"card": ONE, "text": Text("I was there too")})
    stamped(board, "strokes", STROKE, ana, {"points": [1, 2, 0.5]})
    board.put("session", "stage", 1)
    return board


def stamped(board: Guarded, root: str, id_: str, author: Visitor, keys: Mapping[str, Any]) -> None:
    """Something that was made by a participant, as the server left it."""
    label = "N1" if root == "cards" else ""
    board.stamps[id_] = stamp = Stamp(author.participant, author.department, 1_700_000_000_000, label)
    own: dict[str, Any] = {
        key: getattr(stamp, key) for key in ("author", "department", "created", "label") if key in SERVER_KEYS[root]
    }
    board.put(root, id_, Map({**keys, **own}))


# hand-made updates ---------------------------------------------------------------------------------------------------


def item(
    kind: int,
    content: bytes,
    origin: Id | None = None,
    right: Id | None = None,
    parent: str | Id | None = None,
    key: str | None = None,
) -> bytes:
    """The bytes of one struct."""
    info = kind | (HAS_ORIGIN if origin else 0) | (HAS_RIGHT if right else 0) | (HAS_KEY if key is not None else 0)
    out = bytes([info]) + b"".join(varuint(id_[0]) + varuint(id_[1]) for id_ in (origin, right) if id_)
    if isinstance(parent, str):
        out += b"\x01" + string(parent)
    elif parent is not None:
        out += b"\x00" + varuint(parent[0]) + varuint(parent[1])
    return out + (string(key) if key is not None else b"")


def string(text: str) -> bytes:
    data = text.encode()
    return varuint(len(data)) + data


def text(words: str, **place: Any) -> bytes:
    return item(STRING, b"", **place) + string(words)


def one(word: str, **place: Any) -> bytes:
    """A plain value: a short string."""
    return item(ANY, b"", **place) + b"\x01\x77" + string(word)


def several(*words: str, **place: Any) -> bytes:
    """Several plain values in one struct."""
    return item(ANY, b"", **place) + varuint(len(words)) + b"".join(b"\x77" + string(word) for word in words)


def container(kind: int = MAP, **place: Any) -> bytes:
    return item(TYPE, b"", **place) + varuint(kind)


def deleted(length: int, **place: Any) -> bytes:
    return item(DELETED, b"", **place) + varuint(length)


def empty(length: int) -> bytes:
    return bytes([GC]) + varuint(length)


def update_of(
    client: int, clock: int, *structs: bytes, deletes: Mapping[int, list[tuple[int, int]]] | None = None
) -> bytes:
    """One client's update; `deletes`: client -> (clock, length)s."""
    out = b"\x01" + varuint(len(structs)) + varuint(client) + varuint(clock) + b"".join(structs) if structs else b"\x00"
    deletes = deletes or {}
    out += varuint(len(deletes))
    for of, ranges in deletes.items():
        out += varuint(of) + varuint(len(ranges)) + b"".join(varuint(at) + varuint(length) for at, length in ranges)
    return out


def several_clients(*updates: bytes) -> bytes:
    """Updates without deletes as one."""
    return varuint(len(updates)) + b"".join(update[1:-1] for update in updates) + b"\x00"


# looking into it -----------------------------------------------------------------------------------------------------


def where(board: Guarded, *path: str) -> Id:
    """The id of the last value at this path: root, id, key."""
    found: Id | None = None
    index = Index(ROOTS)
    update = decode(board.state, OURS)
    index.take(update)
    for run in update.structs.values():
        for struct in run:
            id_ = (struct.client, struct.clock + struct.length - 1)
            place = index.place(id_)
            if place is not None and place[1] is not None and (*place[0].path, place[1]) == path:
                found = id_ if found is None or not index.is_deleted(id_) else found
    assert found is not None, path
    return found


def inside(board: Guarded, *path: str) -> Id:
    """The id of the first character of the text at this path."""
    index = Index(ROOTS)
    update = decode(board.state, OURS)
    index.take(update)
    for run in update.structs.values():
        for struct in run:
            place = index.place((struct.client, struct.clock))
            if struct.kind == STRING and place is not None and place[0].path == path:
                return (struct.client, struct.clock)
    raise AssertionError(path)


def differences(grown: Index, fresh: Index) -> list[str]:
    """How an index that grew with a document differs from one made of its state, beyond what is dead in both."""
    found = [] if grown.vector == fresh.vector else [f"vectors {grown.vector} {fresh.vector}"]
    for client, end in fresh.vector.items():
        cuts = sorted({at for index in (grown, fresh) for at, _, _ in index.runs(client, 0, end)})
        for at in cuts:
            places = [spoken(index, client, at) for index in (grown, fresh)]
            if places[0] != places[1]:
                found.append(f"{client}:{at} {places}")
        if grown.missing(client, 0, end) != fresh.missing(client, 0, end):
            found.append(f"deleted of {client}")
    sizes = [{path_of(c): c.units for c in living(index) if c.units} for index in (grown, fresh)]
    if sizes[0] != sizes[1]:
        found.append(f"text lengths {sizes}")
    return found


def living(index: Index) -> list[Container]:
    return [container for container in index.containers.values() if not index.is_dead(container)]


def path_of(container: Container) -> tuple[str, ...]:
    return container.path


def spoken(index: Index, client: int, clock: int) -> str:
    place = index.place((client, clock))
    if place is None or index.is_dead(place[0]):
        return "nowhere"
    return "/".join((*place[0].path, place[1] or ""))
