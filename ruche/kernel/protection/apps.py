# SPDX-License-Identifier: AGPL-3.0-or-later
from django.apps import AppConfig


class ProtectionConfig(AppConfig):
    name = "ruche.kernel.protection"
    label = "protection"
