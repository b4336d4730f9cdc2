"""A whole session of forty people: every stage of the usual running order, on every surface, to its exact end.

Four browsers (a facilitator's laptop, a citizen's phone, a manager's laptop, the room's big screen) and forty people
with clients of their own (tests/cast.py). With SAMEROOM_SHOTS=FOLDER every surface is pictured in every stage.
"""

import json
import os
import time
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from pycrdt import Map

from boards.commitment import commitments
from boards.document import Document, plain
from boards.schema import KINDS
from browser import Watch, shoot
from cast import IDEAS, PROBLEMS, STORIES, Cast, put, spot, tie
from guest import Guest
from running import Invitations, RunningServer, run_apart
from server.store import Store
from session_people import Attendee, everything_in

pytestmark = pytest.mark.browser

NewPage = Callable[..., Page]
LAPTOP = {"width": 1440, "height": 900}
PHONE = {"width": 390, "height": 844}
SCREEN = {"width": 1920, "height": 1080}


class Rehearsal:
    """The four pages, the forty people, and the board they are at."""

    def __init__(self, server: RunningServer, new_page: NewPage) -> None:
        self.server, self.new_page = server, new_page
        self.board: Invitations = server.new_board("Birth to five", "hear-define-commit")
        self.cast = Cast(server, self.board)
        self.zones: dict[str, str] = {}
        self.stories: list[str] = []
        self.problems: list[str] = []
        self.ideas: list[str] = []
        self.commitments: list[str] = []
        self.watches: Attendee
        self.leaves: Attendee
        self.begun = time.monotonic()

    def doors_open(self) -> None:
        """Everyone comes in."""
        self.cast.all_come()
        if os.environ.get("SAMEROOM_SHOTS"):
            for name, size in (("laptop", LAPTOP), ("phone", PHONE)):
                door = self.new_page(viewport=size)
                door.goto(f"/join/{self.board.contributor}")
                shoot(door, f"0-join-{name}")
        self.amara = Guest(self.new_page(viewport=LAPTOP), self.board, "Amara", "facilitator")
        self.phone = Guest(self.new_page(viewport=PHONE, has_touch=True, is_mobile=True), self.board, "Sunflower")
        self.grace = Guest(self.new_page(viewport=LAPTOP), self.board, "Grace Adu", group="Housing")
        ben = self.cast.lead.http.cookies
        screen = self.new_page(viewport=SCREEN)
        screen.context.add_cookies([{"name": n, "value": value, "url": self.server.url} for n, value in ben.items()])
        screen.goto(f"/b/{self.board.id}/wall")
        self.wall = screen
        lead = self.cast.lead.board.doc.get("zones", type=Map)
        self.zones = {str(zone["title"]): id_ for id_, zone in lead.items()}

    def table(self, title: str) -> Any:
        """A zone as it is now."""
        return plain(self.cast.lead.board.doc.get("zones", type=Map)[self.zones[title]])

    def shoot(self, stage: str) -> None:
        """Picture every surface, where that is asked for."""
        print(f"{time.monotonic() - self.begun:5.1f} s {stage}")
        if not os.environ.get("SAMEROOM_SHOTS"):
            return
        self.wall.wait_for_timeout(2_500)  # the wall asks every second or two
        for name, page in self.pages.items():
            shoot(page, f"{stage}-{name}")

    @property
    def pages(self) -> dict[str, Page]:
        return {"facilitator": self.amara.page, "phone": self.phone.page, "laptop": self.grace.page, "wall": self.wall}

    def go(self, name: str) -> None:
        """Amara moves the room."""
        stage = self.amara.page.get_by_role("group", name="Stage", exact=True)
        stage.get_by_role("button", name=name, exact=True).click()

    def stage_is(self, name: str) -> None:
        """Everyone is there."""
        self.cast.until(lambda one: stage_of(one) == name)
        expect(self.grace.page.get_by_role("list", name="Stages").locator('[aria-current="step"]')).to_contain_text(
            name
        )
        expect(self.phone.page.locator(".pbar")).to_contain_text(name)

    def all_have(self, cards: int) -> None:
        """So many cards are on the board for each of the forty."""
        self.cast.until(lambda one: len(one.board.served_cards) == cards)

    async def people(self, act: str, whom: Attendee) -> None:
        """What Ben does to someone on the page of people."""
        form = {"act": act, "whom": whom.participant}
        answer = await self.cast.lead.http.post(f"/b/{self.board.id}/people", data=form)
        assert answer.status_code == 303, answer.text

    def leave(self) -> None:
        self.cast.leave()

    def stored(self) -> "Kept":
        """What the server's disk holds."""
        return run_apart(kept(self.server.database, self.board.id))


class Kept:
    """What is in the database at the end."""

    def __init__(self, plain: dict[str, Any], people: list[Any], snapshots: list[Any]) -> None:
        self.cards: dict[str, Any] = plain["cards"]
        self.threads: dict[str, Any] = plain["threads"]
        self.session: dict[str, Any] = plain["session"]
        self.people, self.snapshots = people, snapshots


async def kept(database: str, board: str) -> Kept:
    store = Store(database)
    await store.open()
    try:
        loaded = await store.load(board)
        return Kept(Document(loaded.updates).plain(), await store.participants(board), await store.snapshots(board))
    finally:
        await store.close()


def stage_of(one: Attendee) -> str:
    session = one.session
    return next((s["name"] for s in session.get("stages", []) if s["id"] == session.get("stage")), "")


@pytest.fixture
def rehearsal(server: RunningServer, new_page: NewPage) -> Iterator[Rehearsal]:
    room = Rehearsal(server, new_page)
    yield room
    room.shoot("end")
    room.leave()


def test_r640_forty_people_go_through_a_whole_session(rehearsal: Rehearsal, watch: Watch) -> None:
    watch.expect("ERR_INTERNET_DISCONNECTED|WebSocket connection")
    room = rehearsal
    room.doors_open()
    arrive(room)
    hear(room)
    listen(room)
    define(room)
    vote(room)
    imagine(room)
    commit(room)
    close(room)
    as_expected(room)


def arrive(room: Rehearsal) -> None:
    """Everyone is counted; some say who they are; the timer is set and made longer."""
    for page in (room.amara.page, room.grace.page):
        expect(page.get_by_role("button", name="43 here")).to_be_visible(timeout=15_000)
    expect(room.wall.get_by_text("43 in the room")).to_be_visible()
    dock = room.amara.page.get_by_role("complementary", name="Run the room")
    dock.get_by_label("Timer, minutes").fill("5")
    dock.get_by_role("button", name="Start", exact=True).click()
    dock.get_by_role("button", name="1 min more").click()
    expect(room.grace.page.get_by_role("timer")).to_contain_text("05:5")
    cast = room.cast
    cast.each(put(one.board, "note", None, (1460 + n % 2 * 210, 20 + n // 2 * 130), f"I’m {one.name}.")
              for n, one in enumerate(cast.seated[:10]))  # fmt: skip
    expect(room.grace.card("I’m Wren")).to_be_visible()
    room.shoot("1-arrive")


def hear(room: Rehearsal) -> None:
    """A stage that was not in the plan: all listen first, and nobody adds a thing."""
    page = room.amara.page
    page.get_by_role("button", name="Change the running order").click()
    page.get_by_role("button", name="Add a stage").click()
    page.get_by_label("Name", exact=True).fill("Hear")
    page.get_by_label("What everyone is asked to do").fill("Dee tells her story. We listen.")
    page.get_by_label("Listening: nobody writes").check()
    room.shoot("2-stage-form")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("dialog").get_by_role("listitem").nth(1)).to_contain_text("Hear")
    room.shoot("2-running-order")
    page.keyboard.press("Escape")
    room.go("Hear")
    room.stage_is("Hear")
    expect(room.phone.page.get_by_role("heading", name="Dee tells her story. We listen.")).to_be_visible()
    room.shoot("2-hear")
    tries = [room.cast.seated[0], room.cast.seated[20], room.cast.lead]
    room.cast.each(put(one.board, "note", None, (0, -400), "spoken over Dee") for one in tries)
    room.cast.until(lambda one: one.board.resets, tries)


def listen(room: Rehearsal) -> None:
    """Citizens tell; the story is followed step by step; the phone tells one too, by thumb."""
    room.go("Listen")
    room.stage_is("Listen")
    expect(room.phone.page.get_by_label("Story", exact=True)).to_be_checked()
    only_citizens_tell(room)
    cast, stories = room.cast, room.zones["Stories"]
    table = room.table("Stories")
    told = [
        put(one.board, "story", stories, spot(table, n), words, keep=keep, teller=teller)
        for n, (one, (keep, teller, words)) in enumerate(zip(cast.group("citizen"), STORIES, strict=False))
    ]
    room.stories = cast.each(told)
    room.phone.page.locator("#compose").fill("My mum waited in three queues for one form.")
    room.phone.page.get_by_text("The people working on this").tap()
    room.phone.page.get_by_role("button", name="Put it on the board").tap()
    room.all_have(7 + 10)
    workers = cast.group("health-visiting", "libraries")
    steps = ["She rang the surgery", "She waited", "She told it again", "A letter came"]
    made = cast.each(
        put(one.board, "touchpoint", stories, spot(table, 7 + n), words, step=n + 1, feeling=-n % 3)
        for n, (one, words) in enumerate(zip(workers, steps, strict=False))
    )
    cast.each(tie(one.board, "step", card, room.stories[1]) for one, card in zip(workers, made, strict=False))
    room.all_have(21)
    expect(room.wall.get_by_role("article")).to_have_count(3)
    voices_are_told(room)
    room.shoot("3-listen")


def voices_are_told(room: Rehearsal) -> None:
    """Who has spoken and who is quiet: by group, and by in the room or elsewhere; by person nowhere."""
    voices = room.amara.page.get_by_role("complementary", name="Run the room").get_by_role("region", name="Voices")
    told = {"Citizens": 17, "Health visiting": 4, "Benefits and money": 0, "Housing": 0, "Libraries": 0}
    rows = [f"{group}{cards} cards" for group, cards in told.items()]
    expect(voices.get_by_role("listitem")).to_contain_text(rows)  # groups of two and of one are not told apart
    expect(voices).to_contain_text("Benefits and money, Housing and Libraries are quieter than the rest.")
    expect(voices).to_contain_text("19 joining from elsewhere: 10 cards; 22 in the room: 11 cards.")
    said = voices.inner_text()
    assert not [one.name for one in room.cast.seated if one.name in said.split()]
    for page in (room.grace.page, room.phone.page, room.wall):
        expect(page.get_by_text("quieter")).to_have_count(0)


def only_citizens_tell(room: Rehearsal) -> None:
    """The stage is changed while it goes on, and holds for everyone at once, whatever their client thinks."""
    expect(room.grace.page.get_by_role("button", name="Story", exact=True)).to_be_enabled()
    page = room.amara.page
    page.get_by_role("button", name="Change the running order").click()
    page.get_by_role("button", name="Change Listen").click()
    page.get_by_label("Stories, by").select_option("citizens")
    page.get_by_label("Touchpoints, by").select_option("services")
    page.get_by_label("A hint below it").fill("Citizens tell. Services listen, and note each step.")
    room.shoot("3-who-may-add")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("button", name="Change Listen")).to_be_focused()
    page.keyboard.press("Escape")
    expect(room.grace.page.get_by_role("button", name="Story", exact=True)).to_be_disabled()
    expect(room.grace.page.get_by_role("button", name="Add a step")).to_be_visible()
    housing = room.cast.group("housing")[0]
    room.cast.each([put(housing.board, "story", None, (0, -400), "We know how it is for them.")])
    room.cast.until(lambda one: one.board.resets, [housing])


def define(room: Rehearsal) -> None:
    """Problems that rest on stories, a challenge from outside; all are asked to look at one, and nobody is moved."""
    room.go("Define")
    room.stage_is("Define")
    cast, problems = room.cast, room.zones["Problems"]
    table = room.table("Problems")
    who = cast.group("housing", "benefits")
    room.problems = cast.each(
        put(one.board, "problem", problems, spot(table, n), words)
        for n, (one, (words, _)) in enumerate(zip(who, PROBLEMS, strict=False))
    )
    cast.each(
        tie(one.board, "rests-on", card, room.stories[story])
        for one, card, (_, stories) in zip(who, room.problems, PROBLEMS, strict=False)
        for story in stories
    )
    (mina,) = cast.group("outside")
    [challenge] = cast.each([put(mina.board, "challenge", problems, spot(table, 4), "Who would lose by solving this?")])
    cast.each([tie(mina.board, "challenges", challenge, room.problems[1])])
    room.all_have(26)
    room.grace.page.get_by_role("button", name="Name a problem").click()
    expect(room.grace.page.locator("textarea.card__field")).to_be_focused()
    room.grace.page.keyboard.type("We plan visits around our")
    damp = room.amara.card("Nobody owns a damp home")
    damp.focus()
    room.amara.page.keyboard.press("Shift+F10")
    room.amara.page.get_by_role("menuitem", name="Ask everyone to look").click()
    for page in (room.grace.page, room.phone.page):
        expect(page.get_by_role("region", name="Asked to look")).to_contain_text("Amara asks you to look at")
    room.shoot("4-look")
    room.grace.page.keyboard.type(" buildings.")
    expect(room.grace.page.locator("textarea.card__field")).to_have_value("We plan visits around our buildings.")
    room.grace.page.keyboard.press("Escape")
    room.phone.page.get_by_role("button", name="Show me").tap()
    expect(room.phone.page.get_by_text("Nobody owns a damp home").first).to_be_in_viewport()
    room.all_have(27)
    room.shoot("4-define")


def vote(room: Rehearsal) -> None:
    """A secret vote on the problems, by everyone who is not running the room."""
    page = room.amara.page
    page.get_by_role("button", name="Start a vote").click()
    page.get_by_role("radio", name="Problem", exact=True).check(force=True)
    page.get_by_role("button", name="Open the vote").click()
    room.cast.until(lambda one: one.session.get("poll"))
    poll = room.cast.lead.session["poll"]
    assert poll["cards"] == room.problems  # what rests on nothing yet is not asked about by itself
    one, two, three, four = room.problems
    places = {person.name: n for n, person in enumerate(room.cast.seated)}

    def choices(person: Attendee) -> dict[str, str]:
        citizen, n = person.group == "citizen", places[person.name]
        return {
            one: "agree",
            two: "agree" if citizen else "disagree",
            three: "agree" if n % 2 else "disagree",
            **({} if n % 5 else {four: "pass"}),
        }

    voters = room.cast.seated[:-1]
    answers = room.cast.each(who.ask("ballot", poll=poll["id"], choices=choices(who)) for who in voters)
    assert {answer.status_code for answer in answers} == {200}
    room.grace.page.get_by_role("button", name="Vote", exact=True).press("Enter")
    room.phone.page.get_by_role("button", name="Vote", exact=True).last.tap()
    expect(room.grace.page.get_by_text("Problem 1 of 4")).to_be_visible()
    room.shoot("5-vote")
    for key in ("a", "ArrowRight", "d", "ArrowRight", "d"):
        room.grace.page.keyboard.press(key)
    room.phone.page.get_by_role("button", name="Agree", exact=True).tap()
    room.phone.page.get_by_role("button", name="Next").tap()
    room.phone.page.get_by_role("button", name="Agree", exact=True).tap()
    for guest in (room.grace, room.phone):
        expect(guest.page.get_by_text("Your answers are kept.")).to_be_attached()
    page.get_by_role("button", name="Vote is open").click()
    expect(page.get_by_text("41 people have answered something, of 41 here.")).to_be_visible()
    page.get_by_role("button", name="Close the vote").click()
    page.get_by_role("button", name="Close it for everyone").click()
    expect(room.grace.page.get_by_role("table").get_by_role("row")).to_have_count(5)
    room.shoot("5-results")
    page.get_by_role("button", name="Put on the board").click()
    expect(room.amara.card("Vote: Is this worth solving together?")).to_be_visible()
    room.grace.page.keyboard.press("Escape")
    room.all_have(28)


def imagine(room: Rehearsal) -> None:
    """Silence; the facilitator's line is cut in the middle of it, and the other one carries on."""
    room.go("Imagine")
    room.stage_is("Imagine")
    cast, ideas = room.cast, room.zones["Ideas"]
    writers = [*cast.group("citizen")[:4], *cast.group("health-visiting")[:2], *cast.group("housing")[:2]]
    room.ideas = cast.each(
        put(one.draft, "idea", ideas, (1000, 90), words) for one, words in zip(writers, IDEAS, strict=True)
    )
    room.phone.page.get_by_role("button", name="Add", exact=True).tap()
    room.phone.page.locator("#compose").fill("What if the form came to us?")
    room.phone.page.get_by_role("button", name="Put it in, unseen for now").tap()
    room.grace.page.get_by_role("button", name="Add an idea").click()
    expect(room.grace.page.locator("textarea.card__field")).to_be_focused()
    room.grace.page.keyboard.type("What if our surveyor")
    expect(room.amara.page.get_by_role("button", name="Silent writing")).to_contain_text("10 cards hidden")
    expect(room.wall.get_by_text("10 cards written")).to_be_visible()
    room.shoot("6-silence")
    for one in cast.seated:
        seen = everything_in(one.board.raw)
        assert not any(id_.encode() in seen for id_ in room.ideas), one.name
    room.amara.page.context.set_offline(True)
    expect(room.amara.page.get_by_text("You’re offline.")).to_be_visible()
    room.shoot("6-cut")
    ben = cast.lead
    shown = cast.run(ben.do("reveal", all=True))
    assert shown == {"shown": 10}
    room.grace.page.keyboard.type(" and their nurse came together?", delay=10)
    mine = room.grace.page.locator("textarea.card__field")
    expect(mine).to_have_value("What if our surveyor and their nurse came together?")
    expect(mine).to_be_focused()
    room.all_have(38)
    room.grace.page.keyboard.press("Escape")
    cast.each(
        tie(one.board, "answers", idea, room.problems[n % 4])
        for n, (one, idea) in enumerate(zip(writers, room.ideas, strict=True))
    )
    room.shoot("7-revealed")
    # Rights change while she is away, too: one only watches from now on, one has to leave.
    room.watches, room.leaves = cast.group("benefits")[-1], cast.group("libraries")[-1]
    cast.run(room.people("observer", room.watches))
    cast.run(room.people("remove", room.leaves))
    cast.each([room.leaves.board.closed(), room.leaves.draft.closed()])
    stages = {stage["name"]: stage["id"] for stage in ben.session["stages"]}
    cast.run(ben.do("stage", go=stages["Commit"]))
    room.stage_is("Commit")
    room.amara.page.context.set_offline(False)
    stage = room.amara.page.get_by_role("list", name="Stages").locator('[aria-current="step"]')
    expect(stage).to_contain_text("Commit", timeout=20_000)
    room.all_have(38)


def commit(room: Rehearsal) -> None:
    """Who will do what, by when; she is back, and starts the clock."""
    dock = room.amara.page.get_by_role("complementary", name="Run the room")
    dock.get_by_role("button", name="Start the timer").click()
    expect(room.grace.page.get_by_role("timer")).to_contain_text("19:5")
    cast, zone, table = room.cast, room.zones["Commitments"], room.table("Commitments")
    who = [cast.group("housing")[0], cast.group("health-visiting")[0], cast.group("gp")[0]]
    said = ["Try ten joint first visits.", "Ask parents to read our letters.", "Weigh babies at the library."]
    days = ["2027-02-12", "2027-03-01", "2027-03-31"]
    room.commitments = cast.each(
        put(one.board, "commitment", zone, spot(table, n), words,
            owner=one.name, owner_role="Lead", owner_department=one.group, by=day, status="on-the-way")
        for n, (one, words, day) in enumerate(zip(who, said, days, strict=True))
    )  # fmt: skip
    cast.each(
        tie(one.board, "delivers", card, idea)
        for one, card, idea in zip(who, room.commitments, room.ideas, strict=False)
    )
    room.all_have(41)
    room.shoot("8-commit")


def close(room: Rehearsal) -> None:
    """The board is closed for changes: whoever tries all the same changes nothing."""
    room.amara.page.get_by_role("button", name="Lock the board").click()
    for guest in (room.grace, room.phone):
        expect(guest.page.get_by_text("The board is closed for changes for now.")).to_be_visible()
    cast = room.cast
    tries = [cast.seated[0], cast.seated[25], room.watches]
    already = [len(one.board.resets) for one in tries]
    cast.each(put(one.board, "note", None, (0, -400), "one more thing") for one in tries)
    cast.until(lambda one: len(one.board.resets) > already[tries.index(one)], tries)
    room.shoot("9-closed")


def as_expected(room: Rehearsal) -> None:
    """Counts, results, commitments and rights, exactly: on the disk, with everyone, on the pages."""
    disk = room.stored()
    kinds = Counter(card["kind"] for card in disk.cards.values())
    assert kinds == {
        "note": 11, "story": 7, "touchpoint": 4, "problem": 5, "challenge": 1, "idea": 10, "commitment": 3
    }  # fmt: skip
    for one in room.cast.seated:
        if one is not room.leaves:
            assert one.board.acknowledged() == disk.cards, one.name
    cards, threads = disk.cards, disk.threads
    assert Counter(thread["kind"] for thread in threads.values()) == {
        "rests-on": 5, "step": 4, "challenges": 1, "answers": 8, "delivers": 3
    }  # fmt: skip
    everything = json.dumps([cards, threads])
    for refused in ("spoken over Dee", "We know how it is", "one more thing"):
        assert refused not in everything
    # Whose they are: the server says so, and a story's teller said who keeps it.
    by_id = {one.participant: one for one in room.cast.seated}
    written = {id_: by_id[card["author"]] for id_, card in cards.items() if card["author"] in by_id}
    assert all(cards[id_]["department"] == one.group for id_, one in written.items())
    browsers = Counter(card["kind"] for id_, card in cards.items() if id_ not in written)
    assert browsers == {"story": 1, "problem": 1, "idea": 2, "note": 1}
    assert [cards[id_]["fields"]["keep"] for id_ in room.stories] == [keep for keep, _, _ in STORIES]
    assert {card["text"] for card in cards.values() if card["kind"] == "idea"} == {
        *IDEAS, "What if the form came to us?", "What if our surveyor and their nurse came together?"
    }  # fmt: skip
    promised(room, disk)
    voted(room, disk)
    stood(room, disk)
    shown(room, disk)


def promised(room: Rehearsal, disk: Kept) -> None:
    """Commitments, as the archive's ledger reads them: who, by when, and the problem and stories they answer."""
    board = {"cards": disk.cards, "threads": disk.threads}
    ledger = {one["id"]: one for one in commitments(board)}
    assert set(ledger) == set(room.commitments)
    told = [(ledger[id_]["owner"], ledger[id_]["by"], ledger[id_]["rests"]) for id_ in room.commitments]
    assert told == [("Dev", "2027-02-12", 1), ("Grace", "2027-03-01", 1), ("Dr-Shah", "2027-03-31", 2)]
    assert [answers for id_ in room.commitments for _, answers in ledger[id_]["answers"]] == room.problems[:3]


def voted(room: Rehearsal, disk: Kept) -> None:
    """The result: what all agree on first, the rest by common ground; in bands, and nobody's vote anywhere."""
    [result] = disk.session["results"]
    assert "poll" not in disk.session
    assert (result["people"], result["groups"]) == (
        41, [["citizen"], ["health-visiting"], ["housing"], ["benefits"], ["libraries"], ["gp", "outside"]]
    )  # fmt: skip
    rows = {row["card"]: (row["votes"], row["total"], row["verdict"], row["bands"]) for row in result["rows"]}
    one, two, three, four = room.problems
    assert [row["card"] for row in result["rows"]] == [one, three, four, two]
    near, half, most, few = "nearly", "half", "most", "few"
    assert rows == {
        one: (41, [40, 41], "common", [near, near, near, near, most, most]),
        three: (40, [19, 19], "divided", [half, half, half, half, most, few]),
        four: (8, [0, 1], "little", [few, None, None, None, None, None]),
        two: (41, [15, 15], "divided", [near, few, few, few, few, few]),
    }
    assert result["divided"] == [two, three]


def stood(room: Rehearsal, disk: Kept) -> None:
    """Rights, stages and what was kept on the way."""
    roles = {person.id: "removed" if person.removed else person.role for person in disk.people}
    assert Counter(roles.values()) == {"contributor": 39, "facilitator": 2, "observer": 1, "removed": 1}
    assert (roles[room.watches.participant], roles[room.leaves.participant]) == ("observer", "removed")
    assert disk.session["frozen"] is True and "spotlight" not in disk.session
    assert [taken.stage for taken in disk.snapshots] == ["Arrive", "Hear", "Listen", "Define", "Imagine"]
    counts = [sum(n for kind, n in taken.counts.items() if kind in KINDS) for taken in disk.snapshots]
    assert counts == [10, 10, 21, 28, 38]
    ben = next(person.id for person in disk.people if person.name == "Ben")
    assert [taken.who == ben for taken in disk.snapshots] == [False] * 4 + [True]
    assert [stage["name"] for stage in disk.session["stages"]] == [
        "Arrive", "Hear", "Listen", "Define", "Imagine", "Commit"
    ]  # fmt: skip


def shown(room: Rehearsal, disk: Kept) -> None:
    """The pages show what is on the disk."""
    beginnings = {card["text"][:40] for card in disk.cards.values() if not card["text"].startswith("Vote:")}
    page = room.grace.page
    page.get_by_role("button", name="Outline", exact=True).click()
    expect(page.locator("article")).to_have_count(len(disk.cards))
    text = page.locator("#board").text_content() or ""
    assert [one for one in beginnings if one not in text] == []
    expect(room.wall.get_by_text("42 in the room")).to_be_visible()
    expect(room.wall.get_by_role("article")).to_have_count(3)
    seen = room.wall.locator("main").inner_text()
    assert not any(words in seen for keep, _, words in STORIES if keep == "room")
    for name in ("Commitments 3", "Ideas 10", "Problems 6", "Stories 11"):
        room.phone.page.get_by_role("button", name="Board", exact=True).tap()
        expect(room.phone.page.get_by_role("button", name=name)).to_be_visible()
