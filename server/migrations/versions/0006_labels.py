"""Labels are looked up before a card is kept."""

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(op.f("ix_stamps_board_label"), "stamps", ["board", "label"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_stamps_board_label"), table_name="stamps")
