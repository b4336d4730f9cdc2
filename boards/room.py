"""One open board: told what happened, says what should happen next. Never waits, never asks the time.

Theory of operation
-------------------
A message comes in through `receive`. The gate judges an update; what it lets through is applied at once and gathers.
From time to time `cut` takes what has gathered as one `Batch`: rows for the log (one per participant) and one message
for everyone. Whoever carries this out keeps the rows first and tells everyone after (`kept`), the authors included:
nobody is ever shown what is not on disk. While a batch is on its way to the disk the next one gathers.

Three facts make this simple. Within one batch nobody has seen anyone else's changes (they are shown only after they
are kept), so rows may be grouped by participant; only the server's own changes build on the rest, and their rows come
last. The document at the moment of a cut is exactly "all up to this batch". And an answer to a sync step 1 may hold
changes that are not kept yet, so it names the version it must wait for.

Whoever comes from another process may have been shown there what has not been heard of here: changes of others, which
they may not bring. Before they are refused, `Outcome.ahead` asks for what other processes kept; then `ask_again`.

The server's own keys (author, department, created, label) are stamped in the same cut as the card they belong to.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from itertools import groupby

from pycrdt import merge_updates

from boards.approval import approval_of
from boards.document import EMPTY, Document
from boards.errors import Ahead, Forbidden, Gap, RoomError, TheyBroke, Unacceptable
from boards.first_sync import NOTHING, SEGMENT_BYTES, Answer, FirstSync
from boards.gate import Gate
from boards.judgement import Verdict
from boards.presence import Elsewhere, Presence
from boards.protocol import (
    KEEPALIVE,
    STEP_1,
    STEP_2,
    UPDATE,
    Awareness,
    Mind,
    Query,
    Sync,
    kept_message,
    lone_minds,
    notice_message,
    read,
    read_vector,
    reset_message,
    sync_message,
)
from boards.rules import Rules
from boards.running_order import is_quiet
from boards.schema import MAX_CLIENTS, Binding, Stamp
from boards.stamps import Stamps
from boards.standing import REGROUPED, TOLD, Standing
from boards.update import split
from boards.visitor import Visitor

RESET_WORDS = "That change didn't go in. Your words are kept here for you."
KEEPALIVE_MS = 12_000
"""Standard clients hang up after 30 s without a message; pings do not count."""


@dataclass(eq=False, slots=True)
class Member:
    """One connection in the room."""

    visitor: Visitor
    clients: set[int] = field(default_factory=set)
    """Client ids it brought; at most MAX_CLIENTS."""
    received: int = 0
    """Sync messages with an update that came from it."""
    owed: bool = False
    """Whether it has sent something since it was last told what is kept."""
    gap: bool = False
    """An update of it was not taken because earlier ones are missing: nothing counts as kept until they come."""
    may_be_ahead: bool = False
    """Whether it may bring changes of others that were kept by another process, and not heard of yet …"""
    looked_for: bool = False
    """… and they are being looked for."""


@dataclass(slots=True)
class Outcome:
    """What should happen after one message."""

    now: list[bytes] = field(default_factory=list)
    """Messages for this member alone, right away."""
    everyone: list[bytes] = field(default_factory=list)
    """Messages for all members, right away."""
    answers: list[Answer] = field(default_factory=list)
    """Answers for this member, each once its version is kept."""
    touched: bool = False
    """The document changed: a cut is wanted."""
    stirred: bool = False
    """Presence changed."""
    ahead: bool = False
    """What other processes kept should be taken in; then this member is asked again (`ask_again`)."""
    close: RoomError | None = None
    refused: list[str] = field(default_factory=list)
    """Why parts of an update were not let in; for the log, never a card's text."""


QUIET, STIRRED = Outcome(), Outcome(stirred=True)
"""What comes of presence; nobody writes into an outcome once it is given."""


@dataclass(frozen=True, slots=True)
class Row:
    """One participant's share of a batch: an entry of the board's log."""

    participant: str | None
    """None: the server itself (stamps, template, import, the command line)."""
    update: bytes


@dataclass(frozen=True, slots=True)
class Batch:
    """All that gathered since the last cut."""

    rows: list[Row]
    bindings: dict[int, Binding]
    stamps: dict[str, Stamp]
    message: bytes | None
    """For everyone, once the rows are kept; None when only bindings or acknowledgements are due."""
    owed: list[tuple[Member, int]]
    """Members to be told how many of their messages are kept then."""
    version: int
    vector: bytes
    """The state vector with this batch in it."""
    own_from: int = 0
    """Where in `rows` the server's own changes begin."""


class Room:
    """One open board."""

    def __init__(
        self,
        board: str,
        updates: list[bytes],
        bindings: Mapping[int, Binding],
        stamps: Mapping[str, Stamp],
        client: int,
        standing: Standing | None = None,
    ) -> None:
        """Open a board from its log. `client` is a fresh client id for the server's own changes."""
        self.board = board
        self.document = Document(updates, client)
        self.gate = Gate(self.document.state())
        self.presence = Presence()
        self.members: dict[Member, None] = {}
        self.version = 0
        """Changes applied."""
        self.kept_version = 0
        """Changes on disk; what is relayed never goes beyond."""
        self.kept_vector = self.document.vector()
        """The state vector of what has been relayed."""
        self.unsigned: dict[str, str] = {}
        """Cards shown without a name -> who wrote them, as their private documents tell; never kept or sent."""
        self._bindings = dict(bindings)
        self.stamps = Stamps(stamps)
        self._pending: list[tuple[str | None, bytes]] = []
        self._own: list[tuple[str | None, bytes]] = []
        """The server's own changes, with the participant they were made for."""
        self._owed: dict[Member, None] = {}
        self._new_bindings: dict[int, Binding] = {}
        self._first_sync = FirstSync()
        self._spoke_ms = 0
        self.standing = standing or Standing()
        """Everyone's rights; what a connection brought may be older."""
        self._hush()
        self._bind(client, Binding(None))

    def close(self) -> None:
        """Let go of the document."""
        self.document.close()

    # coming and going ------------------------------------------------------------------------------------------

    def join(self, visitor: Visitor) -> tuple[Member, Outcome]:
        """Someone opened a connection: ask for what they have, tell them who is here. Raises Forbidden."""
        member = Member(self.standing.of(visitor))
        self.members[member] = None
        outcome = Outcome(now=[sync_message(STEP_1, self.document.vector())])
        self._tell_who_is_here(outcome)
        if self.standing.asking:
            outcome.now += self._door(member)
        return member, outcome

    def leave(self, member: Member) -> Outcome:
        """A connection ended."""
        self.members.pop(member, None)
        self._owed.pop(member, None)
        return Outcome(stirred=self.presence.leave(member))

    def restand(self, standing: Standing) -> list[tuple[Member, Outcome]]:
        """Rights have changed: who is told so first and has other rights from here on, and who has to go."""
        if standing.number <= self.standing.number:
            return []
        before, self.standing = self.standing, standing
        told = [(member, outcome) for member in self.members if (outcome := self._reseat(member)) is not None]
        concerned = self.members if standing.asking != before.asking else [member for member, _ in told]
        return [*told, *((member, Outcome(now=door)) for member in concerned if (door := self._door(member)))]

    def _reseat(self, member: Member) -> Outcome | None:
        try:
            visitor = self.standing.of(member.visitor)
        except Forbidden as error:
            return Outcome(close=error)
        before, member.visitor = member.visitor, visitor
        if visitor == before:
            return None
        told = notice_message(f"rights:{visitor.role}", TOLD[visitor.role])
        if visitor.role == before.role:
            told = notice_message(f"group:{visitor.department}", REGROUPED)
        return Outcome(now=[told] if visitor.own_messages else [])

    def _door(self, member: Member) -> list[bytes]:
        """Facilitators are told how many wait to be let in."""
        if member.visitor.role != "facilitator" or not member.visitor.own_messages:
            return []
        return [notice_message(f"lobby:{len(self.standing.asking)}", self.standing.at_the_door)]

    def tick(self, now_ms: int) -> Outcome:
        """Time went by: forget who is gone, tell who is still here, keep quiet connections alive."""
        self.presence.expire(now_ms)
        outcome = Outcome(stirred=self.presence.waits)
        if self.members and now_ms - self._spoke_ms >= KEEPALIVE_MS:
            outcome.everyone.append(KEEPALIVE)
            self._spoke_ms = now_ms
        return outcome

    def spoke(self, now_ms: int) -> None:
        """Everyone was sent something."""
        self._spoke_ms = now_ms

    # what they say ---------------------------------------------------------------------------------------------

    def receive(self, member: Member, data: bytes, now_ms: int) -> Outcome:
        """One WebSocket message of a member."""
        try:
            minds = lone_minds(data)
            if minds is not None:
                return STIRRED if self._hear(member, minds, now_ms) else QUIET
        except TheyBroke as error:
            return Outcome(close=error)
        outcome = Outcome()
        try:
            for message in read(data):
                match message:
                    case Sync(kind=0):
                        outcome.answers.append(self.answer(member, read_vector(message.body)))
                    case Sync():
                        self._take(member, message, outcome)
                    case Awareness():
                        outcome.stirred |= self._hear(member, message.minds, now_ms)
                    case Query():
                        self._tell_who_is_here(outcome)
        except TheyBroke as error:
            outcome.close = error
        return outcome

    def _tell_who_is_here(self, outcome: Outcome) -> None:
        everyone = self.presence.everyone()
        if everyone is not None:
            outcome.now.append(everyone)

    def _hear(self, member: Member, minds: Iterable[Mind], now_ms: int) -> bool:
        """What a member says of who is here; whether that is news."""
        news = False
        for mind in minds:
            if mind.client not in member.clients:
                if not self._may_speak_for(member, mind.client):
                    continue
                self._claim(member, mind.client)
            visitor = member.visitor
            wordless = self._approval.asks(visitor.role, visitor.department)
            news |= self.presence.hear(mind, member, visitor, now_ms, wordless=wordless)
        return news

    def _take(self, member: Member, message: Sync, outcome: Outcome) -> None:
        member.received += 1
        if message.kind == STEP_2:
            member.gap = False
        if message.body != EMPTY:
            self._judge(member, message, outcome)
        if member.visitor.own_messages:
            self._acknowledge(member, outcome)

    def _judge(self, member: Member, message: Sync, outcome: Outcome) -> None:
        rules = self.rules_for(member.visitor)
        try:
            verdict = self._verdict(member, message, rules)
        except Gap:
            member.gap = True
            outcome.now.append(sync_message(STEP_1, self.document.vector()))
            return
        except Ahead:
            member.gap = True
            outcome.ahead, member.looked_for = not member.looked_for, True
            return
        except Unacceptable as error:
            if not member.visitor.own_messages:
                raise
            outcome.refused.append(error.reason)
            outcome.now.append(reset_message("unacceptable", RESET_WORDS))
            return
        for client in verdict.clients:
            self._claim(member, client)
        if verdict.update:
            self._apply(verdict, member.visitor.participant, outcome)
        for root, ids in verdict.made.items():
            self.stamps.made(root, ids, member.visitor)
        if verdict.dropped:
            outcome.refused.extend(dropped.why for dropped in verdict.dropped)
            if member.visitor.own_messages:
                outcome.now.append(reset_message("refused", verdict.dropped[0].why))

    def ask_again(self, member: Member) -> bytes:
        """Everything that was kept anywhere is known here now: the question what this member has beyond that."""
        member.may_be_ahead = False
        return sync_message(STEP_1, self.document.vector())

    def rules_for(self, visitor: Visitor) -> Rules:
        """What someone may do here."""
        return Rules(visitor, self.document, self.stamps.known, self.owner, self.unsigned)

    def _verdict(self, member: Member, message: Sync, rules: Rules) -> Verdict:
        """The gate's word. An answer to our own question must leave nothing out, or both would ask for ever."""

        def mine(client: int) -> bool:
            if member.may_be_ahead and message.kind == STEP_2:
                binding = self._bindings.get(client)
                if binding is None or binding.participant != member.visitor.participant:
                    raise Ahead
            return self._may_use(member, client)

        try:
            return self.gate.judge(message.body, mine, rules)
        except Gap:
            if message.kind != STEP_2:
                raise
            raise Unacceptable("an answer that leaves out what was asked for") from None

    def _apply(self, verdict: Verdict, participant: str, outcome: Outcome) -> None:
        taken = self.document.apply(verdict.update, verdict.touched)
        if taken:
            self._took(self._pending, participant, taken)
            outcome.touched = True

    def _took(self, into: list[tuple[str | None, bytes]], participant: str | None, update: bytes) -> None:
        self.gate.absorb(update)
        into.append((participant, update))
        self.version += 1

    def _acknowledge(self, member: Member, outcome: Outcome) -> None:
        if self.version == self.kept_version and not member.gap:
            outcome.now.append(kept_message(member.received))
        else:
            self._owed[member] = None
            outcome.touched = True

    # whose client id -------------------------------------------------------------------------------------------

    def _may_use(self, member: Member, client: int) -> bool:
        binding = self._bindings.get(client)
        if binding is None:
            return len(member.clients) < MAX_CLIENTS
        if binding.participant is None:
            return False
        visitor = member.visitor
        return binding.participant == visitor.participant or (
            binding.invitation is not None
            and binding.invitation == visitor.invitation
            # Client ids can be seen by everyone: nobody gains or escapes rights by taking one over.
            and self.standing.is_as_invited(binding.participant, visitor.role)
        )

    def _may_speak_for(self, member: Member, client: int) -> bool:
        """Like _may_use, for presence: standard clients pass on what they hear of others, which must change nothing."""
        if not self._may_use(member, client):
            return False
        binding = self._bindings.get(client)
        if binding is None or binding.participant == member.visitor.participant:
            return True
        return not member.clients and not any(client in other.clients for other in self.members)

    def _claim(self, member: Member, client: int) -> None:
        """A client id this member may use is theirs from now on."""
        if client in member.clients:
            return
        member.clients.add(client)
        binding = self._bindings.get(client)
        if binding is None:
            self._bind(client, Binding(member.visitor.participant, member.visitor.invitation))
        elif binding.participant is not None and binding.participant != member.visitor.participant:
            # A stock client came back with no cookie: it goes on as who it was.
            member.visitor = replace(member.visitor, participant=binding.participant)

    def _bind(self, client: int, binding: Binding) -> None:
        self._bindings[client] = self._new_bindings[client] = binding

    def owner(self, root: str, id_: str) -> str | None:
        """The participant who first used this id, also when what it named is long deleted; None for the server."""
        client = self.gate.first_writer(root, id_)
        binding = None if client is None else self._bindings.get(client)
        return None if binding is None else binding.participant

    def stamp_for(self, card: str, writer: str) -> Stamp | None:
        """What the server wrote on this writer's card when it was on the board before."""
        stamp = self.stamps.known.get(card)
        if stamp is None:
            return None
        mine = stamp.author == writer or (stamp.author is None and self.unsigned.get(card) == writer)
        return stamp if mine else None

    # what they are told ----------------------------------------------------------------------------------------

    def answer(self, member: Member, vector: bytes) -> Answer:
        """What a member with this state vector lacks, deletes included."""
        if vector == NOTHING:
            return self._first_sync.answer(self.document, self.version, member.visitor.own_messages)
        update = self.document.since(vector)
        parts = [update] if len(update) <= SEGMENT_BYTES else split(update, SEGMENT_BYTES)
        before = tuple(sync_message(UPDATE, part) for part in parts[:-1])
        return Answer(vector, self.version, sync_message(STEP_2, parts[-1]), before=before)

    # taking what gathered --------------------------------------------------------------------------------------

    def cut(self, now_ms: int) -> Batch | None:
        """Take what gathered since the last cut, or None when nothing did."""
        self._stamp(now_ms)
        stamps = self.stamps.take_new()
        owed = [(member, member.received) for member in self._owed if not member.gap]
        self._owed = {member: None for member in self._owed if member.gap}
        if not (self._pending or self._own or owed):
            return None
        rows = rows_of(self._pending, self._own)
        own_from = len({participant for participant, _ in self._pending})
        self._pending, self._own = [], []
        bindings, self._new_bindings = self._new_bindings, {}
        message = None
        if rows:
            merged = merged_update([row.update for row in rows])
            self._first_sync.grow(self.version, merged)
            message = sync_message(UPDATE, merged)
        return Batch(rows, bindings, stamps, message, owed, self.version, self.document.vector(), own_from)

    def _stamp(self, now_ms: int) -> None:
        """Write on what was made since the last cut."""
        for update in self.stamps.write(self.document, now_ms):
            self._took(self._own, None, update)

    def kept(self, batch: Batch) -> None:
        """A batch is on disk."""
        self.kept_version = batch.version
        self.kept_vector = batch.vector

    def put_back(self, batch: Batch, taken: Collection[str], highest: Mapping[str, int]) -> None:
        """A batch was not kept because others have given its labels meanwhile: it gathers again, with labels anew."""
        rows = [(row.participant, row.update) for row in batch.rows]
        self._pending[:0], self._own[:0] = rows[: batch.own_from], rows[batch.own_from :]
        self._new_bindings = {**batch.bindings, **self._new_bindings}
        self.stamps.put_back(batch.stamps)
        self._owed.update(dict.fromkeys(member for member, _ in batch.owed if member in self.members))
        for update in self.stamps.relabel(self.document, taken, highest):
            self._took(self._own, None, update)

    # other processes -------------------------------------------------------------------------------------------

    def bindings_of(self, clients: Iterable[int]) -> dict[int, Binding]:
        """Whose these client ids are."""
        return {client: self._bindings[client] for client in clients if client in self._bindings}

    def hear_elsewhere(self, by: Elsewhere, presence: bytes, bindings: Mapping[int, Binding], now_ms: int) -> bool:
        """Who is here through another process; whether that is news. Raises TheyBroke.

        Their client ids are bound here too: standard clients pass on what they hear of others, and would else be taken
        for them.
        """
        for client, binding in bindings.items():
            self._bindings.setdefault(client, binding)
        minds = [mind for message in read(presence) if isinstance(message, Awareness) for mind in message.minds]
        heard = [mind for mind in minds if self.presence.hear(mind, by, None, now_ms)]
        return bool(heard)

    # the server's own changes ----------------------------------------------------------------------------------

    def change(self, edit: Callable[[Document], dict[str, Stamp] | None], participant: str | None) -> None:
        """Make a change of the server's own; it gathers like everyone's. `edit` may return stamps of what it made."""
        with self.document.change() as out:
            stamps = edit(self.document)
        for update in out:
            self._took(self._own, participant, update)
        self.stamps.remember(stamps or {})
        self._hush()

    def news(self, updates: list[bytes], bindings: Mapping[int, Binding], stamps: Mapping[str, Stamp]) -> bytes | None:
        """Another process kept these changes: take them in; gives the message for everyone here."""
        taken = [update for raw in updates if (update := self.document.apply(raw))]
        for update in taken:
            self.gate.absorb(update)
        self._bindings.update(bindings)
        self.stamps.hear(stamps)
        if not taken:
            return None
        self._hush()
        merged = merged_update(taken)
        self._first_sync.grow(self.version, merged)
        return sync_message(UPDATE, merged)

    def _hush(self) -> None:
        """Only the server writes the session, so this is all that is needed to keep presence quiet while it must be."""
        self.presence.hush(is_quiet(self.document.root("session")))
        self._approval = approval_of(self.document)


def rows_of(pending: list[tuple[str | None, bytes]], own: list[tuple[str | None, bytes]]) -> list[Row]:
    """One row per participant, in the order they first wrote; the server's own changes after, in their order."""
    by: dict[str | None, list[bytes]] = {}
    for participant, update in pending:
        by.setdefault(participant, []).append(update)
    rows = [Row(participant, merged_update(updates)) for participant, updates in by.items()]
    return rows + [
        Row(participant, merged_update([update for _, update in run]))
        for participant, run in groupby(own, key=lambda entry: entry[0])
    ]


def merged_update(updates: list[bytes]) -> bytes:
    """Several updates as one."""
    return updates[0] if len(updates) == 1 else merge_updates(*updates)
