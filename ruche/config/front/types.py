# SPDX-License-Identifier: AGPL-3.0-or-later
"""Shapes of ASGI as this package uses them."""

from collections.abc import Awaitable, Callable
from typing import Any

Scope = dict[str, Any]
Message = dict[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]
# Names in lower case.
Headers = list[tuple[bytes, bytes]]
