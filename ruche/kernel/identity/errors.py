# SPDX-License-Identifier: AGPL-3.0-or-later
from django.utils.translation import gettext_lazy as _

from ruche.kernel.errors import DomainError


class BearerRefused(DomainError):
    code = "token_refused"
    status = 401
    message = _("This token is expired, was revoked or does not exist. Make a new one.")


class AddressRefused(DomainError):
    code = "address_refused"
    status = 403
    message = _("This token may not be used from this address of the network.")
