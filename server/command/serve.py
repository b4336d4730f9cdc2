"""`sameroom serve`: the server, until it is told to stop."""

import argparse
import dataclasses
import logging
import sys

from boards import template
from server import auth, log
from server.clock import now_ms
from server.command.frame import Subcommands
from server.settings import Settings
from server.store import Store


def add(commands: Subcommands, common: argparse.ArgumentParser) -> None:
    """Add the command to the parser."""
    parser = commands.add_parser("serve", parents=[common], help="start the server")
    parser.add_argument("--host", help="address to listen on (127.0.0.1); 0.0.0.0 for all")
    parser.add_argument("--port", type=int, help="port to listen on (8000); 0 picks a free one")
    parser.add_argument("--redis-url", metavar="URL", help="Redis, where several servers share one PostgreSQL")
    parser.add_argument("--demo", action="store_true", help="make the demo board if there is no board yet")
    parser.set_defaults(run=serve)


def serve(options: argparse.Namespace, settings: Settings) -> int:
    """Serve; 0 when it was stopped, 1 when it could not start."""
    # The web server takes longer to import than any other command takes to run.
    from server.pages.plan import make_board
    from server.serve import run

    log.start(settings)
    for loud in ("alembic", "uvicorn.error"):  # what they would say of the start, we say
        logging.getLogger(loud).setLevel(logging.WARNING)

    async def greet(store: Store, port: int) -> None:
        if options.demo and not await store.boards():
            await make_board(store, template.DEMO, template.load(template.DEMO).title, now_ms())
        here = dataclasses.replace(settings, public_url=settings.public_url or _address(settings.host, port))
        print(f"Same Room is running at {here.url}")
        if sys.stdout.isatty() or all(user.signed_in is None for user in await store.users()):
            address = await auth.first_sign_in(store, here, now_ms())
            print(f"Sign in as its facilitator, once, within a day: {address}")
        print("Stop it with Ctrl+C.", flush=True)

    return 0 if run(settings, greet) else 1


def _address(host: str, port: int) -> str:
    """Where a browser on this machine finds a server that listens on `host`."""
    name = "127.0.0.1" if host in ("", "0.0.0.0", "::") else host
    return f"http://[{name}]:{port}" if ":" in name else f"http://{name}:{port}"
