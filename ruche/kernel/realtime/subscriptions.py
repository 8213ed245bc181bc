# SPDX-License-Identifier: AGPL-3.0-or-later
"""The topics one socket follows: admitted, caught up, then followed; admitted again when rights may have changed."""

import asyncio
import logging
import math
import time
from collections.abc import Hashable
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from ruche.kernel.realtime.admissions import Admission, Wish
from ruche.kernel.realtime.catch_ups import CatchUp
from ruche.kernel.realtime.envelopes import encode_event
from ruche.kernel.realtime.feeds import Feed
from ruche.kernel.realtime.frames import frame_of, frame_of_event
from ruche.kernel.realtime.patience import patiently
from ruche.kernel.realtime.readers import Reader
from ruche.kernel.realtime.registry import find_topic
from ruche.kernel.realtime.tickets import Identity
from ruche.kernel.realtime.topics import RESET

if TYPE_CHECKING:
    from ruche.kernel.realtime.live import Live

logger = logging.getLogger(__name__)

MAX_TOPICS = 300
A_DAY = 86_400.0  # seconds; a clock further away is wound up again
AFTER = 0.2  # seconds
EVEN = 0.05  # seconds: refusals come after whole ones, so that the time does not tell a topic that exists from one that does not


@dataclass(slots=True, eq=False)
class Subscription:
    feed: Feed
    owner: "Subscriptions"
    task: asyncio.Task[None] | None = None
    member: tuple[UUID, str] | None = None  # membership id and name, once admitted
    view: Hashable = None  # what they see of the history
    has_joined: bool = False
    is_being_checked: bool = False
    doubts: int = 0
    clock: asyncio.TimerHandle | None = None  # until a dated role begins or ends

    def doubt(self) -> None:
        """The right to follow may have changed. An answer that is on its way is asked for again."""
        self.doubts += 1
        if self.member is not None and not self.is_being_checked:
            self.is_being_checked = True
            self.owner.check(self)

    def hold_until(self, until: float, loop: asyncio.AbstractEventLoop) -> None:
        """Ask again when the rights change by their date. A moment later: the database has a clock of its own."""
        self.let_go()
        if until < math.inf:
            self.clock = loop.call_later(min(max(until - time.time(), 0.0), A_DAY) + AFTER, self.doubt)

    def let_go(self) -> None:
        if self.clock is not None:
            self.clock.cancel()
            self.clock = None


class Subscriptions:
    __slots__ = ("_bound", "_by_topic", "_is_away", "_live", "_reader", "_way", "certainty")

    def __init__(self, live: "Live", reader: Reader, identity: Identity) -> None:
        self._live = live
        self._reader = reader
        self._way = identity.way
        self._bound = identity.organisation
        self._by_topic: dict[str, Subscription] = {}
        self._is_away = False
        self.certainty: asyncio.Event | None = None  # until it is set nothing is answered: see Client

    def renew(self, identity: Identity) -> None:
        """A fresh credential of the same person: what was asked with the former one counts on."""
        self._way = identity.way

    def begin(self) -> None:
        """It is certain whose socket this is."""
        if self.certainty is not None:
            self.certainty.set()
            self.certainty = None

    def admitted(self, topic: str) -> Subscription | None:
        """The subscription of a topic that this socket may see."""
        found = self._by_topic.get(topic)
        return found if found is not None and found.member is not None else None

    def subscribe(self, topic: str, after: int | None) -> None:
        self.unsubscribe(topic)
        if len(self._by_topic) >= MAX_TOPICS:
            self._reader.push(frame_of_event(topic, "refused", code="too_many"))
            return
        subscription = self._by_topic[topic] = Subscription(self._live.hub.feed(topic), self)
        subscription.feed.subscriptions.add(subscription)
        subscription.task = asyncio.create_task(self._follow(subscription, after))

    def unsubscribe(self, topic: str) -> None:
        if (subscription := self._by_topic.pop(topic, None)) is not None:
            if subscription.task is not None:
                subscription.task.cancel()
            subscription.let_go()
            subscription.feed.subscriptions.discard(subscription)
            subscription.feed.leave(self._reader)
            if subscription.has_joined and subscription.member is not None:
                self._live.left(subscription.feed, subscription.member, is_away=self._is_away)
            self._live.hub.release(subscription.feed)

    def turn(self, *, is_away: bool) -> None:
        """The person turned away from this page, or back to it."""
        if is_away != self._is_away:
            self._is_away = is_away
            for subscription in self._by_topic.values():
                if subscription.has_joined and subscription.member is not None:
                    self._live.turned(subscription.feed, subscription.member, is_away=is_away)

    def doubt(self, organisation_id: UUID | None = None) -> None:
        """Check again whether the person may follow: all topics, or those of an organisation."""
        for subscription in self._by_topic.values():
            if organisation_id is None or subscription.feed.organisation_id in (None, organisation_id):
                subscription.doubt()

    def check(self, subscription: Subscription) -> None:
        """Ask whether the person may still follow; who may not is refused."""
        self._live.spawn(self._check(subscription))

    def close(self) -> None:
        for topic in list(self._by_topic):
            self.unsubscribe(topic)

    async def _follow(self, subscription: Subscription, after: int | None) -> None:
        feed, began = subscription.feed, self._live.loop.time()
        try:
            admission = await self._admission(subscription)
            if admission is None:
                await asyncio.sleep(EVEN - (self._live.loop.time() - began) % EVEN)
                await self._refuse(subscription, "not_found")
                return
            feed.settle(admission.head.organisation_id, admission.head.revision)
            subscription.member = (admission.actor.membership.id, admission.actor.membership.name)
            subscription.view = admission.view
            subscription.hold_until(admission.until, self._live.loop)
            await self._catch_up(subscription, after)
            self._live.joined(feed, subscription.member, self._reader, subscription.view, is_away=self._is_away)
            subscription.has_joined = True
            self._live.hub.watch(feed)  # it may stand beyond what the feed has told
        except OSError:
            return  # the socket is closed; its own task clears up
        except Exception:
            logger.exception("A catch-up failed: %s.", feed.topic.partition(":")[0])
            await self._refuse(subscription, "unavailable")
        finally:
            subscription.task = None

    async def _catch_up(self, subscription: Subscription, after: int | None) -> None:
        """Send what was missed, page by page, and join the feed exactly where the last page ends."""
        feed = subscription.feed
        if after is None or feed.revision is None:
            await self._begin(subscription)
            return
        if after > feed.known:
            await self._live.gaps.ask(feed)  # they may have it from another process that has not told us yet
        if after > feed.known:
            await self._begin(subscription, encode_event(feed.topic, RESET.type, RESET.data))
            return
        is_opening, at = True, after
        while True:
            found = await self._missed(subscription, at)
            if found.is_reset:
                await self._begin(subscription, encode_event(feed.topic, RESET.type, RESET.data))
                return
            *messages, last = found.opening if is_opening else found.page
            is_opening, at = False, found.head
            for message in messages:
                await self._reader.send(message)
            await self._reader.recovered()
            is_joined = not found.is_full and feed.join(self._reader, at, _first_position(subscription))
            await self._reader.send(last)
            if is_joined:
                return

    async def _missed(self, subscription: Subscription, after: int) -> CatchUp:
        return await patiently(lambda: self._live.catch_ups.read(subscription.feed, after, subscription.view))

    async def _begin(self, subscription: Subscription, *texts: str) -> None:
        """Follow from now on, whatever was before."""
        await self._reader.recovered()
        feed = subscription.feed
        feed.join(self._reader, feed.revision, _first_position(subscription))
        await self._reader.send(frame_of([encode_event(feed.topic, "subscribed", {"revision": feed.revision}), *texts]))

    async def _admission(self, subscription: Subscription) -> Admission | None:
        """The admission, once it is certain who asks; asked again if a right changed while it was being read."""
        feed = subscription.feed
        while True:
            doubts = subscription.doubts
            admission = await patiently(lambda: self._live.admissions.ask(self._wish(feed)))
            if self.certainty is not None:
                await self.certainty.wait()
            if doubts == subscription.doubts:
                return admission if admission is None or self._bound in ("", str(admission.head.organisation_id)) else None

    def _wish(self, feed: Feed) -> Wish:
        return Wish(self._way.user_id, feed.topic, feed.organisation_id, self._way)

    async def _check(self, subscription: Subscription) -> None:
        admission = await self._admission(subscription)
        subscription.is_being_checked = False
        if self._by_topic.get(subscription.feed.topic) is not subscription:
            return
        if admission is None:
            await self._refuse(subscription, "not_found")
            return
        subscription.hold_until(admission.until, self._live.loop)
        if admission.view != subscription.view:
            await self._look_anew(subscription, admission)

    async def _look_anew(self, subscription: Subscription, admission: Admission) -> None:
        """They may do something else than before; who sees more or less of the history reads again what they have."""
        before = _first_position(subscription)
        subscription.view = admission.view
        first = _first_position(subscription)
        if first == before:
            return
        subscription.feed.limit(self._reader, first)
        data = {} if subscription.feed.revision is None else RESET.data
        with suppress(OSError):
            await self._reader.send(frame_of([encode_event(subscription.feed.topic, RESET.type, data)]))

    async def _refuse(self, subscription: Subscription, code: str) -> None:
        if subscription.task is asyncio.current_task():
            subscription.task = None
        self.unsubscribe(subscription.feed.topic)
        with suppress(OSError):  # it may be closed meanwhile
            await self._reader.send(frame_of_event(subscription.feed.topic, "refused", code=code))


def _first_position(subscription: Subscription) -> int:
    rules = find_topic(subscription.feed.topic.partition(":")[0])
    return rules.first_position(subscription.view) if rules is not None else 0
