# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whom an object's audience reaches: one truth as a filter of rows and as a question about one object."""

from typing import TYPE_CHECKING, Any, TypeVar
from uuid import UUID

from django.db.models import Q, QuerySet

from ruche.kernel.access.actor import Actor
from ruche.kernel.access.audience_rules import Act, AudienceRule, Level, audience_rules
from ruche.kernel.errors import NotFound, PermissionRefused

if TYPE_CHECKING:
    from ruche.kernel.access.models import AudienceModel

M = TypeVar("M", bound="AudienceModel")


def rule_of(model: Any) -> AudienceRule:
    """The rule of a model or of one of its rows. Raises KeyError where no manifest declares one."""
    return audience_rules()[model.record_kind]


def visible_to(actor: Actor, rows: QuerySet[M], act: Act = Act.SEE) -> QuerySet[M]:
    """The rows to which the actor may do `act`. The rights are constants in the query: no join for each row."""
    reached = reached_by(actor, rule_of(rows.model), act)
    return rows if reached is None else rows.filter(reached)


def reached_by(actor: Actor, rule: AudienceRule, act: Act) -> Q | None:
    """The same as a condition on the row; None: every row."""
    managed = managed_groups(actor, rule, act)
    if managed is None:
        return None
    level = f"{act}_by"
    reached = Q(**{f"{level}__gte": _least(actor)}) | Q(owner_id=actor.membership.pk)
    if actor.rights.circles:
        reached |= Q(**{f"{level}__gte": Level.GROUP, "audience_group_id__in": sorted(actor.rights.circles)})
    if managed:
        reached |= Q(audience_group_id__in=sorted(managed))
    return reached


def allows(actor: Actor, obj: "AudienceModel", act: Act) -> bool:
    """Whether the actor may do `act` to this object."""
    managed = managed_groups(actor, rule_of(obj), act)
    if managed is None or obj.owner_id == actor.membership.pk or obj.audience_group_id in managed:
        return True
    level = obj.level(act)
    return level >= _least(actor) or (level >= Level.GROUP and obj.audience_group_id in actor.rights.circles)


def require_act(actor: Actor, obj: "AudienceModel", act: Act) -> None:
    """Raise NotFound when the actor may not see the object, PermissionRefused when they may not do `act` to it."""
    if not allows(actor, obj, Act.SEE):
        raise NotFound()
    if not allows(actor, obj, act):
        raise PermissionRefused()


def managed_groups(actor: Actor, rule: AudienceRule, act: Act) -> frozenset[UUID] | None:
    """The groups whose objects the actor may do `act` to by a permission; None: all objects of the kind."""
    managed: frozenset[UUID] = frozenset()
    for permission in rule.permissions_for(act):
        groups = actor.groups_where(permission)
        if groups is None:
            return None
        managed |= groups
    return managed


def _least(actor: Actor) -> Level:
    """The level from which on an object is open to the actor, whoever they know. Guests are not "the organisation"."""
    return Level.PUBLIC if actor.rights.is_guest else Level.ORGANISATION
