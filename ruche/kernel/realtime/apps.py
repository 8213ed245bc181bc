# SPDX-License-Identifier: AGPL-3.0-or-later
from django.apps import AppConfig


class RealtimeConfig(AppConfig):
    name = "ruche.kernel.realtime"
    label = "realtime"

    def ready(self) -> None:
        from ruche.kernel.realtime.sessions import watch_sessions

        watch_sessions()
