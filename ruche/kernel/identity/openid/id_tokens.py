# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whether what a provider says of somebody is from the provider, for us, about this sign-in, and of now."""

from typing import Any

import jwt
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext_lazy as _

from ruche.kernel.errors import DomainError
from ruche.kernel.identity.openid.discovery import Metadata, find_keys

# Signatures with a private key only: "none" proves nothing, and HS256 with a public key as its secret is an old trick.
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
_LEEWAY = 60
_MOST_SUB = 255


class IdTokenRefused(DomainError):
    code = "identity_refused"
    status = 400
    message = _("What the provider said cannot be trusted, so nobody was signed in. Begin again.")


def read_id_token(text: str, metadata: Metadata, *, client_id: str, nonce: str) -> dict[str, Any]:
    """Its claims. Raises IdTokenRefused, ProviderUnreachable."""
    try:
        header = jwt.get_unverified_header(text)
        claims = _decoded(text, header, metadata, client_id)
    except (jwt.PyJWTError, ValueError, TypeError):
        raise IdTokenRefused() from None
    audience = claims["aud"]
    if (isinstance(audience, list) and len(audience) > 1 and claims.get("azp") is None) or claims.get("azp", client_id) != client_id:
        raise IdTokenRefused()
    if not constant_time_compare(str(claims.get("nonce", "")), nonce):
        raise IdTokenRefused()
    if not isinstance(claims["sub"], str) or not 0 < len(claims["sub"]) <= _MOST_SUB:
        raise IdTokenRefused()
    return claims


def _decoded(text: str, header: dict[str, Any], metadata: Metadata, client_id: str) -> dict[str, Any]:
    algorithm, kid = header.get("alg"), header.get("kid")
    if algorithm not in ALGORITHMS:
        raise IdTokenRefused()
    keys = find_keys(metadata, str(kid))
    fitting = [one for one in keys if one.get("kid") == kid] if kid is not None else keys
    if len(fitting) != 1:
        raise IdTokenRefused()
    found: dict[str, Any] = jwt.decode(
        text,
        jwt.PyJWK(fitting[0], algorithm=algorithm).key,
        algorithms=[algorithm],
        audience=client_id,
        issuer=metadata.issuer,
        leeway=_LEEWAY,
        options={"require": ["exp", "iat", "iss", "aud", "sub"]},
    )
    return found
