# SPDX-License-Identifier: AGPL-3.0-or-later
"""What may stand in the fields of a profile."""

import re
from calendar import monthrange
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from ruche.kernel.errors import InvalidInput
from ruche.kernel.security.text import clean_name, clean_text
from ruche.kernel.text import fold, is_blank
from ruche.modules.people.models import PersonSkill
from ruche.modules.people.models.availability import bits_of

MOST_WORDS = 20  # languages, and skills
LONGEST_WORD = 40
_LONGEST_TEXT = 1000
_LEAP_YEAR = 2024


@dataclass(frozen=True)
class SkillClaim:
    """What somebody says of one skill; None keeps the level and the wish that it has."""

    name: str
    level: int | None = None
    wants: bool | None = None


def checked(changes: Mapping[str, Any]) -> dict[str, Any]:
    """Each value as it is kept. Raises InvalidInput that names every field that is wrong, KeyError for an unknown field."""
    values, faults = {}, {}
    for field, value in changes.items():
        try:
            values[field] = CHECKS[field](field, value)
        except InvalidInput as error:
            faults.update(error.fields)
    if faults:
        raise InvalidInput(fields=faults)
    return values


def check_availability_dates(begins: date | None, ends: date | None) -> None:
    if begins and ends and ends < begins:
        raise InvalidInput.on("available_until", _("The last day comes after the first."), code="dates_reversed")


def words(field: str, value: Iterable[str]) -> list[str]:
    """Each once, in the order given; nothing empty."""
    cleaned = [clean_name(one, field=field, max_length=LONGEST_WORD) for one in value if not is_blank(one)]
    first: dict[str, str] = {}
    for one in cleaned:
        first.setdefault(fold(one), one)
    kept = list(first.values())
    if len(kept) > MOST_WORDS:
        raise InvalidInput.on(field, _("List %(most)s at most.") % {"most": MOST_WORDS}, code="too_many")
    return kept


def _line(length: int) -> Callable[[str, str], str]:
    return lambda field, value: "" if is_blank(value) else clean_name(value, field=field, max_length=length)


def _name(field: str, value: str) -> str:
    return clean_name(value, field=field, max_length=120)


def _phone(field: str, value: str) -> str:
    """As people write it; enough digits to be one."""
    kept = _line(40)(field, value)
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


def _text(field: str, value: str) -> str:
    return clean_text(value, field=field, max_length=_LONGEST_TEXT)


def _skills(field: str, asked: Iterable[str | Mapping[str, Any]]) -> list[SkillClaim]:
    """Names, or mappings with `name`, `level` (1 to 4) and `wants`; each skill once."""
    claims: dict[str, SkillClaim] = {}
    for one in asked:
        claim = SkillClaim(one) if isinstance(one, str) else SkillClaim(one["name"], one.get("level"), one.get("wants"))
        for name in words(field, [claim.name]):
            if claim.level is not None and claim.level not in PersonSkill.Level.values:
                raise InvalidInput.on(field, _("A level goes from 1 to 4."), code="level")
            claims.setdefault(fold(name), SkillClaim(name, claim.level, claim.wants))
    words(field, [claim.name for claim in claims.values()])  # no more than there may be
    return list(claims.values())


def _birthday(field: str, value: tuple[int, int] | None) -> tuple[int, int] | None:
    """(day, month), 29 February among them; None for none."""
    if value is None:
        return None
    day, month = value
    if not (1 <= month <= 12 and 1 <= day <= monthrange(_LEAP_YEAR, month)[1]):
        raise InvalidInput.on(field, _("There is no such day."), code="no_such_day")
    return day, month


def _week(field: str, value: Sequence[Iterable[str]]) -> int:
    try:
        return bits_of(value)
    except (ValueError, TypeError):
        raise InvalidInput.on(field, _("A week has seven days, each with morning, afternoon and evening."), code="malformed") from None


def _as_given(field: str, value: Any) -> Any:
    return value


CHECKS: dict[str, Callable[[str, Any], Any]] = {
    "name": _name,
    "title": _line(120),
    "pronouns": _line(40),
    "phone": _phone,
    "email": _email,
    "skills": _skills,
    "languages": words,
    "text": _text,
    "birthday": _birthday,
    "shows_birthday": lambda field, value: bool(value),
    "availability": _week,
    "available_from": _as_given,
    "available_until": _as_given,
}
