# SPDX-License-Identifier: AGPL-3.0-or-later
from django.utils.translation import gettext_lazy as _

from ruche.kernel.errors import DomainError


class TakesNoMessages(DomainError):
    """The same words, whether one is blocked or the person takes no messages at all."""

    code = "takes_no_messages"
    status = 403
    message = _("This person takes no direct messages.")
