# SPDX-License-Identifier: AGPL-3.0-or-later
"""The web process: uvicorn on the sockets that the supervisor opened."""

import gc
import os
import socket
import sys

from ruche.config.errors import spoken


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ruche.config.settings")
    from ruche.config.asgi import application
    from ruche.config.front.server import make_server
    from ruche.config.start_checks import check_start

    check_start()
    sockets = [socket.socket(fileno=int(number)) for number in os.environ["RUCHE_SOCKETS"].split(",")]
    # What was loaded so far stays: the collector need not look through it again.
    gc.collect()
    gc.freeze()
    # The collector comes by the number of objects made: while 1,000 sockets reconnect 16 times instead of 500, which took
    # 0.2 s instead of 0.7 s in which nothing else happens.
    gc.set_threshold(20_000, 20, 50)
    # Who waits for Python gets it within a millisecond, not five: between its arrival and its delivery a message waits for it
    # five times, each time behind the page that is being made.
    sys.setswitchinterval(0.001)
    server = make_server(application)
    server.run(sockets=sockets)
    return 0 if server.started else 1


if __name__ == "__main__":
    sys.exit(spoken(main))
