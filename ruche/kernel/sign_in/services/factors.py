# SPDX-License-Identifier: AGPL-3.0-or-later
"""Second factors of a person: a telephone, passkeys, and ten codes on paper for the day both are lost."""

from uuid import UUID

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ruche.kernel.errors import Conflict, InvalidInput, NotFound
from ruche.kernel.realtime import revoke
from ruche.kernel.security.limits import check_limit, give_back
from ruche.kernel.security.text import clean_name
from ruche.kernel.sign_in import letters, totp
from ruche.kernel.sign_in.errors import CodeRefused
from ruche.kernel.users.models import User

_CODE = Authenticator.Type.RECOVERY_CODES
_FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def check_code(user: User, code: str) -> str:
    """Use up a code of the telephone or of the paper, and tell which: "totp" or "recovery_codes".

    Raises CodeRefused, CodeUsed, CodeClockOff, TooManyAttempts. Every wrong one counts.
    """
    check_limit("second_factor", str(user.pk))
    digits = "".join(code.split()).replace("-", "")
    if not digits.isascii() or not digits.isdigit():
        raise CodeRefused()
    kind = _use(user, digits)
    give_back("second_factor", str(user.pk))
    return kind


def _use(user: User, digits: str) -> str:
    if len(digits) == 6:
        if not totp.use_code(user, digits):
            raise CodeRefused()
        return "totp"
    row = Authenticator.objects.filter(user=user, type=_CODE).first()
    if row is None or not RecoveryCodes(row).validate_code(digits):
        raise CodeRefused()
    row.refresh_from_db()
    Authenticator.objects.filter(pk=row.pk).update(last_used_at=timezone.now())
    letters.send_recovery_code_used(user, left=len(RecoveryCodes(row).get_unused_codes()))
    return "recovery_codes"


def add_telephone(user: User, *, secret: str, code: str) -> list[str]:
    """Keep a telephone that has shown it works; the codes for the paper if this is the first factor."""
    check_limit("second_factor", str(user.pk))
    step = totp.check_new_code(secret, "".join(code.split()))
    give_back("second_factor", str(user.pk))
    try:
        with transaction.atomic():
            totp.keep_secret(user, secret, used_step=step)
            codes = _first_codes(user)
            _told_of_change(user)
    except IntegrityError:
        raise Conflict(_("Your account has a telephone already. Remove that one first.")) from None
    letters.send_factor_added(user, _("a code from your telephone"))
    return codes


def add_passkey(user: User, *, name: str, credential: dict[str, object]) -> list[str]:
    """Keep a passkey that the browser has just made; the codes for the paper if this is the first factor."""
    name = clean_name(name)[:60]
    with transaction.atomic():
        Authenticator.objects.create(user=user, type=Authenticator.Type.WEBAUTHN, data={"name": name, "credential": credential})
        codes = _first_codes(user)
        _told_of_change(user)
    letters.send_factor_added(user, _("the passkey “%(name)s”") % {"name": name})
    return codes


def rename_passkey(user: User, *, passkey_id: int, name: str) -> None:
    row = _passkey(user, passkey_id)
    row.data["name"] = clean_name(name)[:60]
    row.save(update_fields=["data"])


@transaction.atomic
def remove_factor(user: User, *, factor_id: int) -> None:
    """Take a telephone or passkey away; with the last one the codes on paper go too."""
    User.objects.select_for_update().get(pk=user.pk)
    row = Authenticator.objects.filter(user=user, pk=factor_id, type__in=_FACTORS).first()
    if row is None:
        raise NotFound()
    row.delete()
    if not Authenticator.objects.filter(user=user, type__in=_FACTORS).exists():
        Authenticator.objects.filter(user=user, type=_CODE).delete()
    _told_of_change(user)
    transaction.on_commit(lambda: letters.send_factor_removed(user))


@transaction.atomic
def renew_recovery_codes(user: User) -> list[str]:
    """Ten new codes; the old ones open nothing any more. Raises InvalidInput without any other factor."""
    User.objects.select_for_update().get(pk=user.pk)
    if not Authenticator.objects.filter(user=user, type__in=_FACTORS).exists():
        raise InvalidInput(_("Recovery codes need a second factor that they can stand in for."))
    Authenticator.objects.filter(user=user, type=_CODE).delete()
    return _first_codes(user)


def _first_codes(user: User) -> list[str]:
    if Authenticator.objects.filter(user=user, type=_CODE).exists():
        return []
    codes: list[str] = RecoveryCodes.activate(user).get_unused_codes()
    return codes


def _passkey(user: User, passkey_id: int) -> Authenticator:
    row = Authenticator.objects.filter(user=user, pk=passkey_id, type=Authenticator.Type.WEBAUTHN).first()
    if row is None:
        raise NotFound()
    return row


def _told_of_change(user: User) -> None:
    """Doors and sockets that knew the person ask again: an organisation may want a factor."""
    revoke(user_id=UUID(str(user.pk)))
