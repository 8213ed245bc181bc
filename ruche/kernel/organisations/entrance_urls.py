# SPDX-License-Identifier: AGPL-3.0-or-later
"""Ways into organisations, where none is set yet, and below them the pages of each organisation."""

from django.urls import include, path
from django.views.decorators.cache import cache_control

from ruche.kernel.organisations.middleware import SLUG
from ruche.kernel.organisations.views import choosing, creation, invited, joining, legal

# An address that opens a way in, and says to whom: no cache keeps its page, also when nobody is signed in.
_unkept = cache_control(private=True, no_store=True)

app_name = "organisations"
urlpatterns = [
    path("organisations/", choosing.choose, name="choose"),
    path("organisations/switcher/", choosing.switcher, name="switcher"),
    path("organisations/new/", creation.create, name="create"),
    path("organisations/new/modules/", creation.module_preview, name="module_preview"),
    path("organisations/new/address/", creation.slug_proposal, name="slug_proposal"),
    path("organisations/<str:slug>/logo/<str:digest>/", legal.logo, name="logo"),
    path("invitation/<str:token>/", _unkept(invited.invitation), name="invitation"),
    path("invitation/<str:token>/entry/", _unkept(invited.invitation_entry), name="invitation_entry"),
    path("invitation/<str:token>/acceptance/", _unkept(invited.invitation_acceptance), name="invitation_acceptance"),
    path("invitation/<str:token>/refusal/", _unkept(invited.invitation_refusal), name="invitation_refusal"),
    path("join/", _unkept(joining.join), name="join"),
    path("join/<str:code>/", _unkept(joining.join_code), name="join_code"),
    path(f"o/<str:{SLUG}>/", include("ruche.kernel.organisations.urls")),
]
