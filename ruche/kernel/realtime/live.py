# SPDX-License-Identifier: AGPL-3.0-or-later
"""Everything live in one web process: the hub, what feeds it, and the clock that looks for what got lost."""

import asyncio
import logging
from collections.abc import Coroutine, Hashable, Mapping, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any
from uuid import UUID

from ruche.kernel.realtime.activations import Activations
from ruche.kernel.realtime.admissions import Admission, Wish, admit
from ruche.kernel.realtime.batches import Batch
from ruche.kernel.realtime.bus import Listener, line
from ruche.kernel.realtime.catch_ups import CatchUps
from ruche.kernel.realtime.doubts import tell_doubt
from ruche.kernel.realtime.envelopes import Announcement, Attendance, Circular, Envelope, Revocation, RollCall
from ruche.kernel.realtime.feeds import Feed
from ruche.kernel.realtime.gaps import Gaps
from ruche.kernel.realtime.hub import Hub
from ruche.kernel.realtime.identities import FRESH, Identities
from ruche.kernel.realtime.people_present import KIND
from ruche.kernel.realtime.presence import Presence
from ruche.kernel.realtime.process import announcer
from ruche.kernel.realtime.readers import Reader
from ruche.kernel.realtime.threads import Threads
from ruche.kernel.realtime.typing_signs import TypingSigns

if TYPE_CHECKING:
    from ruche.kernel.realtime.client import Client

logger = logging.getLogger(__name__)

PRESENCE = f"{KIND}:"
BEAT = 5.0  # seconds between two looks at the clock


class Live:
    def __init__(self) -> None:
        self.loop = asyncio.get_running_loop()
        self.threads = Threads()
        self.catch_ups = CatchUps(self.threads)
        self.gaps = Gaps(self)
        self.hub = Hub(self.loop, self.gaps.close)
        self.identities = Identities(self.threads)
        self.admissions: Batch[Wish, Admission | None] = Batch(self._admit, size=1000)
        self.strangers: set[Client] = set()  # who did not say yet who they are
        self.checked: set[Client] = set()  # who said so, and is not believed yet
        self._activations = Activations()
        self.typing = TypingSigns(self.loop)
        self.presence = Presence(self.loop, self.hub.publish)
        self._listener = Listener(line(), self._receive, self._recover)
        self._tasks: set[asyncio.Task[Any]] = set()

    def start(self) -> None:
        announcer.sockets = self
        self.spawn(self._listener.run())
        self.spawn(self._beat())

    async def stop(self) -> None:
        announcer.sockets = None
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self.threads.close()

    def spawn(self, work: Coroutine[Any, Any, None]) -> None:
        """Run beside everything else; a failure is logged and ends only that."""
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._ended)

    def announce(self, message: Announcement) -> None:
        """From any thread of this process: publish, or check rights again."""
        with suppress(RuntimeError):  # the loop has ended: there are no sockets any more
            self.loop.call_soon_threadsafe(self._receive, message)

    def joined(self, feed: Feed, member: tuple[UUID, str], reader: Reader, view: Hashable, *, is_away: bool) -> None:
        """A socket of a member follows a feed from now on."""
        if feed.organisation_id is not None and feed.topic.startswith(PRESENCE):
            self.presence.arrive(feed.organisation_id, member[0], is_away=is_away)
            reader.push(self.presence.snapshot(feed.organisation_id, view), feed)

    def left(self, feed: Feed, member: tuple[UUID, str], *, is_away: bool) -> None:
        if feed.organisation_id is not None and feed.topic.startswith(PRESENCE):
            self.presence.depart(feed.organisation_id, member[0], is_away=is_away)

    def turned(self, feed: Feed, member: tuple[UUID, str], *, is_away: bool) -> None:
        """Who follows a feed turned away from the page, or back to it."""
        if feed.organisation_id is not None and feed.topic.startswith(PRESENCE):
            self.presence.turn(feed.organisation_id, member[0], is_away=is_away)

    def _receive(self, message: Announcement) -> None:
        match message:
            case Envelope():
                self.hub.publish(message)
            case Circular():
                self.hub.spread(message)
            case Revocation(user_id, organisation_id, topic):
                if topic is not None:
                    self.hub.doubt(topic)
                else:
                    self._doubt(user_id, organisation_id)
            case Attendance():
                self.presence.receive(message)
            case RollCall():
                self.presence.repeat()

    def _doubt(self, user_id: UUID | None = None, organisation_id: UUID | None = None) -> None:
        """Check again the rights of a user, of an organisation, of a user there, or of everybody."""
        tell_doubt(user_id, organisation_id)
        if organisation_id is None:
            self.identities.doubt(user_id)
        if user_id is None:
            self._activations.forget()
        if user_id is None and organisation_id is not None:
            self.hub.doubt(organisation_id=organisation_id)
            return
        for client in self.hub.clients_of(user_id):
            client.doubt(organisation_id)

    def _recover(self) -> None:
        """The bus hears again, and nobody knows what was said meanwhile: anything may have changed."""
        self._doubt()
        self.hub.resync_all()
        self.spawn(self.gaps.look())
        announcer.announce(RollCall())

    async def _beat(self) -> None:
        while True:
            await asyncio.sleep(BEAT)
            try:
                await self._look_around()
            except Exception:
                logger.exception("The clock of live updates missed a beat.")

    async def _look_around(self) -> None:
        self.hub.tick()
        self.presence.beat()
        self.identities.sweep()
        if self._listener.is_deaf:
            self._doubt()
        for client in self.hub.clients_of(None):
            client.look_at_age(FRESH)
        await self.gaps.look()

    async def _admit(self, wishes: Sequence[Wish]) -> Mapping[Wish, Admission | None]:
        return await self.threads.run(lambda: admit(wishes, self._activations))

    def _ended(self, task: asyncio.Task[Any]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None and not isinstance(error, OSError):
            logger.error("Live updates failed.", exc_info=error)
