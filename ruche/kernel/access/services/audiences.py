# SPDX-License-Identifier: AGPL-3.0-or-later
from collections.abc import Mapping
from typing import Any, TypeVar
from uuid import UUID

from django.apps import apps
from django.db import transaction
from django.db.models import Case, F, SmallIntegerField, Value, When
from django.utils.translation import gettext as _

from ruche.kernel.access.actor import Actor
from ruche.kernel.access.audience_rules import Act, Level, audience_rules
from ruche.kernel.access.audit import record_audit
from ruche.kernel.access.models import AudienceModel
from ruche.kernel.access.reaching import managed_groups, require_act, rule_of
from ruche.kernel.errors import InvalidInput
from ruche.kernel.organisations.models import Group, Membership

M = TypeVar("M", bound=AudienceModel)
GROUP_LEVELS = tuple(f"{act}_by" for act in Act)


def new_audience(kind: str, *, owner: Membership, group: Group | None = None) -> dict[str, Any]:
    """The columns of a new object of a kind: its defaults, which a group makes narrower or wider as the rule says."""
    rule = audience_rules()[kind]
    levels = {act: rule.default(act) for act in Act}
    if group is None:
        levels = {act: Level.OWNER if level == Level.GROUP else level for act, level in levels.items()}
    see = levels[Act.SEE]
    columns: dict[str, Any] = {f"{act}_by": min(level, see) for act, level in levels.items()}
    return {"owner": owner, "audience_group": group, **columns}


def choose_audience(actor: Actor, obj: AudienceModel, *, levels: Mapping[Act, Level], group_id: UUID | None) -> None:
    """Say who may do what to an object. Acts that are not named keep their level; those that the kind does not know follow SEE.

    Raises NotFound, PermissionRefused; InvalidInput on `audience` for an act beyond seeing, on `group` for a group that the
    actor neither belongs to nor manages.
    """
    require_act(actor, obj, Act.MANAGE)
    with transaction.atomic():
        model: Any = type(obj)
        row: AudienceModel = model.objects.select_for_update().get(pk=obj.pk)
        require_act(actor, row, Act.MANAGE)
        before = audience_data(row)
        for act, level in levels.items():
            setattr(row, f"{act}_by", Level(level))
        _lower_unknown(row)
        if group_id != row.audience_group_id:
            row.audience_group = None if group_id is None else _group(actor, row, group_id)
        _refuse_the_impossible(row)
        row.save(update_fields=[*GROUP_LEVELS, "audience_group", "updated_at"])
        if audience_data(row) != before:
            record_audit(actor, "choose_audience", row, before=before, after=audience_data(row))
    for name in (*GROUP_LEVELS, "audience_group"):
        setattr(obj, name, getattr(row, name))


def rehome_audiences(actor: Actor, *, group_id: UUID, to_group_id: UUID | None) -> int:
    """A group goes: what was meant for it is for another from now on; without one, what only it could do is its owner's.

    In the transaction of whoever removes the group, who answers for the right. Returns how many objects.
    """
    moved = 0
    for model in _audience_models():
        rows = model.objects.filter(audience_group_id=group_id)
        # All columns in one statement: nobody may do more than see, not even between two.
        narrowed = {column: _owner_s(column) for column in GROUP_LEVELS}
        moved += rows.update(audience_group_id=to_group_id, **({} if to_group_id else narrowed))
    if moved:
        group = Group.objects.get(pk=group_id)
        record_audit(actor, "rehome_audiences", group, after={"objects": moved, "group": str(to_group_id) if to_group_id else None})
    return moved


def audience_data(obj: AudienceModel) -> dict[str, Any]:
    """An audience as the audit and the API write it."""
    group = obj.audience_group_id
    return {**{act.value: obj.level(act).name.lower() for act in Act}, "group": str(group) if group else None}


def _group(actor: Actor, obj: AudienceModel, group_id: UUID) -> Group:
    managed = managed_groups(actor, rule_of(obj), Act.MANAGE)
    group: Group | None = Group.objects.filter(pk=group_id, deleted_at=None).first()
    if group is None or not (managed is None or group_id in managed or group_id in actor.rights.circles):
        raise InvalidInput.on("group", _("Choose a group that you belong to or answer for."))
    return group


def _lower_unknown(obj: AudienceModel) -> None:
    """Nobody can choose them, so they do not stand in the way of a narrower audience."""
    see = obj.level(Act.SEE)
    for act in set(Act) - set(rule_of(obj).acts):
        setattr(obj, f"{act}_by", min(obj.level(act), see))


def _refuse_the_impossible(obj: AudienceModel) -> None:
    levels = [obj.level(act) for act in Act]
    if any(level > obj.level(Act.SEE) for level in levels):
        raise InvalidInput.on("audience", _("Nobody can do more than those who see it."))
    if Level.GROUP in levels and obj.audience_group_id is None:
        raise InvalidInput.on("group", _("Choose the group."))


def _owner_s(column: str) -> Case:
    return Case(When(**{column: Level.GROUP}, then=Value(Level.OWNER.value)), default=F(column), output_field=SmallIntegerField())


def _audience_models() -> list[Any]:
    return [model for model in apps.get_models() if issubclass(model, AudienceModel)]
