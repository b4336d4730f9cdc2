"""What an operator can set: one frozen dataclass, read once from SAMEROOM_* variables or the command line."""

import os
from collections.abc import Mapping
from dataclasses import MISSING, Field, dataclass, field, fields
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

PREFIX = "SAMEROOM_"
MIB = 1024 * 1024
LOG_LEVELS = ("debug", "info", "warning", "error")


class SettingsError(ValueError):
    """A setting with a value that can't be used; names the variable and gives an example."""


class Row(NamedTuple):
    """One line of README's table of settings."""

    name: str
    default: str
    meaning: str


def setting(default: Any, meaning: str, example: str = "", *, least: int = 0) -> Any:
    """A field with its words for README and for the person who got its value wrong."""
    return field(default=default, metadata={"meaning": meaning, "example": example or str(default), "least": least})


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings of one process."""

    host: str = setting("127.0.0.1", "address to listen on; 0.0.0.0 for all")
    port: int = setting(8000, "port to listen on; 0 picks a free one")
    data: Path = setting(Path("data"), "folder for the database and files")  # noqa: RUF009 (immutable)
    database_url: str = setting(
        "",
        "address of the database: `sqlite:///FILE` or `postgresql://NAME:PASSWORD@HOST/DATABASE`; "
        "empty means `sameroom.db` in the data folder",
        "sqlite:////srv/sameroom.db",
    )
    redis_url: str = setting(
        "",
        "address of Redis, where several servers share one PostgreSQL; empty means this server is alone, or that what "
        "others do may take half a second",
        "redis://127.0.0.1:6379/0",
    )
    public_url: str = setting(
        "", "address people use; empty means http://127.0.0.1:8000", "https://sameroom.example.org"
    )
    origins: str = setting(
        "", "other web origins whose pages may connect, separated by commas", "https://intranet.example.org"
    )
    log_level: str = setting("info", "debug, info, warning or error")

    oidc_issuer: str = setting(
        "",
        "address of an OpenID Connect provider that people may sign in with, as it calls itself; tell it to send them "
        "back to `/sign-in/oidc/back`",
        "https://login.example.org",
    )
    oidc_client_id: str = setting("", "what the provider calls this server", "sameroom")
    oidc_client_secret: str = setting("", "the secret it gave this server; empty for none", "a-long-secret")
    oidc_name: str = setting("", "what people call the provider, for the button", "Brackenford account")
    oidc_domains: str = setting(
        "",
        "e-mail domains, separated by commas, whose people get an account at their first sign-in; empty: only "
        "those who have one",
        "brackenford.example",
    )
    oidc_trust_email: bool = setting(
        False, "yes: take e-mail addresses as verified where the provider does not say so", "yes"
    )

    bin_days: int = setting(30, "days in which a deleted board can be brought back; 0 deletes at once")
    unload_after_s: float = setting(60.0, "seconds an empty room stays in memory")
    shutdown_s: float = setting(3.0, "seconds connections get to close when the server stops")
    ping_s: float = setting(20.0, "seconds between pings, and to wait for their answer; 0 sends none")

    snapshot_every_min: int = setting(
        30, "minutes between the snapshots that are taken by themselves while people are at work; 0 takes none"
    )
    max_connections: int = setting(5000, "connections one process takes", least=1)
    max_connections_per_participant: int = setting(50, "open tabs of one participant", least=1)
    max_connections_per_invitation: int = setting(
        1000, "connections of visitors who came by one invitation without joining", least=1
    )
    max_message_bytes: int = setting(4 * MIB, "largest message a client may send", least=1024)
    max_messages_per_s: int = setting(
        250, "messages a second one connection may send; ten seconds' worth at once", least=1
    )
    max_bytes_per_s: int = setting(
        2 * MIB, "bytes a second one connection may send; ten seconds' worth at once", least=1024
    )
    high_water_bytes: int = setting(
        512 * 1024, "unsent bytes after which a slow reader is sent one difference instead", least=1024
    )

    @classmethod
    def read(cls, environ: Mapping[str, str] | None = None, **given: Any) -> "Settings":
        """From the environment, where the command line gave nothing (None). Raises SettingsError."""
        environ = os.environ if environ is None else environ
        values = {f.name: _value(f, environ, given.get(f.name)) for f in fields(cls)}
        unknown = given.keys() - values.keys()
        if unknown:
            raise SettingsError(f"There is no setting {', '.join(sorted(unknown))}.")
        return cls(**values)

    def __post_init__(self) -> None:
        if self.log_level not in LOG_LEVELS:
            raise _wrong("log_level", self.log_level, f"is none of {', '.join(LOG_LEVELS)}", "info")
        if not 0 <= self.port <= 65535:
            raise _wrong("port", self.port, "is no port", "8000")
        if self.oidc_issuer and not self.oidc_client_id:
            raise _wrong("oidc_client_id", "", "is needed with SAMEROOM_OIDC_ISSUER", "sameroom")
        _check_web_address("oidc_issuer", self.oidc_issuer)
        for name in ("public_url", *(["origins"] if self.origins else [])):
            for url in getattr(self, name).split(","):
                _check_web_address(name, url.strip())

    @property
    def url(self) -> str:
        """Where people find this server, without a slash at the end."""
        return self.public_url.rstrip("/") or "http://127.0.0.1:8000"

    @property
    def database(self) -> str:
        """The database's SQLAlchemy address."""
        return self.database_url or f"sqlite:///{self.data / 'sameroom.db'}"

    @property
    def oidc_known_domains(self) -> frozenset[str]:
        """E-mail domains whose people get an account at their first sign-in."""
        return frozenset(one for part in self.oidc_domains.split(",") if (one := part.strip().lstrip("@").casefold()))

    @property
    def known_origins(self) -> frozenset[str]:
        """Web origins, besides the one that is asked, whose pages may connect."""
        urls = [self.public_url, *self.origins.split(",")]
        return frozenset(origin_of(url.strip()) for url in urls if url.strip())


def origin_of(url: str) -> str:
    """Scheme, host and port of a web address, as browsers write an Origin."""
    parts = urlsplit(url.lower())
    return f"{parts.scheme}://{parts.netloc}"


def rows() -> list[Row]:
    """README's table of settings: name, default, meaning."""
    return [Row(PREFIX + f.name.upper(), _shown(f.default), f.metadata["meaning"]) for f in fields(Settings)]


def _shown(default: Any) -> str:
    """A default as README shows it: without a fraction it does not have."""
    if isinstance(default, bool):
        return "yes" if default else "no"
    return f"{default:g}" if isinstance(default, float) else str(default)


def _value(f: "Field[Any]", environ: Mapping[str, str], given: Any) -> Any:
    """One setting: what was given, else its variable, else its default."""
    raw = given if given is not None else environ.get(PREFIX + f.name.upper())
    assert f.default is not MISSING
    if raw is None or raw == "":
        return f.default
    kind = type(f.default)
    if kind is bool:
        return _yes_or_no(f, raw)
    try:
        value = kind(raw)
    except ValueError:
        raise _wrong(f.name, raw, "is no number", f.metadata["example"]) from None
    if isinstance(value, (int, float)) and not value >= f.metadata["least"]:
        raise _wrong(f.name, raw, f"is less than {f.metadata['least']}", f.metadata["example"])
    return value


def _yes_or_no(f: "Field[Any]", raw: Any) -> bool:
    said = {"yes": True, "true": True, "1": True, "on": True, "no": False, "false": False, "0": False, "off": False}
    answer = said.get(str(raw).strip().lower())
    if answer is None:
        raise _wrong(f.name, raw, "is neither yes nor no", f.metadata["example"])
    return answer


def _check_web_address(name: str, url: str) -> None:
    """Raises SettingsError unless this is an http or https address, or empty."""
    parts = urlsplit(url)
    if url and (parts.scheme not in ("http", "https") or not parts.netloc):
        raise _wrong(name, url, "is no web address", "https://sameroom.example.org")


def _wrong(name: str, value: object, why: str, example: str) -> SettingsError:
    """The error for one setting, with the variable's name and an example."""
    variable = PREFIX + name.upper()
    return SettingsError(f"{variable}={value} {why}. For example: {variable}={example}")
