"""A board as an SVG picture, in the board's look: zones, threads, ink, and cards with all their words as text.

It needs nothing else to be seen: no script, no font, no other file. Where the reader has no font of ours, the next best
is a little wider or narrower; lines are broken for the widest of them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from boards.formats.images import NONE, Images, image_of
from boards.formats.layout import Box, around
from boards.formats.leaving import WHY
from boards.formats.shape import outline

MARGIN = 40.0
EMPTY = Box(0, 0, 800, 450)
FONT = "'Atkinson Hyperlegible Next','Atkinson Hyperlegible',system-ui,'Segoe UI',Verdana,'DejaVu Sans',sans-serif"

INK, INK_2, FLOOR, TABLE, LINE, THREAD = "#14302a", "#435850", "#e7e9df", "#f8f8f2", "#d3d7c9", "#75806f"
LOOKS = {
    "story": ("#96264f", "#fdf1f4", "#c2577f", "Story"),
    "touchpoint": ("#5b3a8a", "#f6f1fc", "#8c6bbd", "Touchpoint"),
    "problem": ("#26487d", "#eef4fb", "#4f76b0", "Problem"),
    "idea": ("#775000", "#fff5da", "#b98209", "Idea"),
    "challenge": ("#8d3512", "#fff3ea", "#bf5f31", "Challenge"),
    "commitment": ("#1a6544", "#e8f5ec", "#3c8a66", "Commitment"),
    "note": ("#4a5550", "#ffffff", "#7d877f", "Note"),
}
"""Kind -> ink of its word, paper, edge, word. The same as the tokens of the light theme."""
TIES = {
    "rests-on": "Rests on",
    "answers": "Answers",
    "delivers": "Delivers",
    "challenges": "Challenges",
    "step": "A step of",
    "relates": "Goes with",
}
GROUPS = {"citizen": "Citizen", "outside": "Outside"}

_WIDTHS = bytes.fromhex(
    "1c1d1f423b5c49101e1e313d162416274129373a3e3b3c333e3b1616373f37314e3f3e41433937464628343f365346483c49"
    "3e3b38453c563f3a3d20272237251935393139362038371a19321b553737393a232f21362f45312e2e23182337"
)
"""Hundredths of an em for each character from space to tilde, in Atkinson Hyperlegible Next."""
_WIDER = 1.06
"""Other fonts are about this much wider."""
_TEXT, _LINE_HEIGHT, _SMALL = 16.0, 21.5, 13.0
_PAD, _HEAD, _FOOT = 15.0, 34.0, 34.0
_MOST_LINES = 60
TALLEST = 1.25
"""A picture is at most so many times as high as it is wide; a taller one is made smaller."""


def width_of(text: str, size: float) -> float:
    """About how wide a text is."""
    ems = sum(_WIDTHS[ord(c) - 32] if " " <= c <= "~" else 100 if ord(c) > 0x1100 else 60 for c in text)
    return ems * size * _WIDER / 100


def wrapped(text: str, size: float, width: float) -> list[str]:
    """A text in lines no wider than this; a word that is wider is broken."""
    lines: list[str] = []
    for paragraph in text.split("\n"):
        line = ""
        for word in paragraph.split(" "):
            joined = f"{line} {word}" if line else word
            if width_of(joined, size) <= width:
                line = joined
                continue
            lines += [line] if line else []
            while width_of(word, size) > width and len(word) > 1:
                fits = max(1, int(len(word) * width / width_of(word, size)))
                lines.append(word[:fits])
                word = word[fits:]
            line = word
        lines.append(line)
    return lines


@dataclass(slots=True)
class _Card:
    id: str
    values: Mapping[str, Any]
    box: Box
    lines: list[str]
    ties: list[str]
    foot: str
    image: Box | None = None
    """Where its picture goes, from the card's corner."""


def write(board: Mapping[str, Any], images: Images = NONE) -> bytes:
    """The picture of a board as it may leave (leaving.py, with voids)."""
    return _Picture(board, images).draw().encode()


class _Picture:
    def __init__(self, board: Mapping[str, Any], images: Images) -> None:
        self.board, self.images = board, images
        self.threads: dict[str, list[Mapping[str, Any]]] = {}
        for _, thread in sorted(board["threads"].items()):
            self.threads.setdefault(str(thread.get("from")), []).append(thread)
        departments = board["board"].get("departments", {})
        self.groups = GROUPS | {id_: str(d.get("name") or id_) for id_, d in departments.items() if isinstance(d, dict)}
        cards = sorted(board["cards"].items(), key=lambda item: (item[1]["pos"][2], item[0]))
        self.cards = {id_: self._card(id_, card) for id_, card in cards}

    def draw(self) -> str:
        zones = sorted(self.board["zones"].items(), key=lambda item: (item[1]["pos"][2], item[0]))
        parts = [self._zone(zone) for _, zone in zones]
        parts += [self._stroke(stroke) for _, stroke in sorted(self.board["strokes"].items())]
        parts += [self._thread(thread) for _, thread in sorted(self.board["threads"].items())]
        parts += [self._draw_card(card) for card in self.cards.values()]
        boxes = [_box(zone) for _, zone in zones] + [card.box for card in self.cards.values()]
        boxes += [box for stroke in self.board["strokes"].values() if (box := _stroke_box(stroke))]
        whole = around(boxes) or EMPTY
        x, y = whole.x - MARGIN, whole.y - MARGIN
        w, h = whole.width + 2 * MARGIN, whole.height + 2 * MARGIN + 12
        title = escape(_sound(str(self.board["board"].get("title") or "A board")))
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{x:.0f} {y:.0f} {w:.0f} {h:.0f}" width="{w:.0f}"'
            f' height="{h:.0f}" role="img" aria-labelledby="t" font-family="{FONT}" font-size="16" fill="{INK}">'
            f'<title id="t">{title}</title>'
            f'<rect x="{x:.0f}" y="{y:.0f}" width="{w:.0f}" height="{h:.0f}" fill="{FLOOR}"/>'
            + "".join(parts)
            + "</svg>\n"
        )

    def _card(self, id_: str, card: Mapping[str, Any]) -> _Card:
        width = max(float(card["size"][0]), 120.0)
        text = str(card.get("text", ""))
        if card.get("withheld"):
            text = WHY.get(str(card["withheld"]), "").capitalize()
        lines = wrapped(text, _TEXT, width - 2 * _PAD)
        if len(lines) > _MOST_LINES:
            lines = [*lines[: _MOST_LINES - 1], "…"]
        image, place = image_of(card), None
        if image is not None and image.digest in self.images:
            wide = width - 2 * _PAD
            tall = min(wide * image.height / image.width, wide * TALLEST)
            place = Box(_PAD, _HEAD, wide, tall)
        elif image is not None and image.alt:
            lines = [*wrapped(f"Picture: {image.alt}", _TEXT, width - 2 * _PAD), *lines]
        tied = [self._tie(thread) for thread in self.threads.get(id_, ())]
        ties = wrapped("; ".join(filter(None, tied)), _SMALL, width - 2 * _PAD) if any(tied) else []
        fields = card.get("fields", {})
        by = [self.groups.get(str(card.get("department")), ""), str(fields.get("teller") or fields.get("owner") or "")]
        foot = " · ".join(part for part in by if part)
        height = _HEAD + len(lines) * _LINE_HEIGHT + len(ties) * 17 + (_FOOT if foot else 14)
        height += 22 if card.get("kind") == "commitment" else 0
        height += place.height + 8 if place else 0
        return _Card(id_, card, Box(card["pos"][0], card["pos"][1], width, height), lines, ties, foot, place)

    def _tie(self, thread: Mapping[str, Any]) -> str:
        to = self.board["cards"].get(thread.get("to"), {})
        return f"{TIES.get(thread['kind'], 'Goes with')} {to['label']}" if to.get("label") else ""

    def _zone(self, zone: Mapping[str, Any]) -> str:
        box = _box(zone)
        said = wrapped(str(zone.get("title", "")), 22, box.width - 40)[:1]
        prompt = wrapped(str(zone.get("prompt", "")), 14, box.width - 40)[:1]
        out = (
            f'<g><rect x="{box.x:.0f}" y="{box.y:.0f}" width="{box.width:.0f}" height="{box.height:.0f}" rx="22"'
            f' fill="{TABLE}" stroke="{LINE}" stroke-width="1.5"/>'
        )
        if said and said[0]:
            out += _text(box.x + 20, box.y + 33, said[0], 22, weight=700)
        if prompt and prompt[0]:
            out += _text(box.x + 20, box.y + 52, prompt[0], 14, INK_2)
        return out + "</g>"

    def _stroke(self, stroke: Mapping[str, Any]) -> str:
        numbers = [float(n) for n in stroke.get("points", [])]
        if len(numbers) < 6:
            return ""
        path = "M" + "L".join(f"{numbers[i]:.1f} {numbers[i + 1]:.1f}" for i in range(0, len(numbers) - 2, 3))
        colour, width = _colour(stroke.get("colour")), min(60.0, max(1.0, float(stroke.get("width") or 2)))
        alt = stroke.get("alt")
        named = f"<title>{escape(_sound(str(alt)))}</title>" if alt else ""
        return (
            f'<path d="{path}" fill="none" stroke="{colour}" stroke-width="{width:.1f}" stroke-linecap="round"'
            f' stroke-linejoin="round">{named}</path>'
        )

    def _thread(self, thread: Mapping[str, Any]) -> str:
        start, end = self.cards.get(str(thread.get("from"))), self.cards.get(str(thread.get("to")))
        if start is None or end is None:
            return ""
        a, b = start.box, end.box
        if b.x - a.right >= 16:
            x0, x1, s0, s1 = a.right, b.x, 1, -1
        elif a.x - b.right >= 16:
            x0, x1, s0, s1 = a.x, b.right, -1, 1
        else:
            x0, x1, s0, s1 = a.x, b.x, -1, -1
        y0, y1 = a.y + min(22, a.height / 2), b.y + min(22, b.height / 2)
        bend = max(44.0, abs(x1 - x0) / 2)
        path = f"M{x0:.0f} {y0:.0f}C{x0 + s0 * bend:.0f} {y0:.0f} {x1 + s1 * bend:.0f} {y1:.0f} {x1:.0f} {y1:.0f}"
        return (
            f'<path d="{path}" fill="none" stroke="{THREAD}" stroke-width="2.25"/>'
            f'<circle cx="{x1:.0f}" cy="{y1:.0f}" r="5" fill="{TABLE}" stroke="{THREAD}" stroke-width="2"/>'
        )

    def _draw_card(self, card: _Card) -> str:
        kind = str(card.values.get("kind"))
        ink, paper, edge, word = LOOKS.get(kind, LOOKS["note"])
        box, void = card.box, bool(card.values.get("withheld"))
        left = box.x + _PAD + (6 if kind == "problem" else 10 if kind == "challenge" else 0)
        dashed = ' stroke-dasharray="5 4"' if void else ""
        path = outline(kind, box.x, box.y, box.width, box.height)
        label = str(card.values.get("label", ""))
        out = [
            f"<g aria-label={quoteattr(_sound(f'{word} {label}'.strip()))}>",
            f'<path d="{path}" fill="{TABLE if void else paper}" stroke="{edge}" stroke-width="1.5"{dashed}/>',
        ]
        if kind == "problem":
            out.append(f'<path d="M{box.x:.0f} {box.y:.0f}h6v{box.height:.0f}h-6z" fill="{edge}"/>')
        elif kind == "note":
            out.append(f'<path d="M{box.x:.0f} {box.y:.0f}h{box.width:.0f}v6h{-box.width:.0f}z" fill="{edge}"/>')
        y = box.y + 25
        out.append(_text(left, y, word, _SMALL, ink, 700))
        if label:
            inset = 22 if kind == "problem" else _PAD
            out.append(_text(box.right - inset, y, label, _SMALL, INK_2, anchor="end"))
        y = box.y + _HEAD + 16
        if card.image is not None:
            out.append(self._image(card, left))
            y += card.image.height + 8
        for line in card.lines:
            out.append(
                _text(left, y, line, _TEXT, INK_2 if void else INK, 560 if kind == "problem" and not void else 400)
            )
            y += _LINE_HEIGHT
        for line in card.ties:
            out.append(_text(left, y, line, _SMALL, INK_2))
            y += 17
        if card.foot:
            fits = wrapped(card.foot, _SMALL, box.width - 2 * _PAD)
            out.append(_text(left, box.bottom - 13, fits[0] + ("…" if len(fits) > 1 else ""), _SMALL, INK_2))
        return "".join(out) + "</g>"

    def _image(self, card: _Card, left: float) -> str:
        image, place = image_of(card.values), card.image
        assert image is not None
        assert place is not None
        named = f' role="img" aria-label={quoteattr(_sound(image.alt))}' if image.alt else ' aria-hidden="true"'
        return (
            f'<image x="{left:.0f}" y="{card.box.y + place.y:.0f}" width="{place.width:.0f}"'
            f' height="{place.height:.0f}" preserveAspectRatio="xMidYMid meet"{named}'
            f" href={quoteattr(self.images[image.digest])}/>"
        )


def _text(x: float, y: float, said: str, size: float, colour: str = INK, weight: int = 400, anchor: str = "") -> str:
    if not said:
        return ""
    more = f' text-anchor="{anchor}"' if anchor else ""
    heavy = f' font-weight="{weight}"' if weight != 400 else ""
    tint = f' fill="{colour}"' if colour != INK else ""
    return f'<text x="{x:.0f}" y="{y:.0f}" font-size="{size:.0f}"{tint}{heavy}{more}>{escape(_sound(said))}</text>'


def _sound(text: str) -> str:
    """XML holds no control characters."""
    return "".join(c if c >= " " or c == "\t" else " " for c in text if c not in "\ufffe\uffff")


def _colour(given: Any) -> str:
    """A colour as a drawing has it; whatever is none is drawn in ink."""
    text = str(given or "").lower()
    if text.startswith("#") and len(text) in (4, 7) and all(c in "0123456789abcdef" for c in text[1:]):
        return text
    return NAMED.get(text, INK)


NAMED = {
    "red": "#a2271b",
    "light-red": "#d0594c",
    "orange": "#bf5f31",
    "yellow": "#b98209",
    "green": "#1a6544",
    "light-green": "#3c8a66",
    "blue": "#26487d",
    "light-blue": "#4f76b0",
    "violet": "#5b3a8a",
    "light-violet": "#8c6bbd",
    "grey": "#75806f",
}


def _box(values: Mapping[str, Any]) -> Box:
    return Box(values["pos"][0], values["pos"][1], values["size"][0], values["size"][1])


def _stroke_box(stroke: Mapping[str, Any]) -> Box | None:
    points = stroke.get("points", [])
    xs, ys = points[0::3], points[1::3]
    return Box(min(xs), min(ys), max(xs) - min(xs), max(ys) - min(ys)) if len(points) >= 6 else None
