"""Random people around a board, in good faith and in bad, over a network that is late and breaks.

Every round prints its seed. SAMEROOM_FUZZ_ROUNDS=500 runs more rounds, SAMEROOM_FUZZ_SEED=7 starts at another seed.
"""

import json
import os
import random
from collections import Counter, deque
from typing import Any

import pytest
from pycrdt import Doc, Map

from boards.document import EMPTY, WHOLE
from boards.errors import Gap, TheyBroke
from boards.gate import Gate
from boards.index import Place
from boards.judgement import Verdict
from boards.lib0 import OURS, Id
from boards.schema import ROOTS
from boards.update import ANY, DELETED, FORMAT, GC, MAP, STRING, TEXT, TYPE, Struct, decode
from boards.visitor import Visitor
from guarded import (
    LOCKED,
    ONE,
    PROBLEM,
    TWO,
    Guarded,
    a_board,
    ana,
    ben,
    container,
    deleted,
    differences,
    empty,
    fay,
    id_of,
    item,
    one,
    several,
    string,
    text,
    update_of,
    visitor,
)
from yjs import Yjs, from_base64
from yjs import yjs as yjs

pytestmark = pytest.mark.fuzz

ROUNDS = int(os.environ.get("SAMEROOM_FUZZ_ROUNDS", "40"))
FIRST_SEED = int(os.environ.get("SAMEROOM_FUZZ_SEED", "1"))
ASKED = ("kind", "zone", "pos", "text", "tags", "fields", "hidden", "locked", "author", "label")
STEPS = 400

max_, eve = visitor("max"), visitor("eve")
FORBIDDEN = b"SECRETWORD"


class Person:
    """Someone with a real Yjs client, and the wires to and from the board."""

    def __init__(self, fuzz: "Fuzz", who: Visitor, *, good: bool) -> None:
        self.fuzz = fuzz
        self.who = who
        self.good = good
        self.online = True
        self.up: deque[bytes] = deque()
        self.down: deque[bytes] = deque()
        self.heard = 0
        self.start_afresh()

    def start_afresh(self) -> None:
        """A new document under a new client id, with all that is there."""
        fuzz = self.fuzz
        fuzz.clients += 1
        client = fuzz.rng.randrange(1 << 31)
        self.name = f"fuzz{fuzz.seed}-{fuzz.clients}"
        fuzz.yjs.open(self.name, client, fuzz.board.state)
        self.heard = len(fuzz.board.sent)
        self.up.clear()
        self.down.clear()

    def act(self) -> None:
        me = {
            "participant": self.who.participant,
            "role": self.who.role,
            "keep": [ONE, TWO, PROBLEM],
            "hands_off": [LOCKED],
        }
        faith, seed = "good" if self.good else "bad", self.fuzz.rng.randrange(1 << 31)
        js = f"acts.{faith}(docs[name], {json.dumps(me)}, dice({seed}))"
        for update in self.fuzz.yjs.run(f"const name = '{self.name}'; {js}; return sentEach(name)"):
            if self.online:
                self.up.append(from_base64(update))

    def speak(self, most: int) -> None:
        """Some of what is on its way to the board arrives."""
        while self.up and most and self.online:
            most -= 1
            update = self.up.popleft()
            if self.good or self.fuzz.rng.random() > 0.05:  # the hostile also lose what they sent
                self.fuzz.arrives(self, update)

    def listen(self, most: int) -> None:
        """Some of what went out arrives here."""
        if self.online:
            self.down.extend(self.fuzz.board.sent[self.heard :])
            self.heard = len(self.fuzz.board.sent)
            count = min(most, len(self.down))
            self.fuzz.yjs.take(self.name, *(self.down.popleft() for _ in range(count)))

    def disconnect(self) -> None:
        self.online = False
        self.up.clear()
        self.down.clear()

    def connect(self) -> None:
        """Both sides tell what they have; the client answers with what the board lacks, or with all it has."""
        self.online = True
        board, peer = self.fuzz.board, self.fuzz.yjs
        vector = from_base64(peer.run(f"return text(Y.encodeStateVector(docs['{self.name}']))"))
        peer.take(self.name, board.document.since(vector))
        self.heard = len(board.sent)
        self.answer()

    def answer(self) -> None:
        """The answer to a sync step 1."""
        peer = self.fuzz.yjs
        if self.fuzz.rng.random() < 0.3:
            self.up.appendleft(peer.state(self.name))
        else:
            self.up.appendleft(peer.since(self.name, self.fuzz.board.document.vector()))


class Fuzz:
    """One round."""

    def __init__(self, yjs: Yjs, seed: int) -> None:
        self.yjs = yjs
        self.seed = seed
        self.rng = random.Random(seed)
        self.board: Guarded = a_board()
        self.board.bindings[0] = None
        self.clients = 0
        self.counts: Counter[str] = Counter()
        self.raw_client = 60_000 + seed
        self.people = [Person(self, who, good=True) for who in (ana, ben, fay)]
        self.people += [Person(self, who, good=False) for who in (max_, eve)]
        self.guarded = self.facts_of(LOCKED)
        self.session = self.board.document.plain()["session"]
        self.seen: list[bytes] = []

    def facts_of(self, card: str) -> Any:
        return self.board.document.plain()["cards"].get(card)

    def run(self) -> None:
        for _ in range(STEPS):
            self.step()
        self.come_to_rest()
        self.compare()

    def step(self) -> None:
        person = self.rng.choice(self.people)
        match self.rng.randrange(20):
            case 0:
                person.disconnect()
            case 1 | 2 if not person.online:
                person.connect()
            case 1:
                self.raw_attack()
            case 2:
                self.raw_attack() if self.rng.random() < 0.7 else self.mutated_attack()
            case 3:
                self.board.gate = Gate(self.board.state)  # the board is closed and opened again
            case 4 | 5 | 6 | 7 | 8 | 9:
                person.act()
            case 10 | 11 | 12 | 13 | 14:
                person.speak(self.rng.randrange(1, 5))
            case _:
                person.listen(self.rng.randrange(1, 6))

    # arriving at the board -----------------------------------------------------------------------------------------

    def arrives(self, person: Person, update: bytes) -> None:
        self.seen.append(update)
        try:
            verdict = self.receive(person.who, update)
        except Gap:
            assert not person.good, "in good faith nothing is ever missing on a wire that keeps order"
            self.counts["gaps"] += 1
            person.answer()
        except TheyBroke as error:
            assert not person.good, (error, update.hex())
            self.counts["refused whole"] += 1
            person.start_afresh()
        else:
            self.counts["good" if person.good else "bad"] += 1
            if verdict.dropped:
                assert not person.good, (verdict.dropped, update.hex())
                self.counts["refused in part"] += 1
                if self.rng.random() < 0.5:
                    person.start_afresh()  # as our client does; the other half goes on as a stock client would

    def receive(self, who: Visitor, update: bytes) -> Verdict:
        before = self.board.document.plain() if update in (EMPTY, b"") else None
        for card in (ONE, TWO, LOCKED, PROBLEM):
            for key in ASKED:
                self.board.document.fact("cards", card, key)
            self.board.document.value("cards", card)
        verdict = self.board.receive(who, update)
        self.nothing_is_pending(verdict)
        self.nothing_is_remembered_wrong(verdict)
        assert before is None or before == self.board.document.plain()
        return verdict

    def nothing_is_pending(self, verdict: Verdict) -> None:
        """All that was let in is in the document: the gate learns only from the document's own events."""
        index = self.board.gate.index
        if verdict.update:
            update = decode(verdict.update, OURS)
            for client, run in update.structs.items():
                assert index.vector[client] >= run[-1].clock + run[-1].length
            for range_ in update.deletes:
                assert index.missing(*range_) == []

    def nothing_is_remembered_wrong(self, verdict: Verdict) -> None:
        """What rules asked before a change is asked anew where the change was."""
        document = self.board.document
        for (root, id_), known in document._facts.items():
            self.counts["remembered"] += len(known)
            now = document.plain_entry(root, id_)
            for key, value in known.items():
                fresh = now if key == WHOLE else now.get(key) if isinstance(now, dict) else None
                assert value == fresh, (root, id_, key, verdict.touched)

    # attacks no client would make ------------------------------------------------------------------------------

    def mutated_attack(self) -> None:
        """Real updates with a few bytes changed, sent in someone else's name."""
        if not self.seen:
            return
        update = bytearray(self.rng.choice(self.seen))
        for _ in range(self.rng.randrange(1, 4)):
            if update:
                update[self.rng.randrange(len(update))] = self.rng.randrange(256)
        self.attack(bytes(update))

    def raw_attack(self) -> None:
        """Structs put together at random, in places that are really there or nearly so."""
        rng, client = self.rng, self.raw_client
        vector = self.board.gate.index.vector
        clock = vector.get(client, 0)
        there = [struct for run in decode(self.board.state, OURS).structs.values() for struct in run]
        structs: list[bytes] = []
        at = clock
        for _ in range(rng.randrange(1, 6)):
            target = rng.choice(there)
            beside = [struct for struct in there if self.place_of(struct) == self.place_of(target)]
            structs.append(self.raw_struct(target, rng.choice(beside), (client, at - 1)))
            at += decode(update_of(client, at, structs[-1])).structs[client][0].length
        deletes: dict[int, list[tuple[int, int]]] = {}
        for target in rng.sample(there, rng.randrange(0, 4)):
            deletes.setdefault(target.client, []).append((target.clock, rng.randrange(1, target.length + 1)))
        if rng.random() < 0.3:
            deletes.setdefault(client, []).append((rng.randrange(clock, at), 1))
        self.attack(update_of(client, clock, *structs, deletes=deletes))

    def place_of(self, struct: Struct) -> Place:
        return self.board.gate.index.place((struct.client, struct.clock))

    def raw_struct(self, target: Struct, other: Struct, last: Id) -> bytes:
        """One struct at a struct that is there."""
        rng = self.rng
        offset = rng.randrange(target.length)
        id_ = (target.client, target.clock + offset)
        place: dict[str, Any] = {"origin": id_}
        match rng.randrange(9):
            case 0:
                place = {"parent": rng.choice(ROOTS), "key": rng.choice((LOCKED, ONE, id_of(f"raw{last[1]}"), "stage"))}
            case 1:
                place = {"parent": id_, "key": rng.choice(("kind", "pos", "author", "text", "a", "to"))}
            case 2:
                place = {"origin": id_, "right": (other.client, other.clock)}
            case 7:
                place = {"origin": (other.client, other.clock), "right": id_}
            case 3 if last[1] >= 0:
                place = {"origin": last}
            case 4:
                place = {"right": id_}
            case 5 | 6 if offset + 1 < target.length:
                place = {"origin": id_, "right": (id_[0], id_[1] + 1)}
        return self.raw_content(place)

    def raw_content(self, place: dict[str, Any]) -> bytes:
        rng = self.rng
        match rng.randrange(10):
            case 0:
                return deleted(rng.randrange(1, 3), **place)
            case 1:
                return container(rng.randrange(0, 3), **place)
            case 2 | 3 | 4:
                return text(rng.choice(("raw", "é", "😀", "x😀")), **place)
            case 5:
                return several("note", "idea", **place)
            case 6:
                return item(ANY, b"", **place) + b"\x01\x75\x03\x7d\x01\x7d\x02\x7d\x03"
            case 7:
                return empty(rng.randrange(1, 3))
            case 8:
                return item(FORMAT, b"", **place) + string("bold") + string("true")
            case _:
                return one(rng.choice(("note", "story", "relates")), **place)

    def attack(self, update: bytes) -> None:
        before = self.facts_of(LOCKED)
        try:
            verdict = self.receive(eve, update)
        except (Gap, TheyBroke):
            self.counts["attacks refused whole"] += 1
        else:
            self.counts["attacks"] += 1
            self.counts["attacks refused in part"] += bool(verdict.dropped)
        assert self.facts_of(LOCKED) == before

    # in the end --------------------------------------------------------------------------------------------------

    def come_to_rest(self) -> None:
        """Everyone is online, and all that is on its way arrives."""
        for person in self.people:
            if not person.online:
                person.connect()
        for _ in range(20):
            for person in self.people:
                person.speak(1 << 20)
        assert not any(person.up for person in self.people if person.good)
        for person in self.people:
            person.listen(1 << 20)

    def compare(self) -> None:
        board = self.board.document.plain()
        self.yjs.open(f"late{self.seed}", 4_000_000 + self.seed, self.board.state)
        names = [person.name for person in self.people if person.good] + [f"late{self.seed}"]
        for name in names:
            assert not self.yjs.is_pending(name)
            assert self.yjs.board(name, *ROOTS) == board
        self.nothing_forbidden(board)
        assert differences(self.board.gate.index, Gate(self.board.state).index) == []

    def nothing_forbidden(self, board: dict[str, Any]) -> None:
        assert FORBIDDEN not in self.board.state + b"".join(self.board.sent)
        assert board["session"] == self.session
        assert board["cards"][LOCKED] == self.guarded
        assert {ONE, TWO, PROBLEM} <= set(board["cards"])
        for root in ("cards", "threads", "comments", "strokes"):
            for id_, entry in board[root].items():
                assert entry["author"] == self.board.stamps[id_].author
        for id_, card in board["cards"].items():
            assert isinstance(card["kind"], str) and len(id_) == 21
            assert isinstance(card.get("text", ""), str)
        assert all(is_allowed(s) for run in decode(self.board.state, OURS).structs.values() for s in run)


def is_allowed(struct: Struct) -> bool:
    """Whether a struct is of a kind that a board holds, in a root that it has."""
    root = struct.parent
    return (not isinstance(root, str) or root in ROOTS) and (
        struct.kind in (GC, DELETED, STRING, ANY) or (struct.kind == TYPE and struct.value in (MAP, TEXT))
    )


@pytest.mark.parametrize("seed", range(FIRST_SEED, FIRST_SEED + ROUNDS))
def test_r79_honest_people_lose_nothing_and_hostile_ones_gain_nothing(yjs: Yjs, seed: int) -> None:
    print(f"seed {seed}")
    fuzz = Fuzz(yjs, seed)
    fuzz.run()
    print(dict(fuzz.counts), f"{len(fuzz.board.state)} bytes, {len(fuzz.board.document.plain()['cards'])} cards")
    assert fuzz.counts["good"] > 5
    assert fuzz.counts["remembered"] > 500


@pytest.mark.parametrize("seed", range(FIRST_SEED, FIRST_SEED + max(3, ROUNDS // 8)))
def test_r918_what_is_judged_at_a_glance_would_be_judged_so_as_a_whole(seed: int) -> None:
    """People who set the same few keys all the time, late for each other, while cards are locked, deleted and brought
    back; tests/guarded.py puts what is known at a glance to the whole judgement as well."""
    print(f"seed {seed}")
    rng = random.Random(seed)
    board = a_board()
    written: list[bytes] = []

    def with_all_of_it(client: int) -> Doc[Any]:
        doc: Doc[Any] = Doc(client_id=client)
        doc.apply_update(board.state)
        doc.observe(lambda event: written.append(event.update))
        return doc

    people = {who.participant: (who, with_all_of_it(1000 + n)) for n, who in enumerate((ana, ben, fay, eve))}
    heard = dict.fromkeys(people, len(board.sent))
    said: Counter[str] = Counter()
    for _ in range(STEPS):
        name = rng.choice(list(people))
        who, doc = people[name]
        cards = doc.get("cards", type=Map)
        id_ = rng.choice((ONE, TWO, LOCKED))
        if rng.random() < 0.02:
            board.put("cards", f"{LOCKED}/locked", rng.random() < 0.5)
        written.clear()
        if id_ in cards:
            with doc.transaction():
                for key in rng.sample(("pos", "tags", "kind", "zone", "locked"), rng.choice((1, 1, 1, 1, 2))):
                    value = {"kind": "idea", "zone": None, "locked": True, "tags": [f"t{rng.random()}"]}
                    cards[id_][key] = value.get(key, [rng.random(), 1, 0])
        try:
            verdict = board.receive(who, written[0]) if written else Verdict(EMPTY)
        except (Gap, TheyBroke):
            said["nothing of it"] += 1
            verdict = None
        if verdict is None or verdict.dropped:  # as browsers do: afresh
            said["refused"] += 1
            people[name] = who, with_all_of_it(10_000 + said["refused"])
            heard[name] = len(board.sent)
        elif rng.random() < 0.5:
            for update in board.sent[heard[name] :]:
                doc.apply_update(update)
            heard[name] = len(board.sent)
    print(board.glances, dict(said))
    assert board.glances > STEPS / 4 and said["refused"] > 20
    assert differences(board.gate.index, Gate(board.state).index) == []
