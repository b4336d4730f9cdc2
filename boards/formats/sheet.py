"""A board as one HTML page to read: its zones as headings, its cards in order with their threads and comments.

The page holds all it needs and runs nothing: no script, no other file, no font from elsewhere. It prints well, and is
what a PDF is made of.
"""

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from importlib.resources import files
from typing import Any

from boards.formats.facts import facts
from boards.formats.images import NONE, Images, image_of
from boards.formats.leaving import WHY
from boards.formats.picture import GROUPS, LOOKS, TIES

BACK = {
    "rests-on": "Leads to",
    "answers": "Answered by",
    "delivers": "Delivered by",
    "challenges": "Challenged by",
    "step": "Has the step",
    "relates": "Goes with",
}
_QUIET = frozenset({"canvas", "keep", "image", "colour", "quote", "withdrawal"})
"""Fields that are no reading matter, or that say how a card may be used."""
POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"


def write(
    board: Mapping[str, Any],
    said: Sequence[str] = (),
    picture: str = "",
    images: Images = NONE,
    policy: str = POLICY,
    start: str = "",
) -> bytes:
    """The page of a board as it may leave (leaving.py, with voids). `said` stands under the title: when, which.

    `start` is the address of the page that leads to this one, where there is one.
    """
    return _Sheet(board, images).draw(said, picture, policy, start).encode()


def style() -> str:
    """The page's own style."""
    return (files("boards") / "formats" / "sheet.css").read_text("utf-8")


class _Sheet:
    def __init__(self, board: Mapping[str, Any], images: Images) -> None:
        self.board, self.images = board, images
        self.cards: Mapping[str, Mapping[str, Any]] = board["cards"]
        departments = board["board"].get("departments", {})
        self.groups = GROUPS | {id_: str(d.get("name") or id_) for id_, d in departments.items() if isinstance(d, dict)}
        self.ties: dict[str, list[tuple[str, str]]] = {}
        for _, thread in sorted(board["threads"].items()):
            start, end, kind = str(thread.get("from")), str(thread.get("to")), str(thread.get("kind"))
            if start in self.cards and end in self.cards:
                self.ties.setdefault(start, []).append((TIES.get(kind, "Goes with"), end))
                self.ties.setdefault(end, []).append((BACK.get(kind, "Goes with"), start))
        self.comments: dict[str, list[Mapping[str, Any]]] = {}
        for _, comment in sorted(board["comments"].items(), key=lambda item: (item[1].get("created", 0), item[0])):
            self.comments.setdefault(str(comment.get("card")), []).append(comment)

    def draw(self, said: Sequence[str], picture: str, policy: str, start: str) -> str:
        title = escape(str(self.board["board"].get("title") or "A board"))
        purpose = str(self.board["board"].get("purpose") or "")
        parts = list(self._zones())
        return (
            '<!doctype html>\n<html lang="en-GB">\n<head>\n<meta charset="utf-8">\n'
            '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
            f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
            f"<title>{title}</title>\n<style>\n{style()}</style>\n</head>\n<body>\n<header>\n"
            + (f'<p class="back"><a href="{escape(start)}">Back to the start</a></p>\n' if start else "")
            + f"<h1>{title}</h1>\n"
            + (f'<p class="about">{escape(purpose)}</p>\n' if purpose else "")
            + "".join(f'<p class="meta">{escape(line)}</p>\n' for line in said)
            + "</header>\n<main>\n"
            + (f'<div class="picture">{picture}</div>\n' if picture else "")
            + ("".join(parts) or "<p>Nothing is on this board.</p>\n")
            + "</main>\n</body>\n</html>\n"
        )

    def _zones(self) -> Iterable[str]:
        zones = sorted(self.board["zones"].items(), key=lambda item: (str(item[1].get("order", "")), item[0]))
        for id_, zone in zones:
            cards = [key for key, card in self.cards.items() if card.get("zone") == id_]
            yield self._zone(str(zone.get("title") or "A zone without a name"), str(zone.get("prompt") or ""), cards)
        known = {id_ for id_, _ in zones}
        loose = [key for key, card in self.cards.items() if card.get("zone") not in known]
        if loose:
            yield self._zone("In no zone" if zones else "Cards", "", loose)

    def _zone(self, title: str, prompt: str, cards: list[str]) -> str:
        cards.sort(key=lambda key: (str(self.cards[key].get("order", "")), key))
        about = f'<p class="note">{escape(prompt)}</p>\n' if prompt else ""
        drawn = "".join(self._card(key) for key in cards) or '<p class="note">Nothing here.</p>\n'
        return f"<section>\n<h2>{escape(title)}</h2>\n{about}{drawn}</section>\n"

    def _card(self, id_: str) -> str:
        card = self.cards[id_]
        kind = str(card.get("kind"))
        word = LOOKS.get(kind, LOOKS["note"])[3]
        void = card.get("withheld")
        known = kind if kind in LOOKS else "note"
        by = self.groups.get(str(card.get("department")), "")
        heading = " ".join(filter(None, [word, str(card.get("label", ""))])) + (f" · {by}" if by and not void else "")
        text = WHY.get(str(void), "").capitalize() + "." if void else str(card.get("text", ""))
        return (
            f'<article class="{known}{" void" if void else ""}" id="{escape(id_, quote=True)}">\n'
            f"<h3>{escape(heading)}</h3>\n"
            f'<p class="words" dir="auto">{escape(text)}</p>\n'
            f"{self._image(card)}{self._facts(card)}{self._threads(id_)}{self._said(id_)}</article>\n"
        )

    def _image(self, card: Mapping[str, Any]) -> str:
        image = image_of(card)
        if image is None:
            return ""
        if image.digest not in self.images:
            return f'<p class="note">Picture: {escape(image.alt)}</p>\n' if image.alt else ""
        size = f'width="{image.width}" height="{image.height}"'
        address = escape(self.images[image.digest], quote=True)
        return f'<p class="shown"><img src="{address}" alt="{escape(image.alt, quote=True)}" {size}></p>\n'

    def _facts(self, card: Mapping[str, Any]) -> str:
        fields = {name: value for name, value in card.get("fields", {}).items() if name not in _QUIET}
        told = facts(fields, self.groups)
        if card.get("tags"):
            told["Tags"] = ", ".join(map(str, card["tags"]))
        shown = [f"<div><dt>{escape(name)}</dt><dd>{escape(value)}</dd></div>" for name, value in told.items()]
        return f'<dl class="facts">{"".join(shown)}</dl>\n' if shown else ""

    def _threads(self, id_: str) -> str:
        ties = [
            f'{escape(word)} <a href="#{escape(other, quote=True)}">{escape(self._named(other))}</a>'
            for word, other in self.ties.get(id_, [])
        ]
        return f'<p class="ties">{"; ".join(ties)}.</p>\n' if ties else ""

    def _named(self, id_: str) -> str:
        card = self.cards[id_]
        return str(card.get("label") or LOOKS.get(str(card.get("kind")), LOOKS["note"])[3])

    def _said(self, id_: str) -> str:
        comments = self.comments.get(id_, [])
        if not comments:
            return ""
        items = []
        for comment in comments:
            by = self.groups.get(str(comment.get("department")), "")
            items.append(f"<li>{f'{escape(by)}: ' if by else ''}{escape(str(comment.get('text', '')))}</li>")
        return f'<ul class="said" aria-label="Comments">{"".join(items)}</ul>\n'
