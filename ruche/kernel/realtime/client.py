# SPDX-License-Identifier: AGPL-3.0-or-later
"""One connected client: who it is, what it may ask, how often, and why it is sent away."""

import asyncio
import math
import random
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import InterfaceError, OperationalError

from ruche.kernel.realtime.frames import AWAY, BadFrameError, ClientFrame, frame_of_event, parse
from ruche.kernel.realtime.identities import FRESH
from ruche.kernel.realtime.patience import patiently
from ruche.kernel.realtime.readers import Reader, Send
from ruche.kernel.realtime.registry import find_topic
from ruche.kernel.realtime.subscriptions import Subscriptions
from ruche.kernel.realtime.tickets import Credential, read_credential

if TYPE_CHECKING:
    from ruche.kernel.realtime.live import Live

Receive = Callable[[], Awaitable[dict[str, Any]]]

BAD_FRAME, EXPIRED, FOREIGN_ORIGIN, FLOOD, TRY_AGAIN = 4400, 4401, 4403, 4429, 1013

# Frames of a client: 1,200 at once (a page subscribes to many topics when it opens), then 20 a second.
BURST, RATE = 1200.0, 20.0
COST = {"typing": 5.0, "presence": 5.0, "token": 10.0}

SIGN_IN_TIME = 10.0  # seconds for the first frame, when the handshake brought no credential
NOTICE = 60.0  # seconds before its end in which the client is asked for a new token


class Client:
    __slots__ = (
        "_allowance", "_checked_at", "_credential", "_ends_at", "_is_being_checked", "_is_closed", "_is_from_here", "_live",
        "_send", "_subscriptions", "_taken_at", "_was_noticed", "reader",
    )  # fmt: skip

    def __init__(self, live: "Live", send: Send, *, is_from_here: bool) -> None:
        """`is_from_here`: the page that opened the socket is ours, so a ticket counts."""
        now = live.loop.time()
        self.reader = Reader(send, now)
        self._live = live
        self._send = send
        self._is_from_here = is_from_here
        self._credential: Credential | None = None
        self._subscriptions: Subscriptions | None = None
        self._allowance = BURST
        self._taken_at = now
        self._checked_at = now - random.random() * FRESH  # noqa: S311  those who come together are not checked together
        self._ends_at = math.inf  # by the loop's clock, which nobody sets
        self._is_closed = False
        self._is_being_checked = False
        self._was_noticed = False

    async def run(self, receive: Receive, credential: Credential | None) -> None:
        """Serve it until it is gone. The credential is one of ours, and may be over; None: the first frame brings one."""
        if credential is None:
            self._live.strangers.add(self)
            self._live.loop.call_later(SIGN_IN_TIME, self._close_stranger)
        else:
            self._sign_in(credential)
            if not self._live.identities.is_known(credential.identity):
                self._begin_later(credential)
        try:
            while (message := await receive())["type"] == "websocket.receive":
                if not self._is_closed:
                    await self._take(message.get("text"))
        finally:
            self._is_closed = True
            self._fall_silent()

    def doubt(self, organisation_id: UUID | None = None) -> None:
        """Rights may have changed: everywhere, or in an organisation."""
        if self._subscriptions is not None:
            self._subscriptions.doubt(organisation_id)
        if organisation_id is None:
            self._checked_at = self._live.loop.time()
            if not self._is_being_checked and not self._is_closed:
                self._is_being_checked = True
                self._live.spawn(self._check_identity())

    def look_at_age(self, seconds: float) -> None:
        """Check everything again that was checked so long ago: the word of a lost right may have been lost itself."""
        if self._checked_at <= self._live.loop.time() - seconds:
            self.doubt()

    def look_at_expiry(self) -> None:
        """Ask for a new token in time; close when it did not come."""
        rest = self._ends_at - self._live.loop.time()
        if rest <= 0:
            self.close(EXPIRED)
        elif rest <= NOTICE and not self._was_noticed:
            self._was_noticed = True
            self._tell_expiry(renew=True)

    def close(self, code: int) -> None:
        """Silent from now on, closed as soon as the socket takes the word."""
        if not self._is_closed:
            self._is_closed = True
            self._fall_silent()
            self._live.spawn(self._say_close(code))

    async def _take(self, text: str | None) -> None:
        try:
            frame = parse(text)
        except BadFrameError:
            self.close(BAD_FRAME)
            return
        if not self._affords(COST.get(frame.act, 1.0)):
            self.close(FLOOD)
        elif frame.act == "token":
            await self._renew(frame.value)
        elif self._subscriptions is None:
            self.close(EXPIRED)
        else:
            self._act(self._subscriptions, frame)

    def _act(self, subscriptions: Subscriptions, frame: ClientFrame) -> None:
        if frame.act == "subscribe":
            subscriptions.subscribe(frame.value, frame.after)
        elif frame.act == "unsubscribe":
            subscriptions.unsubscribe(frame.value)
        elif frame.act == "presence":
            subscriptions.turn(is_away=frame.value == AWAY)
        elif (found := subscriptions.admitted(frame.value)) is not None and found.member is not None:
            rules = find_topic(frame.value.partition(":")[0])
            if rules is not None and rules.typing is not None and rules.typing(found.view):
                self._live.typing.note(found.feed, found.member)

    def _affords(self, cost: float) -> bool:
        now = self._live.loop.time()
        self._allowance = min(BURST, self._allowance + (now - self._taken_at) * RATE) - cost
        self._taken_at = now
        return self._allowance >= 0

    def _sign_in(self, credential: Credential) -> None:
        self._live.strangers.discard(self)
        self._credential, self._was_noticed = credential, False
        self._ends_at = self._live.loop.time() + credential.expires_at - time.time()
        if self._subscriptions is None:
            self._subscriptions = Subscriptions(self._live, self.reader, credential.identity)
            self._live.hub.enter(self, credential.identity.user_id)
        else:
            self._subscriptions.renew(credential.identity)

    def _begin_later(self, credential: Credential) -> None:
        """It may ask already, and gets no answer until it is certain who it is."""
        if self._subscriptions is not None:
            self._subscriptions.certainty = asyncio.Event()
        self._live.checked.add(self)
        self._live.spawn(self._begin(credential))

    async def _begin(self, credential: Credential) -> None:
        try:
            holds = await self._live.identities.still_holds(credential.identity)
        except (OperationalError, InterfaceError):
            self.close(TRY_AGAIN)
            return
        finally:
            self._live.checked.discard(self)
        if not holds and credential is self._credential:
            self.close(EXPIRED)
        elif self._subscriptions is not None:
            self._subscriptions.begin()

    async def _renew(self, text: str) -> None:
        """A first or a fresh credential, always of the same person."""
        credential = read_credential(text)
        if credential is None:
            self.close(EXPIRED)
        elif credential.is_ticket and not self._is_from_here:
            self.close(FOREIGN_ORIGIN)
        elif not self._is_same_person(credential) or not await self._holds(credential):
            self.close(EXPIRED)
        elif not self._is_closed:
            self._sign_in(credential)
            self._tell_expiry(renew=False)

    def _is_same_person(self, credential: Credential) -> bool:
        """The same, come through the same door."""
        if self._credential is None:
            return True
        mine, theirs = self._credential.identity, credential.identity
        return (mine.user_id, mine.organisation) == (theirs.user_id, theirs.organisation)

    async def _holds(self, credential: Credential) -> bool:
        return await patiently(lambda: self._live.identities.still_holds(credential.identity))

    async def _check_identity(self) -> None:
        credential = self._credential
        holds = credential is None or await self._holds(credential)
        self._is_being_checked = False
        if not holds and credential is self._credential:
            self.close(EXPIRED)

    def _tell_expiry(self, *, renew: bool) -> None:
        expires_at = self._credential.expires_at if self._credential else 0.0
        instant = datetime.fromtimestamp(expires_at, UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if expires_at < math.inf else None
        self.reader.push(frame_of_event("", "ticket", expires_at=instant, renew=renew))

    def _close_stranger(self) -> None:
        if self._credential is None:
            self.close(EXPIRED)

    def _fall_silent(self) -> None:
        self._live.strangers.discard(self)
        self.reader.close()
        if self._subscriptions is not None and self._credential is not None:
            self._subscriptions.close()
            self._subscriptions = None
            self._live.hub.quit(self, self._credential.identity.user_id)

    async def _say_close(self, code: int) -> None:
        await self._send({"type": "websocket.close", "code": code})
