"""Who may open a socket, and what happens to one that misbehaves: it goes, the room and its neighbours stay."""

import contextlib
import re
from collections.abc import Callable

import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus

from boards.protocol import UPDATE, sync_message
from boards.visitor import Visitor
from running import Invitations, RunningServer
from server.limit import BURST_S, Allowance, Crowd, Crowded
from server.settings import Settings
from socket_client import BINARY, TEXT, RawSocket
from wire_client import WireClient, wire_client

StartServer = Callable[..., RunningServer]


async def refusal(url: str, **headers: str) -> tuple[int, dict[str, str], str]:
    """Status, headers and words of a refused upgrade."""
    with pytest.raises(InvalidStatus) as refused:
        await connect(url, additional_headers={name.replace("_", "-"): value for name, value in headers.items()})
    response = refused.value.response
    return response.status_code, dict(response.headers), bytes(response.body or b"").decode()


# Refusals before the upgrade


async def test_without_an_invitation_the_answer_is_401(server: RunningServer, board: Invitations) -> None:
    status, _, words = await refusal(f"{server.ws}/sync/{board.id}")
    assert (status, words) == (401, "You need an invitation to this board.")


async def test_with_an_invitation_to_another_board_the_answer_is_403(server: RunningServer, board: Invitations) -> None:
    other = server.new_board()
    for secret in (other.contributor, "nonsense"):
        status, _, _ = await refusal(f"{server.ws}/sync/{board.id}?invitation={secret}")
        assert status == 403


async def test_an_unknown_board_is_404(server: RunningServer, board: Invitations) -> None:
    for id_ in ("V1StGXR8_Z5jdHi6B-myT", "%00", "x" * 500):
        status, _, _ = await refusal(f"{server.ws}/sync/{id_}?invitation={board.contributor}")
        assert status == 404


async def test_a_page_of_another_site_may_not_connect(server: RunningServer, board: Invitations) -> None:
    url = server.sync_url(board)
    for origin in ("https://evil.example", "null", f"http://127.0.0.1:{server.port + 1}"):
        assert (await refusal(url, Origin=origin))[0] == 403
    async with connect(url, additional_headers={"Origin": server.url}):
        pass


async def test_a_full_process_answers_503_and_each_is_told_another_time(start_server: StartServer) -> None:
    server = start_server(max_connections=2)
    url = server.sync_url(server.new_board())
    async with wire_client(url), wire_client(url):
        answers = [await refusal(url) for _ in range(12)]
        assert {status for status, _, _ in answers} == {503}
        assert len({headers["retry-after"] for _, headers, _ in answers}) > 1
    async with wire_client(url):
        pass  # and there is a place again once somebody left


async def test_one_invitation_takes_only_so_many_and_others_go_on(start_server: StartServer) -> None:
    server = start_server(max_connections_per_invitation=1)
    board = server.new_board()
    async with wire_client(server.sync_url(board)), wire_client(server.sync_url(board, "facilitator")):
        status, headers, _ = await refusal(server.sync_url(board))
        assert status == 429 and int(headers["retry-after"]) > 0


def test_places_are_counted_by_participant_and_given_back() -> None:
    crowd = Crowd(Settings(max_connections_per_participant=2))
    ann, ben = (Visitor(name, name, "outside", "contributor") for name in ("ann", "ben"))
    with crowd.place_for(ann), crowd.place_for(ann), crowd.place_for(ben):
        with pytest.raises(Crowded) as refused, crowd.place_for(ann):
            pass
        assert refused.value.status == 429 and crowd.total == 3
    assert crowd.total == 0 and not crowd.by_participant and not crowd.by_invitation


async def test_an_unknown_subprotocol_is_not_chosen_and_ours_is(server: RunningServer, board: Invitations) -> None:
    url = server.sync_url(board)
    async with connect(url, subprotocols=["chat", "sameroom.1"]) as ws:  # type: ignore[list-item]
        assert ws.subprotocol == "sameroom.1"
    async with connect(url, subprotocols=["chat"]) as ws:  # type: ignore[list-item]
        assert ws.subprotocol is None


# Bad input


def malformed(server: RunningServer) -> dict[str, tuple[int, bytes]]:
    nested = b"\x00\x02" + b"\xff" * 5
    return {
        "nothing": (BINARY, b""),
        "a type cut off": (BINARY, b"\x80"),
        "a length past the end": (BINARY, b"\x00\x02\xff\xff\x03abc"),
        "an update that is none": (BINARY, sync_message(UPDATE, b"\x01\x01\x01\x00\x04\x01")),
        "a number of 80 bits": (BINARY, b"\xff" * 11 + b"\x01"),
        "presence cut off": (BINARY, b"\x01\x05\x01\x01\x01\x20{"),
        "half a step": (BINARY, nested),
        "text": (TEXT, b"hello"),
    }


async def test_malformed_bytes_close_that_connection_and_nobody_elses(
    server: RunningServer, board: Invitations
) -> None:
    path = f"/sync/{board.id}?invitation={board.contributor}"
    async with wire_client(server.sync_url(board)) as neighbour:
        for name, (opcode, data) in malformed(server).items():
            async with await RawSocket.open(server.port, path) as peer:
                peer.send(opcode, data)
                code, reason = await peer.closing()
                assert code in (4400, 1003), (name, code, reason)
        card = await neighbour.add("still here")
        await neighbour.until(lambda: card in neighbour.acknowledged())
        assert neighbour.close_code is None
    assert re.search(rf"4400.*board={board.id}|{board.id}.*4400", server.log), "a line in the log says so"


async def test_deep_nesting_is_refused_before_it_reaches_the_document(
    server: RunningServer, board: Invitations
) -> None:
    """27,000 nested arrays in 53 kB crash a process that hands them to pycrdt undecoded."""
    depth = 27_000
    structs = b"".join(b"\x07" + b"\x00\x01" + _uint(i - 1) + b"\x00" for i in range(1, depth))
    first = b"\x07\x01\x05cards\x00"
    update = b"\x01" + _uint(depth) + b"\x01\x00" + first + structs + b"\x00"
    async with wire_client(server.sync_url(board)) as neighbour:
        async with await RawSocket.open(server.port, f"/sync/{board.id}?invitation={board.contributor}") as peer:
            peer.send(BINARY, sync_message(UPDATE, update))
            code, _ = await peer.closing()
            assert 4400 <= code < 4500
        card = await neighbour.add("still here")
        await neighbour.until(lambda: card in neighbour.acknowledged())


def _uint(number: int) -> bytes:
    out = bytearray()
    while number > 127:
        out.append(number & 127 | 128)
        number >>= 7
    return bytes([*out, number])


async def test_a_message_over_the_limit_closes_for_good(start_server: StartServer) -> None:
    server = start_server(max_message_bytes=100_000)
    board = server.new_board()
    async with wire_client(server.sync_url(board)) as neighbour:
        async with await RawSocket.open(server.port, f"/sync/{board.id}?invitation={board.contributor}") as peer:
            peer.send(BINARY, b"\x00\x02" + b"x" * 100_000)
            assert (await peer.closing())[0] == 4413
        card = await neighbour.add("still here")
        await neighbour.until(lambda: card in neighbour.acknowledged())


async def test_a_flood_closes_that_connection_and_the_room_goes_on(server: RunningServer, board: Invitations) -> None:
    path = f"/sync/{board.id}?invitation={board.contributor}"
    async with wire_client(server.sync_url(board)) as neighbour:
        async with await RawSocket.open(server.port, path) as peer:
            with contextlib.suppress(ConnectionError):
                for _ in range(60):
                    for _ in range(100):
                        peer.send(BINARY, b"\x03")
                    await peer.writer.drain()
            code, _ = await peer.closing(15)
            assert code == 4529
        card = await neighbour.add("still here")
        await neighbour.until(lambda: card in neighbour.acknowledged())
    assert re.search(rf"WARNING.*4529.*board={board.id} participant=", server.log)


async def test_someone_who_drags_and_types_for_a_minute_never_meets_the_limit() -> None:
    allowance = Allowance(Settings(), 0)
    for tick in range(60 * 60):
        for _ in range(2):  # a cursor and a drag, 60 times a second
            assert allowance.take(300, tick / 60)
        if tick % 4 == 0:
            assert allowance.take(60, tick / 60)  # 15 keys a second


def test_a_burst_is_taken_and_an_endless_one_is_not() -> None:
    settings = Settings()
    allowance = Allowance(settings, 0)
    assert all(allowance.take(200, 0.0) for _ in range(settings.max_messages_per_s * BURST_S))
    assert not allowance.take(200, 0.0)
    assert allowance.take(200, 60.0)
    large = Allowance(settings, 0)
    assert large.take(settings.max_message_bytes, 0.0), "the largest message is always within what may be sent"
    assert not all(large.take(settings.max_message_bytes, 0.0) for _ in range(20))


async def test_two_clients_edit_together_and_each_hears_that_it_is_kept(
    server: RunningServer, board: Invitations
) -> None:
    url = server.sync_url(board)
    async with wire_client(url) as ann, wire_client(url, own_messages=True) as ben:
        first, second = await ann.add("one"), await ben.add("two")
        await ann.until(lambda: {first, second} <= ann.acknowledged().keys())
        await ben.until(lambda: ben.kept == ben.sent and first in ben.plain_cards())
        await ben.remove(second)
        await ben.until(lambda: ben.kept == ben.sent)
        await ann.until(lambda: second not in ann.plain_cards())


async def test_presence_of_a_client_that_vanishes_is_taken_back(server: RunningServer, board: Invitations) -> None:
    url = server.sync_url(board)
    async with wire_client(url) as stays:
        gone = WireClient(url)
        await gone.open()
        await gone.say_presence(b'{"cursor": [1, 2]}')
        client = gone.doc.client_id
        await stays.until(lambda: b"cursor" in stays.presence.get(client, (0, b""))[1])
        assert gone.ws is not None
        gone.ws.transport.abort()
        await stays.until(lambda: stays.presence[client][1] == b"null")
        with contextlib.suppress(Exception):
            await gone.ws.close()


async def test_the_log_has_no_secret_and_no_words(server: RunningServer, board: Invitations) -> None:
    async with wire_client(server.sync_url(board)) as ann:
        card = await ann.add("pomegranate")
        await ann.until(lambda: card in ann.acknowledged())
    await refusal(f"{server.ws}/sync/{board.id}?invitation=sekrit-value")
    assert board.contributor not in server.log and "sekrit" not in server.log and "pomegranate" not in server.log
    assert re.search(rf"opened board={board.id} participant=[\w-]{{21}}\n", server.log)
    assert re.search(rf"closed with 1000.* board={board.id}", server.log)
