# SPDX-License-Identifier: AGPL-3.0-or-later
"""All settings of one installation, typed. The table in docs/admin/settings.md describes each."""

from dataclasses import dataclass, field
from ipaddress import IPv4Network, IPv6Network
from pathlib import Path
from typing import Literal

from ruche.config.environment.addresses import DatabaseAddress, MailServer, PublicAddress, is_loopback_host

Demo = Literal["1", "0", "public"]


@dataclass(frozen=True)
class Environment:
    profile: Literal["production", "development"]
    data_dir: Path
    host: str
    port: int
    public_address: PublicAddress
    secret_key: str = field(repr=False)
    encryption_keys: tuple[str, ...] = field(repr=False)  # the first seals, all open
    encryption_file: Path | None  # where they are kept, unless the environment gives them
    demo: Demo
    demo_password: str = field(repr=False)
    registration: Literal["open", "invitation", "closed"]
    mail_server: MailServer | None
    mail_from: str
    trusted_proxies: tuple[IPv4Network | IPv6Network, ...]
    database: DatabaseAddress
    owner_database: DatabaseAddress | None
    is_database_embedded: bool
    redis_url: str | None = field(repr=False)
    limit_factor: int
    ldap_timeout: int
    allows_private_providers: bool
    web_threads: int
    language: Literal["fr", "en"]
    time_zone: str
    log_format: Literal["text", "json"]
    known: tuple[str, ...] = field(repr=False, default=())  # names of all settings
    unknown: tuple[str, ...] = ()  # names that look like settings and are none

    @property
    def public_url(self) -> str:
        """Without a slash at the end."""
        return str(self.public_address)

    @property
    def is_development(self) -> bool:
        return self.profile == "development"

    @property
    def is_loopback(self) -> bool:
        """Whether only people at this machine can reach the instance, directly or through a proxy."""
        return is_loopback_host(self.host) and is_loopback_host(self.public_address.host)

    @property
    def has_demo(self) -> bool:
        """Whether demo data is made at the first start."""
        return self.demo != "0"

    @property
    def demo_sign_in_allowed(self) -> bool:
        """The password of demo people is known to all, so they may sign in from elsewhere only when asked for."""
        return self.demo == "public" or (self.demo == "1" and self.is_loopback)

    @property
    def allowed_hosts(self) -> tuple[str, ...]:
        """Names accepted in a Host header, without ports."""
        host = self.public_address.host
        local = ("localhost", "127.0.0.1", "[::1]") if is_loopback_host(host) else ()
        return tuple(dict.fromkeys((f"[{host}]" if ":" in host else host, *local)))
