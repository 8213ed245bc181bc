# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who a bearer token stands for. Four kinds: ours of a session (JWT), personal, of a service account, of an application."""

from dataclasses import dataclass
from typing import Any, Literal
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from rest_framework_simplejwt.exceptions import AuthenticationFailed, InvalidToken, TokenError

from ruche.kernel.access.rights import TokenScope
from ruche.kernel.api.tokens import EpochAuthentication
from ruche.kernel.identity.errors import BearerRefused
from ruche.kernel.security.addresses import client_address
from ruche.kernel.users.models import User

Kind = Literal["jwt", "personal", "service", "application"]

PROVIDER_PATH = "/identity/o/"  # where OpenID Connect reads tokens itself
PERSONAL, SERVICE, APPLICATION = "ruche_pt_", "ruche_st_", "ruche_at_"


@dataclass(frozen=True)
class Bearer:
    """`organisation_id`: the only one that the token opens; None: all of the person's.

    `scopes`: the permissions it was made for; None: all of the person's. `origins`: of web pages that may read the answers.
    """

    user: User
    organisation_id: UUID | None
    scopes: frozenset[str] | None
    name: str
    kind: Kind
    token_id: UUID | None = None
    origins: frozenset[str] = frozenset()


def admit_bearer(request: Any) -> None:
    """Sets request.bearer, and request.user to whom the token stands for; nobody when it stands for nobody.

    Raises BearerRefused, AddressRefused for tokens that can only be ours. They open the API and no page.
    """
    text = _sent(request)
    is_ours = text.startswith((PERSONAL, SERVICE, APPLICATION))
    may = not is_ours or request.path.startswith("/api/")
    bearer = find_bearer(text, client_address(request)) if text and may else None
    if bearer is None and is_ours and not request.path.startswith(PROVIDER_PATH):
        raise BearerRefused()
    request.bearer = bearer
    request.user = bearer.user if bearer else AnonymousUser()


def opens(request: Any, organisation_id: UUID) -> bool:
    """Whether the request's token may enter this organisation. A session may, as far as this goes."""
    bearer: Bearer | None = getattr(request, "bearer", None)
    return bearer is None or bearer.organisation_id in (None, organisation_id)


def token_scope(request: Any) -> TokenScope | None:
    """What the request's token was made for; None when that is all."""
    bearer: Bearer | None = getattr(request, "bearer", None)
    return TokenScope(scopes=bearer.scopes, name=bearer.name) if bearer and bearer.scopes is not None else None


def _sent(request: HttpRequest) -> str:
    scheme, _space, text = request.headers.get("Authorization", "").partition(" ")
    return text if scheme == "Bearer" and " " not in text else ""


def find_bearer(text: str, address: str) -> Bearer | None:
    """Whoever brings this token from this address of the network; None when it is unknown, expired or revoked."""
    return _find_jwt(text)


def _find_jwt(text: str) -> Bearer | None:
    authentication: Any = EpochAuthentication()
    try:
        user = authentication.get_user(authentication.get_validated_token(text.encode()))
    except (InvalidToken, AuthenticationFailed, TokenError):
        return None
    return Bearer(user=user, organisation_id=None, scopes=None, name="", kind="jwt")
