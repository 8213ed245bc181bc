# SPDX-License-Identifier: AGPL-3.0-or-later
"""URLs among the settings, taken apart once."""

import ipaddress
from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from ruche.config.environment.errors import SettingError

_DATABASE_FORM = "postgresql://user:password@host:5432/database"
_SMTP_FORM = "smtp://user:password@host:587 or smtps://user:password@host:465"


@dataclass(frozen=True)
class PublicAddress:
    """Where people reach this instance: every link, cookie and origin comes from it."""

    scheme: Literal["http", "https"]
    host: str
    port: int

    @property
    def is_secure(self) -> bool:
        return self.scheme == "https"

    @property
    def netloc(self) -> str:
        """Host, with the port unless it is the usual one, as in a Host header."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == (443 if self.is_secure else 80) else f"{host}:{self.port}"

    def __str__(self) -> str:
        return f"{self.scheme}://{self.netloc}"


@dataclass(frozen=True)
class DatabaseAddress:
    """One role's way to the database. `host` is a name, an address or the folder of a Unix socket."""

    host: str
    port: int
    name: str
    user: str
    password: str = field(repr=False)
    options: tuple[tuple[str, str], ...] = ()

    def connection_parameters(self) -> dict[str, str]:
        """Keyword arguments of `psycopg.connect`."""
        core = {"host": self.host, "port": str(self.port), "dbname": self.name, "user": self.user, "password": self.password}
        return {**core, **dict(self.options)}


@dataclass(frozen=True)
class MailServer:
    host: str
    port: int
    user: str
    password: str = field(repr=False)
    encryption: Literal["none", "starttls", "tls"]


def is_loopback_host(host: str) -> bool:
    """Whether only this machine can reach a server that listens on `host`."""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def parse_public_url(name: str, value: str) -> PublicAddress:
    parts, port = _split(name, value, "an address such as https://ruche.example.org")
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise SettingError(
            f"{name} is “{value}”: expected an address that begins with http:// or https://, such as https://ruche.example.org."
        )
    if parts.path not in ("", "/") or parts.query or parts.fragment or "@" in parts.netloc:
        raise SettingError(f"{name} is “{value}”: expected only scheme, host and port, such as https://ruche.example.org.")
    scheme: Literal["http", "https"] = "https" if parts.scheme == "https" else "http"
    return PublicAddress(scheme=scheme, host=parts.hostname, port=port or (443 if scheme == "https" else 80))


def parse_database_url(name: str, value: str) -> DatabaseAddress:
    parts, port = _split(name, value, _DATABASE_FORM, secret=True)
    if parts.scheme not in ("postgresql", "postgres"):
        raise SettingError(f"{name} is not a PostgreSQL address: expected {_DATABASE_FORM}.")
    options = dict(parse_qsl(parts.query))
    host = options.pop("host", "") or unquote(parts.hostname or "")
    if not host or not parts.username or len(parts.path) < 2:
        raise SettingError(f"{name} lacks a host, a user or a database: expected {_DATABASE_FORM}.")
    return DatabaseAddress(
        host=host,
        port=port or int(options.pop("port", "5432")),
        name=unquote(parts.path[1:]),
        user=unquote(parts.username),
        password=unquote(parts.password or ""),
        options=tuple(options.items()),
    )


def parse_smtp_url(name: str, value: str) -> MailServer:
    parts, port = _split(name, value, _SMTP_FORM, secret=True)
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
        raise SettingError(f"{name} is not the address of a mail server: expected {_SMTP_FORM}.")
    starttls = dict(parse_qsl(parts.query)).get("starttls", "no" if is_loopback_host(parts.hostname) else "yes")
    if starttls not in ("yes", "no"):
        raise SettingError(f"{name} has starttls={starttls}: expected yes or no.")
    implicit = parts.scheme == "smtps"
    return MailServer(
        host=parts.hostname,
        port=port or (465 if implicit else 587),
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        encryption="tls" if implicit else "starttls" if starttls == "yes" else "none",
    )


def _split(name: str, value: str, expected: str, *, secret: bool = False) -> tuple[SplitResult, int | None]:
    """The parts of a URL and its port; a value that may hold a password is not repeated in the sentence."""
    try:
        parts = urlsplit(value)
        return parts, parts.port
    except ValueError:
        shown = "cannot be read" if secret else f"is “{value}”, which cannot be read"
        raise SettingError(f"{name} {shown}: expected {expected}.") from None
