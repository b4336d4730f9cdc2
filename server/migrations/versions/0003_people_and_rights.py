"""Passwords, what an invitation is for and how long, removed people, seats on the move, and the list of acts."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("users", sa.Column("password", sa.String(), nullable=True))
    op.add_column("invitations", sa.Column("title", sa.String(), nullable=True))
    op.add_column("invitations", sa.Column("expires", sa.BigInteger(), nullable=True))
    op.add_column("invitations", sa.Column("places", sa.Integer(), nullable=True))
    op.add_column("participants", sa.Column("removed", sa.BigInteger(), nullable=True))
    op.create_table(
        "seat_codes",
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("board", sa.String(), nullable=False),
        sa.Column("participant", sa.String(), nullable=False),
        sa.Column("expires", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["board"], ["boards.id"], name=op.f("fk_seat_codes_board")),
        sa.ForeignKeyConstraint(["participant"], ["participants.id"], name=op.f("fk_seat_codes_participant")),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_seat_codes")),
    )
    op.create_index(op.f("ix_seat_codes_board"), "seat_codes", ["board"])
    op.create_index(op.f("ix_seat_codes_participant"), "seat_codes", ["participant"])
    op.create_table(
        "acts",
        sa.Column("board", sa.String(), nullable=False),
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("time", sa.BigInteger(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("act", sa.String(), nullable=False),
        sa.Column("whom", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["board"], ["boards.id"], name=op.f("fk_acts_board")),
        sa.PrimaryKeyConstraint("board", "number", name=op.f("pk_acts")),
    )
