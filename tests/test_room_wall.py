"""The room's big screen: what the projection shows, and every byte that reaches the page."""

import json
from typing import Any

from pycrdt import Map, Text

from boards.document import Document
from boards.schema import Stamp
from boards.wall import cut, present, wall
from server.creation import Created
from server.secret import new_id
from visiting import Place, state


def card(document: Document, words: str, **more: Any) -> str:
    id_ = new_id()
    fields = Map(more.pop("fields", {}))
    entry = {"kind": "note", "zone": None, "pos": [0, 0, 0], "size": [1, 1], "order": "a0", "text": Text(words)}
    document.root("cards")[id_] = Map({**entry, "fields": fields, "tags": [], **more})
    return id_


SHOWN = {
    "a note for all": {},
    "a story for partners": {"kind": "story", "fields": {"keep": "partners", "teller": "Dee"}},
}
NOT_SHOWN: dict[str, dict[str, Any]] = {
    "HIDDENWORDS": {"hidden": "by a facilitator"},
    "ROOMONLYWORDS": {"kind": "story", "fields": {"keep": "room", "teller": "SECRETTELLER"}},
    "UNANSWEREDWORDS": {"kind": "story", "fields": {"teller": "OTHERTELLER"}},
    "WITHDRAWNWORDS": {"kind": "story", "fields": {"keep": "anyone"}, "withdrawn": 5},
    "WAITINGWORDS": {"waiting": True},
}


def test_r340_the_wall_has_the_three_newest_cards_that_may_be_shown() -> None:
    document = Document()
    with document.change():
        shown = [card(document, words, **more) for words, more in SHOWN.items()]
        others = [card(document, words, **more) for words, more in NOT_SHOWN.items()]
        tom: dict[str, Any] = {"author": "tom"}
        empty, older = card(document, "  "), [card(document, f"older {n}", **tom) for n in range(3)]
    told = wall(document, [*others, new_id(), empty, *shown, *older], [], {"tom": "Tom"})
    assert [one["words"] for one in told["cards"]] == [*SHOWN, "older 0"]
    assert [one["who"] for one in told["cards"]] == [None, "Dee", "Tom"]
    document.close()


def test_r341_the_wall_counts_people_by_group_and_names_nobody() -> None:
    document = Document()
    with document.change():
        document.root("board")["departments"] = Map({"ho": {"name": "Housing", "initials": "HO", "colour": 2}})
    here: list[dict[str, Any]] = [
        state("a", "citizen"),
        state("b", "ho"),
        state("b", "ho"),
        {**state("c", "gone"), "remote": True},
    ]
    told = present(document, here)
    assert (told["people"], told["remote"]) == (3, 1)
    assert [(group["name"], group["count"]) for group in told["groups"]] == [
        ("Citizen", 1),
        ("Housing", 1),
        ("Others", 1),
    ]
    assert "participant" not in json.dumps(told)
    document.close()


def test_r340_long_words_are_cut_between_words() -> None:
    assert cut("word " * 100).endswith("word…") and len(cut("word " * 100)) <= 261
    assert cut("two\n\nlines") == "two lines"


async def filled(place: Place, made: Created) -> None:
    """A board with everything that the wall must not show."""

    def fill(document: Document) -> dict[str, Stamp]:
        stamps = {}
        everything: list[tuple[str, dict[str, Any]]] = [*NOT_SHOWN.items(), *SHOWN.items()]
        for n, (words, more) in enumerate(everything):
            id_ = card(document, words, **more)
            stamps[id_] = Stamp(None, None, 10**13 + n, f"N{90 + n}")
        document.root("session")["silent"] = {"names": True, "shown": [], "count": 14, "zones": {}}
        document.root("session")["results"] = [{"id": "x", "question": "RESULTWORDS"}]
        return stamps

    await place.app.state.hub.change(made.id, fill)


async def test_r342_no_byte_that_reaches_the_wall_is_of_what_may_not_be_shown(place: Place) -> None:
    made = await place.board(plan="empty")
    amara = await place.facilitator()
    await filled(place, made)
    page = await amara.get(f"/b/{made.id}/wall")
    told = await amara.get(f"/api/b/{made.id}/wall")
    assert (page.status_code, told.status_code) == (200, 200)
    received = page.text + str(page.headers) + told.text + str(told.headers)
    for words in (*NOT_SHOWN, "SECRETTELLER", "OTHERTELLER", "RESULTWORDS", "by a facilitator"):
        assert words not in received
    assert told.json()["silent"] == {"count": 14}
    assert [one["words"] for one in told.json()["cards"]] == list(SHOWN)[::-1]
    assert "/sync/" not in page.text  # it has no way to the document
    again = await amara.get(f"/api/b/{made.id}/wall", if_none_match=told.headers["etag"])
    assert (again.status_code, again.content) == (304, b"")


async def test_r343_the_wall_is_for_people_of_the_board_and_gives_watchers_no_way_to_write(place: Place) -> None:
    made = await place.board()
    assert (await place.browser().get(f"/api/b/{made.id}/wall")).status_code == 401
    dee = await place.joined(made, "Dee")
    assert (await dee.get(f"/api/b/{made.id}/wall")).json()["invite"]["code"] == made.contributor.code
    watcher = place.browser()
    await watcher.post(f"/join/{made.observer.secret}", name="Watcher", as_="citizen")
    assert (await watcher.get(f"/api/b/{made.id}/wall")).json()["invite"] is None
    assert (await dee.get(f"/b/{'x' * 21}/wall")).status_code == 404
