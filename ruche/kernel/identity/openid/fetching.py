# SPDX-License-Identifier: AGPL-3.0-or-later
"""Asking a server that somebody named: never one inside our own network, never for long, never much.

The address is looked up once and the connection goes to that very address, so that a name cannot change in between.
"""

import ipaddress
import json
import socket
import time
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode, urlsplit

import certifi
import urllib3
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from ruche.kernel.errors import DomainError

SECONDS = 5.0
MOST_BYTES = 1024 * 1024
_CHUNK = 16 * 1024


class ProviderUnreachable(DomainError):
    code = "provider_unreachable"
    status = 502
    message = _("The sign-in provider does not answer as it should. Try again in a moment, or sign in another way.")


def get_json(url: str, *, headers: Mapping[str, str] | None = None) -> dict[str, Any]:
    """Raises ProviderUnreachable."""
    return _ask("GET", url, headers or {}, None)


def post_form(url: str, fields: Mapping[str, str], *, headers: Mapping[str, str] | None = None) -> dict[str, Any]:
    """Raises ProviderUnreachable, also for a refusal."""
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    return _ask("POST", url, {**(headers or {}), **kind}, urlencode(fields).encode())


def check_address(url: str) -> str:
    """The address of the network behind a URL that may be asked. Raises ProviderUnreachable."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)
    except ValueError:
        raise ProviderUnreachable() from None
    may_be_private = settings.ENVIRONMENT.allows_private_providers
    if not host or parts.username or not (parts.scheme == "https" or (may_be_private and parts.scheme == "http")):
        raise ProviderUnreachable(_("A provider’s address begins with https://."))
    try:
        found = [str(one[4][0]) for one in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    except (OSError, UnicodeError):
        raise ProviderUnreachable(_("There is no server “%(host)s”.") % {"host": host[:100]}) from None
    if not found or (not may_be_private and not all(_is_public(one) for one in found)):
        raise ProviderUnreachable(_("“%(host)s” is inside a private network, where Ruche does not ask.") % {"host": host[:100]})
    return found[0]


def _is_public(address: str) -> bool:
    found = ipaddress.ip_address(address.partition("%")[0])
    found = getattr(found, "ipv4_mapped", None) or found
    return found.is_global and not found.is_multicast


def _ask(method: str, url: str, headers: Mapping[str, str], body: bytes | None) -> dict[str, Any]:
    ends = time.monotonic() + SECONDS
    address, parts = check_address(url), urlsplit(url)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    sent = {"Host": parts.netloc, "Accept": "application/json", "User-Agent": "Ruche", **headers}
    try:
        with _pool(parts.scheme, address, str(parts.hostname), parts.port) as pool:
            response = pool.urlopen(method, path, body=body, headers=sent, redirect=False, retries=False, preload_content=False)
            data = _read(response, ends)
            response.close()
        found = json.loads(data) if response.status == 200 else None
    except (urllib3.exceptions.HTTPError, OSError, ValueError, RecursionError):
        raise ProviderUnreachable() from None
    if not isinstance(found, dict):
        raise ProviderUnreachable()
    return found


def _pool(scheme: str, address: str, host: str, port: int | None) -> urllib3.HTTPConnectionPool:
    timeout = urllib3.Timeout(connect=SECONDS, read=SECONDS)
    if scheme == "http":
        return urllib3.HTTPConnectionPool(address, port, timeout=timeout, maxsize=1)
    return urllib3.HTTPSConnectionPool(
        address, port, timeout=timeout, maxsize=1, server_hostname=host, assert_hostname=host, ca_certs=certifi.where()
    )


def _read(response: urllib3.BaseHTTPResponse, ends: float) -> bytes:
    """All of it, while there is time: a server that sends a byte a second does not hold a thread."""
    data = b""
    for chunk in response.stream(_CHUNK, decode_content=True):
        data += chunk
        if len(data) > MOST_BYTES or time.monotonic() > ends:
            raise ProviderUnreachable()
    return data
