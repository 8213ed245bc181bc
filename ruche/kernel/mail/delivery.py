# SPDX-License-Identifier: AGPL-3.0-or-later
"""Hands letters to the mail server. A refusal for good ends a letter, anything else is tried again later."""

import smtplib
from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.core.mail.backends.smtp import EmailBackend
from django.core.mail.message import BadHeaderError
from django.db import transaction
from django.utils import timezone

from ruche.kernel.jobs.retries import ATTEMPTS
from ruche.kernel.mail.messages import message_of
from ruche.kernel.mail.models import Letter

TIMEOUT = 15  # seconds without an answer
_KEPT_FOR = timedelta(days=30)  # letters are personal: what has left or waits in vain goes


class DeliveryPostponed(Exception):
    """The mail server did not take the letter now; the job's next try may succeed."""


def deliver(letter_id: UUID) -> None:
    """Deliver a waiting letter; one that is not waiting any more is left alone. Raises DeliveryPostponed."""
    with transaction.atomic():
        letter = Letter.objects.select_for_update(skip_locked=True).filter(pk=letter_id, state=Letter.State.WAITING).first()
        if letter is None:
            return
        letter.attempts += 1
        try:
            _hand_to_server(letter)
        except (smtplib.SMTPException, OSError, BadHeaderError, UnicodeError) as error:
            letter.error = _sentence(error)
            letter.state = Letter.State.FAILED if _is_permanent(error) or letter.attempts >= ATTEMPTS else letter.state
        letter.save()
    if letter.state == Letter.State.WAITING:
        raise DeliveryPostponed(letter.error)


def purge_letters() -> int:
    """Delete old letters; returns how many."""
    return Letter.objects.filter(created_at__lt=timezone.now() - _KEPT_FOR).delete()[0]


def _hand_to_server(letter: Letter) -> None:
    server = settings.ENVIRONMENT.mail_server
    if server is None:
        letter.state = Letter.State.KEPT
        return
    backend = EmailBackend(
        host=server.host,
        port=server.port,
        username=server.user,
        password=server.password,
        use_tls=server.encryption == "starttls",
        use_ssl=server.encryption == "tls",
        timeout=TIMEOUT,
    )
    backend.send_messages([message_of(letter)])
    letter.state, letter.sent_at, letter.error = Letter.State.SENT, timezone.now(), ""
    # It holds links that let people in; from now on only its receiver has them.
    letter.text = letter.html = ""


def _is_permanent(error: Exception) -> bool:
    """Refused for what the letter is (5xx), not for what the server or our settings are at the moment."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(500 <= code < 600 for code, _text in error.recipients.values())
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return False
    if isinstance(error, smtplib.SMTPResponseException):
        return 500 <= error.smtp_code < 600
    return isinstance(error, BadHeaderError | UnicodeError | smtplib.SMTPNotSupportedError)


def _sentence(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return _answer(*next(iter(error.recipients.values())))
    if isinstance(error, smtplib.SMTPResponseException):
        return _answer(error.smtp_code, error.smtp_error)
    return f"{type(error).__name__}: {error}"[:500]


def _answer(code: int, text: bytes | str) -> str:
    words = text.decode(errors="replace") if isinstance(text, bytes) else text
    return f"{code} {words}"[:500]
