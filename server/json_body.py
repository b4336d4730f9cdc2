"""What a script or the board's own client sends as JSON."""

import json
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request

from server.pages.form import MAX_FORM_BYTES


async def read_json(request: Request) -> dict[str, Any]:
    """A small JSON object. A form of another site can't send this content type. Raises HTTPException."""
    if request.headers.get("content-type", "").partition(";")[0].strip() != "application/json":
        raise HTTPException(415, "Send JSON, with Content-Type: application/json.")
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > MAX_FORM_BYTES:
            raise HTTPException(413)
    try:
        asked = json.loads(body)
    except ValueError:
        raise HTTPException(400, "That is no JSON.") from None
    if not isinstance(asked, dict):
        raise HTTPException(400, "Send one JSON object.")
    return asked
