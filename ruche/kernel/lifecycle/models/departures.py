# SPDX-License-Identifier: AGPL-3.0-or-later
"""Somebody who is about to leave: when, and who receives what was theirs."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ruche.kernel.db.models import OrganisationForeignKey, OrganisationModel
from ruche.kernel.lifecycle.models.checklists import ChecklistRun


class Departure(OrganisationModel):
    """Planned until the last day is over, then carried out; or cancelled before."""

    class State(models.TextChoices):
        PLANNED = "planned", _("Planned")
        DONE = "done", _("Carried out")
        CANCELLED = "cancelled", _("Cancelled")

    membership = OrganisationForeignKey("organisations.Membership", on_delete=models.CASCADE)
    last_day = models.DateField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.PLANNED)
    started_by = OrganisationForeignKey("organisations.Membership", on_delete=models.SET_NULL, null=True, blank=True)
    run = OrganisationForeignKey(ChecklistRun, on_delete=models.SET_NULL, null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = OrganisationForeignKey("organisations.Membership", on_delete=models.SET_NULL, null=True, blank=True)
    # Why it could not be carried out on its day: the code of an error.
    fault = models.CharField(max_length=40, blank=True, default="")

    class Meta(OrganisationModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["organisation", "membership"], condition=Q(state="planned"), name="departure_planned_once")
        ]


class DepartureHeir(OrganisationModel):
    """Who receives what, of one kind, on the last day."""

    departure = OrganisationForeignKey(Departure, on_delete=models.CASCADE, related_name="heirs")
    kind = models.CharField(max_length=60)
    heir = OrganisationForeignKey("organisations.Membership", on_delete=models.CASCADE)

    class Meta(OrganisationModel.Meta):
        constraints = [models.UniqueConstraint(fields=["organisation", "departure", "kind"], name="departure_heir_once")]
