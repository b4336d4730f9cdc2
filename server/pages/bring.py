"""Bringing a file in by page: choose it, see what would come in as what, then bring it in. Plain forms throughout."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from boards import schema
from boards.errors import BadFile
from boards.formats import csv_cards
from boards.formats.csv_columns import COLUMNS, FIELD, SKIP
from boards.formats.draft import Draft
from boards.formats.reading import SUFFIXES, WrongMapping, format_of
from boards.formats.source import MAX_FILE_BYTES
from boards.naming import KINDS, count
from server import bringing
from server.clock import now_ms
from server.pages import words
from server.pages.facilitator import Facilitator, facilitator
from server.pages.form import one_line, read_form
from server.pages.page import render
from server.refusal import Refusal
from server.upload import Upload, Uploads, uploaded

SHOWN = 12
"""Cards of the file that the review shows."""
MOST_CHOICES = 40
"""Columns or colours that can be said something of, the most used first."""
NOTHING = "Choose a file first."
GONE = "That file waited for more than an hour, so we let it go. Choose it again."

COLUMN_WORDS = {
    "text": "What the card says",
    "kind": "What kind of card it is",
    "zone": "Which zone it goes to",
    "department": "Which service said it",
    "tags": "Tags",
    "label": "Its number, like S3",
    "threads": "Its threads",
    "created": "When it was written",
    "x": "Place: x",
    "y": "Place: y",
    "width": "Width",
    "height": "Height",
}
COLOURS = {
    "1": "#fb464c",
    "2": "#e9973f",
    "3": "#e0de71",
    "4": "#44cf6e",
    "5": "#53dfdd",
    "6": "#a882ff",
    "black": "#1d1d1d",
    "grey": "#9fa8b2",
    "light-violet": "#e085f4",
    "violet": "#ae3ec9",
    "blue": "#4465e9",
    "light-blue": "#4ba1f1",
    "yellow": "#f1ac4b",
    "orange": "#e16919",
    "green": "#099268",
    "light-green": "#4cb05e",
    "light-red": "#f87777",
    "red": "#e03131",
    "white": "#ffffff",
}
"""What JSON Canvas and tldraw call a colour -> how they show it."""

_HEX = re.compile(r"#[0-9a-f]{3,8}")


@dataclass(slots=True)
class Review:
    """A file before it comes in."""

    upload: Upload
    format: str
    mapping: dict[str, str] = field(default_factory=dict)
    draft: Draft | None = None
    wrong: str | None = None
    """Why it can't come in as it is said to."""


async def bring(request: Request) -> Response:
    """GET asks for a file, POST takes it and goes on to its review."""
    who = await facilitator(request)
    if request.method == "GET":
        return _ask(who, brought=_number(request.query_params.get("brought", "")))
    try:
        upload = await uploaded(request, "file")
    except HTTPException as error:
        if error.status_code != 413:
            raise
        return _ask(who, wrong=error.detail, status=413)
    if upload is None:
        return _ask(who, wrong=NOTHING, status=422)
    review = await _review(who, Review(upload, format_of(upload.name, upload.data)))
    if review.draft is None and not _choices(review):
        return _ask(who, wrong=review.wrong, status=422, name=upload.name)
    token = _uploads(who).keep(who.row.id, who.me.id, upload, now_ms() / 1000)
    return RedirectResponse(f"/b/{who.row.id}/import/{token}", 303)


async def review(request: Request) -> Response:
    """GET shows what would come in; POST looks again with other choices, brings it in, or lets it go."""
    who = await facilitator(request)
    token = request.path_params["token"]
    upload = _uploads(who).find(token, who.row.id, who.me.id, now_ms() / 1000)
    if upload is None:
        return _ask(who, wrong=GONE, status=404)
    form = await read_form(request) if request.method == "POST" else {}
    if form.get("do") == "drop":
        _uploads(who).drop(token)
        return RedirectResponse(f"/b/{who.row.id}", 303)
    looked = await _review(who, Review(upload, format_of(upload.name, upload.data), _mapping(form)))
    if form.get("do") == "bring" and looked.draft is not None:
        file = upload.data, looked.format, looked.mapping
        try:
            count = await bringing.bring(who.at.store, who.at.hub, who.row.id, file, now_ms(), who.me.id)
        except (BadFile, Refusal) as error:
            looked.wrong = str(error)
        else:
            _uploads(who).drop(token)
            return RedirectResponse(f"/b/{who.row.id}/import?brought={count}", 303)
    return _show(who, looked)


async def _review(who: Facilitator, looked: Review) -> Review:
    """Read the file as it is said to be; what is wrong with it is said in its words."""
    try:
        file = looked.upload.data, looked.format, looked.mapping
        looked.draft = await bringing.look(who.at.store, who.row.id, *file)
    except (BadFile, WrongMapping) as error:
        looked.wrong = str(error)
    return looked


def _ask(
    who: Facilitator, *, brought: int | None = None, wrong: str | None = None, status: int = 200, name: str = ""
) -> Response:
    return render(
        who.at.request,
        "import.html",
        status,
        board=who.row,
        brought=None if brought is None else count(brought, "card", "cards"),
        wrong=wrong,
        name=one_line(name, 80),
        accepts=",".join(SUFFIXES),
        most_mb=MAX_FILE_BYTES // 1048576,
    )


def _show(who: Facilitator, looked: Review) -> Response:
    draft = looked.draft
    zones = {zone.key: zone.values.get("title", "") for zone in draft.zones} if draft else {}
    cards = draft.cards if draft else []
    return render(
        who.at.request,
        "import_review.html",
        422 if looked.wrong else 200,
        board=who.row,
        name=one_line(looked.upload.name, 80),
        wrong=looked.wrong,
        ready=draft is not None,
        said=words.cards(draft.kinds()) if draft else "",
        zones=[title or "A zone without a name" for title in zones.values()],
        threads=len(draft.threads) if draft else 0,
        strokes=len(draft.strokes) if draft else 0,
        comments=len(draft.comments) if draft else 0,
        remarks=draft.problems if draft else [],
        choices=_choices(looked),
        is_table=looked.format == "csv",
        cards=[_shown(card.values, zones) for card in cards[:SHOWN]],
        more=max(0, len(cards) - SHOWN),
        kinds=schema.KINDS,
    )


def _shown(card: Mapping[str, Any], zones: Mapping[str, str]) -> dict[str, Any]:
    text, zone = str(card.get("text", "")), zones.get(str(card.get("zone")))
    return {"kind": card["kind"], "text": text, "zone": zone}


def _choices(looked: Review) -> list[dict[str, Any]]:
    """What can be said of the file: of each column what it holds, of each colour which kind it means."""
    if looked.format == "csv":
        return _columns(looked)
    if looked.draft is None or not looked.draft.colours:
        return []
    colours = sorted(looked.draft.colours.items(), key=lambda item: (-item[1], item[0]))
    options = [(kind, KINDS[kind][0].capitalize()) for kind in ("note", *schema.KINDS[:-1])]
    return [
        {
            "of": colour,
            "swatch": COLOURS.get(colour) or (colour if _HEX.fullmatch(colour) else "none"),
            "about": count(n, "card", "cards"),
            "chosen": looked.mapping.get(colour, "note"),
            "options": options,
        }
        for colour, n in colours[:MOST_CHOICES]
    ]


def _columns(looked: Review) -> list[dict[str, Any]]:
    try:
        found = csv_cards.headings(looked.upload.data)
    except BadFile:
        return []
    taken = looked.draft.columns if looked.draft else looked.mapping
    choices = []
    for heading, sample in list(found.items())[:MOST_CHOICES]:
        now = looked.mapping.get(heading) or taken.get(heading, FIELD + heading)
        now = SKIP if now == "left out" else now
        options = [*((column, COLUMN_WORDS[column]) for column in COLUMNS if column in COLUMN_WORDS)]
        options += [] if now in (*COLUMNS, SKIP) else [(now, f"Keep it as “{now.removeprefix(FIELD)}”")]
        own = FIELD + heading
        options += [(own, f"Keep it as “{heading}”")] if now != own else []
        choices.append({"of": heading, "about": sample, "chosen": now, "options": [*options, (SKIP, "Leave it out")]})
    return choices


def _mapping(form: Mapping[str, str]) -> dict[str, str]:
    """The choices of the form: `of-3` names the column or colour, `as-3` what it is."""
    mapping = {}
    for number in range(MOST_CHOICES):
        of, as_ = form.get(f"of-{number}"), form.get(f"as-{number}")
        if of and as_:
            mapping[of] = as_
    return mapping


def _uploads(who: Facilitator) -> Uploads:
    return Uploads(who.at.settings.data / "incoming")


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else None
