# SPDX-License-Identifier: AGPL-3.0-or-later
"""From where a request really comes. Only a proxy named in RUCHE_TRUSTED_PROXIES is believed."""

import ipaddress
from dataclasses import dataclass

from ruche.config.front.types import Headers, Scope

Network = ipaddress.IPv4Network | ipaddress.IPv6Network
Address = ipaddress.IPv4Address | ipaddress.IPv6Address


@dataclass(frozen=True)
class Origin:
    """`scheme` is http or https, as the browser used it."""

    address: str
    scheme: str


def trusted_origin(scope: Scope, headers: Headers, proxies: tuple[Network, ...]) -> tuple[Origin, bool]:
    """The origin, and whether a trusted proxy told it."""
    client = scope.get("client")
    address = str(client[0]) if client else ""
    scheme = "https" if scope["scheme"] in ("https", "wss") else "http"
    peer = _parse(address) if proxies else None
    if peer is None or not _is_trusted(peer, proxies):
        return Origin(address, scheme), False
    for text in reversed(_words(headers, b"x-forwarded-for")):
        hop = _parse(text)
        if hop is None:
            break
        address = str(hop)
        if not _is_trusted(hop, proxies):
            break
    told = _words(headers, b"x-forwarded-proto")
    return Origin(address, told[-1].lower() if told and told[-1].lower() in ("http", "https") else scheme), True


def _words(headers: Headers, name: bytes) -> list[str]:
    values = b",".join(value for key, value in headers if key == name).decode("latin-1")
    return [word.strip() for word in values.split(",") if word.strip()]


def _parse(text: str) -> Address | None:
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return None
    mapped = getattr(address, "ipv4_mapped", None)
    return mapped or address


def _is_trusted(address: Address, proxies: tuple[Network, ...]) -> bool:
    return any(address in network for network in proxies)
