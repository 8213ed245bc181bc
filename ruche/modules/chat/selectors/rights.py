# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who may do what in a channel, for everybody to read."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from ruche.kernel.access.models import CustomRolePermission
from ruche.kernel.access.permissions import permissions_of
from ruche.kernel.access.roles import Role
from ruche.modules.chat.models import Channel
from ruche.modules.chat.permissions import (
    ADD_PEOPLE,
    MANAGE_CHANNEL,
    MENTION_ALL,
    MODERATE_MESSAGES,
    PIN_MESSAGE,
    POST_ANNOUNCEMENT,
    POST_MESSAGE,
)


@dataclass(frozen=True)
class Right:
    """An act and the names of the roles that may do it; `is_everybody`: all of them."""

    label: Any
    roles: list[str]
    is_everybody: bool


def list_rights(channel: Channel) -> list[Right]:
    """What people in this channel may do, by their role: the built-in ones, then those of the organisation (one query)."""
    posting = POST_ANNOUNCEMENT if channel.kind == Channel.Kind.ANNOUNCEMENT else POST_MESSAGE
    acts = [
        (_("Write"), posting),
        (_("Mention everybody at once"), MENTION_ALL),
        (_("Pin messages"), PIN_MESSAGE),
        (_("Add people"), ADD_PEOPLE),
        (_("Delete messages of others"), MODERATE_MESSAGES),
        (_("Rename, archive, remove, take people out"), MANAGE_CHANNEL),
    ]
    own = _own_roles([permission for _label, permission in acts])
    return [_right(label, permission, own.get(permission, ())) for label, permission in acts]


def _right(label: Any, permission: str, own: Sequence[str]) -> Right:
    holders = [role for role in Role if permission in permissions_of(role)]
    is_everybody = len(holders) == len(Role)
    return Right(label, [str(role.label) for role in holders] + ([] if is_everybody else list(own)), is_everybody=is_everybody)


def _own_roles(permissions: Sequence[str]) -> dict[str, list[str]]:
    """The names of the organisation's own roles that hold each permission."""
    rows = CustomRolePermission.objects.filter(permission__in=permissions, role__deleted_at=None)
    names: dict[str, list[str]] = {}
    for permission, name in rows.order_by("role__name_key").values_list("permission", "role__name"):
        names.setdefault(permission, []).append(name)
    return names
