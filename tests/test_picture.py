"""Pictures over HTTP: who may bring one, who may see it, and that it goes with its board."""

import asyncio
import itertools
import threading
from collections.abc import AsyncIterator
from io import BytesIO

import httpx
import pytest
from PIL import Image, ImageFile

from server import album, auth, picture
from server.creation import Created
from server.raster import MAX_UPLOAD_BYTES, Raster, redrawn
from visiting import BASE, Browser, Place


def photo(colour: str = "red", size: tuple[int, int] = (64, 48)) -> bytes:
    out = BytesIO()
    Image.new("RGB", size, colour).save(out, "PNG")
    return out.getvalue()


async def bring(browser: Browser, board: str, body: bytes, kind: str = "image/png", **headers: str) -> httpx.Response:
    ours = {"Origin": BASE, "Sec-Fetch-Site": "same-origin", "Content-Type": kind, **headers}
    return await browser.http.post(f"/api/b/{board}/pictures", content=body, headers=ours)


async def test_r381_a_picture_is_brought_by_who_may_write_and_seen_by_the_people_of_its_board_alone(
    place: Place,
) -> None:
    made, other = await place.board(), await place.board("Elsewhere")
    grace, tom = await place.joined(made, "Grace"), await place.joined(made, "Tom")
    answer = await bring(grace, made.id, photo())
    assert answer.status_code == 201
    named = answer.json()
    assert (set(named), named["width"], named["height"]) == ({"id", "width", "height"}, 64, 48)
    address = f"/b/{made.id}/pictures/{named['id']}"
    for person in (grace, tom, await place.facilitator()):
        if person is not grace and person is not tom:
            await person.get(f"/b/{made.id}")  # an administrator comes onto every board
        seen = await person.get(address)
        assert seen.status_code == 200
        assert Image.open(BytesIO(seen.content)).size == (64, 48)
    stranger = await place.joined(other, "Max")
    assert (await stranger.get(address)).status_code == 403
    assert (await place.browser().get(address)).status_code == 401
    assert (await stranger.get(f"/b/{other.id}/pictures/{named['id']}")).status_code == 404
    assert (await bring(stranger, made.id, photo())).status_code == 403
    watcher = await watching(place, made)
    assert (await watcher.get(address)).status_code == 200
    assert (await bring(watcher, made.id, photo("blue"))).status_code == 403
    assert len(await place.store.pictures(made.id)) == 1


async def watching(place: Place, made: Created) -> Browser:
    browser = place.browser()
    answer = await browser.post(f"/join/{made.observer.secret}", name="Obi", as_="citizen")
    assert answer.status_code == 303
    return browser


async def test_r381_what_is_shown_can_do_nothing_and_is_asked_for_each_time(place: Place) -> None:
    made = await place.board()
    grace = await place.joined(made, "Grace")
    named = (await bring(grace, made.id, photo())).json()
    answer = await grace.get(f"/b/{made.id}/pictures/{named['id']}")
    headers = answer.headers
    assert headers["content-type"] == "image/jpeg"
    assert headers["content-security-policy"] == "default-src 'none'; sandbox"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["cache-control"] == "private, no-cache"
    assert headers["cross-origin-resource-policy"] == "same-origin"
    again = await grace.get(f"/b/{made.id}/pictures/{named['id']}", if_none_match=headers["etag"])
    assert (again.status_code, again.content) == (304, b"")
    assert await place.store.remove_picture(made.id, named["id"])
    gone = await grace.get(f"/b/{made.id}/pictures/{named['id']}", if_none_match=headers["etag"])
    assert gone.status_code == 404


async def test_r381_a_removed_person_sees_no_picture_any_more(place: Place) -> None:
    made = await place.board()
    grace = await place.joined(made, "Grace")
    named = (await bring(grace, made.id, photo())).json()
    amara = await place.facilitator()
    await amara.get(f"/b/{made.id}")
    await place.store.remove_person(made.id, await who(place, amara, made.id), await who(place, grace, made.id), 5)
    assert (await grace.get(f"/b/{made.id}/pictures/{named['id']}")).status_code == 403
    assert (await bring(grace, made.id, photo("blue"))).status_code == 403


async def who(place: Place, browser: Browser, board: str) -> str:
    """The participant of a browser."""
    found = await auth.participant_of(await place.store.session(browser.cookie or ""), board, place.store)
    assert found is not None
    return found.id


async def test_r381_other_pages_and_other_things_are_refused_in_words(place: Place) -> None:
    made = await place.board()
    grace = await place.joined(made, "Grace")
    theirs = {"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"}
    ImageFile.LOAD_TRUNCATED_IMAGES = True  # as WeasyPrint leaves it
    for answer, status, words in (
        (await bring(grace, made.id, photo(), **theirs), 403, "another website"),
        (await bring(grace, made.id, photo(), "text/plain"), 415, "Send a picture"),
        (await bring(grace, made.id, b"<svg/>", "image/svg+xml"), 415, "can’t read that as a picture"),
        (await bring(grace, made.id, photo()[:60]), 415, "picture"),
        (await bring(grace, made.id, b"\0" * (MAX_UPLOAD_BYTES + 1)), 413, "too large"),
        (await bring(grace, "x" * 21, photo()), 404, "find that board"),
    ):  # fmt: skip
        assert (answer.status_code, words in answer.json()["error"]) == (status, True), answer.text


async def test_r381_a_body_without_a_stated_length_is_cut_off_at_the_limit(place: Place) -> None:
    made = await place.board()
    grace = await place.joined(made, "Grace")

    async def endless() -> AsyncIterator[bytes]:
        while True:
            yield b"\0" * 1_000_000

    ours = {"Origin": BASE, "Sec-Fetch-Site": "same-origin", "Content-Type": "image/png"}
    answer = await grace.http.post(f"/api/b/{made.id}/pictures", content=endless(), headers=ours)
    assert answer.status_code == 413


async def test_r381_many_at_once_wait_and_too_many_are_sent_away(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    made = await place.board()
    grace = await place.joined(made, "Grace")
    monkeypatch.setattr(picture, "WAITING", 6)
    full = threading.Event()

    def slowly(upload: bytes) -> Raster:
        assert full.wait(30)
        return redrawn(upload)

    monkeypatch.setattr(picture, "redrawn", slowly)
    bringing = [asyncio.create_task(bring(grace, made.id, photo(size=(9 + n, 9)))) for n in range(12)]
    away = [await next_one for next_one in itertools.islice(asyncio.as_completed(bringing), 6)]
    assert [answer.status_code for answer in away] == [503] * 6
    full.set()
    answers = await asyncio.gather(*bringing)
    assert sorted(answer.status_code for answer in answers) == [201] * 6 + [503] * 6
    assert (await bring(grace, made.id, photo(size=(70, 9)))).status_code == 201


async def test_r381_a_board_holds_only_so_many(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    made = await place.board()
    grace = await place.joined(made, "Grace")
    monkeypatch.setattr(album, "MOST", 2)
    for colour in ("red", "blue", "red"):
        assert (await bring(grace, made.id, photo(colour))).status_code == 201
    answer = await bring(grace, made.id, photo("green"))
    assert answer.status_code == 409 and "as many as a board holds" in answer.json()["error"]
