"""People who wait at a board's door until they are let in."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("boards", sa.Column("lobby", sa.Boolean(), nullable=True))
    op.add_column("boards", sa.Column("ring", sa.String(), nullable=True))
    op.add_column("participants", sa.Column("waiting", sa.BigInteger(), nullable=True))
    op.add_column("participants", sa.Column("not_now", sa.BigInteger(), nullable=True))
