# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is to be done when somebody arrives or leaves, and how far it is for one person."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ruche.kernel.access.models import AudienceModel
from ruche.kernel.db.models import OrganisationForeignKey, OrganisationModel


class ChecklistKind(models.TextChoices):
    ONBOARDING = "onboarding", _("Arriving")
    LEAVING = "leaving", _("Leaving")


class Who(models.TextChoices):
    """Who ticks a step."""

    HEAD = "head", _("Their head")
    PERSON = "person", _("The person themselves")
    MANAGER = "manager", _("Whoever runs the checklist")


class Checklist(AudienceModel):
    """A list of steps that is run for one person after the other. `is_default`: it starts by itself."""

    record_kind: ClassVar[str] = "lifecycle.checklist"

    kind = models.CharField(max_length=10, choices=ChecklistKind.choices)
    name = models.CharField(max_length=80)
    name_key = models.CharField(max_length=80, db_collation="C")
    is_default = models.BooleanField(default=False)
    version = models.IntegerField(default=0)

    class Meta(AudienceModel.Meta):
        constraints = [
            *AudienceModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["organisation", "kind"], condition=Q(is_default=True, deleted_at__isnull=True), name="checklist_default_once"
            ),
        ]
        indexes = [
            models.Index(fields=["organisation", "name_key", "id"], condition=Q(deleted_at__isnull=True), name="checklist_by_name"),
            models.Index(fields=["organisation", "audience_group"], name="checklist_by_group"),
            models.Index(fields=["organisation", "owner"], name="checklist_by_owner"),
        ]

    def __str__(self) -> str:
        return self.name


class ChecklistStep(OrganisationModel):
    """`days` from the first day (arriving) or the last day (leaving): −3 is three days before it."""

    checklist = OrganisationForeignKey(Checklist, on_delete=models.CASCADE, related_name="steps")
    position = models.SmallIntegerField()
    text = models.CharField(max_length=300)
    days = models.SmallIntegerField(default=0)
    who = models.CharField(max_length=8, choices=Who.choices, default=Who.MANAGER)

    class Meta(OrganisationModel.Meta):
        indexes = [models.Index(fields=["organisation", "checklist", "position"], name="checklist_step_order")]

    @property
    def days_before(self) -> int:
        """How many days before the day; 0 when it is on the day or after."""
        return max(-self.days, 0)


class ChecklistRun(OrganisationModel):
    """A checklist for one person. Its name and steps are as they were when it started: a later change does not touch it."""

    membership = OrganisationForeignKey("organisations.Membership", on_delete=models.CASCADE)
    checklist = OrganisationForeignKey(Checklist, on_delete=models.SET_NULL, null=True, blank=True)
    kind = models.CharField(max_length=10, choices=ChecklistKind.choices)
    name = models.CharField(max_length=80)
    day = models.DateField()  # from which the steps count their days
    started_by = OrganisationForeignKey("organisations.Membership", on_delete=models.SET_NULL, null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)

    class Meta(OrganisationModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "membership", "checklist"],
                condition=Q(finished_at__isnull=True, cancelled_at__isnull=True),
                name="checklist_run_once",
            )
        ]
        indexes = [models.Index(fields=["organisation", "membership"], name="checklist_run_by_person")]

    def __str__(self) -> str:
        return self.name


class ChecklistTick(OrganisationModel):
    """One step of a run, ticked or not."""

    run = OrganisationForeignKey(ChecklistRun, on_delete=models.CASCADE, related_name="ticks")
    position = models.SmallIntegerField()
    text = models.CharField(max_length=300)
    due_on = models.DateField()
    who = models.CharField(max_length=8, choices=Who.choices)
    done_at = models.DateTimeField(null=True, blank=True)
    by = OrganisationForeignKey("organisations.Membership", on_delete=models.SET_NULL, null=True, blank=True)

    class Meta(OrganisationModel.Meta):
        indexes = [
            models.Index(fields=["organisation", "run", "position"], name="checklist_tick_order"),
            models.Index(fields=["organisation", "due_on"], condition=Q(done_at__isnull=True), name="checklist_tick_due"),
        ]

    @property
    def is_done(self) -> bool:
        return self.done_at is not None
