# SPDX-License-Identifier: AGPL-3.0-or-later
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet
from django.urls import reverse

from ruche.kernel.access.models import CustomRole
from ruche.kernel.errors import NotFound
from ruche.kernel.identity.models import IdentityProvider, ProviderAccount, ProviderDomain, ProviderGroup
from ruche.kernel.identity.registrar import Registrar
from ruche.kernel.organisations.models import Organisation
from ruche.kernel.ui.hues import hue_of
from ruche.kernel.users.models import User, email_key

MOST = 100


@dataclass(frozen=True)
class SignInProvider:
    """A button of the sign-in page. `url` takes a POST; `hue` is one of the design’s names."""

    name: str
    url: str
    initials: str
    hue: str


def find_provider_for(email: str) -> SignInProvider | None:
    """Who signs in the people of this address, by its domain; only domains that the instance's administrator verified."""
    domain = email_key(email).rpartition("@")[2]
    if not domain:
        return None
    rows = ProviderDomain.objects.select_related("provider").filter(domain=domain, provider__is_active=True)
    found = rows.exclude(verified_at=None).first()
    return _shown(found.provider) if found else None


def list_sign_in_providers(organisation: Organisation | None) -> list[SignInProvider]:
    """The instance's, and those of the organisation whose door somebody stands at."""
    rows = _active().filter(organisation=None)
    if organisation is not None:
        rows = rows | _active().filter(organisation=organisation)
    return [_shown(provider) for provider in rows.order_by("name", "id")[:MOST]]


def find_active_provider(slug: str) -> IdentityProvider | None:
    return _active().filter(slug=slug).first()


def list_providers(by: Registrar) -> list[IdentityProvider]:
    """Those of the organisation or the instance, by name."""
    rows = IdentityProvider.objects.filter(organisation_id=by.organisation_id).prefetch_related("domains")
    return list(rows.order_by("name", "id")[:MOST])


def get_provider(by: Registrar, provider_id: UUID) -> IdentityProvider:
    """Raises NotFound."""
    found = IdentityProvider.objects.filter(pk=provider_id, organisation_id=by.organisation_id).first()
    if found is None:
        raise NotFound()
    return found


def list_mappings(by: Registrar, provider: IdentityProvider) -> Sequence[ProviderGroup]:
    """What the groups of a provider become here; nothing for one of the instance."""
    if by.actor is None:
        return []
    return list(ProviderGroup.objects.select_related("group").filter(provider_id=provider.pk).order_by("external_name", "id")[:MOST])


def role_names(mappings: Sequence[ProviderGroup]) -> dict[UUID, str]:
    """Of the roles made here that these mappings give."""
    wanted = [row.custom_role for row in mappings if row.custom_role]
    return dict(CustomRole.objects.filter(pk__in=wanted).values_list("pk", "name")) if wanted else {}


def list_open_domains() -> list[ProviderDomain]:
    """What waits for the instance's administrator."""
    rows = ProviderDomain.objects.select_related("provider__organisation").filter(verified_at=None)
    return list(rows.order_by("domain", "id")[:MOST])


def list_links(user: User) -> list[ProviderAccount]:
    """The providers that sign a person in."""
    rows = ProviderAccount.objects.select_related("provider__organisation").filter(user=user)
    return list(rows.order_by("provider__name", "id")[:MOST])


def list_linkable(user: User, organisation_ids: Sequence[UUID]) -> list[IdentityProvider]:
    """Those that the person may add: the instance's and their organisations'."""
    rows = _active().filter(organisation=None) | _active().filter(organisation_id__in=organisation_ids)
    known = ProviderAccount.objects.filter(user=user).values("provider_id")
    return list(rows.exclude(pk__in=known).order_by("name", "id")[:MOST])


def _active() -> QuerySet[IdentityProvider]:
    return IdentityProvider.objects.filter(is_active=True)


def _shown(provider: IdentityProvider) -> SignInProvider:
    words = provider.name.split() or ["?"]
    initials = (words[0][0] + (words[-1][0] if len(words) > 1 else "")).upper()
    return SignInProvider(provider.name, reverse("identity:provider_login", args=[provider.slug]), initials, hue_of(provider.pk))
