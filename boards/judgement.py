"""Puts an update to the rules: every new struct, every new card as a whole, every deleted range. See gate.py."""

from dataclasses import dataclass, field
from typing import Any

from boards.incoming import Incoming, Part
from boards.index import Container, Index, Place, Spot
from boards.lib0 import Id
from boards.rules import Rules
from boards.schema import MAX_TEXT, ROOTS, SERVER_KEYS
from boards.update import ANY, DELETED, GC, MAP, STRING, TEXT, TYPE, Range, Struct, encode


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
    touched: set[tuple[str, ...]] = field(default_factory=set)
    """Every place that it may change: (root, id) or (root, id, key)."""


class Judgement:
    """One update before the rules."""

    def __init__(self, index: Index, rules: Rules, incoming: Incoming) -> None:
        self.index = index
        self.rules = rules
        self.incoming = incoming
        self.gone: set[Struct] = set()
        """What becomes empty."""
        self.gone_containers: set[Id] = set()
        self.followed: set[Id] = set()
        """Values in maps that a kept value replaces."""
        self.written: set[Place] = set()
        """Keys that get a kept value."""
        self.refused_places: set[Place] = set()
        self.told: set[tuple[str, Place]] = set()
        """Acts and places of which the person is told: once is enough."""
        self.dropped: list[Dropped] = []
        self.forged: dict[Id, str] = {}
        """New entries with a server's key that is not as the server wrote it."""
        self.typed: dict[Container, int] = {}
        """UTF-16 units of new text."""
        self.fates: dict[Container, bool] = {}
        """Containers that this update asks to delete, and whether it may."""

    def verdict(self, data: bytes) -> Verdict:
        """What becomes of it; `data` is the update as it came."""
        if self.incoming.new:
            self._ask_for_sets()
        deletes, whole = self._ask_for_deletes()
        if not (self.incoming.new or deletes):
            return Verdict(b"", self.dropped)
        whole = whole and not self.gone and self.incoming.new == self.incoming.update.structs
        update = data if whole else encode(data, self.incoming.new, self.gone, deletes)
        return Verdict(update, self.dropped, set(self.incoming.new), self._made(), self._touched())

    def _touched(self) -> set[tuple[str, ...]]:
        places = [*self.incoming.places.values(), *(place for _, _, _, place, _ in self.incoming.parts)]
        paths = [(*place[0].path, place[1]) for place in places if place is not None]
        return {tuple(part for part in path[:3] if part is not None) for path in paths if len(path) > 1}

    def _made(self) -> dict[str, list[str]]:
        made: dict[str, list[str]] = {}
        for id_, container in self.incoming.containers.items():
            root, key, *inner = container.path
            if inner or id_ in self.gone_containers or self.incoming.is_deleted_here(id_):
                continue
            if root in SERVER_KEYS or root == "zones":
                made.setdefault(root, []).append(key)
        return {root: list(dict.fromkeys(ids)) for root, ids in made.items()}

    # sets ------------------------------------------------------------------------------------------------------

    def _ask_for_sets(self) -> None:
        for struct in self.incoming.order:
            place = self.incoming.places[struct]
            if place is None or place[0].id in self.gone_containers:
                self._let_go(struct)
            elif why := self._objection(struct, *place):
                self._refuse(struct, place, why)
            elif self.gone and self._leans_on_gone(struct):
                self._refuse(struct, place, "It builds on a change that was not let in.")
        self._refuse_long_texts()
        if self.incoming.containers:
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
        if not self.incoming.is_born_deleted(struct):
            self._tell(place, "set", why)

    def _tell(self, place: Spot, act: str, why: str) -> None:
        if (act, place) not in self.told:
            self.told.add((act, place))
            container, key = place
            self.dropped.append(Dropped(container.path if key is None else (*container.path, key), act, why))

    def _leans_on_gone(self, struct: Struct) -> bool:
        near = (self.incoming.struct_at(id_) for id_ in (struct.origin, struct.right) if id_ is not None)
        return any(other in self.gone for other in near if other is not None)

    def _spread(self) -> None:
        """What is inside of something gone, or leans on it, goes as well."""
        for struct in self.incoming.order:
            place = self.incoming.places[struct]
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
        if struct.length > 1 and not self.incoming.is_born_deleted(struct):
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
        return container.entry is not None and container.entry.id in self.incoming.containers

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
        if old.id is not None and self.incoming.is_deleted_here(old.id):
            return self.rules.may_delete((root, id_))
        return "There is something with this id already."

    def _refuse_long_texts(self) -> None:
        long = {container.within for container in self.typed if self._length_after(container) > MAX_TEXT}
        if not long:
            return
        for struct in self.incoming.order:
            place = self.incoming.places[struct]
            if place in long and place is not None and struct.kind == STRING and struct not in self.gone:
                self._refuse(struct, place, f"A text has at most {MAX_TEXT:,} characters.")
        self._spread()

    def _length_after(self, container: Container) -> int:
        length = container.units + self.typed[container]
        if length > MAX_TEXT:
            for _, start, end, place, struct in self.incoming.parts:
                if place == container.within and (struct is None or struct.kind == STRING):
                    length -= end - start
        return length

    # new cards, threads … as a whole ---------------------------------------------------------------------------

    def _ask_for_entries(self) -> None:
        slots = self._slots_of_entries()
        for root in ROOTS:  # cards come before what is tied to them
            gone = len(self.gone)
            for container in slots:
                if container.path[0] == root and container.id not in self.gone_containers:
                    self._ask_for_entry(container, slots[container])
            if len(self.gone) > gone:
                self._spread()

    def _ask_for_entry(self, container: Container, slots: dict[str, list[Struct]]) -> None:
        root, key = container.path
        id_, parent = container.id, container.parent
        assert id_ is not None and parent is not None
        used = self.index.first_writer(root, key) is not None
        dead = self.incoming.is_deleted_here(id_)
        why = self.forged.get(id_) or self.rules.may_make(root, key, self._values(slots), used=used, dead=dead)
        struct = self.incoming.struct_at(id_)
        if why and struct is not None:
            self._refuse(struct, (parent, key), why)
            self.rules.take_note_of_refusal(root, key)

    def _slots_of_entries(self) -> dict[Container, dict[str, list[Struct]]]:
        """The kept structs at each key of each card, zone, thread … that this update makes."""
        slots: dict[Container, dict[str, list[Struct]]] = {
            container: {}
            for container in self.incoming.containers.values()
            if container.entry is container and container.id not in self.gone_containers
        }
        for struct in self.incoming.order:
            place = self.incoming.places[struct]
            if place is not None and place[1] is not None and struct not in self.gone and place[0] in slots:
                slots[place[0]].setdefault(place[1], []).append(struct)
        return slots

    def _values(self, slots: dict[str, list[Struct]]) -> dict[str, list[Any]]:
        """Plain values by key: one, or several where clients wrote beside each other; none where one was removed."""
        values: dict[str, list[Any]] = {}
        for key, structs in slots.items():
            followed = {struct.origin for struct in structs}
            last = [s for s in structs if (s.client, s.clock + s.length - 1) not in followed]
            if all(struct.kind == ANY and not self.incoming.is_born_deleted(struct) for struct in last):
                values[key] = [struct.value[-1] for struct in last]
        return values

    # values that were deleted before they came -----------------------------------------------------------------

    def _let_go_of_dead_ends(self) -> None:
        before = len(self.gone)
        for struct in reversed(self.incoming.order):
            place = self.incoming.places[struct]
            if place is None or place[1] is None or struct in self.gone:
                continue
            if self.incoming.is_born_deleted(struct) and not self._may_end(struct, *place):
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
        last = (struct.client, struct.clock + struct.length - 1)
        if last in self.followed or container.id in self.incoming.containers:
            return True
        if container.parent is None and self.index.first_writer(container.path[0], key) is None:
            return True
        return self.rules.may_delete((*container.path, key)) is None

    # deletes ---------------------------------------------------------------------------------------------------

    def _ask_for_deletes(self) -> tuple[list[Range], bool]:
        """The ranges that may go, and whether that is all of them."""
        parts = self.incoming.parts
        if len(parts) > 1:
            parts.sort(key=lambda part: part[3][0].depth if part[3] else 0)
        kept = [(part[0], part[1], part[2] - part[1]) for part in parts if self._may_go(part)]
        return sorted(kept), len(kept) == len(parts)

    def _may_go(self, part: Part) -> bool:
        client, start, end, place, struct = part
        if struct is not None or place is None:
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
            self._tell(place, "delete", why)
        return why is None
