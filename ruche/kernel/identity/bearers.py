# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who a bearer token stands for. Four kinds: ours of a session (JWT), personal, of a service account, of an application."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Literal
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.utils import timezone
from rest_framework_simplejwt.exceptions import AuthenticationFailed, InvalidToken, TokenError

from ruche.kernel.access.rights import TokenScope
from ruche.kernel.api.tokens import EpochAuthentication
from ruche.kernel.identity.errors import AddressRefused, BearerRefused
from ruche.kernel.identity.scopes import is_inside
from ruche.kernel.users.models import User

if TYPE_CHECKING:
    from django.db.models import QuerySet

Kind = Literal["jwt", "personal", "service", "application"]

PROVIDER_PATH = "/identity/o/"  # where OpenID Connect reads tokens itself
PERSONAL, SERVICE, APPLICATION = "ruche_pt_", "ruche_st_", "ruche_at_"


@dataclass(frozen=True)
class Bearer:
    """`organisation_id`: the only one that the token opens; None: all of the person's.

    `scopes`: the permissions it was made for; None: all of the person's.
    """

    user: User
    organisation_id: UUID | None
    scopes: frozenset[str] | None
    name: str
    kind: Kind
    row_id: UUID | None = None
    application_id: UUID | None = None


def admit_bearer(request: Any) -> None:
    """Sets request.bearer, and request.user to whom the token stands for; nobody when it stands for nobody.

    Raises BearerRefused, AddressRefused for tokens that can only be ours. They open the API and no page.
    """
    text = _sent(request)
    is_ours = text.startswith((PERSONAL, SERVICE, APPLICATION))
    may = not is_ours or request.path.startswith("/api/")
    bearer = find_bearer(text, request.META.get("REMOTE_ADDR", "")) if text and may else None
    if bearer is None and is_ours and not request.path.startswith(PROVIDER_PATH):
        raise BearerRefused()
    request.bearer = bearer
    request.user = bearer.user if bearer else AnonymousUser()


def opens(request: Any, organisation_id: UUID) -> bool:
    """Whether the request's token may enter this organisation. A session may, as far as this goes."""
    bearer: Bearer | None = getattr(request, "bearer", None)
    return bearer is None or bearer.organisation_id in (None, organisation_id)


def sole_organisation(request: Any) -> UUID | None:
    """The only organisation that the request's token opens, if there is one."""
    bearer: Bearer | None = getattr(request, "bearer", None)
    return bearer.organisation_id if bearer is not None else None


def token_scope(request: Any) -> TokenScope | None:
    """What the request's token was made for; None when that is all."""
    bearer: Bearer | None = getattr(request, "bearer", None)
    return TokenScope(scopes=bearer.scopes, name=bearer.name) if bearer and bearer.scopes is not None else None


def _sent(request: HttpRequest) -> str:
    scheme, _space, text = request.headers.get("Authorization", "").partition(" ")
    return text if scheme == "Bearer" and " " not in text else ""


def find_bearer(text: str, address: str) -> Bearer | None:
    """Whoever brings this token from this address of the network; None when it is unknown, expired or revoked.

    Raises AddressRefused for a token that counts from elsewhere only.
    """
    if text.startswith((PERSONAL, SERVICE)):
        return _find_kept(text, address)
    return _find_granted(text) if text.startswith(APPLICATION) else _find_jwt(text)


def _find_kept(text: str, address: str) -> Bearer | None:
    from ruche.kernel.identity.models import BearerToken

    token = BearerToken.objects.select_related("user").filter(hash=hash_of(text)).first()
    if token is None or not token.is_valid or not token.user.is_active:
        return None
    if token.networks and not is_inside(address, token.networks):
        raise AddressRefused()
    _note_use(BearerToken.objects.filter(pk=token.pk), token.last_used_at, last_address=address[:45])
    kind: Kind = "personal" if token.kind == BearerToken.Kind.PERSONAL else "service"
    return Bearer(token.user, token.organisation_id, frozenset(token.scopes), token.name, kind, token.pk)


def _find_granted(text: str) -> Bearer | None:
    from ruche.kernel.identity.models import Consent, GrantedToken

    joined = GrantedToken.objects.select_related("token", "consent__user", "consent__application__client")
    found = joined.filter(hash=hash_of(text), is_refresh=False).exclude(token=None).first()
    if found is None or found.token is None or found.token.expires_at is None or found.token.expires_at <= timezone.now():
        return None
    consent, application = found.consent, found.consent.application
    if consent.revoked_at is not None or not application.is_active or not consent.user.is_active or consent.organisation_id is None:
        return None
    _note_use(Consent.objects.filter(pk=consent.pk), consent.last_used_at)
    scopes = frozenset(found.token.get_scopes()) & frozenset(application.permissions) & frozenset(consent.scopes)
    return Bearer(consent.user, consent.organisation_id, scopes, application.client.name, "application", consent.pk, application.pk)


def _note_use(row: "QuerySet[Any]", last: datetime | None, **values: str) -> None:
    """At most once a minute: a program that asks ten times a second writes no row ten times a second."""
    now = timezone.now()
    if last is None or now - last > timedelta(minutes=1):
        row.update(last_used_at=now, **values)


def hash_of(text: str) -> str:
    """What is kept of a token. It has 256 random bits: a plain hash gives nothing away."""
    return hashlib.sha256(text.encode()).hexdigest()


def _find_jwt(text: str) -> Bearer | None:
    authentication: Any = EpochAuthentication()
    try:
        user = authentication.get_user(authentication.get_validated_token(text.encode()))
    except (InvalidToken, AuthenticationFailed, TokenError):
        return None
    return Bearer(user=user, organisation_id=None, scopes=None, name="", kind="jwt")
