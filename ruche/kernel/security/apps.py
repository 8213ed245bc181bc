# SPDX-License-Identifier: AGPL-3.0-or-later
from logging.config import dictConfig

from django.apps import AppConfig
from django.conf import settings


class SecurityConfig(AppConfig):
    name = "ruche.kernel.security"
    label = "security"

    def ready(self) -> None:
        dictConfig(settings.LOGGING)
