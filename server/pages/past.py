"""What every page of the archive needs: who reads, which snapshot, the board as they may see it, and time in words."""

import contextlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from markupsafe import Markup
from starlette.exceptions import HTTPException
from starlette.requests import Request

from boards import group, history, reading
from boards.errors import NotKept
from boards.group import LEAST
from boards.naming import count, groups_name, listed
from boards.reading import Reader
from boards.visitor import CITIZEN, OUTSIDE
from server import snapshot
from server.comparing import MOST_ROWS, Ends
from server.pages.board import member, row_of
from server.pages.here import Here, here
from server.pages.page import ARCHIVE, built, templates
from server.record import BoardRow, Participant, Snapshot
from server.summary import summary_of

NOW = "now"
"""What the board as it is now is called in addresses, in place of a snapshot's id."""


@dataclass(slots=True)
class Past:
    """One reader in the archive of one board."""

    at: Here
    row: BoardRow
    me: Participant
    taken: list[Snapshot]
    """All snapshots, oldest first."""
    closed: frozenset[str] = frozenset()
    """Stories that their tellers keep to the room by now."""

    @property
    def facilitates(self) -> bool:
        """Whether the reader may take, sign and bring back."""
        return self.me.role == "facilitator"

    def snapshot(self, id_: str) -> Snapshot:
        """The snapshot of this id. Raises HTTPException 404."""
        found = next((one for one in self.taken if one.id == id_), None)
        if found is None:
            raise HTTPException(404, "We can’t find that snapshot. It may belong to another board.")
        return found

    def reader(self, taken: Snapshot | None) -> Reader:
        """The reader, as to this snapshot (None: the board as it is now): who came later was not there."""
        there = self.me.role != "reader" and (taken is None or self.me.created <= taken.time)
        return Reader(self.me.id, was_there=there, facilitator=self.facilitates, closed=self.closed)

    async def seq(self, taken: Snapshot | None) -> int:
        """The row of the log that a snapshot names, or the last one."""
        if taken is not None:
            return taken.seq
        await self.settled()
        return await self.at.store.head(self.row.id)

    async def settled(self) -> None:
        """What came up to now is on disk; where nothing can be saved, what was saved is what there is to read."""
        with contextlib.suppress(NotKept):
            await self.at.hub.settled(self.row.id)

    async def ask(self, taken: Snapshot | None, act: Any, *args: Any) -> Any:
        """`act(updates, reader, *args)` of a snapshot, or of now, where it stops nobody's work."""
        updates = await self.at.store.updates_until(self.row.id, await self.seq(taken))
        return await snapshot.made_again(self.at.store, updates, act, updates, self.reader(taken), *args)

    async def board(self, taken: Snapshot | None) -> dict[str, Any]:
        """The board as the reader may see it."""
        found: dict[str, Any] = await self.ask(taken, seen)
        return found

    async def ends(self, first: Snapshot | None, second: Snapshot | None, *, names: bool = False) -> Ends:
        """Two moments to be compared (None: now); with people's names where they are asked for."""
        store, board = self.at.store, self.row.id
        seqs = [await self.seq(first), await self.seq(second)]
        updates = [await store.updates_until(board, seq) for seq in seqs]
        near = seqs[0] < seqs[1] <= seqs[0] + MOST_ROWS
        people = await store.participants(board)
        return Ends(
            updates[0],
            updates[1],
            self.reader(first),
            self.reader(second),
            await store.hands_between(board, *seqs) if near else (),
            {one.id: one.department for one in people},
            {one.id: one.name for one in people} if names else {},
        )

    async def compared(self, ends: Ends, act: Any, *args: Any) -> Any:
        """`act(ends, *args)` where it stops nobody's work."""
        updates = [*ends.before, *ends.after]
        return await snapshot.made_again(self.at.store, updates, act, ends, *args)

    async def people(self, taken: Snapshot | None, departments: Mapping[str, Any]) -> str:
        """Who wrote on the board up to here, by group."""
        wrote = await self.at.store.wrote(self.row.id, 0, await self.seq(taken))
        groups = group.merged(Counter(wrote.values()))
        return present([{"groups": one.names, "count": one.count} for one in groups], departments)

    @property
    def context(self) -> dict[str, Any]:
        """What every template of the archive is given."""
        return {
            "board": self.row,
            "me": self.me,
            "facilitates": self.facilitates,
            "taken": self.taken,
            "entry": built().entries.get(ARCHIVE),
        }


async def past(request: Request) -> Past:
    """The archive of the board in the address. Raises HTTPException where the person may not be there."""
    at = await here(request)
    row = await row_of(at)
    me = await member(at, row)
    closed = (await summary_of(at.store, at.hub, row))["closed"]
    return Past(at, row, me, await at.store.snapshots(row.id), frozenset(closed))


def seen(updates: Sequence[bytes], reader: Reader) -> dict[str, Any]:
    """A board as a reader may see it; runs in the worker for a large one."""
    return reading.readable(history.moment(updates), reader)


def time_of(ms: int, day: bool = True) -> Markup:
    """A moment: as UTC, which the browser turns into the reader's own time where it has script."""
    at = datetime.fromtimestamp(ms / 1000, UTC)
    said = f"{at:%a} {at.day} {at:%b %Y}, {at:%H:%M} UTC" if day else f"{at:%H:%M} UTC"
    kind = "day" if day else "clock"
    return Markup('<time datetime="{}" data-local="{}">{}</time>').format(f"{at:%Y-%m-%dT%H:%M:%SZ}", kind, said)


def day_of(ms: int) -> Markup:
    """The day of a moment."""
    at = datetime.fromtimestamp(ms / 1000, UTC)
    return Markup('<time datetime="{}">{}</time>').format(f"{at:%Y-%m-%d}", f"{at:%a} {at.day} {at:%b %Y}")


def present(groups: Sequence[Mapping[str, Any]], departments: Mapping[str, Any]) -> str:
    """`6 citizens, 4 from Housing and 3 from Libraries, Midwifery or outside`; empty where nobody was seen."""
    said = []
    for one in groups:
        names, n = list(one["groups"]), int(one["count"])
        if names == [CITIZEN]:
            said.append(count(n, "citizen", "citizens"))
        elif names == [OUTSIDE]:
            said.append(f"{n} from outside")
        elif len(names) == 1:
            said.append(f"{n} from {groups_name(names[0], departments)}")
        else:
            known = [groups_name(name, departments) for name in names]
            many = len(known) > 3
            together = f"{', '.join(known[:-1])} or {known[-1]}"
            said.append(f"{n} from {len(known)} smaller groups" if many else f"{n} from {together}")
    if sum(int(one["count"]) for one in groups) < LEAST:
        return "one or two people" if said else ""
    return listed(said) if said else ""


def departments_of(board: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """The departments of a board by id, each with a name, initials and a colour."""
    found = board["board"].get("departments")
    given = found if isinstance(found, Mapping) else {}
    return {
        id_: {
            "id": id_,
            "name": str(entry.get("name") or id_),
            "initials": str(entry.get("initials") or id_[:2].upper())[:3],
            "colour": entry["colour"] if entry.get("colour") in range(1, 13) else 8,
        }
        for id_, entry in given.items()
        if isinstance(entry, Mapping)
    }


def plain_day(day: str) -> str:
    """`Fri 12 Feb 2027` of `2027-02-12`; whatever else was written stays as it is."""
    try:
        at = date.fromisoformat(day)
    except ValueError:
        return day
    return f"{at:%a} {at.day} {at:%b %Y}"


templates.globals |= {"time_of": time_of, "day_of": day_of, "plain_day": plain_day}
