# SPDX-License-Identifier: AGPL-3.0-or-later
import secrets
from collections.abc import Iterable
from datetime import timedelta
from typing import Any
from uuid import UUID

from allauth.idp.oidc.models import Token
from django.db import transaction
from django.utils import timezone

from ruche.kernel.errors import NotFound
from ruche.kernel.identity.bearers import hash_of
from ruche.kernel.identity.models import Application, Consent, GrantedToken
from ruche.kernel.users.models import User

# Two tabs of one browser may exchange the same token; later than this, somebody else has it.
_TWICE = timedelta(seconds=10)


def grant_consent(user: User, *, application: Application, organisation_id: UUID | None, scopes: Iterable[str]) -> Consent:
    """What the person just let the application do. Who they are to it stays the same, also after revoking."""
    values = {"scopes": sorted(set(scopes)), "granted_at": timezone.now(), "revoked_at": None}
    where: Any = organisation_id  # the type of a lookup leaves out that None is looked up too
    consent, _is_new = Consent.objects.update_or_create(
        application=application,
        user=user,
        organisation_id=where,
        defaults=values,
        create_defaults={**values, "sub": secrets.token_urlsafe(24)},
    )
    return consent


def revoke_consent(user: User, *, consent_id: UUID) -> None:
    """The application may do nothing more for this person, from now on. Raises NotFound."""
    consent = Consent.objects.filter(pk=consent_id, user=user, revoked_at=None).first()
    if consent is None:
        raise NotFound()
    end_consent(consent)


def revoke_consents_of(user_id: UUID, organisation_id: UUID) -> int:
    """Who leaves an organisation leaves no application behind that acts for them there. Returns how many."""
    found = list(Consent.objects.filter(user_id=user_id, organisation_id=organisation_id, revoked_at=None))
    for consent in found:
        end_consent(consent)
    return len(found)


def end_consent(consent: Consent) -> None:
    """With all tokens that came from it."""
    with transaction.atomic():
        Consent.objects.filter(pk=consent.pk).update(revoked_at=timezone.now(), updated_at=timezone.now())
        end_tokens(consent)


def end_tokens(consent: Consent) -> None:
    """The tokens only: the person need not be asked again."""
    Token.objects.filter(granted__consent=consent).delete()
    GrantedToken.objects.filter(consent=consent).delete()


def bind_tokens(consent: Consent, *, access: str, refresh: str | None, spent: str | None, code: str | None) -> None:
    """Note from which consent these tokens come, and which refresh token or code was spent for them."""
    for text, is_refresh in ((access, False), (refresh, True)):
        token = Token.objects.filter(hash=hash_of(text)).first() if text else None
        if token is not None and text:
            GrantedToken.objects.create(consent=consent, token=token, hash=hash_of(text), is_refresh=is_refresh)
    if code:  # no token of its own: its hash stays, so that it is known when it comes back
        GrantedToken.objects.create(consent=consent, token=None, hash=hash_of(code), spent_at=timezone.now())
    if spent:
        GrantedToken.objects.filter(hash=hash_of(spent), is_refresh=True).update(spent_at=timezone.now())
    Consent.objects.filter(pk=consent.pk).update(last_used_at=timezone.now())


def end_replayed(code: str) -> bool:
    """Whether this authorisation code was exchanged before; then everything from that consent ends (RFC 6749 4.1.2, RFC 9700).

    At once: a code belongs to one tab, and no program has reason to bring it twice.
    """
    found = GrantedToken.objects.select_related("consent").filter(hash=hash_of(code), token=None, is_refresh=False).first()
    if found is None or found.spent_at is None:
        return False
    end_tokens(found.consent)
    return True


def find_exchange(refresh: str) -> GrantedToken | None:
    """The refresh token that somebody wants to exchange, locked until the transaction ends.

    One that was exchanged before is a stolen one, or its thief's: everything from that consent ends.
    """
    rows = GrantedToken.objects.select_for_update(of=("self",)).select_related(
        "consent__user", "consent__organisation", "consent__application__client"
    )
    found = rows.filter(hash=hash_of(refresh), is_refresh=True).first()
    if found is None or found.consent.revoked_at is not None or not found.consent.application.is_active:
        return None
    if found.spent_at is not None:
        if timezone.now() - found.spent_at > _TWICE:
            end_tokens(found.consent)
        return None
    return found
