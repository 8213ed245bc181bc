# SPDX-License-Identifier: AGPL-3.0-or-later
"""Keys that sign what Ruche says of people. The next one is published a month before it signs, so that others know it."""

from datetime import datetime, timedelta

from allauth.core.internal.jwkkit import load_jwk_from_pem
from allauth.idp.oidc.models import PrivateKey
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from django.db import connection, transaction
from django.utils import timezone

from ruche.kernel.identity.models import SigningKey
from ruche.kernel.security.sealing import register_sealed, reseal, seal, unseal

PURPOSE = "identity.signing_key"
LIFETIME = timedelta(days=365)
AHEAD = timedelta(days=30)
# What was signed last is still checked for a while.
AFTERWARDS = timedelta(days=2)


def list_signing_keys() -> list[PrivateKey]:
    """Every key that is published now, as allauth wants them; the first is made when there is none."""
    found = list(SigningKey.objects.filter(expires_at__gt=timezone.now()).order_by("not_before"))
    return [_opened(key) for key in found or [ensure_signing_key()]]


def ensure_signing_key() -> SigningKey:
    """The key that signs last, and its successor when its end is near. Any number of processes may call it at once."""
    with transaction.atomic():
        _lock()
        now = timezone.now()
        last = SigningKey.objects.filter(expires_at__gt=now).order_by("-not_before").first()
        if last is None:
            return _make(now)
        return _make(last.expires_at - AFTERWARDS) if last.expires_at - AFTERWARDS - AHEAD <= now else last


def renew_signing_key(*, is_stolen: bool = False) -> tuple[SigningKey, int]:
    """Another key that signs at once, and how many there were. Theirs is still believed for a while, unless they were stolen."""
    with transaction.atomic():
        _lock()
        now = timezone.now()
        known = SigningKey.objects.filter(expires_at__gt=now)
        count = known.count()
        known.filter(not_before__gt=now).delete()
        known.filter(expires_at__gt=now if is_stolen else now + AFTERWARDS).update(expires_at=now if is_stolen else now + AFTERWARDS)
        return _make(now), count


def seal_keys_anew() -> int:
    """After a change of the encryption key."""
    changed = 0
    for key in SigningKey.objects.all():
        sealed = reseal(key.pem_sealed, purpose=PURPOSE)
        if sealed != key.pem_sealed:
            SigningKey.objects.filter(pk=key.pk).update(pem_sealed=sealed)
            changed += 1
    return changed


def _lock() -> None:
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtext('ruche.identity.signing_key'))")


def _make(not_before: datetime) -> SigningKey:
    private = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    form, plain = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    pem = private.private_bytes(serialization.Encoding.PEM, form, plain).decode()
    jwk, _private = load_jwk_from_pem(pem)
    sealed = seal(pem, purpose=PURPOSE)
    return SigningKey.objects.create(
        kid=jwk["kid"], pem_sealed=sealed, not_before=not_before, expires_at=not_before + LIFETIME + AFTERWARDS
    )


def _opened(key: SigningKey) -> PrivateKey:
    pem = unseal(key.pem_sealed, purpose=PURPOSE)
    return PrivateKey(pem=pem, not_before=key.not_before, expires_at=key.expires_at, issued_at=key.not_before)


register_sealed("signing keys of OpenID Connect", seal_keys_anew)
