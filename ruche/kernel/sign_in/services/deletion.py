# SPDX-License-Identifier: AGPL-3.0-or-later
"""Leaving the whole instance. An account is emptied, never deleted: what its person wrote keeps an author without a name."""

from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from ruche.kernel.access.actor import Actor
from ruche.kernel.access.roles import Role
from ruche.kernel.db.context import organisation_scope
from ruche.kernel.errors import Conflict
from ruche.kernel.organisations.errors import LastOwner
from ruche.kernel.organisations.models import Membership, Organisation
from ruche.kernel.organisations.services.locking import lock_organisation
from ruche.kernel.organisations.services.memberships import leave_organisation
from ruche.kernel.sign_in import letters
from ruche.kernel.sign_in.models import AccountDeletion
from ruche.kernel.sign_in.services.erasing import erase_account, erase_member
from ruche.kernel.users.models import User

WAITS = timedelta(days=14)


def organisations_owned_alone(user: User) -> list[Organisation]:
    """Those that would be left without an owner, while others are still there."""
    alone = []
    for membership in _memberships(user):
        if not membership.is_active or membership.role != Role.OWNER:
            continue
        with organisation_scope(membership.organisation_id):
            others = Membership.objects.filter(status="active").exclude(user=user)
            if others.exists() and not others.filter(role=Role.OWNER).exists():
                alone.append(membership.organisation)
    return alone


def find_deletion(user: User) -> AccountDeletion | None:
    """What the person asked for, while it waits."""
    return AccountDeletion.objects.filter(user=user, cancelled_at=None, done_at=None).first()


@transaction.atomic
def ask_for_deletion(user: User) -> AccountDeletion:
    """Have an account forgotten in 14 days. Raises Conflict while an organisation has no other owner, or it was asked already."""
    User.objects.select_for_update().get(pk=user.pk)
    if find_deletion(user):
        raise Conflict(_("You asked for that already."))
    if organisations_owned_alone(user):
        raise Conflict(_("Give your organisations another owner first."), code="last_owner")
    deletion = AccountDeletion.objects.create(user=user, due_at=timezone.now() + WAITS)
    user.deletion_due_at = deletion.due_at
    user.save(update_fields=["deletion_due_at"])
    transaction.on_commit(lambda: letters.send_deletion_asked(user, due_at=deletion.due_at))
    return deletion


@transaction.atomic
def cancel_deletion(user: User) -> None:
    """The person stays."""
    User.objects.select_for_update().get(pk=user.pk)
    AccountDeletion.objects.filter(user=user, cancelled_at=None, done_at=None).update(cancelled_at=timezone.now())
    user.deletion_due_at = None
    user.save(update_fields=["deletion_due_at"])


@transaction.atomic
def finish_deletion(deletion_id: UUID) -> None:
    """Empty an account whose time is over; nothing when the person came back. An organisation left without owner keeps it waiting."""
    asked = AccountDeletion.objects.filter(pk=deletion_id).first()
    if asked is None:
        return
    user = User.objects.select_for_update().get(pk=asked.user_id)
    deletion = AccountDeletion.objects.select_for_update().get(pk=deletion_id)
    if deletion.cancelled_at or deletion.done_at or deletion.due_at > timezone.now() or organisations_owned_alone(user):
        return
    letters.send_deleted(user)
    for membership in _memberships(user):
        _leave(user, membership)
    erase_account(user)
    deletion.done_at = timezone.now()
    deletion.save(update_fields=["done_at"])


def _memberships(user: User) -> list[Membership]:
    with organisation_scope(None, user.pk):
        return list(Membership.objects.unscoped().select_related("organisation").filter(user=user))


def _leave(user: User, membership: Membership) -> None:
    organisation = membership.organisation
    with organisation_scope(organisation.pk, user.pk), translation.override(organisation.language):
        if membership.is_active:
            try:
                leave_organisation(Actor(user=user, membership=membership, organisation=organisation))
            except LastOwner:  # nobody else is there
                lock_organisation(organisation.pk)
        erase_member(membership, user.email_key)
