# SPDX-License-Identifier: AGPL-3.0-or-later
"""Minors come in, wait, and grow up. A child under 15 enters once the child and a parent have both consented."""

from datetime import date
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from ruche.kernel.access.actor import Actor
from ruche.kernel.access.audit import record_audit
from ruche.kernel.access.danger import dangerous_in
from ruche.kernel.access.models import CustomRolePermission, RoleAssignment
from ruche.kernel.access.rights import touch_rights
from ruche.kernel.access.roles import Role
from ruche.kernel.db.context import organisation_scope, required_organisation_id
from ruche.kernel.errors import InvalidInput, NotFound
from ruche.kernel.lifecycle.ages import CONSENT_AGE, MAJORITY, day_of, has_age, today_in
from ruche.kernel.lifecycle.minority import check_birthday, is_child, must_wait
from ruche.kernel.lifecycle.models import Minor
from ruche.kernel.lifecycle.services.asking import ask_guardian, close_consents, require_guardian
from ruche.kernel.lifecycle.services.consent_letters import TEXT_VERSION, tell_of_age
from ruche.kernel.modules.signals import announce
from ruche.kernel.organisations.models import Membership, Organisation
from ruche.kernel.organisations.selectors.organisations import count_organisations_of, find_waiting_at
from ruche.kernel.organisations.services.locking import lock_members, lock_organisation, locked_membership
from ruche.kernel.realtime import revoke
from ruche.kernel.users.services.passwords import end_sessions

PERMISSION = "organisation.manage_minors"


def begin_minority(membership: Membership, *, born_on: date, guardian_email: str, agrees: bool) -> None:
    """Keep that somebody who comes in is a minor, and ask a parent when they are under 15. In the caller's transaction.

    `agrees`: the child's own consent. An adult by now leaves no trace.
    """
    organisation = membership.organisation
    if has_age(born_on, MAJORITY, today_in(organisation)):
        return
    now = timezone.now()
    values = {"born_on": born_on, "agreed_at": now if agrees else None, "agreed_text": TEXT_VERSION if agrees else ""}
    is_asked = is_child(born_on, organisation)
    Minor.objects.update_or_create(membership=membership, defaults={**values, "decides_alone_at": None if is_asked else now})
    if is_asked and guardian_email:
        ask_guardian(membership, email=guardian_email)
    settle(membership.pk)


def declare_minor(actor: Actor, *, membership_id: UUID, born_on: date, guardian_email: str = "") -> Minor:
    """Say that somebody who is here already is a minor, or correct their date of birth. Under 15 they wait from now on.

    Raises InvalidInput (born_on, guardian_email, membership), NotFound, PermissionRefused.
    """
    actor.require(PERMISSION)
    check_birthday(born_on, actor.organisation)
    with transaction.atomic():
        actor = lock_members(actor)
        actor.require(PERMISSION)
        membership = _person(membership_id)
        _refuse_officers(membership)
        is_asked, now = is_child(born_on, actor.organisation), timezone.now()
        is_new = not Minor.objects.filter(membership=membership).exists()
        if is_asked and (is_new or guardian_email):
            require_guardian(guardian_email, child_email=membership.user.email)
        came_in = {"came_in_at": membership.joined_at} if is_new and membership.is_active else {}
        values = {"born_on": born_on, "decides_alone_at": None if is_asked else now, **came_in}
        minor: Minor
        minor, _is_new = Minor.objects.update_or_create(membership=membership, defaults=values)
        if is_asked and guardian_email:
            ask_guardian(membership, email=guardian_email)
        record_audit(actor, "declare_minor", membership, after={"asks_guardian": is_asked})
        settle(membership.pk)
    return minor


def agree_as_child(user_id: UUID, *, slug: str) -> Membership:
    """The child's own consent, of one who was here before anybody said how old they are. Raises NotFound."""
    found = find_waiting_at(user_id, slug)
    if found is None:
        raise NotFound()
    with organisation_scope(found.organisation_id, user_id), transaction.atomic():
        lock_organisation(found.organisation_id)
        minors = Minor.objects.filter(membership=found, agreed_at=None)
        if minors.update(agreed_at=timezone.now(), agreed_text=TEXT_VERSION):
            record_audit(None, "agree_as_child", found, after={"text": TEXT_VERSION})
        return settle(found.pk)


def settle(membership_id: UUID) -> Membership:
    """Let a minor in or have them wait, as the consents say. In the caller's transaction, under the organisation's lock."""
    rows = Membership.objects.select_related("user", "organisation").select_for_update(of=("self",), no_key=True)
    membership: Membership = rows.get(pk=membership_id)
    waits = must_wait(membership)
    if waits and membership.is_active:
        _put_out(membership)
    elif not waits and membership.status == Membership.Status.WAITING:
        _let_in(membership)
    return membership


def note_birthdays() -> int:
    """Who became 15 decides alone from today; who became 18 is nobody's minor, and their date of birth is forgotten.

    By the calendar of the organisation of the context. Returns how many; done twice it changes nothing more.
    """
    today, noted = _today(), 0
    due = Q(decides_alone_at=None, born_on__lte=day_of(today, -CONSENT_AGE)) | Q(born_on__lte=day_of(today, -MAJORITY))
    for minor_id in list(Minor.objects.filter(due).values_list("pk", flat=True)):
        with transaction.atomic():
            noted += _grow_up(minor_id, today)
    return noted


def _grow_up(minor_id: UUID, today: date) -> bool:
    found: Minor | None = Minor.objects.select_related("membership__user", "membership__organisation").filter(pk=minor_id).first()
    if found is None or not has_age(found.born_on, CONSENT_AGE, today):
        return False
    lock_organisation(found.organisation_id)
    if Minor.objects.filter(pk=minor_id, decides_alone_at=None).update(decides_alone_at=timezone.now()):
        close_consents(found.membership_id)
        membership = settle(found.membership_id)
        record_audit(None, "decide_alone", membership)
        if membership.status == Membership.Status.ACTIVE:
            tell_of_age(membership)
    if has_age(found.born_on, MAJORITY, today):
        found.delete()
    return True


def _let_in(membership: Membership) -> None:
    membership.status = Membership.Status.ACTIVE
    membership.save(update_fields=["status", "updated_at"])
    is_first = Minor.objects.filter(membership=membership, came_in_at=None).update(came_in_at=timezone.now())
    signal = "organisations.member_joined" if is_first else "organisations.member_changed"
    announce(signal, membership.organisation_id, membership_id=membership.pk)
    touch_rights(membership.organisation_id, membership_ids=[membership.pk])
    revoke(user_id=membership.user_id, organisation_id=membership.organisation_id)


def _put_out(membership: Membership) -> None:
    """Until both consent. Nothing is lost; sockets, doors and, unless they belong elsewhere too, sessions end at once."""
    membership.status = Membership.Status.WAITING
    membership.save(update_fields=["status", "updated_at"])
    announce("organisations.member_changed", membership.organisation_id, membership_id=membership.pk)
    touch_rights(membership.organisation_id, membership_ids=[membership.pk])
    revoke(user_id=membership.user_id, organisation_id=membership.organisation_id)
    with organisation_scope(None, membership.user_id):
        belongs_elsewhere = count_organisations_of(membership.user) > 0
    if not belongs_elsewhere:
        end_sessions(membership.user)


def _person(membership_id: UUID) -> Membership:
    membership = locked_membership(membership_id)
    if membership.kind != Membership.Kind.PERSON or membership.status == Membership.Status.LEFT:
        raise NotFound()
    return membership


def _refuse_officers(membership: Membership) -> None:
    held = RoleAssignment.objects.filter(membership=membership, builtin=Role.ADMIN, ended_at=None)
    if Role(membership.role).includes(Role.ADMIN) or held.exists():
        raise InvalidInput.on(
            "membership", _("Give this person another role first: a minor cannot be an owner or administrator."), code="minor"
        )
    own = RoleAssignment.objects.filter(membership=membership, scope=None, ended_at=None, builtin="").values("role_id")
    if dangerous_in(CustomRolePermission.objects.filter(role_id__in=own).values_list("permission", flat=True)):
        raise InvalidInput.on(
            "membership", _("Take this person’s roles with dangerous rights back first: a minor cannot hold those."), code="minor"
        )


def _today() -> date:
    return today_in(Organisation.objects.get(pk=required_organisation_id()))
