"""Which account a person has whom another provider vouches for: by the provider's own name for them, else by e-mail."""

from sqlalchemy import Connection, insert, select

from server import people
from server.record import User, Vouched
from server.refusal import NotAllowed
from server.settings import Settings
from server.tables import identities

NO_EMAIL = (
    "The sign-in service did not tell us an e-mail address, and we know people by it. Ask whoever looks after it."
)
NOT_VERIFIED = (
    "The sign-in service does not say that your e-mail address is verified, so we can’t be sure who you are. Ask "
    "whoever looks after it."
)


def user_of(connection: Connection, person: Vouched, settings: Settings, now_ms: int) -> User:
    """The account of this person; linked or opened at their first sign-in. Raises NotAllowed."""
    mine = identities.c.issuer == person.issuer, identities.c.subject == person.subject
    known = connection.execute(select(identities.c.user).where(*mine)).scalar_one_or_none()
    found = people.user(connection, known) if known else None
    if found is None:
        found = _by_email(connection, person, settings)
        values = {"issuer": person.issuer, "subject": person.subject, "user": found.id, "created": now_ms}
        connection.execute(insert(identities), values)
    people.signed_in(connection, found.id, now_ms)
    return found


def _by_email(connection: Connection, person: Vouched, settings: Settings) -> User:
    if not person.email:
        raise NotAllowed(NO_EMAIL)
    if not (person.verified or settings.oidc_trust_email):
        raise NotAllowed(NOT_VERIFIED)
    found = people.user_by_email(connection, person.email)
    if found is not None:
        return found
    domain = person.email.rpartition("@")[2].casefold()
    if domain not in settings.oidc_known_domains:
        raise NotAllowed(f"{person.email} has no account here. Ask whoever looks after this site for one.")
    return people.add_user(connection, person.email, person.name or person.email.partition("@")[0], admin=False)
