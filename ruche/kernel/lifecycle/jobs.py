# SPDX-License-Identifier: AGPL-3.0-or-later
from datetime import timedelta
from uuid import UUID

from django.utils import timezone

from ruche.kernel.errors import TooManyAttempts
from ruche.kernel.jobs import enqueue, job
from ruche.kernel.lifecycle import services
from ruche.kernel.lifecycle.selectors.minors import organisations_with_birthdays
from ruche.kernel.lifecycle.services import minors
from ruche.kernel.lifecycle.services.consent_letters import send_due_letters


@job("lifecycle.send_batch", queue="bulk")
def send_batch(organisation_id: UUID, batch_id: UUID) -> None:
    """The next people of a file of invitations."""
    services.send_next_people(batch_id)


@job("lifecycle.send_guardian_letters")
def send_guardian_letters(organisation_id: UUID) -> None:
    """Letters to parents that are due; where the limit is reached, the rest when it opens again."""
    try:
        send_due_letters()
    except TooManyAttempts as limit:
        enqueue("lifecycle.send_guardian_letters", organisation_id, run_at=timezone.now() + timedelta(seconds=limit.retry_after))


@job("lifecycle.watch_birthdays", every=3600)
def watch_birthdays(organisation_id: None) -> None:
    """Organisations in which a minor may have become 15 or 18."""
    for each in organisations_with_birthdays():
        enqueue("lifecycle.note_birthdays", each)


@job("lifecycle.note_birthdays", queue="bulk")
def note_birthdays(organisation_id: UUID) -> None:
    """By the calendar of the organisation's time zone."""
    minors.note_birthdays()


@job("lifecycle.depart")
def depart(organisation_id: UUID, departure_id: UUID) -> None:
    """A last day is over."""
    services.carry_out_departure(departure_id)


@job("lifecycle.remind", queue="bulk", every=6 * 3600)
def remind(organisation_id: None) -> None:
    """Steps of checklists that are due, and old files of invitations, in each organisation."""
    enqueue("jobs.visit_organisations", None, name="lifecycle.remind_organisation")


@job("lifecycle.remind_organisation", queue="bulk")
def remind_organisation(organisation_id: UUID) -> None:
    services.purge_batches()
    services.remind_due(organisation_id)
