# SPDX-License-Identifier: AGPL-3.0-or-later
"""Pages of one organisation, under /o/<slug>/. entrance_urls.py mounts them, so that both share a namespace."""

from django.urls import URLPattern, URLResolver, path

from ruche.kernel.lifecycle.views import batches, minors

_BATCH = "settings/invitations/import/<uuid:batch_id>/"

_MINOR = "settings/minors/<uuid:membership_id>/"

urlpatterns: list[URLPattern | URLResolver] = [
    path("settings/invitations/minor/", minors.minor_invitation, name="minor_invitation"),
    path("settings/minors/", minors.minor_list, name="minor_list"),
    path("settings/minors/search/", minors.minor_search, name="minor_search"),
    path(_MINOR, minors.minor_detail, name="minor_detail"),
    path(f"{_MINOR}birthday/", minors.minor_declaration, name="minor_declaration"),
    path(f"{_MINOR}letter/", minors.minor_letter, name="minor_letter"),
    path(f"{_MINOR}paper/", minors.minor_paper, name="minor_paper"),
    path(f"{_MINOR}withdrawal/", minors.minor_withdrawal, name="minor_withdrawal"),
    path("settings/invitations/import/", batches.invitation_import, name="invitation_import"),
    path(_BATCH, batches.invitation_batch, name="invitation_batch"),
    path(f"{_BATCH}sending/", batches.invitation_batch_sending, name="invitation_batch_sending"),
]
