# SPDX-License-Identifier: AGPL-3.0-or-later
from collections.abc import Iterable
from typing import Any, Literal

from allauth.core import context
from allauth.idp.oidc.adapter import DefaultOIDCAdapter
from allauth.idp.oidc.internal.oauthlib.utils import get_validator_context
from allauth.idp.oidc.internal.private_keys import filter_keys
from allauth.idp.oidc.models import Client, PrivateKey, Token
from django.conf import settings

from ruche.kernel.identity.bearers import APPLICATION, hash_of
from ruche.kernel.identity.models import Consent
from ruche.kernel.identity.selectors import consents
from ruche.kernel.identity.services.keys import list_signing_keys
from ruche.kernel.users.models import User

CONSENT = "ruche_consent"  # the attribute of the request that names the consent in hand


class OidcAdapter(DefaultOIDCAdapter):  # type: ignore[misc]
    """Where allauth's provider meets Ruche: who somebody is to an application depends on the consent in hand."""

    def get_issuer(self) -> str:
        """From the validated environment: the Host header is whatever the client likes."""
        return str(settings.PUBLIC_URL)

    def hash_token(self, token: str) -> str:
        return hash_of(token)

    def list_private_keys(self, *, did_activate: Literal[True] | None = None, is_active: Literal[True] | None = None) -> list[PrivateKey]:
        found: list[PrivateKey] = filter_keys(list_signing_keys(), did_activate=did_activate, is_active=is_active)
        return found

    def get_user_sub(self, client: Client, user: User) -> str:
        """Random for each consent: two applications cannot compare notes, nor two organisations."""
        consent = self._consent(client, user)
        return consent.sub if consent else ""

    def get_user_by_sub(self, client: Client, sub: str) -> User | None:
        consent = consents.find_consent_by_sub(client, sub)
        if consent is None or not consent.user.is_active:
            return None
        setattr(context.request, CONSENT, consent)
        return consent.user

    def get_claims(
        self,
        purpose: Literal["id_token", "userinfo"],
        user: User,
        client: Client,
        scopes: Iterable[str],
        email: str | None = None,
        **kwargs: Any,
    ) -> dict[str, Any]:
        """What was consented to, and nothing that is kept nowhere (no picture, no birthday)."""
        asked = set(scopes)
        claims: dict[str, Any] = super().get_claims(purpose, user, client, asked & {"email"}, email=email)
        consent = self._consent(client, user)
        membership = consents.find_membership_of(consent) if consent else None
        if "profile" in asked:
            name = membership.name if membership else user.name
            claims |= {"name": name, "locale": user.language, "zoneinfo": _zone(user, membership)}
        if membership is not None:
            claims["organisation"] = membership.organisation.slug
            if "groups" in asked:
                claims["groups"] = consents.list_group_names(membership)
        return claims

    def _consent(self, client: Client, user: User) -> Consent | None:
        """The one in hand: of the code or token that this request is about."""
        found: Consent | None = getattr(context.request, CONSENT, None)
        if found is not None and found.application.client_id == client.pk:
            return found
        holder = get_validator_context()
        token: Token | None = holder.access_token or holder.refresh_token
        if token is not None:
            return consents.find_consent_of_token(token)
        return Consent.objects.filter(application__client=client, user=user, revoked_at=None).order_by("-granted_at").first()


def _zone(user: User, membership: Any) -> str:
    return user.time_zone or (membership.organisation.time_zone if membership else settings.TIME_ZONE)


__all__ = ["APPLICATION", "CONSENT", "OidcAdapter"]
