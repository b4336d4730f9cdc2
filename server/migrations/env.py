"""Alembic's way in: it runs on the connection that server/migrate.py has locked, and on no other."""

from alembic import context

from server.tables import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
context.run_migrations()
