"""The archive in a real browser: axe-core in every theme, narrow screens, keys, and the replay on the canvas."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from running import RunningServer, run_apart
from server import snapshot
from server.clock import now_ms
from server.store import Store
from test_browser_pages import LOOKS, axe, sign_in, too_wide

pytestmark = pytest.mark.browser
NewPage = Callable[..., Page]


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
    return [archive, f"{archive}/{one}", f"{archive}/{one}/restore", f"{archive}/{one}/canvas", f"{archive}/replay",
            f"/b/{board}/report", "/commitments"]  # fmt: skip


@pytest.mark.parametrize("look", LOOKS, ids=lambda look: "-".join(look.values()))
def test_r481_axe_finds_nothing_wrong_with_the_archive(
    new_page: NewPage, server: RunningServer, archived: tuple[str, str], look: dict[str, str]
) -> None:
    page = new_page(viewport={"width": 1440, "height": 900}, **look)
    sign_in(page, server)
    wrong = []
    for address in addresses(*archived):
        page.goto(address)
        if address.endswith(("canvas", "replay")):
            page.locator(".stillframe .card").first.wait_for()
        wrong += axe(page)
    page.goto("/commitments")
    page.locator(".ledger a").first.click()
    page.get_by_role("heading", name="Hand it over").wait_for()
    assert wrong + axe(page) == []


def test_r481_nothing_of_the_archive_is_wider_than_320_pixels(
    new_page: NewPage, server: RunningServer, archived: tuple[str, str]
) -> None:
    page = new_page(viewport={"width": 320, "height": 640})
    sign_in(page, server)
    wide = []
    for address in addresses(*archived):
        page.goto(address)
        page.wait_for_timeout(100)
        wide += [address] if too_wide(page) else []
    assert wide == []


def test_r481_two_snapshots_are_chosen_and_compared_by_keys(
    new_page: NewPage, server: RunningServer, archived: tuple[str, str]
) -> None:
    page = new_page(viewport={"width": 1440, "height": 900})
    sign_in(page, server)
    page.goto(f"/b/{archived[0]}/archive")
    page.locator(".snap__go").first.focus()
    page.keyboard.press("a")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("b")
    page.get_by_role("button", name="Show what changed").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/compare?**")
    expect(page.locator("#pane-a")).to_contain_text("Problems drafted")
    expect(page.locator("#pane-b")).to_contain_text("End of Commit")
    change = page.locator(".change", has_text="P2 was reworded")
    change.focus()
    expect(page.locator(".twomap .is-shown")).to_have_count(2)


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
