"""JSON Canvas 1.0 in and out (SPEC R150 to R154)."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from boards import template
from boards.document import Document
from boards.errors import BadFile
from boards.formats import json_canvas
from boards.formats.place import beside, box_of, boxes_of
from drafting import NOW_MS, boards, document_of, ids, placed, put, sound_text

SAMPLE = Path(__file__).parent / "samples" / "jsoncanvas-sample.canvas"


def canvas(*nodes: dict[str, Any], edges: list[dict[str, Any]] | None = None, **rest: Any) -> bytes:
    return json.dumps({"nodes": nodes, "edges": edges or [], **rest}).encode()


def node(id_: str = "a", **values: Any) -> dict[str, Any]:
    return {"id": id_, "type": "text", "text": "Hi", "x": 0, "y": 0, "width": 200, "height": 100} | values


def edge(**values: Any) -> dict[str, Any]:
    return {"id": "e", "fromNode": "a", "toNode": "b"} | values


def exported(data: bytes, **reading: Any) -> dict[str, Any]:
    whole: dict[str, Any] = json.loads(json_canvas.write(placed(json_canvas.read(data, **reading))))
    return whole


def without_ours(whole: dict[str, Any]) -> dict[str, Any]:
    """The file as another tool understands it; the order of edges means nothing."""
    kept = {key: value for key, value in whole.items() if key != "sameroom"}
    for key in ("nodes", "edges"):
        kept[key] = [{k: v for k, v in entry.items() if k != "sameroom"} for entry in whole.get(key, [])]
    kept["edges"].sort(key=lambda entry: str(entry["id"]))
    return kept


NUMBERS = st.integers(-50_000, 50_000)
SIZES = st.integers(1, 20_000)
UNKNOWN: st.SearchStrategy[dict[str, Any]] = st.dictionaries(
    st.sampled_from(["styleAttributes", "locked", "é", "background"]),
    st.recursive(st.none() | st.booleans() | st.integers() | st.text(max_size=3), st.lists, max_leaves=4),
    max_size=2,
).map(lambda extra: {key: str(value) if key == "background" else value for key, value in extra.items()})
COLOURS = st.sampled_from(["1", "6", "#c2577f", "#4F76B0", "#123456", ""])


@st.composite
def canvases(draw: st.DrawFn) -> dict[str, Any]:
    """Any valid canvas, with data that the specification does not know."""
    names = draw(st.lists(st.text(min_size=1, max_size=6), max_size=6, unique=True))
    nodes = []
    for name in names:
        type_ = draw(st.sampled_from(["text", "file", "link", "group", "portal"]))
        entry = {"id": name, "type": type_, "x": draw(NUMBERS), "y": draw(NUMBERS)}
        entry |= {"width": draw(SIZES), "height": draw(SIZES)} | draw(UNKNOWN)
        if type_ in ("text", "file"):
            entry[type_] = draw(sound_text())
        elif type_ == "link":
            entry["url"] = "https://example.org/" + draw(st.text(max_size=5))
        elif draw(st.booleans()):
            entry["label"] = draw(sound_text(8))
        nodes.append(entry | ({"color": c} if (c := draw(COLOURS)) else {}))
    edges = []
    for number in range(draw(st.integers(0, 6)) if names else 0):
        ends = {"fromNode": draw(st.sampled_from(names)), "toNode": draw(st.sampled_from(names))}
        edges.append({"id": f"e{number}"} | ends | draw(_edge_extras()))
    return {"nodes": nodes, "edges": edges} | draw(st.sampled_from([{}, {"metadata": {"version": "1.0-1.0"}}]))


def _edge_extras() -> st.SearchStrategy[dict[str, Any]]:
    side, end = st.sampled_from(["top", "right", "bottom", "left"]), st.sampled_from(["none", "arrow"])
    label = st.sampled_from(["", "answers", "Rests on", "relates", "because"])
    optional = {"fromSide": side, "toSide": side, "fromEnd": end, "toEnd": end, "label": label, "color": COLOURS}
    return st.fixed_dictionaries({}, optional=optional | {"floatingX": st.integers()})


@pytest.mark.slow
@settings(max_examples=100, deadline=None)
@given(canvases())
def test_r150_a_canvas_comes_back_with_everything_the_format_holds(source: dict[str, Any]) -> None:
    data = json.dumps(source).encode()
    assert without_ours(exported(data)) == without_ours(source)


@pytest.mark.slow
@settings(max_examples=60, deadline=None)
@given(boards())
def test_r151_a_board_comes_back_with_cards_zones_and_threads(board: dict[str, Any]) -> None:
    again = placed(json_canvas.read(json_canvas.write(board)))
    assert again["zones"].keys() == board["zones"].keys()
    assert again["threads"] == board["threads"]
    for id_, zone in board["zones"].items():
        assert flat(again["zones"][id_]) == flat(zone)
    for id_, card in board["cards"].items():
        assert flat(again["cards"][id_]) == flat(card)


def flat(values: dict[str, Any]) -> dict[str, Any]:
    """Without the paint order's number: a canvas keeps the order alone."""
    return values | {"pos": values["pos"][:2]}


@pytest.mark.slow
@settings(max_examples=60, deadline=None)
@given(boards())
def test_r151_a_second_export_is_the_first(board: dict[str, Any]) -> None:
    first = json_canvas.write(board)
    second = json.loads(json_canvas.write(placed(json_canvas.read(first))))
    assert second == json.loads(first)


def test_r150_the_sample_of_the_specification_comes_in_and_goes_out_whole() -> None:
    data = SAMPLE.read_bytes()
    draft = json_canvas.read(data)
    assert [zone.values["title"] for zone in draft.zones] == ["JSON Canvas"]
    assert draft.cards[0].values["text"] == "readme.md"
    assert len(draft.threads) == 1 and not draft.problems
    assert without_ours(exported(data)) == without_ours(json.loads(data))


def test_r150_a_card_in_a_group_is_in_the_smallest_one() -> None:
    big = node("g1", type="group", label="Big", width=1000, height=1000)
    small = node("g2", type="group", label="Small", x=-10, y=-10, width=300, height=200)
    board = placed(json_canvas.read(canvas(big, small, node("in"), node("out", x=2000))))
    titles = {id_: zone["title"] for id_, zone in board["zones"].items()}
    assert [titles.get(card["zone"]) for card in by_label(board)] == ["Small", None]


def by_label(board: dict[str, Any]) -> list[dict[str, Any]]:
    return sorted(board["cards"].values(), key=lambda card: str(card["label"]))


def test_r151_a_kind_comes_from_our_key_else_our_colour_else_the_asked_colour() -> None:
    nodes = [
        node("1", sameroom={"kind": "idea"}, color="1"),
        node("2", color="#C2577F"),
        node("3", color="1"),
        node("4", color="2"),
        node("5"),
    ]
    draft = json_canvas.read(canvas(*nodes), colours={"1": "problem"})
    assert [card.values["kind"] for card in draft.cards] == ["idea", "story", "problem", "note", "note"]


@pytest.mark.parametrize(
    ("start", "end", "label", "kind"),
    [
        ("problem", "story", None, "rests-on"),
        ("idea", "problem", None, "answers"),
        ("commitment", "idea", None, "delivers"),
        ("touchpoint", "story", None, "step"),
        ("idea", "problem", "relates", "relates"),
        ("idea", "problem", "because", "relates"),
        ("challenge", "idea", "Challenges", "challenges"),
        ("challenge", "idea", None, "relates"),
        ("story", "problem", "rests on", "relates"),
    ],
)
def test_r151_an_edge_is_the_thread_its_label_or_its_cards_tell(
    start: str, end: str, label: str | None, kind: str
) -> None:
    nodes = [node("a", sameroom={"kind": start}), node("b", sameroom={"kind": end})]
    data = canvas(*nodes, edges=[edge(**({"label": label} if label else {}))])
    assert [thread.values["kind"] for thread in json_canvas.read(data).threads] == [kind]
    assert exported(data)["edges"] == [edge(**({"label": label} if label else {}))]


def test_r150_what_ties_no_two_cards_is_kept_aside_and_said() -> None:
    nodes = [node("a"), node("g", type="group", x=900), node("p", type="portal")]
    edges = [edge(id="1", toNode="g"), edge(id="2", toNode="a"), edge(id="3", toNode="p")]
    draft = json_canvas.read(canvas(*nodes, edges=edges, metadata={"a": 1}))
    assert draft.threads == []
    assert len(draft.problems) == 5
    assert any('node 3 ("p") is of the unknown type' in problem for problem in draft.problems)


def test_r150_a_file_card_reworded_is_a_text_node() -> None:
    board = placed(json_canvas.read(SAMPLE.read_bytes()))
    card = next(card for card in board["cards"].values() if card["text"] == "readme.md")
    card["text"] = "Read me first"
    out = next(n for n in json.loads(json_canvas.write(board))["nodes"] if n["id"] == "8132d4d894c80022")
    assert (out["type"], out["text"], out["file"]) == ("text", "Read me first", "readme.md")


def test_r150_a_hidden_card_stays_behind_with_its_threads() -> None:
    board = placed(json_canvas.read(canvas(node("a"), node("b"), edges=[edge()])))
    next(iter(board["cards"].values()))["hidden"] = "names a family"
    out = json.loads(json_canvas.write(board))
    assert len(out["nodes"]) == 1 and out["edges"] == []


def test_r150_a_script_written_into_a_cards_field_is_not_exported() -> None:
    board = placed(json_canvas.read(canvas(node("a", text="javascript:alert(1)"))))
    card = next(iter(board["cards"].values()))
    card["fields"]["canvas"] = json.dumps({"type": "link", "url": "javascript:alert(1)"})
    assert json.loads(json_canvas.write(board))["nodes"][0]["type"] == "text"
    card["fields"]["canvas"] = "no json"
    assert json.loads(json_canvas.write(board))["nodes"][0]["text"] == "javascript:alert(1)"


def test_r152_imported_twice_both_are_there_with_ids_of_their_own() -> None:
    document = document_of(placed(json_canvas.read(SAMPLE.read_bytes())))
    put(document, json_canvas.read(SAMPLE.read_bytes()), at=beside(document), start=5000)
    board, boxes = document.plain(), boxes_of(document)
    document.close()
    out = json.loads(json_canvas.write(board))
    assert len(out["nodes"]) == len({n["id"] for n in out["nodes"]}) == 10
    assert len(out["edges"]) == 2
    zones = [box for (root, _), box in boxes.items() if root == "zones"]
    assert zones[0].right < zones[1].x or zones[1].right < zones[0].x


def test_r152_newcomers_are_painted_over_what_was_there() -> None:
    document = Document()
    with document.change():
        template.fill(document, template.load("demo"), ids(), NOW_MS)
    before = document.plain()
    put(document, json_canvas.read(SAMPLE.read_bytes()), at=beside(document))
    after = document.plain()
    document.close()
    old = [v["pos"][2] for root in ("zones", "cards") for v in before[root].values()]
    new = [v["pos"][2] for root in ("zones", "cards") for id_, v in after[root].items() if id_ not in before[root]]
    assert max(old) < min(new)
    assert all(after[root][id_] == before[root][id_] for root in ("zones", "cards") for id_ in before[root])
    assert box_of(max(after["cards"].values(), key=lambda c: c["pos"][0])).x > 1424


def test_r153_a_size_no_board_can_show_is_changed_and_said() -> None:
    draft = json_canvas.read(canvas(node("a", width=0, height=90_000)))
    assert draft.cards[0].values["size"] == [1, 20_000]
    assert 'node 1 ("a") was 0 by 90000' in draft.problems[0]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (canvas({"type": "text"}), "node 1 has no id"),
        (canvas(node("a"), node("a")), 'node 2 ("a"): another node has this id'),
        (canvas(node("a", type=None)), "has no type"),
        (canvas(node("a", text=7)), 'node 1 ("a"): the text must be a string'),
        (canvas(node("a", text="x" * 20_001)), "20,001 characters"),
        (canvas(node("a", x="0")), "`x` must be a number"),
        (canvas(node("a", x=True)), "`x` must be a number"),
        (canvas(node("a", y=1e9)), "position must be three numbers within 10,000,000"),
        (canvas(node("a", color=3)), "`color` must be text"),
        (canvas(node("a", type="link", url="java\nscript:alert(1)")), "the link would run a script"),
        (canvas(node("a", type="link", url=" JavaScript:alert(1)")), "the link would run a script"),
        (canvas(node("a", type="link", url="data:text/html,x")), "the link would run a script"),
        (canvas(node("a", type="file", file="vbscript:x")), "the link would run a script"),
        (canvas(node("a", type="portal", url="javascript:x")), "the link would run a script"),
        (canvas(node("g", type="group", background="javascript:x")), "the link would run a script"),
        (canvas(node("g", type="group", label=1)), "the label must be text"),
        (canvas(node("g", type="group", label="x" * 301)), "the title must be text of at most 300"),
        (canvas(node("a", sameroom=1)), "`sameroom` must be an object"),
        (canvas(node("a", sameroom={"kind": "poem"})), "the kind must be one of story"),
        (canvas(node("a", sameroom={"tags": "x"})), "`sameroom.tags` has the wrong type"),
        (canvas(node("a", sameroom={"zone": "b"})), "there is no zone 'b'"),
        (canvas(node("a", deep=json.loads("[" * 66 + "]" * 66))), "nested more than 64"),
        (canvas(node("a", much="x" * 20_000)), "over 20,000 bytes"),
        (canvas(node("a"), node("b"), edges=[{"fromNode": "a"}]), "edge 1 has no id"),
        (canvas(node("a"), node("b"), edges=[edge(toNode="c")]), "`toNode` names 'c', and there is no such node"),
        (canvas(node("a"), node("b"), edges=[edge(toNode=1)]), "`toNode` must be a node's id"),
        (canvas(node("a"), node("b"), edges=[edge(), edge()]), "edge 2"),
        (canvas(node("a"), node("b"), edges=[edge(fromSide="up")]), "`fromSide` must be one of top"),
        (canvas(node("a"), node("b"), edges=[edge(toEnd="dot")]), "`toEnd` must be one of none"),
        (canvas(node("a"), node("b"), edges=[edge(label=1)]), "the label must be text"),
        (canvas(node("a"), node("b"), edges=[edge(sameroom={"kind": "answers"})]), "names no thread that may go"),
        (b'{"nodes": 1}', "`nodes` must be a list"),
        (b'{"nodes": [1]}', "node 1 must be an object"),
        (b'{"sameroom": 1}', "`sameroom` must be an object"),
        (b'{"sameroom": {"departments": {"x": {}}}}', "department 'x'"),
        (canvas(*[node(str(n)) for n in range(10_001)]), "10,001 cards; a board holds 10,000"),
    ],
)
def test_r154_a_bad_canvas_is_refused_with_the_element_at_fault(data: bytes, words: str) -> None:
    with pytest.raises(BadFile) as refused:
        json_canvas.read(data)
    assert words in str(refused.value)


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=40) | st.binary(max_size=6).map(lambda junk: SAMPLE.read_bytes()[:300] + junk))
def test_r154_no_bytes_do_more_than_a_refusal(data: bytes) -> None:
    try:
        json_canvas.read(data)
    except BadFile as refused:
        assert str(refused)
