"""Judges a client's update against the rules before the document sees it.

Theory of operation
-------------------
Every struct of an update belongs in a place: a container, and in a map a key. The index of the live document knows the
places of everything there; the structs of the update are walked in an order in which each builds only on what is known
by then, so the places of new structs follow. Each is put to the rules, then each deleted range.

What is refused becomes an empty struct (GC) of the same length: clocks stay contiguous, and the rest of the update is
good. Three things go with a refused struct, silently: what is inside it, what leans on it (`origin`, `right`), and the
delete of the value it would have replaced. Two facts make that necessary. Yjs turns a struct whose neighbour is GC into
GC, while Yrs (0.28) lets it in beside its other neighbour, so peers would differ for ever; a test shows it. And in a
map the delete of the old value is a separate statement, which alone would make the key vanish.

What is written into something deleted meanwhile becomes empty as well, and counts as taken: nobody would ever see it,
and an honest writer must not be blamed.

A value in a map can also be removed without any delete, by putting an already deleted struct after it. So such a
struct, like a delete, needs a kept value after it, or the right to remove that key. Clients send such structs in good
faith when they come back and someone else's value has won: then it becomes empty, and nothing is said.

The whole update is refused (an exception, nothing applied) where a part can't be: a foreign client id, a gap, half a
character, structs that wait for each other. So nothing is ever pending in the live document.
"""

import gc
from bisect import bisect_right
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from boards.document import EMPTY
from boards.errors import Gap, Malformed, Unacceptable
from boards.index import Container, Index, Place, Ranges, Spot, low_halves
from boards.rules import Rules
from boards.schema import MAX_DEPTH, MAX_TEXT, MAX_UPDATE_STRUCTS, ROOTS, SERVER_KEYS
from boards.update import (
    ANY,
    DELETED,
    GC,
    MAP,
    OURS,
    SKIP,
    STRING,
    TEXT,
    TYPE,
    Id,
    Range,
    Struct,
    Update,
    decode,
    encode,
    in_order,
)

Part = tuple[int, int, int, Place, Struct | None]
"""A piece of a deleted range: client, start, end, where it is, and the struct where that is in this update."""


@dataclass(frozen=True, slots=True)
class Dropped:
    """Something that was not let in."""

    path: tuple[str, ...]
    act: str
    """`set` or `delete`."""
    why: str
    """In words for the person whose change it was."""


@dataclass(slots=True)
class Verdict:
    """What becomes of an update."""

    update: bytes
    """What may be applied; b"" when nothing is left."""
    dropped: list[Dropped] = field(default_factory=list)
    clients: set[int] = field(default_factory=set)
    """Client ids whose changes it carries."""
    made: dict[str, list[str]] = field(default_factory=dict)
    """Root -> ids of the entries it makes (or brings back)."""


class Gate:
    """The gate of one open board."""

    def __init__(self, state: bytes) -> None:
        """Learn a document from its full state."""
        self.index = Index(ROOTS)
        with nothing_collected():
            self.index.take(decode(state, OURS))
        self._read: tuple[bytes, Update] = (EMPTY, Update({}, []))
        """The last update let through whole: the document's own event is mostly the same bytes."""

    def absorb(self, update: bytes) -> None:
        """Learn what the live document took, ours or theirs: every event update, in order."""
        data, read = self._read
        self.index.take(read if data == update else decode(update, OURS))

    def judge(self, update: bytes, mine: Callable[[int], bool], rules: Rules) -> Verdict:
        """Judge an update of the participant of these rules; `mine` tells which client ids are theirs.

        Raises Malformed, TooLarge, Unacceptable, or Gap where it builds on what the document lacks.
        """
        read = decode(update)
        verdict = Judgement(self.index, rules, update, read).verdict(mine)
        if verdict.update is update:
            self._read = (update, read)
        return verdict

    def first_writer(self, root: str, id_: str) -> int | None:
        """The client that first used this id in a root, also where what it named is deleted."""
        return self.index.first_writer(root, id_)


@contextmanager
def nothing_collected() -> Iterator[None]:
    """Let Python's garbage collector rest: on 5,000 cards it would take 0.2 s to find that all is in use."""
    collected = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collected:
            gc.enable()


class Judgement:
    """One update being judged."""

    def __init__(self, index: Index, rules: Rules, data: bytes, update: Update) -> None:
        self.index = index
        self.rules = rules
        self.data = data
        self.update = update
        self.new: dict[int, list[Struct]] = {}
        """What the document lacks, by client."""
        self.order: list[Struct] = []
        """The same, each after what it builds on."""
        self.places: dict[Struct, Place] = {}
        self.containers: dict[Id, Container] = {}
        """Those that this update makes."""
        self.strangers: dict[str, Container] = {}
        """Roots that no board has."""
        self.gone: set[Struct] = set()
        """What becomes empty."""
        self.gone_containers: set[Id] = set()
        self.followed: set[Id] = set()
        """Values in maps that a kept value replaces."""
        self.written: set[Place] = set()
        """Keys that get a kept value."""
        self.refused_places: set[Place] = set()
        self.told: set[Place] = set()
        """Those of which the person is told: once is enough."""
        self.dropped: list[Dropped] = []
        self.forged: dict[Id, str] = {}
        """New entries with a server's key that is not as the server wrote it."""
        self.typed: dict[Container, int] = {}
        """UTF-16 units of new text."""
        self.fates: dict[Container, bool] = {}
        """Containers that this update asks to delete, and whether it may."""
        self.low_halves: set[Id] = set()
        self._deletes: dict[int, Ranges] | None = None
        self._clocks: dict[int, list[int]] = {}

    def verdict(self, mine: Callable[[int], bool]) -> Verdict:
        """What becomes of it."""
        if self.rules.read_only:
            return self._nothing_of_it()
        self._take_new(mine)
        if self.new:
            self._find_places()
            self._refuse_halves()
        parts = self._find_parts()
        if self.new:
            self._ask_for_sets(parts)
        deletes, whole = self._ask_for_deletes(parts)
        return self._concluded(deletes, whole)

    def _nothing_of_it(self) -> Verdict:
        """For who may only read: nothing of theirs is kept, not even empty."""
        vector, index = self.index.vector, self.index
        runs = self.update.structs.items()
        news = any(run[-1].clock + run[-1].length > vector.get(client, 0) for client, run in runs)
        if news or any(index.missing(*range_) for range_ in self.update.deletes):
            self.dropped.append(Dropped((), "set", self.rules.ONLY_READ))
        return Verdict(b"", self.dropped)

    def _concluded(self, deletes: list[Range], whole: bool) -> Verdict:
        if not (self.new or deletes):
            return Verdict(b"", self.dropped)
        made: dict[str, list[str]] = {}
        for id_, container in self.containers.items():
            if container.entry is container and id_ not in self.gone_containers and not self._is_deleted_here(id_):
                root, key = container.path
                if root in SERVER_KEYS or root == "zones":
                    made.setdefault(root, []).append(key)
        made = {root: list(dict.fromkeys(ids)) for root, ids in made.items()}
        whole = whole and not self.gone and self.new == self.update.structs
        update = self.data if whole else encode(self.data, self.new, self.gone, deletes)
        return Verdict(update, self.dropped, set(self.new), made)

    # what is new -----------------------------------------------------------------------------------------------

    def _take_new(self, mine: Callable[[int], bool]) -> None:
        count = 0
        for client, run in self.update.structs.items():
            known = self.index.vector.get(client, 0)
            last = run[-1]
            if last.clock + last.length <= known:
                continue
            if not mine(client):
                raise Unacceptable("changes under a client id that is someone else's")
            if run[0].clock > known:
                raise Gap
            new = run if run[0].clock == known else [s for s in run if s.clock + s.length > known]
            if any(struct.kind == SKIP for struct in new):
                raise Gap
            count += len(new)
            self.new[client] = new
        if count > MAX_UPDATE_STRUCTS:
            raise Unacceptable("too many changes at once")

    def _struct_at(self, id_: Id) -> Struct | None:
        """The new struct that covers this clock."""
        client, clock = id_
        run = self.new.get(client)
        if run is None or clock < self.index.vector.get(client, 0):
            return None
        clocks = self._clocks.get(client)
        if clocks is None:
            clocks = self._clocks[client] = [struct.clock for struct in run]
        struct = run[bisect_right(clocks, clock) - 1]
        return struct if clock < struct.clock + struct.length else None

    # where it belongs ------------------------------------------------------------------------------------------

    def _find_places(self) -> None:
        for struct in in_order(self.new):
            self.order.append(struct)
            self.places[struct] = place = None if struct.kind == GC else self._place_of(struct)
            if place is not None and struct.kind == TYPE:
                id_ = (struct.client, struct.clock)
                self.containers[id_] = container = Container(id_, *place, struct.value)
                if container.depth > MAX_DEPTH:
                    raise Unacceptable("nested too deeply")

    def _place_of(self, struct: Struct) -> Place:
        """Where a struct belongs; None where that is deleted, collected or was refused."""
        near = [self._place_at(id_) for id_ in self._neighbours(struct)]
        if struct.parent is not None:
            near.append(self._place_in(struct))
        place = near[0]
        if None in near or place is None:
            return None
        if len(near) > 1 and near.count(place) < len(near):
            raise Malformed("neighbours in different places")
        return None if self.index.is_dead(place[0]) else place

    def _neighbours(self, struct: Struct) -> list[Id]:
        near = [id_ for id_ in (struct.origin, struct.right) if id_ is not None]
        known = self.index.vector.get(struct.client, 0)
        if struct.clock < known:  # what the document has of it is to the left of what it lacks
            near.append((struct.client, known - 1))
        return near

    def _place_at(self, id_: Id) -> Place:
        if id_[1] < self.index.vector.get(id_[0], 0):
            return self.index.place(id_)
        struct = self._struct_at(id_)
        if struct is None:
            raise Gap
        return self.places[struct]

    def _place_in(self, struct: Struct) -> Place:
        parent = struct.parent
        if type(parent) is str:
            container = self.index.roots.get(parent) or self.strangers.get(parent)
            if container is None:
                container = self.strangers[parent] = Container(None, None, parent, MAP)
        else:
            assert type(parent) is tuple
            container = self._container(parent)
            if container is None:
                return None
        return (container, struct.key)

    def _container(self, id_: Id) -> Container | None:
        container = self.containers.get(id_) or self.index.containers.get(id_)
        if container is not None:
            return container
        if self._place_at(id_) is None or self._is_deleted(id_):
            return None
        raise Malformed("inside something that holds nothing")

    def _is_deleted(self, id_: Id) -> bool:
        struct = self._struct_at(id_)
        return struct.kind == DELETED if struct else self.index.is_deleted(id_)

    # half characters -------------------------------------------------------------------------------------------

    def _refuse_halves(self) -> None:
        """Half of a surrogate pair reads differently in Yjs and in Yrs, for ever."""
        for run in self.new.values():
            for struct in run:
                if struct.kind == STRING and not struct.value.isascii():
                    self.low_halves.update(low_halves(struct))
        if not self.low_halves and not self.index.low_halves:
            return
        for struct in self.order:
            origin, right = struct.origin, struct.right
            if (
                (origin is not None and self._is_low_half((origin[0], origin[1] + 1)))
                or (right is not None and self._is_low_half(right))
                or (struct.client, struct.clock) in self.index.low_halves
            ):
                raise Unacceptable("half of a character")

    def _is_low_half(self, id_: Id) -> bool:
        return id_ in self.index.low_halves or id_ in self.low_halves

    # sets ------------------------------------------------------------------------------------------------------

    def _ask_for_sets(self, parts: list[Part]) -> None:
        for struct in self.order:
            place = self.places[struct]
            if place is None or place[0].id in self.gone_containers:
                self._let_go(struct)
            elif why := self._objection(struct, *place):
                self._refuse(struct, place, why)
            elif self.gone and self._leans_on_gone(struct):
                self._refuse(struct, place, "It builds on a change that was not let in.")
        self._refuse_long_texts(parts)
        if self.containers:
            self._ask_for_entries()
        self._let_go_of_dead_ends()

    def _let_go(self, struct: Struct) -> None:
        if struct.kind != GC:
            self.gone.add(struct)
            if struct.kind == TYPE:
                self.gone_containers.add((struct.client, struct.clock))

    def _refuse(self, struct: Struct, place: Spot, why: str) -> None:
        self._let_go(struct)
        self.refused_places.add(place)
        if not self._is_born_deleted(struct) and place not in self.told:
            self.told.add(place)
            self._drop(place, "set", why)

    def _drop(self, place: Spot, act: str, why: str) -> None:
        container, key = place
        self.dropped.append(Dropped(container.path if key is None else (*container.path, key), act, why))

    def _leans_on_gone(self, struct: Struct) -> bool:
        near = (self._struct_at(id_) for id_ in (struct.origin, struct.right) if id_ is not None)
        return any(other in self.gone for other in near if other is not None)

    def _spread(self) -> None:
        """What is inside of something gone, or leans on it, goes as well."""
        for struct in self.order:
            place = self.places[struct]
            if place is None or struct in self.gone:
                continue
            if place[0].id in self.gone_containers:
                self._let_go(struct)
            elif self._leans_on_gone(struct):
                self._refuse(struct, place, "It builds on a change that was not let in.")

    def _objection(self, struct: Struct, container: Container, key: str | None) -> str | None:
        if key is None:
            return self._objection_to_text(struct, container)
        if container.kind != MAP:
            return "Texts have no keys."
        if struct.right is not None:
            raise Unacceptable("a value before another in a map")
        if struct.length > 1 and not self._is_born_deleted(struct):
            return "One value at a time."
        path = (*container.path, key)
        made_here = self._is_made_here(container)
        why = self.rules.may_set(path, struct, made_here)
        if why is None and container.parent is None and struct.kind == TYPE:
            why = self._objection_to_replacing(*path)
        elif why is not None and made_here and self.rules.is_servers_own(path):
            assert container.entry is not None and container.entry.id is not None
            self.forged[container.entry.id] = why
        return why

    def _is_made_here(self, container: Container) -> bool:
        return container.entry is not None and container.entry.id in self.containers

    def _objection_to_text(self, struct: Struct, container: Container) -> str | None:
        if container.kind != TEXT:
            return "Only texts hold text."
        if struct.kind == DELETED:
            return None
        if struct.kind == STRING:
            known = max(0, self.index.vector.get(struct.client, 0) - struct.clock)
            self.typed[container] = self.typed.get(container, 0) + struct.length - known
        return self.rules.may_write(container.path, struct, self._is_made_here(container))

    def _objection_to_replacing(self, root: str, id_: str) -> str | None:
        old = self.index.entry(root, id_)
        if old is None:
            return None
        if old.id is not None and self._is_deleted_here(old.id):
            return self.rules.may_delete((root, id_))
        return "There is something with this id already."

    def _refuse_long_texts(self, parts: list[Part]) -> None:
        for container, typed in self.typed.items():
            if container.units + typed <= MAX_TEXT:
                continue
            cut = sum(
                end - start
                for _, start, end, place, struct in parts
                if place == container.within and (struct is None or struct.kind == STRING)
            )
            if container.units + typed - cut > MAX_TEXT:
                for struct in self.order:
                    if struct.kind == STRING and struct not in self.gone and self.places[struct] == container.within:
                        self._refuse(struct, (container, None), f"A text has at most {MAX_TEXT:,} characters.")
                self._spread()

    # new cards, threads … as a whole ---------------------------------------------------------------------------

    def _ask_for_entries(self) -> None:
        slots = self._slots_of_entries()
        for container in sorted(slots, key=lambda container: ROOTS.index(container.path[0])):
            if (id_ := container.id) in self.gone_containers or id_ is None:
                continue
            root, key = container.path
            used = self.index.first_writer(root, key) is not None
            dead = self._is_deleted_here(id_)
            values = self._values(slots[container])
            why = self.forged.get(id_) or self.rules.may_make(root, key, values, used=used, dead=dead)
            if why:
                struct = self._struct_at(id_)
                assert struct is not None and container.parent is not None
                self._refuse(struct, (container.parent, key), why)
                self.rules.take_note_of_refusal(root, key)
                self._spread()

    def _slots_of_entries(self) -> dict[Container, dict[str, list[Struct]]]:
        """The kept structs at each key of each card, zone, thread … that this update makes."""
        slots: dict[Container, dict[str, list[Struct]]] = {
            container: {}
            for container in self.containers.values()
            if container.entry is container and container.id not in self.gone_containers
        }
        for struct in self.order:
            place = self.places[struct]
            if place is not None and place[1] is not None and struct not in self.gone and place[0] in slots:
                slots[place[0]].setdefault(place[1], []).append(struct)
        return slots

    def _values(self, slots: dict[str, list[Struct]]) -> dict[str, list[Any]]:
        """Plain values by key: one, or several where clients wrote beside each other; none where one was removed."""
        values: dict[str, list[Any]] = {}
        for key, structs in slots.items():
            followed = {struct.origin for struct in structs}
            last = [s for s in structs if (s.client, s.clock + s.length - 1) not in followed]
            if all(struct.kind == ANY and not self._is_born_deleted(struct) for struct in last):
                values[key] = [struct.value[-1] for struct in last]
        return values

    # values that were deleted before they came -----------------------------------------------------------------

    def _is_deleted_here(self, id_: Id) -> bool:
        """Whether this update deletes it."""
        if not self.update.deletes:
            return False
        if self._deletes is None:
            by: dict[int, list[tuple[int, int]]] = {}
            for client, clock, length in self.update.deletes:
                by.setdefault(client, []).append((clock, clock + length))
            self._deletes = {client: Ranges(ranges) for client, ranges in by.items()}
        ranges = self._deletes.get(id_[0])
        return ranges is not None and id_[1] in ranges

    def _is_born_deleted(self, struct: Struct) -> bool:
        return struct.kind == DELETED or self._is_deleted_here((struct.client, struct.clock + struct.length - 1))

    def _let_go_of_dead_ends(self) -> None:
        before = len(self.gone)
        for struct in reversed(self.order):
            place = self.places[struct]
            if place is None or place[1] is None or struct in self.gone:
                continue
            if self._is_born_deleted(struct) and not self._may_end(struct, *place):
                self._let_go(struct)
                continue
            self.written.add(place)
            if struct.origin is not None:
                self.followed.add(struct.origin)
        if len(self.gone) > before:
            self._spread()

    def _may_end(self, struct: Struct, container: Container, key: str | None) -> bool:
        """Whether a key may be left with this deleted value as its last."""
        assert key is not None
        if (struct.client, struct.clock + struct.length - 1) in self.followed or container.id in self.containers:
            return True
        if container.parent is None and self.index.first_writer(container.path[0], key) is None:
            return True
        return self.rules.may_delete((*container.path, key)) is None

    # deletes ---------------------------------------------------------------------------------------------------

    def _find_parts(self) -> list[Part]:
        """The deleted ranges that are new, cut at the places they touch."""
        parts: list[Part] = []
        for client, clock, length in self.update.deletes:
            known = self.index.vector.get(client, 0)
            for start, end in self.index.missing(client, clock, length):
                if self._is_low_half((client, start)) or self._is_low_half((client, end)):
                    raise Unacceptable("half of a character")
                if start < known:
                    runs = self.index.runs(client, start, min(end, known))
                    parts.extend((client, begin, until, place, None) for begin, until, place in runs)
                parts.extend(self._new_parts(client, max(start, known), end))
        return parts

    def _new_parts(self, client: int, start: int, end: int) -> Iterator[Part]:
        while start < end:
            struct = self._struct_at((client, start))
            if struct is None:
                raise Gap
            until = min(end, struct.clock + struct.length)
            yield (client, start, until, self.places[struct], struct)
            start = until

    def _ask_for_deletes(self, parts: list[Part]) -> tuple[list[Range], bool]:
        """The ranges that may go, and whether that is all of them."""
        if len(parts) > 1:
            parts.sort(key=lambda part: part[3][0].depth if part[3] else 0)
        kept = [(part[0], part[1], part[2] - part[1]) for part in parts if self._may_go(part)]
        return sorted(kept), len(kept) == len(parts)

    def _may_go(self, part: Part) -> bool:
        client, start, end, place, struct = part
        if struct is not None:
            return struct not in self.gone
        if place is None:
            return True
        may = self._fate_around(place[0])
        if may is None:
            may = self.index.is_dead(place[0]) or self._may_be_removed(place, (client, end - 1))
        inner = self.index.containers.get((client, start))
        if inner is not None:
            self.fates[inner] = may
        return may

    def _fate_around(self, container: Container) -> bool | None:
        """Whether a container around was deleted by this update (True), spared (False), or neither."""
        at: Container | None = container if self.fates else None
        while at is not None:
            if at in self.fates:
                return self.fates[at]
            at = at.parent
        return None

    def _may_be_removed(self, place: Spot, last: Id) -> bool:
        container, key = place
        if key is None:
            why = self.rules.may_write(container.path, None, made_here=False)
        elif last in self.followed:
            return True
        elif place in self.refused_places:
            return False
        else:
            why = self.rules.may_delete((*container.path, key))
        if why and (key is None or place not in self.written):
            self._drop(place, "delete", why)
        return why is None
