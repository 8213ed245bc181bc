# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the worker does by itself, in one thread of its own: drain the outbox, start due schedules."""

import asyncio
import logging
import time
from concurrent.futures import ThreadPoolExecutor

from django.db import OperationalError, close_old_connections

from ruche.kernel.jobs.schedules import start_due_schedules
from ruche.kernel.outbox.draining import drain

_POLL = 1.0  # seconds between looks at the outbox when nobody wakes us
_TICK = 10.0  # seconds between looks at the schedules
_AFTER_MISTAKE = 10.0  # seconds to let pass when a round fails for a reason that is ours

logger = logging.getLogger(__name__)


class Rounds:
    def __init__(self, stop: asyncio.Event) -> None:
        self._stop = stop
        self._woken = asyncio.Event()
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="rounds")
        self._next_tick = 0.0

    def wake(self) -> None:
        """There is something in the outbox. Call it on the loop."""
        self._woken.set()

    async def run(self) -> None:
        """Until the worker stops; a round that has begun ends."""
        stopping = asyncio.create_task(self._stop.wait())
        while not self._stop.is_set():
            self._woken.clear()
            pause = await asyncio.get_running_loop().run_in_executor(self._thread, self._round)
            if not pause:
                continue
            waking = asyncio.create_task(self._woken.wait())
            await asyncio.wait((stopping, waking), timeout=pause, return_when=asyncio.FIRST_COMPLETED)
            waking.cancel()
        self._thread.shutdown()

    def _round(self) -> float:
        """One look at everything; returns the seconds until the next one, 0 when there may be more. Never raises."""
        close_old_connections()
        try:
            if time.monotonic() >= self._next_tick:
                self._next_tick = time.monotonic() + _TICK
                start_due_schedules()
            return 0 if drain() else _POLL
        except OperationalError as error:
            logger.warning("the database does not answer: %s", str(error).partition("\n")[0])
            return _POLL
        except Exception:
            logger.exception("a round of the worker failed")
            return _AFTER_MISTAKE
