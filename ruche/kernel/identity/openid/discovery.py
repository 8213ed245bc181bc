# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a provider says of itself, kept for an hour."""

from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import urlsplit

from django.core.cache import cache
from django.utils.translation import gettext_lazy as _

from ruche.kernel.identity.bearers import hash_of
from ruche.kernel.identity.openid.fetching import ProviderUnreachable, get_json

_HOUR, _MINUTE = 3600, 60
_WELL_KNOWN = "/.well-known/openid-configuration"


@dataclass(frozen=True)
class Metadata:
    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    userinfo_endpoint: str = ""
    uses_basic: bool = False

    @property
    def origin(self) -> str:
        parts = urlsplit(self.authorization_endpoint)
        return f"{parts.scheme}://{parts.netloc}"


def discover(issuer: str, *, is_fresh: bool = False) -> Metadata:
    """Raises ProviderUnreachable, also when the provider calls itself otherwise than we do."""
    key = f"identity.discovery.{hash_of(issuer)}"
    kept = None if is_fresh else cache.get(key)
    if kept is None:
        kept = asdict(_read(issuer, get_json(issuer.rstrip("/") + _WELL_KNOWN)))
        cache.set(key, kept, _HOUR)
    return Metadata(**kept)


def find_keys(metadata: Metadata, kid: str) -> list[dict[str, Any]]:
    """The public keys that may have signed; asked for again (once a minute at most) when this one is not among them."""
    key = f"identity.jwks.{hash_of(metadata.jwks_uri)}"
    kept = cache.get(key)
    if kept is None or (all(one.get("kid") != kid for one in kept) and cache.add(f"{key}.again", 1, _MINUTE)):
        found = get_json(metadata.jwks_uri).get("keys")
        kept = [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []
        cache.set(key, kept, _HOUR)
    return [one for one in kept if one.get("kty") in ("RSA", "EC", "OKP") and one.get("use", "sig") == "sig"]


def _read(issuer: str, found: dict[str, Any]) -> Metadata:
    if found.get("issuer") != issuer:
        said = str(found.get("issuer"))[:200]
        raise ProviderUnreachable(_("The provider calls itself “%(said)s”. Write its address just like that.") % {"said": said})
    names = ("authorization_endpoint", "token_endpoint", "jwks_uri")
    texts: dict[str, Any] = {name: found.get(name) for name in names}
    if not all(isinstance(text, str) and urlsplit(text).scheme in ("https", "http") for text in texts.values()):
        raise ProviderUnreachable()
    userinfo = found.get("userinfo_endpoint")
    methods = found.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
    uses_basic = "client_secret_post" not in methods
    return Metadata(issuer, **texts, userinfo_endpoint=userinfo if isinstance(userinfo, str) else "", uses_basic=uses_basic)
