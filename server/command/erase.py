"""`sameroom erase`: words, a picture or a name gone for good from a board and all that is kept of it."""

import argparse
import asyncio
import sys

from boards import history
from boards.erasure import WHY, Erasure
from server import erasing
from server.clock import now_ms
from server.command.board import known
from server.command.frame import Subcommands, as_json, is_watched, with_store
from server.erasure import OPERATOR, Asked
from server.labour import at_work, forget_copies
from server.record import Participant
from server.refusal import Refusal
from server.settings import Settings
from server.snapshot import STORES
from server.store import Store


def add(commands: Subcommands, common: argparse.ArgumentParser) -> None:
    """Add the command to the parser."""
    says = "erase something from a board, its history, snapshots and search, for good"
    parser = commands.add_parser("erase", parents=[common], help=says)
    parser.add_argument("id", metavar="BOARD")
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--card", metavar="CARD", help="all that stands on this card: its number (S4) or id")
    what.add_argument("--picture", metavar="CARD", help="the picture of this card")
    what.add_argument("--words", metavar="WORDS", help="these words, in capitals or not, wherever they stand whole")
    what.add_argument("--person", metavar="PERSON", help="the name of this participant: the name itself, or an id")
    parser.add_argument("--within", metavar="CARD", help="with --words: on this card only")
    parser.add_argument(
        "--why", required=True, choices=WHY, help="; ".join(f"{key}: {says}" for key, says in WHY.items())
    )
    parser.add_argument("--dry-run", action="store_true", help="only say what it takes")
    parser.add_argument("--yes", action="store_true", help="don't ask")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.set_defaults(run=with_store(erase))


async def erase(store: Store, options: argparse.Namespace, settings: Settings) -> int:
    """Do it, after asking whoever looks on; gives the receipt. A server that has the board open sends everyone anew."""
    row = await known(store, options.id)
    asked = await _asked(store, options, row.id)
    anew = await erasing.made_anew(store, row.id, asked.erasure)
    if not anew.things and asked.person is None:
        raise Refusal("That never stood on this board: there is nothing to erase.")
    takes = {"things": anew.things, "changes": anew.changes, "snapshots": sum(map(bool, anew.erased.values()))}
    if options.dry_run:
        return _say({**takes, "erased": False}, options)
    if is_watched() and not options.yes:
        said = f"Erase it from {anew.changes} changes of “{row.title}”, for good? [y/N] "
        if (await asyncio.to_thread(input, said)).strip().casefold() not in ("y", "yes"):
            print("Nothing was erased.", file=sys.stderr)
            return 1
    receipt = await erasing.erase(store, None, asked, now_ms())
    for path in forget_copies(at_work(settings.data)):
        print(f"A copy that was made before could not be removed: {path}. Please remove it.", file=sys.stderr)
    return _say({**receipt, "erased": True}, options)


def _say(receipt: dict[str, int], options: argparse.Namespace) -> int:
    if options.json:
        as_json(receipt)
        return 0
    print("Erased." if receipt["erased"] else "It would take:")
    for key, says in STORES.items():
        if receipt.get(key):
            print(f"  {receipt[key]:>6}  {says}")
    return 0


async def _asked(store: Store, options: argparse.Namespace, board: str) -> Asked:
    if options.within and not options.words:
        raise Refusal("--within goes with --words.")
    same = {"why": options.why, "time_ms": now_ms()}
    if options.words is not None:
        if len(options.words.strip()) < 2:
            raise Refusal("Give at least two letters: one would be everywhere.")
        within = await _card(store, board, options.within) if options.within else None
        return Asked(board, Erasure(words=(options.words,), within=within, **same), "erased-words", OPERATOR, within)
    if options.person is not None:
        person = await _person(store, board, options.person)
        return Asked(board, Erasure(words=(person.name,), **same), "erased-name", OPERATOR, None, person.id)
    card = await _card(store, board, options.card or options.picture)
    if options.picture:
        return Asked(board, Erasure(pictures=frozenset({card}), **same), "erased-picture", OPERATOR, card)
    return Asked(board, Erasure(cards=frozenset({card}), **same), "erased-card", OPERATOR, card)


async def _card(store: Store, board: str, said: str) -> str:
    """The card of this number or id; one that was deleted has its id still."""
    stamps = (await store.load(board)).stamps
    found = [id_ for id_, stamp in stamps.items() if stamp.label and stamp.label == said.upper()]
    if found:
        return found[0]
    cards = history.moment(await store.updates_until(board, await store.head(board)))["cards"]
    if said in stamps or said in cards:
        return said
    raise Refusal(f"There is no card {said} on this board.")


async def _person(store: Store, board: str, said: str) -> Participant:
    people = await store.participants(board)
    found = [one for one in people if one.id == said] or [one for one in people if one.name == said]
    if len(found) != 1:
        why = "Nobody on this board" if not found else f"{len(found)} people on this board"
        ids = "" if not found else ": give one of the ids " + ", ".join(one.id for one in found)
        raise Refusal(f"{why} is called {said!r}{ids}.")
    return found[0]
