"""The one thread that writes.

Theory of operation. Whatever is handed in while a transaction runs is gathered, and goes into the next one together:
the slower the disk, the larger the groups, so that the time to a kept change stays near two commits whatever the load.
A transaction ends with the log forced to disk (SQLite's synchronous=FULL, PostgreSQL's synchronous_commit=on); only
then is anyone told. Changes of boards go first,
then acts (a new participant, a renamed board …), so many at a time, each in a savepoint, so that one that fails fails
alone.

When the disk, the file or the lock is at fault, everyone in the group hears NotKept, and the connection is thrown away:
the next group starts on a fresh one, and works as soon as the disk does. When one job is at fault, each is tried by
itself, and only that one is refused.

Pages are written back from the WAL by a second thread beside this one: whoever commits should not wait for that.
"""

import asyncio
import logging
import threading
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from queue import Empty, SimpleQueue
from typing import Any, Generic, TypeVar

from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

from boards.errors import NotKept, RoomError
from server.board_log import Appended, Appender
from server.database import Database
from server.record import Change
from server.refusal import Gone, Outrun, Refusal

log = logging.getLogger("sameroom.store")

T = TypeVar("T")
Spans = dict[str, tuple[int, int]]
Done = Callable[[BaseException | None, Spans], None]

SAVEPOINT = "SAVEPOINT act"


def no_matter() -> None:
    """For who needs no word from the writer's thread."""


MOST_ACTS = 32
"""Acts in one transaction. Five hundred people who come or go in one moment are as many acts: in one transaction they
would keep the letters of everyone else for 0.15 s."""

TIDY_PAGES = 1_000
"""Pages, about, after which they are written back beside the writer: 4 MB."""
CROWDED_PAGES = 4 * TIDY_PAGES
"""The WAL starts again from its beginning only when nothing is left in it, which beside a busy writer never comes.
From here on the writer does the rest itself, between two commits; there is little left then."""


@dataclass(slots=True)
class Keep:
    """Changes of boards, to be kept as a whole."""

    changes: Sequence[Change]
    done: Done
    kept_drafts: Callable[[Mapping[tuple[str, str], int]], None]
    """Told first how far private documents go."""
    landed: Callable[[], None]
    """Called from this thread, once the loop has been told."""
    appended: Appended = field(default_factory=Appended)

    def carry_out(self, connection: Connection, appender: Appender, database: Database) -> None:
        """Write the changes."""
        self.appended = appender.append(connection, self.changes)

    def tell(self, error: BaseException | None) -> None:
        """Say how it went, on the event loop."""
        if error is None:
            self.kept_drafts(self.appended.drafts)
        if error is None and self.appended.clashes:
            self.done(Outrun(self.appended.clashes, frozenset(self.appended.gone)), self.appended.spans)
        elif error is None and self.appended.gone:
            self.done(Gone(frozenset(self.appended.gone)), self.appended.spans)
        else:
            self.done(error, {} if error else self.appended.spans)


@dataclass(slots=True)
class Act(Generic[T]):
    """Anything else that writes."""

    act: Callable[[Connection], T]
    future: asyncio.Future[T]
    result: T | None = None
    error: Exception | None = None

    def carry_out(self, connection: Connection, appender: Appender, database: Database) -> None:
        """Do it, in a savepoint."""
        self.error = None
        connection.exec_driver_sql(SAVEPOINT)  # SQLAlchemy's own take four times as long as most acts
        try:
            self.result = self.act(connection)
        except (SQLAlchemyError, RoomError, Refusal) as error:
            if database.outage(error):
                raise
            connection.exec_driver_sql(f"ROLLBACK TO {SAVEPOINT}")
            self.error = error
        connection.exec_driver_sql(f"RELEASE {SAVEPOINT}")

    def tell(self, error: BaseException | None) -> None:
        """Wake who waits for it, on the event loop."""
        if self.future.done():
            return
        if problem := error or self.error:
            self.future.set_exception(problem)
        else:
            self.future.set_result(self.result)  # type: ignore[arg-type]


Job = Keep | Act[Any]


@dataclass(slots=True)
class Look:
    """A question whether others wrote. No transaction: it waits for no lock."""

    future: asyncio.Future[object]

    def tell(self, mark: object) -> None:
        """Give the answer, on the event loop."""
        if not self.future.done():
            self.future.set_result(mark)


class Journal:
    """Gathers what is to be written, and writes it in groups."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.appender = Appender(database.dialect)
        self._jobs: SimpleQueue[Job | Look | None] = SimpleQueue()
        self._acts: deque[Act[Any]] = deque()
        """Taken from there, and not written yet."""
        self._tidier = ThreadPoolExecutor(1, "store-tidy")
        # Under way beside the writer; its result is how many pages it left.
        self._tidying: Future[int] | None = None
        # Pages in the WAL, about, and those of them that nobody has begun to write back.
        self._wal_pages = self._untidy_pages = 0
        self._thread = threading.Thread(target=self._run, name="store-write", daemon=True)
        self._looks: list[Look] = []
        self._acts_done = 0
        self._loop = asyncio.get_running_loop()
        self._closed = False
        self._thread.start()

    def keep(
        self,
        changes: Sequence[Change],
        done: Done,
        kept_drafts: Callable[[Mapping[tuple[str, str], int]], None],
        landed: Callable[[], None],
    ) -> None:
        """Hand in changes of boards; never waits."""
        self._hand_in(Keep(changes, done, kept_drafts, landed))

    def act(self, act: Callable[[Connection], T]) -> asyncio.Future[T]:
        """Hand in anything else; the future has its result once that is on disk."""
        future: asyncio.Future[T] = self._loop.create_future()
        self._hand_in(Act(act, future))
        return future

    def mark_of_others(self) -> asyncio.Future[object]:
        """Equal to an earlier one only if since then nothing has been written but changes that were handed in here."""
        future: asyncio.Future[object] = self._loop.create_future()
        if self._closed:
            future.set_result(object())
        else:
            self._jobs.put(Look(future))
        return future

    def _hand_in(self, job: Job) -> None:
        if self._closed:
            self._loop.call_soon(job.tell, NotKept("the store is closed"))
        else:
            self._jobs.put(job)

    async def close(self) -> None:
        """Write what was handed in before, then stop."""
        self._closed = True
        self._jobs.put(None)
        await asyncio.to_thread(self._thread.join)
        await asyncio.to_thread(self._tidier.shutdown)

    def _run(self) -> None:
        going_on = True
        while going_on or self._acts:
            jobs, more = self._gather()
            going_on = going_on and more
            for group in self._groups(jobs):
                self._commit(group)
            self._answer_looks()
        self._database.let_go()

    def _gather(self) -> tuple[list[Job], bool]:
        """Wait for one job, unless acts are left over, then take all there are; keeps before acts, each in the order
        they came, and no more acts than changes of boards can wait for."""
        found: list[Job | Look | None] = [] if self._acts else [self._jobs.get()]
        try:
            while not found or found[-1] is not None:
                found.append(self._jobs.get_nowait())
        except Empty:
            pass
        self._acts.extend(job for job in found if isinstance(job, Act))
        self._looks.extend(job for job in found if isinstance(job, Look))
        keeps: list[Job] = [job for job in found if isinstance(job, Keep)]
        acts = [self._acts.popleft() for _ in range(min(MOST_ACTS, len(self._acts)))]
        return [*keeps, *acts], not found or found[-1] is not None

    def _groups(self, jobs: Sequence[Job]) -> list[Sequence[Job]]:
        """What goes into one transaction: all of it; but where acts wait for others' acts, boards go first."""
        if not self._database.shared:
            return [jobs] if jobs else []
        keeps = [job for job in jobs if isinstance(job, Keep)]
        return [group for group in (keeps, jobs[len(keeps) :]) if group]

    def _answer_looks(self) -> None:
        if not self._looks:
            return
        looks, self._looks = self._looks, []
        mark: object
        try:
            mark = self._acts_done, self._database.mark_of_others()
        except Exception:
            log.exception("the database could not say whether others wrote")
            self._database.let_go()
            mark = object()
        with suppress(RuntimeError):  # the loop has been closed under us
            for look in looks:
                self._loop.call_soon_threadsafe(look.tell, mark)

    def _commit(self, jobs: Sequence[Job]) -> None:
        error: BaseException | None = None
        try:
            self._carry_out(jobs)
        except Exception as problem:  # whatever it was, the thread lives, and everyone hears of it
            self._database.let_go()
            # Whether a commit that was broken off took place, nobody knows: its rows are another writer's from here on,
            # so that they are news wherever a room was loaded before they came to be.
            self.appender.begin_anew()
            if len(jobs) > 1 and not self._database.outage(problem):
                for job in jobs:
                    self._commit([job])
                return
            error = NotKept(f"not saved: {self._database.cause_of(problem)}")
            log.error("nothing was kept of %d jobs: %s", len(jobs), error, exc_info=problem)
        self._tell(jobs, error)
        self._mind_the_wal(jobs)
        for job in jobs:  # last: whoever wakes up now finds the interpreter free
            if isinstance(job, Keep):
                job.landed()

    def _carry_out(self, jobs: Sequence[Job]) -> None:
        def all_of_it(connection: Connection) -> None:
            keeps = [job for job in jobs if isinstance(job, Keep)]
            if len(keeps) < len(jobs):
                self._database.take_turns(connection)
            elif self._database.shared and len(keeps) > 1:  # each would lock its own boards, in no common order
                self.appender.lock(connection, {change.board for keep in keeps for change in keep.changes})
            for job in jobs:
                job.carry_out(connection, self.appender, self._database)

        self._database.write(all_of_it)

    def _tell(self, jobs: Sequence[Job], error: BaseException | None) -> None:
        self._acts_done += sum(isinstance(job, Act) for job in jobs)
        try:
            self._loop.call_soon_threadsafe(tell_all, jobs, error)
        except RuntimeError:  # the loop has been closed under us: nobody is left to be told
            log.warning("%d jobs were done after the event loop had gone", len(jobs))

    def _mind_the_wal(self, jobs: Sequence[Job]) -> None:
        pages = sum(pages_of(job) for job in jobs)
        self._untidy_pages += pages
        self._wal_pages += pages
        if self._tidying is not None and not self._tidying.done():
            return
        if self._wal_pages >= CROWDED_PAGES:
            self._untidy_pages = self._wal_pages = self._database.tidy()
        elif self._untidy_pages >= TIDY_PAGES:
            self._tidying = self._tidier.submit(self._database.tidy)
            self._untidy_pages = 0


def tell_all(jobs: Sequence[Job], error: BaseException | None) -> None:
    """Say how it went to everyone of a group: the loop is woken once for all of them."""
    for job in jobs:
        try:
            job.tell(error)
        except Exception:
            log.exception("somebody could not be told how it went")


def pages_of(job: Job) -> int:
    """About how many pages of the WAL a job takes."""
    if isinstance(job, Act):
        return 4
    size = sum(len(row.update) for change in job.changes for row in change.rows)
    return 2 + 3 * len(job.changes) + size // 4096
