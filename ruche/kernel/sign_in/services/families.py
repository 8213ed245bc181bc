# SPDX-License-Identifier: AGPL-3.0-or-later
"""Long tokens of the API, one family for each sign-in. The last of a family counts; an older one was copied."""

import time
from datetime import datetime, timedelta
from typing import Any, cast
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone
from rest_framework_simplejwt.exceptions import TokenError
from rest_framework_simplejwt.settings import api_settings
from rest_framework_simplejwt.tokens import RefreshToken
from rest_framework_simplejwt.utils import datetime_to_epoch

from ruche.kernel.api.tokens import EPOCH, FAMILY, VIA, TokenRefused
from ruche.kernel.realtime import revoke
from ruche.kernel.sign_in import letters
from ruche.kernel.sign_in.devices import meet_programme
from ruche.kernel.sign_in.errors import SecondFactorRequired, TokenReused
from ruche.kernel.sign_in.facts import SignInFacts, write_facts
from ruche.kernel.sign_in.gate import has_factor as has_second_factor
from ruche.kernel.sign_in.models import RefreshFamily
from ruche.kernel.sign_in.services.factors import check_code
from ruche.kernel.users.models import User
from ruche.kernel.users.services.sign_in import Proof

# Two requests of one client may bring the same token at once: within this time the second gets what the first got.
AT_ONCE = timedelta(seconds=10)
Pair = tuple[str, str]


def prove_factor(user: User, code: str) -> bool:
    """Whether a second factor was used: it must be where there is one. Raises SecondFactorRequired, CodeRefused."""
    if not has_second_factor(user):
        return False
    if not code:
        raise SecondFactorRequired()
    check_code(user, code)
    return True


def begin_family(proof: Proof, *, has_factor: bool, address: str, agent: str) -> Pair:
    """The first pair of a sign-in."""
    now = timezone.now()
    facts = SignInFacts(proof.method, proof.organisation_id, time.time(), has_factor)
    family = RefreshFamily.objects.create(
        user=proof.user,
        current_jti=uuid4().hex,
        rotated_at=now,
        last_used_at=now,
        address=address[:45],
        agent=agent[:300],
        facts=write_facts(facts),
        expires_at=now + api_settings.REFRESH_TOKEN_LIFETIME,
    )
    meet_programme(proof.user, agent=agent, address=address)
    return _pair(family, proof.user)


def renew_family(text: str, *, address: str) -> Pair:
    """The next pair; the token that was brought counts no more. Raises TokenRefused, TokenReused."""
    token = _read(text)
    with transaction.atomic():
        family = RefreshFamily.objects.select_for_update().select_related("user").filter(pk=_family(token)).first()
        if family is None or not _holds(family, token):
            raise TokenRefused()
        is_stolen = not _turn(family, str(token["jti"]), address)
    if is_stolen:
        letters.send_tokens_revoked(family.user)
        raise TokenReused()
    return _pair(family, family.user)


def end_family(text: str) -> None:
    """Revoke a sign-in by its long token."""
    with transaction.atomic():
        family = RefreshFamily.objects.select_for_update().filter(pk=_family(_read(text)), revoked_at=None).first()
        if family is None:
            raise TokenRefused()
        _end(family, "signed_out")


def _turn(family: RefreshFamily, jti: str, address: str) -> bool:
    """Make the next token of a family the current one; False: this one was used before, and the family is revoked."""
    now = timezone.now()
    if jti == family.previous_jti and now - cast(datetime, family.rotated_at) <= AT_ONCE:
        return True
    if jti != family.current_jti:
        _end(family, "reused")
        return False
    family.previous_jti, family.current_jti = jti, uuid4().hex
    family.rotated_at = family.last_used_at = now
    family.expires_at, family.address = now + api_settings.REFRESH_TOKEN_LIFETIME, address[:45] or family.address
    family.save(update_fields=["previous_jti", "current_jti", "rotated_at", "last_used_at", "expires_at", "address"])
    return True


def _end(family: RefreshFamily, why: str) -> None:
    """With what is open by it: sockets ask again whether they may stay."""
    family.revoked_at, family.revoked_why = timezone.now(), why
    family.save(update_fields=["revoked_at", "revoked_why"])
    revoke(user_id=family.user_id)


def _holds(family: RefreshFamily, token: RefreshToken) -> bool:
    user = family.user
    is_open = family.revoked_at is None and family.expires_at > timezone.now()
    return is_open and user.is_active and token.get(EPOCH) == user.session_epoch


def _pair(family: RefreshFamily, user: User) -> Pair:
    """The same family gives the same long token until it turns, so that two at once get one."""
    refresh = RefreshToken.for_user(user)
    refresh.payload |= {
        "jti": family.current_jti,
        "iat": datetime_to_epoch(cast(datetime, family.rotated_at)),
        "exp": datetime_to_epoch(family.expires_at),
        EPOCH: user.session_epoch,
        FAMILY: str(family.pk),
        VIA: family.facts,
    }
    return str(refresh.access_token), str(refresh)


def _read(text: str) -> RefreshToken:
    try:
        return RefreshToken(cast(Any, text))
    except TokenError:
        raise TokenRefused() from None


def _family(token: RefreshToken) -> UUID:
    try:
        return UUID(str(token.get(FAMILY)))
    except ValueError:
        raise TokenRefused() from None
