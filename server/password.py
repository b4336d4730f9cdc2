"""Passwords: hashed so that whoever reads the database can't use them, and slow to guess, known account or not."""

import asyncio
import secrets
import unicodedata
from concurrent.futures import ThreadPoolExecutor
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

SHORTEST, LONGEST = 10, 200
"""Characters. Long enough to guess badly, short enough that nobody keeps the processor busy with one."""

_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
"""Argon2id with 19 MiB, as OWASP advises for servers: about 30 ms."""
_workers = ThreadPoolExecutor(2, "password")
"""A flood of tries must not take the memory and the threads that people need."""


@cache
def _nobodys() -> str:
    """Compared with where there is no such account, or none with a password: that takes as long."""
    return _hasher.hash(secrets.token_urlsafe(16))


def objection_to(password: str) -> str | None:
    """Why this can't be a password, in words for who chose it."""
    if len(password) < SHORTEST:
        return f"Use at least {SHORTEST} characters. A few words you will remember work well."
    return f"Use at most {LONGEST} characters." if len(password) > LONGEST else None


async def hashed(password: str) -> str:
    """A password as it is kept."""
    return await asyncio.get_running_loop().run_in_executor(_workers, _hasher.hash, _normal(password))


async def matches(kept: str | None, password: str) -> bool:
    """Whether this is the password; takes as long where there is none."""
    same = await asyncio.get_running_loop().run_in_executor(_workers, _verify, kept, _normal(password))
    return same and kept is not None


def _normal(password: str) -> str:
    """The same characters, whichever keyboard typed them."""
    return unicodedata.normalize("NFKC", password[:LONGEST])


def _verify(kept: str | None, password: str) -> bool:
    try:
        return _hasher.verify(kept or _nobodys(), password)
    except (VerificationError, InvalidHashError):
        return False
