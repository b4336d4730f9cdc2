"""Where it bends: processor, memory and time against people, boards, cards and the length of the log.

Run: .venv/bin/python bench/growth.py [--only people boards cards log] [--at 100 200 …] [--seconds 5] [--out FILE.json]
People: a workshop, everyone's cursor at 20 Hz, one in ten writing at 20 Hz. Boards: five people each, cursors at 5 Hz,
two writing at 2 Hz. Cards: a workshop of 20 on a board that holds so many. Log: a board with so many rows is opened,
with the checkpoint that a board gets when it rests and without one, and then a workshop of 20 is held on it.
Runs are added to those the file has: measure in parts, and again; medians of them are told.
"""

import argparse
import asyncio
import json
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE.parent), str(HERE.parent / "tests")]

from gate import board_of  # noqa: E402
from hot_path import GENERATOR_CORE, Measured, busy_rooms, workshop  # noqa: E402
from load import Person, Plan, bottleneck, build, changes, client_id, run, write  # noqa: E402
from middle import good, median  # noqa: E402
from servers import Ours  # noqa: E402

from boards.document import Document  # noqa: E402
from boards.protocol import Reader  # noqa: E402
from boards.room import Row  # noqa: E402
from boards.schema import Binding  # noqa: E402
from running import run_apart  # noqa: E402
from server.creation import create  # noqa: E402
from server.made_anew import room_of  # noqa: E402
from server.record import Change  # noqa: E402
from server.store import Store  # noqa: E402

PEOPLE = (10, 25, 50, 100, 200, 350, 500)
BOARDS = (1, 10, 50, 100, 200, 350, 500)
CARDS = (100, 1_000, 3_000, 10_000)
ROWS = (1_000, 10_000, 100_000, 1_000_000)


TIMES = ("presence_ms", "change_ms", "kept_ms")


def measured(plan: Plan, program: Path, kind: type[Ours] = Ours) -> dict[str, Any]:
    """One run on our server."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        server = kind(folder, plan)
        try:
            server.start()
            write(plan, server.port, server.way, folder / "plan")
            watch = Measured(server)
            answer = run(program, folder / "plan", GENERATOR_CORE, watch.on)
        finally:
            server.stop()
    times = {key: answer[key] and {part: answer[key][part] for part in ("p50", "p99")} for key in TIMES}
    return {
        **times,
        "cpu": watch.share,
        "memory_mb": watch.after_bytes / 1e6,
        "empty_mb": watch.empty_bytes / 1e6,
        "missing": answer["missing"],
        "void": bottleneck(answer),
    }


def people(count: int, program: Path, seconds: float) -> dict[str, Any]:
    """People on one board."""
    return measured(workshop(count)(seconds), program)


def boards(count: int, program: Path, seconds: float) -> dict[str, Any]:
    """Boards in one process."""
    return measured(busy_rooms(count, 5)(seconds), program)


def of_twenty(seconds: float, seed: bytes = b"") -> Plan:
    """A workshop of 20, two of them writing."""
    return Plan([[Person(20, 20 if n % 10 == 0 else 0) for n in range(20)]], measure_s=seconds, seed=seed)


def cards(count: int, program: Path, seconds: float) -> dict[str, Any]:
    """Cards on one board."""
    with_theirs = count - 2  # a board holds 10,000, and each who writes makes one
    return measured(of_twenty(seconds, board_of(with_theirs)[0]), program)


def rows(count: int, program: Path, seconds: float) -> dict[str, Any]:
    """Rows of one board's log."""

    class WithStory(Ours):
        """Its board has so many rows already."""

        def start(self) -> None:
            self.data = self.folder / "data"
            self.data.mkdir()
            self.opening = run_apart(opening(self.data, count))
            super().start()

        def boards_made(self) -> list[tuple[str, str]]:
            return [self.opening.pop("board")]

        def stop(self) -> None:
            super().stop()
            found.update(self.opening)

    found: dict[str, Any] = {}
    served = measured(of_twenty(seconds), program, WithStory)
    return {**served, **found}


async def opening(folder: Path, count: int) -> dict[str, Any]:
    """How long a board with so many rows takes to open, and how large its file is."""
    store = Store(f"sqlite:///{folder / 'sameroom.db'}")
    await store.open()
    new = await create(store, "A long story", Document(), {}, 1)
    await fill(store, new.id, count)
    without = await opened(store, new.id)
    start_s = time.perf_counter()
    await store.checkpoint(new.id)
    checkpoint_s = time.perf_counter() - start_s
    having = await opened(store, new.id)
    await store.close()
    size_mb = sum(file.stat().st_size for file in folder.iterdir()) / 1e6
    times = {"without_s": without, "checkpoint_s": checkpoint_s, "with_s": having}
    return {"board": (new.id, new.contributor.secret), **times, "file_mb": size_mb}


async def fill(store: Store, board: str, count: int) -> None:
    """Rows of ten people who each change a card of theirs, again and again."""
    each = count // 10
    many = [changes(1, person, each) for person in range(10)]
    batch: list[Row] = []
    bindings = {client_id(1, n): Binding(f"p{n}".ljust(21, "_")) for n in range(10)}
    for number in range(each):
        for n, messages in enumerate(many):
            batch.append(Row(f"p{n}".ljust(21, "_"), Reader(messages[number][2:]).bytes()))
        if len(batch) >= 5_000 or number == each - 1:
            await kept(store, Change(board, batch, number, bindings))
            batch, bindings = [], {}


async def kept(store: Store, change: Change) -> None:
    """Wait until it is on disk."""
    done: asyncio.Future[BaseException | None] = asyncio.get_running_loop().create_future()
    store.keep([change], done.set_result)
    error = await done
    if error is not None:
        raise error


async def opened(store: Store, board: str) -> float:
    """Seconds until people can come in."""
    start_s = time.perf_counter()
    loaded, standing = await store.load(board), await store.standing(board)
    room_of(board, loaded, standing).close()
    return time.perf_counter() - start_s


ALL = {"people": (people, PEOPLE), "boards": (boards, BOARDS), "cards": (cards, CARDS), "log": (rows, ROWS)}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--only", nargs="*", default=list(ALL), choices=ALL)
    parser.add_argument("--at", nargs="*", type=int, help="only these many; 0 only tells what the file has")
    parser.add_argument("--seconds", type=float, default=5)
    parser.add_argument("--out", type=Path)
    options = parser.parse_args()
    results: dict[str, dict[str, list[dict[str, Any]]]] = {}
    if options.out and options.out.exists():
        results = json.loads(options.out.read_text())
    with tempfile.TemporaryDirectory() as folder:
        program = build(Path(folder))
        for name in options.only:
            measure, counts = ALL[name]
            for count in counts:
                if not options.at or count in options.at:
                    every = results.setdefault(name, {}).setdefault(str(count), [])
                    every.append(measure(count, program, options.seconds))
                    print(name, count, told(every[-1]), every[-1]["void"] or "", flush=True)
                    if options.out:
                        options.out.write_text(json.dumps(results, indent=1))
    for name in options.only:
        print(f"\n{name}, medians")
        for count, every in sorted(results.get(name, {}).items(), key=lambda item: int(item[0])):
            print(f"| {int(count):,} | {told(median(every))} | {len(good(every))} of {len(every)} |")


def told(row: dict[str, Any]) -> str:
    """A row in cells."""
    cells = [f"{row['cpu']:.0%}", f"{row['memory_mb']:.0f} MB"]
    cells += [f"{row[key]['p50']:.1f} / {row[key]['p99']:.1f}" if row.get(key) else "" for key in TIMES]
    if "file_mb" in row:
        cells += [f"{row[key]:.2f} s" for key in ("without_s", "checkpoint_s", "with_s")] + [f"{row['file_mb']:.1f} MB"]
    return " | ".join(cells)


if __name__ == "__main__":
    main()
