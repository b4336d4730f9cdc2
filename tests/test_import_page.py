"""Bringing a file in by page (SPEC R517 to R519)."""

import os
import time
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from server.creation import Created
from server.pages.plan import make_board
from server.upload import LIVES_S, MOST_AT_ONCE, Upload, Uploads
from test_formats_drawings import bound, drawing
from visiting import BASE, Browser, Element, Place, read

SAMPLES = Path(__file__).parent / "samples"
OURS = {"Origin": BASE, "Sec-Fetch-Site": "same-origin"}


@pytest.fixture
async def board(place: Place) -> Created:
    return await make_board(place.store, "empty", "Damp at home", 1_700_000_000_000)


async def give(browser: Browser, board: str, name: str, data: bytes, **headers: str) -> httpx.Response:
    """Choose a file and press the button."""
    return await browser.http.post(f"/b/{board}/import", files={"file": (name, data)}, headers=OURS | headers)


async def texts(place: Place, board: str) -> list[str]:
    document = await place.app.state.hub.document(board)
    return sorted(card["text"] for card in document.plain()["cards"].values())


def choice(page: Element, of: str) -> tuple[str, str]:
    """The number of a column's or colour's choice, and what is chosen."""
    (hidden,) = [one for one in page.all("input", type="hidden") if one.attributes["value"] == of]
    number = hidden.attributes["name"].removeprefix("of-")
    (select,) = page.all("select", name=f"as-{number}")
    (chosen,) = [option for option in select.all("option") if "selected" in option.attributes]
    return number, chosen.attributes["value"]


async def test_r517_a_table_is_looked_at_changed_and_brought_in(place: Place, amara: Browser, board: Created) -> None:
    answer = await give(amara, board.id, "day.csv", (SAMPLES / "drop-in-day.csv").read_bytes())
    assert answer.status_code == 303
    address = answer.headers["location"]
    page = await amara.page(address)
    assert "3 stories, 1 problem, 1 idea and 1 note, in 3 zones" in page.text
    assert "'Reminder' is no kind of card" in page.text
    assert [choice(page, of)[1] for of in ("What they said", "Who", "Type", "Themes", "Link")] == [
        "text",
        "field:teller",
        "kind",
        "tags",
        "field:Link",
    ]
    assert await texts(place, board.id) == [], "looking changes nothing"
    who, kind = choice(page, "Who")[0], choice(page, "Type")[0]
    said = {f"of-{who}": "Who", f"as-{who}": "skip", f"of-{kind}": "Type", f"as-{kind}": "field:Type"}
    again = read((await amara.post(address, do="look", **said)).text)
    assert "6 notes" in again.text and choice(again, "Who")[1] == "skip"
    assert await texts(place, board.id) == []
    done = await amara.post(address, do="bring", **said)
    assert done.status_code == 303
    assert "6 cards came in." in (await amara.page(done.headers["location"])).text
    cards = (await place.app.state.hub.document(board.id)).plain()["cards"].values()
    assert len(cards) == 6 and {card["kind"] for card in cards} == {"note"}
    assert not any("teller" in card["fields"] for card in cards)
    assert (await amara.get(address)).status_code == 404, "it comes in once"


async def test_r517_a_drawings_colours_are_kinds_and_it_is_one_change(
    place: Place, amara: Browser, board: Created
) -> None:
    file = drawing(*bound("a", "I was sent away", backgroundColor="#ffc9c9"), *bound("b", "two", x=400))
    address = (await give(amara, board.id, "map.excalidraw", file)).headers["location"]
    page = await amara.page(address)
    assert choice(page, "#ffc9c9")[1] == "note"
    before = await place.store.head(board.id)
    await amara.post(address, do="bring", **{"of-0": "#ffc9c9", "as-0": "story"})
    assert await place.store.head(board.id) == before + 1
    cards = (await place.app.state.hub.document(board.id)).plain()["cards"].values()
    assert sorted((card["kind"], card["label"]) for card in cards) == [("note", "N1"), ("story", "S1")]


async def test_r517_who_has_the_board_open_sees_it_at_once(place: Place, amara: Browser, board: Created) -> None:
    document = await place.app.state.hub.document(board.id)
    address = (await give(amara, board.id, "a.csv", b"text\nhello\n")).headers["location"]
    await amara.post(address, do="bring")
    assert [card["text"] for card in document.plain()["cards"].values()] == ["hello"]
    loaded = await place.store.load(board.id)
    assert any(stamp.label == "N1" for stamp in loaded.stamps.values()), "and it is on the disk"


async def test_r517_what_was_there_stays_and_no_label_is_given_twice(place: Place, amara: Browser) -> None:
    demo = await place.board()
    before = await texts(place, demo.id)
    for _ in range(2):
        address = (await give(amara, demo.id, "a.csv", b"text,kind\nhello,story\n")).headers["location"]
        await amara.post(address, do="bring")
    cards = (await place.app.state.hub.document(demo.id)).plain()["cards"].values()
    assert sorted([*before, "hello", "hello"]) == sorted(card["text"] for card in cards)
    labels = [card["label"] for card in cards]
    assert len(set(labels)) == len(labels)


async def test_r517_leaving_it_lets_the_file_go(place: Place, amara: Browser, board: Created) -> None:
    address = (await give(amara, board.id, "a.csv", b"text\nhello\n")).headers["location"]
    assert (await amara.post(address, do="drop")).headers["location"] == f"/b/{board.id}"
    assert (await amara.get(address)).status_code == 404
    assert list((place.settings.data / "incoming").iterdir()) == []
    assert await texts(place, board.id) == []


async def test_r518_only_facilitators_bring_files_in(place: Place, amara: Browser, board: Created) -> None:
    address = (await give(amara, board.id, "a.csv", b"text\nhello\n")).headers["location"]
    tom = await place.joined(board)
    assert (await tom.get(f"/b/{board.id}/import")).status_code == 403
    assert (await give(tom, board.id, "a.csv", b"text\nx\n")).status_code == 403
    assert (await tom.post(address, do="bring")).status_code == 403
    assert (await place.browser().get(f"/b/{board.id}/import")).status_code == 401
    other = {**OURS, "Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"}
    forged = await amara.http.post(f"/b/{board.id}/import", files={"file": ("a.csv", b"text\nx")}, headers=other)
    assert forged.status_code == 403
    assert await texts(place, board.id) == []


async def test_r518_a_file_is_found_only_on_its_board_by_who_gave_it(
    place: Place, amara: Browser, board: Created
) -> None:
    address = (await give(amara, board.id, "a.csv", b"text\nhello\n")).headers["location"]
    other = await place.board()
    assert (await amara.get(address.replace(board.id, other.id))).status_code == 404
    bea = place.browser()
    await bea.post(f"/join/{board.facilitator.secret}", name="Bea", as_="citizen")
    assert (await bea.get(address)).status_code == 404
    for bad in ("x", "..%2F..%2Fsameroom.db", "a" * 43):
        assert (await amara.get(f"/b/{board.id}/import/{bad}")).status_code == 404


def test_r518_files_wait_an_hour_and_not_too_many(tmp_path: Path) -> None:
    uploads, now_s = Uploads(tmp_path / "incoming"), time.time()
    token = uploads.keep("b", "p", Upload("a.csv", b"1"), now_s)
    assert uploads.find(token, "b", "p", now_s) == Upload("a.csv", b"1")
    assert uploads.find(token, "b", "q", now_s) is uploads.find(token, "c", "p", now_s) is None
    assert uploads.find(token, "b", "p", now_s + LIVES_S + 5) is None
    os.utime(tmp_path / "incoming" / token, (now_s - LIVES_S - 5,) * 2)
    uploads.keep("b", "p", Upload("b.csv", b"2"), now_s)
    assert len(list((tmp_path / "incoming").iterdir())) == 1, "the old one went"
    for _ in range(MOST_AT_ONCE + 3):
        uploads.keep("b", "p", Upload("b.csv", b"2"), now_s)
    assert len(list((tmp_path / "incoming").iterdir())) == MOST_AT_ONCE
    assert (tmp_path / "incoming").stat().st_mode & 0o077 == 0


async def test_r519_a_bad_file_is_refused_with_what_is_wrong(place: Place, amara: Browser, board: Created) -> None:
    answer = await give(amara, board.id, "map.excalidraw", drawing(*bound("a", "x", link="javascript:alert(1)")))
    assert answer.status_code == 422
    page = read(answer.text)
    assert 'map.excalidraw: element 1 ("a"), `link`: the link would run a script' in page.text
    assert page.one("input", id="file").attributes["aria-invalid"] == "true"
    assert (await give(amara, board.id, "", b"")).status_code == 422
    assert (await amara.post(f"/b/{board.id}/import", file="x")).status_code == 400
    assert await texts(place, board.id) == [] and not (place.settings.data / "incoming").exists()


async def test_r519_a_table_that_can_not_be_read_yet_asks_what_its_columns_are(
    place: Place, amara: Browser, board: Created
) -> None:
    address = (await give(amara, board.id, "a.csv", b"Antwort,Wer\nLeider nein,Ute\n")).headers["location"]
    answer = await amara.get(address)
    assert answer.status_code == 422
    page = read(answer.text)
    assert "no column holds the cards' text" in page.text and not page.all("button", value="bring")
    assert (await amara.post(address, do="bring")).status_code == 422
    assert await texts(place, board.id) == []
    number, _ = choice(page, "Antwort")
    done = await amara.post(address, do="bring", **{f"of-{number}": "Antwort", f"as-{number}": "text"})
    assert done.status_code == 303 and await texts(place, board.id) == ["Leider nein"]


async def test_r519_a_file_over_the_limit_is_not_read_to_its_end(amara: Browser, board: Created) -> None:
    sent = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal sent
        yield b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\n'
        while sent < 200 * 1024 * 1024:
            sent += 1024 * 1024
            yield b"x" * 1024 * 1024

    headers = OURS | {"Content-Type": "multipart/form-data; boundary=x"}
    answer = await amara.http.post(f"/b/{board.id}/import", content=endless(), headers=headers)
    assert answer.status_code == 413
    assert "The most is 20 MB. Nothing was brought in." in read(answer.text).text
    assert sent <= 22 * 1024 * 1024


@pytest.mark.slow
async def test_r519_a_board_that_would_be_too_full_takes_nothing(place: Place, amara: Browser, board: Created) -> None:
    rows = b"text\n" + b"x\n" * 5_001
    for expected in (303, 422):
        address = (await give(amara, board.id, "a.csv", rows)).headers["location"]
        answer = await amara.post(address, do="bring")
        assert answer.status_code == expected
    assert "a board holds 10,000" in read(answer.text).text
    assert len(await texts(place, board.id)) == 5_001
