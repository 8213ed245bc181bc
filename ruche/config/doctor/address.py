# SPDX-License-Identifier: AGPL-3.0-or-later
"""The public address: whether it leads here, encrypted."""

import json
import urllib.error
import urllib.request
from typing import Any

from ruche.config.doctor.findings import Findings, broken, doubtful, well
from ruche.config.environment import Environment

_PART = "Public address"
_SECONDS = 8


def look_at_address(environment: Environment, *, is_running: bool) -> Findings:
    address = environment.public_address
    if not address.is_secure and not environment.is_loopback:
        yield doubtful(_PART, f"{address} is not encrypted", "Put a proxy with a certificate before it and set RUCHE_PUBLIC_URL=https://…")
    if address.is_secure and not environment.trusted_proxies:
        yield broken(
            _PART,
            "Ruche believes no proxy, so it takes every request for an unencrypted one and refuses forms",
            "Set RUCHE_TRUSTED_PROXIES to the proxy's address, such as 127.0.0.1/32, and have it send X-Forwarded-Proto and -For.",
        )
    if is_running or not environment.is_database_embedded:
        yield from _visit(environment)


def _visit(environment: Environment) -> Findings:
    url = f"{environment.public_url}/readyz"
    try:
        status, answer = _ask(url)
    except (OSError, ValueError) as error:
        reason = getattr(error, "reason", error)
        cure = f"It must lead to {environment.host}, port {environment.port}, of this machine: check name, proxy and firewall."
        yield broken(_PART, f"{url} does not answer as Ruche: {reason}", cure)
        return
    if status == 200:
        yield well(_PART, f"{environment.public_url} leads here")
    else:
        parts = [f"{name} {state}" for name, state in answer.get("checks", {}).items() if state != "ok"]
        yield broken(_PART, f"it leads here, but Ruche is not ready ({', '.join(parts) or status})", "ruche migrate, then read the log.")


def _ask(url: str) -> tuple[int, dict[str, Any]]:
    try:
        with urllib.request.urlopen(url, timeout=_SECONDS) as response:  # noqa: S310  our own validated address
            return response.status, json.load(response)
    except urllib.error.HTTPError as error:
        return error.code, json.load(error)
