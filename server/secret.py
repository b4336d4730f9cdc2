"""Ids and tokens that nobody can guess."""

import hashlib
import secrets


def new_id() -> str:
    """An id for a board, participant, invitation …: 21 URL-safe characters, of which a hyphen is never the first.

    On a command line an id with a hyphen in front would be read as an option.
    """
    return next(id_ for id_ in iter(lambda: secrets.token_urlsafe(16)[:21], "") if not id_.startswith("-"))


def new_token() -> str:
    """A token that lets its holder in: 43 URL-safe characters, 256 bits."""
    return secrets.token_urlsafe(32)


def digest(token: str) -> str:
    """How a token is kept: whoever reads the database can't use it."""
    return hashlib.sha256(token.encode()).hexdigest()
