# SPDX-License-Identifier: AGPL-3.0-or-later
"""Invitations from the invited person's side. There is no actor yet: the token leads to the organisation."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ruche.kernel.access.roles import Role
from ruche.kernel.db.context import current_user_id, organisation_scope
from ruche.kernel.errors import InvalidInput, NotFound
from ruche.kernel.lifecycle.minority import is_child
from ruche.kernel.lifecycle.services.minors import begin_minority
from ruche.kernel.organisations.errors import AnotherAddress, WayInClosed
from ruche.kernel.organisations.keys import find_key, is_proof
from ruche.kernel.organisations.models import Invitation, Membership
from ruche.kernel.organisations.services.admission import admit
from ruche.kernel.users.models import User
from ruche.kernel.users.services import verify_address


def accept_invitation(user: User, *, token: str, proof: str = "", agrees: bool = False) -> Membership:
    """Enter by an invitation to the user's own address. Twice is as good as once.

    `proof`: what the letter's link carries; with it the address counts as verified. `agrees`: the own consent of a child
    under 15, who then waits for a parent's. Raises NotFound (unknown token), AnotherAddress, WayInClosed (expired, declined,
    revoked), NotAdmitted (suspended), InvalidInput on `agrees`.
    """
    with _opened(token, user) as invitation:
        if invitation.email_key != user.email_key:
            raise AnotherAddress()
        present = _already_in(invitation, user)
        if present is not None:
            return present
        require_open(invitation)
        by = invitation.invited_by
        status = _status_for(invitation, agrees=agrees)
        membership, _is_new = admit(user, role=Role(invitation.role), group=invitation.group, by=by, is_invited=True, status=status)
        if invitation.born_on is not None:
            begin_minority(membership, born_on=invitation.born_on, guardian_email=invitation.guardian_email, agrees=agrees)
            membership.refresh_from_db(fields=["status"])
        invitation.accepted_at, invitation.accepted_by = timezone.now(), membership
        _close(invitation, "accepted_at", "accepted_by")
        if is_proof(token, proof):
            verify_address(user)
    return membership


def decline_invitation(*, token: str) -> Invitation:
    """Refuse an invitation; whoever holds its link may. Raises NotFound, WayInClosed."""
    with _opened(token, None) as invitation:
        require_open(invitation)
        invitation.declined_at = timezone.now()
        _close(invitation, "declined_at")
    return invitation


def _status_for(invitation: Invitation, *, agrees: bool) -> Membership.Status:
    if not is_child(invitation.born_on, invitation.organisation):
        return Membership.Status.ACTIVE
    if not agrees:
        raise InvalidInput.on("agrees", _("Read it, and tick the box if you agree."), code="required")
    return Membership.Status.WAITING


def _close(invitation: Invitation, *fields: str) -> None:
    """An invitation that is over keeps no date of birth and no parent's address."""
    invitation.born_on, invitation.guardian_email = None, ""
    invitation.save(update_fields=[*fields, "born_on", "guardian_email", "updated_at"])


def require_open(invitation: Invitation) -> None:
    """Raise WayInClosed, whose code says how it was closed."""
    for code, instant in (
        ("accepted", invitation.accepted_at),
        ("declined", invitation.declined_at),
        ("revoked", invitation.revoked_at),
        ("expired", invitation.expires_at if invitation.expires_at <= timezone.now() else None),
        ("suspended", invitation.organisation.suspended_at),
    ):
        if instant:
            raise WayInClosed(code=code)


def _already_in(invitation: Invitation, user: User) -> Membership | None:
    # Asked anew: what was joined to the invitation is older than the lock that it waited for.
    here = (Membership.Status.ACTIVE, Membership.Status.WAITING)
    rows = Membership.objects.filter(pk=invitation.accepted_by_id, user=user, status__in=here)
    present: Membership | None = rows.first() if invitation.accepted_at else None
    return present


@contextmanager
def _opened(token: str, user: User | None) -> Iterator[Invitation]:
    """The invitation, locked, inside its organisation's scope and one transaction."""
    key = find_key("invitation", token)
    if key is None:
        raise NotFound()
    with organisation_scope(key.organisation_id, user.pk if user else current_user_id.get()), transaction.atomic():
        rows = Invitation.objects.select_related("organisation", "group", "invited_by")
        invitation = rows.select_for_update(of=("self",), no_key=True).filter(pk=key.pk).first()
        if invitation is None:
            raise NotFound()
        yield invitation
