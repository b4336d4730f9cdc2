"""Words of boards and their snapshots, to be searched."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

SQLITE = (
    "CREATE VIRTUAL TABLE search_words USING fts5"
    "(folded, content='search', content_rowid='id', tokenize=\"unicode61 remove_diacritics 2\")",
    "CREATE TRIGGER search_words_come AFTER INSERT ON search BEGIN"
    " INSERT INTO search_words(rowid, folded) VALUES (new.id, new.folded); END",
    "CREATE TRIGGER search_words_go AFTER DELETE ON search BEGIN"
    " INSERT INTO search_words(search_words, rowid, folded) VALUES ('delete', old.id, old.folded); END",
)
POSTGRESQL = ("CREATE INDEX search_words ON search USING gin (to_tsvector('simple', folded))",)


def upgrade() -> None:
    op.create_table(
        "search",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("board", sa.String(), nullable=False),
        sa.Column("card", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("folded", sa.String(), nullable=False),
        sa.Column("now", sa.Boolean(), nullable=False),
        sa.Column("snapshots", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["board"], ["boards.id"], name=op.f("fk_search_board")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search")),
    )
    op.create_index(op.f("ix_search_board"), "search", ["board"])
    op.create_table(
        "searched",
        sa.Column("board", sa.String(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("time", sa.BigInteger(), nullable=False),
        sa.Column("snapshots", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["board"], ["boards.id"], name=op.f("fk_searched_board")),
        sa.PrimaryKeyConstraint("board", name=op.f("pk_searched")),
    )
    for statement in SQLITE if op.get_bind().dialect.name == "sqlite" else POSTGRESQL:
        op.execute(statement)
