"""Drawings of Excalidraw and tldraw, in (SPEC R510 to R516)."""

import base64
import copy
import json
import os
import random
import struct
from pathlib import Path
from typing import Any

import pytest

from boards.errors import BadFile
from boards.formats import excalidraw, tldraw
from boards.formats.draft import Draft
from boards.formats.reading import FORMATS, WrongMapping, draft_of, format_of
from drafting import placed

SAMPLES = Path(__file__).parent / "samples"


# building files


def element(id_: str, type_: str = "rectangle", **values: Any) -> dict[str, Any]:
    base = {"id": id_, "type": type_, "x": 0, "y": 0, "width": 200, "height": 100, "angle": 0, "strokeColor": "#1e1e1e"}
    base |= {"backgroundColor": "transparent", "groupIds": [], "frameId": None, "isDeleted": False, "link": None}
    if type_ == "text":
        base |= {"text": id_, "containerId": None}
    if type_ in ("arrow", "line", "freedraw"):
        base |= {"points": [[0, 0], [50, 50]]}
    return base | values


def drawing(*elements: dict[str, Any], **rest: Any) -> bytes:
    return json.dumps({"type": "excalidraw", "version": 2, "elements": elements, **rest}).encode()


def bound(box: str, text: str, **values: Any) -> list[dict[str, Any]]:
    """A box with words in it."""
    return [element(box, **values), element(f"{box}-t", "text", text=text, containerId=box)]


def arrow(id_: str, start: str | None, end: str | None, **values: Any) -> dict[str, Any]:
    ends = {"startBinding": start and {"elementId": start}, "endBinding": end and {"elementId": end}}
    return element(id_, "arrow", **(ends | {"endArrowhead": "arrow", "startArrowhead": None} | values))


OLD = {"schemaVersion": 1, "storeVersion": 4, "recordVersions": {"shape": {"version": 3}}}
NEW = {"schemaVersion": 2, "sequences": {"com.tldraw.store": 4, "com.tldraw.shape": 4}}


def shape(id_: str, type_: str = "geo", parent: str = "page:page", **values: Any) -> dict[str, Any]:
    props: dict[str, Any] = {"geo": "rectangle", "w": 200, "h": 100, "color": "black", "text": "", "url": ""}
    own = {key: values.pop(key) for key in ("x", "y", "rotation", "index") if key in values}
    base = {"typeName": "shape", "id": f"shape:{id_}", "type": type_, "parentId": parent, "x": 0, "y": 0, "rotation": 0}
    return base | {"index": "a1", "isLocked": False, "opacity": 1, "meta": {}} | own | {"props": props | values}


def rich(*paragraphs: str) -> dict[str, Any]:
    content = [
        {"type": "paragraph", "content": [{"type": "text", "text": text}] if text else []} for text in paragraphs
    ]
    return {"type": "doc", "content": content}


PERSONAL: list[dict[str, Any]] = [
    {"typeName": "pointer", "id": "pointer:pointer", "x": 11223344, "y": 1, "meta": {}},
    {
        "typeName": "instance",
        "id": "instance:instance",
        "chatMessage": "hello from Doris",
        "currentPageId": "page:page",
    },
    {"typeName": "instance_presence", "id": "instance_presence:x", "userName": "Doris Day", "userId": "user:doris"},
    {"typeName": "user", "id": "user:doris", "name": "Doris Day"},
    {"typeName": "camera", "id": "camera:page:page", "x": 55667788, "y": 0, "z": 1},
    {"typeName": "instance_page_state", "id": "instance_page_state:page:page", "selectedShapeIds": []},
]


def tldr(*records: dict[str, Any], schema: dict[str, Any] = NEW, pages: tuple[str, ...] = ("Page 1",)) -> bytes:
    made = [{"typeName": "page", "id": f"page:{'page' if n == 0 else n}", "name": name} for n, name in enumerate(pages)]
    document = {"typeName": "document", "id": "document:document", "name": "A plan", "gridSize": 10}
    return json.dumps({"tldrawFileFormatVersion": 1, "schema": schema, "records": [document, *made, *records]}).encode()


def by_text(draft: Draft) -> dict[str, dict[str, Any]]:
    return {card.values["text"]: card.values | {"key": card.key} for card in draft.cards}


def zone_titles(draft: Draft) -> dict[str, str]:
    """Zone key -> title."""
    return {zone.key: zone.values["title"] for zone in draft.zones}


# Excalidraw


def test_r510_frames_boxes_and_arrows_are_zones_cards_and_threads() -> None:
    draft = excalidraw.read(
        drawing(
            element("f", "frame", name="Stories", width=900, height=600),
            *bound("a", "I was sent away", frameId="f", backgroundColor="#ffc9c9", y=50),
            *bound(
                "b", "Nobody owns it", frameId="f", backgroundColor="#a5d8ff", x=500, y=50, link="https://a.example"
            ),
            element("t", "text", text="a loose\nword", originalText="a loose word", x=2000),
            element("gone", "text", text="deleted", isDeleted=True),
            arrow("r", "b", "a"),
            element(
                "pen", "freedraw", points=[[0, 0], [5, 5], [9, 1]], pressures=[0.2, 0.4, 0.6], strokeColor="#e03131"
            ),
            element("box", "ellipse", x=3000),
        ),
        {"#FFC9C9": "story", "#a5d8ff": "problem"},
    )
    cards = by_text(draft)
    assert set(cards) == {"I was sent away", "Nobody owns it", "a loose word"}
    assert [cards[text]["kind"] for text in ("I was sent away", "Nobody owns it", "a loose word")] == [
        "story",
        "problem",
        "note",
    ]
    assert list(zone_titles(draft).values()) == ["Stories"]
    assert {text: card["zone"] for text, card in cards.items()} == {
        "I was sent away": "f",
        "Nobody owns it": "f",
        "a loose word": None,
    }
    assert cards["Nobody owns it"]["fields"] == {"colour": "#a5d8ff", "link": "https://a.example"}
    assert [thread.values for thread in draft.threads] == [{"kind": "rests-on", "from": "b", "to": "a"}]
    pen, outline = draft.strokes
    assert pen.values["colour"] == "#e03131" and pen.values["points"][2::3] == [0.2, 0.4, 0.6]
    assert len(outline.values["points"]) == 25 * 3


def test_r510_words_on_arrows_name_the_thread_or_are_a_card() -> None:
    boxes = [*bound("a", "one"), *bound("b", "two", x=600)]
    label = {"containerId": "r", "text": "goes with"}
    assert len(excalidraw.read(drawing(*boxes, arrow("r", "a", "b"), element("l", "text", **label))).cards) == 2
    label["text"] = "because of"
    draft = excalidraw.read(drawing(*boxes, arrow("r", "a", "b"), element("l", "text", **label)))
    assert set(by_text(draft)) == {"one", "two", "because of"}
    assert [thread.values["kind"] for thread in draft.threads] == ["relates"]


def test_r510_an_arrow_that_points_backwards_is_a_thread_backwards() -> None:
    boxes = [*bound("a", "one"), *bound("b", "two", x=600)]
    draft = excalidraw.read(drawing(*boxes, arrow("r", "a", "b", startArrowhead="arrow", endArrowhead=None)))
    assert [(t.values["from"], t.values["to"]) for t in draft.threads] == [("b", "a")]
    draft = excalidraw.read(drawing(*boxes, arrow("r", "a", None), arrow("s", "a", "f"), element("f", "frame")))
    assert not draft.threads and len(draft.strokes) == 2
    assert "2 × arrow between things that are no cards: drawn as a line." in draft.problems


def test_r510_groups_within_groups_are_zones_where_they_hold_two_cards() -> None:
    inner, outer = ["in", "out"], ["out"]
    draft = excalidraw.read(
        drawing(
            *bound("a", "one", groupIds=inner),
            *bound("b", "two", groupIds=inner, y=150),
            *bound("c", "three", groupIds=outer, y=400),
            *bound("d", "four", groupIds=["lone", "out"], y=600),
        )
    )
    cards = by_text(draft)
    assert len(draft.zones) == 2
    assert cards["one"]["zone"] == cards["two"]["zone"] == "group in"
    assert cards["three"]["zone"] == cards["four"]["zone"] == "group out"
    boxes = {zone.key: (*zone.values["pos"][:2], *zone.values["size"]) for zone in draft.zones}
    (x, y, w, h), (ix, iy, iw, ih) = boxes["group out"], boxes["group in"]
    assert x <= ix and y <= iy and ix + iw <= x + w and iy + ih <= y + h
    assert draft.zones[0].key == "group out", "the inner one is painted over the outer one"


def test_r510_a_titled_box_around_cards_is_a_zone() -> None:
    draft = excalidraw.read(
        drawing(
            *bound("big", "Waiting", width=1500, height=900),
            *bound("a", "one", x=100, y=200),
            *bound("b", "two", x=600, y=200),
        )
    )
    assert zone_titles(draft) == {"big": "Waiting"}
    assert {card["zone"] for card in by_text(draft).values()} == {"big"} and len(draft.cards) == 2


def texts_in_library(source: dict[str, Any]) -> list[str]:
    lists = source.get("library") or [item["elements"] for item in source["libraryItems"]]
    return [e["text"] for elements in lists for e in elements if e["type"] == "text"]


@pytest.mark.parametrize("name", ["customer-journey-map", "simple-sticky-notes"])
def test_r513_every_text_of_the_real_libraries_is_on_the_board(name: str) -> None:
    data = (SAMPLES / f"{name}.excalidrawlib").read_bytes()
    source = json.loads(data)
    board = placed(draft_of(data, format_of(f"{name}.excalidrawlib", data), {}))
    said = [c["text"] for c in board["cards"].values()] + [z["title"] for z in board["zones"].values()]
    for text in texts_in_library(source):
        said.remove(text)
    assert all(title.startswith("Group ") for title in said), "and nothing else is"


def test_r513_every_outer_group_of_the_journey_map_is_a_zone() -> None:
    data = (SAMPLES / "customer-journey-map.excalidrawlib").read_bytes()
    items = json.loads(data)["library"]
    draft = excalidraw.read(data)
    outer = {f"{n}/group {e['groupIds'][-1]}" for n, i in enumerate(items, 1) for e in i if e["groupIds"]}
    assert outer <= set(zone_titles(draft)) and len(outer) == 10
    lines = sum(e["type"] == "line" for item in items for e in item)
    assert len(draft.strokes) >= lines
    lane_types = [zone.key for zone in draft.zones if zone.values["title"] == "Lane Types"]
    assert [sum(card.values["zone"] == key for card in draft.cards) for key in lane_types] == [10, 10]


def test_r514_sticky_notes_are_large_enough_to_read_and_keep_their_colours() -> None:
    data = (SAMPLES / "simple-sticky-notes.excalidrawlib").read_bytes()
    draft = excalidraw.read(data, {"#40c057": "idea"})
    assert [card.values["kind"] for card in draft.cards] == ["idea", *["note"] * 6]
    assert draft.colours == dict.fromkeys(card.values["fields"]["colour"] for card in draft.cards) | draft.colours
    assert all(card.values["size"][0] >= 200 and card.values["size"][1] >= 100 for card in draft.cards)


@pytest.mark.parametrize("name", ["customer-journey-map", "simple-sticky-notes"])
def test_r514_no_card_lies_over_another_that_lay_beside_it(name: str) -> None:
    draft = excalidraw.read((SAMPLES / f"{name}.excalidrawlib").read_bytes())
    boxes = [(*card.values["pos"][:2], *card.values["size"]) for card in draft.cards]
    for n, (x, y, w, h) in enumerate(boxes):
        for x2, y2, w2, h2 in boxes[:n]:
            assert x + w <= x2 or x2 + w2 <= x or y + h <= y2 or y2 + h2 <= y


# tldraw


def test_r511_the_older_schema_has_text_and_ties_inside_arrows() -> None:
    tie = {"type": "binding", "normalizedAnchor": {"x": 0.5, "y": 0.5}, "isExact": False}
    draft = tldraw.read(
        tldr(
            shape("f", "frame", name="Problems", w=900, h=500, x=100, y=100),
            shape("a", "note", "shape:f", text="Nobody owns it", color="light-blue", growY=0, x=20, y=20),
            shape("b", "note", x=2000, text="I was sent away\nand again", color="red"),
            shape(
                "r",
                "arrow",
                start=tie | {"boundShapeId": "shape:a"},
                end=tie | {"boundShapeId": "shape:b"},
                text="rests on",
            ),
            shape("pen", "draw", segments=[{"type": "free", "points": [{"x": 0, "y": 0, "z": 0.3}, {"x": 9, "y": 4}]}]),
            shape(
                "l", "line", handles={"start": {"index": "a1", "x": 0, "y": 0}, "end": {"index": "a2", "x": 5, "y": 9}}
            ),
            schema=OLD,
        ),
        {"light-blue": "problem", "red": "story"},
    )
    cards = by_text(draft)
    assert draft.title == "A plan"
    assert {text: card["kind"] for text, card in cards.items()} == {
        "Nobody owns it": "problem",
        "I was sent away\nand again": "story",
    }
    assert zone_titles(draft) == {"shape:f": "Problems"}
    assert cards["Nobody owns it"]["zone"] == "shape:f"
    assert [(t.values["kind"], t.values["from"], t.values["to"]) for t in draft.threads] == [
        ("rests-on", "shape:a", "shape:b")
    ]
    assert [len(stroke.values["points"]) for stroke in draft.strokes] == [6, 6]


def test_r511_the_newer_schema_has_rich_text_and_bindings() -> None:
    steps = struct.pack("<3f", 1, 2, 0.5) + struct.pack("<3e", 3, 4, 0)
    listed = {
        "type": "bulletList",
        "content": [{"type": "listItem", "content": rich(text)["content"]} for text in ("tea", "talk")],
    }
    linked = {"type": "text", "text": "here", "marks": [{"type": "link", "attrs": {"href": "https://a.example/x"}}]}
    doc = {
        "type": "doc",
        "content": [*rich("Bring", "")["content"], listed, {"type": "paragraph", "content": [linked]}],
    }
    binding = {"typeName": "binding", "type": "arrow", "fromId": "shape:r", "meta": {}}
    draft = tldraw.read(
        tldr(
            shape("g", "group", x=500, y=500),
            shape("a", "note", "shape:g", richText=doc, x=10, y=10),
            shape("b", "geo", "shape:g", richText=rich("two", "lines"), x=400, rotation=0.1),
            shape("r", "arrow", start={"x": 0, "y": 0}, end={"x": 9, "y": 9}, richText=rich("")),
            binding | {"id": "binding:1", "toId": "shape:a", "props": {"terminal": "start"}},
            binding | {"id": "binding:2", "toId": "shape:b", "props": {"terminal": "end"}},
            shape("pen", "draw", segments=[{"type": "free", "path": base64.b64encode(steps).decode()}], scaleX=2),
            shape("l", "line", points={"a": {"index": "a1", "x": 0, "y": 0}, "b": {"index": "a2", "x": 5, "y": 9}}),
            shape("link", "bookmark", url="https://b.example", assetId="asset:1"),
            {"typeName": "asset", "id": "asset:1", "type": "bookmark", "props": {"title": "A page", "description": ""}},
            shape("pic", "image", assetId="asset:2"),
        )
    )
    cards = by_text(draft)
    assert set(cards) == {
        "Bring\n\n• tea\n• talk\nhere (https://a.example/x)",
        "two\nlines",
        "A page\nhttps://b.example",
    }
    assert zone_titles(draft) == {"shape:g": "Group 1"}
    assert [(t.values["kind"], t.values["from"], t.values["to"]) for t in draft.threads] == [
        ("relates", "shape:a", "shape:b")
    ]
    pen = next(s.values["points"] for s in draft.strokes if s.key == "shape:pen")
    x0, y0, _, x1, y1, _ = pen
    assert (x1 - x0) / (y1 - y0) == pytest.approx(6 / 4) and len(draft.strokes) == 2
    assert "1 × picture or film: those in drawings stay out." in draft.problems


def test_r511_points_of_the_version_between_are_packed_each_for_itself() -> None:
    points = base64.b64encode(struct.pack("<6e", 1, 2, 0.5, 4, 6, 0.5)).decode()
    draft = tldraw.read(tldr(shape("pen", "highlight", segments=[{"type": "free", "points": points}])))
    assert draft.strokes[0].values["points"] == [1, 2, 0.5, 4, 6, 0.5]


def test_r511_several_pages_lie_side_by_side_each_in_its_zone() -> None:
    draft = tldraw.read(
        tldr(
            shape("a", "note", text="one", x=5),
            shape("f", "frame", "page:1", name="A frame", w=800, h=600),
            shape("b", "note", "shape:f", text="two", x=5),
            shape("c", "note", "page:1", text="three", x=1000),
            pages=("Morning", "Afternoon"),
        )
    )
    titles, cards = zone_titles(draft), by_text(draft)
    assert set(titles.values()) == {"Morning", "Afternoon", "A frame"}
    assert [titles[cards[text]["zone"]] for text in ("one", "two", "three")] == ["Morning", "A frame", "Afternoon"]
    boxes = {titles[z.key]: (z.values["pos"][0], z.values["pos"][0] + z.values["size"][0]) for z in draft.zones}
    assert boxes["Morning"][1] < boxes["Afternoon"][0]
    assert boxes["Afternoon"][0] <= boxes["A frame"][0] and boxes["A frame"][1] <= boxes["Afternoon"][1]


def test_r511_what_is_turned_with_its_frame_lies_where_it_is_seen() -> None:
    quarter = 1.5707963267948966
    draft = tldraw.read(
        tldr(
            shape("f", "frame", name="F", w=400, h=200, x=1000, y=0, rotation=quarter),
            shape("a", "geo", "shape:f", text="one", w=226, h=104, x=0, y=0),
        )
    )
    # A box of 226 by 104 turned a quarter about (1000, 0) has its middle at (948, 113).
    (x, y, _), (w, h) = by_text(draft)["one"]["pos"], by_text(draft)["one"]["size"]
    assert (x + w / 2, y + h / 2) == pytest.approx((948, 113), abs=1)


def test_r512_who_had_the_file_open_is_nowhere_on_the_board() -> None:
    with_them = tldraw.read(tldr(shape("a", "note", text="one"), *PERSONAL))
    board = json.dumps(placed(with_them))
    for trace in ("Doris", "11223344", "55667788", "user:", "instance"):
        assert trace not in board
    assert "6 × record of who had the file open: never read." in with_them.problems


# refused, with the element at fault

FAULTS: list[tuple[bytes, str]] = [
    (drawing(*bound("a", "x", link="java\tscript:alert(1)")), 'element 1 ("a"), `link`: the link would run a script'),
    (drawing(element("a", x="left")), 'element 1 ("a"): `x` must be a number.'),
    (drawing(element("a", x=1e300)), 'element 1 ("a"): `x` is 1e+300; the most is 10,000,000.'),
    (drawing(element("a", "text", text=5)), 'element 1 ("a"): `text` must be text.'),
    (drawing(element("a", "text", text="x" * 20_001)), 'element 1 ("a"): the text has 20,001 characters'),
    (drawing(element("a", "arrow", points=[[0, None]])), 'element 1 ("a"), point 1: `y` must be a number.'),
    (drawing(element("a", groupIds="g")), 'element 1 ("a"): `groupIds` must be a list of ids.'),
    (drawing({"type": "text"}), "element 1 has no id."),
    (drawing({"id": "a"}), "element 1 has no type."),
    (drawing(arrow("a", "b", None) | {"startBinding": {"elementId": 4}}), "`startBinding.elementId` must be"),
    (b'{"type":"excalidraw","elements":[7]}', "The file: elements 1 must be an object."),
    (b'{"type":"excalidraw","elements":{}}', "The file: `elements` must be a list."),
    (b'{"type":"excalidrawlib","libraryItems":[{"elements":4}]}', "item 1: `elements` must be a list."),
    (b'{"type":"excalidraw","elements":[{"x":NaN}]}', "NaN"),
    (b'{"type":"excalidraw","elements":[' + b"[" * 200 + b"]" * 200 + b"]}", "nested more than 64 levels deep"),
    (b'{"type":"excalidraw","elements":["\xff"]}', "not UTF-8"),
    (tldr(shape("a", url="javascript:alert(1)")), '("shape:a"), `url`: the link would run a script'),
    (tldr(shape("a", x=None, y="down")), '("shape:a"): `y` must be a number.'),
    (tldr(shape("a", w=1e12)), '("shape:a"): `w` is 1e+12'),
    (tldr(shape("a"), shape("a")), '("shape:a"): another shape has this id.'),
    (tldr(shape("a", parent="shape:b"), shape("b", parent="shape:a")), "or in a circle"),
    (tldr(shape("a", "draw", segments=[{"path": "AAA"}])), '("shape:a"): its points can\'t be read.'),
    (tldr(shape("a", richText={"type": "doc", "content": [4]})), "`richText.content` must be a list of objects"),
    (tldr(shape("a", "arrow", start=3)), "`start` must be an object."),
    (tldr({"typeName": "binding", "id": "binding:1", "toId": 3}), "a binding has `fromId`"),
    (tldr(schema={"schemaVersion": 9}), "`schema.schemaVersion` is 9"),
    (b'{"document":{"pages":{}},"tldraw":1}', "written by tldraw before 2023"),
]
SCRIPT_IN_WORDS = {
    "type": "doc",
    "content": [
        {
            "type": "paragraph",
            "content": [{"type": "text", "text": "x", "marks": [{"type": "link", "attrs": {"href": "vbscript:x"}}]}],
        }
    ],
}
FAULTS.append((tldr(shape("a", richText=SCRIPT_IN_WORDS)), '("shape:a"), a link in its text: the link would run'))


@pytest.mark.parametrize(("data", "words"), FAULTS)
def test_r515_a_bad_drawing_is_refused_with_the_element_at_fault(data: bytes, words: str) -> None:
    format_ = "excalidraw" if b"excalidraw" in data else "tldraw"
    with pytest.raises(BadFile) as refused:
        placed(draft_of(data, format_, {}))
    assert words in str(refused.value)


def test_r515_a_file_over_the_limit_is_refused_before_it_is_read() -> None:
    with pytest.raises(BadFile, match=r"200\.0 MB; the most is 20 MB"):
        draft_of(b"x" * 200 * 1024 * 1024, "tldraw", {})


def test_r515_what_looks_like_a_script_in_words_stays_words() -> None:
    said = "<script>alert(1)</script> =cmd|' /C calc'!A0"
    board = placed(excalidraw.read(drawing(element("a", "text", text=said))))
    assert [card["text"] for card in board["cards"].values()] == [said]


def test_r516_formats_are_told_by_name_else_by_content() -> None:
    libraries = (SAMPLES / "simple-sticky-notes.excalidrawlib").read_bytes()
    assert format_of("x.excalidrawlib", b"") == format_of("x.excalidraw", b"") == "excalidraw"
    assert format_of("x.tldr", b"") == "tldraw" and format_of("X.CSV", b"{") == "csv"
    assert format_of("download", libraries) == format_of("x.json", libraries) == "excalidraw"
    assert format_of("-", tldr()) == "tldraw" and format_of("-", b'{"nodes":[]}') == "canvas"
    with pytest.raises(WrongMapping):
        draft_of(libraries, "excalidraw", {"#40c057": "poem"})


ROUNDS = int(os.environ.get("SAMEROOM_FUZZ_ROUNDS", "1500"))
ODD: list[Any] = [
    None,
    True,
    -1,
    0,
    1e9,
    1e308,
    "",
    "x",
    "shape:a",
    [],
    {},
    [[]],
    {"a": 1},
    "javascript:x",
    "\ud800"[:0],
    10**40,
]


@pytest.mark.fuzz
def test_r516_whatever_stands_in_a_drawing_it_is_read_or_refused() -> None:
    seed = int(os.environ.get("SAMEROOM_FUZZ_SEED", random.SystemRandom().randrange(2**32)))
    print("seed", seed)
    dice = random.Random(seed)
    started = [
        json.loads((SAMPLES / "simple-sticky-notes.excalidrawlib").read_bytes()),
        json.loads(
            drawing(element("f", "frame"), *bound("a", "x", frameId="f"), *bound("b", "y"), arrow("r", "a", "b"))
        ),
        json.loads(
            tldr(shape("f", "frame", name="F"), shape("a", "note", "shape:f", richText=rich("a", "b")), *PERSONAL)
        ),
        json.loads(
            tldr(
                shape("a", text="x"),
                shape("r", "arrow", start={"x": 1, "y": 2}, end={"type": "binding", "boundShapeId": "shape:a"}),
                shape("l", "line", points={"a": {"x": 0, "y": 0}}),
                shape("d", "draw", segments=[{"path": "AAAAAAAAAAAAAAAA"}]),
                schema=OLD,
            )
        ),
    ]
    read = 0
    for _ in range(ROUNDS):
        source = copy.deepcopy(dice.choice(started))
        for _ in range(dice.randint(1, 4)):
            spoil(source, dice)
        data = json.dumps(source).encode()
        if dice.random() < 0.2:
            at = dice.randrange(len(data))
            data = data[:at] + dice.randbytes(dice.randint(0, 6)) + data[at + dice.randint(0, 6) :]
        try:
            placed(draft_of(data, dice.choice(FORMATS[3:]) if dice.random() < 0.1 else format_of("x.json", data), {}))
            read += 1
        except BadFile as error:
            assert str(error)
    assert read > ROUNDS / 20


def spoil(source: Any, dice: random.Random) -> None:
    """Change one value somewhere deep in JSON."""
    while True:
        keys = list(source) if isinstance(source, dict) else list(range(len(source)))
        if not keys:
            return
        key = dice.choice(keys)
        if isinstance(source[key], dict | list) and source[key] and dice.random() < 0.85:
            source = source[key]
        elif dice.random() < 0.2:
            del source[key]
            return
        else:
            source[key] = copy.deepcopy(dice.choice(ODD))
            return
