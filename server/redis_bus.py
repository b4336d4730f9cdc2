"""The bus through Redis, or anything that speaks as it does; also through a cluster of them.

Theory of operation
-------------------
Each board has a stream, to which every process adds what it has kept, and a channel. A note on the channel says that
the stream has grown; who follows the board then reads on from where it was. Presence goes on the channel itself. Both
carry the board in braces, so that a cluster keeps them on one node, and channels are sharded where the server does so.

Streams are short (they bridge a moment; the log in the database is the long memory) and end by themselves an hour after
the last change. Nothing is waited for on the way out: one task sends what all boards have gathered, a share of each at
a time, and one task a board reads, so that a flooded board delays no other. While Redis does not answer, what would
have gone out is dropped: the others find it in the database.

Every process also sends a beat. Who does not hear its own has lost the bus, whatever its sockets say (a frozen server,
a cable that was cut) and connects anew; who has not been heard of by the others is gone, and its people with it.
"""

import asyncio
import contextlib
import json
import logging
import time
from collections import deque
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

from redis import asyncio as redis
from redis.asyncio.connection import parse_url
from redis.exceptions import RedisError, ResponseError

from server.bus import Ears, Glimpse, Parcel
from server.refusal import Unusable
from server.secret import new_id

log = logging.getLogger("sameroom.bus")

ANSWER_S = 2.0
"""How long a command waits for its answer before Redis counts as gone."""
FOLLOW_S = 0.5
"""A board is opened without the bus when subscribing takes longer."""
AGAIN_S = 0.5
BEAT_S = 1.0
GONE_S = 5.0
"""Beats are a second apart; who is silent for this long is gone."""
STREAM_LENGTH = 1_000
STREAM_LIVES_S = 3600
MAX_WAITING = 500
"""Parcels of one board that may wait to be sent; beyond, the others are told to look into the database."""
MAX_PARCEL_BYTES = 256 * 1024
SHARE = 50
"""Parcels of one board that go out in one turn, and that are read at once."""
BEATS = "sameroom:beats"
TROUBLE = (RedisError, OSError, TimeoutError)

UNREAD = b"$"
GROWN, SHOWN, BELL, ASKED, DISMISS, NUDGE = b"grown", b"shown", b"bell", b"asked", b"dismiss", b"nudge"


def stream(board: str) -> str:
    """The key of a board's stream."""
    return f"sameroom:{{{board}}}:changes"


def channel(board: str) -> str:
    """A board's channel."""
    return f"sameroom:{{{board}}}:notes"


@dataclass(slots=True)
class Outgoing:
    """What waits to be sent of one board."""

    parcels: deque[bytes] = field(default_factory=deque)
    glimpses: list[bytes] = field(default_factory=list)
    notes: set[bytes] = field(default_factory=set)


@dataclass(slots=True)
class Following:
    """A board this process has open."""

    after: bytes = UNREAD
    """The last entry of its stream that was read."""
    heard: asyncio.Event = field(default_factory=asyncio.Event)
    """Set once Redis has said that we hear its channel."""
    reading: "asyncio.Task[None] | None" = None
    grown: bool = False


class RedisBus:
    """Between processes, through Redis."""

    def __init__(self, url: str) -> None:
        self._url = url
        self.process = new_id()
        self.lit = False
        self.alone = False
        self.delay_s = 0.0
        """How long the last beat took from us to us."""
        self._ears: Ears
        self._redis: Any = None
        self._pubsub: Any = None
        self._sharded = False
        self._cluster = False
        self._followed: dict[str, Following] = {}
        self._outgoing: dict[str, Outgoing] = {}
        self._wake = asyncio.Event()
        self._others: dict[str, float] = {}
        """Other processes, and when they were last heard of."""
        self._heard_own_s = 0.0
        self._tasks: set[asyncio.Task[None]] = set()
        try:
            parse_url(url)
        except ValueError as error:
            raise Unusable("A Redis address looks like redis://host:6379/0 or rediss://name:password@host/0") from error

    # coming up and going down ----------------------------------------------------------------------------------

    async def start(self, ears: Ears) -> None:
        """Begin to listen; where Redis is down, that goes on until it is up."""
        self._ears = ears
        up = asyncio.Event()
        self._spawn(self._stay_connected(up))
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(up.wait(), ANSWER_S)

    async def stop(self) -> None:
        """Say goodbye, so that our people are gone at once."""
        if self.lit and self._redis is not None:
            with contextlib.suppress(*TROUBLE):
                await asyncio.wait_for(self._redis.publish(BEATS, b"-" + self.process.encode()), ANSWER_S)
        self.lit = False
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._disconnect()

    def _spawn(self, work: Any) -> "asyncio.Task[None]":
        task: asyncio.Task[None] = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def _stay_connected(self, up: asyncio.Event) -> None:
        while True:
            try:
                await self._connect()
                up.set()
                await self._work()
            except TROUBLE as error:
                self._darken(error)
            finally:
                await self._disconnect()
            await asyncio.sleep(AGAIN_S)

    async def _connect(self) -> None:
        options: dict[str, Any] = {"socket_timeout": ANSWER_S, "socket_connect_timeout": ANSWER_S, "protocol": 2}
        self._redis = redis.Redis.from_url(self._url, **options, retry=None, max_connections=64)
        async with asyncio.timeout(3 * ANSWER_S):
            about = await self._redis.info("server")
            self._cluster = about.get("redis_mode") == "cluster"
            self._sharded = int(str(about.get("redis_version", "0")).split(".")[0]) >= 7
            if self._cluster:
                await self._redis.aclose()
                self._redis = redis.RedisCluster.from_url(self._url, **options)
                await self._redis.initialize()
            await self._redis.set(f"sameroom:{self.process}", "", ex=5)  # one that takes nothing is as good as down
            self._pubsub = self._redis.pubsub()
            await self._pubsub.subscribe(BEATS)
            for board in self._followed:
                await self._subscribe(board)
        self._heard_own_s = time.monotonic()
        if not self.lit:
            self.lit = True
            log.info("the bus works: changes of other servers arrive at once")
        for board, following in self._followed.items():
            following.grown = True
            self._read_on(board, following)
        self._ears.reconnected()

    async def _work(self) -> None:
        """Until the first of these fails."""
        works = [self._send(), self._beat(), *(self._listen(notes) for notes in self._sources())]
        tasks = [self._spawn(work) for work in works]
        try:
            done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            done.pop().result()
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _disconnect(self) -> None:
        pubsub, self._pubsub, client, self._redis = self._pubsub, None, self._redis, None
        with contextlib.suppress(*TROUBLE):
            if pubsub is not None:
                await asyncio.wait_for(pubsub.aclose(), ANSWER_S)
        with contextlib.suppress(*TROUBLE):
            if client is not None:
                await asyncio.wait_for(client.aclose(), ANSWER_S)

    def _darken(self, error: BaseException) -> None:
        self._outgoing.clear()
        if self.lit:
            log.warning("the bus is down; boards go on, and what other servers do arrives by the database: %s", error)
        self.lit = False
        now = time.monotonic()
        for process, heard_s in list(self._others.items()):
            if now - heard_s > GONE_S:
                self._lose(process)

    # hearing ---------------------------------------------------------------------------------------------------

    async def follow(self, board: str) -> None:
        """Hear of this board from here on."""
        following = self._followed[board] = Following()
        if not self.lit:
            return
        try:
            async with asyncio.timeout(FOLLOW_S):
                await self._subscribe(board)
                await following.heard.wait()
                newest = await self._redis.xrevrange(stream(board), count=1)
                following.after = newest[0][0] if newest else b"0"
        except TROUBLE as error:
            log.warning("board %s is opened without the bus: %s", board, error)

    async def _subscribe(self, board: str) -> None:
        if self._sharded:
            await self._pubsub.ssubscribe(channel(board))
        else:
            await self._pubsub.subscribe(channel(board))

    def leave(self, board: str) -> None:
        """Hear no more of it."""
        following = self._followed.pop(board, None)
        if following is not None and self.lit:
            self._spawn(self._unsubscribe(board))

    async def _unsubscribe(self, board: str) -> None:
        with contextlib.suppress(*TROUBLE):
            if board not in self._followed and self._pubsub is not None:
                await (self._pubsub.sunsubscribe if self._sharded else self._pubsub.unsubscribe)(channel(board))

    def _sources(self) -> list[AsyncIterator[dict[str, Any]]]:
        """Where notes come from; in a cluster every node sends those of its boards."""
        pubsub = self._pubsub
        sources = [self._notes(pubsub.get_message)]
        if self._cluster and self._sharded:
            sources += [
                self._notes(pubsub.get_sharded_message, target_node=node) for node in self._redis.get_primaries()
            ]
        return sources

    async def _notes(self, get: Any, **where: Any) -> AsyncIterator[dict[str, Any]]:
        while True:
            start = time.monotonic()
            note = await get(timeout=1.0, **where)
            if note is not None:
                yield note
            elif time.monotonic() - start < 0.02:
                await asyncio.sleep(0.02)  # nothing is subscribed to there yet

    async def _listen(self, notes: AsyncIterator[dict[str, Any]]) -> None:
        async for note in notes:
            try:
                self._take(note["type"], note["channel"], note["data"])
            except Exception:
                log.exception("a note on the bus could not be used; the database has what it was about")

    def _take(self, type_: str, where: bytes, data: bytes) -> None:
        if where == BEATS.encode():
            if type_ == "message":
                self._hear_beat(data)
            return
        board = where.split(b"{", 1)[1].split(b"}", 1)[0].decode()
        following = self._followed.get(board)
        if type_ not in ("message", "smessage"):
            if following is not None and type_ in ("subscribe", "ssubscribe"):
                following.heard.set()
            return
        sender, kind, body = data.split(b" ", 2)
        if following is None or sender == self.process.encode():
            return
        self._others[sender.decode()] = time.monotonic()  # it may die before its first beat comes
        if kind == GROWN:
            following.grown = True
            self._read_on(board, following)
        elif kind == SHOWN:
            self._ears.glimpse(board, sender.decode(), Glimpse.read(body))
        elif kind == BELL:
            self._ears.bell(board)
        elif kind == ASKED:
            self._ears.asked(board)
        elif kind == DISMISS:
            self._ears.dismissed(board, *json.loads(body))
        elif kind == NUDGE:
            self._ears.nudged(board, str(json.loads(body)))

    def _read_on(self, board: str, following: Following) -> None:
        if following.reading is None or following.reading.done():
            following.reading = self._spawn(self._read_stream(board, following))

    async def _read_stream(self, board: str, following: Following) -> None:
        try:
            while following.grown and self._followed.get(board) is following and self.lit:
                following.grown = False
                if following.after == UNREAD:  # it was never read: whatever came is in the database
                    newest = await self._redis.xrevrange(stream(board), count=1)
                    following.after = newest[0][0] if newest else b"0"
                    self._ears.bell(board)
                    continue
                found = await self._redis.xread({stream(board): following.after}, count=SHARE)
                for _, entries in found.items() if isinstance(found, dict) else found:
                    following.grown = True
                    for id_, entry in entries if isinstance(entries[0], tuple) else entries[0]:
                        following.after = id_
                        self._take_entry(board, entry)
        except TROUBLE as error:
            log.info("board %s: its stream could not be read: %s", board, error)
        except Exception:
            log.exception("board %s: its stream could not be used; the database has what was in it", board)
            self._ears.bell(board)

    def _take_entry(self, board: str, entry: dict[bytes, bytes]) -> None:
        if entry.get(b"by") == self.process.encode():
            return
        try:
            parcel = Parcel.read(entry[b"parcel"])
        except (ValueError, KeyError):
            log.warning("board %s: an entry on the bus could not be read; the database has what it was about", board)
            self._ears.bell(board)
            return
        self._ears.parcel(board, parcel)

    # telling ---------------------------------------------------------------------------------------------------

    def send(self, board: str, parcel: Parcel) -> None:
        """Tell the others what was kept."""
        if (out := self._out(board)) is None:
            return
        packed = parcel.packed()
        if len(packed) > MAX_PARCEL_BYTES or len(out.parcels) >= MAX_WAITING:
            out.notes.add(BELL)
        else:
            out.parcels.append(packed)

    def show(self, board: str, glimpse: Glimpse) -> None:
        """Tell the others who is here."""
        if (out := self._out(board)) is not None and len(out.glimpses) < SHARE:
            out.glimpses.append(glimpse.packed())

    def ring(self, board: str) -> None:
        """Make the others look into the database."""
        if (out := self._out(board)) is not None:
            out.notes.add(BELL)

    def ask(self, board: str) -> None:
        """Make the others show who is with them."""
        if (out := self._out(board)) is not None:
            out.notes.add(ASKED)

    def dismiss(self, board: str, participant: str | None, code: int, reason: str) -> None:
        """Make the others close a participant's connections, or everyone's."""
        if (out := self._out(board)) is not None:
            out.notes.add(DISMISS + b" " + json.dumps([participant, code, reason]).encode())

    def nudge(self, board: str, participant: str) -> None:
        """Make the others tell somebody that there is something in their private document."""
        if (out := self._out(board)) is not None:
            out.notes.add(NUDGE + b" " + json.dumps(participant).encode())

    def _out(self, board: str) -> Outgoing | None:
        if not self.lit:
            return None
        self._wake.set()
        return self._outgoing.setdefault(board, Outgoing())

    async def _send(self) -> None:
        while True:
            await self._wake.wait()
            self._wake.clear()
            while self._outgoing:
                turn, self._outgoing = self._outgoing, {}
                pipe = self._redis.pipeline(transaction=False)
                for board, out in turn.items():
                    self._put(pipe, board, out)
                answers = await pipe.execute(raise_on_error=False)
                for answer in answers:
                    if isinstance(answer, ResponseError):
                        # Out of memory, read-only: it answers, and takes nothing. That is as good as down.
                        raise answer

    def _put(self, pipe: Any, board: str, out: Outgoing) -> None:
        now = [out.parcels.popleft() for _ in range(min(SHARE, len(out.parcels)))]
        for packed in now:
            fields = {b"by": self.process.encode(), b"parcel": packed}
            pipe.xadd(stream(board), fields, maxlen=STREAM_LENGTH, approximate=True)
        if now:
            pipe.expire(stream(board), STREAM_LIVES_S)
            out.notes.add(GROWN)
        if out.parcels:
            rest = self._outgoing.setdefault(board, Outgoing())
            rest.parcels.extend(out.parcels)
        notes = [note + b" " for note in out.notes] + [SHOWN + b" " + packed for packed in out.glimpses]
        for note in notes:
            publish = pipe.spublish if self._sharded else pipe.publish
            publish(channel(board), self.process.encode() + b" " + note)

    # beats -----------------------------------------------------------------------------------------------------

    async def _beat(self) -> None:
        while True:
            await self._redis.publish(BEATS, f"+{self.process} {time.monotonic()}")
            await asyncio.sleep(BEAT_S)
            now = time.monotonic()
            if now - self._heard_own_s > GONE_S - BEAT_S:
                raise ConnectionError("it no longer passes on what it is told")
            for process, heard_s in list(self._others.items()):
                if now - heard_s > GONE_S:
                    self._lose(process)

    def _hear_beat(self, data: bytes) -> None:
        process, _, sent = data[1:].decode().partition(" ")
        if data[:1] == b"-":
            if process != self.process:
                self._lose(process)
        elif process == self.process:
            self._heard_own_s = time.monotonic()
            self.delay_s = self._heard_own_s - float(sent)
        else:
            self._others[process] = time.monotonic()

    def _lose(self, process: str) -> None:
        self._others.pop(process, None)
        self._ears.lost(process)

    @property
    def others(self) -> int:
        """How many other processes there are."""
        return len(self._others)
