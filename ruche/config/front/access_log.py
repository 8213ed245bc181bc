# SPDX-License-Identifier: AGPL-3.0-or-later
"""One line per request that the front answered without Django: no query, no address, no token."""

import logging
import re

from ruche.config.front.answers import Answer
from ruche.config.front.heads import Head

_logger = logging.getLogger("ruche.requests")
# What follows these words in a path opens something (a link sent by e-mail, a join code).
_SECRET_AFTER = frozenset({"account", "setup", "join", "invitation", "invitations", "recovery", "verification"})
_PLAIN = re.compile(r"[a-z0-9._-]{0,64}")


def log_request(head: Head, answer: Answer, seconds: float) -> None:
    if head.path.startswith(("/static/", "/readyz")) or not _logger.isEnabledFor(logging.INFO):
        return
    _logger.info(
        "%s %s %d %d ms",
        head.method,
        safe_path(head.path),
        answer.status,
        round(seconds * 1000),
        extra={"request_id": head.request_id, "status": answer.status, "milliseconds": round(seconds * 1000, 1)},
    )


def safe_path(path: str) -> str:
    """The path with everything replaced that may be a secret or a person's words."""
    parts: list[str] = []
    for part in path.split("/"):
        is_secret = any(earlier in _SECRET_AFTER for earlier in parts) or not _PLAIN.fullmatch(part)
        parts.append("…" if part and is_secret else part)
    return "/".join(parts)
