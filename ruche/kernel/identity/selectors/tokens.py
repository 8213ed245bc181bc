# SPDX-License-Identifier: AGPL-3.0-or-later
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Q
from django.utils import timezone

from ruche.kernel.access.actor import Actor
from ruche.kernel.errors import NotFound
from ruche.kernel.identity.models import BearerToken
from ruche.kernel.organisations.models import Membership
from ruche.kernel.users.models import User

MOST = 200


@dataclass(frozen=True)
class ServiceAccount:
    """A service account and how many tokens open something as it."""

    membership: Membership
    token_count: int


def list_tokens(user: User) -> list[BearerToken]:
    """A person's own tokens that were not revoked, the newest first, each with its organisation."""
    found = BearerToken.objects.filter(user=user, kind=BearerToken.Kind.PERSONAL, revoked_at=None)
    return list(found.select_related("organisation").order_by("-id")[:MOST])


def list_service_accounts(actor: Actor) -> list[ServiceAccount]:
    """By name. Raises PermissionRefused."""
    actor.require("organisation.manage_applications")
    rows = Membership.objects.filter(kind=Membership.Kind.SERVICE, status=Membership.Status.ACTIVE).order_by("name_key", "id")[:MOST]
    accounts = list(rows)
    valid = Q(revoked_at=None, expires_at__gt=timezone.now(), organisation_id=actor.organisation_id)
    found = BearerToken.objects.filter(valid, user_id__in=[one.user_id for one in accounts]).values("user_id")
    counts = {row["user_id"]: row["n"] for row in found.annotate(n=Count("id"))}
    return [ServiceAccount(one, counts.get(one.user_id, 0)) for one in accounts]


def get_service_account(actor: Actor, membership_id: UUID) -> tuple[Membership, list[BearerToken]]:
    """A service account and its tokens. Raises PermissionRefused, NotFound."""
    actor.require("organisation.manage_applications")
    kind, active = Membership.Kind.SERVICE, Membership.Status.ACTIVE
    found = Membership.objects.filter(pk=membership_id, kind=kind, status=active).first()
    if found is None:
        raise NotFound()
    tokens = BearerToken.objects.filter(user_id=found.user_id, organisation_id=actor.organisation_id, revoked_at=None)
    return found, list(tokens.order_by("-id")[:MOST])
