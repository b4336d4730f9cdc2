"""`sameroom user …`: the people with an account."""

import argparse

from server.auth import SIGN_IN_LIVES_S
from server.clock import now_ms
from server.command.frame import Subcommands, as_json, with_store
from server.record import User
from server.refusal import Refusal
from server.settings import Settings
from server.store import Store


def add(commands: Subcommands, common: argparse.ArgumentParser) -> None:
    """Add the commands to the parser."""
    nouns = commands.add_parser("user", help="people with an account").add_subparsers(
        dest="verb", required=True, metavar="VERB"
    )
    parser = nouns.add_parser("add", parents=[common], help="open an account, and print an address that signs it in")
    parser.add_argument("email", metavar="EMAIL")
    parser.add_argument("--name", help="as others see it; else the part of EMAIL before the @")
    parser.add_argument("--admin", action="store_true", help="may do everything, on every board")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.set_defaults(run=with_store(add_user, makes=True))
    parser = nouns.add_parser("password", parents=[common], help="print an address where a user chooses a new password")
    parser.add_argument("email", metavar="EMAIL")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.set_defaults(run=with_store(new_password))


async def add_user(store: Store, options: argparse.Namespace, settings: Settings) -> int:
    """Open an account. Raises Taken where the address has one."""
    email = options.email.strip()
    before, at, after = email.partition("@")
    if not (before and at and after) or any(character.isspace() for character in email):
        raise Refusal(f"{email!r} is no e-mail address.")
    user = await store.add_user(email, options.name or before, options.admin)
    return await _say(store, options, settings, user, "has an account. To sign in, once, within a day")


async def new_password(store: Store, options: argparse.Namespace, settings: Settings) -> int:
    """Let a user choose a new password; the old one holds until they do. Raises Refusal."""
    user = await store.user_by_email(options.email)
    if user is None:
        raise Refusal(f"There is no user {options.email.strip()}.")
    return await _say(store, options, settings, user, "can choose a new password, once, within a day")


async def _say(store: Store, options: argparse.Namespace, settings: Settings, user: User, says: str) -> int:
    token = await store.make_sign_in(user.id, now_ms(), SIGN_IN_LIVES_S)
    url = f"{settings.url}/sign-in/{token}"
    if options.json:
        as_json({"id": user.id, "email": user.email, "name": user.name, "admin": user.admin, "sign_in_url": url})
    else:
        print(f"{user.name} <{user.email}> {says}: {url}")
    return 0
