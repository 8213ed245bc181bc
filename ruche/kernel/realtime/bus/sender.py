# SPDX-License-Identifier: AGPL-3.0-or-later
import atexit
import logging
import threading
from collections import deque
from collections.abc import Callable

from ruche.kernel.realtime.bus.line import Line, LineLostError, Speaker

logger = logging.getLogger(__name__)

# What waits while the line is down. Beyond, the oldest go: other processes find what they miss by revision.
MAX_WAITING = 10_000
AT_ONCE = 200
LONGEST_PAUSE = 5.0  # seconds
# After each statement. A lone message goes at once; of many a statement takes those of twenty milliseconds together.
GATHERING = 0.02


class Sender:
    """Speaks to the other processes from a thread of its own, on one connection: nobody ever waits for the bus.

    Whatever is said while a statement is under way goes into the next one, so batches form by themselves.
    """

    def __init__(self, line: Callable[[], Line]) -> None:
        self._line = line
        self._waiting: deque[str] = deque(maxlen=MAX_WAITING)
        self._changed = threading.Condition()
        self._thread: threading.Thread | None = None
        self._is_closing = threading.Event()

    def send(self, message: str) -> None:
        """Callable from any thread; returns at once."""
        with self._changed:
            self._waiting.append(message)
            if self._thread is None:
                self._start()
            self._changed.notify()

    def close(self, timeout: float = 2.0) -> None:
        """Say what waits, within `timeout` seconds, and hang up. A later `send` starts anew."""
        with self._changed:
            thread, self._thread = self._thread, None
            self._is_closing.set()
            self._changed.notify()
        if thread is not None:
            thread.join(timeout)
            atexit.unregister(self.close)

    def _start(self) -> None:
        self._is_closing.clear()
        self._thread = threading.Thread(target=self._work, name="ruche-bus", daemon=True)
        self._thread.start()
        atexit.register(self.close)

    def _work(self) -> None:
        speaker: Speaker | None = None
        pause = 0.1
        while batch := self._next():
            try:
                speaker = speaker or self._line().connect()
                speaker.say(batch)
                pause = 0.1
                self._is_closing.wait(GATHERING)
            except LineLostError as lost:
                logger.warning("The bus of live updates cannot be reached: %s.", lost)
                _hang_up(speaker)
                speaker = None
                self._put_back(batch)
                if self._is_closing.wait(pause):
                    break
                pause = min(pause * 2, LONGEST_PAUSE)
            except Exception:
                logger.exception("The bus of live updates refused messages.")  # the messages themselves: they would never pass
                _hang_up(speaker)
                speaker = None
        _hang_up(speaker)

    def _next(self) -> list[str]:
        """Wait for something to say; nothing when closing."""
        with self._changed:
            while not self._waiting and not self._is_closing.is_set():
                self._changed.wait()
            return [self._waiting.popleft() for _ in range(min(AT_ONCE, len(self._waiting)))]

    def _put_back(self, batch: list[str]) -> None:
        with self._changed:
            self._waiting.extendleft(reversed(batch[: MAX_WAITING - len(self._waiting)]))


def _hang_up(speaker: Speaker | None) -> None:
    if speaker is not None:
        try:
            speaker.close()
        except Exception:
            logger.debug("The bus of live updates was closed.", exc_info=True)
