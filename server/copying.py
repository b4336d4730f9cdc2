"""A board as a file to take away, in any format. What must not leave it stays behind (boards/formats/leaving.py).

Everything here takes its time and waits for nobody: the server calls it in a process of its own.
"""

import base64
import io
import logging
import re
import shutil
import tempfile
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from multiprocessing.util import Finalize
from pathlib import Path
from typing import Any, NamedTuple

from boards import history
from boards.formats import csv_cards, json_board, json_canvas, picture, sheet
from boards.formats.images import shown_on
from boards.formats.leaving import leaving, remark
from server.raster import Raster, smaller
from server.refusal import Refusal

STATIC = Path(__file__).parent / "static" / "assets"
MOST_PIXELS = 40_000_000
"""Of a PNG: about what browsers and office programs still open."""
LONGEST_SIDE = 12_000
SHARP = 2.0
"""Pixels for each board unit, where the picture is small enough."""


class Format(NamedTuple):
    """A way to take a board along."""

    suffix: str
    type: str
    says: str
    about: str


FORMATS = {
    "pdf": Format(".pdf", "application/pdf", "PDF", "To read and print: every zone, card, thread and comment."),
    "html": Format(".html", "text/html; charset=utf-8", "Web page", "The same as one page that opens in any browser."),
    "svg": Format(".svg", "image/svg+xml", "Picture, SVG", "The board as it looks, sharp at any size."),
    "png": Format(".png", "image/png", "Picture, PNG", "The board as it looks, for slides and documents."),
    "csv": Format(".csv", "text/csv; charset=utf-8", "Table", "One card a row, for a spreadsheet."),
    "canvas": Format(
        ".canvas", "application/json", "JSON Canvas", "For Obsidian and other tools that read the format."
    ),
    "json": Format(".json", "application/json", "Data", "All of it as JSON, to bring into another board here."),
    "bundle": Format(
        ".zip",
        "application/zip",
        "Bundle",
        "The board and its whole archive in one file, to read without this service or bring into another.",
    ),
}
"""Format -> what it is, in the order people are offered them."""

_DATA: dict[str, Callable[[Mapping[str, Any]], bytes]] = {
    "canvas": json_canvas.write,
    "csv": csv_cards.write,
}


WITH_PICTURES = frozenset(FORMATS) - _DATA.keys()
SHOWN_PIXELS = 900
"""Of the longer side of a card's picture, where it is drawn into a page or a picture of the board."""


def copied(
    board: Mapping[str, Any], format_: str, said: tuple[str, ...] = (), pictures: Sequence[Raster] = ()
) -> tuple[bytes, str]:
    """A board (Document.plain()) in a format, and what stays behind, in words. Raises Refusal.

    `said` stands under the title of what people read: which board, when. `pictures` are those of its cards.
    """
    if format_ == "json":
        there, behind = leaving(board)
        return json_board.write(there, files_of(there, pictures)), remark(behind)
    if format_ in _DATA:
        there, behind = leaving(board)
        return _DATA[format_](there), remark(behind)
    there, behind = leaving(board, voids=True)
    images = addresses_of(there, pictures)
    if format_ == "svg":
        return picture.write(there, images), remark(behind)
    if format_ == "png":
        return png_of(picture.write(there, images).decode()), remark(behind)
    lines = (*said, *filter(None, [remark(behind)]))
    drawn = picture.write(there, images).decode() if there["cards"] or there["zones"] else ""
    if format_ == "html":
        return sheet.write(there, lines, drawn, images), remark(behind)
    return pdf_of(sheet.write(there, lines, drawn, images).decode()), remark(behind)


def copied_from(
    updates: Sequence[bytes], format_: str, said: tuple[str, ...] = (), pictures: Sequence[Raster] = ()
) -> tuple[bytes, str]:
    """The same of a board after these updates; for a process of its own. Raises Refusal."""
    return copied(history.moment(updates), format_, said, pictures)


def files_of(board: Mapping[str, Any], pictures: Sequence[Raster]) -> dict[str, bytes]:
    """The pictures that a board's cards show, as files."""
    wanted = shown_on(board)
    return {one.digest: one.data for one in pictures if one.digest in wanted}


def addresses_of(board: Mapping[str, Any], pictures: Sequence[Raster]) -> dict[str, str]:
    """The same within a page: small enough for a card, as addresses that hold them."""
    wanted = shown_on(board)
    found = {}
    for one in pictures:
        if one.digest in wanted:
            data = smaller(one, SHOWN_PIXELS)
            type_ = "image/webp" if data[:4] == b"RIFF" else "image/jpeg"
            found[one.digest] = f"data:{type_};base64,{base64.b64encode(data).decode()}"
    return found


def file_name(title: str, format_: str) -> str:
    """What the file is called: the board's title in letters every system takes."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode()
    words = re.findall(r"[A-Za-z0-9]+", plain)
    return ("-".join(words)[:60].strip("-").lower() or "board") + FORMATS[format_].suffix


def exact(board: Mapping[str, Any], pictures: Sequence[Raster]) -> bytes:
    """All of a board as JSON, what stays in the room too: for whoever runs the server."""
    return json_board.write(board, files_of(board, pictures))


EXACT = (
    "This is the board exactly: what is hidden, waits, or was told in the room only is in it. Keep it as you keep them."
)
"""Said beside it."""


def png_of(svg: str) -> bytes:
    """A picture of the server's own drawing as pixels, at most as large as others can open."""
    import resvg_py

    width, height = _size_of(svg)
    zoom = min(SHARP, LONGEST_SIDE / max(width, height), (MOST_PIXELS / (width * height)) ** 0.5)
    fonts = [str(path) for path in our_fonts()]
    family = "Atkinson Hyperlegible Next"
    wide = max(1, round(width * zoom))
    drawn = resvg_py.svg_to_bytes(
        svg_string=svg, width=wide, font_files=fonts, font_family=family, sans_serif_family=family
    )
    return bytes(drawn)


def _size_of(svg: str) -> tuple[float, float]:
    """Width and height as picture.py writes them."""
    head = svg[: svg.index(">")]
    return tuple(float(head.split(f' {name}="')[1].split('"')[0]) for name in ("width", "height"))  # type: ignore[return-value]


def pdf_of(html: str) -> bytes:
    """A tagged PDF of a page of our own; it fetches nothing. Raises Refusal where the machine lacks Pango."""
    try:
        from weasyprint import CSS, HTML
        from weasyprint.text.fonts import FontConfiguration
        from weasyprint.urls import URLFetcher
    except OSError as error:
        raise Refusal(
            "PDFs need the library Pango, which is not on this machine: install libpango-1.0-0 and libpangoft2-1.0-0."
        ) from error
    logging.getLogger("weasyprint").setLevel(logging.ERROR)
    logging.getLogger("fontTools").setLevel(logging.ERROR)
    fonts = FontConfiguration()
    faces = "".join(
        f"@font-face {{ font-family: 'Atkinson Hyperlegible Next'; font-weight: {weight}; src: url({path.as_uri()}); }}"
        for weight, path in zip((400, 700), our_fonts(), strict=False)
    )
    styles = [CSS(string=faces, font_config=fonts)] if faces else []
    out = io.BytesIO()
    # Pictures that are in the page itself; nothing is ever fetched.
    page = HTML(string=html, url_fetcher=URLFetcher(allowed_protocols=["data"], allow_redirects=False))
    page.write_pdf(out, stylesheets=styles, font_config=fonts, pdf_variant="pdf/ua-1")
    return out.getvalue()


@lru_cache(maxsize=1)
def our_fonts() -> tuple[Path, ...]:
    """Our typeface, regular and bold, as files that draw letters for PNG and PDF; none where the client isn't built.

    The built client has it as one variable web font, which the programs that draw can't use.
    """
    from fontTools.ttLib import TTFont
    from fontTools.varLib.instancer import instantiateVariableFont

    source = next(iter(sorted(STATIC.glob("atkinson-hyperlegible-next-latin-wght-normal-*.woff2"))), None)
    if source is None:
        return ()
    logging.getLogger("fontTools").setLevel(logging.ERROR)
    folder = Path(tempfile.mkdtemp(prefix="sameroom-font-"))
    Finalize(None, shutil.rmtree, (folder, True), exitpriority=1)  # a worker process runs no atexit
    made = []
    for name, weight in (("regular", 400), ("bold", 700)):
        font = instantiateVariableFont(TTFont(source), {"wght": weight}, updateFontNames=False)
        font.flavor = None
        for record in list(font["name"].names):
            if record.nameID in (1, 16):
                record.string = "Atkinson Hyperlegible Next"
        font["OS/2"].usWeightClass = weight
        path = folder / f"{name}.ttf"
        font.save(path)
        made.append(path)
    return tuple(made)
