"""The pictures of cards in what goes out: which card shows which, how large, and where the file has it."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from boards.field import is_picture

Images = Mapping[str, str]
"""Digest of a picture -> where the page finds it: `data:…` or a file beside it. What isn't in here is told in words."""

FOLDER = "pictures"
"""Of a bundle."""
SUFFIXES = {"image/jpeg": ".jpg", "image/webp": ".webp"}
NONE: Images = {}


class Image(NamedTuple):
    """The picture on one card."""

    digest: str
    width: int
    height: int
    alt: str
    """What it shows; empty where it is only for looks."""


def image_of(card: Mapping[str, Any]) -> Image | None:
    """What a card shows, if it shows a picture."""
    fields = card.get("fields")
    said = fields.get("image") if isinstance(fields, Mapping) else None
    if not is_picture(said) or said is None:
        return None
    return Image(said["id"], int(said["width"]), int(said["height"]), "" if said["looks"] else str(said["alt"]))


def shown_on(board: Mapping[str, Any]) -> set[str]:
    """Digests of all pictures that a board's cards show."""
    found = (image_of(card) for card in board["cards"].values() if isinstance(card, Mapping))
    return {image.digest for image in found if image is not None}


def file_name(digest: str, type_: str) -> str:
    """What a picture is called in a bundle."""
    return f"{FOLDER}/{digest}{SUFFIXES.get(type_, '.bin')}"
