# SPDX-License-Identifier: AGPL-3.0-or-later
from django.apps import AppConfig


class LifecycleConfig(AppConfig):
    name = "ruche.kernel.lifecycle"
    label = "lifecycle"
