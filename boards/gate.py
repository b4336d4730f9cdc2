"""Judges a client's update against the rules before the document sees it.

Theory of operation
-------------------
Every struct of an update belongs in a place: a container, and in a map a key. The index of the live document knows the
places of everything there; the structs of the update are walked in an order in which each builds only on what is known
by then, so the places of new structs follow. Each is put to the rules, then each deleted range.

What is refused becomes an empty struct (GC) of the same length: clocks stay contiguous, and the rest of the update is
good. Three things go with a refused struct, silently: what is inside it, what leans on it (`origin`, `right`), and the
delete of the value it would have replaced. Two facts make that necessary. Yjs turns a struct whose neighbour is GC into
GC, while Yrs (0.28) lets it in beside its other neighbour, so peers would differ for ever; a test shows it. And in a
map the delete of the old value is a separate statement, which alone would make the key vanish.

What is written into something deleted meanwhile becomes empty as well, and counts as taken: nobody would ever see it,
and an honest writer must not be blamed.

A value in a map can also be removed without any delete, by putting an already deleted struct after it. So such a
struct, like a delete, needs a kept value after it, or the right to remove that key. Clients send such structs in good
faith when they come back and someone else's value has won: then it becomes empty, and nothing is said.

The whole update is refused (an exception, nothing applied) where a part can't be: a foreign client id, a gap, half a
character, structs that wait for each other. So nothing is ever pending in the live document.
"""

from collections.abc import Callable

from boards.document import EMPTY
from boards.incoming import Incoming
from boards.index import Index
from boards.judgement import Dropped, Judgement, Verdict
from boards.lib0 import OURS
from boards.replacement import replacement
from boards.rules import Rules
from boards.schema import ROOTS
from boards.update import Update, decode


class Gate:
    """The gate of one open board."""

    def __init__(self, state: bytes) -> None:
        """Learn a document from its full state."""
        self.index = Index(ROOTS)
        self.index.take(decode(state, OURS))
        self._read: tuple[bytes, Update] = (EMPTY, Update({}, []))
        """The last update let through whole: the document's own event is mostly the same bytes."""

    def absorb(self, update: bytes) -> None:
        """Learn what the live document took, ours or theirs: every event update, in order."""
        data, read = self._read
        self.index.take(read if data == update else decode(update, OURS))

    def judge(self, update: bytes, mine: Callable[[int], bool], rules: Rules) -> Verdict:
        """Judge an update of the participant of these rules; `mine` tells which client ids are theirs.

        Raises Malformed, TooLarge, Unacceptable, or Gap where it builds on what the document lacks.
        """
        read = decode(update)
        if why := rules.only_read:
            return self._nothing_of(read, why)
        verdict = self._at_a_glance(update, read, mine, rules)
        if verdict is None:
            verdict = Judgement(self.index, rules, Incoming(self.index, read, mine)).verdict(update)
        if verdict.update is update:
            self._read = (update, read)
        return verdict

    def _at_a_glance(self, data: bytes, read: Update, mine: Callable[[int], bool], rules: Rules) -> Verdict | None:
        """Yes to a value that replaces another; all else, every no included, is for the whole judgement."""
        found = replacement(self.index, read)
        if found is None:
            return None
        struct, (container, key) = found
        assert key is not None
        path = (*container.path, key)
        if not mine(struct.client) or rules.may_set(path, struct, made_here=False) is not None:
            return None
        return Verdict(data, clients={struct.client}, touched={path[:3]})

    def _nothing_of(self, update: Update, why: str) -> Verdict:
        """For who may only look: nothing of theirs is kept, not even empty."""
        vector, missing = self.index.vector, self.index.missing
        ends = {client: run[-1].clock + run[-1].length for client, run in update.structs.items()}
        news = any(end > vector.get(client, 0) for client, end in ends.items())
        if news or any(missing(*range_) for range_ in update.deletes):
            return Verdict(b"", [Dropped((), "set", why)])
        return Verdict(b"")

    def first_writer(self, root: str, id_: str) -> int | None:
        """The client that first used this id in a root, also where what it named is deleted."""
        return self.index.first_writer(root, id_)
