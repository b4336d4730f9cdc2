"""The bundle: out, checked, and in elsewhere (SPEC R527 to R531)."""

import io
import json
import random
import subprocess
import sys
import zipfile
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from pycrdt import Map, Text

from boards import history
from boards.document import Document
from boards.errors import BadFile
from boards.formats import bundle, json_board
from boards.formats.leaving import leaving
from boards.formats.reading import draft_of, format_of
from boards.room import Row
from laid import open_store
from server import bundling, snapshot
from server.creation import bring_board
from server.pages.plan import make_board
from server.record import Change
from server.store import Store
from server.whole import Whole

NOW = 1_760_000_000_000
AUTHOR = "p" * 21


@asynccontextmanager
async def opened(folder: Path) -> AsyncIterator[Store]:
    store = await open_store(folder / "sameroom.db")
    try:
        yield store
    finally:
        await store.close()


async def edit(store: Store, board: str, act: Callable[[Document], None], time_ms: int, client: int = 77) -> None:
    """One change, a row of its own."""
    document = Document((await store.load(board)).updates, client)
    with document.change() as out:
        act(document)
    document.close()
    await store.keep_now(Change(board, [Row(AUTHOR, update) for update in out], time_ms))


def card(document: Document, text: str) -> tuple[str, "Map[Any]"]:
    for id_ in document.root("cards").keys():
        if text in str(document.root("cards")[id_]["text"]):
            return id_, document.root("cards")[id_]
    raise AssertionError(text)


def told(document: Document, id_: str, text: str, **values: Any) -> None:
    fields = values.pop("fields", {})
    whole: dict[str, Any] = {
        "kind": "story",
        "zone": None,
        "pos": [0, 0, 1],
        "size": [200, 100],
        "order": "a0",
        "tags": [],
    }
    whole |= {"text": Text(text), "fields": Map(fields), "author": AUTHOR, "label": "S90", "created": 5} | values
    document.root("cards")[id_] = Map(whole)


async def lived(store: Store) -> str:
    """A board with a morning behind it: cards made, reworded, hidden, shown, deleted; two snapshots."""
    made = await make_board(store, "demo", "Birth to five", NOW)
    kept, room, hid, wild = ("k" * 21, "r" * 21, "h" * 21, "w" * 21)

    async def step(act: Callable[[Document], None], minute: int) -> None:
        await edit(store, made.id, act, NOW + minute * 60_000)

    await step(lambda d: told(d, kept, "It may be kept", fields={"keep": "anyone", "teller": "Ama"}), 1)
    await step(lambda d: told(d, room, "secret of the room"), 2)
    await step(lambda d: told(d, hid, "secret name", fields={"keep": "anyone"}), 3)
    await step(lambda d: told(d, wild, "secret and gone", fields={"keep": "room"}), 4)
    await step(lambda d: d.root("cards")[kept]["text"].insert(0, "Please: "), 5)
    await snapshot.take(store, None, made.id, NOW + 6 * 60_000, title="Stories heard", note="Before lunch")
    await step(lambda d: d.root("cards")[hid].update({"hidden": {"reason": "secret reason"}}), 7)
    await step(lambda d: d.root("cards").pop(wild), 8)
    comment = {"card": hid, "text": Text("secret comment"), "author": AUTHOR, "created": 9}
    await step(lambda d: d.root("comments").update({"c" * 21: Map(comment)}), 9)
    await step(lambda d: d.root("cards")[card(d, "Damp")[0]].update({"pos": [5, 6, 7], "locked": True}), 10)
    await step(lambda d: d.root("reactions").update({f"{room}:{AUTHOR}:me-too": True}), 11)
    await snapshot.take(store, None, made.id, NOW + 12 * 60_000, title="Problems & <ideas>")
    await step(lambda d: d.root("zones")[next(iter(sorted(d.root("zones").keys())))].update({"title": "Later"}), 13)
    return made.id


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Whole, bytes]:
    """A board with its history, and its bundle."""
    import asyncio
    from concurrent.futures import ThreadPoolExecutor

    async def make() -> Whole:
        async with opened(tmp_path_factory.mktemp("made")) as store:
            return await store.whole(await lived(store))

    with ThreadPoolExecutor(1) as thread:
        whole = thread.submit(asyncio.run, make()).result()
    return whole, bundling.packed(whole)[0]


def files_of(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_r527_a_bundle_holds_what_people_read_and_what_programs_read(made: tuple[Whole, bytes]) -> None:
    files = files_of(made[1])
    assert {
        "board.html",
        "board.svg",
        "changes.html",
        "data/board.canvas",
        "data/board.json",
        "data/cards.csv",
        "index.html",
        "manifest.json",
        "readme.txt",
        "report.html",
        "verify.py",
    } == {name for name in files if not name.startswith(("snapshots/", "history/"))}
    assert {name for name in files if name.startswith("snapshots/")} == {
        f"snapshots/{n}/{name}" for n in ("01", "02") for name in ("board.html", "board.json", "report.html")
    }
    index = files["index.html"].decode()
    assert "Stories heard</a>, 9 October 2025: Before lunch" in index and "Problems &amp; &lt;ideas&gt;" in index
    assert "3 cards stay behind: 1 hidden by the people who run the room, 2 told in the room only." in index
    changes = files["changes.html"].decode()
    assert "“Stories heard”" in changes and "Damp" in changes


@pytest.mark.slow
def test_r527_the_same_board_makes_the_same_bytes(made: tuple[Whole, bytes]) -> None:
    command = (
        "import pickle, sys; from server import bundling;"
        "sys.stdout.buffer.write(bundling.packed(pickle.load(sys.stdin.buffer))[0])"
    )
    import pickle

    for seed in ("1", "2"):
        ended = subprocess.run(
            [sys.executable, "-c", command],
            input=pickle.dumps(made[0]),
            capture_output=True,
            check=True,
            cwd=Path(__file__).parent.parent,
            env={"PYTHONHASHSEED": seed, "PATH": ""},
        )
        assert ended.stdout == made[1]


def unpacked(data: bytes, folder: Path) -> Path:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        archive.extractall(folder)
    return folder


def verified(folder: Path) -> tuple[int, str]:
    ended = subprocess.run([sys.executable, "-I", "-S", str(folder / "verify.py")], capture_output=True, text=True)
    assert not ended.stderr
    return ended.returncode, ended.stdout


def test_r528_verify_needs_only_python_and_finds_every_change(made: tuple[Whole, bytes], tmp_path: Path) -> None:
    folder = unpacked(made[1], tmp_path)
    assert verified(folder) == (0, verified(folder)[1]) and "Unchanged" in verified(folder)[1]
    kept = (folder / "board.html").read_bytes()
    (folder / "board.html").write_bytes(kept + b" ")
    assert verified(folder) == (1, "board.html was changed\n")
    (folder / "board.html").unlink()
    (folder / "extra.txt").write_text("x")
    assert verified(folder) == (1, "board.html is missing\nextra.txt was added\n")
    (folder / "extra.txt").unlink()
    (folder / "board.html").write_bytes(kept)
    chain = json.loads((folder / "history/chain.json").read_text())
    chain[0]["body"]["title"] = "Another"
    (folder / "history/chain.json").write_text(json.dumps(chain))
    assert "the chain of snapshots is broken at link 1" in verified(folder)[1]


def test_r529_nothing_that_must_stay_is_in_any_row_snapshot_or_page(made: tuple[Whole, bytes]) -> None:
    files = files_of(made[1])
    assert not [name for name, content in files.items() if b"secret" in content]
    back = bundling.opened(made[1], 5)
    document = Document(client=6)
    for time_ms, who, update in back.rows:
        document.apply(update)
        assert "secret" not in json.dumps(document.plain()), (time_ms, who)
        assert b"secret" not in update
    for id_ in ("r" * 21, "h" * 21, "w" * 21):
        stamp = back.stamps.get(id_)
        assert stamp is None or stamp.author is None


def test_r530_every_moment_of_the_history_is_as_it_was_but_for_what_stayed(made: tuple[Whole, bytes]) -> None:
    whole, data = made
    back = bundling.opened(data, 5)
    assert [row[:2] for row in back.rows] == [row[:2] for row in whole.rows]
    gone = {"r" * 21, "h" * 21, "w" * 21}
    for seq in range(1, len(whole.rows) + 1):
        was = history.moment([update for _, _, update in whole.rows[:seq]])
        was["cards"] = {id_: one for id_, one in was["cards"].items() if id_ not in gone}
        was["comments"] = {id_: one for id_, one in was["comments"].items() if one["card"] not in gone}
        was["reactions"] = {key: on for key, on in was["reactions"].items() if key[:21] not in gone}
        assert history.moment([update for _, _, update in back.rows[:seq]]) == was


async def test_r530_a_bundle_comes_in_elsewhere_with_its_history(made: tuple[Whole, bytes], tmp_path: Path) -> None:
    whole, data = made
    async with opened(tmp_path) as store:
        back = bundling.opened(data, 5)
        first = await bring_board(store, back, back.id, NOW + 10**9)
        assert first.id == whole.id, "its own id, where that is free"
        assert await store.head(first.id) == len(whole.rows)
        taken = await store.snapshots(first.id)
        assert [(one.id, one.seq, one.title) for one in taken] == [(o.id, o.seq, o.title) for o in whole.snapshots]
        assert await snapshot.verify(store, first.id) == []
        moment = await snapshot.moment(store, first.id, taken[0].seq)
        assert len(moment["cards"]) == 17 and moment["cards"]["k" * 21]["text"] == "Please: It may be kept"
        assert {one.name for one in await store.participants(first.id)} == {one.name for one in back.people}
        await edit(store, first.id, lambda d: d.root("board").update({"purpose": "Goes on"}), NOW + 10**9)
        second = await bring_board(store, back, back.id, NOW + 10**9)
        assert second.id != first.id and await snapshot.verify(store, second.id) == []
        assert not {one.id for one in await store.snapshots(second.id)} & {one.id for one in taken}
        codes = {one.code for one in await store.invitations_of_board(first.id)}
        assert codes.isdisjoint({one.code for one in await store.invitations_of_board(second.id) if one.code})
        assert await store.check() == []


async def test_r530_what_came_in_goes_out_again_the_same(made: tuple[Whole, bytes], tmp_path: Path) -> None:
    async with opened(tmp_path) as store:
        back = bundling.opened(made[1], 5)
        await bring_board(store, back, back.id, NOW + 10**9)
        again = files_of(bundling.packed(await store.whole(back.id))[0])
    before = files_of(made[1])
    same = {name for name in before if again[name] == before[name]}
    # The chain says now that something stayed behind on the way; pages no longer count it.
    assert {"history/log.jsonl", "data/board.json", "data/cards.csv", "data/board.canvas", "changes.html"} <= same
    assert {f"snapshots/{n}/board.json" for n in ("01", "02")} <= same


def test_r530_onto_a_board_that_is_there_a_bundle_brings_its_cards(made: tuple[Whole, bytes]) -> None:
    assert format_of("x.zip", made[1]) == format_of("download", made[1]) == "bundle"
    draft = draft_of(made[1], "bundle", {})
    assert len(draft.cards) == 17 and draft.title == "Birth to five"


# refused


def zipped(files: Iterable[tuple[str, bytes]], **how: Any) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files:
            archive.writestr(name, data, **how)
    return out.getvalue()


def packed_again(made: tuple[Whole, bytes], **changed: bytes) -> bytes:
    """The bundle with other content, its manifest in order."""
    manifest, files = bundle.unpack(made[1])
    files |= {f"history/{name.replace('_', '.', 1)}": data for name, data in changed.items()}
    about = {key: manifest[key] for key in ("board", "title", "rows")}
    return bundle.pack(files, about)


@pytest.mark.parametrize(
    "name", ["../evil", "/etc/passwd", "a/../../b", "a\\b", "C:evil", "A.TXT", "a/b/c/d/e", "x" * 99]
)
def test_r531_a_name_that_leads_elsewhere_is_refused(name: str) -> None:
    with pytest.raises(BadFile, match="no file of a bundle"):
        bundle.unpack(zipped([(name, b"x")]))


def test_r531_links_and_doubles_in_a_zip_are_refused() -> None:
    link = zipfile.ZipInfo("link")
    link.external_attr = 0o120777 << 16
    with pytest.raises(BadFile, match="no file of a bundle"):
        bundle.unpack(zipped([(link, b"/etc/passwd")]))  # type: ignore[list-item]
    with pytest.warns(UserWarning, match="Duplicate"):
        doubled = zipped([("a", b"1"), ("a", b"2")])
    with pytest.raises(BadFile, match="twice"):
        bundle.unpack(doubled)


def test_r531_a_bomb_is_not_unpacked() -> None:
    with pytest.raises(BadFile, match="would unpack to far more"):
        bundle.unpack(zipped([("a", bytes(50_000_000))]))
    many = zipped([(f"f{n}", b"") for n in range(bundle.MAX_FILES + 1)])
    with pytest.raises(BadFile, match="the most is 5,000"):
        bundle.unpack(many)
    lying = bytearray(zipped([("a", b"x" * 1000)]))
    at = lying.rindex(b"PK\x01\x02") + 24
    lying[at : at + 4] = (10).to_bytes(4, "little")
    with pytest.raises(BadFile, match=r"unpacked|size"):
        bundle.unpack(bytes(lying))


def test_r531_whatever_was_changed_in_a_bundle_is_named(made: tuple[Whole, bytes]) -> None:
    files = files_of(made[1])
    with pytest.raises(BadFile, match=r"data/board.json is not as it was written"):
        bundle.unpack(zipped((files | {"data/board.json": b"{}"}).items()))
    with pytest.raises(BadFile, match=r"index.html is missing"):
        bundle.unpack(zipped((name, data) for name, data in files.items() if name != "index.html"))
    with pytest.raises(BadFile, match=r"manifest.json is not as it was written"):
        manifest = json.loads(files["manifest.json"]) | {"whole": "0"}
        bundle.unpack(zipped((files | {"manifest.json": json.dumps(manifest).encode()}).items()))
    with pytest.raises(BadFile, match="no bundle of Same Room"):
        bundle.unpack(zipped([("a", b"x")]))
    with pytest.raises(BadFile, match="can't be unpacked"):
        bundle.unpack(b"PK\x03\x04" + b"x" * 100)


def log_of(made: tuple[Whole, bytes]) -> list[list[Any]]:
    return [json.loads(line) for line in bundle.unpack(made[1])[1]["history/log.jsonl"].decode().splitlines()]


def lines(rows: list[list[Any]]) -> bytes:
    return "".join(json.dumps(row) + "\n" for row in rows).encode()


def test_r531_a_history_that_does_not_hold_together_is_refused(made: tuple[Whole, bytes]) -> None:
    rows = log_of(made)
    cases: Mapping[str, list[list[Any]]] = {
        "line 3: that is no change of the board before it": [*rows[:2], [NOW, None, [["cards", "x", "text", None]]]],
        "line 1: that is no change": [[NOW, None, [["secrets", "x", {"is": 1}]]]],
        "line 2: that is no change": [rows[0], [NOW, None, [["cards", "x", {"run": 1}]]]],
        "line 4: that is no change": [*rows[:3], [NOW, None, [["board", "title", {"splice": [0, 10**9, "x"]}]]]],
        "makes another board than data/board.json says": rows[:-1],
        "a time, a participant's id and changes": [["soon", None, []], *rows],
        "can't be read": [[NOW, None], *rows],
    }
    for words, changed in cases.items():
        with pytest.raises(BadFile, match=words):
            bundling.opened(packed_again(made, log_jsonl=lines(changed)), 5)
    with pytest.raises(BadFile, match="names a change that is not in the log"):
        snapshots = json.loads(bundle.unpack(made[1])[1]["history/snapshots.json"])
        snapshots[0]["seq"] = 10**6
        bundling.opened(packed_again(made, snapshots_json=json.dumps(snapshots).encode()), 5)


@pytest.mark.fuzz
def test_r531_whatever_bytes_come_as_a_bundle_they_are_read_or_refused(made: tuple[Whole, bytes]) -> None:
    seed = random.SystemRandom().randrange(2**32)
    print("seed", seed)
    dice = random.Random(seed)
    for _ in range(60):
        name = dice.choice(["log_jsonl", "people_json", "stamps_json", "snapshots_json", "seals_json", "chain_json"])
        content = bytearray(bundle.unpack(made[1])[1][f"history/{name.replace('_', '.', 1)}"])
        for _ in range(dice.randint(1, 4)):
            at = dice.randrange(len(content) + 1)
            content[at : at + dice.randint(0, 4)] = dice.choice(
                [b"", b"0", b'"', b"null", b"[", b"\xff", b"-1e9", b"{}"]
            )
        try:
            bundling.opened(packed_again(made, **{name: bytes(content)}), 5)
        except BadFile as error:
            assert str(error)


def test_r531_json_of_a_bundle_is_what_may_leave(made: tuple[Whole, bytes]) -> None:
    now = history.moment([update for _, _, update in made[0].rows])
    assert bundle.unpack(made[1])[1]["data/board.json"] == json_board.write(leaving(now)[0])
