# SPDX-License-Identifier: AGPL-3.0-or-later
"""Django Channels as its tutorial has it, in-memory layer, under uvicorn with our options: `python channels_server.py <port>`.

It is spared what the tutorial does for every reader: the text is encoded once, where it is said.
"""

import json
import sys
from secrets import token_hex

import django
import uvicorn
from django.conf import settings

settings.configure(
    SECRET_KEY=token_hex(), ALLOWED_HOSTS=["*"], INSTALLED_APPS=["channels"],
    CHANNEL_LAYERS={"default": {"BACKEND": "channels.layers.InMemoryChannelLayer", "CONFIG": {"capacity": 1_000_000}}},
)  # fmt: skip
django.setup()

from channels.generic.websocket import AsyncWebsocketConsumer  # noqa: E402


class Conversation(AsyncWebsocketConsumer):
    async def connect(self) -> None:
        await self.accept()
        if self.scope["path"] != "/bench/":
            await self.channel_layer.group_add("channel", self.channel_name)
            await self.send(text_data='{"type": "subscribed"}')

    async def receive(self, text_data: str = "", bytes_data: bytes | None = None) -> None:
        text = json.dumps({"type": "message", "data": json.loads(text_data)["data"]})
        await self.channel_layer.group_send("channel", {"type": "chat.message", "text": text})

    async def chat_message(self, event: dict[str, str]) -> None:
        await self.send(text_data=event["text"])


consumer = Conversation.as_asgi()


async def application(scope, receive, send):
    if scope["type"] == "websocket":
        await consumer(scope, receive, send)


if __name__ == "__main__":
    uvicorn.run(
        application, host="127.0.0.1", port=int(sys.argv[1]), loop="uvloop", ws="websockets-sansio", ws_per_message_deflate=False,
        ws_ping_interval=25, lifespan="off", log_level="warning", backlog=4096,
    )  # fmt: skip
