# SPDX-License-Identifier: AGPL-3.0-or-later
from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "ruche.kernel.search"
    label = "search"
