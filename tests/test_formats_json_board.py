"""The whole board as JSON (SPEC R160 to R163)."""

import copy
import json
from typing import Any

import pytest
from hypothesis import given, settings

from boards import template
from boards.document import Document
from boards.errors import BadFile
from boards.formats import json_board
from drafting import NOW_MS, boards, document_of, ids, placed, put


def demo() -> dict[str, Any]:
    document = Document()
    with document.change():
        template.fill(document, template.load("demo"), ids(), NOW_MS)
    board = document.plain()
    document.close()
    return board


def written(**changes: Any) -> bytes:
    whole = json.loads(json_board.write(demo())) | changes
    return json.dumps(whole).encode()


@pytest.mark.slow
@settings(max_examples=60, deadline=None)
@given(boards())
def test_r160_a_board_read_onto_an_empty_one_is_that_board_exactly(board: dict[str, Any]) -> None:
    data = json_board.write(board)
    again = placed(json_board.read(data))
    assert again == board
    assert json_board.write(again) == data


def test_r160_authors_hidden_cards_and_ties_to_cards_that_are_gone_survive() -> None:
    board = demo()
    gone, (one, *_) = "g" * 21, board["cards"]
    board["cards"][one] |= {"author": "p" * 21, "hidden": "could name a family", "zone": "deleted-zone-000000000"[:21]}
    board["comments"]["k" * 21] = {"card": gone, "text": "Still here", "author": "p" * 21}
    board["threads"]["t" * 21] = {"kind": "relates", "from": one, "to": gone, "author": None, "created": 3}
    board["reactions"][f"{gone}:{'p' * 21}:me-too"] = True
    assert placed(json_board.read(json_board.write(board))) == board


def test_r161_a_second_copy_gets_ids_and_labels_of_its_own() -> None:
    board = demo()
    document = document_of(board)
    stamps = put(document, json_board.read(json_board.write(board)), at=(5000, 0))
    after = document.plain()
    document.close()
    assert {len(after[root]) / len(board[root]) for root in ("zones", "cards", "threads")} == {2.0}
    assert len({card["label"] for card in after["cards"].values()}) == 32
    assert {stamp.label for stamp in stamps.values()} >= {"S8", "S14", "P8", "C2"}
    for thread in after["threads"].values():
        copied = thread["from"] in stamps
        assert (thread["to"] in stamps) is copied
    assert {card["zone"] for id_, card in after["cards"].items() if id_ in stamps}.isdisjoint(board["zones"])


def test_r161_a_board_that_has_a_title_keeps_it() -> None:
    document = Document()
    with document.change():
        document.root("board")["title"] = "Ours"
    put(document, json_board.read(json_board.write(demo())))
    assert document.setting("title") == "Ours"
    document.close()


def test_r161_an_id_or_label_that_was_deleted_is_not_given_again() -> None:
    board = demo()
    document = document_of(board)
    with document.change():
        for id_ in board["cards"]:
            del document.root("cards")[id_]
    stamps = put(document, json_board.read(json_board.write(board)), stamps=_stamps_of(board))
    document.close()
    assert set(stamps).isdisjoint(board["cards"])
    assert {stamp.label for stamp in stamps.values()}.isdisjoint(c["label"] for c in board["cards"].values())


def _stamps_of(board: dict[str, Any]) -> dict[str, Any]:
    from boards.schema import Stamp

    return {id_: Stamp(None, None, 1, card["label"]) for id_, card in board["cards"].items()}


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"format": "other"}, "no board of Same Room"),
        ({"version": 2}, "version 2"),
        ({"cards": []}, "`cards` must be an object"),
        ({"cards": {"short": {}}}, "cards.short: an id has 21"),
        ({"cards": {"c" * 21: 3}}, "must be an object"),
        ({"cards": {"c" * 21: {"kind": "poem"}}}, "the kind must be one of story"),
        ({"cards": {"c" * 21: {"kind": "note", "text": 3}}}, "the text must be a string"),
        ({"cards": {"c" * 21: {"kind": "note", "text": "x" * 20_001}}}, "20,001 characters; a card holds 20,000"),
        ({"cards": {"c" * 21: {"kind": "note", "pos": [0, 0]}}}, "position must be three numbers"),
        ({"cards": {"c" * 21: {"kind": "note", "size": [0, 5]}}}, "size must be two numbers"),
        ({"cards": {"c" * 21: {"kind": "note", "fields": {"a": "x" * 20_000}}}}, "field 'a' is over 20,000 bytes"),
        ({"cards": {"c" * 21: {"kind": "note", "fields": {"a": [[[[[[[[[1]]]]]]]]]}}}}, "nested over 8"),
        ({"cards": {"c" * 21: {"kind": "note", "tags": [1]}}}, "tags must be a list of words"),
        ({"cards": {"c" * 21: {"kind": "note", "zone": 4}}}, "`zone` must be an id"),
        ({"threads": {"t" * 21: {"kind": "relates", "from": 1, "to": "x"}}}, "`from` must be a card's id"),
        ({"threads": {"t" * 21: {"kind": "ties", "from": "y", "to": "x"}}}, "the kind must be one of rests-on"),
        ({"comments": {"k" * 21: {"card": "x"}}}, "the text must be a string"),
        ({"strokes": {"s" * 21: {"points": ["a"]}}}, "`points`"),
        ({"reactions": {"a:b": True}}, "card:participant:kind"),
        ({"board": {"departments": {"x": 1}}}, "department 'x'"),
        ({"board": {"title": 5}}, "title must be text"),
        ({"board": {"canvas": {"x": 1}}}, "`board.canvas`"),
        ({"session": {"n": 2**60 + 1}}, "session.n holds a number too large"),
    ],
)
def test_r162_a_bad_board_is_refused_with_the_element_at_fault(changes: dict[str, Any], words: str) -> None:
    with pytest.raises(BadFile, match=words.replace("(", "\\(")):
        json_board.read(written(**changes))


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "line 1, is not JSON"),
        (b"[]", "no JSON object"),
        (b'{"a": \xff}', "not UTF-8 text: byte 7"),
        (b'{\n"a": nope}', "line 2, is not JSON"),
        (b'{"a": NaN}', "NaN"),
        (b'{"a": 1e999}', "too large"),
        (b'{"a": "\\ud800"}', "a holds half a character"),
        (b'{"a":' * 100_000, "nested more than 64"),
        (b'{"a":' * 70 + b"1" + b"}" * 70, "nested more than 64"),
        (b'{"a": ' + b"9" * 5000 + b"}", "number that can't be read"),
        (b" " * (20 * 1024 * 1024 + 1), "20.0 MB; the most is 20 MB"),
    ],
)
def test_r163_a_broken_file_is_refused_in_plain_words(data: bytes, words: str) -> None:
    with pytest.raises(BadFile, match=words):
        json_board.read(data)


def test_r163_a_whole_number_that_a_float_holds_is_kept() -> None:
    board = copy.deepcopy(demo())
    next(iter(board["cards"].values()))["fields"]["big"] = 2**1000
    again = placed(json_board.read(json_board.write(board)))
    assert [c["fields"]["big"] for c in again["cards"].values() if "big" in c["fields"]] == [2**1000]
