"""The live document of a board: the one file that touches pycrdt.

What goes in has been judged by the gate; what comes out of every change is the document's own event update, complete
because nothing is ever pending (the gate accepts no gaps). Garbage collection stays on: deleted words are gone.
"""

import json
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from pycrdt import Array, Doc, Map, Text, TransactionEvent

from boards.errors import Poisoned
from boards.schema import ROOTS

EMPTY = b"\x00\x00"
"""The update that changes nothing."""

MAX_CLIENT = 2**31 - 1

WHOLE = ""
"""Stands for an entry as a whole among what is remembered of it."""

MOST_FACTS = 4_096
"""Entries whose facts are remembered."""

Touched = Collection[tuple[str, ...]]
"""Where a change is: (root, id) or (root, id, key)."""


class Document:
    """One board's shared document."""

    def __init__(self, updates: Iterable[bytes] = (), client: int | None = None, *, to_read: bool = False) -> None:
        """Load a document from its log: a checkpoint and the rows after it, in order.

        `to_read`: it is read once and let go, so nothing is tidied up in it, which takes a fifth of the time.
        `client` is the Yjs client id for the server's own changes; None chooses one. It has at most 31 bits: pycrdt's
        own have 53, which older clients (y-py) cut off, and then they mix up whose change is whose.
        """
        client = Doc().client_id & MAX_CLIENT if client is None else client
        self._doc: Doc[Any] = Doc(client_id=client, skip_gc=to_read)
        self._roots: dict[str, Map[Any]] = {name: self._doc.get(name, type=Map) for name in ROOTS}
        self.changes = 0
        """How often it has changed since it was loaded."""
        self._events: list[bytes] = []
        self._facts: dict[tuple[str, ...], dict[str, Any]] = {}
        """What was asked for and has not changed since: rules ask the same of every change of a card."""
        self._touched: Touched | None = None
        """Where the change under way is, if that is known."""
        self._changing = False
        with translated_panics, self._doc.transaction():
            for update in updates:
                self._doc.apply_update(update)
        self._subscription = self._doc.observe(self._observed)

    def _observed(self, event: TransactionEvent) -> None:
        if event.update != EMPTY:
            self.changes += 1
            self._events.append(event.update)
            self._forget()

    def _forget(self) -> None:
        """Facts that may have changed."""
        if self._touched is None:
            self._facts.clear()
            return
        for path in self._touched:
            if len(path) == 2:
                self._facts.pop(path, None)
            elif len(path) == 3 and (known := self._facts.get(path[:2])):
                known.pop(path[2], None)
                known.pop(WHOLE, None)

    @property
    def client(self) -> int:
        """The Yjs client id of the server's own changes."""
        return self._doc.client_id

    def close(self) -> None:
        """Let go of the document: without this every observed one stays in memory."""
        self._doc.unobserve(self._subscription)

    def apply(self, update: bytes, touched: Touched | None = None) -> bytes:
        """Take a judged update; gives what the document really took, b"" if that was nothing.

        `touched` names all places that it may change; None: it may change anything.
        """
        self._events.clear()
        self._touched = touched
        try:
            with translated_panics:
                self._doc.apply_update(update)
        finally:
            self._touched = None
        return self._events.pop() if self._events else b""

    @contextmanager
    def change(self) -> Iterator[list[bytes]]:
        """Make the server's own change; the list holds its update afterwards, or stays empty."""
        out: list[bytes] = []
        self._events.clear()
        self._changing = True
        try:
            with translated_panics, self._doc.transaction():
                yield out
        finally:
            self._changing = False
        out.extend(self._events)
        self._events.clear()

    def let_go(self, entries: Iterable[tuple[str, str]]) -> None:
        """Leave these out from now on; what others did to the rest still applies."""
        with translated_panics, self._doc.transaction():
            for root, id_ in entries:
                del self._roots[root][id_]

    @contextmanager
    def following(self) -> Iterator[set[tuple[str, str]]]:
        """While this lasts, the set gathers (root, id) of every entry that changes."""
        touched: set[tuple[str, str]] = set()

        def follow(name: str) -> Any:
            def noted(events: list[Any]) -> None:
                for event in events:
                    path = event.path
                    touched.update([(name, str(path[0]))] if path else [(name, key) for key in event.keys])

            return self._roots[name].observe_deep(noted)

        followed = [(root, follow(name)) for name, root in self._roots.items()]
        try:
            yield touched
        finally:
            for root, subscription in followed:
                root.unobserve(subscription)

    def state(self) -> bytes:
        """The whole document as one update."""
        return self._doc.get_update()

    def vector(self) -> bytes:
        """The state vector: how much of every client's changes is here. Says nothing of deletes."""
        return self._doc.get_state()

    def since(self, vector: bytes) -> bytes:
        """What a holder of this state vector lacks, with every delete. Raises ValueError for a bad vector."""
        with translated_panics:
            return self._doc.get_update(vector)

    def root(self, name: str) -> "Map[Any]":
        """One of schema.ROOTS, as a live map."""
        return self._roots[name]

    def entry(self, root: str, key: str) -> Any:
        """What stands at this key of a root: a Map, a plain value, or None."""
        return self._roots[root].get(key)

    def has(self, root: str, key: str) -> bool:
        """Whether a root has this key."""
        return key in self._roots[root]

    def fact(self, root: str, id_: str, key: str) -> Any:
        """A plain value of one card, zone, thread …, or None where there is none."""
        known = self._known(root, id_)
        if key not in known:
            with self._doc.transaction():
                entry = self._roots[root].get(id_)
                known[key] = plain(entry.get(key)) if isinstance(entry, Map) else None
        return known[key]

    def value(self, root: str, key: str) -> Any:
        """What stands at this key of a root, as JSON-able data, or None."""
        known = self._known(root, key)
        if WHOLE not in known:
            known[WHOLE] = plain(self._roots[root].get(key))
        return known[WHOLE]

    def setting(self, key: str) -> Any:
        """A plain value of the root `board`."""
        return self.value("board", key)

    def _known(self, root: str, id_: str) -> dict[str, Any]:
        """Where facts of one entry are remembered; nothing is, in the midst of a change."""
        if self._changing:
            return {}
        if len(self._facts) >= MOST_FACTS:
            self._facts.clear()
        return self._facts.setdefault((root, id_), {})

    def plain(self) -> dict[str, Any]:
        """The whole board as JSON-able data, root by root."""
        return {name: self._plain_root(name) for name in self._roots}

    def plain_entry(self, root: str, key: str) -> Any:
        """What stands at this key of a root, as JSON-able data."""
        entry = self._roots[root].get(key)
        return by_json(entry) if isinstance(entry, Map) else plain(entry)

    def _plain_root(self, name: str) -> dict[str, Any]:
        return by_json(self._roots[name])


def plain(value: Any) -> Any:
    """A document value as JSON-able data: whole floats are ints again, texts are strings."""
    if isinstance(value, Map):
        return {key: plain(value[key]) for key in value.keys()}
    if isinstance(value, Array):
        return [plain(item) for item in value]
    if isinstance(value, Text):
        return str(value)
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [plain(item) for item in value]
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value


def by_json(value: "Map[Any]") -> dict[str, Any]:
    """A map through the document's own JSON, which takes a quarter of the time that asking for every value takes."""
    try:
        found: dict[str, Any] = json.loads(str(value), parse_float=number, parse_constant=no_number)
    except ValueError:  # what JSON can't say: bytes, half a character
        found = plain(value)
    return found


def number(written: str) -> int | float:
    """A number as Python has it: whole floats are ints."""
    value = float(written)
    return int(value) if value.is_integer() else value


def no_number(written: str) -> float:
    """NaN and infinity are no JSON."""
    raise ValueError(written)


class TranslatedPanics:
    """A Rust panic arrives as a BaseException that no `except Exception` sees; make it Poisoned."""

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: object) -> None:
        if kind is not None and kind.__name__ == "PanicException":
            raise Poisoned("the document broke") from error


translated_panics = TranslatedPanics()
