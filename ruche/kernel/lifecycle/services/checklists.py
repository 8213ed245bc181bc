# SPDX-License-Identifier: AGPL-3.0-or-later
"""Writing checklists. A change never touches those that are running."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ruche.kernel.access.actor import Actor
from ruche.kernel.access.audiences import Act, Level, new_audience, require_act
from ruche.kernel.errors import InvalidInput, Stale
from ruche.kernel.lifecycle.models import Checklist, ChecklistKind, ChecklistStep, Who
from ruche.kernel.lifecycle.selectors.checklists import RUN, get_checklist, list_steps
from ruche.kernel.organisations.models import Group
from ruche.kernel.organisations.services.locking import lock_organisation
from ruche.kernel.security.text import clean_name
from ruche.kernel.text import fold

MOST_STEPS, MOST_DAYS = 100, 366


@dataclass(frozen=True)
class Step:
    """`days`: from the first or the last day, before it when negative. `who` ticks it."""

    text: str
    days: int = 0
    who: str = Who.MANAGER


def create_checklist(
    actor: Actor, *, kind: str, name: str, steps: Sequence[Step], group_id: UUID | None = None, is_default: bool = False
) -> Checklist:
    """Without a group it is for everybody. Raises PermissionRefused, InvalidInput on `kind`, `name`, `group_id`, `steps`."""
    if kind not in ChecklistKind.values:
        raise InvalidInput.on("kind", _("Arriving or leaving?"))
    with transaction.atomic():
        group = _group(actor, group_id)
        checklist = Checklist(kind=kind, **new_audience(Checklist.record_kind, owner=actor.membership, group=group))
        if group is None:
            checklist.see_by = Level.ORGANISATION  # heads run it for their people
        _write(actor, checklist, name, is_default)
        checklist.save()
        _replace_steps(checklist, steps)
    return checklist


def update_checklist(
    actor: Actor, *, checklist_id: UUID, version: int, name: str, steps: Sequence[Step], is_default: bool = False
) -> Checklist:
    """Say it all anew: `steps` replace those there are, in their order. Raises as create_checklist, NotFound, Stale."""
    with transaction.atomic():
        checklist = _locked(actor, checklist_id, Act.EDIT)
        if version != checklist.version:
            raise Stale(yours={"version": version}, theirs=checklist_data(checklist))
        _write(actor, checklist, name, is_default)
        checklist.version += 1
        checklist.save()
        _replace_steps(checklist, steps)
    return checklist


def delete_checklist(actor: Actor, *, checklist_id: UUID) -> None:
    """It starts for nobody any more; where it runs, it runs on. Raises NotFound, PermissionRefused."""
    with transaction.atomic():
        checklist = _locked(actor, checklist_id, Act.MANAGE)
        checklist.deleted_at = timezone.now()
        checklist.save(update_fields=["deleted_at", "updated_at"])


def checklist_data(checklist: Checklist) -> dict[str, Any]:
    """What it says now, for who is told that somebody else was faster."""
    steps = [{"text": one.text, "days": one.days, "who": one.who} for one in list_steps(checklist)]
    return {"version": checklist.version, "name": checklist.name, "is_default": checklist.is_default, "steps": steps}


def _locked(actor: Actor, checklist_id: UUID, act: Act) -> Checklist:
    get_checklist(actor, checklist_id)
    checklist: Checklist = Checklist.objects.select_for_update().get(pk=checklist_id)
    require_act(actor, checklist, act)
    return checklist


def _group(actor: Actor, group_id: UUID | None) -> Group | None:
    if group_id is None:
        actor.require(RUN)
        return None
    group: Group | None = Group.objects.filter(pk=group_id, deleted_at=None).first()
    if group is None:
        raise InvalidInput.on("group_id", _("Choose one of the groups."))
    actor.require(RUN, group)
    return group


def _write(actor: Actor, checklist: Checklist, name: str, is_default: bool) -> None:
    checklist.name = clean_name(name, field="name", max_length=80)
    checklist.name_key = fold(checklist.name)[:80]
    if is_default and not checklist.is_default:
        _make_default(actor, checklist)
    checklist.is_default = is_default


def _make_default(actor: Actor, checklist: Checklist) -> None:
    """What starts for everybody is chosen by who answers for everybody; the one that did before stops."""
    actor.require(RUN)
    if checklist.audience_group_id is not None:
        raise InvalidInput.on("is_default", _("Only a checklist for everybody starts by itself."))
    lock_organisation(actor.organisation_id)
    Checklist.objects.filter(kind=checklist.kind, is_default=True).exclude(pk=checklist.pk).update(is_default=False)


def _replace_steps(checklist: Checklist, steps: Sequence[Step]) -> None:
    if not 1 <= len(steps) <= MOST_STEPS:
        raise InvalidInput.on("steps", _("Between 1 and %(most)s steps.") % {"most": MOST_STEPS})
    rows = [_step(checklist, position, one) for position, one in enumerate(steps)]
    ChecklistStep.objects.filter(checklist=checklist).delete()
    ChecklistStep.objects.bulk_create(rows)


def _step(checklist: Checklist, position: int, step: Step) -> ChecklistStep:
    if step.who not in Who.values or not -MOST_DAYS <= step.days <= MOST_DAYS:
        raise InvalidInput.on("steps", _("Step %(number)s: at most a year before or after the day.") % {"number": position + 1})
    text = clean_name(step.text, field="steps", max_length=300)
    return ChecklistStep(checklist=checklist, position=position, text=text, days=step.days, who=step.who)
