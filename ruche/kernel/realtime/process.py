# SPDX-License-Identifier: AGPL-3.0-or-later
"""What this process does with an announcement: its own sockets at once, the other processes by the bus."""

from typing import Protocol

from ruche.kernel.realtime.envelopes import Envelope, Revocation


class Sockets(Protocol):
    """The sockets of this process, if it serves any. Callable from any thread."""

    def announce(self, message: Envelope | Revocation) -> None: ...


_sockets: Sockets | None = None


def serve(sockets: Sockets | None) -> None:
    """From now on announcements reach these sockets directly (None: this process serves none any more)."""
    global _sockets
    _sockets = sockets


def announce(message: Envelope | Revocation) -> None:
    """Reach every follower, in this process and in the others. Never waits."""
    if _sockets is not None:
        _sockets.announce(message)
