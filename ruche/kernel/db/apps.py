# SPDX-License-Identifier: AGPL-3.0-or-later
from django.apps import AppConfig


class DatabaseConfig(AppConfig):
    name = "ruche.kernel.db"
    label = "kernel"

    def ready(self) -> None:
        from ruche.kernel.db import checks  # noqa: F401  registers the checks
