# SPDX-License-Identifier: AGPL-3.0-or-later
"""The product's web process with as many door threads as there are writers; `without-bus` cuts its bus off: it neither speaks nor listens.

`python -m bench.realtime.peers.writing_web <threads> with-bus|without-bus`
"""

import asyncio
import os
import sys


def main(threads: int, bus: str) -> int:
    os.environ["DJANGO_SETTINGS_MODULE"] = "ruche.config.settings"
    import django

    django.setup()
    from ruche.config import web
    from ruche.config.front import doors
    from ruche.kernel.realtime.bus import Listener, Sender

    async def hear_nothing(self: Listener) -> None:
        self.is_deaf = False
        await asyncio.Event().wait()

    doors.THREADS = threads
    if bus == "without-bus":
        Sender.send = lambda self, message: None  # type: ignore[method-assign]
        Listener.run = hear_nothing  # type: ignore[method-assign]
    return web.main()


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), sys.argv[2]))
