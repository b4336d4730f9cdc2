"""The wire: strict, bounded, and the same as y-protocols writes it."""

import contextlib
import random

import pytest

from boards.errors import Malformed
from boards.protocol import (
    AWARENESS,
    KEEPALIVE,
    MAX_INT,
    STEP_1,
    SYNC,
    UPDATE,
    Awareness,
    Mind,
    Query,
    Reader,
    Sync,
    Unknown,
    awareness_message,
    json_bytes,
    kept_message,
    lone_minds,
    notice_message,
    packed_message,
    read,
    read_vector,
    reset_message,
    sync_message,
    uint,
    var_string,
)


@pytest.mark.parametrize("value", [0, 1, 127, 128, 300, 2**31, 2**32 + 5, MAX_INT])
def test_r10_a_number_of_up_to_53_bits_comes_back_as_it_was(value: int) -> None:
    assert Reader(uint(value)).uint() == value


@pytest.mark.parametrize("data", [b"", b"\x80", b"\xff" * 9 + b"\x01", uint(MAX_INT + 1), b"\x80" * 8 + b"\x01"])
def test_r10_a_number_that_is_cut_off_or_too_large_is_malformed(data: bytes) -> None:
    with pytest.raises(Malformed):
        Reader(data).uint()


def test_r10_a_string_counts_its_bytes_and_not_its_characters() -> None:
    assert var_string("é😀") == b"\x06" + "é😀".encode()


@pytest.mark.parametrize(
    "data", [b"", b"\x00\x03\x00", b"\x00\x02\x05ab", b"\x01\x02\x01\x05", b"\x01\x05\x00\x00\x00\x00\x00"]
)
def test_r10_a_message_that_makes_no_sense_is_malformed(data: bytes) -> None:
    with pytest.raises(Malformed):
        list(read(data))


def test_r11_several_messages_may_come_in_one() -> None:
    mind = Mind(7, 3, b'{"a":1}')
    data = sync_message(STEP_1, b"\x00") + awareness_message([mind]) + b"\x03" + sync_message(UPDATE, b"\x00\x00")
    assert list(read(data)) == [Sync(STEP_1, b"\x00"), Awareness((mind,)), Query(), Sync(UPDATE, b"\x00\x00")]


def test_r12_an_unknown_message_is_left_alone_with_all_that_follows_it() -> None:
    assert list(read(b"\x03" + b"\x6d" + b"\x00\x09\xff")) == [Query(), Unknown(109)]


def test_r13_our_own_messages_have_types_from_100() -> None:
    own = [kept_message(3), reset_message("refused", "né"), notice_message("a", "b"), packed_message(b"zz")]
    assert [message[0] for message in own] == [100, 101, 103, 104]
    reader = Reader(own[1])
    assert (reader.uint(), reader.bytes(), reader.bytes()) == (101, b"refused", "né".encode())


def test_r15_the_keepalive_is_presence_about_nobody() -> None:
    assert list(read(KEEPALIVE)) == [Awareness(())]


@pytest.mark.parametrize("data", [b"\x01", b"\x01\x05", b"\x00\x00", b"\x01\x05\x01\x09"])
def test_r17_a_state_vector_that_is_cut_off_or_too_long_is_malformed(data: bytes) -> None:
    with pytest.raises(Malformed):
        read_vector(data)


def test_r17_an_empty_state_vector_means_having_nothing() -> None:
    assert read_vector(b"") == b"\x00" == read_vector(b"\x00")
    assert read_vector(b"\x01\x05\x03") == b"\x01\x05\x03"


def test_r10_the_numbers_are_those_of_y_protocols() -> None:
    assert sync_message(UPDATE, b"\x00\x00") == bytes((SYNC, 2, 2, 0, 0))
    assert awareness_message([Mind(1, 2, b"null")]) == bytes((AWARENESS, 8, 1, 1, 2, 4)) + b"null"


def test_r920_presence_of_one_is_read_in_one_go_as_step_by_step() -> None:
    rng = random.Random(920)
    sizes = (0, 1, 127, 128, 200, 16_380, 16_400)
    for round_ in range(4_000):
        client, clock = (rng.getrandbits(rng.choice((1, 6, 7, 8, 14, 15, 31, 32, 53, 54, 63))) for _ in range(2))
        state = json_bytes("x" * rng.choice(sizes if round_ % 40 == 0 else sizes[:5]))
        data = awareness_message([Mind(client, clock, state)])
        harm = rng.randrange(6)
        at = rng.randrange(min(len(data), 16))
        if harm == 1:
            data = data[:at]
        elif harm == 2:
            data = data[:at] + rng.randbytes(1) + data[at + 1 :]
        elif harm == 3:
            data += rng.randbytes(rng.randrange(1, 3))
        elif harm == 4:
            data = data[:at] + b"\xff" * rng.randrange(1, 12) + data[at:]
        stepwise = None
        with contextlib.suppress(Malformed):
            stepwise = list(read(data))
        minds = None
        with contextlib.suppress(Malformed):
            minds = lone_minds(data)
            if minds is None:
                continue
        assert stepwise == (None if minds is None else [Awareness(minds)]), data[:40].hex()


def test_r920_a_number_without_end_is_not_followed() -> None:
    body = b"\x01" + b"\xff" * 16_000
    with pytest.raises(Malformed):
        lone_minds(b"\x01" + uint(len(body)) + body)
