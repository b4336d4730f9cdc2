"""`sameroom board import` and `board export`: boards from files and into them."""

import argparse
import secrets
import sys
from pathlib import Path
from typing import Any

from boards import history, schema
from boards.errors import BadFile
from boards.formats import bundle
from boards.formats.draft import Draft
from boards.formats.reading import FORMATS as READABLE
from boards.formats.reading import WrongMapping, draft_of, format_of, mapping_in, named
from boards.history import long_day
from server import bringing, bundling, copying, creation
from server.clock import now_ms
from server.command.frame import Subcommands, as_json, with_store
from server.creation import bring_board
from server.record import BoardRow, Loaded
from server.refusal import Refusal
from server.settings import Settings
from server.store import Store


class WrongUse(Exception):
    """The command was called in a way that makes no sense; the words say how."""


def add(verbs: Subcommands, common: argparse.ArgumentParser) -> None:
    """Add the commands to the parser."""
    parser = verbs.add_parser("export", parents=[common], help="write a board into a file")
    parser.add_argument("id", metavar="ID")
    parser.add_argument("--format", required=True, choices=copying.FORMATS)
    parser.add_argument("--snapshot", metavar="SNAPSHOT", help="as this snapshot has it; else as it is now")
    parser.add_argument("--out", metavar="FILE", help="where to; else standard output")
    parser.set_defaults(run=with_store(export))
    parser = verbs.add_parser("import", parents=[common], help="bring a file into a board, beside what is on it")
    parser.add_argument("id", metavar="ID")
    parser.add_argument("file", metavar="FILE", help="- for standard input")
    add_reading_options(parser)
    parser.set_defaults(run=with_store(bring_in))


def add_reading_options(parser: argparse.ArgumentParser) -> None:
    """What can be said of files that come in."""
    parser.add_argument("--format", choices=READABLE, help="what the file is; else its name and content tell")
    parser.add_argument(
        "--map",
        dest="mapping",
        metavar="COLUMN=FIELD,…",
        action="append",
        default=[],
        help="what a CSV's columns are (text, kind, zone, …, skip), or a drawing's colours (yellow=problem)",
    )
    parser.add_argument("--dry-run", action="store_true", help="only say what would come in as what")
    parser.add_argument("--json", action="store_true", help="print one JSON object")


async def export(store: Store, options: argparse.Namespace, settings: Settings) -> int:
    """Write a board as it is on the disk now, or as a snapshot has it, in a format."""
    row = await _row(store, options.id)
    seq, said = await store.head(row.id), f"As it was on {long_day(row.changed)}."
    if options.snapshot:
        taken = await store.snapshot(row.id, options.snapshot)
        if taken is None:
            raise Refusal(f"There is no snapshot {options.snapshot} of this board. `sameroom snapshot list` shows all.")
        seq, said = taken.seq, f"As it was on {long_day(taken.time)}, in the snapshot “{taken.title}”."
    if options.format == "bundle":
        return _hand_over(*bundling.packed(await store.whole(row.id)), options)
    board = history.moment(await store.updates_until(row.id, seq))
    pictures = await store.pictures(row.id)
    if options.format == "json":  # whoever has the database has it all: this one is exact
        return _hand_over(copying.exact(board, pictures), copying.EXACT, options)
    data, behind = copying.copied(board, options.format, (said,), pictures)
    return _hand_over(data, behind, options)


def _hand_over(data: bytes, behind: str, options: argparse.Namespace) -> int:
    if options.out and options.out != "-":
        write_whole(Path(options.out), data)
    else:
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
    if behind:
        print(f"sameroom: {behind}", file=sys.stderr)
    return 0


async def bring_in(store: Store, options: argparse.Namespace, settings: Settings) -> int:
    """Put a file's content on a board; a server that has it open shows it at once."""
    data = _bytes(options.file)
    if bundle.is_bundle(data) and await store.board(options.id) is None:
        return await _bring_whole(store, data, options, settings)
    draft = _draft(options.file, data, options)
    loaded, time_ms = await _loaded(store, options.id), now_ms()
    known = await store.picture_digests(options.id)
    what = bringing.placed(loaded.updates, loaded.bindings, loaded.stamps, draft, time_ms, known)
    if not options.dry_run and what.updates:
        for picture in what.pictures:
            await store.add_picture(options.id, picture, None, time_ms)
        await store.keep_now(bringing.change(options.id, what, time_ms, loaded.epoch))
    tell([report(options.file, draft)], options, "would come in" if options.dry_run else "came in")
    return 0


async def _row(store: Store, id_: str) -> BoardRow:
    row = await store.board(id_)
    if row is None:
        raise Refusal(f"There is no board {id_}. `sameroom board list` shows all.")
    return row


async def _loaded(store: Store, id_: str) -> Loaded:
    return await store.load((await _row(store, id_)).id)


async def _bring_whole(store: Store, data: bytes, options: argparse.Namespace, settings: Settings) -> int:
    """A bundle becomes a board with its history: under the id given, else its own; a new one where that was taken."""
    try:
        whole = bundling.opened(data, secrets.randbits(31) + 1)
    except BadFile as error:
        raise named(options.file, error) from error
    if options.id not in ("new", whole.id) and not schema.is_id(options.id):
        raise Refusal(f"There is no board {options.id}. Say `new` to make one from this bundle.")
    wanted = whole.id if options.id == "new" else options.id
    if options.dry_run:
        print(f"{options.file}: “{whole.title}” would come in, with {len(whole.rows)} changes.")
        return 0
    made = await bring_board(store, whole, wanted, now_ms())
    if options.json:
        as_json(creation.ways(settings.url, made.id, made.title, made[2:]))
    else:
        came = f"{len(whole.rows)} changes and {len(whole.snapshots)} snapshots"
        print(f"“{made.title}” came in as {made.id}, with {came}.")
    return 0


def read(name: str, options: argparse.Namespace) -> Draft:
    """The draft in a file. Raises BadFile and WrongUse, naming the file."""
    return _draft(name, _bytes(name), options)


def _draft(name: str, data: bytes, options: argparse.Namespace) -> Draft:
    try:
        return draft_of(data, options.format or format_of(name, data), mapping_in(options.mapping))
    except BadFile as error:
        raise named(name, error) from error
    except WrongMapping as error:
        raise WrongUse(f"--map: {error}") from error


def report(name: str, draft: Draft) -> dict[str, Any]:
    """What a file brings, JSON-able."""
    return {
        "file": name,
        "cards": dict(sorted(draft.kinds().items(), key=lambda item: schema.KINDS.index(item[0]))),
        "zones": [str(zone.values.get("title", "")) for zone in draft.zones],
        "threads": len(draft.threads),
        "strokes": len(draft.strokes),
        "comments": len(draft.comments),
        "colours": draft.colours,
        "columns": draft.columns,
        "remarks": draft.problems,
    }


def tell(reports: list[dict[str, Any]], options: argparse.Namespace, verb: str) -> None:
    """Say what came in, or would."""
    if options.json:
        as_json({"dry_run": options.dry_run, "files": reports})
        return
    for brought in reports:
        kinds = ", ".join(f"{count} {_plural(kind, count)}" for kind, count in brought["cards"].items())
        zones = ", ".join(f"“{title}”" for title in brought["zones"][:8]) + (" …" if len(brought["zones"]) > 8 else "")
        print(f"{brought['file']}: {sum(brought['cards'].values())} cards {verb}{f' ({kinds})' if kinds else ''}.")
        print(f"  zones: {zones}") if zones else None
        for root in ("threads", "strokes"):
            print(f"  {root}: {brought[root]}") if brought[root] else None
        for column, what in brought["columns"].items():
            print(f"  column {column!r} is {what}")
        for remark in brought["remarks"]:
            print(f"  {remark}")


def write_whole(path: Path, data: bytes) -> None:
    """Write a file wholly or not at all. Raises Refusal."""
    beside_it = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        beside_it.write_bytes(data)
        beside_it.replace(path)
    except OSError as error:
        beside_it.unlink(missing_ok=True)
        raise Refusal(f"{path} can't be written: {error.strerror}.") from error


def _plural(kind: str, count: int) -> str:
    return kind if count == 1 else "stories" if kind == "story" else kind + "s"


def _bytes(name: str) -> bytes:
    try:
        return sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
    except OSError as error:
        raise Refusal(f"{name} can't be read: {error.strerror}.") from error
