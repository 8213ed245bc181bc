# SPDX-License-Identifier: AGPL-3.0-or-later
from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "ruche.kernel.ui"
    label = "ui"
