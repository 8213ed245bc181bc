# SPDX-License-Identifier: AGPL-3.0-or-later
"""Pages of one organisation, under /o/<slug>/. entrance_urls.py mounts them, so that both share a namespace."""

from django.urls import URLPattern, URLResolver, path

from ruche.kernel.sign_in.views import policy

urlpatterns: list[URLPattern | URLResolver] = [path("settings/sign-in/", policy.policy, name="policy")]
