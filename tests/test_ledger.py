"""What was promised: how it stands, whose it is, and what becomes of it."""

from typing import Any

import pytest
from pycrdt import Text

from boards.commitment import calendar, commitments, problems_with, state, told_days, urgency, usual_reviews
from boards.document import Document
from server.creation import Created
from test_archive import hub, reviewer
from visiting import Browser, Place

TODAY = "2027-05-20"


def one(**about: Any) -> dict[str, Any]:
    usual = {"owner": "Tom", "owner_role": "", "by": "", "status": "", "reviews": [], "evidence": "", "checked_by": "",
             "reason": "", "handovers": []}  # fmt: skip
    return usual | about


@pytest.mark.parametrize(
    ("about", "expected", "days"),
    [
        ({"owner": " ", "by": "2027-03-31"}, "owner", "50 days late"),
        ({"by": "2027-05-19"}, "late", "1 day late"),
        ({"by": "2027-05-20"}, "due", "Due today"),
        ({"by": "2027-06-30", "reviews": ["2027-05-21"]}, "due", "Review tomorrow"),
        ({"by": "2027-06-30", "reviews": ["2027-01-01"]}, "going", "Due in 41 days"),
        ({}, "going", ""),
        ({"by": "soon", "reviews": []}, "going", ""),
        ({"by": "2027-01-01", "status": "done"}, "done", ""),
        ({"owner": "", "status": "dropped"}, "dropped", ""),
    ],
)
def test_r473_a_commitment_stands_as_its_dates_its_owner_and_its_status_say(
    about: dict[str, Any], expected: str, days: str
) -> None:
    assert (state(one(**about), TODAY), told_days(one(**about), TODAY)) == (expected, days)


def test_r473_the_most_urgent_comes_first() -> None:
    days = (("2028-01-01", "A"), ("2027-05-01", "B"), ("2027-04-30", "C"), ("", ""))
    all_ = [one(by=by, owner=owner) for by, owner in days]
    assert [it["owner"] for it in sorted(all_, key=lambda it: urgency(it, TODAY))] == ["", "C", "B", "A"]


def test_r473_done_needs_evidence_and_who_checked_it_and_dropped_a_reason() -> None:
    said = {"status": "done", "evidence": "", "checked_by": " ", "reason": "", "by": ""}
    assert set(problems_with(said)) == {"evidence", "checked_by"}
    assert set(problems_with(said | {"status": "dropped"})) == {"reason"}
    assert set(problems_with(said | {"status": "?", "by": "soon"})) == {"status", "by"}
    assert usual_reviews("2026-11-19") == ["2026-12-19", "2027-02-17", "2027-08-20", "2028-05-20"]


def test_r474_a_calendar_has_the_days_of_what_is_open_and_folds_its_lines() -> None:
    entry = one(id="c1", text="Visit; ten, families\nin Éastgate " + "again " * 30, by="2027-06-30", label="C1",
                reviews=["2027-05-21"], title="Birth to five", url="http://x/commitments/b/c1")  # fmt: skip
    data = calendar([entry, entry | {"id": "c2", "status": "done"}], TODAY, "20270520T090000Z", "What we promised")
    lines = data.decode().split("\r\n")
    assert all(len(line.encode()) <= 75 for line in lines)
    whole = data.decode().replace("\r\n ", "")
    assert whole.count("BEGIN:VEVENT") == whole.count("END:VEVENT") == 2
    assert "DTSTART;VALUE=DATE:20270630\r\nDTEND;VALUE=DATE:20270701\r\n" in whole
    assert "SUMMARY:Due: Visit\\; ten\\, families in" in whole
    assert "c2" not in whole


def test_r473_whatever_stands_in_the_fields_a_ledger_can_be_drawn_up() -> None:
    card = {"kind": "commitment", "text": "x", "label": "C1",
            "fields": {"by": 5, "reviews": "soon", "handovers": [None, {"from": 1, "to": "B"}]}}  # fmt: skip
    hidden = card | {"hidden": {"reason": "?"}}
    copy = card | {"fields": {"promise_of": "c"}}
    found = commitments({"cards": {"c": card, "h": hidden, "m": copy, "n": None}, "threads": {}})
    assert [(it["id"], it["by"], it["reviews"], it["handovers"]) for it in found] == [
        ("c", "", [], [{"from": "", "to": "B", "on": ""}])
    ]


async def promised(place: Place, made: Created) -> str:
    cards: dict[str, Any] = (await hub(place).document(made.id)).plain()["cards"]
    return next(id_ for id_, card in cards.items() if card["label"] == "C1")


async def fields(place: Place, made: Created, card: str) -> dict[str, Any]:
    found: dict[str, Any] = (await hub(place).document(made.id)).plain()["cards"][card]["fields"]
    return found


async def test_r475_the_ledger_has_the_commitments_of_every_board_one_may_see(place: Place) -> None:
    first, second = await place.board("Damp"), await place.board("Buses")
    amara, dee = await place.facilitator(), await place.joined(first, "Dee")
    assert (await place.browser().get("/commitments")).status_code == 401
    rows = {who: (await it.page("/commitments")).all("tr") for who, it in (("amara", amara), ("dee", dee))}
    assert [len(rows[who]) - 1 for who in ("amara", "dee")] == [2, 1]
    assert "Tom Adeyemi" in rows["dee"][1].text
    assert "Start a review meeting" not in (await dee.page("/commitments")).text
    by_board = await amara.page("/commitments?by=board")
    assert [h.text for h in by_board.all("h2", class_="ledger__group")] == ["Buses", "Damp"]
    assert "None of them." in (await amara.page("/commitments?show=done")).text
    await place.store.delete_board(second.id, 5)
    assert len((await amara.page("/commitments")).all("tr")) == 2


async def test_r476_a_commitment_is_handed_over_with_its_chain_of_names_and_done_with_evidence(place: Place) -> None:
    made = await place.board("Damp")
    card, amara = await promised(place, made), await place.facilitator()
    address = f"/commitments/{made.id}/{card}"
    assert (await amara.post(address, act="hand", role=" ", person="")).status_code == 422
    answer = await amara.post(address, act="hand", role="Housing officer", department="housing", person="Ewa Brandt")
    assert answer.status_code == 303
    now = await fields(place, made, card)
    assert (now["owner"], now["owner_role"]) == ("Ewa Brandt", "Housing officer")
    assert now["handovers"][0]["from"] == "Tom Adeyemi, Housing"
    assert now["handovers"][0]["to"] == "Ewa Brandt, Housing officer, Housing"
    page = await amara.post(address, act="stands", status="done", evidence="", checked_by="")
    assert page.status_code == 422
    assert "Done needs evidence" in page.text
    said = {"status": "done", "evidence": "7 letters", "checked_by": "3 parents", "review0": "2027-08-20"}
    assert (await amara.post(address, act="stands", **said)).status_code == 303
    now = await fields(place, made, card)
    assert (now["status"], now["evidence"], now["reviews"]) == ("done", "7 letters", ["2027-08-20"])
    assert "Checked by 3 parents" in (await amara.page("/commitments")).text
    assert "Tom Adeyemi, Housing → Ewa Brandt" in (await amara.page(address)).text


async def test_r476_a_text_that_others_write_in_is_changed_and_not_replaced(place: Place) -> None:
    made = await place.board("Damp")
    card, amara = await promised(place, made), await place.facilitator()

    def together(document: Document) -> None:
        document.entry("cards", card)["fields"]["evidence"] = Text("seven letters")

    await hub(place).change(made.id, together)
    await amara.post(f"/commitments/{made.id}/{card}", act="stands", status="", evidence="seven long letters")
    document = await hub(place).document(made.id)
    evidence = document.entry("cards", card)["fields"]["evidence"]
    assert isinstance(evidence, Text)
    assert str(evidence) == "seven long letters"


@pytest.mark.parametrize(("what", "who"), [("reader", "reader"), ("locked", "dee"), ("frozen", "dee"), ("own", "dee")])
async def test_r476_who_may_not_change_the_card_on_its_board_may_not_here(place: Place, what: str, who: str) -> None:
    made = await place.board("Damp")
    card = await promised(place, made)
    people: dict[str, Browser] = {"dee": await place.joined(made, "Dee"), "reader": await reviewer(place, made)}

    def close(document: Document) -> None:
        if what == "locked":
            document.entry("cards", card)["locked"] = True
        if what == "frozen":
            document.root("session")["frozen"] = True
        if what == "own":
            document.root("board")["own_only"] = True

    await hub(place).change(made.id, close)
    answer = await people[who].post(f"/commitments/{made.id}/{card}", act="hand", role="Mine now", person="Dee")
    assert answer.status_code == 403
    assert (await fields(place, made, card))["owner"] == "Tom Adeyemi"
    assert (await people[who].get(f"/commitments/{made.id}/nonsense")).status_code in (403, 404)


async def test_r477_a_review_meeting_has_the_promises_on_its_board_locked_and_in_their_zone(place: Place) -> None:
    made = await place.board("Damp")
    amara = await place.facilitator()
    board = (await amara.post("/commitments/review", title="Six months on")).headers["location"].removeprefix("/b/")
    found = (await hub(place).document(board)).plain()
    zones = {zone["title"]: id_ for id_, zone in found["zones"].items()}
    assert set(zones) == {"Promised", "Happened", "Changed for citizens"}
    (card,) = found["cards"].values()
    assert (card["zone"], card["locked"], card["fields"]["promised_at"]) == (zones["Promised"], True, "Damp")
    assert len(found["session"]["stages"]) == 5
    assert "housing" in found["board"]["departments"]
    assert len((await amara.page("/commitments")).all("tr")) == 2  # a copy is no promise of its own
    assert (await (await place.joined(made, "Dee")).post("/commitments/review")).status_code == 403


async def test_r474_a_calendar_is_read_by_its_secret_address_until_that_is_ended(place: Place) -> None:
    await place.board("Damp")
    amara, stranger = await place.facilitator(), place.browser()
    page = await amara.post("/commitments/calendar", act="make")
    address = page.text.split('value="http://room.test')[1].split('"')[0]
    feed = await stranger.get(address)
    assert feed.headers["content-type"].startswith("text/calendar")
    assert "DTSTART;VALUE=DATE:20270212" in feed.text
    page = await amara.post("/commitments/calendar", act="make")
    again = page.text.split('value="http://room.test')[1].split('"')[0]
    assert (await stranger.get(address)).status_code == 404
    assert (await stranger.get(again)).status_code == 200
    await amara.post("/commitments/calendar", act="end")
    assert (await stranger.get(again)).status_code == 404
    assert (await stranger.post("/commitments/calendar", act="make")).status_code == 401
