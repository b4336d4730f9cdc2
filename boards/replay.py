"""A session again, step by step: one moment in full, then only the entries that are different at each step.

What a reader may not see is left out of every step, and names where they are off.
"""

import json
import zlib
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from boards import history, running_order
from boards.document import Document, plain
from boards.reading import Reader, readable

ROOTS = ("board", "zones", "cards", "threads", "strokes", "comments", "reactions")
Entry = tuple[str, str]

GZIP = 31
"""What zlib calls that format."""
GAP_MS = 5 * 60_000
"""A pause longer than this is shown as one of that length: nobody watches an empty room for a week."""


def frame(updates: Sequence[bytes], reader: Reader, names: bool, resting: bytes = b"") -> dict[str, Any]:
    """A board after these updates, as it is shown; `resting` is what a stretch says of all else."""
    board = history.moment(updates, resting)
    return {"board": shown(board, reader, names), "stage": _stage(board)}


def packed(value: Any) -> bytes:
    """What is sent to a browser, as JSON under gzip: made beside the server, which only hands it on."""
    said = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode(errors="replace")
    return zlib.compress(said, 1, GZIP)


def packed_frame(
    updates: Sequence[bytes], reader: Reader, names: bool, seq: int | None = None, resting: bytes = b""
) -> bytes:
    """A moment, ready to be sent."""
    return packed({"seq": seq, **frame(updates, reader, names, resting)})


def packed_steps(
    base: Sequence[bytes], then: Sequence[Sequence[bytes]], reader: Reader, names: bool, seqs: Sequence[int]
) -> bytes:
    """What these groups of rows change, ready to be sent; `seqs` are the last rows of each."""
    made = steps(base, then, reader, names)
    return packed({"steps": [{"seq": seq, **step} for seq, step in zip(seqs, made, strict=True)]})


def shown(board: dict[str, Any], reader: Reader, names: bool) -> dict[str, Any]:
    """The content of a board as a reader may see it, with people's names or without."""
    there = readable(board, reader)
    roots = {root: there[root] for root in ROOTS}
    if not names:
        roots["cards"] = {id_: nameless(card) for id_, card in there["cards"].items()}
        roots["comments"] = {
            id_: {key: value for key, value in comment.items() if key != "author"}
            for id_, comment in there["comments"].items()
        }
        roots["reactions"] = {}
    return roots


def nameless(card: dict[str, Any]) -> dict[str, Any]:
    """A card without who wrote or told it."""
    fields = card.get("fields")
    kept = {key: value for key, value in card.items() if key != "author"}
    if isinstance(fields, dict) and "teller" in fields:
        kept["fields"] = {key: value for key, value in fields.items() if key != "teller"}
    return kept


def steps(base: Sequence[bytes], then: Sequence[Sequence[bytes]], reader: Reader, names: bool) -> list[dict[str, Any]]:
    """What each of these groups of rows changes, after the board that `base` makes."""
    document = Document(base)
    try:
        player = _Player(document, reader, names)
        found = []
        for rows in then:
            with document.following() as touched:
                for update in rows:
                    document.apply(update)
            found.append(player.step(touched))
        return found
    finally:
        document.close()


class _Player:
    """A document going on, and which comments lie on which card: they are read, or not, with it."""

    def __init__(self, document: Document, reader: Reader, names: bool) -> None:
        self.document, self.reader, self.names = document, reader, names
        self.on: dict[str, set[str]] = {}
        for id_ in document.root("comments").keys():
            self._note(id_)

    def _note(self, comment: str) -> None:
        self.on.setdefault(str(self.document.fact("comments", comment, "card")), set()).add(comment)

    def step(self, touched: set[Entry]) -> dict[str, Any]:
        """What is different, as it is shown."""
        document = self.document
        wanted = {entry for entry in touched if entry[0] != "session"}
        for root, id_ in touched:
            if root == "comments" and document.has(root, id_):
                self._note(id_)
                wanted.add(("cards", str(document.fact("comments", id_, "card"))))
        wanted |= {("comments", id_) for root, card in wanted if root == "cards" for id_ in self.on.get(card, ())}
        part: dict[str, Any] = {root: {} for root in (*ROOTS, "session")}
        for root, id_ in wanted:
            if document.has(root, id_):
                part[root][id_] = document.plain_entry(root, id_)
        put = shown(part, self.reader, self.names)
        gone: dict[str, list[str]] = {}
        for root, id_ in sorted(wanted):
            if id_ not in put[root]:
                gone.setdefault(root, []).append(id_)
        step: dict[str, Any] = {"put": {root: entries for root, entries in put.items() if entries}, "gone": gone}
        if any(root == "session" for root, _ in touched):
            step["stage"] = _stage({"session": plain(document.root("session"))})
        return step


def stage_marks(base: Sequence[bytes], rows: Sequence[bytes], after: int) -> list[tuple[int, str, str]]:
    """Where the session moved on in these rows, which follow row `after`: (row, id of the stage, its name).

    Told from what the rows do: lists of acts don't travel with a board, and snapshots need not be taken at every stage.
    """
    document = Document(base)
    session = document.root("session")
    before, moved, found = running_order.read(plain(session)).now, False, []

    def note(_: Any) -> None:
        nonlocal moved
        moved = True

    subscription = session.observe_deep(note)
    try:
        for seq, row in enumerate(rows, after + 1):
            moved = False
            document.apply(row)
            now = running_order.read(plain(session)).now if moved else before
            if now is not None and (before is None or before.id != now.id):
                found.append((seq, now.id, now.name))
            before = now
    finally:
        session.unobserve(subscription)
        document.close()
    return found


def _stage(board: dict[str, Any]) -> str | None:
    now = running_order.read(board["session"]).now
    return now.name if now else None


def timeline(sampled: Sequence[tuple[int, int]], ticks: int) -> list[list[int]]:
    """Moments to stop at, [seq, time] each, evenly spread over the time people were at work.

    `sampled` are (seq, time) of rows, in order; pauses are cut short. The last is the last row.
    """
    if not sampled:
        return []
    at = [0]
    for (_, before), (_, now) in pairwise(sampled):
        at.append(at[-1] + min(max(now - before, 0), GAP_MS) + 1)
    length = at[-1]
    found: list[list[int]] = []
    place = 0
    for number in range(ticks):
        goal = length * (number + 1) / ticks
        while place + 1 < len(at) and at[place + 1] <= goal:
            place += 1
        if not found or found[-1][0] != sampled[place][0]:
            found.append([*sampled[place]])
    if found[-1][0] != sampled[-1][0]:
        found.append([*sampled[-1]])
    return found
