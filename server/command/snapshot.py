"""`sameroom snapshot …`: take snapshots, list and compare them, and prove that they are unchanged."""

import argparse
import sys
from datetime import UTC, datetime

from server import snapshot
from server.clock import now_ms
from server.command.board import known
from server.command.frame import Subcommands, as_json, with_store
from server.record import Snapshot
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
