"""Story → problem → idea → commitment, readable both ways: what a card rests on, what came of it, and what hangs loose.

Works on plain data (Document.plain). Only threads whose both cards are there count.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

UPWARDS = ("rests-on", "answers", "delivers", "challenges", "step")
"""Thread kinds that lead from a card to what it stands on. `relates` leads nowhere in particular."""

CHAIN = ("story", "touchpoint", "problem", "challenge", "idea", "commitment", "note")
"""Kinds in the order of a lineage."""


@dataclass(frozen=True, slots=True)
class Tie:
    """One thread, seen from one of its cards."""

    thread: str
    kind: str
    card: str
    """At the other end."""


@dataclass(slots=True)
class Lineage:
    """A card with everything it stands on and everything that came of it."""

    card: str
    before: list[str] = field(default_factory=list)
    """What it stands on, nearest first."""
    after: list[str] = field(default_factory=list)
    """What came of it, nearest first."""
    words: dict[str, Tie] = field(default_factory=dict)
    """Card -> the thread by which it came in."""


class Threads:
    """The threads of one board, to be followed from any card."""

    def __init__(self, board: Mapping[str, Any]) -> None:
        self.cards: dict[str, dict[str, Any]] = {
            id_: card for id_, card in board.get("cards", {}).items() if isinstance(card, dict)
        }
        self.up: dict[str, list[Tie]] = defaultdict(list)
        """Card -> what it stands on."""
        self.down: dict[str, list[Tie]] = defaultdict(list)
        """Card -> what stands on it."""
        self.beside: dict[str, list[Tie]] = defaultdict(list)
        """Card -> what it goes with."""
        for id_, thread in sorted(board.get("threads", {}).items()):
            if not isinstance(thread, dict):
                continue
            start, end, kind = thread.get("from"), thread.get("to"), str(thread.get("kind"))
            if start not in self.cards or end not in self.cards or start == end:
                continue
            if kind in UPWARDS:
                self.up[start].append(Tie(id_, kind, end))
                self.down[end].append(Tie(id_, kind, start))
            else:
                self.beside[start].append(Tie(id_, kind, end))
                self.beside[end].append(Tie(id_, kind, start))

    def lineage(self, card: str) -> Lineage:
        """Both ways from a card; each other card once, circles or not. Raises KeyError for no card."""
        self.cards[card]
        found = Lineage(card)
        found.before = self._walk(card, self.up, found)
        found.after = [id_ for id_ in self._walk(card, self.down, found) if id_ not in found.before]
        return found

    def _walk(self, card: str, ties: Mapping[str, list[Tie]], found: Lineage) -> list[str]:
        seen, out, edge = {card}, [], [card]
        while edge:
            step: list[str] = []
            for id_ in edge:
                for tie in ties.get(id_, ()):
                    if tie.card not in seen:
                        seen.add(tie.card)
                        found.words.setdefault(tie.card, tie)
                        step.append(tie.card)
            out += step
            edge = step
        return out

    def story_first(self, card: str) -> list[str]:
        """The whole lineage of a card, itself in it, stories first and commitments last."""
        found = self.lineage(card)
        ids = [*found.before, card, *found.after]
        return sorted(ids, key=lambda id_: (_rank(self.cards[id_]), label_order(self.cards[id_]), id_))

    # what hangs loose

    def ungrounded(self) -> list[str]:
        """Problems that rest on no story."""
        return self._without("problem", lambda tie: tie.kind == "rests-on" and self._is(tie.card, "story"))

    def loose(self) -> list[str]:
        """Ideas that answer no problem."""
        return self._without("idea", lambda tie: tie.kind == "answers" and self._is(tie.card, "problem"))

    def orphans(self) -> list[str]:
        """Commitments that deliver no idea and no problem."""
        return self._without("commitment", lambda tie: tie.kind == "delivers")

    def unanswered(self) -> list[str]:
        """Problems that no idea answers and no commitment delivers."""
        ids = [id_ for id_, card in self.cards.items() if card.get("kind") == "problem"]
        return self._sorted(
            id_ for id_ in ids if not any(tie.kind in ("answers", "delivers") for tie in self.down.get(id_, ()))
        )

    def undelivered(self) -> list[str]:
        """Ideas that no commitment delivers: what was not taken up."""
        ids = [id_ for id_, card in self.cards.items() if card.get("kind") == "idea"]
        return self._sorted(id_ for id_ in ids if not any(tie.kind == "delivers" for tie in self.down.get(id_, ())))

    def _without(self, kind: str, holds: Any) -> list[str]:
        ids = [id_ for id_, card in self.cards.items() if card.get("kind") == kind]
        return self._sorted(id_ for id_ in ids if not any(holds(tie) for tie in self.up.get(id_, ())))

    def _is(self, card: str, kind: str) -> bool:
        return bool(self.cards[card].get("kind") == kind)

    def _sorted(self, ids: Any) -> list[str]:
        return sorted(ids, key=lambda id_: (label_order(self.cards[id_]), id_))


def _rank(card: Mapping[str, Any]) -> int:
    kind = card.get("kind")
    return CHAIN.index(kind) if kind in CHAIN else len(CHAIN)


def label_order(card: Mapping[str, Any]) -> tuple[str, int]:
    """S2 comes before S10."""
    label = str(card.get("label", ""))
    number = label[1:]
    return label[:1], int(number) if number.isascii() and number.isdigit() else 0
