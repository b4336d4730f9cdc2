"""Cards as a CSV table (SPEC R155 to R159)."""

import csv
import io
import itertools
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from boards import template
from boards.document import Document
from boards.errors import BadFile
from boards.formats import csv_cards
from boards.formats.csv_table import disarmed, rearmed
from boards.formats.department import name_in_file
from boards.formats.layout import Box
from boards.formats.place import box_of
from drafting import NOW_MS, boards, document_of, ids, placed, put, sound_text

SAMPLE = Path(__file__).parent / "samples" / "drop-in-day.csv"


def demo() -> Document:
    document = Document()
    with document.change():
        template.fill(document, template.load("demo"), ids(), NOW_MS)
    return document


def cards_of(board: dict[str, Any]) -> list[dict[str, Any]]:
    return sorted(board["cards"].values(), key=lambda card: (str(card["label"])[0], int(str(card["label"])[1:])))


def said(text: str, **reading: Any) -> list[str]:
    return [card.values["text"] for card in csv_cards.read(text.encode(), **reading).cards]


def overlapping(boxes: list[Box]) -> bool:
    return any(
        a.x < b.right and b.x < a.right and a.y < b.bottom and b.y < a.bottom
        for a, b in itertools.combinations(boxes, 2)
    )


# Reading


def test_r155_a_spreadsheet_of_a_drop_in_day_comes_in_by_its_headings() -> None:
    draft = csv_cards.read(SAMPLE.read_bytes())
    kinds = [card.values["kind"] for card in draft.cards]
    assert kinds == ["story", "story", "problem", "idea", "story", "note"]
    first, *_, formula, last = draft.cards
    assert first.values["text"] == "“I rang four numbers before someone\r\nknew what a Blue Badge was.”"
    assert first.values["fields"] == {"teller": "Doris, 81"}
    assert first.values["tags"] == ["waiting", "phone"]
    assert formula.values["text"].startswith("=SUM")
    assert last.values["fields"] == {"kind": "Reminder"}
    assert [zone.values["title"] for zone in draft.zones] == ["Stories", "Problems", "Ideas"]
    assert draft.problems == ["'Reminder' is no kind of card: those came in as notes."]


def test_r155_departments_are_found_by_name_or_initials_else_stay_as_a_field() -> None:
    document = demo()
    stamps = put(document, csv_cards.read(SAMPLE.read_bytes()))
    cards = [document.plain()["cards"][id_] for id_ in stamps]
    document.close()
    assert [card.get("department") for card in cards] == [None, None, "health-visiting", "benefits", None, None]
    assert cards[5]["fields"]["department"] == "Caretaking"
    assert [stamp.department for stamp in stamps.values()] == [card.get("department") for card in cards]


def test_r155_the_person_who_imports_may_say_what_a_column_is() -> None:
    assert csv_cards.read(b"text,x\nhello,ticked\n").cards[0].values["fields"] == {"x": "ticked"}
    data = "A,B,C\nhello,Dee,x\n"
    draft = csv_cards.read(data.encode(), {"A": "text", "b": "teller", "C": "skip"})
    assert draft.cards[0].values | {"tags": []} == {
        "text": "hello",
        "kind": "note",
        "zone": None,
        "tags": [],
        "fields": {"teller": "Dee"},
    }


def test_r155_a_heading_nobody_knows_is_a_field_and_one_column_alone_is_the_text() -> None:
    draft = csv_cards.read(b"text,Ward,\nhello,Eastgate,lost\n")
    assert draft.cards[0].values["fields"] == {"Ward": "Eastgate"}
    assert draft.problems == ["Column 3 has no heading: left out."]
    assert said("Wishes\nMore buses\n") == ["More buses"]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_r156_the_delimiter_is_found(delimiter: str) -> None:
    text = delimiter.join(["text", "teller"]) + "\n" + delimiter.join(['"One, two; three|four"', "Dee"]) + "\n"
    draft = csv_cards.read(text.encode())
    assert draft.cards[0].values["text"] == "One, two; three|four"
    assert draft.cards[0].values["fields"] == {"teller": "Dee"}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_r156_the_encoding_is_found_and_a_guess_is_said(encoding: str) -> None:
    draft = csv_cards.read("text\r\n“Café”\r\n".encode(encoding))
    assert draft.cards[0].values["text"] == "“Café”"
    assert bool(draft.problems) is (encoding in ("cp1252", "utf-16"))


def test_r156_excels_own_first_line_is_obeyed_and_lines_still_counted() -> None:
    assert said("sep=|\ntext|kind\na,b|idea\n") == ["a,b"]
    with pytest.raises(BadFile, match="Line 3 has 3 cells"):
        csv_cards.read(b"sep=|\ntext|kind\na|b|c\n")


def test_r156_old_line_ends_and_empty_rows_do_no_harm() -> None:
    assert said("text\rone\rtwo\r") == ["one", "two"]
    assert said("text,kind\n\n,\none,idea\n\n") == ["one"]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "no rows"),
        (b"\xef\xbb\xbf\n\n", "no rows"),
        (b"a,b\n1,2\n", "Line 1: no column holds the cards' text"),
        (b"text,Mood,Mood\nx,y,z\n", "Line 1: two columns are 'Mood'"),
        (b"text,kind\none,idea\ntwo,idea,extra\n", "Line 3 has 3 cells, but there are 2 headings"),
        (b'text,kind\nok,idea\n"never\ncloses,idea\n', "Line 3: a quote opens here and never closes"),
        (b'text,kind\n"a"b,idea\n', "Line 2: there is text after a closing quote"),
        (b'text,kind\n"two\nlines",idea\nx,y,z\n', "Line 4 has 3 cells"),
        (b"text\nok\n\x81\x8d\n", "Line 3 is neither UTF-8 nor CP1252"),
        (b"text\na\0b\n", "Line 2 holds a zero byte"),
        (b"text,x,y\nhi,12,north\n", "Line 2: 'north' in the column 'y' is not a number"),
        (b"text,x,y\nhi,nan,1\n", "Line 2: the position must be three numbers"),
        (b"text,width,height\nhi,-4,10\n", "Line 2: the size must be two numbers"),
        (b"text\n" + b"x" * 20_001 + b"\n", "Line 2: the text has 20,001 characters"),
        (b"text,url\nhi,javascript:alert(1)\n", "Line 2, 'url': the link would run a script"),
        (b"text,x,y\nhi,1,\n", "Line 2 has only one of 'x' and 'y'"),
        (b"text,mood\nhi,json:{\n", "Line 2, 'mood', line 1, is not JSON"),
        (b"text,label\na,S1\nb,S1\n", "Line 3: the label S1 stands on line 2 already"),
        (b"text,label,threads\na,S1,relates S9\n", "Line 2: 'relates S9' is no thread to a card of this file"),
        (b"text,label,kind,threads\na,S1,story,\nb,I1,idea,answers S1\n", "can't go from a idea to a story"),
        (b"text,zone\na," + b"z" * 301 + b"\n", "the title must be text of at most 300"),
        (b"text\n" + b"x\n" * 10_001, "10,001 cards; a board holds 10,000"),
        (b"text" + b",c" * 3000 + b"\n", "columns; the most is"),
    ],
)
def test_r157_a_bad_table_is_refused_with_its_line(data: bytes, words: str) -> None:
    with pytest.raises(BadFile) as refused:
        csv_cards.read(data)
    assert words in str(refused.value)


def test_r157_a_column_that_is_not_there_is_named_with_those_that_are() -> None:
    with pytest.raises(BadFile, match=r"there is no column 'Said'\. There are: text, kind"):
        csv_cards.read(b"text,kind\na,b\n", {"Said": "text"})


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=60) | sound_text(60).map(lambda text: ("text\n" + text).encode()))
def test_r157_no_bytes_do_more_than_a_refusal(data: bytes) -> None:
    try:
        csv_cards.read(data)
    except BadFile as refused:
        assert str(refused)


# Writing


@pytest.mark.slow
@settings(max_examples=80, deadline=None)
@given(boards())
def test_r158_cards_come_back_from_the_table_with_all_it_holds(board: dict[str, Any]) -> None:
    document = document_of({key: {} for key in board} | {"board": board["board"]})
    put(document, csv_cards.read(csv_cards.write(board)))
    again = document.plain()
    document.close()
    assert [held(card, again) for card in cards_of(again)] == [held(card, board) for card in cards_of(board)]
    assert ties(again) == ties(board)


def test_r158_a_department_without_a_name_is_named_by_its_id() -> None:
    assert name_in_file("housing", {"housing": {"name": "Housing"}, "health": {"name": "\r"}}) == "Housing"
    assert name_in_file("health", {"housing": {"name": "Housing"}, "health": {"name": "\r"}}) == "health"


def held(card: dict[str, Any], board: dict[str, Any]) -> dict[str, Any]:
    """What a table holds of a card: of a zone its title, and that up to spaces and case; line ends as they are."""
    kept = {key: card.get(key) for key in ("label", "kind", "text", "tags", "fields", "department", "created", "size")}
    title = board["zones"].get(card["zone"], {}).get("title", "")
    return kept | {"pos": card["pos"][:2], "zone": title.strip().casefold()}


def ties(board: dict[str, Any]) -> set[tuple[str, ...]]:
    labels = {id_: card["label"] for id_, card in board["cards"].items()}
    return {(t["kind"], labels[t["from"]], labels[t["to"]]) for t in board["threads"].values()}


@given(sound_text() | st.text("'=+-@\t\r", max_size=4))
def test_r159_no_cell_is_a_formula_and_every_cell_comes_back(cell: str) -> None:
    written = disarmed(cell)
    assert written[:1] not in ("=", "+", "-", "@", "\t", "\r")
    assert rearmed(written) == cell


def test_r159_formulas_anywhere_on_a_board_are_written_with_a_quote() -> None:
    document = demo()
    with document.change():
        for card in document.root("cards").values():
            card["fields"]["=HYPERLINK(1)"] = "@SUM(1)"
            card["tags"] = ["+1"]
            card["text"].insert(0, "=cmd|' /C calc'!A0 ")
    table = csv_cards.write(document.plain())
    document.close()
    rows = list(csv.reader(io.StringIO(table.decode("utf-8-sig"), newline="")))
    cells = [cell for row in rows for cell in row]
    assert "'=HYPERLINK(1)" in rows[0] and "'@SUM(1)" in cells and "'+1" in cells
    assert not [cell for cell in cells if cell[:1] in ("=", "+", "@")]
    assert [cell.startswith("'=cmd") for cell in (row[3] for row in rows[1:])] == [True] * 16


def test_r158_the_demo_board_is_written_zone_by_zone_with_names_people_read() -> None:
    document = demo()
    rows = list(csv.DictReader(io.StringIO(csv_cards.write(document.plain()).decode("utf-8-sig"), newline="")))
    document.close()
    assert [row["label"] for row in rows] == [
        *(f"S{n}" for n in range(1, 8)),
        "P1",
        "P2",
        "P3",
        "P4",
        *["I1", "I2", "I3", "I4", "C1"],
    ]
    assert rows[7]["threads"] == "rests-on S1; rests-on S5"
    assert rows[12]["department"] == "Housing"
    assert rows[7]["departments"] == "health-visiting; housing; midwifery"


def test_r158_a_hidden_card_and_its_threads_stay_behind() -> None:
    document = demo()
    board = document.plain()
    document.close()
    next(card for card in board["cards"].values() if card["label"] == "S1")["hidden"] = "names a family"
    table = csv_cards.write(board).decode()
    assert "nine people" not in table and "rests-on S1" not in table


def test_r158_any_number_of_fields_stays_within_a_bounded_table() -> None:
    document = demo()
    board = document.plain()
    document.close()
    for number, card in enumerate(board["cards"].values()):
        card["fields"] |= {f"field {number} {n}": f"{n}" for n in range(80)}
    data = csv_cards.write(board)
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    assert len(rows[0]) < 520
    fresh = document_of({key: {} for key in board} | {"board": board["board"]})
    put(fresh, csv_cards.read(data))
    assert [c["fields"] for c in cards_of(fresh.plain())] == [c["fields"] for c in cards_of(board)]
    fresh.close()


# Where the cards go


def test_r156_cards_without_a_place_lie_in_rows_and_not_over_each_other() -> None:
    board = placed(csv_cards.read(("text,zone\n" + "".join(f"card {n},Zone {n % 3}\n" for n in range(90))).encode()))
    boxes = [box_of(card) for card in board["cards"].values()]
    assert not overlapping(boxes)
    assert not overlapping([box_of(zone) for zone in board["zones"].values()])
    for card in board["cards"].values():
        zone, box = box_of(board["zones"][card["zone"]]), box_of(card)
        assert zone.holds(box.x, box.y) and zone.holds(box.right, box.bottom)


def test_r156_a_zone_of_the_board_takes_cards_below_its_own_and_grows() -> None:
    document = demo()
    before = document.plain()
    stamps = put(document, csv_cards.read(("text,zone\n" + "What if,ideas\n" * 9).encode()))
    after = document.plain()
    document.close()
    assert len(after["zones"]) == 4
    zones = {zone["title"]: (box_of(zone), box_of(before["zones"][id_])) for id_, zone in after["zones"].items()}
    grown = zones["Ideas"][0].height - zones["Ideas"][1].height
    assert grown > 0 and zones["Commitments"][0].y - zones["Commitments"][1].y == grown
    assert zones["Stories"][0] == zones["Stories"][1]
    assert not overlapping([now for now, _ in zones.values()])
    assert not overlapping([box_of(card) for card in after["cards"].values()])
    for id_, card in after["cards"].items():
        inside = box_of(after["zones"][card["zone"]])
        assert inside.holds(box_of(card).right, box_of(card).bottom), card["label"]
        if id_ not in stamps and card["label"] != "C1":
            assert card == before["cards"][id_]


def test_r156_cards_keep_the_tables_order_after_those_that_are_there() -> None:
    document = demo()
    put(document, csv_cards.read(b"text,zone\nfirst,Ideas\nsecond,Ideas\n"))
    board = document.plain()
    document.close()
    (ideas,) = [id_ for id_, zone in board["zones"].items() if zone["title"] == "Ideas"]
    ordered = sorted((c for c in board["cards"].values() if c["zone"] == ideas), key=lambda c: str(c["order"]))
    assert [card["text"] for card in ordered][-2:] == ["first", "second"]


def test_r156_loose_cards_lie_to_the_right_of_the_board() -> None:
    document = demo()
    stamps = put(document, csv_cards.read(b"text\none\ntwo\n"))
    board = document.plain()
    document.close()
    assert all(board["cards"][id_]["pos"][0] >= 1424 and board["cards"][id_]["zone"] is None for id_ in stamps)
