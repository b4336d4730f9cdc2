"""The session again: any moment, and every step after it."""

import copy
import random
from itertools import pairwise
from typing import Any

import pytest

from boards.document import Document
from boards.reading import Reader
from boards.replay import GAP_MS, frame, steps, timeline
from boards.seal import canonical
from boards.session import say
from server.stage_marks import StageMarks
from session_of import Session
from test_archive import hub, keeping, reviewer
from visiting import Place


def taken(board: dict[str, Any], step: dict[str, Any]) -> dict[str, Any]:
    """As the browser goes one step on."""
    out = copy.deepcopy(board)
    for root, ids in step["gone"].items():
        for id_ in ids:
            out[root].pop(id_, None)
    for root, entries in step["put"].items():
        out[root].update(entries)
    return out


@pytest.mark.parametrize("names", [True, False])
@pytest.mark.parametrize("reader", [Reader(facilitator=True), Reader("p" * 20)], ids=["facilitator", "reader"])
@pytest.mark.parametrize("seed", range(4))
def test_r478_a_moment_and_the_steps_after_it_are_the_moments_after_it(seed: int, reader: Reader, names: bool) -> None:
    updates = [update for update, _ in Session(seed).rows(90)]
    cuts = [10, *sorted(random.Random(seed).sample(range(11, 90), 12)), 90]
    shown = frame(updates[: cuts[0]], reader, names)["board"]
    then = [updates[a:b] for a, b in pairwise(cuts)]
    for cut, step in zip(cuts[1:], steps(updates[: cuts[0]], then, reader, names), strict=True):
        shown = taken(shown, step)
        expected = frame(updates[:cut], reader, names)["board"]
        assert canonical(shown) == canonical(expected), f"seed {seed} row {cut}"


def test_r478_without_names_nothing_tells_who_wrote() -> None:
    updates = [update for update, _ in Session(3).rows(90)]
    nameless = str(frame(updates, Reader(facilitator=True), False))
    assert "p" * 21 not in nameless
    assert "'teller'" not in nameless
    assert "p" * 21 in str(frame(updates, Reader(facilitator=True), True))


def test_r479_the_bar_of_time_cuts_pauses_short_and_ends_at_the_last_row() -> None:
    day = 24 * 3_600_000
    rows = [(n, n * 1_000) for n in range(1, 301)] + [(300 + n, 9 * day + n * 1_000) for n in range(1, 301)]
    ticks = timeline(rows, 60)
    assert ticks[-1] == [600, 9 * day + 300_000]
    assert [seq for seq, _ in ticks] == sorted({seq for seq, _ in ticks})
    before = sum(seq <= 300 for seq, _ in ticks)
    assert 15 <= before <= 35
    assert timeline([], 10) == []
    assert timeline([(1, 5)], 10) == [[1, 5]]
    assert day > GAP_MS


async def test_r478_the_replay_tells_a_reader_no_story_of_the_room(place: Place) -> None:
    made = await place.board()
    for label in ("S1", "S2"):
        await hub(place).change(made.id, keeping(label, "room"))
    dee, reader = await place.joined(made, "Dee"), await reviewer(place, made)

    def more(document: Document) -> None:
        for card in document.root("cards").values():
            if card["label"] == "S2":
                text = card["text"]
                text += " Still damp."

    await hub(place).change(made.id, more)
    head = await place.store.head(made.id)
    address = f"/b/{made.id}/archive/replay"
    assert "Replay" in (await reader.page(address)).text
    for path in (f"{address}/1", f"{address}/{head}?names=on", f"{address}/steps?at=1,2,{head}&names=on"):
        answers = {who: (await it.get(path)).text for who, it in (("dee", dee), ("reader", reader))}
        assert "Tuesday" not in answers["reader"], path
        assert "Tuesday" in answers["dee"], path
    found = (await dee.get(f"{address}/steps?at={head - 1},{head}")).json()
    assert [step["seq"] for step in found["steps"]] == [head]
    assert next(iter(found["steps"][0]["put"]["cards"].values()))["label"] == "S2"
    for path, status in ((f"{address}/{head + 1}", 404), (f"{address}/x", 404), (f"{address}/steps?at=2,1", 400)):
        assert (await dee.get(path)).status_code == status, path
    assert (await place.browser().get(f"{address}/1")).status_code == 401


async def test_r480_a_snapshot_is_on_the_canvas_as_its_reader_may_see_it(place: Place) -> None:
    made = await place.board()
    await hub(place).change(made.id, keeping("S2", "room"))
    reader = await reviewer(place, made)
    board = (await reader.get(f"/b/{made.id}/archive/now/board.json")).json()["board"]
    assert len(board["cards"]) == 16
    assert "Tuesday" not in str(board)
    assert "session" not in board
    assert "The canvas needs JavaScript" in (await reader.page(f"/b/{made.id}/archive/now/canvas")).text


def moved(document: Document, stage: str, name: str = "") -> None:
    """On to a stage, as the server does it; the name it has by now."""
    stages = [{"id": id_, "name": said} for id_, said in (("a", "Arrive"), ("b", name or "Hear"), ("c", "Define"))]
    say(document, stages=stages, stage=stage)


async def test_r822_where_stages_began_is_told_from_the_log_without_any_snapshot(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = await place.board(plan="empty")
    rows = []
    for stage, name in (("a", ""), ("b", ""), ("b", "Listen"), ("a", ""), ("c", "")):
        await hub(place).change(made.id, lambda document, s=stage, n=name: moved(document, s, n))  # type: ignore[misc]
        await hub(place).settled(made.id)
        rows.append(await place.store.head(made.id))
        await hub(place).change(made.id, lambda document: document.root("board").update({"purpose": "x" * len(rows)}))
    assert await place.store.snapshots(made.id) == []
    dee = await place.joined(made, "Dee")
    address = f"/b/{made.id}/archive/replay"
    began: list[dict[str, Any]] = [
        {"seq": rows[n], "name": name} for n, name in ((0, "Arrive"), (1, "Hear"), (3, "Arrive"), (4, "Define"))
    ]
    marks = StageMarks(place.store)
    head = await place.store.head(made.id)
    monkeypatch.setattr("server.stage_marks.CHUNK_ROWS", 2)
    for until in (rows[1], head):  # what came since is looked through alone, in pieces
        found = await marks.of(made.id, 0, until)
        assert [{"seq": seq, "name": name} for seq, _, name in found] == [one for one in began if one["seq"] <= until]
    assert (await dee.get(f"{address}/stages")).json() == {"stages": began}
    assert (await place.browser().get(f"{address}/stages")).status_code == 401

    async def nothing(*_: object) -> None:
        raise AssertionError("looked through once more")

    monkeypatch.setattr(place.store, "rows_between", nothing)
    assert len(await marks.of(made.id, 0, head)) == 4
    with pytest.raises(AssertionError):
        await marks.of(made.id, 1, head)  # something was erased: it is another history
