"""Where people stand on a board by now, and what a room does when that changes (boards/standing.py, boards/room.py)."""

import pytest
from pycrdt import Doc

from boards.errors import Forbidden
from boards.room import Room
from boards.schema import Binding
from boards.standing import Standing
from person import Person, an_id, keep


@pytest.fixture
def room() -> Room:
    return Room("board", [], {}, {}, client=1)


def test_r213_rights_that_change_hold_from_the_next_message_on(room: Room) -> None:
    grace = Person(room, "grace")
    grace.add_card(an_id("c"), "before")
    grace.send()
    keep(room, [grace])
    told = room.restand(Standing(1, {an_id("grace"): "observer"}))
    assert [member for member, _ in told] == [grace.member]
    grace.hear(told[0][1].now)
    assert grace.notices[0][0] == "rights:observer"
    grace.roots["cards"][an_id("c")]["pos"] = [9, 9, 9]
    grace.send()
    assert grace.resets == ["refused"]
    assert room.cut(1) is None or room.document.plain()["cards"][an_id("c")]["pos"] == [0, 0, 0]


def test_r213_what_is_older_changes_nothing_and_who_is_not_concerned_hears_nothing(room: Room) -> None:
    grace, tom = Person(room, "grace"), Person(room, "tom")
    assert len(room.restand(Standing(2, {an_id("grace"): "observer", an_id("tom"): "contributor"}))) == 1
    assert room.restand(Standing(2, {})) == [] == room.restand(Standing(1, {an_id("tom"): None}))
    assert (grace.member.visitor.role, tom.member.visitor.role) == ("observer", "contributor")


def test_r213_a_stock_client_is_told_nothing_it_would_not_understand(room: Room) -> None:
    stock = Person(room, "stock", own_messages=False)
    ((member, outcome),) = room.restand(Standing(1, {an_id("stock"): "observer"}))
    assert member is stock.member and outcome.now == [] and member.visitor.role == "observer"


def test_r213_a_connection_that_was_let_in_before_gets_the_rights_of_now(room: Room) -> None:
    room.restand(Standing(1, {an_id("grace"): "observer", an_id("tom"): None}))
    assert Person(room, "grace").member.visitor.role == "observer"
    with pytest.raises(Forbidden, match="asked you to leave"):
        Person(room, "tom")


def test_r214_whoever_may_not_be_here_any_more_has_to_go(room: Room) -> None:
    grace = Person(room, "grace")
    guest = Person(room, "guest", invitation="link")
    Person(room, "tom")
    told = dict(room.restand(Standing(1, {an_id("grace"): None}, frozenset({"link"}))))
    assert {member for member, outcome in told.items() if isinstance(outcome.close, Forbidden)} == {
        grace.member,
        guest.member,
    }
    assert len(told) == 2


@pytest.mark.parametrize(("role", "taken"), [("contributor", True), ("facilitator", False), ("observer", False)])
def test_r218_client_ids_of_guests_are_taken_over_only_with_the_same_rights(role: str, taken: bool) -> None:
    roles = {an_id("first"): role}
    room = Room("board", [], {77: Binding(an_id("first"), "link")}, {}, 1, Standing(1, roles))  # type: ignore[arg-type]
    second = Person(room, "second", invitation="link", doc=Doc(client_id=77))
    second.add_card(an_id("c"))
    second.send()
    assert room.document.has("cards", an_id("c")) is taken


def test_r627_another_group_holds_from_the_next_message_on(room: Room) -> None:
    grace = Person(room, "grace")
    (told,) = room.restand(Standing(1, {an_id("grace"): "contributor"}, departments={an_id("grace"): "housing"}))
    grace.hear(told[1].now)
    assert grace.notices[0][0] == "group:housing"
    grace.add_card(an_id("c"), "for housing")
    grace.send()
    room.cut(1)
    assert room.document.fact("cards", an_id("c"), "department") == "housing"
    assert room.restand(Standing(2, {an_id("grace"): "contributor"}, departments={an_id("grace"): "housing"})) == []
