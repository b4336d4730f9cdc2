"""Long work and what comes of it, where nothing can be written, and by whichever process is asked (SPEC R850, R851)."""

import asyncio
import time
from pathlib import Path

import pytest

from server.labour import KEPT_S, MOST_FILES, Labours, Told, forget_copies
from visiting import Place


async def copy_of(data: bytes) -> bytes:
    return data


async def test_r850_a_copy_is_made_where_nothing_can_be_written_down(place: Place, tmp_path: Path) -> None:
    (tmp_path / "at-work").write_bytes(b"")  # in the folder's place: whatever is written there fails
    made = await place.board()
    dee = await place.joined(made, "Dee")
    for format_ in ("csv", "json"):
        answer = await dee.get(f"/b/{made.id}/export/file?format={format_}")
        assert answer.status_code == 200
        assert b"came Tuesday" in answer.content


async def test_r850_work_that_can_not_be_written_down_is_asked_after_all_the_same(tmp_path: Path) -> None:
    (tmp_path / "at-work").write_bytes(b"")
    labours, now, go_on = Labours(tmp_path / "at-work"), time.time(), asyncio.Event()

    async def late(_: Path) -> bytes:
        await go_on.wait()
        return b"the copy"

    token = labours.begin("b", "p", late, now)
    assert labours.look(token, "b", "p", now + 60) == Told("waiting"), "it goes on, though nothing beats"
    assert labours.look(token, "b", "q", now) is None
    go_on.set()
    await labours.wait(token, 5)
    assert labours.look(token, "b", "p", now) == Told("done")
    assert [labours.file(token), labours.file(token)] == [b"the copy", None]


async def test_r851_a_copy_that_waits_is_given_by_whichever_process_is_asked_and_once(tmp_path: Path) -> None:
    here, there, now = Labours(tmp_path / "w"), Labours(tmp_path / "w"), time.time()
    token = here.begin("b", "p", lambda _: copy_of(b"the copy"), now)
    await here.wait(token, 5)
    assert there.look(token, "b", "p", now) == Told("done")
    assert (tmp_path / "w" / f"{token}.copy").stat().st_mode & 0o077 == 0
    assert [there.file(token), here.file(token)] == [b"the copy", None]
    assert there.file("../" * 7 + "x") is None
    tokens = [here.begin("b", "p", lambda _: copy_of(b"another"), now) for _ in range(MOST_FILES + 3)]
    for one in tokens:
        await here.wait(one, 5)
    token = here.begin("b", "p", lambda _: copy_of(b"last"), now)
    assert len(list((tmp_path / "w").glob("*.copy"))) == MOST_FILES
    await here.wait(token, 5)
    here.begin("b", "p", lambda _: copy_of(b""), now + 2 * KEPT_S)
    assert not list((tmp_path / "w").glob("*.copy")), "an hour later all are gone"
    await here.stop()


async def test_r851_no_copy_that_waits_has_what_was_erased_meanwhile(place: Place, tmp_path: Path) -> None:
    made, amara = await place.board(), await place.facilitator()
    labours: Labours = place.app.state.labours
    token = labours.begin("b", "p", lambda _: copy_of(b"came Tuesday"), time.time())
    await labours.wait(token, 5)
    assert words_in(tmp_path / "at-work")
    said = {"what": "words", "words": "came Tuesday", "where": "board", "why": "named", "sure": "yes"}
    done = await amara.post(f"/b/{made.id}/erase", **said, do="erase")
    assert done.status_code == 303
    assert not words_in(tmp_path / "at-work")
    assert labours.file(token) is None


async def test_r885_a_copy_that_was_begun_before_something_was_erased_is_not_kept(tmp_path: Path) -> None:
    here, now = Labours(tmp_path / "w"), time.time()
    for erased in (here.forget, lambda: forget_copies(tmp_path / "w")):  # by this process, and by a command beside it
        go_on = asyncio.Event()

        async def late(_: Path, go_on: asyncio.Event = go_on) -> bytes:
            await go_on.wait()
            return b"came Tuesday"

        token = here.begin("b", "p", late, now)
        await asyncio.sleep(0)
        erased()
        go_on.set()
        await here.wait(token, 5)
        assert here.look(token, "b", "p", now) == Told("broken")
        assert here.file(token) is None
        assert not words_in(tmp_path / "w")
    token = here.begin("b", "p", lambda _: copy_of(b"Wednesday"), now)
    await here.wait(token, 5)
    assert here.file(token) == b"Wednesday"
    await here.stop()


async def test_r886_a_copy_that_can_not_be_removed_after_an_erasure_is_told_of_and_tried_again(
    place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("server.labour.AGAIN_S", 0.02)
    made, amara = await place.board(), await place.facilitator()
    labours: Labours = place.app.state.labours
    token = labours.begin("b", "p", lambda _: copy_of(b"another"), time.time())
    await labours.wait(token, 5)
    stuck = tmp_path / "at-work" / f"{'x' * 22}.copy"
    stuck.mkdir()  # what is no file can't be removed as one
    said = {"what": "words", "words": "came Tuesday", "where": "board", "why": "named", "sure": "yes"}
    done = await amara.post(f"/b/{made.id}/erase", **said, do="erase")
    assert done.status_code == 303, "everything was erased, and that is what it says"
    receipt = (await amara.page(done.headers["location"])).text
    assert "Erased for good" in receipt
    assert "1 finished copy that waits to be fetched could not be removed" in receipt
    assert labours.file("x" * 22) is None
    assert labours.file(token) is None, "the others went"
    stuck.rmdir()
    stuck.write_bytes(b"came Tuesday")
    for _ in range(100):
        await asyncio.sleep(0.02)
        if not stuck.exists():
            break
    assert not stuck.exists()
    assert "could not be removed" not in (await amara.page(done.headers["location"])).text


def words_in(folder: Path) -> bool:
    return any(b"Tuesday" in path.read_bytes() for path in folder.iterdir())
