"""The archive's pages, read without script: who may read what, and what they say."""

import pytest

from boards.document import Document
from server import snapshot
from server.clock import now_ms
from server.creation import Created
from server.hub import Hub
from server.invitation import invite
from server.record import Snapshot
from visiting import Browser, Place


def hub(place: Place) -> Hub:
    found: Hub = place.app.state.hub
    return found


async def taken(place: Place, made: Created, title: str = "") -> Snapshot:
    return await snapshot.take(place.store, hub(place), made.id, now_ms(), title=title)


async def reviewer(place: Place, made: Created) -> Browser:
    """Someone who came by an invitation to the archive alone."""
    sent = await place.store.add_invitation(invite(made.id, "reader", now_ms()))
    browser = place.browser()
    answer = await browser.post(f"/join/{sent.secret}")
    assert answer.status_code == 303, answer.text
    return browser


def keeping(label: str, keep: str | None):  # type: ignore[no-untyped-def]
    def edit(document: Document) -> None:
        for card in document.root("cards").values():
            if card["label"] == label:
                if keep is None:
                    del card["fields"]["keep"]
                else:
                    card["fields"]["keep"] = keep

    return edit


async def test_r460_a_review_invitation_reaches_the_archive_and_nothing_else(place: Place) -> None:
    made = await place.board()
    one = await taken(place, made, "Problems drafted")
    reader = await reviewer(place, made)
    assert "Problems drafted" in (await reader.page(f"/b/{made.id}/archive")).text
    assert "Snapshot: Problems drafted" in (await reader.page(f"/b/{made.id}/archive/{one.id}")).text
    assert (await reader.get(f"/b/{made.id}")).headers["location"] == f"/b/{made.id}/archive"
    for address in (f"/b/{made.id}/me", f"/api/b/{made.id}", f"/b/{made.id}/people"):
        assert (await reader.get(address)).status_code == 403, address
    assert (await reader.post(f"/b/{made.id}/archive", title="mine")).status_code == 403
    assert (await reader.post(f"/b/{made.id}/archive/{one.id}/sign")).status_code == 403
    assert "Take a snapshot" not in (await reader.page(f"/b/{made.id}/archive")).text
    stranger = place.browser()
    assert (await stranger.get(f"/b/{made.id}/archive")).status_code == 401
    assert (await reader.get(f"/b/{(await place.board()).id}/archive")).status_code == 403


async def test_r460_a_reader_is_not_let_into_the_room_by_its_socket(place: Place) -> None:
    from starlette.requests import HTTPConnection

    from server.auth import NotInvited, visitor_of

    made = await place.board()
    sent = await place.store.add_invitation(invite(made.id, "reader", now_ms()))
    scope = {"type": "websocket", "headers": [], "query_string": f"invitation={sent.secret}".encode(), "path": "/"}
    with pytest.raises(NotInvited):
        await visitor_of(HTTPConnection(scope), made.id, place.store)
    reader = await reviewer(place, made)
    scope = {**scope, "query_string": b"", "headers": [(b"cookie", f"sameroom={reader.cookie}".encode())]}
    with pytest.raises(NotInvited):
        await visitor_of(HTTPConnection(scope), made.id, place.store)


async def test_r459_stories_of_the_room_are_on_no_page_of_a_reader_who_was_not_there(place: Place) -> None:
    made = await place.board()
    there = await place.joined(made, "Dee")
    first = await taken(place, made)
    await hub(place).change(made.id, keeping("S2", "room"))
    second = await taken(place, made)
    late, reader = await place.joined(made, "Late"), await reviewer(place, made)
    pages = [
        f"/b/{made.id}/archive", f"/b/{made.id}/archive/{second.id}", f"/b/{made.id}/archive/now",
        f"/b/{made.id}/archive/compare?from={second.id}&to=now",
    ]  # fmt: skip
    for address in pages:
        assert "Tuesday" not in (await reader.page(address)).text, address
    assert "Tuesday" not in (await late.page(f"/b/{made.id}/archive/{second.id}")).text
    said = (await reader.page(f"/b/{made.id}/archive/{second.id}")).text
    assert "Told in the room only" in said
    assert "Rests on S2" in said
    assert "Tuesday" in (await there.page(f"/b/{made.id}/archive/{second.id}")).text
    # It was for anyone then, but what a teller says last counts.
    assert "Tuesday" not in (await reader.page(f"/b/{made.id}/archive/{first.id}")).text


async def test_r461_a_snapshot_reads_as_an_outline_with_lineage_to_unfold(place: Place) -> None:
    made = await place.board()
    one = await taken(place, made, "End of Imagine")
    dee = await place.joined(made, "Dee")
    page = await dee.page(f"/b/{made.id}/archive/{one.id}")
    assert [h.text for h in page.all("h2") if "Problems" in h.text or "Stories" in h.text] == [
        "Problems 4",
        "Stories 7",
    ]
    (row,) = [row for row in page.all("li", class_="row3") if row.text.startswith("P2 ")]
    steps = row.one("details").all("li")
    assert [step.one("b").text for step in steps] == ["S2", "P2", "I2", "C1"]
    assert "Ideas that answer no problem" in page.text
    assert page.all("script", type="application/json") == []


async def test_r461_the_list_shows_a_small_map_of_each_snapshot(place: Place) -> None:
    made = await place.board()
    await taken(place, made, "End of Imagine")
    dee = await place.joined(made, "Dee")
    page = await dee.page(f"/b/{made.id}/archive")
    (snap,) = [one for one in page.all("li", class_="snap") if "End of Imagine" in one.text]
    assert len(snap.all("rect", class_="m-zone")) == 4
    drawn = [len(snap.all("path", class_=f"m-{kind}")) for kind in ("story", "problem", "idea", "commitment")]
    assert drawn == [7, 4, 4, 1]


async def test_r461_a_page_says_whether_the_board_is_as_it_was_sealed(place: Place) -> None:
    made = await place.board()
    amara = await place.facilitator()
    await amara.post(f"/b/{made.id}/archive", title="  Before   lunch ", note="We were tired.")
    one = (await place.store.snapshots(made.id))[0]
    assert (one.title, one.note, one.who is None) == ("Before lunch", "We were tired.", False)
    address = f"/b/{made.id}/archive/{one.id}"
    assert (await amara.post(f"{address}/sign")).status_code == 303
    page = (await amara.page(address)).text
    assert "Unchanged since it was taken" in page
    assert "by Amara" in page
    assert "We were tired." in page

    def tamper(connection) -> None:  # type: ignore[no-untyped-def]
        from server.tables import log

        other = Document()
        with other.change():
            other.root("board")["title"] = "Something else"
        connection.execute(log.update().where(log.c.board == made.id).values(update=other.state()))

    await place.store._write(tamper)
    page = (await amara.page(address)).text
    assert "Not as it was sealed" in page
    assert "Unchanged" not in page


async def test_r462_what_changed_is_on_a_page_in_words_with_both_ends_named(place: Place) -> None:
    made = await place.board()
    first = await taken(place, made, "Before")

    def reword(document: Document) -> None:
        for card in document.root("cards").values():
            if card["label"] == "P2":
                text = card["text"]
                text += " Still."

    await hub(place).change(made.id, reword)
    second = await taken(place, made, "After")
    dee = await place.joined(made, "Dee")
    page = await dee.page(f"/b/{made.id}/archive/compare?from={first.id}&to={second.id}")
    assert "P2 was reworded" in page.text
    turned = await dee.page(f"/b/{made.id}/archive/compare?from={second.id}&to={first.id}")
    assert [h.text[0] for h in turned.all("h2") if h.text.startswith(("A Before", "B After"))] == ["A", "B"]
    same = await dee.page(f"/b/{made.id}/archive/compare?from={second.id}&to=now")
    assert "Nothing changed between the two." in same.text
    assert (await dee.get(f"/b/{made.id}/archive/compare?from=nonsense&to=now")).status_code == 404
    assert (await dee.get(f"/b/{made.id}/archive/nonsense")).status_code == 404


async def test_r460_an_empty_archive_says_what_it_will_hold(place: Place) -> None:
    made = await place.board()
    dee = await place.joined(made, "Dee")
    assert "Nothing has been kept yet" in (await dee.page(f"/b/{made.id}/archive")).text
    assert (await dee.get(f"/b/{made.id}/archive/compare")).status_code == 303
    assert "As it is now" in (await dee.page(f"/b/{made.id}/archive/now")).text
