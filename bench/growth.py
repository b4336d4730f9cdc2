"""Where it bends: processor, memory and time against people, boards, cards and the length of the log.

Run: .venv/bin/python bench/growth.py [--only people boards cards log] [--seconds 5] [--out FILE.json]
People: a workshop, everyone's cursor at 20 Hz, one in ten writing at 20 Hz. Boards: five people each, cursors at 5 Hz,
two writing at 2 Hz. Cards: a workshop of 20 on a board that holds so many. Log: a board with so many rows is opened,
with the checkpoint that a board gets when it rests and without one, by the server that then serves it.
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
from servers import Ours  # noqa: E402

from boards.document import Document  # noqa: E402
from boards.protocol import Reader  # noqa: E402
from boards.room import Row  # noqa: E402
from boards.schema import Binding  # noqa: E402
from server.creation import create  # noqa: E402
from server.hub import room_of  # noqa: E402
from server.record import Change  # noqa: E402
from server.store import Store  # noqa: E402

PEOPLE = (10, 25, 50, 100, 200, 350, 500)
BOARDS = (1, 10, 50, 100, 200, 350, 500)
CARDS = (100, 1_000, 3_000, 10_000)
ROWS = (1_000, 10_000, 100_000, 1_000_000)


def measured(plan: Plan, program: Path) -> dict[str, Any]:
    """One run on our server."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        server = Ours(folder, plan)
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
        "memory_mb": watch.before_bytes / 1e6,
        "empty_mb": watch.empty_bytes / 1e6,
        "missing": answer["missing"],
        "void": bottleneck(answer),
    }


TIMES = ("presence_ms", "change_ms", "kept_ms")


def people(program: Path, seconds: float) -> dict[int, Any]:
    """People on one board."""
    return {count: measured(workshop(count)(seconds), program) for count in PEOPLE}


def boards(program: Path, seconds: float) -> dict[int, Any]:
    """Boards in one process."""
    return {count: measured(busy_rooms(count, 5)(seconds), program) for count in BOARDS}


def cards(program: Path, seconds: float) -> dict[int, Any]:
    """Cards on one board."""
    out = {}
    for count in CARDS:
        everyone = [Person(20, 20 if n % 10 == 0 else 0) for n in range(20)]
        out[count] = measured(Plan([everyone], measure_s=seconds, seed=board_of(count)[0]), program)
    return out


def rows(program: Path, seconds: float) -> dict[int, Any]:
    """Rows of one board's log."""
    return {count: asyncio.run(opening(count)) for count in ROWS}


async def opening(count: int) -> dict[str, Any]:
    """How long a board with so many rows takes to open, and how large its file is."""
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "sameroom.db"
        store = Store(f"sqlite:///{path}")
        await store.open()
        board = (await create(store, "A long story", Document(), {}, 1)).id
        await fill(store, board, count)
        without = await opened(store, board)
        start_s = time.perf_counter()
        await store.checkpoint(board)
        checkpoint_s = time.perf_counter() - start_s
        having = await opened(store, board)
        await store.close()
        size_mb = sum(file.stat().st_size for file in Path(name).iterdir()) / 1e6
    return {"without_s": without, "checkpoint_s": checkpoint_s, "with_s": having, "file_mb": size_mb}


async def fill(store: Store, board: str, count: int) -> None:
    """Rows of ten people who each change a card of theirs, again and again."""
    each = count // 10
    many = [changes(0, person, each) for person in range(10)]
    batch: list[Row] = []
    bindings = {client_id(0, n): Binding(f"p{n}".ljust(21, "_")) for n in range(10)}
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


ALL = {"people": people, "boards": boards, "cards": cards, "log": rows}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--only", nargs="*", default=list(ALL))
    parser.add_argument("--seconds", type=float, default=5)
    parser.add_argument("--out", type=Path)
    options = parser.parse_args()
    results = json.loads(options.out.read_text()) if options.out and options.out.exists() else {}
    with tempfile.TemporaryDirectory() as folder:
        program = build(Path(folder))
        for name in options.only:
            found = ALL[name](program, options.seconds)
            results[name] = found
            print(f"\n{name}")
            for count, row in found.items():
                print(f"{count:>9,}  {told(row)}", flush=True)
    if options.out:
        options.out.write_text(json.dumps(results, indent=1))


def told(row: dict[str, Any]) -> str:
    """A row in words."""
    if "file_mb" in row:
        return (
            f"opens in {row['without_s']:.2f} s without a checkpoint, {row['with_s']:.2f} s with one, "
            f"which takes {row['checkpoint_s']:.2f} s to make; {row['file_mb']:.0f} MB"
        )
    times = [f"{key[:-3]} {row[key]['p50']:.1f} / {row[key]['p99']:.1f} ms" for key in TIMES if row[key]]
    void = f"  ({row['void']})" if row["void"] else ""
    return f"{row['cpu']:.0%} of a core, {row['memory_mb']:.0f} MB, {', '.join(times)}{void}"


if __name__ == "__main__":
    main()
