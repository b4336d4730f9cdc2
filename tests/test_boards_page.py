"""The list of boards (SPEC R538, R539)."""

from pathlib import Path

import pytest

from server.clock import now_ms
from server.creation import Created
from server.pages.boards import DAY_MS
from visiting import Browser, Element, Place, open_place


@pytest.fixture
async def made(place: Place) -> Created:
    return await place.board("Dämp at home")


def titles(page: Element) -> list[str]:
    return [one.one("h2").text for one in page.all("li", class_="allboards__one")]


async def test_r538_boards_are_found_by_title_service_and_state(place: Place, amara: Browser, made: Created) -> None:
    await place.board("Moving <home>", "empty")
    assert titles(await amara.page("/boards")) == ["Moving <home>", "Dämp at home"]
    assert titles(await amara.page("/boards?q=damp")) == ["Dämp at home"]
    assert titles(await amara.page("/boards?q=HOME+mov")) == ["Moving <home>"]
    assert titles(await amara.page("/boards?service=Housing")) != []
    assert titles(await amara.page("/boards?service=No+such")) == []
    assert titles(await amara.page("/boards?state=live")) == []
    assert titles(await amara.page("/boards?state=deleted")) == []
    assert (await place.browser().get("/boards")).status_code == 401


async def test_r538_a_board_put_away_is_not_at_home_and_works_on(place: Place, amara: Browser, made: Created) -> None:
    answer = await amara.post("/boards", act="archive", board=made.id, query="q=x")
    assert answer.headers["location"] == "/boards?q=x&done=archive"
    assert "Dämp at home" not in (await amara.page("/")).text
    assert titles(await amara.page("/boards")) == []
    assert titles(await amara.page("/boards?state=archived")) == ["Dämp at home"]
    assert (await amara.get(f"/b/{made.id}")).status_code == 200
    await amara.post("/boards", act="unarchive", board=made.id)
    assert titles(await amara.page("/boards")) == ["Dämp at home"]


async def test_r538_only_who_runs_a_board_puts_it_away_or_deletes_it(place: Place, made: Created) -> None:
    kim = await place.user("kim@example.org", "Kim")
    await kim.post(f"/join/{made.contributor.secret}", name="Kim", as_="citizen")
    page = await kim.page("/boards")
    assert titles(page) == ["Dämp at home"] and not page.all("button", name="act")
    for act in ("archive", "delete", "now", "bring-back"):
        assert (await kim.post("/boards", act=act, board=made.id)).status_code == 403
    assert await place.store.board(made.id) is not None
    lee = await place.user("lee@example.org", "Lee")
    await lee.post(f"/join/{made.facilitator.secret}", name="Lee", as_="citizen")
    assert (await lee.post("/boards", act="delete", board=made.id)).status_code == 303
    assert (await lee.post("/boards", act="dance", board=made.id)).status_code in (400, 403)
    assert titles(await lee.page("/boards?state=deleted")) == ["Dämp at home"]
    assert (await lee.post("/boards", act="bring-back", board=made.id)).status_code == 303


async def test_r539_a_deleted_board_is_gone_and_can_be_brought_back_whole(
    place: Place, amara: Browser, made: Created
) -> None:
    before = (await place.app.state.hub.document(made.id)).plain()
    await amara.post("/boards", act="delete", board=made.id)
    for address in (f"/b/{made.id}", f"/b/{made.id}/archive", f"/join/{made.contributor.secret}"):
        assert (await amara.get(address)).status_code in (403, 404)
    assert await place.store.board(made.id) is None and "Dämp" not in (await amara.page("/")).text
    page = await amara.page("/boards?state=deleted")
    assert "Goes for good in 30 days" in page.text
    await amara.post("/boards", act="bring-back", board=made.id)
    assert (await place.app.state.hub.document(made.id)).plain() == before
    assert (await amara.get(f"/join/{made.contributor.secret}")).status_code in (200, 303)


async def test_r539_it_goes_for_good_when_its_time_is_over_or_at_once(
    place: Place, amara: Browser, made: Created, tmp_path: Path
) -> None:
    other = await place.board("Another")
    await amara.post("/boards", act="delete", board=made.id)
    await place.store.empty_bin(now_ms() + 29 * DAY_MS)
    assert [row.id for row in await place.store.binned()] == [made.id]
    assert await place.store.check() == []
    await place.store.empty_bin(now_ms() + 31 * DAY_MS)
    assert await place.store.binned() == []
    assert (await amara.post("/boards", act="bring-back", board=made.id)).status_code == 404
    await amara.post("/boards", act="delete", board=other.id)
    await amara.post("/boards", act="now", board=other.id)
    assert await place.store.binned() == [] and await place.store.check() == []
    assert all(other.id.encode() not in path.read_bytes() for path in tmp_path.glob("sameroom.db*"))


async def test_r539_with_no_days_it_goes_at_once(tmp_path: Path) -> None:
    async with open_place(tmp_path / "none", bin_days=0) as place:
        amara, made = await place.facilitator(), await place.board()
        await amara.post("/boards", act="delete", board=made.id)
        assert await place.store.binned() == []
