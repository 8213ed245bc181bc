# SPDX-License-Identifier: AGPL-3.0-or-later
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from ruche.kernel.errors import InvalidInput
from ruche.kernel.realtime import revoke
from ruche.kernel.security.text import clean_name
from ruche.kernel.users.models import User
from ruche.kernel.users.zones import time_zones


def update_preferences(
    user: User, *, name: str | None = None, language: str | None = None, theme: str | None = None, time_zone: str | None = None
) -> None:
    """Change what is given of a person's own settings; an empty time zone means the organisation's."""
    changed = []
    if name is not None:
        user.name = clean_name(name)
        changed.append("name")
    for field, value, allowed in (
        ("language", language, User.Language.values),
        ("theme", theme, User.Theme.values),
        ("time_zone", time_zone, ("", *time_zones())),
    ):
        if value is not None:
            if value not in allowed:
                raise InvalidInput.on(field, _("Choose one from the list."))
            setattr(user, field, value)
            changed.append(field)
    with transaction.atomic():
        user.save(update_fields=changed)
        revoke(user_id=user.pk)
