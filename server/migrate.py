"""Bring a database to this program's schema, whoever else is opening it at the same moment."""

import logging
import threading
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, inspect, text

from server.database import Database
from server.refusal import Unusable

if TYPE_CHECKING:
    from alembic.config import Config

FOLDER = Path(__file__).parent / "migrations"

HEAD = "0015"
"""The schema this program knows. Alembic is imported only where it has work to do: it takes 0.1 s."""

_alembic = threading.Lock()
"""Alembic keeps the migration it is running in a module; two stores of one process take turns."""


def migrate(database: Database) -> None:
    """Run what is missing, in one transaction under the write lock. Raises Unusable for a newer database.

    The lock is taken even where nothing is missing: a database that can't be written to is found out here.
    """

    def bring(connection: Connection) -> None:
        database.take_turns(connection)
        if version(connection) != HEAD:
            with _alembic:
                upgrade(connection)

    database.write(bring)


def version(connection: Connection) -> str | None:
    """The schema of this database; None for an empty one. Raises Unusable where other tables stand in it."""
    tables = inspect(connection).get_table_names()
    if "alembic_version" not in tables:
        if tables:
            raise Unusable("This database holds something else: it has tables, but none that say they are Same Room's.")
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one_or_none()


def upgrade(connection: Connection) -> None:
    """Run the missing migrations on this connection."""
    from alembic import command

    config = settings(connection)
    found = version(connection)
    if found is not None and found not in known(config):
        raise Unusable(
            f"This database was last used by a newer Same Room (schema {found}; this program knows {HEAD}). "
            "Update the program, or open a backup that is older."
        )
    logging.getLogger("alembic").setLevel(logging.WARNING)  # how it goes about it is nobody's news
    command.upgrade(config, "head")


def settings(connection: Connection | None = None) -> "Config":
    """Alembic's settings; there is no ini file."""
    from alembic.config import Config

    config = Config(attributes={"connection": connection})
    config.set_main_option("path_separator", "os")
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    return config


def known(config: "Config") -> set[str]:
    """The schemas this program can start from."""
    from alembic.script import ScriptDirectory

    return {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
