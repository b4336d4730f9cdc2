"""`sameroom board …`: make, list, show and delete boards. What comes from files and goes into them is in file.py."""

import argparse
import asyncio
import sys
from datetime import datetime
from typing import Any

from boards import template
from boards.document import Document
from boards.formats.place import beside, place
from boards.schema import MAX_TITLE, Stamp
from server import creation
from server.bringing import pictured
from server.clock import now_ms
from server.command import file
from server.command.frame import Subcommands, as_json, is_watched, with_store
from server.creation import create
from server.raster import Raster
from server.record import BoardRow
from server.refusal import Refusal
from server.secret import new_id
from server.settings import Settings
from server.store import Store


def add(commands: Subcommands, common: argparse.ArgumentParser) -> None:
    """Add the commands to the parser."""
    verbs = commands.add_parser("board", help="boards").add_subparsers(dest="verb", required=True, metavar="VERB")
    parser = verbs.add_parser("create", parents=[common], help="make a board, and print the ways onto it")
    parser.add_argument("--title", required=True, type=_title)
    parser.add_argument("--template", choices=template.NAMES, help="what it begins with")
    parser.add_argument("--from", dest="files", metavar="FILE", action="extend", nargs="+", default=[], help="bring in")
    file.add_reading_options(parser)
    parser.set_defaults(run=create_or_try)
    parser = verbs.add_parser("list", parents=[common], help="all boards, the one changed last first")
    _add_json(parser)
    parser.set_defaults(run=with_store(list_boards))
    for name, run, words in (("show", show, "a board and the ways onto it"), ("delete", delete, "delete a board")):
        parser = verbs.add_parser(name, parents=[common], help=words)
        parser.add_argument("id", metavar="ID")
        _add_json(parser)
        parser.set_defaults(run=with_store(run))
    parser.add_argument("--yes", action="store_true", help="do not ask")
    parser.add_argument("--now", action="store_true", help="for good, and at once")
    parser = verbs.add_parser("bring-back", parents=[common], help="bring a deleted board back")
    parser.add_argument("id", metavar="ID")
    _add_json(parser)
    parser.set_defaults(run=with_store(bring_back))
    file.add(verbs, common)


def _add_json(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="print JSON")


def _title(text: str) -> str:
    title = " ".join(text.split())
    if not 0 < len(title) <= MAX_TITLE:
        raise argparse.ArgumentTypeError(f"a title has 1 to {MAX_TITLE} characters")
    return title


def create_or_try(options: argparse.Namespace, settings: Settings) -> int:
    """Make a board from a template, from files, or both; nothing is kept when one file is bad."""
    document = Document()
    stamps, reports, pictures = _fill(document, options, now_ms())
    if options.dry_run:
        file.tell(reports, options, "would come in")
        return 0

    async def keep(store: Store, options: argparse.Namespace, settings: Settings) -> int:
        made = await create(store, options.title, document, stamps, now_ms())
        for picture in pictures:
            await store.add_picture(made.id, picture, None, now_ms())
        if options.json:
            as_json(await ways(store, made.id, options.title, settings))
        else:
            file.tell(reports, options, "came in")
            await _tell_ways(store, made.id, options.title, settings)
        return 0

    return with_store(keep, makes=True)(options, settings)


def _fill(
    document: Document, options: argparse.Namespace, time_ms: int
) -> tuple[dict[str, Stamp], list[Any], list[Raster]]:
    """Put all that was asked for on a new board; gives the stamps, what is to be said of each file, the pictures."""
    stamps: dict[str, Stamp] = {}
    reports = []
    pictures: list[Raster] = []
    with document.change():
        document.root("board")["title"] = options.title
        if options.template:
            stamps |= template.fill(document, template.load(options.template), iter(new_id, ""), time_ms)
        for name in options.files:
            draft = file.read(name, options)
            pictures += pictured(draft)
            stamps |= place(document, draft, iter(new_id, ""), time_ms, beside(document), stamps)
            reports.append(file.report(name, draft))
        if not document.setting("departments"):
            stamps |= template.fill(document, template.load("empty"), iter(new_id, ""), time_ms)
    return stamps, reports, pictures


async def list_boards(store: Store, options: argparse.Namespace, settings: Settings) -> int:
    """Every board: its id, when it was changed last, its title."""
    rows = await store.boards()
    if options.json:
        as_json([_listed(row) for row in rows])
    else:
        for row in rows:
            changed = datetime.fromtimestamp(row.changed / 1000)
            print(f"{row.id}  {changed:%Y-%m-%d %H:%M}  {row.title}")
    return 0


def _listed(row: BoardRow) -> dict[str, object]:
    return {"id": row.id, "title": row.title, "created": row.created, "changed": row.changed}


async def show(store: Store, options: argparse.Namespace, settings: Settings) -> int:
    """One board: the ways onto it, and what is on it."""
    row = await known(store, options.id)
    loaded = await store.load(row.id)
    document = Document(loaded.updates)
    counts = {root: len(entries) for root, entries in document.plain().items() if root in ("zones", "cards", "threads")}
    document.close()
    if options.json:
        as_json(await ways(store, row.id, row.title, settings) | _listed(row) | counts)
        return 0
    await _tell_ways(store, row.id, row.title, settings)
    print("  ".join(f"{count} {root}" for root, count in counts.items()))
    return 0


async def delete(store: Store, options: argparse.Namespace, settings: Settings) -> int:
    """Delete a board; for a while it can be brought back, unless it is to go now. Whoever has it open is told."""
    in_bin = next((row for row in await store.binned() if row.id == options.id), None)
    row = in_bin or await known(store, options.id)
    for_good = options.now or settings.bin_days == 0
    if in_bin is not None and not for_good:
        raise Refusal("This board is deleted already. `--now` removes it for good, `board bring-back` brings it back.")
    if is_watched() and not options.yes:
        words = (
            "and everything on it, for good" if for_good else f"(it can be brought back for {settings.bin_days} days)"
        )
        answer = await asyncio.to_thread(input, f"Delete “{row.title}” {words}? [y/N] ")
        if answer.strip().casefold() not in ("y", "yes"):
            print("Nothing was deleted.", file=sys.stderr)
            return 1
    until_ms = now_ms() + settings.bin_days * 86_400_000
    if in_bin is None:
        await store.put_in_bin(row.id, now_ms(), until_ms)
    if for_good:
        await store.empty_bin(now_ms(), row.id)
    if options.json:
        as_json({"deleted": row.id, "title": row.title, "until": None if for_good else until_ms})
    else:
        later = (
            ""
            if for_good
            else f" It can be brought back for {settings.bin_days} days: sameroom board bring-back {row.id}"
        )
        print(f"“{row.title}” is deleted.{later}")
    return 0


async def bring_back(store: Store, options: argparse.Namespace, settings: Settings) -> int:
    """A deleted board is there again, with everything on it."""
    row = next((row for row in await store.binned() if row.id == options.id), None)
    if row is None:
        raise Refusal(f"There is no deleted board {options.id} that can be brought back.")
    await store.bring_back(row.id, now_ms())
    if options.json:
        as_json({"id": row.id, "title": row.title})
    else:
        print(f"“{row.title}” is there again.")
    return 0


async def known(store: Store, id_: str) -> BoardRow:
    """The board of this id. Raises Refusal."""
    row = await store.board(id_)
    if row is None:
        raise Refusal(f"There is no board {id_}. `sameroom board list` shows all.")
    return row


async def ways(store: Store, id_: str, title: str, settings: Settings) -> dict[str, object]:
    """The ways onto a board as they are now."""
    return creation.ways(settings.url, id_, title, await store.invitations_of_board(id_))


async def _tell_ways(store: Store, id_: str, title: str, settings: Settings) -> None:
    board = await ways(store, id_, title, settings)
    print(f"{title}\n  id           {id_}\n  code         {board['code'] or 'ended'}")
    for role in ("facilitator", "contributor", "observer"):
        print(f"  {role:<12} {board[f'{role}_url'] or 'ended'}")
