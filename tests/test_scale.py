"""Several processes, one PostgreSQL, one Redis: people on different processes are on one board."""

import asyncio
import contextlib
import random
import re
import time
import urllib.request
from collections.abc import Callable, Coroutine, Iterator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest
from pycrdt import Map
from websockets.exceptions import ConnectionClosed

from joined import Joined
from outside import PostgresServer, ValkeyServer, postgres, valkey, valkey_server
from running import Invitations, RunningServer, run_apart
from server.clock import now_ms
from server.secret import new_id
from server.store import Store
from session_people import attend, soon
from stock import stock_host
from test_crash import as_others_see_it, check_kept, content, findings, promises, until, work
from test_desk import desk_of
from test_drafts import PLAN, silence
from test_rights import sitting
from test_stock_clients import text_of
from wire_client import WireClient, connected, wire_client
from wires import cable

__all__ = ["postgres", "valkey"]
pytestmark = pytest.mark.faults

AT_ONCE_S = 4.0
"""On a busy machine. What is only found by looking again from time to time takes longer: 10 s."""


class Several:
    """Servers on one database and one Redis."""

    def __init__(self, folder: Path, database_url: str, redis_url: str, count: int = 3) -> None:
        self.servers = []
        for number in range(count):
            (folder / f"{number}").mkdir()
            own = {"database_url": database_url, "redis_url": redis_url}
            self.servers.append(RunningServer(folder / f"{number}", **own))

    def start(self) -> "Several":
        for server in self.servers:
            server.launch()
        for server in self.servers:
            server.wait_ready(60)
        return self

    def close(self) -> None:
        for server in self.servers:
            server.close()

    def new_board(self) -> Invitations:
        return self.servers[0].new_board()


@pytest.fixture(scope="module")
def several(
    postgres: PostgresServer, valkey: ValkeyServer, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Several]:
    """Three servers for all tests that leave them as they are."""
    made = Several(tmp_path_factory.mktemp("several"), postgres.new_database(), valkey.url).start()
    yield made
    made.close()


@pytest.fixture
def make_several(postgres: PostgresServer, tmp_path: Path) -> Iterator[Callable[..., Several]]:
    """Servers of this test's own."""
    made: list[Several] = []

    def make(redis_url: str, count: int = 2) -> Several:
        made.append(Several(tmp_path, postgres.new_database(), redis_url, count))
        return made[-1].start()

    yield make
    for one in made:
        one.close()


async def on_each(stack: AsyncExitStack, several: Several, board: Invitations, **options: Any) -> list[WireClient]:
    """One connected client on each server."""
    return [
        await stack.enter_async_context(wire_client(server.sync_url(board), **options)) for server in several.servers
    ]


def everyone_alike(clients: list[WireClient]) -> bool:
    return all(client.plain_cards() == clients[0].plain_cards() for client in clients)


async def test_r580_people_on_different_processes_see_each_other_at_once(several: Several) -> None:
    board = several.new_board()
    async with AsyncExitStack() as stack:
        clients = await on_each(stack, several, board)
        took: list[float] = []
        for number in range(30):
            writer, reader = clients[number % 3], clients[(number + 1) % 3]
            start = time.monotonic()
            card = await writer.add(f"card {number}")
            await reader.until(lambda card=card, reader=reader: card in reader.plain_cards())  # type: ignore[misc]
            took.append(time.monotonic() - start)
        took.sort()
        print(
            f"a card is on another process after {took[15] * 1000:.1f} ms (median of 30), at most {took[-1] * 1000:.0f}"
        )
        assert took[15] < 0.25, "it came by the database, not by the bus"
        await clients[0].say_presence(b'{"cursor": [1, 2]}')
        mine = clients[0].doc.client_id
        for client in clients[1:]:
            await client.until(lambda client=client: b'"cursor"' in client.presence.get(mine, (0, b""))[1])  # type: ignore[misc]
        await until(lambda: everyone_alike(clients))


async def test_r580_who_comes_later_sees_everyone_on_every_process_and_who_left_is_gone(several: Several) -> None:
    board = several.new_board()
    first, second, third = several.servers
    async with wire_client(first.sync_url(board)) as early:
        async with wire_client(second.sync_url(board)) as middle:
            async with wire_client(third.sync_url(board)) as late:
                ids = {early.doc.client_id, middle.doc.client_id}
                await late.until(lambda: ids <= late.presence.keys(), AT_ONCE_S)
                await early.until(lambda: late.doc.client_id in early.presence, AT_ONCE_S)
            await early.until(lambda: early.presence[late.doc.client_id][1] == b"null", AT_ONCE_S)
        await early.until(lambda: early.presence[middle.doc.client_id][1] == b"null", AT_ONCE_S)


async def test_r566_labels_given_on_several_processes_at_once_are_never_given_twice(several: Several) -> None:
    board = several.new_board()
    async with AsyncExitStack() as stack:
        clients = [*await on_each(stack, several, board), *await on_each(stack, several, board)]
        for _ in range(12):
            await asyncio.gather(*(client.add("at once") for client in clients))
            await asyncio.sleep(0.01)
        await until(lambda: everyone_alike(clients) and len(clients[0].plain_cards()) == 72)
        labels = [card.get("label") for card in clients[0].plain_cards().values()]
        assert sorted(labels, key=lambda label: int(label[1:])) == [f"N{number}" for number in range(1, 73)]
        assert all(client.close_code is None for client in clients)
    seen = content(await as_others_see_it(several.servers[1].sync_url(board)))
    assert {card["label"] for card in seen.values()} == set(labels)


async def test_r565_nobody_takes_over_a_client_id_on_another_process(several: Several) -> None:
    board = several.new_board()
    first, second, _ = several.servers
    async with wire_client(first.sync_url(board)) as owner, wire_client(second.sync_url(board)) as other:
        mine = await owner.add("mine")
        await other.until(lambda: mine in other.plain_cards())
        thief = WireClient(second.sync_url(board, "facilitator"))
        thief.doc = type(thief.doc)(client_id=owner.doc.client_id)
        thief.cards = thief.doc.get("cards", type=type(thief.cards))
        thief._subscription = thief.doc.observe(thief._edited)
        async with connected(thief):
            with contextlib.suppress(ConnectionClosed):
                await thief.add("as if I were you")
            await until(lambda: thief.close_code is not None)
            assert thief.close_code == 4422
        await other.write(mine, " and yours")
        await owner.until(lambda: owner.plain_cards()[mine]["text"] == "mine and yours")
        assert len(owner.plain_cards()) == 1


async def test_r581_clients_that_move_between_processes_while_they_edit_end_up_alike(several: Several) -> None:
    seed = random.randrange(2**32)
    print("seed", seed)
    rng = random.Random(seed)
    board = several.new_board()
    ports = [server.port for server in several.servers]
    async with AsyncExitStack() as stack:
        host = await stack.enter_async_context(stock_host())
        cables = [await stack.enter_async_context(cable(rng.choice(ports))) for _ in range(6)]
        urls = [several.servers[0].sync_url(board).replace(str(ports[0]), str(one.port), 1) for one in cables]
        npm = [
            await host.client(f"npm{n}", version, url)
            for n, (version, url) in enumerate(zip("1234", urls, strict=False))
        ]
        for each in npm:
            await each.until(lambda look: look["synced"])
        own = [WireClient(url, own_messages=number == 0) for number, url in enumerate(urls[4:])]
        sent: set[str] = set()
        for _ in range(6):
            async with AsyncExitStack() as connections:
                for client in own:
                    await connections.enter_async_context(connected(client))
                for _ in range(8):
                    for one in npm:
                        card = new_id()
                        await one.do("add", card=card, text=f"by {one.name}")
                        sent.add(card)
                    for client in own:
                        with contextlib.suppress(ConnectionClosed):
                            sent.add(await client.add("by hand"))
                    await asyncio.sleep(rng.uniform(0, 0.03))
                for line in cables:
                    line.plug(rng.choice(ports))
                await asyncio.sleep(rng.uniform(0, 0.2))
        async with AsyncExitStack() as connections:
            for client in own:
                await connections.enter_async_context(connected(client))
            await until(lambda: all(client.plain_cards().keys() == sent for client in own), 20)
            looks = [await one.until(lambda look: look["cards"].keys() == sent, 20) for one in npm]
            assert everyone_alike(own)
            stored = content(await as_others_see_it(several.servers[2].sync_url(board)))
            assert stored == own[0].plain_cards()
            await until(lambda: all(client.plain_cards() == stored for client in own))
            assert all(
                {card: text_of(look, card) for card in sent} == {c: v["text"] for c, v in stored.items()}
                for look in looks
            )
            labels = [card["label"] for card in stored.values()]
            assert len(set(labels)) == len(labels) == len(sent)
    assert run_apart(findings(several.servers[0])) == []


async def test_r585_what_is_written_in_silence_on_one_process_is_shown_from_another(several: Several) -> None:
    first, second, third = several.servers
    made = first.new_board("Quiet", PLAN)
    async with (
        attend(first, made, "Fay", "facilitator") as fay,
        attend(second, made, "Ana") as ana,
        attend(third, made, "Ben") as ben,
    ):
        await silence(fay)
        await soon(lambda: all("silent" in who.session for who in (ana, ben)))
        cards = {who: await who.draft.add("mine") for who in (ana, ben)}
        await soon(lambda: fay.session["silent"]["count"] == 2)
        for number in range(10):
            for who, card in cards.items():
                await who.draft.write(card, f" {number}")
            await asyncio.sleep(0.02)
        for who, card in cards.items():
            await who.draft.until(lambda who=who, card=card: who.draft.acknowledged()[card]["text"].endswith(" 9"))  # type: ignore[misc]
        for _ in range(5):
            answer = await fay.ask("reveal", all=True)
            if answer.status_code == 200:
                break
            await asyncio.sleep(1)
        for card in cards.values():
            await soon(lambda card=card: fay.card(card) is not None)
        wanted = "mine 0 1 2 3 4 5 6 7 8 9"
        await soon(lambda: [fay.card(card)["text"] for card in cards.values()] == [wanted, wanted])
        assert {fay.card(card)["label"] for card in cards.values()} == {"N1", "N2"}
        for who, card in cards.items():
            assert fay.card(card)["author"] == who.participant
        await asyncio.sleep(2.5)
        assert [fay.card(card)["text"] for card in cards.values()] == [wanted, wanted]
        assert len(fay.board.plain_cards()) == 2
        stored = content(await as_others_see_it(third.sync_url(made)))
        assert stored == fay.board.plain_cards()
    assert run_apart(findings(first)) == []


async def test_r582_a_rolling_restart_loses_nobodys_edit(
    make_several: Callable[..., Several], valkey: ValkeyServer
) -> None:
    several = make_several(valkey.url)
    board = several.new_board()
    rng = random.Random(5)
    clients = [
        WireClient(server.sync_url(board), own_messages=own) for server in several.servers for own in (True, False)
    ]

    async def stay(client: WireClient) -> None:
        """Come back again and again, as browsers do, to whichever server takes one."""
        while not over:
            with contextlib.suppress(OSError, ConnectionClosed):
                async with connected(client):
                    await work(client, rng, 0.03)
            client.url = rng.choice(several.servers).sync_url(board)
            await asyncio.sleep(0.1)

    over = False
    staying = [asyncio.create_task(stay(client)) for client in clients]
    await asyncio.sleep(0.5)
    for server in several.servers:
        assert await asyncio.to_thread(server.stop) == 0
        promised = promises(clients)
        await asyncio.to_thread(server.start)
        check_kept(await as_others_see_it(server.sync_url(board)), promised)
        await asyncio.sleep(0.3)
    over = True
    for client in clients:
        if client.ws is not None:
            await client.ws.close()
    await asyncio.gather(*staying)
    promised = promises(clients)
    async with AsyncExitStack() as connections:
        for client in clients:
            await connections.enter_async_context(connected(client))
        await until(lambda: all(client.synced for client in clients) and everyone_alike(clients))
    last = await as_others_see_it(several.servers[0].sync_url(board))
    check_kept(last, promised)
    assert content(last) == clients[0].plain_cards() and len(content(last)) > 20


async def test_r583_rights_taken_away_and_boards_deleted_reach_every_process_within_a_second(several: Several) -> None:
    board = several.new_board()
    async with AsyncExitStack() as stack:
        clients = await on_each(stack, several, board)
        store = Store(several.servers[0].database)
        await store.open()
        stack.push_async_callback(store.close)
        await store.delete_board(board.id, now_ms())
        start = time.monotonic()
        await until(lambda: all(client.close_code == 4404 for client in clients), 4)
        print(f"a board deleted by a command is closed everywhere after {time.monotonic() - start:.2f} s")


async def test_r583_what_a_facilitator_decides_on_one_process_holds_on_every_other_within_a_second(
    several: Several,
) -> None:
    board = several.new_board()
    first, second, third = several.servers
    async with (
        sitting(first, board, "facilitator") as (bev, _),
        sitting(second, board) as (dee, tab),
        sitting(third, board) as (eve, other),
    ):
        card = await tab.add("mine")
        await other.until(lambda: card in other.acknowledged())

        async def within_a_second(decided: Coroutine[Any, Any, Any], *seen: Callable[[], object]) -> None:
            await decided
            start = time.monotonic()
            await until(lambda: all(each() for each in seen), 4)
            assert time.monotonic() - start < 1

        session = [client.doc.get("session", type=Map) for client in (tab, other)]
        await within_a_second(
            bev.act("lock", board=True, on=True), *(lambda each=each: each.get("frozen") for each in session)
        )
        await other.add("although it is closed for changes")
        await other.until(lambda: other.resets == ["refused"])
        await within_a_second(
            bev.act("lock", board=True, on=False), *(lambda each=each: "frozen" not in each for each in session)
        )
        await within_a_second(bev.people("observer", whom=await dee.participant()), lambda: tab.notices)
        await tab.write(card, " and after")
        await tab.until(lambda: tab.resets == ["refused"])
        await within_a_second(bev.people("remove", whom=await eve.participant()), lambda: other.close_code == 4403)
    stored = content(await as_others_see_it(third.sync_url(board)))
    assert [(card["text"], card["label"]) for card in stored.values()] == [("mine", "N1")]


async def test_r802_what_is_done_on_one_process_to_people_and_cards_on_another_is_there_within_a_second(
    several: Several,
) -> None:
    first, second, third = several.servers
    made = first.new_board("Desk", PLAN)
    async with (
        attend(first, made, "Fay", "facilitator") as fay,
        attend(second, made, "Ana") as ana,
        attend(third, made, "Ben", group="housing") as ben,
        wire_client(third.sync_url(made)) as guest,
    ):

        async def within_a_second(decided: Coroutine[Any, Any, Any], *seen: Callable[[], object]) -> None:
            await decided
            start = time.monotonic()
            await until(lambda: all(each() for each in seen), 4)
            assert time.monotonic() - start < 1

        async def at_the_desk(card: str) -> Any:
            async with asyncio.timeout(8):
                while True:
                    items = (await fay.http.get(f"/api/b/{made.id}/desk")).json()["items"]
                    if found := [one for one in items if one["card"] == card]:
                        return found[0]
                    await asyncio.sleep(0.1)

        await fay.do("desk", wait={"groups": ["citizen"]})
        await until(lambda: "approve" in ana.session and "approve" in ben.session)
        # the desk: a yes, words hidden, and a card sent back, all written on another process
        one, two = await ana.draft.add("It takes two buses"), await ana.draft.add("Mrs Pell says so")
        seen = (await at_the_desk(one))["seen"]
        await within_a_second(fay.do("desk", approve=one, seen=seen), lambda: ben.card(one), lambda: ana.card(one))
        await at_the_desk(two)
        await within_a_second(
            fay.do("desk", put_back=two, reason="Who is she to you?"),
            lambda: desk_of(ana).get(two, {}).get("reason") == "Who is she to you?",
        )
        assert ben.card(two) is None
        # a card hidden and shown: its writer's page is told to look into its private document, and it is there
        mine = await ben.board.add("Mr Bell too")
        await fay.board.until(lambda: fay.card(mine))
        await within_a_second(
            fay.do("moderate", hide=mine, reason="It names a nurse"),
            lambda: ben.card(mine).get("hidden") and not ben.card(mine)["text"],
            lambda: ana.card(mine).get("hidden"),
            lambda: ("note", "") in ben.board.notices,
            lambda: [note["reason"] for note in desk_of(ben, "notes").values()] == ["It names a nurse"],
        )
        assert ("note", "") not in ana.board.notices
        await within_a_second(
            fay.do("moderate", unhide=mine),
            lambda: ben.card(mine)["text"] == "Mr Bell too",
            lambda: len(desk_of(ben, "notes")) == 2,
        )

        # words hidden and put back: with the others, in the wall's next answer, and with who opens the board now
        async def on_the_wall() -> list[str]:
            told = (await ben.http.get(f"/api/b/{made.id}/wall")).json()
            return [one["words"] for one in told["cards"]]

        assert "Mr Bell too" in await on_the_wall()
        hidden = await fay.do("moderate", redact=mine, words=[["Mr Bell", "[a name]"]])
        async with asyncio.timeout(1):
            while "[a name] too" not in await on_the_wall():
                await asyncio.sleep(0.05)
        await until(lambda: {who.card(mine)["text"] for who in (ana, ben)} == {"[a name] too"}, 1)
        assert not any("Mr Bell" in words for words in await on_the_wall())
        await within_a_second(
            fay.do("moderate", undo=hidden["undo"]),
            lambda: ben.card(mine)["text"] == ana.card(mine)["text"] == "Mr Bell too",
        )
        assert "Mr Bell too" in await on_the_wall()
        await fay.do("moderate", hide=mine, reason="It names a nurse")
        async with asyncio.timeout(1):
            while any("Mr Bell" in words for words in await on_the_wall()):
                await asyncio.sleep(0.05)
        await within_a_second(fay.do("moderate", unhide=mine), lambda: ben.card(mine)["text"] == "Mr Bell too")
        # another stage holds at once
        ideas = {"id": "ideas", "name": "Ideas", "adds": [{"kinds": ["idea"]}]}
        await fay.do("stage", put=ideas)
        await within_a_second(fay.do("stage", go="ideas"), lambda: ben.session.get("stage") == "ideas")
        await ben.board.add("not now")
        await ben.board.until(lambda: ben.board.resets)
        # an invitation ends for who came by it without joining, and who joined stays
        people = Joined(first, made, fay.http).people
        page = (await fay.http.get(f"/b/{made.id}/people")).text
        [way] = [way[:21] for way in page.split('id="i-')[1:] if "Write" in way.partition("</tr>")[0]]
        await within_a_second(people("end", whom=way), lambda: guest.close_code == 4403)
        assert ben.board.close_code is None
        await within_a_second(
            people("remove", whom=ana.participant),
            lambda: ana.board.close_code == 4403,
            lambda: ana.draft.close_code == 4403,
        )


async def test_r584_when_redis_is_down_boards_go_on_and_news_come_by_the_database(
    make_several: Callable[..., Several],
) -> None:
    with valkey_server() as redis:
        several = make_several(redis.url)
        board = several.new_board()
        async with AsyncExitStack() as stack:
            one, other = await on_each(stack, several, board)
            before = await one.add("before")
            await other.until(lambda: before in other.plain_cards())
            redis.kill()
            card = await one.add("without Redis")
            await other.until(lambda: card in other.plain_cards(), 4)
            await one.until(lambda: card in one.acknowledged())
            await until(lambda: "Redis does not answer: boards go on" in fetched(several.servers[0], "/readyz"))
            assert "sameroom_bus_lit 0" in fetched(several.servers[0], "/metrics")
            start = time.monotonic()
            card = await other.add("and back")
            await one.until(lambda: card in one.plain_cards())
            assert time.monotonic() - start < 2
            await asyncio.to_thread(redis.start)
            await until(lambda: all("sameroom_bus_lit 1" in fetched(s, "/metrics") for s in several.servers))
            took = []
            for number in range(10):
                start = time.monotonic()
                card = await one.add(f"with Redis again {number}")
                await other.until(lambda: card in other.plain_cards())  # noqa: B023
                took.append(time.monotonic() - start)
            assert sorted(took)[5] < 0.25
            await until(lambda: everyone_alike([one, other]))
        for server in several.servers:
            assert len(re.findall("the bus is down", server.log)) == 1
            assert "Traceback" not in server.log, server.log


def fetched(server: RunningServer, path: str) -> str:
    with urllib.request.urlopen(f"{server.url}{path}", timeout=5) as answer:
        return str(answer.read().decode())


async def test_r572_the_people_of_a_process_that_was_killed_are_gone_after_a_while(
    make_several: Callable[..., Several], valkey: ValkeyServer
) -> None:
    several = make_several(valkey.url)
    board = several.new_board()
    async with AsyncExitStack() as stack:
        stays, goes = await on_each(stack, several, board)
        await stays.until(lambda: goes.doc.client_id in stays.presence)
        await asyncio.to_thread(several.servers[1].kill)
        start = time.monotonic()
        await stays.until(lambda: stays.presence[goes.doc.client_id][1] == b"null", 12)
        print(f"ghosts are gone after {time.monotonic() - start:.1f} s")
