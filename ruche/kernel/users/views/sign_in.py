# SPDX-License-Identifier: AGPL-3.0-or-later
from contextlib import suppress
from typing import Any

from allauth.account import views as allauth_views
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from ruche.kernel.errors import InvalidInput
from ruche.kernel.realtime import revoke
from ruche.kernel.security.addresses import client_address
from ruche.kernel.security.limits import check_limit
from ruche.kernel.users.entrance import find_entrance, has_mail_server
from ruche.kernel.users.forms import AddressForm, VerificationForm
from ruche.kernel.users.models import User, email_key
from ruche.kernel.users.preferences import remember_choices
from ruche.kernel.users.views.limited import EntrancePage


class SignInView(EntrancePage, allauth_views.LoginView):  # type: ignore[misc]
    """Two steps: the address, then the password or whatever signs in that address. A form with both needs one."""

    template_name = "users/sign_in.html"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if "password" in request.POST:
            return super().post(request, *args, **kwargs)
        form = AddressForm(request.POST)
        is_second = form.is_valid()
        context = self.get_context_data(form=self._second_step(form.cleaned_data["login"]) if is_second else form, is_second=is_second)
        response: HttpResponse = self.render_to_response(context, status=200 if is_second else 422)
        return response

    def _second_step(self, login: str) -> Any:
        form = self.get_form_class()(**{**self.get_form_kwargs(), "data": None, "files": None})
        form.initial = {"login": login}
        form.fields["login"].widget.attrs.pop("autofocus", None)
        form.fields["password"].widget.attrs["autofocus"] = True
        return form

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        from ruche.kernel.sign_in.ways import ways_in  # it knows organisations, which know people

        context = super().get_context_data(**kwargs)
        is_second = kwargs.get("is_second", False) or "password" in self.request.POST
        login = str(context["form"]["login"].value() or "") if is_second else ""
        return {**context, "is_second": is_second, **ways_in(self.request, login, context["organisation"])}


class SignUpView(EntrancePage, allauth_views.SignupView):  # type: ignore[misc]
    template_name = "users/sign_up.html"
    template_name_signup_closed = "users/sign_up_closed.html"

    def count_attempt(self) -> None:
        check_limit("sign_up", client_address(self.request))

    def get_initial(self) -> dict[str, Any]:
        entrance = find_entrance(self.request)
        invited = {"name": entrance.name, "email": entrance.email} if entrance else {"email": ""}
        return {**super().get_initial(), **invited}

    def form_valid(self, form: Any) -> HttpResponseBase:
        if has_mail_server():
            return self._completed(form)  # a code by e-mail tells only the owner of the address
        if find_entrance(self.request) is None:
            return self._without_telling(form)
        if form.account_already_exists:
            return self._taken(form)
        return self._completed(form)

    def _completed(self, form: Any) -> HttpResponseBase:
        try:
            response: HttpResponseBase = super().form_valid(form)
        except InvalidInput:
            return self._taken(form)
        return response

    def _taken(self, form: Any) -> HttpResponse:
        form.add_error("email", _("There is an account with this address already. Sign in with it instead."))
        return self.form_invalid(form)

    def _without_telling(self, form: Any) -> HttpResponse:
        """Anybody may ask here, and no letter can: a new address and a known one get the same answer."""
        if form.account_already_exists:
            User().set_password(form.cleaned_data["password1"])  # takes as long
        else:
            with suppress(InvalidInput):  # somebody was faster: then it is a known one
                form.save(self.request)
        messages.info(self.request, _("If this address was not in use, its account is ready: sign in with the password you chose."))
        return redirect(self.passthrough_next_url(reverse("account_login")))


class VerificationView(EntrancePage, allauth_views.ConfirmEmailVerificationCodeView):  # type: ignore[misc]
    """Waits for the code of the letter."""

    template_name = "users/verification.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        return {**context, "form": context["verify_form"]} if "code" in context["form"].fields else {**context, "form": VerificationForm()}

    def count_attempt(self) -> None:
        if self._action == "verify":
            account = email_key(self._process.state["email"])
            check_limit("verification_code", address=client_address(self.request), account=account)


@method_decorator(never_cache, name="dispatch")
class SignOutView(allauth_views.LogoutView):  # type: ignore[misc]
    """By POST only; a GET asks. The browser forgets what it kept of the person, the look and language stay."""

    template_name = "users/sign_out.html"

    def post(self, *args: Any, **kwargs: Any) -> HttpResponseBase:
        user = self.request.user
        response: HttpResponse = super().post(*args, **kwargs)
        response["Clear-Site-Data"] = '"cache", "storage"'
        if user.is_authenticated:
            revoke(user_id=user.pk)
            remember_choices(response, language=user.language, theme=user.theme)
        return response


def after_sign_in(request: HttpRequest) -> str:
    """Where somebody who is signed in already is led from the entrance."""
    return settings.LOGIN_REDIRECT_URL if request.user.is_authenticated else reverse("account_login")


def account_email(request: HttpRequest) -> HttpResponse:
    """allauth leads here after a code that belongs to nobody waiting."""
    return redirect(after_sign_in(request))
