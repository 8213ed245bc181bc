# SPDX-License-Identifier: AGPL-3.0-or-later
"""Asking somebody with parental authority: whom, and since when. The letter itself leaves by a job."""

from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils import timezone
from django.utils.translation import gettext as _

from ruche.kernel.errors import InvalidInput
from ruche.kernel.jobs import enqueue
from ruche.kernel.lifecycle.models import GuardianConsent
from ruche.kernel.organisations.keys import make_key, token_of
from ruche.kernel.organisations.models import Membership
from ruche.kernel.users.models import clean_email, email_key


def require_guardian(email: str, *, child_email: str) -> str:
    """The cleaned address of a parent. Raises InvalidInput on `guardian_email`: none, no address, or the child's own."""
    cleaned = clean_email(email)
    if not cleaned:
        raise InvalidInput.on("guardian_email", _("Under 15, a parent is asked too: write their e-mail address."), code="required")
    try:
        validate_email(cleaned)
    except ValidationError:
        raise InvalidInput.on("guardian_email", _("Enter an e-mail address, such as name@example.org.")) from None
    if email_key(cleaned) == email_key(child_email):
        raise InvalidInput.on("guardian_email", _("This is the child’s own address. Write a parent’s."), code="same_address")
    return cleaned


def ask_guardian(child: Membership, *, email: str) -> GuardianConsent:
    """Ask at this address from now on. An earlier question to another address ends, and its link with it."""
    open_: GuardianConsent | None = GuardianConsent.objects.filter(child=child, closed_at=None).first()
    if open_ is not None and open_.way == GuardianConsent.Way.LINK and email_key(open_.email) == email_key(email):
        return open_
    close_consents(child.pk)
    consent: GuardianConsent = GuardianConsent.objects.create(
        child=child, email=email, guardian=guardian_at(email, child), asked_at=timezone.now()
    )
    make_key("consent", consent.pk, token_of(consent.pk), child.organisation).save(force_insert=True)
    enqueue("lifecycle.send_guardian_letters", child.organisation_id)
    return consent


def close_consents(child_id: UUID) -> None:
    """Whatever was asked or given does not count any more; it is kept as what it was."""
    GuardianConsent.objects.filter(child_id=child_id, closed_at=None).update(closed_at=timezone.now())


def guardian_at(email: str, child: Membership) -> Membership | None:
    """The member of the organisation who has this address, if any."""
    rows = Membership.objects.filter(user__email_key=email_key(email), status=Membership.Status.ACTIVE, kind=Membership.Kind.PERSON)
    found: Membership | None = rows.exclude(pk=child.pk).first()
    return found
