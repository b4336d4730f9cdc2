"""Logging: one line a record, the room and the participant at its end where they are known.

Never a card's text, a name or a secret: records carry ids, counts and codes. Write `about(log, board, participant)`
once and log through it.
"""

import logging
import sys
from collections.abc import MutableMapping
from typing import Any

from server.settings import Settings

SUBJECTS = ("board", "participant")
"""What a record may say it is about, by `extra`."""


class About(logging.LoggerAdapter[logging.Logger]):
    """A logger whose records are about one board, and perhaps one participant of it."""

    def process(self, msg: Any, kwargs: MutableMapping[str, Any]) -> tuple[Any, MutableMapping[str, Any]]:
        """Add whom the record is about, keeping what the call itself says."""
        kwargs["extra"] = {**(self.extra or {}), **(kwargs.get("extra") or {})}
        return msg, kwargs


def about(log: logging.Logger, board: str, participant: str | None = None) -> About:
    """A logger for what happens on this board, to this participant."""
    return About(log, {"board": board} if participant is None else {"board": board, "participant": participant})


class Line(logging.Formatter):
    """`2026-01-31 12:00:00,000 INFO sameroom.live: words board=… participant=…`"""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s%(subject)s")

    def formatMessage(self, record: logging.LogRecord) -> str:
        """One line, whatever a message holds: a line break in it would let a client forge records."""
        known = [(name, getattr(record, name, None)) for name in SUBJECTS]
        record.subject = "".join(f" {name}={value}" for name, value in known if value)
        return super().formatMessage(record).replace("\r", "\\r").replace("\n", "\\n")


def start(settings: Settings) -> None:
    """Send every record of the process to standard error.

    uvicorn's own access log stays off (see app.py): it prints query strings, and ours carry invitations.
    """
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Line())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(settings.log_level.upper())
    # An open and a closed line for every connection, without saying whose: live.py writes better ones.
    logging.getLogger("sameroom.lane").setLevel(logging.WARNING)
