# SPDX-License-Identifier: AGPL-3.0-or-later
"""The letters of an account, each in its person's language, to the address the account has."""

from typing import Any

from django.conf import settings
from django.urls import reverse

from ruche.kernel.users.models import User


def send_verification_code(user: User, code: str) -> None:
    """The code that proves the mailbox; typed on the page that waits for it."""
    _send(user, "verification", code=code)


def send_account_exists(user: User) -> None:
    """Somebody asked for an account with an address that has one: only its owner hears of it."""
    _send(user, "account_exists", sign_in_url=_absolute("account_login"), recovery_url=_absolute("account_reset_password"))


def send_recovery_link(user: User, link: str) -> None:
    _send(user, "recovery", link=link)


def send_password_changed(user: User) -> None:
    """A warning, in case it was somebody else."""
    _send(user, "password_changed", recovery_url=_absolute("account_reset_password"))


def _absolute(name: str) -> str:
    return f"{settings.PUBLIC_URL}{reverse(name)}"


def _send(user: User, letter: str, **context: Any) -> None:
    from ruche.kernel.mail.services import send_letter

    send_letter(to=user.email, template=f"users/mail/{letter}", context={"person": user, **context}, language=user.language)
