# SPDX-License-Identifier: AGPL-3.0-or-later
from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "ruche.kernel.api"
    label = "api"

    def ready(self) -> None:
        from ruche.kernel.api import schema  # noqa: F401  registers how to sign in
