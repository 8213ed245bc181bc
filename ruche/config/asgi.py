# SPDX-License-Identifier: AGPL-3.0-or-later
"""The ASGI application that uvicorn runs: pages through the front, sockets to the hub."""

import os
from functools import partial

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ruche.config.settings")

from ruche.config.environment import read_environment
from ruche.config.front.application import Front, has_doors, serves_pages, with_lifespan
from ruche.config.front.doors import Doors, find_doors
from ruche.config.front.static import StaticFiles
from ruche.config.wsgi import application as pages
from ruche.kernel.doors.identities import Identities
from ruche.kernel.doors.serving import serve
from ruche.kernel.realtime.socket import live_app

_environment = read_environment()
application = with_lifespan(
    Front(
        environment=_environment,
        pages=pages,
        live=live_app,
        static=StaticFiles(looks_again=_environment.is_development),
        has_pages=serves_pages(),
        doors=Doors(find_doors(), partial(serve, identities=Identities())) if has_doors() else None,
    ),
    start=live_app.start,
    stop=live_app.stop,
)
