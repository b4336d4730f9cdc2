"""Hiding cards and words over HTTP: gone from every document, kept apart, put back; noted without the text."""

from typing import Any

from pycrdt import Doc, Map

from boards.document import Document, plain
from server.creation import Created
from visiting import Browser, Place

WORDS = "“The health visitor came Tuesday."


class Desk:
    """A board, its facilitator, and one of its cards."""

    def __init__(self, place: Place, made: Created, amara: Browser, document: Document) -> None:
        self.place, self.made, self.amara, self.document = place, made, amara, document
        cards = document.root("cards")
        self.card = next(id_ for id_ in cards.keys() if document.fact("cards", id_, "label") == "S2")

    @classmethod
    async def of(cls, place: Place) -> "Desk":
        made = await place.board()
        return cls(place, made, await place.facilitator(), await place.app.state.hub.document(made.id))

    async def act(self, by: Browser | None = None, **what: Any) -> Any:
        return await (by or self.amara).http.post(f"/api/b/{self.made.id}/moderate", json=what)

    def now(self) -> dict[str, Any]:
        found: dict[str, Any] = plain(self.document.entry("cards", self.card))
        return found

    def as_received(self) -> bytes:
        """The document as whoever opens the board gets it, deleted parts included."""
        return self.document.state()

    async def acts(self) -> list[tuple[str, str | None]]:
        return [(act.act, act.whom) for act in await self.place.store.acts(self.made.id)]


async def test_r354_a_hidden_card_leaves_no_word_in_the_document_and_comes_back_whole(place: Place) -> None:
    desk = await Desk.of(place)
    before = desk.now()
    assert WORDS.encode() in desk.as_received()
    held: Doc[Any] = Doc()  # somebody's browser
    held.apply_update(desk.as_received())
    vector = held.get_state()
    answer = await desk.act(hide=desk.card, reason="It names  a child.")
    assert answer.status_code == 200
    hidden = desk.now()
    assert (hidden["text"], hidden["fields"], hidden["tags"]) == ("", {}, [])
    assert hidden["hidden"]["reason"] == "It names a child."
    assert {key: hidden[key] for key in ("kind", "label", "pos", "zone")} == {
        key: before[key] for key in ("kind", "label", "pos", "zone")
    }
    assert WORDS.encode() not in desk.as_received()
    held.apply_update(desk.document.since(vector))
    assert WORDS.encode() not in held.get_update()
    assert (await desk.act(unhide=desk.card)).status_code == 200
    assert desk.now() == before
    assert await desk.acts() == [("card-shown", desk.card), ("card-hidden", desk.card)]
    assert (await desk.act(unhide=desk.card)).status_code == 404


async def test_r355_only_its_writer_and_facilitators_are_given_what_a_hidden_card_holds(place: Place) -> None:
    desk = await Desk.of(place)
    dee, tom = await place.joined(desk.made, "Dee"), await place.joined(desk.made, "Tom")
    dees = next(one.id for one in await place.store.participants(desk.made.id) if one.name == "Dee")

    def sign(document: Document) -> None:
        entry = document.entry("cards", desk.card)
        assert isinstance(entry, Map)
        entry["author"] = dees

    await place.app.state.hub.change(desk.made.id, sign)
    await desk.act(hide=desk.card, reason="x")
    address = f"/api/b/{desk.made.id}/hidden/{desk.card}"
    assert WORDS in (await dee.get(address)).json()["text"]
    assert WORDS in (await desk.amara.get(address)).json()["text"]
    assert (await tom.get(address)).status_code == 404
    exported = (await tom.get(f"/api/b/{desk.made.id}")).text
    assert WORDS not in exported


async def test_r356_words_are_marked_taken_out_and_put_back_beside_what_came_since(place: Place) -> None:
    desk = await Desk.of(place)

    def write(document: Document) -> None:
        entry = document.entry("cards", desk.card)
        entry["text"].clear()
        entry["text"].insert(0, "Mrs Pell rang 020 7946 0958 about Ann.", {})
        entry["fields"]["helped"] = "Ask Mrs Pell"

    await place.app.state.hub.change(desk.made.id, write)
    assert (await desk.act(names=["Ann", " ", "Ann"])).json() == {"names": ["Ann"]}
    assert (await desk.act(names=True)).json() == {"names": ["Ann"]}
    found = (await desk.act(check=desk.card)).json()
    assert "".join(part["words"] for part in found["parts"]) == "Mrs Pell rang 020 7946 0958 about Ann."
    assert sorted(found["words"]) == [
        ["020 7946 0958", "[a phone number]"], ["Ann", "[a name]"], ["Mrs Pell", "[a name]"],
    ]  # fmt: skip
    done = await desk.act(redact=desk.card, words=found["words"])
    assert desk.now()["text"] == "[a name] rang [a phone number] about [a name]."
    assert desk.now()["fields"]["helped"] == "Ask [a name]"
    assert b"Pell" not in desk.as_received() and b"7946" not in desk.as_received()
    again = await desk.act(redact=desk.card, words=found["words"])
    assert again.status_code == 409

    def add(document: Document) -> None:
        text = document.entry("cards", desk.card)["text"]
        text.insert(len(str(text).encode()), " Twice.", {})

    await place.app.state.hub.change(desk.made.id, add)
    assert (await desk.act(undo=done.json()["undo"])).status_code == 200
    assert desk.now()["text"] == "Mrs Pell rang 020 7946 0958 about Ann. Twice."
    assert (await desk.act(undo=done.json()["undo"])).status_code == 409
    noted = str(await place.store.acts(desk.made.id))
    assert "words-hidden" in noted and "Pell" not in noted


async def test_r357_only_facilitators_moderate_and_bad_asking_changes_nothing(place: Place) -> None:
    desk = await Desk.of(place)
    before, dee = desk.now(), await place.joined(desk.made, "Dee")
    for what in ({"hide": desk.card, "reason": "x"}, {"check": desk.card}, {"names": True}):
        assert (await desk.act(dee, **what)).status_code == 403
    for bad in (
        {"hide": desk.card},
        {"redact": desk.card, "words": [["", "x"]]},
        {"redact": desk.card, "words": []},
        {},
    ):
        assert (await desk.act(**bad)).status_code == 422
    assert (await desk.act(hide="x" * 21, reason="x")).status_code == 404
    assert desk.now() == before
    assert await desk.acts() == []


async def test_r357_what_was_set_aside_goes_with_its_board(place: Place) -> None:
    desk = await Desk.of(place)
    await desk.act(hide=desk.card, reason="x")
    await desk.act(names=["Ann"])
    await place.store.delete_board(desk.made.id, 1)
    assert await place.store.hidden_card(desk.made.id, desk.card) is None
    assert await place.store.watched_names(desk.made.id) == []
