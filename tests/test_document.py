"""The live document: what it takes and gives."""

import gc
import weakref
from typing import Any

import pytest
from pycrdt import Array, Doc, Map, Text

from boards.document import Document
from boards.errors import Poisoned


def test_r35_what_a_document_took_is_all_that_another_needs() -> None:
    one, two = Document(), Document()
    with one.change() as out:
        one.root("cards")["a"] = Map({"kind": "note", "pos": [1, 2, 0], "text": Text("né 😀")})
    assert len(out) == 1
    assert two.apply(out[0])
    assert two.plain() == one.plain()
    assert two.plain()["cards"]["a"] == {"kind": "note", "pos": [1, 2, 0], "text": "né 😀"}
    assert two.apply(out[0]) == b""


def test_r35_a_document_is_its_log_read_in_order() -> None:
    one = Document()
    log = []
    for number in range(5):
        with one.change() as out:
            one.root("board")["title"] = f"title {number}"
        log += out
    assert Document(log).plain() == one.plain()
    assert Document([one.state()]).setting("title") == "title 4"


def test_r35_facts_are_plain_values_or_none() -> None:
    document = Document()
    with document.change():
        document.root("cards")["a"] = Map({"n": 1.0, "list": Array([1, 2.5]), "flag": True})
        document.root("cards")["odd"] = 7
    assert document.fact("cards", "a", "n") == 1
    assert document.fact("cards", "a", "list") == [1, 2.5]
    assert document.fact("cards", "a", "flag") is True
    assert document.fact("cards", "a", "gone") is None
    assert document.fact("cards", "gone", "n") is None
    assert document.fact("cards", "odd", "n") is None


def test_r35_a_difference_carries_deletes_that_the_state_vector_does_not_show() -> None:
    document = Document()
    with document.change():
        document.root("cards")["a"] = Map({"kind": "note"})
    copy = Document([document.state()])
    vector = document.vector()
    with document.change():
        del document.root("cards")["a"]
    assert document.vector() == vector
    copy.apply(document.since(vector))
    assert not copy.has("cards", "a")


def test_r7_a_panic_of_the_library_is_an_error_like_any_other() -> None:
    class PanicException(BaseException):
        pass

    document = Document()
    with pytest.raises(Poisoned), document.change():
        raise PanicException("from rust")


def test_r36_a_closed_document_leaves_memory() -> None:
    document = Document()
    inner: weakref.ref[Doc[Any]] = weakref.ref(document._doc)
    document.close()
    del document
    gc.collect()
    assert inner() is None
