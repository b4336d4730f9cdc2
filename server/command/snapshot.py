"""`sameroom snapshot …`: take snapshots, list and compare them, and prove that they are unchanged."""

import argparse
import sys
from datetime import UTC, datetime
from typing import Any

from boards import account
from boards.compare import ABSENT, Change, changes
from boards.hands import hands_on
from boards.said import SIGNS, Said
from server import snapshot
from server.clock import now_ms
from server.command.board import known
from server.command.frame import Subcommands, as_json, with_store
from server.comparing import MOST_ROWS
from server.record import Snapshot
from server.refusal import Refusal
from server.settings import Settings
from server.store import Store


def add(commands: Subcommands, common: argparse.ArgumentParser) -> None:
    """Add the commands to the parser."""
    verbs = commands.add_parser("snapshot", help="snapshots of boards").add_subparsers(
        dest="verb", required=True, metavar="VERB"
    )
    parser = verbs.add_parser("create", parents=[common], help="take a snapshot of a board as it is on the disk now")
    parser.add_argument("id", metavar="ID")
    parser.add_argument("--title", default="", type=_title)
    parser.add_argument("--note", default="", help="what it is for")
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.set_defaults(run=with_store(create))
    for name, run, words in (
        ("list", list_snapshots, "the snapshots of a board, oldest first"),
        ("verify", verify, "prove that the snapshots of a board are as they were sealed"),
    ):
        parser = verbs.add_parser(name, parents=[common], help=words)
        parser.add_argument("id", metavar="ID")
        parser.add_argument("--json", action="store_true", help="print JSON")
        parser.set_defaults(run=with_store(run))
    parser = verbs.add_parser("compare", parents=[common], help="what changed from one snapshot to another, or to now")
    parser.add_argument("id", metavar="ID")
    parser.add_argument("before", metavar="A", help="a snapshot's id")
    parser.add_argument("after", metavar="B", help="a snapshot's id, or `now`")
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.set_defaults(run=with_store(compare))


def _title(text: str) -> str:
    title = " ".join(text.split())
    if len(title) > snapshot.MAX_TITLE:
        raise argparse.ArgumentTypeError(f"a title has at most {snapshot.MAX_TITLE} characters")
    return title


async def create(store: Store, options: argparse.Namespace, settings: Settings) -> int:
    """Take a snapshot, with or without a running server."""
    row = await known(store, options.id)
    taken = await snapshot.take(store, None, row.id, now_ms(), title=options.title, note=options.note)
    if options.json:
        as_json(told(taken))
    else:
        print(f"“{taken.title}” is kept: {taken.id}, change {taken.seq}.")
    return 0


async def list_snapshots(store: Store, options: argparse.Namespace, settings: Settings) -> int:
    """Every snapshot of a board: its id, time, title."""
    row = await known(store, options.id)
    taken = await store.snapshots(row.id)
    if options.json:
        as_json([told(one) for one in taken])
    else:
        for one in taken:
            print(f"{one.id}  {datetime.fromtimestamp(one.time / 1000, UTC):%Y-%m-%d %H:%M}Z  {one.title}")
    return 0


async def compare(store: Store, options: argparse.Namespace, settings: Settings) -> int:
    """What changed between two snapshots, in words; with --json also key by key."""
    row = await known(store, options.id)
    seqs = [await _seq(store, row.id, id_) for id_ in (options.before, options.after)]
    before, after = [await snapshot.moment(store, row.id, seq) for seq in seqs]
    near = seqs[0] < seqs[1] <= seqs[0] + MOST_ROWS
    rows = await store.hands_between(row.id, *seqs) if near else []
    deeds = hands_on(await store.updates_until(row.id, seqs[0]), rows) if rows else {}
    people = await store.participants(row.id)
    names, groups = {one.id: one.name for one in people}, {one.id: one.department for one in people}
    told_ = account.account(before, after, names, deeds, groups)
    if options.json:
        as_json({"board": row.id, "from": options.before, "to": options.after, "words": [_words(one) for one in told_],
                 "changes": [_change(one) for one in changes(before, after)]})  # fmt: skip
        return 0
    for one in told_:
        print(f"{SIGNS[one.sign][0]} {one.text}")
        for inner in one.more:
            print(f"    {inner.text}")
    if not told_:
        print("Nothing changed.")
    return 0


async def _seq(store: Store, board: str, id_: str) -> int:
    if id_ == "now":
        return await store.head(board)
    taken = await store.snapshot(board, id_)
    if taken is None:
        raise Refusal(f"There is no snapshot {id_} of this board. `sameroom snapshot list {board}` shows all.")
    return taken.seq


def _words(said: Said) -> dict[str, Any]:
    more = {"more": [_words(one) for one in said.more]} if said.more else {}
    return {"sign": said.sign, "text": said.text, "cards": said.cards, **more}


def _change(change: Change) -> dict[str, Any]:
    sides = {"before": change.before, "after": change.after}
    shown = {side: value for side, value in sides.items() if value is not ABSENT}
    return {"root": change.root, "id": change.id, "path": list(change.path), **shown}


async def verify(store: Store, options: argparse.Namespace, settings: Settings) -> int:
    """Make every snapshot again from the log and hold it against its seal and the chain; 1 where something differs."""
    row = await known(store, options.id)
    findings = await snapshot.verify(store, row.id)
    taken = await store.snapshots(row.id)
    if options.json:
        as_json({"board": row.id, "snapshots": len(taken), "findings": findings})
        return 1 if findings else 0
    for finding in findings:
        print(finding, file=sys.stderr)
    if not findings:
        print(f"{len(taken)} snapshot{'' if len(taken) == 1 else 's'} unchanged since they were taken.")
    return 1 if findings else 0


def told(taken: Snapshot) -> dict[str, object]:
    """A snapshot as JSON for scripts."""
    return {"board": taken.board, **taken.facts}
