# SPDX-License-Identifier: AGPL-3.0-or-later
from collections.abc import Collection
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.db.models import F, QuerySet

from ruche.kernel.access.actor import Actor
from ruche.kernel.modules.registry import manifests, resolve
from ruche.kernel.organisations.models import Membership, Organisation
from ruche.kernel.text import fold
from ruche.kernel.users.models import User

# More organisations than anybody belongs to; a search reads them all, since names are folded in Python.
ALL = 2000


def list_organisations_of(user: User, *, search: str = "", limit: int = 30) -> list[Membership]:
    """The user's active memberships, each with its organisation, the last visited first (one query)."""
    rows = _active(user).order_by(F("last_visited_at").desc(nulls_last=True), "-joined_at", "id")
    if not search.strip():
        return list(rows[:limit])
    words = fold(search)[:80].split()
    return [one for one in rows[:ALL] if all(word in fold(one.organisation.name) for word in words)][:limit]


def count_organisations_of(user: User) -> int:
    return _active(user).count()


def find_own_membership(user: User | AnonymousUser, organisation: Organisation) -> Membership | None:
    """The active membership of whoever asks in one organisation; None for strangers."""
    return _active(user).filter(organisation=organisation).first() if isinstance(user, User) else None


def find_membership_at(user: User, slug: str) -> Membership | None:
    """The active membership of a person in the organisation that has, or once had, this address."""
    return _active(user).filter(organisation__slugs__slug=slug).first()


def find_waiting_at(user_id: UUID, slug: str) -> Membership | None:
    """The membership of a child whose consent is missing, at an address as above."""
    return _waiting(user_id).filter(organisation__slugs__slug=slug).first()


def list_waiting_organisations(user: User) -> list[Membership]:
    """Where the user waits for a parent's consent, by name (one query)."""
    return list(_waiting(user.pk).order_by("organisation__name", "id"))


def list_former_slugs(actor: Actor) -> list[str]:
    """The slugs that the organisation had, the last one first."""
    rows = actor.organisation.slugs.exclude(slug=actor.organisation.slug)
    return list(rows.order_by("-updated_at").values_list("slug", flat=True))


def organisations_with_unread(user: User) -> Collection[UUID]:
    """Ids of organisations where something waits for the user: what the `unread` selectors of manifests say."""
    found: set[UUID] = set()
    for name, manifest in manifests().items():
        if manifest.unread:
            found |= set(resolve(name, manifest.unread)(user))
    return found


def _active(user: User) -> QuerySet[Membership]:
    # Unscoped: a person's memberships lie in many organisations. Row security shows them their own only.
    rows: QuerySet[Membership] = Membership.objects.unscoped()
    return rows.select_related("organisation").filter(user=user, status=Membership.Status.ACTIVE)


def _waiting(user_id: UUID) -> QuerySet[Membership]:
    rows: QuerySet[Membership] = Membership.objects.unscoped()
    here = rows.filter(organisation__suspended_at=None, status=Membership.Status.WAITING)
    return here.select_related("organisation").filter(user_id=user_id)
