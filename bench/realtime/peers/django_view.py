# SPDX-License-Identifier: AGPL-3.0-or-later
"""The same write as a plain Django view under ASGIHandler: the product's middlewares and service, no door, no threads of ours.

Under ASGI each request has a thread of its own, so connections come from psycopg's pool: without one each request would
open its own. `python -m bench.realtime.peers.django_view`
"""

import json
import os
import socket
import sys
from typing import Any
from uuid import UUID


def post(request: Any, channel_id: UUID) -> Any:
    from django.http import JsonResponse

    from ruche.modules.chat.selectors import message_data
    from ruche.modules.chat.services import post_message

    asked = json.loads(request.body)
    posted = post_message(request.actor, channel_id=channel_id, client_id=UUID(asked["client_id"]), body=asked["body"])
    return JsonResponse(message_data(posted.message), status=201 if posted.is_new else 200)


def _addresses() -> list[Any]:
    from django.http import HttpResponse
    from django.urls import include, path

    from ruche.config import urls
    from ruche.kernel.organisations.middleware import SLUG

    ours = [
        path(f"api/v1/o/<str:{SLUG}>/chat/channels/<uuid:channel_id>/messages/", post),
        path("readyz", lambda _request: HttpResponse("ok")),
    ]
    return [*ours, path("", include(urls.urlpatterns))]


def main() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "ruche.config.settings"
    import uvicorn
    from django.conf import settings
    from django.core.asgi import get_asgi_application

    database = settings.DATABASES["default"]
    settings.DATABASES = {"default": {**database, "CONN_MAX_AGE": 0, "CONN_HEALTH_CHECKS": False}}
    settings.DATABASES["default"]["OPTIONS"] = {**database["OPTIONS"], "pool": {"min_size": 2, "max_size": 16}}
    settings.ROOT_URLCONF = __name__
    application = get_asgi_application()
    sys.modules[__name__].urlpatterns = _addresses()  # type: ignore[attr-defined]
    listener = socket.socket(fileno=int(os.environ["RUCHE_SOCKETS"]))
    options = {"loop": "uvloop", "lifespan": "off", "log_level": "warning", "access_log": False, "timeout_keep_alive": 75}
    uvicorn.Server(uvicorn.Config(application, **options)).run(sockets=[listener])  # type: ignore[arg-type]


if __name__ == "__main__":
    sys.modules["bench.realtime.peers.django_view"] = sys.modules["__main__"]
    main()
