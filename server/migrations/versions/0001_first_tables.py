"""First tables."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "boards",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("created", sa.BigInteger(), nullable=False),
        sa.Column("changed", sa.BigInteger(), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("head", sa.BigInteger(), nullable=False),
        sa.Column("deleted", sa.BigInteger(), nullable=True),
        sa.Column("summary", sa.JSON(none_as_null=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_boards")),
    )
    op.create_table(
        "users",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("admin", sa.Boolean(), nullable=False),
        sa.Column("signed_in", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_users")),
        sa.UniqueConstraint("email", name=op.f("uq_users_email")),
    )
    op.create_table(
        "bindings",
        sa.Column("board", sa.String(), nullable=False),
        sa.Column("client", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("participant", sa.String(), nullable=True),
        sa.Column("invitation", sa.String(), nullable=True),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["board"], ["boards.id"], name=op.f("fk_bindings_board")),
        sa.PrimaryKeyConstraint("board", "client", name=op.f("pk_bindings")),
    )
    op.create_table(
        "checkpoints",
        sa.Column("board", sa.String(), nullable=False),
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("state", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["board"], ["boards.id"], name=op.f("fk_checkpoints_board")),
        sa.PrimaryKeyConstraint("board", "seq", name=op.f("pk_checkpoints")),
    )
    op.create_table(
        "invitations",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("board", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("secret", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=True),
        sa.Column("created", sa.BigInteger(), nullable=False),
        sa.Column("ended", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["board"], ["boards.id"], name=op.f("fk_invitations_board")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitations")),
        sa.UniqueConstraint("secret", name=op.f("uq_invitations_secret")),
    )
    op.create_index(op.f("ix_invitations_board"), "invitations", ["board"], unique=False)
    op.create_index(
        "uq_invitations_active_code",
        "invitations",
        ["code"],
        unique=True,
        sqlite_where=sa.text("ended IS NULL"),
        postgresql_where=sa.text("ended IS NULL"),
    )
    op.create_table(
        "log",
        sa.Column("board", sa.String(), nullable=False),
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("time", sa.BigInteger(), nullable=False),
        sa.Column("participant", sa.String(), nullable=True),
        sa.Column("writer", sa.String(), nullable=False),
        sa.Column("update", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["board"], ["boards.id"], name=op.f("fk_log_board")),
        sa.PrimaryKeyConstraint("board", "seq", name=op.f("pk_log")),
    )
    op.create_table(
        "sessions",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("user", sa.String(), nullable=True),
        sa.Column("created", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["user"], ["users.id"], name=op.f("fk_sessions_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sessions")),
        sa.UniqueConstraint("digest", name=op.f("uq_sessions_digest")),
    )
    op.create_table(
        "sign_ins",
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("user", sa.String(), nullable=False),
        sa.Column("expires", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["user"], ["users.id"], name=op.f("fk_sign_ins_user")),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_sign_ins")),
    )
    op.create_table(
        "stamps",
        sa.Column("board", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("author", sa.String(), nullable=True),
        sa.Column("department", sa.String(), nullable=True),
        sa.Column("created", sa.BigInteger(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["board"], ["boards.id"], name=op.f("fk_stamps_board")),
        sa.PrimaryKeyConstraint("board", "id", name=op.f("pk_stamps")),
    )
    op.create_table(
        "participants",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("board", sa.String(), nullable=False),
        sa.Column("session", sa.String(), nullable=True),
        sa.Column("user", sa.String(), nullable=True),
        sa.Column("invitation", sa.String(), nullable=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("department", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("created", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["board"], ["boards.id"], name=op.f("fk_participants_board")),
        sa.ForeignKeyConstraint(["invitation"], ["invitations.id"], name=op.f("fk_participants_invitation")),
        sa.ForeignKeyConstraint(["session"], ["sessions.id"], name=op.f("fk_participants_session")),
        sa.ForeignKeyConstraint(["user"], ["users.id"], name=op.f("fk_participants_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_participants")),
    )
    op.create_index(op.f("ix_participants_board"), "participants", ["board"], unique=False)
    op.create_index(op.f("ix_participants_session"), "participants", ["session"], unique=False)
    op.create_index(op.f("ix_participants_user"), "participants", ["user"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_participants_user"), table_name="participants")
    op.drop_index(op.f("ix_participants_session"), table_name="participants")
    op.drop_index(op.f("ix_participants_board"), table_name="participants")
    op.drop_table("participants")
    op.drop_table("stamps")
    op.drop_table("sign_ins")
    op.drop_table("sessions")
    op.drop_table("log")
    op.drop_index(
        "uq_invitations_active_code",
        table_name="invitations",
        sqlite_where=sa.text("ended IS NULL"),
        postgresql_where=sa.text("ended IS NULL"),
    )
    op.drop_index(op.f("ix_invitations_board"), table_name="invitations")
    op.drop_table("invitations")
    op.drop_table("checkpoints")
    op.drop_table("bindings")
    op.drop_table("users")
    op.drop_table("boards")
