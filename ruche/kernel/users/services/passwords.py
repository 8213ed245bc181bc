# SPDX-License-Identifier: AGPL-3.0-or-later
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F

from ruche.kernel.errors import InvalidInput
from ruche.kernel.realtime import revoke
from ruche.kernel.users.models import User


def check_new_password(password: str, user: User) -> None:
    """Raise InvalidInput on `password` when it is too short, too common or too close to who chose it."""
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise InvalidInput("", fields={"password": error.messages}, code="weak_password") from None


def change_password(user: User, *, password: str) -> None:
    """Keep a new password. Every session, token and live ticket of the person ends, save one that is told of it."""
    with transaction.atomic():
        user.set_password(password)
        user.save(update_fields=["password"])
        end_sessions(user)


def end_sessions(user: User) -> None:
    """Sign a person out everywhere."""
    with transaction.atomic():
        User.objects.filter(pk=user.pk).update(session_epoch=F("session_epoch") + 1)
        user.refresh_from_db(fields=["session_epoch"])
        revoke(user_id=user.pk)
