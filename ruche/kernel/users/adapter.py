# SPDX-License-Identifier: AGPL-3.0-or-later
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from ruche.kernel.security.addresses import client_address
from ruche.kernel.security.limits import check_limit
from ruche.kernel.users import letters
from ruche.kernel.users.entrance import may_sign_up
from ruche.kernel.users.models import User, email_key
from ruche.kernel.users.selectors import find_user_by_email
from ruche.kernel.users.services import change_password


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Where allauth meets Ruche: accounts are made, written to and changed by our services, and our limits count."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "enter_current_password": _("This is not your current password."),
        "incorrect_code": _("This code is wrong. Look at the latest letter."),
        "incorrect_password": _("This is not your password."),
        "invalid_password_reset": _("This recovery link was used already, or is too old."),
        "too_many_login_attempts": _("The code was wrong three times. Sign in to get a new one."),
        "rate_limited": _("A letter has just left. Wait a little before asking for another one."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return may_sign_up(request)

    def set_password(self, user: User, password: str) -> None:
        change_password(user, password=password)

    def get_client_ip(self, request: HttpRequest) -> str:
        return client_address(request)

    def add_message(self, request: HttpRequest, level: int, message_template: str | None = None, *args: Any, **kwargs: Any) -> None:
        """Only what our pages do not say themselves: allauth's own toasts (signed in, signed out…) tell nobody anything new."""
        if kwargs.get("message"):
            super().add_message(request, level, None, *args, **kwargs)

    def send_confirmation_mail(self, request: HttpRequest, emailconfirmation: Any, signup: bool) -> None:
        user = emailconfirmation.email_address.user
        check_limit("verification_letter", user.email_key)
        letters.send_verification_code(user, emailconfirmation.key)

    def send_account_already_exists_mail(self, email: str) -> None:
        check_limit("verification_letter", email_key(email))
        if user := find_user_by_email(email):
            letters.send_account_exists(user)

    def send_notification_mail(self, template_prefix: str, user: User, *args: Any, **kwargs: Any) -> None:
        letters.send_password_changed(user)

    def _delete_login_attempts_cached_email(self, request: HttpRequest, **credentials: Any) -> None:
        """allauth's own count, which is off."""
