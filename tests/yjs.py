"""Real Yjs 13 for tests: a node process that runs JavaScript on named documents (tests/peers/yjs.mjs).

Use the fixture: `from yjs import yjs as yjs`, or ask `Yjs()` for a process of your own.
"""

import json
import subprocess
from base64 import b64decode, b64encode
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

PEERS = Path(__file__).parent / "peers"


class Yjs:
    """Documents of real Yjs clients, by name."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            ["node", "yjs.mjs"], cwd=PEERS, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def run(self, js: str) -> Any:
        """Run the body of an async function; gives what it returns. A JavaScript error becomes an AssertionError."""
        assert self._process.stdin and self._process.stdout
        self._process.stdin.write(json.dumps({"js": js}) + "\n")
        self._process.stdin.flush()
        answer = json.loads(self._process.stdout.readline())
        assert "error" not in answer, answer["error"]
        return answer["value"]

    def open(self, name: str, client: int, *updates: bytes, options: str = "{}") -> None:
        """A new document with this client id that has taken these updates."""
        self.run(f"open({json.dumps(name)}, {client}, {options})")
        self.take(name, *updates)

    def take(self, name: str, *updates: bytes) -> None:
        """Let a document take updates from elsewhere, in order."""
        if updates:
            self.run(f"take({json.dumps(name)}, ...{json.dumps([in_base64(update) for update in updates])})")

    def do(self, name: str, js: str) -> bytes:
        """Let a user act: `doc`, `cards` … are at hand; gives one update of all they did (b"" for nothing)."""
        update = self.run(f"{{ {at_hand(name)} {js} }}; return sent({json.dumps(name)})")
        return from_base64(update) if update else b""

    def state(self, name: str) -> bytes:
        """The whole document as an update."""
        return from_base64(self.run(f"return text(Y.encodeStateAsUpdate(docs[{json.dumps(name)}]))"))

    def since(self, name: str, vector: bytes) -> bytes:
        """What a holder of this state vector lacks: a step 2."""
        vector_js = f"bytes({json.dumps(in_base64(vector))})"
        return from_base64(self.run(f"return text(Y.encodeStateAsUpdate(docs[{json.dumps(name)}], {vector_js}))"))

    def board(self, name: str, *roots: str) -> Any:
        """The content of some roots; texts as strings, or as deltas where they are more than that."""
        return self.run(f"return board({json.dumps(name)}, {json.dumps(roots)})")

    def is_pending(self, name: str) -> bool:
        """Whether a document waits for something it lacks."""
        return bool(self.run(f"return isPending({json.dumps(name)})"))

    def read(self, update: bytes) -> Any:
        """An update as Yjs itself decodes it."""
        return self.run(f"return read({json.dumps(in_base64(update))})")

    def close(self) -> None:
        """End the process."""
        assert self._process.stdin and self._process.stdout
        self._process.stdin.close()
        self._process.wait(10)
        self._process.stdout.close()


def at_hand(name: str) -> str:
    """JavaScript that names a document and its roots."""
    roots = ("board", "zones", "cards", "threads", "strokes", "comments", "reactions", "session")
    maps = " ".join(f"const {root}{'_' if root == 'board' else ''} = doc.getMap('{root}');" for root in roots)
    return f"const doc = docs[{json.dumps(name)}]; {maps}"


def in_base64(data: bytes) -> str:
    """Bytes as the peer takes them."""
    return b64encode(data).decode()


def from_base64(text: str) -> bytes:
    """Bytes as the peer gives them."""
    return b64decode(text)


@pytest.fixture(scope="session")
def yjs() -> Iterator[Yjs]:
    """One process for all tests; each names its own documents."""
    peer = Yjs()
    yield peer
    peer.close()
