"""What a browser keeps while its person is at another provider, in a cookie of its own."""

from dataclasses import dataclass

from server.secret import new_token


@dataclass(frozen=True, slots=True)
class Journey:
    """Made new for each sign-in: nobody else can bring it back, and no answer fits another one."""

    state: str
    """Comes back beside the answer."""
    nonce: str
    """Comes back inside the signed token."""
    verifier: str
    """Shown only when the code is exchanged; the provider was given its digest before (PKCE)."""

    @classmethod
    def begin(cls) -> "Journey":
        """Another one, unlike any before."""
        return cls(new_token(), new_token(), new_token())

    def packed(self) -> str:
        """For a cookie."""
        return f"{self.state}.{self.nonce}.{self.verifier}"

    @classmethod
    def unpacked(cls, cookie: str | None) -> "Journey | None":
        """From that cookie."""
        parts = (cookie or "").split(".")
        return cls(*parts) if len(parts) == 3 and all(parts) else None
