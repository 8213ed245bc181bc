# SPDX-License-Identifier: AGPL-3.0-or-later
"""The product's web process with its bus cut off: it neither speaks nor listens. `python -m bench.realtime.peers.without_bus`"""

import asyncio
import os
import sys


def main() -> int:
    os.environ["DJANGO_SETTINGS_MODULE"] = "ruche.config.settings"
    from ruche.config import web
    from ruche.kernel.realtime.bus import Listener, Sender

    async def hear_nothing(self: Listener) -> None:
        self.is_deaf = False
        await asyncio.Event().wait()

    Sender.send = lambda self, message: None  # type: ignore[method-assign]
    Listener.run = hear_nothing  # type: ignore[method-assign]
    return web.main()


if __name__ == "__main__":
    sys.exit(main())
