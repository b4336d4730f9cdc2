"""Private documents of participants, beside the boards' logs."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "drafts",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("board", sa.String(), nullable=False),
        sa.Column("participant", sa.String(), nullable=False),
        sa.Column("time", sa.BigInteger(), nullable=False),
        sa.Column("update", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["board"], ["boards.id"], name=op.f("fk_drafts_board")),
        sa.ForeignKeyConstraint(["participant"], ["participants.id"], name=op.f("fk_drafts_participant")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_drafts")),
    )
    op.create_index("ix_drafts_board_participant", "drafts", ["board", "participant"])


def downgrade() -> None:
    op.drop_table("drafts")
