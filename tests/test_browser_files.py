"""Real files come in, two people with browsers edit them, and they go out again with nothing lost."""

import csv
import io
import json
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from guest import Guest
from running import ROOT, Invitations, RunningServer
from server import copying
from test_pictures_out import PICTURES
from test_pictures_out import board as with_pictures

pytestmark = pytest.mark.browser

SAMPLES = Path(__file__).parent / "samples"
DESK = ViewportSize(width=1440, height=900)
NewPage = Callable[..., Page]


def sameroom(server: RunningServer, *words: str) -> str:
    """The command line, beside the running server."""
    command = [sys.executable, "-m", "server", *words, "--data", str(server.data)]
    return subprocess.run(command, cwd=ROOT, check=True, capture_output=True).stdout.decode("utf-8-sig")


def board_from(server: RunningServer, file: Path) -> Invitations:
    """A new board with this file on it."""
    made = json.loads(sameroom(server, "board", "create", "--title", file.stem, "--from", str(file), "--json"))
    roles = ("facilitator", "contributor", "observer")
    return Invitations(made["id"], made["title"], *(made["sync"][role].split("invitation=")[1] for role in roles))


def two_at(board: Invitations, new_page: NewPage) -> tuple[Guest, Guest]:
    """Grace and Tom, each in a browser of their own."""
    grace, tom = (Guest(new_page(viewport=DESK), board, name).seated() for name in ("Grace", "Tom"))
    return grace, tom


def reword(guest: Guest, words: str, more: str) -> None:
    """Write at the end of a card."""
    guest.card(words).first.dblclick()
    expect(guest.page.locator("textarea.card__field")).to_be_focused()
    guest.page.keyboard.press("Control+End")
    guest.page.keyboard.type(more)
    guest.page.keyboard.press("Escape")
    guest.until_saved()


def test_r201_a_canvas_is_imported_edited_by_two_and_exported_whole(server: RunningServer, new_page: NewPage) -> None:
    file = SAMPLES / "jsoncanvas-sample.canvas"
    before = json.loads(file.read_text())
    board = board_from(server, file)
    grace, tom = two_at(board, new_page)
    text = next(node for node in before["nodes"] if node["type"] == "text")
    words = text["text"].splitlines()[0].lstrip("# ")
    reword(grace, words, " Read by Grace.")
    expect(tom.card("Read by Grace.")).to_be_visible()
    tom.drag("Read by Grace.", 40, 60)
    tom.until_saved()
    after = json.loads(sameroom(server, "board", "export", board.id, "--format", "canvas"))
    nodes: dict[str, dict[str, Any]] = {node["id"]: node for node in after["nodes"]}
    for node in before["nodes"]:
        same = {key: value for key, value in node.items() if key not in ("x", "y", "width", "height", "text")}
        assert same.items() <= nodes[node["id"]].items()
    assert nodes[text["id"]]["text"] == text["text"] + " Read by Grace."
    assert (nodes[text["id"]]["x"], nodes[text["id"]]["y"]) != (text["x"], text["y"])
    edges = {edge["id"]: edge for edge in after.get("edges", [])}
    for edge in before.get("edges", []):
        assert edge.items() <= edges[edge["id"]].items()


def test_r202_a_table_is_imported_edited_by_two_and_exported_whole(server: RunningServer, new_page: NewPage) -> None:
    file = next(SAMPLES.glob("*.csv"))
    board = board_from(server, file)
    first = json.loads(sameroom(server, "board", "export", board.id, "--format", "json"))
    # A browser's text field knows one kind of line break: the reworded card comes back with that.
    texts = [card["text"] for card in first["cards"].values()]
    grace, tom = two_at(board, new_page)
    words = texts[0].splitlines()[0][:30]
    reword(grace, words, " Checked.")
    expect(tom.card(f"{words}").first).to_contain_text("Checked.")
    reword(tom, words, " Twice.")
    out = sameroom(server, "board", "export", board.id, "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(out, newline="")))
    written = sorted(row["text"].removeprefix("'") for row in rows)  # a leading = must be no formula in a spreadsheet
    assert written == sorted([texts[0].replace("\r\n", "\n") + " Checked. Twice.", *texts[1:]])


def test_r527_a_bundle_opens_from_the_file_system_with_the_network_off(
    server: RunningServer, browser: Browser, tmp_path: Path
) -> None:
    board = server.new_board("Damp <at> home", "demo")
    source = tmp_path / "yard.json"
    source.write_bytes(copying.exact(with_pictures(), PICTURES))
    sameroom(server, "board", "import", board.id, str(source))
    sameroom(server, "snapshot", "create", board.id, "--title", "After lunch")
    sameroom(server, "board", "export", board.id, "--format", "bundle", "--out", str(tmp_path / "b.zip"))
    with zipfile.ZipFile(tmp_path / "b.zip") as archive:
        archive.extractall(tmp_path / "b")
    context = browser.new_context(offline=True)
    asked, errors = [], []
    context.on("request", lambda request: asked.append(request.url))
    page = context.new_page()
    page.on("console", lambda message: errors.append(message.text) if message.type in ("error", "warning") else None)
    page.goto((tmp_path / "b" / "index.html").as_uri())
    expect(page.get_by_role("heading", level=1)).to_have_text("Damp <at> home")
    for link, words in (
        ("The board, with every card and a picture of it", "Damp at home is seen by four services"),
        ("What changed, in words", "The beginning to “After lunch”"),
        ("After lunch", "Snapshot “After lunch”"),
        ("The report: what was found", "The problems, and the stories they rest on"),
        ("its report", "Report of the snapshot “After lunch”"),
        ("JSON Canvas", "nodes"),
    ):
        page.get_by_role("link", name=link, exact=link == "After lunch").click()
        expect(page.locator("body")).to_contain_text(words)
        if link == "JSON Canvas":
            page.go_back()
        else:
            page.get_by_role("link", name="Back to the start").click()
        expect(page.get_by_role("heading", name="For other programs")).to_be_visible()
    page.get_by_role("link", name="The board, with every card").click()
    shown = page.get_by_role("img", name="The yard, k")
    expect(shown).to_have_count(2)  # in the picture of the board, and beside the card's words
    page.wait_for_function("() => [...document.images].every((one) => one.complete && one.naturalWidth > 100)")
    assert page.locator("svg image").evaluate("(one) => one.getBBox().width") > 100
    page.set_viewport_size({"width": 320, "height": 700})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.get_by_role("link", name="S2").first.click()
    assert "#" in page.url and all(url.startswith("file://") for url in asked) and not errors
    context.close()
