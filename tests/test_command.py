"""The command line (SPEC R164 to R169)."""

import asyncio
import errno
import io
import json
import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from boards.document import Document
from boards.formats import json_board
from boards.room import Row
from boards.schema import Binding
from laid import lay_database
from running import ROOT, RunningServer
from server.__main__ import main
from server.command import file
from server.record import Change
from server.refusal import Refusal, Unusable
from server.serve import listening
from server.settings import Settings
from server.store import Store
from wire_client import wire_client

SAMPLES = Path(__file__).parent / "samples"
CANVAS, TABLE = str(SAMPLES / "jsoncanvas-sample.canvas"), str(SAMPLES / "drop-in-day.csv")
START_S = 20.0


class Ended(NamedTuple):
    """How a command ended and what it wrote."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        assert self.status == 0, self.err
        return json.loads(self.out)


Command = Callable[..., Ended]


@pytest.fixture
def sameroom(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Command:
    """Run a command in this process, on a data folder of its own."""
    for name in [name for name in os.environ if name.startswith("SAMEROOM_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("SAMEROOM_DATA", str(tmp_path / "data"))

    def run(*arguments: str) -> Ended:
        capfd.readouterr()
        try:
            status = main(arguments)
        except SystemExit as ended:
            assert isinstance(ended.code, int)
            status = ended.code
        return Ended(status, *capfd.readouterr())

    return run


@pytest.fixture
def board(sameroom: Command, tmp_path: Path) -> str:
    lay_database(tmp_path / "data" / "sameroom.db")
    made = sameroom("board", "create", "--title", "Demo", "--template", "demo", "--json").json
    return str(made["id"])


def spawned(*arguments: str, **environ: str) -> Ended:
    """Run a command as people do: in a process of its own, where a warning is an error."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("SAMEROOM_")}
    ended = subprocess.run(
        [sys.executable, "-W", "error", "-m", "server", *arguments],
        cwd=ROOT,
        env=inherited | environ,
        capture_output=True,
        text=True,
        timeout=60,
        stdin=subprocess.DEVNULL,
    )
    return Ended(ended.returncode, ended.stdout, ended.stderr)


def plain(sameroom: Command, board: str) -> dict[str, Any]:
    whole: dict[str, Any] = sameroom("board", "export", board, "--format", "json").json
    return whole


# The object that scripts rely on


def test_r164_board_create_prints_exactly_the_object_scripts_rely_on(tmp_path: Path) -> None:
    ended = spawned("board", "create", "--title", "Damp at home", "--json", SAMEROOM_DATA=str(tmp_path))
    made = ended.json
    id_ = made["id"]
    assert list(made) == ["id", "title", "facilitator_url", "contributor_url", "observer_url", "code", "sync"]
    assert re.fullmatch(r"[A-Za-z0-9_-]{21}", id_) and made["title"] == "Damp at home"
    assert re.fullmatch(r"[A-Z]+ [0-9]+", made["code"])
    assert list(made["sync"]) == ["facilitator", "contributor", "observer"]
    for role, sync in made["sync"].items():
        secret = re.fullmatch(rf"ws://127\.0\.0\.1:8000/sync/{id_}\?invitation=([A-Za-z0-9_-]{{20,}})", sync)
        assert secret, sync
        assert made[f"{role}_url"] == f"http://127.0.0.1:8000/join/{secret[1]}"
    assert ended.err == ""


def test_r164_addresses_come_from_the_public_address(sameroom: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SAMEROOM_PUBLIC_URL", "https://room.example.org/")
    made = sameroom("board", "create", "--title", "T", "--json").json
    assert made["observer_url"].startswith("https://room.example.org/join/")
    assert made["sync"]["observer"].startswith(f"wss://room.example.org/sync/{made['id']}?invitation=")


def test_r164_a_board_made_from_a_template_holds_it_under_the_given_title(sameroom: Command, board: str) -> None:
    whole = plain(sameroom, board)
    assert whole["board"]["title"] == "Demo"
    assert len(whole["cards"]) == 16 and len(whole["board"]["departments"]) == 12


# Every command


def test_r165_list_show_and_delete_tell_of_boards(sameroom: Command, board: str) -> None:
    (listed,) = sameroom("board", "list", "--json").json
    assert (listed["id"], listed["title"]) == (board, "Demo")
    assert sameroom("board", "list").out.startswith(board)
    shown = sameroom("board", "show", board, "--json").json
    assert (shown["cards"], shown["zones"], shown["threads"]) == (16, 4, 10)
    assert board in sameroom("board", "show", board).out
    assert "deleted" in sameroom("board", "delete", board).out
    assert sameroom("board", "list", "--json").json == []
    assert sameroom("board", "show", board).status == 1


def test_r165_the_options_of_the_settings_stand_before_or_after_the_command(sameroom: Command, tmp_path: Path) -> None:
    folder, url = str(tmp_path / "a"), f"sqlite:///{tmp_path}/b.db"
    assert sameroom("--data", folder, "board", "create", "--title", "A").status == 0
    assert sameroom("board", "create", "--title", "B", "--database-url", url).status == 0
    assert sameroom("board", "list", "--data", folder).out.endswith("A\n")
    assert sameroom("--database-url", url, "board", "list").out.endswith("B\n")
    assert not (tmp_path / "data").exists()


def test_r165_a_user_gets_an_address_that_signs_them_in(sameroom: Command) -> None:
    made = sameroom("user", "add", "amara@example.org", "--name", "Amara", "--admin", "--json").json
    assert (made["name"], made["admin"]) == ("Amara", True)
    assert "/sign-in/" in made["sign_in_url"]
    again = sameroom("user", "add", "AMARA@example.org")
    assert again.status == 1 and "amara@example.org" in again.err.lower()
    assert sameroom("user", "add", "amara").status == 1


def test_r212_a_user_gets_an_address_to_choose_a_new_password(sameroom: Command) -> None:
    sameroom("user", "add", "amara@example.org")
    made = sameroom("user", "password", " Amara@Example.org ", "--json").json
    assert made["email"] == "amara@example.org" and "/sign-in/" in made["sign_in_url"]
    said = sameroom("user", "password", "amara@example.org")
    assert "can choose a new password, once, within a day: http" in said.out
    nobody = sameroom("user", "password", "nobody@example.org")
    assert nobody.status == 1 and "There is no user nobody@example.org" in nobody.err


def test_r165_check_says_that_all_is_well_or_what_is_not(sameroom: Command, board: str, tmp_path: Path) -> None:
    assert sameroom("check").out.startswith("All is well: 1 board in ")
    damage = tmp_path / "data" / "sameroom.db"
    _run_sql(damage, "DELETE FROM log WHERE board = ?", board)
    ended = sameroom("check")
    assert ended.status == 1 and board in ended.err and ended.out == ""


def _run_sql(path: Path, statement: str, *values: str) -> None:
    import sqlite3
    from contextlib import closing

    with closing(sqlite3.connect(path)) as connection:
        connection.execute(statement, values)
        connection.commit()


# Files in and out


def test_r166_a_new_board_from_files_holds_them_side_by_side(sameroom: Command) -> None:
    made = sameroom("board", "create", "--title", "Both", "--from", CANVAS, "--from", TABLE, "--json").json
    whole = plain(sameroom, made["id"])
    assert len(whole["cards"]) == 10
    assert {zone["title"] for zone in whole["zones"].values()} == {"JSON Canvas", "Stories", "Problems", "Ideas"}
    assert {"Health visiting", "Housing"} <= {d["name"] for d in whole["board"]["departments"].values()}
    assert len({card["label"] for card in whole["cards"].values()}) == 10


def test_r166_a_boards_json_makes_that_board_again(sameroom: Command, board: str, tmp_path: Path) -> None:
    path = tmp_path / "demo.json"
    assert sameroom("board", "export", board, "--format", "json", "--out", str(path)).out == ""
    made = sameroom("board", "create", "--title", "Demo", "--from", str(path), "--json").json
    assert plain(sameroom, made["id"]) == plain(sameroom, board) == json.loads(path.read_text())
    assert list(tmp_path.glob(".*")) == []


@pytest.mark.parametrize("format_", ["canvas", "csv"])
def test_r166_what_is_exported_can_be_imported(sameroom: Command, board: str, tmp_path: Path, format_: str) -> None:
    path = tmp_path / f"demo.{format_}"
    sameroom("board", "export", board, "--format", format_, "--out", str(path))
    made = sameroom("board", "create", "--title", "Again", "--from", str(path), "--json").json
    first, second = plain(sameroom, board), plain(sameroom, made["id"])
    texts = [sorted((c["label"], c["kind"], c["text"]) for c in whole["cards"].values()) for whole in (first, second)]
    assert texts[0] == texts[1] and len(second["threads"]) == 10


def test_r166_an_import_goes_beside_what_is_there_and_says_what_came(sameroom: Command, board: str) -> None:
    before = plain(sameroom, board)
    ended = sameroom("board", "import", board, CANVAS)
    assert "4 cards came in (4 notes)" in ended.out and "“JSON Canvas”" in ended.out
    after = plain(sameroom, board)
    assert {id_: after["cards"][id_] for id_ in before["cards"]} == before["cards"]
    assert len(after["cards"]) == 20
    sameroom("board", "import", board, CANVAS)
    assert len({card["label"] for card in plain(sameroom, board)["cards"].values()}) == 24


def test_r166_a_label_of_a_deleted_card_is_not_given_again(sameroom: Command, board: str, tmp_path: Path) -> None:
    sameroom("board", "import", board, CANVAS)
    asyncio.run(delete_notes(tmp_path / "data" / "sameroom.db", board))
    sameroom("board", "import", board, CANVAS)
    labels = {card["label"] for card in plain(sameroom, board)["cards"].values() if card["kind"] == "note"}
    assert labels == {"N5", "N6", "N7", "N8"}


async def delete_notes(path: Path, board: str) -> None:
    store = Store(f"sqlite:///{path}")
    await store.open()
    loaded = await store.load(board)
    document = Document(loaded.updates, client=77)
    with document.change() as out:
        for id_, card in document.plain()["cards"].items():
            if card["kind"] == "note":
                del document.root("cards")[id_]
    await store.keep_now(Change(board, [Row(None, out[0])], 1, {77: Binding(None)}))
    document.close()
    await store.close()


def test_r166_a_dry_run_says_what_would_come_in_as_what_and_changes_nothing(sameroom: Command, board: str) -> None:
    before = plain(sameroom, board)
    ended = sameroom("board", "import", board, TABLE, "--dry-run", "--map", "Who=skip,Themes=mood")
    assert "6 cards would come in (3 stories, 1 problem, 1 idea, 1 note)" in ended.out
    assert "column 'What they said' is text" in ended.out
    assert "column 'Who' is left out" in ended.out
    assert "'Reminder' is no kind of card" in ended.out
    whole = sameroom("board", "import", board, CANVAS, "--dry-run", "--json").json
    assert whole["dry_run"] is True and whole["files"][0]["cards"] == {"note": 4}
    assert plain(sameroom, board) == before


def test_r166_a_dry_run_of_a_new_board_makes_no_database(sameroom: Command, tmp_path: Path) -> None:
    ended = sameroom("board", "create", "--title", "T", "--from", TABLE, "--dry-run")
    assert ended.status == 0 and "would come in" in ended.out
    assert not (tmp_path / "data").exists()


def test_r166_colours_of_a_canvas_can_be_kinds(sameroom: Command, board: str) -> None:
    sameroom("board", "import", board, CANVAS, "--map", "6=problem")
    assert [c["kind"] for c in plain(sameroom, board)["cards"].values() if c["text"] == "readme.md"] == ["problem"]


def test_r166_the_format_is_told_by_name_else_content_else_the_option(
    sameroom: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    unnamed = tmp_path / "sheet"
    for source, cards in ((CANVAS, 4), (TABLE, 6)):
        unnamed.write_bytes(Path(source).read_bytes())
        whole = sameroom("board", "create", "--title", "T", "--from", str(unnamed), "--dry-run", "--json").json
        assert sum(whole["files"][0]["cards"].values()) == cards
    misnamed = sameroom("board", "create", "--title", "T", "--from", CANVAS, "--format", "csv", "--dry-run")
    assert misnamed.status == 1 and CANVAS in misnamed.err
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(Path(TABLE).read_bytes())))
    assert "6 cards" in sameroom("board", "create", "--title", "T", "--from", "-", "--dry-run").out


# Refusals


def test_r539_a_board_deleted_by_command_is_brought_back_or_goes_for_good(sameroom: Command, board: str) -> None:
    assert sameroom("board", "delete", board, "--json").json["until"]
    assert sameroom("board", "list", "--json").json == []
    assert "deleted already" in sameroom("board", "delete", board).err
    assert sameroom("check").status == 0
    assert sameroom("board", "bring-back", board).status == 0
    assert sameroom("board", "show", board, "--json").json["cards"] == 16
    assert sameroom("board", "delete", board, "--now", "--json").json["until"] is None
    assert "no deleted board" in sameroom("board", "bring-back", board).err


def test_r530_a_bundle_goes_out_and_comes_in_elsewhere_by_command(
    sameroom: Command, board: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sameroom("snapshot", "create", board, "--title", "Before")
    path = tmp_path / "whole.zip"
    assert sameroom("board", "export", board, "--format", "bundle", "--out", str(path)).status == 0
    cards = sameroom("board", "export", board, "--format", "json").json["cards"]
    assert sameroom("board", "import", "new", str(path), "--json").json["id"] != board, "there it is already"
    monkeypatch.setenv("SAMEROOM_DATA", str(tmp_path / "elsewhere"))
    sameroom("board", "create", "--title", "Another")
    assert sameroom("board", "import", "new", str(path), "--dry-run").status == 0
    assert len(sameroom("board", "list", "--json").json) == 1
    made = sameroom("board", "import", "new", str(path), "--json").json
    assert made["id"] == board and made["code"]
    assert sameroom("board", "export", board, "--format", "json").json["cards"] == cards
    assert sameroom("snapshot", "verify", board).status == 0
    assert [one["title"] for one in sameroom("snapshot", "list", board, "--json").json] == ["Before"]
    refused = sameroom("board", "import", "nowhere", str(path))
    assert refused.status == 1 and "Say `new`" in refused.err
    path.write_bytes(path.read_bytes()[:-300])
    assert "can't be unpacked" in sameroom("board", "import", "new", str(path)).err


@pytest.mark.slow
def test_r526_export_writes_every_format_of_now_and_of_a_snapshot(
    sameroom: Command, board: str, tmp_path: Path
) -> None:
    taken = json.loads(sameroom("snapshot", "create", board, "--title", "Before", "--json").out)["id"]
    begins = {"svg": b"<svg", "png": b"\x89PNG", "html": b"<!doctype html>", "pdf": b"%PDF", "csv": b"\xef\xbb\xbf"}
    for format_, start in begins.items():
        path = tmp_path / f"copy.{format_}"
        ended = sameroom("board", "export", board, "--format", format_, "--snapshot", taken, "--out", str(path))
        assert (ended.status, ended.err) == (0, "") and path.read_bytes().startswith(start)
    assert "in the snapshot “Before”" in (tmp_path / "copy.html").read_text()
    refused = sameroom("board", "export", board, "--format", "csv", "--snapshot", "none")
    assert refused.status == 1 and "There is no snapshot none" in refused.err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["board", "show", "nowhere"], "There is no board nowhere"),
        (["board", "delete", "nowhere"], "There is no board nowhere"),
        (["board", "export", "nowhere", "--format", "csv"], "There is no board nowhere"),
        (["board", "import", "nowhere", TABLE], "There is no board nowhere"),
        (["board", "import", "{board}", "{tmp}/none.csv"], "none.csv can't be read: No such file or directory"),
        (["board", "import", "{board}", "{tmp}"], "can't be read: Is a directory"),
        (["board", "import", "{board}", "{bad}"], "bad.canvas: node 1 has no id"),
        (["board", "import", "{board}", TABLE, "--map", "Missing=text"], "there is no column 'Missing'"),
        (["board", "export", "{board}", "--format", "csv", "--out", "{tmp}/no/x.csv"], "can't be written"),
        (["board", "list", "--data", "{tmp}/empty"], "Is --data (or SAMEROOM_DATA) right?"),
        (["board", "list", "--database-url", "postgres://x/y"], "The database must be a file of SQLite"),
        (["user", "add", "not an address"], "is no e-mail address"),
    ],
)
def test_r167_what_is_refused_ends_with_1_and_a_reason(
    sameroom: Command, board: str, tmp_path: Path, arguments: list[str], words: str
) -> None:
    bad = tmp_path / "bad.canvas"
    bad.write_text('{"nodes": [{}]}')
    ended = sameroom(*(part.format(board=board, tmp=tmp_path, bad=bad) for part in arguments))
    assert (ended.status, ended.out) == (1, "")
    assert ended.err.startswith("sameroom: ") and words in ended.err and ended.err.count("\n") == 1
    assert not (tmp_path / "empty").exists()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([], "required: COMMAND"),
        (["dance"], "invalid choice: 'dance'"),
        (["board"], "required: VERB"),
        (["board", "create"], "required: --title"),
        (["board", "create", "--title", " "], "a title has 1 to 300 characters"),
        (["board", "create", "--title", "T", "--template", "none"], "invalid choice: 'none'"),
        (["board", "export", "x"], "required: --format"),
        (["serve", "--port", "many"], "invalid int value"),
        (["serve", "--port", "70000"], "SAMEROOM_PORT=70000"),
        (["board", "create", "--title", "T", "--from", TABLE, "--map", "Who"], "--map: 'Who' is not COLUMN=FIELD"),
        (["board", "create", "--title", "T", "--from", CANVAS, "--map", "1=poem"], "'poem' is none of story"),
        (
            ["board", "create", "--title", "T", "--from", "{json}", "--map", "a=b"],
            "--map: A mapping is for tables",
        ),
    ],
)
def test_r167_wrong_use_ends_with_2(sameroom: Command, tmp_path: Path, arguments: list[str], words: str) -> None:
    path = tmp_path / "x.json"
    document = Document()
    path.write_bytes(json_board.write(document.plain()))
    document.close()
    ended = sameroom(*(part.replace("{json}", str(path)) for part in arguments))
    assert (ended.status, ended.out) == (2, "")
    assert words in ended.err
    assert not (tmp_path / "data").exists()


def test_r167_one_bad_file_of_several_makes_no_board(sameroom: Command, tmp_path: Path) -> None:
    bad = tmp_path / "bad.csv"
    bad.write_text('text\n"never closed\n')
    ended = sameroom("board", "create", "--title", "T", "--from", TABLE, str(bad))
    assert ended.status == 1 and "bad.csv: Line 2: a quote opens here" in ended.err
    assert not (tmp_path / "data").exists()


def test_r167_a_bad_setting_is_named_and_ends_with_2(sameroom: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SAMEROOM_LOG_LEVEL", "loud")
    ended = sameroom("board", "list")
    assert ended.status == 2
    assert ended.err == "sameroom: SAMEROOM_LOG_LEVEL=loud is none of debug, info, warning, error. " + (
        "For example: SAMEROOM_LOG_LEVEL=info\n"
    )


def test_r167_a_full_disk_under_an_export_leaves_no_half_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "out.csv"
    target.write_text("before")

    def full(path: Path, data: bytes) -> int:
        with path.open("wb") as half:
            half.write(data[:3])
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(Path, "write_bytes", full)
        with pytest.raises(Refusal, match=r"out\.csv can't be written: No space left on device\."):
            file.write_whole(target, b"after")
    assert target.read_text() == "before" and list(tmp_path.iterdir()) == [target]
    file.write_whole(target, b"after")
    assert target.read_text() == "after" and list(tmp_path.iterdir()) == [target]


@pytest.mark.parametrize("arguments", [("export", "{board}", "--format", "json"), ("list",)])
def test_r167_a_reader_that_has_gone_gets_no_traceback(
    sameroom: Command, board: str, arguments: tuple[str, ...]
) -> None:
    command = [sys.executable, "-m", "server", "board", *(part.format(board=board) for part in arguments)]
    reading, writing = os.pipe()
    os.close(reading)
    ended = subprocess.run(command, cwd=ROOT, stdout=writing, stderr=subprocess.PIPE, text=True, timeout=60)
    os.close(writing)
    assert (ended.returncode, ended.stderr) == (1, "")


def test_r166_a_board_never_gets_more_cards_than_it_can_hold(sameroom: Command, board: str, tmp_path: Path) -> None:
    path = tmp_path / "many.csv"
    path.write_text("text\n" + "x\n" * 9_990)
    ended = sameroom("board", "import", board, str(path))
    assert ended.status == 1
    assert "The board has 16 cards and the file 9,990; a board holds 10,000." in ended.err


# Beside a running server, and the server itself


@pytest.fixture
def started(tmp_path: Path) -> Iterator[Callable[..., tuple[subprocess.Popen[str], list[str]]]]:
    """Start `sameroom serve` and read what it says until it is ready."""
    processes = []

    def start(*arguments: str) -> tuple[subprocess.Popen[str], list[str]]:
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("SAMEROOM_")}
        with (tmp_path / "err").open("a") as errors:
            process = subprocess.Popen(
                [sys.executable, "-W", "error", "-m", "server", "serve", "--data", str(tmp_path / "data"), *arguments],
                cwd=ROOT,
                env=inherited,
                stdout=subprocess.PIPE,
                stderr=errors,
                stdin=subprocess.DEVNULL,
                text=True,
            )
        processes.append(process)
        assert process.stdout is not None
        lines = []
        for line in process.stdout:
            lines.append(line.rstrip())
            if line.startswith("Stop it"):
                break
        return process, lines

    yield start
    for process in processes:
        process.kill()
        process.communicate()


@pytest.mark.slow
def test_r168_serve_says_where_it_is_signs_the_first_person_in_and_shows_the_demo(
    started: Callable[..., tuple[subprocess.Popen[str], list[str]]], tmp_path: Path
) -> None:
    process, lines = started("--port", "0", "--demo")
    running = re.fullmatch(r"Same Room is running at (http://127\.0\.0\.1:\d+)", lines[0])
    assert running
    (address,) = re.findall(r"http://\S+/sign-in/\S+", "\n".join(lines))
    assert address.startswith(running[1])
    for url in (f"{running[1]}/readyz", address):
        with urllib.request.urlopen(url, timeout=10) as answer:
            assert answer.status == 200
    begun = time.monotonic()
    process.send_signal(signal.SIGTERM)
    assert process.wait(10) == 0
    assert time.monotonic() - begun < 5
    assert titles(tmp_path) == ["Birth to five: what it’s really like"]
    process, _ = started("--port", "0", "--demo")
    process.send_signal(signal.SIGINT)
    assert process.wait(10) == 0
    assert len(titles(tmp_path)) == 1


def titles(tmp_path: Path) -> list[str]:
    async def read() -> list[str]:
        store = Store(f"sqlite:///{tmp_path}/data/sameroom.db")
        await store.open()
        try:
            return [row.title for row in await store.boards()]
        finally:
            await store.close()

    return asyncio.run(read())


def test_r168_a_port_in_use_is_said_in_a_sentence_and_leaves_no_data(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        ended = spawned("serve", "--port", port, "--data", str(tmp_path / "data"))
    assert ended.status == 1
    assert ended.err.startswith(f"sameroom: Another program uses port {port} of 127.0.0.1")
    assert ended.err.count("\n") == 1 and not (tmp_path / "data").exists()


def test_r168_a_host_that_is_none_is_said_in_a_sentence() -> None:
    with pytest.raises(Unusable, match=r"can't listen on port 8000 of 256\.1\.1\.1: "):
        listening(Settings(host="256.1.1.1"))


@pytest.mark.slow
def test_r169_boards_are_made_filled_and_deleted_beside_a_running_server(
    start_server: Callable[..., RunningServer], sameroom: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = start_server()
    monkeypatch.setenv("SAMEROOM_DATA", str(server.data))
    monkeypatch.setenv("SAMEROOM_PUBLIC_URL", server.url)
    made = sameroom("board", "create", "--title", "Beside", "--json").json
    assert made["sync"]["observer"].startswith(f"{server.ws}/sync/")
    assert sameroom("board", "import", made["id"], CANVAS).status == 0
    assert len(plain(sameroom, made["id"])["cards"]) == 4
    with urllib.request.urlopen(made["observer_url"], timeout=10) as answer:
        assert "Beside" in answer.read().decode()
    assert sameroom("board", "delete", made["id"]).status == 0
    assert sameroom("check").status == 0


@pytest.mark.slow
async def test_r169_who_has_the_board_open_sees_an_import_at_once(
    start_server: Callable[..., RunningServer],
) -> None:
    server = start_server()
    board = server.new_board()
    import_ = ("board", "import", board.id, CANVAS, "--data", str(server.data))
    async with wire_client(server.sync_url(board)) as client:
        mine = await client.add("Mine")
        await client.until(lambda: mine in client.acknowledged())
        assert (await asyncio.to_thread(spawned, *import_)).status == 0
        await client.until(lambda: len(client.acknowledged()) == 5)
        await client.add("Mine too")
        await client.until(lambda: len({card.get("label") for card in client.acknowledged().values()} - {None}) == 6)


def test_r452_snapshots_by_command_are_taken_listed_compared_and_verified(sameroom: Command, tmp_path: Path) -> None:
    board = sameroom("board", "create", "--title", "Birth to five", "--template", "demo", "--json").json["id"]
    first = sameroom("snapshot", "create", board, "--title", "Problems  drafted", "--note", "by hand", "--json").json
    assert (first["title"], first["note"], first["counts"]["story"]) == ("Problems drafted", "by hand", 7)
    sameroom("board", "import", board, TABLE)
    second = sameroom("snapshot", "create", board, "--json").json
    assert [one["id"] for one in sameroom("snapshot", "list", board, "--json").json] == [first["id"], second["id"]]
    assert "Problems drafted" in sameroom("snapshot", "list", board).out
    told = sameroom("snapshot", "compare", board, first["id"], "now")
    assert told.out.startswith("+ ")
    compared = sameroom("snapshot", "compare", board, first["id"], second["id"], "--json").json
    assert sum(not change["path"] and "before" not in change for change in compared["changes"]) >= 3
    assert sameroom("snapshot", "compare", board, second["id"], "now").out == "Nothing changed.\n"
    assert sameroom("snapshot", "verify", board).out == "2 snapshots unchanged since they were taken.\n"
    refused = sameroom("snapshot", "compare", board, first["id"], "nonsense")
    assert (refused.status, refused.err.count("\n")) == (1, 1)
    database = sqlite3.connect(tmp_path / "data" / "sameroom.db")
    with database:
        database.execute("UPDATE snapshots SET note = 'changed' WHERE note = 'by hand'")
    database.close()
    assert sameroom("snapshot", "verify", board).status == 1
    assert "says something else" in sameroom("check").err
