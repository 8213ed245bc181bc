# SPDX-License-Identifier: AGPL-3.0-or-later
"""What this process does with an announcement: its own sockets at once, the other processes by the bus."""

from typing import Protocol

from ruche.kernel.realtime.bus import Sender, line
from ruche.kernel.realtime.envelopes import Announcement


class Sockets(Protocol):
    """The sockets of this process, if it serves any. Callable from any thread."""

    def announce(self, message: Announcement) -> None: ...


class Announcer:
    """`sockets` is set while this process serves some."""

    def __init__(self) -> None:
        self.sockets: Sockets | None = None
        self._sender = Sender(line)

    def announce(self, message: Announcement) -> None:
        """Reach every follower, in this process and in the others. Never waits."""
        if self.sockets is not None:
            self.sockets.announce(message)
        self._sender.send(message.pack())

    def hang_up(self) -> None:
        """Close the connection to the bus; the next announcement opens it again."""
        self._sender.close()


announcer = Announcer()
