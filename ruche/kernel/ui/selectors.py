# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the start page and the home page show."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.template.loader import render_to_string
from django.utils import timezone

from ruche.kernel.access.actor import Actor
from ruche.kernel.modules.manifest import Widget
from ruche.kernel.modules.registry import manifests, resolve
from ruche.kernel.organisations.models import Membership, Organisation
from ruche.kernel.organisations.requests import OrganisationRequest
from ruche.kernel.organisations.selectors import list_organisations_of, organisations_with_unread
from ruche.kernel.organisations.selectors.organisations import ALL
from ruche.kernel.text import fold
from ruche.kernel.users.models import User

PEOPLE_SHOWN = 8
ORGANISATIONS_SHOWN = 6


@dataclass(frozen=True)
class Home:
    """One person's home in one organisation. `unread`: ids of organisations where something waits."""

    today: date
    widgets: list[str]
    people: list[Membership]
    people_count: int
    memberships: list[Membership]
    unread: Collection[UUID]

    @property
    def is_beginning(self) -> bool:
        """Whether nobody else is there yet: the page then says what to do first."""
        return self.people_count < 2


def home_of(request: OrganisationRequest) -> Home:
    """Four queries, those of the widgets, and one for each module that tells what waits elsewhere."""
    people = Membership.objects.filter(status=Membership.Status.ACTIVE, kind=Membership.Kind.PERSON)
    own = list_organisations_of(request.actor.user, limit=ORGANISATIONS_SHOWN)
    return Home(
        today=timezone.localdate(),
        widgets=[_rendered(name, widget, request) for name, widget in _widgets(request.actor)],
        people=list(people.exclude(pk=request.actor.membership.pk).order_by("-joined_at")[:PEOPLE_SHOWN]),
        people_count=people.count(),
        memberships=sorted(own, key=lambda one: fold(one.organisation.name)),  # in a sidebar every line keeps its place
        unread=organisations_with_unread(request.actor.user),
    )


def find_last_organisation(user: User, *, only: UUID | None = None) -> Organisation | None:
    """The one they visited last. `only`: the one that their session opens, where it opens no other."""
    found = list_organisations_of(user, limit=1 if only is None else ALL)
    return next((one.organisation for one in found if only in (None, one.organisation_id)), None)


def _widgets(actor: Actor) -> list[tuple[str, Widget]]:
    active = [manifest for name, manifest in manifests().items() if name in actor.active_modules]
    found = [(manifest.name, widget) for manifest in active for widget in manifest.widgets]
    return sorted((pair for pair in found if _may_see(actor, pair[1])), key=lambda pair: pair[1].order)


def _may_see(actor: Actor, widget: Widget) -> bool:
    return widget.permission is None or actor.can(widget.permission)


def _rendered(module: str, widget: Widget, request: OrganisationRequest) -> str:
    context: dict[str, Any] = resolve(module, widget.render)(request)
    return render_to_string(widget.template, context, request)
