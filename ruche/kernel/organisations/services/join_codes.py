# SPDX-License-Identifier: AGPL-3.0-or-later
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ruche.kernel.access.actor import Actor
from ruche.kernel.access.roles import Role
from ruche.kernel.db.context import organisation_scope
from ruche.kernel.errors import InvalidInput, NotFound
from ruche.kernel.organisations.errors import WayInClosed
from ruche.kernel.organisations.keys import code_of, find_key, make_key, read_code
from ruche.kernel.organisations.models import JoinCode, Membership
from ruche.kernel.organisations.services.admission import admit
from ruche.kernel.organisations.services.groups import find_group
from ruche.kernel.organisations.services.locking import lock_members
from ruche.kernel.security.text import clean_name
from ruche.kernel.users.models import User

# A code is for whoever holds it, so it never gives a right over others.
ROLES = (Role.MEMBER, Role.GUEST)
MAX_DAYS = 365
MAX_USES = 1000


def create_join_code(
    actor: Actor, *, label: str = "", role: Role = Role.MEMBER, group_id: UUID | None = None, days: int = 30, max_uses: int = 20
) -> JoinCode:
    """A code that lets `max_uses` people in during `days`. Raises InvalidInput, NotFound (group), PermissionRefused."""
    actor.require("organisation.invite_member")
    if role not in ROLES:
        raise InvalidInput.on("role", _("A join code lets people in as members or guests. Invite the others by e-mail."))
    for field, value, most in (("days", days, MAX_DAYS), ("max_uses", max_uses, MAX_USES)):
        if not 1 <= value <= most:
            raise InvalidInput.on(field, _("Choose a number from 1 to %(most)s.") % {"most": most})
    with transaction.atomic():
        actor = lock_members(actor)
        actor.require("organisation.invite_member")
        join_code: JoinCode = JoinCode.objects.create(
            label=clean_name(label, field="label", max_length=80) if label.strip() else "",
            role=role,
            group=find_group(group_id),
            created_by=actor.membership,
            expires_at=timezone.now() + timedelta(days=days),
            max_uses=max_uses,
        )
        make_key("join_code", join_code.pk, code_of(join_code.pk), actor.organisation).save(force_insert=True)
    return join_code


def revoke_join_code(actor: Actor, *, join_code_id: UUID) -> JoinCode:
    """Close a code. Those whom it let in stay. Raises NotFound, PermissionRefused."""
    actor.require("organisation.invite_member")
    with transaction.atomic():
        join_code: JoinCode | None = JoinCode.objects.select_for_update().filter(pk=join_code_id).first()
        if join_code is None:
            raise NotFound()
        join_code.revoked_at = join_code.revoked_at or timezone.now()
        join_code.save(update_fields=["revoked_at", "updated_at"])
    return join_code


def join_with_code(user: User, *, code: str) -> Membership:
    """Enter by a code, however it is typed. Each new person counts once, under the code's lock.

    Raises NotFound (unknown), WayInClosed (expired, revoked, used_up), NotAdmitted. Limit the guesses at the door.
    """
    read = read_code(code)
    key = find_key("join_code", read) if read else None
    if key is None:
        raise NotFound()
    with organisation_scope(key.organisation_id, user.pk), transaction.atomic():
        rows = JoinCode.objects.select_related("organisation", "group", "created_by")
        join_code: JoinCode = rows.select_for_update(of=("self",), no_key=True).get(pk=key.pk)
        present: Membership | None = Membership.objects.filter(user=user, status=Membership.Status.ACTIVE).first()
        if present is not None:
            return present
        require_usable(join_code)
        membership, is_new = admit(user, role=Role(join_code.role), group=join_code.group, by=join_code.created_by, is_invited=False)
        join_code.uses += int(is_new)
        join_code.save(update_fields=["uses", "updated_at"])
    return membership


def require_usable(join_code: JoinCode) -> None:
    """Raise WayInClosed, whose code says why."""
    if join_code.revoked_at:
        raise WayInClosed(code="revoked")
    if join_code.expires_at <= timezone.now():
        raise WayInClosed(code="expired")
    if join_code.uses >= join_code.max_uses:
        raise WayInClosed(code="used_up")
    if join_code.organisation.suspended_at:
        raise WayInClosed(code="suspended")
