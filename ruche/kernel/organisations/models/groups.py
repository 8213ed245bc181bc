# SPDX-License-Identifier: AGPL-3.0-or-later
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from ruche.kernel.db.models import OrganisationForeignKey, OrganisationModel, RecordModel


class Group(RecordModel):
    """People inside an organisation; groups nest."""

    class Kind(models.TextChoices):
        DEPARTMENT = "department", _("Department")
        TEAM = "team", _("Team")
        FAMILY = "family", _("Family")
        THEME = "theme", _("Theme")

    record_kind: ClassVar[str] = "organisations.group"

    name = models.CharField(max_length=80)
    name_key = models.CharField(max_length=80, db_collation="C")
    kind = models.CharField(max_length=12, choices=Kind.choices, default=Kind.TEAM)
    parent = OrganisationForeignKey("organisations.Group", on_delete=models.PROTECT, null=True, blank=True)

    class Meta(RecordModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "parent", "name_key"],
                condition=models.Q(deleted_at__isnull=True),
                nulls_distinct=False,
                name="group_name_once",
            )
        ]

    def __str__(self) -> str:
        return self.name


class GroupMembership(OrganisationModel):
    """Somebody in a group, from one instant to another."""

    group = OrganisationForeignKey(Group, on_delete=models.CASCADE, related_name="memberships")
    membership = OrganisationForeignKey("organisations.Membership", on_delete=models.CASCADE, related_name="group_memberships")
    is_lead = models.BooleanField(default=False)
    joined_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True, blank=True)
    added_by = OrganisationForeignKey("organisations.Membership", on_delete=models.SET_NULL, null=True, blank=True)

    class Meta(OrganisationModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "group", "membership"],
                condition=models.Q(left_at__isnull=True),
                name="group_membership_once",
            )
        ]
