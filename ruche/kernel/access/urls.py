# SPDX-License-Identifier: AGPL-3.0-or-later
"""Pages of one organisation, under /o/<slug>/."""

from django.urls import URLPattern, URLResolver

app_name = "access"
urlpatterns: list[URLPattern | URLResolver] = []
