"""Boards as files to take along (SPEC R520 to R526)."""

import io
import itertools
import json
import re
import struct
import xml.etree.ElementTree as ET
from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from boards import template
from boards.formats import picture, sheet
from boards.formats.leaving import leaving, remark
from drafting import boards, placed
from server import copying
from server.creation import Created
from visiting import Browser, Place

SVG = "{http://www.w3.org/2000/svg}"


def demo() -> dict[str, Any]:
    return placed(template.load("demo").draft)


def with_secrets() -> dict[str, Any]:
    """The demo, with cards that must not leave; their words all hold `secret`."""
    board = demo()
    stories = [id_ for id_, card in board["cards"].items() if card["kind"] == "story"]
    board["cards"][stories[0]] |= {"text": "secret one", "hidden": {"reason": "names somebody"}}
    board["cards"][stories[1]] |= {"text": "secret two", "fields": {"keep": "room", "teller": "secret teller"}}
    board["cards"][stories[2]] |= {"text": "secret three", "author": "p" * 21, "fields": {}}
    board["cards"][stories[3]] |= {"text": "may go", "author": "p" * 21, "fields": {"keep": "partners"}}
    board["comments"] = {
        "k" * 21: {"card": stories[0], "text": "secret comment", "created": 1},
        "l" * 21: {"card": stories[3], "text": "hidden secret", "created": 1, "hidden": True},
        "m" * 21: {"card": stories[3], "text": "said aloud", "created": 1},
    }
    return board


def pdf_of(data: bytes) -> Any:
    """A PDF to be read; only the worker that comes to one imports what reads it."""
    from pypdf import PdfReader

    return PdfReader(io.BytesIO(data))


def text_of(html: str) -> str:
    said: list[str] = []

    class Reader(HTMLParser):
        def handle_data(self, data: str) -> None:
            said.append(data)

    Reader().feed(html)
    return " ".join(" ".join(said).split())


def test_r884_what_is_filled_in_is_told_in_words() -> None:
    board = demo()
    card = next(card for card in board["cards"].values() if card["kind"] == "commitment")
    card["fields"] = {
        "owner_department": "housing", "by": "2027-02-12", "reviews": ["2026-12-19", "soon"], "status": "on-the-way",
        "owner": "<Tom>", "told_by": "self", "feeling": -2, "what_they_said": "Yes", "handovers": [{"to": "x"}],
        "departments": ["health-visiting", "gone"], "interpreter": True, "checked_by": "2027-99-99",
    }  # fmt: skip
    page = text_of(sheet.write(board).decode())
    said = page[page.index("Commitment C1") :]
    assert (
        "Told by themselves Through an interpreter yes How it felt Very low Services Health visiting, gone Owner <Tom>"
        " Service Housing Done by 12 February 2027 Looked at again 19 December 2026, soon How it is going On the way"
        " Who checked 2027-99-99 What they said Yes" in said
    )
    assert "handovers" not in page.lower()


@pytest.mark.slow
def test_r520_what_is_hidden_or_for_the_room_only_leaves_in_no_format() -> None:
    for format_ in copying.FORMATS:
        if format_ in ("png", "bundle"):
            continue  # one is made of the SVG, the other is looked into in test_bundle.py
        data, behind = copying.copied(with_secrets(), format_)
        assert behind == ("3 cards stay behind: 1 hidden by the people who run the room, 2 told in the room only."), (
            format_
        )
        said = "".join(page.extract_text() for page in pdf_of(data).pages) if format_ == "pdf" else ""
        said = said or data.decode("utf-8-sig")
        assert "secret" not in said, format_
        assert "may go" in said, format_


def test_r520_threads_to_what_stays_behind_stay_readable_where_people_read() -> None:
    board = with_secrets()
    there, _ = leaving(board, voids=True)
    assert set(there["cards"]) == set(board["cards"]) and there["threads"] == board["threads"]
    page = text_of(sheet.write(there).decode())
    assert "Told in the room only." in page and "Rests on S2" in page
    data, _ = leaving(board)
    assert len(data["cards"]) == len(board["cards"]) - 3
    assert all({t["from"], t["to"]} <= data["cards"].keys() for t in data["threads"].values())


def test_r520_a_story_that_came_in_with_a_file_leaves_as_it_came() -> None:
    there, behind = leaving(demo())
    assert there["cards"] == demo()["cards"] and remark(behind) == ""


def test_r521_the_picture_holds_every_word_as_text_and_needs_nothing_else() -> None:
    board = demo()
    svg = picture.write(board).decode()
    root = ET.fromstring(svg)
    said = " ".join(" ".join(element.itertext()) for element in root.iter(f"{SVG}text"))
    for card in board["cards"].values():
        assert " ".join(card["text"].split()) in " ".join(said.split()) and card["label"] in said
    for zone in board["zones"].values():
        assert zone["title"] in said
    assert root.find(f"{SVG}title").text == board["board"]["title"]  # type: ignore[union-attr]
    assert "<script" not in svg and "href" not in svg and "url(" not in svg and "@import" not in svg
    assert len(re.findall("<circle", svg)) == len(board["threads"])


@given(boards())
@settings(max_examples=30, deadline=None)
def test_r521_whatever_is_on_a_board_its_picture_and_page_are_sound(board: dict[str, Any]) -> None:
    there, _ = leaving(board, voids=True)
    root = ET.fromstring(picture.write(there))
    assert {element.tag.removeprefix(SVG) for element in root.iter()} <= {
        "svg",
        "title",
        "rect",
        "g",
        "path",
        "circle",
        "text",
    }
    page = sheet.write(there).decode()
    assert page.count("<script") == 0 and page.count("<style>") == 1
    for card in there["cards"].values():
        assert " ".join(card["text"].split()) in text_of(page)


def test_r521_what_looks_like_markup_stays_words() -> None:
    board = demo()
    evil = "</text></svg><script>alert(1)</script> \"&'\x01\ufffe"
    for card in board["cards"].values():
        card |= {"text": evil, "label": evil, "fields": {evil: evil}, "tags": [evil]}
    for zone in board["zones"].values():
        zone |= {"title": evil}
    board["board"] |= {"title": evil, "purpose": evil}
    board["strokes"] = {"s": {"points": [0, 0, 1, 5, 5, 1], "colour": '"/><script>', "width": 3, "alt": evil}}
    svg, page = picture.write(board), sheet.write(board)
    ET.fromstring(svg)
    assert b"<script" not in svg and b"<script" not in page


@pytest.mark.slow
def test_r522_the_png_is_sharp_and_never_larger_than_others_can_open() -> None:
    data, _ = copying.copied(demo(), "png")
    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    width, height = struct.unpack(">II", data[16:24])
    assert width == 2800, "two pixels for each board unit"
    wide = demo()
    next(iter(wide["zones"].values()))["size"] = [20_000, 20_000]
    width, height = struct.unpack(">II", copying.copied(wide, "png")[0][16:24])
    assert width * height <= copying.MOST_PIXELS * 1.01 and max(width, height) <= copying.LONGEST_SIDE


def test_r523_the_page_has_headings_landmarks_and_a_policy_and_fetches_nothing() -> None:
    data, _ = copying.copied(demo(), "html", ("As it was on 8 October 2026.",))
    page = data.decode()
    assert page.startswith('<!doctype html>\n<html lang="en-GB">')
    levels = [int(level) for level in re.findall(r"<h(\d)", page)]
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))
    assert "default-src 'none'" in page and "As it was on 8 October 2026." in page
    assert not re.findall(r'(?:src|href)="(?!#)', page)
    links = set(re.findall(r'href="#([^"]+)"', page))
    assert links and links <= set(re.findall(r'id="([^"]+)"', page))


@pytest.mark.slow
def test_r524_the_pdf_is_tagged_titled_and_says_everything() -> None:
    board = demo()
    data, _ = copying.copied(board, "pdf", ("As it was on 8 October 2026.",))
    pdf = pdf_of(data)
    assert pdf.metadata is not None and pdf.metadata.title == board["board"]["title"]
    root: Any = pdf.trailer["/Root"]
    assert root["/Lang"] == "en-GB" and root["/MarkInfo"]["/Marked"]
    tags = set(re.findall(r"/S\s*/(\w+)", str(walk(root["/StructTreeRoot"], 0))))
    assert {"H1", "H2", "H3", "P"} <= tags
    said = " ".join("".join(page.extract_text() + "\n" for page in pdf.pages).split())
    for card in board["cards"].values():
        assert " ".join(card["text"].split()) in said


def walk(node: Any, depth: int) -> Any:
    """The kinds of a PDF's tags, as text."""
    node = node.get_object() if hasattr(node, "get_object") else node
    if isinstance(node, list):
        return [walk(child, depth) for child in node]
    if not isinstance(node, dict) or depth > 12:
        return ""
    return f"/S /{str(node.get('/S', '')).strip('/')} {walk(node.get('/K', []), depth + 1)}"


# the page


@pytest.fixture
async def made(place: Place) -> Created:
    return await place.board()


async def test_r525_everyone_on_the_board_takes_a_copy_and_nobody_else(
    place: Place, made: Created, amara: Browser
) -> None:
    tom = await place.joined(made)
    for someone in (amara, tom):
        page = await someone.page(f"/b/{made.id}/export")
        assert [choice.attributes["value"] for choice in page.all("input", name="format")] == list(copying.FORMATS)
        answer = await someone.get(f"/b/{made.id}/export/file?format=csv&snapshot=now")
        assert answer.status_code == 200 and answer.headers["content-type"] == "text/csv; charset=utf-8"
        assert answer.headers["content-disposition"].startswith('attachment; filename="damp-at-home.csv"')
    assert (await place.browser().get(f"/b/{made.id}/export")).status_code == 401
    assert (await place.browser().get(f"/b/{made.id}/export/file?format=csv")).status_code == 401
    assert (await tom.get(f"/b/{made.id}/export/file?format=exe")).status_code == 422
    assert (await tom.get(f"/b/{made.id}/export/file?format=csv&snapshot={'x' * 21}")).status_code == 404


async def test_r525_any_snapshot_can_be_taken_along(place: Place, made: Created, amara: Browser) -> None:
    from server import snapshot

    taken = await snapshot.take(place.store, place.app.state.hub, made.id, 1_700_000_000_000, title="Before lunch")
    await place.app.state.hub.change(made.id, lambda document: document.root("cards").clear())
    page = await amara.page(f"/b/{made.id}/export")
    assert "Before lunch (14 November 2023)" in page.text
    now = json.loads((await amara.get(f"/b/{made.id}/export/file?format=json")).text)
    then = json.loads((await amara.get(f"/b/{made.id}/export/file?format=json&snapshot={taken.id}")).text)
    assert not now["cards"] and len(then["cards"]) == 16
    read = (await amara.get(f"/b/{made.id}/export/file?format=html&snapshot={taken.id}")).text
    assert "As it was on 14 November 2023, in “Before lunch”." in read


@given(st.text(max_size=90))
@settings(max_examples=200, deadline=None)
def test_r525_a_copys_name_is_safe_everywhere(title: str) -> None:
    assert re.fullmatch(r"[a-z0-9][a-z0-9-]*\.pdf", copying.file_name(title, "pdf"))
    assert len(copying.file_name(title, "pdf")) <= 64
