# SPDX-License-Identifier: AGPL-3.0-or-later
from django.apps import AppConfig
from django.conf import settings


class JobsConfig(AppConfig):
    name = "ruche.kernel.jobs"
    label = "jobs"

    def ready(self) -> None:
        from ruche.kernel.jobs.registry import discover

        discover([app for app in settings.INSTALLED_APPS if app.startswith("ruche.kernel.")] + settings.MODULES.packages)
