# SPDX-License-Identifier: AGPL-3.0-or-later
from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from ruche.kernel.errors import InvalidInput
from ruche.kernel.security.text import clean_name
from ruche.kernel.users.models import User, clean_email
from ruche.kernel.users.services.passwords import check_new_password


def create_account(*, email: str, name: str, password: str, language: str = "", is_verified: bool = False) -> User:
    """A person who can sign in. Raises InvalidInput on `name`, `email` (malformed or taken) or `password`.

    `is_verified`: the mailbox is known to be theirs, so no letter asks.
    """
    email, name = _checked_email(email), clean_name(name)
    user = User(email=email, name=name, language=language or _current_language())
    check_new_password(password, user)
    user.set_password(password)
    try:
        with transaction.atomic():
            user.save(force_insert=True)
            EmailAddress.objects.create(user=user, email=email, primary=True, verified=is_verified)
    except IntegrityError:
        raise InvalidInput.on("email", _("There is an account with this address already."), code="taken") from None
    return user


def create_administrator(*, email: str, name: str, password: str) -> User:
    """A person who administers the whole instance; for the set-up page and `ruche createadmin`."""
    with transaction.atomic():
        user = create_account(email=email, name=name or email.partition("@")[0], password=password, is_verified=True)
        user.is_instance_admin = True
        user.save(update_fields=["is_instance_admin"])
    return user


def verify_address(user: User) -> None:
    """Note that a person reads the mail of their address."""
    EmailAddress.objects.update_or_create(user=user, email=user.email, defaults={"primary": True, "verified": True})


def _checked_email(email: str) -> str:
    kept = clean_email(email)
    try:
        validate_email(kept)
    except ValidationError:
        kept = ""
    if not kept or len(kept) > 254:
        raise InvalidInput.on("email", _("This is not an e-mail address. One looks like name@example.org."), code="malformed")
    return kept


def _current_language() -> str:
    language = (get_language() or settings.LANGUAGE_CODE)[:2]
    return language if language in User.Language.values else settings.LANGUAGE_CODE
