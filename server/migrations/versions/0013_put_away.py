"""Boards put away, and deleted ones that can be brought back for a while."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("boards", sa.Column("archived", sa.BigInteger(), nullable=True))
    op.add_column("boards", sa.Column("until", sa.BigInteger(), nullable=True))
