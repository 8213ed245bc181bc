# SPDX-License-Identifier: AGPL-3.0-or-later
"""Letters about the safety of an account, each in its person's language. Demo people get none: nobody reads their mail."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext

from ruche.kernel.users.models import User


def send_login_code(user: User, code: str) -> None:
    """The code that stands for a password, once."""
    _send(user, "login_code", code=code)


def send_new_device(user: User, *, device: str, address: str, at: datetime) -> None:
    """A sign-in from a browser that the person did not use before."""
    with translation.override(user.language):
        named = device or gettext("an unknown device")
    _send(user, "new_device", device=named, address=address, at=_spoken(at, user), url=_absolute("sign_in:session_list"))


def send_factor_added(user: User, what: Any) -> None:
    with translation.override(user.language):
        words = str(what)
    _send(user, "factor_added", what=words, url=_absolute("sign_in:security"))


def send_factor_removed(user: User) -> None:
    _send(user, "factor_removed", url=_absolute("sign_in:security"))


def send_recovery_code_used(user: User, *, left: int) -> None:
    _send(user, "recovery_code_used", left=left, url=_absolute("sign_in:security"))


def send_tokens_revoked(user: User) -> None:
    """A long token of the API came twice: somebody may have copied it."""
    _send(user, "tokens_revoked", url=_absolute("sign_in:session_list"))


def send_address_code(user: User, *, to: str, code: str, new_email: str, stop_url: str) -> None:
    """The code that one of both mailboxes shows; the old one also gets the way to stop it."""
    _send(user, "address_code", to=to, code=code, new_email=new_email, stop_url=stop_url)


def send_address_changed(user: User, *, to: str, new_email: str) -> None:
    _send(user, "address_changed", to=to, new_email=new_email)


def send_deletion_asked(user: User, *, due_at: datetime) -> None:
    _send(user, "deletion_asked", due=_spoken(due_at, user), url=_absolute("sign_in:account_deletion"))


def send_deleted(user: User) -> None:
    """The last one, to an address that is forgotten right after it."""
    _send(user, "deleted")


def _spoken(at: datetime, user: User) -> str:
    with translation.override(user.language):
        return date_format(timezone.localtime(at, ZoneInfo(user.time_zone or settings.TIME_ZONE)), "DATETIME_FORMAT")


def _absolute(name: str) -> str:
    return f"{settings.PUBLIC_URL}{reverse(name)}"


def _send(user: User, letter: str, *, to: str = "", **context: Any) -> None:
    from ruche.kernel.mail.services import send_letter

    if user.is_demo:
        return
    send_letter(to=to or user.email, template=f"sign_in/mail/{letter}", context={"person": user, **context}, language=user.language)
