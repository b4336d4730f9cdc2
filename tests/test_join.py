"""Coming in by a link or a code, and saying who one is (server/pages/join.py, code.py, server/knock.py)."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from server import knock
from server.clock import now_ms
from server.creation import Created
from server.knock import Door
from server.pages import code
from server.pages.form import MAX_NAME, one_line
from server.record import Participant
from visiting import Element, Place, open_place, read


@pytest.fixture
async def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Place]:
    monkeypatch.setattr(code, "door", Door())
    async with open_place(tmp_path) as opened:
        yield opened


async def people(place: Place, made: Created) -> list[Participant]:
    return await place.store.participants(made.id)


def checked(page: Element) -> list[str]:
    """The values of the radio buttons that are set."""
    return [choice.attributes["value"] for choice in page.all("input", type="radio") if "checked" in choice.attributes]


async def test_r120_a_link_asks_who_you_are_and_lets_you_in(place: Place) -> None:
    made = await place.board("Damp at home")
    browser = place.browser()
    page = await browser.page(f"/join/{made.contributor.secret}")
    assert page.one("h1").text == "Damp at home"
    answer = await browser.post(f"/join/{made.contributor.secret}", name="Sunflower", as_="citizen")
    assert (answer.status_code, answer.headers["location"]) == (303, f"/b/{made.id}")
    (who,) = await people(place, made)
    assert (who.name, who.department, who.role) == ("Sunflower", "citizen", "contributor")
    assert who.invitation == made.contributor.id
    assert (await browser.get(f"/b/{made.id}")).status_code == 200


@pytest.mark.parametrize(
    ("role", "words"),
    [("facilitator", "help run"), ("contributor", "invited to"), ("observer", "for reading, not writing")],
)
async def test_r120_each_invitation_gives_its_role(place: Place, role: str, words: str) -> None:
    made = await place.board()
    browser = place.browser()
    link = f"/join/{getattr(made, role).secret}"
    assert words in (await browser.get(link)).text
    await browser.post(link, name="Dee", as_="citizen")
    (who,) = await people(place, made)
    assert who.role == role


async def test_r120_someone_from_a_service_says_which(place: Place) -> None:
    made = await place.board()
    await place.joined(made, "Tom", as_="service", department="housing")
    await place.joined(made, "Ada", as_="service", department="outside")
    await place.joined(made, "Kim", as_="", department="libraries")
    assert [who.department for who in await people(place, made)] == ["housing", "outside", "libraries"]


async def test_r121_a_code_is_found_however_it_is_typed(place: Place) -> None:
    made = await place.board()
    assert made.contributor.code is not None
    word, number = made.contributor.code.split()
    for typed in (f"{word} {number}", f"{word.lower()}{number}", f" {word.title()}-{number} "):
        answer = await place.browser().post("/join", code=typed)
        assert answer.status_code == 303
        page = await place.browser().page(answer.headers["location"])
        assert page.one("h1").text == made.title


async def test_r121_a_code_is_as_good_as_the_link(place: Place) -> None:
    made = await place.board()
    browser = place.browser()
    address = (await browser.post("/join", code=made.contributor.code or "")).headers["location"]
    assert (await browser.post(address, name="Dee", as_="citizen")).headers["location"] == f"/b/{made.id}"


async def test_r122_a_wrong_code_says_what_to_do_and_keeps_what_was_typed(place: Place) -> None:
    answer = await place.browser().post("/join", code="OTER 42")
    assert answer.status_code == 404
    page = read(answer.text)
    field = page.one("input", name="code")
    assert field.attributes["value"] == "OTER 42"
    assert field.attributes["aria-invalid"] == "true"
    assert (
        "We can’t find that room. Check the code on the big screen. It looks like OTTER 42."
        in page.one(id="code-error").text
    )
    assert "code-error" in field.attributes["aria-describedby"]
    assert page.one("title").text.startswith("Please check: ")


async def test_r122_no_code_at_all_is_asked_for_again(place: Place) -> None:
    answer = await place.browser().post("/join", code="  ")
    assert answer.status_code == 422
    assert "Type the code from the big screen" in answer.text


async def test_r122_who_comes_back_needs_no_code(place: Place) -> None:
    made = await place.board("Damp at home")
    await place.board("Somebody else’s")
    browser = await place.joined(made)
    links = (await browser.page("/join")).one("section", class_="before").all("a")
    assert [(link.attributes["href"], link.text) for link in links] == [(f"/b/{made.id}", "Damp at home")]
    assert not (await place.browser().page("/")).all("section", class_="before")


async def test_r123_guessing_codes_runs_out_and_links_go_on_working(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = await place.board()
    code.door.tokens = 2.0
    code.door.refill_per_s = 1e-9  # the first question counts from when the machine started
    monkeypatch.setattr(knock, "SLOWEST_S", 0.0)
    guesser = place.browser()
    tried = [(await guesser.post("/join", code=f"WREN {n}")).status_code for n in range(10, 14)]
    assert tried == [404, 404, 429, 429]
    refused = await guesser.post("/join", code=made.contributor.code or "")
    assert refused.status_code == 429
    assert int(refused.headers["retry-after"]) >= 1
    assert "ask for the link" in refused.text
    assert (await place.browser().get(f"/join/{made.contributor.secret}")).status_code == 200


async def test_r123_right_codes_cost_nothing(place: Place) -> None:
    made = await place.board()
    before = code.door.tokens
    for _ in range(5):
        await place.browser().post("/join", code=made.contributor.code or "")
    assert code.door.tokens == before


def test_r123_patience_comes_back_with_time() -> None:
    door = Door()
    waits = []
    for _ in range(knock.CAPACITY):
        assert door.may_try(100.0)
        waits.append(door.wrong())
    assert not door.may_try(100.0)
    assert waits == sorted(waits) and waits[0] < 0.02 and waits[-1] == knock.SLOWEST_S
    assert door.retry_after_s == 2
    assert door.may_try(100.0 + door.retry_after_s)
    assert not Door(tokens=0.0, asked_s=100.0).may_try(50.0)  # a clock that went back gives nothing away


async def test_r124_what_is_missing_is_said_above_its_field(place: Place) -> None:
    made = await place.board()
    answer = await place.browser().post(f"/join/{made.contributor.secret}", name="", as_="service")
    assert answer.status_code == 422
    page = read(answer.text)
    assert "made-up name is fine" in page.one(id="name-error").text
    assert "Choose the service you work in" in page.one(id="group-error").text
    assert checked(page) == ["service"]
    assert [e.attributes["name"] for e in page.all("input") if "autofocus" in e.attributes] == ["name"]
    assert await people(place, made) == []


async def test_r124_what_was_typed_is_kept(place: Place) -> None:
    made = await place.board()
    answer = await place.browser().post(f"/join/{made.contributor.secret}", name='Dee "D" <b>')
    page = read(answer.text)
    assert page.one("input", name="name").attributes["value"] == 'Dee "D" <b>'
    answer = await place.browser().post(f"/join/{made.contributor.secret}", as_="service", department="housing")
    assert checked(read(answer.text)) == ["service", "housing"]


async def test_r125_nobody_speaks_for_a_service_the_board_does_not_have(place: Place) -> None:
    made = await place.board()
    answer = await place.browser().post(
        f"/join/{made.contributor.secret}", name="Eve", as_="service", department="made-up"
    )
    assert answer.status_code == 422
    assert await people(place, made) == []


async def test_r125_a_board_without_services_asks_for_none(place: Place) -> None:
    amara = await place.facilitator()
    board = (await amara.post("/new", title="Bare", plan="empty", services="")).headers["location"].split("/")[-1]
    link = next(i for i in await place.store.invitations_of_board(board) if i.role == "contributor").secret
    browser = place.browser()
    assert not (await browser.page(f"/join/{link}")).all("input", name="department")
    assert (await browser.post(f"/join/{link}", name="Tom", as_="service")).status_code == 303
    assert (await place.store.participants(board))[-1].department == "outside"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Ada \t Lovelace\n", "Ada Lovelace"),
        ("evil\u202ednuora", "evildnuora"),
        ("zero\u200bwidth\ufeff", "zerowidth"),
        ("e\u0301", "é"),
        ("👩\u200d🔬", "👩\u200d🔬"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("\x00\x1b[31m", "[31m"),
        ("\u202e\u200b", ""),
        ("x" * 200, "x" * MAX_NAME),
    ],
)
def test_r126_names_hold_nothing_that_turns_other_words_around(typed: str, kept: str) -> None:
    assert one_line(typed, MAX_NAME) == kept


async def test_r127_someone_else_at_the_same_computer_gets_a_seat_of_their_own(place: Place) -> None:
    made = await place.board()
    browser = await place.joined(made, "Sunflower")
    link, first = f"/join/{made.contributor.secret}", browser.cookie
    page = await browser.page(link)
    assert page.one("section", class_="already").one("h2").text == "You’re in this room as Sunflower"
    assert page.one("section", class_="already").one("a").attributes["href"] == f"/b/{made.id}"
    assert page.one("input", name="name").attributes["value"] == ""
    await browser.post(link, name="Bluebell", as_="citizen")
    assert browser.cookie != first
    assert first is not None and await place.store.session(first) is None
    assert [who.name for who in await people(place, made)] == ["Sunflower", "Bluebell"]
    assert "as Bluebell" in (await browser.get(link)).text


async def test_r127_one_browser_keeps_one_session_across_boards(place: Place) -> None:
    made, other = await place.board(), await place.board("Another")
    browser = await place.joined(made)
    before = browser.cookie
    await browser.post(f"/join/{other.contributor.secret}", name="Sunny", as_="citizen")
    assert browser.cookie == before
    for board in (made, other):
        assert (await browser.get(f"/b/{board.id}")).status_code == 200


async def test_r128_an_invitation_with_more_rights_is_for_the_same_person(place: Place) -> None:
    made = await place.board()
    browser = await place.joined(made, "Tom")
    link, before = f"/join/{made.facilitator.secret}", browser.cookie
    assert not (await browser.page(link)).all("section", class_="already")
    await browser.post(link, name="Tom", as_="citizen")
    assert browser.cookie == before
    assert '"role": "facilitator"' in (await browser.get(f"/b/{made.id}")).text
    assert (await browser.page(f"/join/{made.contributor.secret}")).one("section", class_="already")


async def test_r128_a_signed_in_administrator_joins_as_facilitator(place: Place) -> None:
    made = await place.board()
    amara = await place.facilitator("Amara")
    link = f"/join/{made.contributor.secret}"
    assert (await amara.page(link)).one("input", name="name").attributes["value"] == "Amara"
    await amara.post(link, name="Amara", as_="service", department="family-hubs")
    (who,) = await people(place, made)
    assert (who.role, who.department) == ("facilitator", "family-hubs")


@pytest.mark.parametrize("role", ["facilitator", "contributor"])
async def test_r129_an_ended_invitation_lets_nobody_in(place: Place, role: str) -> None:
    made = await place.board()
    invitation = getattr(made, role)
    browser = place.browser()
    assert (await browser.get(f"/join/{invitation.secret}")).status_code == 200
    await place.store.end_invitation(invitation.id, now_ms())
    for answer in (
        await browser.get(f"/join/{invitation.secret}"),
        await browser.post(f"/join/{invitation.secret}", name="Late", as_="citizen"),
    ):
        assert answer.status_code == 404
        assert "It may have ended" in answer.text
        assert invitation.secret not in answer.text
    assert await people(place, made) == []


async def test_r129_those_inside_stay_when_their_invitation_ends(place: Place) -> None:
    made = await place.board()
    browser = await place.joined(made)
    await place.store.end_invitation(made.contributor.id, now_ms())
    assert (await browser.get(f"/b/{made.id}")).status_code == 200


async def test_r129_an_invitation_goes_with_its_board(place: Place) -> None:
    made = await place.board()
    browser = await place.joined(made)
    await place.store.delete_board(made.id, now_ms())
    assert (await place.browser().get(f"/join/{made.contributor.secret}")).status_code == 404
    answer = await browser.get(f"/b/{made.id}")
    assert answer.status_code == 404
    assert "It may have been deleted" in answer.text


async def test_r120_a_person_may_change_their_name_and_group(place: Place) -> None:
    made = await place.board()
    browser = await place.joined(made, "Owen")
    page = await browser.page(f"/b/{made.id}/me")
    assert page.one("input", name="name").attributes["value"] == "Owen"
    assert checked(page) == ["citizen"]
    wrong = await browser.post(f"/b/{made.id}/me", name="", as_="citizen")
    assert wrong.status_code == 422
    answer = await browser.post(f"/b/{made.id}/me", name="Owain", as_="service", department="libraries")
    assert answer.headers["location"] == f"/b/{made.id}"
    (who,) = await people(place, made)
    assert (who.name, who.department, who.role) == ("Owain", "libraries", "contributor")
    assert checked(await browser.page(f"/b/{made.id}/me")) == ["service", "libraries"]


async def test_r120_a_form_that_is_too_long_is_refused(place: Place) -> None:
    made = await place.board()
    answer = await place.browser().post(f"/join/{made.contributor.secret}", name="x" * 30_000, as_="citizen")
    assert answer.status_code == 413
    assert "shorten what you typed" in answer.text


async def test_r120_many_may_come_at_once(place: Place) -> None:
    made = await place.board()
    await asyncio.gather(*(place.joined(made, f"Person {n}") for n in range(30)))
    assert len({who.session for who in await people(place, made)}) == 30


async def test_r137_the_secret_leaves_the_address_once_you_are_in(place: Place) -> None:
    made = await place.board()
    browser = place.browser()
    for answer in (
        await browser.get(f"/join/{made.contributor.secret}"),
        await browser.post(f"/join/{made.contributor.secret}", name="Dee", as_="citizen"),
    ):
        assert answer.headers["referrer-policy"] == "same-origin"
        assert made.contributor.secret not in answer.headers.get("location", "")
    assert made.contributor.secret not in (await browser.get(f"/b/{made.id}")).text
