# SPDX-License-Identifier: AGPL-3.0-or-later
"""Why somebody cannot sign in. Only who knows the password learns more than that it did not fit."""

from django.utils.translation import gettext_lazy as _

from ruche.kernel.errors import DomainError


class SignInRefused(DomainError):
    """`field` is where the page shows the sentence."""

    code = "sign_in_refused"
    status = 401
    message = _("The e-mail address or the password is wrong.")
    field = "password"


class AccountClosed(SignInRefused):
    code = "account_closed"
    status = 403
    message = _("This account is closed. Whoever administers this instance can open it again.")
    field = "login"


class DemoClosed(SignInRefused):
    code = "demo_closed"
    status = 403
    message = _(
        "Demo people can sign in only at the machine itself, because their password is known to everybody."
        " Whoever runs this instance can allow it with RUCHE_DEMO=public."
    )
    field = "login"
