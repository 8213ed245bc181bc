# SPDX-License-Identifier: AGPL-3.0-or-later
import re
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext as _

from ruche.kernel.access.actor import Actor
from ruche.kernel.errors import InvalidInput
from ruche.kernel.modules.signals import announce
from ruche.kernel.security.text import clean_name, clean_text
from ruche.kernel.text import fold, is_blank
from ruche.modules.people.models import Profile
from ruche.modules.people.permissions import UPDATE_PROFILE
from ruche.modules.people.signals import PROFILE_UPDATED

MOST_WORDS = 20  # skills, and languages
_LONGEST_WORD = 40
_LONGEST_TEXT = 1000


def update_profile(actor: Actor, **changes: Any) -> Profile:
    """Change some of one's own title, pronouns, phone, email, skills, languages, text (keywords).

    Raises InvalidInput that names every field that is wrong.
    """
    actor.require(UPDATE_PROFILE)
    values = _checked(changes)
    with transaction.atomic():
        profile: Profile = Profile.objects.select_for_update().get_or_create(membership=actor.membership)[0]
        for field, value in values.items():
            setattr(profile, field, value)
        profile.search_key = fold(" ".join([profile.title, *profile.skills, *profile.languages]))
        profile.save()
        announce(PROFILE_UPDATED, actor.organisation_id, membership_id=actor.membership.pk)
    return profile


def _checked(changes: dict[str, Any]) -> dict[str, Any]:
    values, faults = {}, {}
    for field, value in changes.items():
        try:
            values[field] = _CHECKS[field](field, value)
        except InvalidInput as error:
            faults.update(error.fields)
    if faults:
        raise InvalidInput(fields=faults)
    return values


def _line(length: int) -> Any:
    return lambda field, value: "" if is_blank(value) else clean_name(value, field=field, max_length=length)


def _phone(field: str, value: str) -> str:
    """As people write it; enough digits to be one."""
    kept: str = _line(40)(field, value)
    if kept and (re.search(r"[^0-9+(). /x-]", kept) or len(re.findall(r"[0-9]", kept)) < 3):
        raise InvalidInput.on(field, _("A telephone number holds digits, spaces and the signs + ( ) . / -"), code="phone_malformed")
    return kept


def _email(field: str, value: str) -> str:
    kept = value.strip()
    try:
        if kept:
            validate_email(kept)
    except ValidationError:
        raise InvalidInput.on(field, _("This is not an e-mail address. One looks like name@example.org."), code="malformed") from None
    return kept


def _words(field: str, value: Iterable[str]) -> list[str]:
    """Each once, in the order given; nothing empty."""
    cleaned = [clean_name(one, field=field, max_length=_LONGEST_WORD) for one in value if not is_blank(one)]
    first: dict[str, str] = {}
    for one in cleaned:
        first.setdefault(fold(one), one)
    kept = list(first.values())
    if len(kept) > MOST_WORDS:
        raise InvalidInput.on(field, _("List %(most)s at most.") % {"most": MOST_WORDS}, code="too_many")
    return kept


def _text(field: str, value: str) -> str:
    return clean_text(value, field=field, max_length=_LONGEST_TEXT)


_CHECKS = {
    "title": _line(120),
    "pronouns": _line(40),
    "phone": _phone,
    "email": _email,
    "skills": _words,
    "languages": _words,
    "text": _text,
}
