"""The door of a board: newcomers wait until a facilitator lets them in (server/lobby.py, session/door.py)."""

import asyncio

import pytest

from boards.errors import Forbidden
from boards.room import Room
from boards.standing import Standing
from joined import joined
from person import Person, an_id
from running import Invitations, RunningServer
from server.clock import now_ms
from server.creation import Created
from server.pages import lobby
from visiting import Browser, Element, Place, read
from wire_client import wire_client


async def with_lobby(place: Place, ring: str = "Amara on 0161 496 0000") -> tuple[Created, Browser]:
    """A board where people wait, and someone who runs it."""
    made = await place.board()
    bev = place.browser()
    await bev.post(f"/join/{made.facilitator.secret}", name="Bev", as_="citizen")
    answer = await bev.http.post(f"/api/b/{made.id}/door", json={"on": True, "ring": ring})
    assert answer.json() == {"on": True, "ring": ring, "waiting": []}
    return made, bev


async def waiting(bev: Browser, made: Created) -> list[dict[str, object]]:
    found: list[dict[str, object]] = (await bev.get(f"/api/b/{made.id}/door")).json()["waiting"]
    return found


async def id_of(place: Place, made: Created, name: str) -> str:
    (found,) = [one.id for one in await place.store.participants(made.id) if one.name == name]
    return found


def title(page: Element) -> str:
    return page.one("h1").text


async def test_r230_a_newcomer_waits_at_the_door_until_they_are_let_in(place: Place) -> None:
    made, bev = await with_lobby(place)
    assert "lets you in" in (await place.browser().get(f"/join/{made.contributor.secret}")).text
    dee = await place.joined(made, "Dee", as_="service", department="housing")
    page = await dee.page(f"/b/{made.id}")
    assert title(page) == "You’re at the door, Dee"
    assert "Housing" in page.text and not page.all("script", id="boot")
    (one,) = await waiting(bev, made)
    assert made.contributor.code is not None
    assert (one["name"], one["department"], one["by"]) == ("Dee", "housing", f"the code {made.contributor.code}")
    for address in (f"/api/b/{made.id}", f"/b/{made.id}/archive", f"/b/{made.id}/people"):
        assert (await dee.get(address)).status_code == 403, address
    assert (await dee.post(f"/b/{made.id}/me/code")).status_code == 403
    await bev.http.post(f"/api/b/{made.id}/door", json={"let_in": [one["participant"]]})
    assert (await dee.get(f"/b/{made.id}/place")).json() == {"state": "in"}
    assert 'id="boot"' in (await dee.get(f"/b/{made.id}")).text
    assert await waiting(bev, made) == []


async def test_r230_who_runs_the_room_and_who_is_in_already_do_not_wait(place: Place) -> None:
    made = await place.board()
    early = await place.joined(made, "Early")
    amara = await place.facilitator("Amara")
    await amara.get(f"/b/{made.id}")
    await amara.http.post(f"/api/b/{made.id}/door", json={"on": True})
    cat = place.browser()
    await cat.post(f"/join/{made.facilitator.secret}", name="Cat", as_="citizen")
    for browser in (early, amara, cat):
        assert 'id="boot"' in (await browser.get(f"/b/{made.id}")).text
    assert await waiting(amara, made) == []


async def test_r230_the_page_works_by_reloading_and_says_who_will_open(place: Place) -> None:
    made, _ = await with_lobby(place)
    dee = await place.joined(made, "Dee")
    html = (await dee.get(f"/b/{made.id}")).text
    assert '<noscript><meta http-equiv="refresh" content="10"></noscript>' in html
    assert "Nobody who runs the room is here just now" in html


async def test_r231_one_is_told_not_now_and_may_ask_again(place: Place) -> None:
    made, bev = await with_lobby(place)
    dee = await place.joined(made, "Dee")
    whom = await id_of(place, made, "Dee")
    await bev.http.post(f"/api/b/{made.id}/door", json={"not_now": [whom]})
    assert (await dee.get(f"/b/{made.id}/place")).json() == {"state": "not-now"}
    page = await dee.page(f"/b/{made.id}")
    assert title(page) == "Not just now, Dee" and "Amara on 0161 496 0000" in page.text
    assert [one["not_now"] for one in await waiting(bev, made)] == [True]
    assert (await dee.post(f"/b/{made.id}/place", do="ask")).status_code == 303
    assert (await dee.get(f"/b/{made.id}/place")).json() == {"state": "waiting"}
    assert [one["not_now"] for one in await waiting(bev, made)] == [False]
    assert [act.act for act in await place.store.acts(made.id)] == ["not-now", "lobby"]


async def test_r231_whoever_leaves_the_door_leaves_nothing_behind(place: Place) -> None:
    made, bev = await with_lobby(place)
    dee = await place.joined(made, "Dee")
    answer = await dee.post(f"/b/{made.id}/place", do="leave")
    assert (answer.status_code, answer.headers["location"]) == (303, "/join")
    assert await waiting(bev, made) == []
    assert [one.name for one in await place.store.participants(made.id)] == ["Bev"]
    assert (await dee.get(f"/b/{made.id}")).status_code == 403


async def test_r231_who_is_in_does_not_leave_by_the_door(place: Place) -> None:
    made, bev = await with_lobby(place)
    await bev.post(f"/b/{made.id}/place", do="leave")
    assert (await bev.get(f"/b/{made.id}/people")).status_code == 200


async def test_r232_after_five_minutes_the_page_says_whom_to_ring(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    made, bev = await with_lobby(place)
    dee = await place.joined(made, "Dee")
    assert "0161" not in (await dee.get(f"/b/{made.id}")).text
    later = now_ms() + lobby.LONG_MS
    monkeypatch.setattr(lobby, "now_ms", lambda: later)
    assert (await dee.get(f"/b/{made.id}/place")).json() == {"state": "long"}
    assert "Nobody has answered yet. Ring Amara on 0161 496 0000." in (await dee.page(f"/b/{made.id}")).text
    await bev.http.post(f"/api/b/{made.id}/door", json={"on": True, "ring": ""})
    assert "Ring the person who invited you." in (await dee.page(f"/b/{made.id}")).text


async def test_r233_facilitators_let_in_from_the_people_page_too(place: Place) -> None:
    made, bev = await with_lobby(place)
    for name in ("Dee", "Tom", "Tom"):
        await place.joined(made, name)
    page = await bev.page(f"/b/{made.id}/people")
    section = page.one("section", class_="atthedoor")
    assert section.text.count("Someone called Tom is here already") == 2
    await bev.post(f"/b/{made.id}/people", act="not-now", whom=await id_of(place, made, "Dee"))
    assert "You said: not now" in (await bev.page(f"/b/{made.id}/people")).one("section", class_="atthedoor").text
    await bev.post(f"/b/{made.id}/people", act="let-in", whom=await id_of(place, made, "Dee"))
    await bev.post(f"/b/{made.id}/people", act="let-all-in", whom="")
    assert await waiting(bev, made) == []
    said = [act.act for act in await place.store.acts(made.id)]
    assert said == ["let-in", "let-in", "let-in", "not-now", "lobby"]


async def test_r233_when_the_lobby_is_closed_those_who_wait_come_in(place: Place) -> None:
    made, bev = await with_lobby(place)
    dee = await place.joined(made, "Dee")
    await bev.post(f"/b/{made.id}/people", act="lobby", ring="Bev")
    assert 'id="boot"' in (await dee.get(f"/b/{made.id}")).text
    tom = await place.joined(made, "Tom")
    assert 'id="boot"' in (await tom.get(f"/b/{made.id}")).text


@pytest.mark.parametrize("role", ["contributor", "observer"])
async def test_r233_nobody_else_opens_the_door(place: Place, role: str) -> None:
    made = await place.board()
    dee = place.browser()
    await dee.post(f"/join/{getattr(made, role).secret}", name="Dee", as_="citizen")
    tries: tuple[dict[str, object], ...] = ({"on": True}, {"let_in": []}, {"not_now": []})
    for asked in tries:
        assert (await dee.http.post(f"/api/b/{made.id}/door", json=asked)).status_code == 403
    assert (await dee.get(f"/api/b/{made.id}/door")).status_code == 403


async def test_r233_who_waits_does_not_open_the_door_either(place: Place) -> None:
    made, bev = await with_lobby(place)
    dee = await place.joined(made, "Dee")
    whom = await id_of(place, made, "Dee")
    assert (await dee.http.post(f"/api/b/{made.id}/door", json={"let_in": [whom]})).status_code == 403
    assert len(await waiting(bev, made)) == 1


@pytest.mark.parametrize("asked", [{}, {"let_in": "all"}, {"let_in": [1]}, {"on": "yes"}, {"on": True, "ring": 5}])
async def test_r233_what_makes_no_sense_is_refused_in_words(place: Place, asked: dict[str, object]) -> None:
    made, bev = await with_lobby(place)
    answer = await bev.http.post(f"/api/b/{made.id}/door", json=asked)
    assert answer.status_code == 422 and "let_in" in answer.json()["error"]


def test_r234_facilitators_in_the_room_are_told_how_many_wait_and_nobody_else_is() -> None:
    room = Room("board", [], {}, {}, client=1)
    bev, dee = Person(room, "bev", "facilitator"), Person(room, "dee")
    for number, asking in enumerate(({"x"}, {"x", "y"}, set()), 1):
        for member, outcome in room.restand(Standing(number, {}, frozenset(), frozenset(asking), frozenset(asking))):
            assert member is bev.member
            bev.hear(outcome.now)
    assert [kind for kind, _ in bev.notices] == ["lobby:1", "lobby:2", "lobby:0"]
    assert [words for _, words in bev.notices][:2] == [
        "1 person is waiting to be let in.",
        "2 people are waiting to be let in.",
    ]
    assert dee.notices == []


def test_r234_a_facilitator_who_comes_later_is_told_too() -> None:
    room = Room("board", [], {}, {}, client=1)
    room.restand(Standing(1, {an_id("cat"): "contributor"}, frozenset(), frozenset({"x"}), frozenset({"x"})))
    assert Person(room, "bev", "facilitator").notices == [("lobby:1", "1 person is waiting to be let in.")]
    cat = Person(room, "cat")
    assert cat.notices == []
    roles = {an_id("cat"): "facilitator"}
    for member, outcome in room.restand(
        Standing(2, roles, frozenset(), frozenset({"x"}), frozenset({"x"}))  # type: ignore[arg-type]
    ):
        assert member is cat.member
        cat.hear(outcome.now)
    assert [kind for kind, _ in cat.notices] == ["rights:facilitator", "lobby:1"]


def test_r230_who_waits_has_no_place_in_the_room() -> None:
    room = Room("board", [], {}, {}, client=1)
    room.restand(Standing(1, {an_id("dee"): "contributor"}, frozenset(), frozenset({an_id("dee")})))
    with pytest.raises(Forbidden, match="at the door"):
        Person(room, "dee")


async def test_r235_no_client_gets_past_the_door(server: RunningServer, board: Invitations) -> None:
    """Neither with the cookie of who waits, nor with the invitation itself."""
    async with joined(server, board, "facilitator", "Bev") as bev:
        await bev.act("door", on=True)
        async with joined(server, board, "contributor", "Dee") as dee:
            with pytest.raises(Exception, match="403"):
                async with wire_client(dee.sync, cookie=dee.cookie):
                    pass
            for role in ("contributor", "observer"):
                with pytest.raises(Exception, match="403"):
                    async with wire_client(server.sync_url(board, role)):
                        pass
            async with wire_client(bev.sync, own_messages=True, cookie=bev.cookie) as tab:
                await asyncio.wait_for(tab.until(lambda: tab.notices), 2)
                assert tab.notices[0][0] == "lobby:1"
                (one,) = (await bev.http.get(f"/api/b/{board.id}/door")).json()["waiting"]
                await bev.act("door", let_in=[one["participant"]])
                await tab.until(lambda: tab.notices[-1][0] == "lobby:0")
            async with wire_client(dee.sync, cookie=dee.cookie) as inside:
                card = await inside.add("in at last")
                await inside.until(lambda: card in inside.acknowledged())


async def test_r230_what_they_typed_can_be_changed_at_the_door(place: Place) -> None:
    made, bev = await with_lobby(place)
    dee = await place.joined(made, "Dee")
    page = read((await dee.get(f"/b/{made.id}/me")).text)
    assert "Back to the door" in page.text and not page.all("section", class_="moving")
    assert (await dee.post(f"/b/{made.id}/me", name="Deirdre", as_="citizen")).status_code == 303
    assert [one["name"] for one in await waiting(bev, made)] == ["Deirdre"]
