# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the directory shows elsewhere: in the command palette and on the home page."""

from typing import Any

from django.urls import reverse
from django.utils import timezone

from ruche.kernel.access.actor import Actor
from ruche.kernel.organisations.requests import OrganisationRequest
from ruche.kernel.ui.palette import PaletteEntry
from ruche.modules.people.permissions import VIEW_PEOPLE
from ruche.modules.people.selectors import list_coming_birthdays, list_people

SHOWN = 5


def find_palette_entries(actor: Actor, words: str) -> list[PaletteEntry]:
    """People whose name, title or skills hold the words; nothing for no word."""
    if not words.strip() or not actor.can(VIEW_PEOPLE):
        return []
    slug = actor.organisation.slug
    return [
        PaletteEntry("person", one.membership.name, one.profile.title, reverse("people:person_detail", args=[slug, one.id]), "user-round")
        for one in list_people(actor, search=words, limit=SHOWN).results
    ]


def birthdays(request: OrganisationRequest) -> dict[str, Any]:
    """Whose birthday is in the next two weeks, of those who show it."""
    today = timezone.localdate()
    return {"birthdays": list_coming_birthdays(request.actor, today=today), "today": today}
