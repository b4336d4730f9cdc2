"""Plans for load.c, and its answers: who is on which board, what they do, how fresh it was for the others."""

import json
import subprocess
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from pycrdt import Doc, Map, Text

from boards.protocol import PACKED, STEP_1, SYNC, UPDATE, Reader, Sync, read, sync_message

HERE = Path(__file__).parent
WAVE, STOPS, OWN = 1, 2, 4
"""Comes when measuring begins; reads nothing while measuring; comes as our own page does, where it is our server."""

LATE_MS = 4.0
"""A run whose generator was later than this (99 of 100) says nothing about the server."""
BUSY = 0.9


@dataclass
class Person:
    """Someone on a board. Rates are a second; whoever has neither says the same again every 15 s, as clients do."""

    cursor_hz: float = 1 / 15
    change_hz: float = 0
    flags: int = 0


@dataclass
class Plan:
    """What happens in one run."""

    boards: list[list[Person]]
    warmup_s: float = 2
    measure_s: float = 10
    settle_s: float = 10
    seed: bytes = field(default=b"", repr=False)
    """The state that each board has before anyone comes."""


def build(folder: Path) -> Path:
    """The load generator, compiled."""
    program = folder / "load"
    subprocess.run(["cc", "-O2", "-o", program, HERE / "load.c", "-lz"], check=True)
    return program


def card_id(board: int, person: int) -> str:
    """The card a person changes."""
    return f"b{board}p{person}".ljust(21, "_")


def client_id(board: int, person: int) -> int:
    """A client id of 32 bits, as browsers have today."""
    return 1_000_000 + board * 10_000 + person


def mark_of(person: int, number: int) -> str:
    """What the generator looks for."""
    return f"~#{person:04x}{number:08x}"


@cache
def changes(board: int, person: int, count: int) -> list[bytes]:
    """Messages of someone who makes a card and then changes it: each sets one key, as a drop or a tag does."""
    out: list[bytes] = []
    doc: Doc[Any] = Doc(client_id=client_id(board, person))
    cards = doc.get("cards", type=Map)
    subscription = doc.observe(lambda event: out.append(sync_message(UPDATE, event.update)))
    id_ = card_id(board, person)
    for number in range(1, count + 1):
        mark = mark_of(person, number)
        with doc.transaction():
            if number == 1:
                card = {
                    "kind": "note",
                    "zone": None,
                    "pos": [10.0 * person, 20.0, 1.0],
                    "size": [200, 120],
                    "order": "a0",
                }
                cards[id_] = Map({**card, "text": Text("A card"), "fields": Map({}), "tags": [mark]})
            else:
                cards[id_]["tags"] = [mark]
    doc.unobserve(subscription)
    return out


def write(plan: Plan, port: int, way: Callable[[int, int], tuple[str, str]], path: Path, offers: str = "") -> None:
    """A plan for a server: `way` gives the path and the prefix (hex, or -) of one person on a board; `offers` is the
    subprotocol of who comes with OWN."""
    lines = [
        f"port {port}",
        f"warmup_s {plan.warmup_s}",
        f"measure_s {plan.measure_s}",
        f"settle_s {plan.settle_s}",
        *([f"offers {offers}"] if offers else []),
    ]
    written: list[str] = []
    number = 0
    for board, people in enumerate(plan.boards):
        for local, who in enumerate(people):
            target, prefix = way(board, local)
            rates = f"{who.cursor_hz} {who.change_hz} {who.flags}"
            lines.append(f"person {board} {local} {client_id(board, local)} {rates} {prefix} {target}")
            if who.change_hz:
                count = int(who.change_hz * (plan.warmup_s + plan.measure_s)) + 2
                written += [f"change {number} {message.hex()}" for message in changes(board, local, count)]
            number += 1
    path.write_text("\n".join([*lines, *written]) + "\n")


def run(program: Path, plan: Path, core: int, on: Callable[[str], None]) -> dict[str, Any]:
    """Carry out a plan; `on` hears ready, measuring, measured, settled. Gives the answer."""
    command = ["taskset", "-c", str(core), program, plan]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdin and process.stdout
    for line in process.stdout:
        if line.startswith("{"):
            process.wait()
            answer: dict[str, Any] = json.loads(line)
            return answer
        on(line.strip())
        if line == "settled\n":
            process.stdin.write("go on\n")
            process.stdin.flush()
    raise RuntimeError(f"the load generator ended with {process.wait()}")


def heard(plan: Path) -> Doc[Any]:
    """The document as the last of a wave had it, from all that they were told."""
    data = plan.with_name(plan.name + ".heard").read_bytes()
    doc: Doc[Any] = Doc()
    at = 0
    while at < len(data):
        size = int.from_bytes(data[at : at + 4], "little")
        message, at = data[at + 4 : at + 4 + size], at + 4 + size
        if message[:1] == bytes((PACKED,)):
            message = zlib.decompress(Reader(message[1:]).bytes(), -zlib.MAX_WBITS)
        if message[:1] not in (b"\0", b"\4"):  # Hocuspocus answers with a type of its own
            continue
        for part in read(bytes((SYNC,)) + message[1:]):
            if isinstance(part, Sync) and part.kind != STEP_1:
                doc.apply_update(part.body)
    return doc


def bottleneck(answer: dict[str, Any]) -> str | None:
    """Why this run says nothing about the server; None where it does."""
    late = answer["late_ms"]
    if answer["own_cpu"] > BUSY:
        return f"the generator took {answer['own_cpu']:.0%} of its core"
    if late and late["p99"] > LATE_MS:
        return f"the generator was {late['p99']:.1f} ms late"
    return None
