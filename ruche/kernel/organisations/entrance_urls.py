# SPDX-License-Identifier: AGPL-3.0-or-later
"""Ways into organisations, where none is set yet, and below them the pages of each organisation."""

from django.urls import include, path

from ruche.kernel.organisations.middleware import SLUG
from ruche.kernel.organisations.views import choosing, creation, invited, joining

app_name = "organisations"
urlpatterns = [
    path("organisations/", choosing.choose, name="choose"),
    path("organisations/switcher/", choosing.switcher, name="switcher"),
    path("organisations/new/", creation.create, name="create"),
    path("organisations/new/modules/", creation.module_preview, name="module_preview"),
    path("organisations/new/address/", creation.slug_proposal, name="slug_proposal"),
    path("invitation/<str:token>/", invited.invitation, name="invitation"),
    path("invitation/<str:token>/entry/", invited.invitation_entry, name="invitation_entry"),
    path("invitation/<str:token>/acceptance/", invited.invitation_acceptance, name="invitation_acceptance"),
    path("invitation/<str:token>/refusal/", invited.invitation_refusal, name="invitation_refusal"),
    path("join/", joining.join, name="join"),
    path("join/<str:code>/", joining.join_code, name="join_code"),
    path(f"o/<str:{SLUG}>/", include("ruche.kernel.organisations.urls")),
]
