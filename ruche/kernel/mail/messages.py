# SPDX-License-Identifier: AGPL-3.0-or-later
"""From a letter to the e-mail that travels."""

from email.utils import format_datetime

from django.conf import settings
from django.core.mail import EmailMultiAlternatives

from ruche.kernel.mail.models import Letter


def message_of(letter: Letter) -> EmailMultiAlternatives:
    """The e-mail of a letter. Its Message-ID stays the same each time it is tried, so that a double can be recognised."""
    headers = {
        "Message-ID": f"<{letter.pk}@{settings.ENVIRONMENT.public_address.host}>",
        "Date": format_datetime(letter.created_at),
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "All",
        "Content-Language": letter.language,
    }
    message = EmailMultiAlternatives(letter.subject, letter.text, settings.DEFAULT_FROM_EMAIL, [letter.to], headers=headers)
    if letter.html:
        message.attach_alternative(letter.html, "text/html")
    return message
