# SPDX-License-Identifier: AGPL-3.0-or-later
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ruche.kernel.access.actor import Actor
from ruche.kernel.access.audit import record_audit
from ruche.kernel.access.roles import Role
from ruche.kernel.errors import InvalidInput
from ruche.kernel.identity.services.tokens import find_service_account, revoke_tokens_of
from ruche.kernel.organisations.models import Membership
from ruche.kernel.organisations.services.locking import lock_members
from ruche.kernel.realtime import revoke
from ruche.kernel.security.text import clean_name
from ruche.kernel.sign_in.recent import check_recent
from ruche.kernel.text import fold
from ruche.kernel.users.models import User

# A program never owns or administers an organisation.
ROLES = (Role.GUEST, Role.MEMBER, Role.MANAGER)


def create_service_account(actor: Actor, *, name: str, role: Role = Role.MEMBER) -> Membership:
    """A membership for a program: it has a role and tokens, and stands in no list of people.

    Raises PermissionRefused, InvalidInput on `name` or `role`.
    """
    actor.require("organisation.manage_applications")
    check_recent()
    called = clean_name(name, max_length=60)
    with transaction.atomic():
        actor = lock_members(actor)
        actor.require("organisation.manage_applications")
        if role not in ROLES or not actor.role.includes(role):
            raise InvalidInput.on("role", _("A service account is a guest, a member or a manager, and never above you."))
        user = User(email=f"service-{uuid4().hex}@service.invalid", name=called, is_service=True, language=actor.user.language)
        user.set_unusable_password()
        user.save(force_insert=True)
        account: Membership = Membership.objects.create(
            user=user,
            name=called,
            name_key=fold(called)[:120],
            role=role,
            kind=Membership.Kind.SERVICE,
            joined_at=timezone.now(),
            joined_by=actor.membership,
        )
        record_audit(actor, "create_service_account", account, after={"name": called, "role": role})
    return account


def delete_service_account(actor: Actor, *, membership_id: UUID) -> None:
    """End it with all of its tokens, at once. What it wrote stays, under its name. Raises NotFound, PermissionRefused."""
    actor.require("organisation.manage_applications")
    check_recent()
    with transaction.atomic():
        actor = lock_members(actor)
        account = find_service_account(membership_id)
        account.status, account.left_at, account.left_by = Membership.Status.LEFT, timezone.now(), actor.membership
        account.save(update_fields=["status", "left_at", "left_by", "updated_at"])
        User.objects.filter(pk=account.user_id).update(is_active=False)
        revoke_tokens_of(account.user_id)
        record_audit(actor, "delete_service_account", account, before={"name": account.name})
        revoke(user_id=account.user_id, organisation_id=actor.organisation_id)
