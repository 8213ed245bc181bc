# SPDX-License-Identifier: AGPL-3.0-or-later
"""Pages of one organisation, under /o/<slug>/. entrance_urls.py mounts them, so that both share a namespace."""

from django.urls import URLPattern, URLResolver, path

from ruche.kernel.lifecycle.views import batches

_BATCH = "settings/invitations/import/<uuid:batch_id>/"

urlpatterns: list[URLPattern | URLResolver] = [
    path("settings/invitations/import/", batches.invitation_import, name="invitation_import"),
    path(_BATCH, batches.invitation_batch, name="invitation_batch"),
    path(f"{_BATCH}sending/", batches.invitation_batch_sending, name="invitation_batch_sending"),
]
