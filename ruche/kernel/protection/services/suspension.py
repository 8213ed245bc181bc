# SPDX-License-Identifier: AGPL-3.0-or-later
"""Closing an organisation for a while, by the instance's administrator. Nothing in it is read, changed or lost."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ruche.kernel.access.audit import record_instance_audit
from ruche.kernel.access.roles import Role
from ruche.kernel.db.context import organisation_scope
from ruche.kernel.errors import InvalidInput, NotFound
from ruche.kernel.mail.services import send_letter
from ruche.kernel.organisations.models import Membership, Organisation
from ruche.kernel.organisations.services.locking import lock_organisation
from ruche.kernel.realtime import revoke
from ruche.kernel.security.text import clean_text
from ruche.kernel.users.models import User

MAX_REASON = 500


def suspend_organisation(user: User, *, organisation_id: UUID, reason: str, until: datetime | None = None) -> Organisation:
    """Nobody comes in any more; its people read the reason, its owners get a letter. Suspended again, the reason is the new one.

    Raises NotFound (also for everybody who does not administer the instance), and InvalidInput on "reason" or "until".
    """
    said = " ".join(clean_text(reason, field="reason", max_length=MAX_REASON).split())
    if not said:
        raise InvalidInput.on("reason", _("Say why: the people of the organisation will read it."))
    if until is not None and until <= timezone.now():
        raise InvalidInput.on("until", _("Choose a moment that is still to come, or none."))
    with transaction.atomic():
        organisation = _held(user, organisation_id)
        if organisation.suspended_at and (organisation.suspended_reason, organisation.suspended_until) == (said, until):
            return organisation  # sent twice: nobody gets a second letter
        organisation.suspended_at = organisation.suspended_at or timezone.now()
        organisation.suspended_reason, organisation.suspended_until = said, until
        _save(organisation)
        record_instance_audit(user, "organisation.suspend", organisation.pk, reason=said, until=until.isoformat() if until else None)
        _write_to_owners(organisation)
    return organisation


def resume_organisation(user: User, *, organisation_id: UUID) -> Organisation:
    """Open it again, as it was. Raises NotFound."""
    with transaction.atomic():
        organisation = _held(user, organisation_id)
        if organisation.suspended_at is not None:
            _resume(organisation)
            record_instance_audit(user, "organisation.resume", organisation.pk)
    return organisation


def resume_due() -> int:
    """Those whose suspension had an end, and it has come; how many."""
    due = Organisation.objects.filter(suspended_at__isnull=False, suspended_until__lte=timezone.now())
    ids = list(due.values_list("id", flat=True))
    for organisation_id in ids:
        with transaction.atomic():
            organisation = lock_organisation(organisation_id)
            if organisation.suspended_until is not None and organisation.suspended_until <= timezone.now():
                _resume(organisation)
                record_instance_audit(None, "organisation.resume", organisation.pk)
    return len(ids)


def _held(user: User, organisation_id: UUID) -> Organisation:
    if not user.is_instance_admin or not Organisation.objects.filter(pk=organisation_id).exists():
        raise NotFound()
    return lock_organisation(organisation_id)


def _resume(organisation: Organisation) -> None:
    organisation.suspended_at, organisation.suspended_reason, organisation.suspended_until = None, "", None
    _save(organisation)


def _save(organisation: Organisation) -> None:
    organisation.save(update_fields=["suspended_at", "suspended_reason", "suspended_until", "updated_at"])
    revoke(organisation_id=organisation.pk)


def _write_to_owners(organisation: Organisation) -> None:
    with organisation_scope(organisation.pk):
        owners = Membership.objects.filter(role=Role.OWNER, status=Membership.Status.ACTIVE).select_related("user")
        receivers = [(one.name, one.user.email, one.user.language) for one in owners]
    for name, address, language in receivers:
        send_letter(
            to=address,
            template="protection/mail/suspension",
            context={"name": name},
            language=language,
            organisation=organisation,
            is_of_the_instance=True,
        )
