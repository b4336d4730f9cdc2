"""Forty people who come to a session, and what each brings: for the rehearsal in test_browser_rehearsal.py.

They speak the protocol over real sockets, each with a cookie, a place on the board and a private document, all in one
thread beside the browsers.
"""

import asyncio
import contextlib
import json
from collections.abc import Awaitable, Callable, Iterable, Mapping
from functools import partial
from typing import Any

from pycrdt import Map, Text

from crowd import Crowd
from server.secret import new_id
from session_people import Attendee
from wire_client import WireClient

GROUPS = {
    "citizen": 14,
    "health-visiting": 8,
    "housing": 6,
    "benefits": 5,
    "libraries": 3,
    "gp": 2,
    "outside": 1,
}
"""Thirty-nine who take part; the fortieth helps to run the room."""

NAMES = (  # noqa: SIM905
    "Sunny Dee Moss Wren Olu Kit Bea Yusra Fern Ash Nia Robin Pat Lark "
    "Grace Tom Priya Sean Ana Marek Lou Ines Dev Rosa Cal Hana Joe Meg "
    "Ivo Sam Tess Ravi Una Bo Leah Finn Dr-Shah Dr-Okoro Mina"
).split()

STORIES: tuple[tuple[str, str, str], ...] = (
    ("room", "Sunny", "The clinic letter came in English. My sister read it to me two weeks too late."),
    ("anyone", "Dee", "I told the whole birth again to nine different people. The last one asked why I was upset."),
    ("anyone", "Wren", "The nursery form wanted a letter from housing. Housing wanted one from the nursery."),
    ("partners", "Olu", "There is mould above the cot. I ring every Monday. Somebody new answers every Monday."),
    ("anyone", "Bea", "The library was the only warm place. The lady there knew his name by the third week."),
    ("partners", "Yusra", "Nobody told me about the fifteen free hours. I found out from the shop."),
)
"""Who may keep it, its teller, its words."""

PROBLEMS: tuple[tuple[str, tuple[int, ...]], ...] = (
    ("Parents tell the same story to every service, and it hurts each time.", (1,)),
    ("Nobody owns a damp home: health, housing and benefits each wait for another.", (3,)),
    ("Help that exists is found by luck.", (4, 5)),
    ("Letters come in words people can’t use.", (0,)),
)
"""Its words, and the stories it rests on."""

IDEAS = (
    "What if one letter came from all of us?",
    "What if the library weighed babies?",
    "What if a parent told it once, and chose who reads it?",
    "What if the first visit brought the nursery form?",
    "What if whoever sees the mould opens the case?",
    "What if a parent who has been through it rang you?",
    "What if the bus stopped at the clinic door?",
    "What if every letter was read by five parents first?",
)


def spot(zone: Mapping[str, Any], n: int, height: int = 184) -> tuple[int, int]:
    """Where the nth card goes in a zone, wherever that is by now: rows of two."""
    (x, y, _), (wide, _) = zone["pos"], zone["size"]
    return round(x) + 16 + n % 2 * (round(wide) // 2 - 6), round(y) + 68 + n // 2 * (height + 12)


class Cast(Crowd):
    """All of them."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.seated: list[Attendee] = []

    @property
    def lead(self) -> Attendee:
        """Who helps to run the room."""
        return self.seated[-1]

    def group(self, *departments: str) -> list[Attendee]:
        """Those who speak from there."""
        return [one for one in self.seated[:-1] if one.group in departments]

    def all_come(self) -> None:
        """Everyone, at once, with a board and a private document open."""
        groups = [group for group, size in GROUPS.items() for _ in range(size)]
        people = [*zip(NAMES, groups, strict=True), ("Ben", "outside")]

        async def come() -> None:
            self.seated = [Attendee(self.server, self.board, name) for name, _ in people]
            roles = ["contributor"] * len(groups) + ["facilitator"]
            await self._all(
                one.join(role, group) for one, role, (_, group) in zip(self.seated, roles, people, strict=True)
            )
            await self._all(one.sit() for one in self.seated)
            await self._all(self._stand(one, n) for n, one in enumerate(self.seated))
            self._tasks.append(asyncio.create_task(self._keep_here()))

        self.run(come())

    async def _all(self, works: Iterable[Awaitable[Any]]) -> list[Any]:
        return list(await asyncio.gather(*works))

    async def _stand(self, one: Attendee, n: int) -> None:
        """Every other one joins from elsewhere; some point at something."""
        state: dict[str, Any] = {"remote": n % 2 == 1}
        if n % 4 == 0:
            state["cursor"] = [180 + n * 31 % 1200, 120 + n * 57 % 700]
        await one.board.say_presence(json.dumps(state).encode())

    async def _keep_here(self) -> None:
        with contextlib.suppress(Exception):
            while True:
                await asyncio.sleep(10)
                await self._all(self._stand(one, n) for n, one in enumerate(self.seated))

    def each(self, works: Iterable[Awaitable[Any]]) -> list[Any]:
        """Everyone does theirs at once; returns when all are done."""
        return self.run(self._all(works))

    def until(self, check: Callable[[Attendee], Any], among: Iterable[Attendee] | None = None) -> None:
        """Wait until this is so for everyone who is connected."""
        people = [one for one in among or self.seated if one.board.close_code is None]
        self.each(one.board.until(partial(check, one), 20) for one in people)

    def leave(self) -> None:
        """Everyone goes home."""
        self.each(one.leave() for one in self.seated)
        self.each(one.http.aclose() for one in self.seated)
        super().leave()


async def put(client: WireClient, kind: str, zone: str | None, at: tuple[int, int], words: str, **fields: Any) -> str:
    """A new card, as a browser makes it; gives its id."""
    id_ = new_id()
    size = [178 if kind == "problem" else 196, 116 if kind in ("note", "touchpoint") else 168]  # as tall as its words
    card = {"kind": kind, "zone": zone, "pos": [*at, 9], "size": size, "order": f"a{id_}", "tags": []}
    with client.doc.transaction():
        client.cards[id_] = Map({**card, "text": Text(words), "fields": Map(fields)})
    await client.send_edits()
    return id_


async def tie(client: WireClient, kind: str, start: str, end: str) -> None:
    """A thread between two cards."""
    threads: Map[Any] = client.doc.get("threads", type=Map)
    with client.doc.transaction():
        threads[new_id()] = Map({"kind": kind, "from": start, "to": end})
    await client.send_edits()
