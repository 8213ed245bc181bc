# SPDX-License-Identifier: AGPL-3.0-or-later
"""The live socket: plain ASGI at /live/. It looks at the handshake and hands the socket to a Client.

The handshake is answered without a query; who it is, is asked for all who come at the same time, while the socket waits and
says nothing. So a storm of reconnections costs what bare connections cost.
"""

from math import ceil

from django.conf import settings
from django.http.request import split_domain_port, validate_host

from ruche.kernel.realtime.client import EXPIRED, FOREIGN_ORIGIN, Client, Receive
from ruche.kernel.realtime.frames import Message
from ruche.kernel.realtime.live import Live
from ruche.kernel.realtime.patience import jittered
from ruche.kernel.realtime.readers import Send
from ruche.kernel.realtime.tickets import Credential, read_credential

PROTOCOL = "ruche.json.v1"
# Sockets that are not signed in yet: those whose credential, which we have signed, is being checked, and those with none.
MAX_CHECKED, MAX_STRANGERS = 10_000, 500


class SocketApp:
    """The ASGI application."""

    def __init__(self) -> None:
        self._live: Live | None = None

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            await self._serve(scope, receive, send)
        else:
            await _ask_for_upgrade(send)

    def start(self) -> Live:
        """Begin to hear the other processes; the first socket does it too. Called on the event loop."""
        if self._live is None:
            self._live = Live()
            self._live.start()
        return self._live

    async def stop(self) -> None:
        """When the server ends, after its sockets."""
        live, self._live = self._live, None
        if live is not None:
            await live.stop()

    async def _serve(self, scope: Message, receive: Receive, send: Send) -> None:
        await receive()
        live = self.start()
        credential, code = _credential(scope)
        if code is None and _is_crowded(live, credential):
            await _refuse_for_now(send)
            return
        client = Client(live, send, is_from_here=_is_from_here(scope))
        scope["headers"].clear()  # 2 KB that nobody needs while the socket is open
        await send({"type": "websocket.accept", "subprotocol": PROTOCOL if PROTOCOL in scope["subprotocols"] else None})
        if code is not None:
            # A browser cannot read the status of a refused handshake: it learns the reason from the code.
            await send({"type": "websocket.close", "code": code})
        else:
            await client.run(receive, credential)


live_app = SocketApp()


def _is_crowded(live: Live, credential: Credential | None) -> bool:
    return len(live.strangers) >= MAX_STRANGERS if credential is None else len(live.checked) >= MAX_CHECKED


def _credential(scope: Message) -> tuple[Credential | None, int | None]:
    """What was offered, or the code to close with. (None, None): nothing yet, the first frame will bring it."""
    text = _offered(scope)
    if text is None:
        return None, None
    credential = read_credential(text)
    if credential is None:
        return None, EXPIRED
    if credential.is_ticket and not _is_from_here(scope):
        return None, FOREIGN_ORIGIN
    return credential, None


def _offered(scope: Message) -> str | None:
    """The ticket or token of the handshake: `Authorization: Bearer …` or a subprotocol `ticket.…` or `bearer.…`."""
    scheme, _, token = _header(scope, b"authorization").partition(" ")
    if scheme.lower() == "bearer":
        return token.strip()
    for offered in scope["subprotocols"]:
        kind, _, value = offered.partition(".")
        if kind in ("ticket", "bearer"):
            return str(value)
    return None


def _is_from_here(scope: Message) -> bool:
    """Whether the page that opens the socket has our origin."""
    origin, host = _header(scope, b"origin"), _header(scope, b"host")
    if origin in settings.CSRF_TRUSTED_ORIGINS:
        return True
    return bool(host) and origin.partition("://")[2] == host and validate_host(split_domain_port(host)[0], settings.ALLOWED_HOSTS)


def _header(scope: Message, name: bytes) -> str:
    return next((value.decode("latin-1") for key, value in scope["headers"] if key == name), "")


async def _ask_for_upgrade(send: Send) -> None:
    headers = [(b"upgrade", b"websocket"), (b"connection", b"upgrade"), (b"content-type", b"text/plain; charset=utf-8")]
    await send({"type": "http.response.start", "status": 426, "headers": headers})
    await send({"type": "http.response.body", "body": b"This address speaks WebSocket."})


async def _refuse_for_now(send: Send) -> None:
    headers = [(b"retry-after", str(ceil(jittered(3))).encode()), (b"content-length", b"0")]
    await send({"type": "websocket.http.response.start", "status": 503, "headers": headers})
    await send({"type": "websocket.http.response.body", "body": b""})
