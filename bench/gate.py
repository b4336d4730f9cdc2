"""What the gate costs: opening a board of so many cards, and judging and taking in one change after another.

Run: .venv/bin/python bench/gate.py [--cards 5000]. Figures are of this machine, one core, medians in microseconds.
"""

import argparse
import random
import statistics
import tracemalloc
from collections.abc import Callable
from time import perf_counter, process_time

from pycrdt import Doc, Map, Text

from boards.document import Document
from boards.gate import Gate
from boards.lib0 import OURS
from boards.rules import Rules
from boards.schema import Stamp
from boards.update import decode, split
from boards.visitor import Visitor

WORDS = ["the", "form", "asked", "again", "for", "what", "nobody", "could", "tell", "us", "on", "the", "phone"]
ME = Visitor("ana".ljust(21, "_"), "Ana", "citizen", "contributor")
CLIENT = 3_000_000_001


def board_of(cards: int) -> tuple[bytes, list[str]]:
    """The state of a workshop's board: 40 people's cards, stamped by the server."""
    rng = random.Random(1)
    people = [Doc(client_id=rng.randrange(1 << 31)) for _ in range(40)]
    board = Document(client=7)
    ids = [f"card{n}".ljust(21, "_") for n in range(cards)]
    for n, id_ in enumerate(ids):
        root = people[n % 40].get("cards", type=Map)
        words = " ".join(rng.choices(WORDS, k=rng.randrange(8, 40)))
        root[id_] = Map(
            {
                "kind": "note",
                "zone": None,
                "pos": [float(rng.randrange(9_000)), float(rng.randrange(9_000)), float(n)],
                "size": [200, 120],
                "order": f"a{n}",
                "text": Text(words),
                "fields": Map({}),
                "tags": [],
            }
        )
    for person in people:
        board.apply(person.get_update())
    with board.change():
        for n, id_ in enumerate(ids):
            stamp = {"author": ME.participant, "department": "citizen", "created": 1_700_000_000_000, "label": f"N{n}"}
            for key, value in stamp.items():
                board.root("cards")[id_][key] = value
    return board.state(), ids


class Bench:
    """One open board, and a client of it."""

    def __init__(self, state: bytes, ids: list[str]) -> None:
        self.board = Document([state], client=8)
        self.gate = Gate(self.board.state())
        self.stamps = {id_: Stamp(ME.participant, "citizen", 1_700_000_000_000, "N1") for id_ in ids}
        self.mine: Doc[Map] = Doc(client_id=CLIENT)
        self.mine.apply_update(state)
        self.cards = self.mine.get("cards", type=Map)
        self.out: list[bytes] = []
        self._subscription = self.mine.observe(lambda event: self.out.append(event.update))

    def measure(self, name: str, edit: Callable[[int], None], times: int = 2_000) -> None:
        judged, applied, absorbed = [], [], []
        for n in range(times):
            self.out.clear()
            edit(n)
            for update in self.out:
                start = perf_counter()
                rules = Rules(ME, self.board, self.stamps, lambda root, id_: None)
                verdict = self.gate.judge(update, lambda client: True, rules)
                after_judge = perf_counter()
                event = self.board.apply(verdict.update)
                after_apply = perf_counter()
                self.gate.absorb(event)
                end = perf_counter()
                assert not verdict.dropped
                judged.append(after_judge - start)
                applied.append(after_apply - after_judge)
                absorbed.append(end - after_apply)
        sums = [a + b for a, b in zip(judged, absorbed, strict=True)]
        print(
            f"{name:<24} judge {micro(judged)}  absorb {micro(absorbed)}  together {micro(sums)}"
            f"  p99 {sorted(sums)[len(sums) * 99 // 100] * 1e6:5.0f}  (pycrdt's apply {micro(applied)})"
        )


def micro(seconds: list[float]) -> str:
    return f"{statistics.median(seconds) * 1e6:5.1f}"


def opening(state: bytes) -> None:
    times = []
    for _ in range(5):
        start = process_time()
        Gate(state)
        times.append(process_time() - start)
    structs = sum(map(len, decode(state, OURS).structs.values()))
    start = process_time()
    parts = split(state, 128 * 1024)
    splitting = process_time() - start
    tracemalloc.start()
    gate = Gate(state)
    held = tracemalloc.get_traced_memory()[0] / 1e6
    tracemalloc.stop()
    del gate
    print(f"state {len(state) / 1e6:.2f} MB, {structs:,} structs")
    print(f"index at open            {statistics.median(times):.3f} s of processor time, holds {held:.1f} MB")
    print(f"split into {len(parts)} parts       {splitting:.3f} s")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cards", type=int, default=5_000)
    state, ids = board_of(parser.parse_args().cards)
    opening(state)
    bench, rng = Bench(state, ids), random.Random(2)

    def move(n: int) -> None:
        bench.cards[rng.choice(ids)]["pos"] = [float(n), float(n), float(n)]

    def type_(n: int) -> None:
        bench.cards[ids[n // 40]]["text"].insert(n % 40, "x")

    def delete_character(n: int) -> None:
        del bench.cards[ids[n // 40]]["text"][0:1]

    def make(n: int) -> None:
        bench.cards[f"new{n}".ljust(21, "_")] = Map(
            {"kind": "note", "pos": [1.0, 2.0, 3.0], "text": Text("x"), "fields": Map({})}
        )

    bench.measure("move a card", move)
    bench.measure("type a character", type_)
    bench.measure("delete a character", delete_character)
    bench.measure("make a card", make, 500)


if __name__ == "__main__":
    main()
