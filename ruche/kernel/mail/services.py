# SPDX-License-Identifier: AGPL-3.0-or-later
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext as _

from ruche.kernel.errors import Conflict, InvalidInput, NotFound
from ruche.kernel.jobs import enqueue
from ruche.kernel.mail.models import Letter
from ruche.kernel.mail.rendering import Rendered, render_letter
from ruche.kernel.organisations.models import Organisation
from ruche.kernel.users.models import User


def send_letter(
    *,
    to: str,
    template: str,
    context: Mapping[str, Any],
    language: str,
    organisation: Organisation | None = None,
    is_of_the_instance: bool = False,
) -> Letter:
    """Write a letter in the caller's transaction; it leaves after commit. Raises InvalidInput on "to".

    The templates get `context` and `organisation`, `public_url`, `accent`, `accent_ink`, `language`.
    `is_of_the_instance`: it leaves although the organisation's own letters wait while it is suspended.
    """
    _check_address(to)
    rendered = render_letter(template, context, language, organisation)
    return post_letter(to, rendered, language, organisation.pk if organisation else None, is_of_the_instance=is_of_the_instance)


def post_letter(to: str, rendered: Rendered, language: str, organisation_id: UUID | None, *, is_of_the_instance: bool = False) -> Letter:
    """Keep a rendered letter and have it delivered; without a mail server it is only kept."""
    letter = Letter(to=to, subject=rendered.subject, text=rendered.text, html=rendered.html, language=language)
    letter.organisation_id = organisation_id
    with transaction.atomic():
        _hand_over(letter, None if is_of_the_instance else organisation_id)
    return letter


def send_letter_again(admin: User, *, letter_id: UUID) -> Letter:
    """Deliver a failed or kept letter now. Raises NotFound, Conflict (on its way, sent, or still no mail server)."""
    if not admin.is_instance_admin:
        raise NotFound()
    with transaction.atomic():
        letter = Letter.objects.select_for_update().filter(pk=letter_id).first()
        if letter is None:
            raise NotFound()
        if letter.state not in (Letter.State.FAILED, Letter.State.KEPT):
            raise Conflict(_("This letter has left already, or is on its way."))
        if settings.ENVIRONMENT.mail_server is None:
            raise Conflict(_("There is no mail server: set RUCHE_SMTP_URL first."), code="no_mail_server")
        letter.attempts, letter.error = 0, ""
        _hand_over(letter, letter.organisation_id)
    return letter


def _hand_over(letter: Letter, organisation_id: UUID | None) -> None:
    has_server = settings.ENVIRONMENT.mail_server is not None
    letter.state = Letter.State.WAITING if has_server else Letter.State.KEPT
    letter.save()
    if has_server:
        enqueue("mail.deliver_letter", organisation_id, letter_id=letter.pk)


def _check_address(address: str) -> None:
    try:
        validate_email(address)
    except ValidationError:
        raise InvalidInput.on("to", _("Enter an e-mail address, such as name@example.org.")) from None
