# SPDX-License-Identifier: AGPL-3.0-or-later
from uuid import UUID

from django.db.models import Count

from ruche.kernel.errors import NotFound
from ruche.kernel.mail.models import Letter
from ruche.kernel.organisations.selectors.paging import Page, page_of


def list_letters(*, state: str = "", after: str | None = None, limit: int = 50) -> Page[Letter]:
    """Letters without their texts, the newest first; of one state, or of all."""
    rows = Letter.objects.defer("text", "html")
    if state in Letter.State.values:
        rows = rows.filter(state=state)
    return page_of(rows, key="created_at", after=after, limit=limit, newest_first=True)


def count_letters() -> list[tuple[str, str, int]]:
    """Every state, its label, and how many letters are in it."""
    counts = dict(Letter.objects.values_list("state").annotate(count=Count("id")))
    return [(state, str(label), counts.get(state, 0)) for state, label in Letter.State.choices]


def get_letter(letter_id: UUID) -> Letter:
    """One letter, for the instance's administrator: what an organisation's letter says is for its receiver. Raises NotFound."""
    letter = Letter.objects.filter(pk=letter_id).first()
    if letter is None:
        raise NotFound()
    if letter.organisation_id is not None:
        letter.text = letter.html = ""
    return letter
