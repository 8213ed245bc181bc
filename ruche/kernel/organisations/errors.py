# SPDX-License-Identifier: AGPL-3.0-or-later
from django.utils.translation import gettext_lazy as _

from ruche.kernel.errors import Conflict, DomainError


class LastOwner(Conflict):
    """The organisation would be left without an owner."""

    code = "last_owner"
    message = _("An organisation needs an owner. Make somebody else an owner first.")


class WayInClosed(DomainError):
    """An invitation or code that was good once. `code`: accepted, declined, revoked, expired, used_up or suspended."""

    code = "closed"
    status = 410
    message = _("This way in is closed.")


class AnotherAddress(DomainError):
    """The invitation is for somebody else than the person who is signed in."""

    code = "another_address"
    status = 403
    message = _("This invitation is for another e-mail address.")


class NotAdmitted(DomainError):
    """A suspended person, or one who was removed and holds only a join code."""

    code = "not_admitted"
    status = 403
    message = _("You cannot join this organisation by yourself. Ask one of its administrators.")


class CreationRefused(DomainError):
    code = "creation_refused"
    status = 403
    message = _("On this instance, the administrator creates organisations. Ask them to create yours.")
