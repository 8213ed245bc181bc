# SPDX-License-Identifier: AGPL-3.0-or-later
from collections.abc import Sequence

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.utils.translation import get_language

from ruche.kernel.mail.rendering import Rendered
from ruche.kernel.mail.services import post_letter
from ruche.kernel.text import one_line


class LetterBackend(BaseEmailBackend):
    """Django's door to letters: what other libraries send goes the same way, in the current transaction."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        for message in email_messages:
            rendered = Rendered(one_line(str(message.subject))[:250], str(message.body), _html_of(message))
            for address in message.recipients():
                post_letter(address, rendered, (get_language() or "fr")[:2], None)
        return len(email_messages)


def _html_of(message: EmailMessage) -> str:
    alternatives = getattr(message, "alternatives", [])
    return next((str(one.content) for one in alternatives if one.mimetype == "text/html"), "")
