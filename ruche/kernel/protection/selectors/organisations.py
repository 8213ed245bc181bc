# SPDX-License-Identifier: AGPL-3.0-or-later
"""The organisations of an instance as its administrator sees them: names, counts and dates, never what is inside."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection

from ruche.kernel.errors import NotFound
from ruche.kernel.organisations.models import Organisation
from ruche.kernel.organisations.selectors.paging import Page, page_of
from ruche.kernel.users.models import User

PAGE = 50


@dataclass(frozen=True)
class OrganisationSummary:
    """`people`: how many are active. `last_visited_at`: when any of them last came by."""

    organisation: Organisation
    people: int
    last_visited_at: datetime | None


def list_organisation_summaries(
    user: User, *, words: str = "", suspended: bool = False, after: str | None = None
) -> Page[OrganisationSummary]:
    """Organisations, the newest first, whose name or address holds `words` (two queries). Raises NotFound for others."""
    _require_administrator(user)
    rows = Organisation.objects.all()
    if words.strip():
        rows = rows.filter(name__icontains=words.strip()[:80]) | rows.filter(slug__icontains=words.strip()[:80])
    if suspended:
        rows = rows.filter(suspended_at__isnull=False)
    page = page_of(rows, key="created_at", after=after, limit=PAGE, newest_first=True)
    return Page(results=_summaries(page.results), next=page.next)


def get_organisation_summary(user: User, organisation_id: UUID) -> OrganisationSummary:
    """One of them. Raises NotFound."""
    _require_administrator(user)
    found = Organisation.objects.filter(pk=organisation_id).first()
    if found is None:
        raise NotFound()
    return _summaries([found])[0]


def _require_administrator(user: User) -> None:
    if not user.is_instance_admin:
        raise NotFound()


def _summaries(organisations: Sequence[Organisation]) -> list[OrganisationSummary]:
    with connection.cursor() as cursor:
        cursor.execute(
            "select organisation_id, people, last_visited_at from organisation_summaries(%s::uuid[])", [[one.pk for one in organisations]]
        )
        known = {organisation_id: (people, visited) for organisation_id, people, visited in cursor.fetchall()}
    return [OrganisationSummary(one, *known.get(one.pk, (0, None))) for one in organisations]
