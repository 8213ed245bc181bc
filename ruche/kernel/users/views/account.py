# SPDX-License-Identifier: AGPL-3.0-or-later
from typing import Any

from allauth.account import views as allauth_views
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_http_methods

from ruche.kernel.security.limits import check_limit, give_back
from ruche.kernel.users.forms import PreferencesForm
from ruche.kernel.users.models import User
from ruche.kernel.users.next import safe_next
from ruche.kernel.users.preferences import remember_choices
from ruche.kernel.users.services import update_preferences
from ruche.kernel.users.views.limited import EntrancePage

_FIELDS = ("name", "language", "theme", "time_zone")


@require_http_methods(["GET", "HEAD", "POST"])
def preferences(request: HttpRequest) -> HttpResponse:
    """The page of one's own settings; a POST without a name is a quick switch, open to all."""
    if request.method == "POST" and "name" not in request.POST:
        return _switch(request)
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    form = PreferencesForm(request.POST or None, initial={name: getattr(request.user, name) for name in _FIELDS})
    if request.method == "POST" and form.is_valid():
        update_preferences(request.user, **form.cleaned_data)
        with override(request.user.language):
            messages.success(request, _("Your preferences are kept."))
        return redirect("users:preferences")
    status = 422 if form.errors else 200
    return render(request, "users/preferences.html", {"form": form}, status=status)


def _switch(request: HttpRequest) -> HttpResponse:
    wanted = {
        "language": _chosen(request, "language", User.Language.values),
        "theme": _chosen(request, "theme", User.Theme.values),
    }
    if request.user.is_authenticated:
        update_preferences(request.user, **{name: value for name, value in wanted.items() if value})
    response = HttpResponse(status=204) if request.headers.get("HX-Request") else redirect(_back(request))
    remember_choices(response, **wanted)
    return response


def _chosen(request: HttpRequest, name: str, allowed: list[str]) -> str:
    value = request.POST.get(name, "")
    return value if value in allowed else ""


def _back(request: HttpRequest) -> str:
    return safe_next(request.POST.get("next", "")) or reverse("start")


class PasswordView(EntrancePage, allauth_views.PasswordChangeView):  # type: ignore[misc]
    """Changing one's own password: other sessions end, this one stays."""

    template_name = "users/password.html"
    success_url = reverse_lazy("users:preferences")

    def count_attempt(self) -> None:
        check_limit("password_change", self.request.user.pk)

    def form_valid(self, form: Any) -> HttpResponse:
        give_back("password_change", self.request.user.pk)
        response: HttpResponse = super().form_valid(form)
        messages.success(self.request, _("Your password is changed. Other devices were signed out."))
        return response
