"""The pictures of cards in what goes out and comes in; boards that come by page; the bundle read without any server."""

import base64
import io
import json
import zipfile
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from pycrdt import Map, Text

from boards import history
from boards.document import Document
from boards.errors import BadFile
from boards.formats import json_board
from boards.formats.images import shown_on
from boards.schema import Stamp
from server import bundling, copying, snapshot
from server.bringing import pictured
from server.clock import now_ms
from server.creation import Created
from server.raster import Raster, as_it_is, redrawn
from visiting import BASE, Browser, Place, open_place, read

OURS = {"Origin": BASE, "Sec-Fetch-Site": "same-origin"}


@pytest.fixture(autouse=True)
def patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """These are about what is in a copy: on a busy machine they wait for it, where a person would get a page."""
    monkeypatch.setattr("server.pages.copy.PATIENCE_S", 60.0)


def drawn(colour: str, kind: str = "PNG") -> Raster:
    out = io.BytesIO()
    Image.new("RGB", (120, 80), colour).save(out, kind)
    return redrawn(out.getvalue())


RED, BLUE, GREEN = drawn("#d01010"), drawn("#1010d0"), drawn("#10d010")


def image(of: Raster, alt: str) -> dict[str, Any]:
    return {"id": of.digest, "width": of.width, "height": of.height, "alt": alt, "looks": False}


def put(document: Document) -> None:
    """Three stories with a picture each: one that may leave, one for the room only, one that is hidden."""
    said: list[tuple[str, Raster, dict[str, Any], dict[str, Any]]] = [
        ("k", RED, {"keep": "anyone"}, {}),
        ("r", BLUE, {"keep": "room"}, {}),
        ("h", GREEN, {}, {"hidden": {"reason": "x"}}),
    ]
    for number, (letter, picture, fields, more) in enumerate(said):
        entry = {
            "kind": "story", "zone": None, "pos": [300 * number, 0, 1], "size": [240, 100], "order": f"a{number}",
            "text": Text(f"Story {letter}"), "tags": [], "author": "p" * 21, "label": f"S9{number}", "created": 5,
            "fields": Map({**fields, "image": image(picture, f"The yard, {letter}")}),
        }  # fmt: skip
        document.root("cards")[letter * 21] = Map({**entry, **more})


def board() -> dict[str, Any]:
    document = Document()
    with document.change():
        document.root("board")["title"] = "With pictures"
        put(document)
    found = document.plain()
    document.close()
    return found


PICTURES = [RED, BLUE, GREEN]


def near(pixel: Any, colour: tuple[int, int, int]) -> bool:
    return all(abs(a - b) < 30 for a, b in zip(pixel[:3], colour, strict=True))


def colours_in(png: bytes) -> set[str]:
    picture = Image.open(io.BytesIO(png)).convert("RGB")
    there = {"red": (208, 16, 16), "blue": (16, 16, 208), "green": (16, 208, 16)}
    seen = picture.resize((picture.width // 8, picture.height // 8), Image.Resampling.NEAREST).getcolors(1 << 24) or []
    return {name for name, value in there.items() if any(near(pixel, value) for _, pixel in seen)}


@pytest.mark.slow
def test_r710_pictures_of_cards_are_in_every_copy_that_shows_them() -> None:
    svg = copying.copied(board(), "svg", (), PICTURES)[0].decode()
    assert svg.count("<image ") == 1
    assert 'aria-label="The yard, k"' in svg
    assert colours_in(copying.copied(board(), "png", (), PICTURES)[0]) == {"red"}
    page = copying.copied(board(), "html", (), PICTURES)[0].decode()
    assert page.count("<img ") == 1
    assert 'alt="The yard, k"' in page
    assert "img-src data:" in page
    bare = copying.copied(board(), "html")[0].decode()
    assert "Picture: The yard, k" in bare


@pytest.mark.slow
def test_r710_a_pdf_shows_them_with_their_words() -> None:
    from pypdf import PdfReader

    pdf = PdfReader(io.BytesIO(copying.copied(board(), "pdf", (), PICTURES)[0]))
    shown = [one for page in pdf.pages for one in page.images]
    assert shown
    assert all(near(Image.open(io.BytesIO(one.data)).convert("RGB").getpixel((20, 20)), (208, 16, 16)) for one in shown)


def test_r710_json_holds_the_pictures_of_what_may_leave_and_by_command_of_everything() -> None:
    said = json.loads(copying.copied(board(), "json", (), PICTURES)[0])
    assert {name: base64.b64decode(data) for name, data in said["pictures"].items()} == {RED.digest: RED.data}
    exact = json.loads(copying.exact(board(), PICTURES))
    assert set(exact["pictures"]) == {one.digest for one in PICTURES}


def test_r712_pictures_come_in_as_they_are_where_we_drew_them_else_drawn_anew_or_not_at_all() -> None:
    data = copying.exact(board(), PICTURES)
    draft = json_board.read(data)
    assert {one.digest for one in pictured(draft)} == {one.digest for one in PICTURES}
    assert draft.problems == []
    source = json.loads(data)
    photo = io.BytesIO()
    exif = Image.Exif()
    exif[0x010E] = "52.4862 N"
    Image.new("RGB", (90, 60), "#d01010").save(photo, "JPEG", exif=exif)
    source["pictures"] = {
        RED.digest: base64.b64encode(photo.getvalue()).decode(),
        BLUE.digest: base64.b64encode(b"<svg onload=alert(1)>").decode(),
    }
    draft = json_board.read(json.dumps(source).encode())
    (only,) = pictured(draft)
    assert only.digest != RED.digest
    assert b"52.4862" not in only.data
    shown = [card.values["fields"].get("image") for card in draft.cards]
    assert sum(one is not None for one in shown) == 1
    assert len([said for said in draft.problems if "did not come along" in said]) == 2
    source["pictures"] = {"x": 5}
    with pytest.raises(BadFile, match=r"pictures\.x"):
        json_board.read(json.dumps(source).encode())


def test_r712_a_picture_with_anything_beside_its_pixels_is_not_taken_as_ours() -> None:
    import hashlib

    out = io.BytesIO()
    Image.new("RGB", (9, 9)).save(out, "JPEG", comment=b"by Grace")
    commented = out.getvalue()
    assert as_it_is(commented, hashlib.sha256(commented).hexdigest()) is None
    assert as_it_is(RED.data, BLUE.digest) is None
    assert as_it_is(RED.data, RED.digest) == RED


# by page


async def made_with_pictures(place: Place) -> Created:
    made = await place.board("With pictures", "empty")
    for one in PICTURES:
        await place.store.add_picture(made.id, one, None, 1)

    def edit(document: Document) -> dict[str, Stamp]:
        put(document)
        return {letter * 21: Stamp("p" * 21, "citizen", 5, f"S9{n}") for n, letter in enumerate("krh")}

    await place.app.state.hub.change(made.id, edit)
    await snapshot.take(place.store, place.app.state.hub, made.id, now_ms(), title="With the yard")
    return made


async def bundle_of(place: Place, made: Created, who: Browser) -> bytes:
    answer = await who.get(f"/b/{made.id}/export/file?format=bundle")
    assert answer.status_code == 200
    return answer.content


def files_of(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.mark.slow
async def test_r711_a_bundle_brings_its_pictures_along_and_none_that_must_stay(place: Place) -> None:
    made, amara = await made_with_pictures(place), await place.facilitator()
    files = files_of(await bundle_of(place, made, amara))
    assert [name for name in files if name.startswith("pictures/")] == [f"pictures/{RED.digest}.jpg"]
    assert files[f"pictures/{RED.digest}.jpg"] == RED.data
    assert f'src="pictures/{RED.digest}.jpg"' in files["board.html"].decode()
    assert f'src="../../pictures/{RED.digest}.jpg"' in files["snapshots/01/board.html"].decode()
    whole = bundling.opened(await bundle_of(place, made, amara), 5)
    assert whole.pictures == [RED]


@pytest.mark.slow
async def test_r711_the_report_and_every_snapshot_are_in_the_bundle(place: Place) -> None:
    made, amara = await place.board(), await place.facilitator()
    hub = place.app.state.hub
    for title in ("One", "Two"):
        await snapshot.take(place.store, hub, made.id, now_ms(), title=title)
    files = files_of(await bundle_of(place, made, amara))
    assert {name for name in files if name.endswith("report.html")} == {
        "report.html", "snapshots/01/report.html", "snapshots/02/report.html",
    }  # fmt: skip
    said = read(files["snapshots/02/report.html"].decode().replace("<!doctype html>", ""))
    assert "Report of the snapshot “Two”" in said.text
    assert "The problems, and the stories they rest on" in said.text
    index = files["index.html"].decode()
    assert all(
        f'href="{name}"' in index for name in ("report.html", "snapshots/01/board.html", "snapshots/02/report.html")
    )


class Links(HTMLParser):
    """What a page refers to."""

    def __init__(self, page: bytes) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(page.decode())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [value for name, value in attrs if name in ("href", "src") and value]


async def test_r711_nothing_in_a_bundle_leads_out_of_it_or_nowhere(place: Place) -> None:
    made, amara = await made_with_pictures(place), await place.facilitator()
    files = files_of(await bundle_of(place, made, amara))
    for name, data in files.items():
        if name.endswith(".html"):
            for link in Links(data).found:
                target = link.partition("#")[0]
                path = Path("/" + name).parent / target if target else Path("/" + name)
                parts: list[str] = []
                for part in path.parts[1:]:
                    parts = parts[:-1] if part == ".." else [*parts, part]
                assert "/".join(parts) in files or target.startswith("data:"), (name, link)


async def give(browser: Browser, name: str, data: bytes) -> Any:
    return await browser.http.post("/new/from-file", files={"file": (name, data)}, headers=OURS)


@pytest.mark.slow
async def test_r713_a_bundle_comes_in_by_page_with_its_history_after_a_review(place: Place, tmp_path: Path) -> None:
    made, amara = await made_with_pictures(place), await place.facilitator()
    data = await bundle_of(place, made, amara)
    async with open_place(tmp_path / "elsewhere") as there:
        tom = await there.user("tom@example.org", "Tom")
        answer = await give(tom, "room.zip", data)
        assert answer.status_code == 303, answer.text
        address = answer.headers["location"]
        page = await tom.page(address)
        assert "With pictures" in page.text
        assert "with 1 picture" in page.text
        assert "With the yard" in page.text
        assert "Nothing in the file was changed" in page.text
        assert await there.store.boards() == []
        somebody = await there.user("eve@example.org", "Eve")
        assert (await somebody.get(address)).status_code == 404, "only who gave it sees it"
        done = await tom.post(address, do="bring")
        assert done.status_code == 303
        (row,) = await there.store.boards()
        assert row.id == made.id
        assert done.headers["location"] == f"/b/{made.id}/archive"
        assert "With the yard" in (await tom.page(done.headers["location"])).text
        assert await snapshot.verify(there.store, row.id) == []
        assert [one.digest for one in await there.store.pictures(row.id)] == [RED.digest]
        assert await there.store.head(row.id) == await place.store.head(made.id)
        assert (await there.store.participants(row.id))[-1].role == "facilitator"
        assert (await tom.get(address)).status_code == 404, "it waits no more"


@pytest.mark.slow
async def test_r713_a_boards_json_becomes_a_board_by_page_with_its_pictures(place: Place) -> None:
    amara = await place.facilitator()
    answer = await give(amara, "board.json", copying.exact(board(), PICTURES))
    page = await amara.page(answer.headers["location"])
    assert "3 stories" in page.text
    assert "with 3 pictures" in page.text
    done = await amara.post(answer.headers["location"], do="bring")
    id_ = done.headers["location"].split("/")[2]
    now = history.moment(await place.store.updates_until(id_, await place.store.head(id_)))
    assert now["board"]["title"] == "With pictures"
    assert shown_on(now) == {one.digest for one in PICTURES}
    assert len(await place.store.pictures(id_)) == 3


@pytest.mark.slow
async def test_r713_what_is_no_board_is_refused_and_nothing_is_made(place: Place) -> None:
    amara = await place.facilitator()
    made = await made_with_pictures(place)
    data = bytearray(await bundle_of(place, made, amara))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        longest = max(archive.infolist(), key=lambda one: one.compress_size)
    # Within what a file holds: not every byte that a zip says beside it is read.
    data[longest.header_offset + longest.compress_size // 2] ^= 1
    said = {
        "room.zip": bytes(data),
        "day.csv": b"text\nhello",
        "x.json": b'{"format": "same-room-board"}',
        "e.zip": b"PK\x03\x04",
    }
    for name, content in said.items():
        answer = await give(amara, name, content)
        assert answer.status_code == 422, name
        assert name in answer.text
    assert [row.id for row in await place.store.boards()] == [made.id]
    dee = await place.joined(made, "Dee")
    assert (await give(dee, "room.zip", bytes(data))).status_code == 401
    assert (await dee.get("/new/from-file")).status_code == 401


async def test_r714_a_boards_json_over_http_is_what_its_reader_may_read(place: Place) -> None:
    made, amara = await made_with_pictures(place), await place.facilitator()
    dee = await place.joined(made, "Dee")
    texts = {
        who: {card["text"] for card in (await it.get(f"/api/b/{made.id}")).json()["cards"].values()}
        for who, it in (("dee", dee), ("amara", amara))
    }
    assert texts["amara"] == {"Story k", "Story r", "Story h"}
    assert texts["dee"] == {"Story k", "Story r", ""}, "the hidden one keeps its place and says nothing"
