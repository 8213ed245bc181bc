# SPDX-License-Identifier: AGPL-3.0-or-later
"""Names of groups: each once beside the others. The organisation's lock makes the look before the leap enough."""

from itertools import count
from typing import Any

from django.utils.translation import gettext as _

from ruche.kernel.errors import InvalidInput
from ruche.kernel.organisations.models import Group
from ruche.kernel.security.text import clean_name
from ruche.kernel.text import fold


def save_named(group: Group, name: str) -> None:
    """Save a group under a name. Raises InvalidInput on "name" when a sibling has it."""
    group.name = clean_name(name, max_length=80)
    group.name_key = fold(group.name)[:80]
    if _siblings(group).filter(name_key=group.name_key).exists():
        raise InvalidInput.on("name", _("There is already a group with this name here."), code="name_taken")
    group.save()


def free_name(group: Group) -> str:
    """The group's name, with a number when a sibling has it."""
    taken = set(_siblings(group).values_list("name_key", flat=True))
    if fold(group.name)[:80] not in taken:
        return group.name
    return next(name for number in count(2) if fold(name := _numbered(group.name, number)) not in taken)


def _siblings(group: Group) -> Any:
    return Group.objects.filter(parent_id=group.parent_id, deleted_at=None).exclude(pk=group.pk)


def _numbered(name: str, number: int) -> str:
    """The name cut so that the number is in its key too: a letter may fold to eighteen."""
    suffix = f" ({number})"
    stem = name[: 80 - len(suffix)].rstrip()
    while len(fold(stem + suffix)) > 80:
        stem = stem[:-1].rstrip()
    return stem + suffix
