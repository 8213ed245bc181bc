# SPDX-License-Identifier: AGPL-3.0-or-later
"""The one path on which a connection may become a WebSocket."""

from ruche.config.environment import Environment
from ruche.config.front.heads import read_head
from ruche.config.front.refusals import RefusedError
from ruche.config.front.types import Application, Receive, Scope, Send

PATH = "/live/"


async def serve_socket(live: Application | None, environment: Environment, scope: Scope, receive: Receive, send: Send) -> None:
    """Closing before accepting answers the handshake with 403."""
    try:
        head = read_head({**scope, "method": "GET"}, environment)
    except RefusedError:
        head = None
    if head is None or live is None or head.path != PATH:
        await receive()
        await send({"type": "websocket.close", "code": 1008})
        return
    scheme = "wss" if head.origin.scheme == "https" else "ws"
    await live({**scope, "client": (head.origin.address, 0), "scheme": scheme, "headers": head.headers}, receive, send)
