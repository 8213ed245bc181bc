# SPDX-License-Identifier: AGPL-3.0-or-later
from django.apps import AppConfig


class DirectoriesConfig(AppConfig):
    name = "ruche.kernel.directories"
    label = "directories"
