"""The report: what it says, to whom, and on paper."""

import asyncio
import copy
import os
import time
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from boards.document import Document
from boards.reading import Reader, readable
from boards.report import report
from server.pages.past import departments_of
from server.pages.report import paper
from test_account import morning  # noqa: F401
from test_archive import hub, keeping, reviewer, taken
from visiting import Place, read


def made(board: dict[str, Any], **reader: Any) -> dict[str, Any]:
    return report(readable(board, Reader(**reader)), departments_of(board))


def card(board: dict[str, Any], label: str) -> Any:
    return next(one for one in board["cards"].values() if one["label"] == label)


def test_r468_a_report_has_the_problems_with_their_stories_and_what_came_of_them(morning: dict[str, Any]) -> None:  # noqa: F811
    said = made(morning)
    second = said["problems"][1]
    assert (second["label"], [story["label"] for story in second["stories"]]) == ("P2", ["S2"])
    assert [group["name"] for group in second["helped"]] == ["Citizens", "GP practices", "Health visiting", "Housing"]
    assert [one["label"] for one in second["ideas"] + second["promises"]] == ["I2", "C1"]
    assert said["lede"] == "They listened to 7 stories, named 4 problems, found 4 ideas and made 1 commitment."
    assert [idea["label"] for idea in said["ideas"] if not idea["taken"]] == ["I1", "I3", "I4"]
    assert [story["label"] for story in said["untied"]] == ["S6"]
    assert said["promises"][0] | {"id": ""} == {
        "id": "", "kind": "commitment", "label": "C1", "withheld": None, "quote": True, "teller": "Tom",
        "text": "Try ten joint first visits in Eastgate. Tell each family what changed.",
        "group": said["promises"][0]["group"], "answers": ["P2"], "owner": "Tom Adeyemi", "role": "",
        "department": said["promises"][0]["department"], "sponsor": "", "by": "2027-02-12",
        "status": "", "evidence": "",
    }  # fmt: skip
    assert said["loose"]["unanswered"] == ["P3 Help is found by luck, from other parents, and often…"]


def test_r468_a_story_that_may_not_be_quoted_or_read_is_not(morning: dict[str, Any]) -> None:  # noqa: F811
    board = copy.deepcopy(morning)
    card(board, "S2")["fields"]["quote"] = "no"
    card(board, "S1")["fields"]["keep"] = "room"
    said = made(board)
    assert said["problems"][1]["stories"][0]["text"] == ""
    assert "Tuesday" not in str(said)
    assert "nine people" not in str(said)
    assert said["withheld"] == 1
    assert "nine people" in str(made(board, was_there=True))


def test_r469_results_by_group_are_bands_and_never_counts(morning: dict[str, Any]) -> None:  # noqa: F811
    board = copy.deepcopy(morning)
    ids = {one["label"]: id_ for id_, one in board["cards"].items()}
    board["session"]["results"] = [
        {
            "id": "x", "question": "Is this worth solving together?", "way": "agree", "dots": 0, "people": 23,
            "groups": [["citizen"], ["housing", "gp"]], "divided": [ids["P4"]], "opened": 1, "closed": 2,
            "rows": [
                {"card": ids["P2"], "votes": 23, "total": [21, 22], "bands": ["nearly", "nearly"], "verdict": "common"},
                {"card": ids["P4"], "votes": 23, "total": [9, 9], "bands": ["nearly", None], "verdict": "divided"},
            ],
        }
    ]  # fmt: skip
    (poll,) = made(board)["polls"]
    assert poll["groups"] == ["Citizens", "Housing and GP practices"]
    assert [(row["card"][:2], row["total"], row["verdict"]) for row in poll["rows"]] == [
        ("P2", "21 or 22", "Common ground"),
        ("P4", "9", "Divided"),
    ]
    assert [band["word"] for band in poll["rows"][1]["bands"]] == ["Nearly all", "Too few to say"]
    assert made(morning)["polls"] == []
    board["session"]["results"] = [5, {"rows": None}, {"rows": [{"card": "gone"}]}]
    assert len(made(board)["polls"]) == 1


def test_r883_a_report_tells_of_every_vote_citizens_first_and_of_one_with_too_few_people(
    morning: dict[str, Any],  # noqa: F811
) -> None:
    board = copy.deepcopy(morning)
    ids = {one["label"]: id_ for id_, one in board["cards"].items()}
    asked = {"dots": 0, "people": 40, "opened": 1, "closed": 2}
    row = {"card": ids["P2"], "votes": 40, "total": [21, 22], "verdict": "common"}
    groups = [["housing"], ["gp"], ["police"], ["streets"], ["citizen"]]
    board["session"]["results"] = [
        {"question": "Where first?", "way": "dots", **asked, "rows": [{"card": ids["I1"], "total": [9, 9]}]},
        {"question": "Worth it?", "way": "agree", **asked, "groups": groups,
         "rows": [row | {"bands": ["few", "half", "most", None, "nearly"]}]},
        {"question": "Anyone?", "way": "agree", **asked, "people": 2, "groups": [], "rows": []},
    ]  # fmt: skip
    said = made(board)
    assert said["polls"][1]["groups"][0] == "Citizens"
    assert [band["word"] for band in said["polls"][1]["rows"][0]["bands"]] == [
        "Nearly all", "Few", "About half", "Most", "Too few to say",
    ]  # fmt: skip
    shown: dict[str, Any] = {"report": said, "one": None, "people": "", "when": 1, "began": 1, "since": None}
    page = read(paper(board=board["board"], today="2026-01-01", **shown))
    assert [it.text for it in page.all("h2") if "ground" in it.text or "dots" in it.text] == [
        "Common ground", "Where the dots went",
    ]  # fmt: skip
    titles = [it.text for it in page.all("h3")]
    assert titles.index("Worth it?") < titles.index("Anyone?") < titles.index("Where first?")
    assert "Too few people took part" in page.text
    many = page.one("table", class_="poll--many")
    assert [it.text for it in many.all("th", scope="col")] == [
        "Card", "Agree", "So", "Citizens", "Housing", "GP practices", "Neighbourhood police", "Streets and transport",
    ]  # fmt: skip
    cells = many.one("tbody").all("td")
    assert [(it.attributes.get("data-label"), it.text) for it in cells[2:4]] == [
        ("Citizens", "Nearly all"), ("Housing", "Few"),
    ]  # fmt: skip


async def test_r468_the_report_of_a_snapshot_stays_and_that_of_now_goes_on(place: Place) -> None:
    board = await place.board()
    one = await taken(place, board, "End of Commit")
    dee = await place.joined(board, "Dee")

    def promise(document: Document) -> None:
        for entry in document.root("cards").values():
            if entry["label"] == "C1":
                entry["fields"]["sponsor"] = "Director of Housing"

    await hub(place).change(board.id, promise)
    then = (await dee.page(f"/b/{board.id}/report?snapshot={one.id}")).text
    now = (await dee.page(f"/b/{board.id}/report")).text
    assert "Made from the snapshot “End of Commit”" in then
    assert "What changed since" in then
    assert ("None named" in then, "None named" in now) == (True, False)
    assert (await dee.get(f"/b/{board.id}/report?snapshot=nonsense")).status_code == 404


@pytest.mark.slow
async def test_r470_the_pdf_is_tagged_and_says_what_its_reader_may_read(place: Place) -> None:
    import io

    from pypdf import PdfReader

    board = await place.board()
    await hub(place).change(board.id, keeping("S2", "room"))
    dee, reader = await place.joined(board, "Dee"), await reviewer(place, board)
    pdfs = [PdfReader(io.BytesIO((await one.get(f"/b/{board.id}/report.pdf")).content)) for one in (dee, reader)]
    texts = [" ".join(" ".join(page.extract_text() for page in pdf.pages).split()) for pdf in pdfs]
    assert ["Tuesday" in text for text in texts] == [True, False]
    assert all("Parents carry the file" in text for text in texts)
    root: Any = pdfs[0].trailer["/Root"]
    assert (root["/Lang"], root["/MarkInfo"]["/Marked"]) == ("en-GB", True)
    assert pdfs[0].metadata is not None
    assert pdfs[0].metadata.title == "Damp at home: report"
    tags = set(tags_of(root["/StructTreeRoot"]))
    assert {"/H1", "/H2", "/H3", "/Table", "/TH", "/TD", "/L", "/LI", "/BlockQuote"} <= tags
    assert b"pdfuaid" in root["/Metadata"].get_data()


def tags_of(node: Any) -> list[str]:
    node = node.get_object() if hasattr(node, "get_object") else node
    if isinstance(node, list):
        return [tag for one in node for tag in tags_of(one)]
    if not isinstance(node, dict):
        return []
    own = [str(node["/S"])] if "/S" in node else []
    return own + (tags_of(node["/K"]) if "/K" in node else [])


def test_r468_a_board_with_nothing_on_it_has_a_report() -> None:
    assert made(Document().plain())["lede"] == ""


def held(*_: Any) -> bytes:
    """Takes until a file is there; runs in the process where copies are made."""
    while not Path(os.environ["SAMEROOM_TEST_WAITS"]).exists():
        time.sleep(0.02)
    return b"%PDF-"


def held_copy(*_: Any) -> tuple[bytes, list[str]]:
    """The same for a copy."""
    return held(), []


@pytest.mark.slow
@pytest.mark.parametrize("what", ["report.pdf", "export/file?format=png", "export/file?format=bundle"])
async def test_r823_what_takes_long_keeps_neither_a_replay_nor_a_room_waiting(
    place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    done = tmp_path / "done"
    monkeypatch.setenv("SAMEROOM_TEST_WAITS", str(done))
    board = await place.board()
    dee = await place.joined(board, "Dee")
    monkeypatch.setattr("server.snapshot.SMALL_BYTES", 0)  # as a large board: every moment is made beside the server
    monkeypatch.setattr("server.pages.report.pdf_of", held)
    monkeypatch.setattr("server.copying.copied_from", held_copy)
    monkeypatch.setattr("server.bundling.packed", held_copy)
    head = await place.store.head(board.id)
    making = asyncio.create_task(dee.get(f"/b/{board.id}/{what}"))
    try:
        for seq in range(1, 4):
            async with asyncio.timeout(20):  # the first starts a process
                await hub(place).change(board.id, keeping("S2", ("room", "anyone")[seq % 2]))
                await hub(place).settled(board.id)
                moment = await dee.get(f"/b/{board.id}/archive/replay/{min(seq, head)}")
            assert moment.status_code == 200
        assert await place.store.head(board.id) == head + 3
        assert not making.done()
    finally:
        done.touch()
    assert (await making).status_code == 200


@pytest.mark.slow
async def test_r825_a_copy_that_takes_long_is_waited_for_by_a_page_and_fetched_once(
    place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = tmp_path / "done"
    monkeypatch.setenv("SAMEROOM_TEST_WAITS", str(done))
    monkeypatch.setattr("server.copying.copied_from", held_copy)
    monkeypatch.setattr("server.pages.copy.PATIENCE_S", 0.1)
    board = await place.board()
    dee, tom = await place.joined(board, "Dee"), await place.joined(board, "Tom")
    waiting = await dee.get(f"/b/{board.id}/export/file?format=png")
    assert waiting.status_code == 202
    form = read(waiting.text).one("form", id="work")
    fields = {one.attributes["name"]: one.attributes["value"] for one in form.all("input", type="hidden")}
    address = f"{form.attributes['action']}?{urlencode(fields)}"
    assert (await dee.get(form.attributes["data-work"])).json()["over"] is False
    assert (await tom.get(form.attributes["data-work"])).status_code == 404
    assert (await dee.get(form.attributes["data-work"].replace("png", "csv"))).status_code == 404
    assert (await dee.get(address)).status_code == 202, "asking again begins nothing anew"
    done.touch()
    for _ in range(500):
        if (await dee.get(form.attributes["data-work"])).json()["over"]:
            break
        await asyncio.sleep(0.02)
    copy_ = await dee.get(address)
    assert (copy_.status_code, copy_.content, copy_.headers["content-type"]) == (200, b"%PDF-", "image/png")
    again = await dee.get(address)
    assert again.status_code == 503
    assert "make it again" in again.text
