# SPDX-License-Identifier: AGPL-3.0-or-later
"""A password for somebody who came in without one: made by a provider, or by a code."""

from typing import Any

from allauth.account import views as allauth_views
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse_lazy
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from ruche.kernel.sign_in.facts import facts_of
from ruche.kernel.sign_in.recent import check_recent
from ruche.kernel.users.views.limited import EntrancePage


@method_decorator(never_cache, name="dispatch")
class FirstPasswordView(EntrancePage, allauth_views.PasswordSetView):  # type: ignore[misc]
    """After a fresh proof. Whoever an organisation vouches for proves by a letter that the address is theirs."""

    template_name = "sign_in/first_password.html"
    success_url = reverse_lazy("users:preferences")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        if facts_of(request).organisation_id is not None and not request.user.has_usable_password():
            return redirect("account_reset_password")
        check_recent()
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return response

    def form_valid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)
        messages.success(self.request, _("Your password is kept. Other devices were signed out."))
        return response
