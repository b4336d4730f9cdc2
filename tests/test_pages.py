"""The pages: home, new board, the board's shell, what is said when something is refused, and the styles they wear."""

import asyncio
import json
import logging
import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from boards.document import Document
from boards.schema import MAX_DEPARTMENTS
from server.clock import now_ms
from server.pages import home, page
from server.pages.plan import services
from visiting import BASE, Browser, Element, Place, open_place, read, state

ROOT = Path(__file__).parent.parent
STYLES = ROOT / "client/src/styles"
TEMPLATES = ROOT / "server/templates"
NAUGHTY = '</script><script>alert(1)</script><img src=x onerror="alert(1)">'


Pages = list[tuple[str, Element]]


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Pages:
    """Every page there is, with its address; also those that say no."""

    async def visit() -> Pages:
        async with open_place(tmp_path_factory.mktemp("pages")) as place:
            return [(address, read(html)) async for address, html in everywhere(place)]

    return asyncio.run(visit())


async def everywhere(place: Place) -> AsyncIterator[tuple[str, str]]:
    made = await place.board()
    amara, stranger, dee = await place.facilitator(), place.browser(), await place.joined(made, "Dee")
    asked: list[tuple[Browser, str]] = [
        *((amara, address) for address in ("/", "/new", "/join", f"/b/{made.id}", f"/b/{made.id}/me")),
        *((dee, address) for address in (f"/join/{made.contributor.secret}", f"/b/{made.id}")),
        *((stranger, f"/join/{i.secret}") for i in made[2:]),
        *((stranger, address) for address in ("/", "/accessibility", "/privacy", "/sign-in/x", "/nowhere", "/new")),
        (stranger, f"/b/{made.id}"),
        (stranger, "/join/nothing"),
    ]
    for browser, address in asked:
        yield address, (await browser.get(address)).text
    for address, fields in (("/new", {"plan": "?"}), (f"/join/{made.contributor.secret}", {"as_": "service"})):
        yield address, (await amara.post(address, **fields)).text


def test_r110_every_page_has_a_language_a_title_one_heading_and_a_main_part(pages: Pages) -> None:
    assert len(pages) > 15
    for address, found in pages:
        assert found.one("html").attributes["lang"] == "en-GB", address
        assert found.one("html").attributes["dir"] == "ltr", address
        title = found.one("head").one("title").text
        assert title.endswith(" - Same Room") and len(title) > 15, address
        assert len(found.all("h1")) == 1 and found.one("h1").text, address
        assert found.one("main").attributes["id"] == "main", address


def test_r110_headings_go_down_one_level_at_a_time(pages: Pages) -> None:
    for address, found in pages:
        levels = [int(e.tag[1]) for e in found.all() if re.fullmatch(r"h[1-6]", e.tag)]
        for before, after in zip([0, *levels], levels, strict=False):
            assert after <= before + 1, (address, levels)


def test_r110_every_page_but_the_board_can_be_skipped_to_its_main_part(pages: Pages) -> None:
    for address, found in pages:
        if found.one("body").attributes["class"] != "board":
            assert found.one("a", class_="skip").attributes["href"] == "#main", address


def test_r110_every_field_has_a_label_and_names_what_explains_it(pages: Pages) -> None:
    for address, found in pages:
        ids = [e.attributes["id"] for e in found.all() if "id" in e.attributes]
        assert len(ids) == len(set(ids)), address
        wrapped = [field for label in found.all("label") for field in label.all("input")]
        named = {label.attributes.get("for") for label in found.all("label")}
        for field in [*found.all("input"), *found.all("textarea")]:
            assert field in wrapped or field.attributes.get("id") in named, (address, field)
        for element in found.all():
            for name in ("aria-describedby", "aria-labelledby"):
                assert set(element.attributes.get(name, "").split()) <= set(ids), (address, element)


def test_r110_pictures_have_words_or_are_decoration(pages: Pages) -> None:
    for address, found in pages:
        assert not found.all("img"), address
        for svg in found.all("svg"):
            assert svg.attributes.get("aria-hidden") == "true", address
        for mark in found.all("span", class_="mark"):
            assert mark.attributes.get("aria-hidden") == "true" or mark.attributes["aria-label"], address


def test_r111_pages_hold_no_script_and_no_style_of_their_own(pages: Pages) -> None:
    for address, found in pages:
        assert not found.all("style"), address
        for element in found.all():
            assert "style" not in element.attributes, (address, element.tag)
            assert not [name for name in element.attributes if name.startswith("on")], (address, element.tag)
        for script in found.all("script"):
            is_data = script.attributes.get("type") == "application/json"
            assert is_data or script.attributes["src"].startswith("/static/"), address


def test_r111_all_forms_are_plain_forms(pages: Pages) -> None:
    for address, found in pages:
        for form in found.all("form"):
            assert form.attributes["method"] == "post", address
            assert form.attributes.get("action", "/").startswith("/"), address
            assert form.one("button").attributes.get("type", "submit") == "submit", address


async def test_r111_without_script_the_board_says_what_to_do(place: Place) -> None:
    made = await place.board()
    found = await (await place.joined(made)).page(f"/b/{made.id}")
    assert "Switch it on for this site" in found.one("noscript").text


async def test_r130_a_stranger_at_home_is_asked_for_the_code(place: Place) -> None:
    found = await place.browser().page("/")
    assert found.one("h1").text == "Which room?"
    assert (await place.browser().get("/new")).status_code == 401


async def test_r131_a_board_is_made_with_its_invitations_and_its_maker_facilitates_it(place: Place) -> None:
    grace = await place.user("grace@example.org", "Grace")
    answer = await grace.post("/new", title=" Getting to  the clinic ", plan="hear-define-commit", services="Buses")
    assert answer.status_code == 303
    board = answer.headers["location"].removeprefix("/b/")
    invited = {i.role: i for i in await place.store.invitations_of_board(board)}
    assert set(invited) == {"facilitator", "contributor", "observer"}
    assert [role for role, i in invited.items() if i.code] == ["contributor"]
    (grace_here,) = await place.store.participants(board)
    assert grace_here.role == "facilitator"
    row = await place.store.board(board)
    assert row is not None and row.title == "Getting to the clinic"
    document = Document((await place.store.load(board)).updates)
    plain = document.plain()
    document.close()
    assert plain["board"]["title"] == "Getting to the clinic"
    assert [d["name"] for d in plain["board"]["departments"].values()] == ["Buses"]
    assert len(plain["zones"]) == 4


async def test_r131_a_board_without_a_name_is_not_made(place: Place) -> None:
    amara = await place.facilitator()
    answer = await amara.post("/new", title=" ", plan="demo", services="Buses\nBins")
    assert answer.status_code == 422
    found = read(answer.text)
    assert "Give the room a name" in found.one(id="title-error").text
    assert found.one("textarea").text == "Buses Bins"
    plan = next(c for c in found.all("input", name="plan") if "checked" in c.attributes)
    assert plan.attributes["value"] == "demo"
    assert await place.store.boards() == []


async def test_r131_a_tile_on_the_home_page_leads_to_its_plan(place: Place) -> None:
    amara = await place.facilitator()
    tiles = (await amara.page("/")).all("a", class_="plan")
    assert [t.attributes["href"] for t in tiles][-1] == "/new?plan=empty"
    for tile in tiles:
        choices = (await amara.page(tile.attributes["href"])).all("input", name="plan")
        (chosen,) = (choice for choice in choices if "checked" in choice.attributes)
        assert tile.attributes["href"].endswith(chosen.attributes["value"])


def test_r132_known_services_keep_their_mark_and_new_ones_get_their_own() -> None:
    given = {"housing": {"name": "Housing", "initials": "HO", "colour": 2}}
    made = services("Bins and recycling\nhousing\n\n  Buses \nBuses\nThe Library\nHome repairs\nHarbour road\nX", given)
    assert made["housing"] == given["housing"]
    by_name = {d["name"]: d for d in made.values()}
    assert set(by_name) == {
        "Bins and recycling",
        "Housing",
        "Buses",
        "The Library",
        "Home repairs",
        "Harbour road",
        "X",
    }
    assert by_name["Bins and recycling"]["initials"] == "BR"
    assert by_name["Home repairs"]["initials"] == "HR"
    initials = [d["initials"] for d in made.values()]
    assert len(set(initials)) == len(initials)
    colours = [d["colour"] for d in made.values()]
    assert len(set(colours)) == len(colours) and set(colours) <= set(range(1, 13))


def test_r132_a_board_has_room_for_so_many_services() -> None:
    assert len(services("\n".join(f"Service {n}" for n in range(MAX_DEPARTMENTS)), {})) == MAX_DEPARTMENTS
    with pytest.raises(ValueError, match="put some together"):
        services("\n".join(f"Service {n}" for n in range(MAX_DEPARTMENTS + 1)), {})


def boot_of(found: Element) -> dict[str, Any]:
    """What the board's script is sent with."""
    boot: dict[str, Any] = json.loads("".join(str(c) for c in found.one("script", id="boot").children))
    return boot


async def test_r133_the_board_page_brings_what_its_script_needs(place: Place) -> None:
    made = await place.board("Damp at home")
    dee = await place.joined(made, "Dee", as_="service", department="gp")
    boot = boot_of(await dee.page(f"/b/{made.id}"))
    (who,) = await place.store.participants(made.id)
    assert boot["board"] == {"id": made.id, "title": "Damp at home", "epoch": 1}
    assert boot["me"] == {"participant": who.id, "name": "Dee", "department": "gp", "role": "contributor"}
    assert boot["sync"] == f"/sync/{made.id}"
    assert boot["version"]


async def test_r133_only_facilitators_are_sent_the_invitation(place: Place) -> None:
    made = await place.board()
    for browser in (await place.joined(made), await place.joined(made, "Tom")):
        answer = await browser.get(f"/b/{made.id}")
        assert "invite" not in boot_of(read(answer.text))
        for invitation in made[2:]:
            assert invitation.secret not in answer.text
        assert str(made.contributor.code) not in answer.text
    amara = await place.facilitator()
    answer = await amara.get(f"/b/{made.id}")
    invite = boot_of(read(answer.text))["invite"]
    assert invite["code"] == made.contributor.code
    assert invite["url"] == f"{BASE}/join/{made.contributor.secret}"
    assert invite["type_at"] == f"{BASE}/join"
    assert invite["qr"].startswith("<svg") and "script" not in invite["qr"]
    assert made.facilitator.secret not in answer.text


async def test_r133_an_ended_invitation_is_not_offered(place: Place) -> None:
    made = await place.board()
    await place.store.end_invitation(made.contributor.id, now_ms())
    assert "invite" not in boot_of(await (await place.facilitator()).page(f"/b/{made.id}"))


async def test_r139_what_people_type_stays_text_on_every_page(place: Place) -> None:
    amara = await place.facilitator(NAUGHTY[:50])
    answer = await amara.post("/new", title=NAUGHTY, plan="empty", services=NAUGHTY)
    board = answer.headers["location"].removeprefix("/b/")
    link = next(i.secret for i in await place.store.invitations_of_board(board) if i.role == "contributor")
    dee = place.browser()
    await dee.post(f"/join/{link}", name=NAUGHTY[:50], as_="citizen")
    for browser, address in (
        (amara, "/"),
        (amara, f"/b/{board}"),
        (dee, f"/b/{board}"),
        (dee, f"/b/{board}/me"),
        (dee, f"/join/{link}"),
        (dee, "/join"),
    ):
        text = (await browser.get(address)).text
        assert "<script>" not in text and "<img" not in text, address
    boot = boot_of(await dee.page(f"/b/{board}"))
    assert boot["board"]["title"] == NAUGHTY
    assert (await dee.post("/join", code=NAUGHTY[:40])).text.count("<script>") == 0


async def test_r134_the_board_people_are_on_comes_first(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    live, newest = await place.board("Live one"), await place.board("Newest one", "empty")
    crowd = [state("a", "citizen"), state("a", "citizen"), state("b", "housing"), state("c", "gp"), state("d", "gp")]
    monkeypatch.setattr(place.app.state.hub, "here", lambda board: crowd if board == live.id else [])
    found = await (await place.facilitator()).page("/")
    first = found.one("section", class_="livecard")
    assert first.one("h2").text == "Live one"
    assert first.one("span", class_="now").text == "Live: Imagine"
    assert "7 stories, 4 problems, 4 ideas and 1 commitment so far." in first.text
    assert "1 citizen and 3 people from 2 services are in the room." in first.text
    assert first.one("a").attributes["href"] == f"/b/{live.id}"
    row = found.one("ul", class_="boards").one("li")
    assert row.one("a").attributes["href"] == f"/b/{newest.id}"
    assert row.one("p").text == "Changed just now. Nothing on it yet."


async def test_r134_without_anyone_there_nothing_is_called_live(place: Place) -> None:
    await place.board()
    found = await (await place.facilitator()).page("/")
    assert not found.all("span", class_="now")
    assert "Live" not in found.one("main").text


async def test_r134_a_first_board_is_suggested_where_there_is_none(place: Place) -> None:
    found = await (await place.facilitator()).page("/")
    assert "Your first room is ready when you are" in found.text
    assert not found.all("ul", class_="boards")


async def test_r134_a_long_list_is_shown_on_demand(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(home, "SHOWN", 3)
    for n in range(5):
        await place.board(f"Board {n}", "empty")
    amara = await place.facilitator()
    found = await amara.page("/")
    assert len(found.one("ul", class_="boards").all("li")) == 2
    button = found.one("p", class_="more").one("a")
    assert button.text == "Show 2 older boards"
    assert len((await amara.page(button.attributes["href"])).one("ul", class_="boards").all("li")) == 4


@pytest.mark.parametrize(
    ("address", "status", "heading"),
    [
        ("/nowhere", 404, "We can’t find that page"),
        ("/b/nothing", 404, "We can’t find that page"),
        ("/new", 401, "We don’t know you yet"),
        ("/sign-out", 405, "That doesn’t work here"),
    ],
)
async def test_r136_a_refusal_says_what_to_do_next(place: Place, address: str, status: int, heading: str) -> None:
    answer = await place.browser().get(address)
    assert answer.status_code == status
    found = read(answer.text)
    assert found.one("h1").text == heading
    assert found.one("div", class_="sorry").all("a", class_="btn")
    assert not re.search(r"\b(error|invalid|submit|denied|forbidden)\b", found.one("main").text, re.IGNORECASE)


async def test_r136_a_board_one_is_not_on_offers_the_code(place: Place) -> None:
    made = await place.board("Secret title")
    answer = await place.browser().get(f"/b/{made.id}")
    assert answer.status_code == 401
    assert "Secret title" not in answer.text
    assert "type the code from the big screen" in answer.text
    elsewhere = await place.joined(await place.board("Another"))
    answer = await elsewhere.get(f"/b/{made.id}")
    assert answer.status_code == 403
    assert "Secret title" not in answer.text


async def test_r136_our_own_fault_shows_nothing_of_the_inside(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    async def broken() -> None:
        raise RuntimeError("kept in /srv/secret.db")

    amara = await place.facilitator()
    monkeypatch.setattr(place.store, "boards", broken)
    answer = await amara.get("/")
    assert answer.status_code == 500
    assert "Something went wrong at our end" in answer.text
    assert "secret.db" not in answer.text and "RuntimeError" not in answer.text


async def test_r136_a_program_is_refused_in_json(place: Place) -> None:
    for address, status in (("/api/boards", 401), ("/api/b/nothing", 404), ("/api/nowhere", 404)):
        answer = await place.browser().get(address)
        assert answer.status_code == status
        assert answer.json()["error"]


async def test_r137_no_secret_is_ever_logged(place: Place, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    made = await place.board()
    amara = await place.facilitator("Amara Osei")
    dee = await place.joined(made, "Sunflower")
    stranger = place.browser()
    await stranger.post("/join", code=str(made.contributor.code))
    await stranger.post("/join", code="WREN 11")
    await stranger.get(f"/join/{made.facilitator.secret}?invitation={made.observer.secret}")
    await stranger.get(f"/sign-in/{'t' * 43}")
    for browser in (amara, dee):
        await browser.get(f"/b/{made.id}")
    said = "\n".join(record.getMessage() for record in caplog.records if record.name != "httpx")
    assert "/join/{key}" in said
    kept_quiet = [i.secret for i in made[2:]] + [amara.cookie, dee.cookie, "t" * 43, "Sunflower", "Amara"]
    kept_quiet += [str(made.contributor.code), str(made.contributor.code).replace(" ", "").lower(), "WREN 11"]
    for secret in kept_quiet:
        assert secret and secret not in said


def test_r110_every_entry_comes_with_its_styles_and_preloads(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    manifest = {
        "src/app/main.tsx": {"file": "assets/m.js", "isEntry": True, "imports": ["_a.js"], "css": ["assets/m.css"]},
        "_a.js": {"file": "assets/a.js", "imports": ["_b.js", "src/app/main.tsx"], "css": ["assets/a.css"]},
        "_b.js": {"file": "assets/b.js", "css": ["assets/a.css"]},
        "x/atkinson-hyperlegible-next-latin-wght-normal.woff2": {"file": "assets/f.woff2"},
    }
    path = tmp_path / "manifest.json"
    path.write_text(json.dumps(manifest))
    monkeypatch.setattr(page, "MANIFEST", path)
    built = page.built()
    assert built.font == "/static/assets/f.woff2"
    main = built.entries["src/app/main.tsx"]
    assert main.script == "/static/assets/m.js"
    assert main.preloads == ["/static/assets/a.js", "/static/assets/b.js"]
    assert main.styles == ["/static/assets/a.css", "/static/assets/m.css"]
    path.unlink()
    assert page.built().entries == {}
