"""Who reworded, moved and removed what: from the rows of the log, by group, and by name where names are asked for."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pycrdt import Map, Text

from boards.account import account
from boards.document import Document
from boards.hands import hands_on
from server import snapshot
from server.clock import now_ms
from visiting import open_place

PEOPLE = {"dee": "citizen", "tom": "housing", "ann": "health", "kim": "library"}
NAMES = {"dee": "Dee", "tom": "Tom", "ann": "Ann", "kim": "Kim"}


def card(text: str, **more: Any) -> "Map[Any]":
    fields: dict[str, Any] = {"kind": "problem", "label": "P1", "zone": None, "pos": [0, 0, 1], "size": [9, 9]}
    return Map({**fields, "order": "a0", "text": Text(text), "fields": Map({}), "tags": [], **more})


class Room:
    """A board, and rows written on it by these people."""

    def __init__(self) -> None:
        self.document = Document()
        self.rows: list[tuple[str | None, bytes]] = []
        with self.document.change() as out:
            names = {"housing": "Housing", "health": "Health visiting", "library": "Libraries"}
            departments = {id_: Map({"name": name, "initials": "X", "colour": 1}) for id_, name in names.items()}
            self.document.root("board")["departments"] = Map(departments)
            self.document.root("zones")["z"] = Map({"title": "Ideas"})
            self.document.root("cards")["p"] = card("Damp is seen by four services.")
            self.document.root("cards")["q"] = card("Nobody answers.", label="P2")
        self.base = list(out)
        self.before = self.document.plain()

    def does(self, who: str | None, act: Callable[[Any], None], on: str = "p") -> None:
        with self.document.change() as out:
            act(self.document.entry("cards", on))
        self.rows += [(who, update) for update in out]

    def told(self, names: bool = False) -> list[str]:
        deeds = hands_on(self.base, self.rows)
        said = account(self.before, self.document.plain(), NAMES if names else {}, deeds, PEOPLE)
        return [one.text for one in said]


def add(words: str) -> Callable[[Any], None]:
    def act(entry: Any) -> None:
        text = entry["text"]
        text += words

    return act


def put(**values: Any) -> Callable[[Any], None]:
    def act(entry: Any) -> None:
        for key, value in values.items():
            entry[key] = value

    return act


def test_r715_whoever_reworded_a_card_is_told_by_group_and_by_name_on_wish() -> None:
    room = Room()
    room.does("tom", add(" And owned"))
    room.does("dee", add(" by none."))
    room.does("tom", add(" None!"))
    assert room.told()[0].startswith("P1 was reworded by Housing and a citizen: “")
    assert room.told(names=True)[0].startswith("P1 was reworded by Tom, Housing; Dee, citizen: “")


def test_r715_whoever_moved_a_card_is_told() -> None:
    room = Room()
    room.does("ann", put(zone="z", pos=[5, 5, 2]))
    room.does("tom", put(pos=[90, 9, 2]), on="q")
    assert sorted(room.told()) == [
        "P1 Damp is seen by four services. was moved to “Ideas” by Health visiting.",
        "P2 Nobody answers. was moved by Housing.",
    ]


def test_r715_who_removed_a_card_is_told_and_who_only_filled_it_in_is_not_said_to_have_reworded_it() -> None:
    room = Room()
    room.does("kim", lambda entry: entry["fields"].__setitem__("cause", "Rain"))
    with room.document.change() as out:
        del room.document.root("cards")["q"]
    room.rows.append(("kim", out[0]))
    said = " ".join(room.told())
    assert "P2 Nobody answers. was removed by Libraries." in said
    assert "reworded" not in said


def test_r715_nobody_is_named_for_what_has_no_name_in_the_log() -> None:
    room = Room()
    room.does(None, add(" More."))
    assert room.told()[0].startswith("P1 was reworded: “")


def test_r715_many_hands_are_counted() -> None:
    room = Room()
    for who in ("dee", "tom", "ann", "kim"):
        room.does(who, add(f" {who}"))
    assert room.told()[0].startswith("P1 was reworded by a citizen, Housing and 2 other groups: “")


@pytest.mark.parametrize("names", [False, True])
async def test_r715_the_page_tells_it_from_the_log(tmp_path: Path, names: bool) -> None:
    async with open_place(tmp_path) as place:
        made = await place.board()
        dee = await place.joined(made, "Dee")
        who = next(one for one in await place.store.participants(made.id) if one.name == "Dee")
        hub = place.app.state.hub
        first = await snapshot.take(place.store, hub, made.id, now_ms(), title="Before")

        def reword(document: Document) -> None:
            text = next(c for c in document.root("cards").values() if c["label"] == "P2")["text"]
            text += " Still."

        await hub.change(made.id, reword, who.id)
        page = await dee.page(f"/b/{made.id}/archive/compare?from={first.id}&to=now{'&names=yes' if names else ''}")
        assert f"P2 was reworded by {'Dee, citizen' if names else 'a citizen'}:" in page.text
