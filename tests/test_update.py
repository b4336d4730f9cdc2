"""Reading and writing Yjs updates, held against Yjs itself and pycrdt."""

import json
import math
import random
from pathlib import Path
from typing import Any

import pytest
from pycrdt import Doc, Map, Text

from boards.errors import Malformed, TooLarge
from boards.lib0 import Limits, varuint
from boards.update import (
    ANY,
    DELETED,
    EMBED,
    FORMAT,
    GC,
    JSON,
    MAP,
    SKIP,
    STRING,
    TEXT,
    TYPE,
    Struct,
    Update,
    decode,
    encode,
    in_order,
    split,
)
from guarded import container, deleted, empty, item, one, string, text, update_of
from yjs import Yjs, from_base64
from yjs import yjs as yjs

RECORDED = [
    pytest.param(bytes.fromhex(entry["update"]), id=entry["name"])
    for entry in json.loads((Path(__file__).parent / "vectors" / "updates.json").read_text())
]
YJS_NAMES = {
    "GC": GC,
    "Skip": SKIP,
    "ContentDeleted": DELETED,
    "ContentString": STRING,
    "ContentAny": ANY,
    "ContentType": TYPE,
    "ContentFormat": FORMAT,
    "ContentEmbed": EMBED,
    "ContentBinary": 3,
    "ContentDoc": 9,
    "ContentJSON": JSON,
}
TYPES = ["YArray", "YMap", "YText", "YXmlElement", "YXmlFragment", "YXmlHook", "YXmlText"]


def as_yjs_says(struct: Struct) -> dict[str, Any]:
    """A struct in the words of peers/yjs.mjs."""
    name = next(name for name, kind in YJS_NAMES.items() if kind == struct.kind)
    said: dict[str, Any] = {"client": struct.client, "clock": struct.clock, "length": struct.length, "kind": name}
    if struct.kind in (GC, SKIP):
        return said
    value: Any = None
    if struct.kind == STRING:
        value = struct.value
    elif struct.kind == TYPE:
        value = TYPES[struct.value]
    ids = {key: list(id_) if id_ else None for key, id_ in (("origin", struct.origin), ("right", struct.right))}
    parent = list(struct.parent) if isinstance(struct.parent, tuple) else struct.parent
    return {**said, **ids, "parent": parent, "key": struct.key, "value": value}


def agrees(yjs: Yjs, update: bytes) -> None:
    ours, theirs = decode(update), yjs.read(update)
    for struct in theirs["structs"]:
        if struct["kind"] == "ContentAny":
            struct["value"] = None
    assert [as_yjs_says(struct) for run in ours.structs.values() for struct in run] == theirs["structs"]
    assert [list(range_) for range_ in ours.deletes] == theirs["deletes"]


@pytest.mark.parametrize("update", RECORDED)
def test_r40_what_yjs_wrote_is_read_as_yjs_reads_it(yjs: Yjs, update: bytes) -> None:
    if b"v27" not in update and b"list" not in update:  # JSON on the pipe has no bigints
        agrees(yjs, update)
    assert decode(update) != Update({}, []) or update == b"\x00\x00"


def test_r40_values_are_read_as_they_were_written(yjs: Yjs) -> None:
    update = yjs.run(
        "const doc = new Y.Doc(); doc.getArray('a').insert(0, [0, -1, 63, 64, -64, 2 ** 31 - 1, -(2 ** 31), 2 ** 53,"
        " 0.1, 0.5, -1e300, NaN, Infinity, true, false, null, [undefined], 'é😀', [1, ['x']], {a: {b: null}},"
        " [2n ** 62n, -5n]]); return text(Y.encodeStateAsUpdate(doc))"
    )
    (run,) = decode(from_base64(update)).structs.values()
    values = run[0].value
    assert math.isnan(values.pop(11))
    assert values == [
        *(0, -1, 63, 64, -64, 2**31 - 1, -(2**31), 2**53, 0.1, 0.5, -1e300, math.inf, True, False, None, [None]),
        *("é😀", [1, ["x"]], {"a": {"b": None}}, [2**62, -5]),
    ]


RANDOM_EDITS = """
const random = dice(%d)
const pick = list => list[Math.floor(random() * list.length)]
const peers = [1, 2, 3].map(n => {
  const doc = new Y.Doc({ gc: random() < .8 })
  doc.clientID = Math.floor(random() * 2 ** 32)
  doc.gathered = []
  doc.on('update', update => doc.gathered.push(update))
  return doc
})
const updates = []
for (let n = 0; n < 60; n++) {
  const doc = pick(peers), cards = doc.getMap('cards'), key = pick(['a', 'b', 'c']), card = cards.get(key)
  doc.transact(() => {
    if (!card) cards.set(key, new Y.Map([['pos', [1, random(), n]], ['text', new Y.Text('häl' + pick(['x', '😀']))]]))
    else if (random() < .1) cards.delete(key)
    else if (random() < .4) card.set('pos', [n, random(), -n])
    else { const text = card.get('text'), at = Math.floor(random() * (text.length + 1))
      if (random() < .3 && at < text.length) text.delete(at, 1)
      else text.insert(at, pick(['x', 'yz', 'é', 'word '])) }
  })
  if (random() < .3) Y.applyUpdate(doc, Y.encodeStateAsUpdate(pick(peers), Y.encodeStateVector(doc)))
}
for (const doc of peers) updates.push(...doc.gathered, Y.encodeStateAsUpdate(doc), Y.mergeUpdates(doc.gathered))
return updates.map(text)
"""


def random_updates(yjs: Yjs, seed: int) -> list[bytes]:
    return [from_base64(update) for update in yjs.run(RANDOM_EDITS % seed)]


@pytest.mark.parametrize("seed", range(5))
def test_r40_random_updates_are_read_as_yjs_reads_them(yjs: Yjs, seed: int) -> None:
    for update in random_updates(yjs, seed):
        agrees(yjs, update)


@pytest.mark.parametrize("seed", range(3))
def test_r40_mutated_bytes_are_malformed_or_too_large_and_nothing_else(yjs: Yjs, seed: int) -> None:
    rng = random.Random(seed)
    whole = [update for update in random_updates(yjs, seed) if len(update) < 2_000]
    whole += [param.values[0] for param in RECORDED]  # type: ignore[misc]
    taken = 0
    for _ in range(4_000):
        update = bytearray(rng.choice(whole))
        for _ in range(rng.choice((1, 1, 1, 2, 5))):
            mutate(rng, update)
        try:
            read = decode(bytes(update))
        except (Malformed, TooLarge):
            continue
        taken += 1
        assert decode(encode(bytes(update), read.structs, (), read.deletes)).deletes == read.deletes
    assert taken > 100


def mutate(rng: random.Random, update: bytearray) -> None:
    if not update:
        return
    at = rng.randrange(len(update))
    match rng.randrange(4):
        case 0:
            update[at] = rng.randrange(256)
        case 1:
            update[at] ^= 1 << rng.randrange(8)
        case 2:
            del update[at : at + rng.randrange(1, 4)]
        case 3:
            update[at:at] = rng.randbytes(rng.randrange(1, 4))


@pytest.mark.parametrize("seed", range(3))
def test_r40_pycrdt_takes_what_is_read(yjs: Yjs, seed: int) -> None:
    rng = random.Random(seed)
    whole = [update for update in random_updates(yjs, seed) if len(update) < 2_000]
    for _ in range(1_500):
        update = bytearray(rng.choice(whole))
        mutate(rng, update)
        try:
            read = decode(bytes(update))
        except (Malformed, TooLarge):
            continue
        if all(struct.kind in (GC, DELETED, STRING, ANY) for run in read.structs.values() for struct in run):
            Doc().apply_update(bytes(update))


MALFORMED = {
    "nothing at all": b"",
    "bytes after the end": b"\x00\x00\x00",
    "no deletes": b"\x00",
    "more clients than bytes": b"\x7f\x00",
    "a client twice": b"\x02" + update_of(5, 0, empty(1))[1:-1] + update_of(5, 1, empty(1))[1:-1] + b"\x00",
    "a client without changes": b"\x01\x00\x05\x00\x00",
    "deletes of a client twice": b"\x00\x02\x05\x01\x00\x01\x05\x01\x02\x01",
    "a delete of nothing": b"\x00\x01\x05\x01\x00\x00",
    "an empty struct without length": update_of(5, 0, empty(0)),
    "an empty text": update_of(5, 0, text("", parent="cards")),
    "a number longer than it need be": b"\x80\x00\x00",
    "a number without an end": b"\xff" * 9,
    "a clock over 31 bits": update_of(5, 0, empty(1 << 31)),
    "a delete over 31 bits": b"\x00\x01\x05\x01" + varuint(1 << 31) + b"\x01",
    "a parent that is neither": b"\x01\x01\x05\x00\x04\x02\x00",
    "an unknown kind of change": update_of(5, 0, b"\x0b\x01"),
    "a GC with a neighbour": update_of(5, 0, b"\x80\x01"),
    "a Skip with a neighbour": update_of(5, 0, b"\x8a\x01"),
    "an unknown kind of container": update_of(5, 0, container(7, parent="cards", key="a")),
    "an unknown kind of value": update_of(5, 0, item(ANY, b"", parent="cards", key="a") + b"\x01\x73"),
    "half a character": update_of(5, 0, item(STRING, b"", parent="cards") + b"\x03\xed\xa0\x80"),
    "an embed that is no JSON": update_of(5, 0, item(EMBED, b"", parent="t") + string("{")),
    "a format that is NaN": update_of(5, 0, item(FORMAT, b"", parent="t") + string("b") + string("NaN")),
    "an embed Rust can't read": update_of(5, 0, item(EMBED, b"", parent="t") + string('"\\ud800"')),
    "an embed nested for ever": update_of(5, 0, item(EMBED, b"", parent="t") + string("[" * 50_000 + "]" * 50_000)),
    "a string longer than the rest": update_of(5, 0, item(STRING, b"", parent="cards") + b"\x7f"),
    "a list longer than the rest": update_of(5, 0, item(ANY, b"", parent="cards", key="a") + b"\x7f"),
}


@pytest.mark.parametrize("update", MALFORMED.values(), ids=MALFORMED)
def test_r41_every_irregular_byte_is_malformed(update: bytes) -> None:
    with pytest.raises(Malformed):
        decode(update)


def test_r41_every_shortened_update_is_malformed() -> None:
    whole = update_of(
        300, 0, container(parent="cards", key="a"), one("x", parent=(300, 0), key="é"), deletes={300: [(1, 1)]}
    )
    decode(whole)
    for length in range(len(whole)):
        with pytest.raises(Malformed):
            decode(whole[:length])


def test_r42_what_is_too_large_is_refused_before_it_is_read() -> None:
    update = update_of(5, 0, *(text("abc", parent="t") for _ in range(3)), deletes={5: [(0, 1), (2, 1)]})
    assert decode(update, Limits(update_bytes=len(update), structs=3, ranges=2, string_bytes=3))
    for limits in (Limits(update_bytes=len(update) - 1), Limits(structs=2), Limits(ranges=1), Limits(string_bytes=2)):
        with pytest.raises(TooLarge):
            decode(update, limits)


def test_r42_values_nest_at_most_eight_levels() -> None:
    def nested(levels: int) -> bytes:
        return update_of(5, 0, item(ANY, b"", parent="m", key="k") + b"\x01" + b"\x75\x01" * levels + b"\x7e")

    assert decode(nested(8))
    with pytest.raises(TooLarge):
        decode(nested(9))
    with pytest.raises(TooLarge):
        decode(nested(27_000))


def test_r43_encoding_all_of_an_update_gives_the_same_bytes(yjs: Yjs) -> None:
    for update in random_updates(yjs, 1):
        read = decode(update)
        assert encode(update, read.structs, (), read.deletes) == update


def test_r43_what_is_left_out_becomes_empty_and_as_long() -> None:
    update = update_of(5, 3, text("one", parent="t"), text("two😀", origin=(5, 5)), one("x", parent="m", key="k"))
    (run,) = decode(update).structs.values()
    again = encode(update, {5: run}, {run[1]})
    (kept,) = decode(again).structs.values()
    assert [(struct.clock, struct.length, struct.kind) for struct in kept] == [(3, 3, STRING), (6, 5, GC), (11, 1, ANY)]
    assert again == update_of(5, 3, text("one", parent="t"), empty(5), one("x", parent="m", key="k"))
    assert encode(update, {5: run}, set(run)) == update_of(5, 3, empty(3), empty(5), empty(1))


def test_r43_deleted_lengths_and_deletes_are_written_back() -> None:
    update = update_of(5, 0, deleted(7, parent="t"), deletes={5: [(0, 2), (3, 1)], 9: [(4, 4)]})
    read = decode(update)
    assert read.deletes == [(5, 0, 2), (5, 3, 1), (9, 4, 4)]
    assert encode(update, read.structs, (), read.deletes[1:]) == update_of(
        5, 0, deleted(7, parent="t"), deletes={5: [(3, 1)], 9: [(4, 4)]}
    )


def test_r44_structs_are_ordered_so_that_each_finds_what_it_builds_on(yjs: Yjs) -> None:
    for update in random_updates(yjs, 2):
        read = decode(update)
        if any(struct.kind == SKIP for run in read.structs.values() for struct in run):
            continue
        lengths = {client: run[-1].clock + run[-1].length for client, run in read.structs.items()}
        reached = {client: run[0].clock for client, run in read.structs.items()}
        order = list(in_order(read.structs))
        assert len(order) == sum(map(len, read.structs.values()))
        for struct in order:
            for id_ in (struct.origin, struct.right, struct.parent):
                if isinstance(id_, tuple) and id_[0] in lengths and id_[1] < lengths[id_[0]]:
                    assert id_[1] < reached[id_[0]]
            reached[struct.client] += struct.length


def big_board(clients: int, seed: int) -> bytes:
    """The state of a board on which several clients worked in each other's texts."""
    rng = random.Random(seed)
    docs: list[Any] = [Doc(client_id=10 + n) for n in range(clients)]
    roots: list[Any] = [doc.get("cards", type=Map) for doc in docs]
    for n in range(120):
        roots[n % clients][f"card{n}"] = Map({"kind": "note", "pos": [n, n, n], "text": Text("häl😀o " * 20)})
    for _ in range(400):
        a, b = rng.sample(range(clients), 2)
        docs[a].apply_update(docs[b].get_update(docs[a].get_state()))
        for key in rng.sample(sorted(roots[a].keys()), 3):
            written = roots[a][key]["text"]
            written.insert(rng.choice((0, len(written))), "xé")
            if rng.random() < 0.05:
                del roots[a][key]
    for doc in docs:
        docs[0].apply_update(doc.get_update())
    return bytes(docs[0].get_update())


@pytest.mark.parametrize("clients", [1, 4])
@pytest.mark.parametrize("size", [1, 300, 5_000, 1 << 30])
def test_r45_the_parts_of_a_state_make_the_same_document_with_nothing_pending_in_between(
    yjs: Yjs, clients: int, size: int
) -> None:
    state = big_board(max(clients, 2), 5) if clients > 1 else one_client_board()
    parts = split(state, size)
    assert len(parts) >= len(state) // max(size, 200) // 2 and (size < len(state) or parts == [state])
    whole, mirror, name = Doc[Any](), Doc[Any](), f"parts{clients}{size}"
    whole.apply_update(state)
    yjs.open(name, 3)
    yjs.open(name + "whole", 4, state)
    for part in parts[:: max(1, len(parts) // 50)] if size == 1 else parts:
        decode(part)
    for start in range(0, len(parts), 100):
        yjs.take(name, *parts[start : start + 100])
        assert not yjs.is_pending(name)
    for part in parts:
        before = mirror.get_state()
        mirror.apply_update(part)
        assert mirror.get_state() != before or part is parts[-1]
    assert mirror.get_update() == whole.get_update()
    assert yjs.board(name, "cards") == yjs.board(name + "whole", "cards")


def one_client_board() -> bytes:
    doc: Doc[Any] = Doc(client_id=5)
    cards: Any = doc.get("cards", type=Map)
    for n in range(300):
        cards[f"card{n}"] = Map({"kind": "note", "text": Text("hello" * 9)})
    for n in range(0, 300, 3):
        del cards[f"card{n}"]
    return doc.get_update()


def test_r45_parts_are_about_as_large_as_asked() -> None:
    state = big_board(4, 6)
    parts = split(state, 4_000)
    assert all(len(part) < 4_000 + 600 for part in parts[:-1])
    assert sum(map(len, parts)) < len(state) * 1.25


def test_r45_a_part_of_an_update_may_build_on_what_its_reader_has(yjs: Yjs) -> None:
    doc: Doc[Any] = Doc(client_id=5)
    cards: Any = doc.get("cards", type=Map)
    cards["a"] = Map({"text": Text("hello")})
    first, vector = doc.get_update(), doc.get_state()
    for _ in range(200):
        cards["a"]["text"].insert(2, "more ")
    parts = split(doc.get_update(vector), 300)
    assert len(parts) > 3
    yjs.open("since", 6, first, *parts)
    assert not yjs.is_pending("since")
    assert yjs.board("since", "cards")["cards"]["a"]["text"] == str(cards["a"]["text"])


def test_r46_structs_that_wait_for_each_other_are_malformed() -> None:
    waits = b"\x02" + update_of(5, 0, text("a", origin=(6, 0)))[1:-1] + update_of(6, 0, text("b", origin=(5, 0)))[1:-1]
    for update in (
        waits + b"\x00",
        update_of(5, 0, text("a", origin=(5, 0))),
        update_of(5, 0, empty(1), text("a", right=(5, 1))),
    ):
        with pytest.raises(Malformed):
            list(in_order(decode(update).structs))


def test_r46_clients_that_take_turns_do_not_wait_for_each_other() -> None:
    turns = (
        b"\x02"
        + update_of(5, 0, text("a", parent="t"), text("c", origin=(6, 0)))[1:-1]
        + update_of(6, 0, text("b", origin=(5, 0)), text("d", origin=(5, 1)))[1:-1]
        + b"\x00"
    )
    assert [(s.client, s.clock) for s in in_order(decode(turns).structs)] == [(5, 0), (6, 0), (5, 1), (6, 1)]


def test_r40_kinds_and_containers_have_the_numbers_yjs_gives_them(yjs: Yjs) -> None:
    said = yjs.run(
        "return ['ContentDeleted', 'ContentString', 'ContentAny', 'ContentType'].map(n => Y[n].prototype.getRef())"
    )
    assert said == [DELETED, STRING, ANY, TYPE]
    assert [TYPES[MAP], TYPES[TEXT]] == ["YMap", "YText"]
