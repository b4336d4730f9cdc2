"""Users, their sign-in links, sessions and calendars."""

from server import identity, people
from server.kept.inside import Inside
from server.record import Session, User, Vouched
from server.settings import Settings


class Users(Inside):
    """Who has an account, and which browsers are theirs."""

    async def add_user(self, email: str, name: str, admin: bool = False) -> User:
        """Open an account. Raises Taken."""
        return await self._write(people.add_user, email, name, admin)

    async def users(self) -> list[User]:
        """All users, by address."""
        return await self._read(people.every_user)

    async def user(self, id_: str) -> User | None:
        """One user, or None."""
        return await self._read(people.user, id_)

    async def user_by_email(self, email: str) -> User | None:
        """The user with this address, in capitals or not."""
        return await self._read(people.user_by_email, email)

    async def rename_user(self, id_: str, name: str) -> User | None:
        """Change a user's name; gives them as they are now, or None."""
        return await self._write(people.rename_user, id_, name)

    async def make_sign_in(self, user: str, now_ms: int, lives_s: float) -> str:
        """A token that signs this user in, once, for so long."""
        return await self._write(people.make_sign_in, user, now_ms, lives_s)

    async def use_sign_in(self, token: str, now_ms: int) -> User | None:
        """Whom this token signs in; None where it is unknown, used or too old."""
        return await self._write(people.use_sign_in, token, now_ms)

    async def password_of(self, email: str) -> tuple[str, str | None] | None:
        """Id and hashed password of the user with this address; None where there is no such user."""
        return await self._read(people.password_of, email)

    async def set_password(self, user: str, hashed: str) -> None:
        """Change a user's password; browsers signed in with the old one are signed out."""
        await self._write(people.set_password, user, hashed)

    async def note_sign_in(self, user: str, now_ms: int) -> None:
        """Note that a user signed in by password."""
        await self._write(people.signed_in, user, now_ms)

    async def user_of_person(self, person: Vouched, settings: Settings, now_ms: int) -> User:
        """The account of somebody another provider vouches for. Raises NotAllowed."""
        return await self._write(identity.user_of, person, settings, now_ms)

    async def make_session(self, user: str | None, now_ms: int) -> str:
        """A token by which a browser is known again, with an account or without."""
        return await self._write(people.make_session, user, now_ms)

    async def session(self, token: str) -> Session | None:
        """The session of this token, or None."""
        return await self._read(people.session, token)

    async def end_session(self, token: str) -> None:
        """Forget a browser."""
        await self._write(people.end_session, token)

    async def make_feed(self, user: str, now_ms: int) -> str:
        """A secret by which a calendar of this user's commitments is read; the one before ends."""
        return await self._write(people.make_feed, user, now_ms)

    async def end_feed(self, user: str) -> None:
        """Nobody reads this user's calendar any more."""
        await self._write(people.end_feed, user)

    async def has_feed(self, user: str) -> bool:
        """Whether a calendar of this user can be read."""
        return await self._read(people.has_feed, user)

    async def user_of_feed(self, token: str) -> User | None:
        """Whose calendar this secret reads."""
        return await self._read(people.user_of_feed, token)
