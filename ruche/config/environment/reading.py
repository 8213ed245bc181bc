# SPDX-License-Identifier: AGPL-3.0-or-later
"""From environment variables to an `Environment`. The first wrong value raises `SettingError`."""

import ipaddress
import os
from collections.abc import Mapping
from pathlib import Path
from typing import cast
from zoneinfo import ZoneInfo

from ruche.config.environment.addresses import (
    DatabaseAddress,
    PublicAddress,
    is_loopback_host,
    parse_database_url,
    parse_public_url,
    parse_smtp_url,
)
from ruche.config.environment.embedded import embedded_address
from ruche.config.environment.errors import SettingError
from ruche.config.environment.model import Demo, Environment
from ruche.config.environment.secrets import kept_secret
from ruche.config.environment.variables import Variables

DEMO_PASSWORD = "ruche-demo-2026"  # noqa: S105  known to all by purpose
_WILDCARDS = ("0.0.0.0", "::")  # noqa: S104


def read_environment(variables: Mapping[str, str] | None = None) -> Environment:
    """The validated settings of this process (`variables`: by default those of the operating system)."""
    read = Variables(os.environ if variables is None else variables)
    data_dir = _data_dir(read)
    host = read.text("RUCHE_HOST", "localhost")
    port = read.number("RUCHE_PORT", 8000, least=1, most=65535)
    public_address = _public_address(read, host, port)
    database, owner_database, is_embedded = _databases(read, data_dir)
    smtp_url = read.secret("RUCHE_SMTP_URL")
    encryption_keys, encryption_file = _encryption(read, data_dir)
    return Environment(
        profile=read.choice("RUCHE_PROFILE", "production", ("production", "development")),
        data_dir=data_dir,
        host=host,
        port=port,
        public_address=public_address,
        secret_key=_secret_key(read, data_dir),
        encryption_keys=encryption_keys,
        encryption_file=encryption_file,
        demo=cast(Demo, read.choice("RUCHE_DEMO", "1", ("1", "0", "public"))),
        demo_password=read.secret("RUCHE_DEMO_PASSWORD") or DEMO_PASSWORD,
        registration=read.choice("RUCHE_REGISTRATION", "invitation", ("open", "invitation", "closed")),
        mail_server=parse_smtp_url("RUCHE_SMTP_URL", smtp_url) if smtp_url else None,
        mail_from=_mail_from(read, public_address),
        trusted_proxies=_networks(read),
        database=database,
        owner_database=owner_database,
        is_database_embedded=is_embedded,
        redis_url=_redis_url(read),
        allows_private_providers=read.choice("RUCHE_ALLOW_PRIVATE_PROVIDERS", "0", ("0", "1")) == "1",
        limit_factor=read.number("RUCHE_LIMIT_FACTOR", 1, least=1, most=1000),
        ldap_timeout=read.number("RUCHE_LDAP_TIMEOUT", 10, least=1, most=120),
        web_threads=read.number("RUCHE_WEB_THREADS", 6, least=1, most=64),
        language=read.choice("RUCHE_LANGUAGE", "fr", ("fr", "en")),
        time_zone=_time_zone(read),
        log_format=read.choice("RUCHE_LOG_FORMAT", "text", ("text", "json")),
        known=read.known(),
        unknown=read.unknown(),
    )


def _data_dir(read: Variables) -> Path:
    path = Path(read.text("RUCHE_DATA_DIR", "data")).expanduser().absolute()
    if path == Path("/") or (path.exists() and not path.is_dir()):
        raise SettingError(f"RUCHE_DATA_DIR is “{path}”: expected a folder of its own for the data of Ruche.")
    return path


def _public_address(read: Variables, host: str, port: int) -> PublicAddress:
    value = read.text("RUCHE_PUBLIC_URL", "")
    if value:
        return parse_public_url("RUCHE_PUBLIC_URL", value)
    name = "localhost" if host in _WILDCARDS or is_loopback_host(host) else host
    return PublicAddress(scheme="http", host=name, port=port)


def _databases(read: Variables, data_dir: Path) -> tuple[DatabaseAddress, DatabaseAddress | None, bool]:
    url, owner_url = read.secret("DATABASE_URL"), read.secret("RUCHE_OWNER_DATABASE_URL")
    if not url:
        if owner_url:
            raise SettingError("RUCHE_OWNER_DATABASE_URL is set without DATABASE_URL: expected both, or neither for the embedded server.")
        return embedded_address(data_dir, "ruche_app"), embedded_address(data_dir, "ruche_owner"), True
    database = parse_database_url("DATABASE_URL", url)
    owner = parse_database_url("RUCHE_OWNER_DATABASE_URL", owner_url) if owner_url else None
    if owner and owner.user == database.user:
        raise SettingError(
            f"DATABASE_URL and RUCHE_OWNER_DATABASE_URL both use the role “{owner.user}”: expected two roles,"
            " one that owns the tables and one that does not (“ruche doctor” prints the SQL)."
        )
    return database, owner, False


def _secret_key(read: Variables, data_dir: Path) -> str:
    value = read.secret("RUCHE_SECRET_KEY")
    if value and len(value) < 32:
        raise SettingError(f"RUCHE_SECRET_KEY has {len(value)} characters: expected at least 32 random ones.")
    return value or kept_secret(data_dir, "secret_key")


def _encryption(read: Variables, data_dir: Path) -> tuple[tuple[str, ...], Path | None]:
    value = read.secret("RUCHE_ENCRYPTION_KEY")
    if not value:
        kept = kept_secret(data_dir, "encryption").splitlines()
        return tuple(line.strip() for line in kept if line.strip()), data_dir / "secrets" / "encryption"
    keys = tuple(line.strip() for line in value.splitlines() if line.strip())
    if short := [key for key in keys if len(key) < 32]:
        raise SettingError(f"RUCHE_ENCRYPTION_KEY has a key of {len(short[0])} characters: expected at least 32 random ones on each line.")
    return keys, None


def _mail_from(read: Variables, public_address: PublicAddress) -> str:
    value = read.text("RUCHE_MAIL_FROM", f"Ruche <ruche@{public_address.host}>")
    if "@" not in value or "\n" in value or "\r" in value:
        raise SettingError(f"RUCHE_MAIL_FROM is “{value}”: expected an address such as Ruche <ruche@example.org>.")
    return value


def _networks(read: Variables) -> tuple[ipaddress.IPv4Network | ipaddress.IPv6Network, ...]:
    words = [word.strip() for word in read.text("RUCHE_TRUSTED_PROXIES", "").split(",") if word.strip()]
    try:
        return tuple(ipaddress.ip_network(word) for word in words)
    except ValueError as error:
        raise SettingError(f"RUCHE_TRUSTED_PROXIES: {error}; expected networks separated by commas, such as 10.0.0.0/8, ::1/128.") from None


def _redis_url(read: Variables) -> str | None:
    value = read.secret("REDIS_URL")
    if value and not value.startswith(("redis://", "rediss://", "unix://")):
        raise SettingError("REDIS_URL is not the address of a Redis server: expected redis://host:6379/0.")
    return value


def _time_zone(read: Variables) -> str:
    value = read.text("RUCHE_TIME_ZONE", "Europe/Paris")
    try:
        ZoneInfo(value)
    except (KeyError, ValueError, OSError):
        raise SettingError(f"RUCHE_TIME_ZONE is “{value}”: expected a name of the time zone database, such as Europe/Paris.") from None
    return value
