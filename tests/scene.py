"""For tests: people with real Yjs clients around a guarded board (tests/guarded.py)."""

from collections.abc import Iterator
from itertools import count
from typing import Any

import pytest

from boards.document import EMPTY, Document
from boards.gate import Gate
from boards.judgement import Verdict
from boards.schema import ROOTS
from boards.visitor import Visitor
from guarded import ANA, BEN, FAY, OBI, Guarded, a_board, ana, ben, differences, fay, id_of, obi
from yjs import Yjs, at_hand
from yjs import yjs as yjs

_numbers = count()
NEW = id_of("new")
UNDO = "doc.undo ??= new Y.UndoManager([cards, threads, comments], { captureTimeout: 0 });"
MAKE = f"cards.set('{NEW}', new Y.Map([['kind', 'note'], ['pos', [1, 2, 3]], ['text', new Y.Text('fresh')]]));"
CLIENTS = {ana.participant: ANA, ben.participant: BEN, fay.participant: FAY, obi.participant: OBI}


class Scene:
    """A board, and everyone at it."""

    def __init__(self, yjs: Yjs, board: Guarded | None = None) -> None:
        self.yjs = yjs
        self.board = board or a_board()
        self._prefix = f"scene{next(_numbers)}-"
        self._open: dict[str, int] = {}
        """Peer -> how many of the board's updates it has taken."""

    def peer(self, who: Visitor | str, client: int | None = None) -> str:
        """The name of someone's document; opened at the first call, with all that is there."""
        name = self._prefix + (who if isinstance(who, str) else who.participant)
        if name not in self._open:
            if client is None:
                client = CLIENTS[who.participant] if isinstance(who, Visitor) else 900 + len(self._open)
            self.yjs.open(name, client, self.board.state)
            self._open[name] = len(self.board.sent)
        return name

    def writes(self, who: Visitor, js: str) -> bytes:
        """Someone acts; gives their update, which nobody has got yet."""
        return self.yjs.do(self.peer(who), js) or EMPTY

    def act(self, who: Visitor, js: str) -> Verdict:
        """Someone acts, and the board receives it."""
        return self.board.receive(who, self.writes(who, js))

    def reset(self, who: Visitor) -> None:
        """Someone starts afresh, as our client does after a refusal: a new document under a new client id."""
        name = self._prefix + who.participant
        if self._open.pop(name, None) is not None:
            self.peer(who, 2_000 + next(_numbers))

    def hear(self, who: Visitor | str) -> None:
        """Someone's client takes all that went out since it last did."""
        name = self.peer(who)
        self.yjs.take(name, *self.board.sent[self._open[name] :])
        self._open[name] = len(self.board.sent)

    def at_hand(self, who: Visitor) -> str:
        return at_hand(self.peer(who))

    def card(self, id_: str) -> Any:
        """A card as the server has it, or None."""
        return self.board.document.plain()["cards"].get(id_)

    def check(self, *in_step: Visitor | str) -> None:
        """What must hold after everything: nothing pending, a true index, and all who are in step see the same."""
        self.check_index()
        self.hear("late")
        for who in ("late", *in_step):
            self.hear(who)
            name = self.peer(who)
            assert not self.yjs.is_pending(name)
            assert self.yjs.board(name, *ROOTS) == self.board.document.plain()

    def check_index(self) -> None:
        """The grown index equals one made of the state, and the log makes the state: nothing is pending."""
        state = self.board.state
        assert differences(self.board.gate.index, Gate(state).index) == []
        again = Document(self.board.sent)
        assert again.vector() == self.board.document.vector()
        assert again.plain() == self.board.document.plain()
        again.close()


@pytest.fixture
def scene(yjs: Yjs) -> Iterator[Scene]:
    """A board with a few cards, and everyone at it."""
    yield Scene(yjs)


def move(card: str, x: int = 5) -> str:
    """Script that moves a card."""
    return f"cards.get('{card}').set('pos', [{x}, {x}, {x}]);"


def write(card: str, at: int, words: str) -> str:
    """Script that writes into a card."""
    return f"cards.get('{card}').get('text').insert({at}, '{words}');"
