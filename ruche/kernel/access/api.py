# SPDX-License-Identifier: AGPL-3.0-or-later
"""Routes under /api/v1/o/<slug>/."""

from django.urls import URLPattern, URLResolver

urlpatterns: list[URLPattern | URLResolver] = []
