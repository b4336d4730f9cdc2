"""`sameroom check`: whether everything that is kept is sound."""

import argparse
import contextlib
import sys

from boards.errors import WeBroke
from server import snapshot
from server.command.frame import Subcommands, with_store
from server.settings import Settings
from server.store import Store


def add(commands: Subcommands, common: argparse.ArgumentParser) -> None:
    """Add the command to the parser."""
    parser = commands.add_parser("check", parents=[common], help="look whether everything that is kept is sound")
    parser.set_defaults(run=with_store(check))


async def check(store: Store, options: argparse.Namespace, settings: Settings) -> int:
    """Load every board and look at every table; 1 when something is wrong."""
    findings = await store.check()
    for row in await store.boards():
        with contextlib.suppress(WeBroke):  # said already: it can't be loaded
            findings += [f"Board {row.id}: {finding}" for finding in await snapshot.verify(store, row.id)]
    for finding in findings:
        print(finding, file=sys.stderr)
    if findings:
        return 1
    boards = await store.boards()
    print(f"All is well: {len(boards)} board{'' if len(boards) == 1 else 's'} in {settings.database}.")
    return 0
