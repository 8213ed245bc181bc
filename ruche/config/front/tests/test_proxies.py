# SPDX-License-Identifier: AGPL-3.0-or-later
"""Only a trusted proxy tells where a request comes from."""

import ipaddress
from typing import Any

import pytest

from ruche.config.front.proxies import trusted_origin

_PROXIES = (ipaddress.ip_network("10.0.0.0/8"), ipaddress.ip_network("fd00::/8"))


@pytest.mark.parametrize(
    ("peer", "forwarded", "proto", "expected"),
    [
        ("203.0.113.9", "1.2.3.4", "https", ("203.0.113.9", "http", False)),
        ("10.0.0.1", "1.2.3.4", "https", ("1.2.3.4", "https", True)),
        ("10.0.0.1", "6.6.6.6, 1.2.3.4, 10.0.0.2", "https", ("1.2.3.4", "https", True)),
        ("10.0.0.1", "10.0.0.3, 10.0.0.2", "http", ("10.0.0.3", "http", True)),
        ("10.0.0.1", "nonsense", "gopher", ("10.0.0.1", "http", True)),
        ("10.0.0.1", "1.2.3.4, nonsense, 10.0.0.2", None, ("10.0.0.2", "http", True)),
        ("10.0.0.1", "[2001:db8::7]:443", "https", ("2001:db8::7", "https", True)),
        ("10.0.0.1", "1.2.3.4:5678", "https", ("1.2.3.4", "https", True)),
        ("fd00::1", "2001:db8::7", "http, https", ("2001:db8::7", "https", True)),
        ("::ffff:10.0.0.1", "1.2.3.4", "https", ("1.2.3.4", "https", True)),
    ],
)
def test_origin(peer: str, forwarded: str, proto: str | None, expected: tuple[str, str, bool]) -> None:
    headers = [(b"x-forwarded-for", forwarded.encode())] + ([(b"x-forwarded-proto", proto.encode())] if proto else [])
    scope: dict[str, Any] = {"client": (peer, 1), "scheme": "http"}
    origin, is_proxy = trusted_origin(scope, headers, _PROXIES)
    assert (origin.address, origin.scheme, is_proxy) == expected
