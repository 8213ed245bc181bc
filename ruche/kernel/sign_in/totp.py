# SPDX-License-Identifier: AGPL-3.0-or-later
"""Six digits of a telephone (RFC 6238). Each counts once, in whatever process it is typed."""

import hmac
import time
from dataclasses import dataclass

from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, generate_totp_secret, hotp_value
from django.db import transaction
from django.utils import timezone

from ruche.kernel.security.sealing import seal, unseal
from ruche.kernel.sign_in.adapter import PURPOSE
from ruche.kernel.sign_in.errors import CodeClockOff, CodeUsed, NewCodeRefused
from ruche.kernel.users.models import User

PERIOD = 30  # seconds
_NEAR = 1  # steps that a slow thumb may be late
_FAR = 20  # steps, ten minutes, within which a wrong clock is told apart from a wrong code


def new_secret() -> str:
    secret: str = generate_totp_secret()
    return secret


def code_of(secret: str, step: int) -> str:
    """What a telephone with this secret shows in one step of 30 seconds since 1970."""
    code: str = format_hotp_value(hotp_value(secret, step))
    return code


def now_step() -> int:
    return int(time.time()) // PERIOD


def check_new_code(secret: str, code: str) -> int:
    """The step of a code of a secret that is being set up. Raises CodeRefused, CodeClockOff."""
    now = now_step()
    for away in sorted(range(-_FAR, _FAR + 1), key=abs):
        if hmac.compare_digest(code_of(secret, now + away).encode(), code.encode()):
            if abs(away) <= _NEAR:
                return now + away
            raise CodeClockOff(max(1, round(abs(away) * PERIOD / 60)))
    raise NewCodeRefused()


@transaction.atomic
def use_code(user: User, code: str) -> bool:
    """Use up a code of the person's telephone; False when they have none. Raises CodeRefused, CodeUsed, CodeClockOff."""
    row = Authenticator.objects.select_for_update().filter(user=user, type=Authenticator.Type.TOTP).first()
    if row is None:
        return False
    step = check_new_code(unseal(row.data["secret"], purpose=PURPOSE), code)
    if step <= row.data.get("used_step", -1):
        raise CodeUsed()
    row.data["used_step"] = step
    row.last_used_at = timezone.now()
    row.save(update_fields=["data", "last_used_at"])
    return True


def keep_secret(user: User, secret: str, *, used_step: int) -> Authenticator:
    """The telephone of a person from now on."""
    data = {"secret": seal(secret, purpose=PURPOSE), "used_step": used_step}
    row: Authenticator = Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data=data)
    return row


@dataclass(frozen=True)
class Picture:
    """A QR code: the side of its square and the outline of its dark parts, for an SVG."""

    side: int
    path: str


def picture_of(user: User, secret: str) -> Picture:
    """What a telephone's camera reads the secret from."""
    from qrcode import QRCode

    code = QRCode(border=2)
    code.add_data(get_adapter().build_totp_url(user, secret))
    rows = code.get_matrix()
    dark = "".join(f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, is_dark in enumerate(row) if is_dark)
    return Picture(len(rows), dark)
