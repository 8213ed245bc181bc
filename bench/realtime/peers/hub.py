# SPDX-License-Identifier: AGPL-3.0-or-later
"""The product's web process, with one door more: what a socket at /bench/ says is published to a channel, as after a post.

So a delivery begins inside the server, as it does in the peers. `python -m bench.realtime.peers.hub`
"""

import json
import os
import socket
from typing import Any
from uuid import UUID


def main() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "ruche.config.settings"
    from ruche.config.asgi import application
    from ruche.config.front.server import make_server
    from ruche.kernel.realtime import publish

    async def with_bench_door(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "websocket" or scope["path"] != "/bench/":
            await application(scope, receive, send)
            return
        await receive()
        await send({"type": "websocket.accept"})
        while (message := await receive())["type"] == "websocket.receive":
            asked = json.loads(message["text"])
            publish(asked["topic"], "message", asked["data"], organisation_id=UUID(asked["organisation"]))

    listener = socket.socket(fileno=int(os.environ["RUCHE_SOCKETS"]))
    make_server(with_bench_door).run(sockets=[listener])


if __name__ == "__main__":
    main()
