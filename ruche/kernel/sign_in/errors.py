# SPDX-License-Identifier: AGPL-3.0-or-later
"""Why a second factor, a passkey or a sensitive act is refused."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from ruche.kernel.errors import DomainError, PermissionRefused
from ruche.kernel.users.errors import SignInRefused


class SecondFactorRequired(SignInRefused):
    """The password is right; a code is missing."""

    code = "second_factor_required"
    message = _("This account has a second factor: send its code too.")
    field = "code"


class CodeRefused(SignInRefused):
    code = "code_refused"
    message = _("This code is wrong. Type the one that your telephone shows now, or a recovery code.")
    field = "code"


class NewCodeRefused(CodeRefused):
    """While a telephone is set up: there is no recovery code yet."""

    message = _("This code is wrong. Type the one that your telephone shows now.")


class CodeUsed(CodeRefused):
    code = "code_used"
    message = _("This code was used already. Wait for the next one; it comes within 30 seconds.")


class CodeClockOff(CodeRefused):
    """The code belongs to another moment, so the telephone's clock is wrong."""

    code = "code_clock_off"

    def __init__(self, minutes: int) -> None:
        sentence = ngettext_lazy(
            "The clock of your telephone is %(minutes)d minute off. Let it set its time by itself, then type the new code.",
            "The clock of your telephone is %(minutes)d minutes off. Let it set its time by itself, then type the new code.",
            "minutes",
        )
        super().__init__(sentence % {"minutes": minutes})


class PasskeyRefused(SignInRefused):
    code = "passkey_refused"
    message = _("This passkey does not fit. It may have been removed, or belong to another address of this instance.")
    field = "passkey"


class RecentAuthentication(PermissionRefused):
    """A sensitive act, and it is a while since the person proved who they are."""

    code = "reauthentication_required"
    message = _("Confirm first that it is you.")


class WholeSessionNeeded(PermissionRefused):
    """Whoever came in through an organisation's own door may not change the account itself."""

    code = "wrong_organisation"
    message = _(
        "You signed in through your organisation, which opens that organisation only. To change your account, sign in with its own password"
        " or passkey."
    )


class TokenReused(DomainError):
    code = "token_reused"
    status = 401
    message = _("This token was used before, so somebody else may have it. All tokens of this sign-in are revoked; sign in again.")
