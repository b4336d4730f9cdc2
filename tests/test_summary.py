"""What is shown of a board without opening it (server/summary.py, server/pages/minimap.py, words.py)."""

import re
from typing import Any

import pytest

from boards.document import Document
from boards.errors import NotKept
from server import summary
from server.pages import words
from server.pages.minimap import minimap
from server.summary import EMPTY, summarise
from visiting import Place, state


def test_r134_the_map_draws_numbers_only() -> None:
    drawn = {"zones": [[0, 0, 400, 900]], "cards": [["story", 10, 10, 180, 180], ["<b>", 200, 10, 180, 90]]}
    picture = minimap(drawn, 1.6, lines=True)
    assert "<b>" not in picture
    assert picture.count("m-card") == 2 and "m-story" in picture and "m-note" in picture
    with pytest.raises(ValueError, match="could not convert"):
        minimap({"zones": [["<script>", 0, 1, 1]]}, 1.6)


@pytest.mark.parametrize(
    ("boxes", "frame"), [([[0, 0, 4000, 300]], 1.6), ([[0, 0, 300, 4000]], 1.6), ([], 1.77), ([[-9, -9, 0, 0]], 1.6)]
)
def test_r134_the_map_has_the_proportions_of_its_frame(boxes: list[list[int]], frame: float) -> None:
    view = re.search(r'viewBox="(\S+) (\S+) (\S+) (\S+)"', minimap({"zones": boxes}, frame))
    assert view
    _, _, width, height = (float(number) for number in view.groups())
    assert width / height == pytest.approx(frame, rel=0.05)


def test_r134_who_is_here_is_said_in_groups() -> None:
    assert words.present([]) == ("", 0)
    assert words.present([state("a", "citizen"), state("a", "citizen")]) == ("1 citizen is in the room", 1)
    assert words.present([state("a", "outside"), state("b", "outside")]) == ("2 people are in the room", 2)
    crowd = [state("a", "citizen"), state("b", "gp"), state("c", "gp"), state("d", "outside")]
    said = "1 citizen, 2 people from 1 service and 1 other person are in the room"
    assert words.present(crowd) == (said, 4)


def test_r134_times_are_told_without_a_clock() -> None:
    now = 1_795_000_000_000
    said = [words.ago(now - past, now) for past in (-5, 59_999, 60_000, 7_200_000, 86_400_000, 5 * 86_400_000)]
    assert said == ["just now", "just now", "1 minute ago", "2 hours ago", "1 day ago", "5 days ago"]
    assert re.fullmatch(r"\d{1,2} \w+ 20\d\d", words.ago(now - 40 * 86_400_000, now))


async def test_r135_a_summary_is_kept_until_the_board_changes(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    made = await place.board("Counted")
    amara = await place.facilitator()
    assert "7 stories" in (await amara.get("/")).text
    row = await place.store.board(made.id)
    assert row is not None and row.summary is not None and row.summary["counts"]["story"] == 7

    loads: list[str] = []
    load = place.store.load

    async def counted(board: str) -> Any:
        loads.append(board)
        return await load(board)

    monkeypatch.setattr(place.store, "load", counted)
    assert "7 stories" in (await amara.get("/")).text
    assert loads == []


async def test_r606_a_summary_that_can_not_be_remembered_is_shown_all_the_same(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    await place.board("Counted")
    amara = await place.facilitator()

    async def full(*_: object) -> None:
        raise NotKept("the disk is full")

    monkeypatch.setattr(place.store, "set_summary", full)
    assert "7 stories" in (await amara.get("/")).text


async def test_r135_an_open_board_is_counted_as_it_is_now(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    made = await place.board("Counted")
    amara = await place.facilitator()
    assert "7 stories" in (await amara.get("/")).text
    hub = place.app.state.hub

    def take_a_story_away(document: Document) -> None:
        cards = document.root("cards")
        first = next(id_ for id_ in cards.keys() if document.fact("cards", id_, "kind") == "story")
        del cards[first]

    await hub.change(made.id, take_a_story_away)
    monkeypatch.setattr(summary, "FRESH_S", 0)
    monkeypatch.setattr(place.store, "load", None)  # nothing is read from the log
    assert "6 stories" in (await amara.get("/")).text


async def test_r135_a_large_open_board_is_not_counted_on_every_view(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = await place.board("Counted")
    document = await place.app.state.hub.document(made.id)
    counts: list[str] = []
    plain = document.plain

    def counted() -> Any:
        counts.append(made.id)
        return plain()

    monkeypatch.setattr(document, "plain", counted)
    amara = await place.facilitator()
    for address in ("/", "/", f"/join/{made.contributor.secret}", f"/b/{made.id}/me"):
        assert (await amara.get(address)).status_code == 200
    assert counts == [made.id]


def test_r135_a_summary_bears_with_half_written_boards() -> None:
    assert summarise(Document().plain()) == EMPTY
    odd = {
        "board": {"departments": {"a": {"colour": 99}, "citizen": {"name": "x"}, "b": 5}, "purpose": None},
        "zones": {
            "z": {"pos": [0, 0, 0]},
            "y": {"pos": "up", "size": [1, 2]},
            "x": {"pos": [1e999, 0], "size": [9, 9]},
        },
        "cards": {
            "1": {"kind": "story", "pos": [1.4, 2.6, 0], "size": [10, 20], "department": "a"},
            "2": {"kind": "odd"},
            "3": {"kind": "idea", "hidden": True, "pos": [0, 0, 0], "size": [1, 1]},
            "4": "not a card",
        },
        "session": {"stages": ["Arrive"], "stage": 7},
    }
    found = summarise(odd)
    assert found["counts"] == {"story": 1}
    assert found["departments"] == [{"id": "a", "name": "a", "initials": "A", "colour": 8}]
    assert found["wrote"] == ["a"]
    assert found["stage"] is None
    assert found["map"] == {"zones": [], "cards": [["story", 1, 3, 10, 20]]}
