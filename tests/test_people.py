"""The people page, invitations, and the list of acts (server/pages/people.py, server/standing.py)."""

import asyncio
import csv
import io
from typing import Any

import pytest

from server.clock import now_ms
from server.creation import Created
from server.pages.join import Said, bound
from server.record import Participant
from server.refusal import NoLongerOpen, NotAllowed
from visiting import Browser, Element, Place, read


async def helper(place: Place, made: Created, name: str = "Bev") -> Browser:
    """Someone who came by the facilitators' link."""
    browser = place.browser()
    answer = await browser.post(f"/join/{made.facilitator.secret}", name=name, as_="citizen")
    assert answer.status_code == 303
    return browser


async def called(place: Place, made: Created, name: str) -> Participant:
    (who,) = [one for one in await place.store.participants(made.id) if one.name == name]
    return who


def button(page: Element, words: str) -> Element:
    (found,) = [one for one in page.all("button") if one.text.startswith(words)]
    return found


# Rights that change


async def test_r213_a_facilitator_gives_another_role(place: Place) -> None:
    made = await place.board()
    bev, dee = await helper(place, made), await place.joined(made, "Dee")
    whom = (await called(place, made, "Dee")).id
    for role, can in (("observer", "Observer"), ("facilitator", "Facilitator")):
        answer = await bev.post(f"/b/{made.id}/people", act=role, whom=whom)
        assert answer.status_code == 303
        assert (await called(place, made, "Dee")).role == role
        row = (await bev.page(f"/b/{made.id}/people")).one(id=f"p-{whom}")
        assert can in row.text
    assert (await dee.get(f"/b/{made.id}/people")).status_code == 200


async def test_r214_a_removed_person_is_out_until_they_are_let_back(place: Place) -> None:
    made = await place.board()
    bev, dee = await helper(place, made), await place.joined(made, "Dee")
    whom = (await called(place, made, "Dee")).id
    await bev.post(f"/b/{made.id}/people", act="remove", whom=whom)
    for address in (f"/b/{made.id}", f"/b/{made.id}/me", f"/join/{made.contributor.secret}", f"/api/b/{made.id}"):
        answer = await dee.get(address)
        assert answer.status_code == 403, address
        assert "asked you to leave this room" in answer.text
    assert (await dee.post(f"/join/{made.contributor.secret}", name="Dee", as_="citizen")).status_code == 403
    page = await bev.page(f"/b/{made.id}/people")
    assert "Let back in" in page.one(id=f"p-{whom}").text
    await bev.post(f"/b/{made.id}/people", act="let-back", whom=whom)
    assert (await dee.get(f"/b/{made.id}")).status_code == 200
    assert (await called(place, made, "Dee")).role == "contributor"


async def test_r214_the_invitation_they_came_by_can_be_ended_with_it(place: Place) -> None:
    made = await place.board()
    bev, _ = await helper(place, made), await place.joined(made, "Dee")
    await bev.post(f"/b/{made.id}/people", act="remove", whom=(await called(place, made, "Dee")).id, also="end")
    assert (await place.browser().get(f"/join/{made.contributor.secret}")).status_code == 404


async def test_r215_the_last_who_runs_a_board_stays_until_somebody_else_does(place: Place) -> None:
    made = await place.board()
    bev, _ = await helper(place, made), await place.joined(made, "Dee")
    own, other = (await called(place, made, "Bev")).id, (await called(place, made, "Dee")).id
    for act in ("observer", "contributor", "remove"):
        answer = await bev.post(f"/b/{made.id}/people", act=act, whom=own)
        assert answer.status_code == 422
        assert "a board needs one" in answer.text
    assert (await called(place, made, "Bev")).role == "facilitator"
    await bev.post(f"/b/{made.id}/people", act="facilitator", whom=other)
    assert (await bev.post(f"/b/{made.id}/people", act="contributor", whom=own)).status_code == 303
    assert (await bev.get(f"/b/{made.id}/people")).status_code == 403


async def test_r215_two_who_remove_each_other_at_once_do_not_both_succeed(place: Place) -> None:
    made = await place.board()
    await helper(place, made, "Bev")
    await helper(place, made, "Cat")
    bev, cat = (await called(place, made, "Bev")).id, (await called(place, made, "Cat")).id
    removals = (
        place.store.remove_person(made.id, bev, cat, now_ms()),
        place.store.remove_person(made.id, cat, bev, now_ms()),
    )
    said = await asyncio.gather(*removals, return_exceptions=True)
    assert sorted(type(one).__name__ for one in said) == ["NoneType", "NotAllowed"]
    assert sum(one.removed is None for one in await place.store.participants(made.id)) == 1


async def test_r215_who_looks_after_the_site_is_not_removed(place: Place) -> None:
    made = await place.board()
    amara, bev = await place.facilitator("Amara"), await helper(place, made)
    await amara.get(f"/b/{made.id}")
    whom = (await called(place, made, "Amara")).id
    answer = await bev.post(f"/b/{made.id}/people", act="remove", whom=whom)
    assert answer.status_code == 422 and "look after this site" in answer.text
    assert (await called(place, made, "Amara")).removed is None


@pytest.mark.parametrize("role", ["contributor", "observer"])
async def test_r221_only_who_runs_the_room_gets_at_its_people(place: Place, role: str) -> None:
    made = await place.board()
    browser = place.browser()
    await browser.post(f"/join/{getattr(made, role).secret}", name="Dee", as_="citizen")
    whom = (await called(place, made, "Dee")).id
    for address in (f"/b/{made.id}/people", f"/b/{made.id}/people/acts.csv"):
        assert (await browser.get(address)).status_code == 403
    for act in ("facilitator", "remove", "end", "renew", "invite"):
        assert (await browser.post(f"/b/{made.id}/people", act=act, whom=whom)).status_code == 403
    answer = await browser.http.post(f"/api/b/{made.id}/lock", json={"board": True, "on": True})
    assert answer.status_code == 403
    assert (await called(place, made, "Dee")).role == role
    assert await place.store.acts(made.id) == []


async def test_r221_a_facilitator_of_one_board_is_nobody_on_another(place: Place) -> None:
    made, other = await place.board(), await place.board("Another")
    bev = await helper(place, made)
    await place.joined(other, "Dee")
    theirs = (await called(place, other, "Dee")).id
    assert (await bev.get(f"/b/{other.id}/people")).status_code == 403
    for act in ("observer", "remove"):
        assert (await bev.post(f"/b/{made.id}/people", act=act, whom=theirs)).status_code == 422
    for act in ("end", "renew", "reopen"):
        assert (await bev.post(f"/b/{made.id}/people", act=act, whom=other.contributor.id)).status_code == 422
    assert (await called(place, other, "Dee")).role == "contributor"
    assert (await place.browser().get(f"/join/{other.contributor.secret}")).status_code == 200


async def test_r221_who_lost_the_right_meanwhile_is_refused_in_the_store_too(place: Place) -> None:
    made = await place.board()
    await helper(place, made, "Bev")
    await helper(place, made, "Cat")
    bev, cat = (await called(place, made, "Bev")).id, (await called(place, made, "Cat")).id
    await place.store.set_role(made.id, bev, cat, "observer", now_ms())
    before = await place.store.acts(made.id)
    for deed in (
        place.store.set_role(made.id, cat, bev, "observer", now_ms()),
        place.store.note_act(made.id, cat, "frozen", None, now_ms()),
        place.store.close_invitation(made.id, cat, made.contributor.id, now_ms()),
    ):
        with pytest.raises(NotAllowed):
            await deed
    assert await place.store.acts(made.id) == before


# Invitations


async def test_r216_an_invitation_is_for_someone_for_so_long_and_so_many(place: Place) -> None:
    made = await place.board()
    bev = await helper(place, made)
    answer = await bev.post(
        f"/b/{made.id}/people", act="invite", title="Night shift", role="contributor", until="8", places="2"
    )
    page = await bev.page(answer.headers["location"])
    row = page.one(id=answer.headers["location"].partition("#")[2])
    assert "Night shift" in row.text and "0 of 2 came" in row.text and "8 hours left" in row.text
    new = (await place.store.invitations_of_board(made.id))[-1]
    assert new.code and (new.title, new.places) == ("Night shift", 2)
    for name in ("Ann", "Ben"):
        assert (await place.browser().post(f"/join/{new.secret}", name=name, as_="citizen")).status_code == 303
    late = await place.browser().post(f"/join/{new.secret}", name="Cat", as_="citizen")
    assert late.status_code == 403 and "Everyone this invitation was for" in late.text
    assert [one.name for one in await place.store.participants(made.id)] == ["Bev", "Ann", "Ben"]


@pytest.mark.parametrize(
    ("speaks_for", "asked", "said"),
    [
        ("citizen", {"as_": "service", "department": "housing"}, "citizen"),
        ("citizen", {}, "citizen"),
        ("housing", {"as_": "citizen"}, "housing"),
        ("housing", {"as_": "service", "department": "libraries"}, "housing"),
        ("service", {"as_": "citizen", "department": "libraries"}, "libraries"),
        ("service", {"department": "outside"}, "outside"),
    ],
)
async def test_r228_an_invitation_may_say_for_which_group_people_speak(
    place: Place, speaks_for: str, asked: dict[str, str], said: str
) -> None:
    made = await place.board()
    bev = await helper(place, made)
    answer = await bev.post(f"/b/{made.id}/people", act="invite", role="contributor", until="", speaks_for=speaks_for)
    assert answer.status_code == 303
    new = (await place.store.invitations_of_board(made.id))[-1]
    dee = place.browser()
    page = await dee.page(f"/join/{new.secret}")
    offered = {one.attributes["value"] for one in page.all("input", type="radio", name="department")}
    assert bool(offered) is (speaks_for == "service") and not page.all("input", type="radio", name="as")
    assert (await dee.post(f"/join/{new.secret}", name="Dee", **asked)).status_code == 303
    assert (await called(place, made, "Dee")).department == said
    await dee.post(f"/b/{made.id}/me", name="Dee", **({"as_": "citizen", "department": "libraries"} | asked))
    assert (await called(place, made, "Dee")).department == said


async def test_r228_a_service_is_asked_for_and_one_that_has_gone_leaves_any(place: Place) -> None:
    made = await place.board()
    bev = await helper(place, made)
    await bev.post(f"/b/{made.id}/people", act="invite", role="observer", until="", speaks_for="service")
    new = (await place.store.invitations_of_board(made.id))[-1]
    answer = await place.browser().post(f"/join/{new.secret}", name="Dee", as_="citizen")
    assert answer.status_code == 422 and "Choose the service" in answer.text
    bad = await bev.post(f"/b/{made.id}/people", act="invite", role="observer", until="", speaks_for="nowhere")
    assert bad.status_code == 400
    departments = [{"id": "libraries"}]
    assert bound(Said("Dee", "citizen", "libraries"), "gone", departments).group == "libraries"


async def test_r216_two_who_take_the_last_place_at_once_do_not_both_get_it(place: Place) -> None:
    made = await place.board()
    bev = await helper(place, made)
    await bev.post(f"/b/{made.id}/people", act="invite", role="observer", until="", places="1")
    new = (await place.store.invitations_of_board(made.id))[-1]
    guests = [
        Participant(f"{name}{'x' * 20}", made.id, None, None, new.id, name, "citizen", "observer", now_ms())
        for name in "abc"
    ]
    said = await asyncio.gather(*(place.store.admit(who, now_ms()) for who in guests), return_exceptions=True)
    assert sorted(type(one).__name__ for one in said) == ["NoLongerOpen", "NoLongerOpen", "Participant"]


async def test_r216_after_its_time_nobody_comes_in_by_link_code_or_socket(place: Place) -> None:
    made = await place.board()
    bev = await helper(place, made)
    await bev.post(f"/b/{made.id}/people", act="invite", role="contributor", until="1")
    new = (await place.store.invitations_of_board(made.id))[-1]
    assert new.expires is not None and 3_590_000 < new.expires - now_ms() <= 3_600_000
    assert new.lets_in(new.expires - 1) and not new.lets_in(new.expires)
    who = Participant("x" * 21, made.id, None, None, new.id, "Late", "citizen", "contributor", 1)
    with pytest.raises(NoLongerOpen):
        await place.store.admit(who, new.expires)


@pytest.mark.parametrize("places", ["0", "-1", "many", "5001", "1.5", "²"])
async def test_r216_a_number_that_is_none_is_said_and_makes_no_invitation(place: Place, places: str) -> None:
    made = await place.board()
    bev = await helper(place, made)
    before = len(await place.store.invitations_of_board(made.id))
    answer = await bev.post(f"/b/{made.id}/people", act="invite", role="observer", until="", places=places)
    assert answer.status_code == 422 and "How many people?" in answer.text
    assert len(await place.store.invitations_of_board(made.id)) == before


async def test_r217_an_ended_invitation_is_reopened_by_one_button(place: Place) -> None:
    made = await place.board()
    bev, dee = await helper(place, made), await place.joined(made, "Dee")
    await bev.post(f"/b/{made.id}/people", act="end", whom=made.contributor.id)
    assert (await place.browser().get(f"/join/{made.contributor.secret}")).status_code == 404
    assert (await dee.get(f"/b/{made.id}")).status_code == 200  # who joined with it stays
    page = await bev.page(f"/b/{made.id}/people")
    assert [one.text for one in page.one("section", class_="crowd__acts").all("button")] == [
        "Open again : ended the invitation for Everyone"
    ]
    await bev.post(f"/b/{made.id}/people", act="reopen", whom=made.contributor.id)
    assert (await place.browser().get(f"/join/{made.contributor.secret}")).status_code == 200


async def test_r217_a_renewed_invitation_has_another_link_and_code(place: Place) -> None:
    made = await place.board()
    bev = await helper(place, made)
    await bev.post(f"/b/{made.id}/people", act="renew", whom=made.contributor.id)
    new = (await place.store.invitations_of_board(made.id))[-1]
    assert new.role == "contributor" and new.secret != made.contributor.secret and new.code
    assert (await place.browser().get(f"/join/{made.contributor.secret}")).status_code == 404
    assert (await place.browser().get(f"/join/{new.secret}")).status_code == 200
    page = await bev.page(f"/b/{made.id}/people")
    assert page.one(class_="doorcard__code").text == new.code
    assert page.one(class_="doorcard__q").all("svg")


async def test_r215_a_helpers_link_makes_facilitators_who_can_do_everything(place: Place) -> None:
    made = await place.board()
    bev = await helper(place, made, "Bev")
    await bev.post(f"/b/{made.id}/people", act="invite", title="Co-facilitators", role="facilitator", until="24")
    link = (await place.store.invitations_of_board(made.id))[-1]
    assert link.code is None  # a code can be guessed; a link to run the room must not be
    cat = place.browser()
    await cat.post(f"/join/{link.secret}", name="Cat", as_="citizen")
    await bev.http.aclose()  # whoever made the board is gone for good
    whom = (await called(place, made, "Bev")).id
    assert (await cat.post(f"/b/{made.id}/people", act="remove", whom=whom)).status_code == 303
    answer = await cat.http.post(f"/api/b/{made.id}/lock", json={"board": True, "on": True})
    assert answer.status_code == 200


# The list of acts


async def test_r220_what_facilitators_do_is_listed_with_who_and_when(place: Place) -> None:
    made = await place.board()
    bev, _ = await helper(place, made), await place.joined(made, "Dee")
    whom = (await called(place, made, "Dee")).id
    await bev.post(f"/b/{made.id}/people", act="observer", whom=whom)
    await bev.post(f"/b/{made.id}/people", act="remove", whom=whom)
    await bev.http.post(f"/api/b/{made.id}/lock", json={"board": True, "on": True})
    said = [
        line.text for line in (await bev.page(f"/b/{made.id}/people")).one("section", class_="crowd__acts").all("li")
    ]
    assert said == [
        "Bev closed the board for changes just now Open it again : closed the board for changes",
        "Bev removed Dee from the room just now Let back in : removed Dee from the room",
        "Bev made Dee an observer just now",
    ]
    assert [(act.number, act.act) for act in await place.store.acts(made.id)] == [
        (3, "frozen"),
        (2, "removed"),
        (1, "observer"),
    ]


async def test_r220_the_list_is_saved_as_a_table_with_no_words_from_cards(place: Place) -> None:
    made = await place.board()
    bev, _ = await helper(place, made), await place.joined(made, "=1+1")
    document = await place.app.state.hub.document(made.id)
    card, words = next((id_, str(card["text"])) for id_, card in document.plain()["cards"].items() if card["text"])
    await bev.http.post(f"/api/b/{made.id}/lock", json={"card": card, "on": True})
    await bev.post(f"/b/{made.id}/people", act="remove", whom=(await called(place, made, "=1+1")).id)
    answer = await bev.get(f"/b/{made.id}/people/acts.csv")
    assert answer.headers["content-type"].startswith("text/csv")
    rows = list(csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff"))))
    assert [(row["by"], row["act"], row["whom"]) for row in rows] == [
        ("Bev", "locked", ""),
        ("Bev", "removed", "'=1+1"),
    ]
    assert rows[0]["whom id"] == card
    assert words not in answer.text


async def test_r220_acts_go_with_their_board(place: Place) -> None:
    made = await place.board()
    bev = await helper(place, made)
    await bev.http.post(f"/api/b/{made.id}/lock", json={"board": True, "on": True})
    await place.store.delete_board(made.id, now_ms())
    assert await place.store.acts(made.id) == []
    assert [finding for finding in await place.store.check() if "belong" in finding] == []


async def test_r220_a_board_without_acts_says_what_will_be_listed(place: Place) -> None:
    made = await place.board()
    bev = await helper(place, made)
    page = read((await bev.get(f"/b/{made.id}/people")).text)
    assert "What people write is never in this list" in page.one("section", class_="crowd__acts").text
    assert button(page, "Make a link and QR code")


# Taking acts back


class Acts:
    """The list of acts, as Bev has it on her page."""

    def __init__(self, bev: Browser, made: Created) -> None:
        self.bev, self.made = bev, made

    async def lines(self) -> list[Element]:
        page = await self.bev.page(f"/b/{self.made.id}/people")
        return page.one("section", class_="crowd__acts").all("li")

    async def said(self) -> list[str]:
        return [line.text for line in await self.lines()]

    async def take_back(self, words: str) -> int:
        """Press the button of the newest act that says so."""
        line = next(line for line in await self.lines() if words in line.text)
        form = {field.attributes["name"]: field.attributes["value"] for field in line.all("input")}
        address = line.one("form").attributes.get("action", f"/b/{self.made.id}/people")
        return (await self.bev.post(address, **form)).status_code

    async def do(self, noun: str, **what: Any) -> Any:
        answer = await self.bev.http.post(f"/api/b/{self.made.id}/{noun}", json=what)
        assert answer.status_code == 200, answer.text
        return answer.json()


async def test_r841_what_was_done_is_taken_back_from_the_list_once(place: Place) -> None:
    made = await place.board()
    acts = Acts(await helper(place, made), made)
    document = await place.app.state.hub.document(made.id)
    before = document.plain()
    card = next(id_ for id_, card in before["cards"].items() if card["text"])
    words = before["cards"][card]["text"].split()[0]
    await acts.do("lock", card=card, on=True)
    await acts.do("lock", zone=next(iter(before["zones"])), on=True)
    await acts.do("lock", own_only=True, on=True)
    await acts.do("moderate", redact=card, words=[[words, "[a name]"]])
    await acts.do("lock", board=True, on=True)
    for done, undone in (
        (" locked a card", "Lock it again"),
        (" locked a zone", "Lock it again"),
        ("only cards of their own", "Undo"),
        ("hid words in a card", "put words of a card back"),
        ("closed the board", "Close it again"),
    ):
        assert await acts.take_back(done) == 303, done
        said = await acts.said()
        assert undone in said[0]
        assert [line for line in said if done in line][-1].endswith("just now"), "offered again"
    assert document.plain() == before
    await acts.do("moderate", hide=card, reason="It names a nurse")
    assert await acts.take_back("hid a card") == 303
    assert document.plain()["cards"][card] == before["cards"][card]
    dee = await place.joined(made, "Dee")
    assert (await dee.post(f"/b/{made.id}/people/undo", act="freeze", whom="")).status_code == 403
    assert document.plain() == before


async def test_r841_a_button_that_was_overtaken_says_so_and_changes_nothing(place: Place) -> None:
    made = await place.board()
    bev = await helper(place, made)
    document = await place.app.state.hub.document(made.id)
    before = document.plain()
    for act, whom, status in (
        ("unhide", next(iter(before["cards"])), 422),
        ("lock-card", "x" * 21, 422),
        ("lock-zone", "<script>", 422),
        ("desk", "x" * 21, 422),
        ("stage", "nowhere", 422),
        ("drop everything", "", 400),
    ):
        answer = await bev.post(f"/b/{made.id}/people/undo", act=act, whom=whom)
        assert answer.status_code == status, act
        assert 'role="alert"' in answer.text or status == 400
    assert document.plain() == before and await Acts(bev, made).said() == []


async def test_r842_a_room_goes_back_to_the_stage_it_left_and_a_reveal_cannot_be_undone(place: Place) -> None:
    made = await place.board(plan="hear-define-commit")
    acts = Acts(await helper(place, made), made)
    document = await place.app.state.hub.document(made.id)
    stages = {stage["name"]: stage["id"] for stage in document.value("session", "stages")}
    await acts.do("stage", go=stages["Imagine"])
    await acts.do("reveal", all=True)
    await acts.do("stage", go=stages["Listen"])
    said = await acts.said()
    assert "Go back to “Imagine”" in said[0] and "Go back" not in said[2]
    assert said[1].endswith("Can’t be undone: the words are on everyone’s screens")
    assert await acts.take_back("on to “Listen”") == 303
    assert document.value("session", "stage") == stages["Imagine"]
    assert "Go back to “Listen”" in (await acts.said())[0]


# Carrying on on another device


async def test_r219_a_code_takes_ones_place_to_another_device_once(place: Place) -> None:
    made = await place.board()
    laptop = await place.joined(made, "Dee")
    page = read((await laptop.post(f"/b/{made.id}/me/code")).text)
    code = page.one(class_="moving__code").text
    assert len(code.split()) == 4
    phone = place.browser()
    answer = await phone.post("/join", code=code.lower().replace(" ", "-"))
    assert (answer.status_code, answer.headers["location"]) == (303, f"/b/{made.id}")
    (dee,) = await place.store.participants(made.id)
    assert dee.session is not None
    assert (await phone.get(f"/b/{made.id}")).status_code == 200
    assert (await laptop.get(f"/b/{made.id}")).status_code == 403
    assert (await place.browser().post("/join", code=code)).status_code == 404


async def test_r219_a_code_to_take_ones_place_is_over_after_a_quarter_of_an_hour(place: Place) -> None:
    made = await place.board()
    await place.joined(made, "Dee")
    (dee,) = await place.store.participants(made.id)
    code = await place.store.make_seat_code(dee.id, 1_000)
    assert await place.store.board_of_seat_code(code, 1_000 + 15 * 60_000 - 1) == made.id
    assert await place.store.board_of_seat_code(code, 1_000 + 15 * 60_000) is None
    assert await place.store.use_seat_code(code, "nobody", 1_000 + 15 * 60_000) is None


async def test_r219_a_new_code_takes_the_place_of_the_one_before(place: Place) -> None:
    made = await place.board()
    await place.joined(made, "Dee")
    (dee,) = await place.store.participants(made.id)
    first = await place.store.make_seat_code(dee.id, 1_000)
    second = await place.store.make_seat_code(dee.id, 1_001)
    assert await place.store.board_of_seat_code(first, 1_002) is None
    assert await place.store.board_of_seat_code(second, 1_002) == made.id


async def test_r219_a_removed_person_takes_no_place_anywhere(place: Place) -> None:
    made = await place.board()
    bev, dee = await helper(place, made), await place.joined(made, "Dee")
    code = read((await dee.post(f"/b/{made.id}/me/code")).text).one(class_="moving__code").text
    await bev.post(f"/b/{made.id}/people", act="remove", whom=(await called(place, made, "Dee")).id)
    phone = place.browser()
    assert (await phone.post("/join", code=code)).status_code == 404
    assert (await phone.get(f"/b/{made.id}")).status_code in (401, 403)


# Groups, and finding people


async def test_r627_a_facilitator_changes_the_group_a_person_speaks_for(place: Place) -> None:
    made = await place.board()
    bev, dee = await helper(place, made), await place.joined(made, "Dee")
    whom = (await called(place, made, "Dee")).id
    row = (await bev.page(f"/b/{made.id}/people")).one(id=f"p-{whom}")
    assert "Change group" in row.text and "Go to where" not in row.text  # she is not on the board now
    answer = await bev.post(f"/b/{made.id}/people", act="group", whom=whom, department="housing")
    assert answer.status_code == 303
    assert (await called(place, made, "Dee")).department == "housing"
    assert "changed the group Dee speaks for" in (await bev.page(f"/b/{made.id}/people")).one(class_="crowd__acts").text
    assert (await bev.post(f"/b/{made.id}/people", act="group", whom=whom, department="cheese")).status_code == 422
    assert (await dee.post(f"/b/{made.id}/people", act="group", whom=whom, department="citizen")).status_code == 403
    assert (await called(place, made, "Dee")).department == "housing"


async def test_r627_people_are_found_by_their_name_or_group(place: Place) -> None:
    made = await place.board()
    bev = await helper(place, made)
    await place.joined(made, "Dee")
    await place.joined(made, "Grace")
    page = await bev.page(f"/b/{made.id}/people?find=de")
    assert [one.text for one in page.all(class_="crowd__name")] == ["Dee"]
    assert page.one(class_="crowd__found").text.startswith("1 person fits “de”.")
    page = await bev.page(f"/b/{made.id}/people?find=CITIZENS")
    assert {"Dee", "Grace"} <= {one.text for one in page.all(class_="crowd__name")}
    nobody = await bev.page(f"/b/{made.id}/people?find=%3Cb%3E")
    assert nobody.all(class_="crowd__name") == [] and "0 people fit “<b>”" in nobody.one(class_="crowd__found").text
