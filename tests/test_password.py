"""Passwords and the patience with wrong ones (server/password.py, server/tries.py, server/pages/sign_in.py)."""

import asyncio
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import text

from acceptance import engine_of
from server import password
from server.clock import now_ms
from server.pages import sign_in
from server.tries import ACCOUNTS, PER_ACCOUNT, SLOWEST_S, Tries
from visiting import Browser, Place, open_place

WORDS = "four tired horses at noon"


@pytest.fixture
async def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Place]:
    monkeypatch.setattr(sign_in, "tries", Tries())
    async with open_place(tmp_path) as opened:
        yield opened


async def with_password(place: Place, email: str = "amara@example.org", chosen: str = WORDS) -> Browser:
    """A browser signed in by a link, which chose a password there."""
    user = await place.store.user_by_email(email) or await place.store.add_user(email, "Amara", False)
    link = f"/sign-in/{await place.store.make_sign_in(user.id, now_ms(), 60)}"
    browser = place.browser()
    answer = await browser.post(link, name="Amara", password=chosen)
    assert answer.status_code == 303, answer.text
    return browser


async def try_to(place: Place, email: str, given: str) -> int:
    return (await place.browser().post("/sign-in", email=email, password=given)).status_code


async def test_r210_one_signs_in_by_e_mail_and_password(place: Place) -> None:
    await with_password(place)
    browser = place.browser()
    answer = await browser.post("/sign-in", email=" Amara@Example.org ", password=WORDS)
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert "Hello, Amara" in (await browser.get("/")).text


async def test_r210_a_password_is_kept_as_an_argon2id_hash_only(place: Place) -> None:
    await with_password(place)
    with engine_of(place.store).connect() as connection:
        (kept,) = connection.execute(text("SELECT password FROM users WHERE password IS NOT NULL")).scalars()
    assert kept.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    files = b"".join(path.read_bytes() for path in Path(place.settings.data).rglob("*") if path.is_file())
    assert WORDS.encode() not in files


async def test_r210_the_same_characters_from_another_keyboard_are_the_same_password(place: Place) -> None:
    await with_password(place, chosen="cafe\u0301 au lait 12")
    assert await try_to(place, "amara@example.org", "café au lait 12") == 303


@pytest.mark.parametrize(("chosen", "words"), [("short", "at least 10"), ("x" * 201, "at most 200")])
async def test_r210_a_password_too_short_or_too_long_is_said_and_uses_no_link_up(
    place: Place, chosen: str, words: str
) -> None:
    user = await place.store.add_user("amara@example.org", "Amara", False)
    link = f"/sign-in/{await place.store.make_sign_in(user.id, now_ms(), 60)}"
    answer = await place.browser().post(link, name="Amara O", password=chosen)
    assert answer.status_code == 422 and words in answer.text and "Amara O" in answer.text
    assert chosen not in answer.text
    assert (await place.browser().post(link, password=WORDS)).status_code == 303


async def test_r210_a_new_password_signs_every_browser_out_that_knew_the_old_one(place: Place) -> None:
    before = await with_password(place)
    assert "Hello" in (await before.get("/")).text
    after = await with_password(place, chosen="another set of words")
    assert "Hello" not in (await before.get("/")).text
    assert "Hello" in (await after.get("/")).text
    assert await try_to(place, "amara@example.org", WORDS) == 401


async def test_r211_a_wrong_password_an_unknown_account_and_one_without_say_the_same(place: Place) -> None:
    await with_password(place)
    await place.store.add_user("linkonly@example.org", "Len", False)
    said = set()
    for email in ("amara@example.org", "nobody@example.org", "linkonly@example.org"):
        answer = await place.browser().post("/sign-in", email=email, password="not these words")
        assert answer.status_code == 401
        said.add(answer.text.replace(email, ""))
    assert len(said) == 1
    assert "not these words" not in said.pop()


async def test_r211_comparing_takes_as_long_where_there_is_no_such_account() -> None:
    kept = await password.hashed(WORDS)

    async def takes(kept: str | None) -> float:
        start = time.process_time()  # of the processor: what else runs on the machine does not count
        assert not await password.matches(kept, "wrong")
        return time.process_time() - start

    known, unknown = min([(await takes(kept), await takes(None)) for _ in range(5)], key=sum)
    assert 0.4 < known / unknown < 2.5


async def test_r211_many_wrong_tries_close_one_account_for_a_while_and_no_other(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("server.tries.SLOWEST_S", 0.0)
    await with_password(place)
    await with_password(place, "bev@example.org")
    at_once = await asyncio.gather(*(try_to(place, "amara@example.org", "wrong words") for _ in range(PER_ACCOUNT + 3)))
    assert sorted(at_once) == [401] * PER_ACCOUNT + [429] * 3
    answer = await place.browser().post("/sign-in", email="AMARA@example.org", password=WORDS)
    assert answer.status_code == 429 and int(answer.headers["retry-after"]) > 0
    assert await try_to(place, "bev@example.org", WORDS) == 303
    await with_password(place)  # a link works all the same


def test_r211_patience_comes_back_and_right_passwords_cost_none() -> None:
    tries = Tries()
    for _ in range(50):
        assert tries.begin("amara@example.org", 0) == 0
        tries.was_right("amara@example.org")
    for number in range(PER_ACCOUNT):
        assert tries.begin("amara@example.org", 0) == 0
        assert 0 < tries.wait_s("amara@example.org") <= SLOWEST_S * (number + 1.01) / PER_ACCOUNT
    assert tries.begin(" Amara@example.org", 0) == 30
    assert tries.begin("amara@example.org", 29) > 0
    assert tries.begin("amara@example.org", 31) == 0


def test_r211_accounts_that_are_counted_do_not_fill_the_memory() -> None:
    tries = Tries()
    for number in range(ACCOUNTS + 100):
        tries.wait_s(f"{number}@example.org")
    assert len(tries._accounts) == ACCOUNTS


@pytest.mark.parametrize(("email", "given"), [("", WORDS), ("amara@example.org", "")])
async def test_r211_an_empty_field_is_asked_for_and_costs_no_try(place: Place, email: str, given: str) -> None:
    answer = await place.browser().post("/sign-in", email=email, password=given)
    assert answer.status_code == 422 and "Type the e-mail" in answer.text
