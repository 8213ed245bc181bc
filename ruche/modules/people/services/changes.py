# SPDX-License-Identifier: AGPL-3.0-or-later
"""A person proposes, the one in charge approves or rejects. Decided under the organisation's lock: heads change meanwhile."""

from collections.abc import Collection
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ruche.kernel.access.actor import Actor
from ruche.kernel.access.audit import record_audit
from ruche.kernel.errors import Conflict, InvalidInput, NotFound, PermissionRefused, Stale
from ruche.kernel.modules.signals import announce
from ruche.kernel.organisations.services.locking import lock_members, locked_membership
from ruche.kernel.security.text import clean_text
from ruche.modules.people.models import Profile, ProfileChange, ProfileRule
from ruche.modules.people.models.changes import FIELD_LABELS
from ruche.modules.people.permissions import UPDATE_PROFILE
from ruche.modules.people.selectors.changes import can_decide, get_change
from ruche.modules.people.services.checks import checked
from ruche.modules.people.services.profiles import lock_profile, write_fields
from ruche.modules.people.services.proposing import current_value, propose
from ruche.modules.people.signals import CHANGE_APPROVED, CHANGE_REJECTED, PROFILE_UPDATED

State = ProfileChange.State
MANAGE_MEMBERS = "organisation.manage_members"


def propose_change(actor: Actor, *, field: str, value: str) -> ProfileChange:
    """Ask for a new value in one's own profile. Raises InvalidInput."""
    actor.require(UPDATE_PROFILE)
    if field not in FIELD_LABELS:
        raise InvalidInput.on("field", _("Choose a field of the profile."))
    kept = checked({field: value})[field]
    with transaction.atomic():
        return propose(actor, lock_profile(actor.membership), field, kept)


def approve_change(actor: Actor, *, change_id: UUID, note: str = "") -> ProfileChange:
    """Put what was asked for into the profile.

    Raises NotFound, PermissionRefused; Conflict "change_decided" when somebody decided before, "stale" when the profile has
    changed since it was asked for.
    """
    with transaction.atomic():
        change, profile = _to_decide(actor, change_id)
        membership = locked_membership(change.membership_id)
        current = current_value(profile, membership, change.field)
        if current != change.before:
            sentence = _("The profile says “%(current)s” meanwhile. Ask for the change again.") % {"current": current}
            raise Stale(sentence, yours={"before": change.before, "value": change.after}, theirs={"value": current})
        write_fields(profile, membership, {change.field: change.after})
        _decide(actor, change, State.APPROVED, note)
        announce(CHANGE_APPROVED, actor.organisation_id, change_id=change.pk)
        announce(PROFILE_UPDATED, actor.organisation_id, membership_id=membership.pk)
    return change


def reject_change(actor: Actor, *, change_id: UUID, note: str = "") -> ProfileChange:
    """Leave the profile as it is; `note` says why. Raises as approve_change, but "stale"."""
    with transaction.atomic():
        change, _profile = _to_decide(actor, change_id)
        _decide(actor, change, State.REJECTED, note)
        announce(CHANGE_REJECTED, actor.organisation_id, change_id=change.pk)
    return change


def withdraw_change(actor: Actor, *, change_id: UUID) -> ProfileChange:
    """Ask no longer. Raises NotFound for somebody else's, Conflict "change_decided"."""
    with transaction.atomic():
        change = _locked(change_id)
        if change.membership_id != actor.membership.pk:
            raise NotFound()
        _still_waiting(change)
        _decide(actor, change, State.WITHDRAWN, "")
    return change


def set_profile_rules(actor: Actor, *, needs_approval: Collection[str]) -> None:
    """Say which fields change only when somebody approves; the others change at once."""
    actor.require(MANAGE_MEMBERS)
    with transaction.atomic():
        fresh = lock_members(actor)
        fresh.require(MANAGE_MEMBERS)
        for field in FIELD_LABELS:
            ProfileRule.objects.update_or_create(field=field, defaults={"needs_approval": field in needs_approval})
        kept = sorted(set(needs_approval) & set(FIELD_LABELS))
        record_audit(fresh, "set_profile_rules", fresh.organisation, after={"needs_approval": kept})


def _to_decide(actor: Actor, change_id: UUID) -> tuple[ProfileChange, Profile]:
    """The change and the profile, under the lock, for who is in charge at this moment. The profile first, as a proposal does."""
    asked = get_change(actor, change_id)
    fresh = lock_members(actor)
    profile = lock_profile(asked.membership)
    change = _locked(change_id)
    _still_waiting(change)
    get_change(fresh, change_id)
    if not can_decide(fresh, change):
        raise PermissionRefused()
    return change, profile


def _locked(change_id: UUID) -> ProfileChange:
    change: ProfileChange | None = ProfileChange.objects.select_for_update().filter(pk=change_id).first()
    if change is None:
        raise NotFound()
    return change


def _still_waiting(change: ProfileChange) -> None:
    if change.state != State.PROPOSED:
        raise Conflict(_("This was decided meanwhile."), code="change_decided")


def _decide(actor: Actor, change: ProfileChange, state: State, note: str) -> None:
    change.state, change.decided_by, change.decided_at = state, actor.membership, timezone.now()
    change.note = clean_text(note, field="note", max_length=300)
    change.save(update_fields=["state", "decided_by", "decided_at", "note", "updated_at"])
    if state != State.WITHDRAWN:
        record_audit(actor, f"{state}_profile_change", change, after={"field": change.field})
