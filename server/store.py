"""Everything that is kept: boards, their logs, the people, the invitations. The one face of all of it.

Reads run in a few threads, each on a connection of its own. Writes go through the journal, one thread for all. Every
time is an argument, in milliseconds since 1970.
"""

import asyncio
import logging
from collections.abc import Callable, Collection, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeVar

from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from boards.errors import NoBoard, Poisoned, WeBroke
from boards.polls import Ballot, Poll
from boards.room import Row
from boards.schema import Binding, Stamp
from boards.seal import Seal
from boards.search import Term, Wording
from boards.standing import Standing
from boards.visitor import Role
from server import (
    act,
    album,
    archive,
    arrival,
    ballot,
    board_list,
    board_log,
    draft_log,
    erasure,
    identity,
    inspection,
    invitation,
    lobby,
    people,
    search,
    seat_code,
    whole,
)
from server import set_aside as aside
from server import standing as rights
from server.checkpoint import Worker
from server.database import TROUBLE, database_of, fails
from server.journal import Journal, Spans
from server.migrate import migrate
from server.raster import Raster
from server.record import (
    Act,
    BoardRow,
    Change,
    Invitation,
    Link,
    Loaded,
    Lobby,
    News,
    Participant,
    Session,
    Snapshot,
    User,
    Vouched,
)
from server.refusal import Gone, Refusal, Taken, Unusable
from server.search import Hit, Kept, Stale
from server.settings import Settings
from server.watch import Watch
from server.whole import Whole

__all__ = [
    "Binding",
    "BoardRow",
    "Change",
    "Gone",
    "Invitation",
    "Loaded",
    "News",
    "Participant",
    "Refusal",
    "Row",
    "Session",
    "Stamp",
    "Store",
    "Taken",
    "Unusable",
    "User",
]

log = logging.getLogger("sameroom.store")

READERS = 4
READER_NICE = 3
"""Somebody looks at an empty page until it is done; but those in the room come first."""
MIN_ROWS = 2_000
"""Log rows from which a new checkpoint is worth its work."""

P = ParamSpec("P")
T = TypeVar("T")


class Store:
    """The database of one Same Room. Other processes may have it open as well."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._database = database_of(url)
        self._readers = ThreadPoolExecutor(READERS, "store-read")
        self._worker = Worker()
        # Who reads the archive does not wait for checkpoints, nor for everything else that is at work.
        self._reader = Worker(READER_NICE)
        self._copier = Worker()
        self._watch = Watch()
        self._drafts: dict[tuple[str, str], int] = {}
        """Board and participant -> the last row of their private document that is known here."""
        self._journal: Journal | None = None
        self._closed = False

    async def open(self) -> None:
        """Make or update the database, and start writing. Raises Unusable, in words for the operator."""
        try:
            await self._in_thread(self._make_ready)
        except TROUBLE as error:
            raise fails(self._database, error) from error
        self._journal = Journal(self._database)
        for board in await self._read(board_list.marked):
            await self._remove(board)

    def _make_ready(self) -> None:
        self._database.make_ready()
        migrate(self._database)

    async def close(self) -> None:
        """Write what was handed in, then let go of the database."""
        if self._closed:
            return
        self._closed = True
        if self._journal is not None:
            await self._journal.close()
        await self._in_thread(self._worker.close)
        await self._in_thread(self._reader.close)
        await self._in_thread(self._copier.close)
        self._readers.shutdown()
        await asyncio.to_thread(self._database.close)

    # Boards

    async def create_board(
        self,
        id_: str,
        title: str,
        update: bytes,
        now_ms: int,
        invitations: Sequence[Invitation] = (),
        stamps: Mapping[str, Stamp] | None = None,
    ) -> list[Invitation]:
        """Keep a new board with its first content; gives its invitations as kept: a code in use is replaced."""
        rows = [Row(None, update)] if update else []
        change = Change(id_, rows, now_ms, stamps=stamps or {})

        def act(connection: Connection) -> list[Invitation]:
            kept = board_list.add(connection, id_, title, now_ms, invitations)
            self._writing.appender.append(connection, [change])
            return kept

        return await self._write(act)

    async def whole(self, board: str) -> Whole:
        """A board with all its history. Raises NoBoard."""
        return await self._read(whole.read, board)

    async def bring_whole(self, brought: Whole, now_ms: int) -> list[Invitation]:
        """Keep a new board with the history it had elsewhere; gives its invitations as kept."""

        return await self._write(whole.write, brought, now_ms)

    async def taken_ids(self, board: str, snapshot_ids: list[str]) -> tuple[bool, set[str]]:
        """Whether a board of this id was ever here, and which of these snapshots are."""
        return await self._read(whole.taken_ids, board, snapshot_ids)

    # Search

    async def stale_words(self, before_ms: int) -> list[Stale]:
        """Boards that changed, not after `before_ms`, since their words were gathered."""
        return await self._read(search.stale, before_ms)

    async def kept_words(self, board: str) -> list[Kept]:
        """What of a board can be searched."""
        return await self._read(search.kept, board)

    async def change_words(
        self,
        board: str,
        gone: Sequence[int],
        changed: Sequence[Kept],
        new: Sequence[tuple[Wording, bool, list[str]]],
    ) -> None:
        """Change a few rows of it."""
        await self._write(search.change, board, gone, changed, new)

    async def words_gathered(self, board: str, seq: int, taken: list[str], now_ms: int) -> None:
        """What can be searched of a board is what it says at this row."""
        await self._write(search.done, board, seq, taken, now_ms)

    async def forget_words(self, board: str) -> None:
        """Nothing of a board can be searched until its words are gathered anew."""
        await self._write(search.forget, board)

    async def find(self, looked_for: Sequence[Term], within: Collection[str]) -> list[Hit]:
        """Wordings that hold all of this, on these boards, the best first."""
        return await self._read(search.find, looked_for, within)

    async def roles(self, session_id: str | None, user_id: str | None) -> dict[str, Role]:
        """Board -> what this browser or this user may do there; boards they were removed from are left out."""
        return await self._read(people.roles, session_id, user_id)

    async def boards(self) -> list[BoardRow]:
        """All boards, the one changed last first."""
        return await self._read(board_list.every)

    async def board(self, id_: str) -> BoardRow | None:
        """One board, or None."""
        return await self._read(board_list.one, id_)

    async def rename(self, id_: str, title: str) -> None:
        """Change a board's title on the list. Raises NoBoard."""
        await self._write(board_list.set_, id_, title=title)

    async def set_summary(self, id_: str, summary: dict[str, Any]) -> None:
        """What the home page shows of a board, JSON-able. Raises NoBoard."""
        await self._write(board_list.set_, id_, summary=summary)

    async def delete_board(self, id_: str, now_ms: int) -> None:
        """Delete a board and all that belongs to it, down to the bytes on disk. Raises NoBoard."""
        await self._write(board_list.mark_deleted, id_, now_ms)
        await self._remove(id_)

    async def archive_board(self, id_: str, now_ms: int | None) -> None:
        """Put a board away from the list, or (None) back onto it. Raises NoBoard."""
        await self._write(board_list.set_, id_, archived=now_ms)

    async def put_in_bin(self, id_: str, now_ms: int, until_ms: int) -> None:
        """Delete a board so that it can be brought back until then. Raises NoBoard."""
        await self._write(board_list.put_in_bin, id_, now_ms, until_ms)

    async def binned(self) -> list[BoardRow]:
        """Deleted boards that can be brought back."""
        return await self._read(board_list.binned)

    async def bring_back(self, id_: str, now_ms: int) -> None:
        """A deleted board is there again. Raises NoBoard where its time is over."""
        await self._write(board_list.bring_back, id_, now_ms)

    async def empty_bin(self, now_ms: int, also: str | None = None) -> None:
        """Remove, down to the bytes, boards whose time to be brought back is over, and this one at once."""
        if also is not None:
            await self._write(board_list.delete_now, also)
        for board in await self._read(board_list.marked, now_ms):
            await self._remove(board)

    async def _remove(self, board: str) -> None:
        while await self._write(board_list.remove_some, board):
            pass
        if not await self._in_thread(self._database.scrub):
            log.warning("board %s: deleted bytes stay in the WAL until its next checkpoint", board)

    # The log

    async def load(self, board: str) -> Loaded:
        """A board as kept: its newest checkpoint and the rows after it. Raises NoBoard."""
        loaded = await self._read(board_log.load, board)
        self._watch.loaded(board, loaded.seq)
        return loaded

    def keep(self, changes: Sequence[Change], done: Callable[[BaseException | None], None]) -> None:
        """Put changes on the disk, all of them or none; never waits. Call it on the event loop.

        `done` is called on the loop: with None once they are there, with NotKept if they never will be, with Gone
        (a NotKept) if some of the boards have been deleted, with Outrun (a NotKept) if other processes came first to a
        label or a client id; then only the rest was kept.
        """

        def tell(error: BaseException | None, spans: Spans) -> None:
            for board, (first, last) in spans.items():
                self._watch.kept(board, first, last)
            done(error)

        self._writing.keep([self._after(change) for change in changes], tell, self._drafts.update)

    def _after(self, change: Change) -> Change:
        """A change of a private document knows what it builds on."""
        if change.draft is None:
            return change
        return replace(change, draft_after=self._drafts.get((change.board, change.draft)))

    async def keep_now(self, change: Change) -> None:
        """Put a change on the disk and wait until it is there. Raises NotKept."""
        kept: asyncio.Future[None] = asyncio.get_running_loop().create_future()

        def done(error: BaseException | None) -> None:
            if error is None:
                kept.set_result(None)
            else:
                kept.set_exception(error)

        self.keep([change], done)
        await kept

    async def load_draft(self, board: str, participant: str) -> list[bytes]:
        """A participant's private document as kept, in order."""
        last, updates = await self._read(draft_log.load, board, participant)
        self._drafts[board, participant] = last
        return updates

    async def draft_news(self, board: str, participants: Collection[str]) -> dict[str, list[bytes]]:
        """What other processes wrote to these private documents since we last asked, or loaded them."""
        seen = {who: self._drafts[board, who] for who in participants if (board, who) in self._drafts}
        if not seen:
            return {}
        found = await self._read(draft_log.news, board, seen)
        out = {}
        for who, (last, updates) in found.items():
            if self._drafts.get((board, who)) == seen[who]:  # we have written nothing meanwhile
                self._drafts[board, who] = last
                out[who] = updates
        return out

    def forget_draft(self, board: str, participant: str) -> None:
        """A private document is open here no more."""
        self._drafts.pop((board, participant), None)

    async def draft_writers(self, board: str) -> list[str]:
        """The participants who have a private document on a board."""
        return await self._read(draft_log.writers, board)

    async def rewrite_draft(self, board: str, participant: str, state: bytes, now_ms: int) -> None:
        """Keep a private document as its state alone."""
        after = self._drafts.get((board, participant), 0)
        self._drafts[board, participant] = await self._write(
            draft_log.rewrite, board, participant, state, now_ms, after
        )

    async def news(self, boards: Collection[str], only: bool = True) -> News:
        """What other processes wrote to these boards since we last asked (or loaded them), and which they deleted.

        The other boards are forgotten, unless these are not the `only` ones that are open.
        """
        seen = self._watch.asked(boards)
        if only:
            self._watch.forget_all_but(boards)
        if not seen:
            return News()
        news, heads = await self._read(board_log.news, seen, self._writing.appender.writer)
        self._watch.heard(heads)
        return news

    @property
    def watch(self) -> Watch:
        """How far this process knows each log; for what comes from other processes on another way."""
        return self._watch

    async def checkpoint(self, board: str, min_rows: int = MIN_ROWS) -> bool:
        """Keep the board's full state, so that it loads fast; False if fewer than `min_rows` came since the last."""
        found = await self._read(board_log.due, board, min_rows)
        if found is None:
            return False
        seq, updates = found
        try:
            state = await self._in_thread(self._worker.state_of, updates)
        except Poisoned:
            log.exception("board %s: no checkpoint could be made", board)
            return False
        return await self._write(board_log.keep_checkpoint, board, seq, state)

    async def thicken(self, board: str, rows: int) -> int:
        """See that no row of a board is further than so many rows from a checkpoint; gives how many it made."""
        made = 0
        for seq in await self._read(archive.far_from_checkpoints, board, rows):
            epoch, updates = await self._read(archive.with_epoch, board, seq)
            try:
                state = await self._in_thread(self._worker.state_of, updates)
            except Poisoned:
                log.exception("board %s: no checkpoint of change %d could be made", board, seq)
                break
            made += await self._write(archive.keep_checkpoint, board, seq, state, epoch)
        return made

    # Snapshots, and any moment of the past

    async def add_snapshot(self, taken: Snapshot, sealed: Seal) -> Snapshot:
        """Keep a snapshot and put it into its board's chain; server/snapshot.py takes them. Raises NoBoard, Refusal."""
        return await self._write(archive.add, taken, sealed)

    async def snapshots(self, board: str) -> list[Snapshot]:
        """The snapshots of a board, in the order of its log."""
        return await self._read(archive.every, board)

    async def snapshot(self, board: str, id_: str) -> Snapshot | None:
        """One snapshot of a board, or None."""
        return await self._read(archive.one, board, id_)

    async def seal_of(self, snapshot: str) -> Seal:
        """What a snapshot is checked against."""
        return await self._read(archive.seal_of, snapshot)

    async def chain(self, board: str) -> list[Link]:
        """Every snapshot, signature and lawful erasure of a board, each sealed onto the one before."""
        return await self._read(archive.links, board)

    async def sign_snapshot(self, board: str, id_: str, now_ms: int, who: str, name: str) -> Link:
        """Put a name under a snapshot. Raises Refusal."""
        return await self._write(archive.sign, board, id_, now_ms, who, name)

    # Erasing for good

    async def to_erase(self, board: str) -> tuple[int, Whole, dict[str, list[bytes]]]:
        """A board with its history, its epoch, and its private documents, as of one moment. Raises NoBoard."""

        def read(connection: Connection) -> tuple[int, Whole, dict[str, list[bytes]]]:
            found = whole.read(connection, board)
            row = board_list.one(connection, board)
            return row.epoch if row else 0, found, erasure.drafts_of(connection, board)

        return await self._read(read)

    async def erase(self, asked: erasure.Asked, anew: erasure.Anew, now_ms: int) -> dict[str, int]:
        """Put a board's new history in the old one's place, down to the bytes on the disk; gives the receipt.

        Raises erasure.Moved where the board went on, NotAllowed, NoBoard.
        """
        receipt = await self._write(erasure.carry_out, asked, anew, now_ms)
        for who in anew.drafts:
            self._drafts.pop((asked.board, who), None)
        if not await self._in_thread(self._database.compact):
            log.warning("board %s: erased bytes stay in the files until they are next written back", asked.board)
        return receipt

    async def head(self, board: str) -> int:
        """The last row of a board's log. Raises NoBoard."""
        found = await self._read(board_log.heads, [board])
        if board not in found:
            raise NoBoard(board_log.GONE)
        return found[board]

    async def updates_until(self, board: str, seq: int) -> list[bytes]:
        """What makes a board as it was after row `seq`, to be applied in order. Raises NoBoard."""
        return await self._read(archive.updates_until, board, seq)

    async def times(self, board: str, every: int) -> list[tuple[int, int]]:
        """(seq, time) of every so-manieth row of a board, of the first and of the last."""
        return await self._read(archive.times, board, every)

    async def rows_between(self, board: str, ends: Sequence[int]) -> list[list[bytes]]:
        """The rows after the first of these, up to each of the others."""
        return await self._read(archive.rows_between, board, ends)

    async def hands_between(self, board: str, after: int, until: int) -> list[tuple[str | None, bytes]]:
        """The rows of a board after one, up to another, each with the participant who wrote it."""
        return await self._read(archive.hands_between, board, after, until)

    async def wrote(self, board: str, after: int, until: int) -> dict[str, str]:
        """Participant -> group of everyone who changed a board in these rows."""
        return await self._read(archive.wrote, board, after, until)

    async def apart(self, act: Callable[..., T], *args: Any) -> T:
        """Call a module's function in a process of its own: for what takes long on a large board. Raises Poisoned."""
        return await self._in_thread(lambda: self._reader.run(act, *args))

    async def copied(self, act: Callable[..., T], *args: Any) -> T:
        """The same for what may take minutes, and must not keep readers waiting. Raises Poisoned."""
        return await self._in_thread(lambda: self._copier.run(act, *args))

    # Users, sign-in links, sessions

    async def add_user(self, email: str, name: str, admin: bool = False) -> User:
        """Open an account. Raises Taken."""
        return await self._write(people.add_user, email, name, admin)

    async def users(self) -> list[User]:
        """All users, by address."""
        return await self._read(people.every_user)

    async def user(self, id_: str) -> User | None:
        """One user, or None."""
        return await self._read(people.user, id_)

    async def user_by_email(self, email: str) -> User | None:
        """The user with this address, in capitals or not."""
        return await self._read(people.user_by_email, email)

    async def rename_user(self, id_: str, name: str) -> User | None:
        """Change a user's name; gives them as they are now, or None."""
        return await self._write(people.rename_user, id_, name)

    async def make_sign_in(self, user: str, now_ms: int, lives_s: float) -> str:
        """A token that signs this user in, once, for so long."""
        return await self._write(people.make_sign_in, user, now_ms, lives_s)

    async def use_sign_in(self, token: str, now_ms: int) -> User | None:
        """Whom this token signs in; None where it is unknown, used or too old."""
        return await self._write(people.use_sign_in, token, now_ms)

    async def password_of(self, email: str) -> tuple[str, str | None] | None:
        """Id and hashed password of the user with this address; None where there is no such user."""
        return await self._read(people.password_of, email)

    async def set_password(self, user: str, hashed: str) -> None:
        """Change a user's password; browsers signed in with the old one are signed out."""
        await self._write(people.set_password, user, hashed)

    async def note_sign_in(self, user: str, now_ms: int) -> None:
        """Note that a user signed in by password."""
        await self._write(people.signed_in, user, now_ms)

    async def user_of_person(self, person: Vouched, settings: Settings, now_ms: int) -> User:
        """The account of somebody another provider vouches for. Raises NotAllowed."""
        return await self._write(identity.user_of, person, settings, now_ms)

    async def make_session(self, user: str | None, now_ms: int) -> str:
        """A token by which a browser is known again, with an account or without."""
        return await self._write(people.make_session, user, now_ms)

    async def session(self, token: str) -> Session | None:
        """The session of this token, or None."""
        return await self._read(people.session, token)

    async def end_session(self, token: str) -> None:
        """Forget a browser."""
        await self._write(people.end_session, token)

    # Calendars

    async def make_feed(self, user: str, now_ms: int) -> str:
        """A secret by which a calendar of this user's commitments is read; the one before ends."""
        return await self._write(people.make_feed, user, now_ms)

    async def end_feed(self, user: str) -> None:
        """Nobody reads this user's calendar any more."""
        await self._write(people.end_feed, user)

    async def has_feed(self, user: str) -> bool:
        """Whether a calendar of this user can be read."""
        return await self._read(people.has_feed, user)

    async def user_of_feed(self, token: str) -> User | None:
        """Whose calendar this secret reads."""
        return await self._read(people.user_of_feed, token)

    # Participants

    async def add_participant(self, who: Participant) -> None:
        """Put a person on a board. Raises NoBoard."""
        await self._write(people.add_participant, who)

    async def admit(self, who: Participant, now_ms: int) -> Participant:
        """Put a person on a board by their invitation. Raises NoLongerOpen, NoBoard."""
        return await self._write(lobby.admit, who, now_ms)

    async def forget_guest(self, id_: str) -> None:
        """Take a person off a board who was never more than a connection."""
        await self._write(people.forget_guest, id_)

    async def lobby(self, board: str) -> Lobby:
        """Whether newcomers of a board wait until they are let in."""
        return await self._read(lobby.of_board, board)

    async def waits(self, who: Participant) -> bool:
        """Whether this newcomer has to wait at the door."""
        return await self._read(lobby.waits, who)

    async def at_the_door(self, board: str) -> list[Participant]:
        """Everyone who waits to be let in, who came first first."""
        return await self._read(lobby.at_the_door, board)

    async def knock_again(self, who: str, now_ms: int) -> None:
        """A person who was told "not now" asks again."""
        await self._write(lobby.knock_again, who, now_ms)

    async def leave_door(self, who: str, now_ms: int) -> None:
        """A person who waits goes away again."""
        await self._write(lobby.leave, who, now_ms)

    async def make_seat_code(self, participant: str, now_ms: int) -> str:
        """A code by which a person takes their place to another device, once. Raises Refusal."""
        return await self._write(seat_code.make, participant, now_ms)

    async def board_of_seat_code(self, typed: str, now_ms: int) -> str | None:
        """The board on which somebody's place waits for this code."""
        return await self._read(seat_code.board_of, typed, now_ms)

    async def use_seat_code(self, typed: str, session_id: str, now_ms: int) -> Participant | None:
        """Give the place of this code to another browser; None where the code is wrong, used or too old."""
        return await self._write(seat_code.use, typed, session_id, now_ms)

    async def participant(self, id_: str) -> Participant | None:
        """One participant, or None."""
        return await self._read(people.participant, id_)

    async def arrival(self, board: str, token: str | None, secret: str | None) -> arrival.Arrival | None:
        """What is known of somebody who comes to a board with a browser's token or an invitation's secret, or neither;
        None where there is no such board."""
        return await self._read(arrival.look, board, token, secret)

    async def participant_of_session(self, board: str, session_id: str) -> Participant | None:
        """Who this browser is on this board."""
        return await self._read(people.participant_of_session, board, session_id)

    async def participant_of_user(self, board: str, user_id: str) -> Participant | None:
        """Who this user is on this board."""
        return await self._read(people.participant_of_user, board, user_id)

    async def participants(self, board: str) -> list[Participant]:
        """All participants of a board, in the order they came."""
        return await self._read(people.every_participant, board)

    async def authors(self, board: str) -> dict[str, str]:
        """Participant -> name of everyone who made something on a board, also of those who left."""
        return await self._read(people.authors, board)

    async def boards_of(self, session_id: str | None, user_id: str | None) -> set[str]:
        """The boards on which this browser or this user is someone."""
        return await self._read(people.boards_of, session_id, user_id)

    async def rename_participant(self, id_: str, name: str, department: str | None = None) -> Participant | None:
        """Change a participant's name, and department if given; gives them as they are now, or None."""
        values = {"name": name} if department is None else {"name": name, "department": department}
        return await self._write(people.set_participant, id_, **values)

    # Invitations

    async def add_invitation(self, invited: Invitation) -> Invitation:
        """Keep an invitation; gives it as kept: a code in use is replaced."""
        return await self._write(invitation.add_invitation, invited)

    async def invitations_of_board(self, board: str) -> list[Invitation]:
        """All invitations of a board, ended ones too, oldest first."""
        return await self._read(invitation.of_board, board)

    async def invitation_by_secret(self, secret: str) -> Invitation | None:
        """The active invitation with this secret."""
        return await self._read(invitation.by_secret, secret)

    async def invitation_by_code(self, code: str) -> Invitation | None:
        """The active invitation with this code, however it was typed: `otter42` is OTTER 42."""
        return await self._read(invitation.by_code, code)

    async def places_taken(self, board: str) -> dict[str, int]:
        """Invitation -> how many people came by it."""
        return await self._read(invitation.taken, board)

    async def end_invitation(self, id_: str, now_ms: int) -> None:
        """Nobody else comes in by it."""
        await self._write(invitation.end, id_, now_ms)

    async def reopen_invitation(self, id_: str) -> Invitation | None:
        """Let people in by it again; its code is another where it has been given meanwhile."""
        return await self._write(invitation.reopen, id_)

    # Rights, and what facilitators did about them. All of these raise NotAllowed where `actor` may not.

    async def standing(self, board: str) -> Standing:
        """Everyone's rights on a board."""
        return await self._read(rights.standing, board)

    async def set_role(self, board: str, actor: str, whom: str, role: Role, now_ms: int) -> None:
        """Give a person another role."""
        await self._write(rights.set_role, board, actor, whom, role, now_ms)

    async def remove_person(self, board: str, actor: str, whom: str, now_ms: int) -> None:
        """Remove a person from the room; what they wrote stays."""
        await self._write(rights.remove, board, actor, whom, now_ms)

    async def let_back(self, board: str, actor: str, whom: str, now_ms: int) -> None:
        """Let a person who was removed in again."""
        await self._write(rights.let_back, board, actor, whom, now_ms)

    async def set_lobby(self, board: str, actor: str, new: Lobby, now_ms: int) -> None:
        """Let newcomers wait at the door from now on, or not."""
        await self._write(lobby.set_lobby, board, actor, new, now_ms)

    async def let_in(self, board: str, actor: str, whom: list[str], now_ms: int) -> None:
        """Let people in who wait."""
        await self._write(lobby.let_in, board, actor, whom, now_ms)

    async def not_now(self, board: str, actor: str, whom: list[str], now_ms: int) -> None:
        """Tell people who wait that they can't come in now."""
        await self._write(lobby.not_now, board, actor, whom, now_ms)

    async def make_invitation(self, actor: str, new: Invitation, now_ms: int) -> Invitation:
        """Keep a facilitator's new invitation; gives it as kept."""
        return await self._write(rights.add_invitation, actor, new, now_ms)

    async def close_invitation(self, board: str, actor: str, which: str, now_ms: int) -> None:
        """A facilitator ends an invitation."""
        await self._write(rights.end_invitation, board, actor, which, now_ms)

    async def open_invitation(self, board: str, actor: str, which: str, now_ms: int) -> None:
        """A facilitator opens an invitation again."""
        await self._write(rights.reopen_invitation, board, actor, which, now_ms)

    async def renew_invitation(self, board: str, actor: str, which: str, now_ms: int) -> Invitation:
        """A facilitator puts a new link and code in an invitation's place."""
        return await self._write(rights.renew_invitation, board, actor, which, now_ms)

    async def note_act(self, board: str, actor: str, what: str, whom: str | None, now_ms: int) -> None:
        """Note what a facilitator does to the document."""
        await self._write(rights.note_act, board, actor, what, whom, now_ms)

    async def acts(self, board: str, most: int | None = None) -> list[Act]:
        """What facilitators did, the last act first."""
        return await self._read(act.of_board, board, most)

    async def newest_acts(self, boards: Collection[str]) -> dict[str, int]:
        """Board -> number of its last act: what tells that rights have changed, whichever process changed them."""
        return await self._read(act.newest, boards)

    # Polls

    async def open_poll(self, board: str, poll: Poll, given: Collection[tuple[str, str]]) -> None:
        """Begin a poll; `given`: participants and the sessions that may vote for them. Raises Taken."""
        await self._write(ballot.open_, board, poll, given)

    async def poll(self, board: str) -> Poll | None:
        """The open poll of a board."""
        return await self._read(ballot.of_board, board)

    async def take_paper(self, poll: str, participant: str, session: str) -> None:
        """Give a participant their voting paper, if they have none. Raises Closed, Elsewhere."""
        if await self._read(ballot.paper_of, poll, participant) != session:
            await self._write(ballot.take_paper, poll, participant, session)

    async def choices(self, poll: str, key: str) -> dict[str, str | int]:
        """The choices under a key; none, where nothing lies there."""
        return await self._read(ballot.of_key, poll, key)

    async def put_ballots(self, poll: str, cast: Collection[ballot.Cast]) -> bool:
        """Put ballots in the box; False where the poll has closed."""
        return await self._write(ballot.put, poll, cast)

    async def voters(self, poll: str) -> int:
        """How many have answered something."""
        return await self._read(ballot.people, poll)

    async def extend_poll(self, poll: Poll) -> None:
        """Give a poll another end. Raises Closed."""
        await self._write(ballot.extend, poll)

    async def close_poll(self, board: str) -> tuple[Poll, list[Ballot]] | None:
        """Take no more ballots; gives the poll and all ballots, until `remove_poll`. None without an open poll."""
        return await self._write(ballot.close, board)

    async def remove_poll(self, board: str) -> None:
        """Leave nothing of a poll, down to the bytes on disk."""
        await self._write(ballot.remove, board)
        if not await self._in_thread(self._database.scrub):
            log.warning("board %s: deleted ballots stay in the files until they are next scrubbed", board)

    # Pictures

    async def add_picture(self, board: str, picture: Raster, participant: str | None, now_ms: int) -> None:
        """Keep a picture for a board's cards. Raises NoBoard; Refusal when the board has too many."""
        await self._write(album.add, board, picture, participant, now_ms)

    async def picture(self, board: str, digest: str) -> Raster | None:
        """A picture of a board, or None."""
        return await self._read(album.one, board, digest)

    async def pictures(self, board: str) -> list[Raster]:
        """All pictures of a board, for what goes out with it."""
        return await self._read(album.of_board, board)

    async def picture_digests(self, board: str) -> list[str]:
        """The names of a board's pictures."""
        return await self._read(album.digests, board)

    async def remove_picture(self, board: str, digest: str) -> bool:
        """Take a picture away for good; whether there was one."""
        return await self._write(album.remove, board, digest)

    async def copy_pictures(self, source: str, target: str, now_ms: int) -> int:
        """Give another board this one's pictures; how many. Raises NoBoard."""
        return await self._write(album.copy, source, target, now_ms)

    # Moderation

    async def set_aside(self, taken: aside.SetAside) -> None:
        """Keep what is being taken out of a card."""
        await self._write(aside.keep, taken)

    async def change_set_aside(self, id_: str, content: dict[str, Any]) -> None:
        """Keep other content under the same id."""
        await self._write(aside.change, id_, content)

    async def set_aside_by(self, board: str, id_: str) -> aside.SetAside | None:
        """What was taken out by one act, while it can be put back."""
        return await self._read(aside.one, board, id_)

    async def set_aside_lately(self, board: str, since: int, most: int) -> list[aside.SetAside]:
        """Acts of the desk that can still be undone, the last one first."""
        return await self._read(aside.lately, board, since, most)

    async def hidden_card(self, board: str, card: str) -> aside.SetAside | None:
        """What a hidden card holds."""
        return await self._read(aside.hidden, board, card)

    async def forget_set_aside(self, id_: str) -> None:
        """It has been put back."""
        await self._write(aside.forget, id_)

    async def watched_names(self, board: str) -> list[str]:
        """Names that are looked for on a board."""
        return await self._read(aside.names, board)

    async def watch_names(self, board: str, names: list[str]) -> None:
        """Look for these names from now on."""
        await self._write(aside.set_names, board, names)

    # Upkeep

    async def copy_to(self, path: Path) -> None:
        """A copy of everything as it is now, made while people work. Raises Unusable."""
        await self._in_thread(self._database.copy, path)

    async def check(self) -> list[str]:
        """What is wrong with what is kept, one finding a line; empty if nothing is."""
        findings = await self._read(inspection.findings, self._database.integrity)
        for board in await self._read(board_list.every):
            try:
                loaded = await self._read(board_log.load, board.id)
                await self._in_thread(self._worker.state_of, loaded.updates)
            except WeBroke as error:
                findings.append(f"Board {board.id} can't be loaded from its log: {error}")
        return findings

    # How it is done

    @property
    def _writing(self) -> Journal:
        if self._journal is None:
            raise RuntimeError("the store has not been opened")
        return self._journal

    async def _write(self, act: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        def run(connection: Connection) -> T:
            return act(connection, *args, **kwargs)

        try:
            return await self._writing.act(run)
        except IntegrityError as error:
            raise Refusal(f"That does not fit with what is kept: {error.orig}") from error

    async def _read(self, act: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        def run() -> T:
            return self._database.read(lambda connection: act(connection, *args, **kwargs))

        try:
            return await self._in_thread(run)
        except TROUBLE as error:
            cause = self._database.cause_of(error)
            log.error("a read failed: %s", cause, exc_info=error)
            raise WeBroke(f"the store can't be read: {cause}") from error

    async def _in_thread(self, act: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._readers, partial(act, *args, **kwargs))
