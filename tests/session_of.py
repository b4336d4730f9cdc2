"""A random session on a board, row by row, for tests of its history."""

import random
from collections.abc import Iterator
from typing import Any

from pycrdt import Map, Text

from boards.document import Document
from boards.schema import KINDS

WORDS = ("damp", "the letter", "naïve", "two buses", "😀", "Housing", "nobody", "\n", "again.", "é")


class Session:
    """What people do on one board; every act is one update of its log."""

    def __init__(self, seed: int) -> None:
        self.dice = random.Random(seed)
        self.document = Document()
        self.number = 0
        self.acts = (
            *(self.add, self.add, self.add, self.reword, self.reword, self.move, self.tie, self.comment),
            *(self.fill, self.zone, self.delete, self.untie, self.react, self.hide, self.rename, self.stage),
        )

    def rows(self, count: int) -> Iterator[tuple[bytes, dict[str, Any]]]:
        """So many updates, each with the board as it is after it."""
        while count:
            with self.document.change() as out:
                self.dice.choice(self.acts)()
            if out:
                count -= 1
                yield out[0], self.document.plain()

    def new_id(self, letter: str) -> str:
        self.number += 1
        return f"{letter}{self.number:020}"

    def words(self) -> str:
        return " ".join(self.dice.choices(WORDS, k=self.dice.randint(1, 6)))

    def some(self, root: str) -> Any:
        keys = sorted(self.document.root(root).keys())
        return self.dice.choice(keys) if keys else None

    def add(self) -> None:
        kind = self.dice.choice(KINDS)
        self.document.root("cards")[self.new_id("c")] = Map(
            {
                "kind": kind, "zone": self.some("zones"), "pos": [self.dice.randint(0, 900), self.dice.random(), 1],
                "size": [200, 100], "order": f"a{self.number}", "text": Text(self.words()), "tags": [],
                "fields": Map({"keep": self.dice.choice(["room", "partners", "anyone"])}), "author": "p" * 21,
                "department": "citizen", "created": self.number, "label": f"{kind[0].upper()}{self.number}",
            }
        )  # fmt: skip

    def reword(self) -> None:
        if card := self.some("cards"):
            text = self.document.entry("cards", card)["text"]
            if self.dice.random() < 0.3:
                text.clear()
            text += self.words()

    def move(self) -> None:
        if card := self.some("cards"):
            self.document.entry("cards", card)["pos"] = [self.dice.randint(0, 900), 0.5, self.number]
            self.document.entry("cards", card)["zone"] = self.some("zones")

    def tie(self) -> None:
        one, other = self.some("cards"), self.some("cards")
        if one and one != other:
            self.document.root("threads")[self.new_id("t")] = Map({"kind": "relates", "from": one, "to": other})

    def untie(self) -> None:
        if thread := self.some("threads"):
            del self.document.root("threads")[thread]

    def comment(self) -> None:
        if card := self.some("cards"):
            self.document.root("comments")[self.new_id("m")] = Map({"card": card, "text": Text(self.words())})

    def fill(self) -> None:
        if card := self.some("cards"):
            self.document.entry("cards", card)["fields"]["teller"] = self.words()

    def zone(self) -> None:
        self.document.root("zones")[self.new_id("z")] = Map({"title": self.words(), "pos": [0, 0, 0], "size": [9, 9]})

    def delete(self) -> None:
        if card := self.some("cards"):
            del self.document.root("cards")[card]

    def react(self) -> None:
        if card := self.some("cards"):
            self.document.root("reactions")[f"{card}:{'p' * 21}:me-too"] = True

    def hide(self) -> None:
        if card := self.some("cards"):
            entry = self.document.entry("cards", card)
            if "hidden" in entry:
                del entry["hidden"]
            else:
                entry["hidden"] = {"reason": "a name"}

    def rename(self) -> None:
        self.document.root("board")["title"] = self.words()

    def stage(self) -> None:
        self.document.root("session")["stage"] = self.number
