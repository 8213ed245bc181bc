# SPDX-License-Identifier: AGPL-3.0-or-later
"""How uvicorn is started: the same in the web process and in tests."""

from typing import Any

import uvicorn

from ruche.config.front.protocol import FrontProtocol
from ruche.config.front.types import Application
from ruche.kernel.realtime.protocol import UVICORN_OPTIONS

_GRACE = 6  # seconds for requests under way when the end was asked for
_KEEP_ALIVE = 75  # seconds: longer than usual proxies keep a connection they want to use again


def make_server(application: Application, **options: Any) -> uvicorn.Server:
    """`options` are uvicorn's and win over ours."""
    ours: dict[str, Any] = {
        "http": FrontProtocol,
        "loop": "uvloop",
        "lifespan": "on",
        "log_config": None,
        "log_level": "warning",
        "access_log": False,
        "server_header": False,
        "proxy_headers": False,
        "reset_contextvars": True,
        "timeout_keep_alive": _KEEP_ALIVE,
        "timeout_graceful_shutdown": _GRACE,
        **UVICORN_OPTIONS,
    }
    return uvicorn.Server(uvicorn.Config(application, **{**ours, **options}))
