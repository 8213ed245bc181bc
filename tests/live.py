# SPDX-License-Identifier: AGPL-3.0-or-later
"""The product itself for browser tests: its web process in a thread, on the test's database."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from socket import create_server
from typing import Any

import uvicorn


@contextmanager
def live_server(port: int = 0) -> Iterator[str]:
    """Yields the address; a free port unless one is named. The database is the one that Django's settings name at this moment."""
    from ruche.config.asgi import application
    from ruche.config.front.protocol import FrontProtocol
    from ruche.kernel.realtime.protocol import UVICORN_OPTIONS

    listener = create_server(("127.0.0.1", port))
    options: dict[str, Any] = {"http": FrontProtocol, "lifespan": "on", "log_config": None, "access_log": False, **UVICORN_OPTIONS}
    server = uvicorn.Server(uvicorn.Config(application, timeout_graceful_shutdown=2, reset_contextvars=True, **options))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, name="live-server", daemon=True)
    thread.start()
    _wait_until(lambda: server.started or not thread.is_alive())
    try:
        yield f"http://localhost:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(10)
        listener.close()


def _wait_until(is_done: Any) -> None:
    end = time.monotonic() + 15
    while not is_done():
        if time.monotonic() > end:
            raise RuntimeError("The web process did not start within 15 seconds.")
        time.sleep(0.02)
