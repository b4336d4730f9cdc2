"""Bundles: a board with its archive packed into one zip, and such a zip brought in as a board with its history.

Everything here takes its time and waits for nobody: the server calls it in a process of its own.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from html import escape
from pathlib import Path
from typing import Any

from boards import account, retelling
from boards.document import EMPTY, Document
from boards.errors import BadFile, RoomError
from boards.formats import bundle, csv_cards, json_board, json_canvas, picture, sheet
from boards.formats.images import file_name
from boards.formats.leaving import leaving, remark
from boards.formats.reading import pictures_in
from boards.formats.source import json_value
from boards.history import long_day
from boards.schema import Stamp, is_id
from boards.seal import Seal, broken, link
from boards.visitor import OUTSIDE
from server import verify
from server.raster import Raster, as_it_is
from server.record import Link, Participant, Snapshot
from server.summary import summarise
from server.whole import Whole

LOG = "history/log.jsonl"
MAX_ROWS = 2_000_000
POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data: file: 'self'"
"""Of a bundle's pages: they show the pictures beside them, and fetch nothing from anywhere."""
START = "index.html"
"""The page one opens, from which all others are reached, and to which they lead back."""


@dataclass(slots=True)
class _Moment:
    """A snapshot as it goes into the bundle."""

    taken: Snapshot
    board: dict[str, Any]
    folder: str


def packed(whole: Whole, extra: Mapping[str, bytes] | None = None) -> tuple[bytes, str]:
    """The bundle of a board with its history, and what stays behind, in words. `extra` are more files for it."""
    updates = [update for _, _, update in whole.rows]
    gone = retelling.left_behind(updates)
    wanted = {taken.seq for taken in whole.snapshots} | {len(updates)}
    rows, moments = [], {0: _empty()}
    for seq, (changes, told) in enumerate(retelling.retold(updates, gone), 1):
        rows.append(changes)
        if seq in wanted:
            moments[seq] = _in_order(told.plain())
    now = moments[len(updates)]
    _, behind = leaving(_with_voids(now, gone))
    taken = [_Moment(one, moments[one.seq], f"snapshots/{number:02d}") for number, one in enumerate(whole.snapshots, 1)]
    history = _history(whole, rows, gone, taken)
    shown = set(re.findall(rb"[0-9a-f]{64}", history[LOG]))
    pictures = {one.digest: one for one in whole.pictures if one.digest.encode() in shown}
    files = {**_to_read(whole, now, taken, remark(behind), pictures), **history, **(extra or {})}
    files |= {file_name(one.digest, one.type): one.data for one in pictures.values()}
    about = {"board": whole.id, "title": whole.title, "rows": len(rows)}
    return bundle.pack(files, about), remark(behind)


def _empty() -> dict[str, Any]:
    document = Document()
    try:
        return document.plain()
    finally:
        document.close()


def _in_order(value: Any) -> Any:
    """The same data with its keys in order: a document gives them in any."""
    if isinstance(value, dict):
        return {key: _in_order(value[key]) for key in sorted(value)}
    return [_in_order(item) for item in value] if isinstance(value, list) else value


def _with_voids(board: dict[str, Any], gone: Mapping[str, str]) -> dict[str, Any]:
    """Only to count what stays behind, by reason."""
    marks = {"hidden": {"hidden": True}, "waiting": {"waiting": True}, "withdrawn": {"withdrawn": 1}}
    voids = {id_: marks.get(why, {"kind": "story", "fields": {"keep": "room"}}) for id_, why in gone.items()}
    return {**board, "cards": {**board["cards"], **voids}}


# what people read


def _to_read(
    whole: Whole, now: dict[str, Any], taken: Sequence[_Moment], behind: str, pictures: Mapping[str, Raster]
) -> dict[str, bytes]:
    from server.pages.report import paper_of  # pages import what makes boards, and that imports this

    last_ms = whole.rows[-1][0] if whole.rows else 0
    here = {digest: file_name(digest, one.type) for digest, one in pictures.items()}
    above = {digest: f"../../{name}" for digest, name in here.items()}
    drawn = picture.write(now, here)
    said = (f"As it was on {long_day(last_ms)}.", *filter(None, [behind]))
    files = {
        "board.html": sheet.write(now, said, drawn.decode(), here, POLICY, START),
        "board.svg": drawn,
        bundle.DATA: json_board.write(now),
        "data/board.canvas": json_canvas.write(now),
        "data/cards.csv": csv_cards.write(now),
        "changes.html": _changes(whole, now, taken).encode(),
        "report.html": paper_of(whole, now, None, START).encode(),
    }
    up = f"../../{START}"
    for one in taken:
        words = (f"Snapshot “{one.taken.title}” of {long_day(one.taken.time)}.", *filter(None, [one.taken.note]))
        drawn = picture.write(one.board, above)
        files[f"{one.folder}/board.html"] = sheet.write(one.board, words, drawn.decode(), above, POLICY, up)
        files[f"{one.folder}/board.json"] = json_board.write(one.board)
        files[f"{one.folder}/report.html"] = paper_of(whole, one.board, one.taken, up).encode()
    files[START] = _index(whole, taken, said).encode()
    files["readme.txt"] = README.encode()
    files["verify.py"] = Path(verify.__file__).read_bytes()
    return files


def _page(title: str, body: str) -> str:
    return (
        '<!doctype html>\n<html lang="en-GB">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
        f"<title>{escape(title)}</title>\n<style>\n{sheet.style()}</style>\n</head>\n<body>\n{body}</body>\n</html>\n"
    )


def _index(whole: Whole, taken: Sequence[_Moment], said: Sequence[str]) -> str:
    rows = "".join(
        f'<li><a href="{one.folder}/board.html">{escape(one.taken.title)}</a>, {long_day(one.taken.time)}'
        f"{f': {escape(one.taken.note)}' if one.taken.note else ''}"
        f' (<a href="{one.folder}/report.html">its report</a>)</li>\n'
        for one in taken
    )
    snapshots = f"<ol>\n{rows}</ol>\n" if rows else "<p>No snapshot was taken.</p>\n"
    return _page(
        whole.title,
        f"<header>\n<h1>{escape(whole.title)}</h1>\n"
        + "".join(f'<p class="meta">{escape(line)}</p>\n' for line in said)
        + "</header>\n<main>\n<h2>To read</h2>\n<ul>\n"
        '<li><a href="report.html">The report: what was found, on whose story, and what was promised</a></li>\n'
        '<li><a href="board.html">The board, with every card and a picture of it</a></li>\n'
        '<li><a href="board.svg">The picture alone</a></li>\n'
        '<li><a href="changes.html">What changed, in words</a></li>\n</ul>\n'
        f"<h2>Snapshots</h2>\n{snapshots}"
        "<h2>For other programs</h2>\n<ul>\n"
        '<li><a href="data/cards.csv">The cards as a table (CSV)</a></li>\n'
        '<li><a href="data/board.canvas">JSON Canvas</a></li>\n'
        '<li><a href="data/board.json">All of it as JSON</a></li>\n</ul>\n'
        "<h2>Is it whole and unchanged?</h2>\n"
        "<p>Unpack the bundle and run <code>python3 verify.py</code> in its folder. It needs nothing but Python.</p>\n"
        "</main>\n",
    )


def _changes(whole: Whole, now: dict[str, Any], taken: Sequence[_Moment]) -> str:
    names = {one.id: one.name for one in whole.people}
    before, title, parts = _empty(), "The beginning", []
    ends = [*((one.board, f"“{one.taken.title}”, {long_day(one.taken.time)}") for one in taken), (now, "The end")]
    for board, named in ends:
        sentences = "".join(f"<li>{escape(said.text)}</li>\n" for said in account.account(before, board, names))
        told = f"<ul>\n{sentences}</ul>\n" if sentences else "<p>Nothing changed.</p>\n"
        parts.append(f"<section>\n<h2>{escape(title)} to {escape(named)}</h2>\n{told}</section>\n")
        before, title = board, named
    heading = f'<h1>What changed</h1>\n<p class="meta">{escape(whole.title)}</p>\n'
    back = f'<p><a href="{START}">Back to the start</a></p>\n'
    return _page(
        f"What changed: {whole.title}", f"<header>\n{heading}</header>\n<main>\n{''.join(parts)}{back}</main>\n"
    )


README = """This is a board of Same Room with its archive. Open index.html in any browser; nothing else is needed.

Cards that were hidden, and stories that were told in the room only, are not in here.
report.html what was found, on whose story, and what was promised
data/      the board as JSON, JSON Canvas and CSV
pictures/  the pictures of its cards
snapshots/ every snapshot, to read and as JSON
history/   every change, for bringing the board into another Same Room: sameroom board import new THIS.zip
verify.py  checks that nothing was changed: python3 verify.py
"""


# the history, out and in


def _history(
    whole: Whole, rows: Sequence[list[Any]], gone: Mapping[str, str], taken: Sequence[_Moment]
) -> dict[str, bytes]:
    lines = [
        json.dumps([time_ms, who, changes], ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        for (time_ms, who, _), changes in zip(whole.rows, rows, strict=True)
    ]
    stamps = {
        id_: [None, None, stamp.created, stamp.label]
        if id_ in gone
        else [stamp.author, stamp.department, stamp.created, stamp.label]
        for id_, stamp in whole.stamps.items()
    }
    seen = {who for _, who, _ in whole.rows} | {stamp[0] for stamp in stamps.values()}
    people = [[one.id, one.name, one.department, one.created] for one in whole.people if one.id in seen]
    seals = {}
    for one in taken:
        sealed = whole.seals[one.taken.id]
        seals[one.taken.id] = sealed.without(broken(one.board, sealed)).as_bytes().decode()
    snapshots = [{**one.taken.facts, "map": _map(one.board)} for one in taken]
    chain = [
        {name: getattr(it, name) for name in ("number", "time", "kind", "snapshot", "body", "hash")}
        for it in whole.chain
    ]
    return {
        LOG: "".join(f"{line}\n" for line in lines).encode(),
        "history/people.json": _json(people),
        "history/stamps.json": _json(stamps),
        "history/snapshots.json": _json(snapshots),
        "history/seals.json": _json(seals),
        "history/chain.json": _json(chain),
    }


def _map(board: dict[str, Any]) -> Any:
    return summarise(board)["map"]


def _json(value: Any) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=0, sort_keys=True) + "\n").encode()


def opened(data: bytes, client: int) -> Whole:
    """The board in a bundle, its history told again under this client id. Raises BadFile with the file at fault."""
    manifest, files = bundle.unpack(data)
    if LOG not in files:
        raise BadFile("This bundle holds no history. Bring its data/board.json into a board.")
    try:
        whole = _whole_of(manifest, files, client)
        rows = _told_again(files, client)
    except (KeyError, TypeError, ValueError, IndexError, AttributeError, OverflowError, RuntimeError) as error:
        raise BadFile(f"The bundle's history can't be read: {type(error).__name__} {str(error)[:200]}.") from error
    for taken in whole.snapshots:
        if not 0 <= taken.seq <= len(rows):
            named = f"“{taken.title[:60]}”"
            raise BadFile(f"history/snapshots.json: {named} names a change that is not in the log.")
    return replace(whole, rows=rows, pictures=_pictures(files))


def _pictures(files: Mapping[str, bytes]) -> list[Raster]:
    """The pictures of a bundle. The history names them by their digests, so they come as they are or not at all."""
    found = []
    for digest, data in sorted(pictures_in(files).items()):
        picture = as_it_is(data, digest)
        if picture is None:
            raise BadFile(f"pictures/{digest[:64]} is no picture as a board keeps them.")
        found.append(picture)
    return found


def _told_again(files: Mapping[str, bytes], client: int) -> list[tuple[int, str | None, bytes]]:
    """The rows of the log: they must make the board that data/board.json says."""
    rows: list[tuple[int, str | None, bytes]] = []
    document = Document(client=client)
    try:
        for number, line in enumerate(files[LOG].decode().splitlines(), 1):
            if number > MAX_ROWS:
                raise BadFile(f"{LOG} has more than {MAX_ROWS:,} lines.")
            time_ms, who, changes = json_value(line, f"{LOG}, line {number}")
            if not isinstance(time_ms, int) or not (who is None or is_id(who)) or not 0 <= time_ms < 10**14:
                raise BadFile(f"{LOG}, line {number}: a time, a participant's id and changes are expected.")
            try:
                out = retelling.tell(document, changes)
            except (KeyError, TypeError, ValueError, AttributeError, RuntimeError, RoomError) as error:
                raise BadFile(f"{LOG}, line {number}: that is no change of the board before it.") from error
            rows.append((time_ms, who, out[0] if out else EMPTY))
        data = json_board.write(document.plain())
        json_board.read(data)  # within the limits of a board
    finally:
        document.close()
    if data != files.get(bundle.DATA):
        raise BadFile(f"{LOG} makes another board than {bundle.DATA} says.")
    return rows


def _whole_of(manifest: Mapping[str, Any], files: Mapping[str, bytes], client: int) -> Whole:
    board, title = str(manifest["board"]), str(manifest["title"])
    if not is_id(board) or not 0 < len(title) <= 300:
        raise BadFile("manifest.json: `board` must be an id and `title` a title.")
    stamps = {}
    for id_, (author, department, created, label) in _list_or_object(files, "history/stamps.json", dict).items():
        named = (author is None or is_id(author)) and (department is None or isinstance(department, str))
        if not (named and is_id(id_) and isinstance(created, int) and isinstance(label, str) and len(label) < 20):
            raise BadFile(f"history/stamps.json: {id_[:40]!r} is no stamp.")
        stamps[id_] = Stamp(author, department, created, label)
    people = []
    for id_, name, department, created in _list_or_object(files, "history/people.json", list):
        if not is_id(id_) or not isinstance(created, int):
            raise BadFile("history/people.json: everyone has an id.")
        group = str(department)[:300] or OUTSIDE
        people.append(Participant(id_, board, None, None, None, str(name)[:100], group, "observer", created))
    snapshots = [_snapshot(board, one) for one in _list_or_object(files, "history/snapshots.json", list)]
    sealed = _list_or_object(files, "history/seals.json", dict)
    seals = {one.id: Seal.from_bytes(sealed[one.id].encode()) for one in snapshots}
    chain = [_link(it) for it in _list_or_object(files, "history/chain.json", list)]
    return Whole(board, title, [], stamps, people, snapshots, seals, chain, client=client)


def _link(it: Mapping[str, Any]) -> Link:
    if it["kind"] not in ("snapshot", "signature", "erasure") or not isinstance(it["number"], int):
        raise BadFile("history/chain.json: a link is of a snapshot, a signature or an erasure.")
    return Link(it["number"], int(it["time"]), it["kind"], it["snapshot"], dict(it["body"]), str(it["hash"]))


def _list_or_object(files: Mapping[str, bytes], name: str, kind: type) -> Any:
    value = json_value(files[name].decode(), name)
    if not isinstance(value, kind):
        raise BadFile(f"{name} must hold {'a list' if kind is list else 'an object'}.")
    return value


def _snapshot(board: str, one: Mapping[str, Any]) -> Snapshot:
    taken = Snapshot(
        id=str(one["id"]),
        board=board,
        seq=int(one["seq"]),
        time=int(one["time"]),
        title=str(one["title"])[:300],
        note=str(one["note"])[:5000],
        stage=one["stage"],
        who=one["who"],
        counts=dict(one["counts"]),
        present=list(one["present"]),
        content=str(one["content"]),
        map=dict(one["map"]),
    )
    if not is_id(taken.id):
        raise BadFile("history/snapshots.json: every snapshot has an id.")
    return taken


def settled(whole: Whole, board: str, snapshots_there: set[str], ids: Sequence[str], time_ms: int) -> Whole:
    """The same for this installation: under this id, with new ids for snapshots whose ids are in use.

    What stayed behind on the way is put on the chain, so that nobody takes it for tampering. Where snapshots got new
    ids their links are made again.
    """
    new = dict(zip(sorted(snapshots_there), ids, strict=False))
    people = [replace(one, board=board) for one in whole.people]
    snapshots = [replace(one, board=board, id=new.get(one.id, one.id)) for one in whole.snapshots]
    seals = {new.get(id_, id_): seal for id_, seal in whole.seals.items()}
    chain = whole.chain if not new else _linked_again(whole.chain, new)
    missing = sorted({name for seal in seals.values() for name in seal.erased} - _known_gone(chain))
    if missing:
        body = {"entries": missing, "why": "left behind when the board left where it was made"}
        before = chain[-1].hash if chain else ""
        number = len(chain) + 1
        chain = [*chain, Link(number, time_ms, "erasure", None, body, link(number, time_ms, "erasure", body, before))]
    return replace(whole, id=board, people=people, snapshots=snapshots, seals=seals, chain=chain)


def _known_gone(chain: Sequence[Link]) -> set[str]:
    return {name for it in chain if it.kind == "erasure" for name in it.body["entries"]}


def _linked_again(chain: Sequence[Link], new: Mapping[str, str]) -> list[Link]:
    made: list[Link] = []
    for it in chain:
        body = dict(it.body)
        for key in ("id", "snapshot"):
            if body.get(key) in new:
                body[key] = new[str(body[key])]
        before = made[-1].hash if made else ""
        snapshot = new.get(it.snapshot or "", it.snapshot or "") or None
        hash_ = link(it.number, it.time, it.kind, body, before)
        made.append(Link(it.number, it.time, it.kind, snapshot, body, hash_))
    return made
