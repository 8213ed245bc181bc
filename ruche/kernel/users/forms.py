# SPDX-License-Identifier: AGPL-3.0-or-later
"""Forms of the account. Those of allauth keep its course of events and get our fields, words and rules."""

from typing import Any

from allauth.account import forms as allauth_forms
from allauth.account.models import Login
from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from ruche.kernel.errors import DomainError, InvalidInput
from ruche.kernel.security.addresses import client_address
from ruche.kernel.security.text import clean_name
from ruche.kernel.users.entrance import find_entrance
from ruche.kernel.users.errors import SignInRefused
from ruche.kernel.users.models import User, clean_email, email_key
from ruche.kernel.users.recovery import ask_for_recovery
from ruche.kernel.users.selectors import find_user_by_email
from ruche.kernel.users.services import create_account, prove_by_password
from ruche.kernel.users.services.passwords import check_new_password
from ruche.kernel.users.zones import time_zones


class EmailField(forms.EmailField):
    """An address, in the form in which it is kept."""

    def __init__(self, *, autocomplete: str = "email", **options: Any) -> None:
        attributes = {"autocomplete": autocomplete, "inputmode": "email", "autocapitalize": "none", "spellcheck": "false"}
        widget = forms.EmailInput(attrs=attributes)
        messages = {"invalid": _("This is not an e-mail address. One looks like name@example.org.")}
        super().__init__(label=_("E-mail address"), widget=widget, max_length=254, error_messages=messages, **options)

    def to_python(self, value: str | None) -> str:
        return clean_email(super().to_python(value) or "")


class PasswordField(forms.CharField):
    """Spaces count. What was typed is never part of an answer."""

    def __init__(self, label: Any, *, is_new: bool, **options: Any) -> None:
        attributes = {"autocomplete": "new-password" if is_new else "current-password"}
        super().__init__(label=label, strip=False, max_length=500, widget=forms.PasswordInput(attrs=attributes), **options)


class PersonNameField(forms.CharField):
    """A name, cleaned as the service keeps it."""

    def __init__(self) -> None:
        widget = forms.TextInput(attrs={"autocomplete": "name"})
        super().__init__(label=_("Your name"), max_length=120, widget=widget)

    def clean(self, value: Any) -> str:
        try:
            return clean_name(super().clean(value))
        except InvalidInput as refusal:
            raise forms.ValidationError(refusal.fields["name"]) from None


NEW_PASSWORD_HELP = _("At least 10 characters. Several words are easy to remember.")


class _Focused:
    """After a refusal the first wrong field has the focus."""

    def full_clean(self) -> None:
        super().full_clean()  # type: ignore[misc]
        names = [name for name in self.fields if name in self._errors]  # type: ignore[attr-defined]
        if self.is_bound and names:  # type: ignore[attr-defined]
            for field in self.fields.values():  # type: ignore[attr-defined]
                field.widget.attrs.pop("autofocus", None)
            self.fields[names[0]].widget.attrs["autofocus"] = True  # type: ignore[attr-defined]


class SignInForm(_Focused, allauth_forms.LoginForm):  # type: ignore[misc]
    password = PasswordField(_("Password"), is_new=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"] = EmailField(autocomplete="username")
        self.fields["login"].widget.attrs["autofocus"] = True
        self.order_fields(["login", "password"])

    def clean_login(self) -> str:
        return str(self.cleaned_data["login"])

    def _clean_with_password(self, credentials: dict[str, str]) -> dict[str, Any]:
        try:
            self.proof = prove_by_password(**credentials, address=client_address(self.request))
        except SignInRefused as refusal:
            self.add_error(refusal.field, refusal.message)
        else:
            self.user, self._login = self.proof.user, Login(user=self.proof.user, email=self.proof.user.email)
        return dict(self.cleaned_data)

    def login(self, request: HttpRequest, redirect_url: str | None = None) -> HttpResponse:
        from ruche.kernel.sign_in.entering import enter  # it knows organisations, which know people

        proof = self.proof
        return enter(request, proof.user, method=proof.method, organisation_id=proof.organisation_id, redirect_url=redirect_url)


class AddressForm(_Focused, forms.Form):
    """The first step of signing in."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"] = EmailField(autocomplete="username webauthn")
        self.fields["login"].widget.attrs["autofocus"] = True


class SignUpForm(_Focused, allauth_forms.SignupForm):  # type: ignore[misc]
    name = PersonNameField()

    field_order = ["name", "email", "password1"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"] = EmailField()
        self.fields["password1"] = PasswordField(_("Password"), is_new=True, help_text=NEW_PASSWORD_HELP)
        self.order_fields(self.field_order)

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"]
        self.account_already_exists = find_user_by_email(email) is not None
        return email

    def clean(self) -> dict[str, Any]:
        values = self.cleaned_data
        if "password1" in values:
            _check_new(self, "password1", User(email=values.get("email", ""), name=values.get("name", "")))
        return dict(values)

    def try_save(self, request: HttpRequest) -> tuple[User | None, HttpResponse | None]:
        if self.account_already_exists:
            User().set_password(self.cleaned_data["password1"])  # takes as long as making one
        result: tuple[User | None, HttpResponse | None] = super().try_save(request)
        return result

    def save(self, request: HttpRequest) -> User:
        """Make the account. Raises InvalidInput when somebody else has just taken the address."""
        values, entrance = self.cleaned_data, find_entrance(request)
        is_proven = entrance is not None and entrance.is_proven and email_key(entrance.email) == email_key(values["email"])
        return create_account(email=values["email"], name=values["name"], password=values["password1"], is_verified=is_proven)


class RecoveryForm(_Focused, allauth_forms.ResetPasswordForm):  # type: ignore[misc]
    email = EmailField(autocomplete="username")

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"])

    def save(self, request: HttpRequest, **kwargs: Any) -> str:
        email: str = self.cleaned_data["email"]
        ask_for_recovery(email)
        return email


class NewPasswordForm(_Focused, allauth_forms.ResetPasswordKeyForm):  # type: ignore[misc]
    password1 = PasswordField(_("New password"), is_new=True, help_text=NEW_PASSWORD_HELP)
    password2 = None

    def clean(self) -> dict[str, Any]:
        if "password1" in self.cleaned_data:
            _check_new(self, "password1", self.user)
        return dict(self.cleaned_data)


class ChangePasswordForm(_Focused, allauth_forms.ChangePasswordForm):  # type: ignore[misc]
    oldpassword = PasswordField(_("Current password"), is_new=False)
    password1 = PasswordField(_("New password"), is_new=True, help_text=NEW_PASSWORD_HELP)
    password2 = None

    def clean(self) -> dict[str, Any]:
        if "password1" in self.cleaned_data:
            _check_new(self, "password1", self.user)
        return dict(self.cleaned_data)


class FirstPasswordForm(_Focused, allauth_forms.SetPasswordForm):  # type: ignore[misc]
    password1 = PasswordField(_("New password"), is_new=True, help_text=NEW_PASSWORD_HELP)
    password2 = None

    def clean(self) -> dict[str, Any]:
        if "password1" in self.cleaned_data:
            _check_new(self, "password1", self.user)
        return dict(self.cleaned_data)


class VerificationForm(_Focused, allauth_forms.ConfirmEmailVerificationCodeForm):  # type: ignore[misc]
    code = forms.CharField(
        label=_("Code"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "spellcheck": "false", "autofocus": True}),
    )


class SetupForm(_Focused, forms.Form):
    """The first administrator. Services check; `refuse` puts what they say beside the fields."""

    name = PersonNameField()
    email = EmailField()
    password = PasswordField(_("Password"), is_new=True, help_text=NEW_PASSWORD_HELP)

    def refuse(self, refusal: DomainError) -> None:
        for field, sentences in refusal.fields.items():
            for sentence in sentences:
                self.add_error(field if field in self.fields else None, sentence)
        if not refusal.fields:
            self.add_error(None, refusal.message)


def _zones() -> list[tuple[str, Any]]:
    return [("", _("As the organisation")), *((zone, zone.replace("_", " ").replace("/", " / ")) for zone in time_zones())]


class PreferencesForm(_Focused, forms.Form):
    name = PersonNameField()
    language = forms.ChoiceField(label=_("Language"), choices=User.Language.choices)
    theme = forms.ChoiceField(
        label=_("Appearance"), choices=[("auto", _("As the device")), ("light", _("Light")), ("dark", _("Dark"))], widget=forms.RadioSelect
    )
    time_zone = forms.ChoiceField(label=_("Time zone"), choices=_zones, required=False)


def _check_new(form: Any, field: str, user: User) -> None:
    try:
        check_new_password(form.cleaned_data[field], user)
    except InvalidInput as refusal:
        form.add_error(field, refusal.fields["password"])
