# SPDX-License-Identifier: AGPL-3.0-or-later
from collections.abc import AsyncIterator, Sequence
from typing import Protocol


class LineLostError(Exception):
    """The connection is gone or cannot be made; try again later."""


class Speaker(Protocol):
    """An open connection to speak on, used by one thread."""

    def say(self, messages: Sequence[str]) -> None:
        """All of them in one round trip. Raises LineLostError."""

    def close(self) -> None: ...


class Line(Protocol):
    """A way to reach every process, the own one included."""

    def connect(self) -> Speaker:
        """Open a connection to speak on. Raises LineLostError."""

    def listen(self) -> AsyncIterator[str | None]:
        """None once the connection hears, then every message. Ends or raises when it is lost."""
