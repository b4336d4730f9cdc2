"""Running the room over HTTP: who may, what it changes, what is said when it can't be done."""

from pathlib import Path
from typing import Any

import httpx

from boards.session import session_of
from server.creation import Created
from visiting import BASE, Browser, Place, open_place

NOBODY = "/api/b/{}/{}"


async def post(browser: Browser, made: Created, noun: str, what: Any, **headers: str) -> httpx.Response:
    ours = {"Origin": BASE, "Sec-Fetch-Site": "same-origin"} | headers
    return await browser.http.post(f"/api/b/{made.id}/{noun}", json=what, headers=ours)


async def session(place: Place, made: Created) -> dict[str, Any]:
    return session_of(await place.app.state.hub.document(made.id))


async def test_r261_facilitators_move_and_change_the_stages(tmp_path: Path) -> None:
    async with open_place(tmp_path) as place:
        made, amara = await place.board(plan="hear-define-commit"), await place.facilitator()
        stages = (await session(place, made))["stages"]
        assert (await session(place, made))["stage"] == stages[0]["id"]
        answer = await post(amara, made, "stage", {"go": stages[2]["id"]})
        assert answer.status_code == 200 and answer.json()["stage"] == stages[2]["id"]
        answer = await post(amara, made, "stage", {"put": {"name": "Tea", "timer_s": 600}, "before": stages[1]["id"]})
        assert [stage["name"] for stage in answer.json()["stages"]][1] == "Tea"
        assert [taken.title for taken in await place.store.snapshots(made.id)] == ["Arrive"]
        tea = answer.json()["stages"][1]["id"]
        assert answer.json()["stage"] == stages[2]["id"]
        await post(amara, made, "stage", {"go": tea})
        assert (await session(place, made))["timer"] == {"total_s": 600, "ends": None, "left_ms": 600_000}
        assert (await post(amara, made, "stage", {"drop": tea})).status_code == 422
        answer = await post(amara, made, "stage", {"drop": stages[1]["id"]})
        ids = [stage["id"] for stage in answer.json()["stages"]]
        answer = await post(amara, made, "stage", {"order": ids[::-1]})
        assert [stage["id"] for stage in answer.json()["stages"]] == ids[::-1]
        for bad in ({}, {"put": {"name": ""}}, {"order": "x"}, {"order": ids[1:]}, {"go": "nowhere"}):
            answer = await post(amara, made, "stage", bad)
            assert answer.status_code == 422 and answer.json()["error"]


async def test_r644_who_change_different_parts_of_a_stage_both_have_their_way(tmp_path: Path) -> None:
    async with open_place(tmp_path) as place:
        made, amara = await place.board(plan="hear-define-commit"), await place.facilitator()
        dee = await place.joined(made)
        before = (await session(place, made))["stages"][3]
        only = [{"kinds": ["idea"], "roles": [], "departments": ["citizen"]}]
        await post(amara, made, "stage", {"put": {"id": before["id"], "adds": only}})
        await post(amara, made, "stage", {"put": {"id": before["id"], "hint": "Two minutes.", "snapshot": False}})
        vote = {"poll": "dots", "question": "Which first?", "dots": 5, "poll_kind": "idea", "poll_minutes": 2}
        answer = await post(amara, made, "stage", {"put": {"id": before["id"], **vote}})
        assert answer.json()["stages"][3] == {**before, "adds": only, "hint": "Two minutes.", "snapshot": False, **vote}
        wrong: list[dict[str, Any]] = [{"name": ""}, {"poll": "shout"}, {"dots": 0}, {"names": False}, {"adds": [{}]}]
        for bad in [one | {"visible": "open"} for one in wrong]:
            answer = await post(amara, made, "stage", {"put": {"id": before["id"], **bad}})
            assert answer.status_code == 422 and answer.json()["error"]
        assert (await post(dee, made, "stage", {"put": {"id": before["id"], "adds": []}})).status_code == 403
        assert (await session(place, made))["stages"][3]["adds"] == only
        # what it leaves unkept is not kept
        for stage in (3, 4):
            goes = (await session(place, made))["stages"][stage]["id"]
            await post(amara, made, "stage", {"go": goes, "reveal": True})
        assert [taken.title for taken in await place.store.snapshots(made.id)] == ["Arrive"]


async def test_r264_only_facilitators_run_the_room(tmp_path: Path) -> None:
    async with open_place(tmp_path) as place:
        made = await place.board(plan="hear-define-commit")
        amara, dee, stranger = await place.facilitator(), await place.joined(made), place.browser()
        before = await session(place, made)
        acts = [
            ("stage", {"go": before["stages"][1]["id"]}),
            ("timer", {"start": 60}),
            ("spotlight", {"follow": True}),
        ]
        for noun, what in acts:
            assert (await post(dee, made, noun, what)).status_code == 403
            assert (await post(stranger, made, noun, what)).status_code == 401
            answer = await post(
                amara, made, noun, what, Origin="https://elsewhere.test", **{"Sec-Fetch-Site": "cross-site"}
            )
            assert answer.status_code == 403
            assert (await amara.post(f"/api/b/{made.id}/{noun}", go="x")).status_code == 415
        assert await session(place, made) == before


async def test_r265_the_timer_is_kept_in_the_servers_time(tmp_path: Path) -> None:
    async with open_place(tmp_path) as place:
        made, amara = await place.board(), await place.facilitator()
        answer = (await post(amara, made, "timer", {"start": 90})).json()
        assert 0 <= answer["now"] + 90_000 - answer["timer"]["ends"] < 1_000
        assert (await session(place, made))["timer"] == answer["timer"]
        paused = (await post(amara, made, "timer", {"pause": True})).json()["timer"]
        assert paused["ends"] is None and 0 < paused["left_ms"] <= 90_000
        longer = (await post(amara, made, "timer", {"add": 60})).json()["timer"]
        assert longer["left_ms"] == paused["left_ms"] + 60_000 and longer["total_s"] == 150
        assert (await post(amara, made, "timer", {"start": True})).json()["timer"]["ends"]
        assert (await post(amara, made, "timer", {"stop": True})).json()["timer"] is None
        assert "timer" not in await session(place, made)
        for bad in ({}, {"pause": True}, {"start": 0}, {"start": True}, {"add": "1"}, {"start": 10**9}):
            assert (await post(amara, made, "timer", bad)).status_code == 422


async def test_r266_a_spotlight_is_put_on_a_card_that_is_there_and_put_out(tmp_path: Path) -> None:
    async with open_place(tmp_path) as place:
        made, amara = await place.board(), await place.facilitator()
        card = next(iter((await place.app.state.hub.document(made.id)).plain()["cards"]))
        assert (await post(amara, made, "spotlight", {"card": card})).json()["spotlight"]["card"] == card
        assert (await session(place, made))["spotlight"]["card"] == card
        assert (await post(amara, made, "spotlight", {"card": "x" * 21})).status_code == 404
        assert (await post(amara, made, "spotlight", {"off": True})).json() == {"spotlight": None}
        assert "spotlight" not in await session(place, made)


async def test_r650_a_stage_that_begins_puts_out_what_everyone_was_asked_to_look_at(tmp_path: Path) -> None:
    async with open_place(tmp_path) as place:
        made, amara = await place.board(plan="hear-define-commit"), await place.facilitator()
        stages = [stage["id"] for stage in (await session(place, made))["stages"]]
        await post(amara, made, "spotlight", {"view": [0, 0, 800, 600]})
        assert "spotlight" in await session(place, made)
        await post(amara, made, "stage", {"go": stages[1]})
        assert "spotlight" not in await session(place, made)
        await post(amara, made, "spotlight", {"follow": True})
        await post(amara, made, "stage", {"go": stages[2]})
        assert (await session(place, made))["spotlight"]["follow"] is True
