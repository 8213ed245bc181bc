# SPDX-License-Identifier: AGPL-3.0-or-later
"""What other parts of the kernel ask about a minor before they let somebody in or give a role. In the organisation's scope."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _

from ruche.kernel.access.danger import dangerous_in
from ruche.kernel.access.roles import Role
from ruche.kernel.errors import InvalidInput
from ruche.kernel.lifecycle.ages import CONSENT_AGE, MAJORITY, has_age, today_in
from ruche.kernel.lifecycle.models import GuardianConsent, Minor
from ruche.kernel.organisations.models import Membership, Organisation


def is_child(born_on: date | None, organisation: Organisation) -> bool:
    """Whether somebody born on this day is under 15 today, and does not decide alone."""
    return born_on is not None and not has_age(born_on, CONSENT_AGE, today_in(organisation))


def check_birthday(born_on: date, organisation: Organisation) -> None:
    """Raise InvalidInput on `born_on` when nobody under 18 can be born on this day."""
    today = today_in(organisation)
    if born_on > today:
        raise InvalidInput.on("born_on", _("This day is still to come."), code="future")
    if has_age(born_on, MAJORITY, today):
        raise InvalidInput.on("born_on", _("Somebody born on this day is of age: no date of birth is kept of adults."), code="of_age")


def is_minor(membership_id: UUID) -> bool:
    return Minor.objects.filter(membership_id=membership_id).exists()


def must_wait(membership: Membership) -> bool:
    """Whether this is a child under 15 for whom not both have consented, the child and whoever has parental authority."""
    minor: Minor | None = Minor.objects.filter(membership_id=membership.pk).first()
    if minor is None or not is_child(minor.born_on, membership.organisation):
        return False
    given = GuardianConsent.objects.filter(child_id=membership.pk, closed_at=None, given_at__isnull=False, withdrawn_at=None)
    return minor.agreed_at is None or not given.exists()


def status_within(membership: Membership) -> Membership.Status:
    """The status of whoever comes in or comes back: waiting or active."""
    return Membership.Status.WAITING if must_wait(membership) else Membership.Status.ACTIVE


def refuse_dangerous(membership_ids: Collection[UUID], permissions: Collection[str], *, field: str = "role") -> None:
    """What is dangerous is for adults: no role of the organisation's own gives it to a minor. Raises InvalidInput on `field`."""
    if dangerous_in(permissions) and Minor.objects.filter(membership_id__in=membership_ids).exists():
        raise InvalidInput.on(field, _("Somebody under 18 cannot hold rights that ask for a recent sign-in."), code="minor")


def refuse_office(membership_id: UUID, role: Role) -> None:
    """A minor owns no organisation and administrates none. Raises InvalidInput on `role`."""
    if role.includes(Role.ADMIN) and is_minor(membership_id):
        raise InvalidInput.on("role", _("Somebody under 18 cannot be an owner or an administrator."), code="minor")
