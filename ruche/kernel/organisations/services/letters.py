# SPDX-License-Identifier: AGPL-3.0-or-later
from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from ruche.kernel.mail.services import send_letter
from ruche.kernel.organisations.keys import proof_of, token_of
from ruche.kernel.organisations.models import Invitation
from ruche.kernel.organisations.services.invitations import OPEN
from ruche.kernel.users.models import User

BATCH = 50


def invitation_link(invitation: Invitation, *, is_mailed: bool) -> str:
    """The link of an invitation. The mailed one also proves who reads the mail of the address; a copied one does not."""
    token = token_of(invitation.pk)
    path = reverse("organisations:invitation", args=[token])
    return f"{settings.PUBLIC_URL}{path}" + (f"?proof={proof_of(token)}" if is_mailed else "")


def send_waiting_invitations() -> int:
    """Write the letters that are due in the organisation of the context, batch by batch. Twice writes none twice."""
    written = 0
    while batch := _send_batch():
        written += batch
    return written


def _send_batch() -> int:
    with transaction.atomic():
        waiting = Invitation.objects.filter(sent_at=None, expires_at__gt=timezone.now(), **OPEN).order_by("id")
        rows = waiting.select_for_update(of=("self",), no_key=True, skip_locked=True).select_related("organisation", "invited_by")
        invitations = list(rows[:BATCH])
        languages = dict(User.objects.filter(email_key__in=[one.email_key for one in invitations]).values_list("email_key", "language"))
        for invitation in invitations:
            _send(invitation, languages.get(invitation.email_key, invitation.organisation.language))
        Invitation.objects.filter(pk__in=[one.pk for one in invitations]).update(sent_at=timezone.now())
    return len(invitations)


def _send(invitation: Invitation, language: str) -> None:
    context = {"invitation": invitation, "name": invitation.name, "link": invitation_link(invitation, is_mailed=True)}
    send_letter(
        to=invitation.email,
        template="organisations/mail/invitation",
        context=context,
        language=language,
        organisation=invitation.organisation,
    )
