"""The archive in a real browser: axe-core in every theme, narrow screens, keys, and the replay on the canvas."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil  # type: ignore[import-untyped]
import pytest
from playwright.sync_api import Browser, Page, expect
from pycrdt import Map, Text

from axe import still, wrong, wrong_in_looks
from boards.document import Document
from browser import Watch, shoot
from guest import Guest
from running import RunningServer, run_apart
from server import snapshot
from server.clock import now_ms
from server.secret import new_id
from server.store import Store
from test_browser_pages import sign_in, too_wide

pytestmark = pytest.mark.browser
NewPage = Callable[..., Page]
SAMPLES = Path(__file__).parent / "samples"


@pytest.fixture(scope="module")
def archived(server: RunningServer) -> tuple[str, str]:
    """A board with two snapshots and something between them; gives its id and the second snapshot's."""
    board = server.new_board("Birth to five: what it’s really like", "demo")

    async def take(title: str) -> str:
        store = Store(f"sqlite:///{server.data / 'sameroom.db'}")
        await store.open()
        try:
            return (await snapshot.take(store, None, board.id, now_ms(), title=title, note="By hand.")).id
        finally:
            await store.close()

    run_apart(take("Problems drafted"))
    for number in range(12):
        server.change(board, lambda document, number=number: reword(document, number))  # type: ignore[misc]
    return board.id, run_apart(take("End of Commit"))


def reword(document, number: int) -> None:  # type: ignore[no-untyped-def]
    for card in document.root("cards").values():
        if card["label"] == "P2":
            text = card["text"]
            text += f" Word {number}."
        if card["label"] == "S3" and number == 5:
            card["pos"] = [400, 900, 99]


def addresses(board: str, one: str) -> list[str]:
    archive = f"/b/{board}/archive"
    forms = [f"/b/{board}/erase", "/new/from-file", f"{archive}/{one}/restore"]
    pictures = [f"{archive}/{one}/canvas", f"{archive}/replay"]
    return [archive, f"{archive}/{one}", *forms, *pictures, f"/b/{board}/report", "/commitments"]


def review_of_a_file(page: Page, board: str) -> None:
    """What would come in from a table, before it does."""
    page.goto(f"/b/{board}/import")
    page.locator("input[type=file]").set_input_files(SAMPLES / "drop-in-day.csv")
    page.get_by_role("button", name="Look").click()
    page.get_by_role("heading", name="What comes in from drop-in-day.csv").wait_for()


def test_r481_axe_finds_nothing_wrong_with_the_archive(
    new_page: NewPage, server: RunningServer, archived: tuple[str, str]
) -> None:
    page = new_page(viewport={"width": 1440, "height": 900})
    sign_in(page, server)
    found = []
    for address in addresses(*archived):
        page.goto(address)
        if address.endswith(("canvas", "replay")):
            page.locator(".stillframe .card").first.wait_for()
            page.wait_for_load_state("networkidle")
        found += wrong_in_looks(page)
    page.goto("/commitments")
    page.locator(".ledger a").first.click()
    page.get_by_role("heading", name="Hand it over").wait_for()
    found += wrong_in_looks(page)
    review_of_a_file(page, archived[0])
    assert found + wrong_in_looks(page) == []


def test_r481_nothing_of_the_archive_is_wider_than_320_pixels(
    new_page: NewPage, server: RunningServer, archived: tuple[str, str]
) -> None:
    page = new_page(viewport={"width": 320, "height": 640})
    sign_in(page, server)
    wide = []
    for address in addresses(*archived):
        page.goto(address)
        still(page)
        wide += [address] if too_wide(page) else []
    review_of_a_file(page, archived[0])
    wide += ["import"] if too_wide(page) else []
    assert wide == []


def test_r481_two_snapshots_are_chosen_and_compared_by_keys(
    new_page: NewPage, server: RunningServer, archived: tuple[str, str]
) -> None:
    page = new_page(viewport={"width": 1440, "height": 900})
    sign_in(page, server)
    page.goto(f"/b/{archived[0]}/archive")
    strip = page.get_by_role("listbox")
    first, second = (strip.get_by_role("option", name=name) for name in ("Problems drafted", "End of Commit"))
    first.focus()
    page.keyboard.press("b")
    expect(first).to_contain_text("Chosen as A and B")
    page.keyboard.press("a")
    page.keyboard.press("ArrowRight")
    expect(second).to_be_focused()
    page.keyboard.press("End")
    page.keyboard.press("a")  # nothing comes after now
    expect(strip.get_by_role("option", name="Now")).to_have_attribute("aria-selected", "false")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("b")
    expect(second).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Show what changed")).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url("**/compare?**")
    expect(page.locator("#pane-a")).to_contain_text("Problems drafted")
    expect(page.locator("#pane-b")).to_contain_text("End of Commit")
    change = page.locator(".change", has_text="P2 was reworded")
    change.focus()
    expect(page.locator(".twomap .is-shown")).to_have_count(2)
    page.get_by_role("option", name="Problems drafted").focus()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/archive/[\w-]{21}$"))


def test_r716_with_less_motion_the_replay_goes_in_large_steps_and_says_so(
    new_page: NewPage, server: RunningServer, archived: tuple[str, str]
) -> None:
    page = new_page(viewport={"width": 1440, "height": 900}, reduced_motion="reduce")
    sign_in(page, server)
    page.goto(f"/b/{archived[0]}/archive/replay")
    card = page.locator(".stillframe .card", has_text="Damp at home")
    expect(card).to_contain_text("Word 11.")
    expect(page.get_by_text("it plays in large steps")).to_be_visible()
    bar = page.get_by_role("slider", name="Time")
    page.get_by_label("Go to a snapshot or stage").select_option("Problems drafted")
    expect(card).not_to_contain_text("Word")
    at = int(bar.input_value())
    bar.focus()
    page.keyboard.press("Space")
    expect(card).to_contain_text("Word 8.")
    assert int(bar.input_value()) - at >= 9, "ten steps at once"
    assert page.locator(".replay__marks i").first.get_attribute("title") == "Problems drafted"


def test_r706_a_card_is_erased_from_its_menu_and_leaves_every_open_browser(
    new_page: NewPage, server: RunningServer, watch: Watch
) -> None:
    board = server.new_board("Damp at home", "demo")
    amara = new_page(viewport={"width": 1440, "height": 900})
    sign_in(amara, server)
    dee = Guest(new_page(viewport={"width": 1440, "height": 900}), board, "Dee").page
    expect(dee.locator(".card", has_text="came Tuesday")).to_be_visible()
    amara.goto(f"/b/{board.id}")
    amara.locator(".card", has_text="came Tuesday").click(button="right")
    amara.get_by_role("menuitem", name="Erase for good…").click()
    expect(amara.get_by_label("All that stands on a card")).to_be_checked()
    expect(amara.get_by_label("Which card?")).to_have_value("S2")
    amara.get_by_label("The person it came from").check()
    amara.get_by_role("button", name="See what it takes").click()
    assert wrong(amara) == []
    amara.get_by_label("I am sure").check()
    amara.get_by_role("button", name="Erase it for good").click()
    expect(amara.get_by_role("heading", name="Erased for good")).to_be_visible()
    assert wrong(amara) == []
    # Dee's page opened itself afresh; nothing in her browser has the words any more.
    expect(dee.locator(".card", has_text="Erased for good")).to_be_visible(timeout=15_000)
    assert dee.evaluate(KEPT_WORDS) == []


KEPT_WORDS = """async () => {
  const found = [];
  for (const {name} of await indexedDB.databases()) {
    const db = await new Promise((done, no) => {
      const asked = indexedDB.open(name);
      asked.onsuccess = () => done(asked.result);
      asked.onerror = no;
    });
    for (const store of db.objectStoreNames) {
      const all = await new Promise((done) => {
        const asked = db.transaction(store).objectStore(store).getAll();
        asked.onsuccess = () => done(asked.result);
      });
      for (const one of all) {
        const text = one instanceof Uint8Array ? new TextDecoder().decode(one) : JSON.stringify(one);
        if (text.includes('came Tuesday')) found.push(name);
      }
    }
    db.close();
  }
  return found;
}"""


def test_r480_a_session_is_replayed_on_the_canvas_by_keys(
    new_page: NewPage, server: RunningServer, archived: tuple[str, str]
) -> None:
    page = new_page(viewport={"width": 1440, "height": 900})
    sign_in(page, server)
    page.goto(f"/b/{archived[0]}/archive/replay")
    card = page.locator(".stillframe .card", has_text="Damp at home")
    expect(card).to_contain_text("Word 11.")
    bar = page.get_by_role("slider", name="Time")
    bar.focus()
    page.keyboard.press("Home")
    expect(card).not_to_contain_text("Word")
    page.keyboard.press("PageDown")
    page.keyboard.press("ArrowRight")
    expect(card).to_contain_text("Word 0.")
    page.get_by_label("Speed").select_option("12")
    bar.focus()
    page.keyboard.press("Space")
    expect(card).to_contain_text("Word 11.", timeout=8_000)
    expect(page.get_by_role("button", name="Play")).to_be_visible()
    card.dblclick()
    page.keyboard.type("hacked")
    expect(card).not_to_contain_text("hacked")


@contextmanager
def long_work(server: RunningServer) -> Iterator[None]:
    """For a while the server's other processes, which do what takes long, stand still: as if they were at it."""
    others = [one for one in psutil.Process(server.pid).children() if "spawn_main" in " ".join(one.cmdline())]
    assert others
    for one in others:
        one.suspend()
    try:
        yield
    finally:
        for one in others:
            one.resume()


def with_much_on_it(document: Document) -> None:
    """So much that it is no work for the server itself."""
    zone = next(iter(document.root("zones").keys()))
    for number in range(40):
        text = Text(f"Quokka {number}. " + "The letter said that the damp would not come back. " * 140)
        document.root("cards")[new_id()] = Map({
            "kind": "note", "zone": zone, "text": text, "pos": [40, 40, number], "size": [208, 120], "tags": [],
            "order": f"z{number:03}", "fields": Map({}), "author": "", "department": "citizen", "created": number,
            "label": f"N{900 + number}",
        })  # fmt: skip


def test_r825_the_page_of_a_long_copy_waits_until_the_file_is_there(
    new_page: NewPage, server: RunningServer, archived: tuple[str, str]
) -> None:
    page = new_page(viewport={"width": 390, "height": 844})
    sign_in(page, server)
    page.goto(f"/b/{archived[0]}/export")
    page.get_by_label("Table").check()
    with page.expect_download():  # a short one comes at once, and the process that makes copies is there
        page.get_by_role("button", name="Make the copy").click()
    with page.expect_download(timeout=20_000) as coming, long_work(server):
        page.get_by_role("button", name="Make the copy").click()
        expect(page.get_by_role("heading", name="The copy is being made")).to_be_visible(timeout=15_000)
        shoot(page, "copy-waits")
        assert wrong(page) == []
        assert not too_wide(page)
    assert coming.value.suggested_filename.endswith(".csv")
    expect(page.locator("#far")).to_have_text("It is with your downloads.")
    expect(page.get_by_role("heading", level=1)).to_have_text("The copy is made")
    expect(page.get_by_role("button", name="See whether it is there")).to_have_count(0)
    assert "Damp at home" in coming.value.path().read_text(encoding="utf-8-sig")
    shoot(page, "copy-there")


def test_r820_the_page_of_a_long_erasure_waits_until_it_is_done(new_page: NewPage, server: RunningServer) -> None:
    board = server.new_board("Damp at home", "demo")
    server.change(board, with_much_on_it)
    page = new_page(viewport={"width": 390, "height": 844})
    sign_in(page, server)
    assert page.request.get(f"/b/{board.id}/export/file?format=csv").ok  # the process for what takes long is there
    page.goto(f"/b/{board.id}/erase")
    page.get_by_label("Some words").check()
    page.get_by_label("Which words?").fill("Quokka 7")
    page.get_by_label("A person it was about asked for it").check()
    with long_work(server):
        page.get_by_role("button", name="See what it takes").click()
        expect(page.get_by_text("Nothing is erased yet")).to_be_visible()
        assert wrong(page) == []
    page.get_by_label("I am sure").check()
    with long_work(server):
        page.get_by_role("button", name="Erase it for good").click()
        expect(page.get_by_role("heading", name="It is being erased")).to_be_visible()
        expect(page.locator("#far")).to_be_visible()
        shoot(page, "erasure-waits")
        assert wrong(page) == []
        assert not too_wide(page)
    expect(page.get_by_role("heading", name="Erased for good")).to_be_visible(timeout=15_000)
    page.goto(f"/b/{board.id}/archive/now")
    expect(page.get_by_text("Quokka 8.")).to_be_visible()
    expect(page.get_by_text("Quokka 7.")).to_have_count(0)


def calendar(page: Page, address: str) -> str:
    """What a calendar program gets, its lines unfolded."""
    return page.request.get(address).text().replace("\r\n ", "")


def test_r824_a_review_meeting_goes_through_to_its_end(
    start_server: Callable[..., RunningServer], browser: Browser
) -> None:
    server = start_server()  # a meeting is about every board's promises: here there is one
    server.new_board("Birth to five", "demo")
    context = browser.new_context(base_url=server.url, viewport={"width": 1440, "height": 900})
    context.set_default_timeout(10_000)
    page = context.new_page()
    sign_in(page, server)
    page.goto("/commitments")
    page.get_by_role("button", name="Make the address").click()
    address = page.get_by_label("Address").input_value()
    assert "Try ten joint" in calendar(page, address)
    page.goto("/commitments")
    page.get_by_role("button", name="Start a review meeting").click()
    page.wait_for_url("**/b/*")
    meeting = page.url.partition("?")[0]
    promised = page.locator("article.card", has_text="Try ten joint first visits in Eastgate.").first
    expect(promised).to_be_visible()
    for zone in ("Promised", "Happened", "Changed for citizens"):
        expect(page.locator(".zone__head", has_text=zone)).to_be_visible()
    expect(promised).to_contain_text("Locked")
    expect(page.get_by_role("button", name="Note", exact=True)).to_have_attribute("aria-disabled", "true")
    # What happened is written beside it, in the column for it, once its stage begins.
    page.get_by_role("group", name="Stage").get_by_role("button", name="Each promise").click()
    expect(page.get_by_role("button", name="Note", exact=True)).not_to_have_attribute("aria-disabled", "true")
    box = page.locator(".zone", has=page.locator(".zone__head", has_text="Happened")).bounding_box()
    assert box is not None
    page.get_by_role("button", name="Note", exact=True).click()
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.keyboard.type("Four of ten so far.")
    page.keyboard.press("Escape")
    expect(page.locator("article.card", has_text="Four of ten so far.")).to_be_visible()
    # How it stands is said where it was promised, by the link on the copy.
    promised.focus()
    page.keyboard.press("Alt+Enter")
    shoot(page, "review-meeting")
    with page.expect_popup() as opened:
        page.get_by_role("link", name="Say how it stands now").click()
    promise = opened.value
    promise.get_by_label("Done", exact=True).check()
    promise.get_by_role("button", name="Keep this").click()
    expect(promise.locator("#evidence")).to_have_attribute("aria-invalid", "true")
    promise.get_by_label("On the way").check()
    promise.get_by_label("Evidence").fill("Four families were visited together.")
    promise.get_by_label("By", exact=True).fill("2026-01-31")
    promise.get_by_role("button", name="Keep this").click()
    expect(promise.get_by_text("Past its date")).to_be_visible()
    promise.get_by_label("New role").fill("Head of Housing")
    promise.get_by_label("New person").fill("Grace Mensah")
    promise.get_by_role("button", name="Hand it over").click()
    expect(promise.locator(".chain")).to_contain_text("Grace Mensah")
    shoot(promise, "promise")
    page.goto("/commitments?show=late")
    row = page.locator("tbody tr", has_text="Try ten joint first visits")
    for words in ("Past its date", "Four families were visited together.", "Grace Mensah", "took over from"):
        expect(row).to_contain_text(words)
    mine = promise.url.partition("#")[0].replace(server.url, "")
    assert "20260131" in calendar(page, address)
    assert mine in calendar(page, address)
    row.get_by_role("link", name="Try ten joint").click()
    page.get_by_label("Done", exact=True).check()
    page.get_by_label("Checked by").fill("Dee")
    page.get_by_role("button", name="Keep this").click()
    page.goto("/commitments?show=done")
    expect(page.locator("tbody tr")).to_contain_text("Checked by Dee")
    assert mine not in calendar(page, address), "what is done needs no day any more"
    page.goto(f"{meeting}/report")
    expect(page.locator("body")).to_contain_text("Try ten joint first visits")
    context.close()
