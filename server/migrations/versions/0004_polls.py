"""Polls and ballots."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "polls",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("board", sa.String(), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.Column("closing", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["board"], ["boards.id"], name=op.f("fk_polls_board")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_polls")),
        sa.UniqueConstraint("board", name=op.f("uq_polls_board")),
    )
    op.create_table(
        "papers",
        sa.Column("poll", sa.String(), nullable=False),
        sa.Column("participant", sa.String(), nullable=False),
        sa.Column("session", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["poll"], ["polls.id"], name=op.f("fk_papers_poll")),
        sa.PrimaryKeyConstraint("poll", "participant", name=op.f("pk_papers")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "ballots",
        sa.Column("poll", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("group", sa.Integer(), nullable=False),
        sa.Column("choices", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["poll"], ["polls.id"], name=op.f("fk_ballots_poll")),
        sa.PrimaryKeyConstraint("poll", "key", name=op.f("pk_ballots")),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    op.drop_table("ballots")
    op.drop_table("papers")
    op.drop_table("polls")
