"""`sameroom …`: the command line. Exit status: 0 done, 1 refused with a reason on standard error, 2 wrong use."""

import argparse
import os
import sys
from collections.abc import Sequence

from boards.errors import BadFile, RoomError
from server.command import board, check, erase, serve, snapshot, user
from server.command.file import WrongUse
from server.refusal import Refusal
from server.settings import Settings, SettingsError

DONE, REFUSED, WRONG_USE, INTERRUPTED = 0, 1, 2, 130


def parser() -> argparse.ArgumentParser:
    """Every command and its options. Those of the settings may stand before and after the command."""
    whole = argparse.ArgumentParser("sameroom", description="One live board, and an archive that keeps its work alive.")
    common = argparse.ArgumentParser(add_help=False)
    for each, default in ((whole, None), (common, argparse.SUPPRESS)):
        each.add_argument("--data", metavar="DIR", default=default, help="folder for the database and files (./data)")
        each.add_argument("--database-url", metavar="URL", default=default, help="database, if not in that folder")
    commands = whole.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for noun in (serve, board, snapshot, user, erase, check):
        noun.add(commands, common)
    return whole


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; gives the exit status."""
    options = parser().parse_args(arguments)
    given = {name: getattr(options, name, None) for name in ("data", "database_url", "redis_url", "host", "port")}
    try:
        status = int(options.run(options, Settings.read(**given)))
        sys.stdout.flush()
        return status
    except (WrongUse, SettingsError) as error:
        return _say(error, WRONG_USE)
    except (Refusal, BadFile, RoomError) as error:
        return _say(error, REFUSED)
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        # Whoever read our output has gone. Python would complain once more when it flushes at the end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return REFUSED


def _say(error: Exception, status: int) -> int:
    print(f"sameroom: {error}", file=sys.stderr)
    return status


if __name__ == "__main__":
    sys.exit(main())
