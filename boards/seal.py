"""What makes "not changed since" a thing one can check: the sealed content of a snapshot, and the chain of them.

The canonical form. Content is every entry of the board but the session's: `cards/<id>`, `board/title`.
Each is written as JSON with sorted keys, no spaces, UTF-8, whole numbers without a point. Its leaf is
SHA-256(salt ‖ name ‖ 0 ‖ JSON), with a salt of its own of 16 random bytes; a snapshot's content is SHA-256 over the
lines `name leaf` of all entries in order of name. So one entry can be erased later: its salt goes, and with it every
way to guess what it said, while its leaf stays and all the rest can still be checked.

A board's chain has a link for each snapshot, signature and lawful erasure. A link's hash is SHA-256 over the JSON of
{before, body, kind, number, time}, `before` being the hash of the link before it, "" for the first.
"""

import hashlib
import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

SALT_BYTES = 16
SEALED = ("board", "zones", "cards", "threads", "strokes", "comments", "reactions")
"""Roots that are content. The session (timer, stage) is no content: a snapshot names its stage itself."""

Board = Mapping[str, Any]
"""A board as plain data (Document.plain)."""


@dataclass(frozen=True, slots=True)
class Seal:
    """The leaves of one snapshot: entry -> (salt, leaf). The salt of what was lawfully erased is empty."""

    leaves: dict[str, tuple[bytes, bytes]]

    @property
    def content(self) -> str:
        """One hash for all of it."""
        lines = (f"{name} {leaf.hex()}\n" for name, (_, leaf) in sorted(self.leaves.items()))
        return hashlib.sha256("".join(lines).encode()).hexdigest()

    @property
    def erased(self) -> list[str]:
        """Entries whose words may no longer be checked."""
        return sorted(name for name, (salt, _) in self.leaves.items() if not salt)

    def without(self, names: Collection[str]) -> "Seal":
        """The same seal after these entries were lawfully erased; its content hash stays."""
        return Seal({name: (b"" if name in names else salt, leaf) for name, (salt, leaf) in self.leaves.items()})

    def as_bytes(self) -> bytes:
        """For the store."""
        lines = (f"{salt.hex()} {leaf.hex()} {name}" for name, (salt, leaf) in sorted(self.leaves.items()))
        return "\n".join(lines).encode()

    @staticmethod
    def from_bytes(data: bytes) -> "Seal":
        """As it was kept."""
        rows = (line.split(" ", 2) for line in data.decode().split("\n") if line)
        return Seal({name: (bytes.fromhex(salt), bytes.fromhex(leaf)) for salt, leaf, name in rows})


def canonical(value: Any) -> bytes:
    """A value in the one way to write it."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode(errors="surrogatepass")


def entries(board: Board) -> Iterator[tuple[str, bytes]]:
    """Everything that is content, by name, in canonical form."""
    for root in SEALED:
        for key, value in board.get(root, {}).items():
            yield f"{root}/{key}", canonical(value)


def leaf(salt: bytes, name: str, content: bytes) -> bytes:
    """The hash of one entry."""
    return hashlib.sha256(salt + name.encode() + b"\0" + content).digest()


def seal(board: Board, salts: bytes) -> Seal:
    """Seal a board; `salts` are random bytes, at least SALT_BYTES for each entry (see salt_bytes)."""
    found = {}
    for at, (name, content) in enumerate(entries(board)):
        salt = salts[at * SALT_BYTES : (at + 1) * SALT_BYTES]
        if len(salt) < SALT_BYTES:
            raise ValueError("too few salts")
        found[name] = salt, leaf(salt, name, content)
    return Seal(found)


def salt_bytes(board: Board) -> int:
    """How many random bytes a seal of this board takes."""
    return SALT_BYTES * sum(len(board.get(root, {})) for root in SEALED)


def broken(board: Board, sealed: Seal) -> list[str]:
    """Entries that are not as they were sealed: changed, missing or new. What was lawfully erased is passed over."""
    there = dict(entries(board))
    wrong = [name for name in there if name not in sealed.leaves]
    for name, (salt, expected) in sealed.leaves.items():
        if salt and (name not in there or leaf(salt, name, there[name]) != expected):
            wrong.append(name)
    return sorted(wrong)


def link(number: int, time_ms: int, kind: str, body: Mapping[str, Any], before: str) -> str:
    """The hash of one link of a board's chain."""
    said = {"before": before, "body": body, "kind": kind, "number": number, "time": time_ms}
    return hashlib.sha256(canonical(said)).hexdigest()
