"""What a person typed into a form of ours."""

import unicodedata
from urllib.parse import parse_qsl

from starlette.exceptions import HTTPException
from starlette.requests import Request

MAX_FORM_BYTES = 20_000
MAX_FORM_FIELDS = 100
MAX_NAME = 60
"""Characters of a person's name."""


async def read_form(request: Request) -> dict[str, str]:
    """The fields of a small form, the last one where a name comes twice. Raises HTTPException 413."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > MAX_FORM_BYTES:
            raise HTTPException(413)
    try:
        return dict(parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=MAX_FORM_FIELDS))
    except ValueError:
        raise HTTPException(400) from None


def one_line(typed: str, longest: int) -> str:
    """Words as typed on one line: spaces tidied, nothing invisible that could turn other people's words around."""
    normal = unicodedata.normalize("NFC", typed)
    seen = "".join(" " if unicodedata.category(c) in ("Cc", "Zl", "Zp") else c for c in normal)
    kept = "".join(c for c in seen if unicodedata.category(c) not in ("Cf", "Cs", "Co", "Cn") or c in JOINERS)
    return " ".join(kept.split())[:longest].strip()


JOINERS = "\u200c\u200d"
"""Zero width (non-)joiners: Persian, Indic scripts and emoji families are written with them."""
