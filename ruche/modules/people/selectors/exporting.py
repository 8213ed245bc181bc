# SPDX-License-Identifier: AGPL-3.0-or-later
from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet

from ruche.kernel.access.actor import Actor
from ruche.kernel.db.context import organisation_scope
from ruche.kernel.organisations.models import Membership
from ruche.kernel.organisations.selectors.paging import page_of
from ruche.modules.people.permissions import EXPORT_PEOPLE
from ruche.modules.people.selectors.narrowing import Narrowing, narrowed_people
from ruche.modules.people.selectors.people import Person, present_groups, with_profiles

MOST_EXPORTED = 10_000
_BATCH = 500


def list_exported(actor: Actor, **narrowing: Any) -> Iterator[Person]:
    """Everybody that the directory shows so narrowed, by name, 10,000 at most, for a file.

    Read 500 at a time (four queries each) when they are asked for, which may be after the request has left its organisation.
    """
    actor.require(EXPORT_PEOPLE)
    return _read(actor, narrowed_people(actor, Narrowing(**narrowing)).prefetch_related(present_groups()))


def _read(actor: Actor, rows: "QuerySet[Membership]") -> Iterator[Person]:
    after: str | None = None
    for _batch in range(MOST_EXPORTED // _BATCH):
        with organisation_scope(actor.organisation_id, actor.user.pk):
            page = page_of(rows, key="name_key", after=after, limit=_BATCH)
            people = with_profiles(actor, page.results)
        yield from people
        after = page.next
        if after is None:
            return
