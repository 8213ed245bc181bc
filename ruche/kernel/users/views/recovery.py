# SPDX-License-Identifier: AGPL-3.0-or-later
from typing import Any

from allauth.account import views as allauth_views
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from ruche.kernel.security.addresses import client_address
from ruche.kernel.security.limits import check_limit, forget_attempts
from ruche.kernel.users.letters import send_password_changed
from ruche.kernel.users.models import email_key
from ruche.kernel.users.views.limited import EntrancePage, administrators_context


@method_decorator(never_cache, name="dispatch")
class RecoveryView(EntrancePage, allauth_views.PasswordResetView):  # type: ignore[misc]
    template_name = "users/recovery.html"

    def form_valid(self, form: Any) -> HttpResponse:
        check_limit("recovery", address=client_address(self.request), account=email_key(form.cleaned_data["email"]))
        form.save(self.request)
        return redirect("account_reset_password_done")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), **administrators_context()}


class RecoverySentView(EntrancePage, allauth_views.PasswordResetDoneView):  # type: ignore[misc]
    template_name = "users/recovery_sent.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), **administrators_context()}


@method_decorator(never_cache, name="dispatch")
class NewPasswordView(EntrancePage, allauth_views.PasswordResetFromKeyView):  # type: ignore[misc]
    """Opened by a recovery link. The key moves from the address into the session, so no other page gets to see it."""

    template_name = "users/new_password.html"

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        if kwargs["key"] != self.reset_url_key:
            check_limit("recovery_link", client_address(request))
        return super().dispatch(request, *args, **kwargs)

    def form_valid(self, form: Any) -> HttpResponse:
        form.save()
        self.request.session.pop(allauth_views.INTERNAL_RESET_SESSION_KEY, None)
        forget_attempts("sign_in", account=self.reset_user.email_key)
        send_password_changed(self.reset_user)
        messages.success(self.request, _("Your password is changed. Sign in with it."))
        return redirect("account_login")
