"""The hot path beside its peers: server CPU, freshness, joins, memory; servers take turns within one run.

Run: make bench (or bench-quick), or .venv/bin/python bench/hot_path.py [--quick] [--only workshop-50 …] [--servers …]
Ours has gate, log, limits and metrics on; the peers keep nothing on disk, but where one is said to.
Server on core 0, load generator on core 1.
"""

import argparse
import contextlib
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE.parent), str(HERE.parent / "tests")]

from gate import board_of  # noqa: E402
from load import OWN, STOPS, WAVE, Person, Plan, bottleneck, build, card_id, heard, mark_of, run, write  # noqa: E402
from pycrdt import Doc, Map  # noqa: E402
from servers import ALL, Hocuspocus, Ours, OursOnTwo, Server, YWebsocketServer, YWebsocketServerKeeping  # noqa: E402

GENERATOR_CORE = 1


@dataclass(frozen=True)
class Scenario:
    """One thing to measure; `plan` takes the seconds to measure."""

    name: str
    says: str
    plan: Callable[[float], Plan]
    only: tuple[str, ...] = ()
    """Servers it is for; empty: all that are one process and, but ours, keep nothing."""
    kept: bool = False
    """Whether it is also for a peer that keeps."""

    def servers(self) -> tuple[str, ...]:
        """Names of those it is for."""
        every = (name for name in ALL if name != OursOnTwo.name and (self.kept or name != YWebsocketServerKeeping.name))
        return self.only or tuple(every)


def workshop(people: int) -> Callable[[float], Plan]:
    """Everyone's cursor 20 times a second, one in ten also changes the board as often."""

    def plan(seconds: float) -> Plan:
        return Plan([[Person(20, 20 if n % 10 == 0 else 0) for n in range(people)]], measure_s=seconds)

    return plan


def one_writer(readers: int) -> Callable[[float], Plan]:
    """One person makes 20 changes a second, the rest look."""

    def plan(seconds: float) -> Plan:
        return Plan([[Person(change_hz=20), *(Person() for _ in range(readers))]], measure_s=seconds)

    return plan


def rooms(count: int, people: int) -> Callable[[float], Plan]:
    """Many small rooms: everyone's cursor 20 times a second, one of each room changes the board as often."""

    def plan(seconds: float) -> Plan:
        return Plan([[Person(20, 20 if n == 0 else 0) for n in range(people)] for _ in range(count)], measure_s=seconds)

    return plan


def busy_rooms(count: int, people: int) -> Callable[[float], Plan]:
    """Rooms in which two in five write twice a second, and cursors move."""

    def plan(seconds: float) -> Plan:
        return Plan([[Person(5, 2 if n < 2 else 0) for n in range(people)] for _ in range(count)], measure_s=seconds)

    return plan


def joins(count: int, as_what: int) -> Callable[[float], Plan]:
    """So many come at once to a board of a megabyte while 20 people edit it."""

    def plan(seconds: float) -> Plan:
        editors = [Person(5, 4) for _ in range(20)]
        wave = [Person(flags=WAVE | as_what) for _ in range(count)]
        return Plan([[*editors, *wave]], measure_s=max(seconds, 8), settle_s=60, seed=megabyte())

    return plan


def stopped(seconds_stopped: float) -> Callable[[float], Plan]:
    """A workshop of 50 in which one stops reading."""

    def plan(seconds: float) -> Plan:
        people = [Person(20, 20 if n % 10 == 0 else 0) for n in range(50)]
        return Plan([[*people, Person(flags=STOPS)]], measure_s=max(seconds, seconds_stopped))

    return plan


def idle(people: int) -> Callable[[float], Plan]:
    """Connections that only say that they are here."""

    def plan(seconds: float) -> Plan:
        boards = 20
        return Plan([[Person() for _ in range(people // boards)] for _ in range(boards)], measure_s=seconds)

    return plan


_megabyte: list[bytes] = []


def megabyte() -> bytes:
    """A board of about 1 MB: 2,400 cards."""
    if not _megabyte:
        _megabyte.append(board_of(2_400)[0])
    return _megabyte[0]


SCENARIOS = [
    Scenario("workshop-50", "50 people, cursors at 20 Hz, 5 of them writing at 20 Hz", workshop(50)),
    Scenario("workshop-100", "100 people, 10 writing", workshop(100)),
    Scenario("workshop-200", "200 people, 20 writing", workshop(200)),
    Scenario("rooms-20x5", "20 rooms of 5, one of each writing", rooms(20, 5), kept=True),
    Scenario("rooms-200x5", "200 rooms of 5: cursors at 5 Hz, two of each writing at 2 Hz", busy_rooms(200, 5)),
    Scenario("writer-50", "one writer, 50 readers", one_writer(50), kept=True),
    Scenario("writer-200", "one writer, 200 readers", one_writer(200), kept=True),
    Scenario("writer-500", "one writer, 500 readers", one_writer(500), kept=True),
    Scenario("writer-1000", "one writer, 1,000 readers", one_writer(1000), kept=True),
    Scenario("joins-500", "500 join a 1 MB board at once while 20 edit", joins(500, OWN)),
    Scenario("joins-500-stock", "the same with stock clients only", joins(500, 0), (Ours.name,)),
    Scenario("stopped", "a workshop of 50 and a reader that stops", stopped(60)),
    Scenario("two-100", "100 people on two processes, through Redis", workshop(100), (OursOnTwo.name,)),
    Scenario("idle-2000", "2,000 idle connections on 20 boards", idle(2000)),
]
QUICK = ("workshop-50", "workshop-100", "rooms-20x5", "writer-200", "joins-500")
QUICK_SERVERS = (Ours.name, YWebsocketServer.name, Hocuspocus.name)
"""Who falls behind takes minutes to say so."""


class Measured:
    """CPU and memory of a server while the generator measures."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.empty_bytes = server.memory_bytes()
        self.cpu_s = self.at_s = 0.0
        self.before_bytes = self.after_bytes = 0
        self.share = 0.0
        self.finals: list[Doc[Any]] = []
        """Of three boards at most, while people are still there: some servers keep nothing longer."""

    def on(self, word: str) -> None:
        """The generator's words."""
        if word == "ready":
            self.server.seeding.close()
        elif word == "measuring":
            self.cpu_s, self.at_s, self.before_bytes = self.server.cpu_s(), time.monotonic(), self.server.memory_bytes()
        elif word == "measured":
            self.share = (self.server.cpu_s() - self.cpu_s) / (time.monotonic() - self.at_s)
            self.after_bytes = self.server.memory_bytes()
        elif word == "settled":
            with contextlib.suppress(OSError):  # a server that has fallen behind may not answer at all
                self.finals = [self.server.final(board) for board in range(min(3, len(self.server.plan.boards)))]


def once(scenario: Scenario, kind: type[Server], seconds: float, program: Path) -> dict[str, Any]:
    """One run of one scenario on one server."""
    plan = scenario.plan(seconds)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        server = kind(folder, plan)
        try:
            server.start()
            write(plan, server.port, server.way, folder / "plan", kind.offers)
            measured = Measured(server)
            answer = run(program, folder / "plan", GENERATOR_CORE, measured.on)
            answer["equal"] = finals_are_right(measured.finals, plan, answer["sent"]) and (
                not has_wave(plan) or came_whole(measured.finals[0], heard(folder / "plan"), plan, answer)
            )
        finally:
            server.stop()
    people = sum(len(board) for board in plan.boards)
    answer |= {
        "cpu": measured.share,
        "grown_mb": (measured.after_bytes - measured.before_bytes) / 1e6,
        "kb_each": (measured.before_bytes - measured.empty_bytes) / people / 1000,
        "void": bottleneck(answer),
    }
    return answer


LARGEST = (50, 75, 100, 125, 150, 175, 200, 250, 300, 400, 500, 600, 700, 800, 900, 1000)
FRESH_MS = 100


def largest(kind: type[Server], seconds: float, program: Path) -> tuple[int, str]:
    """The largest workshop whose p99 stays under 100 ms, and what ended the search."""
    reached = 0
    for people in LARGEST:
        answer = once(Scenario("", "", workshop(people)), kind, seconds, program)
        times = [answer[key]["p99"] for key in ("presence_ms", "change_ms") if answer[key]]
        if answer["void"]:
            return reached, f"at {people} {answer['void']}"
        if answer["lost"] or not times or max(times) >= FRESH_MS:
            return reached, f"at {people} p99 is {max(times, default=0):.0f} ms" + (
                ", people lost" * bool(answer["lost"])
            )
        reached = people
    return reached, "no larger one was tried"


def finals_are_right(finals: list[Doc[Any]], plan: Plan, sent: list[int]) -> bool:
    """Whether a newcomer's document has everyone's last change."""
    if not finals:
        return False
    numbers = iter(sent)
    for board, (doc, people) in enumerate(zip(finals, plan.boards, strict=False)):
        cards = doc.get("cards", type=Map)
        for local, (who, count) in enumerate(zip(people, numbers, strict=False)):
            card = cards.get(card_id(board, local)) if who.change_hz else None
            if who.change_hz and (card is None or list(card["tags"]) != [mark_of(local, count)]):
                return False
    return True


def has_wave(plan: Plan) -> bool:
    """Whether some come when measuring begins."""
    return any(who.flags & WAVE for board in plan.boards for who in board)


def came_whole(final: Doc[Any], theirs: Doc[Any], plan: Plan, answer: dict[str, Any]) -> bool:
    """Whether everybody in the wave had all of the board when they were in, and the last of them what is there now."""
    mine, other = (doc.get("cards", type=Map).to_py() for doc in (final, theirs))
    return answer["least_first_bytes"] > 0.95 * len(plan.seed) and mine == other


def medians(runs: list[dict[str, Any]]) -> dict[str, Any]:
    """The median of each figure, with the range of some."""
    good = [one for one in runs if not one["void"]] or runs
    out: dict[str, Any] = {"runs": len(good), "void": [one["void"] for one in runs if one["void"]]}
    for key in ("cpu", "grown_mb", "kb_each", "missing", "lost", "own_cpu"):
        values = [one[key] for one in good]
        out[key] = statistics.median(values)
        out[f"{key}_range"] = [min(values), max(values)]
    out["equal"] = all(one["equal"] for one in good)
    for key in ("presence_ms", "change_ms", "kept_ms", "join_ms"):
        found = [one[key] for one in good if one[key]]
        if found:
            out[key] = {part: statistics.median([one[part] for one in found]) for part in ("p50", "p99", "worst")}
    return out


def line(name: str, server: str, row: dict[str, Any]) -> str:
    """One row of the table."""

    def ms(key: str) -> str:
        return f"{row[key]['p50']:.1f} / {row[key]['p99']:.1f}" if key in row else ""

    join = f"{row['join_ms']['worst'] / 1000:.2f} s" if "join_ms" in row else ""
    notes = "".join(
        [
            "" if row["equal"] else " document differs!",
            f" {row['missing']:.0f} undelivered" if row["missing"] else "",
            f" {row['lost']:.0f} lost" if row["lost"] else "",
            f" thrown away: {row['void'][0]}" if row["void"] else "",
        ]
    )
    cells = [
        name, server, f"{row['cpu']:.0%}", ms("presence_ms"), ms("change_ms"), ms("kept_ms"), join,
        f"{row['grown_mb']:+.1f}", f"{row['kb_each']:.1f}", notes.strip(),
    ]  # fmt: skip
    return "| " + " | ".join(cells) + " |"


COLUMNS = (
    "scenario",
    "server",
    "CPU",
    "presence p50 / p99 ms",
    "change p50 / p99 ms",
    "acknowledged p50 / p99 ms",
    "all joined",
    "grown MB",
    "KB a connection",
    "notes",
)
HEAD = f"| {' | '.join(COLUMNS)} |\n|{'---|' * len(COLUMNS)}"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--quick", action="store_true", help="a few scenarios, once each")
    parser.add_argument("--only", nargs="*", default=[])
    parser.add_argument("--servers", nargs="*")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--largest", action="store_true", help="only the largest workshop of each server")
    parser.add_argument("--out", type=Path, help="add every figure to this JSON file")
    options = parser.parse_args()
    options.servers = options.servers or (QUICK_SERVERS if options.quick else list(ALL))
    names = options.only or (QUICK if options.quick else [one.name for one in SCENARIOS])
    runs, seconds = (1, 5.0) if options.quick else (options.runs, options.seconds)
    results: dict[str, dict[str, Any]] = {}
    if options.out and options.out.exists():
        results = json.loads(options.out.read_text())
    print("" if options.largest else HEAD, flush=True)
    with tempfile.TemporaryDirectory() as folder:
        program = build(Path(folder))
        if options.largest:
            for name in options.servers:
                people, why = largest(ALL[name], seconds, program)
                print(f"{name}: {people} people ({why})", flush=True)
            return
        for scenario in SCENARIOS:
            if scenario.name not in names:
                continue
            servers = [name for name in options.servers if name in scenario.servers()]
            every: dict[str, list[dict[str, Any]]] = {name: [] for name in servers}
            for _ in range(runs):
                for name in servers:
                    every[name].append(once(scenario, ALL[name], seconds, program))
            for name, found in every.items():
                results.setdefault(scenario.name, {})[name] = medians(found)
                print(line(scenario.name, name, results[scenario.name][name]), flush=True)
    if options.out:
        options.out.write_text(json.dumps(results, indent=1))


if __name__ == "__main__":
    main()
