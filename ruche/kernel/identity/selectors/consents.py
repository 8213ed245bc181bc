# SPDX-License-Identifier: AGPL-3.0-or-later
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from allauth.idp.oidc.models import Client, Token
from django.utils import timezone

from ruche.kernel.access.permissions import catalogue
from ruche.kernel.db.context import organisation_scope
from ruche.kernel.identity.bearers import hash_of
from ruche.kernel.identity.models import Application, Consent, GrantedToken
from ruche.kernel.organisations.models import GroupMembership, Membership
from ruche.kernel.organisations.selectors.organisations import list_organisations_of
from ruche.kernel.users.models import User

MOST = 200


@dataclass(frozen=True)
class Grant:
    """One line of "what may act for me"."""

    consent: Consent
    permissions: list[Any]


def list_grants(user: User) -> list[Grant]:
    """A person's consents that hold, the last given first."""
    joined = Consent.objects.select_related("application__client", "organisation")
    found = joined.filter(user=user, revoked_at=None).order_by("-granted_at", "-id")[:MOST]
    labels = catalogue()
    return [Grant(one, [labels[name].label for name in one.scopes if name in labels]) for one in found]


def find_application_of(client: Client) -> Application | None:
    """The active application of a client of allauth."""
    return Application.objects.select_related("client").filter(client=client, is_active=True).first()


def find_application_at(client_id: str) -> Application | None:
    """The active application that calls itself so."""
    return Application.objects.select_related("client").filter(client_id=client_id, is_active=True).first()


def list_choices(user: User, application: Application) -> list[Membership]:
    """The person's organisations that an application may be used in; not while they are suspended."""
    own = [one for one in list_organisations_of(user, limit=MOST) if one.organisation.suspended_at is None]
    return [one for one in own if application.organisation_id in (None, one.organisation_id)]


def find_remembered(user: User, application: Application, scopes: Collection[str]) -> Consent | None:
    """The consent that covers these scopes, when there is just one: then nobody is asked again."""
    held = list(Consent.objects.select_related("organisation").filter(user=user, application=application, revoked_at=None)[:2])
    return held[0] if len(held) == 1 and set(scopes) <= set(held[0].scopes) else None


def find_consent_by_sub(client: Client, sub: str) -> Consent | None:
    """Who a `sub` is, to this application; None once they took it back, and while the organisation is suspended."""
    joined = Consent.objects.select_related("user", "organisation", "application")
    held = joined.filter(application__client=client, application__is_active=True, sub=sub, revoked_at=None)
    return held.filter(organisation__suspended_at=None).first()


def find_consent_of_token(token: Token) -> Consent | None:
    """From which consent a token of allauth comes."""
    joined = GrantedToken.objects.select_related("consent__user", "consent__organisation", "consent__application")
    found = joined.filter(hash=token.hash).first()
    return found.consent if found and found.consent.revoked_at is None and found.consent.application.is_active else None


def find_consent_of_text(text: str) -> Consent | None:
    """The same, by what the client sent."""
    joined = GrantedToken.objects.select_related("consent__application__client", "consent__organisation")
    found = joined.filter(hash=hash_of(text)).first()
    return found.consent if found else None


def find_access(text: str) -> Any:
    """The GrantedToken of an access token that counts now, with its token, client, person and organisation: one query."""
    joined = GrantedToken.objects.select_related("token__client", "consent__user", "consent__organisation", "consent__application__client")
    valid = {"token__expires_at__gt": timezone.now(), "consent__revoked_at": None, "consent__application__is_active": True}
    return joined.filter(hash=hash_of(text), is_refresh=False, consent__user__is_active=True, **valid).first()


def is_closed(consent: Consent) -> bool:
    """While the organisation that it is about is suspended, it opens nothing; afterwards it does again."""
    return consent.organisation is not None and consent.organisation.suspended_at is not None


def find_membership_of(consent: Consent) -> Membership | None:
    """The person in the consent's organisation, while they belong."""
    if consent.organisation_id is None:
        return None
    with organisation_scope(consent.organisation_id, consent.user_id):
        rows = Membership.objects.select_related("organisation")
        return rows.filter(user_id=consent.user_id, status=Membership.Status.ACTIVE).first()


def list_group_names(membership: Membership) -> list[str]:
    """Of the groups that somebody is in now, by name."""
    with organisation_scope(membership.organisation_id, membership.user_id):
        rows = GroupMembership.objects.filter(membership=membership, left_at=None, group__deleted_at=None)
        return list(rows.order_by("group__name_key", "group_id").values_list("group__name", flat=True)[:MOST])
