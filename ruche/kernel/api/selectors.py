# SPDX-License-Identifier: AGPL-3.0-or-later
from uuid import UUID

from ruche.kernel.organisations.models import Membership
from ruche.kernel.organisations.selectors.paging import Page, page_of
from ruche.kernel.users.models import User


def page_own_organisations(user: User, *, after: str | None, limit: int, only: UUID | None = None) -> Page[Membership]:
    """The active memberships of a person, each with its organisation, the last joined first. `only`: in that organisation."""
    # Unscoped: they lie in many organisations. Row security shows a person their own memberships only.
    rows = Membership.objects.unscoped().select_related("organisation").filter(user=user, status=Membership.Status.ACTIVE)
    rows = rows.filter(organisation_id=only) if only else rows
    return page_of(rows, key="joined_at", after=after, limit=limit, newest_first=True)
