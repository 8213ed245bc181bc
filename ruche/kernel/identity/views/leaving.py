# SPDX-License-Identifier: AGPL-3.0-or-later
from typing import Any

from allauth.idp.oidc.views import LogoutView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _


class ProviderLogoutView(LogoutView):  # type: ignore[misc]
    """Another program says that somebody left it, and asks whether they leave here too. They are always asked."""

    template_name = "identity/leaving.html"

    def form_invalid(self, form: Any) -> HttpResponse:
        sentence = _("The application asked for something that cannot be done.")
        return render(self.request, "identity/authorization_refused.html", {"sentence": sentence}, status=400)

    def _must_ask(self, form: Any) -> bool:
        request: HttpRequest = self.request
        return bool(request.user.is_authenticated)
