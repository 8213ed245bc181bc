# SPDX-License-Identifier: AGPL-3.0-or-later
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from ruche.kernel.access.actor import Actor
from ruche.kernel.lifecycle.models import GuardianConsent
from ruche.kernel.mail.services import send_letter
from ruche.kernel.organisations.keys import make_key, token_of
from ruche.kernel.organisations.models import Membership
from ruche.kernel.security.limits import check_limit
from ruche.kernel.users.entrance import has_mail_server
from ruche.kernel.users.models import User, email_key

# Of templates/lifecycle/_consent_text.html and _child_text.html: raise it whenever what they say changes.
TEXT_VERSION = "2026-11-2"
LIFETIME = timedelta(days=30)
OPEN = {"closed_at": None, "given_at": None, "refused_at": None, "withdrawn_at": None}


def consent_link(consent: GuardianConsent) -> str:
    """Whoever has it answers for the child: only letters to the guardian carry it, and what is handed over where none leave."""
    return f"{settings.PUBLIC_URL}{reverse('lifecycle:consent', args=[token_of(consent.pk)])}"


def send_due_letters() -> int:
    """Write to the guardians who are to be asked in the organisation of the context. Raises TooManyAttempts; twice writes none twice."""
    written = 0
    due = GuardianConsent.objects.filter(letter_at=None, way=GuardianConsent.Way.LINK, closed_at=None, given_at=None)
    for consent in list(due.order_by("asked_at", "id")):
        check_limit("guardian_letter", consent.organisation_id)
        written += _send_one(consent)
    return written


def hand_over(child: Membership, by: Actor, *, email: str) -> GuardianConsent:
    """A question whose link somebody hands over by themselves: no letter is due for it. The earlier ones are closed."""
    now = timezone.now()
    consent: GuardianConsent = GuardianConsent.objects.create(
        child=child, email=email, asked_at=now, letter_at=now, expires_at=now + LIFETIME, recorded_by=by.membership
    )
    make_key("consent", consent.pk, token_of(consent.pk), child.organisation).save(force_insert=True)
    return consent


def tell_given(consent: GuardianConsent) -> None:
    """To the guardian, who finds the way back there; to the child, when the door is open now."""
    if consent.email and (consent.recorded_by_id is None or has_mail_server()):  # a letter that is kept would keep the link
        _to_guardian(consent, "consent_given")
    if consent.child.status == Membership.Status.ACTIVE:
        _to_child(consent.child, "child_welcome")


def tell_withdrawn(consent: GuardianConsent) -> None:
    _to_child(consent.child, "child_waits")


def tell_of_age(child: Membership) -> None:
    _to_child(child, "child_decides")


def _send_one(consent: GuardianConsent) -> bool:
    with transaction.atomic():
        rows = GuardianConsent.objects.select_related("child__user", "organisation").select_for_update(of=("self",), no_key=True)
        locked = rows.filter(pk=consent.pk, letter_at=None, closed_at=None).first()
        if locked is None:
            return False
        locked.letter_at, locked.expires_at = timezone.now(), timezone.now() + LIFETIME
        locked.save(update_fields=["letter_at", "expires_at", "updated_at"])
        _to_guardian(locked, "consent_request")
    return True


def _to_guardian(consent: GuardianConsent, letter: str) -> None:
    organisation = consent.child.organisation
    language = User.objects.filter(email_key=email_key(consent.email)).values_list("language", flat=True).first()
    context = {"child": consent.child.name, "link": consent_link(consent), "until": consent.expires_at}
    _send(consent.email, letter, context, language or organisation.language, consent.child)


def _to_child(child: Membership, letter: str) -> None:
    link = f"{settings.PUBLIC_URL}{reverse('ui:home', args=[child.organisation.slug])}"
    _send(child.user.email, letter, {"name": child.name, "link": link}, child.user.language, child)


def _send(to: str, letter: str, context: dict[str, object], language: str, child: Membership) -> None:
    send_letter(to=to, template=f"lifecycle/mail/{letter}", context=context, language=language, organisation=child.organisation)
