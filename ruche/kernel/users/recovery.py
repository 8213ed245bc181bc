# SPDX-License-Identifier: AGPL-3.0-or-later
"""Ways back to a forgotten password. A link works once, for a day, and not after the person signed in again."""

import logging

from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.contrib.auth.tokens import default_token_generator
from django.urls import reverse

from ruche.kernel.errors import PermissionRefused
from ruche.kernel.jobs import enqueue
from ruche.kernel.users.letters import send_recovery_link
from ruche.kernel.users.models import User
from ruche.kernel.users.selectors import find_user_by_email

logger = logging.getLogger("ruche.accounts")


def ask_for_recovery(email: str) -> None:
    """Have a letter written to whoever has this address. Known or not, the same is done here, so it takes the same time."""
    user = find_user_by_email(email)
    enqueue("users.send_recovery_letter", None, user_id=user.pk if user else None)


def send_recovery_letter(person: User) -> None:
    send_recovery_link(person, _link(person))


def make_recovery_link(administrator: User, person: User) -> str:
    """A link for the instance's administrator to hand over. Logged, because whoever holds it can become that person."""
    if not administrator.is_instance_admin:
        raise PermissionRefused()
    logger.warning("A recovery link was made by an administrator", extra={"user_id": str(administrator.pk), "person_id": str(person.pk)})
    return _link(person)


def _link(user: User) -> str:
    keys = {"uidb36": user_pk_to_url_str(user), "key": default_token_generator.make_token(user)}
    return f"{settings.PUBLIC_URL}{reverse('account_reset_password_from_key', kwargs=keys)}"
