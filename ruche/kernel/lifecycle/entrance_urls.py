# SPDX-License-Identifier: AGPL-3.0-or-later
"""Pages of people who have no account, and below them those of each organisation."""

from django.urls import URLPattern, URLResolver, include, path
from django.views.decorators.cache import cache_control

from ruche.kernel.lifecycle.views import consents
from ruche.kernel.organisations.middleware import SLUG

# An address that answers for a child: no cache keeps its page.
_unkept = cache_control(private=True, no_store=True)

app_name = "lifecycle"
urlpatterns: list[URLPattern | URLResolver] = [
    path("consent/<str:token>/", _unkept(consents.consent), name="consent"),
    path("consent/<str:token>/agreement/", _unkept(consents.consent_agreement), name="consent_agreement"),
    path("consent/<str:token>/refusal/", _unkept(consents.consent_refusal), name="consent_refusal"),
    path("consent/<str:token>/withdrawal/", _unkept(consents.consent_withdrawal), name="consent_withdrawal"),
    path("waiting/<str:slug>/agreement/", consents.child_agreement, name="child_agreement"),
    path(f"o/<str:{SLUG}>/", include("ruche.kernel.lifecycle.urls")),
]
