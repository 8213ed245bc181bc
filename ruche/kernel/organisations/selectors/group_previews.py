# SPDX-License-Identifier: AGPL-3.0-or-later
"""What would change if a group moved, or went: read before anybody confirms it."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db.models import Q
from django.utils.translation import gettext as _

from ruche.kernel.access.actor import Actor
from ruche.kernel.access.models import AudienceModel, RoleAssignment
from ruche.kernel.access.roles import Role
from ruche.kernel.errors import InvalidInput
from ruche.kernel.modules.registry import manifests, resolve
from ruche.kernel.organisations.models import Group, GroupMembership, Membership
from ruche.kernel.organisations.selectors.groups import HERE, ORDERED_KINDS, around, get_group, inside


@dataclass(frozen=True)
class RightsLine:
    """Somebody who gains or loses rights over what moves: as head or deputy of `group`, or by `role` over it."""

    membership: Membership
    group: Group
    post: str = ""  # head, deputy, or "" for a role
    role: Any = ""


@dataclass(frozen=True)
class ChannelLine:
    """A conversation of the people who move, as its module tells of it. `change`: a sentence, or nothing when it stays as it is."""

    name: str
    people: int
    url: str = ""
    change: Any = ""


@dataclass(frozen=True)
class MovePreview:
    """`people` are those in the group and inside it. `opens`, `closes`: groups whose objects they see from then on, or no longer."""

    group: Group
    parent: Group | None
    people: int
    groups: int
    gain: list[RightsLine]
    lose: list[RightsLine]
    opens: list[Group]
    closes: list[Group]
    channels: list[ChannelLine]
    warnings: list[str] = field(default_factory=list)

    @property
    def changing(self) -> list[ChannelLine]:
        return [line for line in self.channels if line.change]

    @property
    def staying(self) -> list[ChannelLine]:
        return [line for line in self.channels if not line.change]


@dataclass(frozen=True)
class DeletionPreview:
    """What a group has. `objects` are meant for it, `positions` are posts in it, `assignments` are roles over it."""

    group: Group
    people: int
    groups: int
    positions: int
    objects: int
    assignments: int


def preview_move(actor: Actor, *, group_id: UUID, parent_id: UUID | None) -> MovePreview:
    """Who and what a move would touch. Raises what the move itself would raise."""
    group = get_group(group_id)
    parent = get_group(parent_id) if parent_id else None
    for place in (group, group.parent, parent):
        actor.require("organisation.manage_groups", place)
    moving = inside([group.pk])
    if parent and parent.pk in moving:
        raise InvalidInput.on("parent_id", _("A group cannot be inside itself."), code="circle")
    before, after = around(group.parent_id), around(parent_id)
    closes = [one for one in before if one not in after]
    opens = [one for one in after if one not in before]
    gain, lose = _lines(opens, closes)
    return MovePreview(
        group=group,
        parent=parent,
        people=_count_people(moving),
        groups=len(moving) - 1,
        gain=gain,
        lose=lose,
        opens=opens,
        closes=closes,
        channels=_channels(actor, group_id, parent_id),
        warnings=_warnings(actor, group, parent_id, lose),
    )


def preview_deletion(actor: Actor, group_id: UUID) -> DeletionPreview:
    """What a group has, before it goes. Raises NotFound, PermissionRefused."""
    group = get_group(group_id)
    actor.require("organisation.manage_groups", group.parent)
    return DeletionPreview(
        group=group,
        people=_count_people({group_id}),
        groups=Group.objects.filter(parent=group, deleted_at=None).count(),
        positions=sum(
            model.objects.filter(group_id=group_id, deleted_at=None).count() for model in _audience_models() if _has_group(model)
        ),
        objects=sum(model.objects.filter(audience_group_id=group_id, deleted_at=None).count() for model in _audience_models()),
        assignments=RoleAssignment.objects.filter(scope_id=group_id, ended_at=None).count(),
    )


def _lines(opens: list[Group], closes: list[Group]) -> tuple[list[RightsLine], list[RightsLine]]:
    """Whoever holds the same on both sides neither gains nor loses."""
    groups = {group.pk: group for group in (*opens, *closes)}
    lines = [*_posts(groups), *_roles(groups)]
    gain = {(one.membership.pk, one.post and "head", str(one.role)): one for one in lines if one.group in opens}
    lose = {(one.membership.pk, one.post and "head", str(one.role)): one for one in lines if one.group in closes}
    return [line for key, line in gain.items() if key not in lose], [line for key, line in lose.items() if key not in gain]


def _posts(groups: dict[UUID, Group]) -> list[RightsLine]:
    rows = GroupMembership.objects.filter(HERE, Q(is_lead=True) | Q(is_deputy=True), group_id__in=groups, group__kind__in=ORDERED_KINDS)
    rows = rows.select_related("membership__user").order_by("membership__name_key")
    return [RightsLine(row.membership, groups[row.group_id], post="head" if row.is_lead else "deputy") for row in rows]


def _roles(groups: dict[UUID, Group]) -> list[RightsLine]:
    rows = RoleAssignment.objects.filter(scope_id__in=groups, ended_at=None).select_related("membership__user", "role")
    rows = rows.order_by("membership__name_key")
    return [RightsLine(row.membership, groups[row.scope_id], role=row.role or Role(row.builtin).label) for row in rows]


def _count_people(group_ids: set[UUID]) -> int:
    return GroupMembership.objects.filter(HERE, group_id__in=group_ids).values("membership_id").distinct().count()


def _channels(actor: Actor, group_id: UUID, parent_id: UUID | None) -> list[ChannelLine]:
    asked = [(name, one.group_changes) for name, one in manifests().items() if one.group_changes and name in actor.active_modules]
    return [line for name, dotted in asked for line in resolve(name, dotted)(actor, group_id, parent_id)]


def _warnings(actor: Actor, group: Group, parent_id: UUID | None, lose: list[RightsLine]) -> list[str]:
    warnings = []
    if Group.objects.filter(parent_id=parent_id, name_key=group.name_key, deleted_at=None).exclude(pk=group.pk).exists():
        warnings.append(_("There is already a group with this name there: this one gets a number."))
    if any(line.membership.pk == actor.membership.pk for line in lose):
        warnings.append(_("You are no longer in charge of this group afterwards."))
    return warnings


def _audience_models() -> list[Any]:
    return [model for model in apps.get_models() if issubclass(model, AudienceModel)]


def _has_group(model: Any) -> bool:
    return any(one.name == "group" and one.related_model is Group for one in model._meta.get_fields())
