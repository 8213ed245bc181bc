# SPDX-License-Identifier: AGPL-3.0-or-later
from django.apps import AppConfig


class ModulesConfig(AppConfig):
    name = "ruche.kernel.modules"
    label = "modules"

    def ready(self) -> None:
        from ruche.kernel.modules import checks  # noqa: F401  registers the checks
