# SPDX-License-Identifier: AGPL-3.0-or-later
import asyncio
import logging
from collections.abc import Callable

from ruche.kernel.realtime.bus.line import Line
from ruche.kernel.realtime.envelopes import Announcement, unpack
from ruche.kernel.realtime.patience import jittered

logger = logging.getLogger(__name__)

LONGEST_PAUSE = 5.0  # seconds


class Listener:
    """Hears the other processes. What was said while it could not hear is lost: `missed` is called when it hears again."""

    def __init__(self, line: Line, receive: Callable[[Announcement], None], missed: Callable[[], None]) -> None:
        self._line = line
        self._receive = receive
        self._missed = missed
        self.is_deaf = True

    async def run(self) -> None:
        """For as long as the process serves sockets; ends by cancelling."""
        pause = 0.1
        while True:
            try:
                async for packed in self._line.listen():
                    self._hear(packed)
                    pause = 0.1
            except Exception as error:  # noqa: BLE001  whatever the line throws, it is lost
                logger.warning("The bus of live updates was lost: %s.", type(error).__name__)
            self.is_deaf = True
            await asyncio.sleep(jittered(pause))
            pause = min(pause * 2, LONGEST_PAUSE)

    def _hear(self, packed: str | None) -> None:
        if packed is None:
            self.is_deaf = False
            self._missed()
            return
        try:
            message = unpack(packed)
        except ValueError:
            logger.warning("The bus of live updates brought something unreadable.")
            return
        if message is not None:
            self._receive(message)
