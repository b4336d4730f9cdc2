"""Patience with wrong passwords: by account and for the whole process, never by address.

A try is counted before the password is compared and given back if it was right, so that many at once count too.
Accounts are counted by what was typed, whether or not there is such an account: the answer tells nothing.
"""

from collections import OrderedDict

from server.knock import Door

PER_ACCOUNT, ACCOUNT_REFILL_PER_S = 10, 1 / 30
"""Ten wrong tries at once, then two a minute: 3,000 a day. Links go on working, and who is signed in stays so."""
ACCOUNTS = 10_000
"""Counted at a time; with the process's own patience, filling it with others takes hours."""
SLOWEST_S = 1.5


class Tries:
    """Wrong passwords lately. Time comes as an argument, in seconds, from any clock that only goes on."""

    def __init__(self) -> None:
        self._everyone = Door()
        self._accounts: OrderedDict[str, Door] = OrderedDict()

    def begin(self, email: str, now_s: float) -> int:
        """Count a try in advance: 0 if it may be made, else in how many seconds to come back."""
        account = self._of(email)
        for door in (account, self._everyone):
            if not door.may_try(now_s):
                return door.retry_after_s
        account.wrong()
        self._everyone.wrong()
        return 0

    def was_right(self, email: str) -> None:
        """The try was none that should count."""
        self._of(email).was_right()
        self._everyone.was_right()

    def wait_s(self, email: str) -> float:
        """How long to wait before saying that it was wrong: longer, the more came before."""
        return SLOWEST_S * (
            1 - max(0.0, min(door.tokens / door.capacity for door in (self._of(email), self._everyone)))
        )

    def _of(self, email: str) -> Door:
        key = email.strip().casefold()
        door = self._accounts.pop(key, None)
        if door is None:
            door = Door(PER_ACCOUNT, capacity=PER_ACCOUNT, refill_per_s=ACCOUNT_REFILL_PER_S)
        self._accounts[key] = door
        if len(self._accounts) > ACCOUNTS:
            self._accounts.popitem(last=False)
        return door
