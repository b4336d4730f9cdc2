"""Who is here: newest state of each client id, told once, gone in time."""

import json

import pytest

from boards.errors import Malformed, TooLarge
from boards.presence import EXPIRY_MS, Presence, identified, known_of
from boards.protocol import Awareness, Mind, read
from boards.visitor import Visitor

GRACE = Visitor("g" * 21, "Grace", "hv", "contributor")
TOM = Visitor("t" * 21, "Tom", "ho", "facilitator")


def told(message: bytes | None) -> dict[int, tuple[int, object]]:
    if message is None:
        return {}
    (awareness,) = read(message)
    assert isinstance(awareness, Awareness)
    return {mind.client: (mind.clock, json.loads(mind.state)) for mind in awareness.minds}


def test_r30_the_server_says_who_someone_is_and_keeps_what_else_they_say() -> None:
    presence = Presence()
    presence.hear(Mind(1, 1, b'{"name":"The Mayor","role":"facilitator","cursor":[3,4],"x":1}'), "a", GRACE, 0)
    state = told(presence.take())[1][1]
    assert state == {
        "participant": "g" * 21, "name": "Grace", "department": "hv", "role": "contributor", "cursor": [3, 4], "x": 1,
    }  # fmt: skip


@pytest.mark.parametrize(
    "said",
    [
        b'{"cursor":[1,2]} \n',
        b"{}",
        b'{"name":"Tom","cursor":[1,2]}',
        b'{"name":"Tom","name":"Grace","participant":"p","department":"hv","role":"contributor"}',
        b'{"n\\u0061me":"Tom"}',
        b'{"participant":"p","name":"Grace","department":"hv","role":"contributor","at":{"name":"Tom"}}',
    ],
)
def test_r30_whatever_way_it_is_said_the_servers_word_stands_once(said: bytes) -> None:
    grace = Visitor("p", "Grace", "hv", "contributor")
    pairs = json.loads(identified(said, known_of(grace)), object_pairs_hook=list)
    names = [key for key, _ in pairs]
    assert len(names) == len(set(names))
    assert {"participant": "p", "name": "Grace", "department": "hv", "role": "contributor"}.items() <= {
        key: value for key, value in pairs if not isinstance(value, list)
    }.items()
    assert json.loads(identified(said, known_of(grace))).keys() == json.loads(said).keys() | {
        "participant", "name", "department", "role",
    }  # fmt: skip


def test_r31_only_the_newest_state_of_each_goes_out_and_only_once() -> None:
    presence = Presence()
    for clock in (1, 2, 3):
        presence.hear(Mind(1, clock, b'{"n":%d}' % clock), "a", GRACE, 0)
    assert not presence.hear(Mind(1, 2, b'{"n":2}'), "a", GRACE, 0)
    out = told(presence.take())
    assert out[1][0] == 3
    assert presence.take() is None


def test_r914_who_is_only_still_here_is_no_news_but_is_told() -> None:
    presence = Presence()
    assert presence.hear(Mind(1, 1, b'{"n":1}'), "a", GRACE, 0)
    presence.take()
    assert not presence.waits
    assert not presence.hear(Mind(1, 2, b'{"n":1}'), "a", GRACE, EXPIRY_MS)
    assert presence.waits
    assert not presence.expire(EXPIRY_MS + 1)
    assert {client: clock for client, (clock, _) in told(presence.take()).items()} == {1: 2}
    assert [mind.clock for mind in presence.take_ours()] == [2]
    assert presence.hear(Mind(1, 3, b'{"n":1}'), "b", GRACE, EXPIRY_MS), "through another connection"
    assert presence.hear(Mind(1, 4, b'{"n":2}'), "b", GRACE, EXPIRY_MS)


def test_r32_whoever_leaves_is_told_of_as_gone_at_the_clock_they_had() -> None:
    presence = Presence()
    presence.hear(Mind(1, 5, b"{}"), "a", GRACE, 0)
    presence.hear(Mind(2, 1, b"{}"), "b", TOM, 0)
    presence.take()
    assert presence.leave("a")
    assert told(presence.take()) == {1: (5, None)}
    assert set(told(presence.everyone())) == {2}


def test_r32_whoever_comes_back_with_a_clock_already_seen_gets_a_higher_one() -> None:
    presence = Presence()
    presence.hear(Mind(1, 5, b"{}"), "a", GRACE, 0)
    presence.leave("a")
    presence.take()
    presence.hear(Mind(1, 5, b"{}"), "a2", GRACE, 0)
    assert told(presence.take())[1][0] == 6


def test_r33_a_state_that_is_not_renewed_for_30_seconds_goes() -> None:
    presence = Presence()
    presence.hear(Mind(1, 1, b"{}"), "a", GRACE, 0)
    presence.hear(Mind(2, 1, b"{}"), "b", TOM, 0)
    presence.hear(Mind(2, 1, b"{}"), "b", TOM, EXPIRY_MS)
    presence.take()
    assert presence.expire(EXPIRY_MS + 1)
    assert told(presence.take()) == {1: (1, None)}
    assert not presence.expire(EXPIRY_MS + 2)


def test_r22_what_a_standard_client_passes_on_of_others_changes_nothing() -> None:
    presence = Presence()
    presence.hear(Mind(1, 5, b"{}"), "a", GRACE, 0)
    presence.take()
    assert not presence.hear(Mind(1, 5, b'{"other":1}'), "b", TOM, 10)
    assert not presence.hear(Mind(1, 5, b"null"), "b", TOM, 10)
    presence.leave("b")
    assert set(told(presence.everyone())) == {1}


@pytest.mark.parametrize("state", [b"[1]", b'"x"', b"{", b'{"a":NaN}', b"\xff", b"[" * 1500, b"7", b'{"a":"\\ud800"}'])
def test_r34_a_state_that_is_no_json_object_is_malformed(state: bytes) -> None:
    with pytest.raises(Malformed):
        Presence().hear(Mind(1, 1, state), "a", GRACE, 0)


def test_r34_a_state_over_2_kb_is_too_large() -> None:
    with pytest.raises(TooLarge):
        Presence().hear(Mind(1, 1, b'{"a":"' + b"x" * 2048 + b'"}'), "a", GRACE, 0)
