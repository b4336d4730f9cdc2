"""What the gate knows of the live document: where every clock of every client belongs, and whether it is deleted.

It is fed the document's full state at open and every event update after that, and never asks the document itself. Runs
of one client in one place are one entry, so a typed sentence costs what a letter does. Deleted things stay known until
the next open, when the document has collected them and they are "nowhere": both mean the same to the gate.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable

from boards.lib0 import Id
from boards.update import DELETED, GC, MAP, SKIP, STRING, TEXT, TYPE, Struct, Update, in_order


class Container:
    """A root, or a map or text inside one."""

    __slots__ = ("depth", "entry", "id", "kind", "parent", "path", "units", "within")

    def __init__(self, id_: Id | None, parent: "Container | None", key: str | None, kind: int) -> None:
        self.id = id_
        """None for a root."""
        self.parent = parent
        self.kind = kind
        self.path: tuple[str, ...] = (*(parent.path if parent else ()), key or "")
        self.depth: int = parent.depth + 1 if parent else 0
        self.entry: Container | None = (parent.entry or self) if parent else None
        """The card, zone, thread … it is part of; None for a root."""
        self.units = 0
        """UTF-16 units of text in it."""
        self.within: Spot = (self, None)


Spot = tuple[Container, str | None]
"""A container and, in a map, the key."""
Place = Spot | None
"""None for what is collected or was refused: nowhere."""


class Ranges:
    """A set of clocks, as sorted bounds: begin, end, begin, end …"""

    __slots__ = ("bounds",)

    def __init__(self, ranges: Iterable[tuple[int, int]] = ()) -> None:
        self.bounds: list[int] = []
        for start, end in sorted(ranges):
            self.add(start, end)

    def __contains__(self, clock: int) -> bool:
        return bisect_right(self.bounds, clock) % 2 == 1

    def add(self, start: int, end: int) -> None:
        """Take in all clocks from start to before end."""
        bounds = self.bounds
        first = bisect_left(bounds, start)
        last = bisect_right(bounds, end)
        bounds[first:last] = ([] if first % 2 else [start]) + ([] if last % 2 else [end])

    def missing(self, start: int, end: int) -> list[tuple[int, int]]:
        """The parts between start and end that are not in the set."""
        bounds = self.bounds
        first = bisect_right(bounds, start)
        last = bisect_left(bounds, end)
        if first == last:
            return [] if first % 2 else [(start, end)]
        cuts = ([] if first % 2 else [start]) + bounds[first:last] + ([] if last % 2 else [end])
        return list(zip(cuts[::2], cuts[1::2], strict=True))


class Index:
    """Where everything in the live document is."""

    def __init__(self, roots: Iterable[str]) -> None:
        self.roots = {name: Container(None, None, name, MAP) for name in roots}
        self.vector: dict[int, int] = {}
        """The next clock of every client."""
        self.containers: dict[Id, Container] = {}
        """Deleted ones too."""
        self.low_halves: set[Id] = set()
        """Second halves of characters that are two UTF-16 units: nothing may come between the two."""
        self._starts: dict[int, list[int]] = {}
        self._places: dict[int, list[Place]] = {}
        """Beside _starts: where the run that begins there belongs."""
        self._deleted: dict[int, Ranges] = {}
        self._first: dict[tuple[str, str], int] = {}
        self._entries: dict[tuple[str, str], list[Container]] = {}
        self._heads: dict[int, list[int]] = {}
        """Clocks in texts that do not simply follow their client's clock before …"""
        self._origins: dict[Id, Id | None] = {}
        """… and what they do follow."""
        self._keys: dict[str, str] = {}
        """One string object for each key name."""

    # asking ----------------------------------------------------------------------------------------------------

    def place(self, id_: Id) -> Place:
        """Where a known clock belongs."""
        client, clock = id_
        return self._places[client][bisect_right(self._starts[client], clock) - 1]

    def runs(self, client: int, start: int, end: int) -> list[tuple[int, int, Place]]:
        """The runs between two known clocks: (start, end, place)."""
        starts, places = self._starts[client], self._places[client]
        at = bisect_right(starts, start)
        found = []
        while start < end:
            until = min(end, starts[at]) if at < len(starts) else end
            found.append((start, until, places[at - 1]))
            start = until
            at += 1
        return found

    def is_deleted(self, id_: Id) -> bool:
        """Whether a clock is deleted."""
        deleted = self._deleted.get(id_[0])
        return deleted is not None and id_[1] in deleted

    def is_dead(self, container: Container) -> bool:
        """Whether a container, or one around it, is deleted: what is written there is never seen."""
        at: Container | None = container
        while at is not None and at.id is not None:
            if self.is_deleted(at.id):
                return True
            at = at.parent
        return False

    def missing(self, client: int, clock: int, length: int) -> list[tuple[int, int]]:
        """The parts of a range that are not deleted yet."""
        deleted = self._deleted.get(client)
        return deleted.missing(clock, clock + length) if deleted else [(clock, clock + length)]

    def first_writer(self, root: str, id_: str) -> int | None:
        """The client that first used this key of a root."""
        return self._first.get((root, id_))

    def entry(self, root: str, id_: str) -> Container | None:
        """The map that stands at this key of a root."""
        for container in reversed(self._entries.get((root, id_), ())):
            if container.id is not None and not self.is_deleted(container.id):
                return container
        return None

    def head(self, id_: Id) -> tuple[int, Id | None]:
        """From which clock on a client wrote text one after the other up to this one, and what that clock follows."""
        heads = self._heads[id_[0]]
        clock = heads[bisect_right(heads, id_[1]) - 1]
        return clock, self._origins[id_[0], clock]

    # taking in -------------------------------------------------------------------------------------------------

    def take(self, update: Update) -> None:
        """Take in the document's own state or event update."""
        vector = self.vector
        for struct in in_order(update.structs):
            if struct.clock + struct.length > vector.get(struct.client, 0) and struct.kind != SKIP:
                self._put(struct, self._place_of(struct))
        for client, clock, length in update.deletes:
            self._delete(client, clock, length)

    def _place_of(self, struct: Struct) -> Place:
        near = struct.origin or struct.right
        if near is not None:
            return self.place(near)
        parent = struct.parent
        if type(parent) is tuple:
            container = self.containers.get(parent)
        else:
            container = self.roots.get(parent) if type(parent) is str else None
        if container is None:
            return None
        key = struct.key
        return container.within if key is None else (container, self._keys.setdefault(key, key))

    def _put(self, struct: Struct, place: Place) -> None:
        client, clock, kind = struct.client, struct.clock, struct.kind
        end = clock + struct.length
        start = max(clock, self.vector.get(client, 0))
        self.vector[client] = end
        places = self._places.get(client)
        if places is None:
            self._starts[client], self._places[client] = [start], [place]
        elif places[-1] != place:
            self._starts[client].append(start)
            places.append(place)
        if kind in (GC, DELETED):
            self._deleted.setdefault(client, Ranges()).add(start, end)
        if place is not None:
            self._note(struct, place, end - start)
            if place[1] is None and start == clock and struct.origin != (client, clock - 1):
                self._heads.setdefault(client, []).append(clock)
                self._origins[client, clock] = struct.origin

    def _note(self, struct: Struct, place: Spot, length: int) -> None:
        container, key = place
        if container.parent is None and key is not None:
            self._first.setdefault((container.path[0], key), struct.client)
        if struct.kind == TYPE:
            id_ = (struct.client, struct.clock)
            self.containers[id_] = made = Container(id_, container, key, struct.value)
            if made.entry is made and key is not None:
                self._entries.setdefault((container.path[0], key), []).append(made)
        elif struct.kind == STRING and key is None:
            container.units += length
            if not struct.value.isascii():
                self.low_halves.update(low_halves(struct))

    def _delete(self, client: int, clock: int, length: int) -> None:
        for start, end in self.missing(client, clock, length):
            self._deleted.setdefault(client, Ranges()).add(start, end)
            for begin, until, place in self.runs(client, start, end):
                if place is not None and place[1] is None and place[0].kind == TEXT:
                    place[0].units -= until - begin


def low_halves(struct: Struct) -> list[Id]:
    """The clocks of second halves in a run of text."""
    found: list[Id] = []
    clock = struct.clock
    for character in struct.value:
        clock += 1
        if character > "\uffff":
            found.append((struct.client, clock))
            clock += 1
    return found
