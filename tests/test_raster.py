"""What becomes of an uploaded picture: honest ones, broken ones, and those made to do harm."""

import random
import struct
import zlib
from io import BytesIO
from typing import Any

import pytest
from PIL import Image

from server import raster
from server.raster import LONGEST, MAX_PIXELS, NoPicture, redrawn

SECRET = b"52.4862 N 1.8904 W, taken by Grace"


def file_of(picture: Image.Image, kind: str, **options: Any) -> bytes:
    out = BytesIO()
    picture.save(out, kind, **options)
    return out.getvalue()


def drawing(mode: str = "RGB", size: tuple[int, int] = (60, 40)) -> Image.Image:
    picture = Image.new(mode, size)
    picture.paste(Image.new(mode, (size[0] // 2, size[1]), 200 if mode == "L" else "red"))
    return picture


def opened(data: bytes) -> Image.Image:
    return Image.open(BytesIO(data))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF"])
def test_r379_a_picture_is_drawn_anew_with_its_pixels_and_its_digest(kind: str) -> None:
    made = redrawn(file_of(drawing(), kind))
    again = opened(made.data)
    assert (made.type, again.format) == ("image/jpeg", "JPEG")
    assert again.size == (made.width, made.height) == (60, 40)
    red, black = again.convert("RGB").getpixel((5, 20)), again.convert("RGB").getpixel((55, 20))
    assert isinstance(red, tuple) and isinstance(black, tuple) and red[0] > 200 and black[0] < 60
    assert redrawn(file_of(drawing(), kind)).digest == made.digest
    assert len(made.digest) == 64


def test_r379_what_is_see_through_stays_so() -> None:
    made = redrawn(file_of(Image.new("RGBA", (20, 20), (255, 0, 0, 0)), "PNG"))
    pixel = opened(made.data).convert("RGBA").getpixel((3, 3))
    assert made.type == "image/webp" and isinstance(pixel, tuple) and pixel[3] == 0


def test_r379_a_large_one_becomes_small_enough_for_a_card() -> None:
    made = redrawn(file_of(drawing(size=(4000, 1000)), "JPEG"))
    assert (made.width, made.height) == (LONGEST, 400)


def test_r379_a_photo_is_turned_upright_and_says_nothing_of_where_it_was_taken() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by a quarter
    exif[0x010E] = SECRET.decode()
    exif.get_ifd(0x8825)[1] = "N"
    for kind in ("JPEG", "PNG", "WEBP"):
        extra = {"comment": SECRET} if kind == "JPEG" else {}
        upload = file_of(drawing(), kind, exif=exif, icc_profile=SECRET * 9, **extra)
        assert SECRET in upload or kind == "PNG"
        made = redrawn(upload)
        again = opened(made.data)
        assert (made.width, made.height) == (40, 60)
        assert SECRET not in made.data
        assert not again.getexif() and not set(again.info) & {"icc_profile", "exif", "comment", "xmp"}


def test_r379_whatever_follows_the_picture_in_its_file_is_gone() -> None:
    made = redrawn(file_of(drawing(), "JPEG") + b"<script>alert(1)</script>" + SECRET)
    assert b"script" not in made.data and SECRET not in made.data


def png_that_says(width: int, height: int) -> bytes:
    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


def webp_that_says(width: int, height: int) -> bytes:
    sides = (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    body = b"WEBP" + b"VP8X" + struct.pack("<I", 10) + b"\x10\0\0\0" + sides
    return b"RIFF" + struct.pack("<I", len(body)) + body


@pytest.mark.parametrize(
    "bomb",
    [
        png_that_says(50_000, 50_000),
        webp_that_says(16_383, 16_383),
        file_of(drawing("L", (64, 64)), "GIF").replace(struct.pack("<HH", 64, 64), struct.pack("<HH", 65_535, 65_535)),
    ],
    ids=["png", "webp", "gif"],
)
def test_r380_a_picture_that_would_fill_the_memory_is_refused_before_it_is_decoded(
    bomb: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Image.Image, "load", lambda *_: pytest.fail("it was decoded"))
    with pytest.raises(NoPicture, match="too many pixels"):
        redrawn(bomb)


@pytest.mark.parametrize(
    "junk",
    [
        b"",
        b"GIF89a",
        b"RIFF\0\0\0\0WEBP",
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"%PDF-1.7 something",
        b"\xff\xd8\xff\xe0" + b"\0" * 50,
        "BMP",
        "TIFF",
        file_of(drawing(size=(300, 300)), "PNG")[:-400],
        file_of(drawing(size=(300, 300)), "JPEG")[:400],
    ],
)
def test_r380_what_is_no_picture_or_a_broken_one_is_refused_in_words(junk: bytes | str) -> None:
    junk = junk if isinstance(junk, bytes) else file_of(drawing(), junk)
    with pytest.raises(NoPicture) as refusal:
        redrawn(junk)
    assert "picture" in str(refusal.value)


def test_r380_the_limit_is_what_it_says() -> None:
    side = int(MAX_PIXELS**0.5)
    raster._check_size(side, side)
    with pytest.raises(NoPicture):
        raster._check_size(side + 1, side + 1)


@pytest.mark.fuzz
def test_r380_no_bytes_do_more_than_a_refusal() -> None:
    seed = random.randrange(1 << 30)
    print("seed", seed)
    rng = random.Random(seed)
    whole = [file_of(drawing(), kind) for kind in ("JPEG", "PNG", "WEBP", "GIF")]
    for _ in range(400):
        data = bytearray(rng.choice(whole))
        for _ in range(rng.randrange(1, 6)):
            data[rng.randrange(len(data))] = rng.randrange(256)
        try:
            made = redrawn(bytes(data[: rng.randrange(4, len(data) + 1)]))
        except NoPicture:
            continue
        assert opened(made.data).size == (made.width, made.height)
