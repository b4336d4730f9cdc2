"""Questions that come in one moment are answered together, and none by what was known before it was asked."""

import asyncio
from collections.abc import Sequence

import pytest
from sqlalchemy import Connection

from server.arrival import Arrival, Comer, look_all
from server.together import MOST, Together
from visiting import Place


class Book:
    """Answers with the page it is open at; notes what it was asked."""

    def __init__(self) -> None:
        self.page = 1
        self.asked: list[list[str]] = []
        self.turned = asyncio.Event()

    async def look(self, questions: Sequence[str]) -> list[tuple[str, int]]:
        """An answer to each, once the page has been turned."""
        self.asked.append(list(questions))
        page = self.page
        await self.turned.wait()
        if "nonsense" in questions:
            raise ValueError("nonsense")
        return [(question, page) for question in questions]


async def test_r912_who_comes_in_one_moment_is_looked_up_together_and_never_by_an_older_look() -> None:
    book = Book()
    together = Together(book.look)
    first = [asyncio.create_task(together.ask(word)) for word in ("ann", "ben", "ann")]
    await asyncio.sleep(0.01)
    book.page = 2
    later = [asyncio.create_task(together.ask(word)) for word in ("ann", "cem")]
    await asyncio.sleep(0.01)
    book.turned.set()
    assert await asyncio.gather(*first) == [("ann", 1), ("ben", 1), ("ann", 1)]
    assert await asyncio.gather(*later) == [("ann", 2), ("cem", 2)]
    assert book.asked == [["ann", "ben"], ["ann", "cem"]]


async def test_r912_who_goes_away_takes_nobodys_answer_along_and_what_fails_fails_for_who_asked_it() -> None:
    book = Book()
    together = Together(book.look)
    gone, stays = (asyncio.create_task(together.ask("ann")) for _ in range(2))
    await asyncio.sleep(0.01)
    gone.cancel()
    failing = [asyncio.create_task(together.ask(word)) for word in ("nonsense", "ben")]
    book.turned.set()
    assert await stays == ("ann", 1)
    nonsense, ben = await asyncio.gather(*failing, return_exceptions=True)
    assert (str(nonsense), ben) == ("nonsense", ("ben", 1))
    assert book.asked[1:] == [["nonsense", "ben"], ["nonsense"], ["ben"]]
    assert await together.ask("ben") == ("ben", 1)


async def test_r912_no_more_are_asked_in_one_go_than_others_can_wait_for() -> None:
    book = Book()
    book.turned.set()
    together = Together(book.look)
    await asyncio.gather(*(together.ask(str(number)) for number in range(2 * MOST + 1)))
    assert [len(asked) for asked in book.asked] == [MOST, MOST, 1]
    with pytest.raises(ValueError, match="nonsense"):
        await together.ask("nonsense")


async def test_r912_a_wave_is_looked_up_in_few_reads(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    made = await place.board()
    reads: list[int] = []

    def counted(connection: Connection, comers: Sequence[Comer]) -> list[Arrival | None]:
        reads.append(len(comers))
        return look_all(connection, comers)

    monkeypatch.setattr("server.kept.participants.look_all", counted)
    secrets = [made.contributor.secret, made.facilitator.secret, "nobody's"]
    found = await asyncio.gather(*(place.store.arrival(made.id, f"token {n}", secrets[n % 3]) for n in range(30)))
    assert sum(reads) == 30 and len(reads) <= 2
    invited = [one and one.invitation and one.invitation.id for one in found]
    assert invited == [made.contributor.id, made.facilitator.id, None] * 10
