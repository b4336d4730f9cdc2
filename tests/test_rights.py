"""Rights on a running server: they hold at once, and no modified client gets past them (boards/rules.py, standing.py).

Each attack is made by the stock npm y-websocket client whose owner changed its program: any edit of any key of the
document. After it neither the live document, the log table nor another client may have anything of it.
"""

import asyncio
import sqlite3
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from itertools import count
from typing import Any

import pytest
from pycrdt import Map

from boards.document import plain
from boards.schema import ROOTS
from boards.update import GC, SKIP, Struct, decode
from joined import Joined, joined
from running import Invitations, RunningServer
from server.secret import new_id
from stock import StockClient, StockHost, stock_host
from wire_client import WireClient, wire_client

names = count()


# Rights that change while the board is open


@asynccontextmanager
async def sitting(
    server: RunningServer, board: Invitations, role: str = "contributor"
) -> AsyncIterator[tuple[Joined, WireClient]]:
    """Somebody who joined, with our own client on the board."""
    async with (
        joined(server, board, role, role.title()) as who,
        wire_client(who.sync, own_messages=True, cookie=who.cookie) as client,
    ):
        yield who, client


async def closed(client: WireClient) -> tuple[int | None, float]:
    """The close code, and how long it took to come."""
    start = time.monotonic()
    async with asyncio.timeout(5):
        while client.close_code is None:
            client._changed.clear()
            await client._changed.wait()
    return client.close_code, time.monotonic() - start


async def test_r213_another_role_holds_at_once_in_every_open_tab_and_is_said(
    server: RunningServer, board: Invitations
) -> None:
    async with (
        sitting(server, board, "facilitator") as (bev, _),
        sitting(server, board) as (dee, tab),
        wire_client(dee.sync, cookie=dee.cookie) as stock,
    ):
        card = await tab.add("before")
        await stock.until(lambda: card in stock.acknowledged())
        await bev.people("observer", whom=await dee.participant())
        await tab.until(lambda: tab.notices)
        ((kind, words),) = tab.notices
        assert kind == "rights:observer" and "read this board, but not change it" in words
        await tab.write(card, "after")
        await tab.until(lambda: tab.resets == ["refused"])
        await stock.write(card, "stock")
        await bev.people("contributor", whom=await dee.participant())
        await tab.until(lambda: len(tab.notices) == 2)
        assert tab.notices[1][0] == "rights:contributor"
    async with wire_client(server.sync_url(board), own_messages=True) as late:
        assert late.acknowledged()[card]["text"] == "before"


async def test_r214_whoever_is_removed_is_closed_out_within_a_second(server: RunningServer, board: Invitations) -> None:
    async with sitting(server, board, "facilitator") as (bev, _), sitting(server, board) as (dee, tab):
        card = await tab.add("mine")
        await tab.until(lambda: card in tab.acknowledged())
        whom = await dee.participant()
        await bev.people("remove", whom=whom)
        code, took = await closed(tab)
        assert (code, tab.close_reason.startswith("A facilitator has asked you to leave")) == (4403, True)
        assert took < 1
        with pytest.raises(Exception, match="403"):
            async with wire_client(dee.sync, cookie=dee.cookie):
                pass
        await bev.people("let-back", whom=whom)
        async with wire_client(dee.sync, cookie=dee.cookie) as again:
            assert again.acknowledged()[card]["author"] == whom


async def test_r217_an_ended_invitation_closes_within_a_second_who_came_by_it_without_joining(
    server: RunningServer, board: Invitations
) -> None:
    async with (
        sitting(server, board, "facilitator") as (bev, _),
        sitting(server, board) as (_, stays),
        wire_client(server.sync_url(board)) as guest,
        wire_client(server.sync_url(board, "observer")) as reader,
    ):
        acts = (await bev.http.get(f"/b/{board.id}/people")).text
        which = acts.partition('id="i-')[2][:21]
        for way in acts.split('id="i-')[1:]:
            if "Write" in way.partition("</tr>")[0]:
                which = way[:21]
        await bev.people("end", whom=which)
        code, took = await closed(guest)
        assert code == 4403 and "invitation you came by has ended" in guest.close_reason and took < 1
        card = await stays.add("still here")
        await reader.until(lambda: card in reader.acknowledged())
        with pytest.raises(Exception, match="403"):
            async with wire_client(server.sync_url(board)):
                pass


async def test_r226_what_another_process_changed_holds_within_a_second(
    server: RunningServer, board: Invitations
) -> None:
    async with sitting(server, board, "facilitator") as (bev, _), sitting(server, board) as (dee, tab):
        who, whom = await bev.participant(), await dee.participant()

        def elsewhere() -> None:
            with sqlite3.connect(server.data / "sameroom.db") as other:
                other.execute("UPDATE participants SET removed = 1 WHERE id = ?", (whom,))
                other.execute("INSERT INTO acts VALUES (?, 1, 1, ?, 'removed', ?)", (board.id, who, whom))
            other.close()

        await asyncio.to_thread(elsewhere)
        code, took = await closed(tab)
        assert code == 4403 and took < 1


# Attacks by a modified stock client


@pytest.fixture
async def host() -> AsyncIterator[StockHost]:
    async with stock_host() as opened:
        yield opened


@contextmanager
def table_of(server: RunningServer) -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(f"file:{server.data / 'sameroom.db'}?mode=ro", uri=True)
    try:
        yield connection
    finally:
        connection.close()


def last_row(server: RunningServer, board: Invitations) -> int:
    """The number of the last row in the log of this board."""
    with table_of(server) as table:
        (found,) = table.execute("SELECT max(seq) FROM log WHERE board = ?", (board.id,)).fetchone()
    return int(found or 0)


def log_after(server: RunningServer, board: Invitations, seq: int) -> list[bytes]:
    """The rows that the log of this board got after this one."""
    with table_of(server) as table:
        found = table.execute('SELECT "update" FROM log WHERE board = ? AND seq > ?', (board.id, seq)).fetchall()
    return [bytes(update) for (update,) in found]


def content(update: bytes) -> list[Struct]:
    """What an update holds besides empty changes, which stand for what was refused so that later ones fit."""
    return [struct for run in decode(update).structs.values() for struct in run if struct.kind not in (GC, SKIP)]


def everything(client: WireClient) -> dict[str, Any]:
    """All that the server has sent somebody of the document."""
    return {root: plain(client.served.get(root, type=Map)) for root in ROOTS}


class Stage:
    """A board with a facilitator, a card, a zone, and a witness who sees all that goes out."""

    def __init__(
        self, server: RunningServer, board: Invitations, host: StockHost, bev: Joined, bevs: WireClient
    ) -> None:
        self.server, self.board, self.host, self.bev, self.bevs = server, board, host, bev, bevs
        self.card, self.zone, self.other = new_id(), new_id(), new_id()

    async def attacker(self, role: str = "contributor") -> StockClient:
        """A new stock client of this role that has the whole board."""
        client = await self.host.client(f"a{next(names)}", "3", self.server.sync_url(self.board, role))
        await client.until(lambda look: look["synced"] and self.card in look["cards"])
        return client

    async def heard(self, client: StockClient) -> None:
        """All that this client has sent so far was dealt with, and is on disk and shown if it is taken."""
        number = next(names)
        await client.do("presence", state={"mark": number})
        mark = f'"mark":{number}'.encode()
        bevs = self.bevs
        await bevs.until(lambda: any(mark in state.replace(b" ", b"") for _, state in bevs.presence.values()))
        await bevs.settle()

    async def refuses(self, role: str, *attempts: str) -> None:
        """Nothing of any of these reaches the document, the log, or the witness."""
        for js in attempts:
            client = await self.attacker(role)
            await self.heard(client)
            board, vector, seq = everything(self.bevs), self.bevs.served.get_state(), last_row(self.server, self.board)
            await client.do("edit", js=self.filled(js))
            await self.heard(client)
            assert everything(self.bevs) == board, js
            logged = log_after(self.server, self.board, seq)
            for update in (*logged, self.bevs.served.get_update(vector)):
                assert not content(update), js
            await client.do("close")
        async with wire_client(self.server.sync_url(self.board, "observer")) as late:
            assert everything(late) == everything(self.bevs)

    async def takes(self, role: str, js: str) -> None:
        """The same edit goes in where the right is there: the attack is one."""
        client = await self.attacker(role)
        before = last_row(self.server, self.board)
        await client.do("edit", js=self.filled(js))
        await self.heard(client)
        assert any(content(update) for update in log_after(self.server, self.board, before)), js
        await client.do("close")

    def filled(self, js: str) -> str:
        make = (
            f'const id = "{self.card}", other = "{self.other}", zone = "{self.zone}", fresh = "{new_id()}";'
            'const cards = root("cards"), card = cards.get(id);'
            "const aCard = (keys = {}) => new Y.Map(Object.entries({kind: 'note', zone: null, pos: [0, 0, 0],"
            " size: [220, 140], order: 'a0', tags: [], text: new Y.Text('forged'), fields: new Y.Map(), ...keys}));"
        )
        return make + js


@pytest.fixture
async def stage(server: RunningServer, board: Invitations, host: StockHost) -> AsyncIterator[Stage]:
    async with sitting(server, board, "facilitator") as (bev, bevs):
        made = Stage(server, board, host, bev, bevs)
        setter = await host.client(f"s{next(names)}", "3", server.sync_url(board, "facilitator"))
        await setter.until(lambda look: look["synced"])
        await setter.do(
            "edit",
            js=f"""
            root('zones').set('{made.zone}', new Y.Map([['title', 'Stories'], ['pos', [0, 0, 0]], ['size', [900, 600]],
              ['order', 'a0'], ['kinds', []]]));
            for (const id of ['{made.card}', '{made.other}'])
              root('cards').set(id, new Y.Map([['kind', 'note'], ['zone', '{made.zone}'], ['pos', [10, 10, 0]],
                ['size', [220, 140]], ['order', 'a0'], ['tags', []], ['text', new Y.Text('two buses')],
                ['fields', new Y.Map([['when', 'now']])]]));
            """,
        )
        await bevs.until(lambda: "author" in bevs.acknowledged().get(made.other, {}))
        await setter.do("close")
        yield made


CHANGES = (
    "card.set('pos', [9, 9, 9]);",
    "card.set('zone', null);",
    "card.set('kind', 'story');",
    "card.set('text', new Y.Text('other words'));",
    "card.get('text').insert(3, ' forged');",
    "card.get('text').delete(0, 4);",
    "card.get('text').format(0, 3, {bold: true});",
    "card.get('fields').set('when', 'never');",
    "card.get('fields').delete('when');",
    "card.set('tags', ['forged']);",
    "card.delete('tags');",
    "cards.set(id, aCard());",
    "doc.transact(() => { cards.delete(id); cards.set(id, aCard()); });",
)
"""Of a card that is there."""
DELETE = "cards.delete(id);"
ADD = "cards.set(fresh, aCard());"


async def test_r250_an_observer_changes_nothing(stage: Stage) -> None:
    await stage.refuses(
        "observer",
        *CHANGES,
        DELETE,
        ADD,
        "root('comments').set(fresh, new Y.Map([['card', id], ['text', new Y.Text('forged')]]));",
        "root('threads').set(fresh, new Y.Map([['kind', 'relates'], ['from', id], ['to', other]]));",
        "root('strokes').set(fresh, new Y.Map([['points', [0, 0, 1, 5, 5, 1]], ['colour', 'ink'], ['width', 2]]));",
        "root('board').set('title', 'forged');",
        "root('zones').get(zone).set('title', 'forged');",
        "root('session').set('frozen', true);",
        "doc.getMap('elsewhere').set('a', 1);",
    )
    await stage.takes("contributor", ADD)


async def test_r251_a_contributor_changes_neither_the_board_nor_its_zones_nor_the_session(stage: Stage) -> None:
    await stage.refuses(
        "contributor",
        "root('board').set('title', 'forged');",
        "root('board').set('own_only', true);",
        "root('board').set('departments', new Y.Map());",
        "root('board').delete('title');",
        "root('zones').get(zone).set('title', 'forged');",
        "root('zones').get(zone).set('locked', true);",
        "root('zones').set(fresh, new Y.Map([['title', 'forged'], ['pos', [0, 0, 0]], ['size', [9, 9]]]));",
        "root('zones').delete(zone);",
        "root('session').set('frozen', false);",
        "root('session').set('stage', 'forged');",
        "root('session').clear();",
        "doc.getMap('elsewhere').set('a', 1);",
        "doc.getText('elsewhere').insert(0, 'forged');",
        DELETE,
    )
    await stage.takes("facilitator", "root('zones').get(zone).set('title', 'Yours');")


async def test_r252_keys_of_the_server_are_the_servers(stage: Stage) -> None:
    keys = {"author": "'x'", "department": "'hv'", "created": "1", "locked": "true", "hidden": "'x'", "label": "'S9'"}
    await stage.refuses(
        "contributor",
        *(f"card.set('{key}', {value});" for key, value in keys.items()),
        *(f"card.delete('{key}');" for key in ("author", "department", "created", "label")),
        *(f"cards.set(fresh, aCard({{{key}: {value}}}));" for key, value in keys.items()),
        "root('comments').set(fresh, new Y.Map([['card', id], ['text', new Y.Text('x')], ['author', 'x']]));",
    )
    await stage.refuses("facilitator", *(f"card.set('{key}', {value});" for key, value in keys.items()))


async def test_r222_a_locked_card_is_changed_by_no_modified_client(stage: Stage) -> None:
    assert (await stage.bev.act("lock", card=stage.card, on=True)).status_code == 200
    await stage.bevs.until(lambda: stage.bevs.acknowledged()[stage.card].get("locked"))
    await stage.refuses("contributor", *CHANGES, DELETE, "card.delete('locked');", "card.set('locked', false);")
    await stage.takes(
        "contributor", "root('comments').set(fresh, new Y.Map([['card', id], ['text', new Y.Text('why?')]]));"
    )
    await stage.takes("facilitator", CHANGES[0])
    assert (await stage.bev.act("lock", card=stage.card, on=False)).status_code == 200
    await stage.bevs.until(lambda: "locked" not in stage.bevs.acknowledged()[stage.card])
    await stage.takes("contributor", CHANGES[4])


async def test_r224_nothing_gets_into_a_locked_zone_out_of_it_or_is_changed_in_it(stage: Stage) -> None:
    assert (await stage.bev.act("lock", zone=stage.zone, on=True)).status_code == 200
    await stage.bevs.until(lambda: everything(stage.bevs)["zones"][stage.zone].get("locked"))
    await stage.refuses(
        "contributor",
        *CHANGES,
        DELETE,
        "cards.set(fresh, aCard({zone}));",
        "doc.transact(() => { cards.set(fresh, aCard({zone: 'x'.repeat(21)})); cards.get(fresh).set('zone', zone); });",
        "root('zones').get(zone).set('locked', false);",
        "root('zones').get(zone).delete('locked');",
        "root('zones').delete(zone);",
        "doc.transact(() => { root('zones').get(zone).set('locked', false); card.set('pos', [1, 1, 1]); });",
    )
    await stage.takes("contributor", ADD)
    await stage.takes("facilitator", "cards.set(fresh, aCard({zone}));")
    assert (await stage.bev.act("lock", zone=stage.zone, on=False)).status_code == 200
    await stage.bevs.until(lambda: "locked" not in everything(stage.bevs)["zones"][stage.zone])
    await stage.takes("contributor", CHANGES[0])


async def test_r661_no_modified_client_puts_a_card_into_a_zone_for_other_kinds(stage: Stage) -> None:
    await stage.takes("facilitator", "root('zones').get(zone).set('kinds', ['commitment']);")
    attempts = (
        "cards.set(fresh, aCard({zone}));",
        "doc.transact(() => { cards.set(fresh, aCard({zone: null})); cards.get(fresh).set('zone', zone); });",
        "doc.transact(() => { card.set('zone', null); card.set('zone', zone); });",
    )
    await stage.refuses("contributor", *attempts[:2], "card.set('kind', 'idea');")
    await stage.refuses("facilitator", *attempts[:2])
    await stage.takes("facilitator", "root('zones').get(zone).set('kinds', []);")
    await stage.takes("contributor", attempts[0])


async def test_r225_where_everyone_keeps_to_their_own_cards_no_modified_client_changes_others(stage: Stage) -> None:
    assert (await stage.bev.act("lock", own_only=True, on=True)).status_code == 200
    await stage.bevs.until(lambda: everything(stage.bevs)["board"].get("own_only"))
    await stage.refuses(
        "contributor",
        *CHANGES,
        DELETE,
        "root('board').set('own_only', false);",
        "doc.transact(() => { root('board').delete('own_only'); card.set('pos', [1, 1, 1]); });",
    )
    await stage.takes("contributor", ADD)
    await stage.takes("facilitator", CHANGES[0])
    assert (await stage.bev.act("lock", own_only=True, on=False)).status_code == 200
    await stage.bevs.until(lambda: "own_only" not in everything(stage.bevs)["board"])
    await stage.takes("contributor", CHANGES[0])


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ({"card": "x" * 21, "on": True}, 404),
        ({"zone": "x" * 21, "on": True}, 404),
        ({"card": "short", "on": True}, 422),
        ({"board": True}, 422),
        ({"board": True, "own_only": True, "on": True}, 422),
        ({"board": True, "on": "yes"}, 422),
        ({"on": True}, 422),
    ],
)
async def test_r221_a_lock_that_makes_no_sense_is_refused_in_words_and_not_noted(
    server: RunningServer, board: Invitations, asked: dict[str, object], status: int
) -> None:
    async with joined(server, board, "facilitator") as bev:
        answer = await bev.act("lock", **asked)
        assert answer.status_code == status and len(answer.json()["error"]) > 20
        acts = await bev.http.get(f"/b/{board.id}/people/acts.csv")
        assert len(acts.text.splitlines()) == 1


async def test_r223_a_board_closed_for_changes_is_changed_by_facilitators_alone(stage: Stage) -> None:
    assert (await stage.bev.act("lock", board=True, on=True)).status_code == 200
    await stage.bevs.until(lambda: everything(stage.bevs)["session"].get("frozen"))
    await stage.refuses(
        "contributor",
        *CHANGES[:2],
        ADD,
        "root('comments').set(fresh, new Y.Map([['card', id], ['text', new Y.Text('why?')]]));",
        "root('threads').set(fresh, new Y.Map([['kind', 'relates'], ['from', id], ['to', other]]));",
        "root('session').delete('frozen');",
        "doc.transact(() => { root('session').delete('frozen'); cards.set(fresh, aCard()); });",
    )
    await stage.takes("facilitator", ADD)
    assert (await stage.bev.act("lock", board=True, on=False)).status_code == 200
    await stage.bevs.until(lambda: "frozen" not in everything(stage.bevs)["session"])
    await stage.takes("contributor", ADD)
