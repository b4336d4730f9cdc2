"""Who is this: cookies, sign-in links, invitations, and whose page a request comes from (server/auth.py)."""

from pathlib import Path

import pytest
from starlette.requests import HTTPConnection

from server import auth
from server.clock import now_ms
from server.record import Participant
from server.secret import new_id
from server.settings import Settings
from visiting import BASE, Browser, Place, open_place


def connection(
    browser: Browser | None = None, query: str = "", headers: dict[str, str] | None = None
) -> HTTPConnection:
    """What a socket or page of this browser looks like to the server."""
    sent = dict(headers or {})
    if browser is not None and browser.cookie:
        sent["cookie"] = f"{auth.COOKIE}={browser.cookie}"
    raw = [(name.encode(), value.encode()) for name, value in sent.items()]
    return HTTPConnection({"type": "http", "headers": raw, "query_string": query.encode(), "path": "/"})


async def test_r113_the_cookie_is_out_of_reach_for_scripts_and_other_sites(place: Place) -> None:
    made = await place.board()
    answer = await place.browser().post(f"/join/{made.contributor.secret}", name="Dee", as_="citizen")
    said = answer.headers["set-cookie"].lower()
    for part in ("sameroom=", "httponly", "samesite=lax", "path=/", "max-age=15552000"):
        assert part in said
    assert "secure" not in said


async def test_r113_the_cookie_is_secure_where_people_come_by_https(tmp_path: Path) -> None:
    async with open_place(tmp_path, public_url="https://room.example.org") as place:
        made = await place.board()
        answer = await place.browser().post(f"/join/{made.contributor.secret}", name="Dee", as_="citizen")
        assert "secure" in answer.headers["set-cookie"].lower()


async def test_r114_a_sign_in_link_works_once(place: Place) -> None:
    link = await auth.first_sign_in(place.store, place.settings, now_ms())
    assert (await place.browser().post(link, name="Amara")).status_code == 303
    again = await place.browser().post(link, name="Mallory")
    assert again.status_code == 401
    assert "used before" in again.text
    assert "set-cookie" not in again.headers


async def test_r114_looking_at_a_sign_in_link_does_not_use_it_up(place: Place) -> None:
    link = await auth.first_sign_in(place.store, place.settings, now_ms())
    assert (await place.browser().get(link)).status_code == 200
    assert (await place.browser().post(link)).status_code == 303


async def test_r114_a_sign_in_link_is_good_for_a_day(place: Place) -> None:
    yesterday = now_ms() - auth.SIGN_IN_LIVES_S * 1000 - 1000
    link = await auth.first_sign_in(place.store, place.settings, yesterday)
    assert (await place.browser().post(link)).status_code == 401


async def test_r115_signing_in_gives_a_new_session(place: Place) -> None:
    made = await place.board()
    browser = await place.joined(made)
    before = browser.cookie
    await browser.post(await auth.first_sign_in(place.store, place.settings, now_ms()), name="Amara")
    assert browser.cookie and browser.cookie != before


async def test_r115_signing_out_ends_the_session_on_the_server_too(place: Place) -> None:
    amara = await place.facilitator()
    token = amara.cookie
    assert token is not None
    await amara.post("/sign-out")
    assert amara.cookie is None
    assert await place.store.session(token) is None


@pytest.mark.parametrize(
    ("headers", "ours"),
    [
        ({}, True),
        ({"sec-fetch-site": "same-origin"}, True),
        ({"sec-fetch-site": "cross-site", "origin": BASE}, False),
        ({"sec-fetch-site": "same-site"}, False),
        ({"origin": BASE}, True),
        ({"origin": "http://127.0.0.1:8000", "host": "127.0.0.1:8000"}, True),
        ({"origin": "http://evil.test", "host": "room.test"}, False),
        ({"origin": "null", "host": "room.test"}, False),
    ],
)
def test_r116_a_request_is_ours_only_from_our_own_pages(headers: dict[str, str], ours: bool) -> None:
    assert auth.is_ours(connection(headers=headers), Settings(public_url=BASE)) is ours


@pytest.mark.parametrize("address", ["/sign-out", "/new", "/join", "/api/boards"])
async def test_r116_a_form_of_another_site_changes_nothing(place: Place, address: str) -> None:
    amara = await place.facilitator()
    answer = await amara.http.post(address, data={"title": "Mine"}, headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403
    assert await place.store.boards() == []
    assert (await amara.get("/")).text.count("Hello, Amara") == 1


async def test_r117_a_cookie_is_its_participant(place: Place) -> None:
    made = await place.board()
    browser = await place.joined(made, "Sunflower", as_="service", department="housing")
    visitor = await auth.visitor_of(connection(browser), made.id, place.store)
    assert (visitor.name, visitor.department, visitor.role) == ("Sunflower", "housing", "contributor")
    assert visitor.invitation is None
    again = await auth.visitor_of(connection(browser), made.id, place.store)
    assert again.participant == visitor.participant


async def test_r117_a_cookie_stands_above_an_invitation_in_the_address(place: Place) -> None:
    made = await place.board()
    browser = await place.joined(made)
    sent = connection(browser, f"invitation={made.facilitator.secret}")
    assert (await auth.visitor_of(sent, made.id, place.store)).role == "contributor"


async def test_r117_a_person_signed_in_elsewhere_is_the_same_participant(place: Place) -> None:
    made = await place.board()
    laptop = await place.facilitator()
    await laptop.get(f"/b/{made.id}")
    phone = await place.facilitator()
    seen = [await auth.visitor_of(connection(browser), made.id, place.store) for browser in (laptop, phone)]
    assert seen[0] == seen[1]


@pytest.mark.parametrize("role", ["facilitator", "contributor", "observer"])
async def test_r118_an_invitation_in_the_address_makes_a_new_participant(place: Place, role: str) -> None:
    made = await place.board()
    invitation = getattr(made, role)
    sent = connection(query=f"invitation={invitation.secret}")
    first = await auth.visitor_of(sent, made.id, place.store)
    second = await auth.visitor_of(sent, made.id, place.store)
    assert first.participant != second.participant
    assert (first.role, first.name, first.department) == (role, "Guest", "outside")
    assert first.invitation == second.invitation == invitation.id
    kept = await place.store.participant(first.participant)
    assert kept is not None and kept.role == role


async def test_r118_who_brings_nothing_is_not_let_in(place: Place) -> None:
    made, other = await place.board(), await place.board("Another")
    elsewhere = await place.joined(other)
    with pytest.raises(auth.NotSignedIn):
        await auth.visitor_of(connection(), made.id, place.store)
    with pytest.raises(auth.NotInvited):
        await auth.visitor_of(connection(elsewhere), made.id, place.store)
    with pytest.raises(auth.NoSuchBoard):
        await auth.visitor_of(connection(elsewhere), "x" * 21, place.store)
    assert (auth.NotSignedIn.status, auth.NotInvited.status, auth.NoSuchBoard.status) == (401, 403, 404)


async def test_r118_an_invitation_that_is_wrong_ended_or_another_boards_lets_nobody_in(place: Place) -> None:
    made, other = await place.board(), await place.board("Another")
    await place.store.end_invitation(made.contributor.id, now_ms())
    for secret in ("guess", made.contributor.secret, other.contributor.secret):
        with pytest.raises(auth.NotInvited):
            await auth.visitor_of(connection(query=f"invitation={secret}"), made.id, place.store)


async def test_r118_a_code_is_no_invitation_for_a_socket(place: Place) -> None:
    made = await place.board()
    with pytest.raises(auth.NotInvited):
        await auth.visitor_of(connection(query=f"invitation={made.contributor.code}"), made.id, place.store)


async def test_r119_the_first_facilitator_is_one_person_however_often_the_server_starts(place: Place) -> None:
    first = await auth.first_sign_in(place.store, place.settings, now_ms())
    second = await auth.first_sign_in(place.store, place.settings, now_ms())
    assert first != second
    assert first.startswith(f"{BASE}/sign-in/")
    (user,) = await place.store.users()
    assert user.admin and user.name == "Facilitator"


async def test_r119_the_first_facilitator_says_their_name_and_may_keep_it(place: Place) -> None:
    await place.facilitator("  Amara\u202e Osei ")
    (user,) = await place.store.users()
    assert user.name == "Amara Osei"
    await place.facilitator("")
    (user,) = await place.store.users()
    assert user.name == "Amara Osei"


async def test_r130_an_administrator_needs_no_invitation(place: Place) -> None:
    made = await place.board()
    amara = await place.facilitator()
    assert (await amara.get(f"/b/{made.id}")).status_code == 200
    assert (await amara.get(f"/b/{made.id}")).status_code == 200
    (only,) = await place.store.participants(made.id)
    assert only.role == "facilitator"


async def test_r130_another_user_sees_only_the_boards_they_are_on(place: Place) -> None:
    made = await place.board("Seen")
    await place.board("Unseen")
    grace = await place.user("grace@example.org", "Grace")
    assert (await grace.get(f"/b/{made.id}")).status_code == 403
    assert "Seen" not in (await grace.get("/")).text
    (user,) = await place.store.users()
    who = Participant(new_id(), made.id, None, user.id, None, "Grace", "outside", "facilitator", now_ms())
    await place.store.add_participant(who)
    assert (await grace.get(f"/b/{made.id}")).status_code == 200
    home = (await grace.get("/")).text
    assert "Seen" in home and "Unseen" not in home


async def test_r130_participants_without_a_session_are_nobodys(place: Place) -> None:
    made = await place.board()
    await auth.visitor_of(connection(query=f"invitation={made.observer.secret}"), made.id, place.store)
    assert await place.store.boards_of(None, None) == set()
    assert await place.store.boards_of(None, "nobody") == set()
