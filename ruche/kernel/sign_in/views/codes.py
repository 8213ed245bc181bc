# SPDX-License-Identifier: AGPL-3.0-or-later
"""Signing in with a code by e-mail instead of a password."""

from typing import Any

from allauth.account import views as allauth_views
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache

from ruche.kernel.jobs import enqueue
from ruche.kernel.security.addresses import client_address
from ruche.kernel.security.limits import check_limit
from ruche.kernel.users.entrance import has_mail_server
from ruche.kernel.users.models import email_key
from ruche.kernel.users.views.limited import EntrancePage


class _ByMail(EntrancePage):
    """There is no such page where no letter leaves."""

    def dispatch(self, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not has_mail_server():
            raise Http404
        response: HttpResponseBase = super().dispatch(*args, **kwargs)  # type: ignore[misc]
        return response


@method_decorator(never_cache, name="dispatch")
class CodeRequestView(_ByMail, allauth_views.RequestLoginCodeView):  # type: ignore[misc]
    template_name = "sign_in/code_request.html"

    def form_valid(self, form: Any) -> HttpResponse:
        account = email_key(form.cleaned_data["email"])
        check_limit("login_code", address=client_address(self.request), account=account)
        if form._user is None:  # the same work as for an address that has an account
            enqueue("sign_in.write_login_code", None, user_id=None, sealed="")
        response: HttpResponse = super().form_valid(form)
        return response


class CodeView(_ByMail, allauth_views.ConfirmLoginCodeView):  # type: ignore[misc]
    """Waits for the code of the letter."""

    template_name = "sign_in/code.html"

    def count_attempt(self) -> None:
        check_limit("login_code", address=client_address(self.request))
