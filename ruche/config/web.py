# SPDX-License-Identifier: AGPL-3.0-or-later
"""The web process: uvicorn on the sockets that the supervisor opened."""

import gc
import os
import socket
import sys

from ruche.config.errors import spoken

_GRACE = 6  # seconds for requests under way when the end was asked for


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ruche.config.settings")
    import uvicorn

    from ruche.config.asgi import application
    from ruche.config.front.protocol import FrontProtocol
    from ruche.config.start_checks import check_start
    from ruche.kernel.realtime.protocol import UVICORN_OPTIONS

    check_start()
    sockets = [socket.socket(fileno=int(number)) for number in os.environ["RUCHE_SOCKETS"].split(",")]
    config = uvicorn.Config(
        application,
        http=FrontProtocol,
        loop="uvloop",
        lifespan="on",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        reset_contextvars=True,
        timeout_keep_alive=75,
        timeout_graceful_shutdown=_GRACE,
        **UVICORN_OPTIONS,
    )
    # What was loaded so far stays: the collector need not look through it again.
    gc.collect()
    gc.freeze()
    server = uvicorn.Server(config)
    server.run(sockets=sockets)
    return 0 if server.started else 1


if __name__ == "__main__":
    sys.exit(spoken(main))
