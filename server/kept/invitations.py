"""Invitations."""

from server import invitation
from server import standing as rights
from server.kept.inside import Inside
from server.record import Invitation


class Invitations(Inside):
    """The ways onto boards. What facilitators do raises NotAllowed where `actor` may not."""

    async def add_invitation(self, invited: Invitation) -> Invitation:
        """Keep an invitation; gives it as kept: a code in use is replaced."""
        return await self._write(invitation.add_invitation, invited)

    async def invitations_of_board(self, board: str) -> list[Invitation]:
        """All invitations of a board, ended ones too, oldest first."""
        return await self._read(invitation.of_board, board)

    async def invitation_by_secret(self, secret: str) -> Invitation | None:
        """The active invitation with this secret."""
        return await self._read(invitation.by_secret, secret)

    async def invitation_by_code(self, code: str) -> Invitation | None:
        """The active invitation with this code, however it was typed: `otter42` is OTTER 42."""
        return await self._read(invitation.by_code, code)

    async def places_taken(self, board: str) -> dict[str, int]:
        """Invitation -> how many people came by it."""
        return await self._read(invitation.taken, board)

    async def end_invitation(self, id_: str, now_ms: int) -> None:
        """Nobody else comes in by it."""
        await self._write(invitation.end, id_, now_ms)

    async def reopen_invitation(self, id_: str) -> Invitation | None:
        """Let people in by it again; its code is another where it has been given meanwhile."""
        return await self._write(invitation.reopen, id_)

    async def make_invitation(self, actor: str, new: Invitation, now_ms: int) -> Invitation:
        """Keep a facilitator's new invitation; gives it as kept."""
        return await self._write(rights.add_invitation, actor, new, now_ms)

    async def close_invitation(self, board: str, actor: str, which: str, now_ms: int) -> None:
        """A facilitator ends an invitation."""
        await self._write(rights.end_invitation, board, actor, which, now_ms)

    async def open_invitation(self, board: str, actor: str, which: str, now_ms: int) -> None:
        """A facilitator opens an invitation again."""
        await self._write(rights.reopen_invitation, board, actor, which, now_ms)

    async def renew_invitation(self, board: str, actor: str, which: str, now_ms: int) -> Invitation:
        """A facilitator puts a new link and code in an invitation's place."""
        return await self._write(rights.renew_invitation, board, actor, which, now_ms)
