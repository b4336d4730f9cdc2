"""Pictures that people bring, drawn anew: their pixels stay, everything else that the file held is gone.

A photo says where and when it was taken and by which phone, may hold a second picture or a program's data, and may be
made to overwhelm whoever opens it. So nothing that was uploaded is ever kept or sent on: it is decoded within limits,
turned upright, made small enough for a card, and written by us as JPEG, or as WebP where parts are see-through.
"""

import hashlib
import struct
from io import BytesIO
from typing import NamedTuple

from PIL import Image, ImageFile, ImageOps, UnidentifiedImageError

MAX_UPLOAD_BYTES = 12 * 1024 * 1024
MAX_PIXELS = 40_000_000
"""Of an upload: 160 MB while it is decoded. A phone's photo has 12 to 24 million."""
LONGEST = 1_600
"""Pixels of a kept picture's longer side."""
FORMATS = ("JPEG", "PNG", "WEBP", "GIF")

# We look at the size ourselves, before anything is decoded, and refuse instead of warning.
Image.MAX_IMAGE_PIXELS = None


class NoPicture(Exception):
    """Not a picture that we take; the words are for the person who brought it."""


class Raster(NamedTuple):
    """A picture as it is kept."""

    digest: str
    """SHA-256 of `data`, in hexadecimal: what a card names it by."""
    type: str
    """`image/jpeg` or `image/webp`."""
    width: int
    height: int
    data: bytes


UNKNOWN = "We can’t read that as a picture. Bring a JPEG, PNG, WebP or GIF."
BROKEN = "That picture is broken: part of it is missing. Save it again, then try once more."
HUGE = f"That picture has too many pixels: {MAX_PIXELS // 1_000_000} million at most. Make it smaller, then try again."


def redrawn(upload: bytes) -> Raster:
    """The picture in an uploaded file, drawn anew. Raises NoPicture."""
    if upload[:4] == b"RIFF":
        _check_webp(upload)
    try:
        with Image.open(BytesIO(upload), formats=FORMATS) as source:
            _check_size(*source.size)
            source.draft("RGB", (LONGEST, LONGEST))  # JPEG only: decode at a fraction of its size
            ImageFile.LOAD_TRUNCATED_IMAGES = False  # WeasyPrint lets half pictures pass, everywhere in its process
            source.load()
            return _written(_upright(source))
    except UnidentifiedImageError:
        raise NoPicture(UNKNOWN) from None
    except (OSError, ValueError, SyntaxError, EOFError, IndexError, struct.error, Image.DecompressionBombError):
        raise NoPicture(BROKEN) from None


def as_it_is(data: bytes, digest: str) -> Raster | None:
    """A picture that a server of ours has drawn before, byte for byte; None where it is anything else.

    It is one if its digest is right, it decodes within the limits, and it holds nothing beside its pixels.
    """
    if hashlib.sha256(data).hexdigest() != digest or len(data) > MAX_UPLOAD_BYTES:
        return None
    try:
        if data[:4] == b"RIFF":
            _check_webp(data)
        with Image.open(BytesIO(data), formats=("JPEG", "WEBP")) as source:
            _check_size(*source.size)
            source.load()
            beside = {"exif", "xmp", "icc_profile", "comment", "photoshop"} & source.info.keys()
            plain = not beside and max(source.size) <= LONGEST and getattr(source, "n_frames", 1) == 1
            kind = "image/jpeg" if source.format == "JPEG" else "image/webp"
            return Raster(digest, kind, *source.size, data) if plain else None
    except (NoPicture, OSError, ValueError, SyntaxError, EOFError, IndexError, struct.error):
        return None


def smaller(picture: Raster, longest: int) -> bytes:
    """The same picture for where it is shown small; as it is where it is small enough."""
    if max(picture.width, picture.height) <= longest:
        return picture.data
    with Image.open(BytesIO(picture.data), formats=("JPEG", "WEBP")) as source:
        source.draft("RGB", (longest, longest))
        source.load()
        source.thumbnail((longest, longest), Image.Resampling.LANCZOS)
        return _written(source.convert(source.mode if source.mode == "RGBA" else "RGB")).data


def _check_size(width: int, height: int) -> None:
    if width * height > MAX_PIXELS:
        raise NoPicture(HUGE)


def _check_webp(data: bytes) -> None:
    """Pillow makes room for a WebP's whole canvas on opening it, so its size is read before. Format: RFC 9649."""
    chunk = data[12:16]
    if chunk == b"VP8X" and len(data) >= 30:
        width, height = (1 + int.from_bytes(data[at : at + 3], "little") for at in (24, 27))
    elif chunk == b"VP8L" and len(data) >= 25:
        bits = int.from_bytes(data[21:25], "little")
        width, height = 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    elif chunk == b"VP8 " and len(data) >= 30:
        width, height = (int.from_bytes(data[at : at + 2], "little") & 0x3FFF for at in (26, 28))
    else:
        raise NoPicture(UNKNOWN)
    _check_size(width, height)


def _upright(source: Image.Image) -> Image.Image:
    """Its first frame, as it was meant to be looked at, small enough, and without anything beside its pixels."""
    see_through = source.mode in ("RGBA", "LA", "PA") or "transparency" in source.info
    turned = ImageOps.exif_transpose(source).convert("RGBA" if see_through else "RGB")
    turned.thumbnail((LONGEST, LONGEST), Image.Resampling.LANCZOS)
    clean = Image.new(turned.mode, turned.size)
    clean.paste(turned)
    return clean


def _written(picture: Image.Image) -> Raster:
    out = BytesIO()
    if picture.mode == "RGBA":
        picture.save(out, "WEBP", quality=82, method=4)
        kind = "image/webp"
    else:
        picture.save(out, "JPEG", quality=84, optimize=True, progressive=True)
        kind = "image/jpeg"
    data = out.getvalue()
    return Raster(hashlib.sha256(data).hexdigest(), kind, *picture.size, data)
