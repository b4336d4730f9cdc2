"""How large the archive of a long session is, and how long its readers wait: a board of 5,000 cards and 200,000 rows.

    python -m bench.archive [--cards 5000] [--rows 200000] [--folder DIR] [--times 15] [--slow] [--erase]

Makes the board in a folder (kept there, so that a second run begins with measuring), starts a server on it, and asks as
a reader's browser does. Prints a table: what was asked, milliseconds (median, slowest), and bytes on the wire.
"""

import argparse
import asyncio
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from html import unescape
from pathlib import Path

import httpx
from pycrdt import Map, Text

from boards.document import Document
from boards.room import Row
from boards.template import fill, load
from server import auth, snapshot
from server.archivist import NEAR_ROWS
from server.clock import now_ms
from server.creation import create
from server.record import Change
from server.secret import new_id
from server.settings import Settings
from server.store import Store

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))
from running import RunningServer

SAID = """the damp came back after the letter said it would not and nobody could tell us which office decides so we went
to the library where they printed it again and the nurse wrote to housing who asked for the same form"""
WORDS = SAID.split()
KINDS = ("story", "problem", "idea", "note", "note", "commitment")
BATCH = 500
SNAPSHOTS = 12


def rows_of(cards: int, rows: int, seed: int = 1) -> "Callable[[], bytes | None]":
    """What gives the next row of a long session: cards made, typed in a few words at a time, moved, threaded."""
    dice = random.Random(seed)
    document = Document()
    with document.change() as first:
        document.root("board")["title"] = "A long session"
        fill(document, load("empty"), iter(new_id, ""), 1)
    zones = list(document.root("zones").keys())
    ids: list[str] = []
    number = 0

    def act() -> None:
        if len(ids) < cards and number * cards >= len(ids) * rows:
            ids.append(new_id())
            n = len(ids)
            fields = {"keep": dice.choice(("room", "partners", "anyone"))}
            document.root("cards")[ids[-1]] = Map({
                "kind": KINDS[n % len(KINDS)], "zone": dice.choice(zones) if zones else None, "text": Text(""),
                "pos": [dice.randint(0, 20_000), dice.randint(0, 12_000), n], "size": [208, 120], "order": f"a{n:06}",
                "tags": [], "fields": Map(fields), "author": "p" * 21, "department": "citizen", "created": n,
                "label": f"N{n}",
            })  # fmt: skip
        elif dice.random() < 0.03 and len(ids) > 2:
            ends = dice.sample(ids, 2)
            document.root("threads")[new_id()] = Map({"kind": "relates", "from": ends[0], "to": ends[1]})
        elif dice.random() < 0.15:
            pos = [dice.randint(0, 20_000), dice.randint(0, 12_000), number]
            document.entry("cards", dice.choice(ids[-200:]))["pos"] = pos
        else:
            text = document.entry("cards", dice.choice(ids[-60:]))["text"]
            text += dice.choice(WORDS)[: dice.randint(1, 5)] + " "

    def step() -> bytes | None:
        nonlocal number
        number += 1
        if number == 1:
            return first[0]
        with document.change() as out:
            act()
        return out[0] if out else None

    return step


async def make(store: Store, cards: int, rows: int) -> str:
    """The board with its log, and snapshots along the way; gives its id."""
    made = await create(store, "A long session", Document(), {}, now_ms())
    who = auth.new_participant(made.facilitator, "Amara", "outside", now_ms())
    await store.add_participant(who)
    step = rows_of(cards, rows)
    begun = now_ms() - rows * 50
    pending: list[Row] = []
    for number in range(1, rows + 1):
        update = step()
        if update is not None:
            pending.append(Row(who.id, update))
        if len(pending) >= BATCH or number == rows:
            await store.keep_now(Change(made.id, pending, begun + number * 50))
            pending = []
        if number % (rows // SNAPSHOTS) == 0:
            await store.checkpoint(made.id, 1)
            await snapshot.take(store, None, made.id, begun + number * 50, title=f"Snapshot at {number}")
    return made.id


class Reader:
    """A browser that measures."""

    def __init__(self, server: RunningServer, board: str, times: int) -> None:
        self.server, self.board, self.times = server, board, times
        self.http = httpx.AsyncClient(base_url=server.url, timeout=600, follow_redirects=True)

    async def sign_in(self) -> None:
        """As somebody who may see everything; once the words of the new board have been gathered for the search."""
        store = Store(self.server.database)
        await store.open()
        user = await store.user_by_email("bench@example.org") or await store.add_user(
            "bench@example.org", "Amara", True
        )
        token = await store.make_sign_in(user.id, now_ms(), 600)
        while await store.stale_words(now_ms()):
            await asyncio.sleep(2)
        await store.close()
        await self.http.post(f"/sign-in/{token}", data={"name": "Amara"}, headers={"Origin": self.server.url})

    async def measure(self, name: str, addresses: Callable[[int], str], times: int | None = None) -> None:
        """Ask so many times, each time for another address; print the row of the table."""
        took, size = [], 0
        for turn in range(times or self.times):
            start = time.perf_counter()
            async with self.http.stream("GET", addresses(turn)) as answer:
                body = [chunk async for chunk in answer.aiter_raw()]
            took.append((time.perf_counter() - start) * 1000)
            assert answer.status_code == 200, (answer.status_code, addresses(turn))
            size = max(size, sum(map(len, body)))
        print(f"| {name} | {statistics.median(took):,.0f} | {max(took):,.0f} | {size / 1000:,.0f} |", flush=True)

    async def copy(self, format_: str) -> None:
        """Take a copy; where a page says to wait for it, as its script does, until the file comes."""
        address = f"/b/{self.board}/export/file"
        asked = {"format": format_, "snapshot": "now"}
        start = time.perf_counter()
        answer = await self.http.get(address, params=asked)
        while answer.status_code == 202:
            far = unescape(answer.text.split('data-work="')[1].split('"')[0])
            while not (await self.http.get(far)).json()["over"]:
                await asyncio.sleep(0.2)
            token = far.split("?")[0].rpartition("/")[2]
            answer = await self.http.get(address, params=asked | {"work": token})
        took = (time.perf_counter() - start) * 1000
        assert answer.status_code == 200, (answer.status_code, format_)
        assert "attachment" in answer.headers["content-disposition"], format_
        print(f"| export as {format_} | {took:,.0f} | {took:,.0f} | {len(answer.content) / 1000:,.0f} |", flush=True)

    async def work(self, name: str, **fields: str) -> None:
        """Erase, or see what it takes: how long the first answer takes, and until it is done."""
        address, headers = f"/b/{self.board}/erase", {"Origin": self.server.url}
        said = {"what": "words", "words": WORDS[1], "where": "board", "why": "named", **fields}
        start = time.perf_counter()
        answer = await self.http.post(address, data=said, headers=headers)
        first = (time.perf_counter() - start) * 1000
        while answer.status_code == 202:
            token = answer.text.split('data-work="')[1].split('"')[0].rpartition("/")[2]
            while not (await self.http.get(f"{address}/work/{token}")).json()["over"]:
                await asyncio.sleep(0.5)
            answer = await self.http.post(address, data=said | {"work": token}, headers=headers)
        assert answer.status_code == 200, answer.text
        print(
            f"| {name}: first answer, done | {first:,.0f} | {(time.perf_counter() - start) * 1000:,.0f} | |", flush=True
        )


async def run(options: argparse.Namespace, folder: Path) -> None:
    """Make what is not there, then measure."""
    data = folder / "data"
    known = folder / "board"
    if not known.exists():
        data.mkdir(parents=True, exist_ok=True)
        store = Store(Settings(data=data).database)
        await store.open()
        start = time.perf_counter()
        board = await make(store, options.cards, options.rows)
        await store.close()
        known.write_text(board)
        print(f"made in {time.perf_counter() - start:.0f} s", flush=True)
    board = known.read_text()
    await be_ready(Settings(data=data).database, board)
    server = RunningServer(folder, data=data).start()
    try:
        await measure(server, board, options, data)
    finally:
        server.close()


async def be_ready(database: str, board: str) -> None:
    """Looked back into before, or for a while: what is made for that beside the server is there."""
    store = Store(database)
    await store.open()
    start = time.perf_counter()
    await store.thicken(board, NEAR_ROWS)
    if made := await store.make_ready(board, to_head=True):
        print(f"{made} stretches made ready in {time.perf_counter() - start:.0f} s", flush=True)
    await store.close()


async def measure(server: RunningServer, board: str, options: argparse.Namespace, data: Path) -> None:
    """The table."""
    reader = Reader(server, board, options.times)
    await reader.sign_in()
    base = f"/b/{board}/archive"
    dice = random.Random(7)
    rows = options.rows
    print(f"\ndatabase: {(data / 'sameroom.db').stat().st_size / 1e6:,.0f} MB\n")
    print("| | median, ms | slowest, ms | kB on the wire |\n|---|---:|---:|---:|")
    await reader.measure("the archive's page, first time", lambda _: base, 1)
    await reader.measure("the archive's page", lambda _: base, 5)
    page = (await reader.http.get(base)).text
    ids = [part.split('"')[0] for part in page.split('id="snap-')[1:]]
    await reader.measure("open a snapshot", lambda n: f"{base}/{ids[n % len(ids)]}")
    await reader.measure("compare two snapshots", lambda n: f"{base}/compare?from={ids[0]}&to={ids[n % len(ids)]}", 5)
    await reader.measure("open the replay, first time", lambda _: f"{base}/replay", 1)
    await reader.measure("open the replay", lambda _: f"{base}/replay", 3)
    boot = (await reader.http.get(f"{base}/replay")).text.split('"ticks": ')[1]
    ticks = [int(part.split(",")[0]) for part in boot.split("]]")[0].strip("[").split("], [")]
    where = [dice.choice(ticks) for _ in range(200)]
    await reader.measure("seek to any tick", lambda n: f"{base}/replay/{where[n]}?")
    await reader.measure("seek to any row", lambda _: f"{base}/replay/{dice.randint(1, rows - 1)}?")
    await reader.measure("where stages began, first time", lambda _: f"{base}/replay/stages", 1)
    steps = [",".join(map(str, ticks[n : n + 31])) for n in range(0, max(1, len(ticks) - 31), 31)]
    await reader.measure("30 steps while it plays", lambda n: f"{base}/replay/steps?at={steps[n % len(steps)]}&", 5)
    await reader.measure("a snapshot as canvas", lambda n: f"{base}/{ids[n % len(ids)]}/board.json", 5)
    await reader.measure("the report", lambda _: f"/b/{board}/report", 3)
    for format_ in ("json", "csv", "canvas", "svg", "html", *(("png", "bundle", "pdf") if options.slow else ())):
        await reader.copy(format_)
    if options.erase:
        await reader.work("what erasing a word takes", do="look")
        await reader.work("erase a word", do="erase", sure="yes")


def main() -> None:
    """Read the options and go."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0] if __doc__ else "")
    parser.add_argument("--cards", type=int, default=5_000)
    parser.add_argument("--rows", type=int, default=200_000)
    parser.add_argument("--erase", action="store_true", help="at the end, take a word out of it all")
    parser.add_argument("--times", type=int, default=15)
    parser.add_argument("--slow", action="store_true", help="PNG, bundle and PDF too: minutes")
    parser.add_argument("--folder", type=Path, help="where the board is, or is made; else a new one that goes again")
    options = parser.parse_args()
    if options.folder is not None:
        asyncio.run(run(options, options.folder))
        return
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(run(options, Path(folder)))


if __name__ == "__main__":
    main()
