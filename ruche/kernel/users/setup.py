# SPDX-License-Identifier: AGPL-3.0-or-later
"""The first administrator: one link, printed at the start of an instance without people, that works once within a week."""

import secrets
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac

from ruche.kernel.errors import NotFound
from ruche.kernel.security.facts import drop_fact, find_fact, keep_fact
from ruche.kernel.users.models import User
from ruche.kernel.users.services import create_administrator

_FACT = "setup_link"
_LASTS = timedelta(days=7)


def create_setup_link() -> str:
    """A new link; one made before opens nothing any more. Only a hash of it is kept."""
    token = secrets.token_urlsafe(32)
    keep_fact(_FACT, {"hash": _hash(token), "expires_at": (timezone.now() + _LASTS).isoformat()})
    return f"{settings.PUBLIC_URL}{reverse('users:setup', args=[token])}"


def check_setup_token(token: str) -> None:
    """Raise NotFound unless the link is open."""
    fact = find_fact(_FACT)
    is_open = fact is not None and datetime.fromisoformat(fact["expires_at"]) > timezone.now()
    if not is_open or not constant_time_compare(fact["hash"], _hash(token)):
        raise NotFound()


def use_setup_link(token: str, *, name: str, email: str, password: str) -> User:
    """Make the first administrator. The link is used up with it, also when two people open it at once."""
    check_setup_token(token)
    with transaction.atomic():
        user = create_administrator(email=email, name=name, password=password)
        if not drop_fact(_FACT):
            raise NotFound()
    return user


def _hash(token: str) -> str:
    return salted_hmac("ruche.setup", token, algorithm="sha256").hexdigest()
