"""Stretches of logs, made ready to be looked back into."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "stretches",
        sa.Column("board", sa.String(), nullable=False),
        sa.Column("after", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.Column("resting", sa.LargeBinary(), nullable=False),
        sa.Column("moving", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["board"], ["boards.id"], name=op.f("fk_stretches_board")),
        sa.PrimaryKeyConstraint("board", "after", name=op.f("pk_stretches")),
    )


def downgrade() -> None:
    op.drop_table("stretches")
