"""The same as the pages, as JSON (server/api.py)."""

import pytest

from visiting import Place


async def test_r138_boards_are_made_and_listed_as_json(place: Place) -> None:
    amara = await place.facilitator()
    answer = await amara.http.post("/api/boards", json={"title": "By script", "template": "demo"})
    assert answer.status_code == 201
    made = answer.json()
    keys = {"id", "title", "facilitator_url", "contributor_url", "observer_url", "code", "sync"}
    assert set(made) == keys and set(made["sync"]) == {"facilitator", "contributor", "observer"}
    assert made["sync"]["observer"].startswith(f"ws://room.test/sync/{made['id']}?invitation=")
    listed = (await amara.get("/api/boards")).json()["boards"]
    assert [(board["id"], board["title"]) for board in listed] == [(made["id"], "By script")]
    exported = await amara.get(f"/api/b/{made['id']}")
    assert exported.headers["content-type"] == "application/json"
    assert "Damp" in exported.text


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b'{"title": "x"}', "text/plain", 415),
        (b"title=x", "application/x-www-form-urlencoded", 415),
        (b"{", "application/json", 400),
        (b"[]", "application/json", 400),
        (b"{}", "application/json", 422),
        (b'{"title": "x", "template": "no"}', "application/json", 422),
        (b'{"title": "' + b"x" * 30_000 + b'"}', "application/json", 413),
    ],
)
async def test_r138_a_bad_request_is_refused_with_its_reason(place: Place, body: bytes, kind: str, status: int) -> None:
    amara = await place.facilitator()
    answer = await amara.http.post("/api/boards", content=body, headers={"Content-Type": kind})
    assert answer.status_code == status
    assert answer.json()["error"]
    assert await place.store.boards() == []


async def test_r138_a_stranger_makes_no_board(place: Place) -> None:
    answer = await place.browser().http.post("/api/boards", json={"title": "Mine"})
    assert (answer.status_code, answer.json()) == (401, {"error": "Sign in first."})
    assert await place.store.boards() == []


async def test_r138_a_board_is_exported_to_those_on_it_only(place: Place) -> None:
    made = await place.board()
    assert (await (await place.joined(made)).get(f"/api/b/{made.id}")).status_code == 200
    assert (await place.browser().get(f"/api/b/{made.id}")).status_code == 401
    elsewhere = await place.joined(await place.board("Another"))
    assert (await elsewhere.get(f"/api/b/{made.id}")).status_code == 403
