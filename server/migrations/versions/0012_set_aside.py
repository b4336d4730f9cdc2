"""What moderation sets aside."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "set_aside",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("board", sa.String(), nullable=False),
        sa.Column("card", sa.String(), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("time", sa.BigInteger(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["board"], ["boards.id"], name=op.f("fk_set_aside_board")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_set_aside")),
    )
    op.create_index(op.f("ix_set_aside_board"), "set_aside", ["board"], unique=False)
    op.create_table(
        "watched_names",
        sa.Column("board", sa.String(), nullable=False),
        sa.Column("names", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["board"], ["boards.id"], name=op.f("fk_watched_names_board")),
        sa.PrimaryKeyConstraint("board", name=op.f("pk_watched_names")),
    )


def downgrade() -> None:
    op.drop_table("watched_names")
    op.drop_index(op.f("ix_set_aside_board"), table_name="set_aside")
    op.drop_table("set_aside")
