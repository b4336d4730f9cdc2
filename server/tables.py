"""The tables. Migrations make them; a test holds both to one shape."""

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    text,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def of_board(**options: bool) -> Column[str]:
    """The board that a row belongs to."""
    return Column("board", ForeignKey("boards.id"), **options)  # type: ignore[arg-type]


boards = Table(
    "boards",
    metadata,
    Column("id", String, primary_key=True),
    Column("title", String, nullable=False),
    Column("created", BigInteger, nullable=False),
    Column("changed", BigInteger, nullable=False),
    Column("epoch", Integer, nullable=False, default=1),
    # Seq of the last log row. Writers of one board queue up on this row, whichever process they are in.
    Column("head", BigInteger, nullable=False, default=0),
    Column("deleted", BigInteger),
    Column("summary", JSON(none_as_null=True)),
    # Put away from the list since.
    Column("archived", BigInteger),
    # Deleted, but can be brought back until then.
    Column("until", BigInteger),
    # Whether newcomers wait at the door until they are let in, and whom they may ring if nobody answers.
    Column("lobby", Boolean),
    Column("ring", String),
)

log = Table(
    "log",
    metadata,
    of_board(primary_key=True),
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("time", BigInteger, nullable=False),
    Column("participant", String),
    # Which Store wrote it: every other one hears of it through news().
    Column("writer", String, nullable=False),
    Column("update", LargeBinary, nullable=False),
)

checkpoints = Table(
    "checkpoints",
    metadata,
    of_board(primary_key=True),
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("state", LargeBinary, nullable=False),
)

# Made of the log and its checkpoints, and made again when it is wanted: boards/stretch.py says what it is.
stretches = Table(
    "stretches",
    metadata,
    of_board(primary_key=True),
    Column("after", BigInteger, primary_key=True, autoincrement=False),
    Column("until", BigInteger, nullable=False),
    Column("resting", LargeBinary, nullable=False),
    Column("moving", LargeBinary, nullable=False),
)

bindings = Table(
    "bindings",
    metadata,
    of_board(primary_key=True),
    # Yjs 13 has 32 bits, Yjs 14 and newer yrs 53.
    Column("client", BigInteger, primary_key=True, autoincrement=False),
    Column("participant", String),
    Column("invitation", String),
    Column("seq", BigInteger, nullable=False),
)

stamps = Table(
    "stamps",
    metadata,
    of_board(primary_key=True),
    Column("id", String, primary_key=True),
    Column("author", String),
    Column("department", String),
    Column("created", BigInteger, nullable=False),
    Column("label", String, nullable=False),
    Column("seq", BigInteger, nullable=False),
    Index("ix_stamps_board_label", "board", "label"),
)

users = Table(
    "users",
    metadata,
    Column("id", String, primary_key=True),
    Column("email", String, nullable=False, unique=True),
    Column("name", String, nullable=False),
    Column("admin", Boolean, nullable=False),
    Column("signed_in", BigInteger),
    # As password.py hashes it; none for who signs in by links alone.
    Column("password", String),
)

# Who another provider vouches for: its own name for the person, and their account here.
identities = Table(
    "identities",
    metadata,
    Column("issuer", String, primary_key=True),
    Column("subject", String, primary_key=True),
    Column("user", ForeignKey("users.id"), nullable=False, index=True),
    Column("created", BigInteger, nullable=False),
)

sign_ins = Table(
    "sign_ins",
    metadata,
    Column("digest", String, primary_key=True),
    Column("user", ForeignKey("users.id"), nullable=False),
    Column("expires", BigInteger, nullable=False),
)

sessions = Table(
    "sessions",
    metadata,
    Column("id", String, primary_key=True),
    Column("digest", String, nullable=False, unique=True),
    Column("user", ForeignKey("users.id")),
    Column("created", BigInteger, nullable=False),
)

invitations = Table(
    "invitations",
    metadata,
    Column("id", String, primary_key=True),
    of_board(nullable=False, index=True),
    Column("role", String, nullable=False),
    # Kept as it is: the facilitator is shown the link again.
    Column("secret", String, nullable=False, unique=True),
    Column("code", String),
    Column("created", BigInteger, nullable=False),
    Column("ended", BigInteger),
    Column("title", String),
    Column("expires", BigInteger),
    Column("places", Integer),
    # `citizen`, `service` for any of them, or one department's id; none: whichever they choose.
    Column("speaks_for", String),
)

# A code may be given again once its invitation has ended.
Index(
    "uq_invitations_active_code",
    invitations.c.code,
    unique=True,
    sqlite_where=text("ended IS NULL"),
    postgresql_where=text("ended IS NULL"),
)

participants = Table(
    "participants",
    metadata,
    Column("id", String, primary_key=True),
    of_board(nullable=False, index=True),
    Column("session", ForeignKey("sessions.id"), index=True),
    Column("user", ForeignKey("users.id"), index=True),
    Column("invitation", ForeignKey("invitations.id")),
    Column("name", String, nullable=False),
    Column("department", String, nullable=False),
    Column("role", String, nullable=False),
    Column("created", BigInteger, nullable=False),
    Column("removed", BigInteger),
    # Since when somebody waits at the door, and when they were told "not now".
    Column("waiting", BigInteger),
    Column("not_now", BigInteger),
)

# A person takes their place to another device by one of these; only its digest is kept.
seat_codes = Table(
    "seat_codes",
    metadata,
    Column("digest", String, primary_key=True),
    of_board(nullable=False, index=True),
    Column("participant", ForeignKey("participants.id"), nullable=False, index=True),
    Column("expires", BigInteger, nullable=False),
)

# What facilitators did to people, invitations and locks: ids only, never anybody's words. Its newest number also tells
# other processes that rights have changed.
acts = Table(
    "acts",
    metadata,
    of_board(primary_key=True),
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    Column("time", BigInteger, nullable=False),
    Column("actor", String, nullable=False),
    Column("act", String, nullable=False),
    Column("whom", String),
)

# Rows of the log that were given a name, and what is needed to show that they still say the same (boards/seal.py).
snapshots = Table(
    "snapshots",
    metadata,
    Column("id", String, primary_key=True),
    of_board(nullable=False),
    # The last row of the log that belongs to it.
    Column("seq", BigInteger, nullable=False),
    Column("time", BigInteger, nullable=False),
    Column("title", String, nullable=False),
    Column("note", String, nullable=False),
    Column("stage", String),
    Column("who", String),
    # How many cards of each kind, zones, threads.
    Column("counts", JSON, nullable=False),
    # Who was in the room by group: [{groups, count}], small groups together.
    Column("present", JSON, nullable=False),
    # The hash of its content, and the leaves under it.
    Column("content", String, nullable=False),
    Column("seal", LargeBinary, nullable=False),
    # Where things lie, for its small picture; never text.
    Column("map", JSON, nullable=False),
)
Index("ix_snapshots_board_seq", snapshots.c.board, snapshots.c.seq)

# One link for each snapshot, signature and lawful erasure of a board, each with the hash of the one before in its own.
chain = Table(
    "chain",
    metadata,
    of_board(primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("time", BigInteger, nullable=False),
    Column("kind", String, nullable=False),
    Column("snapshot", String),
    Column("body", JSON, nullable=False),
    Column("hash", String, nullable=False),
)


polls = Table(
    "polls",
    metadata,
    Column("id", String, primary_key=True),
    # One open poll a board; the row goes when it has closed.
    of_board(nullable=False, unique=True),
    Column("body", JSON, nullable=False),
    Column("closing", Boolean, nullable=False, default=False),
)

# Who may vote, and from which browser: written when a poll opens or is first looked at, not when someone votes.
papers = Table(
    "papers",
    metadata,
    Column("poll", ForeignKey("polls.id"), primary_key=True),
    Column("participant", String, primary_key=True),
    Column("session", String, nullable=False),
    sqlite_with_rowid=False,
)

# What was chosen. The key is made from a secret that only the voter's browser has; see docs/secret-polls.md.
ballots = Table(
    "ballots",
    metadata,
    Column("poll", ForeignKey("polls.id"), primary_key=True),
    Column("key", String, primary_key=True),
    Column("group", Integer, nullable=False),
    Column("choices", JSON, nullable=False),
    # Without row numbers there is no order but that of the keys.
    sqlite_with_rowid=False,
)
# What participants write that nobody else may see yet. Never part of a board's log.
drafts = Table(
    "drafts",
    metadata,
    Column("id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True),
    of_board(nullable=False),
    Column("participant", ForeignKey("participants.id"), nullable=False),
    Column("time", BigInteger, nullable=False),
    Column("update", LargeBinary, nullable=False),
)

Index("ix_drafts_board_participant", drafts.c.board, drafts.c.participant)

pictures = Table(
    "pictures",
    metadata,
    of_board(primary_key=True),
    # SHA-256 of the bytes.
    Column("digest", String, primary_key=True),
    Column("type", String, nullable=False),
    Column("width", Integer, nullable=False),
    Column("height", Integer, nullable=False),
    Column("participant", String),
    Column("created", BigInteger, nullable=False),
    Column("data", LargeBinary, nullable=False),
)

# A calendar of one's commitments, to which another program may subscribe; one for each user.
feeds = Table(
    "feeds",
    metadata,
    Column("user", ForeignKey("users.id"), primary_key=True),
    Column("digest", String, nullable=False, unique=True),
    Column("created", BigInteger, nullable=False),
)

# Every wording of every card that may be searched: one row for each, now and in snapshots. What is hidden, waits, or
# was told in the room only is in none. Full-text indexes over it are made by the migration, each database's own.
search = Table(
    "search",
    metadata,
    Column("id", Integer, primary_key=True),
    of_board(nullable=False, index=True),
    Column("card", String, nullable=False),
    Column("kind", String, nullable=False),
    # label, department, teller, first words: what a result shows beside its text.
    Column("facts", JSON, nullable=False),
    Column("text", String, nullable=False),
    # The same without accents and capitals, for databases that don't do that themselves.
    Column("folded", String, nullable=False),
    # Whether it says so on the board as it was when it was last looked at.
    Column("now", Boolean, nullable=False),
    Column("snapshots", JSON, nullable=False),
)

# Up to where the words of a board have been gathered.
searched = Table(
    "searched",
    metadata,
    of_board(primary_key=True),
    Column("seq", BigInteger, nullable=False),
    Column("time", BigInteger, nullable=False),
    Column("snapshots", JSON, nullable=False),
)

# What was taken out of cards that are hidden or redacted: no browser and no reader of boards ever gets it.
set_aside = Table(
    "set_aside",
    metadata,
    Column("id", String, primary_key=True),
    of_board(nullable=False, index=True),
    Column("card", String, nullable=False),
    Column("what", String, nullable=False),
    Column("time", BigInteger, nullable=False),
    Column("content", JSON, nullable=False),
)

watched_names = Table(
    "watched_names",
    metadata,
    of_board(primary_key=True),
    Column("names", JSON, nullable=False),
)
